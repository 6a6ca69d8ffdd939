/* SPDX-License-Identifier: ISC */
/* Rows of the roster. */
#include "guichet/store/shift.h"

#include "db.h"

static void shift_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct shift_row *out = row;

	*out = (struct shift_row){
		.id = col_int(rows, 0), .agent = col_int(rows, 1), .who = col_text(rows, 2, arena),
		.kind = (enum agent_kind)col_int(rows, 3), .label = col_text(rows, 4, arena),
		.hours = col_text(rows, 5, arena), .zone = col_text(rows, 6, arena),
		.zone_data = col_text(rows, 7, arena), .zone_steps = col_text(rows, 8, arena)
	};
}

err_t store_shifts(struct store *store, struct arena *arena, struct shift_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, SHIFT_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), shift_read, out, count);
}

err_t store_shift_put(struct store *store, const struct shift_row *row, int64_t *id, bool *added)
{
	bool found = false;
	err_t err = db_get(store, NULL, SHIFT_FIND, &found, "it:i", row->agent, row->label, id);

	*added = !found;
	if (err != NULL)
		return err;
	return found ? db_run(store, SHIFT_SET, "itttt", *id, row->hours, row->zone, row->zone_data, row->zone_steps)
		: db_insert(store, SHIFT_ADD, id, "ittttt", row->agent, row->label, row->hours, row->zone,
			row->zone_data, row->zone_steps);
}

err_t store_shift_drop(struct store *store, int64_t id, bool *found)
{
	int64_t changed = 0;
	err_t err = db_change(store, SHIFT_DROP, &changed, "i", id);

	*found = changed > 0;
	return err;
}
