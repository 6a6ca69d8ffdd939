/* SPDX-License-Identifier: ISC */
/* Tells of each conversation that the person follows and in which others did something. */
#ifndef GUICHET_TUI_NOTIFY_FOLLOWED_H
#define GUICHET_TUI_NOTIFY_FOLLOWED_H
#include "inside.h"

struct followed;
struct followed *followed_begin(struct tui *, void (*tell)(struct tui *));
void followed_end(struct followed *);
#endif
