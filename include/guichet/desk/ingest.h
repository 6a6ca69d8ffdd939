/* SPDX-License-Identifier: ISC */
/*
 * What a network brought goes in: upserts keyed (account, uid), the cursor in
 * the same transaction, conversations (one customer in one thread on one
 * account; in a private thread everybody outside is one party), contacts,
 * ledger, search index.  Feeding the same batch twice changes nothing.
 */
#ifndef GUICHET_DESK_INGEST_H
#define GUICHET_DESK_INGEST_H
#include "guichet/desk/desk.h"
#include "guichet/model/item.h"

struct ingest_bad { const char *why, *raw; };

struct ingest_batch {
	int64_t account;
	const struct item *items;
	size_t count;
	const char *stream, *cursor;	/* NULL: no cursor to move */
	int64_t gap_from_ms, gap_to_ms;	/* of output.gap, see connector/task.h; to 0: none */
	int64_t refresh_ms;		/* what is new is read again after so long; 0: never */
	size_t bad_count;		/* items that could not be parsed: kept for doctor (N-14) */
	const struct ingest_bad *bad;
};

struct ingest_result { size_t added, edited, gone, unchanged, bad, conversations; };

/* Inside desk_begin. An item that item_check refuses is kept as bad; the rest goes in. */
err_t desk_ingest(struct desk *, const struct ingest_batch *, struct ingest_result *out) MUST_CHECK;
/* The stored cursor of a stream, NULL if none. */
err_t desk_cursor(struct desk *, struct arena *, int64_t account, const char *stream, const char **out) MUST_CHECK;
#endif
