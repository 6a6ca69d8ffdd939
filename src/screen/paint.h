/* SPDX-License-Identifier: ISC */
/* Brings a screen in line with a canvas: the bytes, and what it shows after them. */
#ifndef GUICHET_SRC_SCREEN_PAINT_H
#define GUICHET_SRC_SCREEN_PAINT_H
#include "guichet/screen/canvas.h"
#include "terminfo.h"

struct paint;

struct paint *paint_create(const struct terminfo *, bool utf8);
void paint_destroy(struct paint *);
void paint_resize(struct paint *, int width, int height);	/* and forgets */
/* Nothing is known of the screen and of the pen any more. */
void paint_forget(struct paint *);
/* Adds to out what must be written; nothing where nothing changed. */
void paint_show(struct paint *, const struct canvas *, const struct look looks[static STYLES],
	struct str *out);
#endif
