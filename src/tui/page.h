/* SPDX-License-Identifier: ISC */
/*
 * A page of the queue that stays true: the server says what comes and goes
 * (the call "watch").  Where the page ends, more is fetched as it is needed:
 * further pages that stand still ("list --after") until something changes:
 * then they are fetched again, at most once a second.
 * A query with words cannot be followed: its hits are asked for once.
 */
#ifndef GUICHET_SRC_TUI_PAGE_H
#define GUICHET_SRC_TUI_PAGE_H
#include "row.h"

struct tui;
struct page;

struct page_watcher {
	void (*changed)(void *data);
	void (*failed)(void *data, const char *why);
	void *data;
};

struct page *page_create(struct tui *, const struct page_watcher *);
void page_destroy(struct page *);
/* Another query: what is there stays until the first rows of the new one are. */
void page_ask(struct page *, const char *query, const char *once);	/* NULL: followed; "search" or "list": asked for once */
void page_refresh(struct page *);
size_t page_count(const struct page *);
const struct row *page_row(const struct page *, size_t index);
/* The person has come near the end: there may be more to fetch. */
void page_reach(struct page *, size_t index);
/* Some conversation changed: the rows that the server does not follow may be others now. */
void page_doubt(struct page *);
bool page_has_more(const struct page *);
bool page_is_full(const struct page *);		/* ... that is not fetched: the query must be narrowed */
bool page_is_loading(const struct page *);	/* no row of this query has come yet */
#endif
