/* SPDX-License-Identifier: ISC */
/*
 * Text that may be shown.  Everything that came from a network, a database,
 * a file, the environment or the command line passes through here before it
 * reaches a terminal, a log reader, CSV or HTML; every drawing and printing
 * function takes struct shown and nothing else.  A value is made only by the
 * functions below (a lint looks for other makers).
 *
 * What is done to a stranger's text: control characters (C0, DEL, C1 raw and
 * encoded, U+2028/9), bidirectional controls, invisible and tag characters,
 * private-use and unassigned code points never pass; ill-formed UTF-8 is
 * U+FFFD; at most four marks stay on a base; emoji sequences are reduced to
 * what every terminal draws alike.  Widths come from utf8proc, not from libc.
 * Requirements T-01, T-04 to T-08.
 */
#ifndef GUICHET_TEXT_SHOWN_H
#define GUICHET_TEXT_SHOWN_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

enum {
	SHOWN_BIDI   = 1 << 0,	/* a bidirectional control was removed: mark the line */
	SHOWN_HIDDEN = 1 << 1,	/* at least four invisible characters were removed */
	SHOWN_MARKS  = 1 << 2,	/* a flood of combining marks was folded */
	SHOWN_CUT    = 1 << 3	/* shortened to fit */
};

struct shown {
	const char *bytes;	/* UTF-8, terminated; LF only in a block */
	size_t len;
	int width;		/* cells of the widest line */
	unsigned flags;
	unsigned hidden;	/* how many invisible characters were removed */
};

/* One line: every line break and TAB becomes one space. */
struct shown shown_line(struct arena *, const char *untrusted);
struct shown shown_line_n(struct arena *, const char *untrusted, size_t len);
/* A block: CR, CRLF, VT, FF, NEL become LF; TAB becomes spaces. */
struct shown shown_block(struct arena *, const char *untrusted, size_t len);
/* Program text written by us: printable ASCII or French letters; asserted, not filtered. */
struct shown shown_literal(const char *text);

/* Exactly width cells: cut with an ellipsis where too long, padded with spaces. */
struct shown shown_fit(struct arena *, struct shown, int width);
/* The same, cut in its middle: of names that begin alike the end tells which one it is. */
struct shown shown_fit_ends(struct arena *, struct shown, int width);
/* At most width cells. */
struct shown shown_cut(struct arena *, struct shown, int width);
struct shown shown_join(struct arena *, struct shown, struct shown);

/* Wraps a block at words, never inside a cluster; long words and URLs are broken.  Lines live in the arena. */
struct shown *shown_wrap(struct arena *, struct shown block, int width, size_t *count);

/* For terminals and files that are not UTF-8: every other character becomes '?' or its ASCII form. */
struct shown shown_ascii(struct arena *, struct shown);

/* The cluster at offset at < len: its bytes from there, its cells (1 or 2; 0 for an LF). */
size_t shown_cluster(struct shown, size_t at, int *cells);
/* Cells of one scalar value for layout: 0, 1 or 2. */
int shown_scalar_width(uint32_t scalar);
/* The Unicode version of the tables, for --version. */
const char *shown_unicode_version(void);
#endif
