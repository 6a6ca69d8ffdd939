/* SPDX-License-Identifier: ISC */
/* What the files of the demo share: the place, the signals that wait, the life on the desk. */
#ifndef GUICHET_SRC_COMMAND_DEMO_DESK_H
#define GUICHET_SRC_COMMAND_DEMO_DESK_H
#include <signal.h>
#include <stdint.h>

#include "guichet/command/demo.h"

/* Now, or the instant at which the desk is told to begin. */
int64_t demo_now(const struct command_env *);
/* A directory with our lock in it; env's options then name the desk, which is made by the first call. */
err_t demo_place_make(struct command_env *, struct demo_desk **out) MUST_CHECK;
/* Accounts, colleagues, and what they did until now. */
err_t demo_live(struct command_env *, const char *seed) MUST_CHECK;

/* Signals that end a program wait from here on ... */
void demo_hold_signals(sigset_t *before);
/* ... one has come ... */
bool demo_is_called_off(void);
/* ... and now does what it would have done. */
void demo_let_signals(const sigset_t *before);
#endif
