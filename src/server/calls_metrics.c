/* SPDX-License-Identifier: ISC */
/*
 * What figures are derived from.
 *
 *   metrics rebuild            {"conversations","written","next"}     next null: that was all
 *   metrics rebuild --check    {"ok":bool,"conversations","waits","cases","differ",
 *                              "rows":[{"id","what"}]}     rows: the first of them; id 0: of none
 */
#include "calls.h"

#include "guichet/desk/derived.h"
#include "guichet/json/json.h"

err_t metrics_rebuild_is_slow(struct call_context *context, bool *slow)
{
	*slow = call_flag(context->request, "check");
	return NULL;
}

static err_t check(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct derived_verdict verdict = { 0 };
	err_t err = derived_check(context->reader, context->arena, &verdict);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "ok", verdict.differ == 0);
	json_put_int(&o, "conversations", verdict.conversations);
	json_put_int(&o, "waits", verdict.waits);
	json_put_int(&o, "cases", verdict.cases);
	json_put_int(&o, "differ", verdict.differ);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < verdict.first_count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "id", verdict.first[i].conversation);
		json_put_text(&o, "what", verdict.first[i].what);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t metrics_rebuild(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct derived_slice slice;
	err_t err;

	if (call_flag(context->request, "check"))
		return check(context);
	err = desk_derive_anew(context->desk, call_int(context->request, "after", 0), &slice);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversations", slice.conversations);
	json_put_int(&o, "written", slice.written);
	if (slice.next == 0)
		json_put_null(&o, "next");
	else
		json_put_int(&o, "next", slice.next);
	json_close_object(&o);
	return NULL;
}
