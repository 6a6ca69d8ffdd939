/* SPDX-License-Identifier: ISC */
/*
 * A terminal: shows a canvas, reads keys.  The only file that speaks to one
 * in full-screen mode.  However the program ends, the terminal is left as it
 * was found: term_close(), and for signals that kill, a handler that does the same.
 */
#ifndef GUICHET_SCREEN_TERM_H
#define GUICHET_SCREEN_TERM_H
#include "guichet/config/key.h"
#include "guichet/screen/canvas.h"

struct term;

struct term_options {
	int in, out;		/* descriptors */
	const char *type;	/* NULL: $TERM */
	int width, height;	/* 0: ask the terminal; for tests without one */
	bool color;		/* use colours where the terminal has them */
	int escape_ms;
};

/* ERR_UNSUPPORTED where there is no terminal or it cannot move its cursor ("dumb"). */
err_t term_open(const struct term_options *, struct term **out) MUST_CHECK;
void term_close(struct term *);
void term_size(const struct term *, int *width, int *height);
bool term_is_utf8(const struct term *);

/* Writes what differs from what the terminal shows; the cursor where the canvas has it. */
void term_show(struct term *, const struct canvas *, const struct look looks[static STYLES]);
/* Forgets what the terminal shows: the next term_show() paints everything. */
void term_redraw(struct term *);

struct term_event {
	struct key key;
	const char *paste;	/* K_PASTE: cleaned of control sequences; until the next term_read */
	size_t paste_len;
	int width, height;	/* K_RESIZE */
	int x, y, wheel;	/* K_MOUSE: which cell; the wheel: -1 up, 1 down, 0: a click */
};
/* What was typed; false when nothing more is there.  Never waits, except for the rest of a key (escape_ms). */
bool term_read(struct term *, struct term_event *out);
/* The descriptors to watch: keys come here ... */
int term_fd(const struct term *);
/* ... and signals wake this one (SIGWINCH, SIGTSTP and SIGCONT, SIGHUP, SIGTERM, SIGINT): readable until term_signals(). */
int term_signal_fd(const struct term *);
enum { TERM_RESIZED = 1 << 0, TERM_STOP = 1 << 1, TERM_ENDED = 1 << 2, TERM_CONTINUED = 1 << 3 };
unsigned term_signals(struct term *);
/* Clicks and the wheel come as K_MOUSE from now on, or no more; nothing where the terminal has no mouse.  False then. */
bool term_mouse(struct term *, bool on);
/* Gives the terminal back for a while (another program, a stop) and takes it again. */
void term_suspend(struct term *);
err_t term_resume(struct term *) MUST_CHECK;
/* Stops this process as ctrl-z would, and returns when it goes on. */
void term_stop(struct term *);
/* Bytes written since term_open, for the bench. */
uint64_t term_bytes(const struct term *);
void term_bell(struct term *);
/* Puts a text into the clipboard of whoever sits before it; ERR_UNSUPPORTED where the terminal takes none. */
err_t term_copy(struct term *, const char *text, size_t len) MUST_CHECK;
#endif
