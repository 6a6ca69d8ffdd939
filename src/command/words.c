/* SPDX-License-Identifier: ISC */
/* Splitting by the quoting rules of a shell and nothing else of it: $, *, ~ and ; are ordinary letters. */
#include "words.h"

#include <string.h>

enum { EXTRA_WORDS = 2 };

/* The word at *p without its quotes; NULL when a quote is not closed. */
static char *word(struct arena *arena, const char **p)
{
	char *out = arena_alloc(arena, strlen(*p) + 1), *to = out;
	char quote = '\0';

	for (; **p != '\0' && (quote != '\0' || strchr(" \t\n", **p) == NULL); (*p)++) {
		if (quote == '\0' && (**p == '\'' || **p == '"'))
			quote = **p;
		else if (quote != '\0' && **p == quote)
			quote = '\0';
		else if (**p == '\\' && quote != '\'' && (*p)[1] != '\0')
			*to++ = *++*p;
		else
			*to++ = **p;
	}
	return quote == '\0' ? out : NULL;
}

err_t words_split(struct arena *arena, const char *line, const char ***argv, size_t *count)
{
	const char **words = arena_array(arena, strlen(line) / 2 + 1 + EXTRA_WORDS, sizeof(*words));
	size_t n = 0;

	for (const char *p = line + strspn(line, " \t\n"); *p != '\0'; p += strspn(p, " \t\n")) {
		words[n] = word(arena, &p);
		if (words[n++] == NULL)
			return err_make(ERR_CONFIG, "a quote is not closed in: %s", line);
	}
	if (n == 0 || words[0][0] == '\0')
		return err_make(ERR_CONFIG, "no program is named in: %s", line);
	*argv = words;
	*count = n;
	return NULL;
}
