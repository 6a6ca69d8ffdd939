/* SPDX-License-Identifier: ISC */
/* A program must be named; how words are quoted is base's business. */
#include "words.h"

#include <string.h>

#include "guichet/base/words.h"

enum { EXTRA_WORDS = 2 };

err_t words_split(struct arena *arena, const char *line, const char ***argv, size_t *count)
{
	const char **words = arena_array(arena, strlen(line) / 2 + 1 + EXTRA_WORDS, sizeof(*words));
	size_t n = 0;

	for (const char *p = word_skip(line); *p != '\0'; p = word_skip(p)) {
		words[n] = word_take(arena, &p);
		if (words[n++] == NULL)
			return err_make(ERR_CONFIG, "a quote is not closed in: %s", line);
	}
	if (n == 0 || words[0][0] == '\0')
		return err_make(ERR_CONFIG, "no program is named in: %s", line);
	*argv = words;
	*count = n;
	return NULL;
}
