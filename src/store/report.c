/* SPDX-License-Identifier: ISC */
/* Rows of reports. */
#include "guichet/store/report.h"

#include "db.h"

static void report_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct report_row *out = row;

	*out = (struct report_row){ .id = col_int(rows, 0), .name = col_text(rows, 1, arena),
		.asked = col_text(rows, 2, arena), .agent = col_int(rows, 3) };
}

err_t store_reports(struct store *store, struct arena *arena, const char *name, struct report_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, REPORT_LIST, &rows, "t", name == NULL ? "" : name);
	return rows_list(&rows, arena, sizeof(**out), report_read, out, count);
}

err_t store_report_put(struct store *store, const struct report_row *row)
{
	return db_run(store, REPORT_PUT, "tti", row->name, row->asked, row->agent);
}

err_t store_report_drop(struct store *store, const char *name, bool *dropped)
{
	int64_t changed = 0;
	err_t err = db_change(store, REPORT_DROP, &changed, "t", name);

	*dropped = changed > 0;
	return err;
}

static void published_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct published_row *out = row;

	*out = (struct published_row){ .number = col_int(rows, 0), .name = col_text(rows, 1, arena),
		.at_ms = col_int(rows, 2), .agent = col_int(rows, 3), .seq = col_int(rows, 4),
		.as_of_ms = col_int(rows, 5), .asked = col_text(rows, 6, arena), .sum = col_text(rows, 7, arena) };
}

err_t store_published(struct store *store, struct arena *arena, struct published_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, PUBLISHED_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), published_read, out, count);
}

err_t store_published_get(struct store *store, struct arena *arena, int64_t number, struct published_row *out,
	bool *found)
{
	struct rows rows;

	db_query(store, PUBLISHED_GET, &rows, "i", number);
	*found = rows_next(&rows);
	if (*found) {
		published_read(&rows, arena, out);
		out->document = col_text(&rows, 8, arena);
	}
	return rows_end(&rows);
}

err_t store_published_add(struct store *store, const struct published_row *row, int64_t *number)
{
	int64_t newest = 0;
	err_t err = db_get(store, NULL, PUBLISHED_NEWEST, NULL, ":i", &newest);

	*number = newest + 1;
	return err != NULL ? err : db_run(store, PUBLISHED_ADD, "itiiiittt", *number, row->name, row->at_ms, row->agent,
		row->seq, row->as_of_ms, row->asked, row->sum, row->document);
}
