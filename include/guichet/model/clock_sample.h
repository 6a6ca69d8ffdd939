/* SPDX-License-Identifier: ISC */
/*
 * Our clock against a network's, told by what we sent there (rule R1 of the figures).  The network wrote the message at
 * an instant of its own between two of ours, so that its clock minus ours lies between two bounds.  An offset is held
 * until it is refuted: by the median of what the newest samples ask for, each of which asks for the nearest to what is
 * held that its bounds allow.
 *
 * Why it does not flap: a slow send has wide bounds, contains what is held, and asks for nothing.  Of two medians the
 * one nearer to what is held counts, so nothing moves without a majority.  What a set of samples yields is never
 * refuted by the same set; and the desk forgets them then, so that CLOCK_SAMPLES_LEAST new replies are between one
 * offset and the next.
 */
#ifndef GUICHET_MODEL_CLOCK_SAMPLE_H
#define GUICHET_MODEL_CLOCK_SAMPLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guichet/base/arena.h"

enum {
	CLOCK_SAMPLES_MOST = 9,		/* the newest of an account that are kept */
	CLOCK_SAMPLES_LEAST = 5,	/* fewer say nothing */
	CLOCK_OFFSET_WORTH_MS = 2000,	/* what is not more than that is noise, and is nobody's concern */
	CLOCK_OFFSET_MOST_MS = 86400000	/* what is more is no clock */
};

/* Their clock minus ours, in ms: at least, at most. */
struct clock_sample { int64_t low_ms, high_ms; };

/* What is added to our clock, and since when; zeroes: nothing, the two agree. */
struct clock_held { int64_t offset_ms, since_ms; };

/*
 * Sent between those two instants of ours, written at that one of theirs; a whole second of theirs may be any instant
 * within it.  False: it proves nothing, because our clock was set meanwhile or theirs tells no time.
 */
bool clock_sample_of(int64_t begun_ms, int64_t done_ms, int64_t their_ms, struct clock_sample *out);
/* Do they refute what is held?  Then *offset_ms is what is to be held instead. */
bool clock_offset_moves(const struct clock_sample *, size_t count, int64_t held_ms, int64_t *offset_ms);
bool clock_is_off(int64_t offset_ms);	/* worth a person's attention */
/* What is told of it then, as a clause, the instant in UTC; NULL: nothing. */
const char *clock_text(struct arena *, const struct clock_held *);
#endif
