/* SPDX-License-Identifier: ISC */
/* The line of the day: shown with who has read it, and spoken once where there is no screen. */
#include "parts.h"

#include <inttypes.h>

#include "guichet/base/message.h"

static const char *names_of(struct command_env *env, const struct json *list)
{
	const char *text = "";

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		const char *name = json_value_text(one) != NULL ? json_value_text(one) : json_text_or(one, "who", "?");

		text = arena_printf(env->arena, "%s%s%s", text, i > 0 ? ", " : "", name);
	}
	return text;
}

static void line_say(struct command_env *env, const struct json *answer)
{
	say(env, SINK_STRONG, arena_printf(env->arena, _("%s until %s: %s"), json_text_or(answer, "by", "?"),
		render_when(env->arena, json_text_or(answer, "until", "")), json_text_or(answer, "text", "")));
}

err_t notice_show_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	if (json_int(answer, "notice", 0) == 0) {
		command_note(env, _("no notice stands: guichet notice TEXT"));
		return NULL;
	}
	line_say(env, answer);
	if (json_count(json_get(answer, "read")) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("read by %s"), names_of(env, json_get(answer, "read"))));
	if (json_count(json_get(answer, "unread")) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("not read by %s"), names_of(env, json_get(answer, "unread"))));
	return NULL;
}

err_t notice_set_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("on every screen until %s"),
		render_when(env->arena, json_text_or(answer, "until", ""))));
	return NULL;
}

void notice_speak(struct command_env *env)
{
	struct call_request request = { 0 };
	struct json *answer = NULL;
	err_t err = command_words(env, &request, 2, (const char *const[]){ "notice", "show" });

	if (err == NULL)
		err = command_call(env, &request, NULL, 0, NULL, NULL, &answer);
	if (err == NULL && json_int(answer, "notice", 0) != 0 && !json_bool(answer, "mine", false)) {
		line_say(env, answer);
		say(env, SINK_PLAIN, _("type notice read when you have read it"));
	}
	json_destroy(answer);
	if (err != NULL)
		err_ignore(err, "nothing depends on it");
}
