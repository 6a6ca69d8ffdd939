/* SPDX-License-Identifier: ISC */
/* Waits and cases as they were derived last, and the names that conversations had elsewhere. */
#include "guichet/store/wait.h"

#include "wait_rows.h"

void wait_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct wait *out = row;

	(void)arena;
	*out = (struct wait){
		.conversation = col_int(rows, 0), .account = col_int(rows, 1),
		.case_no = (int)col_int(rows, 2), .kind = (enum wait_kind)col_int(rows, 3),
		.outcome = (enum wait_outcome)col_int(rows, 4), .start_ms = col_time(rows, 5),
		.end_ms = col_time(rows, 6), .agent = col_int(rows, 7), .own_ms = col_time(rows, 8),
		.flags = (unsigned)col_int(rows, 9), .written_in = col_int(rows, 10),
		.surface = (int)col_int(rows, 11), .team = col_int(rows, 12)
	};
}

err_t store_waits(struct store *store, struct arena *arena, int64_t conversation,
	struct wait **out, size_t *count)
{
	struct rows rows;

	db_query(store, WAIT_OF, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), wait_read, out, count);
}

err_t store_wait_set(struct store *store, size_t position, const struct wait *w)
{
	return db_run(store, WAIT_SET, "iiinnniiiiiini", w->conversation, (int64_t)position,
		w->account, w->case_no, (int)w->kind, (int)w->outcome, w->start_ms, w->end_ms,
		w->agent, w->own_ms, (int64_t)w->flags, w->written_in, w->surface, w->team);
}

err_t store_wait_cut(struct store *store, int64_t conversation, size_t count)
{
	return db_run(store, WAIT_CUT, "ii", conversation, (int64_t)count);
}

err_t store_wait_count(struct store *store, int64_t *out)
{
	return db_get(store, NULL, WAIT_COUNT, NULL, ":i", out);
}

static void named_wait_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct named_wait *out = row;

	wait_read(rows, arena, &out->wait);
	out->account = col_text(rows, WAIT_ROW_COLUMNS, arena);
	out->agent = col_text(rows, WAIT_ROW_COLUMNS + 1, arena);
}

err_t store_waits_between(struct store *store, struct arena *arena, int64_t since_ms,
	int64_t until_ms, struct named_wait **out, size_t *count)
{
	struct rows rows;

	db_query(store, WAIT_RANGE, &rows, "ii", since_ms, until_ms);
	return rows_list(&rows, arena, sizeof(**out), named_wait_read, out, count);
}

/* ---- promises */

static void promise_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct promise *)row = (struct promise){
		.conversation = col_int(rows, 0), .account = col_int(rows, 1), .written_in = col_int(rows, 2),
		.seq = col_int(rows, 3), .agent = col_int(rows, 4), .made_ms = col_time(rows, 5),
		.due_ms = col_time(rows, 6), .end_ms = col_time(rows, 7),
		.outcome = (enum promise_outcome)col_int(rows, 8)
	};
}

err_t store_promises(struct store *store, struct arena *arena, int64_t conversation, struct promise **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, PROMISE_OF, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), promise_read, out, count);
}

err_t store_promises_due(struct store *store, struct arena *arena, int64_t since_ms, int64_t until_ms,
	struct promise **out, size_t *count)
{
	struct rows rows;

	db_query(store, PROMISE_RANGE, &rows, "ii", since_ms, until_ms);
	return rows_list(&rows, arena, sizeof(**out), promise_read, out, count);
}

err_t store_promises_open(struct store *store, int64_t agent, size_t *count)
{
	int64_t number = 0;
	err_t err = db_get(store, NULL, PROMISE_HELD, NULL, "i:i", agent, &number);

	*count = (size_t)number;
	return err;
}

err_t store_promise_set(struct store *store, size_t position, const struct promise *p)
{
	return db_run(store, PROMISE_SET, "iiiiiiiiin", p->conversation, (int64_t)position, p->account,
		p->written_in, p->seq, p->agent, p->made_ms, p->due_ms, p->end_ms, (int)p->outcome);
}

err_t store_promise_text(struct store *store, struct arena *arena, int64_t seq, const char **out)
{
	*out = NULL;
	return db_get(store, arena, PROMISE_TEXT, NULL, "i:t", seq, out);
}

err_t store_promise_text_add(struct store *store, int64_t seq, const char *text)
{
	return db_run(store, PROMISE_TEXT_ADD, "it", seq, text);
}

err_t store_promise_cut(struct store *store, int64_t conversation, size_t count)
{
	return db_run(store, PROMISE_CUT, "ii", conversation, (int64_t)count);
}

/* ---- cases */

void case_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct wait_case *out = row;

	*out = (struct wait_case){
		.conversation = col_int(rows, 0), .case_no = (int)col_int(rows, 1),
		.account = col_int(rows, 2), .open_ms = col_time(rows, 3),
		.first_resolved_ms = col_time(rows, 4), .resolved_ms = col_time(rows, 5),
		.settled_ms = col_time(rows, 6), .first_in_ms = col_time(rows, 7),
		.first_out_ms = col_time(rows, 8), .first_assigned_ms = col_time(rows, 9),
		.waits = (int)col_int(rows, 10), .turns = (int)col_int(rows, 11),
		.replies = (int)col_int(rows, 12), .messages_in = (int)col_int(rows, 13),
		.transfers = (int)col_int(rows, 14), .reopens = (int)col_int(rows, 15),
		.courtesies = (int)col_int(rows, 16), .agent_reopens = (int)col_int(rows, 17),
		.state = (enum status)col_int(rows, 18), .state_ms = col_time(rows, 19),
		.spent_ms = { [STATUS_OPEN] = col_time(rows, 20), [STATUS_PENDING] = col_time(rows, 21),
			[STATUS_ON_HOLD] = col_time(rows, 22), [STATUS_SNOOZED] = col_time(rows, 23) },
		.waited_ms = col_time(rows, 24), .open_wait_ms = col_time(rows, 25),
		.surface = (int)col_int(rows, 26), .flags = (unsigned)col_int(rows, 27),
		.team = col_int(rows, 29), .clocks = col_text(rows, 30, arena)
	};
	/* What another reducer wrote is equal to nothing. */
	if (col_int(rows, 28) != REDUCER_VERSION)
		out->account = -1;
}

err_t store_cases(struct store *store, struct arena *arena, int64_t conversation,
	struct wait_case **out, size_t *count)
{
	struct rows rows;

	db_query(store, CASE_OF, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**out), case_read, out, count);
}

err_t store_case_set(struct store *store, const struct wait_case *c)
{
	return db_run(store, CASE_SET, "iniiiiiiiinnnnnnnnniiiiiiininit", c->conversation, c->case_no,
		c->account, c->open_ms, c->first_resolved_ms, c->resolved_ms, c->settled_ms,
		c->first_in_ms, c->first_out_ms, c->first_assigned_ms, c->waits, c->turns, c->replies,
		c->messages_in, c->transfers, c->reopens, c->courtesies, c->agent_reopens, (int)c->state,
		c->state_ms, c->spent_ms[STATUS_OPEN], c->spent_ms[STATUS_PENDING],
		c->spent_ms[STATUS_ON_HOLD], c->spent_ms[STATUS_SNOOZED], c->waited_ms,
		c->open_wait_ms, c->surface, (int64_t)c->flags, (int)REDUCER_VERSION, c->team,
		c->clocks == NULL ? "" : c->clocks);
}

err_t store_case_cut(struct store *store, int64_t conversation, int64_t count)
{
	return db_run(store, CASE_CUT, "ii", conversation, count);
}

err_t store_case_count(struct store *store, int64_t *out)
{
	return db_get(store, NULL, CASE_COUNT, NULL, ":i", out);
}

/* ---- names that a ledger gave */

err_t store_ledger_name_add(struct store *store, int64_t conversation, int64_t account, const char *name)
{
	return db_run(store, LEDGER_NAME_ADD, "iit", conversation, account, name);
}

err_t store_ledger_name(struct store *store, struct arena *arena, int64_t conversation, const char **out)
{
	*out = NULL;
	return db_get(store, arena, LEDGER_NAME_OF, NULL, "i:t", conversation, out);
}

err_t store_ledger_named(struct store *store, int64_t account, const char *name, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, LEDGER_NAMED, NULL, "it:i", account, name, out);
}
