/* SPDX-License-Identifier: ISC */
/*
 * Rules, told.
 *
 *   rule list   {"rows":[{"rule","position","owner","enabled":bool,"state","wait_s","when","query",
 *               "commands":[],"reason","does","runs","last_at"}]}       wait_s null: a message; reason: why it
 *               was disabled or cannot run; does: the commands in a line, or the reason
 *   rule test   {"rows":[{"id","handle","text","commands":[],"would"}],"rule","looked"}       what would change;
 *               of the newest looked conversations
 *   rule log    {"rows":[{"run","rule","at","conversation","message","did":[],"refused","undone_at","done"}]}
 *               done: all of that in a line
 */
#include "calls.h"

#include "answer.h"
#include "guichet/json/json.h"
#include "guichet/model/rule.h"
#include "rules.h"

enum { TEST_DEFAULT = 200, TEST_MAX = 10000, TEST_ROWS = 500, LOG_DEFAULT = 50, LOG_MAX = 500 };

static const char *joined(struct arena *arena, const char *const *texts, size_t count)
{
	struct str out = { 0 };
	const char *copy;

	for (size_t i = 0; i < count; i++)
		str_printf(&out, "%s%s", i > 0 ? "; " : "", texts[i]);
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

static void put_texts(struct json_out *o, const char *key, const char *const *texts, size_t count)
{
	json_open_array(o, key);
	for (size_t i = 0; i < count; i++)
		json_put_text(o, NULL, texts[i]);
	json_close_array(o);
}

/* ---- list */

static const char *reason_of(const struct rule *rule)
{
	if (!rule->row.enabled)
		return rule->row.reason[0] != '\0' ? rule->row.reason : NULL;
	return rule->trouble;
}

static void put_rule(struct call_context *context, struct json_out *o, const struct rule *rule)
{
	const char *reason = reason_of(rule), *does = joined(context->arena, rule->commands, rule->count);
	char wait[TIME_TEXT];

	json_open_object(o, NULL);
	json_put_text(o, "rule", rule->row.name);
	json_put_int(o, "position", rule->row.position);
	json_put_text(o, "owner", rule->owner.name);
	json_put_bool(o, "enabled", rule->row.enabled);
	json_put_text(o, "state", rule->row.enabled ? "on" : "off");
	if (rule->row.wait_ms > 0)
		json_put_int(o, "wait_s", rule->row.wait_ms / 1000);
	else
		json_put_null(o, "wait_s");
	json_put_text(o, "when", rule->row.wait_ms > 0 ? duration_format(rule->row.wait_ms, wait) : "message");
	json_put_text(o, "query", rule->row.query);
	put_texts(o, "commands", rule->commands, rule->count);
	json_put_text(o, "reason", reason);
	json_put_text(o, "does", reason == NULL ? does : arena_printf(context->arena, "%s: %s",
		rule->row.enabled ? "cannot run" : "was disabled", reason));
	json_put_int(o, "runs", rule->runs);
	json_put_time(o, "last_at", rule->last_ms);
	json_close_object(o);
}

err_t rule_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct rule *rules = NULL;
	size_t count = 0;
	err_t err = read_rules(context->reader, context->arena, true, &rules, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++)
		put_rule(context, &o, &rules[i]);
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

/* ---- test */

/* The commands that would change that row. */
static err_t would_find(struct call_context *context, const struct rule *rule, const struct list_row *row,
	const char **would, size_t *count)
{
	err_t err = NULL;

	*count = 0;
	for (size_t i = 0; err == NULL && i < rule->count; i++) {
		struct call_request request;

		err = rule_command(context->arena, rule->commands[i], row->conv.id, &request);
		if (err == NULL && rule_would(&request, row, rule->owner.name))
			would[(*count)++] = rule->commands[i];
	}
	return err;
}

static err_t put_hit(struct call_context *context, struct json_out *o, const struct rule *rule,
	const struct list_row *row)
{
	const char *would[RULE_COMMANDS];
	size_t count;
	err_t err = would_find(context, rule, row, would, &count);

	if (err != NULL)
		return err;
	json_open_object(o, NULL);
	json_put_int(o, "id", row->conv.id);
	json_put_text(o, "handle", row->handle);
	put_texts(o, "commands", would, count);
	json_put_text(o, "would", count > 0 ? joined(context->arena, would, count) : "nothing: it is so already");
	json_put_text(o, "text", row->text);
	json_close_object(o);
	return NULL;
}

err_t rule_test(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct rule rule = { 0 };
	struct list_row *rows = NULL;
	size_t newest = 0, count = 0;
	err_t err = context_limit(context, TEST_DEFAULT, TEST_MAX, &newest);

	if (err == NULL)
		err = read_rule(context->reader, context->arena, call_text(context->request, "name"), &rule);
	if (err == NULL && rule.trouble != NULL)
		err = err_make(ERR_STATE, "rule %s: %s", rule.row.name, rule.trouble);
	if (err == NULL)
		err = read_rule_hits(context->reader, context->arena, &rule, context->now_ms, newest, &rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count && i < TEST_ROWS; i++)
		err = put_hit(context, &o, &rule, &rows[i]);
	json_close_array(&o);
	json_put_text(&o, "rule", rule.row.name);
	json_put_int(&o, "looked", (int64_t)newest);
	json_close_object(&o);
	return err;
}

/* ---- log */

static const char *done_text(struct arena *arena, const struct rule_run *run, const char *did)
{
	const char *refused = run->refused[0] != '\0' ? arena_printf(arena, "%srefused: %s",
		did[0] != '\0' ? "; " : "", run->refused) : "";

	return arena_printf(arena, "%s%s%s", did, refused, run->undone_ms != 0 ? " (taken back)" : "");
}

static void put_run(struct call_context *context, struct json_out *o, const struct rule_run *run)
{
	size_t count = 0;
	const char **did = rule_lines(context->arena, run->did, &count);

	json_open_object(o, NULL);
	json_put_int(o, "run", run->id);
	json_put_text(o, "rule", run->name);
	json_put_time(o, "at", run->at_ms);
	json_put_int(o, "conversation", run->conversation);
	json_put_int(o, "message", run->message);
	put_texts(o, "did", did, count);
	answer_some(o, "refused", run->refused);
	json_put_time(o, "undone_at", run->undone_ms);
	json_put_text(o, "done", done_text(context->arena, run, joined(context->arena, did, count)));
	json_close_object(o);
}

err_t rule_log(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	struct json_out o = { .to = context->answer };
	struct rule rule = { 0 };
	struct rule_run *runs = NULL;
	size_t limit = 0, count = 0;
	err_t err = context_limit(context, LOG_DEFAULT, LOG_MAX, &limit);

	if (err == NULL && name != NULL)
		err = read_rule(context->reader, context->arena, name, &rule);
	if (err == NULL)
		err = read_rule_runs(context->reader, context->arena, rule.row.id, 0, limit, &runs, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++)
		put_run(context, &o, &runs[i]);
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
