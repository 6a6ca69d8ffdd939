/* SPDX-License-Identifier: ISC */
/* The tables of a dashboard that have one row a figure: times, shares, ages, counts, each beside the period before. */
#include <inttypes.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"

enum { EIGHTY = 80, SEVENTY = 70, FIFTY = 50, NAMES = 28 };

static const struct json *now_of(const struct board_maker *m, enum metric metric)
{
	return json_path(m->answer, arena_printf(m->arena, "summary.%s", metric_info(metric)->name));
}

static const struct json *before_of(const struct board_maker *m, enum metric metric)
{
	return json_path(m->answer, arena_printf(m->arena, "summary.before.%s", metric_info(metric)->name));
}

static const char *title_of(enum metric metric)
{
	return _(metric_info(metric)->title);
}

/* What is not there says nothing: no column of zeros for what a desk does not do. */
static bool says_something(const struct json *figure)
{
	return figure != NULL && (board_count(figure) > 0 || json_int(figure, "open", 0) > 0 ||
		json_int(figure, "undecided", 0) > 0);
}

/* ---- times */

static const struct board_column time_columns[] = { { "", NAMES, 0, false }, { NC_("figure", "answered"), 8, FIFTY, false },
	{ NC_("figure", "open"), 6, 0, false }, { "P50", 8, SEVENTY, false }, { "P90", 8, SEVENTY, false },
	{ "P95", 8, EIGHTY, false }, { NC_("figure", "before"), 8, FIFTY, false } };
static const struct board_column case_columns[] = { { "", NAMES, 0, false }, { NC_("figure", "ended"), 8, FIFTY, false },
	{ NC_("figure", "open"), 6, 0, false }, { "P50", 8, SEVENTY, false }, { "P90", 8, SEVENTY, false },
	{ "P95", 8, EIGHTY, false }, { NC_("figure", "before"), 8, FIFTY, false } };

/* What stands beside one another never runs together. */
static void times_room(struct board_maker *m, struct board_column *columns, const enum metric *metrics, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (int quantile = 0; quantile < BOARD_QUANTILES; quantile++)
			board_room(m, &columns[3 + quantile], board_quantile(m, now_of(m, metrics[i]), quantile));
		board_room(m, &columns[6], board_quantile(m, before_of(m, metrics[i]), m->look->quantile));
	}
}

/* On a narrow screen only the quantile that was chosen. */
static void times(struct board_maker *m, const struct board_table *table, const enum metric *metrics, size_t count)
{
	struct board_column columns[BOARD_COLUMNS];
	struct board_table shown = *table;
	bool begun = false;

	memcpy(columns, table->columns, table->count * sizeof(*columns));
	columns[3 + m->look->quantile].from = 0;
	times_room(m, columns, metrics, count);
	shown.columns = columns;
	for (size_t i = 0; i < count; i++) {
		const struct json *now = now_of(m, metrics[i]), *before = before_of(m, metrics[i]);
		const struct board_question ask = { .metric = metric_info(metrics[i])->name };
		const struct board_text texts[] = { { SINK_PLAIN, title_of(metrics[i]), 0 },
			{ SINK_PLAIN, board_integer(m, board_count(now)), 0 },
			{ SINK_PLAIN, board_integer(m, json_int(now, "open", 0)), 0 },
			{ m->look->quantile == BOARD_P50 ? SINK_STRONG : SINK_PLAIN, board_quantile(m, now, BOARD_P50), 0 },
			{ m->look->quantile == BOARD_P90 ? SINK_STRONG : SINK_PLAIN, board_quantile(m, now, BOARD_P90), 0 },
			{ m->look->quantile == BOARD_P95 ? SINK_STRONG : SINK_PLAIN, board_quantile(m, now, BOARD_P95), 0 },
			{ SINK_DIM, before == NULL ? "-" : board_quantile(m, before, m->look->quantile), 0 } };

		if (!says_something(now) || (table->columns == case_columns && (board_count(now) == 0 ||
		    json_int(now, "longest", 0) == 0)))
			continue;	/* what no case had, or what took no time at all */
		if (!begun)
			board_head(m, &shown);
		begun = true;
		board_row(m, &shown, ask.metric, texts, &ask, _(metric_info(metrics[i])->help));
	}
}

void board_answers(struct board_maker *m)
{
	static const struct board_table table = { "answers", N_("Answers"), time_columns, 7 };
	static const enum metric metrics[] = { METRIC_FIRST_RESPONSE, METRIC_NEXT_RESPONSE, METRIC_ALL_REPLIES,
		METRIC_OWN_REACTION, METRIC_DISPOSITION, METRIC_WAIVED_AFTER };

	times(m, &table, metrics, sizeof(metrics) / sizeof(metrics[0]));
}

void board_cases(struct board_maker *m)
{
	static const struct board_table table = { "cases", N_("Cases"), case_columns, 7 };
	static const enum metric metrics[] = { METRIC_TIME_TO_HUMAN, METRIC_TIME_TO_ASSIGN, METRIC_CUSTOMER_WAIT,
		METRIC_FIRST_RESOLUTION, METRIC_FULL_RESOLUTION, METRIC_WORK_TIME, METRIC_CUSTOMER_TIME, METRIC_ON_HOLD_TIME };

	times(m, &table, metrics, sizeof(metrics) / sizeof(metrics[0]));
}

/* ---- shares */

static const struct board_column share_columns[] = { { "", NAMES, 0, false }, { NC_("figure", "share"), 6, 0, false },
	{ NC_("figure", "interval"), 9, SEVENTY, false }, { NC_("figure", "of"), 7, 0, false },
	{ "", 14, 66, true }, { NC_("figure", "before"), 8, FIFTY, false } };

static const char *share_about(const struct board_maker *m, enum metric metric, const struct json *share)
{
	if (!metric_is_of_target(metric))
		return board_count(share) == 0 ? _(metric_info(metric)->help) : arena_printf(m->arena,
			_("%" PRId64 " of %" PRId64 "; %s"), json_int(share, "met", 0), board_count(share),
			_(metric_info(metric)->help));
	return arena_printf(m->arena, _("%" PRId64 " met, %" PRId64 " missed, %" PRId64 " undecided, %" PRId64 " excluded: %s"),
		json_int(share, "met", 0), json_int(share, "missed", 0), json_int(share, "undecided", 0),
		json_int(share, "excluded", 0), _(metric_info(metric)->help));
}

void board_shares(struct board_maker *m)
{
	static const struct board_table table = { "shares", N_("Shares"), share_columns, 6 };
	static const enum metric metrics[] = { METRIC_SLA, METRIC_SLA_REQUESTS, METRIC_SLA_CALENDAR, METRIC_RESPONSE_RATE,
		METRIC_CHASED, METRIC_OUT_OF_HOURS, METRIC_ONE_TOUCH, METRIC_FIRST_CONTACT, METRIC_REOPENED, METRIC_CONTAINED,
		METRIC_PROMISES_KEPT };
	bool any = false;

	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
		const struct json *now = now_of(m, metrics[i]), *before = before_of(m, metrics[i]);
		const struct board_question ask = { .metric = metric_info(metrics[i])->name };
		double share = json_number(now, "share", -1);
		const struct board_text texts[] = { { SINK_PLAIN, title_of(metrics[i]), 0 },
			{ SINK_STRONG, board_percent(m, share), 0 },
			{ SINK_DIM, board_interval(m, now, "low", "high"), 0 },
			{ SINK_PLAIN, board_integer(m, board_count(now)), 0 },
			{ SINK_GOOD, "", share },
			{ SINK_DIM, before == NULL ? "-" : board_percent(m, json_number(before, "share", -1)), 0 } };

		if (!says_something(now))
			continue;
		if (!any)
			board_head(m, &table);
		any = true;
		board_row(m, &table, ask.metric, texts, &ask, share_about(m, metrics[i], now));
	}
}

/* ---- what waits now */

static const struct board_column age_columns[] = { { "", NAMES, 0, false }, { NC_("figure", "count"), 8, 0, false },
	{ "P50", 8, SEVENTY, false }, { "P90", 8, SEVENTY, false }, { NC_("figure", "longest"), 9, 0, false },
	{ NC_("figure", "before"), 9, FIFTY, false } };

void board_ages(struct board_maker *m)
{
	static const struct board_table table = { "ages", N_("Backlog and its age"), age_columns, 6 };
	static const enum metric metrics[] = { METRIC_WAITING, METRIC_BACKLOG };

	board_head(m, &table);
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
		const struct json *now = now_of(m, metrics[i]), *before = before_of(m, metrics[i]);
		const struct board_question ask = { .metric = metric_info(metrics[i])->name };
		const struct board_text texts[] = { { SINK_PLAIN, title_of(metrics[i]), 0 },
			{ SINK_STRONG, now == NULL ? "-" : board_integer(m, board_count(now)), 0 },
			{ SINK_PLAIN, board_quantile(m, now, BOARD_P50), 0 },
			{ SINK_PLAIN, board_quantile(m, now, BOARD_P90), 0 },
			{ SINK_PLAIN, board_count(now) == 0 ? "-" : board_seconds(m, json_int(now, "longest", 0)), 0 },
			{ SINK_DIM, before == NULL ? "-" : board_integer(m, board_count(before)), 0 } };

		board_row(m, &table, ask.metric, texts, now == NULL ? NULL : &ask, _(metric_info(metrics[i])->help));
	}
}

/* ---- counts */

static const struct board_column count_columns[] = { { "", NAMES, 0, false }, { NC_("figure", "count"), 9, 0, false },
	{ NC_("figure", "before"), 9, 0, false }, { NC_("figure", "change"), 9, FIFTY, false } };

static const char *change(const struct board_maker *m, int64_t now, const struct json *before)
{
	int64_t was = json_int(before, "n", 0);

	if (before == NULL || was == 0 || json_bool(json_path(m->answer, "summary.before"), "cut", false))
		return "-";
	return arena_printf(m->arena, "%+.0f %%", (double)(now - was) * 100 / (double)was);
}

void board_volumes(struct board_maker *m)
{
	static const struct board_table table = { "volumes", N_("How much there was"), count_columns, 4 };
	bool any = false;

	for (int i = 0; i < METRICS; i++) {
		const struct json *now = now_of(m, (enum metric)i), *before = before_of(m, (enum metric)i);
		const struct board_question ask = { .metric = metric_info((enum metric)i)->name };
		const struct board_text texts[] = { { SINK_PLAIN, title_of((enum metric)i), 0 },
			{ SINK_STRONG, board_integer(m, board_count(now)), 0 },
			{ SINK_DIM, before == NULL ? "-" : board_integer(m, board_count(before)), 0 },
			{ SINK_PLAIN, change(m, board_count(now), before), 0 } };

		if (metric_info((enum metric)i)->shape != METRIC_COUNT || !(says_something(now) || says_something(before)))
			continue;
		if (!any)
			board_head(m, &table);
		any = true;
		board_row(m, &table, ask.metric, texts, &ask, _(metric_info((enum metric)i)->help));
	}
}
