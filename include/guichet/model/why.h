/* SPDX-License-Identifier: ISC */
/*
 * One sentence for an agent who asks why a row stands where it stands.  What
 * it says is what conversation_rank() goes by, so the two cannot part.
 */
#ifndef GUICHET_MODEL_WHY_H
#define GUICHET_MODEL_WHY_H
#include "guichet/base/arena.h"
#include "guichet/model/record.h"

struct why_event { int64_t at_ms; const char *who, *reason; };	/* who NULL: no agent; at 0: never */
struct why {
	const struct conversation *conv;
	int64_t now_ms, target_ms;
	const char *schedule;		/* in whose hours the target is counted; NULL: in all */
	struct why_event promise;	/* the one that stands open and is due first; reason: what was promised */
	struct why_event urgent, muted, spam, status, answer;	/* the last of each */
};

/* "due 12 min ago: waits since 09:31, target 30 min"; times are of the zone that this program runs in. */
const char *why_text(struct arena *, const struct why *);
#endif
