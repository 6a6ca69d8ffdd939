/* SPDX-License-Identifier: ISC */
/* Selection, scrolling and marks of every list. */
#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

void list_finish(struct list *list)
{
	free(list->marks);
	*list = (struct list){ 0 };
}

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The selection stays a few rows away from the edges, and the screen is full where there are rows for it. */
static void keep_in_sight(struct list *list, const struct list_rows *all, int height, int margin)
{
	size_t rows = height > 0 ? (size_t)height : 1, edge = margin > 0 ? (size_t)margin : 0;
	size_t lines = all->count + all->behind;

	if (edge > (rows - 1) / 2)
		edge = (rows - 1) / 2;
	if (list->selected < list->top + edge)
		list->top = list->selected > edge ? list->selected - edge : 0;
	if (list->selected + edge >= list->top + rows)
		list->top = list->selected + edge + 1 - rows;
	if (list->selected + 1 == all->count && rows > all->behind && list->top + rows < lines)
		list->top = lines - rows;	/* with the last row comes what is said behind it */
	if (list->top + rows > lines)
		list->top = lines > rows ? lines - rows : 0;
}

static bool find_id(const struct list_rows *rows, int64_t id, size_t hint, size_t *out)
{
	for (size_t i = 0; i < rows->count; i++) {
		size_t row = (hint + i) % rows->count;

		if (rows->id(rows->data, row) == id) {
			*out = row;
			return true;
		}
	}
	return false;
}

void list_settle(struct list *list, const struct list_rows *rows, int height, int margin)
{
	size_t line, row;

	if (rows->count == 0 || list->selected_id == 0)
		list->top = list->selected = 0;
	line = list->selected - list->top;
	if (rows->count == 0) {
		list->selected_id = 0;
		return;
	}
	if (list->selected_id != 0 && find_id(rows, list->selected_id, list->selected < rows->count ? list->selected : 0, &row)) {
		list->selected = row;	/* on the line of the screen where it was */
		list->top = row > line ? row - line : 0;
	} else if (list->selected >= rows->count) {
		list->selected = rows->count - 1;
	}
	list->selected_id = rows->id(rows->data, list->selected);
	keep_in_sight(list, rows, height, margin);
}

void list_select(struct list *list, const struct list_rows *rows, size_t row, int height, int margin)
{
	if (rows->count == 0)
		return;
	list->selected = row < rows->count ? row : rows->count - 1;
	list->selected_id = rows->id(rows->data, list->selected);
	keep_in_sight(list, rows, height, margin);
}

bool list_move(struct list *list, const struct list_rows *rows, int64_t by, int height, int margin)
{
	size_t old = list->selected, to;

	if (rows->count == 0)
		return false;
	if (by < 0)
		to = (uint64_t)-by > old ? 0 : old - (size_t)-by;
	else
		to = (uint64_t)by > rows->count - 1 - old ? rows->count - 1 : old + (size_t)by;
	list_select(list, rows, to, height, margin);
	return to != old;
}

static bool mark_find(const struct list *list, int64_t id, size_t *at)
{
	*at = keyed_place(list->marks, list->mark_count, sizeof(*list->marks), id);
	return *at < list->mark_count && list->marks[*at] == id;
}

bool list_is_marked(const struct list *list, int64_t id)
{
	size_t at;

	return mark_find(list, id, &at);
}

void list_mark(struct list *list, int64_t id, bool marked)
{
	size_t at;
	bool is = mark_find(list, id, &at);

	if (is == marked)
		return;
	if (marked) {
		if (list->mark_count == list->mark_size) {
			list->mark_size = most(16, list->mark_size * 2);
			list->marks = mem_grow(list->marks, list->mark_size, sizeof(*list->marks));
		}
		memmove(list->marks + at + 1, list->marks + at, (list->mark_count - at) * sizeof(*list->marks));
		list->marks[at] = id;
		list->mark_count++;
	} else {
		list->mark_count--;
		memmove(list->marks + at, list->marks + at + 1, (list->mark_count - at) * sizeof(*list->marks));
	}
}

void list_mark_many(struct list *list, const int64_t *ids, size_t count, enum list_marks how)
{
	size_t size = list->mark_count + count + 1, n = 0, m = 0, k = 0;
	int64_t *sorted = mem_array(count + 1, sizeof(*sorted)), *out = mem_array(size, sizeof(*out));

	memcpy(sorted, ids, count * sizeof(*ids));
	qsort(sorted, count, sizeof(*sorted), keyed_order);
	while (m < list->mark_count || k < count) {
		bool was = m < list->mark_count && (k == count || list->marks[m] <= sorted[k]);
		bool given = k < count && (!was || sorted[k] == list->marks[m]);
		int64_t id = was ? list->marks[m] : sorted[k];

		if (how == LIST_MARKS_MORE || (how == LIST_MARKS_LESS ? !given : !was))
			out[n++] = id;
		m += was;
		while (k < count && given && sorted[k] == id)
			k++;
	}
	free(sorted);
	free(list->marks);
	list->marks = out;
	list->mark_count = n;
	list->mark_size = size;
	list->range_from = 0;
}

void list_unmark_all(struct list *list)
{
	list->mark_count = 0;
	list->range_from = 0;
}

void list_mark_range(struct list *list, const struct list_rows *rows)
{
	size_t from;

	if (rows->count == 0 || !find_id(rows, list->range_from, 0, &from))
		from = list->selected;
	for (size_t row = from < list->selected ? from : list->selected;
	     row < rows->count && row <= most(from, list->selected); row++)
		list_mark(list, rows->id(rows->data, row), true);
	list->range_from = 0;
}
