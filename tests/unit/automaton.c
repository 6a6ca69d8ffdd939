/* SPDX-License-Identifier: ISC */
/*
 * ECMA-48 as far as a painter needs it.  Written from the standard and from
 * what xterm does at the right margin, not from our painter.
 */
#include "automaton.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct automaton_pen plain = { -1, -1, 0 };

static void offend(struct automaton *a, const char *what, const char *bytes, size_t len)
{
	size_t at;

	if (a->why[0] != '\0')
		return;
	at = (size_t)snprintf(a->why, sizeof(a->why), "%s:", what);
	for (size_t i = 0; i < len && at + 6 < sizeof(a->why); i++)
		at += (size_t)snprintf(a->why + at, sizeof(a->why) - at, " %02X", (unsigned char)bytes[i]);
}

static struct automaton_cell *cell(struct automaton *a, int x, int y)
{
	return &a->cells[(size_t)y * (size_t)a->width + (size_t)x];
}

const struct automaton_cell *automaton_at(const struct automaton *a, int x, int y)
{
	return &a->cells[(size_t)y * (size_t)a->width + (size_t)x];
}

static void blank(struct automaton *a, int x, int y)
{
	struct automaton_cell *c = cell(a, x, y);

	memcpy(c->text, " ", 2);
	c->pen = plain;
	if (a->erases_in_color)
		c->pen.bg = a->pen.bg;
}

static void erase(struct automaton *a, int from, int to)
{
	for (int i = from; i < to; i++)
		blank(a, i % a->width, i / a->width);
}

void automaton_open(struct automaton *a, int width, int height, automaton_width wide)
{
	memset(a, 0, sizeof(*a));
	a->width = width;
	a->height = height;
	a->wide = wide;
	a->pen = plain;
	a->cursor = true;
	a->cells = calloc((size_t)width * (size_t)height, sizeof(*a->cells));
	if (a->cells == NULL)
		abort();
	a->bottom = height - 1;
	erase(a, 0, width * height);
}

void automaton_close(struct automaton *a)
{
	free(a->cells);
	memset(a, 0, sizeof(*a));
}

static void line_feed(struct automaton *a)
{
	size_t count = (size_t)a->width * (size_t)(a->bottom - a->top);

	if (a->y != a->bottom) {
		a->y += a->y + 1 < a->height;
		return;
	}
	a->scrolled += count == (size_t)a->width * (size_t)(a->height - 1);	/* of the whole screen */
	memmove(cell(a, 0, a->top), cell(a, 0, a->top) + a->width, count * sizeof(*a->cells));
	erase(a, a->width * a->bottom, a->width * (a->bottom + 1));
}

static void reverse_feed(struct automaton *a)
{
	size_t count = (size_t)a->width * (size_t)(a->bottom - a->top);

	if (a->y != a->top) {
		a->y -= a->y > 0;
		return;
	}
	memmove(cell(a, 0, a->top) + a->width, cell(a, 0, a->top), count * sizeof(*a->cells));
	erase(a, a->width * a->top, a->width * (a->top + 1));
}

static void region(struct automaton *a, int top, int bottom)
{
	if (top < 0 || top >= bottom || bottom >= a->height) {
		offend(a, "region", a->escape, a->escape_len);
		return;
	}
	a->top = top;
	a->bottom = bottom;
	a->x = a->y = 0;
	a->pending_wrap = false;
}

/* A wide cell of which one half is overwritten loses the other one too. */
static void part(struct automaton *a, int x)
{
	if (cell(a, x, a->y)->text[0] == '\0' && x > 0)
		memcpy(cell(a, x - 1, a->y)->text, " ", 2);
	if (x + 1 < a->width && cell(a, x + 1, a->y)->text[0] == '\0')
		memcpy(cell(a, x + 1, a->y)->text, " ", 2);
}

/* A mark goes on what was written last. */
static void mark(struct automaton *a, const char *bytes, size_t len)
{
	int x = a->pending_wrap ? a->x : a->x - 1;
	struct automaton_cell *c;
	size_t have;

	if (x < 0)
		return;
	c = cell(a, x, a->y);
	if (c->text[0] == '\0' && x > 0)
		c = cell(a, x - 1, a->y);
	have = strlen(c->text);
	if (have + len < sizeof(c->text)) {
		memcpy(c->text + have, bytes, len);
		c->text[have + len] = '\0';
	}
}

static void print(struct automaton *a, unsigned scalar, const char *bytes, size_t len)
{
	int cells = a->wide(scalar);

	if (cells == 0) {
		mark(a, bytes, len);
		return;
	}
	if (a->pending_wrap || a->x + cells > a->width) {
		a->x = 0;
		a->pending_wrap = false;
		line_feed(a);
	}
	for (int i = 0; i < cells; i++) {
		part(a, a->x + i);
		cell(a, a->x + i, a->y)->pen = a->pen;
		cell(a, a->x + i, a->y)->text[0] = '\0';
	}
	memcpy(cell(a, a->x, a->y)->text, bytes, len);
	cell(a, a->x, a->y)->text[len] = '\0';
	a->x += cells;
	if (a->x == a->width) {
		a->x--;
		a->pending_wrap = true;
	}
}

static int palette(const int *n, size_t count, size_t *at)
{
	if (*at + 2 < count && n[*at + 1] == 5) {
		*at += 2;
		return n[*at];
	}
	return -2;
}

static void select_pen(struct automaton *a, const int *n, size_t count)
{
	static const unsigned attrs[] = { [1] = PEN_BOLD, [2] = PEN_DIM, [3] = PEN_ITALIC,
		[4] = PEN_UNDERLINE, [7] = PEN_REVERSE };

	for (size_t i = 0; i < count; i++) {
		int v = n[i];

		if (v == 0)
			a->pen = plain;
		else if (v < 8 && attrs[v] != 0)
			a->pen.attrs |= attrs[v];
		else if ((v >= 30 && v <= 37) || (v >= 90 && v <= 97))
			a->pen.fg = v < 90 ? v - 30 : v - 90 + 8;
		else if ((v >= 40 && v <= 47) || (v >= 100 && v <= 107))
			a->pen.bg = v < 100 ? v - 40 : v - 100 + 8;
		else if (v == 38)
			a->pen.fg = palette(n, count, &i);
		else if (v == 48)
			a->pen.bg = palette(n, count, &i);
		else if (v == 39 || v == 49)
			*(v == 39 ? &a->pen.fg : &a->pen.bg) = -1;
		else
			offend(a, "rendition", a->escape, a->escape_len);
	}
	if (a->pen.fg < -1 || a->pen.bg < -1)
		offend(a, "colour", a->escape, a->escape_len);
}

static void move(struct automaton *a, int x, int y)
{
	if (x < 0 || y < 0 || x >= a->width || y >= a->height) {
		offend(a, "outside", a->escape, a->escape_len);
		return;
	}
	a->x = x;
	a->y = y;
	a->pending_wrap = false;
}

/* Modes that are set and reset; the list is all that a terminal ever gets from us. */
static void mode(struct automaton *a, const char *sequence)
{
	static const struct { const char *on, *off; size_t flag; } modes[] = {
		{ "[?25h", "[?25l", offsetof(struct automaton, cursor) },
		{ "[?1049h", "[?1049l", offsetof(struct automaton, alternate) },
		{ "[?2004h", "[?2004l", offsetof(struct automaton, paste) },
		{ "[?1h", "[?1l", offsetof(struct automaton, keypad) }
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (strcmp(sequence, modes[i].on) == 0 || strcmp(sequence, modes[i].off) == 0) {
			*(bool *)((char *)a + modes[i].flag) = sequence[strlen(sequence) - 1] == 'h';
			return;
		}
	/* The blinking of xterm's cursor, its brightness in tmux and screen. */
	if (strcmp(sequence, "[?12l") != 0 && strcmp(sequence, "[34h") != 0)
		offend(a, "mode", a->escape, a->escape_len);
}

static void control_sequence(struct automaton *a)
{
	char last = a->escape[a->escape_len - 1];
	int n[16] = { 0 };
	size_t count = 1;

	a->escape[a->escape_len] = '\0';
	if (last == 'h' || last == 'l') {
		mode(a, a->escape + 1);
		return;
	}
	for (size_t i = 2; i + 1 < a->escape_len; i++) {
		if (a->escape[i] == ';' && count < 16)
			count++;
		else if (a->escape[i] >= '0' && a->escape[i] <= '9' && n[count - 1] < 10000)
			n[count - 1] = n[count - 1] * 10 + a->escape[i] - '0';
		else
			offend(a, "parameter", a->escape, a->escape_len);
	}
	if (last == 'm')
		select_pen(a, n, count);
	else if (last == 'H')
		move(a, n[1] > 0 ? n[1] - 1 : 0, n[0] > 0 ? n[0] - 1 : 0);
	else if (last == 'r')
		region(a, n[0] - 1, n[1] - 1);
	else if (last == 'J' && (n[0] == 0 || n[0] == 2))
		erase(a, n[0] == 2 ? 0 : a->y * a->width + a->x, a->width * a->height);
	else if (last == 'K' && n[0] == 0)
		erase(a, a->y * a->width + a->x, (a->y + 1) * a->width);
	else
		offend(a, "control sequence", a->escape, a->escape_len);
}

static void escape(struct automaton *a, char c)
{
	if (a->escape_len + 1 >= sizeof(a->escape)) {
		offend(a, "endless sequence", a->escape, a->escape_len);
		a->escape_len = 0;
		return;
	}
	a->escape[a->escape_len++] = c;
	if (a->escape_len == 1 || (a->escape_len == 2 && c == '['))
		return;
	if (a->escape_len == 2) {
		if (c == 'M')
			reverse_feed(a);
		else if (c != '=' && c != '>')	/* the keypad's modes */
			offend(a, "escape sequence", a->escape, a->escape_len);
		a->escape_len = 0;
	} else if (c >= 0x40 && c < 0x7F) {
		control_sequence(a);
		a->escape_len = 0;
	} else if (c < 0x20 || c == 0x7F) {
		offend(a, "broken sequence", a->escape, a->escape_len);
		a->escape_len = 0;
	}
}

/* What has no look of its own, or turns the order of what follows: a text made safe has none of it. */
static bool unseen(unsigned scalar)
{
	static const struct { unsigned from, to; } ranges[] = {
		{ 0xAD, 0xAD }, { 0x34F, 0x34F }, { 0x61C, 0x61C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
		{ 0x180B, 0x180F }, { 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0x3164, 0x3164 },
		{ 0xE000, 0xF8FF }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF9, 0xFFFB },
		{ 0xFFFE, 0xFFFF }, { 0xE0000, 0x10FFFF }
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (scalar >= ranges[i].from && scalar <= ranges[i].to)
			return true;
	return false;
}

static void whole(struct automaton *a)
{
	static const unsigned char masks[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned scalar = (unsigned char)a->utf8[0] & masks[a->utf8_want];

	for (size_t i = 1; i < a->utf8_want; i++)
		scalar = scalar << 6 | ((unsigned char)a->utf8[i] & 0x3F);
	if (scalar < least[a->utf8_want] || (scalar >= 0x80 && scalar < 0xA0) ||
	    (scalar >= 0xD800 && scalar < 0xE000) || unseen(scalar))
		offend(a, "character", a->utf8, a->utf8_want);
	print(a, scalar, a->utf8, a->utf8_want);
	a->utf8_len = 0;
}

static void byte(struct automaton *a, char c)
{
	unsigned char u = (unsigned char)c;

	if (a->utf8_len > 0) {
		if (u >> 6 != 2)
			offend(a, "UTF-8", &c, 1);
		a->utf8[a->utf8_len++] = c;
		if (a->utf8_len == a->utf8_want)
			whole(a);
	} else if (a->escape_len > 0 || c == 27) {
		escape(a, c);
	} else if (u >= 0x20 && u < 0x7F) {
		print(a, u, &c, 1);
	} else if (u >= 0xC2 && u < 0xF5) {
		a->utf8_want = u >= 0xF0 ? 4 : u >= 0xE0 ? 3 : 2;
		a->utf8[a->utf8_len++] = c;
	} else if (c == '\n' && !a->pending_wrap) {
		line_feed(a);
	} else {
		offend(a, "control character", &c, 1);
	}
}

void automaton_feed(struct automaton *a, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		byte(a, bytes[i]);
}
