/* SPDX-License-Identifier: ISC */
/* How rows, messages and names look in answers: one place, because scripts rely on it. */
#include "answer.h"

#include <string.h>

#include "inside.h"

void answer_rows(struct json_out *o)
{
	json_open_object(o, NULL);
	json_open_array(o, "rows");
}

void answer_rows_end(struct json_out *o)
{
	json_close_array(o);
	json_close_object(o);
}

err_t answer_number(struct call_context *context, const char *key, int64_t number)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_int(&o, key, number);
	json_close_object(&o);
	return NULL;
}

void answer_id(struct json_out *o, const char *key, int64_t id)
{
	if (id == 0)
		json_put_null(o, key);
	else
		json_put_int(o, key, id);
}

/* The store knows empty texts, scripts want null. */
void answer_some(struct json_out *o, const char *key, const char *text)
{
	json_put_text(o, key, text != NULL && text[0] != '\0' ? text : NULL);
}

static void put_tags(struct json_out *o, const char *tags)
{
	json_open_array(o, "tags");
	for (const char *p = tags == NULL ? "" : tags; *p != '\0'; ) {
		size_t len = strcspn(p, " ");

		if (len > 0) {
			struct str tag = { 0 };

			str_add_n(&tag, p, len);
			json_put_text(o, NULL, tag.text);
			str_finish(&tag);
		}
		p += len + (p[len] == ' ');
	}
	json_close_array(o);
}

static void put_marks(struct json_out *o, unsigned marks, bool blocked)
{
	json_open_array(o, "marks");
	for (int bit = 0; bit < MARKS; bit++)
		if ((marks >> bit & 1) != 0)
			json_put_text(o, NULL, mark_name(bit));
	if (blocked)
		json_put_text(o, NULL, "blocked");
	json_close_array(o);
}

void answer_row_members(struct json_out *o, const struct list_row *row)
{
	json_put_int(o, "id", row->conv.id);
	json_put_text(o, "account", row->account);
	json_put_text(o, "network", row->network);
	answer_some(o, "contact", row->contact);
	answer_some(o, "handle", row->handle);
	json_put_text(o, "visibility", visibility_name(row->conv.visibility));
	json_put_text(o, "status", status_name(row->conv.status));
	answer_some(o, "assignee", row->assignee);
	put_tags(o, row->tags);
	put_marks(o, row->conv.marks, row->blocked);
	json_put_text(o, "priority", priority_name(marks_priority(row->conv.marks)));
	json_put_time(o, "last_at", row->conv.last_ms);
	json_put_text(o, "text", row->text);
	answer_some(o, "lang", row->conv.lang);
	json_put_time(o, "waiting_since", row->conv.wait_ms);
	json_put_time(o, "due_at", row->conv.due_ms);
	answer_some(o, "due_of", deadline_name(row->conv.due_of));
	json_put_time(o, "promise_at", row->conv.promise_ms);
	json_put_time(o, "window_until", row->conv.window_ms);
	json_put_time(o, "snoozed_until", row->conv.snoozed_until);
	json_put_int(o, "rev", row->conv.rev);
	answer_id(o, "merged_into", row->conv.root);
}

void answer_waiting(struct json_out *o, int64_t wait_ms, int64_t now_ms)
{
	if (wait_ms == 0)
		json_put_null(o, "waiting_s");
	else
		json_put_int(o, "waiting_s", now_ms > wait_ms ? (now_ms - wait_ms) / 1000 : 0);
}

void answer_row(struct json_out *o, const char *key, const struct list_row *row, int64_t now_ms)
{
	json_open_object(o, key);
	answer_row_members(o, row);
	answer_waiting(o, row->conv.wait_ms, now_ms);
	json_close_object(o);
}

static void put_media(struct json_out *o, const struct message *m)
{
	json_open_array(o, "media");
	for (size_t i = 0; i < m->media_count; i++) {
		const struct media *media = &m->media[i];

		json_open_object(o, NULL);
		json_put_text(o, "type", media->kind);
		answer_some(o, "url", media->url);
		answer_some(o, "alt", media->alt);
		answer_some(o, "mime", media->mime);
		json_put_int(o, "size", media->size);
		json_put_int(o, "width", media->width);
		json_put_int(o, "height", media->height);
		json_close_object(o);
	}
	json_close_array(o);
}

void answer_message(struct json_out *o, const struct message *m, size_t agent_count,
	const struct agent *agents)
{
	const char *author = m->author;

	if (author == NULL || author[0] == '\0')
		author = agent_name_of(agent_count, agents, m->agent);
	json_open_object(o, NULL);
	json_put_int(o, "id", m->id);
	answer_id(o, "conversation", m->conversation);
	json_put_text(o, "direction", direction_name(m->direction));
	answer_some(o, "author", author);
	answer_some(o, "handle", m->handle);
	json_put_text(o, "agent", agent_name_of(agent_count, agents, m->agent));
	json_put_time(o, "at", m->at_ms);
	json_put_time(o, "edited_at", m->edited_ms);
	json_put_time(o, "deleted_at", m->deleted_ms);
	json_put_text(o, "text", m->text);
	answer_some(o, "cw", m->cw);
	answer_some(o, "lang", m->lang);
	json_put_text(o, "state", m->state);
	answer_some(o, "reason", m->reason);
	answer_some(o, "remote_id", m->remote_id);
	answer_some(o, "url", m->url);
	json_put_text(o, "visibility", visibility_name(m->visibility));
	put_media(o, m);
	json_open_array(o, "acts");
	for (int bit = 0; bit < MESSAGE_ACTS; bit++)
		if ((m->acts >> bit & 1) != 0)
			json_put_text(o, NULL, message_act_name(bit));
	json_close_array(o);
	json_close_object(o);
}

const char *agent_name_of(size_t count, const struct agent *agents, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (agents[i].id == id)
			return agents[i].name;
	}
	return NULL;
}

const struct account *account_by_id(size_t count, const struct account *accounts, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (accounts[i].id == id)
			return &accounts[i];
	}
	return NULL;
}

const char *account_name_of(size_t count, const struct account *accounts, int64_t id)
{
	const struct account *account = account_by_id(count, accounts, id);

	return account != NULL ? account->name : NULL;
}
