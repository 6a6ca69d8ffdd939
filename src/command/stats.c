/* SPDX-License-Identifier: ISC */
/*
 * Figures for people: first what they say in words, then a table for each
 * kind of them.  Here stands from how many on a quantile is shown.
 */
#include "stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "guichet/report/report.h"

enum { CELLS = 9, NAME_MIN = 14, NAME_NARROW = 16, NAME_MOST = 30, NARROW = 50, SIXTY = 60, EIGHTY = 80 };

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

const char *stats_group_name(struct command_env *env, const struct json *stats, const struct json *group)
{
	const char *by = json_text_or(stats, "grouped_by", "");
	const char *key = json_text_or(group, "key", ""), *second = json_text_or(group, "key2", "");

	key = *key != '\0' ? key : "(none)";
	if (strchr(by, ',') == NULL)
		return key;
	return arena_printf(env->arena, "%s / %s", key, *second != '\0' ? second : "(none)");
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

	if (stats_count(figure) < (int64_t)quantile_from(key))
		return "-";
	if (json_get(figure, key) != NULL)
		return render_seconds(env->arena, json_int(figure, key, 0));
	if (json_get(figure, over) != NULL)
		return arena_printf(env->arena, "> %s", render_seconds(env->arena, json_int(figure, over, 0)));
	return "-";
}

static double number_of(const struct json *value)
{
	struct str text = { 0 };
	double number;

	json_dump(value, &text);
	number = strtod(str_text(&text), NULL);
	str_finish(&text);
	return number;
}

const char *stats_percentage(struct command_env *env, const struct json *share)
{
	return share == NULL ? "-" : arena_printf(env->arena, "%.0f %%", number_of(share) * 100);
}

/* "88-95 %": where the truth lies, 19 times of 20. */
static const char *interval(struct command_env *env, const struct json *figure, const char *low, const char *high)
{
	const struct json *from = json_get(figure, low), *to = json_get(figure, high);

	return from == NULL || to == NULL ? "-" :
		arena_printf(env->arena, "%.0f-%.0f %%", number_of(from) * 100, number_of(to) * 100);
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
static const struct sheet stock_sheet = { 5, { "", NC_("figure", "count"), "P50", "P90", NC_("figure", "longest") },
	{ 0, 9, 9, 9, 9 }, { [2] = NARROW, [3] = SIXTY } };
static const struct sheet span_sheet = { 3, { "", NC_("figure", "time"), NC_("figure", "before") },
	{ 0, 10, 10 }, { 0 } };
static const struct sheet rate_sheet = { 4, { "", NC_("figure", "rate"), NC_("figure", "of time"), NC_("figure", "before") },
	{ 0, 9, 10, 9 }, { [3] = NARROW } };

static bool is_below(const struct command_env *env, int width)
{
	return env->out->width > 0 && env->out->width < width;
}

int stats_name_width(const struct command_env *env, int wanted)
{
	int most = is_below(env, NARROW) ? NAME_MIN : is_below(env, EIGHTY) ? NAME_NARROW : NAME_MOST;

	return wanted < NAME_MIN ? NAME_MIN : wanted > most ? most : wanted;
}

/* Names get what the columns leave: cut, two of them could look the same. */
static int name_width(const struct command_env *env, const struct sheet *sheet, int wanted)
{
	int most = is_below(env, EIGHTY) ? env->out->width : NAME_MOST;

	for (size_t i = 1; is_below(env, EIGHTY) && i < sheet->count; i++)
		most -= is_below(env, sheet->from[i]) ? 0 : sheet->widths[i] + 1;
	most = most > NAME_MOST ? NAME_MOST : most;
	return wanted < NAME_MIN || most < NAME_MIN ? NAME_MIN : wanted > most ? most : wanted;
}

static void sheet_line(struct command_env *env, const struct sheet *sheet, int first, enum sink_style style,
	const char *const *cells)
{
	struct span spans[2 * CELLS];
	size_t n = 0;

	if (env->out->plain) {
		if (style != SINK_DIM)
			plain_cells(env, sheet->count, sheet->titles, cells);
		return;
	}
	for (size_t i = 0; i < sheet->count; i++) {
		struct shown cell = shown_line(env->arena, style == SINK_DIM ? _(cells[i]) : cells[i]);

		if (is_below(env, sheet->from[i]))
			continue;
		if (n > 0)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal(" ") };
		spans[n++] = (struct span){ style, i == 0
			? shown_fit_ends(env->arena, cell, name_width(env, sheet, first))
			: shown_fit(env->arena, cell, sheet->widths[i]) };
	}
	env->out->line(env->out->data, spans, n);
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
	case METRIC_STOCK:
		break;
	}
	return &stock_sheet;
}

const char *stats_seconds(struct command_env *env, const struct json *figure, const char *key)
{
	return figure == NULL ? "-" : render_seconds(env->arena, json_int(figure, key, 0));
}

const char *stats_rate(struct command_env *env, const struct json *figure)
{
	const struct json *rate = figure == NULL ? NULL : json_get(figure, "rate");

	return rate == NULL ? "-" : arena_printf(env->arena, "%.2f", number_of(rate));
}

/* other: the same figure of the period before, or NULL. */
static void figure_line(struct command_env *env, int metric, int first, const char *name,
	const struct json *figure, const struct json *other)
{
	const struct sheet *sheet = sheet_of(metric);
	const char *cells[CELLS] = { name, number(env, figure, "n") };

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
		cells[4] = interval(env, figure, "low", "high");
	} else if (sheet == &stock_sheet) {
		cells[2] = stats_quantile(env, figure, "p50");
		cells[3] = stats_quantile(env, figure, "p90");
		cells[4] = stats_count(figure) == 0 ? "-" : render_seconds(env->arena, json_int(figure, "longest", 0));
	} else if (sheet == &span_sheet) {
		cells[1] = stats_seconds(env, figure, "seconds");
		cells[2] = stats_seconds(env, other, "seconds");
	} else if (sheet == &rate_sheet) {
		cells[1] = stats_rate(env, figure);
		cells[2] = stats_seconds(env, figure, "of_seconds");
		cells[3] = stats_rate(env, other);
	} else {
		cells[2] = other == NULL ? "-" : number(env, other, "n");
	}
	sheet_line(env, sheet, first, SINK_PLAIN, cells);
}

bool stats_speaks(const struct json *figure)
{
	return figure != NULL && (stats_count(figure) > 0 || json_int(figure, "open", 0) > 0 ||
		json_int(figure, "undecided", 0) > 0);
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

/* All metrics that are told in the same columns; nothing where there is none. */
static void sheet_show(struct command_env *env, const struct sheet *sheet, const struct json *stats, bool all)
{
	const struct json *before = json_get(stats, "before");
	int first = widest(env, stats);
	bool begun = false;

	for (int i = 0; i < METRICS; i++) {
		const struct json *figure = json_get(stats, name_of(i));

		if (sheet_of(i) != sheet || !stats_speaks(figure) || (!all && !is_main(i)))
			continue;
		if (!begun) {
			sink_blank(env->out);
			sheet_line(env, sheet, first, SINK_DIM, sheet->titles);
		}
		begun = true;
		figure_line(env, i, first, _(metric_info((enum metric)i)->title), figure,
			before == NULL ? NULL : json_get(before, name_of(i)));
	}
}

void stats_groups_of(struct command_env *env, const struct json *stats, int metric, int first)
{
	const struct json *by = json_get(stats, "by");

	sink_blank(env->out);
	say(env, SINK_STRONG, arena_printf(env->arena, _("%s by %s"), _(metric_info((enum metric)metric)->title),
		json_text_or(stats, "grouped_by", "")));
	sheet_line(env, sheet_of(metric), first, SINK_DIM, sheet_of(metric)->titles);
	for (size_t i = 0; i < json_count(by); i++) {
		const struct json *figure = json_get(json_at(by, i), name_of(metric));

		if (stats_speaks(figure))
			figure_line(env, metric, first, stats_group_name(env, stats, json_at(by, i)), figure, NULL);
	}
}

/* ---- in words */

static void sla_say(struct command_env *env, const struct json *stats)
{
	const struct json *sla = json_get(stats, "sla"), *before = json_get(stats, "before");
	const struct json *earlier = before == NULL ? NULL : json_get(before, "sla");
	const char *target = render_seconds(env->arena, json_int(stats, "target", 0));
	const char *now = stats_percentage(env, json_get(sla, "share"));

	if (json_get(sla, "share") == NULL)
		return;
	if (earlier != NULL && json_get(earlier, "share") != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s within the target of %s (%s), before: %s"), now, target,
			interval(env, sla, "low", "high"), stats_percentage(env, json_get(earlier, "share"))));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s within the target of %s (%s)"), now, target,
			interval(env, sla, "low", "high")));
}

static void waiting_say(struct command_env *env, const struct json *waiting)
{
	int64_t n = stats_count(waiting);

	if (n > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " still waits, for %s",
			"%" PRId64 " still wait, the longest for %s", (uint64_t)n), n,
			render_seconds(env->arena, json_int(waiting, "longest", 0))));
}

/* What was left out, and what somebody wrote to its dates. */
static void remarks_say(struct command_env *env, const struct json *stats)
{
	int64_t out = json_int(stats, "excluded_count", 0);
	const struct json *notes = json_get(stats, "annotations");

	if (out > 0)
		say(env, SINK_DIM, arena_printf(env->arena, message_plural("%" PRId64 " conversation is left out by somebody",
			"%" PRId64 " conversations are left out by somebody", (uint64_t)out), out));
	for (size_t i = 0; i < json_count(notes); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "%s  %s", json_text_or(json_at(notes, i), "date", ""),
			json_text_or(json_at(notes, i), "text", "")));
}

/* What the period is called, or NULL. */
static const char *period_shown(const char *name)
{
	static const struct { const char *name, *shown; } periods[] = {
		{ "today", NC_("period", "today") }, { "yesterday", NC_("period", "yesterday") },
		{ "7-days", NC_("period", "7 days") }, { "week", NC_("period", "this week") },
		{ "last-week", NC_("period", "last week") }, { "30-days", NC_("period", "30 days") },
		{ "month", NC_("period", "this month") }, { "last-month", NC_("period", "last month") },
		{ "quarter", NC_("period", "this quarter") }, { "year", NC_("period", "this year") },
	};

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (str_equal(periods[i].name, name))
			return _(periods[i].shown);
	return NULL;
}

/* Of which time these are: a word that was taken for a period is seen to be one. */
static void head_say(struct command_env *env, const struct json *stats, const char *period)
{
	const char *name = period_shown(period), *since = json_text(stats, "since"), *begun;

	if (since == NULL)
		return;
	begun = arena_printf(env->arena, _("begun from %s to %s; ends by their own date"), render_when(env->arena, since),
		render_when(env->arena, json_text(stats, "until")));
	say(env, SINK_DIM, name == NULL ? begun : arena_printf(env->arena, _("%s: %s"), name, begun));
}

static void foot_say(struct command_env *env, const struct json *stats)
{
	sink_blank(env->out);
	say(env, SINK_DIM, arena_printf(env->arena, _("target %s; as of %s, ledger row %" PRId64),
		render_seconds(env->arena, json_int(stats, "target", 0)), render_when(env->arena, json_text(stats, "as_of")),
		json_int(stats, "seq", 0)));
	remarks_say(env, stats);
	if (json_bool(stats, "agents_hidden", false))
		say(env, SINK_DIM, _("figures about single agents are left out that are not for you"));
	if (json_get(stats, "settings_before") != NULL)
		say(env, SINK_DIM, arena_printf(env->arena, _("settings were changed later for the time from %s on; as they were "
			"before: --settings-version %" PRId64), render_when(env->arena, json_text(stats, "settings_changed_from")),
			json_int(stats, "settings_before", 0)));
	if (json_get(stats, "first_response") != NULL && stats_count(json_get(stats, "first_response")) < FIGURE_P50_FROM)
		say(env, SINK_DIM, _("a median is shown from 5 answers on, P90 from 10, P95 from 20"));
}

void stats_show(struct command_env *env, const struct json *stats, bool asked, const char *period)
{
	static const struct sheet *const sheets[] = { &time_sheet, &share_sheet, &case_sheet, &stock_sheet,
		&count_sheet, &span_sheet, &rate_sheet };

	if (env->front.csv || env->front.tsv) {
		stats_separated(env, stats);
		return;
	}
	head_say(env, stats, period);
	if (json_get(stats, "first_response") != NULL)
		say(env, SINK_STRONG, report_answers(env->arena, json_get(stats, "first_response"), true, false));
	if (json_get(stats, "sla") != NULL)
		sla_say(env, stats);
	if (json_get(stats, "waiting") != NULL)
		waiting_say(env, json_get(stats, "waiting"));
	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++)
		if (asked || json_count(json_get(stats, "by")) == 0)
			sheet_show(env, sheets[i], stats, asked);
	stats_groups(env, stats, asked);
	foot_say(env, stats);
}
