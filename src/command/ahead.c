/* SPDX-License-Identifier: ISC */
/*
 * What stands above the rows of forecast, staffing and spikes: what they rest
 * on, and whether to trust them; and a spike in a sentence.
 */
#include "answers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/message.h"
#include "guichet/command/spike.h"
#include "guichet/model/spike_said.h"

static bool has_rows(const struct json *answer)
{
	return json_count(json_get(answer, "ahead")) > 0;
}

/* CSV is rows and nothing else. */
static bool is_separated(const struct command_env *env)
{
	return env->front.csv || env->front.tsv;
}

static const char *method_shown(const char *method)
{
	static const struct { const char *name, *shown; } methods[] = {
		{ "last-week", N_("last week again") }, { "mean-4", N_("the mean of the last four weeks") },
		{ "mean-8", N_("the mean of the last eight weeks") },
		{ "mean-8-level", N_("the mean of the last eight weeks, at the level of the last days") },
		{ "smoothed", N_("level and week, smoothed") },
	};

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_equal(methods[i].name, method))
			return _(methods[i].shown);
	return method;
}

static int percent(const struct json *answer, const char *key)
{
	return (int)(json_number(answer, key, 0) * 100 + 0.5);
}

/* Of the weeks on which it was tried, and against last week repeated. */
static void fit_say(struct command_env *env, const struct json *answer)
{
	int left_out = (int)json_int(answer, "left_out", 0);

	if (json_int(answer, "hours_known", 0) == 0)
		return;
	if (json_int(answer, "compared", 0) > 0) {
		say(env, SINK_STRONG, method_shown(json_text_or(answer, "method", "")));
		say(env, SINK_PLAIN, arena_printf(env->arena, _("off by %d %% of what came, %d %% of the error of last week repeated"),
			percent(answer, "wape"), percent(answer, "mase")));
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%d %% of hours came to lie between the bounds"),
			percent(answer, "coverage")));
	}
	if (json_text(answer, "reason") != NULL)
		say(env, SINK_WARN, arena_printf(env->arena, _("not to be trusted: %s"), _(json_text(answer, "reason"))));
	if (left_out > 0)
		say(env, SINK_DIM, arena_printf(env->arena, message_plural("%d hour of a spike is left out",
			"%d hours of spikes are left out", (unsigned long long)left_out), left_out));
}

err_t answer_forecast(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	if (!is_separated(env))
		fit_say(env, answer);
	if (has_rows(answer) || json_text(answer, "reason") == NULL || json_int(answer, "hours_known", 0) == 0)
		render_rows(env, request->call, json_get(answer, "ahead"));
	return NULL;
}

/* Half a minute of three is much. */
static const char *takes_shown(struct arena *arena, int64_t seconds)
{
	return seconds > 60 && seconds < 600 && seconds % 60 != 0 ? arena_printf(arena, _("%d min %d s"), (int)(seconds / 60),
		(int)(seconds % 60)) : render_seconds(arena, seconds);
}

static const char *handle_shown(struct arena *arena, const char *from, const char *takes)
{
	if (str_equal(from, "measured"))
		return arena_printf(arena, _("a message takes %s, as it was measured"), takes);
	if (str_equal(from, "said"))
		return arena_printf(arena, _("a message takes %s, as --handle says"), takes);
	return arena_printf(arena, _("a message is taken to need %s, since nothing was measured: --handle says another time"),
		takes);
}

err_t answer_staffing(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	struct arena *arena = env->arena;

	if (!is_separated(env) && has_rows(answer)) {
		fit_say(env, answer);
		say(env, SINK_PLAIN, handle_shown(arena, json_text_or(answer, "handle_from", ""),
			takes_shown(arena, json_int(answer, "handle", 0))));
		say(env, SINK_PLAIN, arena_printf(arena, _("messages: all answered within %s of open hours"),
			render_seconds(arena, json_int(answer, "target", 0))));
		say(env, SINK_PLAIN, arena_printf(arena, _("chats: %d at once, %d %% wait no longer than %s"),
			(int)json_int(answer, "at_once", 0), (int)json_int(answer, "share", 0),
			render_seconds(arena, json_int(answer, "within_chats", 0))));
		say(env, SINK_PLAIN, arena_printf(arena, _("line: %d %% wait no longer than %s"), (int)json_int(answer, "share", 0),
			render_seconds(arena, json_int(answer, "within_line", 0))));
		say(env, SINK_PLAIN, arena_printf(arena,
			_("people on the roster, %d %% of them not at work, busy for %d %% of the time at most"),
			(int)json_int(answer, "shrinkage", 0), (int)json_int(answer, "occupancy", 0)));
	}
	render_rows(env, request->call, json_get(answer, "ahead"));
	return NULL;
}

/* ---- spikes */

enum { HOURS_LEAST = 2 * 7 * 24 };

static void young_say(struct command_env *env, bool is_young)
{
	if (is_young && !is_separated(env))
		say(env, SINK_WARN, _("less than two weeks are known: until then no hour is out of the ordinary"));
}

err_t answer_spikes(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t hours = json_int(answer, "hours_known", 0);

	young_say(env, hours > 0 && hours < HOURS_LEAST);
	render_rows(env, request->call, json_get(answer, "rows"));
	return NULL;
}

static const char *joined(struct arena *arena, const struct json *list, char between)
{
	const char *out = "";

	for (size_t i = 0; i < json_count(list); i++) {
		const char *text = json_value_text(json_at(list, i));

		out = text == NULL ? arena_printf(arena, "%s%.*s%" PRId64, out, i > 0, &between, json_value_int(json_at(list, i), 0))
			: arena_printf(arena, "%s%.*s%s", out, i > 0, &between, text);
	}
	return out;
}

static int64_t instant(const struct json *row, const char *key)
{
	const char *text = json_text(row, key);
	int64_t ms = 0;

	return text != NULL && time_parse(text, &ms) == NULL ? ms : 0;
}

static struct spike_said spike_of(const struct json *row)
{
	return (struct spike_said){ .account = json_text_or(row, "account", "?"), .from_ms = instant(row, "from"),
		.until_ms = instant(row, "until"), .count = json_int(row, "count", 0), .low = json_int(row, "low", 0),
		.high = json_int(row, "high", 0), .words = "", .examples = "" };
}

const char *spike_shown(struct arena *arena, const struct json *row, bool whole)
{
	struct spike_said said = spike_of(row);

	if (whole) {
		said.words = joined(arena, json_get(row, "words"), '\n');
		said.examples = joined(arena, json_get(row, "examples"), ' ');
	}
	return spike_say(arena, &said);
}

void spikes_separated(struct command_env *env, const struct json *rows)
{
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct spike_said said = spike_of(json_at(rows, i));

		stats_number(env, "spikes", said.account, "count", said.count);
		stats_number(env, "spikes", said.account, "hours", spike_hours(&said));
		stats_number(env, "spikes", said.account, "low", said.low);
		stats_number(env, "spikes", said.account, "high", said.high);
	}
}

err_t answer_spikes_now(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");

	young_say(env, json_bool(answer, "young", false));
	if (is_separated(env) || json_count(rows) == 0)
		render_rows(env, request->call, rows);
	for (size_t i = 0; !is_separated(env) && i < json_count(rows); i++)
		say(env, SINK_WARN, spike_shown(env->arena, json_at(rows, i), true));
	return NULL;
}
