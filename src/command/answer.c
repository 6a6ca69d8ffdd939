/* SPDX-License-Identifier: ISC */
/* What a call that answers no rows says to a person: mostly one line. */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/str.h"

static const struct { const char *call, *done; } changes[] = {
	{ "assign", "assigned" }, { "claim", "claimed" }, { "close", "closed" }, { "hold", "put on hold" },
	{ "pending", "pending: the customer's turn" }, { "release", "released" }, { "reopen", "open again" },
	{ "resolve", "resolved" }, { "snooze", "snoozed" }, { "tag", "tagged" }, { "untag", "untagged" },
};

/* One sentence with one member of the answer in it. */
static const struct { const char *call, *before, *member, *after; } sentences[] = {
	{ "account add", "account ", "account", " is here; guichet sync reads it" },
	{ "account remove", "account ", "account", " is removed; its history stays" },
	{ "account set", "account ", "account", " is changed" },
	{ "agent add", "agent ", "agent", " is here" },
	{ "agent remove", "agent ", "agent", " is removed; what was done stays" },
	{ "draft drop", "draft of #", "conversation", " dropped" },
	{ "draft save", "draft of #", "conversation", " saved" },
	{ "outbox cancel", "reply ", "outbox", " is cancelled" },
	{ "outbox retry", "reply ", "outbox", " leaves again with the next sync" },
	{ "outbox sent", "reply ", "outbox", " counts as sent" },
	{ "team add", "team ", "team", " is here" },
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
		command_note(env, "nothing to change: it is so already");
	else if (count == 1)
		say(env, STYLE_PLAIN, arena_printf(env->arena, "#%" PRId64 " %s", json_value_int(json_at(changed, 0), 0), done));
	else
		say(env, STYLE_PLAIN, arena_printf(env->arena, "%zu conversations %s", count, done));
}

/* "1 account", "3 accounts". */
static const char *counted(struct command_env *env, int64_t n, const char *one, const char *many)
{
	return arena_printf(env->arena, "%" PRId64 " %s", n, n == 1 ? one : many);
}

static void sync_say(struct command_env *env, const struct json *a)
{
	int64_t later = json_int(a, "later", 0), held = json_int(a, "held", 0), unknown = json_int(a, "unknown", 0);

	say(env, STYLE_PLAIN, arena_printf(env->arena, "%s read, %s, %s sent",
		counted(env, json_int(a, "accounts", 0), "account", "accounts"),
		counted(env, json_int(a, "added", 0), "new message", "new messages"),
		counted(env, json_int(a, "sent", 0), "reply", "replies")));
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

/* A text member as it is, a number in digits. */
static const char *member_text(struct command_env *env, const struct json *answer, const char *member)
{
	const char *text = json_text(answer, member);

	return text != NULL ? text : arena_printf(env->arena, "%" PRId64, json_int(answer, member, 0));
}

static bool sentence_say(struct command_env *env, const char *name, const struct json *answer)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (strcmp(sentences[i].call, name) == 0) {
			say(env, STYLE_PLAIN, arena_printf(env->arena, "%s%s%s", sentences[i].before,
				member_text(env, answer, sentences[i].member), sentences[i].after));
			return true;
		}
	return false;
}

static void hold_say(struct command_env *env, const struct json *answer)
{
	sink_text(env->out, STYLE_PLAIN, json_bool(answer, "held", false)
		? shown_literal("nothing leaves until guichet outbox release")
		: shown_literal("replies leave again with the next sync"));
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
	if (sentence_say(env, name, answer))
		return NULL;
	if (render_has_table(request->call)) {
		if ((request->call->flags & CALL_STREAM) != 0)
			return NULL;
		render_rows(env, request->call, json_get(answer, "rows"));
		if (json_bool(answer, "more", false))
			command_note(env, arena_printf(env->arena,
				"there is more: --limit N, or --after %s", json_text_or(answer, "next", "")));
	} else if (strcmp(name, "show") == 0) {
		show_thread(env, answer);
	} else if (strcmp(name, "next") == 0) {
		say(env, STYLE_PLAIN, arena_printf(env->arena, "#%" PRId64 " claimed", json_int(answer, "id", 0)));
	} else if (strcmp(name, "reply") == 0) {
		reply_say(env, answer);
	} else if (str_starts(name, "outbox ")) {
		hold_say(env, answer);
	} else if (strcmp(name, "note") == 0) {
		say(env, STYLE_PLAIN, arena_printf(env->arena, "noted on #%" PRId64, call_int(request, "id", 0)));
	} else if (strcmp(name, "draft show") == 0) {
		say(env, STYLE_PLAIN, json_text_or(answer, "text", "no draft"));
	} else if (strcmp(name, "target") == 0) {
		say(env, STYLE_PLAIN, arena_printf(env->arena, "a first reply is due within %s",
			render_seconds(env->arena, json_int(answer, "target", 0))));
	} else if (strcmp(name, "courier start") == 0) {
		sink_text(env->out, STYLE_PLAIN, shown_literal("the courier may run on this desk"));
	} else if (strcmp(name, "plan") == 0) {
		review_show(env, answer);
	} else if (strcmp(name, "account check") == 0) {
		if (json_text(answer, "first_error") != NULL)
			return err_make(ERR_STATE, "%s", json_text(answer, "first_error"));
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
	} else if ((request->call->flags & CALL_STREAM) == 0) {
		json_each(answer, member_say, env);
	}
	return NULL;
}
