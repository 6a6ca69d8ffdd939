/* SPDX-License-Identifier: ISC */
/*
 * Replies, drafts and the outbox.
 *
 *   plan          {"conversation","account","visibility","cw","lang","recipients":[],
 *                  "parts":[{"text","length","max"}],"media":[{"name","type","mime","size","width","height","alt"}],
 *                  "warnings":[],"blocked","promise"}    max null: no limit; media: what goes with the first part;
 *                  promise: by when the text promises an answer, or null
 *   reply         {"outbox","already":bool,"conversation","leaves","not_before","promise"}    now: by itself; sync: with the
 *                  next sync; held: once the outbox is released; not before that instant, null: at once;
 *                  approval: once a second person approves it
 *   draft save    {"conversation","lost":[],"mark"}       lost: what --attach named and is not kept; mark: for --over
 *   draft drop    {"conversation","lost":[],"mark"}
 *   draft show    {"conversation","text","files":[],"mark","newest"}   text null: none; newest: the newest
 *                  message of all when it was kept last; files: as "media" of plan, with their "hash"
 *   outbox list   {"held":bool,"leaves_at","rows":[{"id","conversation","account","act","handle","comment","message",
 *                  "state","text","media":[],"attempt","queued_at","not_before","quarantine_until","asked_at",
 *                  "reason","agent","approver"}]}
 *                  leaves_at: until then who asks can take a reply of theirs back by undo, or null;
 *                  asked_at: unknown, when the network is asked what became of it; null: a person has to look
 *                  act null: a reply; else handle, comment and message say what it is about
 *   outbox cancel, retry, sent   {"outbox"}
 *   approve, decline             {"outbox"}
 *   outbox hold, release         {"held":bool}
 */
#include "calls.h"

#include <inttypes.h>
#include <string.h>

#include "answer.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/account.h"
#include "guichet/desk/draft.h"
#include "guichet/desk/reply.h"
#include "guichet/desk/snippet.h"
#include "guichet/desk/triage.h"
#include "guichet/model/picture.h"
#include "guichet/model/promised.h"

static err_t attached_of(const struct call_context *context, struct attached **out, size_t *count)
{
	size_t alts = call_count(context->request, "alt");

	*count = call_count(context->request, "attach");
	*out = arena_array(context->arena, *count + 1, sizeof(**out));
	if (alts > *count)
		return err_make(ERR_USAGE, "%s: more descriptions than files", context->request->call->name);
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = (struct attached){ .hash = call_text_at(context->request, "attach", i),
			.alt = i < alts ? call_text_at(context->request, "alt", i) : NULL };
	return NULL;
}

static err_t wish_of(const struct call_context *context, struct reply_wish *wish)
{
	const char *name = call_text(context->request, "visibility");
	enum visibility visibility;
	struct attached *attached;
	size_t count;
	err_t err = attached_of(context, &attached, &count);

	if (err != NULL)
		return err;
	*wish = (struct reply_wish){
		.conversation = call_int(context->request, "id", 0),
		.text = call_text(context->request, "text"),
		.cw = call_text(context->request, "cw"),
		.lang = call_text(context->request, "lang"),
		.visibility = -1,
		.writer = context->actor->agent,
		.attached = attached, .attached_count = count,
	};
	if (name != NULL)
		err = visibility_parse(name, &visibility);
	if (err == NULL && name != NULL)
		wish->visibility = (int)visibility;
	return err;
}

static void put_texts(struct json_out *o, const char *key, const char *const *texts, size_t count)
{
	json_open_array(o, key);
	for (size_t i = 0; i < count; i++)
		json_put_text(o, NULL, texts[i]);
	json_close_array(o);
}

/* What goes with a reply, as its own members of "media" in show do; of a draft what the desk calls it too. */
static void put_media(struct json_out *o, const struct plan_media *list, size_t count, bool hash)
{
	json_open_array(o, hash ? "files" : "media");
	for (size_t i = 0; i < count; i++) {
		const struct plan_media *media = &list[i];

		json_open_object(o, NULL);
		if (hash)
			json_put_text(o, "hash", media->hash);
		json_put_text(o, "name", media->name);
		json_put_text(o, "type", picture_kind(media->mime));
		json_put_text(o, "mime", media->mime);
		json_put_int(o, "size", media->size);
		json_put_int(o, "width", media->width);
		json_put_int(o, "height", media->height);
		answer_some(o, "alt", media->alt);
		json_close_object(o);
	}
	json_close_array(o);
}

static void put_plan(struct json_out *o, const struct plan *plan, const char *account, int64_t promise_ms)
{
	json_open_object(o, NULL);
	json_put_int(o, "conversation", plan->conversation);
	json_put_text(o, "account", account);
	json_put_text(o, "visibility", visibility_name(plan->visibility));
	answer_some(o, "cw", plan->cw);
	answer_some(o, "lang", plan->lang);
	put_texts(o, "recipients", plan->recipients, plan->recipient_count);
	json_open_array(o, "parts");
	for (size_t i = 0; i < plan->part_count; i++) {
		json_open_object(o, NULL);
		json_put_text(o, "text", plan->parts[i].text);
		json_put_int(o, "length", (int64_t)plan->parts[i].length);
		if (plan->parts[i].max == 0)
			json_put_null(o, "max");
		else
			json_put_int(o, "max", (int64_t)plan->parts[i].max);
		json_close_object(o);
	}
	json_close_array(o);
	put_media(o, plan->media, plan->media_count, false);
	put_texts(o, "warnings", plan->warnings, plan->warning_count);
	answer_some(o, "blocked", plan->blocked);
	json_put_time(o, "promise", promise_ms);
	json_close_object(o);
}

/* By when the text of the call promises an answer, by the clock of the desk, as all times of calls; 0: it does not. */
static int64_t promised_in(const struct call_context *context)
{
	const struct zone *zone = context->request->zone;
	int64_t at_ms = 0;

	if (zone == NULL)
		err_ignore(read_zone(context->reader, context->arena, &zone), "it is only offered");
	return promised_find(call_text(context->request, "text"), zone, context->now_ms, &at_ms) ? at_ms : 0;
}

static err_t promise_of(const struct call_context *context, int64_t *out)
{
	*out = 0;
	if (!str_equal(call_text(context->request, "promise"), "offered")) {
		*out = call_time(context->request, "promise", context->now_ms, 0);
		return NULL;
	}
	*out = promised_in(context);
	return *out != 0 ? NULL : err_make(ERR_USAGE, "reply #%" PRId64 ": the text promises nothing for a certain time",
		call_int(context->request, "id", 0));
}

err_t reply_plan(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct account account = { 0 };
	struct reply_wish wish;
	struct plan plan = { 0 };
	err_t err = wish_of(context, &wish);

	if (err == NULL)
		err = desk_plan(context->desk, context->arena, &wish, &plan);
	if (err == NULL)
		err = read_account(context->reader, context->arena, plan.account, &account);
	if (err == NULL)
		put_plan(&o, &plan, account.name, promised_in(context));
	return err;
}

const char *answer_leaves(const struct call_context *context)
{
	if (desk_outbox_is_held(context->desk))
		return "held";
	if (!desk_courier_may_run(context->desk))
		return "waits";
	return context->server->attended ? "now" : "sync";
}

/* The saved reply that was named, 0 for none: a text does not wait because somebody removed what it began as. */
static err_t snippet_find(struct call_context *context, int64_t conversation, int64_t *id)
{
	const char *name = call_text(context->request, "snippet");
	struct snippet_place place = { 0 };
	struct snippet_row row = { 0 };
	err_t err;

	if (name == NULL)
		return NULL;
	err = read_snippet_place(context->reader, context->arena, conversation, context->actor->name, &place);
	if (err == NULL)
		err = read_snippet(context->reader, context->arena, context->actor->agent, name, place.lang, &row);
	*id = row.id;
	return err_is(err, ERR_NOT_FOUND) ? NULL : err;
}

err_t reply_send(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct reply_wish wish;
	int64_t outbox = 0, snippet = 0, until = 0;
	bool already = false, approval = false, rests = false;
	err_t err = wish_of(context, &wish);

	if (err != NULL)
		return err;
	wish.again = call_flag(context->request, "again");
	wish.delay_ms = call_duration(context->request, "delay", -1);
	wish.seen = call_int(context->request, "seen", 0);
	err = promise_of(context, &wish.promise_ms);
	if (err == NULL)
		err = snippet_find(context, wish.conversation, &snippet);
	if (err != NULL)
		return err;
	err = desk_reply(context->desk, context->arena, &wish, &outbox, &already);
	if (err == NULL && !already && snippet != 0)
		err = desk_snippet_used(context->desk, snippet);
	if (err == NULL)
		err = desk_outbox_waits(context->desk, outbox, &until, &approval, &rests);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "outbox", outbox);
	json_put_bool(&o, "already", already);
	json_put_int(&o, "conversation", wish.conversation);
	json_put_text(&o, "leaves", approval ? "approval" : rests ? "paused" : answer_leaves(context));
	json_put_time(&o, "not_before", until);
	json_put_time(&o, "promise", wish.promise_ms);
	json_close_object(&o);
	return NULL;
}

/* Hashes with blanks between; NULL is none. */
static void put_lost(struct json_out *o, struct arena *arena, const char *lost)
{
	json_open_array(o, "lost");
	for (const char *p = lost; p != NULL && *p != '\0'; ) {
		size_t len = strcspn(p, " ");

		json_put_text(o, NULL, arena_copy_n(arena, p, len));
		p += len + (p[len] == ' ');
	}
	json_close_array(o);
}

/* What somebody writes on takes the place of what they saw, of nothing else. */
static err_t draft_over(const struct call_context *context, int64_t id)
{
	const char *over = call_text(context->request, "over");
	char mark[DRAFT_MARK];
	err_t err = over == NULL ? NULL : desk_draft_mark(context->desk, id, mark);

	if (over == NULL || err != NULL || strcmp(over, mark) == 0)
		return err;
	return err_make(ERR_CONFLICT, "%s #%" PRId64 ": the draft is another one by now", context->request->call->name, id);
}

static err_t draft_answer(struct call_context *context, int64_t id, const char *lost)
{
	struct json_out o = { .to = context->answer };
	char mark[DRAFT_MARK];
	err_t err = desk_draft_mark(context->desk, id, mark);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	put_lost(&o, context->arena, lost);
	json_put_text(&o, "mark", mark);
	json_close_object(&o);
	return NULL;
}

err_t draft_save(struct call_context *context)
{
	int64_t id = call_int(context->request, "id", 0);
	struct attached *attached;
	const char *lost = NULL;
	size_t count;
	err_t err = attached_of(context, &attached, &count);

	if (call_flag(context->request, "typing"))
		desk_no_step(context->desk);
	if (err == NULL)
		err = draft_over(context, id);
	/* Before the text, so that an empty one with a file is a draft, and undo puts both back. */
	if (err == NULL && (count > 0 || call_flag(context->request, "no-files")))
		err = desk_draft_files(context->desk, id, attached, count, &lost);
	if (err == NULL)
		err = desk_draft_save(context->desk, id, call_text(context->request, "text"));
	return err != NULL ? err : draft_answer(context, id, lost);
}

err_t draft_drop(struct call_context *context)
{
	int64_t id = call_int(context->request, "id", 0);
	err_t err = draft_over(context, id);

	if (call_flag(context->request, "typing"))
		desk_no_step(context->desk);
	if (err == NULL)
		err = desk_draft_drop(context->desk, id);
	return err != NULL ? err : draft_answer(context, id, NULL);
}

err_t draft_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct thread thread = { 0 };
	char mark[DRAFT_MARK];
	int64_t id = call_int(context->request, "id", 0);
	err_t err = read_thread(context->reader, context->arena, id, context->actor->agent, 1, &thread);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	answer_some(&o, "text", thread.draft);
	put_media(&o, thread.draft_files.list, thread.draft_files.count, true);
	draft_mark(thread.draft, &thread.draft_files, mark);
	json_put_text(&o, "mark", mark);
	if (thread.draft != NULL)
		json_put_int(&o, "newest", thread.draft_newest);
	json_close_object(&o);
	return NULL;
}

static int outbox_state_of(const char *name)
{
	for (int state = 0; name != NULL && state < OUTBOX_STATES; state++) {
		if (str_equal(outbox_state_name((enum outbox_state)state), name))
			return state;
	}
	return -1;
}

static const char *plan_text(struct arena *arena, const struct plan *plan)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < plan->part_count; i++) {
		if (i > 0)
			str_add_char(&text, '\n');
		str_add(&text, plan->parts[i].text);
	}
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

static const char *outbox_text(struct arena *arena, const struct outbox *row)
{
	if (row->act == NULL)
		return plan_text(arena, &row->plan);
	return arena_printf(arena, "%s %s%s%s", act_name(row->act->kind), row->act->handle != NULL ? row->act->handle : "",
		row->act->reason != NULL ? ": " : "", row->act->reason != NULL ? row->act->reason : "");
}

static void put_act(struct json_out *o, const struct act *act)
{
	json_put_text(o, "act", act != NULL ? act_name(act->kind) : NULL);
	answer_some(o, "handle", act != NULL ? act->handle : NULL);
	answer_some(o, "comment", act != NULL ? act->reason : NULL);
	if (act == NULL || act->message == 0)
		json_put_null(o, "message");
	else
		json_put_int(o, "message", act->message);
}

/* Rows whose conversation who asks may know of. */
static err_t outbox_narrow(struct call_context *context, struct outbox *rows, size_t *count)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < *count; i++) {
		bool seen = false;

		err = context_sees(context, rows[i].conversation, &seen);
		if (seen)
			rows[kept++] = rows[i];
	}
	*count = kept;
	return err;
}

/* When what is unknown is asked for, 0: nobody asks. */
static int64_t asked_ms(const struct outbox *row, const struct account *account)
{
	bool asks = row->act != NULL ? row->quarantine_until_ms > 0 :
		account != NULL && (account->level == 1 || account->level == 2);

	return row->state == OUT_UNKNOWN && asks ? row->quarantine_until_ms : 0;
}

/* What was said of it last; of one that waits with its account, that. */
static const char *why_waits(const struct outbox *row, const struct account *account)
{
	bool rests = row->state == OUT_QUEUED && account != NULL && account->state == ACCOUNT_PAUSED;

	return rests && (row->reason == NULL || *row->reason == '\0') ? "its account is paused" : row->reason;
}

err_t outbox_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct outbox *rows = NULL;
	struct account *accounts = NULL;
	struct agent *agents = NULL;
	size_t count = 0, account_count = 0, agent_count = 0;
	int64_t leaves_ms = 0;
	bool held = desk_outbox_is_held(context->desk);
	err_t err = read_outbox(context->reader, context->arena,
		outbox_state_of(call_text(context->request, "state")), &rows, &count);

	if (err == NULL && !held)
		err = read_outbox_leaves(context->reader, context->actor->agent, context->now_ms, &leaves_ms);
	if (err == NULL)
		err = context_accounts(context, &accounts, &account_count);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err == NULL)
		err = outbox_narrow(context, rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "held", held);
	json_put_time(&o, "leaves_at", leaves_ms);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "id", rows[i].id);
		json_put_int(&o, "conversation", rows[i].conversation);
		json_put_text(&o, "account", account_name_of(account_count, accounts, rows[i].account));
		put_act(&o, rows[i].act);
		json_put_text(&o, "state", outbox_state_name(rows[i].state));
		json_put_text(&o, "text", outbox_text(context->arena, &rows[i]));
		put_media(&o, rows[i].plan.media, rows[i].plan.media_count, false);
		json_put_int(&o, "attempt", rows[i].attempt);
		json_put_time(&o, "queued_at", rows[i].queued_ms);
		json_put_time(&o, "not_before", rows[i].not_before_ms);
		json_put_time(&o, "quarantine_until", rows[i].quarantine_until_ms);
		json_put_time(&o, "asked_at", asked_ms(&rows[i], account_by_id(account_count, accounts, rows[i].account)));
		answer_some(&o, "reason", why_waits(&rows[i], account_by_id(account_count, accounts, rows[i].account)));
		json_put_text(&o, "agent", agent_name_of(agent_count, agents, rows[i].agent));
		json_put_text(&o, "approver", agent_name_of(agent_count, agents, rows[i].approver));
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

static err_t outbox_do(struct call_context *context, err_t (*act)(struct desk *, int64_t))
{
	int64_t id = call_int(context->request, "outbox", 0);
	err_t err = act(context->desk, id);

	return err != NULL ? err : answer_number(context, "outbox", id);
}

err_t outbox_cancel(struct call_context *context)
{
	return outbox_do(context, desk_outbox_cancel);
}

err_t reply_approve(struct call_context *context)
{
	int64_t id = call_int(context->request, "outbox", 0);
	err_t err = desk_approve(context->desk, id, call_text(context->request, "break-glass"));

	return err != NULL ? err : answer_number(context, "outbox", id);
}

err_t reply_decline(struct call_context *context)
{
	int64_t id = call_int(context->request, "outbox", 0);
	err_t err = desk_decline(context->desk, id, call_text(context->request, "reason"));

	return err != NULL ? err : answer_number(context, "outbox", id);
}

err_t outbox_retry(struct call_context *context)
{
	return outbox_do(context, desk_outbox_retry);
}

err_t outbox_sent(struct call_context *context)
{
	return outbox_do(context, desk_outbox_sent);
}

static err_t set_hold(struct call_context *context, bool hold)
{
	struct json_out o = { .to = context->answer };
	err_t err = desk_outbox_hold(context->desk, hold);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "held", hold);
	json_close_object(&o);
	return NULL;
}

err_t outbox_hold(struct call_context *context)
{
	return set_hold(context, true);
}

err_t outbox_release(struct call_context *context)
{
	return set_hold(context, false);
}
