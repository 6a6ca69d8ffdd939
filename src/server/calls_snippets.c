/* SPDX-License-Identifier: ISC */
/*
 * Saved replies.
 *
 *   snippet add, remove    {"snippet","lang","shared":bool,"added":bool}       added: of add; false: it was changed
 *   snippet list  {"rows":[{"snippet","lang","shared":bool,"uses","text"}]}     with --for also "filled" and "missing",
 *                 the names of fields that nobody knows, and of a name only the one that is meant
 *   snippet show  {"snippet","lang","shared","uses","text"}       with a conversation also "filled" and "missing"
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/snippet.h"

static struct snippet_wish wish_of(const struct call_context *context)
{
	const char *lang = call_text(context->request, "lang");

	return (struct snippet_wish){ .name = call_text(context->request, "name"), .lang = lang != NULL ? lang : "",
		.shared = call_flag(context->request, "shared") };
}

static void put_wish(struct json_out *o, const struct snippet_wish *wish)
{
	json_open_object(o, NULL);
	json_put_text(o, "snippet", wish->name);
	answer_some(o, "lang", wish->lang);
	json_put_bool(o, "shared", wish->shared);
}

err_t snippet_add(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct snippet_wish wish = wish_of(context);
	bool added = false;
	err_t err;

	wish.text = call_text(context->request, "text");
	err = desk_snippet_add(context->desk, &wish, &added);
	if (err != NULL)
		return err;
	put_wish(&o, &wish);
	json_put_bool(&o, "added", added);
	json_close_object(&o);
	return NULL;
}

err_t snippet_remove(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct snippet_wish wish = wish_of(context);
	err_t err = desk_snippet_remove(context->desk, &wish);

	if (err != NULL)
		return err;
	put_wish(&o, &wish);
	json_close_object(&o);
	return NULL;
}

static void put_snippet(struct call_context *context, struct json_out *o, const struct snippet_row *row,
	const struct snippet_place *place)
{
	unsigned missing = 0;

	json_open_object(o, NULL);
	json_put_text(o, "snippet", row->name);
	answer_some(o, "lang", row->lang);
	json_put_bool(o, "shared", row->owner == 0);
	json_put_int(o, "uses", row->uses);
	json_put_text(o, "text", row->text);
	if (place != NULL) {
		json_put_text(o, "filled", snippet_fill(context->arena, row->text, place->values, &missing));
		json_open_array(o, "missing");
		for (int field = 0; field < SNIPPET_FIELDS; field++)
			if ((missing >> field & 1) != 0)
				json_put_text(o, NULL, snippet_field(field));
		json_close_array(o);
	}
	json_close_object(o);
}

static err_t place_of(struct call_context *context, int64_t conversation, struct snippet_place *out)
{
	return read_snippet_place(context->reader, context->arena, conversation, context->actor->name, out);
}

err_t snippet_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t conversation = call_int(context->request, "for", 0);
	struct snippet_place place = { 0 };
	struct snippet_row *rows = NULL;
	size_t count = 0;
	err_t err = conversation != 0 ? place_of(context, conversation, &place) : NULL;

	if (err == NULL)
		err = conversation == 0
			? read_snippets(context->reader, context->arena, context->actor->agent, &rows, &count)
			: read_snippets_meant(context->reader, context->arena, context->actor->agent, place.lang, &rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++)
		put_snippet(context, &o, &rows[i], conversation != 0 ? &place : NULL);
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t snippet_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t conversation = call_int(context->request, "id", 0);
	const char *lang = call_text(context->request, "lang");
	struct snippet_place place = { 0 };
	struct snippet_row row = { 0 };
	err_t err = conversation != 0 ? place_of(context, conversation, &place) : NULL;

	if (err == NULL)
		err = read_snippet(context->reader, context->arena, context->actor->agent,
			call_text(context->request, "name"), lang != NULL ? lang : place.lang, &row);
	if (err == NULL)
		put_snippet(context, &o, &row, conversation != 0 ? &place : NULL);
	return err;
}
