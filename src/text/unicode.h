/* SPDX-License-Identifier: ISC */
/* What the text layer asks about one scalar value. */
#ifndef GUICHET_SRC_TEXT_UNICODE_H
#define GUICHET_SRC_TEXT_UNICODE_H
#include "guichet/base/err.h"

enum unicode_kind {
	UNICODE_PLAIN,		/* drawn as it is, one or two cells */
	UNICODE_MARK,		/* drawn on what is before it */
	UNICODE_DECORATION,	/* a mark that no orthography stacks */
	UNICODE_SPACE,		/* becomes one space */
	UNICODE_NO_BREAK,	/* becomes U+00A0 */
	UNICODE_BREAK,		/* ends a line */
	UNICODE_TAB,
	UNICODE_BIDI,		/* directional control */
	UNICODE_HIDDEN,		/* draws nothing */
	UNICODE_JOINER,		/* U+200C, U+200D */
	UNICODE_STYLE,		/* U+FE0E, U+FE0F */
	UNICODE_TONE,		/* skin tone modifier */
	UNICODE_REGION,		/* regional indicator */
	UNICODE_BLANK,		/* the empty braille cell */
	UNICODE_BAD		/* control, private, unassigned: shown as U+FFFD */
};

enum unicode_kind unicode_kind(uint32_t scalar);
int unicode_width(uint32_t scalar);		/* 0, 1 or 2 */
bool unicode_pictograph(uint32_t scalar);
bool unicode_word(uint32_t scalar);		/* a letter, a digit, a mark */
uint32_t unicode_upper(uint32_t scalar);
uint32_t unicode_lower(uint32_t scalar);
uint32_t unicode_title(uint32_t scalar);
/* Whether a cluster may end between the two; state starts at 0. */
bool unicode_break(uint32_t before, uint32_t after, int *state);
/* The printable ASCII character that reads most like it, or '?'. */
char unicode_ascii(uint32_t scalar);
const char *unicode_version(void);
#endif
