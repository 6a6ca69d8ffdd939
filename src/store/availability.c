/* SPDX-License-Identifier: ISC */
/* Rows of availability. */
#include "guichet/store/availability.h"

#include "db.h"

static void row_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct availability_row *out = row;

	(void)arena;
	*out = (struct availability_row){
		.agent = col_int(rows, 0), .state = (enum availability)col_int(rows, 1), .since_ms = col_int(rows, 2),
		.until_ms = col_int(rows, 3), .idle = col_int(rows, 4) != 0
	};
}

err_t store_availability(struct store *store, int64_t agent, struct availability_row *out)
{
	int state = 0, idle = 0;
	err_t err;

	*out = (struct availability_row){ .agent = agent };
	err = db_get(store, NULL, AVAILABILITY_GET, NULL, "i:niin", agent, &state, &out->since_ms, &out->until_ms, &idle);
	out->state = (enum availability)state;
	out->idle = idle != 0;
	return err;
}

err_t store_availabilities(struct store *store, struct arena *arena, struct availability_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, AVAILABILITY_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), row_read, out, count);
}

err_t store_availability_set(struct store *store, const struct availability_row *row)
{
	return db_run(store, AVAILABILITY_SET, "iniin", row->agent, (int)row->state, row->since_ms, row->until_ms,
		(int)row->idle);
}
