/* SPDX-License-Identifier: ISC */
/*
 * Rules at work.  What arrived lies in the database; each turn looks at some
 * of it, for a few milliseconds, in one commit, and lets the others have
 * theirs.  A command runs as its owner's own would, through the same
 * function, in a savepoint, with a key of rule and message: what a server
 * that was killed had done is not done again.  A refused command ends that
 * run of its rule and is told in the log.
 */
#include "rules.h"

#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/model/rule.h"
#include "writes.h"

enum { SLICE_MS = 8, SLICE_DUE = 200, AGAIN_MS = 1000 };

struct rules {
	struct server *server;
	struct loop_timer *timer;
	bool busy;
};

struct ready { struct rule rule; struct query_sql sql; bool failed; };

/* One turn. */
struct slice {
	struct server *server;
	struct arena *arena;
	int64_t now_ms;
	struct ready *ready;
	size_t count;
};

/* One rule upon one message or wait. */
struct upon {
	struct slice *slice;
	const struct rule *rule;
	const struct rule_due *due;
	struct actor actor;
	struct str did, inverse;
	const char *refused;
};

static err_t slice_ready(struct slice *slice)
{
	struct reader *reader = desk_reader(slice->server->desk);
	struct rule *rules = NULL;
	size_t count = 0;
	err_t err = read_rules(reader, slice->arena, false, &rules, &count);

	slice->ready = arena_array(slice->arena, count + 1, sizeof(*slice->ready));
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct ready *ready = &slice->ready[slice->count];

		if (!rules[i].row.enabled)
			continue;
		ready->rule = rules[i];
		slice->count++;
		if (rules[i].trouble == NULL)
			err = read_rule_query(reader, slice->arena, &rules[i], slice->now_ms, &ready->sql);
	}
	return err;
}

/* ---- one command */

static err_t command_run(struct upon *upon, struct call_request *request, size_t index)
{
	const struct rule_due *due = upon->due;
	struct slice *slice = upon->slice;
	const char *key = arena_printf(slice->arena, RULE_KEY "%" PRId64 " %" PRId64 " %" PRId64 " %zu",
		upon->rule->row.id, due->message, due->wait_ms, index);
	struct str answer = { 0 };
	struct call_context context = { .server = slice->server, .desk = slice->server->desk,
		.reader = desk_reader(slice->server->desk), .arena = slice->arena, .request = request,
		.actor = &upon->actor, .now_ms = slice->now_ms, .answer = &answer };
	err_t err = dispatch_check(request, upon->actor.role);

	if (err == NULL)
		err = context_place(&context, request);
	if (err == NULL)
		err = write_one(&context, dispatch_function(request->call), key);
	str_finish(&answer);
	return err;
}

/* *refused: what was wrong with the command; the database's own trouble is an error. */
static err_t command_do(struct upon *upon, size_t index)
{
	struct slice *slice = upon->slice;
	const char *text = upon->rule->commands[index], *inverse;
	struct call_request request;
	struct list_row row = { 0 };
	err_t err = rule_command(slice->arena, text, upon->due->conversation, &request);

	if (err == NULL)
		err = desk_rule_row(slice->server->desk, slice->arena, upon->due->conversation, &row);
	if (err == NULL && !rule_would(&request, &row, upon->actor.name))
		return NULL;
	if (err == NULL)
		err = command_run(upon, &request, index);
	if (err_is(err, ERR_STORE) || err_is(err, ERR_SYSTEM))
		return err;
	if (err != NULL) {
		upon->refused = arena_printf(slice->arena, "%s: %s", text, err->text);
		return NULL;
	}
	inverse = rule_inverse(slice->arena, &request, &row);
	str_printf(&upon->did, "%s\n", text);
	str_printf(&upon->inverse, "%s\n", inverse != NULL ? inverse : "");
	return NULL;
}

/* ---- one rule upon one thing */

static err_t upon_run(struct upon *upon)
{
	struct rule_run run = { .rule = upon->rule->row.id, .conversation = upon->due->conversation,
		.message = upon->due->message, .wait_ms = upon->due->wait_ms, .at_ms = upon->slice->now_ms };
	err_t err = NULL;

	for (size_t i = 0; err == NULL && upon->refused == NULL && i < upon->rule->count; i++)
		err = command_do(upon, i);
	if (err == NULL && (upon->did.len > 0 || upon->refused != NULL)) {
		run.did = str_text(&upon->did);
		run.inverse = str_text(&upon->inverse);
		run.refused = upon->refused != NULL ? upon->refused : "";
		err = desk_rule_ran(upon->slice->server->desk, &run);
	}
	str_finish(&upon->did);
	str_finish(&upon->inverse);
	return err;
}

/* A rule that cannot run is switched off by the first thing that it would have looked at. */
static err_t ready_look(struct slice *slice, struct ready *ready, const struct rule_due *due)
{
	const struct agent *owner = &ready->rule.owner;
	struct upon upon = { .slice = slice, .rule = &ready->rule, .due = due, .actor = {
		.agent = owner->id, .name = owner->name, .role = owner->role, .origin = ORIGIN_RULE,
		.session = arena_printf(slice->arena, "rule %s", ready->rule.row.name) } };
	bool matches = false;
	err_t err = NULL;

	if (ready->failed)
		return NULL;
	if (ready->rule.trouble != NULL) {
		ready->failed = true;
		log_line("rules", "off rule=%" PRId64 " why=\"%s\"", ready->rule.row.id, ready->rule.trouble);
		return desk_rule_fail(slice->server->desk, &ready->rule, ready->rule.trouble);
	}
	err = desk_rule_matches(slice->server->desk, slice->arena, &ready->rule, &ready->sql, due, &matches);
	return err == NULL && matches ? upon_run(&upon) : err;
}

static err_t slice_run(struct slice *slice, const struct rule_due *due, size_t count)
{
	int64_t until = clock_steady_ms() + SLICE_MS;
	size_t i = 0;
	err_t err = desk_group_begin(slice->server->desk);

	if (err != NULL)
		return err;
	do {
		for (size_t k = 0; err == NULL && k < slice->count; k++)
			err = ready_look(slice, &slice->ready[k], &due[i]);
		i++;
	} while (err == NULL && i < count && clock_steady_ms() < until);
	if (err == NULL)
		err = desk_rule_looked(slice->server->desk, due[i - 1].id);
	if (err != NULL) {
		desk_group_undo(slice->server->desk);
		return err;
	}
	return desk_group_end(slice->server->desk);
}

/* ---- turns */

static void on_turn(void *data)
{
	struct rules *rules = data;
	struct slice slice = { .server = rules->server, .arena = arena_create(),
		.now_ms = desk_now(rules->server->desk) };
	struct rule_due *due = NULL;
	size_t count = 0;
	err_t err = desk_rule_due(rules->server->desk, slice.arena, SLICE_DUE, &due, &count);

	rules->timer = NULL;
	if (err == NULL && count > 0) {
		server_was_busy(rules->server);
		err = slice_ready(&slice);
		if (err == NULL)
			err = slice_run(&slice, due, count);
	}
	rules->busy = err == NULL && count > 0;
	if (err != NULL)
		log_line("rules", "later why=\"%s\"", err->text);
	if (err != NULL || count > 0) {
		loop_timer_stop(rules->server->loop, &rules->timer);
		rules->timer = loop_after(rules->server->loop, err != NULL ? AGAIN_MS : 0, on_turn, rules);
	}
	arena_destroy(slice.arena);
}

void rules_wake(struct rules *rules)
{
	if (rules->timer == NULL)
		rules->timer = loop_after(rules->server->loop, 0, on_turn, rules);
}

bool rules_busy(const struct rules *rules)
{
	return rules->busy;
}

struct rules *rules_create(struct server *server)
{
	struct rules *rules = mem_alloc(sizeof(*rules));

	rules->server = server;
	rules_wake(rules);
	return rules;
}

void rules_destroy(struct rules *rules)
{
	if (rules == NULL)
		return;
	loop_timer_stop(rules->server->loop, &rules->timer);
	free(rules);
}
