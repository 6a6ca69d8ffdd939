/* SPDX-License-Identifier: ISC */
/*
 * Connecting an account is more than one call where a person has to open a
 * page in between: add, ask for the address, ask the person for the code.
 */
#include "parts.h"

#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/guide.h"

bool guide_is_asked(const struct call *call, size_t count, const char *const *words)
{
	return strcmp(call->name, "account add") == 0 && count == 1 && guide_find(words[0]) != NULL;
}

void guide_say(struct command_env *env, const char *network)
{
	const char *text = _(guide_find(network)->text);

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *line = arena_copy_n(env->arena, text, len);

		say(env, SINK_PLAIN, str_starts(line, "guichet ") ? arena_printf(env->arena, "\n    %s\n", line) : line);
		text += len + (text[len] == '\n');
	}
}

/* A code is wanted instead of a secret: nobody brought one. */
bool login_is_wanted(const struct command_env *env, const struct call_request *request)
{
	const struct guide *guide = strcmp(request->call->name, "account add") == 0 ?
		guide_find(call_text(request, "network")) : NULL;

	return guide != NULL && guide->asks == GUIDE_CODE &&
		env->front.secret_fd < 0 && env->front.secret_file == NULL && env->out->terminal;
}

static err_t on_step(void *data, const struct json *row)
{
	struct command_env *env = data;
	const char *what = json_text_or(row, "what", ""), *detail = json_text_or(row, "detail", "");

	if (env->front.json) {
		render_json(env, row);
	} else if (strcmp(what, "open") == 0) {
		say(env, SINK_PLAIN, _("Open this address where you are signed in as the brand, and allow what it asks:"));
		sink_blank(env->out);
		say(env, SINK_PLAIN, arena_printf(env->arena, "  %s", detail));
		sink_blank(env->out);
	} else {
		say(env, SINK_PLAIN, arena_printf(env->arena, "%s: %s", json_text_or(row, "account", ""),
			message_put(env->arena, _("signed in as %s"), detail)));
	}
	return env->out->flush(env->out->data);
}

/* Of account add: NULL where the network has no secret, and nobody is asked for one. */
const char *secret_prompt(const struct call_request *request)
{
	const struct guide *guide = strcmp(request->call->name, "mail password") == 0 ? NULL :
		guide_find(call_text(request, "network"));

	if (guide == NULL || guide->prompt == NULL)
		return guide == NULL ? _("Secret (not shown): ") : NULL;
	return _(guide->prompt);
}

static void code_put(struct command_env *env, struct call_request *request, const char *code)
{
	for (size_t i = 0; request->call->args[i].kind != ARG_END; i++)
		if (request->call->args[i].kind == ARG_SECRET) {
			request->values[i].count = 1;
			request->values[i].texts = arena_array(env->arena, 1, sizeof(request->values[i].texts[0]));
			request->values[i].texts[0] = code;
		}
}

static err_t login_call(struct command_env *env, const char *name, const char *code)
{
	struct call_request request = { 0 };
	struct json *answer = NULL;
	err_t err = command_words(env, &request, 3, (const char *const[]){ "account", "login", name });

	if (err == NULL && code != NULL)
		code_put(env, &request, code);
	if (err == NULL)
		err = command_call(env, &request, NULL, 0, on_step, env, &answer);
	json_destroy(answer);
	return err;
}

err_t login_run(struct command_env *env, const char *name)
{
	struct str code = { 0 };
	err_t err = login_call(env, name, NULL);

	if (err == NULL)
		err = secret_obtain(env, _("Code (not shown): "), &code);
	if (err == NULL)
		err = login_call(env, name, str_text(&code));
	str_wipe(&code);
	return err;
}
