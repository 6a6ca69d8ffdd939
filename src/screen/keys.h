/* SPDX-License-Identifier: ISC */
/*
 * From the bytes that a terminal sends to keys.  Pure: knows no descriptor
 * and no time, only whether the rest of what was begun may still come.
 */
#ifndef GUICHET_SRC_SCREEN_KEYS_H
#define GUICHET_SRC_SCREEN_KEYS_H
#include "guichet/base/str.h"
#include "guichet/config/key.h"

enum {
	KEY_UNKNOWN = KEY_CODES,	/* a sequence that means nothing to us: has no name, is bound to nothing */
	KEY_SEQUENCES = 64,
	KEY_SEQUENCE = 16,		/* bytes of a sequence that a terminal's description names */
	PASTE_MAX = 256 * 1024
};

/* What the terminal's description says that its keys send. */
struct key_table {
	size_t count;
	struct { char bytes[KEY_SEQUENCE]; size_t len; struct key key; } rows[KEY_SEQUENCES];
};

/* Takes sequences that begin with ESC; others would hide a key that types itself. */
void keys_learn(struct key_table *, const char *sequence, struct key);

/*
 * The first key of p[0..len), len > 0: how many bytes it took, 0 when more
 * must come to tell.  Not 0 when final: nothing more comes.  K_PASTE means
 * that a paste begins behind the bytes taken.
 */
size_t keys_next(const struct key_table *, const char *p, size_t len, bool final, struct key *out);

/*
 * What the bytes of a K_MOUSE tell.  The cell counts from 0; a terminal may
 * name one that is not on the screen.
 */
enum mouse_kind { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct mouse { enum mouse_kind kind; int x, y; };
bool keys_mouse(const char *p, size_t len, struct mouse *out);

/* A paste on its way: what it holds is clean at any time. */
struct paste {
	struct str text;	/* at most PASTE_MAX bytes; what is behind is dropped */
	size_t matched;		/* bytes of the end mark that were seen */
	char last;		/* of what came before: CR, or the first byte of a C1 control */
};
/* Takes bytes; *ended when the end mark was among them: what is behind it was not taken. */
size_t paste_take(struct paste *, const char *p, size_t len, bool *ended);
/* Empty again. */
void paste_reset(struct paste *);
#endif
