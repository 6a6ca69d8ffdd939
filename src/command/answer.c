/* SPDX-License-Identifier: ISC */
/* What a call that answers no rows says to a person: mostly one line. */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

static const struct { const char *call, *done; } changes[] = {
	{ "assign", "assigned" }, { "claim", "claimed" }, { "close", "closed" }, { "hold", "put on hold" },
	{ "pending", "pending: the customer's turn" }, { "release", "released" }, { "reopen", "open again" },
	{ "resolve", "resolved" }, { "snooze", "snoozed" }, { "tag", "tagged" }, { "untag", "untagged" },
};

static void say(struct command_env *env, enum sink_style style, const char *text)
{
	sink_text(env->out, style, shown_line(env->arena, text));
}

static void changed_say(struct command_env *env, const char *done, const struct json *answer)
{
	const struct json *changed = json_get(answer, "changed");
	size_t count = json_count(changed);

	if (count == 0)
		env->out->note(env->out->data, shown_literal("nothing to change: it is so already"));
	else if (count == 1)
		say(env, STYLE_PLAIN, arena_printf(env->arena, "#%" PRId64 " %s", json_value_int(json_at(changed, 0), 0), done));
	else
		say(env, STYLE_PLAIN, arena_printf(env->arena, "%zu conversations %s", count, done));
}

static void sync_say(struct command_env *env, const struct json *a)
{
	int64_t later = json_int(a, "later", 0), held = json_int(a, "held", 0), unknown = json_int(a, "unknown", 0);

	say(env, STYLE_PLAIN, arena_printf(env->arena, "%" PRId64 " accounts read, %" PRId64 " new messages, %" PRId64
		" replies sent", json_int(a, "accounts", 0), json_int(a, "added", 0), json_int(a, "sent", 0)));
	if (later + held + unknown + json_int(a, "failed", 0) > 0)
		say(env, STYLE_WARN, arena_printf(env->arena, "outbox: %" PRId64 " later, %" PRId64 " held, %" PRId64
			" unknown, %" PRId64 " failed (guichet outbox)", later, held, unknown, json_int(a, "failed", 0)));
	if (json_text(a, "first_error") != NULL)
		say(env, STYLE_WARN, arena_printf(env->arena, "not read: %s", json_text(a, "first_error")));
}

static void findings_say(struct command_env *env, const struct json *answer)
{
	const struct json *findings = json_get(answer, "findings");

	for (size_t i = 0; i < json_count(findings); i++) {
		const struct json *finding = json_at(findings, i);
		bool bad = json_bool(finding, "bad", false);

		say(env, bad ? STYLE_WARN : STYLE_PLAIN, arena_printf(env->arena, "%s %s",
			bad ? "!!" : "ok", json_text_or(finding, "text", "")));
	}
}

static void reply_say(struct command_env *env, const struct json *answer)
{
	int64_t outbox = json_int(answer, "outbox", 0);

	say(env, STYLE_PLAIN, json_bool(answer, "already", false)
		? arena_printf(env->arena, "that reply is already in the outbox as %" PRId64 " (--again sends it twice)", outbox)
		: arena_printf(env->arena, "reply %" PRId64 " is in the outbox; it leaves with the next sync", outbox));
}

/* Scalars of an object, a line each: for answers that need no words of their own. */
static void member_say(void *data, const char *key, const struct json *value)
{
	struct command_env *env = data;
	struct str text = { 0 };

	if (json_value_text(value) != NULL)
		str_add(&text, json_value_text(value));
	else
		json_dump(value, &text);
	say(env, STYLE_PLAIN, arena_printf(env->arena, "%s: %s", key, str_text(&text)));
	str_finish(&text);
}

static err_t verdict_say(struct command_env *env, const struct json *answer)
{
	int64_t bad = json_int(answer, "bad_seq", 0), differ = json_int(answer, "waits_differ", 0);

	if (bad != 0)
		return err_make(ERR_DATA, "ledger row %" PRId64 ": %s", bad, json_text_or(answer, "what", "does not fit the chain"));
	if (differ != 0)
		return err_make(ERR_DATA, "%" PRId64 " waits differ from what the ledger says", differ);
	say(env, STYLE_PLAIN, arena_printf(env->arena, "%" PRId64 " rows, chain sound, %" PRId64 " waits equal a rebuild",
		json_int(answer, "rows", 0), json_int(answer, "waits", 0)));
	say(env, STYLE_DIM, arena_printf(env->arena, "head %s", json_text_or(answer, "head", "")));
	return NULL;
}

err_t render_answer(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = request->call->name;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (strcmp(changes[i].call, name) == 0) {
			changed_say(env, changes[i].done, answer);
			return NULL;
		}
	if (render_has_table(request->call)) {
		if ((request->call->flags & CALL_STREAM) != 0)
			return NULL;
		render_rows(env, request->call, json_get(answer, "rows"));
		if (json_bool(answer, "more", false))
			env->out->note(env->out->data, shown_line(env->arena, arena_printf(env->arena,
				"there is more: --limit N, or --after %s", json_text_or(answer, "next", ""))));
	} else if (strcmp(name, "show") == 0) {
		show_thread(env, answer);
	} else if (strcmp(name, "next") == 0) {
		say(env, STYLE_PLAIN, arena_printf(env->arena, "#%" PRId64 " claimed", json_int(answer, "id", 0)));
	} else if (strcmp(name, "reply") == 0) {
		reply_say(env, answer);
	} else if (strcmp(name, "plan") == 0) {
		review_show(env, answer);
	} else if (strcmp(name, "sync") == 0) {
		sync_say(env, answer);
	} else if (strcmp(name, "stats") == 0) {
		stats_show(env, answer);
	} else if (strcmp(name, "doctor") == 0) {
		findings_say(env, answer);
		if (!json_bool(answer, "ok", true))
			return err_make(ERR_STATE, "doctor: something needs a person");
	} else if (strcmp(name, "ledger verify") == 0) {
		return verdict_say(env, answer);
	} else {
		json_each(answer, member_say, env);
	}
	return NULL;
}
