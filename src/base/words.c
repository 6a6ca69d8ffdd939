/* SPDX-License-Identifier: ISC */
/* The quoting rules of a shell and nothing else of it: $, *, ~ and ; are ordinary letters. */
#include "guichet/base/words.h"

#include <string.h>

static const char blanks[] = " \t\n";

const char *word_skip(const char *p)
{
	return p + strspn(p, blanks);
}

char *word_take(struct arena *arena, const char **p)
{
	char *out = arena_alloc(arena, strlen(*p) + 1), *to = out;
	char quote = '\0';

	for (; **p != '\0' && (quote != '\0' || strchr(blanks, **p) == NULL); (*p)++) {
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
