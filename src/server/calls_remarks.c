/* SPDX-License-Identifier: ISC */
/*
 * What is left out of figures, and lines that are written to dates.
 *
 *   exclude, include    as those of calls_triage.c
 *   annotate            {"row":n}
 *   annotation list     {"rows":[{"row","date","text","who","at"}]}
 *   annotation remove   {"row":n}
 */
#include "calls.h"

#include "guichet/desk/omit.h"
#include "guichet/json/json.h"

err_t remarks_exclude(struct call_context *context, int64_t id)
{
	const char *reason = call_text(context->request, "reason");

	if (reason == NULL || reason[0] == '\0')
		return err_make(ERR_USAGE, "exclude: say why with --reason: every report tells it");
	return desk_exclude(context->desk, id, true, reason);
}

err_t remarks_include(struct call_context *context, int64_t id)
{
	return desk_exclude(context->desk, id, false, NULL);
}

static err_t say(struct call_context *context, int64_t row)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_int(&o, "row", row);
	json_close_object(&o);
	return NULL;
}

err_t remarks_annotate(struct call_context *context)
{
	int64_t row = 0;
	err_t err = desk_annotate(context->desk, call_text(context->request, "date"),
		call_text(context->request, "text"), &row);

	return err != NULL ? err : say(context, row);
}

err_t remarks_unannotate(struct call_context *context)
{
	int64_t row = call_int(context->request, "row", 0);
	err_t err = desk_annotation_remove(context->desk, row);

	return err != NULL ? err : say(context, row);
}

err_t remarks_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct figure_remarks remarks;
	err_t err = read_remarks(context->reader, context->arena, 0, &remarks);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < remarks.note_count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "row", remarks.notes[i].seq);
		json_put_text(&o, "date", remarks.notes[i].date);
		json_put_text(&o, "text", remarks.notes[i].text);
		json_put_text(&o, "who", remarks.notes[i].who);
		json_put_time(&o, "at", remarks.notes[i].at_ms);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
