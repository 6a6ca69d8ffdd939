/* SPDX-License-Identifier: ISC */
/* The queue's rows as they are drawn. */
#ifndef GUICHET_SRC_TUI_QUEUE_H
#define GUICHET_SRC_TUI_QUEUE_H
#include "inside.h"

int queue_draw_head(const struct view *, struct area);
void queue_draw_row(const struct view *, struct area, size_t index, unsigned state);
#endif
