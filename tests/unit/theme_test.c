/* SPDX-License-Identifier: ISC */
/*
 * Proves: every theme is read without a word, names each style's look so that
 * text keeps 4.5 to 1 against its background, bold text 3.5 and lines 3 (WCAG 2), on
 * black and on white where the background is the terminal's own, and tells a
 * late row, a selected row and an error from plain text without colours too.
 * With color-blind, eyes without red or green cones tell late, soon and other
 * rows apart, and who can read a text, by brightness or by an attribute.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/config/config.h"

static void complain(void *data, const char *text)
{
	(void)data;
	fail_msg("%s", text);
}

/* The sixteen as xterm has them, then a cube of six levels, then greys. */
static void rgb(int color, int out[3])
{
	static const int sixteen[16][3] = {
		{ 0, 0, 0 }, { 205, 0, 0 }, { 0, 205, 0 }, { 205, 205, 0 },
		{ 0, 0, 238 }, { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
		{ 127, 127, 127 }, { 255, 0, 0 }, { 0, 255, 0 }, { 255, 255, 0 },
		{ 92, 92, 255 }, { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
	};
	static const int levels[6] = { 0, 95, 135, 175, 215, 255 };

	for (int i = 0; i < 3; i++)
		out[i] = color < 16 ? sixteen[color][i] : color >= 232 ? 8 + 10 * (color - 232) :
			levels[(color - 16) / (i == 0 ? 36 : i == 1 ? 6 : 1) % 6];
}

enum { RED = 1, MAGENTA = 5 };

static double luminance(int color)
{
	static const double weights[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;
	int parts[3];

	rgb(color, parts);
	for (int i = 0; i < 3; i++) {
		double c = parts[i] / 255.0;

		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(int a, int b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

/* What an eye without green cones (or without red ones) sees, in light, not in numbers: Vienot and others 1999. */
static const double no_green[3][3] = { { 0.29275, 0.70725, 0 }, { 0.29275, 0.70725, 0 }, { -0.02234, 0.02234, 1 } };
static const double no_red[3][3] = { { 0.11238, 0.88762, 0 }, { 0.11238, 0.88762, 0 }, { 0.00401, -0.00401, 1 } };

static double linear(int part)
{
	double c = part / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double seen_luminance(int color, const double eye[3][3])
{
	static const double weights[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;
	int parts[3];

	rgb(color, parts);
	for (int i = 0; i < 3; i++)
		sum += weights[i] * (eye[i][0] * linear(parts[0]) + eye[i][1] * linear(parts[1]) + eye[i][2] * linear(parts[2]));
	return sum;
}

static double seen_contrast(int a, int b, const double eye[3][3])
{
	double x = seen_luminance(a, eye) + 0.05, y = seen_luminance(b, eye) + 0.05;

	return x > y ? x / y : y / x;
}

static double wanted(const char *theme, int style, unsigned attrs)
{
	if (strcmp(theme, "high-contrast") == 0)
		return 7.0;
	if ((attrs & ATTR_BOLD) != 0)
		return 3.5;		/* bold reads like large text */
	return style == STYLE_BORDER || style == STYLE_DIM || style == STYLE_GHOST ? 3.0 : 4.5;
}

/* On a terminal that is black on white (paper 15), or white on black. */
static void check(const char *theme, int style, struct look look, int paper)
{
	int fg = look.fg == COLOR_DEFAULT ? 15 - paper : look.fg, bg = look.bg == COLOR_DEFAULT ? paper : look.bg;
	double ratio = contrast(fg, bg);

	if (ratio < wanted(theme, style, look.attrs))
		fail_msg("%s: %s: %d on %d is %.2f to 1", theme, style_name((enum style)style), fg, bg, ratio);
}

static void load(struct config *config, const char *name)
{
	static const struct config_problems problems = { complain, NULL };
	const char *top = getenv("top_srcdir");
	struct str path = { 0 };

	if (top == NULL)
		skip();
	str_printf(&path, "%s/themes/%s.theme", top, name);
	assert_null(config_theme(config, path.text, &problems));
	str_finish(&path);
}

static void contrasts(void **state)
{
	struct config *config = config_create();

	(void)state;
	for (size_t i = 0; config_theme_name(i) != NULL; i++) {
		load(config, config_theme_name(i));
		for (int style = 0; style < STYLES; style++)
			for (int paper = 0; paper < 16; paper += 15)
				check(config_theme_name(i), style, config_looks(config)[style], paper);
	}
	config_destroy(config);
	assert_true(contrast(0, 15) > 20.9 && contrast(0, 15) < 21.1);
	assert_true(contrast(1, 0) < 4.5);
}

/* The colours that a terminal with only eight has, or with sixteen. */
static void plain_themes(void **state)
{
	struct config *config = config_create();

	(void)state;
	for (const char *const *n = (const char *const[]){ "default", "mono", NULL }; *n != NULL; n++) {
		load(config, *n);
		for (int style = 0; style < STYLES; style++) {
			struct look look = config_looks(config)[style];

			if (strcmp(*n, "mono") == 0)
				assert_true(look.fg == COLOR_DEFAULT && look.bg == COLOR_DEFAULT);
			assert_true(look.fg < 8 && look.bg < 8);
			/* One of the pair alone would be right on half of the terminals, but for red and magenta. */
			if (look.fg != RED && look.fg != MAGENTA)
				assert_int_equal(look.fg == COLOR_DEFAULT, look.bg == COLOR_DEFAULT);
		}
	}
	config_destroy(config);
}

static bool same(struct look a, struct look b)
{
	return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}

static void what_must_be_seen(void **state)
{
	static const enum style seen[] = { STYLE_SELECTED, STYLE_MARKED, STYLE_MATCH, STYLE_ERROR, STYLE_WARNING,
		STYLE_DUE_LATE, STYLE_DUE_SOON, STYLE_PRIVATE, STYLE_INTERNAL, STYLE_CHOICE_NOW, STYLE_TOO_LONG, STYLE_MINE };
	struct config *config = config_create();

	(void)state;
	for (size_t i = 0; config_theme_name(i) != NULL; i++) {
		const struct look *looks = config_looks(config);

		load(config, config_theme_name(i));
		for (size_t k = 0; k < sizeof(seen) / sizeof(seen[0]); k++)
			if (same(looks[seen[k]], looks[STYLE_NORMAL]))
				fail_msg("%s: %s looks like normal", config_theme_name(i), style_name(seen[k]));
		assert_false(same(looks[STYLE_SELECTED], looks[STYLE_SELECTED_AWAY]));
		assert_false(same(looks[STYLE_CUSTOMER], looks[STYLE_OURS]));
		assert_false(same(looks[STYLE_DUE_LATE], looks[STYLE_DUE_SOON]));
		assert_false(same(looks[STYLE_PRIVATE], looks[STYLE_INTERNAL]));
	}
	config_destroy(config);
}

enum { SHAPES = ATTR_UNDERLINE | ATTR_REVERSE | ATTR_ITALIC };	/* weight alone is no shape */

/* Apart by a shape, or by half as much light again in front or behind. */
static bool apart(struct look a, struct look b, const double eye[3][3])
{
	return ((a.attrs ^ b.attrs) & SHAPES) != 0 || seen_contrast(a.bg, b.bg, eye) >= 1.5 ||
		(a.bg == b.bg && seen_contrast(a.fg, b.fg, eye) >= 1.5);
}

static void seen_without_red_and_green(void **state)
{
	static const enum style groups[][4] = {
		{ STYLE_DUE_LATE, STYLE_DUE_SOON, STYLE_DUE, STYLE_NORMAL }, { STYLE_PRIVATE, STYLE_PUBLIC, STYLE_INTERNAL, STYLE_TOO_LONG },
		{ STYLE_SELECTED, STYLE_MARKED, STYLE_ERROR, STYLE_NORMAL },
	};
	static const struct look red = { 160, 16, 0 }, green = { 28, 16, 0 }, white = { 231, 16, 0 };
	const double (*const eyes[2])[3] = { no_green, no_red };
	struct config *config = config_create();

	(void)state;
	load(config, "color-blind");
	for (size_t e = 0; e < 2; e++) {
		for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
			for (int i = 0; i < 4; i++)
				for (int k = i + 1; k < 4; k++) {
					enum style a = groups[g][i], b = groups[g][k];

					if (a == STYLE_DUE && b == STYLE_NORMAL)
						continue;	/* time is left: that may look like text */
					if (!apart(config_looks(config)[a], config_looks(config)[b], eyes[e]))
						fail_msg("%s and %s look alike to eye %zu", style_name(a), style_name(b), e);
				}
		for (int style = 0; style < STYLES; style++) {
			struct look look = config_looks(config)[style];

			if (seen_contrast(look.fg, look.bg, eyes[e]) < wanted("color-blind", style, look.attrs))
				fail_msg("%s cannot be read by eye %zu", style_name((enum style)style), e);
		}
		assert_true(apart(red, white, eyes[e]));
	}
	assert_false(apart(red, green, no_green));	/* the check can fail */
	config_destroy(config);
}

/* One pass resolves everything because nothing falls back forwards. */
static void fallbacks(void **state)
{
	struct look given[STYLES], looks[STYLES];
	enum style found;

	(void)state;
	for (int i = 0; i < STYLES; i++) {
		assert_true(i == STYLE_NORMAL || (int)style_fallback((enum style)i) < i);
		assert_true(style_find(style_name((enum style)i), &found));
		assert_int_equal(found, i);
		given[i] = (struct look){ COLOR_UNSET, COLOR_UNSET, ATTR_UNSET };
	}
	given[STYLE_DIM] = (struct look){ 3, COLOR_UNSET, ATTR_DIM };
	given[STYLE_STATUS] = (struct look){ COLOR_UNSET, 4, ATTR_UNSET };
	looks_resolve(given, looks);
	assert_true(same(looks[STYLE_STATUS_KEY], (struct look){ 3, 4, ATTR_DIM }));
	assert_true(same(looks[STYLE_WHO], (struct look){ COLOR_DEFAULT, COLOR_DEFAULT, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrasts),
		cmocka_unit_test(plain_themes),
		cmocka_unit_test(what_must_be_seen),
		cmocka_unit_test(seen_without_red_and_green),
		cmocka_unit_test(fallbacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
