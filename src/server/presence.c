/* SPDX-License-Identifier: ISC */
/*
 * Presence.
 *
 *   presence   {"conversation","state"}
 *   look       {"conversation","recorded"}        false where the setting views is off
 *   here       {"rows":[{"conversation","agent","state","since"}]}       of others, the conversations that one may see
 */
#include "presence.h"

#include "calls.h"
#include "changes.h"
#include "guichet/desk/triage.h"
#include "guichet/json/json.h"

#define GONE "gone"

void presence_set(struct session *session, int64_t conversation, const char *state)
{
	struct change changes[2] = {
		{ CHANGE_PRESENCE, session->at_conversation, session->actor.agent },
		{ CHANGE_PRESENCE, conversation, session->actor.agent },
	};
	struct server *server = session->server;

	if (str_equal(state, GONE))
		conversation = changes[1].id = 0;
	if (conversation == session->at_conversation && (conversation == 0 || str_equal(state, session->at_state)))
		return;
	session->at_conversation = conversation;
	session->at_state = state;
	session->at_ms = desk_now(server->desk);
	for (size_t i = 0; i < 2; i++)
		if (changes[i].id != 0)
			changes_note(server->changes, &changes[i], 1);
}

static bool is_other(const struct session *s, const struct call_context *context)
{
	return s->greeted && !s->dead && s->at_conversation != 0 && s->actor.agent != context->actor->agent;
}

/* Of two windows of one agent the one that writes, or the one that was there first. */
static bool goes_before(const struct session *a, const struct session *b)
{
	bool a_writes = str_equal(a->at_state, "writing"), b_writes = str_equal(b->at_state, "writing");

	return a_writes != b_writes ? a_writes : a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->fd < b->fd;
}

static bool is_told(const struct session *session, const struct call_context *context)
{
	for (const struct session *s = context->server->sessions; s != NULL; s = s->next) {
		bool same = s != session && is_other(s, context) && s->actor.agent == session->actor.agent &&
			s->at_conversation == session->at_conversation;

		if (same && goes_before(s, session))
			return false;
	}
	return true;
}

static void put_one(struct json_out *o, const struct session *s)
{
	json_put_text(o, "agent", s->actor.name);
	json_put_text(o, "state", s->at_state);
	json_put_time(o, "since", s->at_ms);
}

void presence_put(struct json_out *o, const struct call_context *context, int64_t conversation)
{
	json_open_array(o, "here");
	for (const struct session *s = context->server->sessions; s != NULL; s = s->next) {
		if (!is_other(s, context) || s->at_conversation != conversation || !is_told(s, context))
			continue;
		json_open_object(o, NULL);
		put_one(o, s);
		json_close_object(o);
	}
	json_close_array(o);
}

/* A word that lasts. */
static const char *state_of(const struct call_context *context)
{
	static const char *const states[] = { "viewing", "writing", "away", GONE };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (str_equal(states[i], call_text(context->request, "state")))
			return states[i];
	return GONE;
}

err_t presence_say(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	const char *state = state_of(context);
	struct list_row row = { 0 };
	err_t err = NULL;

	if (id != 0)
		err = read_row(context->reader, context->arena, id, &row);
	else if (!str_equal(state, GONE))
		err = err_make(ERR_USAGE, "presence %s: say of which conversation", state);
	if (err != NULL)
		return err;
	id = row.conv.root != 0 ? row.conv.root : id;
	presence_set(context->session, id, state);
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_text(&o, "state", state);
	json_close_object(&o);
	return NULL;
}

err_t presence_here(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	err_t err = NULL;

	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (const struct session *s = context->server->sessions; err == NULL && s != NULL; s = s->next) {
		bool seen = false;

		if (!is_other(s, context) || !is_told(s, context))
			continue;
		err = context_sees(context, s->at_conversation, &seen);
		if (err != NULL || !seen)
			continue;
		json_open_object(&o, NULL);
		json_put_int(&o, "conversation", s->at_conversation);
		put_one(&o, s);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}

err_t presence_look(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	bool recorded = false;
	err_t err = desk_look(context->desk, id, call_duration(context->request, "time", 0), &recorded);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_bool(&o, "recorded", recorded);
	json_close_object(&o);
	return NULL;
}
