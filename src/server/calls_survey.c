/* SPDX-License-Identifier: ISC */
/*
 * Surveys.
 *
 *   survey          {"outbox","conversation","leaves"}
 *   survey answer   {"conversation","score"}
 */
#include "calls.h"

#include "guichet/desk/survey.h"
#include "guichet/json/json.h"

err_t survey_send(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0), outbox = 0;
	err_t err = desk_survey_send(context->desk, context->arena, id, &outbox);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "outbox", outbox);
	json_put_int(&o, "conversation", id);
	json_put_text(&o, "leaves", answer_leaves(context));
	json_close_object(&o);
	return NULL;
}

err_t survey_answer(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0), score = call_int(context->request, "score", 0);
	err_t err = desk_survey_answer(context->desk, id, score);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_int(&o, "score", score);
	json_close_object(&o);
	return NULL;
}
