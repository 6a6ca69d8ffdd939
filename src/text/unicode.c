/* SPDX-License-Identifier: ISC */
/*
 * The only user of utf8proc.  Decides for each scalar value whether it may be
 * drawn, how many cells it takes and what it becomes in ASCII.  Where tables
 * of terminals differ, the width here is the one of libc and xterm: spacing
 * marks take a cell, vowels and finals of decomposed Hangul take none.
 */
#include "unicode.h"

#include <utf8proc.h>

struct range { uint32_t from, to; };

static bool within(const struct range *ranges, size_t count, uint32_t c)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c < ranges[middle].from)
			high = middle;
		else if (c > ranges[middle].to)
			low = middle + 1;
		else
			return true;
	}
	return false;
}
#define WITHIN(ranges, c) within(ranges, sizeof(ranges) / sizeof(*(ranges)), c)

static const struct range hidden[] = {
	{ 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
	{ 0x180B, 0x180F }, { 0x200B, 0x200B }, { 0x2060, 0x2065 }, { 0x206A, 0x206F },
	{ 0x3164, 0x3164 }, { 0xFE00, 0xFE0D }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 },
	{ 0xFFF9, 0xFFFB }, { 0x1BCA0, 0x1BCA3 }, { 0x1D159, 0x1D159 }, { 0x1D173, 0x1D17A },
	{ 0xE0000, 0xE0FFF }
};

static const struct range bidi[] = {
	{ 0x061C, 0x061C }, { 0x200E, 0x200F }, { 0x202A, 0x202E }, { 0x2066, 0x2069 }
};

/* Combining marks for letters of any script, for symbols, and halves. */
static const struct range decoration[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
	{ 0x20D0, 0x20FF }, { 0xFE20, 0xFE2F }
};

/* Signs of category Cf that are drawn: they precede or enclose digits. */
static const struct range drawn_format[] = {
	{ 0x0600, 0x0605 }, { 0x06DD, 0x06DD }, { 0x070F, 0x070F }, { 0x0890, 0x0891 },
	{ 0x08E2, 0x08E2 }, { 0x110BD, 0x110BD }, { 0x110CD, 0x110CD }
};

static bool jamo_tail(uint32_t c)
{
	return (c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF);
}

static enum unicode_kind control_kind(uint32_t c)
{
	switch (c) {
	case '\t':
		return UNICODE_TAB;
	case '\n': case '\v': case '\f': case '\r': case 0x85:
		return UNICODE_BREAK;
	default:
		return UNICODE_BAD;
	}
}

static enum unicode_kind space_kind(uint32_t c)
{
	if (c == 0x00A0 || c == 0x2007 || c == 0x202F)
		return UNICODE_NO_BREAK;
	return c == 0x3000 ? UNICODE_PLAIN : UNICODE_SPACE;
}

static enum unicode_kind category_kind(uint32_t c)
{
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);

	switch ((utf8proc_category_t)property->category) {
	case UTF8PROC_CATEGORY_CN: case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CS: case UTF8PROC_CATEGORY_CO:
		return UNICODE_BAD;
	case UTF8PROC_CATEGORY_CF:
		return WITHIN(drawn_format, c) ? UNICODE_MARK : UNICODE_HIDDEN;
	case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_ME:
		return WITHIN(decoration, c) ? UNICODE_DECORATION : UNICODE_MARK;
	case UTF8PROC_CATEGORY_ZS:
		return space_kind(c);
	case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP:
		return UNICODE_BREAK;
	default:
		return jamo_tail(c) ? UNICODE_MARK : UNICODE_PLAIN;
	}
}

enum unicode_kind unicode_kind(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return control_kind(c);
	if (c == ' ' || c == 0xA0)
		return c == ' ' ? UNICODE_SPACE : UNICODE_NO_BREAK;
	if (c < 0x300)
		return c == 0xAD ? UNICODE_HIDDEN : UNICODE_PLAIN;
	if (c == 0x200C || c == 0x200D)
		return UNICODE_JOINER;
	if (c == 0xFE0E || c == 0xFE0F)
		return UNICODE_STYLE;
	if (c == 0x2800)
		return UNICODE_BLANK;
	if (c >= 0x1F1E6 && c <= 0x1F1FF)
		return UNICODE_REGION;
	if (c >= 0x1F3FB && c <= 0x1F3FF)
		return UNICODE_TONE;
	if (WITHIN(bidi, c))
		return UNICODE_BIDI;
	return WITHIN(hidden, c) ? UNICODE_HIDDEN : category_kind(c);
}

int unicode_width(uint32_t c)
{
	const utf8proc_property_t *property;

	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return 0;
	if (c < 0x300)
		return c == 0xAD ? 0 : 1;
	if (jamo_tail(c))
		return 0;
	property = utf8proc_get_property((utf8proc_int32_t)c);
	if (property->category == UTF8PROC_CATEGORY_MC && property->charwidth == 0)
		return 1;
	return (int)property->charwidth;
}

bool unicode_pictograph(uint32_t c)
{
	return utf8proc_get_property((utf8proc_int32_t)c)->boundclass ==
		UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool unicode_word(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

uint32_t unicode_upper(uint32_t c)
{
	return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}

uint32_t unicode_lower(uint32_t c)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t unicode_title(uint32_t c)
{
	return (uint32_t)utf8proc_totitle((utf8proc_int32_t)c);
}

bool unicode_break(uint32_t before, uint32_t after, int *state)
{
	utf8proc_int32_t memory = *state;
	bool ends = utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
		(utf8proc_int32_t)after, &memory);

	*state = memory;
	return ends;
}

/* What has no decomposition, or one that reads worse. */
static const struct { uint32_t from, to; char ascii; } likeness[] = {
	{ 0x00A1, 0x00A1, '!' }, { 0x00A6, 0x00A6, '|' }, { 0x00A9, 0x00A9, 'c' },
	{ 0x00AB, 0x00AB, '"' }, { 0x00AE, 0x00AE, 'r' }, { 0x00B4, 0x00B4, '\'' },
	{ 0x00B7, 0x00B7, '.' }, { 0x00BB, 0x00BB, '"' }, { 0x00C6, 0x00C6, 'A' },
	{ 0x00D0, 0x00D0, 'D' }, { 0x00D7, 0x00D7, 'x' }, { 0x00D8, 0x00D8, 'O' },
	{ 0x00DF, 0x00DF, 's' }, { 0x00E6, 0x00E6, 'a' }, { 0x00F0, 0x00F0, 'd' },
	{ 0x00F7, 0x00F7, '/' }, { 0x00F8, 0x00F8, 'o' }, { 0x0110, 0x0110, 'D' },
	{ 0x0111, 0x0111, 'd' }, { 0x0131, 0x0131, 'i' }, { 0x0141, 0x0141, 'L' },
	{ 0x0142, 0x0142, 'l' }, { 0x0152, 0x0152, 'O' }, { 0x0153, 0x0153, 'o' },
	{ 0x2010, 0x2015, '-' }, { 0x2018, 0x201B, '\'' }, { 0x201C, 0x201F, '"' },
	{ 0x2020, 0x2021, '+' }, { 0x2022, 0x2023, '*' }, { 0x2026, 0x2026, '.' },
	{ 0x2032, 0x2032, '\'' }, { 0x2033, 0x2033, '"' }, { 0x2039, 0x2039, '<' },
	{ 0x203A, 0x203A, '>' }, { 0x2044, 0x2044, '/' }, { 0x20AC, 0x20AC, 'E' },
	{ 0x2190, 0x2190, '<' }, { 0x2191, 0x2191, '^' }, { 0x2192, 0x2192, '>' },
	{ 0x2193, 0x2193, 'v' }, { 0x2212, 0x2212, '-' }, { 0x2500, 0x2501, '-' },
	{ 0x2502, 0x2503, '|' }, { 0x2504, 0x2505, '-' }, { 0x2506, 0x2507, '|' },
	{ 0x2508, 0x2509, '-' }, { 0x250A, 0x250B, '|' }, { 0x250C, 0x254B, '+' },
	{ 0x254C, 0x254D, '-' }, { 0x254E, 0x254F, '|' }, { 0x2550, 0x2550, '=' },
	{ 0x2551, 0x2551, '|' }, { 0x2552, 0x2570, '+' }, { 0x2580, 0x2590, '#' },
	{ 0x2591, 0x2593, ':' }, { 0x25A0, 0x25A0, '#' }, { 0x25B2, 0x25B3, '^' },
	{ 0x25B6, 0x25B8, '>' }, { 0x25BC, 0x25BD, 'v' }, { 0x25C0, 0x25C2, '<' },
	{ 0x25CB, 0x25CB, 'o' }, { 0x25CF, 0x25CF, '*' }, { 0x2605, 0x2606, '*' },
	{ 0x2713, 0x2714, 'v' }, { 0x2715, 0x2718, 'x' }
};

char unicode_ascii(uint32_t c)
{
	utf8proc_int32_t parts[32];
	utf8proc_ssize_t count;
	int last_class = 0;

	if (c >= 0x20 && c < 0x7F)
		return (char)c;
	for (size_t i = 0; i < sizeof(likeness) / sizeof(*likeness); i++)
		if (c >= likeness[i].from && c <= likeness[i].to)
			return likeness[i].ascii;
	count = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 32,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_class);
	for (utf8proc_ssize_t i = 0; i < count && i < 32; i++)
		if (parts[i] > 0x20 && parts[i] < 0x7F)
			return (char)parts[i];
	return count == 1 && parts[0] == ' ' ? ' ' : '?';
}

const char *unicode_version(void)
{
	return utf8proc_unicode_version();
}
