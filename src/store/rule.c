/* SPDX-License-Identifier: ISC */
/* Rows of rules; whether one matches is search.c's, because it asks the full-text index. */
#include "guichet/store/rule.h"

#include "db.h"
#include "guichet/store/ledger.h"

static void rule_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct rule_row *out = row;

	*out = (struct rule_row){
		.id = col_int(rows, 0), .name = col_text(rows, 1, arena), .owner = col_int(rows, 2),
		.position = col_int(rows, 3), .wait_ms = col_int(rows, 4),
		.query = col_text(rows, 5, arena), .calls = col_text(rows, 6, arena),
		.enabled = col_int(rows, 7) != 0, .reason = col_text(rows, 8, arena),
		.since_ms = col_int(rows, 9)
	};
}

err_t store_rules(struct store *store, struct arena *arena, struct rule_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, RULE_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), rule_read, out, count);
}

err_t store_rule_put(struct store *store, const struct rule_row *r, int64_t *id)
{
	err_t err;

	if (r->id == 0)
		return db_insert(store, RULE_ADD, id, "tiiittnti", r->name, r->owner, r->position, r->wait_ms,
			r->query, r->calls, (int)r->enabled, r->reason, r->since_ms);
	err = db_run(store, RULE_SET, "iinnti", r->id, r->position, (int)r->enabled, (int)r->removed, r->reason,
		r->since_ms);
	if (err == NULL && id != NULL)
		*id = r->id;
	return err;
}

err_t store_rule_counts(struct store *store, int64_t *messages, int64_t *waits)
{
	*messages = *waits = 0;
	return db_get(store, NULL, RULE_COUNTS, NULL, ":ii", messages, waits);
}

err_t store_rule_next_wait(struct store *store, int64_t above_ms, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, RULE_NEXT_WAIT, NULL, "i:i", above_ms, out);
}

/* ---- what they have yet to look at */

static void due_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct rule_due *out = row;

	(void)arena;
	*out = (struct rule_due){
		.id = col_int(rows, 0), .conversation = col_int(rows, 1), .message = col_int(rows, 2),
		.wait_ms = col_int(rows, 3), .known_ms = col_int(rows, 4), .from_ms = col_int(rows, 5),
		.to_ms = col_int(rows, 6)
	};
}

err_t store_rule_due_add(struct store *store, const struct rule_due *d)
{
	return db_run(store, RULE_DUE_ADD, "iiiiii", d->conversation, d->message, d->wait_ms, d->known_ms,
		d->from_ms, d->to_ms);
}

err_t store_rule_due(struct store *store, struct arena *arena, size_t limit, struct rule_due **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, RULE_DUE_LIST, &rows, "i", (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), due_read, out, count);
}

err_t store_rule_due_count(struct store *store, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, RULE_DUE_COUNT, NULL, ":i", out);
}

err_t store_rule_due_drop(struct store *store, int64_t last)
{
	return db_run(store, RULE_DUE_DROP, "i", last);
}

err_t store_rule_wait(struct store *store, int64_t conversation, struct rule_wait *out, bool *found)
{
	*out = (struct rule_wait){ .conversation = conversation };
	return db_get(store, NULL, RULE_WAIT_GET, found, "i:iii", conversation, &out->wait_ms, &out->known_ms,
		&out->done_ms);
}

err_t store_rule_wait_set(struct store *store, const struct rule_wait *w)
{
	return db_run(store, RULE_WAIT_SET, "iiii", w->conversation, w->wait_ms, w->known_ms, w->done_ms);
}

err_t store_rule_wait_drop(struct store *store, int64_t conversation)
{
	return db_run(store, RULE_WAIT_DROP, "i", conversation);
}

err_t store_rule_wait_all(struct store *store, int64_t duration_ms, int64_t now_ms)
{
	err_t err = db_run(store, RULE_WAIT_ALL, "ii", duration_ms, now_ms);

	return err != NULL ? err : db_run(store, RULE_ALARM_ALL, "nii", (int)ALARM_RULE, duration_ms, now_ms);
}

/* ---- what they did */

static void run_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct rule_run *out = row;

	*out = (struct rule_run){
		.id = col_int(rows, 0), .rule = col_int(rows, 1), .conversation = col_int(rows, 2),
		.message = col_int(rows, 3), .wait_ms = col_int(rows, 4), .at_ms = col_int(rows, 5),
		.did = col_text(rows, 6, arena), .refused = col_text(rows, 7, arena),
		.inverse = col_text(rows, 8, arena), .undone_ms = col_int(rows, 9),
		.name = col_text(rows, 10, arena)
	};
}

err_t store_rule_run_add(struct store *store, const struct rule_run *r, bool *added)
{
	int64_t changed = 0;
	err_t err = db_change(store, RULE_LOG_ADD, &changed, "iiiiittt", r->rule, r->conversation, r->message,
		r->wait_ms, r->at_ms, r->did, r->refused, r->inverse);

	*added = changed > 0;
	return err;
}

err_t store_rule_runs(struct store *store, struct arena *arena, int64_t rule, int64_t below, size_t limit,
	struct rule_run **out, size_t *count)
{
	int64_t end = below > 0 ? below : INT64_MAX;
	struct rows rows;

	if (rule == 0)
		db_query(store, RULE_LOG_LIST, &rows, "ii", end, (int64_t)limit);
	else
		db_query(store, RULE_LOG_OF, &rows, "iii", rule, end, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), run_read, out, count);
}

err_t store_rule_run_undone(struct store *store, int64_t id, int64_t at_ms)
{
	return db_run(store, RULE_LOG_UNDONE, "ii", id, at_ms);
}

err_t store_rule_runs_count(struct store *store, int64_t rule, int64_t *count, int64_t *last_ms)
{
	*count = *last_ms = 0;
	return db_get(store, NULL, RULE_LOG_COUNT, NULL, "i:ii", rule, count, last_ms);
}
