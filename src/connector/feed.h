/* SPDX-License-Identifier: ISC */
/* What a feed says, whatever its format.  Private to the feed connector and its tests. */
#ifndef GUICHET_SRC_CONNECTOR_FEED_H
#define GUICHET_SRC_CONNECTOR_FEED_H
#include "guichet/base/arena.h"

enum { FEED_ENTRIES = 1000, FEED_TEXT = 4000 };

struct feed_entry {
	const char *id;			/* never NULL: the entry's own, its address with a hash, or a hash of it */
	const char *was;		/* its address, which may have been its name before; NULL: it has an id */
	bool alone;			/* no other entry leads there, so it was */
	const char *link, *title, *text;	/* plain text; link and title may be NULL */
	const char *author, *author_url;	/* may be NULL */
	const char *rev;		/* when it says that it changed, as written; else a hash of its words */
	int64_t at_ms, edited_ms;	/* 0: not told */
};

struct feed {
	const char *title;		/* "" when it has none */
	int64_t ttl_ms;			/* how long an answer is good, 0: not told */
	size_t count;
	struct feed_entry *entries;	/* as they stand in the feed, FEED_ENTRIES at most */
};

/* RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0, JSON Feed.  Addresses in it are relative to base.  ERR_PROTOCOL: no feed. */
err_t feed_read(struct arena *, const char *bytes, size_t len, const char *charset, const char *base,
	struct feed *out) MUST_CHECK;
err_t feed_read_json(struct arena *, const char *bytes, size_t len, const char *base, struct feed *out) MUST_CHECK;
/* NULL when the feed is full. */
struct feed_entry *feed_entry_add(struct arena *, struct feed *);
/*
 * Fills in what follows from the rest: id, rev, the texts cut to their most.  An entry that has no id of its own is
 * its address and its title, whatever else is in the feed; what stands twice in one document is kept once.
 */
void feed_finish(struct arena *, struct feed *);
/* Sixteen digits that stand for both texts, one after the other. */
const char *feed_hash(struct arena *, const char *a, const char *b);

/* RFC 822 with all that people make of it, and ISO 8601 down to a year alone; 0 when it is neither. */
int64_t feed_date(const char *text);
/* An address as a page at base means it; NULL unless it leads to the web. */
const char *feed_url(struct arena *, const char *base, const char *address);
#endif
