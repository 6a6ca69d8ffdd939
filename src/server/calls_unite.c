/* SPDX-License-Identifier: ISC */
/*
 * One customer, one conversation.
 *
 *   merge     {"changed":[ids],"count":n,"into":id}       into: the whole that they are shown in
 *   unmerge   {"changed":[ids],"count":n,"from":id}
 *   link      {"changed":[id],"count":1,"began":id}
 *   unlink    {"changed":[id],"count":1,"began":id}       what it is no longer linked with
 *   others    {"rows":[row]}                              of the same person, newest first
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/unite.h"

enum { AT_ONCE = 50, OTHERS_DEFAULT = 50, OTHERS_MAX = 500 };

static err_t say(struct call_context *context, const char *key, int64_t other)
{
	struct json_out o = { .to = context->answer };
	size_t count = call_count(context->request, "id");

	json_open_object(&o, NULL);
	json_open_array(&o, "changed");
	for (size_t i = 0; i < count; i++)
		json_put_int(&o, NULL, call_int_at(context->request, "id", i));
	json_close_array(&o);
	json_put_int(&o, "count", (int64_t)count);
	json_put_int(&o, key, other);
	json_close_object(&o);
	return NULL;
}

static err_t count_check(const struct call_context *context, size_t count)
{
	return count <= AT_ONCE ? NULL : err_make(ERR_USAGE, "%s: at most %d conversations at once, these are %zu",
		context->request->call->name, AT_ONCE, count);
}

err_t unite_merge(struct call_context *context)
{
	int64_t into = call_int(context->request, "into", 0);
	size_t count = call_count(context->request, "id");
	struct list_row row = { 0 };
	err_t err = count_check(context, count);

	for (size_t i = 0; err == NULL && i < count; i++)
		err = desk_merge(context->desk, call_int_at(context->request, "id", i), into,
			call_flag(context->request, "anyway"));
	if (err != NULL && count > 1)
		return err_make(err->kind, "%s (nothing was changed)", err->text);
	if (err == NULL)
		err = read_row(context->reader, context->arena, into, &row);
	return err != NULL ? err : say(context, "into", row.conv.root != 0 ? row.conv.root : into);
}

err_t unite_unmerge(struct call_context *context)
{
	size_t count = call_count(context->request, "id");
	int64_t from = 0;
	err_t err = count_check(context, count);

	for (size_t i = 0; err == NULL && i < count; i++)
		err = desk_unmerge(context->desk, call_int_at(context->request, "id", i), &from);
	if (err != NULL && count > 1)
		return err_make(err->kind, "%s (nothing was changed)", err->text);
	return err != NULL ? err : say(context, "from", from);
}

err_t unite_link(struct call_context *context)
{
	int64_t began = call_int(context->request, "began", 0);
	err_t err = desk_link(context->desk, call_int(context->request, "id", 0), began,
		call_flag(context->request, "anyway"));

	return err != NULL ? err : say(context, "began", began);
}

err_t unite_unlink(struct call_context *context)
{
	int64_t began = 0;
	err_t err = desk_unlink(context->desk, call_int(context->request, "id", 0), &began);

	return err != NULL ? err : say(context, "began", began);
}

err_t unite_others(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t limit = call_int(context->request, "limit", OTHERS_DEFAULT);
	struct list_row *rows = NULL;
	size_t count = 0;
	err_t err = NULL;

	if (limit < 1 || limit > OTHERS_MAX)
		err = err_make(ERR_USAGE, "--limit is a number from 1 to %d", OTHERS_MAX);
	if (err == NULL)
		err = read_others(context->reader, context->arena, call_int(context->request, "id", 0), (size_t)limit,
			&rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count; i++) {
		bool seen = false;

		err = context_sees(context, rows[i].conv.id, &seen);
		if (err == NULL && seen)
			answer_row(&o, NULL, &rows[i], context->now_ms);
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}

void unite_put(struct json_out *o, const struct united *united)
{
	if (united->asked != 0)
		json_put_int(o, "asked", united->asked);
	else
		json_put_null(o, "asked");
	json_open_array(o, "merged");
	for (size_t i = 0; i < united->merged_count; i++) {
		json_open_object(o, NULL);
		json_put_int(o, "id", united->merged[i].id);
		json_put_int(o, "into", united->merged[i].into);
		json_close_object(o);
	}
	json_close_array(o);
	if (united->began != 0)
		json_put_int(o, "began", united->began);
	else
		json_put_null(o, "began");
	if (united->may_begin != 0) {
		json_put_int(o, "may_begin", united->may_begin);
		json_put_text(o, "may_why", united->may_why);
	}
	json_open_array(o, "goes_on");
	for (size_t i = 0; i < united->goes_on_count; i++)
		json_put_int(o, NULL, united->goes_on[i]);
	json_close_array(o);
}
