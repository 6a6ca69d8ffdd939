/* SPDX-License-Identifier: ISC */
/* Rows of alarms that leave the screen, and of who is told. */
#include "guichet/store/alert.h"

#include "db.h"

err_t store_hook_add(struct store *store, const struct hook_row *row, int64_t *id)
{
	return db_insert(store, HOOK_ADD, id, "nntiiti", (int)row->kind, (int)row->how, row->words, row->after_ms,
		row->repeat_ms, row->quiet, row->agent);
}

err_t store_hook_drop(struct store *store, int64_t id, bool *found)
{
	int64_t changed = 0;
	err_t err = db_change(store, HOOK_DROP, &changed, "i", id);

	*found = changed > 0;
	return err;
}

err_t store_hook_told(struct store *store, int64_t id, int64_t at_ms)
{
	return db_run(store, HOOK_TOLD, "ii", id, at_ms);
}

static void hook_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct hook_row *out = row;

	*out = (struct hook_row){ .id = col_int(rows, 0), .kind = (enum alert_kind)col_int(rows, 1),
		.how = (enum hook_how)col_int(rows, 2), .words = col_text(rows, 3, arena), .after_ms = col_int(rows, 4),
		.repeat_ms = col_int(rows, 5), .quiet = col_text(rows, 6, arena), .agent = col_int(rows, 7),
		.told_ms = col_int(rows, 8) };
}

err_t store_hooks(struct store *store, struct arena *arena, struct hook_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, HOOK_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), hook_read, out, count);
}

err_t store_hooks_any(struct store *store, bool *any)
{
	int64_t count = 0;
	err_t err = db_get(store, NULL, HOOK_ANY, NULL, ":i", &count);

	*any = count > 0;
	return err;
}

/* ---- alerts */

err_t store_alert_raise(struct store *store, enum alert_kind kind, int64_t now_ms, int64_t active_ms, int64_t most,
	int64_t *added)
{
	enum statement statement = (enum statement)(ALERT_AT_RISK_NEW + (int)kind);
	int64_t open = 0;
	err_t err = db_get(store, NULL, ALERT_OPEN, NULL, "n:i", (int)kind, &open);

	*added = 0;
	if (err != NULL || open >= most)
		return err;
	return kind == ALERT_NOBODY_ACTIVE ? db_change(store, statement, added, "iii", now_ms, most - open, active_ms)
		: db_change(store, statement, added, "ii", now_ms, most - open);
}

err_t store_alert_end(struct store *store, enum alert_kind kind, int64_t now_ms, int64_t active_ms)
{
	enum statement statement = (enum statement)(ALERT_AT_RISK_OVER + (int)kind);

	return kind == ALERT_NOBODY_ACTIVE ? db_run(store, statement, "ii", now_ms, active_ms)
		: db_run(store, statement, "i", now_ms);
}

err_t store_alert_ack(struct store *store, int64_t id, int64_t agent, int64_t at_ms, bool *found)
{
	int64_t changed = 0;
	err_t err = db_change(store, ALERT_ACK, &changed, "iii", id, agent, at_ms);

	*found = changed > 0;
	return err;
}

static void alert_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct alert_row *out = row;

	*out = (struct alert_row){ .id = col_int(rows, 0), .kind = (enum alert_kind)col_int(rows, 1),
		.subject = col_int(rows, 2), .at_ms = col_int(rows, 3), .over_ms = col_int(rows, 4),
		.acked_ms = col_int(rows, 5), .acked_by = col_int(rows, 6), .conversation = col_int(rows, 7),
		.due_ms = col_int(rows, 8), .account = col_text(rows, 9, arena), .holder = col_text(rows, 10, arena),
		.spike = { .account = col_text(rows, 9, arena), .from_ms = col_int(rows, 11), .until_ms = col_int(rows, 12),
		.count = col_int(rows, 13), .low = col_int(rows, 14), .high = col_int(rows, 15),
		.words = col_text(rows, 16, arena), .examples = col_text(rows, 17, arena) } };
}

static void told_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct alert_row *out = row;

	alert_read(rows, arena, row);
	out->run_state = (int)col_int(rows, 18);
	out->run_said = col_text(rows, 19, arena);
}

err_t store_alert_prune(struct store *store, int64_t before_ms, int64_t most)
{
	err_t err = db_run(store, ALERT_TOLD_PRUNE, "ii", before_ms, most);

	if (err == NULL)
		err = db_run(store, ALERT_PRUNE, "ii", before_ms, most);
	if (err == NULL)
		err = db_run(store, SPIKE_PRUNE, "ii", before_ms, most);
	return err != NULL ? err : db_run(store, RUN_PRUNE, "ii", before_ms, most);
}

err_t store_alerts(struct store *store, struct arena *arena, bool all, int64_t limit, struct alert_row **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, all ? ALERT_LIST : ALERT_LIST_OPEN, &rows, "i", limit);
	return rows_list(&rows, arena, sizeof(**out), told_read, out, count);
}

err_t store_alerts_due(struct store *store, struct arena *arena, const struct hook_row *hook, int64_t now_ms,
	struct alert_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, ALERT_DUE, &rows, "iniii", hook->id, (int)hook->kind, hook->after_ms, now_ms, hook->repeat_ms);
	return rows_list(&rows, arena, sizeof(**out), alert_read, out, count);
}

err_t store_alert_told(struct store *store, int64_t hook, int64_t alert, int64_t at_ms)
{
	return db_run(store, ALERT_TOLD, "iii", hook, alert, at_ms);
}

/* ---- runs */

err_t store_run_add(struct store *store, const struct hook_run *run, int64_t at_ms)
{
	return db_run(store, RUN_ADD, "iitt", run->hook, at_ms, run->words, run->input);
}

err_t store_run_next(struct store *store, struct arena *arena, struct hook_run *out, bool *found)
{
	return db_get(store, arena, RUN_NEXT, found, ":iitt", &out->id, &out->hook, &out->words, &out->input);
}

err_t store_run_set(struct store *store, int64_t id, int state, const char *said)
{
	return db_run(store, RUN_SET, "int", id, state, said);
}

err_t store_run_recover(struct store *store)
{
	return db_run(store, RUN_RECOVER, "");
}
