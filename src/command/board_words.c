/* SPDX-License-Identifier: ISC */
/* Figures of a dashboard in words: from how many on a quantile is told, shares, keys, and what it all says. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/model/zone.h"
#include "guichet/report/report.h"
#include "parts.h"

static const char *const quantile_keys[BOARD_QUANTILES] = { "p50", "p90", "p95" };
static const int64_t quantile_from[BOARD_QUANTILES] = { FIGURE_P50_FROM, FIGURE_P90_FROM, FIGURE_P95_FROM };

const char *board_quantile_name(enum board_quantile quantile)
{
	static const char *const names[BOARD_QUANTILES] = { "P50", "P90", "P95" };

	return names[quantile];
}

const char *board_measure_name(enum board_measure measure)
{
	static const char *const names[BOARD_MEASURES] = { N_("waits begun"), N_("share within the target"),
		N_("time to an answer") };

	return _(names[measure]);
}

int64_t board_count(const struct json *figure)
{
	return json_int(figure, "n", 0);
}

const struct json *board_times(const struct board_maker *m, const struct json *figure)
{
	const struct json *business = json_get(figure, "business");

	return m->look->business && business != NULL ? business : figure;
}

const char *board_quantile(const struct board_maker *m, const struct json *figure, enum board_quantile quantile)
{
	const struct json *times = board_times(m, figure);
	const char *key = quantile_keys[quantile];
	const char *over = arena_printf(m->arena, "%s_over", key);

	if (board_count(figure) < quantile_from[quantile])
		return "-";
	if (json_get(times, key) != NULL)
		return render_seconds(m->arena, json_int(times, key, 0));
	if (json_get(times, over) != NULL) {
		int64_t seconds = json_int(times, over, 0);

		return arena_printf(m->arena, "> %s", render_seconds(m->arena, seconds < 86400 ? seconds : seconds / 86400 * 86400));
	}
	return "-";
}

const char *board_percent(const struct board_maker *m, double share)
{
	return share < 0 ? "-" : arena_printf(m->arena, "%.0f %%", share * 100);
}

const char *board_interval(const struct board_maker *m, const struct json *share, const char *low, const char *high)
{
	double from = json_number(share, low, -1), to = json_number(share, high, -1);

	return from < 0 || to < 0 ? "-" : arena_printf(m->arena, "%.0f-%.0f %%", from * 100, to * 100);
}

const char *board_integer(const struct board_maker *m, int64_t number)
{
	return number_grouped(m->arena, number);
}

const char *board_seconds(const struct board_maker *m, int64_t seconds)
{
	return render_seconds(m->arena, seconds);
}

/* ---- keys of groups */

static const char *date_text(struct arena *arena, const char *key, const char *format)
{
	char text[64];
	struct tm tm = { 0 };
	int32_t date;
	int year, month, day;

	if (!date_parse(key, &date))
		return key;
	date_split(date, &year, &month, &day);
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_wday = date_weekday(date) % 7;
	message_time(text, sizeof(text), format, &tm);
	return arena_copy(arena, text);
}

const char *board_key(const struct board_maker *m, const char *by, const char *key)
{
	if (*key == '\0')
		return strcmp(by, "agent") == 0 ? _("nobody (from elsewhere)") : _("(none)");
	if (strcmp(by, "day") == 0)
		return date_text(m->arena, key, _(NC_("a day in a trend", "%a %d %b")));
	if (strcmp(by, "month") == 0)
		return date_text(m->arena, arena_printf(m->arena, "%s-01", key), "%b %Y");
	if (strcmp(by, "hour") == 0)
		return arena_printf(m->arena, "%s:00", key);
	return report_key(m->arena, by, 0, key);
}

const char *board_period(struct arena *arena, const struct json *dashboard)
{
	const char *from = json_text(dashboard, "from"), *to = json_text_or(dashboard, "to", "");

	if (from == NULL)
		return message_put(arena, _("until %s"), date_text(arena, to, _(NC_("a date", "%d %b %Y"))));
	if (strcmp(from, to) == 0)
		return date_text(arena, to, _(NC_("a date with its weekday", "%a %d %b %Y")));
	return arena_printf(arena, _(NC_("period", "%s to %s")), date_text(arena, from, strncmp(from, to, 4) == 0
		? _(NC_("a date without its year", "%d %b")) : _(NC_("a date", "%d %b %Y"))),
		date_text(arena, to, _(NC_("a date", "%d %b %Y"))));
}

/* ---- sentences */

static void sentence(struct board_maker *m, enum sink_style style, const char *key, const char *text, const char *metric,
	const char *counts_as)
{
	const struct board_question ask = { .metric = metric, .counts_as = counts_as };
	size_t count;
	struct shown *lines = shown_wrap(m->arena, shown_line(m->arena, text), board_width(m) - 3, &count);

	for (size_t i = 0; i < count; i++) {
		board_begin(m, "words", i == 0 ? key : arena_printf(m->arena, "%s%zu", key, i));
		board_put_shown(m, style, lines[i]);
		if (i == 0 && metric != NULL)
			board_cell(m, 0, m->x, &ask, _("enter shows the rows that say so"));
		board_end(m);
	}
}

static void answers_say(struct board_maker *m, const struct json *summary)
{
	const char *waiting = report_waiting(m->arena, summary);
	const char *said = report_answers(m->arena, json_get(summary, "all_replies"), false, m->look->business);

	if (str_equal(json_text(summary, "clock"), "business") && board_count(json_get(summary, "all_replies")) > 0)
		said = message_put(m->arena, m->look->business ? _("%s of open hours") : _("%s by the calendar"), said);
	if (board_count(json_get(summary, "waits")) > 0)
		sentence(m, SINK_STRONG, "answers", arena_printf(m->arena, "%s.", said), "all_replies", NULL);
	if (waiting != NULL)
		sentence(m, SINK_PLAIN, "waiting", arena_printf(m->arena, "%s.", waiting), "waiting", NULL);
}

static void share_say(struct board_maker *m, const struct json *summary)
{
	const struct json *sla = json_get(summary, "sla"), *earlier = json_path(summary, "before.sla");
	double share = json_number(sla, "share", -1), before = json_number(earlier, "share", -1);
	const char *text;
	int points = (int)(share * 100 + 0.5) - (int)(before * 100 + 0.5);

	if (share < 0)
		return;
	text = arena_printf(m->arena, "%s %s (%s)", board_percent(m, share), report_within(m->arena, summary),
		board_interval(m, sla, "low", "high"));
	if (before >= 0 && points == 0)
		text = arena_printf(m->arena, _("%s, as in the period before"), text);
	else if (before >= 0)
		text = arena_printf(m->arena, points > 0
			? message_plural("%s, %d point more than before", "%s, %d points more than before", (unsigned)points)
			: message_plural("%s, %d point less than before", "%s, %d points less than before", (unsigned)-points),
			text, abs(points));
	sentence(m, SINK_PLAIN, "share", arena_printf(m->arena, "%s.", text), "sla", NULL);
}

static void volume_say(struct board_maker *m, const struct json *summary)
{
	int64_t now = board_count(json_get(summary, "waits")), before = json_int(json_path(summary, "before.waits"), "n", 0);
	int64_t percent = before > 0 ? (int64_t)((double)(now - before) * 100 / (double)before + (now < before ? -0.5 : 0.5)) : 0;
	const char *text = arena_printf(m->arena, message_plural("%s wait begun", "%s waits begun", (uint64_t)now),
		board_integer(m, now));

	if (json_bool(json_get(summary, "before"), "cut", false))
		percent = before = 0;
	if (before > 0 && percent != 0)
		text = arena_printf(m->arena, percent > 0 ? _("%s, %" PRId64 " %% more than before")
			: _("%s, %" PRId64 " %% less than before"), text, percent < 0 ? -percent : percent);
	else if (before > 0)
		text = arena_printf(m->arena, _("%s, as in the period before"), text);
	sentence(m, SINK_PLAIN, "volume", arena_printf(m->arena, "%s.", text), "waits", NULL);
}

/* Words of the report, which begin a sentence here. */
static const char *begun(struct arena *arena, const char *text)
{
	return arena_printf(arena, "%c%s.", *text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text, text + 1);
}

void board_sentences(struct board_maker *m)
{
	const struct json *summary = json_get(m->answer, "summary");
	const char *begins = json_text(summary, "ledger_begins");

	begins = begins == NULL ? NULL : date_text(m->arena, begins, _(NC_("a date", "%d %b %Y")));
	board_blank(m);
	m->begins = true;
	if (report_is_empty(summary))
		sentence(m, SINK_STRONG, "answers", begun(m->arena, report_nobody(m->arena, begins)), "waits", NULL);
	answers_say(m, summary);
	share_say(m, summary);
	if (!report_is_empty(summary))
		volume_say(m, summary);
	if (report_cut(m->arena, summary, begins) != NULL)
		sentence(m, SINK_DIM, "cut", begun(m->arena, report_cut(m->arena, summary, begins)), NULL, NULL);
}
