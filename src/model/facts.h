/* SPDX-License-Identifier: ISC */
/* What packing waits, cases and traces have in common: places as numbers of texts. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H
#include "guichet/model/facts.h"

/* The tongues and tags of a day, each once, in order of their texts, and their numbers by row. */
struct fact_places { const char **texts; size_t count; int64_t *tongues, *tags; };

/* The place of a row is as far behind the first one as the next row is behind the row. */
struct fact_places fact_places_of(struct arena *, const struct fact_place *first, size_t step, size_t count);
#endif
