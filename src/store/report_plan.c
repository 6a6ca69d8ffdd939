/* SPDX-License-Identifier: ISC */
/* Rows of reports that leave by a clock. */
#include "guichet/store/report_plan.h"

#include "db.h"

err_t store_report_plan_add(struct store *store, const struct report_plan *row, int64_t *id)
{
	return db_insert(store, REPORT_PLAN_ADD, id, "tnnnttii", row->name, (int)row->rhythm.kind, row->rhythm.day,
		row->rhythm.minute, row->zone, row->recipients, row->agent, row->next_ms);
}

err_t store_report_plan_drop(struct store *store, int64_t id, bool *found)
{
	int64_t changed = 0;
	err_t err = db_change(store, REPORT_PLAN_DROP, &changed, "i", id);

	*found = changed > 0;
	return err;
}

err_t store_report_plan_next(struct store *store, int64_t id, int64_t next_ms)
{
	return db_run(store, REPORT_PLAN_NEXT, "ii", id, next_ms);
}

static void plan_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct report_plan *out = row;

	*out = (struct report_plan){ .id = col_int(rows, 0), .name = col_text(rows, 1, arena),
		.rhythm = { (enum rhythm_kind)col_int(rows, 2), (int)col_int(rows, 3), (int)col_int(rows, 4) },
		.zone = col_text(rows, 5, arena), .recipients = col_text(rows, 6, arena), .agent = col_int(rows, 7),
		.next_ms = col_int(rows, 8) };
}

err_t store_report_plans(struct store *store, struct arena *arena, struct report_plan **out, size_t *count)
{
	struct rows rows;

	db_query(store, REPORT_PLAN_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), plan_read, out, count);
}

err_t store_report_plan_due(struct store *store, int64_t *ms)
{
	return db_get(store, NULL, REPORT_PLAN_DUE, NULL, ":i", ms);
}

err_t store_report_delivery_add(struct store *store, const struct report_delivery *row)
{
	int64_t id;

	return db_insert(store, REPORT_DELIVERY_ADD, &id, "itiiiit", row->plan, row->name, row->due_ms, row->at_ms,
		row->number, row->letter, row->said);
}

static void delivery_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct report_delivery *out = row;

	*out = (struct report_delivery){ .id = col_int(rows, 0), .plan = col_int(rows, 1), .name = col_text(rows, 2, arena),
		.due_ms = col_int(rows, 3), .at_ms = col_int(rows, 4), .number = col_int(rows, 5),
		.letter = col_int(rows, 6), .said = col_text(rows, 7, arena), .mail = col_int(rows, 8),
		.state = (int)col_int(rows, 9), .recipient = col_text(rows, 10, arena),
		.mail_said = col_text(rows, 11, arena) };
}

err_t store_report_deliveries(struct store *store, struct arena *arena, int64_t limit, struct report_delivery **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, REPORT_DELIVERY_LIST, &rows, "i", limit);
	return rows_list(&rows, arena, sizeof(**out), delivery_read, out, count);
}
