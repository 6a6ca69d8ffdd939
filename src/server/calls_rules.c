/* SPDX-License-Identifier: ISC */
/*
 * Rules, changed.
 *
 *   rule add       {"rule","added":bool}
 *   rule enable disable remove       {"rule","enabled":bool}       removed: not enabled
 *   rule move      {"rule","position"}
 *   rule undo      {"rule","undone":n,"left":[{"id","why"}],"more":bool}
 *                  undone: runs of the log; left: conversations that stay as they are
 */
#include "calls.h"

#include "guichet/json/json.h"
#include "guichet/model/rule.h"
#include "rules.h"

enum { UNDO_MOST = 500 };

static const char *name_of(const struct call_context *context)
{
	return call_text(context->request, "name");
}

static err_t say(struct call_context *context, const char *key, bool value)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, "rule", name_of(context));
	json_put_bool(&o, key, value);
	json_close_object(&o);
	return NULL;
}

err_t rule_add(struct call_context *context)
{
	size_t count = call_count(context->request, "command");
	const char **commands = arena_array(context->arena, count + 1, sizeof(*commands));
	struct rule_wish wish = { .name = name_of(context), .query = call_text(context->request, "query"),
		.wait_ms = call_duration(context->request, "when", 0), .count = count, .commands = commands };
	bool added = false;
	err_t err;

	if (call_count(context->request, "when") > 0 && wish.wait_ms <= 0)
		return err_make(ERR_USAGE, "rule add: --when is longer than nothing");
	for (size_t i = 0; i < count; i++)
		commands[i] = call_text_at(context->request, "command", i);
	err = desk_rule_add(context->desk, &wish, &added);
	return err != NULL ? err : say(context, "added", added);
}

err_t rule_remove(struct call_context *context)
{
	err_t err = desk_rule_remove(context->desk, name_of(context));

	return err != NULL ? err : say(context, "enabled", false);
}

err_t rule_enable(struct call_context *context)
{
	err_t err = desk_rule_enable(context->desk, name_of(context), true);

	return err != NULL ? err : say(context, "enabled", true);
}

err_t rule_disable(struct call_context *context)
{
	err_t err = desk_rule_enable(context->desk, name_of(context), false);

	return err != NULL ? err : say(context, "enabled", false);
}

err_t rule_move(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct rule rule = { 0 };
	err_t err = desk_rule_move(context->desk, name_of(context), call_int(context->request, "position", 0));

	if (err == NULL)
		err = read_rule(context->reader, context->arena, name_of(context), &rule);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "rule", name_of(context));
	json_put_int(&o, "position", rule.row.position);
	json_close_object(&o);
	return NULL;
}

/* ---- what it did, taken back */

struct undoing {
	struct call_context *context;
	const struct rule *rule;
	struct json_out left;
	struct str left_text;
	int64_t undone;
};

static void leave(struct undoing *u, int64_t conversation, const char *why)
{
	json_open_object(&u->left, NULL);
	json_put_int(&u->left, "id", conversation);
	json_put_text(&u->left, "why", why);
	json_close_object(&u->left);
}

static err_t inverse_run(struct undoing *u, const char *text, int64_t conversation)
{
	struct call_context context = *u->context;
	struct call_request request;
	struct str answer = { 0 };
	err_t err = rule_command(context.arena, text, conversation, &request);

	context.request = &request;
	context.answer = &answer;
	if (err == NULL)
		err = dispatch_function(request.call)->run(&context);
	str_finish(&answer);
	return err;
}

/* Only what is still as the rule left it. */
static err_t line_undo(struct undoing *u, const struct rule_run *run, const char *did, const char *inverse)
{
	struct call_context *context = u->context;
	struct call_request request;
	struct list_row row = { 0 };
	err_t err = rule_command(context->arena, did, run->conversation, &request);

	if (err == NULL)
		err = desk_rule_row(context->desk, context->arena, run->conversation, &row);
	if (err != NULL)
		return err;
	if (inverse[0] == '\0') {
		leave(u, run->conversation, arena_printf(context->arena, "%s cannot be taken back", did));
		return NULL;
	}
	if (rule_would(&request, &row, u->rule->owner.name)) {
		leave(u, run->conversation, arena_printf(context->arena, "%s was changed since", did));
		return NULL;
	}
	err = inverse_run(u, inverse, run->conversation);
	if (err == NULL || err_is(err, ERR_STORE))
		return err;
	leave(u, run->conversation, arena_copy(context->arena, err->text));
	return NULL;
}

/* The last command first. */
static err_t run_undo(struct undoing *u, const struct rule_run *run)
{
	size_t count = 0, backs = 0;
	const char **did = rule_lines(u->context->arena, run->did, &count);
	const char **inverse = rule_lines(u->context->arena, run->inverse, &backs);
	err_t err = NULL;

	for (size_t i = count; err == NULL && i-- > 0; )
		err = line_undo(u, run, did[i], i < backs ? inverse[i] : "");
	u->undone++;
	return err != NULL ? err : desk_rule_undone(u->context->desk, run->id);
}

static err_t runs_undo(struct undoing *u, bool *more)
{
	const struct call_request *request = u->context->request;
	int64_t one = call_int(request, "run", 0), since_ms = call_time(request, "since", u->context->now_ms, 0);
	struct rule_run *runs = NULL;
	size_t count = 0;
	err_t err = read_rule_runs(u->context->reader, u->context->arena, u->rule->row.id,
		one > 0 ? one + 1 : 0, one > 0 ? 1 : UNDO_MOST + 1, &runs, &count);

	if (err == NULL && one > 0 && (count == 0 || runs[0].id != one))
		err = err_make(ERR_NOT_FOUND, "rule %s: there is no run %lld in its log", u->rule->row.name,
			(long long)one);
	for (size_t i = 0; err == NULL && i < count && i < UNDO_MOST && runs[i].at_ms >= since_ms; i++)
		if (runs[i].undone_ms == 0)
			err = run_undo(u, &runs[i]);
	*more = count > UNDO_MOST && runs[UNDO_MOST].at_ms >= since_ms;
	return err;
}

err_t rule_undo(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct undoing undoing = { .context = context };
	struct rule rule = { 0 };
	bool more = false;
	err_t err = read_rule(context->reader, context->arena, name_of(context), &rule);

	undoing.rule = &rule;
	undoing.left.to = &undoing.left_text;
	if (err == NULL)
		err = runs_undo(&undoing, &more);
	if (err == NULL) {
		json_open_object(&o, NULL);
		json_put_text(&o, "rule", rule.row.name);
		json_put_int(&o, "undone", undoing.undone);
		json_open_array(&o, "left");
		str_add(context->answer, str_text(&undoing.left_text));
		json_close_array(&o);
		json_put_bool(&o, "more", more);
		json_close_object(&o);
	}
	str_finish(&undoing.left_text);
	return err;
}
