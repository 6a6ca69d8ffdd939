/* SPDX-License-Identifier: ISC */
/* What calls on conversations say: replies, drafts, acts, undo. */
#include "answers.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/command/bulk.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"

err_t answer_reply(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t outbox = json_int(answer, "outbox", 0), at_ms = 0;
	const char *not_before = json_text(answer, "not_before");
	bool counts = env->out->plain && not_before != NULL && time_parse(not_before, &at_ms) == NULL &&
		!str_equal(json_text(answer, "leaves"), "held");

	if (json_bool(answer, "already", false))
		say(env, SINK_PLAIN, arena_printf(env->arena, _("that reply is already in the outbox as %" PRId64
			" (--again sends it twice)"), outbox));
	else if (counts)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("reply %" PRId64 " leaves in %d s; %s takes it back"), outbox,
			(int)((at_ms - render_now(env) + 500) / 1000), "u"));
	else if (not_before != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("reply %" PRId64 " is in the outbox; it does not leave before %s "
			"(guichet undo takes it back)"), outbox, render_when(env->arena, not_before)));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, _("reply %" PRId64 " is in the outbox; %s"), outbox,
			leaves_shown(json_text_or(answer, "leaves", "sync"))));
	(void)request;
	return NULL;
}

err_t answer_act(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = request->call->name, *when = leaves_shown(json_text_or(answer, "leaves", "sync"));
	const struct json *changed = json_get(answer, "changed"), *outbox = json_get(answer, "outbox");
	size_t count = json_count(changed);

	if (count != 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s of %zu conversations is in the outbox; %s"), name, count, when));
	else if (json_int(answer, "already", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 ": %s is already in the outbox as %" PRId64),
			json_value_int(json_at(changed, 0), 0), name, json_value_int(json_at(outbox, 0), 0)));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 ": %s is in the outbox as %" PRId64 "; %s"),
			json_value_int(json_at(changed, 0), 0), name, json_value_int(json_at(outbox, 0), 0), when));
	return NULL;
}

err_t answer_draft(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *files = json_get(answer, "files");
	const char *text = json_text_or(answer, "text", _("no draft"));

	(void)request;
	if (*text != '\0')
		say(env, SINK_PLAIN, text);
	for (size_t i = 0; i < json_count(files); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "+ %s", media_goes(env->arena, json_at(files, i))));
	return NULL;
}

/* The text always is; a file need not be. */
err_t answer_draft_saved(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *lost = json_get(answer, "lost");

	(void)request;
	say(env, SINK_PLAIN, message_put(env->arena, _("draft of #%s saved"),
		arena_printf(env->arena, "%" PRId64, json_int(answer, "conversation", 0))));
	for (size_t i = 0; i < json_count(lost); i++)
		say(env, SINK_WARN, arena_printf(env->arena, _("not kept with it: the file %s"), json_text_at(lost, i)));
	return NULL;
}

err_t answer_next(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, "#%" PRId64 " %s", json_int(answer, "id", 0), _(NC_("one", "claimed"))));
	return NULL;
}

err_t answer_read(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	changed_say(env, call_flag(request, "unread") ? NC_("one", "unread again") : NC_("one", "read"),
		call_flag(request, "unread") ? NC_("many", "unread again") : NC_("many", "read"), answer);
	return NULL;
}

err_t answer_why(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *said = json_get(answer, "said");
	struct str text = { 0 };

	(void)request;
	for (size_t i = 0; i < json_count(said); i++) {
		const struct json *part = json_at(said, i);
		const char *template = json_text_at(part, 0), *words = template != NULL ? _(template) : "";

		for (size_t k = 1; k < json_count(part); k++)
			words = message_put(env->arena, words, message_told(env->arena, json_text_at(part, k)));
		str_add(&text, words);
	}
	say(env, SINK_PLAIN, text.len > 0 ? text.text : json_text_or(answer, "why", ""));
	str_finish(&text);
	return NULL;
}

err_t answer_note(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *unknown = json_text(answer, "unknown"), *blind = json_text(answer, "blind");

	say(env, SINK_PLAIN, arena_printf(env->arena, _("noted on #%" PRId64), call_int(request, "id", 0)));
	if (unknown != NULL)
		command_note(env, message_put(env->arena, _("nobody here is called %s"), unknown));
	if (blind != NULL)
		command_note(env, message_put(env->arena, _("who may not see it and does not hear of it: %s"), blind));
	return NULL;
}

/* The instant as it was understood: "tomorrow" may be another one than was meant. */
err_t answer_promise(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("promised for %s: #%" PRId64 " is due then, if not before"),
		render_when(env->arena, json_text(answer, "at")), json_int(answer, "conversation", 0)));
	return NULL;
}

/* All that stand open in it are ended together, which somebody who made one does not expect of another one. */
err_t answer_promise_end(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	uint64_t count = (uint64_t)json_int(answer, "promises", 1);
	int64_t id = json_int(answer, "conversation", 0);

	if (strcmp(request->call->name, "promise keep") == 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRIu64 " promise in #%" PRId64 " is done with",
			"%" PRIu64 " promises in #%" PRId64 " are done with", count), count, id));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRIu64 " promise in #%" PRId64 " is dropped",
			"%" PRIu64 " promises in #%" PRId64 " are dropped", count), count, id));
	return NULL;
}

static const char *ids_text(struct command_env *env, const struct json *answer)
{
	const struct json *ids = json_get(answer, "ids");
	size_t count = json_count(ids);

	if (json_get(answer, "count") != NULL)
		return bulk_conversations(env->arena, json_int(answer, "count", 0));
	if (count == 1)
		return arena_printf(env->arena, "#%" PRId64, json_value_int(json_at(ids, 0), 0));
	return arena_printf(env->arena, message_plural("%zu conversation", "%zu conversations", count), count);
}

/* What came back of a draft, and what did not. */
static const char *draft_text(struct command_env *env, const struct json *answer)
{
	const char *text = json_bool(answer, "reply", false) ? _("; its text is your draft") : "";
	const char *back = !json_bool(answer, "resolved", false) ? text :
		arena_printf(env->arena, "%s%s", text, _("; it stays resolved until you undo that, too"));
	const char *lost = json_text(answer, "lost");

	return lost == NULL ? back : arena_printf(env->arena, "%s%s", back,
		message_put(env->arena, _("; without its files: %s"), lost));
}

err_t answer_undo(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	bool dry = json_bool(answer, "dry_run", false), again = json_text(answer, "redone") != NULL;

	(void)request;
	if (json_get(answer, "count") == NULL && json_count(json_get(answer, "ids")) + json_count(json_get(answer, "left")) == 0) {
		say(env, SINK_PLAIN, arena_printf(env->arena, again
			? dry ? _("would redo: %s (%s ago)") : _("redone: %s (%s ago)")
			: dry ? _("would undo: %s (%s ago)") : _("undone: %s (%s ago)"),
			json_text_or(answer, again ? "redone" : "undone", "?"),
			render_seconds(env->arena, json_int(answer, "age_s", 0))));
		return NULL;
	}
	say(env, SINK_PLAIN, arena_printf(env->arena, "%s%s", arena_printf(env->arena, again
		? dry ? _("would redo: %s of %s (%s ago)") : _("redone: %s of %s (%s ago)")
		: dry ? _("would undo: %s of %s (%s ago)") : _("undone: %s of %s (%s ago)"),
		json_text_or(answer, again ? "redone" : "undone", "?"), ids_text(env, answer),
		render_seconds(env->arena, json_int(answer, "age_s", 0))), draft_text(env, answer)));
	bulk_left_say(env, answer);
	return NULL;
}

err_t answer_ids(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	ids_print(env, answer);
	return NULL;
}

err_t answer_show(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	show_thread(env, answer);
	return NULL;
}

err_t answer_plan(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	review_show(env, answer);
	return NULL;
}
