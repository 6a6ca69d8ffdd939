/* SPDX-License-Identifier: ISC */
/*
 * What is true of every shown text, whatever it was made from.  Written from
 * the requirements, not from the sanitiser's tables; shared by the unit test
 * and the fuzz target.
 */
#ifndef GUICHET_TESTS_SHOWN_CHECK_H
#define GUICHET_TESTS_SHOWN_CHECK_H
#include <string.h>

#include "guichet/base/utf8.h"
#include "guichet/text/shown.h"

static inline bool between(uint32_t c, uint32_t from, uint32_t to)
{
	return c >= from && c <= to;
}

/* Must never reach a terminal. */
static inline bool shown_forbidden(uint32_t c)
{
	if (c < 0x300)
		return c < 0x20 || between(c, 0x7F, 0x9F) || c == 0xAD;
	return c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 ||
		between(c, 0x17B4, 0x17B5) || between(c, 0x180B, 0x180F) ||
		between(c, 0x200B, 0x200F) || between(c, 0x2028, 0x202E) ||
		between(c, 0x2060, 0x206F) || c == 0x3164 || between(c, 0xD800, 0xF8FF) ||
		between(c, 0xFDD0, 0xFDEF) || between(c, 0xFE00, 0xFE0F) || c == 0xFEFF ||
		c == 0xFFA0 || between(c, 0xFFF0, 0xFFFB) || (c & 0xFFFE) == 0xFFFE ||
		between(c, 0x1BCA0, 0x1BCA3) || between(c, 0x1D173, 0x1D17A) ||
		between(c, 0x1F1E6, 0x1F1FF) || between(c, 0x1F3FB, 0x1F3FF) || c >= 0xE0000;
}

/* NULL when text keeps every promise, else which one it breaks. */
static inline const char *shown_broken(struct shown text, bool block)
{
	const char *p = text.bytes, *end = p + text.len;
	int width = 0, widest = 0, marks = 4;	/* a mark may not come first */

	if (*end != '\0')
		return "terminated";
	while (p < end) {
		uint32_t c;
		bool valid;
		int cells;

		p += utf8_decode(p, end, &c, &valid);
		if (!valid)
			return "UTF-8";
		if (c == '\n' && block) {
			width = 0;
			marks = 4;
			continue;
		}
		if (shown_forbidden(c))
			return "allowed characters";
		cells = shown_scalar_width(c);
		marks = cells > 0 ? 0 : marks + 1;
		if (marks > 4)
			return "marks on a base";
		width += cells;
		widest = width > widest ? width : widest;
	}
	return widest != text.width ? "width" : NULL;
}

/* Made again from itself, the text is the same. */
static inline bool shown_stable(struct arena *arena, struct shown text, bool block)
{
	struct shown again = block ? shown_block(arena, text.bytes, text.len)
				   : shown_line_n(arena, text.bytes, text.len);

	return again.len == text.len && memcmp(again.bytes, text.bytes, text.len) == 0 &&
		again.width == text.width && again.hidden == 0;
}

/* The next byte that can be seen; ends at end. */
static inline const char *shown_ink(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\n'))
		p++;
	return p;
}

/* Lines fit, keep the promises and hold every visible character in order. */
static inline const char *wrap_broken(struct arena *arena, struct shown block, int width)
{
	const char *p = block.bytes, *end = p + block.len;
	size_t count;
	struct shown *lines = shown_wrap(arena, block, width, &count);

	for (size_t i = 0; i < count; i++) {
		const char *q = lines[i].bytes, *stop = q + lines[i].len;

		if (lines[i].width > width)
			return "wrapped width";
		if (shown_broken(lines[i], false) != NULL)
			return shown_broken(lines[i], false);
		while ((q = shown_ink(q, stop)) < stop) {
			p = shown_ink(p, end);
			if (p == end || *p++ != *q++)
				return "wrapped text";
		}
	}
	return shown_ink(p, end) == end ? NULL : "wrapped text";
}

static inline const char *fit_broken(struct arena *arena, struct shown text, int width)
{
	struct shown fit = shown_fit(arena, text, width), cut = shown_cut(arena, text, width);
	struct shown ascii = shown_ascii(arena, fit);

	if (fit.width != width || shown_broken(fit, false) != NULL)
		return "fit";
	if (cut.width > width || shown_broken(cut, false) != NULL)
		return "cut";
	if (ascii.width != width || ascii.len != (size_t)width ||
	    shown_broken(ascii, false) != NULL)
		return "ascii";
	return NULL;
}
#endif
