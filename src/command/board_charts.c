/* SPDX-License-Identifier: ISC */
/* The charts of a dashboard: how long waits were, and what became of it by and by. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/model/zone.h"
#include "guichet/report/chart.h"
#include "guichet/report/report.h"

enum { LABEL = 20, NUMBER = 8, LEAD = 2, NARROW = 50, LABEL_NARROW = 17, NUMBER_NARROW = 7 };

/* ---- how long */

struct bin { const struct json *length; int64_t n, open, above, within; };

static struct bin bin_of(const struct board_maker *m, const struct json *length)
{
	const struct json *counts = m->look->business ? json_get(length, "business") : length;

	return (struct bin){ length, board_count(counts), json_int(counts, "open", 0), json_int(length, "above", 0),
		json_int(length, "within", 0) };
}

static const char *bin_label(const struct board_maker *m, const struct bin *bin)
{
	if (bin->above == 0)
		return message_put(m->arena, _("up to %s"), board_seconds(m, bin->within));
	if (bin->within == 0)
		return message_put(m->arena, _("more than %s"), board_seconds(m, bin->above));
	return arena_printf(m->arena, _("%s to %s"), board_seconds(m, bin->above), board_seconds(m, bin->within));
}

/* All is said only of all. */
static const char *reached(const struct board_maker *m, double share)
{
	return board_percent(m, share < 1 && share > 0.99 ? 0.99 : share);
}

static void bin_row(struct board_maker *m, const struct bin *bin, int64_t most, double share, bool late)
{
	const struct board_question ask = { .metric = "all_replies", .business = m->look->business,
		.above = bin->above == 0 ? NULL : arena_printf(m->arena, "%" PRId64 "s", bin->above),
		.within = bin->within == 0 ? NULL : arena_printf(m->arena, "%" PRId64 "s", bin->within),
		.counts_as = "ended,censored" };
	const char *label = bin_label(m, bin), *n = board_integer(m, bin->n);
	const char *about = arena_printf(m->arena, _("%s: %" PRId64 " answered, %" PRId64 " not yet; %s had an answer by then"),
		label, bin->n, bin->open, reached(m, share));
	bool narrow = board_width(m) < NARROW;
	int name = narrow ? LABEL_NARROW : LABEL, number = narrow ? NUMBER_NARROW : NUMBER;
	int bar = board_width(m) - LEAD - name - 2 * number - 1;

	board_begin(m, "lengths", arena_printf(m->arena, "%" PRId64, bin->above));
	if (m->look->plain) {
		board_put(m, SINK_PLAIN, about, 0);
	} else {
		board_put(m, SINK_PLAIN, label, name);
		board_put_shown(m, late ? SINK_WARN : SINK_GOOD, chart_bar(m->arena, m->look->ascii, (double)bin->n,
			(double)most, bar > 4 ? bar < 48 ? bar : 48 : 4));
		board_put_right(m, SINK_STRONG, bin->open == 0 ? n : arena_printf(m->arena, "%s+%" PRId64, n, bin->open), number);
		board_put_right(m, SINK_DIM, reached(m, share), number);
	}
	board_cell(m, 0, m->x, &ask, about);
	board_end(m);
}

static void target_rule(struct board_maker *m, int64_t target)
{
	bool other = !m->look->business && str_equal(json_text(json_get(m->answer, "summary"), "clock"), "business");
	const char *text = message_put(m->arena, other ? _("target %s, at all hours") : _("target %s"), board_seconds(m, target));
	const char *line = m->look->ascii ? "-" : "\u2500";
	struct str rule = { 0 };
	struct shown shown = shown_line(m->arena, text);

	if (m->look->plain)
		return;
	board_begin(m, "lengths", "target");
	board_put(m, SINK_DIM, text, 0);
	board_put(m, SINK_PLAIN, " ", 0);
	for (int i = shown.width + 1; i < board_width(m) - LEAD - 2 && i < LABEL + 48 + 2 * NUMBER; i++)
		str_add(&rule, line);
	board_put(m, SINK_DIM, str_text(&rule), 0);
	str_finish(&rule);
	board_end(m);
}

void board_lengths(struct board_maker *m)
{
	static const struct board_column columns[] = { { "", 70, 0, false } };
	static const struct board_table table = { "lengths", N_("How long customers waited for an answer"), columns, 1 };
	const struct json *lengths = json_get(m->answer, "lengths");
	int64_t target = report_target(json_get(m->answer, "summary")), most = 1, all = 0, sum = 0;
	size_t last = 0;

	for (size_t i = 0; i < json_count(lengths); i++) {
		struct bin bin = bin_of(m, json_at(lengths, i));

		most = bin.n > most ? bin.n : most;
		all += bin.n + bin.open;
		if (bin.n + bin.open > 0 || bin.above == target)
			last = i;
	}
	if (all == 0)
		return;
	board_head(m, &table);
	for (size_t i = 0; i <= last; i++) {
		struct bin bin = bin_of(m, json_at(lengths, i));

		if (target > 0 && bin.above == target)
			target_rule(m, target);
		sum += bin.n;
		bin_row(m, &bin, most, (double)sum / (double)all, target > 0 && bin.above >= target);
	}
}

/* ---- the trend */

/* Seconds of a quantile that is told, or -1. */
static double seconds_of(const struct board_maker *m, const struct json *figure)
{
	static const char *const keys[] = { "p50", "p90", "p95" };
	static const int64_t from[] = { FIGURE_P50_FROM, FIGURE_P90_FROM, FIGURE_P95_FROM };

	return board_count(figure) < from[m->look->quantile] ? -1 :
		(double)json_int(board_times(m, figure), keys[m->look->quantile], -1);
}

double board_value(const struct board_maker *m, enum trend trend, const struct json *group)
{
	switch (trend) {
	case TREND_WAITS:
		return (double)board_count(json_get(group, "waits"));
	case TREND_SHARE:
		return json_number(json_get(group, "sla"), "share", -1);
	case TREND_TIME: case TRENDS:
		break;
	}
	return seconds_of(m, json_get(group, "all_replies"));
}

/* "Mon 16 Nov: 112 waits, 75 % within the target, P50 14 min" */
const char *board_group_about(const struct board_maker *m, const char *name, const struct json *group)
{
	int64_t n = board_count(json_get(group, "waits"));

	return arena_printf(m->arena, message_plural("%s: %" PRId64 " wait begun, %s within the target, %s %s",
		"%s: %" PRId64 " waits begun, %s within the target, %s %s", (uint64_t)n), name, n,
		board_percent(m, json_number(json_get(group, "sla"), "share", -1)), board_quantile_name(m->look->quantile),
		board_quantile(m, json_get(group, "all_replies"), m->look->quantile));
}

static const char *trend_total(const struct board_maker *m, enum trend trend)
{
	const struct json *summary = json_get(m->answer, "summary");

	return trend == TREND_WAITS ? board_integer(m, board_count(json_get(summary, "waits"))) :
		trend == TREND_SHARE ? board_percent(m, json_number(json_get(summary, "sla"), "share", -1)) :
		board_quantile(m, json_get(summary, "all_replies"), m->look->quantile);
}

static const char *trend_title(const struct board_maker *m, enum trend trend)
{
	return trend == TREND_WAITS ? _("waits begun") : trend == TREND_SHARE ? _("within the target") :
		arena_printf(m->arena, "%s", board_quantile_name(m->look->quantile));
}

/* A day on which nobody came is a day, too. */
struct step { const char *key; const struct json *group; };
enum { STEPS_MOST = 128 };
struct steps { const char *by; struct step list[STEPS_MOST]; int count; };

static const struct json *group_with(const struct json *by, const char *key)
{
	for (size_t i = 0; i < json_count(by); i++)
		if (str_equal(json_text(json_at(by, i), "key"), key))
			return json_at(by, i);
	return NULL;
}

static void step_add(struct steps *steps, const struct json *by, const char *key)
{
	if (steps->count < STEPS_MOST)
		steps->list[steps->count++] = (struct step){ key, group_with(by, key) };
}

static void steps_read(const struct board_maker *m, struct steps *steps)
{
	const struct json *trend = json_get(m->answer, "trend"), *by = json_get(trend, "by");
	char text[DATE_TEXT];
	int32_t from, to;

	steps->by = json_text_or(trend, "grouped_by", "day");
	if (strcmp(steps->by, "hour") == 0)
		for (int hour = 0; hour < 24; hour++)
			step_add(steps, by, arena_printf(m->arena, "%02d", hour));
	else if (strcmp(steps->by, "day") == 0 && date_parse(json_text_or(m->answer, "from", ""), &from) &&
	    date_parse(json_text_or(m->answer, "to", ""), &to))
		for (; from <= to; from++)
			step_add(steps, by, arena_copy(m->arena, date_format(from, text)));
	else
		for (size_t i = 0; i < json_count(by); i++)
			step_add(steps, by, json_text_or(json_at(by, i), "key", ""));
}

static const char *step_about(const struct board_maker *m, const struct steps *steps, const struct step *step)
{
	const char *name = board_key(m, steps->by, step->key);

	return step->group == NULL ? message_put(m->arena, _("%s: nobody came"), name) : board_group_about(m, name, step->group);
}

static void trend_line(struct board_maker *m, enum trend trend, const struct steps *steps, int cells)
{
	static const char *const metrics[TRENDS] = { "waits", "sla", "all_replies" };
	static const char *const keys[TRENDS] = { "waits", "share", "time" };
	double *values = arena_array(m->arena, (size_t)(steps->count * cells) + 1, sizeof(*values));

	board_begin(m, "trend", keys[trend]);
	board_put(m, SINK_PLAIN, trend_title(m, trend), LABEL);
	for (int i = 0; i < steps->count; i++) {
		const struct step *step = &steps->list[i];
		const struct board_question ask = { .metric = metrics[trend], .by = steps->by, .group = step->key };

		for (int k = 0; k < cells; k++)
			values[i * cells + k] = cells > 2 && k == cells - 1 ? -1 : step->group == NULL
				? (trend == TREND_WAITS ? 0 : -1) : board_value(m, trend, step->group);
		board_cell(m, m->x + i * cells, cells, &ask, step_about(m, steps, step));
	}
	board_put_shown(m, SINK_STRONG, chart_spark(m->arena, m->look->ascii, values, (size_t)(steps->count * cells)));
	board_put(m, SINK_PLAIN, "  ", 0);
	board_put(m, SINK_STRONG, trend_total(m, trend), 0);
	board_end(m);
}

static void trend_axis(struct board_maker *m, const struct steps *steps, int width)
{
	struct shown from = shown_line(m->arena, board_key(m, steps->by, steps->list[0].key));
	struct shown last = shown_line(m->arena, board_key(m, steps->by, steps->list[steps->count - 1].key));

	board_begin(m, "trend", "axis");
	board_put(m, SINK_PLAIN, "", LABEL);
	board_put_shown(m, SINK_DIM, from);
	if (from.width + 1 + last.width <= width) {
		board_put(m, SINK_PLAIN, "", width - from.width - last.width);
		board_put_shown(m, SINK_DIM, last);
	}
	board_end(m);
}

static void trend_plain(struct board_maker *m, const struct steps *steps)
{
	for (int i = 0; i < steps->count; i++) {
		board_begin(m, "trend", steps->list[i].key);
		board_put(m, SINK_PLAIN, step_about(m, steps, &steps->list[i]), 0);
		board_end(m);
	}
}

void board_trend(struct board_maker *m)
{
	static const struct board_column columns[] = { { "", 70, 0, false } };
	static const struct board_table table = { "trend", N_("Trend"), columns, 1 };
	struct steps *steps = arena_alloc(m->arena, sizeof(*steps));
	int room = board_width(m) - LEAD - LABEL - NUMBER - 3, cells;

	steps_read(m, steps);
	if (steps->count < 2 || json_count(json_path(m->answer, "trend.by")) == 0)
		return;
	cells = room / steps->count > 6 ? 6 : room / steps->count < 1 ? 1 : room / steps->count;
	board_head(m, &table);
	if (m->look->plain) {
		trend_plain(m, steps);
		return;
	}
	for (int i = 0; i < TRENDS; i++)
		trend_line(m, (enum trend)i, steps, cells);
	trend_axis(m, steps, cells * steps->count - (cells > 2));
}
