/* SPDX-License-Identifier: ISC */
/*
 * One distinct page of the queue: a query, how many rows, and for whom where
 * that matters.  A page that an index gives in order is looked at in the
 * loop; any other may read many rows, so the reader thread looks at it, and
 * the longer that takes the longer it rests before it is looked at again.
 */
#ifndef GUICHET_SERVER_PAGE_H
#define GUICHET_SERVER_PAGE_H
#include "inside.h"

/* What a watcher has, and what a page shows. */
struct page_mark { int64_t id; uint64_t hash; };

struct page_row { struct page_mark mark; int64_t wait_ms; const char *body; };	/* body: open object */

/* The rows that a page shows, with the memory they lie in. */
struct page_rows {
	struct arena *arena;
	struct page_row *rows;
	size_t count;
	const char *next_mark;		/* NULL: it is the last page */
};

struct page {
	struct page *next;		/* the caller's, as are watchers, dirty and timed's clock */
	struct subscription *watchers;
	char *text;
	const char *scope;		/* of who watches it, in lasting; NULL: all */
	size_t limit;
	int64_t agent;			/* 0: the same for everybody */
	const char *agent_name;
	struct arena *lasting;
	struct query *query;
	struct page_rows shown;
	bool evaluated, dirty;
	bool timed;			/* it means something else as time passes */
	bool free;			/* of any index: the reader thread looks */
	struct page_question *question;	/* what it asks the reader just now, or NULL */
	int64_t rested_ms;		/* steady: not to be asked again before */
};

err_t page_create(struct desk *, const struct actor *, const char *text, size_t limit, struct page **out) MUST_CHECK;
void page_destroy(struct page *);	/* a question under way is given up */
bool page_is_same(const struct page *, const struct page *);

/* In the loop; for a page that is not free. */
err_t page_evaluate(struct desk *, struct page *) MUST_CHECK;
/* In the reader; told runs in the loop once rows are there; when that failed the page is dirty again. */
err_t page_ask(struct server *, struct page *, void (*told)(void *data, struct page *), void *data) MUST_CHECK;

/* Whether this conversation stands on the page, or should now; *row is read when it is needed and kept for others. */
bool page_concerns(struct desk *, struct arena *, const struct page *, int64_t id, struct list_row *row);
#endif
