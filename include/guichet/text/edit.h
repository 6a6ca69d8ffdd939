/* SPDX-License-Identifier: ISC */
/*
 * Text that a person writes: UTF-8 with a cursor between clusters, words,
 * a kill ring and undo.  Knows actions by name ("backward-word"), never keys;
 * the names are readline's where readline has one.  What is typed or pasted
 * is cleaned on the way in: ill-formed UTF-8 becomes U+FFFD, CR and CRLF
 * become LF (so do U+2028 and U+2029), other control characters are dropped,
 * and a one-line field makes every line break and TAB one space.
 */
#ifndef GUICHET_TEXT_EDIT_H
#define GUICHET_TEXT_EDIT_H
#include "guichet/text/shown.h"

enum { EDIT_MAX = 256 * 1024 };		/* bytes; what would pass it is not inserted */

struct edit;

enum { EDIT_LINE, EDIT_BLOCK };		/* one line, or many */
struct edit *edit_create(int kind);
void edit_destroy(struct edit *);			/* wipes: a field may have held a secret */

const char *edit_text(const struct edit *);		/* the exact bytes; valid until the next change */
size_t edit_len(const struct edit *);
size_t edit_cursor(const struct edit *);		/* byte offset of the cursor, at a cluster's edge */
void edit_set(struct edit *, const char *text);		/* the cursor at its end; one step of undo */
void edit_reset(struct edit *);				/* empty, nothing to undo; what was cut can be put back */

/* False when something had to be left out because of EDIT_MAX. */
bool edit_type(struct edit *, uint32_t scalar);		/* runs of typing are undone word by word */
bool edit_paste(struct edit *, const char *bytes, size_t len);	/* one step of undo */
/* Replaces the bytes [from, from + len), as completion does; the cursor behind them. */
void edit_replace(struct edit *, size_t from, size_t len, const char *text);
/* Puts it in there; the cursor stays between the letters where it is. */
void edit_put(struct edit *, size_t at, const char *text);

/* Every action: its name, what it does in a few words.  The last has a NULL name. */
struct edit_action { const char *name, *help; };
extern const struct edit_action edit_actions[];
/* False when there is no such action.  width: columns for "up" and "down". */
bool edit_do(struct edit *, const char *action, int width);

/*
 * The text wrapped at words to width >= 2 columns; every line as it may be
 * shown.  The ranges cover the text in order but for the LF between two
 * lines.  A cursor where a line was broken is on the next one, and behind a
 * full last line it has an empty one of its own: cursor_column < width.
 */
struct edit_line { size_t start, len; struct shown shown; };
struct edit_layout { struct edit_line *lines; size_t count, cursor_row; int cursor_column; };
/* At least one line, also for an empty text.  Lines live in the arena. */
void edit_layout(const struct edit *, struct arena *, int width, struct edit_layout *out);
#endif
