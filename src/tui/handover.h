/* SPDX-License-Identifier: ISC */
/* What the screen of a handover is made of; an answer is that of the call "handover show", or NULL. */
#ifndef GUICHET_SRC_TUI_HANDOVER_H
#define GUICHET_SRC_TUI_HANDOVER_H
#include "inside.h"

/* handover_todo.c */
int64_t handover_number(const struct json *answer);	/* 0: none is here */
const struct json *handover_row(const struct json *answer, int64_t id);
bool handover_is(const struct json *row, const char *state);
/* For who goes: a red line, or an answer; for who comes: a red one to take. */
bool handover_is_todo(const struct json *answer, const struct json *row);
/* The next that is to do behind that one, else from the top; NULL where that one is to do itself, or is not here. */
const struct json *handover_next(const struct json *answer, int64_t id);	/* 0: the first of all */
size_t handover_routine(const struct json *answer);	/* so many that are not red are still to take */

/* handover_draw.c: functions of view_ops. */
int handover_draw_head(const struct view *, struct area);
void handover_draw_row(const struct view *, struct area, size_t row, unsigned state);
#endif
