/* SPDX-License-Identifier: ISC */
/* What a call that answers no rows says to a person: mostly one line. */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/command/bulk.h"

static const struct { const char *call, *done, *all_done; } changes[] = {
	{ "assign", NC_("one", "assigned"), NC_("many", "assigned") },
	{ "calm", NC_("one", "not urgent any more"), NC_("many", "not urgent any more") },
	{ "claim", NC_("one", "claimed"), NC_("many", "claimed") },
	{ "close", NC_("one", "closed"), NC_("many", "closed") },
	{ "exclude", NC_("one", "left out of figures"), NC_("many", "left out of figures") },
	{ "follow", NC_("one", "followed"), NC_("many", "followed") },
	{ "ham", NC_("one", "no spam: back where it was"), NC_("many", "no spam: back where it was") },
	{ "hold", NC_("one", "put on hold"), NC_("many", "put on hold") },
	{ "include", NC_("one", "in figures again"), NC_("many", "in figures again") },
	{ "mute", NC_("one", "muted"), NC_("many", "muted") },
	{ "no-answer", NC_("one", "resolved: no answer was needed"), NC_("many", "resolved: no answer was needed") },
	{ "pending", NC_("one", "pending: the customer's turn"), NC_("many", "pending: the customer's turn") },
	{ "priority", NC_("one", "has another priority"), NC_("many", "have another priority") },
	{ "release", NC_("one", "released"), NC_("many", "released") },
	{ "reopen", NC_("one", "open again"), NC_("many", "open again") },
	{ "resolve", NC_("one", "resolved"), NC_("many", "resolved") },
	{ "snooze", NC_("one", "snoozed"), NC_("many", "snoozed") },
	{ "spam", NC_("one", "taken for spam"), NC_("many", "taken for spam") },
	{ "tag", NC_("one", "tagged"), NC_("many", "tagged") },
	{ "unfollow", NC_("one", "not followed any more"), NC_("many", "not followed any more") },
	{ "unmute", NC_("one", "not muted any more"), NC_("many", "not muted any more") },
	{ "untag", NC_("one", "untagged"), NC_("many", "untagged") },
	{ "urgent", NC_("one", "urgent: above every deadline"), NC_("many", "urgent: above every deadline") },
};

/* One sentence with one member of the answer in it. */
static const struct { const char *call, *sentence, *member; } sentences[] = {
	{ "account add", N_("account %s is here; guichet sync reads it"), "account" },
	{ "account remove", N_("account %s is removed; its history stays"), "account" },
	{ "account set", N_("account %s is changed"), "account" },
	{ "agent add", N_("agent %s is here"), "agent" },
	{ "agent resume", N_("agent %s may sign in again"), "agent" },
	{ "agent set", N_("agent %s is changed; agent list says what holds now"), "agent" },
	{ "agent suspend", N_("agent %s is cut off until agent resume"), "agent" },
	{ "annotate", N_("the line is written, as row %s"), "row" },
	{ "annotation remove", N_("line %s is taken off"), "row" },
	{ "approve", N_("reply %s leaves"), "outbox" },
	{ "decline", N_("reply %s is its writer's draft again"), "outbox" },
	{ "bulk drop", N_("%s is left at what was done of it"), "call" },
	{ "business-time", "%s", "seconds" },
	{ "desk set", N_("changed; guichet desk show says what holds now"), "settings" },
	{ "draft drop", N_("draft of #%s dropped"), "conversation" },
	{ "draft save", N_("draft of #%s saved"), "conversation" },
	{ "due", "%s", "due" },
	{ "outbox cancel", N_("outbox %s is cancelled"), "outbox" },
	{ "outbox retry", N_("outbox %s leaves again with the next sync"), "outbox" },
	{ "outbox sent", N_("outbox %s counts as done"), "outbox" },
	{ "promise", N_("promised: #%s is due then, if not before"), "conversation" },
	{ "promise drop", N_("the promise in #%s is dropped"), "conversation" },
	{ "promise keep", N_("the promise in #%s is done with"), "conversation" },
	{ "recount", N_("counted anew; %s counts were wrong"), "differed" },
	{ "report remove", N_("report %s is forgotten"), "name" },
	{ "report save", N_("report %s is saved: guichet report show computes it"), "name" },
	{ "rule disable", N_("rule %s rests"), "rule" },
	{ "rule enable", N_("rule %s works from now on"), "rule" },
	{ "rule move", N_("the rule is number %s now"), "position" },
	{ "snippet remove", N_("the saved reply %s is removed"), "snippet" },
	{ "rule remove", N_("rule %s is removed; what it did stays"), "rule" },
	{ "schedule days", N_("schedule %s has a new version with these dates"), "schedule" },
	{ "schedule set", N_("schedule %s is here; account set or desk set says who keeps it"), "schedule" },
	{ "shift add", N_("the shift of %s is on the roster"), "who" },
	{ "shift import", N_("the shifts of %s are on the roster"), "who" },
	{ "shift remove", N_("shift %s is off the roster"), "shift" },
	{ "team add", N_("team %s is here"), "team" },
};

static void say(struct command_env *env, enum sink_style style, const char *text)
{
	sink_text(env->out, style, shown_line(env->arena, text));
}

static void changed_say(struct command_env *env, const char *one, const char *many, const struct json *answer)
{
	const struct json *changed = json_get(answer, "changed");
	size_t count = json_count(changed);
	const char *done = count == 1 ? _(one) : _(many);

	if (json_get(answer, "total") != NULL && json_int(answer, "count", 0) != 1)
		done = _(many);
	if (json_text(answer, "until") != NULL)
		done = arena_printf(env->arena, _("%s until %s"), done, render_when(env->arena, json_text(answer, "until")));
	if (json_get(answer, "total") != NULL)
		bulk_done_say(env, done, answer);
	else if (count == 0)
		command_note(env, _("nothing to change: it is so already"));
	else if (count == 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, "#%" PRId64 " %s", json_value_int(json_at(changed, 0), 0), done));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%zu conversation %s",
			"%zu conversations %s", count), count, done));
}

static const char *accounts_text(struct command_env *env, int64_t n)
{
	return arena_printf(env->arena, message_plural("%" PRId64 " account", "%" PRId64 " accounts", (uint64_t)n), n);
}

static err_t sync_say(struct command_env *env, const struct call_request *request, const struct json *a)
{
	const struct json *failures = json_get(a, "failures");
	int64_t later = json_int(a, "later", 0), held = json_int(a, "held", 0), unknown = json_int(a, "unknown", 0);
	int64_t added = json_int(a, "added", 0), sent = json_int(a, "sent", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s read, %s, %s"),
		accounts_text(env, json_int(a, "accounts", 0)),
		arena_printf(env->arena, message_plural("%" PRId64 " new message", "%" PRId64 " new messages", (uint64_t)added), added),
		arena_printf(env->arena, message_plural("%" PRId64 " reply sent", "%" PRId64 " replies sent", (uint64_t)sent), sent)));
	if (json_int(a, "acted", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " thing done at the network",
			"%" PRId64 " things done at the network", (uint64_t)json_int(a, "acted", 0)), json_int(a, "acted", 0)));
	if (later + held + unknown + json_int(a, "failed", 0) > 0)
		say(env, SINK_WARN, arena_printf(env->arena, _("outbox: %" PRId64 " later, %" PRId64 " held, %" PRId64
			" unknown, %" PRId64 " failed (guichet outbox)"), later, held, unknown, json_int(a, "failed", 0)));
	for (size_t i = 0; i < json_count(failures); i++)
		say(env, SINK_WARN, arena_printf(env->arena, _("%s was not read: %s"),
			json_text_or(json_at(failures, i), "account", "?"),
			message_told(env->arena, json_text_or(json_at(failures, i), "text", ""))));
	if (json_count(failures) > 0)
		return err_make(ERR_NET, "%s could not be read",
			accounts_text(env, (int64_t)json_count(failures)));
	return NULL;
}

static err_t doctor_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *findings = json_get(answer, "findings");

	for (size_t i = 0; i < json_count(findings); i++) {
		const struct json *finding = json_at(findings, i);
		bool bad = json_bool(finding, "bad", false);

		say(env, bad ? SINK_WARN : SINK_PLAIN, arena_printf(env->arena, "%s %s",
			bad ? "!!" : "ok", message_told(env->arena, json_text_or(finding, "text", ""))));
	}
	(void)request;
	return json_bool(answer, "ok", true) ? NULL : err_make(ERR_STATE, "doctor: something needs a person");
}

static err_t reply_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t outbox = json_int(answer, "outbox", 0);
	const char *leaves = json_text_or(answer, "leaves", "sync");

	if (json_bool(answer, "already", false))
		say(env, SINK_PLAIN, arena_printf(env->arena, _("that reply is already in the outbox as %" PRId64
			" (--again sends it twice)"), outbox));
	else if (json_text(answer, "not_before") != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("reply %" PRId64 " is in the outbox; it does not leave before %s "
			"(guichet undo takes it back)"), outbox, render_when(env->arena, json_text(answer, "not_before"))));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, strcmp(leaves, "approval") == 0
			? _("reply %" PRId64 " waits until somebody else approves it") : strcmp(leaves, "now") == 0
			? _("reply %" PRId64 " is in the outbox; it leaves now") : strcmp(leaves, "held") == 0
			? _("reply %" PRId64 " is in the outbox; it leaves after guichet outbox release")
			: _("reply %" PRId64 " is in the outbox; it leaves with the next sync"), outbox));
	(void)request;
	return NULL;
}

static err_t act_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *leaves = json_text_or(answer, "leaves", "sync"), *name = request->call->name;
	const char *when = strcmp(leaves, "now") == 0 ? _("it leaves now") : strcmp(leaves, "held") == 0 ?
		_("it leaves after guichet outbox release") : _("it leaves with the next sync");
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
			say(env, SINK_PLAIN, message_put(env->arena, _(sentences[i].sentence),
				member_text(env, answer, sentences[i].member)));
			return true;
		}
	return false;
}

static err_t hold_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	sink_text(env->out, SINK_PLAIN, json_bool(answer, "held", false)
		? shown_literal(_("nothing leaves until guichet outbox release"))
		: shown_literal(_("replies leave again with the next sync")));
	(void)request;
	return NULL;
}

static const char *names_text(struct command_env *env, const struct json *list)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++)
		str_printf(&text, "%s%s", i > 0 ? ", " : "", json_value_text(json_at(list, i)));
	copy = arena_copy(env->arena, str_text(&text));
	str_finish(&text);
	return copy;
}

static err_t status_say(struct command_env *env, const struct call_request *request, const struct json *a)
{
	const struct json *outbox = json_get(a, "outbox");

	say(env, SINK_STRONG, arena_printf(env->arena, _("%" PRId64 " open, %" PRId64 " waiting, %" PRId64
		" late, %" PRId64 " with nobody"), json_int(a, "open", 0), json_int(a, "waiting", 0),
		json_int(a, "breached", 0), json_int(a, "unassigned", 0)));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " pending, %" PRId64 " on hold, %" PRId64
		" snoozed, %" PRId64 " resolved; %" PRId64 " messages"), json_int(a, "pending", 0),
		json_int(a, "on_hold", 0), json_int(a, "snoozed", 0), json_int(a, "resolved", 0), json_int(a, "messages", 0)));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("outbox: %" PRId64 " queued, %" PRId64 " unknown, %" PRId64
		" failed%s%s"), json_int(outbox, "queued", 0), json_int(outbox, "unknown", 0), json_int(outbox, "failed", 0),
		json_bool(a, "held", false) ? _("; held: nothing leaves") : "",
		json_bool(a, "courier", true) ? "" : _("; the courier waits for guichet courier start")));
	if (json_get(a, "stopped") != NULL)
		say(env, SINK_WARN, bulk_stopped(env->arena, json_get(a, "stopped"), command_is_shell(env)));
	say(env, SINK_DIM, arena_printf(env->arena, _("you are %s (%s); connected: %s; target %s; build %s"),
		json_text_or(a, "agent", "?"), json_text_or(a, "role", "?"), names_text(env, json_get(a, "agents")),
		render_seconds(env->arena, json_int(a, "target", 0)), json_text_or(a, "build", "?")));
	(void)request;
	return NULL;
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
	say(env, SINK_PLAIN, arena_printf(env->arena, "%s: %s", key, str_text(&text)));
	str_finish(&text);
}

static err_t verify_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t bad = json_int(answer, "bad_seq", 0), differ = json_int(answer, "waits_differ", 0);

	(void)request;
	if (bad != 0)
		return err_make(ERR_DATA, "ledger row %" PRId64 ": %s", bad, json_text_or(answer, "what", _("does not fit the chain")));
	if (differ != 0)
		return err_make(ERR_DATA, "%" PRId64 " waits differ from what the ledger says", differ);
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " rows, chain sound, %" PRId64 " waits equal a rebuild"),
		json_int(answer, "rows", 0), json_int(answer, "waits", 0)));
	say(env, SINK_DIM, arena_printf(env->arena, _("head %s"), json_text_or(answer, "head", "")));
	return NULL;
}

static err_t derived_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");
	int64_t differ = json_int(answer, "differ", 0), days = json_int(answer, "days_differ", 0);

	(void)request;
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *what = json_text_or(json_at(rows, i), "what", "");
		int64_t id = json_int(json_at(rows, i), "id", 0);

		say(env, SINK_WARN, id == 0 ? what : arena_printf(env->arena, "#%" PRId64 ": %s", id, what));
	}
	if (differ != 0)
		return err_make(ERR_DATA, "%" PRId64 " rows differ from what the ledger says: guichet metrics rebuild", differ);
	if (days != 0)
		return err_make(ERR_DATA, "%" PRId64 " packed days differ from their rows: guichet metrics rebuild", days);
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " waits and %" PRId64 " cases are as the ledger says"),
		json_int(answer, "waits", 0), json_int(answer, "cases", 0)));
	return NULL;
}

static err_t check_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)env;
	(void)request;
	return json_text(answer, "first_error") == NULL ? NULL
		: err_make(ERR_STATE, "%s", json_text(answer, "first_error"));
}

static err_t draft_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, json_text_or(answer, "text", _("no draft")));
	return NULL;
}

/* A query a line behind its number. */
static err_t count_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *counts = json_get(answer, "counts"), *more = json_get(answer, "more");

	for (size_t i = 0; i < call_count(request, "query"); i++) {
		const char *number = arena_printf(env->arena, "%" PRId64 "%s", json_value_int(json_at(counts, i), 0),
			json_value_bool(json_at(more, i), false) ? "+" : "");

		say(env, SINK_PLAIN, arena_printf(env->arena, "%6s  %s", number, call_text_at(request, "query", i)));
	}
	return NULL;
}

static err_t next_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, "#%" PRId64 " %s", json_int(answer, "id", 0), _(NC_("one", "claimed"))));
	return NULL;
}

static err_t read_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	changed_say(env, call_flag(request, "unread") ? NC_("one", "unread again") : NC_("one", "read"),
		call_flag(request, "unread") ? NC_("many", "unread again") : NC_("many", "read"), answer);
	return NULL;
}

static err_t why_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, json_text_or(answer, "why", ""));
	return NULL;
}

static err_t note_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)answer;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("noted on #%" PRId64), call_int(request, "id", 0)));
	return NULL;
}

static err_t target_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("a first reply is due within %s"),
		render_seconds(env->arena, json_int(answer, "target", 0))));
	return NULL;
}

static err_t courier_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	(void)answer;
	sink_text(env->out, SINK_PLAIN, shown_literal(_("the courier may run on this desk")));
	return NULL;
}

static const char *removal_of(struct command_env *env, const struct json *answer)
{
	int64_t count = json_int(answer, "count", 0);
	const char *to = json_text(answer, "to");

	if (count == 0)
		return _("what was done stays");
	if (to == NULL)
		return arena_printf(env->arena, message_plural("%" PRId64 " conversation is back in the queue",
			"%" PRId64 " conversations are back in the queue", (uint64_t)count), count);
	return arena_printf(env->arena, message_plural("%" PRId64 " conversation goes to %s",
		"%" PRId64 " conversations go to %s", (uint64_t)count), count, to);
}

static err_t removal_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	bool team = str_starts(request->call->name, "team"), dry = json_bool(answer, "dry_run", false);
	int64_t drafts = json_int(answer, "drafts", 0), sends = json_int(answer, "sends", 0);
	const char *name = json_text_or(answer, team ? "team" : "agent", "?");

	say(env, SINK_PLAIN, arena_printf(env->arena, "%s; %s", message_put(env->arena,
		team ? _("team %s is removed") : dry ? _("agent %s would be removed") : _("agent %s is removed"), name),
		removal_of(env, answer)));
	if (drafts > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " draft is kept with its conversation",
			"%" PRId64 " drafts are kept with their conversations", (uint64_t)drafts), drafts));
	if (sends > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " reply is still to leave: outbox list",
			"%" PRId64 " replies are still to leave: outbox list", (uint64_t)sends), sends));
	return NULL;
}

static err_t rule_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, json_bool(answer, "added", true) ?
		_("rule %s works from now on") : _("rule %s is here already"), json_text_or(answer, "rule", "?")));
	return NULL;
}

static err_t rule_undo_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *left = json_get(answer, "left");

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural(
		"%" PRId64 " run of rule %s taken back", "%" PRId64 " runs of rule %s taken back",
		(uint64_t)json_int(answer, "undone", 0)), json_int(answer, "undone", 0), json_text_or(answer, "rule", "?")));
	for (size_t i = 0; i < json_count(left); i++)
		say(env, SINK_WARN, arena_printf(env->arena, _("#%" PRId64 " stays: %s"), json_int(json_at(left, i), "id", 0),
			message_told(env->arena, json_text_or(json_at(left, i), "why", ""))));
	if (json_bool(answer, "more", false))
		command_note(env, _("there is more: say it again"));
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

static err_t undo_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	bool dry = json_bool(answer, "dry_run", false), again = json_text(answer, "redone") != NULL;

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, again
		? dry ? _("would redo: %s of %s (%s ago)") : _("redone: %s of %s (%s ago)")
		: dry ? _("would undo: %s of %s (%s ago)") : _("undone: %s of %s (%s ago)"),
		json_text_or(answer, again ? "redone" : "undone", "?"), ids_text(env, answer),
		render_seconds(env->arena, json_int(answer, "age_s", 0))));
	bulk_left_say(env, answer);
	return NULL;
}

static err_t ids_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	ids_print(env, answer);
	return NULL;
}

static err_t show_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	show_thread(env, answer);
	return NULL;
}

static err_t plan_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	review_show(env, answer);
	return NULL;
}

static err_t stats_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	stats_show(env, answer, call_text(request, "metric") != NULL);
	return NULL;
}

static err_t dashboard_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	dashboard_show(env, answer);
	return NULL;
}

static err_t snippet_add_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, json_bool(answer, "added", false) ? _("the saved reply %s is new") :
		_("the saved reply %s has a new text"), json_text_or(answer, "snippet", "?")));
	return NULL;
}

/* The text as it would be written, and what is missing in it. */
static err_t snippet_show_say(struct command_env *env, const struct call_request *request, const struct json *answer)
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
		say(env, SINK_WARN, arena_printf(env->arena, _("nobody knows {%s} here"), json_value_text(json_at(missing, i))));
	say(env, SINK_DIM, arena_printf(env->arena, message_plural("used %" PRIu64 " time", "used %" PRIu64 " times", uses), uses));
	return NULL;
}

/* "maria until 20 Nov 14:00" */
static const char *shifts_text(struct command_env *env, const struct json *list, bool next)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		const char *when = json_text(one, next ? "from" : "until");

		str_printf(&text, "%s%s", i > 0 ? ", " : "", when == NULL ? json_text_or(one, "who", "?")
			: arena_printf(env->arena, next ? _("%s from %s") : _("%s until %s"), json_text_or(one, "who", "?"),
			render_when(env->arena, when)));
	}
	copy = arena_copy(env->arena, str_text(&text));
	str_finish(&text);
	return copy;
}

static err_t shift_now_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *on = json_get(answer, "on"), *next = json_get(answer, "next");

	(void)request;
	if (!json_bool(answer, "roster", false)) {
		command_note(env, _("no roster yet: guichet shift add WHO mon-fri 06:00-14:00"));
		return NULL;
	}
	if (json_count(on) == 0)
		say(env, SINK_WARN, _("nobody is on"));
	else
		say(env, SINK_STRONG, arena_printf(env->arena, _("on now: %s"), shifts_text(env, on, false)));
	if (json_count(next) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("next: %s"), shifts_text(env, next, true)));
	return NULL;
}

static const struct {
	const char *call;
	err_t (*say)(struct command_env *, const struct call_request *, const struct json *answer);
} sayers[] = {
	{ "account check", check_say }, { "agent remove", removal_say }, { "contact merge", contact_changed_say },
	{ "contact note", contact_changed_say }, { "contact part", contact_changed_say }, { "contact show", contact_say },
	{ "count", count_say },
	{ "courier start", courier_say }, { "dashboard", dashboard_say }, { "doctor", doctor_say },
	{ "draft show", draft_say }, { "ids", ids_say },
	{ "handover accept", handover_accepted_say }, { "handover ask", handover_line_say },
	{ "handover decline", handover_line_say }, { "handover line", handover_line_say },
	{ "handover pass", handover_line_say }, { "handover prepare", handover_prepared_say },
	{ "handover print", handover_print }, { "handover show", handover_show_say },
	{ "handover stats", handover_stats_say },
	{ "ledger verify", verify_say }, { "next", next_say }, { "note", note_say },
	{ "draft show", draft_say }, { "ledger verify", verify_say },
	{ "link", united_say }, { "merge", united_say }, { "metrics rebuild", derived_say }, { "next", next_say },
	{ "note", note_say },
	{ "outbox hold", hold_say }, { "outbox release", hold_say }, { "plan", plan_say }, { "read", read_say },
	{ "redo", undo_say }, { "reply", reply_say }, { "rule add", rule_say }, { "rule undo", rule_undo_say },
	{ "shift now", shift_now_say }, { "show", show_say },
	{ "snippet add", snippet_add_say }, { "snippet show", snippet_show_say },
	{ "report", report_say }, { "report diff", report_diff_say },
	{ "report publish", report_published_say }, { "report show", report_say }, { "stats", stats_say },
	{ "status", status_say }, { "sync", sync_say },
	{ "team remove", removal_say },
	{ "target", target_say }, { "undo", undo_say }, { "unlink", united_say }, { "unmerge", united_say },
	 { "why", why_say },
};

static void rows_say(struct command_env *env, const struct call *call, const struct json *answer)
{
	if (json_get(answer, "accounts") != NULL && json_int(answer, "accounts", 1) == 0) {
		command_note(env, _("this desk has no account yet: guichet account add NETWORK NAME, or guichet demo"));
		return;
	}
	render_rows(env, call, json_get(answer, "rows"));
	if (json_text(answer, "ledger_from") != NULL)
		command_note(env, ledger_young(env->arena, answer));
	if (json_bool(answer, "more", false) && json_text(answer, "next") == NULL)
		command_note(env, _("there is more: --limit N"));
	else if (json_bool(answer, "more", false))
		command_note(env, env->out->plain ? _("there is more: more")
			: arena_printf(env->arena, _("there is more: --limit N, or --after %s"), json_text_or(answer, "next", "")));
}

/* Which call it was that went on is said by whoever asked. */
static err_t continued_say(struct command_env *env, const struct json *answer)
{
	bulk_done_say(env, _(NC_("many", "done")), answer);
	return NULL;
}

err_t render_answer(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct call *call = request->call;

	if (json_bool(answer, "dry_run", false) && (call->flags & CALL_BULK) != 0) {
		bulk_preview_say(env, answer);
		return NULL;
	}
	if ((call->flags & CALL_SLICES) != 0)
		return json_text(answer, "undone") != NULL || json_text(answer, "redone") != NULL
			? undo_say(env, request, answer) : continued_say(env, answer);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (strcmp(changes[i].call, call->name) == 0) {
			bool waits = strcmp(call->name, "snooze") == 0 && json_text(answer, "until") == NULL;

			changed_say(env, waits ? NC_("one", "snoozed until the customer writes") : changes[i].done,
				waits ? NC_("many", "snoozed until the customer writes") : changes[i].all_done, answer);
			return NULL;
		}
	for (size_t i = 0; i < sizeof(sayers) / sizeof(sayers[0]); i++)
		if (strcmp(sayers[i].call, call->name) == 0)
			return sayers[i].say(env, request, answer);
	if ((call->flags & CALL_ACT) != 0)
		return act_say(env, request, answer);
	if (sentence_say(env, call->name, answer) || (call->flags & CALL_STREAM) != 0)
		return NULL;
	if (render_has_table(call))
		rows_say(env, call, answer);
	else
		json_each(answer, member_say, env);
	return NULL;
}
