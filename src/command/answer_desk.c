/* SPDX-License-Identifier: ISC */
/* What calls about the desk itself say: its state, its checks, who is on, who leaves it. */
#include "answers.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/command/bulk.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"

static const char *accounts_text(struct command_env *env, int64_t n)
{
	return arena_printf(env->arena, message_plural("%" PRId64 " account", "%" PRId64 " accounts", (uint64_t)n), n);
}

/* Mails that were tried and did not arrive are as bad as accounts that could not be read. */
static err_t mails_say(struct command_env *env, const struct json *mail)
{
	int64_t sent = json_int(mail, "sent", 0), later = json_int(mail, "later", 0), held = json_int(mail, "held", 0);
	int64_t unknown = json_int(mail, "unknown", 0), failed = json_int(mail, "failed", 0), bad = later + unknown + failed;

	if (sent > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " mail sent", "%" PRId64 " mails sent",
			(uint64_t)sent), sent));
	if (bad + held > 0)
		say(env, SINK_WARN, arena_printf(env->arena, _("mail: %" PRId64 " later, %" PRId64 " held, %" PRId64
			" unknown, %" PRId64 " failed (guichet mail list)"), later, held, unknown, failed));
	return bad == 0 ? NULL : err_make(ERR_NET, "%s", arena_printf(env->arena, message_plural(
		"%" PRId64 " mail did not leave", "%" PRId64 " mails did not leave", (uint64_t)bad), bad));
}

err_t answer_sync(struct command_env *env, const struct call_request *request, const struct json *a)
{
	const struct json *failures = json_get(a, "failures");
	int64_t later = json_int(a, "later", 0), held = json_int(a, "held", 0), unknown = json_int(a, "unknown", 0);
	int64_t added = json_int(a, "added", 0), sent = json_int(a, "sent", 0);
	err_t err;

	(void)request;
	if (json_bool(a, "waits", false)) {
		say(env, SINK_WARN, _("this desk was restored or copied: nothing is asked or sent until guichet courier start"));
		return NULL;
	}
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s read, %s, %s"),
		accounts_text(env, json_int(a, "accounts", 0)),
		arena_printf(env->arena, message_plural("%" PRId64 " new message", "%" PRId64 " new messages", (uint64_t)added), added),
		arena_printf(env->arena, message_plural("%" PRId64 " reply sent", "%" PRId64 " replies sent", (uint64_t)sent), sent)));
	if (json_int(a, "acted", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRId64 " thing done at the network",
			"%" PRId64 " things done at the network", (uint64_t)json_int(a, "acted", 0)), json_int(a, "acted", 0)));
	err = mails_say(env, json_get(a, "mail"));
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
	return err;
}

/* How large it will be was guessed. */
void backup_row(struct command_env *env, const struct json *row)
{
	int64_t of = json_int(row, "of", 0), done = json_int(row, "done", 0);

	if (!env->front.quiet && of > 0)
		env->out->progress(env->out->data, shown_line(env->arena, arena_printf(env->arena, "backup: %" PRId64 " %%",
			done >= of ? 100 : done * 100 / of)));
}

err_t answer_backup(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *file = json_text_or(answer, "file", "?"), *size = media_size(env->arena, answer);
	const char *trouble = json_text(answer, "trouble"), *left = json_text(answer, "left");

	(void)request;
	if (trouble == NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s is a copy of the desk (%s), read through and sound"), file, size));
	else
		say(env, SINK_WARN, arena_printf(env->arena, _("%s is a copy of the desk (%s), which is not sound itself: %s"), file,
			size, trouble));
	if (left != NULL)
		command_note(env, arena_printf(env->arena, _("what a copy that was killed had left is gone: %s"), left));
	command_note(env, _("what opens the secrets in it is the desk's key file: keep that elsewhere"));
	return NULL;
}

err_t answer_doctor(struct command_env *env, const struct call_request *request, const struct json *answer)
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

static const char *names_text(struct command_env *env, const struct json *list)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++)
		str_printf(&text, "%s%s", i > 0 ? ", " : "", json_text_at(list, i));
	copy = arena_copy(env->arena, str_text(&text));
	str_finish(&text);
	return copy;
}

err_t answer_status(struct command_env *env, const struct call_request *request, const struct json *a)
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

err_t answer_verify(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t bad = json_int(answer, "bad_seq", 0), differ = json_int(answer, "waits_differ", 0);
	int64_t rows = json_int(answer, "rows", 0), waits = json_int(answer, "waits", 0);

	(void)request;
	if (bad != 0)
		return err_make(ERR_DATA, "ledger row %" PRId64 ": %s", bad, json_text_or(answer, "what", _("does not fit the chain")));
	if (differ != 0)
		return err_make(ERR_DATA, "%" PRId64 " waits differ from what the ledger says", differ);
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s, chain sound, %s"),
		arena_printf(env->arena, message_plural("%" PRId64 " row", "%" PRId64 " rows", (uint64_t)rows), rows),
		arena_printf(env->arena, message_plural("%" PRId64 " wait equals a rebuild", "%" PRId64 " waits equal a rebuild",
			(uint64_t)waits), waits)));
	say(env, SINK_DIM, arena_printf(env->arena, _("head %s"), json_text_or(answer, "head", "")));
	return NULL;
}

err_t answer_derived(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");
	int64_t differ = json_int(answer, "differ", 0), days = json_int(answer, "days_differ", 0);
	int64_t waits = json_int(answer, "waits", 0), cases = json_int(answer, "cases", 0);

	(void)request;
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *what = json_text_or(json_at(rows, i), "what", "");
		int64_t id = json_int(json_at(rows, i), "id", 0);

		say(env, SINK_WARN, id == 0 ? what : arena_printf(env->arena, _("%s: %s"),
			arena_printf(env->arena, "#%" PRId64, id), what));
	}
	if (differ != 0)
		return err_make(ERR_DATA, "%" PRId64 " rows differ from what the ledger says: guichet metrics rebuild", differ);
	if (days != 0)
		return err_make(ERR_DATA, "%" PRId64 " packed days differ from their rows: guichet metrics rebuild", days);
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s and %s are as the ledger says"),
		arena_printf(env->arena, message_plural("%" PRId64 " wait", "%" PRId64 " waits", (uint64_t)waits), waits),
		arena_printf(env->arena, message_plural("%" PRId64 " case", "%" PRId64 " cases", (uint64_t)cases), cases)));
	return NULL;
}

err_t answer_check(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)env;
	(void)request;
	return json_text(answer, "first_error") == NULL ? NULL
		: err_make(ERR_STATE, "%s", json_text(answer, "first_error"));
}

/* A query a line behind its number. */
err_t answer_count(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *counts = json_get(answer, "counts"), *more = json_get(answer, "more");

	for (size_t i = 0; i < call_count(request, "query"); i++) {
		const char *number = arena_printf(env->arena, "%" PRId64 "%s", json_value_int(json_at(counts, i), 0),
			json_value_bool(json_at(more, i), false) ? "+" : "");

		say(env, SINK_PLAIN, arena_printf(env->arena, "%6s  %s", number, call_text_at(request, "query", i)));
	}
	return NULL;
}

err_t answer_target(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *target = render_seconds(env->arena, json_int(answer, "target", 0)), *from = json_text(answer, "from");

	(void)request;
	if (from == NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("every reply is due within %s, for who writes from now on"), target));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, _("every reply is due within %s, for who wrote since %s: "
			"figures from then on are told anew"), target, render_at(env, from)));
	return NULL;
}

err_t answer_courier(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	(void)answer;
	sink_text(env->out, SINK_PLAIN, shown_literal(_("the courier may run on this desk")));
	return NULL;
}

static const char *removal_of(struct command_env *env, const struct json *answer)
{
	int64_t count = json_int(answer, "count", 0), unseen = json_int(answer, "unseen", 0);
	const char *to = json_text(answer, "to");

	if (count == 0)
		return _("what was done stays");
	if (to == NULL || unseen == count)
		return arena_printf(env->arena, message_plural("%" PRId64 " conversation is back in the queue",
			"%" PRId64 " conversations are back in the queue", (uint64_t)count), count);
	return arena_printf(env->arena, message_plural("%" PRId64 " conversation goes to %s",
		"%" PRId64 " conversations go to %s", (uint64_t)(count - unseen)), count - unseen, to);
}

/* What somebody leaves behind beside conversations; a line for each kind of thing. */
static void left_say(struct command_env *env, const struct json *answer)
{
	static const char *const kinds[] = { "drafts", "sends", "scheduled", "approvals", "unsettled", "promises" };
	enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
	int64_t n[KINDS];
	const char *lines[KINDS];

	for (size_t i = 0; i < KINDS; i++)
		n[i] = json_int(answer, kinds[i], 0);
	lines[0] = arena_printf(env->arena, message_plural("%" PRId64 " draft is kept with its conversation",
		"%" PRId64 " drafts are kept with their conversations", (uint64_t)n[0]), n[0]);
	lines[1] = arena_printf(env->arena, message_plural("%" PRId64 " reply is still to leave: outbox list",
		"%" PRId64 " replies are still to leave: outbox list", (uint64_t)n[1]), n[1]);
	lines[2] = arena_printf(env->arena, message_plural("%" PRId64 " of them at a set time",
		"%" PRId64 " of them at set times", (uint64_t)n[2]), n[2]);
	lines[3] = arena_printf(env->arena, message_plural("%" PRId64 " reply waits for a second person: outbox list",
		"%" PRId64 " replies wait for a second person: outbox list", (uint64_t)n[3]), n[3]);
	lines[4] = arena_printf(env->arena, message_plural("%" PRId64 " reply failed or is in doubt: outbox list",
		"%" PRId64 " replies failed or are in doubt: outbox list", (uint64_t)n[4]), n[4]);
	lines[5] = arena_printf(env->arena, message_plural("%" PRId64 " promise stands open: list is:promised",
		"%" PRId64 " promises stand open: list is:promised", (uint64_t)n[5]), n[5]);
	for (size_t i = 0; i < KINDS; i++)
		if (n[i] > 0)
			say(env, SINK_PLAIN, lines[i]);
}

/* A name that was here before has its history again, and is said to; one that is here may have another role now. */
err_t answer_agent_added(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = json_text_or(answer, "agent", "?"), *role = json_text_or(answer, "role", "?");
	const char *was = json_text(answer, "was");

	(void)request;
	say(env, SINK_PLAIN, json_bool(answer, "back", false) ? message_put(env->arena,
		_("agent %s is back, with the settings and the history of before; somebody else wants another name"), name) :
		was == NULL ? message_put(env->arena, _("agent %s is here"), name) : str_equal(was, role) ?
		arena_printf(env->arena, _("agent %s is here already, with the role %s: guichet agent add %s --role ROLE "
		"gives another"), name, role, name) :
		arena_printf(env->arena, _("agent %s has the role %s now, and had %s"), name, role, was));
	return NULL;
}

err_t answer_removal(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	bool team = str_starts(request->call->name, "team"), dry = json_bool(answer, "dry_run", false);
	const char *name = json_text_or(answer, team ? "team" : "agent", "?");
	int64_t unseen = json_int(answer, "unseen", 0);

	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s; %s"), message_put(env->arena,
		team ? _("team %s is removed") : dry ? _("agent %s would be removed") : _("agent %s is removed"), name),
		removal_of(env, answer)));
	if (unseen > 0)
		say(env, SINK_WARN, arena_printf(env->arena, message_plural(
			"%" PRId64 " conversation is in the queue: %s does not see its account",
			"%" PRId64 " conversations are in the queue: %s does not see their accounts", (uint64_t)unseen),
			unseen, json_text_or(answer, "to", "?")));
	if (json_text(answer, "lost") != NULL)
		say(env, SINK_WARN, message_put(env->arena, _("files of drafts that were not handed on: %s"),
			json_text(answer, "lost")));
	left_say(env, answer);
	return NULL;
}

err_t answer_hold(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	sink_text(env->out, SINK_PLAIN, json_bool(answer, "held", false)
		? shown_literal(_("nothing leaves until guichet outbox release"))
		: shown_literal(_("replies leave again with the next sync")));
	(void)request;
	return NULL;
}

/* "20 Nov 13:00", and "(14:00 Europe/Paris)" behind it where the clock of the shift shows something else. */
static const char *shift_time(struct command_env *env, const struct json *one, bool next)
{
	const char *here = render_when(env->arena, json_text_or(one, next ? "from" : "until", ""));
	const char *there = json_text_or(one, next ? "from_there" : "until_there", "");

	return strstr(here, there) != NULL ? here :
		arena_printf(env->arena, "%s (%s %s)", here, there, json_text_or(one, "zone", ""));
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
			shift_time(env, one, next)));
	}
	copy = arena_copy(env->arena, str_text(&text));
	str_finish(&text);
	return copy;
}

err_t answer_schedule_days(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	uint64_t past = (uint64_t)json_int(answer, "past", 0);

	say(env, SINK_PLAIN, message_put(env->arena, _("schedule %s has a new version with these dates"),
		json_text_or(answer, "schedule", "")));
	if (past > 0 && call_text(request, "from") == NULL)
		command_note(env, arena_printf(env->arena, message_plural("%" PRIu64 " date lies before today and changes nothing "
			"without --from", "%" PRIu64 " dates lie before today and change nothing without --from", past), past));
	return NULL;
}

err_t answer_shift_import(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	uint64_t count = (uint64_t)json_int(answer, "shifts", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%" PRIu64 " shift of %s is on the roster",
		"%" PRIu64 " shifts of %s are on the roster", count), count, json_text_or(answer, "who", "")));
	return NULL;
}

err_t answer_shift_now(struct command_env *env, const struct call_request *request, const struct json *answer)
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

err_t answer_mail_test(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("written to %s; %s"), json_text_or(answer, "to", "?"),
		leaves_shown(json_text_or(answer, "leaves", "sync"))));
	return NULL;
}

err_t answer_mail_server(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	if (!json_bool(answer, "ready", false)) {
		command_note(env, _("mails go nowhere yet: guichet desk set mail.url=smtps://HOST mail.from=ADDRESS"));
		return NULL;
	}
	say(env, SINK_PLAIN, arena_printf(env->arena, _("mails go to %s from %s"), json_text_or(answer, "url", "?"),
		json_text_or(answer, "from", "?")));
	if (json_text(answer, "user") != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, json_bool(answer, "password", false) ?
			_("signed in as %s, with a password") : _("signed in as %s, without a password: guichet mail password"),
			json_text(answer, "user")));
	if (strcmp(json_text_or(answer, "tls", ""), "none") == 0)
		say(env, SINK_WARN, _("without TLS, to this machine"));
	return NULL;
}

err_t answer_availability(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *state = json_text_or(answer, "state", ""), *until = json_text(answer, "until");
	const char *text = message_put(env->arena, strcmp(state, "away") == 0 ? _("%s is away") :
		strcmp(state, "busy") == 0 ? _("%s is busy") : _("%s takes work"), json_text_or(answer, "agent", "?"));

	(void)request;
	say(env, SINK_PLAIN, until == NULL ? text : arena_printf(env->arena, _("%s until %s"), text,
		render_when(env->arena, until)));
	return NULL;
}
