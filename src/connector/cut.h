/* SPDX-License-Identifier: ISC */
/* Where a text that is too long for one post is cut.  Private to the connectors. */
#ifndef GUICHET_CONNECTOR_CUT_H
#define GUICHET_CONNECTOR_CUT_H
#include "guichet/base/arena.h"

struct cut {
	bool (*fits)(const struct cut *, struct arena *, const char *text, size_t len);
	const void *data;
	size_t max;
};

/* How many bytes go into one part: up to a sentence, else a word, else a cluster; all of them when all fit. */
size_t cut_find(struct arena *, const struct cut *, const char *text);
/* Without white space around it; NULL is "". */
const char *text_trimmed(struct arena *, const char *text);
#endif
