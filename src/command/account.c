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
	return strcmp(call->name, "account add") == 0 && (count == 0 || (count == 1 && guide_find(words[0]) != NULL));
}

/* In a pipe a line stays whole. */
static void guide_line(struct command_env *env, const char *text)
{
	size_t count;
	struct shown *lines;

	if (env->out->plain || env->out->width <= 0) {
		say(env, SINK_PLAIN, text);
		return;
	}
	lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)), env->out->width, &count);
	for (size_t i = 0; i < count; i++)
		sink_text(env->out, SINK_PLAIN, lines[i]);
}

static void guides_list(struct command_env *env)
{
	for (size_t i = 0; i < guides_count; i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "%-12s%s", guides[i].network, _(guides[i].title)));
	sink_blank(env->out);
	guide_line(env, _("What one of them wants says guichet account add NETWORK. Any other has a program of its "
		"own on the desk's machine: guichet-connector(7)."));
}

void guide_say(struct command_env *env, const char *network)
{
	const char *text = network != NULL ? _(guide_find(network)->text) : "";

	if (network == NULL)
		guides_list(env);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *line = arena_copy_n(env->arena, text, len);

		if (str_starts(line, "guichet "))
			say(env, SINK_PLAIN, arena_printf(env->arena, "\n    %s\n", line));
		else
			guide_line(env, line);
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

/* What was found, as the desk calls it, and what is said of the account. */
static const struct { const char *what, *sentence; } findings[] = {
	{ "can", N_("%s can") }, { "cannot", N_("%s cannot") }, { "gap", N_("%s has a gap") },
	{ "failed", N_("%s failed") }, { "paused", N_("%s is paused") }, { "checked", N_("%s checked") },
};

/* "hide, unhide: why": commands keep their names, and why is said in the language of who asked. */
static const char *detail_told(struct arena *arena, const char *what, const char *detail)
{
	const char *colon = strcmp(what, "cannot") == 0 ? strstr(detail, ": ") : NULL;

	if (strcmp(what, "is") == 0)
		return message_put(arena, _("signed in as %s"), detail);
	if (colon == NULL)
		return message_told(arena, detail);
	return arena_printf(arena, _("%s: %s"), arena_copy_n(arena, detail, (size_t)(colon - detail)),
		message_told(arena, colon + 2));
}

void check_row(struct command_env *env, const struct json *row)
{
	const char *said = json_text_or(row, "account", ""), *what = json_text_or(row, "what", "");
	const char *detail = detail_told(env->arena, what, json_text_or(row, "detail", ""));

	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		if (strcmp(findings[i].what, what) == 0)
			said = message_put(env->arena, _(findings[i].sentence), said);
	guide_line(env, *detail != '\0' ? arena_printf(env->arena, _("%s: %s"), said, detail) : said);
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

static bool adds_unguided(const struct call_request *request)
{
	return strcmp(request->call->name, "account add") == 0 && guide_find(call_text(request, "network")) == NULL;
}

/* NULL where the network has no secret, and nobody is asked for one. */
const char *secret_prompt(const struct command_env *env, const struct call_request *request)
{
	const struct guide *guide = strcmp(request->call->name, "account add") == 0 ?
		guide_find(call_text(request, "network")) : NULL;

	if (adds_unguided(request))
		return message_put(env->arena, _("Secret for the program guichet-connector-%s, empty for none (not shown): "),
			call_text(request, "network"));
	if (guide == NULL)
		return _("Secret (not shown): ");
	return guide->prompt != NULL ? _(guide->prompt) : NULL;
}

/* Only a network's own program knows whether there is a secret. */
bool secret_may_lack(const struct call_request *request)
{
	return adds_unguided(request);
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

static err_t on_found(void *data, const struct json *row)
{
	struct command_env *env = data;

	check_row(env, row);
	return env->out->flush(env->out->data);
}

static bool is_same_profile(const struct json *a, const struct json *b)
{
	const char *handle = json_text(a, "handle");

	return a != b && handle != NULL && str_equal(handle, json_text(b, "handle")) &&
		str_equal(json_text(a, "network"), json_text(b, "network")) && str_equal(json_text(a, "url"), json_text(b, "url"));
}

/* One profile under two names is two customers for each who writes. */
static err_t twice_say(struct command_env *env, const char *name)
{
	struct call_request request = { 0 };
	struct json *answer = NULL;
	const struct json *rows, *mine = NULL;
	err_t err = command_words(env, &request, 2, (const char *const[]){ "account", "list" });

	if (err == NULL)
		err = command_call(env, &request, NULL, 0, NULL, NULL, &answer);
	rows = json_get(answer, "rows");
	for (size_t i = 0; i < json_count(rows); i++)
		if (str_equal(json_text(json_at(rows, i), "name"), name))
			mine = json_at(rows, i);
	for (size_t i = 0; mine != NULL && i < json_count(rows); i++)
		if (is_same_profile(mine, json_at(rows, i)))
			guide_line(env, message_put(env->arena, _("account %s is this profile too: what is written to it comes in "
				"twice, and may be answered twice"), json_text_or(json_at(rows, i), "name", "")));
	json_destroy(answer);
	return err;
}

err_t added_check(struct command_env *env, const struct call_request *add)
{
	struct call_request request = { 0 };
	struct json *answer = NULL;
	err_t err;

	if (strcmp(add->call->name, "account add") != 0 || env->front.json || env->front.quiet || !env->out->terminal)
		return NULL;
	err = command_words(env, &request, 3, (const char *const[]){ "account", "check", call_text(add, "name") });
	if (err == NULL)
		err = command_call(env, &request, NULL, 0, on_found, env, &answer);
	if (err == NULL)
		err = command_answer(env, &request, answer);
	if (err == NULL)
		err = twice_say(env, call_text(add, "name"));
	else
		command_note(env, _("the account stays: the same command gives it another secret, account set other settings, "
			"account remove takes it away"));
	json_destroy(answer);
	return err;
}
