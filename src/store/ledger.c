/* SPDX-License-Identifier: ISC */
/* Rows of the ledger and of what is derived from it, the alarms and meta. */
#include "guichet/store/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"

err_t store_event_add(struct store *store, const struct event *e, bool *added)
{
	int64_t changed = 0;
	err_t err = db_change(store, EVENT_ADD, &changed, "iiiniiniibbntb", e->seq, e->account,
		e->conversation, (int)e->kind, e->net_ms, e->recv_ms, (int)e->actor_kind, e->actor,
		e->subject, e->has_ext ? e->ext : NULL, (size_t)EVENT_EXT,
		e->has_ref ? e->ref : NULL, (size_t)EVENT_EXT, (int)e->surface,
		e->detail == NULL ? "" : e->detail, e->hash, (size_t)EVENT_HASH);

	*added = changed > 0;
	return err;
}

/* The detail is borrowed from the row unless an arena is given. */
static void event_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct event *out = row;

	*out = (struct event){
		.seq = col_int(rows, 0), .account = col_int(rows, 1), .conversation = col_int(rows, 2),
		.kind = (enum event_kind)col_int(rows, 3), .net_ms = col_time(rows, 4),
		.recv_ms = col_time(rows, 5), .actor_kind = (enum actor_kind)col_int(rows, 6),
		.actor = col_int(rows, 7), .subject = col_int(rows, 8)
	};
	out->has_ext = col_bytes(rows, 9, out->ext, EVENT_EXT);
	out->has_ref = col_bytes(rows, 10, out->ref, EVENT_EXT);
	out->surface = col_int(rows, 11) == SURFACE_PUBLIC ? SURFACE_PUBLIC : SURFACE_PRIVATE;
	out->detail = arena == NULL ? col_peek(rows, 12) : col_text(rows, 12, arena);
	if (!col_bytes(rows, 13, out->hash, EVENT_HASH))
		memset(out->hash, 0, EVENT_HASH);
}

err_t store_event_head(struct store *store, struct arena *arena, struct event *out, bool *found)
{
	struct rows rows;

	db_query(store, EVENT_HEAD, &rows, "");
	*found = rows_next(&rows);
	if (*found)
		event_read(&rows, arena, out);
	return rows_end(&rows);
}

err_t store_event_hash(struct store *store, int64_t seq, unsigned char out[EVENT_HASH], bool *found)
{
	struct rows rows;

	db_query(store, EVENT_SEALED, &rows, "i", seq);
	*found = rows_next(&rows) && col_bytes(&rows, 0, out, EVENT_HASH);
	return rows_end(&rows);
}

err_t store_event_find(struct store *store, const struct event *event, int64_t *seq)
{
	*seq = 0;
	return db_get(store, NULL, EVENT_FIND, NULL, "iinb:i", event->account, event->conversation,
		(int)event->kind, event->ext, (size_t)EVENT_EXT, seq);
}

/* A few rows, asked for with each change of a conversation: sorted here, that costs half. */
err_t store_events(struct store *store, struct arena *arena, int64_t account, int64_t conversation,
	struct event **out, size_t *count)
{
	struct rows rows;
	err_t err;

	db_query(store, EVENT_OF, &rows, "ii", account, conversation);
	err = rows_list(&rows, arena, sizeof(**out), event_read, out, count);
	if (err == NULL && *count > 1)
		qsort(*out, *count, sizeof(**out), event_by_seq);
	return err;
}

err_t store_event_in_since(struct store *store, int64_t account, int64_t conversation, int64_t seq, bool edits,
	bool *out)
{
	return db_get(store, NULL, EVENT_IN_SINCE, NULL, "iiin:l", account, conversation, seq,
		edits ? (int)EVENT_MESSAGE_EDITED : (int)EVENT_MESSAGE_IN, out);
}

err_t store_events_dated(struct store *store, struct arena *arena, int64_t as_of_ms, struct event **out,
	size_t *count)
{
	_Static_assert(EVENT_MESSAGE_IN == 0 && EVENT_STATUS == 8 && EVENT_SCHEDULE_VERSION == 20 &&
		EVENT_SETTINGS_VERSION == 21 && EVENT_CLOCK_OFFSET == 22 &&
		EVENT_MERGED == 9 && EVENT_UNLINKED == 11 && EVENT_UNMERGED == 30,
		"statements name them");
	struct rows rows;

	db_query(store, EVENT_DATED, &rows, "i", as_of_ms);
	return rows_list(&rows, arena, sizeof(**out), event_read, out, count);
}

err_t store_events_remarks(struct store *store, struct arena *arena, int64_t as_of_ms, struct event **out,
	size_t *count)
{
	_Static_assert(EVENT_EXCLUDED == 39 && EVENT_ANNOTATION_REMOVED == 42, "a statement and an index name them");
	struct rows rows;

	db_query(store, EVENT_REMARKS, &rows, "i", as_of_ms);
	return rows_list(&rows, arena, sizeof(**out), event_read, out, count);
}

err_t store_event_status(struct store *store, struct arena *arena, int64_t account,
	int64_t conversation, const char **out, int64_t *seq)
{
	*out = NULL;
	*seq = 0;
	return db_get(store, arena, EVENT_STATUS_OF, NULL, "ii:ti", account, conversation, out, seq);
}

err_t store_event_last(struct store *store, int64_t account, int64_t conversation, enum event_kind kind, int64_t *recv_ms)
{
	*recv_ms = 0;
	return db_get(store, NULL, EVENT_LAST, NULL, "iin:i", account, conversation, (int)kind, recv_ms);
}

err_t store_event_first(struct store *store, int64_t *recv_ms)
{
	return db_get(store, NULL, EVENT_FIRST, NULL, ":i", recv_ms);
}

err_t store_event_begun(struct store *store, int64_t *at_ms)
{
	return db_get(store, NULL, EVENT_BEGUN, NULL, ":i", at_ms);
}

err_t store_event_next(struct store *store, struct arena *arena, enum event_kind kind, int64_t *seq, const char **detail)
{
	int64_t after = *seq;

	*seq = 0;
	return db_get(store, arena, EVENT_NEXT, NULL, "in:it", after, (int)kind, seq, detail);
}

err_t store_event_detail(struct store *store, struct arena *arena, int64_t seq, const char **out)
{
	*out = NULL;
	return db_get(store, arena, EVENT_DETAIL, NULL, "i:t", seq, out);
}

static err_t events_visit(struct rows *rows, err_t (*visit)(void *, const struct event *),
	void *data)
{
	err_t err = NULL, stop;
	struct event event;

	while (err == NULL && rows_next(rows)) {
		event_read(rows, NULL, &event);
		err = visit(data, &event);
	}
	stop = rows_end(rows);
	return err != NULL ? err : stop;
}

err_t store_event_each(struct store *store, err_t (*visit)(void *, const struct event *), void *data)
{
	struct rows rows;

	db_query(store, EVENT_EACH, &rows, "");
	return events_visit(&rows, visit, data);
}

err_t store_event_between(struct store *store, int64_t after, int64_t last,
	err_t (*visit)(void *, const struct event *), void *data)
{
	struct rows rows;

	db_query(store, EVENT_BETWEEN, &rows, "ii", after, last);
	return events_visit(&rows, visit, data);
}

err_t store_event_sorted(struct store *store, err_t (*visit)(void *, const struct event *),
	void *data)
{
	struct rows rows;

	db_query(store, EVENT_SORTED, &rows, "");
	return events_visit(&rows, visit, data);
}

static void place_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct event_place *)row = (struct event_place){ col_int(rows, 0), col_int(rows, 1) };
}

err_t store_event_places(struct store *store, struct arena *arena, struct event_place **out, size_t *count)
{
	struct rows rows;

	db_query(store, EVENT_PLACES, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), place_read, out, count);
}

err_t store_event_places_since(struct store *store, struct arena *arena, int64_t after_ms, struct event_place **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, EVENT_PLACES_SINCE, &rows, "i", after_ms);
	return rows_list(&rows, arena, sizeof(**out), place_read, out, count);
}

err_t store_event_settings_since(struct store *store, int64_t after_ms, int64_t *count)
{
	return db_get(store, NULL, EVENT_SETTINGS_SINCE, NULL, "i:i", after_ms, count);
}

struct pair_of_ids { int64_t ids[2]; };

static void union_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct pair_of_ids *out = row;

	(void)arena;
	*out = (struct pair_of_ids){ { col_int(rows, 0), col_int(rows, 1) } };
}

err_t store_event_unions(struct store *store, struct arena *arena, int64_t **out, size_t *count)
{
	struct pair_of_ids *pairs = NULL;
	struct rows rows;
	size_t n = 0;
	err_t err;

	db_query(store, EVENT_UNIONS, &rows, "");
	err = rows_list(&rows, arena, sizeof(*pairs), union_read, &pairs, &n);
	if (err == NULL) {
		*out = n == 0 ? NULL : pairs[0].ids;
		*count = 2 * n;
	}
	return err;
}

err_t store_event_named(struct store *store, int64_t from_seq,
	err_t (*visit)(void *, const struct named_event *), void *data)
{
	err_t err = NULL, stop;
	struct rows rows;

	db_query(store, EVENT_FROM, &rows, "i", from_seq);
	while (err == NULL && rows_next(&rows)) {
		struct named_event named = {
			.account = col_peek(&rows, 14), .network = col_peek(&rows, 15),
			.actor = col_peek(&rows, 16), .subject = col_peek(&rows, 17),
			.thread = col_peek(&rows, 18), .contact = col_peek(&rows, 19),
			.name = col_peek(&rows, 20), .into = col_peek(&rows, 21)
		};

		event_read(&rows, NULL, &named.event);
		err = visit(data, &named);
	}
	stop = rows_end(&rows);
	return err != NULL ? err : stop;
}

/* ---- alarms, meta */

err_t store_alarm_set(struct store *store, enum alarm_kind kind, int64_t subject, int64_t at_ms)
{
	return db_run(store, ALARM_SET, "nii", (int)kind, subject, at_ms);
}

err_t store_alarm_drop(struct store *store, enum alarm_kind kind, int64_t subject)
{
	return db_run(store, ALARM_DROP, "ni", (int)kind, subject);
}

err_t store_alarm_clear(struct store *store, enum alarm_kind kind)
{
	return db_run(store, ALARM_CLEAR, "n", (int)kind);
}

err_t store_alarm_next(struct store *store, enum alarm_kind *kind, int64_t *subject,
	int64_t *at_ms, bool *found)
{
	int number = 0;
	err_t err = db_get(store, NULL, ALARM_NEXT, found, ":nii", &number, subject, at_ms);

	*kind = (enum alarm_kind)number;
	return err;
}

err_t store_alarm_first(struct store *store, enum alarm_kind kind, int64_t *subject)
{
	*subject = -1;
	return db_get(store, NULL, ALARM_FIRST, NULL, "n:i", (int)kind, subject);
}

err_t store_meta(struct store *store, struct arena *arena, const char *name, const char **out)
{
	*out = NULL;
	return db_get(store, arena, META_GET, NULL, "t:t", name, out);
}

err_t store_meta_set(struct store *store, const char *name, const char *value)
{
	return db_run(store, META_SET, "tt", name, value);
}
