/* SPDX-License-Identifier: ISC */
/*
 * Figures of a report in words and cells.  From how many on a quantile is
 * shown is the rule of model/figures.h; a cell that cannot be said is "-".
 */
#include "words.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/report/report.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static const char none[] = "-";

const char *words_time(struct arena *arena, int64_t seconds)
{
	const int64_t most = INT64_MAX / 1000;
	char text[TIME_TEXT];

	seconds = seconds > most ? most : seconds < 0 ? 0 : seconds;
	return arena_copy(arena, duration_format(seconds * 1000, text));
}

const char *report_hours(struct arena *arena, int64_t seconds)
{
	return seconds < DAY ? words_time(arena, seconds)
		: message_put(arena, _("%s h"), number_grouped(arena, (seconds + HOUR / 2) / HOUR));
}

bool words_speaks(const struct json *figure)
{
	return figure != NULL && (json_int(figure, "n", 0) > 0 || json_int(figure, "open", 0) > 0 ||
		json_int(figure, "undecided", 0) > 0 || json_int(figure, "seconds", 0) > 0 ||
		json_int(figure, "of_seconds", 0) > 0);
}

/* ---- cells */

static const char *count(struct arena *arena, const struct json *figure, const char *key)
{
	return figure == NULL ? none : number_grouped(arena, json_int(figure, key, 0));
}

/* "12 min", "> 3 h 05" where the curve does not reach it. */
static const char *quantile(struct arena *arena, const struct json *figure, const char *key, int64_t from)
{
	const char *over = arena_printf(arena, "%s_over", key);

	if (figure != NULL && from == FIGURE_P50_FROM && json_get(figure, "values") != NULL)
		return arena_printf(arena, "n=%" PRId64, json_int(figure, "n", 0));
	if (figure == NULL || json_int(figure, "n", 0) < from)
		return none;
	if (json_get(figure, key) != NULL)
		return words_time(arena, json_int(figure, key, 0));
	if (json_get(figure, over) != NULL)
		return arena_printf(arena, "> %s", words_time(arena, json_int(figure, over, 0)));
	return none;
}

static const char *percentage(struct arena *arena, const struct json *share)
{
	return share == NULL ? none : arena_printf(arena, "%.0f %%", json_value_number(share, 0) * 100);
}

/* "92 % (88-95)": where the truth lies, 19 times of 20. */
static const char *share(struct arena *arena, const struct json *figure, const char *value, const char *low,
	const char *high)
{
	const struct json *is = figure == NULL ? NULL : json_get(figure, value);

	if (is == NULL || json_get(figure, low) == NULL || json_get(figure, high) == NULL)
		return percentage(arena, is);
	return arena_printf(arena, "%.0f %% (%.0f-%.0f)", json_value_number(is, 0) * 100,
		json_value_number(json_get(figure, low), 0) * 100, json_value_number(json_get(figure, high), 0) * 100);
}

static const char *within(struct arena *arena, const struct json *figure)
{
	return share(arena, figure, "within_target", "within_target_low", "within_target_high");
}

static void time_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	out[0] = count(arena, row->figure, "n");
	out[1] = count(arena, row->figure, "open");
	out[2] = quantile(arena, row->figure, "p50", FIGURE_P50_FROM);
	out[3] = quantile(arena, row->figure, "p90", FIGURE_P90_FROM);
	out[4] = quantile(arena, row->figure, "p95", FIGURE_P95_FROM);
	out[5] = quantile(arena, row->before, "p50", FIGURE_P50_FROM);
}

static void share_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	out[0] = share(arena, row->figure, "share", "low", "high");
	out[1] = count(arena, row->figure, "met");
	out[2] = count(arena, row->figure, "missed");
	out[3] = count(arena, row->figure, "undecided");
	out[4] = count(arena, row->figure, "excluded");
	out[5] = row->before == NULL ? none : percentage(arena, json_get(row->before, "share"));
}

static void count_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	out[0] = count(arena, row->figure, "n");
	out[1] = count(arena, row->before, "n");
}

static void stock_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	out[0] = count(arena, row->figure, "n");
	out[1] = quantile(arena, row->figure, "p50", FIGURE_P50_FROM);
	out[2] = quantile(arena, row->figure, "p90", FIGURE_P90_FROM);
	out[3] = json_int(row->figure, "n", 0) == 0 ? none : words_time(arena, json_int(row->figure, "longest", 0));
	out[4] = count(arena, row->before, "n");
}

/* figure: a group with its metrics, of which the first that it has is told. */
static void group_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	const struct json *own = json_get(row->figure, "all_replies");

	out[0] = count(arena, own, "n");
	out[1] = count(arena, own, "open");
	out[2] = quantile(arena, own, "p50", FIGURE_P50_FROM);
	out[3] = quantile(arena, own, "p90", FIGURE_P90_FROM);
	out[4] = within(arena, own);
}

const char *report_rate(struct arena *arena, enum metric metric, const struct json *figure)
{
	const struct json *rate = figure == NULL ? NULL : json_get(figure, "rate");

	if (rate == NULL || metric_info(metric)->shape == METRIC_PART)
		return percentage(arena, rate);
	return number_decimal(arena, arena_printf(arena, "%.2f", json_value_number(rate, 0)));
}

/* Time added up, or how much of it was held against it. */
static const char *span_or_rate(struct arena *arena, enum metric metric, const struct json *figure)
{
	if (!words_speaks(figure))
		return none;
	return metric_info(metric)->shape == METRIC_SPAN ? report_hours(arena, json_int(figure, "seconds", 0))
		: report_rate(arena, metric, figure);
}

static void span_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	out[0] = span_or_rate(arena, row->metric, row->figure);
	out[1] = span_or_rate(arena, row->metric, row->before);
}

/* figure: a group, as above. */
static void days_cells(struct arena *arena, const struct sheet_row *row, const char **out)
{
	const struct json *kept = json_get(row->figure, metric_info(METRIC_PROMISES_KEPT)->name);

	out[0] = json_int(kept, "n", 0) == 0 ? none : arena_printf(arena, _("%" PRId64 " of %" PRId64),
		json_int(kept, "met", 0), json_int(kept, "n", 0));
	out[1] = json_int(kept, "undecided", 0) == 0 ? none : count(arena, kept, "undecided");
	for (size_t i = 0; i < 5; i++) {
		static const enum metric metrics[] = { METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY, METRIC_TIME_AWAY, METRIC_LOAD,
			METRIC_HANDLE_SHARE };

		out[2 + i] = span_or_rate(arena, metrics[i], json_get(row->figure, metric_info(metrics[i])->name));
	}
}

const struct sheet report_sheets[] = {
	{ N_("How long customers waited"), 6, { NC_("figure", "answered"), NC_("figure", "open"), "P50", "P90", "P95",
		N_("P50 before") }, time_cells, 5, { METRIC_FIRST_RESPONSE, METRIC_NEXT_RESPONSE, METRIC_ALL_REPLIES,
		METRIC_DISPOSITION, METRIC_TIME_TO_HUMAN } },
	{ N_("Against the target"), 6, { NC_("figure", "share"), NC_("figure", "met"), NC_("figure", "missed"),
		NC_("figure", "undecided"), NC_("figure", "excluded"), NC_("figure", "before") }, share_cells, 5,
		{ METRIC_SLA, METRIC_SLA_REQUESTS, METRIC_SLA_CALENDAR, METRIC_RESPONSE_RATE, METRIC_RESPONSE_RATE_REQUESTS } },
	{ N_("Cases"), 6, { NC_("figure", "ended"), NC_("figure", "open"), "P50", "P90", "P95", N_("P50 before") },
		time_cells, 4, { METRIC_CUSTOMER_WAIT, METRIC_FIRST_RESOLUTION, METRIC_FULL_RESOLUTION, METRIC_TIME_TO_ASSIGN } },
	{ N_("How it went"), 6, { NC_("figure", "share"), NC_("figure", "yes"), NC_("figure", "no"),
		NC_("figure", "undecided"), NC_("figure", "excluded"), NC_("figure", "before") }, share_cells, 7,
		{ METRIC_ONE_TOUCH, METRIC_FIRST_CONTACT, METRIC_REOPENED, METRIC_CHASED, METRIC_OUT_OF_HOURS, METRIC_CONTAINED,
		METRIC_PROMISES_KEPT } },
	{ N_("How much it was"), 2, { NC_("figure", "count"), NC_("figure", "before") }, count_cells, 9,
		{ METRIC_WAITS, METRIC_REPLIES, METRIC_CASES, METRIC_RESOLUTIONS, METRIC_MESSAGES_IN, METRIC_AUTHORS,
		METRIC_REOPENS_NET, METRIC_TRANSFERS, METRIC_PROMISES_MADE } },
	{ N_("What is left at the end"), 5, { NC_("figure", "count"), "P50", "P90", NC_("figure", "longest"),
		NC_("figure", "before") }, stock_cells, 2,
		{ METRIC_WAITING, METRIC_BACKLOG } },
	{ N_("Agents' time"), 2, { NC_("figure", "time"), NC_("figure", "before") }, span_cells, 6,
		{ METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY, METRIC_TIME_AWAY, METRIC_TIME_OFF, METRIC_LOAD, METRIC_HANDLE_SHARE } },
};
const size_t report_sheets_count = sizeof(report_sheets) / sizeof(report_sheets[0]);

const struct sheet report_group_sheet = { "", 5, { NC_("figure", "answered"), NC_("figure", "open"), "P50", "P90",
	N_("in the target") }, group_cells, 1, { METRIC_ALL_REPLIES } };

const struct sheet report_days_sheet = { "", 7, { NC_("figure", "promises"), NC_("figure", "open"),
	NC_("figure", "available"), NC_("figure", "busy"), NC_("figure", "away"), NC_("figure", "load"),
	NC_("figure", "handling") }, days_cells, 6, { METRIC_PROMISES_KEPT, METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY,
	METRIC_TIME_AWAY, METRIC_LOAD, METRIC_HANDLE_SHARE } };

bool words_group_speaks(const struct sheet *sheet, const struct json *group)
{
	for (size_t i = 0; i < sheet->count; i++)
		if (words_speaks(json_get(group, metric_info(sheet->metrics[i])->name)))
			return true;
	return false;
}

/* ---- names */

const char *words_days(struct arena *arena, const char *dimension)
{
	return message_put(arena, _("%s: promises, time"), dimension);
}

static const char *key_or_none(struct arena *arena, const char *by, int nth, const struct json *group)
{
	const char *text = report_key(arena, by, nth, json_text_or(group, nth == 0 ? "key" : "key2", ""));

	return *text != '\0' ? text : _("(none)");
}

const char *words_name(const struct json *figures, const struct json *group, struct arena *arena)
{
	const char *by = json_text_or(figures, "grouped_by", "");

	if (strchr(by, ',') == NULL)
		return key_or_none(arena, by, 0, group);
	return arena_printf(arena, "%s / %s", key_or_none(arena, by, 0, group), key_or_none(arena, by, 1, group));
}

const char *words_dimension(struct arena *arena, const char *grouped_by)
{
	static const struct { const char *name, *title; } known[] = {
		{ "account", N_("By account") }, { "agent", N_("By agent") }, { "tag", N_("By tag") },
		{ "team", N_("By team") }, { "network", N_("By network") }, { "hour", N_("By hour") },
		{ "day", N_("By day") }, { "weekday", N_("By day of the week") }, { "week", N_("By week") },
		{ "month", N_("By month") }, { "language", N_("By language") }, { "visibility", N_("By visibility") },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, grouped_by) == 0)
			return _(known[i].title);
	return message_put(arena, _("By %s"), grouped_by);
}

/* ---- sentences */

static const char *answers_count(struct arena *arena, int64_t n, int64_t all, bool first)
{
	const char *some = number_grouped(arena, n), *of = number_grouped(arena, all);

	if (all == 0)
		return arena_printf(arena, message_plural("%s wait begun", "%s waits begun", 0), some);
	return arena_printf(arena, first
		? message_plural("%s of %s had a first answer", "%s of %s had a first answer", (uint64_t)n)
		: message_plural("%s of %s answered", "%s of %s answered", (uint64_t)n), some, of);
}

const char *report_few(struct arena *arena, const struct json *figure)
{
	const struct json *values = json_get(figure, "values");
	const char *said = NULL;

	for (size_t i = 0; i < json_count(values); i++)
		said = arena_printf(arena, "%s%s%s", said == NULL ? "" : said, said == NULL ? "" : ", ",
			words_time(arena, json_value_int(json_at(values, i), 0)));
	return said;
}

const char *report_clocks(const struct json *figures)
{
	return str_equal(json_text(figures, "clock"), "business")
		? _("tables have times by the calendar; targets, and what is said of first answers, are of open hours") : NULL;
}

const char *report_answers(struct arena *arena, const struct json *figure, bool first, bool business)
{
	const struct json *own = json_get(figure, "business"), *times = business && own != NULL ? own : figure;
	int64_t n = json_int(figure, "n", 0), wait = json_int(figure, "open", 0) + json_int(figure, "withdrawn", 0);
	const char *count = answers_count(arena, n, n + wait + json_int(figure, "waived", 0), first);
	const char *half = words_time(arena, json_int(times, "p50", json_int(times, "p50_over", 0)));
	const char *most = words_time(arena, json_int(times, "p90", 0));

	if (n == 0)
		return count;
	if (n < FIGURE_P50_FROM)
		return report_few(arena, times) != NULL ? arena_printf(arena, _("%s: %s"), count, report_few(arena, times))
			: message_put(arena, _("%s: too few to say how long it takes"), count);
	if (json_get(times, "p50") == NULL)
		return arena_printf(arena, _("%s; estimated: half wait longer than %s"), count, half);
	if (n < FIGURE_P90_FROM || json_get(times, "p90") == NULL)
		return arena_printf(arena, wait > 0 ? _("%s; estimated: half within %s") : _("%s, half of them within %s"),
			count, half);
	return arena_printf(arena, wait > 0 ? _("%s; estimated: half within %s, 9 of 10 within %s")
		: _("%s, half of them within %s, 9 of 10 within %s"), count, half, most);
}

const char *report_first_answers(struct arena *arena, const struct json *figures)
{
	const struct json *first = json_get(figures, "first_response");
	bool in_hours = str_equal(json_text(figures, "clock"), "business");
	const char *said = report_answers(arena, first, true, in_hours);

	return in_hours && json_int(first, "n", 0) > 0 ? message_put(arena, _("%s of open hours"), said) : said;
}

int64_t report_target(const struct json *figures)
{
	return json_bool(figures, "targets_differ", false) ? 0 : json_int(figures, "target", 0);
}

const char *report_within(struct arena *arena, const struct json *figures)
{
	return json_bool(figures, "targets_differ", false) ? _("within their targets")
		: message_put(arena, _("within the target of %s"), words_time(arena, json_int(figures, "target", 0)));
}

static const char *sla_say(struct arena *arena, const struct json *figures)
{
	const struct json *sla = json_get(figures, "sla"), *before = json_get(figures, "before");
	const struct json *earlier = before == NULL ? NULL : json_get(before, "sla");
	const char *now = share(arena, sla, "share", "low", "high");

	if (json_get(sla, "share") == NULL)
		return NULL;
	if (earlier != NULL && json_get(earlier, "share") != NULL)
		return arena_printf(arena, _("%s %s, before: %s"), now, report_within(arena, figures),
			percentage(arena, json_get(earlier, "share")));
	return arena_printf(arena, "%s %s", now, report_within(arena, figures));
}

static const char *denominators_say(struct arena *arena, const struct json *figures)
{
	const struct json *all = json_get(figures, "sla"), *requests = json_get(figures, "sla_requests");

	if (json_get(all, "share") == NULL || json_get(requests, "share") == NULL)
		return NULL;
	return arena_printf(arena, _("of all waits %s, of those that asked for something %s"),
		percentage(arena, json_get(all, "share")), percentage(arena, json_get(requests, "share")));
}

static const char *waived_say(struct arena *arena, const struct json *document)
{
	int64_t n = json_int(json_get(document, "late_waived"), "n", 0);

	return n == 0 ? NULL : arena_printf(arena, message_plural(
		"%" PRId64 " was called no request only after the target had passed",
		"%" PRId64 " were called no request only after the target had passed", (uint64_t)n), n);
}

static void put(const char **out, size_t *count, const char *text)
{
	if (text != NULL)
		out[(*count)++] = text;
}

bool report_is_empty(const struct json *figures)
{
	static const char *const told[] = { "waits", "replies", "cases", "resolutions", "messages_in" };

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (words_speaks(json_get(figures, told[i])))
			return false;
	return true;
}

/* So that an empty page is not taken for a quiet week where the desk was not there yet. */
const char *report_nobody(struct arena *arena, const char *begins)
{
	return begins == NULL ? _("nobody wrote in this time")
		: message_put(arena, _("nobody wrote in this time; the ledger begins on %s"), begins);
}

const char *report_cut(struct arena *arena, const struct json *figures, const char *begins)
{
	return !json_bool(json_get(figures, "before"), "cut", false) ? NULL
		: message_put(arena, _("the ledger begins on %s: the period before is told only from then on"), begins);
}

static const char *nobody_say(struct arena *arena, const struct json *document)
{
	const char *from = json_text(document, "ledger_text");

	return from == NULL ? _("nobody wrote; the ledger is empty") : report_nobody(arena, from);
}

size_t words_summary(struct arena *arena, const struct json *document, const char **out)
{
	const struct json *figures = json_get(document, "figures");
	size_t count = 0;

	put(out, &count, report_is_empty(figures) ? nobody_say(arena, document)
		: report_first_answers(arena, figures));
	put(out, &count, sla_say(arena, figures));
	put(out, &count, denominators_say(arena, figures));
	put(out, &count, waived_say(arena, document));
	put(out, &count, report_waiting(arena, figures));
	put(out, &count, report_cut(arena, figures, json_text_or(figures, "ledger_begins", "?")));
	put(out, &count, report_excluded(arena, figures));
	if (json_bool(document, "agents_hidden", false))
		put(out, &count, _("figures about single agents are left out that are not for you"));
	return count;
}

/* Behind a schedule: which teams keep it before their accounts' own. */
static void teams_say(struct arena *arena, const struct json *teams, struct str *out)
{
	const char *names = NULL;

	for (size_t i = 0; i < json_count(teams); i++)
		names = arena_printf(arena, "%s%s%s", names == NULL ? "" : names, i > 0 ? ", " : "",
			json_value_text(json_at(teams, i)));
	if (names != NULL)
		str_printf(out, " %s", message_put(arena, _("for %s"), names));
}

static const char *schedules_say(struct arena *arena, const struct json *document)
{
	const struct json *list = json_get(document, "schedules");
	struct str text = { 0 };
	const char *said;

	for (size_t i = 0; i < json_count(list); i++) {
		str_printf(&text, "%s%s (%" PRId64 ")", i > 0 ? ", " : "", json_text_or(json_at(list, i), "schedule", ""),
			json_int(json_at(list, i), "seq", 0));
		teams_say(arena, json_get(json_at(list, i), "teams"), &text);
	}
	said = text.len == 0 ? _("no opening hours: every hour counts")
		: arena_printf(arena, _("opening hours, with their row of the ledger: %s"), str_text(&text));
	str_finish(&text);
	return said;
}

/* A schedule or a target that was changed for a time that had passed. */
static const char *retroactive_say(struct arena *arena, const struct json *document)
{
	const struct json *figures = json_get(document, "figures");

	return json_get(figures, "settings_before") == NULL ? NULL : arena_printf(arena,
		_("settings were changed later for the time from %s on; as they were before: --settings-version %" PRId64),
		json_text_or(document, "changed_text", json_text_or(figures, "settings_changed_from", "?")),
		json_int(figures, "settings_before", 0));
}

const char *words_few(struct arena *arena, const char *title, const struct json *figure)
{
	const char *few = report_few(arena, figure);

	return few == NULL ? NULL : arena_printf(arena, _("%s, n=%" PRId64 ": %s"), title, json_int(figure, "n", 0), few);
}

const char *words_period(struct arena *arena, const struct json *document)
{
	const char *since = json_text_or(document, "since_text", "?"), *until = json_text_or(document, "until_text", "?");
	const char *zone = json_text_or(document, "zone", "UTC");

	return strcmp(since, "-") == 0 ? arena_printf(arena, _("everything until %s, %s"), until, zone)
		: arena_printf(arena, _("from %s to %s, %s"), since, until, zone);
}

size_t words_sources(struct arena *arena, const struct json *document, const char **out)
{
	size_t count = 0;

	put(out, &count, words_period(arena, document));
	if (json_text(document, "before_text") != NULL)
		put(out, &count, message_put(arena, _("before: from %s on, as long"), json_text(document, "before_text")));
	if (json_text(document, "query") != NULL)
		put(out, &count, message_put(arena, _("conversations: %s"), json_text(document, "query")));
	put(out, &count, arena_printf(arena, _("as of %s, ledger row %" PRId64 ", settings row %" PRId64),
		json_text_or(document, "as_of_text", "?"), json_int(document, "seq", 0), json_int(document, "settings", 0)));
	if (json_int(document, "counting", 0) > 0)
		put(out, &count, arena_printf(arena, _("counted by version %" PRId64 " of the program's rules"),
			json_int(document, "counting", 0)));
	put(out, &count, schedules_say(arena, document));
	put(out, &count, report_clocks(json_get(document, "figures")));
	put(out, &count, retroactive_say(arena, document));
	put(out, &count, report_anew(arena, json_get(document, "figures")));
	if (json_int(document, "number", 0) > 0)
		put(out, &count, arena_printf(arena, _("published as number %" PRId64), json_int(document, "number", 0)));
	return count;
}

const char *report_title(const struct json *document)
{
	const char *name = json_text_or(document, "name", "");

	return *name != '\0' ? name : _("Report");
}

size_t words_metrics(const struct json *document, enum metric out[METRICS])
{
	const struct json *figures = json_get(document, "figures");
	bool shown[METRICS] = { [METRIC_ALL_REPLIES] = true };
	size_t count = 0;

	for (size_t i = 0; i < report_sheets_count; i++)
		for (size_t k = 0; k < report_sheets[i].count; k++)
			shown[report_sheets[i].metrics[k]] = true;
	for (int i = 0; i < METRICS; i++)
		if (shown[i] && words_speaks(json_get(figures, metric_info((enum metric)i)->name)))
			out[count++] = (enum metric)i;
	return count;
}
