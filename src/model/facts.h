/* SPDX-License-Identifier: ISC */
/* What packing waits, cases and traces have in common: places as numbers of texts. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H
#include "guichet/model/facts.h"

/*
 * The tongues and tags of a day, each once, in order of their texts, and their numbers by row; and the same of one more
 * text of a row, if there is any, from 1 on: 0 is none.
 */
struct fact_places { const char **texts; size_t count; int64_t *tongues, *tags, *more; };

/* The place of a row is as far behind the first one as the next row is behind the row.  more: NULL, or NULL of a row. */
struct fact_places fact_places_of(struct arena *, const struct fact_place *first, size_t step, size_t count,
	const char *const *more);
#endif
