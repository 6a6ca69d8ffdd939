/* SPDX-License-Identifier: ISC */
/* Why one row counts as it does: view_reason.c. */
#ifndef GUICHET_SRC_TUI_REASON_H
#define GUICHET_SRC_TUI_REASON_H
#include "inside.h"

/* A row of the answer of "explain"; it is kept. */
err_t reason_open(struct tui *, const struct json *row) MUST_CHECK;
#endif
