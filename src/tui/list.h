/* SPDX-License-Identifier: ISC */
/*
 * Where one is in a list: which row is selected, which is at the top, which
 * are marked.  Rows come and go above and below; the selection stays on its
 * id and, as far as it can, on its line of the screen.
 */
#ifndef GUICHET_SRC_TUI_LIST_H
#define GUICHET_SRC_TUI_LIST_H
#include "guichet/base/err.h"

struct list_rows {
	size_t count, behind;		/* lines behind the last row, 0 or 1 */
	int64_t (*id)(const void *data, size_t row);
	const void *data;
};

struct list {
	size_t top, selected;
	int64_t selected_id;		/* 0: the first row that there will be */
	int64_t *marks;			/* sorted ids */
	size_t mark_count, mark_size;
	int64_t range_from;		/* the row where a range of marks began, or 0 */
};

void list_finish(struct list *);
/* After rows changed: finds the selection again. */
void list_settle(struct list *, const struct list_rows *, int height, int margin);
void list_select(struct list *, const struct list_rows *, size_t row, int height, int margin);
/* By rows; stays within the list.  True when it moved. */
bool list_move(struct list *, const struct list_rows *, int64_t by, int height, int margin);

bool list_is_marked(const struct list *, int64_t id);
void list_mark(struct list *, int64_t id, bool marked);
/* Marks them too, takes their marks away, or marks those of them that were not marked and no others. */
enum list_marks { LIST_MARKS_MORE, LIST_MARKS_LESS, LIST_MARKS_INVERT };
void list_mark_many(struct list *, const int64_t *ids, size_t count, enum list_marks);
void list_unmark_all(struct list *);
/* Marks all from the row where the range began to the selected one. */
void list_mark_range(struct list *, const struct list_rows *);
#endif
