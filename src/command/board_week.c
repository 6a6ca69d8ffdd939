/* SPDX-License-Identifier: ISC */
/*
 * The hours of the week, by shades of which each has as many hours as the
 * others: one night on which everybody wrote leaves the rest to be read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/report/chart.h"

enum { DAYS = 7, HOURS = 24, DAY_LABEL = 6, LEAD = 2, NUMBER_CELLS = 4 };
static const char *const weekdays[DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
struct week { const struct json *hours[DAYS][HOURS]; double upto[CHART_HEAT_MOST]; /* of each shade */ };

static double shade_of(const struct board_maker *m, const struct json *group)
{
	if (group == NULL)
		return -1;
	return board_value(m, m->look->measure == BOARD_BY_WAITS ? TREND_WAITS :
		m->look->measure == BOARD_BY_SHARE ? TREND_SHARE : TREND_TIME, group);
}

static void week_read(const struct board_maker *m, struct week *week)
{
	const struct json *by = json_path(m->answer, "hours.by");
	double values[DAYS * HOURS];
	size_t count = 0;

	for (size_t i = 0; i < json_count(by); i++) {
		const struct json *group = json_at(by, i);
		int hour = 0, day = 0;

		while (day < DAYS && strcmp(json_text_or(group, "key", ""), weekdays[day]) != 0)
			day++;
		if (day == DAYS || sscanf(json_text_or(group, "key2", ""), "%2d", &hour) != 1 || hour < 0 || hour >= HOURS)
			continue;
		if (week->hours[day][hour] == NULL && shade_of(m, group) >= 0)
			values[count++] = shade_of(m, group);
		week->hours[day][hour] = group;
	}
	chart_heats(values, count, week->upto);
}

/* One sign where there is little room; the number behind it where there is more. */
static void hour_put(struct board_maker *m, const struct week *week, const struct json *group, int cells)
{
	double value = shade_of(m, group);
	int heat = value < 0 ? 0 : chart_heat(value, week->upto);
	static const enum sink_style styles[] = { SINK_DIM, SINK_DIM, SINK_PLAIN, SINK_STRONG, SINK_STRONG };

	if (cells < NUMBER_CELLS) {
		board_put_shown(m, styles[heat], chart_shade(m->arena, m->look->ascii, heat, cells));
		return;
	}
	board_put_shown(m, styles[heat], chart_shade(m->arena, m->look->ascii, heat, 1));
	if (value < 0)
		board_put(m, SINK_DIM, "", cells - 1);
	else
		board_put(m, styles[heat], arena_printf(m->arena, "%.0f", m->look->measure == BOARD_BY_SHARE ? value * 100 :
			m->look->measure == BOARD_BY_TIME ? value / 60 : value), cells - 1);
}

static void day_line(struct board_maker *m, const struct week *week, int day, int cells)
{
	const char *name = board_key(m, "weekday", weekdays[day]);

	board_begin(m, "hours", weekdays[day]);
	board_put(m, SINK_PLAIN, name, DAY_LABEL);
	for (int hour = 0; hour < HOURS; hour++) {
		const struct json *group = week->hours[day][hour];
		const struct board_question ask = { .metric = "all_replies", .by = "weekday,hour",
			.group = arena_printf(m->arena, "%s,%02d", weekdays[day], hour) };
		const char *label = arena_printf(m->arena, "%s %02d:00", name, hour);

		board_cell(m, m->x, cells, &ask, group == NULL ? message_put(m->arena, _("%s: nobody came"), label)
			: board_group_about(m, label, group));
		hour_put(m, week, group, cells);
	}
	board_end(m);
}

static void hours_axis(struct board_maker *m, int cells)
{
	board_begin(m, "hours", "axis");
	board_put(m, SINK_PLAIN, "", DAY_LABEL);
	for (int hour = 0; hour < HOURS; hour += 3)
		board_put(m, SINK_DIM, arena_printf(m->arena, "%02d", hour), 3 * cells);
	board_end(m);
}

static const char *shade_text(const struct board_maker *m, double value)
{
	return m->look->measure == BOARD_BY_SHARE ? board_percent(m, value) : m->look->measure == BOARD_BY_TIME ?
		board_seconds(m, (int64_t)value) : board_integer(m, (int64_t)value);
}

/* Where there is no room for numbers: how far each shade goes. */
static void hours_legend(struct board_maker *m, const struct week *week)
{
	int told = 0;

	if (week->upto[0] < 0)
		return;
	board_begin(m, "hours", "legend");
	board_put(m, SINK_PLAIN, "", DAY_LABEL);
	for (size_t i = 0; i < CHART_HEAT_MOST && week->upto[i] >= 0; i++) {
		double upto = week->upto[i];
		int heat = chart_heat(upto, week->upto);

		if (heat == told)
			continue;
		told = heat;
		board_put_shown(m, SINK_DIM, chart_shade(m->arena, m->look->ascii, heat, 1));
		board_put(m, SINK_DIM, arena_printf(m->arena, m->look->ascii ? " <= %s  " : " \u2264 %s  ", shade_text(m, upto)), 0);
	}
	board_end(m);
}

/* "Mon: 112 waits begun, most at 10:00 (20)" */
static void day_plain(struct board_maker *m, const struct week *week, int day)
{
	int64_t sum = 0, most = 0;
	int at = 0;

	for (int hour = 0; hour < HOURS; hour++) {
		int64_t n = week->hours[day][hour] == NULL ? 0 : board_count(json_get(week->hours[day][hour], "waits"));

		sum += n;
		if (n > most) {
			most = n;
			at = hour;
		}
	}
	if (sum == 0)
		return;
	board_begin(m, "hours", weekdays[day]);
	board_put(m, SINK_PLAIN, arena_printf(m->arena, message_plural("%s: %" PRId64 " wait begun, most at %02d:00 (%" PRId64 ")",
		"%s: %" PRId64 " waits begun, most at %02d:00 (%" PRId64 ")", (uint64_t)sum),
		board_key(m, "weekday", weekdays[day]), sum, at, most), 0);
	board_end(m);
}

void board_hours(struct board_maker *m)
{
	static const struct board_column columns[] = { { "", 70, 0, false } };
	const struct board_table table = { "hours", m->look->plain ? _("Hours of the week") : arena_printf(m->arena,
		_("Hours of the week, by %s"), board_measure_name(m->look->measure)), columns, 1 };
	struct week week = { 0 };
	int cells = (board_width(m) - LEAD - DAY_LABEL) / HOURS;

	week_read(m, &week);
	if (json_count(json_path(m->answer, "hours.by")) == 0)
		return;
	cells = cells < 1 ? 1 : cells > 5 ? 5 : cells;
	board_head(m, &table);
	for (int day = 0; day < DAYS; day++)
		if (m->look->plain)
			day_plain(m, &week, day);
		else
			day_line(m, &week, day, cells);
	if (m->look->plain)
		return;
	hours_axis(m, cells);
	if (cells < NUMBER_CELLS)
		hours_legend(m, &week);
}
