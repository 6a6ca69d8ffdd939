/* SPDX-License-Identifier: ISC */
/*
 * The ledger as a whole.
 *
 *   ledger export   rows {"seq","desk","account_id","account","network","conversation_id","thread",
 *                   "contact","kind","net_at","recv_at","actor_kind","actor_id","actor","subject_id",
 *                   "subject","ext","ref","surface","detail","hash"}, end {}; hashes in hexadecimal
 *   ledger import   {"rows","known"}        new ones, and those that were there already
 *   ledger verify   {"ok":bool,"rows","bad_seq","what","head","waits","waits_differ"}
 */
#include "calls.h"

#include <string.h>

#include "guichet/desk/ledger.h"

/* ---- hexadecimal */

static void put_hex(struct json_out *o, const char *key, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * EVENT_HASH + 1];

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = '\0';
	json_put_text(o, key, text);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool get_hex(const struct json *json, const char *key, unsigned char *out, size_t len)
{
	const char *text = json_text(json, key);

	if (text == NULL || strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* ---- export */

static err_t export_line(void *data, const struct ledger_line *line)
{
	struct call_context *context = data;
	const struct event *event = &line->event;
	struct str body = { 0 };
	struct json_out o = { .to = &body };
	err_t err;

	json_open_object(&o, NULL);
	json_put_int(&o, "seq", event->seq);
	json_put_text(&o, "desk", line->desk);
	json_put_int(&o, "account_id", event->account);
	json_put_text(&o, "account", line->account_name);
	json_put_text(&o, "network", line->network);
	json_put_int(&o, "conversation_id", event->conversation);
	json_put_text(&o, "thread", line->thread);
	json_put_text(&o, "contact", line->contact);
	json_put_text(&o, "kind", event_kind_name(event->kind));
	json_put_time(&o, "net_at", event->net_ms);
	json_put_time(&o, "recv_at", event->recv_ms);
	json_put_text(&o, "actor_kind", actor_kind_name(event->actor_kind));
	json_put_int(&o, "actor_id", event->actor);
	json_put_text(&o, "actor", line->actor_name);
	json_put_int(&o, "subject_id", event->subject);
	json_put_text(&o, "subject", line->subject_name);
	if (event->has_ext)
		put_hex(&o, "ext", event->ext, EVENT_EXT);
	if (event->has_ref)
		put_hex(&o, "ref", event->ref, EVENT_EXT);
	json_put_text(&o, "surface", event->surface == SURFACE_PRIVATE ? "private" : "public");
	json_put_text(&o, "detail", event->detail);
	put_hex(&o, "hash", event->hash, EVENT_HASH);
	json_close_object(&o);
	err = context->emit(context, body.text);
	str_finish(&body);
	return err;
}

err_t ledger_export(struct call_context *context)
{
	return ledger_each(context->reader, 1, export_line, context);
}

/* ---- import */

static err_t get_time(const struct json *json, const char *key, int64_t *out)
{
	const char *text = json_text(json, key);

	*out = 0;
	return text == NULL ? NULL : time_parse(text, out);
}

static err_t get_line(struct arena *arena, const struct json *json, struct ledger_line *out)
{
	struct event *event = &out->event;
	const char *surface = json_text_or(json, "surface", "public");
	err_t err;

	event->seq = json_int(json, "seq", 0);
	event->account = json_int(json, "account_id", 0);
	event->conversation = json_int(json, "conversation_id", 0);
	event->actor = json_int(json, "actor_id", 0);
	event->subject = json_int(json, "subject_id", 0);
	event->detail = arena_copy(arena, json_text_or(json, "detail", ""));
	event->surface = strcmp(surface, "private") == 0 ? SURFACE_PRIVATE : SURFACE_PUBLIC;
	event->has_ext = get_hex(json, "ext", event->ext, EVENT_EXT);
	event->has_ref = get_hex(json, "ref", event->ref, EVENT_EXT);
	out->desk = arena_copy(arena, json_text(json, "desk"));
	out->account_name = arena_copy(arena, json_text(json, "account"));
	out->network = arena_copy(arena, json_text(json, "network"));
	out->thread = arena_copy(arena, json_text(json, "thread"));
	out->contact = arena_copy(arena, json_text(json, "contact"));
	out->actor_name = arena_copy(arena, json_text(json, "actor"));
	out->subject_name = arena_copy(arena, json_text(json, "subject"));
	if (!event_kind_find(json_text_or(json, "kind", ""), &event->kind))
		return err_make(ERR_DATA, "unknown kind");
	if (!actor_kind_find(json_text_or(json, "actor_kind", ""), &event->actor_kind))
		return err_make(ERR_DATA, "unknown actor_kind");
	if (!get_hex(json, "hash", event->hash, EVENT_HASH))
		return err_make(ERR_DATA, "hash is missing or not hexadecimal");
	err = get_time(json, "net_at", &event->net_ms);
	return err != NULL ? err : get_time(json, "recv_at", &event->recv_ms);
}

static size_t count_lines(const char *text, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++)
		count += text[i] == '\n';
	return count;
}

static err_t get_lines(struct call_context *context, struct ledger_line *lines, size_t *count)
{
	const char *text = context->payload, *end = text + context->payload_len;
	size_t number = 0;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((stop != NULL ? stop : end) - text);
		struct json *json = NULL;
		err_t err = NULL;

		number++;
		if (len > 0)
			err = json_parse(text, len, &json);
		if (len > 0 && err == NULL)
			err = get_line(context->arena, json, &lines[*count]);
		json_destroy(json);
		if (err != NULL)
			return err_make(ERR_DATA, "line %zu: %s", number, err->text);
		*count += len > 0;
		text += len + 1;
	}
	return NULL;
}

err_t ledger_import(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	size_t count = 0, known = 0;
	struct ledger_line *lines = arena_array(context->arena,
		count_lines(context->payload, context->payload_len), sizeof(*lines));
	err_t err = get_lines(context, lines, &count);

	if (err == NULL && count == 0)
		err = err_make(ERR_DATA, "nothing to import");
	if (err == NULL)
		err = desk_ledger_import(context->desk, lines, count, &known);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "rows", (int64_t)(count - known));
	json_put_int(&o, "known", (int64_t)known);
	json_close_object(&o);
	return NULL;
}

err_t ledger_check(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct ledger_verdict verdict = { 0 };
	err_t err = ledger_verify(context->reader, context->arena, &verdict);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "ok", verdict.bad_seq == 0 && verdict.waits_differ == 0);
	json_put_int(&o, "rows", verdict.rows);
	json_put_int(&o, "bad_seq", verdict.bad_seq);
	json_put_text(&o, "what", verdict.what);
	put_hex(&o, "head", verdict.head, EVENT_HASH);
	json_put_int(&o, "waits", (int64_t)verdict.waits);
	json_put_int(&o, "waits_differ", (int64_t)verdict.waits_differ);
	json_close_object(&o);
	return NULL;
}
