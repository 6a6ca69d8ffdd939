/* SPDX-License-Identifier: ISC */
/* Rows of routes; whether one matches is search.c's. */
#include "guichet/store/route.h"

#include "db.h"
#include "guichet/model/event.h"
#include "guichet/store/ledger.h"

static void route_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct route_row *out = row;

	*out = (struct route_row){
		.id = col_int(rows, 0), .name = col_text(rows, 1, arena), .position = col_int(rows, 2),
		.query = col_text(rows, 3, arena), .team = col_int(rows, 4), .terms = col_text(rows, 5, arena),
		.back_ms = col_int(rows, 6), .last = col_int(rows, 7)
	};
}

err_t store_routes(struct store *store, struct arena *arena, struct route_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, ROUTE_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), route_read, out, count);
}

err_t store_route_put(struct store *store, const struct route_row *r, int64_t *id)
{
	err_t err;

	if (r->id == 0)
		return db_insert(store, ROUTE_ADD, id, "titiiti", r->name, r->position, r->query, r->team, r->last,
			r->terms, r->back_ms);
	err = db_run(store, ROUTE_SET, "iititin", r->id, r->position, r->query, r->team, r->terms, r->back_ms,
		(int)r->removed);
	if (err == NULL && id != NULL)
		*id = r->id;
	return err;
}

err_t store_route_last(struct store *store, int64_t id, int64_t agent)
{
	return db_run(store, ROUTE_LAST, "ii", id, agent);
}

err_t store_route_counts(struct store *store, int64_t *count, int64_t *back_ms)
{
	*count = *back_ms = 0;
	return db_get(store, NULL, ROUTE_COUNTS, NULL, ":ii", count, back_ms);
}

err_t store_route_has_team(struct store *store, int64_t team, bool *out)
{
	*out = false;
	return db_get(store, NULL, ROUTE_HAS_TEAM, NULL, "i:l", team, out);
}

err_t store_route_named(struct store *store, const char *name, int64_t *id)
{
	*id = 0;
	return db_get(store, NULL, ROUTE_NAMED, NULL, "t:i", name, id);
}

err_t store_route_alarm_all(struct store *store, const struct waiting_part *part, int64_t now_ms)
{
	return db_run(store, ROUTE_ALARM_ALL, "iiini", part->rank, part->id, part->limit, (int)ALARM_ROUTE, now_ms);
}

/* ---- what they have yet to give */

static void unplaced_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct unplaced *out = row;

	(void)arena;
	*out = (struct unplaced){
		.conversation = col_int(rows, 0), .route = col_int(rows, 1), .rank = col_int(rows, 2),
		.wait_ms = col_int(rows, 3), .avoid = col_int(rows, 4), .heard = col_int(rows, 5) != 0
	};
}

err_t store_unplaced_set(struct store *store, const struct unplaced *u)
{
	return db_run(store, UNPLACED_SET, "iiiiin", u->conversation, u->route, u->rank, u->wait_ms, u->avoid,
		(int)u->heard);
}

err_t store_unplaced_drop(struct store *store, int64_t conversation)
{
	return db_run(store, UNPLACED_DROP, "i", conversation);
}

err_t store_unplaced_new(struct store *store, struct arena *arena, size_t limit, struct unplaced **out, size_t *count)
{
	struct rows rows;

	db_query(store, UNPLACED_NEW, &rows, "i", (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), unplaced_read, out, count);
}

err_t store_unplaced_of(struct store *store, struct arena *arena, const struct unplaced_from *from, size_t limit,
	struct unplaced **out, size_t *count)
{
	struct rows rows;

	db_query(store, from->by_wait ? UNPLACED_BY_WAIT : UNPLACED_BY_RANK, &rows, "iiii", from->route, from->key,
		from->conversation, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), unplaced_read, out, count);
}

err_t store_unplaced_count(struct store *store, int64_t route, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, UNPLACED_COUNT, NULL, "i:i", route, out);
}

err_t store_unplaced_route(struct store *store, int64_t conversation, int64_t *route)
{
	*route = 0;
	return db_get(store, NULL, UNPLACED_ROUTE, NULL, "i:i", conversation, route);
}

err_t store_unplaced_any(struct store *store, bool *out)
{
	*out = false;
	return db_get(store, NULL, UNPLACED_ANY, NULL, ":l", out);
}

err_t store_unplaced_again(struct store *store, int64_t *conversation, int64_t limit, bool keep, bool *more)
{
	int64_t from = *conversation, last = INT64_MAX;
	err_t err = db_get(store, NULL, UNPLACED_PART, more, "ii:i", from, limit - 1, &last);

	if (err == NULL)
		err = db_run(store, UNPLACED_STALE, "iin", from, last, keep ? 1 : 0);
	if (err == NULL)
		err = db_run(store, UNPLACED_AGAIN, "ii", from, last);
	*conversation = last;
	return err;
}

err_t store_unplaced_all(struct store *store, const struct waiting_part *part, int64_t *rank, int64_t *id, bool *more)
{
	err_t err = db_run(store, UNPLACED_ALL, "iii", part->rank, part->id, part->limit);

	return err != NULL ? err : db_get(store, NULL, WAITING_PART, more, "iii:ii", part->rank, part->id, part->limit - 1,
		rank, id);
}

/* ---- what they did */

static void deed_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct route_deed *out = row;

	*out = (struct route_deed){
		.id = col_int(rows, 0), .route = col_int(rows, 1), .conversation = col_int(rows, 2),
		.agent = col_int(rows, 3), .was = col_int(rows, 4), .seq = col_int(rows, 5), .at_ms = col_int(rows, 6),
		.why = col_text(rows, 7, arena), .undone_ms = col_int(rows, 8), .name = col_text(rows, 9, arena)
	};
}

err_t store_route_deed_add(struct store *store, const struct route_deed *d)
{
	return db_run(store, ROUTE_DEED_ADD, "iiiiiit", d->route, d->conversation, d->agent, d->was, d->seq, d->at_ms,
		d->why);
}

err_t store_route_deeds(struct store *store, struct arena *arena, int64_t route, int64_t below, size_t limit,
	struct route_deed **out, size_t *count)
{
	struct rows rows;

	if (below <= 0)
		below = INT64_MAX;
	if (route == 0)
		db_query(store, ROUTE_DEEDS, &rows, "ii", below, (int64_t)limit);
	else
		db_query(store, ROUTE_DEEDS_OF, &rows, "iii", route, below, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), deed_read, out, count);
}

err_t store_route_deeds_done(struct store *store, struct arena *arena, int64_t route, int64_t below, size_t limit,
	struct route_deed **out, size_t *count)
{
	struct rows rows;

	db_query(store, ROUTE_DEEDS_DONE, &rows, "iii", route, below > 0 ? below : INT64_MAX, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), deed_read, out, count);
}

err_t store_route_deed_undone(struct store *store, int64_t id, int64_t at_ms)
{
	return db_run(store, ROUTE_DEED_UNDONE, "ii", id, at_ms);
}

err_t store_event_human_since(struct store *store, int64_t account, int64_t conversation, int64_t seq, bool *out)
{
	_Static_assert(ACTOR_HUMAN == 1 && EVENT_VIEWED == 17, "a statement names them");
	*out = false;
	return db_get(store, NULL, EVENT_HUMAN_SINCE, NULL, "iii:l", account, conversation, seq, out);
}
