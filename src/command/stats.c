/* SPDX-License-Identifier: ISC */
/* Figures for people: first what they say in words, then the tables, then of what and when they are. */
#include "stats.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "guichet/report/report.h"

const char *stats_group_name(struct command_env *env, const struct json *stats, const struct json *group)
{
	const char *by = json_text_or(stats, "grouped_by", "");
	const char *key = json_text_or(group, "key", ""), *second = json_text_or(group, "key2", "");
	const char *none = env->front.csv || env->front.tsv ? "(none)" : _("(none)");

	if (!env->front.csv && !env->front.tsv)
		key = report_key(env->arena, by, 0, key), second = report_key(env->arena, by, 1, second);
	key = *key != '\0' ? key : none;
	if (strchr(by, ',') == NULL)
		return key;
	return arena_printf(env->arena, "%s / %s", key, *second != '\0' ? second : none);
}

void stats_gap(const struct command_env *env)
{
	if (!env->out->plain)
		sink_blank(env->out);
}

/* ---- in words */

static void sla_say(struct command_env *env, const struct json *stats)
{
	const struct json *sla = json_get(stats, "sla"), *before = json_get(stats, "before");
	const struct json *earlier = before == NULL ? NULL : json_get(before, "sla");
	const char *within = report_within(env->arena, stats), *now = stats_percentage(env, json_get(sla, "share"));

	if (json_get(sla, "share") == NULL)
		return;
	if (earlier != NULL && json_get(earlier, "share") != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s %s (%s), before: %s"), now, within,
			stats_interval(env, sla, "low", "high"), stats_percentage(env, json_get(earlier, "share"))));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, "%s %s (%s)", now, within,
			stats_interval(env, sla, "low", "high")));
}

static void waiting_say(struct command_env *env, const struct json *stats)
{
	const char *waiting = report_waiting(env->arena, stats);

	if (waiting != NULL)
		say(env, SINK_PLAIN, waiting);
}

/* What was left out and why, and what somebody wrote to its dates. */
static void remarks_say(struct command_env *env, const struct json *stats)
{
	const struct json *notes = json_get(stats, "annotations");
	const char *left = report_excluded(env->arena, stats);

	if (left != NULL)
		say(env, SINK_DIM, left);
	for (size_t i = 0; (left = report_excluded_why(env->arena, stats, i)) != NULL; i++)
		say(env, SINK_DIM, left);
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

/* "2026-03-09 00:00" as render_at() writes an instant; NULL where that is what the reader's own clock says of it. */
static const char *elsewhere(struct command_env *env, const char *local, const char *instant)
{
	const char *text;
	struct tm tm;
	int64_t ms;
	time_t seconds;

	if (strlen(local) != 16 || time_parse(arena_printf(env->arena, "%.10sT%s:00Z", local, local + 11), &ms) != NULL)
		return NULL;
	seconds = (time_t)(ms / 1000);
	gmtime_r(&seconds, &tm);
	text = render_tm(env, &tm);
	return strcmp(text, render_at(env, instant)) == 0 ? NULL : text;
}

/* A period is one of the desk's clocks; their zone is named to who reads it by other ones. */
static const char *begun_text(struct command_env *env, const struct json *stats)
{
	const char *since = json_text(stats, "since"), *until = json_text_or(stats, "until", "");
	const char *from = since == NULL ? NULL : elsewhere(env, json_text_or(stats, "since_text", ""), since);
	const char *to = elsewhere(env, json_text_or(stats, "until_text", ""), until), *end;

	end = to == NULL ? render_at(env, until) : to;
	if (from != NULL || to != NULL)
		end = arena_printf(env->arena, "%s, %s", end, json_text_or(stats, "zone", "UTC"));
	return since == NULL ? arena_printf(env->arena, _("begun before %s; ends by their own date"), end)
		: arena_printf(env->arena, _("begun from %s to %s; ends by their own date"),
			from == NULL ? render_at(env, since) : from, end);
}

/* Of which time these are: a word that was taken for a period is seen to be one. */
static void head_say(struct command_env *env, const struct json *stats, const char *period)
{
	const char *name = period_shown(period), *begun;

	if (json_text(stats, "since") == NULL && str_equal(json_text(stats, "until"), json_text(stats, "as_of")))
		return;		/* all there is */
	begun = begun_text(env, stats);
	say(env, SINK_DIM, name == NULL ? begun : arena_printf(env->arena, _("%s: %s"), name, begun));
}

static void query_say(struct command_env *env, const struct json *stats)
{
	if (json_text(stats, "query") != NULL)
		say(env, SINK_DIM, message_put(env->arena, _("conversations: %s"), json_text(stats, "query")));
}

static const char *as_of_text(struct command_env *env, const struct json *stats)
{
	const char *there = elsewhere(env, json_text_or(stats, "as_of_text", ""), json_text(stats, "as_of"));

	return there == NULL ? render_at(env, json_text(stats, "as_of"))
		: arena_printf(env->arena, "%s, %s", there, json_text_or(stats, "zone", "UTC"));
}

static void foot_say(struct command_env *env, const struct json *stats)
{
	stats_gap(env);
	say(env, SINK_DIM, arena_printf(env->arena, json_bool(stats, "targets_differ", false)
		? _("target %s and others; as of %s, ledger row %" PRId64) : _("target %s; as of %s, ledger row %" PRId64),
		render_seconds(env->arena, json_int(stats, "target", 0)), as_of_text(env, stats),
		json_int(stats, "seq", 0)));
	if (stats_are_narrow(env))
		say(env, SINK_DIM, _("no room here for every column: a wider terminal has them, and so has --csv"));
	if (report_cut(env->arena, stats, json_text_or(stats, "ledger_begins", "?")) != NULL)
		say(env, SINK_DIM, report_cut(env->arena, stats, json_text_or(stats, "ledger_begins", "?")));
	remarks_say(env, stats);
	if (json_bool(stats, "agents_hidden", false))
		say(env, SINK_DIM, _("figures about single agents are left out that are not for you"));
	if (json_get(stats, "settings_before") != NULL)
		say(env, SINK_DIM, arena_printf(env->arena, _("settings were changed later for the time from %s on; as they were "
			"before: --settings-version %" PRId64), render_at(env, json_text(stats, "settings_changed_from")),
			json_int(stats, "settings_before", 0)));
	if (json_text(stats, "schedule") != NULL)
		say(env, SINK_DIM, message_put(env->arena, _("open hours of the schedule %s, for everybody"),
			json_text(stats, "schedule")));
	if (report_anew(env->arena, stats) != NULL)
		say(env, SINK_DIM, report_anew(env->arena, stats));
	if (report_clocks(stats) != NULL)
		say(env, SINK_DIM, report_clocks(stats));
	if (json_get(stats, "first_response") != NULL && stats_count(json_get(stats, "first_response")) < FIGURE_P50_FROM)
		say(env, SINK_DIM, _("a median is shown from 5 answers on, P90 from 10, P95 from 20"));
}

void stats_show(struct command_env *env, const struct json *stats, bool asked, const char *period)
{
	if (env->front.csv || env->front.tsv) {
		stats_separated(env, stats);
		return;
	}
	head_say(env, stats, period);
	query_say(env, stats);
	if (json_get(stats, "first_response") != NULL)
		say(env, SINK_STRONG, report_first_answers(env->arena, stats));
	if (json_get(stats, "sla") != NULL)
		sla_say(env, stats);
	if (json_get(stats, "waiting") != NULL)
		waiting_say(env, stats);
	if (asked || json_count(json_get(stats, "by")) == 0)
		stats_sheets(env, stats, asked);
	stats_groups(env, stats, asked);
	foot_say(env, stats);
}
