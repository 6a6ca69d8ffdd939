/* SPDX-License-Identifier: ISC */
/* Charts made of characters: which sign stands for how much. */
#include "guichet/report/chart.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EIGHTHS = 8 };
static const char *const bars[EIGHTHS] = { "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589" };
static const char full[] = "\u2588";
static const char *const sparks[EIGHTHS] = { "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587",
	"\u2588" };
static const char ascii_sparks[EIGHTHS + 1] = "_.:-=+*#";
static const char *const shades[CHART_HEAT_MOST + 1] = { "\u00b7", "\u2591", "\u2592", "\u2593", "\u2588" };
static const char *const ascii_shades[CHART_HEAT_MOST + 1] = { ".", "-", "+", "*", "#" };

static struct shown made(struct arena *arena, struct str *text)
{
	struct shown shown = shown_line(arena, str_text(text));

	str_finish(text);
	return shown;
}

/* Steps of so many that a value takes, at least one when it is more than nothing. */
static int64_t steps_of(double value, double most, int64_t steps)
{
	int64_t taken;

	if (!(value > 0) || !(most > 0))
		return 0;
	taken = value >= most ? steps : (int64_t)(value / most * (double)steps + 0.5);
	return taken < 1 ? 1 : taken;
}

struct shown chart_bar(struct arena *arena, bool ascii, double value, double most, int cells)
{
	int64_t eighths = steps_of(value, most, (int64_t)cells * EIGHTHS);
	int rest = (int)(eighths % EIGHTHS);
	struct str text = { 0 };

	for (int64_t i = 0; i < eighths / EIGHTHS; i++)
		str_add(&text, ascii ? "#" : full);
	if (rest > 0)
		str_add(&text, ascii ? (rest < EIGHTHS / 2 ? "." : ":") : bars[rest]);
	return shown_fit(arena, made(arena, &text), cells);
}

struct shown chart_spark(struct arena *arena, bool ascii, const double *values, size_t count)
{
	struct str text = { 0 };
	double most = 0;

	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	for (size_t i = 0; i < count; i++) {
		int64_t step = steps_of(values[i], most, EIGHTHS - 1);

		if (values[i] < 0)
			str_add(&text, " ");
		else if (ascii)
			str_add_n(&text, &ascii_sparks[step], 1);
		else
			str_add(&text, sparks[step]);
	}
	return made(arena, &text);
}

static int value_compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

void chart_heats(double *values, size_t count, double upto[CHART_HEAT_MOST])
{
	qsort(values, count, sizeof(*values), value_compare);
	for (size_t i = 0; i < CHART_HEAT_MOST; i++)
		upto[i] = count == 0 ? -1 : values[(count * (i + 1) + CHART_HEAT_MOST - 1) / CHART_HEAT_MOST - 1];
}

int chart_heat(double value, const double upto[CHART_HEAT_MOST])
{
	int heat = 1;

	if (value > upto[0] && value >= upto[CHART_HEAT_MOST - 1])
		return CHART_HEAT_MOST;
	while (heat < CHART_HEAT_MOST && value > upto[heat - 1])
		heat++;
	return heat;
}

struct shown chart_shade(struct arena *arena, bool ascii, int heat, int cells)
{
	struct str text = { 0 };

	for (int i = 0; i < cells; i++)
		str_add(&text, (ascii ? ascii_shades : shades)[heat]);
	return made(arena, &text);
}

struct shown chart_count(struct arena *arena, int64_t count, int cells)
{
	static const char *const units[] = { "", "k", "M", "G", "T" };
	size_t unit = 0;
	const char *text = arena_printf(arena, "%" PRId64, count);

	while ((int)strlen(text) > cells && unit + 1 < sizeof(units) / sizeof(units[0])) {
		count /= 1000;
		text = arena_printf(arena, "%" PRId64 "%s", count, units[++unit]);
	}
	if ((int)strlen(text) > cells || (unit > 0 && count == 0))
		text = "+";	/* more than a cell of this width can say */
	return shown_line(arena, arena_printf(arena, "%*s", cells, text));
}

/* ---- large digits */

/* Rows of dots from the top; '#' is one. */
struct big { char sign; const char *rows[CHART_BIG_LINES]; };
static const struct big bigs[] = {
	{ '0', { "####", "#  #", "#  #", "#  #", "####" } }, { '1', { " ## ", "  # ", "  # ", "  # ", " ###" } },
	{ '2', { "####", "   #", "####", "#   ", "####" } }, { '3', { "####", "   #", " ###", "   #", "####" } },
	{ '4', { "#  #", "#  #", "####", "   #", "   #" } }, { '5', { "####", "#   ", "####", "   #", "####" } },
	{ '6', { "####", "#   ", "####", "#  #", "####" } }, { '7', { "####", "   #", "  # ", "  # ", "  # " } },
	{ '8', { "####", "#  #", "####", "#  #", "####" } }, { '9', { "####", "#  #", "####", "   #", "####" } },
	{ ':', { " ", "#", " ", "#", " " } }, { '.', { " ", " ", " ", " ", "#" } },
	{ '%', { "#   #", "   # ", "  #  ", " #   ", "#   #" } }, { '>', { "#  ", " # ", "  #", " # ", "#  " } },
	{ '+', { "   ", " # ", "###", " # ", "   " } }, { '-', { "   ", "   ", "###", "   ", "   " } },
	{ 'd', { "   #", "   #", "####", "#  #", "####" } }, { 'h', { "#   ", "#   ", "####", "#  #", "#  #" } },
	{ 'm', { "     ", "     ", "#####", "# # #", "# # #" } }, { 'n', { "    ", "    ", "####", "#  #", "#  #" } },
	{ 's', { "    ", "    ", " ###", " ## ", "### " } }, { ' ', { "  ", "  ", "  ", "  ", "  " } },
};

static const struct big *big_of(char sign)
{
	size_t last = sizeof(bigs) / sizeof(bigs[0]) - 1;

	for (size_t i = 0; i < last; i++)
		if (bigs[i].sign == sign)
			return &bigs[i];
	return &bigs[last];
}

void chart_big(struct arena *arena, bool ascii, const char *text, int scale, struct shown lines[static CHART_BIG_LINES])
{
	for (int y = 0; y < CHART_BIG_LINES; y++) {
		struct str line = { 0 };

		for (const char *p = text; *p != '\0'; p++) {
			for (const char *dot = big_of(*p)->rows[y]; *dot != '\0'; dot++)
				for (int i = 0; i < scale; i++)
					str_add(&line, *dot == ' ' ? " " : ascii ? "#" : full);
			for (int i = 0; i < scale && p[1] != '\0'; i++)
				str_add(&line, " ");
		}
		lines[y] = made(arena, &line);
	}
}
