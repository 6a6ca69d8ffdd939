/* SPDX-License-Identifier: ISC */
/*
 * The guided tour of the demo: one short text after another, each shown when
 * the person has just done what the one before asked for.  The tour knows
 * neither screens nor keys: what happened is told by name, and {open} in a
 * text stands for the key that is bound to the command of that name.
 */
#ifndef GUICHET_COMMAND_TOUR_H
#define GUICHET_COMMAND_TOUR_H
#include <stddef.h>

#include "guichet/base/arena.h"

struct tour_step {
	const char *when;	/* start opened claimed composing review sent resolved done */
	/* English; {down} {up} {open} {claim} {compose} {review} {send} {resolve} {help} {quit} are keys. */
	const char *text;
};
extern const struct tour_step tour_steps[];
extern const size_t tour_steps_count;

enum { TOUR_WIDTH = 76, TOUR_LINES = 2, TOUR_KEY_WIDTH = 8 };

/* The step for what happened, or NULL. */
const struct tour_step *tour_step_find(const char *when);

/* The name of the key of a command, such as "j" or "ctrl-x"; NULL when it has none: the command's name stands there. */
typedef const char *(*tour_key_fn)(void *data, const char *command);
/* The text, translated, with its keys. */
const char *tour_text(struct arena *, const struct tour_step *, tour_key_fn, void *data);
#endif
