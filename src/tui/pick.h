/* SPDX-License-Identifier: ISC */
/* A list of conversations to choose the other one of a call from, when it was left out. */
#ifndef GUICHET_SRC_TUI_PICK_H
#define GUICHET_SRC_TUI_PICK_H
#include "inside.h"

/* Does the call want another conversation, and were no words said? */
bool pick_is_for(const struct call *, size_t words);
/* ids: those that it is about; the chosen one is said behind them. */
err_t pick_other(struct tui *, const struct call *, size_t count, const char *const *ids) MUST_CHECK;
#endif
