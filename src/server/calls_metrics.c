/* SPDX-License-Identifier: ISC */
/*
 * What figures are derived from.
 *
 *   metrics rebuild            {"conversations","written","next"}     next null: that was all
 *   metrics rebuild --check    {"ok":bool,"conversations","waits","cases","differ","days","days_differ",
 *                              "rows":[{"id","what"}]}     rows: the first of them; id 0: of none
 */
#include "calls.h"

#include "guichet/desk/derived.h"
#include "guichet/desk/figures.h"
#include "guichet/json/json.h"
#include "guichet/model/zone.h"

err_t metrics_rebuild_is_slow(struct call_context *context, bool *slow)
{
	*slow = call_flag(context->request, "check");
	return NULL;
}

static void row_put(struct json_out *o, int64_t conversation, const char *what)
{
	json_open_object(o, NULL);
	json_put_int(o, "id", conversation);
	json_put_text(o, "what", what);
	json_close_object(o);
}

static void rows_put(struct json_out *o, struct arena *arena, const struct derived_verdict *rows,
	const struct segments_verdict *days)
{
	static const char *const names[FACT_SETS] = { "waits", "cases", "traces" };
	char date[DATE_TEXT];

	json_open_array(o, "rows");
	for (size_t i = 0; i < rows->first_count; i++)
		row_put(o, rows->first[i].conversation, rows->first[i].what);
	if (days->differ > 0 && days->first_day == FACT_RUNNING_DAY)
		row_put(o, 0, "the traces that still run are packed otherwise than their rows say");
	else if (days->differ > 0)
		row_put(o, 0, arena_printf(arena, "the %s of %s are packed otherwise than their rows say",
			names[days->first_set],
			date_format((int32_t)days->first_day, date)));
	json_close_array(o);
}

static err_t check(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct derived_verdict verdict = { 0 };
	struct segments_verdict days = { 0 };
	err_t err = derived_check(context->reader, context->arena, &verdict);

	if (err == NULL)
		err = read_segments_check(context->reader, context->now_ms, &days);
	if (err == NULL)
		err = read_traces_check(context->reader, &days);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "ok", verdict.differ == 0 && days.differ == 0);
	json_put_int(&o, "conversations", verdict.conversations);
	json_put_int(&o, "waits", verdict.waits);
	json_put_int(&o, "cases", verdict.cases);
	json_put_int(&o, "differ", verdict.differ);
	json_put_int(&o, "days", days.days);
	json_put_int(&o, "days_differ", days.differ);
	rows_put(&o, context->arena, &verdict, &days);
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
