/* SPDX-License-Identifier: ISC */
/*
 * Messages as JSON lines, in and out.
 *
 *   export         rows: an item of guichet/wire/item.h with "account", "network", "conversation" in
 *                  front; end {}
 *   import items   {"account","created":bool,"added","edited","gone","unchanged","bad","conversations",
 *                  "bad_lines":[{"line","text"}]}     the first of them
 */
#include "calls.h"

#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/account.h"
#include "guichet/desk/ingest.h"
#include "guichet/wire/item.h"

enum { BATCH = 500, BAD_LINES_SAID = 20, BAD_RAW = 2000 };

/* ---- export */

struct exporting {
	struct call_context *context;
	struct account *accounts;
	size_t account_count;
	struct arena *scratch;
	struct arena *media;		/* of the last message */
	struct list_row row;		/* of the conversation of the last message */
};

static const struct account *account_of(const struct exporting *e, int64_t id)
{
	for (size_t i = 0; i < e->account_count; i++) {
		if (e->accounts[i].id == id)
			return &e->accounts[i];
	}
	return NULL;
}

static void item_of(const struct exporting *e, const struct message *m, const struct contact *c,
	struct item *item)
{
	const struct account *account = account_of(e, m->account);
	struct item_author them = { .id = c->remote_id, .handle = c->handle, .name = c->name,
		.url = c->url, .followers = c->followers, .bot = c->bot };
	struct item_author us = { 0 };

	if (account != NULL) {
		us.id = account->self_id != NULL && account->self_id[0] != '\0' ?
			account->self_id : account->name;
		us.handle = account->self_handle != NULL && account->self_handle[0] != '\0' ?
			account->self_handle : account->name;
	}
	*item = (struct item){
		.op = m->direction == DIR_OUT ? ITEM_ECHO : ITEM_NEW,
		.uid = m->remote_id, .thread = e->row.conv.thread, .parent = m->reply_to,
		.kind = m->reply_to != NULL ? "reply" : "mention", .visibility = m->visibility,
		.author = m->direction == DIR_OUT ? us : them, .at_ms = m->at_ms,
		.edited_ms = m->edited_ms, .text = m->text, .cw = m->cw, .lang = m->lang, .url = m->url,
		.reply_ctx = m->reply_ctx,
	};
	if (m->direction == DIR_OUT)
		item->to = them;
}

static err_t export_one(void *data, const char *account, const char *network, const struct message *m,
	const struct contact *contact)
{
	struct exporting *e = data;
	struct str body = { 0 }, text = { 0 };
	struct json_out o = { .to = &body };
	struct item item;
	err_t err = NULL;

	if (m->remote_id == NULL || (m->direction != DIR_IN && m->direction != DIR_OUT))
		return NULL;
	if (e->row.conv.id != m->conversation) {
		arena_reset(e->scratch);
		err = read_row(e->context->reader, e->scratch, m->conversation, &e->row);
		if (err != NULL)
			return err;
	}
	item_of(e, m, contact, &item);
	arena_reset(e->media);
	err = read_media(e->context->reader, e->media, m->id, &item.media, &item.media_count);
	if (err != NULL)
		return err;
	wire_put_item(&text, &item);
	json_open_object(&o, NULL);
	json_put_text(&o, "account", account);
	json_put_text(&o, "network", network);
	json_put_int(&o, "conversation", m->conversation);
	str_add_char(&body, ',');
	str_add(&body, text.text + 1);
	err = dispatch_fits(&body);
	if (err == NULL)
		err = e->context->emit(e->context, body.text);
	str_finish(&text);
	str_finish(&body);
	return err;
}

err_t items_export(struct call_context *context)
{
	struct exporting e = { .context = context };
	struct query_sql sql = { 0 };
	err_t err = context_query_sql(context, context_query_text(context, ""), &sql);

	if (err == NULL)
		err = context_accounts(context, &e.accounts, &e.account_count);
	if (err != NULL)
		return err;
	e.scratch = arena_create();
	e.media = arena_create();
	err = read_items(context->reader, &sql, export_one, &e);
	arena_destroy(e.scratch);
	arena_destroy(e.media);
	return err;
}

/* ---- import */

struct importing {
	struct call_context *context;
	struct arena *arena;		/* of the batch */
	int64_t account;
	bool history;
	struct item *items;
	struct ingest_bad *bad;
	size_t count, bad_count, line;
	struct ingest_result total;
	struct str said;		/* members of bad_lines */
	size_t said_count;
};

static err_t import_flush(struct importing *im)
{
	struct ingest_batch batch = { .account = im->account, .items = im->items, .count = im->count,
		.bad_count = im->bad_count, .bad = im->bad };
	struct ingest_result result = { 0 };
	err_t err;

	if (im->count + im->bad_count == 0)
		return NULL;
	err = desk_ingest(im->context->desk, &batch, &result);
	if (err != NULL)
		return err;
	im->total.added += result.added;
	im->total.edited += result.edited;
	im->total.gone += result.gone;
	im->total.unchanged += result.unchanged;
	im->total.bad += result.bad;
	im->total.conversations += result.conversations;
	im->count = im->bad_count = 0;
	arena_reset(im->arena);
	return NULL;
}

static void import_bad(struct importing *im, err_t why, const char *line, size_t len)
{
	struct ingest_bad *bad = &im->bad[im->bad_count++];
	struct json_out o = { .to = &im->said, .comma = im->said_count > 0 };

	bad->why = arena_printf(im->arena, "line %zu: %s", im->line, why->text);
	bad->raw = arena_copy_n(im->arena, line, len < BAD_RAW ? len : BAD_RAW);
	if (im->said_count++ >= BAD_LINES_SAID)
		return;
	json_open_object(&o, NULL);
	json_put_int(&o, "line", (int64_t)im->line);
	json_put_text(&o, "text", why->text);
	json_close_object(&o);
}

static void import_line(struct importing *im, const char *line, size_t len)
{
	struct item *item = &im->items[im->count];
	struct json *json = NULL;
	err_t err = json_parse(line, len, &json);

	memset(item, 0, sizeof(*item));
	if (err == NULL)
		err = wire_get_item(im->arena, json, item);
	if (err == NULL)
		err = item_check(item);
	if (err != NULL) {
		import_bad(im, err, line, len);
	} else {
		item->history = item->history || im->history;
		im->count++;
	}
	json_destroy(json);
}

static bool is_blank(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	}
	return true;
}

static err_t import_lines(struct importing *im, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((stop != NULL ? stop : end) - text);

		im->line++;
		if (!is_blank(text, size))
			import_line(im, text, size);
		if (im->count == BATCH || im->bad_count == BATCH) {
			err_t err = import_flush(im);

			if (err != NULL)
				return err;
		}
		text += size + 1;
	}
	return import_flush(im);
}

static err_t import_account(struct call_context *context, const char *name, int64_t *id, bool *created)
{
	struct account account = { 0 };
	err_t err = read_account_named(context->reader, context->arena, name, &account);

	*id = account.id;
	*created = false;
	if (err == NULL || !err_is(err, ERR_NOT_FOUND))
		return err;
	return desk_account_add(context->desk, "import", name, "since=0\n", NULL, id, created);
}

static void put_import(struct call_context *context, const struct importing *im, const char *name,
	bool created)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, "account", name);
	json_put_bool(&o, "created", created);
	json_put_int(&o, "added", (int64_t)im->total.added);
	json_put_int(&o, "edited", (int64_t)im->total.edited);
	json_put_int(&o, "gone", (int64_t)im->total.gone);
	json_put_int(&o, "unchanged", (int64_t)im->total.unchanged);
	json_put_int(&o, "bad", (int64_t)im->said_count);
	json_put_int(&o, "conversations", (int64_t)im->total.conversations);
	json_open_array(&o, "bad_lines");
	str_add(context->answer, str_text(&im->said));
	json_close_array(&o);
	json_close_object(&o);
}

err_t items_import(struct call_context *context)
{
	const char *name = call_text(context->request, "account");
	struct importing im = { .context = context, .history = call_flag(context->request, "history") };
	bool created = false;
	err_t err;

	if (name == NULL)
		name = "import";
	err = import_account(context, name, &im.account, &created);
	if (err != NULL)
		return err;
	im.arena = arena_create();
	im.items = arena_array(context->arena, BATCH, sizeof(*im.items));
	im.bad = arena_array(context->arena, BATCH, sizeof(*im.bad));
	err = import_lines(&im, context->payload, context->payload_len);
	if (err == NULL)
		put_import(context, &im, name, created);
	str_finish(&im.said);
	arena_destroy(im.arena);
	return err;
}
