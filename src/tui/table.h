/* SPDX-License-Identifier: ISC */
/*
 * Lists whose rows are the answer of one call, asked again whenever the desk
 * says that they changed: outbox, accounts.  A view of that kind is a table
 * of columns and a few commands.
 */
#ifndef GUICHET_SRC_TUI_TABLE_H
#define GUICHET_SRC_TUI_TABLE_H
#include "inside.h"

struct table_cell { enum style style; struct shown text; };
struct table_column {
	const char *title;
	int width;		/* 0: what is left, once a table */
	int from;		/* width of the view from which it is drawn */
	const char *key;	/* a text of the row, in that style ... */
	enum style style;
	struct table_cell (*draw)(const struct view *, struct arena *, const struct json *row);	/* ... or this */
	bool time;		/* it says when: as wide as the language needs */
};
struct table {
	const char *const *words;	/* the call */
	size_t count;
	const char *kind;		/* of a change that concerns it */
	const struct table_column *columns;
	size_t column_count;
	/* May be NULL; the selection is still that of the answer before, which is NULL at first. */
	void (*came)(struct view *, const struct json *before, const struct json *answer);
};
/* At the beginning of the state of such a view. */
struct table_state { const struct table *table; struct json *answer; int64_t call; };

void table_open(struct view *, const struct table *);
/* Functions of view_ops. */
void table_close(struct view *);
void table_refresh(struct view *);
void table_changed(struct view *, const struct json *change);
size_t table_count(const struct view *);
int64_t table_id(const struct view *, size_t row);
int table_draw_head(const struct view *, struct area);
void table_draw_row(const struct view *, struct area, size_t row, unsigned state);
struct shown table_row_text(const struct view *, struct arena *, size_t row);
/* The selected row, or NULL. */
const struct json *table_selected(const struct view *);
#endif
