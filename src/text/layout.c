/* SPDX-License-Identifier: ISC */
/*
 * Layout of shown text: measuring, cutting, joining, wrapping, and the ASCII
 * form.  Widths add up: the width of a text is the sum over its scalars, and
 * nothing here parts a mark from its base.
 */
#include "layout.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"
#include "guichet/text/shown.h"
#include "unicode.h"

static const char ellipsis[] = "\xE2\x80\xA6";

static bool ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Text that nobody set is empty. */
static struct shown present(struct shown text)
{
	if (text.bytes == NULL)
		text.bytes = "";
	return text;
}

int layout_width(const char *p, size_t len)
{
	const char *end = p + len;
	int widest = 0, width = 0;

	while (p < end) {
		uint32_t scalar;

		if (ascii(*p) && *p != '\n') {
			p++;
			width++;
			continue;
		}
		p += utf8_decode(p, end, &scalar, NULL);
		widest = width > widest ? width : widest;
		width = scalar == '\n' ? 0 : width + unicode_width(scalar);
	}
	return width > widest ? width : widest;
}

size_t layout_cluster(const char *p, const char *end, int limit, int *cells)
{
	const char *start = p;
	uint32_t before, after;
	int state = 0;

	if (ascii(*p) && (p + 1 == end || ascii(p[1]))) {
		*cells = *p != '\n';
		return 1;
	}
	p += utf8_decode(p, end, &before, NULL);
	*cells = unicode_width(before);
	while (before != '\n' && p < end) {
		size_t n = utf8_decode(p, end, &after, NULL);
		int width = unicode_width(after);

		if (after == '\n' || *cells + width > limit)
			break;
		if (unicode_break(before, after, &state) && width > 0)
			break;
		p += n;
		*cells += width;
		before = after;
	}
	return (size_t)(p - start);
}

/* How many bytes of the first line fit into width cells, and how many cells they take. */
static size_t prefix(const char *text, size_t len, int width, int *cells)
{
	const char *p = text, *end = text + len;

	*cells = 0;
	while (p < end && *p != '\n') {
		int n;
		size_t size = layout_cluster(p, end, CLUSTER_CELLS, &n);

		if (*cells + n > width)
			break;
		*cells += n;
		p += size;
	}
	return (size_t)(p - text);
}

/* Cut to at most width cells where needed, then padded to at least pad cells. */
static struct shown sized(struct arena *arena, struct shown text, int width, int pad)
{
	int cells = text.width;
	bool cut = text.width > width || memchr(text.bytes, '\n', text.len) != NULL;
	size_t len = text.len, tail = 0, spaces;
	char *out;

	if (cut) {
		len = prefix(text.bytes, text.len, width - 1, &cells);
		tail = width > 0 ? sizeof(ellipsis) - 1 : 0;
		cells += width > 0;
		text.flags |= SHOWN_CUT;
	}
	spaces = pad > cells ? (size_t)(pad - cells) : 0;
	if (!cut && spaces == 0)
		return text;
	out = arena_alloc(arena, len + tail + spaces + 1);
	memcpy(out, text.bytes, len);
	memcpy(out + len, ellipsis, tail);
	memset(out + len + tail, ' ', spaces);
	text.bytes = out;
	text.len = len + tail + spaces;
	text.width = cells + (int)spaces;
	return text;
}

struct shown shown_fit(struct arena *arena, struct shown text, int width)
{
	return sized(arena, present(text), width > 0 ? width : 0, width);
}

struct shown shown_fit_ends(struct arena *arena, struct shown text, int width)
{
	struct shown head, tail = present(text);
	size_t at = 0;
	int left = tail.width, cells;

	if (left <= width)
		return shown_fit(arena, text, width);
	head = shown_cut(arena, text, width / 2 + 1);
	while (at < tail.len && left > width - head.width) {
		at += shown_cluster(tail, at, &cells);
		left -= cells;
	}
	tail.bytes += at;
	tail.len -= at;
	tail.width = left;
	return shown_fit(arena, shown_join(arena, head, tail), width);
}

struct shown shown_cut(struct arena *arena, struct shown text, int width)
{
	return sized(arena, present(text), width > 0 ? width : 0, 0);
}

struct shown shown_join(struct arena *arena, struct shown a, struct shown b)
{
	char *out = arena_alloc(arena, a.len + b.len + 1);

	memcpy(out, present(a).bytes, a.len);
	memcpy(out + a.len, present(b).bytes, b.len);
	return (struct shown){ .bytes = out, .len = a.len + b.len, .flags = a.flags | b.flags,
		.hidden = a.hidden + b.hidden, .width = layout_width(out, a.len + b.len) };
}

struct wrap {
	struct arena *arena;
	struct shown block;
	int width;
	struct shown *lines;
	size_t count, size;
};

static void wrap_line(struct wrap *w, const char *from, const char *to)
{
	struct shown line = w->block;

	while (to > from && to[-1] == ' ')
		to--;
	if (w->count == w->size) {
		w->size = w->size > 0 ? w->size * 2 : 16;
		w->lines = mem_grow(w->lines, w->size, sizeof(*w->lines));
	}
	line.len = (size_t)(to - from);
	line.bytes = arena_copy_n(w->arena, from, line.len);
	line.width = layout_width(from, line.len);
	w->lines[w->count++] = line;
}

bool layout_sticks(const char *p, const char *end)
{
	uint32_t c;

	if (ascii(*p))
		return strchr(",.;:!?)]}\"'", *p) != NULL;
	(void)utf8_decode(p, end, &c, NULL);
	return c == 0x3001 || c == 0x3002 || c == 0x300D || c == 0x300F || c == 0x3011 ||
		c == 0x30FC || c == 0xFF01 || c == 0xFF09 || c == 0xFF0C || c == 0xFF0E ||
		c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || c == 0xBB || c == 0x2026 ||
		c == 0xA0;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A word goes on there. */
static bool letter(const char *p, const char *end)
{
	return ascii(*p) ? (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || digit(*p) : !layout_sticks(p, end);
}

/* As duration_format writes them, in any language, and of shares. */
static bool unit(const char *p, const char *end)
{
	static const char *const units[] = { "s", "min", "h", "d", "j", "%" };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t len = strlen(units[i]);

		if ((size_t)(end - p) >= len && memcmp(p, units[i], len) == 0)
			return p + len == end || !letter(p + len, end);
	}
	return false;
}

bool layout_holds(const char *start, const char *p, const char *end)
{
	if (p == start || p + 1 >= end)
		return false;
	if (digit(p[-1]))
		return unit(p + 1, end);
	return digit(p[1]) && p - start > 2 && p[-2] == ' ' && digit(p[-3]) && unit(p - 1, p);
}

/* Where a line may end, and where the next one starts then. */
struct chance { const char *end, *next; };

static void wrap_paragraph(struct wrap *w, const char *p, const char *end)
{
	const char *first = p, *start = p;
	struct chance chance = { 0 }, held = { 0 };	/* held: only where there is no other */
	int limit = w->width < CLUSTER_CELLS ? w->width : CLUSTER_CELLS;
	int column = 0, before = 0;	/* cells of the cluster before, 0 at a space */
	bool ink = false;

	while (p < end) {
		int cells;
		size_t n = layout_cluster(p, end, limit, &cells);
		bool space = *p == ' ' && n == 1;	/* not one with a mark on it */

		if (!space && ink && (cells == 2 || before == 2) && before > 0 && !layout_sticks(p, end))
			chance = (struct chance){ p, p };
		if (!space && column + cells > w->width && p > start) {
			if (chance.end == NULL)
				chance = held.end != NULL ? held : (struct chance){ p, p };
			wrap_line(w, start, chance.end);
			p = start = chance.next;
			chance = held = (struct chance){ 0 };
			column = before = 0;
			ink = false;
			continue;
		}
		if (space && ink && layout_holds(first, p, end))
			held = (struct chance){ p, p + n };
		else if (space && ink)
			chance = (struct chance){ before > 0 ? p : chance.end, p + n };
		ink = ink || !space;
		column += cells;
		before = space ? 0 : cells;
		p += n;
	}
	wrap_line(w, start, end);
}

/* A wide character needs two cells, so narrower lines than that are not made. */
struct shown *shown_wrap(struct arena *arena, struct shown block, int width, size_t *count)
{
	struct wrap w = { .arena = arena, .block = present(block),
		.width = width < 2 ? 2 : width };
	const char *p = w.block.bytes, *end = p + block.len;
	struct shown *lines;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		wrap_paragraph(&w, p, stop != NULL ? stop : end);
		p = stop != NULL ? stop + 1 : end;
	}
	lines = arena_array(arena, w.count, sizeof(*lines));
	if (w.count > 0)
		memcpy(lines, w.lines, w.count * sizeof(*lines));
	free(w.lines);
	*count = w.count;
	return lines;
}

/* Each character keeps its cells, so that what was laid out stays in place. */
struct shown shown_ascii(struct arena *arena, struct shown text)
{
	const char *p = present(text).bytes, *end = p + text.len;
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	while (p < end) {
		uint32_t scalar;

		p += utf8_decode(p, end, &scalar, NULL);
		if (scalar == '\n') {
			out[len++] = '\n';
		} else if (unicode_width(scalar) > 0) {
			char c = unicode_ascii(scalar);

			out[len++] = c;
			if (unicode_width(scalar) == 2)
				out[len++] = c == '?' ? '?' : ' ';
		}
	}
	text.bytes = out;
	text.len = len;
	return text;
}

/* Two cells at most: a grid has no wider ones. */
size_t shown_cluster(struct shown text, size_t at, int *cells)
{
	return layout_cluster(text.bytes + at, text.bytes + text.len, 2, cells);
}
