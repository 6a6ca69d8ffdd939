/* SPDX-License-Identifier: ISC */
/*
 * Reports that leave by a clock.
 *
 *   report deliveries   {"rows":[{"plan","name","due_at","at","late":bool,"number","mail","state","to","said"}]}
 *                       number null: nothing was published, said says why; a row for each mail
 *   report schedule     {"plan","name","next_at"}
 *   report scheduled    {"rows":[{"plan","name","every","at","on","zone","next_at","to","who"}]}
 *   report unschedule   {"plan"}
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/report_plan.h"
#include "report_mail.h"
#include "report_plans.h"

enum { LIST_USUAL = 100, LIST_MOST = 1000 };

err_t report_schedule(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const struct call_request *request = context->request;
	const char *zone = call_text(request, "zone");
	struct report_plan plan = { .name = call_text(request, "name"), .zone = zone == NULL ? "" : zone,
		.recipients = report_letter_list(context, "to") };
	struct report_letter letter = { 0 };
	int64_t id = 0, next_ms = 0;
	err_t err = rhythm_parse(call_text(request, "every"), call_text(request, "at"), call_text(request, "on"), &plan.rhythm);

	if (err == NULL)
		err = report_letter_to(context->arena, plan.recipients, &letter);
	if (err == NULL)
		err = desk_report_plan_add(context->desk, &plan, &id, &next_ms);
	if (err != NULL)
		return err;
	report_plans_wake(context->server->report_plans);
	json_open_object(&o, NULL);
	json_put_int(&o, "plan", id);
	json_put_text(&o, "name", plan.name);
	json_put_time(&o, "next_at", next_ms);
	json_close_object(&o);
	return NULL;
}

err_t report_unschedule(struct call_context *context)
{
	int64_t id = call_int(context->request, "plan", 0);
	err_t err = desk_report_plan_drop(context->desk, id);

	return err != NULL ? err : answer_number(context, "plan", id);
}

err_t report_scheduled(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct report_plan *rows = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	err_t err = read_report_plans(context->reader, context->arena, &rows, &count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "plan", rows[i].id);
		json_put_text(&o, "name", rows[i].name);
		json_put_text(&o, "every", rhythm_name(rows[i].rhythm.kind));
		json_put_text(&o, "at", arena_printf(context->arena, "%02d:%02d", rows[i].rhythm.minute / 60,
			rows[i].rhythm.minute % 60));
		answer_some(&o, "on", rhythm_on(context->arena, &rows[i].rhythm));
		json_put_text(&o, "zone", rows[i].zone);
		json_put_time(&o, "next_at", rows[i].next_ms);
		json_put_text(&o, "to", rows[i].recipients);
		json_put_text(&o, "who", agent_name_of(agent_count, agents, rows[i].agent));
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

err_t report_deliveries(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct report_delivery *rows = NULL;
	size_t count = 0, limit = LIST_USUAL;
	err_t err = context_limit(context, LIST_USUAL, LIST_MOST, &limit);

	if (err == NULL)
		err = read_report_deliveries(context->reader, context->arena, (int64_t)limit, &rows, &count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "plan", rows[i].plan);
		json_put_text(&o, "name", rows[i].name);
		json_put_time(&o, "due_at", rows[i].due_ms);
		json_put_time(&o, "at", rows[i].at_ms);
		json_put_bool(&o, "late", rows[i].at_ms >= rows[i].due_ms + REPORT_LATE_MS);
		answer_id(&o, "number", rows[i].number);
		answer_id(&o, "mail", rows[i].mail);
		json_put_text(&o, "state", rows[i].mail == 0 ? "failed" : outbox_state_name((enum outbox_state)rows[i].state));
		answer_some(&o, "to", rows[i].recipient);
		answer_some(&o, "said", rows[i].mail == 0 ? rows[i].said : rows[i].mail_said);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}
