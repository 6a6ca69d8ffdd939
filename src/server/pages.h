/* SPDX-License-Identifier: ISC */
/*
 * Subscriptions: each distinct page of the queue is evaluated once for all
 * who watch it, at most every 20 ms, and each of them is sent what differs
 * from what it has:
 *
 *   {"gone":42}                  take the row away
 *   {"put":{row},"at":3}         take the row away if it is there, then insert it at index 3
 *   {"page":{"count":50,"more":true,"next":"mark"}}    after the first rows, and whenever more or next
 *                                change; next is what list takes as --after, null when there is no more
 */
#ifndef GUICHET_SERVER_PAGES_H
#define GUICHET_SERVER_PAGES_H
#include "page.h"

struct pages *pages_create(struct server *);
void pages_destroy(struct pages *);
/* From desk_observe. */
void pages_changed(struct pages *, const struct change *, size_t count);
err_t pages_subscribe(struct session *, int64_t id, const char *query, size_t limit) MUST_CHECK;
bool pages_cancel(struct session *, int64_t id);
void pages_resume(struct session *);
void pages_forget(struct session *);
size_t pages_evaluations(const struct pages *);
size_t pages_count(const struct pages *);

/* From what a watcher has to what a page shows. */
struct page_edit {
	void (*gone)(void *data, int64_t id);
	void (*put)(void *data, size_t row, size_t at);		/* row: index in want */
	void *data;
};
/* The edits that turn have into want; ids are unique in both.  have has room for want_count marks and becomes want. */
void page_diff(struct page_mark *have, size_t have_count, const struct page_mark *want, size_t want_count,
	const struct page_edit *);
#endif
