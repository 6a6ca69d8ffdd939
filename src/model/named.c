/* SPDX-License-Identifier: ISC */
/* Names behind an at sign. */
#include "guichet/model/named.h"

#include <string.h>

const char *named_next(struct arena *arena, const char *text, const char **at)
{
	static const char name_chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	const char *sign;

	while ((sign = strchr(*at, '@')) != NULL) {
		size_t len = strspn(sign + 1, name_chars);

		while (len > 0 && strchr(".-", sign[len]) != NULL)
			len--;
		*at = sign + 1;
		if (len > 0 && (sign == text || strchr(name_chars, sign[-1]) == NULL))
			return arena_copy_n(arena, sign + 1, len);
	}
	return NULL;
}
