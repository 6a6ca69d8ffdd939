/* SPDX-License-Identifier: ISC */
/* The queue: its rows as they are drawn (queue_columns.c), its query (queue_query.c), the view (view_queue.c). */
#ifndef GUICHET_SRC_TUI_QUEUE_H
#define GUICHET_SRC_TUI_QUEUE_H
#include "inside.h"
#include "page.h"

struct queue {
	struct page *page;
	char *name, *query;
	char *shown_name, *shown_query;		/* what the rows in sight answer, until the last query has an answer */
	char *before_name, *before_query;	/* what a limit or a search was laid over */
};

static inline struct queue *queue_of(const struct view *view)
{
	return view->state;
}

int queue_draw_head(const struct view *, struct area);
/* A row of the same columns in another view. */
void queue_row_draw(const struct view *, struct area, const struct row *, unsigned state);
void queue_draw_row(const struct view *, struct area, size_t index, unsigned state);

/* A name with a colon ("limit:", "search:") is laid over the view that was there. */
void queue_ask(struct view *, const char *name, const char *query);
bool queue_is_narrowed(const char *name);
/* Back to what was limited or searched; false when nothing was. */
bool queue_widen(struct view *);
/* What the page tells of the query that was asked last. */
struct page_watcher queue_watcher(struct view *);
#endif
