/* SPDX-License-Identifier: ISC */
/* How long a conversation is looked at: time is a parameter, and nothing is told to anybody here. */
#ifndef TUI_LOOK_H
#define TUI_LOOK_H
#include <stdbool.h>
#include <stdint.h>

enum { LOOK_IDLE_MS = 120000 };	/* nobody looks who has pressed no key for so long */

struct looking { int64_t id, since_ms, key_ms; };	/* id 0: at none; key_ms 0: no key was pressed yet */
struct looked { int64_t id, seconds; };

/* The screen shows that conversation, 0 none: true when a look of a second or more has ended by now. */
bool look_at(struct looking *, int64_t id, int64_t now_ms, struct looked *ended);
/* Until it ends by itself, at least a millisecond. */
int64_t look_left(const struct looking *, int64_t now_ms);
/* Somebody pressed a key; whatever ended before it was asked for by look_at first. */
void look_key(struct looking *, int64_t now_ms);
#endif
