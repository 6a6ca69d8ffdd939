/* SPDX-License-Identifier: ISC */
/*
 * A colour that a terminal lacks becomes the nearest that it has, by the
 * usual values of the palette.  On eight colours a bright one becomes its
 * base colour: bold would change the weight of the text.  Text never takes
 * the colour of what it stands on.
 */
#include "color.h"

enum { BLACK = 0, WHITE = 7, GREY = 8, BASIC = 16, CUBE_END = 232, BRIGHT = 8 };

struct rgb { int r, g, b; };

/* What terminals usually make of the colours from 16 on. */
static struct rgb palette(int color)
{
	static const int level[] = { 0, 95, 135, 175, 215, 255 };

	if (color >= CUBE_END) {
		int grey = 8 + 10 * (color - CUBE_END);

		return (struct rgb){ grey, grey, grey };
	}
	color -= BASIC;
	return (struct rgb){ level[color / 36], level[color / 6 % 6], level[color % 6] };
}

/* Its hue counts more than its distance, which would make most dark colours black. */
static int nearest_basic(struct rgb c)
{
	int most = c.r > c.g ? c.r : c.g, least = c.r < c.g ? c.r : c.g;

	most = c.b > most ? c.b : most;
	least = c.b < least ? c.b : least;
	if (most - least < 24)
		return most < 64 ? BLACK : most < 160 ? GREY : most < 240 ? WHITE : WHITE + BRIGHT;
	return (2 * c.r > most ? 1 : 0) + (2 * c.g > most ? 2 : 0) + (2 * c.b > most ? 4 : 0) +
		(most > 230 ? BRIGHT : 0);
}

/* Of four levels, which is the nearest. */
static int nearest_level(int value)
{
	return value < 70 ? 0 : value < 172 ? 1 : value < 230 ? 2 : 3;
}

static int reduce(int color, int colors)
{
	struct rgb rgb;

	if (color < BASIC || color >= 256 || colors >= 256)
		return color;
	rgb = palette(color);
	if (colors < 88)
		return nearest_basic(rgb);
	return BASIC + 16 * nearest_level(rgb.r) + 4 * nearest_level(rgb.g) + nearest_level(rgb.b);
}

struct look color_look(struct look look, int colors)
{
	int fg = reduce(look.fg, colors), bg = reduce(look.bg, colors);

	if (colors < 8) {
		look.fg = look.bg = COLOR_DEFAULT;
		return look;
	}
	if (colors < BASIC) {
		/* The base colour of grey is black: unreadable on most grounds. */
		fg = fg == GREY ? bg < 0 ? COLOR_DEFAULT : WHITE : fg >= GREY ? fg - GREY : fg;
		bg = bg >= GREY ? bg - GREY : bg;
	}
	if (fg >= 0 && fg == bg && look.fg != look.bg)
		fg = bg == BLACK ? WHITE : BLACK;
	look.fg = fg;
	look.bg = bg;
	return look;
}
