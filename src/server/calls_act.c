/* SPDX-License-Identifier: ISC */
/*
 * What is done at the network besides replying.
 *
 *   block unblock report-abuse hide unhide favourite unfavourite retract correct
 *       {"changed":[ids],"count":n,"outbox":[numbers],"already":n,"leaves"}    already: how many of them
 *       waited to be done; leaves as of reply
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/act.h"

enum { ACTS_MOST = 100 };

static err_t act_each(struct call_context *context, struct act_wish *wish, int64_t *outbox, size_t *waited)
{
	size_t count = call_count(context->request, "id");
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		bool already = false;

		wish->conversation = call_int_at(context->request, "id", i);
		err = desk_act(context->desk, wish, &outbox[i], &already);
		*waited += already;
	}
	if (err != NULL && count > 1)
		return err_make(err->kind, "%s (nothing was changed)", err->text);
	return err;
}

static void put_numbers(struct json_out *o, const char *key, const int64_t *numbers, size_t count)
{
	json_open_array(o, key);
	for (size_t i = 0; i < count; i++)
		json_put_int(o, NULL, numbers[i]);
	json_close_array(o);
}

static err_t act(struct call_context *context, struct act_wish wish)
{
	struct json_out o = { .to = context->answer };
	size_t count = call_count(context->request, "id"), waited = 0;
	int64_t *outbox = arena_array(context->arena, count + 1, sizeof(*outbox));
	int64_t *ids = arena_array(context->arena, count + 1, sizeof(*ids));
	err_t err;

	if (count > ACTS_MOST)
		return err_make(ERR_USAGE, "%s: at most %d conversations at once, these are %zu",
			context->request->call->name, ACTS_MOST, count);
	err = act_each(context, &wish, outbox, &waited);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		ids[i] = call_int_at(context->request, "id", i);
	json_open_object(&o, NULL);
	put_numbers(&o, "changed", ids, count);
	json_put_int(&o, "count", (int64_t)count);
	put_numbers(&o, "outbox", outbox, count);
	json_put_int(&o, "already", (int64_t)waited);
	json_put_text(&o, "leaves", answer_leaves(context));
	json_close_object(&o);
	return NULL;
}

err_t act_person(struct call_context *context)
{
	struct act_wish wish = { 0 };

	(void)act_of_call(context->request->call->name, &wish.kind);
	return act(context, wish);
}

err_t act_message(struct call_context *context)
{
	struct act_wish wish = { .message = call_int(context->request, "message", 0) };

	(void)act_of_call(context->request->call->name, &wish.kind);
	if (wish.message != 0 && call_count(context->request, "id") > 1)
		return err_make(ERR_USAGE, "%s: --message belongs to one conversation", context->request->call->name);
	return act(context, wish);
}

err_t act_correct(struct call_context *context)
{
	return act(context, (struct act_wish){ .kind = ACT_CORRECT, .message = call_int(context->request, "message", 0),
		.text = call_text(context->request, "text") });
}

err_t act_report(struct call_context *context)
{
	struct act_wish wish = { .kind = ACT_REPORT, .message = call_int(context->request, "message", 0),
		.reason = call_text(context->request, "reason"), .category = call_text(context->request, "category"),
		.forward = call_flag(context->request, "forward") };

	if (wish.message != 0 && call_count(context->request, "id") > 1)
		return err_make(ERR_USAGE, "%s: --message belongs to one conversation", context->request->call->name);
	return act(context, wish);
}
