/* SPDX-License-Identifier: ISC */
/* Rows of the queue in their order; owns them.  Each conversation is there once at most. */
#ifndef GUICHET_SRC_TUI_ROWS_H
#define GUICHET_SRC_TUI_ROWS_H
#include <stddef.h>

#include "row.h"

struct rows { struct row **rows; size_t count, size; };

void rows_clear(struct rows *);
void rows_finish(struct rows *);
/* Behind the last one when at is beyond it. */
void rows_insert(struct rows *, size_t at, struct row *);
/* Out of the list, to its new owner; NULL when it is not there.  *at: where it was, may be NULL. */
struct row *rows_take(struct rows *, int64_t id, size_t *at);
void rows_remove(struct rows *, int64_t id);
/* Removes every row that is among the others. */
void rows_remove_all(struct rows *, const struct rows *others);
#endif
