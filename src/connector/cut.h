/* SPDX-License-Identifier: ISC */
/* Where a text that is too long for one post is cut.  Private to the connectors. */
#ifndef GUICHET_CONNECTOR_CUT_H
#define GUICHET_CONNECTOR_CUT_H
#include "guichet/model/plan.h"
#include "guichet/text/count.h"

struct cut {
	bool (*fits)(const struct cut *, struct arena *, const char *text, size_t len);
	const void *data;
	size_t max;
};

/* How many bytes go into one part: up to a sentence, else a word, else a cluster; all of them when all fit. */
size_t cut_find(struct arena *, const struct cut *, const char *text);
/* A network's limits where a post is its text and nothing else; max_bytes 0: none. */
struct measure { enum text_counter counter; size_t max, max_bytes; };
/* The plan's parts from text, "(1/3)" behind each where there are several; blocked when it does not fit. */
void parts_plan(struct arena *, const struct plan_wish *, const struct measure *, const char *text, struct plan *);

/* Without white space around it; NULL is "". */
const char *text_trimmed(struct arena *, const char *text);
#endif
