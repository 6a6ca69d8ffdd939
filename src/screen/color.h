/* SPDX-License-Identifier: ISC */
/* Colours of the xterm palette on terminals that have fewer. */
#ifndef GUICHET_SRC_SCREEN_COLOR_H
#define GUICHET_SRC_SCREEN_COLOR_H
#include "guichet/config/style.h"

/* The look with colours that a terminal of so many (0, 8, 16, 88, 256 or more) has. */
struct look color_look(struct look, int colors);
#endif
