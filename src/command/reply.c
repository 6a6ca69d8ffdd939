/* SPDX-License-Identifier: ISC */
/*
 * A reply is reviewed before it leaves: who reads it, as what, how long it is
 * by the network's own rule.  --yes skips the question, never the checks.
 * What was written in an editor and did not leave is kept as a draft.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/states.h"
#include "guichet/command/editor.h"
#include "guichet/command/media.h"

/* What was said of the reply and has a place in the other call. */
static void values_take(const struct call_request *reply, struct call_request *out)
{
	for (size_t i = 0; i < CALL_ARGS && out->call->args[i].kind != ARG_END; i++)
		for (size_t j = 0; j < CALL_ARGS && reply->call->args[j].kind != ARG_END; j++)
			if (strcmp(out->call->args[i].name, reply->call->args[j].name) == 0 && reply->values[j].count > 0)
				out->values[i] = reply->values[j];
}

static const char *recipients_text(struct command_env *env, const struct json *list)
{
	struct str names = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++)
		str_printf(&names, "%s%s", i > 0 ? ", " : "", message_told(env->arena, json_text_at(list, i)));
	copy = arena_copy(env->arena, str_text(&names));
	str_finish(&names);
	return copy;
}

void review_show(struct command_env *env, const struct json *plan)
{
	const struct json *parts = json_get(plan, "parts"), *warnings = json_get(plan, "warnings"),
		*media = json_get(plan, "media");

	if (env->out->plain) {
		plain_review(env, plan);
		return;
	}
	say(env, SINK_STRONG, arena_printf(env->arena, _("%s reply to %s"), visibility_shown(json_text_or(plan, "visibility", "?")),
		recipients_text(env, json_get(plan, "recipients"))));
	for (size_t i = 0; i < json_count(parts); i++) {
		const struct json *part = json_at(parts, i);
		const char *text = json_text_or(part, "text", "");
		int64_t max = json_int(part, "max", 0);
		size_t count;
		struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)),
			env->out->width > 4 ? env->out->width - 4 : 76, &count);

		for (size_t j = 0; j < count; j++) {
			struct span spans[] = { { SINK_DIM, shown_literal("  | ") }, { SINK_PLAIN, lines[j] } };

			env->out->line(env->out->data, spans, 2);
		}
		say(env, SINK_DIM, max > 0
			? arena_printf(env->arena, _("  %" PRId64 " of %" PRId64 " characters"), json_int(part, "length", 0), max)
			: arena_printf(env->arena, message_plural("  %" PRId64 " character", "  %" PRId64 " characters",
				(uint64_t)json_int(part, "length", 0)), json_int(part, "length", 0)));
	}
	for (size_t i = 0; i < json_count(media); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "  + %s", media_goes(env->arena, json_at(media, i))));
	if (json_text(plan, "promise") != NULL)
		say(env, SINK_DIM, arena_printf(env->arena, _("  it promises an answer by %s: --promise offered notes that"),
			render_when(env->arena, json_text(plan, "promise"))));
	for (size_t i = 0; i < json_count(warnings); i++)
		say(env, SINK_WARN, arena_printf(env->arena, "  ! %s", message_told(env->arena, json_text_at(warnings, i))));
}

static bool has_draft(const struct json *draft)
{
	return *json_text_or(draft, "text", "") != '\0' || json_count(json_get(draft, "files")) > 0;
}

static err_t draft_load(struct command_env *env, int64_t id, struct json **answer)
{
	struct call_request request = { 0 };
	err_t err = command_words(env, &request, 3,
		(const char *const[]){ "draft", "show", arena_printf(env->arena, "%" PRId64, id) });

	return err != NULL ? err : command_call(env, &request, NULL, 0, NULL, NULL, answer);
}

/* What goes with the draft goes with the reply that goes on with it, unless other files are named. */
static void files_take(struct command_env *env, struct call_request *reply, const struct json *draft)
{
	const struct json *files = json_get(draft, "files");
	size_t count = json_count(files);

	for (size_t i = 0; count > 0 && call_count(reply, "attach") == 0 && i < CALL_ARGS &&
	     reply->call->args[i].kind != ARG_END; i++) {
		const char *name = reply->call->args[i].name, *member = strcmp(name, "attach") == 0 ? "hash" : name;
		struct call_value *value = &reply->values[i];

		if (strcmp(name, "attach") != 0 && strcmp(name, "alt") != 0)
			continue;
		value->count = count;
		value->texts = arena_array(env->arena, count, sizeof(value->texts[0]));
		for (size_t k = 0; k < count; k++)
			value->texts[k] = arena_copy(env->arena, json_text_or(json_at(files, k), member, ""));
	}
}

static void files_say(struct command_env *env, const struct json *draft)
{
	const struct json *files = json_get(draft, "files");

	for (size_t i = 0; i < json_count(files); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "  + %s", media_goes(env->arena, json_at(files, i))));
}

err_t draft_take(struct command_env *env, struct call_request *request, struct call_value *text)
{
	struct json *draft = NULL;
	const char *id = arena_printf(env->arena, "%" PRId64, call_int(request, "id", 0));
	err_t err;

	if (text->count > 0)
		return err_make(ERR_USAGE, "reply: a text and --draft are two: say one of them");
	err = draft_load(env, call_int(request, "id", 0), &draft);
	if (err == NULL && !has_draft(draft))
		err = err_make(ERR_NOT_FOUND, "reply: there is no draft of #%s", id);
	if (err == NULL) {
		text->count = 1;
		text->texts = arena_array(env->arena, 1, sizeof(text->texts[0]));
		text->texts[0] = arena_copy(env->arena, json_text_or(draft, "text", ""));
		files_take(env, request, draft);
	}
	json_destroy(draft);
	return err;
}

err_t draft_offer(struct command_env *env, const struct call_request *request, err_t why)
{
	struct json *draft = NULL;
	const char *id = arena_printf(env->arena, "%" PRId64, call_int(request, "id", 0));
	const char *told = arena_copy(env->arena, err_shown(env->arena, why));	/* a call makes errors of its own */
	err_t err = draft_load(env, call_int(request, "id", 0), &draft);

	if (err != NULL)
		err_ignore(err, "what was said is wrong by itself");
	err = err == NULL && has_draft(draft) ? err_make(ERR_USAGE, "reply: no text was given, and #%s has a draft of "
		"yours: reply %s --draft sends it, --edit goes on with it", id, id) : err_make(ERR_USAGE, "%s", told);
	json_destroy(draft);
	return err;
}

/* Nobody asked for it: it is a step that undo takes back only where another text made place for it. */
static err_t draft_save(struct command_env *env, const struct call_request *reply)
{
	struct call_request request = { 0 };
	struct json *answer = NULL, *draft = NULL;
	const char *id = arena_printf(env->arena, "%" PRId64, call_int(reply, "id", 0)), *text = call_text(reply, "text");
	err_t err = draft_load(env, call_int(reply, "id", 0), &draft);
	const char *was = json_text_or(draft, "text", "");

	if (err == NULL)
		err = *was != '\0' && !str_starts(text, was)
			? command_words(env, &request, 5, (const char *const[]){ "draft", "save", id, "--", text })
			: command_words(env, &request, 6, (const char *const[]){ "draft", "save", "--typing", "--", id, text });
	if (err == NULL)
		values_take(reply, &request);
	if (err == NULL)
		err = command_call(env, &request, NULL, 0, NULL, NULL, &answer);
	json_destroy(draft);
	json_destroy(answer);
	return err;
}

static void draft_keep(struct command_env *env, const struct call_request *reply)
{
	const char *id = arena_printf(env->arena, "%" PRId64, call_int(reply, "id", 0));
	err_t err = draft_save(env, reply);

	command_note(env, err == NULL
		? arena_printf(env->arena, env->out->plain ? _("kept as your draft: reply #%s goes on with it")
			: _("kept as your draft: guichet reply %s goes on with it"), id)
		: arena_printf(env->arena, _("your text could not be kept as a draft: %s"), err_shown(env->arena, err)));
}

/* What goes on with a draft is that draft: it leaves with the reply, which leaves one of other words where it is. */
static void draft_follow(struct command_env *env, const struct call_request *reply)
{
	err_t err = draft_save(env, reply);

	if (err != NULL)
		err_ignore(err, "the reply says whether the desk is there");
}

err_t text_write(struct command_env *env, struct call_request *request, struct call_value *text)
{
	struct str written = { 0 };
	struct json *draft = NULL;
	bool changed;
	err_t err = NULL;

	if (!env->out->terminal)
		return err_make(ERR_USAGE, "%s: --edit needs a terminal", request->call->name);
	if (text->count > 0)
		str_add(&written, text->texts[0]);
	else if (strcmp(request->call->name, "reply") == 0)
		err = draft_load(env, call_int(request, "id", 0), &draft);
	if (draft != NULL) {
		str_add(&written, json_text_or(draft, "text", ""));
		files_take(env, request, draft);
		files_say(env, draft);
	}
	json_destroy(draft);
	if (err == NULL && env->by_lines && written.len > 0)
		plain_text(env, _("your draft, and what you type goes behind it"), written.text);
	if (err == NULL && !env->by_lines)
		err = command_allows(env, POLICY_SHELL);
	if (err == NULL)
		err = env->out->flush(env->out->data);
	if (err == NULL)
		err = env->by_lines ? env->out->text(env->out->data, &written) : editor_run(NULL, &written, &changed);
	if (err == NULL && written.len == strspn(str_text(&written), " \t\r\n"))
		err = err_make(ERR_CANCELLED, "%s: nothing was written", request->call->name);
	if (err == NULL) {
		text->count = 1;
		text->texts = arena_array(env->arena, 1, sizeof(text->texts[0]));
		text->texts[0] = arena_copy(env->arena, written.text);
	}
	str_finish(&written);
	return err;
}

/* Whoever hears the review types a word: no key that was meant for something else sends. */
static bool asked_for(struct command_env *env)
{
	if (env->out->plain)
		return env->out->ask(env->out->data, shown_literal(_("type send to send it: ")), "send");
	return env->out->ask(env->out->data, shown_literal(_("Send it?")), NULL);
}

err_t reply_review(struct command_env *env, const struct call_request *request)
{
	struct call_request plan = { 0 }, sent = *request;
	struct json *review = NULL, *answer = NULL;
	err_t err = NULL;

	if (!env->front.yes && !env->out->terminal)
		return err_make(ERR_USAGE, "reply: nobody is here to confirm it: add --yes");
	if (!env->front.yes) {
		plan.call = call_find("plan");
		values_take(request, &plan);
		err = command_call(env, &plan, NULL, 0, NULL, NULL, &review);
		if (err != NULL)
			goto out;
		review_show(env, review);
		if (json_text(review, "blocked") != NULL) {
			err = err_make(ERR_STATE, "reply: %s", json_text(review, "blocked"));
			goto out;
		}
		if (!asked_for(env)) {
			err = err_make(ERR_CANCELLED, "reply: not sent");
			goto out;
		}
	}
	if (env->front.edit && call_text(request, "text") != NULL)
		draft_follow(env, request);
	if (env->front.yes && !env->front.edit)		/* nobody looked */
		sent.means = MEANS_SCRIPT;
	err = command_call(env, &sent, NULL, 0, NULL, NULL, &answer);
	if (err != NULL)
		goto out;
	if (env->front.json)
		render_json(env, answer);
	else
		err = render_answer(env, request, answer);
out:
	if (err != NULL && (env->front.edit || env->out->text != NULL))
		draft_keep(env, request);
	json_destroy(review);
	json_destroy(answer);
	return err;
}
