/* SPDX-License-Identifier: ISC */
/* What every connector promises, whatever it is answered; one that breaks it ends the fuzzer. */
#ifndef GUICHET_FUZZ_PROMISE_H
#define GUICHET_FUZZ_PROMISE_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/connector/task.h"

enum { STEPS_MAX = 4000 };

static inline void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static inline void output_look(struct output *out, struct arena *arena)
{
	for (size_t i = 0; i < out->count; i++)
		require(item_check(&out->items[i]) == NULL, "items can be stored");
	memset(out, 0, sizeof(*out));
	out->arena = arena;
}
#endif
