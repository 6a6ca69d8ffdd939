/* SPDX-License-Identifier: ISC */
/*
 * A terminal for tests, which knows nothing of ours: it reads the bytes that
 * a program writes and keeps the screen that they make.  It takes printable
 * characters and a short list of control sequences; anything else, and above
 * all whatever asks a terminal a question or speaks to its window, is an
 * offence that is kept in words.
 */
#ifndef GUICHET_TESTS_UNIT_AUTOMATON_H
#define GUICHET_TESTS_UNIT_AUTOMATON_H
#include <stdbool.h>
#include <stddef.h>

enum { AUTOMATON_CELL = 48, AUTOMATON_WHY = 96, AUTOMATON_ESCAPE = 64 };
enum { PEN_BOLD = 1 << 0, PEN_DIM = 1 << 1, PEN_ITALIC = 1 << 2, PEN_UNDERLINE = 1 << 3, PEN_REVERSE = 1 << 4 };

struct automaton_pen { int fg, bg; unsigned attrs; };	/* -1: the terminal's own */
struct automaton_cell {
	char text[AUTOMATON_CELL];	/* terminated; "" in the second half of a wide cell */
	struct automaton_pen pen;
};

/*
 * How wide is a scalar value?  A test may plug in a terminal that thinks otherwise than we do.
 */
typedef int (*automaton_width)(unsigned scalar);

struct automaton {
	int width, height, x, y;
	int top, bottom;		/* the lines that scroll */
	bool erases_in_color;		/* bce */
	automaton_width wide;
	struct automaton_cell *cells;
	struct automaton_pen pen;
	bool cursor, alternate, paste, keypad, pending_wrap;
	unsigned scrolled;		/* lines that left the screen: always an error of ours */
	char escape[AUTOMATON_ESCAPE];	/* what was begun */
	size_t escape_len;
	char utf8[4];
	size_t utf8_len, utf8_want;
	char why[AUTOMATON_WHY];	/* the first offence, or "" */
};

void automaton_open(struct automaton *, int width, int height, automaton_width);
void automaton_close(struct automaton *);
void automaton_feed(struct automaton *, const char *bytes, size_t len);
const struct automaton_cell *automaton_at(const struct automaton *, int x, int y);
#endif
