/* SPDX-License-Identifier: ISC */
/* Lists are halved until one place is left; see the header. */
#include "guichet/base/keyed.h"

#include <stdlib.h>

static int64_t key_at(const void *list, size_t size, size_t at)
{
	return *(const int64_t *)(const void *)((const char *)list + at * size);
}

int keyed_order(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

size_t keyed_place(const void *list, size_t count, size_t size, int64_t key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_at(list, size, middle) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t keyed_last(const void *list, size_t count, size_t size, int64_t key)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (key_at(list, size, middle) <= key)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void *keyed_find(const void *list, size_t count, size_t size, int64_t key)
{
	return count == 0 ? NULL : bsearch(&key, list, count, size, keyed_order);
}
