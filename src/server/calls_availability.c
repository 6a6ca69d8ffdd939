/* SPDX-License-Identifier: ISC */
/*
 * Who takes work just now.
 *
 *   availability       {"agent","state","since","until","idle":bool}
 *   availability list  {"rows":[{"agent","is","state","since","until","idle","shift","held"}]}
 *                      is: available, busy, away, off_shift or not_here; state: what was said last; until: when
 *                      that ends, null; shift: until when theirs lasts, null off it; held: open conversations,
 *                      null of others for a member with a scope
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/availability.h"
#include "people_here.h"

static void put_row(struct json_out *o, const struct availability_row *row)
{
	json_put_text(o, "state", availability_name(row->state));
	json_put_time(o, "since", row->since_ms);
	json_put_time(o, "until", row->until_ms);
	json_put_bool(o, "idle", row->idle);
}

/* Somebody with two screens is there while one of them is in use. */
static bool is_at_another(const struct call_context *context)
{
	for (const struct session *s = context->server->sessions; s != NULL; s = s->next)
		if (s != context->session && s->greeted && !s->dead && s->follower != NULL && !s->silent &&
		    s->actor.agent == context->actor->agent)
			return true;
	return false;
}

err_t availability_say(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct availability_wish wish = { .of = call_text(context->request, "of"),
		.until_ms = call_time(context->request, "until", context->now_ms, 0),
		.idle = call_flag(context->request, "idle") };
	struct availability_row row = { 0 };
	err_t err;

	if (!availability_find(call_text(context->request, "state"), &wish.state))
		return err_make(ERR_USAGE, "availability: %s is none", call_text(context->request, "state"));
	context->session->silent = wish.idle && wish.state == AWAY;
	if (context->session->silent && is_at_another(context))
		err = read_availability_of(context->reader, context->actor->agent, &row);
	else
		err = desk_availability(context->desk, &wish, &row);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "agent", wish.of != NULL ? wish.of : context->actor->name);
	put_row(&o, &row);
	json_close_object(&o);
	return NULL;
}

err_t availability_connected(struct call_context *context)
{
	struct connected *connected = arena_alloc(context->arena, sizeof(*connected));

	*connected = people_here(context->server, context->arena);
	context->found = connected;
	return NULL;
}

static void put_told(struct json_out *o, const struct call_context *context, const struct availability_told *told)
{
	bool hidden = context->actor->scope != NULL && told->agent->id != context->actor->agent;

	json_open_object(o, NULL);
	json_put_text(o, "agent", told->agent->name);
	json_put_text(o, "is", absence_name(told->absence));
	put_row(o, &told->row);
	json_put_time(o, "shift", told->on ? told->shift_until_ms : 0);
	if (hidden)
		json_put_null(o, "held");
	else
		json_put_int(o, "held", told->held);
	json_close_object(o);
}

err_t availability_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct availability_told *list = NULL;
	size_t count = 0;
	err_t err = read_availability(context->reader, context->arena, context->found, context->now_ms, &list, &count);

	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++)
		put_told(&o, context, &list[i]);
	answer_rows_end(&o);
	return NULL;
}
