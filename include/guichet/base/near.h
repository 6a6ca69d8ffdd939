/* SPDX-License-Identifier: ISC */
/*
 * Which of the words that there are somebody may have meant: the one that is
 * a slip of the fingers away, a letter too many, too few, another one, or two
 * that changed places.  One slip is allowed in a short word, two in a longer.
 */
#ifndef GUICHET_BASE_NEAR_H
#define GUICHET_BASE_NEAR_H
#include <stddef.h>

enum { NEAR_BYTES = 40 };	/* longer words are not looked at */

struct near {
	const char *word;
	size_t len;
	const char *best;	/* borrowed; NULL: nothing is near */
	size_t distance;
};

void near_begin(struct near *, const char *word, size_t len);
void near_try(struct near *, const char *candidate);
#endif
