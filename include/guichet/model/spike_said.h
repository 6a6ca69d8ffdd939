/* SPDX-License-Identifier: ISC */
/*
 * A spike in one sentence, the same in a mail, on the screen and on the command
 * line: "brand: 48 messages in an hour where 6 to 14 are usual; many of them say
 * "refund"; such as #12, #15".
 */
#ifndef GUICHET_MODEL_SPIKE_SAID_H
#define GUICHET_MODEL_SPIKE_SAID_H
#include <stdbool.h>
#include <stdint.h>

#include "guichet/base/arena.h"

struct spike_said {
	const char *account;		/* its name */
	int64_t from_ms, until_ms;	/* whole hours */
	int64_t count, low, high;	/* what came, and between what it usually lies */
	const char *words;		/* that many of its conversations share, a line each */
	const char *examples;		/* numbers of conversations, blanks between */
};
int64_t spike_hours(const struct spike_said *);
/* In the language of the thread. */
const char *spike_say(struct arena *, const struct spike_said *);

/*
 * A word of strangers that may leave the desk in such a sentence: letters,
 * figures, hyphens and apostrophes, and not many of them.  No link that somebody
 * could follow, no address of a person, nothing that draws or turns text round.
 */
bool spike_word_is_plain(const char *word);
#endif
