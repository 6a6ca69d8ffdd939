/* SPDX-License-Identifier: ISC */
/*
 * What a terminal can do, from its description: the few strings that we
 * write, without the delays of old lines and without anything that asks the
 * terminal a question or touches its window.
 */
#ifndef GUICHET_SRC_SCREEN_TERMINFO_H
#define GUICHET_SRC_SCREEN_TERMINFO_H
#include "guichet/base/str.h"
#include "guichet/config/style.h"
#include "keys.h"

enum { TERMINFO_ATTRS = 5 };		/* bold, dim, italic, underline, reverse: bit i of enum ATTR_ is row i */

struct terminfo {
	void *entry;			/* the library's own record */
	char *clear, *erase_line, *reset, *move, *foreground, *background;	/* never NULL ... */
	char *enter, *leave, *keypad_on, *keypad_off, *cursor_on, *cursor_off;
	char *region, *scroll_up, *scroll_down;		/* all of them, or region is "" */
	char *paste_on, *paste_off, *beep, *attrs[TERMINFO_ATTRS];		/* ... but may be "" */
	int colors;			/* 0 where it has none or none are wanted */
	unsigned not_with_color;	/* ATTR_ bits that it cannot show in colour */
	int cols, rows;				/* as described; 0 where not */
	bool clipboard;				/* takes copies by OSC 52 */
	bool mouse;				/* tells clicks in SGR form when asked */
	bool corner_scrolls;		/* writing the last cell of the last line scrolls */
	struct key_table keys;
};

/* type NULL: $TERM. */
err_t terminfo_open(struct terminfo *, const char *type, int fd) MUST_CHECK;
void terminfo_close(struct terminfo *);
void terminfo_move(const struct terminfo *, struct str *out, int x, int y);
/*
 * Lines from the first to the second go up by so many (down where by is below 0) and blank ones come in; the third
 * is how many the screen has.  Where the cursor is then is not known.
 */
void terminfo_scroll(const struct terminfo *, struct str *out, const int which[static 3], int by);
/* The look as this terminal can show it, from any other. */
void terminfo_look(const struct terminfo *, struct str *out, struct look);
/* Whether blanks in this look are as erased ones are. */
bool terminfo_bare(const struct terminfo *, struct look);
#endif
