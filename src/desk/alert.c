/* SPDX-License-Identifier: ISC */
/*
 * Every few seconds one statement a kind finds what is wrong and one what is
 * not so any more, by indexes on when things are due.  How many of a kind wait
 * for somebody is bounded, so a flood costs no more than that and is one
 * letter.  When to look is kept in memory: an idle desk writes nothing.
 */
#include "alert.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/setting.h"

#define LOOK_MS INT64_C(15000)
#define RHYTHM_MS INT64_C(60000)
enum { OPEN_MOST = 500, LINES_MOST = 20, PRUNED_MOST = 200 };

const char *const alert_names[ALERT_KINDS] = {
	[ALERT_AT_RISK] = "at-risk", [ALERT_BREACHED] = "breached", [ALERT_URGENT] = "urgent",
	[ALERT_NOBODY_ACTIVE] = "nobody-active", [ALERT_ACCOUNT_DOWN] = "account-down",
	[ALERT_UNKNOWN_SEND] = "unknown-send", [ALERT_HANDOVER] = "handover-unaccepted",
	[ALERT_PROMISE_DUE] = "promise-due", [ALERT_SPIKE] = "spike",
};

/* ---- words */

const char *alert_words(struct arena *arena, const struct alert_row *row, int64_t now_ms)
{
	char time[TIME_TEXT];
	int64_t left = row->due_ms - now_ms;
	const char *where = arena_printf(arena, _("#%" PRId64 " on %s"), row->conversation,
		row->account != NULL ? row->account : "?");
	const char *who = row->holder == NULL ? _(", held by nobody")
		: message_put(arena, _(", held by %s"), row->holder);

	switch (row->kind) {
	case ALERT_AT_RISK:
	case ALERT_BREACHED:
	case ALERT_PROMISE_DUE:
		return arena_printf(arena, left < 0 ? _("%s%s is %s late%s") : _("%s%s is due in %s%s"), where,
			row->kind == ALERT_PROMISE_DUE ? _(", which was promised,") : "",
			duration_format(left < 0 ? -left : left, time), who);
	case ALERT_URGENT:
		return arena_printf(arena, _("%s is urgent%s"), where, who);
	case ALERT_NOBODY_ACTIVE:
		return arena_printf(arena, _("something is late and nobody has done anything for %s"),
			duration_format(now_ms - row->at_ms, time));
	case ALERT_ACCOUNT_DOWN:
		return arena_printf(arena, _("account %s is paused: guichet account list says why"),
			row->account != NULL ? row->account : "?");
	case ALERT_UNKNOWN_SEND:
		return arena_printf(arena, _("nobody knows whether reply %" PRId64 " in %s has arrived"), row->subject, where);
	case ALERT_HANDOVER:
		return arena_printf(arena, _("handover %" PRId64 " was not accepted in time"), row->subject);
	case ALERT_SPIKE:
		return spike_say(arena, &row->spike);
	case ALERT_KINDS:
		break;
	}
	return "";
}

static const char *text_of(struct arena *arena, const struct alert_row *rows, size_t count, int64_t now_ms)
{
	const char *text = "";

	for (size_t i = 0; i < count && i < LINES_MOST; i++)
		text = arena_printf(arena, _("%s%s (alarm %" PRId64 ")\n"), text,
			alert_words(arena, &rows[i], now_ms), rows[i].id);
	if (count > LINES_MOST)
		text = arena_printf(arena, _("%sand %zu more\n"), text, count - LINES_MOST);
	return arena_printf(arena, _("%s\nguichet alarm ack NUMBER says that somebody takes care of it.\n"),
		text);
}

static void put_text(struct str *out, const char *key, const char *text)
{
	str_printf(out, ",\"%s\":", key);
	if (text == NULL) {
		str_add(out, "null");
		return;
	}
	str_add_char(out, '"');
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			str_add_char(out, '\\');
		if ((unsigned char)*p >= 0x20)
			str_add_char(out, *p);
	}
	str_add_char(out, '"');
}

/* A program reads {"event","at","count","alarms":[{"alarm","subject","id","at","account","holder","due_at","text"}]} */
static const char *input_of(struct arena *arena, const struct hook_row *hook, const struct alert_row *rows, size_t count,
	int64_t now_ms)
{
	struct str out = { 0 };
	char time[TIME_TEXT];
	const char *text;

	str_printf(&out, "{\"event\":\"%s\",\"at\":\"%s\",\"count\":%zu,\"alarms\":[", alert_names[hook->kind],
		time_format(now_ms, time), count);
	for (size_t i = 0; i < count && i < LINES_MOST; i++) {
		str_printf(&out, "%s{\"alarm\":%" PRId64 ",\"subject\":%" PRId64, i > 0 ? "," : "", rows[i].id, rows[i].subject);
		if (rows[i].conversation != 0)
			str_printf(&out, ",\"id\":%" PRId64, rows[i].conversation);
		put_text(&out, "at", time_format(rows[i].at_ms, time));
		put_text(&out, "account", rows[i].account);
		put_text(&out, "holder", rows[i].holder);
		put_text(&out, "due_at", rows[i].due_ms == 0 ? NULL : time_format(rows[i].due_ms, time));
		put_text(&out, "text", alert_words(arena, &rows[i], now_ms));
		str_add_char(&out, '}');
	}
	str_add(&out, "]}\n");
	text = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return text;
}

/* ---- quiet hours */

static bool minutes_read(const char *text, int *from, int *until)
{
	int a, b, c, d, used = 0;

	if (sscanf(text, "%2d:%2d-%2d:%2d%n", &a, &b, &c, &d, &used) != 4 || text[used] != '\0' || a > 23 || c > 24 ||
	    b > 59 || d > 59 || a < 0 || b < 0 || c < 0 || d < 0)
		return false;
	*from = a * 60 + b;
	*until = c * 60 + d;
	return *from != *until;
}

static bool is_quiet(struct desk *desk, const char *quiet)
{
	const struct local_time wall = zone_local(desk_calendar(desk), desk->now_ms);
	int from, until, now = wall.hour * 60 + wall.minute;

	if (quiet[0] == '\0' || !minutes_read(quiet, &from, &until))
		return false;
	return from < until ? now >= from && now < until : now >= from || now < until;
}

/* ---- told */

/* In the language of the desk: who gets it may be no member. */
static err_t letter_add(struct desk *desk, const struct hook_row *hook, const struct alert_row *rows, size_t count)
{
	struct arena *arena = desk->arena;
	struct letter_row letter = { .kind = "alarm", .about = alert_names[hook->kind], .html = "", .file_name = "",
		.file = "" };
	const char *lang = NULL;
	int64_t id;
	err_t err = read_setting(&desk->reader, arena, "language", &lang);

	if (err != NULL)
		return err;
	message_language(lang);
	letter.subject = count == 1 ? alert_words(arena, &rows[0], desk->now_ms)
		: arena_printf(arena, _("%zu alarms: %s"), count, alert_names[hook->kind]);
	letter.text = text_of(arena, rows, count, desk->now_ms);
	message_language(NULL);
	return desk_mail_add(desk, &letter, &hook->words, 1, &id);
}

/* A program is told in English, whatever the desk speaks. */
static err_t tell(struct desk *desk, const struct hook_row *hook, const struct alert_row *rows, size_t count)
{
	struct arena *arena = desk->arena;
	err_t err;

	if (hook->how == HOOK_RUN)
		err = store_run_add(desk->store, &(struct hook_run){ .hook = hook->id, .words = hook->words,
			.input = input_of(arena, hook, rows, count, desk->now_ms) }, desk->now_ms);
	else
		err = letter_add(desk, hook, rows, count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = store_alert_told(desk->store, hook->id, rows[i].id, desk->now_ms);
	if (err == NULL)
		err = store_hook_told(desk->store, hook->id, desk->now_ms);
	desk_note_change(desk, CHANGE_ALERT, hook->id);
	return err;
}

static err_t hook_tell(struct desk *desk, const struct hook_row *hook)
{
	struct alert_row *rows = NULL;
	size_t count = 0;
	err_t err;

	if (hook->told_ms + RHYTHM_MS > desk->now_ms || is_quiet(desk, hook->quiet))
		return NULL;
	err = store_alerts_due(desk->store, desk->arena, hook, desk->now_ms, &rows, &count);
	return err != NULL || count == 0 ? err : tell(desk, hook, rows, count);
}

err_t alert_step(struct desk *desk)
{
	struct hook_row *hooks = NULL;
	size_t count = 0;
	unsigned kinds = 0;
	int64_t added = 0, kept_ms = 0;
	err_t err = store_hooks(desk->store, desk->arena, &hooks, &count);

	for (size_t i = 0; i < count; i++)
		kinds |= 1u << hooks[i].kind;
	for (int kind = 0; err == NULL && kind < ALERT_KINDS; kind++) {
		err = store_alert_end(desk->store, (enum alert_kind)kind, desk->now_ms, desk->active_ms);
		if (err == NULL && (kinds >> kind & 1) != 0)
			err = store_alert_raise(desk->store, (enum alert_kind)kind, desk->now_ms, desk->active_ms, OPEN_MOST, &added);
	}
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = hook_tell(desk, &hooks[i]);
		if (err_is(err, ERR_STATE) || err_is(err, ERR_USAGE))	/* no mail server by now: the others are told */
			err = NULL;
	}
	if (err == NULL)
		err = read_setting_kept(&desk->reader, desk->arena, "alarms", &kept_ms);
	if (err == NULL)
		err = store_alert_prune(desk->store, desk->now_ms - kept_ms, PRUNED_MOST);
	if (err != NULL)
		return err;
	desk->alert_ms = count == 0 ? 0 : desk->now_ms + LOOK_MS;
	return NULL;
}

err_t alert_begin(struct desk *desk)
{
	bool any = false;
	err_t err = store_hooks_any(desk->store, &any);

	desk->alert_ms = any ? clock_now(desk->clock) : 0;
	return err;
}

/* ---- who is told */

err_t desk_hook_add(struct desk *desk, const struct hook_row *wish, int64_t *id)
{
	struct hook_row row = *wish;
	int from, until;
	err_t err = row.how == HOOK_MAIL ? mail_recipients_check(desk->arena, &row.words, 1) : NULL;

	if (row.how == HOOK_RUN && row.words[0] != '/')
		return err_make(ERR_USAGE, "on: a program is named by its whole path, like /usr/local/bin/page");
	if (err == NULL && row.quiet[0] != '\0' && !minutes_read(row.quiet, &from, &until))
		return err_make(ERR_USAGE, "on: '%s' are no quiet hours like 22:00-07:00", row.quiet);
	if (err == NULL && row.repeat_ms != 0 && row.repeat_ms < RHYTHM_MS)
		return err_make(ERR_USAGE, "on: nobody is told more often than once a minute");
	row.agent = desk->actor.agent;
	if (err == NULL)
		err = store_hook_add(desk->store, &row, id);
	if (err != NULL)
		return err;
	desk->alert_ms = desk->now_ms;
	desk_note_change(desk, CHANGE_ALERT, *id);	/* which wakes whoever keeps the time */
	return NULL;
}

err_t desk_hook_drop(struct desk *desk, int64_t id)
{
	bool found = false;
	err_t err = store_hook_drop(desk->store, id, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "alarm off: there is no rule %" PRId64 ": guichet alarm rules", id);
	desk_note_change(desk, CHANGE_ALERT, id);
	return err;
}

err_t desk_alert_ack(struct desk *desk, int64_t id)
{
	bool found = false;
	err_t err = store_alert_ack(desk->store, id, desk->actor.agent, desk->now_ms, &found);

	if (err == NULL && !found)
		err = err_make(ERR_STATE, "alarm ack %" PRId64 ": it is over, acknowledged already, or was never there", id);
	desk_note_change(desk, CHANGE_ALERT, id);
	return err;
}

err_t read_hooks(struct reader *reader, struct arena *arena, struct hook_row **out, size_t *count)
{
	return store_hooks(reader->store, arena, out, count);
}

err_t read_alerts(struct reader *reader, struct arena *arena, bool all, int64_t limit, struct alert_row **out, size_t *count)
{
	return store_alerts(reader->store, arena, all, limit, out, count);
}

/* ---- programs */

err_t desk_run_recover(struct desk *desk)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, store_run_recover(desk->store));
}

void desk_programs_keep_off(struct desk *desk, bool off)
{
	desk->programs_off = off;
}

err_t desk_run_take(struct desk *desk, struct arena *arena, struct hook_run *out, bool *found)
{
	err_t err = store_run_next(desk->store, arena, out, found);

	*found = *found && desk->courier_ok;	/* a copy of the desk pages nobody */
	if (err != NULL || !*found)
		return err;
	err = desk_begin_system(desk);
	if (err != NULL)
		return err;
	*found = !desk->programs_off;
	return desk_end(desk, *found ? store_run_set(desk->store, out->id, RUN_GOING, "") :
		store_run_set(desk->store, out->id, RUN_FAILED, "programs are kept off by the site's policy"));
}

err_t desk_run_done(struct desk *desk, int64_t id, bool well, const char *said)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, store_run_set(desk->store, id, well ? RUN_DONE : RUN_FAILED, said));
}
