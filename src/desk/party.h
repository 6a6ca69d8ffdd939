/* SPDX-License-Identifier: ISC */
/* Whose conversation an item belongs to, found or begun; shared by what ingests. */
#ifndef GUICHET_DESK_PARTY_H
#define GUICHET_DESK_PARTY_H
#include "guichet/desk/ingest.h"
#include "private.h"
#include "rule_watch.h"

struct ingest {
	struct desk *desk;
	struct account account;
	struct ingest_result *result;
	struct rule_watch watch;
	int64_t refresh_ms;
	int64_t *begun;			/* private conversations that are new */
	size_t begun_count;
};

static inline const char *text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static inline const char *item_thread(const struct item *item)
{
	return item->thread == NULL ? item->uid : item->thread;
}

/* When it was written; a clock that runs ahead cannot make it newer than now. */
static inline int64_t item_at(const struct ingest *in, const struct item *item)
{
	const struct event event = { .net_ms = item->at_ms, .recv_ms = in->desk->now_ms };

	return event_time(&event);
}

/* The conversation of the item's author, begun where there is none or only closed ones. */
err_t conversation_for(struct ingest *, const struct item *, struct touched **out) MUST_CHECK;
/* The one there is, or NULL; contact 0: of a stranger. */
err_t conversation_find(struct ingest *, const struct item *, int64_t contact, struct touched **out) MUST_CHECK;
#endif
