/* SPDX-License-Identifier: ISC */
/* What a call that answers no rows says to a person: mostly one line. */
#include "answers.h"

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
	{ "account pause", N_("account %s is paused; what waits leaves after account resume"), "account" },
	{ "account remove", N_("account %s is removed; its history stays, and what is open there waits until it is resolved"),
		"account" },
	{ "account resume", N_("account %s goes on: it is checked, read, and what waits leaves"), "account" },
	{ "account seen", N_("what account %s missed counts as seen"), "account" },
	{ "account set", N_("account %s is changed"), "account" },
	{ "agent resume", N_("agent %s may sign in again"), "agent" },
	{ "agent set", N_("agent %s is changed; agent list says what holds now"), "agent" },
	{ "agent suspend", N_("agent %s is cut off until agent resume"), "agent" },
	{ "alarm ack", N_("alarm %s is yours: nobody is told of it again"), "alarm" },
	{ "alarm off", N_("rule %s tells nobody any more"), "rule" },
	{ "on", N_("told from now on, by rule %s"), "rule" },
	{ "annotate", N_("the line is written, as row %s"), "row" },
	{ "annotation remove", N_("line %s is taken off"), "row" },
	{ "approve", N_("reply %s leaves"), "outbox" },
	{ "decline", N_("reply %s is its writer's draft again"), "outbox" },
	{ "bulk drop", N_("%s is left at what was done of it"), "call" },
	{ "business-time", "%s", "seconds" },
	{ "desk set", N_("changed; guichet desk show says what holds now"), "settings" },
	{ "draft drop", N_("draft of #%s dropped"), "conversation" },
	{ "due", "%s", "due" },
	{ "mail cancel", N_("mail %s is not sent"), "mail" },
	{ "mail password", N_("the password is sealed: guichet mail test ADDRESS tries it"), "password" },
	{ "mail retry", N_("mail %s is tried again: guichet mail list says what became of it"), "mail" },
	{ "notice drop", N_("the notice is off every screen"), "dropped" },
	{ "notice read", N_("notice %s is read"), "notice" },
	{ "outbox cancel", N_("outbox %s is cancelled"), "outbox" },
	{ "outbox retry", N_("outbox %s leaves again with the next sync"), "outbox" },
	{ "outbox sent", N_("outbox %s counts as done"), "outbox" },
	{ "route remove", N_("route %s is removed; what it gave stays"), "route" },
	{ "route set", N_("route %s works from now on: guichet route list"), "route" },
	{ "recount", N_("counted anew; %s counts were wrong"), "differed" },
	{ "team set", N_("team %s is changed; guichet team list says what holds now"), "team" },
	{ "report remove", N_("report %s is forgotten"), "name" },
	{ "report save", N_("report %s is saved: guichet report show computes it"), "name" },
	{ "report schedule", N_("report %s leaves by the clock: guichet report scheduled says when"), "name" },
	{ "report unschedule", N_("number %s leaves no more"), "plan" },
	{ "rule disable", N_("rule %s rests"), "rule" },
	{ "rule enable", N_("rule %s works from now on"), "rule" },
	{ "rule move", N_("the rule is number %s now"), "position" },
	{ "snippet remove", N_("the saved reply %s is removed"), "snippet" },
	{ "rule remove", N_("rule %s is removed; what it did stays"), "rule" },
	{ "schedule set", N_("schedule %s is here; account set or desk set says who keeps it"), "schedule" },
	{ "shift add", N_("the shift of %s is on the roster"), "who" },
	{ "shift remove", N_("shift %s is off the roster"), "shift" },
	{ "team add", N_("team %s is here"), "team" },
};

void changed_say(struct command_env *env, const char *one, const char *many, const struct json *answer)
{
	const struct json *changed = json_get(answer, "changed");
	size_t count = json_count(changed);
	const char *done = count == 1 ? _(one) : _(many);

	if (json_get(answer, "total") != NULL && json_int(answer, "count", 0) != 1)
		done = _(many);
	if (json_text(answer, "until") != NULL)
		done = arena_printf(env->arena, _("%s until %s"), done, render_when(env->arena, json_text(answer, "until")));
	if (json_int(answer, "drafts", 0) > 0)
		done = arena_printf(env->arena, message_plural("%s; your unsent draft is kept", "%s; your unsent drafts are kept",
			(uint64_t)json_int(answer, "drafts", 0)), done);
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

static const struct {
	const char *call;
	err_t (*say)(struct command_env *, const struct call_request *, const struct json *answer);
} sayers[] = {
	{ "account check", answer_check },
	{ "agent add", answer_agent_added },
	{ "agent remove", answer_removal },
	{ "availability", answer_availability },
	{ "backup", answer_backup },
	{ "contact merge", contact_changed_say },
	{ "contact note", contact_changed_say },
	{ "contact part", contact_changed_say },
	{ "contact show", contact_say },
	{ "count", answer_count },
	{ "courier start", answer_courier },
	{ "dashboard", answer_dashboard },
	{ "doctor", answer_doctor },
	{ "draft save", answer_draft_saved },
	{ "draft show", answer_draft },
	{ "forecast", answer_forecast },
	{ "handover accept", handover_accepted_say },
	{ "handover ask", handover_line_say },
	{ "handover decline", handover_line_say },
	{ "handover line", handover_line_say },
	{ "handover mail", handover_mailed_say },
	{ "handover pass", handover_line_say },
	{ "handover prepare", handover_prepared_say },
	{ "handover print", handover_print },
	{ "handover show", handover_show_say },
	{ "handover stats", handover_stats_say },
	{ "ids", answer_ids },
	{ "ledger verify", answer_verify },
	{ "link", united_say },
	{ "mail show", answer_mail_server },
	{ "mail test", answer_mail_test },
	{ "merge", united_say },
	{ "metrics rebuild", answer_derived },
	{ "next", answer_next },
	{ "note", answer_note },
	{ "notice", notice_set_say },
	{ "notice show", notice_show_say },
	{ "outbox hold", answer_hold },
	{ "outbox release", answer_hold },
	{ "media add", answer_media_add },
	{ "plan", answer_plan },
	{ "route undo", answer_route_undo },
	{ "promise", answer_promise },
	{ "promise drop", answer_promise_end },
	{ "promise keep", answer_promise_end },
	{ "read", answer_read },
	{ "redo", answer_undo },
	{ "reply", answer_reply },
	{ "report diff", report_diff_say },
	{ "report publish", report_published_say },
	{ "report show", report_say },
	{ "report", report_say },
	{ "rule add", answer_rule },
	{ "rule undo", answer_rule_undo },
	{ "schedule days", answer_schedule_days },
	{ "shift import", answer_shift_import },
	{ "shift now", answer_shift_now },
	{ "show", answer_show },
	{ "snippet add", answer_snippet_add },
	{ "snippet show", answer_snippet_show },
	{ "spikes", answer_spikes },
	{ "spikes now", answer_spikes_now },
	{ "staffing", answer_staffing },
	{ "stats", answer_stats },
	{ "status", answer_status },
	{ "sync", answer_sync },
	{ "target", answer_target },
	{ "team remove", answer_removal },
	{ "undo", answer_undo },
	{ "unlink", united_say },
	{ "unmerge", united_say },
	{ "why", answer_why },
};

/* Behind its last conversation, as it is now; a page of the past has a mark for that. */
static const char *page_end(struct arena *arena, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows"), *last = json_at(rows, json_count(rows) - 1);
	int64_t id = json_text(answer, "as_of") == NULL ? json_int(last, "id", 0) : 0;

	return id > 0 ? arena_printf(arena, "%" PRId64, id) : json_text_or(answer, "next", "");
}

void answer_rest(struct command_env *env, const struct json *answer)
{
	if (json_bool(answer, "hidden", false))
		command_note(env, _("figures about single agents are left out that are not for you"));
	if (json_bool(answer, "more", false) && json_text(answer, "next") == NULL)
		command_note(env, _("there is more: --limit N"));
	else if (json_bool(answer, "more", false))
		command_note(env, env->out->plain ? _("there is more: more")
			: arena_printf(env->arena, _("there is more: --limit N shows more at once, --after %s the next page"),
				page_end(env->arena, answer)));
}

static void rows_say(struct command_env *env, const struct call *call, const struct json *answer)
{
	if (json_get(answer, "accounts") != NULL && json_int(answer, "accounts", 1) == 0) {
		command_note(env, _("this desk has no account yet: guichet account add NETWORK NAME, or guichet demo"));
		return;
	}
	if (json_bool(answer, "hidden", false) && json_count(json_get(answer, "rows")) == 0) {
		command_note(env, _("this is not for you to see: figures about single agents are left out"));
		return;
	}
	render_rows(env, call, json_get(answer, "rows"));
	if (json_text(answer, "ledger_from") != NULL)
		command_note(env, ledger_young(env->arena, answer));
	answer_rest(env, answer);
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
			? answer_undo(env, request, answer) : continued_say(env, answer);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (strcmp(changes[i].call, call->name) == 0) {
			bool waits = strcmp(call->name, "snooze") == 0 && json_text(answer, "until") == NULL;
			int64_t idle = json_int(answer, "idle", 0);

			if (idle > 0 && idle == (int64_t)json_count(json_get(answer, "changed")))
				changed_say(env, NC_("one", "was not urgent: nothing changed"),
					NC_("many", "were not urgent: nothing changed"), answer);
			else
				changed_say(env, waits ? NC_("one", "snoozed until the customer writes") : changes[i].done,
				waits ? NC_("many", "snoozed until the customer writes") : changes[i].all_done, answer);
			return NULL;
		}
	for (size_t i = 0; i < sizeof(sayers) / sizeof(sayers[0]); i++)
		if (strcmp(sayers[i].call, call->name) == 0)
			return sayers[i].say(env, request, answer);
	if ((call->flags & CALL_ACT) != 0)
		return answer_act(env, request, answer);
	if (sentence_say(env, call->name, answer) || (call->flags & CALL_STREAM) != 0)
		return NULL;
	if (render_has_table(call))
		rows_say(env, call, answer);
	else
		json_each(answer, member_say, env);
	return NULL;
}
