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

/* A piece of the sentence, to be translated: a template with up to two words in the places of its "%s". */
enum { WHY_ARGS = 2 };
struct why_part { const char *template, *args[WHY_ARGS]; };

/* "due 12 min ago: waits since 09:31, target 30 min"; times are of the zone that this program runs in. */
struct why_said { const char *text; struct why_part *parts; size_t count; };
struct why_said why_say(struct arena *, const struct why *);
#endif
