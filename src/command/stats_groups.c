/* SPDX-License-Identifier: ISC */
/*
 * Groups of stats for people.  One metric has a table with all that is told
 * of it.  Several stand side by side, each by its chief number and what that
 * rests on, where the screen has room for all of them; else one below the
 * other, so that nothing that was asked for is left out.
 */
#include "stats.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/states.h"
#include "guichet/model/figures.h"
#include "guichet/report/report.h"

enum { GAP = 2, WIDTH_FREE = 80 };

/* What is told of groups when nobody said which. */
static const enum metric usual[] = { METRIC_FIRST_RESPONSE, METRIC_ALL_REPLIES, METRIC_SLA, METRIC_WAITS };

struct told {
	struct command_env *env;
	const struct json *stats, *by;
	enum metric list[METRICS];
	size_t count;
	int name_width;			/* the widest name */
	int widths[METRICS];		/* of the columns, in the order of the list */
};

static const struct json *figure_of(const struct json *group, enum metric metric)
{
	return json_get(group, metric_info(metric)->name);
}

static bool is_told(const struct told *t, enum metric metric)
{
	for (size_t i = 0; i < json_count(t->by); i++)
		if (stats_speaks(figure_of(json_at(t->by, i), metric)))
			return true;
	return false;
}

static void told_add(struct told *t, enum metric metric)
{
	if (is_told(t, metric))
		t->list[t->count++] = metric;
}

/* ---- a chief number */

static const char *kind_of(enum metric metric)
{
	switch (metric_info(metric)->shape) {
	case METRIC_TIME:
		return "P50";
	case METRIC_SHARE: case METRIC_PART:
		return _(NC_("figure", "share"));
	case METRIC_COUNT: case METRIC_STOCK:
		return _(NC_("figure", "count"));
	case METRIC_SPAN:
		return _(NC_("figure", "time"));
	case METRIC_RATE:
		break;
	}
	return _(NC_("figure", "rate"));
}

/* "14 min (61)": a number without what it rests on says too much. */
static const char *cell_of(struct command_env *env, enum metric metric, const struct json *figure)
{
	const char *text = "-";

	if (!stats_speaks(figure))
		return "-";
	switch (metric_info(metric)->shape) {
	case METRIC_TIME:
		text = stats_quantile(env, figure, "p50");
		break;
	case METRIC_SHARE:
		text = stats_percentage(env, json_get(figure, "share"));
		break;
	case METRIC_COUNT: case METRIC_STOCK:
		return arena_printf(env->arena, "%" PRId64, stats_count(figure));
	case METRIC_SPAN:
		return stats_seconds(env, figure, "seconds");
	case METRIC_RATE: case METRIC_PART:
		return report_rate(env->arena, metric, figure);
	}
	return arena_printf(env->arena, "%s (%" PRId64 ")", text, stats_count(figure));
}

/* ---- side by side */

static int width_of(struct command_env *env, const char *text)
{
	return shown_line(env->arena, text).width;
}

static int wider(int a, int b)
{
	return a > b ? a : b;
}

static bool fits(struct told *t)
{
	int all = stats_name_width(t->env, t->name_width);

	for (size_t i = 0; i < t->count; i++) {
		t->widths[i] = wider(width_of(t->env, _(metric_info(t->list[i])->title)), width_of(t->env, kind_of(t->list[i])));
		for (size_t k = 0; k < json_count(t->by); k++)
			t->widths[i] = wider(t->widths[i], width_of(t->env,
				cell_of(t->env, t->list[i], figure_of(json_at(t->by, k), t->list[i]))));
		all += GAP + t->widths[i];
	}
	return all <= (t->env->out->width > 0 ? t->env->out->width : WIDTH_FREE);
}

static void line_put(struct told *t, enum sink_style style, const char *name, const char *const *cells)
{
	struct arena *arena = t->env->arena;
	struct span *spans = arena_array(arena, 3 * t->count + 1, sizeof(*spans));
	size_t n = 0;

	spans[n++] = (struct span){ style, shown_fit_ends(arena, shown_line(arena, name),
		stats_name_width(t->env, t->name_width)) };
	for (size_t i = 0; i < t->count; i++) {
		struct shown cell = shown_line(arena, cells[i]);

		spans[n++] = (struct span){ SINK_PLAIN, shown_fit(arena, shown_literal(""), GAP + t->widths[i] - cell.width) };
		spans[n++] = (struct span){ style, cell };
	}
	t->env->out->line(t->env->out->data, spans, n);
}

static void heads_put(struct told *t)
{
	const char *titles[METRICS], *kinds[METRICS];

	for (size_t i = 0; i < t->count; i++) {
		titles[i] = _(metric_info(t->list[i])->title);
		kinds[i] = kind_of(t->list[i]);
	}
	line_put(t, SINK_DIM, "", titles);
	line_put(t, SINK_DIM, "", kinds);
}

/* Nothing is said of a group about which none of them says anything. */
static bool cells_of(struct told *t, const struct json *group, const char **cells)
{
	bool speaks = false;

	for (size_t i = 0; i < t->count; i++) {
		speaks = speaks || stats_speaks(figure_of(group, t->list[i]));
		cells[i] = cell_of(t->env, t->list[i], figure_of(group, t->list[i]));
	}
	return speaks;
}

static void columns_put(struct told *t)
{
	const char *cells[METRICS];

	heads_put(t);
	for (size_t i = 0; i < json_count(t->by); i++)
		if (cells_of(t, json_at(t->by, i), cells))
			line_put(t, SINK_PLAIN, stats_group_name(t->env, t->stats, json_at(t->by, i)), cells);
	say(t->env, SINK_DIM, _("in brackets stands how many a figure rests on"));
}

/* For a voice: "ann, first response P50 14 min (61), within the target share 90 % (61)". */
static void lines_say(struct told *t)
{
	const char *titles[METRICS + 1] = { "" }, *cells[METRICS + 1];

	for (size_t i = 0; i < t->count; i++)
		titles[i + 1] = arena_printf(t->env->arena, "%s %s", _(metric_info(t->list[i])->title), kind_of(t->list[i]));
	for (size_t i = 0; i < json_count(t->by); i++) {
		cells[0] = stats_group_name(t->env, t->stats, json_at(t->by, i));
		if (cells_of(t, json_at(t->by, i), cells + 1))
			plain_cells(t->env, t->count + 1, titles, cells);
	}
}

static void several_show(struct told *t)
{
	if (t->count > 1 && (t->env->out->plain || fits(t))) {
		stats_gap(t->env);
		say(t->env, SINK_STRONG, arena_printf(t->env->arena, _("by %s"),
			dimensions_shown(t->env->arena, json_text_or(t->stats, "grouped_by", ""))));
		if (t->env->out->plain)
			lines_say(t);
		else
			columns_put(t);
		return;
	}
	for (size_t i = 0; i < t->count; i++)
		stats_groups_of(t->env, t->stats, (int)t->list[i], t->name_width);
}

void stats_groups(struct command_env *env, const struct json *stats, bool asked)
{
	struct told t = { .env = env, .stats = stats, .by = json_get(stats, "by") };

	if (json_count(t.by) == 0)
		return;
	for (size_t i = 0; i < json_count(t.by); i++)
		t.name_width = wider(t.name_width, width_of(env, stats_group_name(env, stats, json_at(t.by, i))));
	if (asked) {
		for (int i = 0; i < METRICS; i++)
			told_add(&t, (enum metric)i);
	} else {
		stats_groups_of(env, stats, METRIC_FIRST_RESPONSE, t.name_width);
		for (size_t i = 1; i < sizeof(usual) / sizeof(usual[0]); i++)
			told_add(&t, usual[i]);
	}
	if (t.count > 0)
		several_show(&t);
}
