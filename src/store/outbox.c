/* SPDX-License-Identifier: ISC */
/* Rows of the outbox; what their states mean is the desk's business. */
#include "guichet/store/outbox.h"

#include "db.h"

err_t store_outbox_add(struct store *store, const struct outbox_row *o, int64_t *id)
{
	return db_insert(store, OUTBOX_ADD, id, "iiziinntiiiiiittitn", o->conversation, o->account,
		o->message, o->answered, o->agent, (int)o->origin, (int)o->state, o->plan, o->part,
		o->attempt, o->queued_ms, o->not_before_ms, o->attempted_ms, o->quarantine_until_ms,
		o->reason == NULL ? "" : o->reason, o->key, o->seen,
		o->act == NULL ? "" : o->act, (int)o->means);
}

err_t store_outbox_set(struct store *store, const struct outbox_row *o)
{
	return db_run(store, OUTBOX_SET, "intiiiiitt", o->id, (int)o->state, o->plan, o->part,
		o->attempt, o->not_before_ms, o->attempted_ms, o->quarantine_until_ms,
		o->reason == NULL ? "" : o->reason, o->key);
}

static void outbox_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct outbox_row *out = row;

	*out = (struct outbox_row){
		.id = col_int(rows, 0), .conversation = col_int(rows, 1), .account = col_int(rows, 2),
		.message = col_int(rows, 3), .answered = col_int(rows, 4), .agent = col_int(rows, 5),
		.origin = (enum origin)col_int(rows, 6),
		.state = (enum outbox_state)col_int(rows, 7), .plan = col_text(rows, 8, arena),
		.part = col_int(rows, 9), .attempt = col_int(rows, 10),
		.queued_ms = col_int(rows, 11), .not_before_ms = col_int(rows, 12),
		.attempted_ms = col_int(rows, 13), .quarantine_until_ms = col_int(rows, 14),
		.reason = col_text(rows, 15, arena), .key = col_text(rows, 16, arena),
		.seen = col_int(rows, 17), .act = col_text(rows, 18, arena),
		.approver = col_int(rows, 19), .means = (enum means)col_int(rows, 20)
	};
}

static err_t outbox_one(struct rows *rows, struct arena *arena, struct outbox_row *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		outbox_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_outbox_get(struct store *store, struct arena *arena, int64_t id,
	struct outbox_row *out, bool *found)
{
	struct rows rows;

	db_query(store, OUTBOX_GET, &rows, "i", id);
	return outbox_one(&rows, arena, out, found);
}

err_t store_outbox_keyed(struct store *store, struct arena *arena, const char *key,
	struct outbox_row *out, bool *found)
{
	struct rows rows;

	db_query(store, OUTBOX_KEYED, &rows, "t", key);
	return outbox_one(&rows, arena, out, found);
}

err_t store_outbox(struct store *store, struct arena *arena, int state, struct outbox_row **out,
	size_t *count)
{
	bool over = state == OUT_SENT || state == OUT_CANCELLED;
	struct rows rows;
	err_t err;

	if (state < 0)
		db_query(store, OUTBOX_UNSENT, &rows, "");
	else if (over)
		db_query(store, OUTBOX_NEWEST, &rows, "ni", state, (int64_t)OUTBOX_OVER);
	else
		db_query(store, OUTBOX_LIST, &rows, "n", state);
	err = rows_list(&rows, arena, sizeof(**out), outbox_read, out, count);
	for (size_t i = 0; err == NULL && over && i < *count / 2; i++) {
		struct outbox_row swap = (*out)[i];

		(*out)[i] = (*out)[*count - 1 - i];
		(*out)[*count - 1 - i] = swap;
	}
	return err;
}

err_t store_outbox_of(struct store *store, struct arena *arena, int64_t conversation,
	struct outbox_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, OUTBOX_OF, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), outbox_read, out, count);
}

err_t store_outbox_unapproved(struct store *store, struct arena *arena, int64_t conversation,
	struct outbox_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, OUTBOX_UNAPPROVED, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), outbox_read, out, count);
}

err_t store_outbox_open(struct store *store, struct arena *arena, int64_t conversation,
	struct outbox_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, OUTBOX_OPEN, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), outbox_read, out, count);
}

err_t store_outbox_next(struct store *store, struct arena *arena, int64_t now_ms, int64_t account,
	struct outbox_row *out, bool *found)
{
	struct rows rows;

	if (account == 0)
		db_query(store, OUTBOX_NEXT, &rows, "i", now_ms);
	else
		db_query(store, OUTBOX_NEXT_OF, &rows, "ii", now_ms, account);
	return outbox_one(&rows, arena, out, found);
}

err_t store_outbox_doubtful(struct store *store, struct arena *arena, int64_t now_ms,
	int64_t account, struct outbox_row *out, bool *found)
{
	struct rows rows;

	if (account == 0)
		db_query(store, OUTBOX_DOUBT, &rows, "i", now_ms);
	else
		db_query(store, OUTBOX_DOUBT_OF, &rows, "ii", now_ms, account);
	return outbox_one(&rows, arena, out, found);
}

err_t store_outbox_counts(struct store *store, int64_t now_ms,
	struct outbox_count out[OUTBOX_STATES])
{
	struct rows rows;

	db_query(store, OUTBOX_COUNTS, &rows, "i", now_ms);
	while (rows_next(&rows)) {
		int64_t state = col_int(&rows, 0);

		if (state >= 0 && state < OUTBOX_STATES)
			out[state] = (struct outbox_count){ col_int(&rows, 1), col_int(&rows, 2),
				col_int(&rows, 3) };
	}
	return rows_end(&rows);
}

err_t store_part_add(struct store *store, int64_t account, const char *remote_id, int64_t outbox,
	int64_t part)
{
	return db_run(store, PART_ADD, "itii", account, remote_id, outbox, part);
}

err_t store_part_find(struct store *store, int64_t account, const char *remote_id, int64_t *outbox,
	bool *found)
{
	return db_get(store, NULL, PART_FIND, found, "it:i", account, remote_id, outbox);
}

err_t store_outbox_since(struct store *store, int64_t agent, int64_t after_ms, int64_t *count)
{
	return db_get(store, NULL, OUTBOX_SINCE, NULL, "ii:i", agent, after_ms, count);
}

err_t store_outbox_leaves(struct store *store, int64_t agent, int64_t now_ms, int64_t *at_ms)
{
	*at_ms = 0;
	return db_get(store, NULL, OUTBOX_LEAVES, NULL, "ii:i", agent, now_ms, at_ms);
}

err_t store_outbox_approve(struct store *store, int64_t id, int64_t approver, bool alone, bool *done)
{
	int64_t changed = 0;
	err_t err = db_change(store, OUTBOX_APPROVE, &changed, "iin", id, approver, (int)alone);

	*done = changed > 0;
	return err;
}

err_t store_survey_add(struct store *store, int64_t outbox)
{
	return db_run(store, SURVEY_OUT_ADD, "i", outbox);
}

err_t store_survey_drop(struct store *store, int64_t outbox, bool *was)
{
	int64_t changed = 0;
	err_t err = db_change(store, SURVEY_OUT_DROP, &changed, "i", outbox);

	*was = changed > 0;
	return err;
}

err_t store_survey_of(struct store *store, int64_t conversation, int64_t *outbox)
{
	*outbox = 0;
	return db_get(store, NULL, SURVEY_OUT_OF, NULL, "i:i", conversation, outbox);
}
