/* SPDX-License-Identifier: ISC */
/*
 * The line of the day.
 *
 *   notice          {"notice":number,"text","until"}
 *   notice drop     {"dropped":true}
 *   notice read     {"notice":number}
 *   notice show     {"notice":null or number,"text","by","at","until","mine":bool,"read":[{"who","at"}],"unread":[names]}
 *                   mine: who asks has read it; read and unread: people who work at the desk
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/desk/notice.h"

err_t notice_set(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct notice_row row;
	err_t err = desk_notice_set(context->desk, call_text(context->request, "text"),
		call_time(context->request, "until", context->now_ms, 0), &row);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "notice", row.id);
	json_put_text(&o, "text", row.text);
	json_put_time(&o, "until", row.until_ms);
	json_close_object(&o);
	return NULL;
}

err_t notice_drop(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	err_t err = desk_notice_drop(context->desk);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "dropped", true);
	json_close_object(&o);
	return NULL;
}

err_t notice_read(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = 0;
	err_t err = desk_notice_read(context->desk, call_int(context->request, "notice", 0), &id);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "notice", id);
	json_close_object(&o);
	return NULL;
}

static const struct notice_reader *read_by(const struct notice_reader *readers, size_t count, int64_t agent)
{
	for (size_t i = 0; i < count; i++)
		if (readers[i].agent == agent)
			return &readers[i];
	return NULL;
}

struct told { const struct agent *agents; size_t agent_count; const struct notice_reader *readers; size_t count; };

static void put_people(struct json_out *o, const struct told *told, bool has_read)
{
	json_open_array(o, has_read ? "read" : "unread");
	for (size_t i = 0; i < told->agent_count; i++) {
		const struct agent *agent = &told->agents[i];
		const struct notice_reader *reader = read_by(told->readers, told->count, agent->id);

		if (agent->kind != AGENT_PERSON || !agent->active || !role_may(agent->role, ROLE_AGENT) || (reader != NULL) != has_read)
			continue;
		if (has_read) {
			json_open_object(o, NULL);
			json_put_text(o, "who", agent->name);
			json_put_time(o, "at", reader->at_ms);
			json_close_object(o);
		} else {
			json_put_text(o, NULL, agent->name);
		}
	}
	json_close_array(o);
}

err_t notice_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct notice_row row = { 0 };
	struct notice_reader *readers = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	bool found = false;
	err_t err = read_notice(context->reader, context->arena, context->now_ms, &row, &found);

	if (err == NULL && found)
		err = read_notice_readers(context->reader, context->arena, row.id, &readers, &count);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	if (!found) {
		json_put_null(&o, "notice");
	} else {
		const struct told told = { agents, agent_count, readers, count };

		json_put_int(&o, "notice", row.id);
		json_put_text(&o, "text", row.text);
		json_put_text(&o, "by", agent_name_of(agent_count, agents, row.agent));
		json_put_time(&o, "at", row.at_ms);
		json_put_time(&o, "until", row.until_ms);
		json_put_bool(&o, "mine", read_by(readers, count, context->actor->agent) != NULL);
		put_people(&o, &told, true);
		put_people(&o, &told, false);
	}
	json_close_object(&o);
	return NULL;
}
