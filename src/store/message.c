/* SPDX-License-Identifier: ISC */
/*
 * Rows of messages.  Every change of a message's text passes here, so that
 * the full-text index follows it.
 */
#include "guichet/store/inbox.h"

#include "db.h"
#include "guichet/store/media.h"
#include "guichet/store/search.h"

static const char *message_state(const struct message *message, int64_t outbox_state)
{
	if (message->direction != DIR_OUT)
		return "";
	return outbox_state < 0 ? outbox_state_name(OUT_SENT)
		: outbox_state_name((enum outbox_state)outbox_state);
}

static void message_read(const struct rows *rows, struct arena *arena, struct stored_message *out)
{
	*out = (struct stored_message){
		.message = {
			.id = col_int(rows, 0), .conversation = col_int(rows, 1),
			.account = col_int(rows, 2), .direction = (enum direction)col_int(rows, 3),
			.remote_id = col_text(rows, 4, arena), .author = col_text(rows, 5, arena),
			.handle = col_text(rows, 6, arena), .agent = col_int(rows, 7),
			.at_ms = col_int(rows, 8), .received_ms = col_int(rows, 9),
			.edited_ms = col_int(rows, 10), .deleted_ms = col_int(rows, 11),
			.visibility = (enum visibility)col_int(rows, 12),
			.text = col_text(rows, 13, arena), .cw = col_text(rows, 14, arena),
			.lang = col_text(rows, 15, arena), .url = col_text(rows, 16, arena),
			.reply_to = col_text(rows, 17, arena), .reply_ctx = col_text(rows, 18, arena),
			.acts = (unsigned)col_int(rows, 25)
		},
		.thread = col_text(rows, 19, arena), .native = col_text(rows, 20, arena),
		.rev = col_text(rows, 21, arena), .kind = col_text(rows, 22, arena)
	};
	out->message.state = message_state(&out->message, col_int(rows, 23));
	if (col_int(rows, 23) == OUT_FAILED || col_int(rows, 23) == OUT_UNKNOWN)
		out->message.reason = col_text(rows, 24, arena);
}

static err_t message_one(struct rows *rows, struct arena *arena, struct stored_message *out,
	bool *found)
{
	*found = rows_next(rows);
	if (*found)
		message_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_message(struct store *store, struct arena *arena, int64_t id,
	struct stored_message *out, bool *found)
{
	struct rows rows;

	db_query(store, MESSAGE_GET, &rows, "i", id);
	return message_one(&rows, arena, out, found);
}

err_t store_message_find(struct store *store, struct arena *arena, int64_t account,
	const char *remote_id, struct stored_message *out, bool *found)
{
	struct rows rows;

	db_query(store, MESSAGE_FIND, &rows, "it", account, remote_id);
	return message_one(&rows, arena, out, found);
}

err_t store_message_newest_in(struct store *store, struct arena *arena, int64_t conversation,
	struct stored_message *out, bool *found)
{
	struct rows rows;

	db_query(store, MESSAGE_NEWEST_IN, &rows, "i", conversation);
	return message_one(&rows, arena, out, found);
}

err_t store_message_newest_out(struct store *store, struct arena *arena, int64_t conversation,
	struct stored_message *out, bool *found)
{
	struct rows rows;

	db_query(store, MESSAGE_NEWEST, &rows, "i", conversation);
	return message_one(&rows, arena, out, found);
}

err_t store_message_early(struct store *store, struct arena *arena, int64_t account,
	const char *thread, const char *answered, struct stored_message *out, bool *found)
{
	struct rows rows;

	db_query(store, MESSAGE_EARLY, &rows, "itt", account, thread, answered);
	return message_one(&rows, arena, out, found);
}

err_t store_message_in_since(struct store *store, int64_t conversation, int64_t message, bool *out)
{
	return db_get(store, NULL, MESSAGE_IN_SINCE, NULL, "ii:l", conversation, message, out);
}

err_t store_message_add(struct store *store, const struct stored_message *row, int64_t *id)
{
	const struct message *m = &row->message;
	err_t err = db_insert(store, MESSAGE_ADD, id, "zitnttttttiiiiintttttt",
		m->conversation, m->account, row->thread, (int)m->direction, m->remote_id,
		row->native, row->rev, row->kind == NULL ? "" : row->kind,
		m->author == NULL ? "" : m->author, m->handle == NULL ? "" : m->handle, m->agent,
		m->at_ms, m->received_ms, m->edited_ms, m->deleted_ms, (int)m->visibility,
		m->text == NULL ? "" : m->text, m->cw, m->lang, m->url, m->reply_to, m->reply_ctx);

	if (err == NULL && m->direction != DIR_CONTEXT)
		err = store_indexed(store, *id, NULL, m->text == NULL ? "" : m->text);
	if (err == NULL && m->media_count > 0)
		err = store_media_set(store, *id, m->media, m->media_count);
	return err;
}

static bool is_indexed(const struct stored_message *row)
{
	return row->message.direction != DIR_CONTEXT && row->message.direction != DIR_WITHDRAWN;
}

err_t store_message_edit(struct store *store, const struct stored_message *old,
	const struct stored_message *now, int64_t at_ms)
{
	const struct message *was = &old->message;
	err_t err = db_run(store, EARLIER_ADD, "iitti", was->id, at_ms, was->text, was->cw, was->edited_ms);

	if (err == NULL)
		err = db_run(store, MESSAGE_EDIT, "ittti", was->id, now->rev, now->message.text,
			now->message.cw, now->message.edited_ms);
	if (err == NULL && is_indexed(old))
		err = store_indexed(store, old->message.id, old->message.text, now->message.text);
	if (err == NULL)
		err = store_media_set(store, old->message.id, now->message.media, now->message.media_count);
	return err;
}

err_t store_message_rev(struct store *store, int64_t id, const char *rev)
{
	return db_run(store, MESSAGE_REV, "it", id, rev);
}

err_t store_message_blank(struct store *store, const struct stored_message *old, int64_t at_ms)
{
	err_t err = db_run(store, MESSAGE_BLANK, "ii", old->message.id, at_ms);

	if (err == NULL)
		err = db_run(store, EARLIER_DROP, "i", old->message.id);
	if (err == NULL && is_indexed(old))
		err = store_indexed(store, old->message.id, old->message.text, "");
	if (err == NULL)
		err = store_media_set(store, old->message.id, NULL, 0);
	return err;
}

err_t store_message_then(struct store *store, struct arena *arena, int64_t at_ms, struct message *message)
{
	struct rows rows;

	if (message->edited_ms == 0)
		return NULL;
	db_query(store, EARLIER_AT, &rows, "ii", message->id, at_ms);
	if (rows_next(&rows)) {
		message->text = col_text(&rows, 0, arena);
		message->cw = col_text(&rows, 1, arena);
		message->edited_ms = col_int(&rows, 2);
	}
	return rows_end(&rows);
}

err_t store_message_place(struct store *store, const struct stored_message *old,
	int64_t conversation, enum direction direction)
{
	err_t err = db_run(store, MESSAGE_PLACE, "iin", old->message.id, conversation,
		(int)direction);

	if (err == NULL && !is_indexed(old) && direction != DIR_CONTEXT)
		err = store_indexed(store, old->message.id, NULL, old->message.text);
	return err;
}

err_t store_note_withdrawn(struct store *store, const struct stored_message *old, bool on)
{
	err_t err = db_run(store, MESSAGE_PLACE, "iin", old->message.id, old->message.conversation,
		(int)(on ? DIR_WITHDRAWN : DIR_NOTE));

	if (err == NULL)
		err = db_run(store, on ? TEXT_DROP : TEXT_ADD, "it", old->message.id, old->message.text);
	return err;
}

err_t store_message_acted(struct store *store, int64_t id, unsigned acts, int64_t deleted_ms)
{
	return db_run(store, MESSAGE_ACTED, "iii", id, (int64_t)acts, deleted_ms);
}

err_t store_message_sent(struct store *store, int64_t id, const char *remote_id,
	const char *native, const char *url, int64_t at_ms)
{
	return db_run(store, MESSAGE_SENT, "ittti", id, remote_id, native, url, at_ms);
}

/* Rows come newest first, one more than wanted; they leave oldest first. */
static err_t messages_read(struct rows *rows, struct arena *arena, size_t limit,
	struct message **out, size_t *count, bool *cut)
{
	struct message *list = NULL;
	struct stored_message row;
	size_t n = 0;
	err_t err;

	while (rows_next(rows)) {
		if (n == limit) {
			*cut = true;
			break;
		}
		message_read(rows, arena, &row);
		list = arena_grow(arena, list, n, sizeof(*list));
		list[n++] = row.message;
	}
	for (size_t i = 0; i < n / 2; i++) {
		struct message swap = list[i];

		list[i] = list[n - 1 - i];
		list[n - 1 - i] = swap;
	}
	err = rows_end(rows);
	if (err == NULL) {
		*out = list;
		*count = n;
	}
	return err;
}

err_t store_messages(struct store *store, struct arena *arena, int64_t conversation, struct message_span span,
	struct message **out, size_t *count, bool *cut)
{
	struct rows rows;

	db_query(store, MESSAGE_LIST, &rows, "iii", conversation, (int64_t)span.most + 1, span.received_ms);
	return messages_read(&rows, arena, span.most, out, count, cut);
}

static void said_read(const struct rows *rows, struct arena *arena, void *row)
{
	const char **out = row;

	*out = col_text(rows, 0, arena);
}

err_t store_said(struct store *store, struct arena *arena, const struct said_span *span, const char ***out, size_t *count)
{
	struct rows rows;

	db_query(store, MESSAGE_SAID, &rows, "iiii", span->conversation, span->from_ms, span->until_ms, (int64_t)span->most);
	return rows_list(&rows, arena, sizeof(**out), said_read, out, count);
}

err_t store_context(struct store *store, struct arena *arena, int64_t account, const char *thread,
	struct message_span span, struct message **out, size_t *count, bool *cut)
{
	struct rows rows;

	db_query(store, MESSAGE_CONTEXT, &rows, "itii", account, thread, (int64_t)span.most + 1, span.received_ms);
	return messages_read(&rows, arena, span.most, out, count, cut);
}

/* No row is ever removed, so the last number counts them. */
err_t store_message_count(struct store *store, int64_t *out)
{
	return db_get(store, NULL, MESSAGE_COUNT, NULL, ":i", out);
}
