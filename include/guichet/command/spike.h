/* SPDX-License-Identifier: ISC */
/* Spikes that stand, as "spikes now" and the dashboard tell them. */
#ifndef GUICHET_COMMAND_SPIKE_H
#define GUICHET_COMMAND_SPIKE_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"

/* The sentence of model/spike_said.h, in the language of the person; whole: with words and examples, not figures only. */
const char *spike_shown(struct arena *, const struct json *row, bool whole);
#endif
