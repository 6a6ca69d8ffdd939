/* SPDX-License-Identifier: ISC */
/* What calls about kept texts and rules say, and figures in short. */
#include "answers.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/media.h"

err_t answer_rule(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, json_bool(answer, "added", true) ?
		_("rule %s works from now on") : _("rule %s is here already"), json_text_or(answer, "rule", "?")));
	return NULL;
}

/* What stays as it is, and why. */
static void left_say(struct command_env *env, const struct json *answer)
{
	const struct json *left = json_get(answer, "left");

	for (size_t i = 0; i < json_count(left); i++)
		say(env, SINK_WARN, arena_printf(env->arena, _("#%" PRId64 " stays: %s"), json_int(json_at(left, i), "id", 0),
			message_told(env->arena, json_text_or(json_at(left, i), "why", ""))));
	if (json_bool(answer, "more", false))
		command_note(env, _("there is more: say it again"));
}

err_t answer_rule_undo(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural(
		"%" PRId64 " run of rule %s taken back", "%" PRId64 " runs of rule %s taken back",
		(uint64_t)json_int(answer, "undone", 0)), json_int(answer, "undone", 0), json_text_or(answer, "rule", "?")));
	left_say(env, answer);
	return NULL;
}

err_t answer_route_undo(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " conversation taken back from route %s",
		"%" PRId64 " conversations taken back from route %s", (uint64_t)json_int(answer, "undone", 0)),
		json_int(answer, "undone", 0), json_text_or(answer, "route", "?")));
	left_say(env, answer);
	if (json_int(answer, "below", 0) != 0)
		command_note(env, arena_printf(env->arena, _("there is more: say it again with --below %" PRId64),
			json_int(answer, "below", 0)));
	return NULL;
}

err_t answer_snippet_add(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, json_bool(answer, "added", false) ? _("the saved reply %s is new") :
		_("the saved reply %s has a new text"), json_text_or(answer, "snippet", "?")));
	return NULL;
}

err_t answer_media_add(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *size = media_size(env->arena, answer);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, "%s  %s, %s%s%s", json_text_or(answer, "hash", "?"),
		json_text_or(answer, "name", "?"), json_text_or(answer, "mime", "?"), *size != '\0' ? ", " : "", size));
	return NULL;
}

/* The text as it would be written, and what is missing in it. */
err_t answer_snippet_show(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *missing = json_get(answer, "missing");
	const char *text = json_text_or(answer, "filled", json_text_or(answer, "text", ""));
	uint64_t uses = (uint64_t)json_int(answer, "uses", 0);
	size_t count;
	struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)),
		env->out->width > 2 ? env->out->width : 78, &count);

	(void)request;
	for (size_t i = 0; i < count; i++)
		sink_text(env->out, SINK_PLAIN, lines[i]);
	for (size_t i = 0; i < json_count(missing); i++)
		say(env, SINK_WARN, arena_printf(env->arena, _("nobody knows {%s} here"), json_text_at(missing, i)));
	say(env, SINK_DIM, arena_printf(env->arena, message_plural("used %" PRIu64 " time", "used %" PRIu64 " times", uses), uses));
	return NULL;
}

err_t answer_stats(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	stats_show(env, answer, call_text(request, "metric") != NULL,
		call_int(request, "back", 0) == 0 ? call_text(request, "period") : NULL);
	return NULL;
}

err_t answer_dashboard(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	dashboard_show(env, answer, call_flag(request, "business"));
	return NULL;
}
