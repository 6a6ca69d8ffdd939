/* SPDX-License-Identifier: ISC */
/*
 * The bytes that a JSON string holds as they are: printable ASCII without the
 * quote and the backslash.  Nearly all bytes are, so eight are looked at at once.
 */
#ifndef GUICHET_SRC_JSON_PLAIN_H
#define GUICHET_SRC_JSON_PLAIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* A high bit somewhere when one of the eight bytes is zero. */
static inline uint64_t plain_zero(uint64_t x)
{
	return (x - 0x0101010101010101) & ~x;
}

/* High bits of bytes that are not plain; the lowest that is set is always right, those above it may not be. */
static inline uint64_t plain_odd(const char *p)
{
	const uint64_t each = 0x0101010101010101, high = 0x8080808080808080;
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return high & (x | (x - each * 0x20) | plain_zero(x ^ each * '"') |
		plain_zero(x ^ each * '\\') | plain_zero(x ^ each * 0x7F));
}

/* Where the plain bytes from p on end. */
static inline const char *plain_end(const char *p, const char *end)
{
	uint64_t odd = 0;

	while (end - p >= 8 && (odd = plain_odd(p)) == 0)
		p += 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (odd != 0)
		return p + __builtin_ctzll(odd) / 8;
#endif
	while (p < end && is_plain(*p))
		p++;
	return p;
}
#endif
