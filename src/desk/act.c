/* SPDX-License-Identifier: ISC */
/*
 * From a wish to an act in the outbox.  Whom and what it is about is looked
 * up and frozen here, so that what is done later is what was asked for.  Of a
 * whole every message can be meant; the act is kept where that message lies.
 */
#include "guichet/desk/act.h"

#include <inttypes.h>
#include <string.h>

#include "private.h"

enum { LOOK_BACK = 200 };

struct asked {
	const struct act_wish *wish;
	struct touched *touched;
	struct account account;
	struct contact contact;
	struct stored_message about;
};

static err_t none(const struct asked *asked, const char *what)
{
	return err_make(ERR_NOT_FOUND, "%s #%" PRId64 ": %s", act_call(asked->wish->kind), asked->wish->conversation, what);
}

/* May the act be about that message? */
static bool fits(const struct asked *asked, const struct message *message)
{
	enum act_kind kind = asked->wish->kind;

	if (message->deleted_ms != 0 || message->remote_id == NULL)
		return false;
	if (act_is_ours(kind))
		return message->direction == DIR_OUT;
	if (message->direction != DIR_IN)
		return false;
	return act_needs_message(kind) || asked->wish->message != 0 || str_equal(message->handle, asked->contact.handle);
}

static const char *nothing(enum act_kind kind)
{
	return act_is_ours(kind) ? "no reply of ours stands there" : "no message of a customer stands there";
}

static err_t about_newest(struct desk *desk, struct asked *asked, int64_t *id)
{
	struct message *messages = NULL;
	size_t count = 0;
	bool cut;
	err_t err = whole_messages(desk->store, desk->arena, asked->wish->conversation, LOOK_BACK, &messages, &count, &cut);

	for (size_t i = count; err == NULL && i > 0 && *id == 0; i--)
		if (fits(asked, &messages[i - 1]))
			*id = messages[i - 1].id;
	if (err == NULL && *id == 0)
		err = none(asked, nothing(asked->wish->kind));
	return err;
}

/* The message and what it lies in: what was named, or a part of it. */
static err_t about_load(struct desk *desk, struct asked *asked, int64_t id, bool *found)
{
	int64_t named = asked->wish->conversation, *of = &asked->about.message.conversation;
	err_t err = store_message(desk->store, desk->arena, id, &asked->about, found);

	if (err != NULL || !*found || *of == named)
		return err;
	if (*of != 0)
		err = conversation_touch(desk, *of, &asked->touched);
	*found = err == NULL && *of != 0 && asked->touched->row.conv.root == named;
	return err;
}

static err_t about_find(struct desk *desk, struct asked *asked)
{
	int64_t id = asked->wish->message;
	bool found = false;
	err_t err = id == 0 ? about_newest(desk, asked, &id) : NULL;

	if (err == NULL)
		err = about_load(desk, asked, id, &found);
	if (err == NULL && !found)
		err = none(asked, arena_printf(desk->arena, "there is no message %" PRId64 " in it", id));
	if (err == NULL && !fits(asked, &asked->about.message))
		err = none(asked, arena_printf(desk->arena, "message %" PRId64 " is none that this can be done to", id));
	return err;
}

static err_t asked_load(struct desk *desk, struct asked *asked)
{
	const struct act_wish *wish = asked->wish;
	const char *why = NULL;
	bool found = false;
	err_t err = conversation_touch(desk, wish->conversation, &asked->touched);

	if (err == NULL)
		err = store_account(desk->store, desk->arena, asked->touched->row.conv.account, &asked->account, &found);
	if (err == NULL && (!found || asked->account.state == ACCOUNT_REMOVED))
		err = err_make(ERR_STATE, "%s #%" PRId64 ": its account was removed", act_call(wish->kind), wish->conversation);
	if (err == NULL && desk->planner.refuses != NULL)
		why = desk->planner.refuses(desk->planner.data, &asked->account, wish->kind);
	if (why != NULL)
		err = err_make(ERR_STATE, "%s #%" PRId64 ": %s", act_call(wish->kind), wish->conversation, why);
	if (err == NULL && wish->kind == ACT_REPORT &&
	    (wish->reason == NULL || wish->reason[strspn(wish->reason, " \t\r\n")] == '\0'))
		err = err_make(ERR_USAGE, "%s #%" PRId64 ": say why with --reason", act_call(wish->kind), wish->conversation);
	if (err == NULL)
		err = store_contact(desk->store, desk->arena, asked->touched->row.conv.contact, &asked->contact, &found);
	return err != NULL ? err : about_find(desk, asked);
}

/* It was asked for already and has not left. */
static err_t same_find(struct desk *desk, const struct asked *asked, const char *native, int64_t *outbox, bool *already)
{
	struct outbox_row *rows = NULL;
	size_t count = 0;
	err_t err = store_outbox_of(desk->store, desk->arena, asked->touched->row.conv.id, &rows, &count);

	for (size_t i = 0; err == NULL && i < count && !*already; i++) {
		bool waits = rows[i].state == OUT_QUEUED || rows[i].state == OUT_SENDING || rows[i].state == OUT_UNKNOWN;
		struct act act;

		if (!waits || !str_equal(rows[i].act, act_name(asked->wish->kind)))
			continue;
		err = act_parse(desk->arena, rows[i].plan, &act);
		*already = err == NULL && (!act_needs_message(act.kind) || str_equal(act.native, native)) &&
			str_equal(act.text, asked->wish->text);
		*outbox = rows[i].id;
	}
	return err;
}

/* What a corrected reply becomes is planned like a reply: to whom it goes and how far it is seen do not change. */
static err_t correction_make(struct desk *desk, const struct asked *asked, struct act *act)
{
	const struct act_wish *wish = asked->wish;
	struct outbox_row sent;
	struct stored_message answered;
	struct plan was, plan = { 0 };
	int64_t id = 0;
	bool found = false;
	struct plan_wish ask = { .account = &asked->account, .conversation = &asked->touched->row.conv,
		.answered = &answered.message, .contact = &asked->contact, .text = wish->text, .key = "" };
	err_t err = store_part_find(desk->store, asked->account.id, asked->about.message.remote_id, &id, &found);

	if (err == NULL && !found)
		err = none(asked, "that message was not sent from here");
	if (err == NULL)
		err = outbox_load(desk, id, &sent);
	if (err == NULL)
		err = plan_parse(desk->arena, sent.plan, &was);
	if (err == NULL && was.part_count > 1)
		err = none(asked, "it was sent in several parts: retract it and write again");
	if (err == NULL)
		err = store_message(desk->store, desk->arena, sent.answered, &answered, &found);
	if (err == NULL && (!found || desk->planner.prepare == NULL))
		err = none(asked, "what it answers is not there any more");
	if (err != NULL)
		return err;
	ask.visibility = (int)was.visibility;
	ask.cw = was.cw != NULL ? was.cw : "";
	ask.lang = was.lang;
	err = desk->planner.prepare(desk->planner.data, desk->arena, &ask, &plan);
	if (err == NULL && plan.blocked != NULL)
		err = none(asked, plan.blocked);
	if (err == NULL && plan.part_count != 1)
		err = none(asked, "it is too long for one message");
	if (err == NULL && plan.visibility != was.visibility)
		err = none(asked, "who can read it would change");
	if (err != NULL)
		return err;
	act->text = wish->text;
	act->wire = plan.parts[0].text;
	act->cw = was.cw;
	act->lang = was.lang;
	act->reply_ctx = was.reply_ctx;
	act->private = was.visibility > VIS_UNLISTED;
	return NULL;
}

static err_t act_queue(struct desk *desk, const struct asked *asked, const char *remote_id, const char *native,
	int64_t *outbox)
{
	const struct act_wish *wish = asked->wish;
	const struct message *about = &asked->about.message;
	struct act act = {
		.kind = wish->kind, .handle = act_is_ours(wish->kind) ? asked->contact.handle : about->handle,
		.remote_id = remote_id, .native = native, .reply_ctx = about->reply_ctx, .message = about->id,
		.reason = wish->reason, .category = wish->category, .forward = wish->forward,
		.key = arena_printf(desk->arena, "act-%" PRIx64, random_next(desk->random))
	};
	struct outbox_row row = {
		.conversation = about->conversation, .account = asked->account.id, .answered = about->id,
		.agent = desk->actor.agent, .origin = desk->actor.origin, .means = desk->actor.means, .state = OUT_QUEUED,
		.queued_ms = desk->now_ms, .seen = desk->seq, .act = act_name(wish->kind)
	};
	err_t err = wish->kind == ACT_CORRECT ? correction_make(desk, asked, &act) : NULL;

	if (err == NULL) {
		row.plan = act_format(desk->arena, &act);
		err = store_outbox_add(desk->store, &row, outbox);
	}
	if (err != NULL)
		return err;
	inverse_act(desk, about->conversation, *outbox);
	conversation_dirty(desk, asked->touched);
	desk_note_change(desk, CHANGE_OUTBOX, *outbox);
	return NULL;
}

/* Every part of a reply is a message of its own on the network. */
static err_t parts_queue(struct desk *desk, const struct asked *asked, int64_t sent, int64_t *outbox, bool *already)
{
	struct outbox_row row;
	struct plan plan;
	int64_t id = 0;
	err_t err = outbox_load(desk, sent, &row);

	if (err == NULL)
		err = plan_parse(desk->arena, row.plan, &plan);
	for (size_t i = 0; err == NULL && i < plan.part_count; i++) {
		bool same = false;

		if (plan.parts[i].remote_id == NULL)
			continue;
		err = same_find(desk, asked, plan.parts[i].native, &id, &same);
		if (err == NULL && !same)
			err = act_queue(desk, asked, plan.parts[i].remote_id, plan.parts[i].native, &id);
		*already = *already || same;
		*outbox = *outbox == 0 ? id : *outbox;
	}
	return err;
}

err_t desk_act(struct desk *desk, const struct act_wish *wish, int64_t *outbox, bool *already)
{
	struct asked asked = { .wish = wish };
	const struct stored_message *about = &asked.about;
	int64_t sent = 0;
	bool parts = false;
	err_t err = asked_load(desk, &asked);

	*already = false;
	*outbox = 0;
	if (err == NULL && wish->kind == ACT_RETRACT)
		err = store_part_find(desk->store, asked.account.id, about->message.remote_id, &sent, &parts);
	if (err == NULL && parts)
		return parts_queue(desk, &asked, sent, outbox, already);
	if (err == NULL)
		err = same_find(desk, &asked, about->native, outbox, already);
	if (err == NULL && !*already)
		err = act_queue(desk, &asked, about->message.remote_id, about->native, outbox);
	return err;
}
