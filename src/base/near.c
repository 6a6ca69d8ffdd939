/* SPDX-License-Identifier: ISC */
/* Distance by slips (Damerau's, of neighbouring letters), a row of the table at a time. */
#include "guichet/base/near.h"

#include <string.h>

enum { SHORT_BYTES = 4 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAR_BYTES + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

void near_begin(struct near *near, const char *word, size_t len)
{
	*near = (struct near){ .word = word, .len = len, .distance = (len <= SHORT_BYTES ? 1 : 2) + 1 };
}

void near_try(struct near *near, const char *candidate)
{
	size_t len = strlen(candidate), d;

	if (near->len < 2 || near->len > NEAR_BYTES || len > NEAR_BYTES)
		return;
	d = distance(near->word, near->len, candidate, len);
	if (d > 0 && d < near->distance) {
		near->best = candidate;
		near->distance = d;
	}
}
