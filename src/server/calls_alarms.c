/* SPDX-License-Identifier: ISC */
/*
 * Alarms that leave the screen.
 *
 *   alarm ack       {"alarm"}
 *   alarm list      {"rows":[{"alarm","event","at","over_at","acked_at","acked_by","subject","id","account","text",
 *                   "program","said"}]}    program: null, waiting, running, done or failed
 *   alarm off       {"rule"}
 *   alarm rules     {"rows":[{"rule","event","how","words","after_s","repeat_s","quiet","who","told_at"}]}
 *   on              {"rule","event"}
 */
#include "calls.h"

#include <string.h>

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/desk/alert.h"

enum { LIST_MOST = 500 };
#define REPEAT_MS INT64_C(900000)
#define NOBODY_MS INT64_C(600000)

err_t alarm_ack(struct call_context *context)
{
	int64_t id = call_int(context->request, "alarm", 0);
	err_t err = desk_alert_ack(context->desk, id);

	return err != NULL ? err : answer_number(context, "alarm", id);
}

err_t alarm_list(struct call_context *context)
{
	static const char *const runs[] = { [RUN_QUEUED] = "waiting", [RUN_GOING] = "running", [RUN_DONE] = "done",
		[RUN_FAILED] = "failed" };
	struct json_out o = { .to = context->answer };
	struct alert_row *rows = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	err_t err = read_alerts(context->reader, context->arena, call_flag(context->request, "all"), LIST_MOST, &rows, &count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "alarm", rows[i].id);
		json_put_text(&o, "event", alert_names[rows[i].kind]);
		json_put_time(&o, "at", rows[i].at_ms);
		json_put_time(&o, "over_at", rows[i].over_ms);
		json_put_time(&o, "acked_at", rows[i].acked_ms);
		answer_some(&o, "acked_by", rows[i].acked_by == 0 ? "" : agent_name_of(agent_count, agents, rows[i].acked_by));
		json_put_int(&o, "subject", rows[i].subject);
		answer_id(&o, "id", rows[i].conversation);
		json_put_text(&o, "account", rows[i].account);
		json_put_text(&o, "text", alert_words(context->arena, &rows[i], context->now_ms));
		json_put_text(&o, "program", rows[i].run_state < 0 ? NULL : runs[rows[i].run_state]);
		answer_some(&o, "said", rows[i].run_said);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

err_t alarm_off(struct call_context *context)
{
	int64_t id = call_int(context->request, "rule", 0);
	err_t err = desk_hook_drop(context->desk, id);

	return err != NULL ? err : answer_number(context, "rule", id);
}

/* A program and its arguments as one line to read. */
static const char *line_of(struct arena *arena, const char *words)
{
	char *line = arena_copy(arena, words);

	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	return line;
}

err_t alarm_rules(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct hook_row *rows = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	err_t err = read_hooks(context->reader, context->arena, &rows, &count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "rule", rows[i].id);
		json_put_text(&o, "event", alert_names[rows[i].kind]);
		json_put_text(&o, "how", rows[i].how == HOOK_RUN ? "run" : "mail");
		json_put_text(&o, "words", line_of(context->arena, rows[i].words));
		json_put_int(&o, "after_s", rows[i].after_ms / 1000);
		json_put_int(&o, "repeat_s", rows[i].repeat_ms / 1000);
		answer_some(&o, "quiet", rows[i].quiet);
		json_put_text(&o, "who", agent_name_of(agent_count, agents, rows[i].agent));
		json_put_time(&o, "told_at", rows[i].told_ms);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

static err_t words_of(struct call_context *context, bool run, const char **out)
{
	size_t count = call_count(context->request, "word");
	const char *text = call_text(context->request, "word");

	if (run && !policy_allows(&context->server->policy, POLICY_PIPES, context->actor->role))
		return err_make(ERR_DENIED, "on: programs are kept off by %s, line %d", context->server->policy_file,
			context->server->policy.of[POLICY_PIPES].line);
	if (!run && count != 1)
		return err_make(ERR_USAGE, "on: a mail goes to one address; say it again for another one");
	if (run && count > 60)
		return err_make(ERR_USAGE, "on: that are too many arguments");
	for (size_t i = 1; i < count; i++)
		text = arena_printf(context->arena, "%s\n%s", text, call_text_at(context->request, "word", i));
	*out = text;
	return NULL;
}

err_t alarm_on(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *event = call_text(context->request, "event"), *quiet = call_text(context->request, "except");
	struct hook_row row = { .how = strcmp(call_text(context->request, "how"), "run") == 0 ? HOOK_RUN : HOOK_MAIL,
		.quiet = quiet == NULL ? "" : quiet };
	int64_t id = 0;
	err_t err = words_of(context, row.how == HOOK_RUN, &row.words);

	while (row.kind + 1 < ALERT_KINDS && strcmp(alert_names[row.kind], event) != 0)
		row.kind++;
	row.after_ms = call_duration(context->request, "after", row.kind == ALERT_NOBODY_ACTIVE ? NOBODY_MS : 0);
	row.repeat_ms = call_duration(context->request, "repeat", REPEAT_MS);
	if (err == NULL)
		err = desk_hook_add(context->desk, &row, &id);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "rule", id);
	json_put_text(&o, "event", event);
	json_close_object(&o);
	return NULL;
}
