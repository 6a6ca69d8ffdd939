/* SPDX-License-Identifier: ISC */
/*
 * A packet for people: on a terminal and on paper (report/handover.h has the
 * words), and what was done about it.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/command/states.h"
#include "guichet/report/handover.h"

static const char *when(struct arena *arena, const void *data, const char *rfc3339)
{
	(void)data;
	return render_when(arena, rfc3339);
}

static void paper_line(void *data, struct shown line)
{
	const struct command_env *env = data;

	sink_text(env->out, SINK_PLAIN, line);
}

static struct handover_paper paper_of(struct command_env *env)
{
	return (struct handover_paper){ .form = HANDOVER_TEXT, .when = when, .line = paper_line, .line_data = env };
}

static err_t nothing(struct command_env *env)
{
	command_note(env, _("nothing is handed over: guichet handover prepare"));
	return NULL;
}

err_t handover_print(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *form = call_text(request, "form");
	struct handover_paper paper = paper_of(env);

	if (str_equal(form, "markdown"))
		paper.form = HANDOVER_MARKDOWN;
	else if (str_equal(form, "html"))
		paper.form = HANDOVER_HTML;
	if (json_int(json_get(answer, "handover"), "handover", 0) == 0)
		return nothing(env);
	handover_write(env->arena, &paper, answer);
	return NULL;
}

/* ---- on a terminal */

static void line_show(struct command_env *env, const struct json *line)
{
	struct arena *arena = env->arena;
	bool red = json_bool(line, "red", false), settled = json_bool(line, "settled", false);
	const char *since = handover_since(arena, line), *doing = handover_doing(arena, line);
	const char *state = json_text_or(line, "state", "");
	const char *sign = strcmp(state, "declined") == 0 ? "x" : settled ? "+" : red ? "!" : " ";
	struct span spans[3] = {
		{ settled ? SINK_DIM : red ? SINK_WARN : SINK_PLAIN, shown_line(arena, arena_printf(arena, "%s #%-5" PRId64 " %-9s ",
			sign, json_int(line, "id", 0), handover_state_shown(state))) },
		{ SINK_PLAIN, shown_line(arena, json_text_or(line, "handle", "?")) },
		{ SINK_DIM, shown_line(arena, arena_printf(arena, "  %s", *since == '\0' ? handover_why(arena, line)
			: arena_printf(arena, _("%s; %s"), handover_why(arena, line), since))) },
	};

	if (env->out->plain) {
		say(env, SINK_PLAIN, arena_printf(arena, "#%" PRId64 ", %s%s, %s, %s%s%s%s%s", json_int(line, "id", 0),
			red ? _("red, ") : "", handover_state_shown(state), json_text_or(line, "handle", "?"),
			handover_why(arena, line), *since == '\0' ? "" : ", ", since, red || *doing != '\0' ? ", " : "", doing));
		return;
	}
	env->out->line(env->out->data, spans, 3);
	if (*doing != '\0')
		sink_text(env->out, settled ? SINK_DIM : SINK_PLAIN, shown_line(arena, arena_printf(arena, "         %s", doing)));
}

err_t handover_show_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows"), *handover = json_get(answer, "handover");
	struct handover_paper paper = paper_of(env);
	bool late = json_bool(handover, "late", false) || json_int(handover, "left", 0) > 0;

	(void)request;
	if (json_int(handover, "handover", 0) == 0)
		return nothing(env);
	sink_text(env->out, SINK_STRONG, shown_line(env->arena, handover_head(env->arena, handover)));
	sink_text(env->out, late ? SINK_WARN : SINK_DIM, shown_line(env->arena, handover_term(env->arena, &paper, handover)));
	for (size_t i = 0; i < json_count(rows); i++)
		line_show(env, json_at(rows, i));
	return NULL;
}

/* ---- what was done */

err_t handover_prepared_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t items = json_int(answer, "items", 0), red = json_int(answer, "red", 0), unseen = json_int(answer, "unseen", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("handover %" PRId64 ", %s to %s: %s, %s; to be accepted by %s"),
		json_int(answer, "handover", 0),
		json_text_or(answer, "agent", "?"), json_text_or(answer, "to", "?"),
		arena_printf(env->arena, message_plural("%" PRId64 " conversation", "%" PRId64 " conversations",
			(uint64_t)items), items),
		arena_printf(env->arena, message_plural("%" PRId64 " wants a line", "%" PRId64 " want a line", (uint64_t)red), red),
		render_when(env->arena, json_text(answer, "accept_by"))));
	if (unseen > 0)
		say(env, SINK_WARN, arena_printf(env->arena, message_plural(
			"%" PRId64 " conversation is left out: %s does not see its account",
			"%" PRId64 " conversations are left out: %s does not see their accounts", (uint64_t)unseen),
			unseen, json_text_or(answer, "to", "?")));
	return NULL;
}

err_t handover_accepted_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *accepted = json_get(answer, "accepted"), *over = json_get(answer, "over");
	size_t count = json_count(accepted);

	(void)request;
	if (count == 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " is yours"), json_value_int(json_at(accepted, 0), 0)));
	else if (count > 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%zu conversation is yours", "%zu conversations are yours",
			count), count));
	for (size_t i = 0; i < json_count(over); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " was resolved meanwhile: ticked off"),
			json_value_int(json_at(over, i), 0)));
	if (count == 0 && json_count(over) == 0)
		command_note(env, _("nothing routine is offered to you"));
	if (json_bool(answer, "more", false))
		command_note(env, _("there is more: say it again"));
	return NULL;
}

err_t handover_line_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = strchr(request->call->name, ' ') + 1, *to = json_text(answer, "to");
	int64_t id = json_int(answer, "id", 0);

	if (to != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " is offered to %s"), id, to));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, strcmp(name, "line") == 0 ? _("the line of #%" PRId64 " is written")
			: strcmp(name, "ask") == 0 ? _("asked about #%" PRId64)
			: _("#%" PRId64 " is declined; leads are told"), id));
	return NULL;
}

err_t handover_mailed_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t mailed = json_int(answer, "mailed", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("handover %" PRId64 " is written to %" PRId64 " address; %s",
		"handover %" PRId64 " is written to %" PRId64 " addresses; %s", (uint64_t)mailed), json_int(answer, "handover", 0),
		mailed, leaves_shown(json_text_or(answer, "leaves", "sync"))));
	return NULL;
}

err_t handover_stats_say(struct command_env *env, const struct call_request *request, const struct json *a)
{
	int64_t lines = json_int(a, "lines", 0), count = json_int(a, "handovers", 0), debt = json_int(a, "debt", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s: %s, %" PRId64 " of %" PRId64 " red ones written"),
		arena_printf(env->arena, message_plural("%" PRId64 " handover", "%" PRId64 " handovers", (uint64_t)count), count),
		arena_printf(env->arena, message_plural("%" PRId64 " line", "%" PRId64 " lines", (uint64_t)lines), lines),
		json_int(a, "written", 0), json_int(a, "red", 0)));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " accepted, %" PRId64 " declined, %" PRId64 " settled, %" PRId64
		" open; %" PRId64 " went back and forth"), json_int(a, "accepted", 0), json_int(a, "declined", 0),
		json_int(a, "over", 0), json_int(a, "open", 0), json_int(a, "bounced", 0)));
	if (json_int(a, "accepted", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("accepted after %s, nine of ten within %s"),
			render_seconds(env->arena, json_int(a, "accept_median_s", 0)),
			render_seconds(env->arena, json_int(a, "accept_p90_s", 0))));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " not accepted in time; debt: %" PRId64 " became late, %" PRId64
		" of them with a line"), json_int(a, "missed", 0), debt, json_int(a, "debt_with_line", 0)));
	return NULL;
}
