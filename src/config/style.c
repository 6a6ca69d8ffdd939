/* SPDX-License-Identifier: ISC */
/* Styles by name, looks from words, and the fallback of what a theme leaves out. */
#include "guichet/config/style.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"

struct style_row { const char *name, *help; enum style fallback; };

static const struct style_row rows[STYLES] = {
#define STYLE_ROW(id, name, fallback, help) [STYLE_##id] = { name, help, STYLE_##fallback },
	STYLE_INFO(STYLE_ROW)
#undef STYLE_ROW
};

static const struct { const char *name; int color; } colors[] = {
	{ "default", COLOR_DEFAULT },
	{ "black", 0 }, { "red", 1 }, { "green", 2 }, { "yellow", 3 },
	{ "blue", 4 }, { "magenta", 5 }, { "cyan", 6 }, { "white", 7 },
	{ "bright-black", 8 }, { "bright-red", 9 }, { "bright-green", 10 }, { "bright-yellow", 11 },
	{ "bright-blue", 12 }, { "bright-magenta", 13 }, { "bright-cyan", 14 }, { "bright-white", 15 },
	{ "gray", 8 },
};

static const struct { const char *name; unsigned bit; } attrs[] = {
	{ "none", 0 }, { "bold", ATTR_BOLD }, { "dim", ATTR_DIM }, { "italic", ATTR_ITALIC },
	{ "underline", ATTR_UNDERLINE }, { "reverse", ATTR_REVERSE },
};

const char *style_name(enum style style)
{
	return rows[style].name;
}

const char *style_help(enum style style)
{
	return rows[style].help;
}

enum style style_fallback(enum style style)
{
	return rows[style].fallback;
}

bool style_find(const char *name, enum style *out)
{
	for (int i = 0; i < STYLES; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*out = (enum style)i;
			return true;
		}
	return false;
}

static err_t color_parse(const char *text, int *out)
{
	char *end;
	long number;

	for (size_t i = 0; i < sizeof(colors) / sizeof(colors[0]); i++)
		if (strcmp(colors[i].name, text) == 0) {
			*out = colors[i].color;
			return NULL;
		}
	number = strtol(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number > 255)
		return err_make(ERR_USAGE, "no colour '%s': a name, default, or 0 to 255", text);
	*out = (int)number;
	return NULL;
}

static err_t attrs_parse(const char *text, unsigned *out)
{
	unsigned bits = 0;

	for (const char *p = text;; p++) {
		size_t len = strcspn(p, ","), i = 0, all = sizeof(attrs) / sizeof(attrs[0]);

		while (i < all && (strlen(attrs[i].name) != len || memcmp(attrs[i].name, p, len) != 0))
			i++;
		if (i == all)
			return err_make(ERR_USAGE, "no attribute '%.*s': bold, dim, italic, underline, reverse or none",
				(int)len, p);
		bits |= attrs[i].bit;
		p += len;
		if (*p == '\0')
			break;
	}
	*out = bits;
	return NULL;
}

err_t look_parse(size_t count, const char *const *words, struct look *out)
{
	struct look look = { COLOR_UNSET, COLOR_UNSET, ATTR_UNSET };
	err_t err = NULL;

	for (size_t i = 0; i < count && err == NULL; i++) {
		if (str_starts(words[i], "fg="))
			err = color_parse(words[i] + 3, &look.fg);
		else if (str_starts(words[i], "bg="))
			err = color_parse(words[i] + 3, &look.bg);
		else if (str_starts(words[i], "attr="))
			err = attrs_parse(words[i] + 5, &look.attrs);
		else
			err = err_make(ERR_USAGE, "fg=, bg= or attr= is wanted, not '%s'", words[i]);
	}
	if (err == NULL)
		*out = look;
	return err;
}

/* A style falls back to one that stands before it in the table, so one pass in order is enough. */
void looks_resolve(const struct look given[static STYLES], struct look out[static STYLES])
{
	static const struct look plain = { COLOR_DEFAULT, COLOR_DEFAULT, 0 };

	for (int i = 0; i < STYLES; i++) {
		const struct look *under = i == STYLE_NORMAL ? &plain : &out[rows[i].fallback];

		out[i].fg = given[i].fg == COLOR_UNSET ? under->fg : given[i].fg;
		out[i].bg = given[i].bg == COLOR_UNSET ? under->bg : given[i].bg;
		out[i].attrs = (given[i].attrs & ATTR_UNSET) != 0 ? under->attrs : given[i].attrs;
	}
}
