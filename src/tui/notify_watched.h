/* SPDX-License-Identifier: ISC */
/* Tells of each conversation of a query in which others did something that is news. */
#ifndef GUICHET_TUI_NOTIFY_WATCHED_H
#define GUICHET_TUI_NOTIFY_WATCHED_H
#include "inside.h"

struct watched_wish {
	const char *query;
	/* Of a row of the history, which somebody else made; me: the person's name. */
	bool (*is_news)(const struct json *row, const char *me);
	bool entering;		/* what the query has only now is news by itself */
	bool mine;		/* also of what the person has, of which the bell tells otherwise */
	void (*tell)(struct tui *);
};

struct watched;
struct watched *watched_begin(struct tui *, const struct watched_wish *);
void watched_end(struct watched *);
#endif
