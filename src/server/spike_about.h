/* SPDX-License-Identifier: ISC */
/*
 * What an incident is about: the words, links and tags that many of its
 * conversations share, more than those of the week before, from all that was
 * written in its hours.
 *
 * Bounded, so that an incident costs no more than a thousand small pages by an
 * index, however large it is: five hundred conversations on either side, fifty
 * messages of each in those hours, evenly from all that wrote.  What counts is
 * a share, and five hundred tell it: of a word that two of five have, fewer than
 * a third of them have it once in eight hundred times.
 */
#ifndef SERVER_SPIKE_ABOUT_H
#define SERVER_SPIKE_ABOUT_H
#include "arrivals.h"

enum { SPIKE_LOOKED_AT = 500, SPIKE_MESSAGES_EACH = 50, SPIKE_WORDS_TOLD = 4, SPIKE_EXAMPLES = 3 };

struct spike_word { const char *text; size_t conversations; };	/* small letters; a link as it was written */
struct spike_words { struct spike_word list[SPIKE_WORDS_TOLD]; size_t count; };
struct spike_about {
	size_t people;			/* different conversations, however many are looked at */
	struct spike_words words, tags;
	int64_t examples[SPIKE_EXAMPLES];
	size_t example_count;
};
/* Texts lie in the arena. */
err_t spike_about(struct reader *, struct arena *, const struct arrivals *, const struct spike *,
	struct spike_about *) MUST_CHECK;
#endif
