/* SPDX-License-Identifier: ISC */
/*
 * What a network brought: one item is one message as of one revision.  Items
 * are upserts keyed (account, uid); a poll may bring the same one many times.
 * Connectors fill them, "import items" parses them from JSON lines
 * (wire/item.h), desk/ingest.h stores them.  Strings are borrowed.
 */
#ifndef GUICHET_MODEL_ITEM_H
#define GUICHET_MODEL_ITEM_H
#include "guichet/model/record.h"

enum item_op {
	ITEM_NEW,		/* a message; also one seen before, perhaps edited */
	ITEM_ECHO,		/* written by the account itself: ours, or a colleague's in the network's own app */
	ITEM_CONTEXT,		/* part of the thread, shown but not counted */
	ITEM_GONE		/* deleted or no longer visible */
};

enum { ITEM_LINKS_MOST = 16 };	/* of one profile */

struct item_author {
	const char *id, *handle, *name, *url;
	const char *links;		/* pages that the profile names as its own, each with a line feed; NULL: not told */
	int64_t followers;
	bool bot;
};

struct item {
	enum item_op op;
	const char *uid;		/* the message's identity on its network */
	const char *native;		/* the id by which this account addresses it */
	const char *rev;		/* changes when it was edited; may be NULL */
	const char *thread;		/* uid of the thread's root; NULL means uid */
	const char *parent;		/* uid it answers; NULL at the root */
	const char *kind;		/* mention reply comment dm quote review post */
	enum visibility visibility;
	struct item_author author;	/* for an echo: the account itself */
	/* An echo names whom it answers; empty for a post to everybody, which opens nothing. */
	struct item_author to;
	int64_t at_ms, edited_ms;
	const char *text, *cw, *lang, *url;
	const char *words;		/* of text what its writer wrote, without what is shown below; NULL: all of it */
	const char *reply_ctx;		/* key=value lines that send needs */
	const struct media *media;
	size_t media_count;		/* at most MEDIA_MOST */
	bool history;			/* from before the account was added: opens no wait */
	bool feed;			/* listening hit or feed entry: asks for nothing */
	bool automatic;			/* echo of an automatic message */
};

/* NULL when the item can be stored; else ERR_DATA names the member. */
err_t item_check(const struct item *) MUST_CHECK;
#endif
