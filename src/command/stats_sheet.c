/* SPDX-License-Identifier: ISC */
/*
 * Figures as cells of text, with the small-sample rule kept, and the tables
 * of them: one for each kind of figure, as wide as there is room.
 */
#include "stats.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/states.h"
#include "guichet/model/figures.h"
#include "guichet/report/report.h"

enum { CELLS = 9, NAME_MIN = 14, NAME_NARROW = 16, NAME_MOST = 30, NARROW = 50, SIXTY = 60, EIGHTY = 78 };

/* What is shown when nobody said which; all of them have JSON and CSV. */
static const enum metric main_metrics[] = { METRIC_FIRST_RESPONSE, METRIC_NEXT_RESPONSE, METRIC_ALL_REPLIES, METRIC_SLA,
	METRIC_SLA_REQUESTS, METRIC_RESPONSE_RATE, METRIC_RESPONSE_RATE_REQUESTS, METRIC_ONE_TOUCH, METRIC_REOPENED,
	METRIC_CUSTOMER_WAIT, METRIC_FULL_RESOLUTION, METRIC_WAITING, METRIC_BACKLOG, METRIC_WAITS, METRIC_REPLIES,
	METRIC_CASES, METRIC_RESOLUTIONS };

static bool is_main(int metric)
{
	for (size_t i = 0; i < sizeof(main_metrics) / sizeof(main_metrics[0]); i++)
		if ((int)main_metrics[i] == metric)
			return true;
	return false;
}

static const char *name_of(int metric)
{
	return metric_info((enum metric)metric)->name;
}

/* ---- cells */

static size_t quantile_from(const char *key)
{
	return strcmp(key, "p50") == 0 ? FIGURE_P50_FROM : strcmp(key, "p90") == 0 ? FIGURE_P90_FROM :
		FIGURE_P95_FROM;
}

int64_t stats_count(const struct json *figure)
{
	return json_int(figure, "n", json_int(figure, "seconds", 0));
}

/* "12 min", "> 3 h 05" when the curve does not reach it, "-" when there are too few. */
const char *stats_quantile(struct command_env *env, const struct json *figure, const char *key)
{
	const char *over = arena_printf(env->arena, "%s_over", key);

	if (strcmp(key, "p50") == 0 && json_get(figure, "values") != NULL)
		return arena_printf(env->arena, "n=%" PRId64, stats_count(figure));
	if (stats_count(figure) < (int64_t)quantile_from(key))
		return "-";
	if (json_get(figure, key) != NULL)
		return render_seconds(env->arena, json_int(figure, key, 0));
	if (json_get(figure, over) != NULL)
		return arena_printf(env->arena, "> %s", render_seconds(env->arena, json_int(figure, over, 0)));
	return "-";
}

const char *stats_percentage(struct command_env *env, const struct json *share)
{
	return share == NULL ? "-" : arena_printf(env->arena, "%.0f %%", json_value_number(share, 0) * 100);
}

/* "88-95 %": where the truth lies, 19 times of 20. */
const char *stats_interval(struct command_env *env, const struct json *figure, const char *low, const char *high)
{
	const struct json *from = json_get(figure, low), *to = json_get(figure, high);

	return from == NULL || to == NULL ? "-" :
		arena_printf(env->arena, "%.0f-%.0f %%", json_value_number(from, 0) * 100, json_value_number(to, 0) * 100);
}

static const char *number(struct command_env *env, const struct json *figure, const char *key)
{
	return arena_printf(env->arena, "%" PRId64, json_int(figure, key, 0));
}

/* ---- tables */

struct sheet {
	size_t count;
	const char *titles[CELLS];	/* NC_() or N_(), the first is of the names */
	int widths[CELLS];
	int from[CELLS];		/* the narrowest screen that has it */
};

static const struct sheet time_sheet = { 9, { "", NC_("figure", "answered"), NC_("figure", "open"),
	NC_("figure", "waived"), NC_("figure", "withdrawn"), "P50", "P90", "P95", NC_("figure", "met") },
	{ 0, 8, 5, 7, 9, 8, 9, 9, 6 }, { [2] = SIXTY, [3] = EIGHTY, [4] = EIGHTY, [6] = SIXTY, [7] = EIGHTY } };
static const struct sheet case_sheet = { 6, { "", NC_("figure", "ended"), NC_("figure", "open"), "P50", "P90", "P95" },
	{ 0, 8, 5, 8, 9, 9 }, { [4] = NARROW, [5] = EIGHTY } };
static const struct sheet share_sheet = { 5, { "", NC_("figure", "share"), NC_("figure", "of"),
	NC_("figure", "undecided"), NC_("figure", "interval") },
	{ 0, 7, 7, 9, 9 }, { [3] = EIGHTY } };
static const struct sheet count_sheet = { 3, { "", NC_("figure", "count"), NC_("figure", "before") },
	{ 0, 9, 9 }, { 0 } };
static const struct sheet stock_sheet = { 6, { "", NC_("figure", "count"), "P50", "P90", NC_("figure", "longest"),
	NC_("figure", "before") }, { 0, 9, 9, 9, 9, 9 }, { [2] = NARROW, [3] = SIXTY, [5] = EIGHTY } };
static const struct sheet span_sheet = { 3, { "", NC_("figure", "time"), NC_("figure", "before") },
	{ 0, 10, 10 }, { 0 } };
static const struct sheet rate_sheet = { 4, { "", NC_("figure", "rate"), NC_("figure", "of time"), NC_("figure", "before") },
	{ 0, 9, 10, 9 }, { [3] = NARROW } };
static const struct sheet part_sheet = { 4, { "", NC_("figure", "share"), NC_("figure", "of time"),
	NC_("figure", "before") }, { 0, 9, 10, 9 }, { [3] = NARROW } };

static bool is_below(const struct command_env *env, int width)
{
	return env->out->width > 0 && env->out->width < width;
}

bool stats_are_narrow(const struct command_env *env)
{
	return !env->out->plain && is_below(env, EIGHTY);
}

int stats_name_width(const struct command_env *env, int wanted)
{
	int most = is_below(env, NARROW) ? NAME_MIN : is_below(env, EIGHTY) ? NAME_NARROW : NAME_MOST;

	return wanted < NAME_MIN ? NAME_MIN : wanted > most ? most : wanted;
}

/* The lines of one table, which are known before any is drawn. */
struct sheet_lines {
	const struct sheet *sheet;
	const char *(*cells)[CELLS];
	size_t count;
	int first;			/* how wide the names would be */
	int widths[CELLS];		/* 0: left out */
};

static int cell_width(struct command_env *env, const char *text)
{
	return shown_line(env->arena, text).width;
}

/* What all columns and the blanks between them take. */
static int lines_used(const struct sheet_lines *lines)
{
	int used = 0;

	for (size_t i = 1; i < lines->sheet->count; i++)
		used += lines->widths[i] > 0 ? lines->widths[i] + 1 : 0;
	return used;
}

/* The widest of what stands in a column. */
static int cells_width(struct command_env *env, const struct sheet_lines *lines, size_t column)
{
	int widest = 0;

	for (size_t k = 0; k < lines->count; k++) {
		int width = cell_width(env, lines->cells[k][column]);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static void lines_narrow(struct command_env *env, struct sheet_lines *lines)
{
	lines->first = cells_width(env, lines, 0);
	for (size_t i = 1; i < lines->sheet->count; i++) {
		int needed = cell_width(env, _(lines->sheet->titles[i])), widest = cells_width(env, lines, i);

		needed = widest > needed ? widest : needed;
		lines->widths[i] = lines->widths[i] > needed ? needed : lines->widths[i];
	}
}

/*
 * Columns are as wide as in every other table where there is room, unless
 * something in them is wider, else as wide as that; names get what they leave, and where that is
 * next to nothing the columns go that only a wide screen has.
 */
static void lines_fit(struct command_env *env, struct sheet_lines *lines)
{
	const struct sheet *sheet = lines->sheet;
	int room = env->out->width;

	for (size_t i = 1; i < sheet->count; i++) {
		int widest = cells_width(env, lines, i);

		lines->widths[i] = is_below(env, sheet->from[i]) ? 0 : widest > sheet->widths[i] ? widest : sheet->widths[i];
	}
	lines->first = lines->first < NAME_MIN ? NAME_MIN : lines->first > NAME_MOST ? NAME_MOST : lines->first;
	if (room == 0 || lines->first + lines_used(lines) <= room)
		return;
	lines_narrow(env, lines);
	while (room - lines_used(lines) < NAME_MIN && room - lines_used(lines) < lines->first) {
		size_t widest = 0;

		for (size_t i = 1; i < sheet->count; i++)
			if (lines->widths[i] > 0 && sheet->from[i] > 0 && (widest == 0 || sheet->from[i] > sheet->from[widest]))
				widest = i;
		if (widest == 0)
			break;
		lines->widths[widest] = 0;
	}
	if (lines->first > room - lines_used(lines))
		lines->first = room - lines_used(lines) > 1 ? room - lines_used(lines) : 1;
}

static void line_draw(struct command_env *env, const struct sheet_lines *lines, enum sink_style style,
	const char *const *cells)
{
	struct span spans[2 * CELLS];
	size_t n = 0;

	for (size_t i = 0; i < lines->sheet->count; i++) {
		struct shown cell = shown_line(env->arena, style == SINK_DIM ? _(cells[i]) : cells[i]);

		if (i > 0 && lines->widths[i] == 0)
			continue;
		if (n > 0)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal(" ") };
		spans[n++] = (struct span){ style, i == 0 ? shown_fit_ends(env->arena, cell, lines->first)
			: shown_fit(env->arena, cell, lines->widths[i]) };
	}
	env->out->line(env->out->data, spans, n);
}

static void lines_draw(struct command_env *env, struct sheet_lines *lines)
{
	if (!env->out->plain) {
		lines_fit(env, lines);
		line_draw(env, lines, SINK_DIM, lines->sheet->titles);
	}
	for (size_t k = 0; k < lines->count; k++)
		if (env->out->plain)
			plain_cells(env, lines->sheet->count, lines->sheet->titles, lines->cells[k]);
		else
			line_draw(env, lines, SINK_PLAIN, lines->cells[k]);
}

static const struct sheet *sheet_of(int metric)
{
	const struct metric_info *info = metric_info((enum metric)metric);

	switch (info->shape) {
	case METRIC_TIME:
		return metric <= METRIC_ALL_REPLIES ? &time_sheet : &case_sheet;
	case METRIC_SHARE:
		return &share_sheet;
	case METRIC_COUNT:
		return &count_sheet;
	case METRIC_SPAN:
		return &span_sheet;
	case METRIC_RATE:
		return &rate_sheet;
	case METRIC_PART:
		return &part_sheet;
	case METRIC_STOCK:
		break;
	}
	return &stock_sheet;
}

const char *stats_seconds(struct command_env *env, const struct json *figure, const char *key)
{
	return figure == NULL ? "-" : report_hours(env->arena, json_int(figure, key, 0));
}

/* other: the same figure of the period before, or NULL. */
static void figure_line(struct command_env *env, int metric, const char *name, const struct json *figure,
	const struct json *other, struct sheet_lines *to)
{
	const struct sheet *sheet = sheet_of(metric);
	const char **cells = to->cells[to->count++];

	cells[0] = name;
	cells[1] = number(env, figure, "n");
	if (sheet == &time_sheet) {
		cells[2] = number(env, figure, "open");
		cells[3] = number(env, figure, "waived");
		cells[4] = number(env, figure, "withdrawn");
		cells[5] = stats_quantile(env, figure, "p50");
		cells[6] = stats_quantile(env, figure, "p90");
		cells[7] = stats_quantile(env, figure, "p95");
		cells[8] = stats_percentage(env, json_get(figure, "within_target"));
	} else if (sheet == &case_sheet) {
		cells[2] = number(env, figure, "open");
		cells[3] = stats_quantile(env, figure, "p50");
		cells[4] = stats_quantile(env, figure, "p90");
		cells[5] = stats_quantile(env, figure, "p95");
	} else if (sheet == &share_sheet) {
		cells[1] = stats_percentage(env, json_get(figure, "share"));
		cells[2] = number(env, figure, "n");
		cells[3] = number(env, figure, "undecided");
		cells[4] = stats_interval(env, figure, "low", "high");
	} else if (sheet == &stock_sheet) {
		cells[2] = stats_quantile(env, figure, "p50");
		cells[3] = stats_quantile(env, figure, "p90");
		cells[4] = stats_count(figure) == 0 ? "-" : render_seconds(env->arena, json_int(figure, "longest", 0));
		cells[5] = other == NULL ? "-" : number(env, other, "n");
	} else if (sheet == &span_sheet) {
		cells[1] = stats_seconds(env, figure, "seconds");
		cells[2] = stats_seconds(env, other, "seconds");
	} else if (sheet == &rate_sheet || sheet == &part_sheet) {
		cells[1] = report_rate(env->arena, (enum metric)metric, figure);
		cells[2] = stats_seconds(env, figure, "of_seconds");
		cells[3] = report_rate(env->arena, (enum metric)metric, other);
	} else {
		cells[2] = other == NULL ? "-" : number(env, other, "n");
	}
}

bool stats_speaks(const struct json *figure)
{
	return figure != NULL && (stats_count(figure) > 0 || json_int(figure, "open", 0) > 0 ||
		json_int(figure, "undecided", 0) > 0 || json_int(figure, "of_seconds", 0) > 0);
}

static int widest(struct command_env *env, const struct json *stats)
{
	int width = 0;

	for (int i = 0; i < METRICS; i++) {
		int one = shown_line(env->arena, _(metric_info((enum metric)i)->title)).width;

		if (stats_speaks(json_get(stats, name_of(i))) && one > width)
			width = one;
	}
	return width;
}

static struct sheet_lines lines_of(struct command_env *env, const struct sheet *sheet, size_t most, int first)
{
	return (struct sheet_lines){ .sheet = sheet, .first = first,
		.cells = arena_array(env->arena, most + 1, sizeof(const char *[CELLS])) };
}

/* All metrics that are told in the same columns; nothing where there is none. */
static void sheet_show(struct command_env *env, const struct sheet *sheet, const struct json *stats, bool all)
{
	const struct json *before = json_get(stats, "before");
	struct sheet_lines lines = lines_of(env, sheet, METRICS, widest(env, stats));

	for (int i = 0; i < METRICS; i++) {
		const struct json *figure = json_get(stats, name_of(i));

		if (sheet_of(i) == sheet && stats_speaks(figure) && (all || is_main(i)))
			figure_line(env, i, _(metric_info((enum metric)i)->title), figure,
				before == NULL ? NULL : json_get(before, name_of(i)), &lines);
	}
	if (lines.count == 0)
		return;
	stats_gap(env);
	lines_draw(env, &lines);
	for (int i = 0; i < METRICS; i++) {
		const struct json *figure = json_get(stats, name_of(i));

		if (sheet_of(i) == sheet && stats_speaks(figure) && (all || is_main(i)) && report_few(env->arena, figure) != NULL)
			say(env, SINK_DIM, arena_printf(env->arena, _("%s, n=%" PRId64 ": %s"), _(metric_info((enum metric)i)->title),
				stats_count(figure), report_few(env->arena, figure)));
	}
}

void stats_groups_of(struct command_env *env, const struct json *stats, int metric, int first)
{
	const struct json *by = json_get(stats, "by");
	struct sheet_lines lines = lines_of(env, sheet_of(metric), json_count(by), first);

	for (size_t i = 0; i < json_count(by); i++) {
		const struct json *figure = json_get(json_at(by, i), name_of(metric));

		if (stats_speaks(figure))
			figure_line(env, metric, stats_group_name(env, stats, json_at(by, i)), figure, NULL, &lines);
	}
	stats_gap(env);
	say(env, SINK_STRONG, arena_printf(env->arena, _("%s by %s"), _(metric_info((enum metric)metric)->title),
		dimensions_shown(env->arena, json_text_or(stats, "grouped_by", ""))));
	lines_draw(env, &lines);
}

void stats_sheets(struct command_env *env, const struct json *stats, bool all)
{
	static const struct sheet *const sheets[] = { &time_sheet, &share_sheet, &case_sheet, &stock_sheet,
		&count_sheet, &span_sheet, &rate_sheet, &part_sheet };

	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++)
		sheet_show(env, sheets[i], stats, all);
}
