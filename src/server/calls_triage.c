/* SPDX-License-Identifier: ISC */
/*
 * What agents do with conversations, one or some, all or none of them; many are bulk.c's.
 *
 *   assign calm claim close follow ham hold mute no-answer pending priority read release reopen resolve snooze
 *   spam tag unfollow unmute untag urgent
 *             {"changed":[ids],"count":n}       each once; snooze also "until", null until a reply;
 *             calm also "idle", how many of them were not urgent;
 *             close, no-answer and resolve also "drafts", how many of them have a text of yours that was not sent
 *   note      {"changed":[id],"count":1,"message":id,"unknown","blind"}       names in the text that are nobody's, and
 *             of whom may not see it
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/triage.h"
#include "guichet/json/json.h"

/* The numbers of the request, each once. */
static size_t ids_of(const struct call_context *context, int64_t *ids, size_t given)
{
	size_t count = 0;

	for (size_t i = 0; i < given; i++) {
		int64_t id = call_int_at(context->request, "id", i);
		size_t k = 0;

		while (k < count && ids[k] != id)
			k++;
		ids[k] = id;
		count += k == count;
	}
	return count;
}

/* What is over with a text of one's own in it: the text stays, and that is said. */
static err_t drafts_put(struct call_context *context, struct json_out *o, const int64_t *ids, size_t count)
{
	int64_t drafts = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct list_row row = { 0 };

		err = read_row_for(context->reader, context->arena, ids[i], context->actor->agent, &row);
		drafts += row.drafted;
	}
	json_put_int(o, "drafts", drafts);
	return err;
}

static bool is_end(const struct server_call *function)
{
	return function->act == triage_close || function->act == triage_no_answer || function->act == triage_resolve;
}

err_t triage_each(struct call_context *context)
{
	const struct server_call *function = dispatch_function(context->request->call);
	struct json_out o = { .to = context->answer };
	size_t count = call_count(context->request, "id");
	int64_t *ids = arena_array(context->arena, count + 1, sizeof(*ids)), idle = 0;
	err_t err = NULL;

	count = ids_of(context, ids, count);
	for (size_t i = 0; i < count; i++) {
		if (function->act == triage_calm) {
			struct list_row row = { 0 };

			err = read_row_for(context->reader, context->arena, ids[i], context->actor->agent, &row);
			idle += err == NULL && (row.conv.marks & MARK_URGENT) == 0;
		}
		if (err == NULL)
			err = function->act(context, ids[i]);
		if (err != NULL && count > 1)
			return err_make(err->kind, "%s (nothing was changed)", err->text);
		if (err != NULL)
			return err;
	}
	json_open_object(&o, NULL);
	json_open_array(&o, "changed");
	for (size_t i = 0; i < count; i++)
		json_put_int(&o, NULL, ids[i]);
	json_close_array(&o);
	json_put_int(&o, "count", (int64_t)count);
	if (function->act == triage_calm)
		json_put_int(&o, "idle", idle);
	if (function->act == triage_snooze)
		json_put_time(&o, "until", call_time(context->request, "until", context->now_ms, 0));
	if (is_end(function))
		err = drafts_put(context, &o, ids, count);
	json_close_object(&o);
	return err;
}

err_t triage_assign(struct call_context *context, int64_t id)
{
	return desk_assign(context->desk, id, call_text(context->request, "who"));
}

err_t triage_claim(struct call_context *context, int64_t id)
{
	return desk_claim(context->desk, id);
}

err_t triage_release(struct call_context *context, int64_t id)
{
	return desk_release(context->desk, id);
}

err_t triage_close(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_CLOSED, 0, call_text(context->request, "reason"));
}

err_t triage_hold(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_ON_HOLD, 0, call_text(context->request, "reason"));
}

err_t triage_pending(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_PENDING, 0, NULL);
}

err_t triage_reopen(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_OPEN, 0, NULL);
}

err_t triage_resolve(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_RESOLVED, 0, call_text(context->request, "reason"));
}

/* Nothing to answer: the wait is waived, and the reason says that nobody overlooked it. */
err_t triage_no_answer(struct call_context *context, int64_t id)
{
	return desk_status(context->desk, id, STATUS_RESOLVED, 0, "no_reply_needed");
}

err_t triage_urgent(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_URGENT, true, call_text(context->request, "reason"));
}

err_t triage_calm(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_URGENT, false, NULL);
}

err_t triage_priority(struct call_context *context, int64_t id)
{
	enum priority to = PRIORITY_NORMAL;
	err_t err = priority_parse(call_text(context->request, "priority"), &to);

	return err != NULL ? err : desk_priority(context->desk, id, to);
}

err_t triage_follow(struct call_context *context, int64_t id)
{
	return desk_follow(context->desk, id, true);
}

err_t triage_unfollow(struct call_context *context, int64_t id)
{
	return desk_follow(context->desk, id, false);
}

err_t triage_mute(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_MUTED, true, call_text(context->request, "reason"));
}

err_t triage_unmute(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_MUTED, false, NULL);
}

err_t triage_spam(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_SPAM, true, call_text(context->request, "reason"));
}

err_t triage_ham(struct call_context *context, int64_t id)
{
	return desk_mark(context->desk, id, MARK_SPAM, false, NULL);
}

err_t triage_read(struct call_context *context, int64_t id)
{
	return desk_read_mark(context->desk, id, call_flag(context->request, "unread"),
		call_int(context->request, "seen", 0));
}

err_t triage_snooze(struct call_context *context, int64_t id)
{
	int64_t until = call_time(context->request, "until", context->now_ms, 0);

	if (until != 0 && until <= context->now_ms)
		return err_make(ERR_USAGE, "snooze: the time is over already");
	return desk_status(context->desk, id, STATUS_SNOOZED, until, NULL);
}

err_t triage_tag(struct call_context *context, int64_t id)
{
	return desk_tag(context->desk, id, call_text(context->request, "tag"), true);
}

err_t triage_untag(struct call_context *context, int64_t id)
{
	return desk_tag(context->desk, id, call_text(context->request, "tag"), false);
}

err_t triage_note(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *text = call_text(context->request, "text");
	int64_t id = call_int(context->request, "id", 0), message = 0;
	struct note_missed missed = { 0 };
	err_t err = desk_note(context->desk, id, text, &message);

	if (err == NULL)
		err = read_note_missed(context->reader, context->arena, id, text, &missed);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "changed");
	json_put_int(&o, NULL, id);
	json_close_array(&o);
	json_put_int(&o, "count", 1);
	json_put_int(&o, "message", message);
	answer_some(&o, "unknown", missed.unknown);
	answer_some(&o, "blind", missed.blind);
	json_close_object(&o);
	return NULL;
}
