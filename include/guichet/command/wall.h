/* SPDX-License-Identifier: ISC */
/*
 * Panels for a wall: one figure in large digits, and the few that explain
 * it.  Made of the answer of the call "dashboard" of today; nothing can be
 * changed from here, and a viewer may look.
 */
#ifndef GUICHET_COMMAND_WALL_H
#define GUICHET_COMMAND_WALL_H
#include "guichet/command/board.h"

enum wall_panel { WALL_WAITING, WALL_IN_TIME, WALL_OLDEST, WALL_ACCOUNTS, WALL_PANELS };
/* Lines without cells, at the left; everything lies in the arena. */
struct board *wall_make(struct arena *, const struct json *dashboard, enum wall_panel, const struct board_look *);
/*
 * What stands above all panels while an account gets far more than is usual: no lines where none does, else at most
 * so many, and one at least.  Whole sentences where they fit, else their figures; the last line counts the others.
 */
struct board *wall_spikes(struct arena *, const struct json *dashboard, size_t room, const struct board_look *);
#endif
