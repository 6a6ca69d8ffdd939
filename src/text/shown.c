/* SPDX-License-Identifier: ISC */
/*
 * The sanitiser: from a stranger's bytes to text that may be shown.  What is
 * dangerous but drawn somewhere becomes U+FFFD, what draws nothing is removed
 * and counted, so that a reader sees that something was there.  Doing it
 * twice changes nothing.
 */
#include "guichet/text/shown.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"
#include "layout.h"
#include "unicode.h"

enum {
	TAB_STOP = 4,
	MARKS_PER_BASE = 4,
	FLOOD = 200,		/* stacked decorations above which a tenth is too many */
	HIDDEN_WORTH_SAYING = 4,
	STEP = 16,		/* the most that one step writes: ":flag-xxxxxx:" */
	TAGS = 6,		/* of a flag sequence, without the final one */
	BLACK_FLAG = 0x1F3F4,
	DOTTED_CIRCLE = 0x25CC
};

struct cleaner {
	const char *p, *end;
	bool block;
	unsigned mark_limit;
	char *out;
	size_t len, size;
	int column;
	uint32_t base;		/* the last scalar with a cell; 0 where a line starts */
	uint32_t last;		/* the last scalar written */
	unsigned marks;		/* on base */
	size_t scalars, stacked;
	size_t modified;	/* len when a style or tone was last dropped */
	unsigned flags, hidden;
};

static void put(struct cleaner *c, uint32_t scalar, int cells)
{
	c->len += utf8_encode(scalar, c->out + c->len);
	c->column += cells;
	c->scalars++;
	c->last = scalar;
	if (cells > 0) {
		c->base = scalar;
		c->marks = 0;
	}
}

static void put_line_end(struct cleaner *c, uint32_t scalar)
{
	if (scalar == '\r' && c->p < c->end && *c->p == '\n')
		c->p++;
	if (!c->block) {
		put(c, ' ', 1);
		return;
	}
	c->out[c->len++] = '\n';
	c->column = 0;
	c->base = 0;
	c->last = '\n';
}

static void put_tab(struct cleaner *c)
{
	do
		put(c, ' ', 1);
	while (c->block && c->column % TAB_STOP != 0);
}

/* A mark without a base would be drawn on what stands before our text. */
static void put_mark(struct cleaner *c, uint32_t scalar, bool decoration)
{
	if (c->base == 0)
		put(c, DOTTED_CIRCLE, 1);
	if (c->marks >= (decoration ? c->mark_limit : MARKS_PER_BASE)) {
		c->flags |= SHOWN_MARKS;
		return;
	}
	c->marks++;
	c->stacked += decoration && c->marks > 1;
	put(c, scalar, 0);
}

static void put_text(struct cleaner *c, const char *text)
{
	while (*text != '\0')
		put(c, (unsigned char)*text++, 1);
}

/* Two regional indicators are a flag, one is a letter. */
static void put_region(struct cleaner *c, uint32_t scalar)
{
	char first = (char)('a' + (scalar - 0x1F1E6));
	uint32_t next = 0;
	size_t n = c->p < c->end ? utf8_decode(c->p, c->end, &next, NULL) : 0;

	if (n == 0 || unicode_kind(next) != UNICODE_REGION) {
		put(c, (uint32_t)(first - 'a' + 'A'), 1);
		return;
	}
	c->p += n;
	put_text(c, ":flag-");
	put(c, (unsigned char)first, 1);
	put(c, 'a' + (next - 0x1F1E6), 1);
	put(c, ':', 1);
}

/* A black flag with tag letters and their end is the flag of a region. */
static bool put_tag_flag(struct cleaner *c)
{
	const char *p = c->p;
	char letters[TAGS + 1] = "";

	for (size_t count = 0; p < c->end; count++) {
		uint32_t scalar;

		p += utf8_decode(p, c->end, &scalar, NULL);
		if (scalar == 0xE007F && count >= 3) {
			c->p = p;
			put_text(c, ":flag-");
			put_text(c, letters);
			put(c, ':', 1);
			return true;
		}
		if (count == TAGS || !((scalar >= 0xE0061 && scalar <= 0xE007A) ||
				       (scalar >= 0xE0030 && scalar <= 0xE0039)))
			return false;
		letters[count] = (char)(scalar - 0xE0000);
	}
	return false;
}

/*
 * U+200D between two pictographs: the second one goes, with what modifies it.
 * In scripts that need joiners they are ordinary and not counted.
 */
static void skip_joiner(struct cleaner *c, uint32_t scalar)
{
	uint32_t next = 0;
	size_t n = c->p < c->end ? utf8_decode(c->p, c->end, &next, NULL) : 0;

	if (scalar == 0x200D && n > 0 && unicode_pictograph(next) && unicode_pictograph(c->base)) {
		c->p += n;
		c->modified = 0;
	} else if (c->base < 0x0600 || c->base > 0x1CFF) {
		c->hidden++;
	}
}

/* A run of empty braille cells is kept only beside braille that can be seen. */
static void put_blanks(struct cleaner *c)
{
	size_t count = 1;
	uint32_t next = 0;
	bool beside = c->last >= 0x2800 && c->last <= 0x28FF;

	while (c->p < c->end) {
		size_t n = utf8_decode(c->p, c->end, &next, NULL);

		if (next != 0x2800)
			break;
		c->p += n;
		count++;
	}
	if (!beside && !(next > 0x2800 && next <= 0x28FF)) {
		c->hidden += (unsigned)count;
		return;
	}
	for (; count > 0; count--) {
		if (c->size - c->len < STEP)
			c->out = mem_grow(c->out, c->size *= 2, 1);
		put(c, 0x2800, 1);
	}
}

static void put_scalar(struct cleaner *c, uint32_t scalar)
{
	enum unicode_kind kind = unicode_kind(scalar);

	switch (kind) {
	case UNICODE_PLAIN:
		if (scalar != BLACK_FLAG || !put_tag_flag(c))
			put(c, scalar, unicode_width(scalar));
		break;
	case UNICODE_MARK:
	case UNICODE_DECORATION:
		put_mark(c, scalar, kind == UNICODE_DECORATION);
		break;
	case UNICODE_SPACE:
		put(c, ' ', 1);
		break;
	case UNICODE_NO_BREAK:
		put(c, 0xA0, 1);
		break;
	case UNICODE_BREAK:
		put_line_end(c, scalar);
		break;
	case UNICODE_TAB:
		put_tab(c);
		break;
	case UNICODE_BIDI:
		c->flags |= SHOWN_BIDI;
		break;
	case UNICODE_HIDDEN:
		c->hidden++;
		break;
	case UNICODE_JOINER:
		skip_joiner(c, scalar);
		break;
	case UNICODE_STYLE:
	case UNICODE_TONE:
		c->hidden += c->base == 0 || c->modified == c->len;
		c->modified = c->len;
		break;
	case UNICODE_REGION:
		put_region(c, scalar);
		break;
	case UNICODE_BLANK:
		put_blanks(c);
		break;
	case UNICODE_BAD:
		put(c, UTF8_BAD, 1);
		break;
	}
}

static const char *ascii_end(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7F)
		p++;
	return p;
}

static void clean(struct cleaner *c)
{
	while (c->p < c->end) {
		size_t run = (size_t)(ascii_end(c->p, c->end) - c->p);
		uint32_t scalar;

		if (c->size - c->len < run + STEP) {
			c->size = c->size * 2 + run + STEP;
			c->out = mem_grow(c->out, c->size, 1);
		}
		if (run > 0) {
			memcpy(c->out + c->len, c->p, run);
			c->len += run;
			c->p += run;
			c->column += (int)run;
			c->scalars += run;
			c->base = c->last = (unsigned char)c->p[-1];
			c->marks = 0;
			continue;
		}
		c->p += utf8_decode(c->p, c->end, &scalar, NULL);
		put_scalar(c, scalar);
	}
}

static struct cleaner cleaner_of(const char *text, size_t len, bool block, unsigned mark_limit)
{
	return (struct cleaner){ .p = text, .end = text + len, .block = block,
		.mark_limit = mark_limit };
}

/*
 * Stacks of decorations that no language writes: where they are more than a
 * tenth of a long text, each base keeps one.
 */
static struct shown made(struct arena *arena, const char *text, size_t len, bool block)
{
	struct cleaner c = cleaner_of(text, len, block, MARKS_PER_BASE);
	struct shown shown;

	clean(&c);
	if (c.stacked > FLOOD && c.stacked * 10 > c.scalars) {
		free(c.out);
		c = cleaner_of(text, len, block, 1);
		clean(&c);
		c.flags |= SHOWN_MARKS;
	}
	if (c.hidden >= HIDDEN_WORTH_SAYING)
		c.flags |= SHOWN_HIDDEN;
	shown = (struct shown){ .bytes = arena_copy_n(arena, c.out, c.len),
		.len = c.len, .flags = c.flags, .hidden = c.hidden,
		.width = layout_width(c.out, c.len) };
	free(c.out);
	return shown;
}

/* Most text is printable ASCII and only copied. */
static struct shown made_or_copied(struct arena *arena, const char *text, size_t len, bool block)
{
	if (len == 0)
		return (struct shown){ .bytes = "" };
	if (ascii_end(text, text + len) < text + len)
		return made(arena, text, len, block);
	return (struct shown){ .bytes = arena_copy_n(arena, text, len), .len = len,
		.width = (int)len };
}

struct shown shown_line_n(struct arena *arena, const char *untrusted, size_t len)
{
	return made_or_copied(arena, untrusted, len, false);
}

struct shown shown_line(struct arena *arena, const char *untrusted)
{
	return made_or_copied(arena, untrusted, untrusted == NULL ? 0 : strlen(untrusted), false);
}

struct shown shown_block(struct arena *arena, const char *untrusted, size_t len)
{
	return made_or_copied(arena, untrusted, len, true);
}

#ifndef NDEBUG
static bool literal_is_clean(const char *text, size_t len)
{
	const char *end = text + len;

	for (const char *p = text; p < end;) {
		uint32_t scalar;
		bool valid;

		p += utf8_decode(p, end, &scalar, &valid);
		if (!valid)
			return false;
		switch (unicode_kind(scalar)) {
		case UNICODE_PLAIN: case UNICODE_MARK: case UNICODE_DECORATION:
		case UNICODE_SPACE: case UNICODE_NO_BREAK: case UNICODE_BLANK:
			break;
		default:
			return false;
		}
	}
	return true;
}
#endif

struct shown shown_literal(const char *text)
{
	size_t len = strlen(text);

	assert(literal_is_clean(text, len));
	return (struct shown){ .bytes = text, .len = len, .width = layout_width(text, len) };
}

int shown_scalar_width(uint32_t scalar)
{
	return unicode_width(scalar);
}

const char *shown_unicode_version(void)
{
	return unicode_version();
}
