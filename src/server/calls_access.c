/* SPDX-License-Identifier: ISC */
/*
 * Who read what is private.
 *
 *   access   {"rows":[{"at","agent","front","call","conversation","words"}],"more"}   newest first;
 *            conversation null: the whole desk; words null: none
 */
#include "calls.h"

#include "access.h"
#include "answer.h"
#include "guichet/desk/access.h"
#include "guichet/desk/account.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 500 };

/* Of others: whoever leads, and who is there to look at what was done. */
static bool sees_others(enum role role)
{
	return role == ROLE_AUDITOR || role_may(role, ROLE_LEAD);
}

static err_t whose(struct call_context *context, int64_t *out)
{
	const char *by = call_text(context->request, "by");
	struct agent *agents = NULL;
	size_t count = 0;
	err_t err = NULL;

	*out = sees_others(context->actor->role) ? 0 : context->actor->agent;
	if (by == NULL)
		return NULL;
	err = read_agents(context->reader, context->arena, &agents, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		if (str_equal(agents[i].name, by)) {
			if (*out != 0 && *out != agents[i].id)
				return err_make(ERR_DENIED, "access: what others read is for leads, admins and auditors");
			*out = agents[i].id;
			return NULL;
		}
	return err != NULL ? err : err_make(ERR_NOT_FOUND, "there is no agent %s", by);
}

static void put_row(struct json_out *o, const struct access_row *row)
{
	json_open_object(o, NULL);
	json_put_time(o, "at", row->at_ms);
	json_put_text(o, "agent", row->who);
	json_put_text(o, "front", row->front);
	json_put_text(o, "call", row->call);
	if (row->conversation != 0)
		json_put_int(o, "conversation", row->conversation);
	else
		json_put_null(o, "conversation");
	answer_some(o, "words", row->words[0] != '\0' ? row->words : NULL);
	json_close_object(o);
}

/* Whoever asks is told of this second, too. */
err_t access_list_prepare(struct call_context *context)
{
	access_write(context->server->access);
	return NULL;
}

err_t access_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct access_asked asked = { .actor = context->actor, .conversation = call_int(context->request, "id", 0),
		.person = call_flag(context->request, "person"),
		.since_ms = call_time(context->request, "since", context->now_ms, 0) };
	struct access_row *rows = NULL;
	size_t count = 0;
	err_t err = context_limit(context, LIST_DEFAULT, LIST_MAX, &asked.limit);

	if (err == NULL && asked.person && asked.conversation == 0)
		err = err_make(ERR_USAGE, "access --person: say of which conversation");
	if (err == NULL)
		err = whose(context, &asked.agent);
	if (err == NULL)
		err = read_access(context->reader, context->arena, &asked, &rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count && i < asked.limit; i++)
		put_row(&o, &rows[i]);
	json_close_array(&o);
	json_put_bool(&o, "more", count > asked.limit);
	json_close_object(&o);
	return NULL;
}
