/* SPDX-License-Identifier: ISC */
/* An array of rows; a comparison with many others goes through their sorted ids. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

enum { SIZE_FIRST = 100 };

void rows_clear(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->rows[i]);
	rows->count = 0;
}

void rows_finish(struct rows *rows)
{
	rows_clear(rows);
	free(rows->rows);
	*rows = (struct rows){ 0 };
}

void rows_insert(struct rows *rows, size_t at, struct row *row)
{
	if (rows->count == rows->size) {
		rows->size = rows->size == 0 ? SIZE_FIRST : rows->size * 2;
		rows->rows = mem_grow(rows->rows, rows->size, sizeof(struct row *));
	}
	at = at < rows->count ? at : rows->count;
	memmove(rows->rows + at + 1, rows->rows + at, (rows->count - at) * sizeof(struct row *));
	rows->rows[at] = row;
	rows->count++;
}

struct row *rows_take(struct rows *rows, int64_t id, size_t *at)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows->rows[i];

		if (row->id != id)
			continue;
		rows->count--;
		memmove(rows->rows + i, rows->rows + i + 1, (rows->count - i) * sizeof(struct row *));
		if (at != NULL)
			*at = i;
		return row;
	}
	return NULL;
}

void rows_remove(struct rows *rows, int64_t id)
{
	free(rows_take(rows, id, NULL));
}

void rows_remove_all(struct rows *rows, const struct rows *others)
{
	int64_t *ids = mem_array(others->count, sizeof(*ids));
	size_t kept = 0;

	for (size_t i = 0; i < others->count; i++)
		ids[i] = others->rows[i]->id;
	qsort(ids, others->count, sizeof(*ids), keyed_order);
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows->rows[i];

		if (keyed_find(ids, others->count, sizeof(*ids), row->id) != NULL)
			free(row);
		else
			rows->rows[kept++] = row;
	}
	rows->count = kept;
	free(ids);
}
