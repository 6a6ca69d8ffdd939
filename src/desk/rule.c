/* SPDX-License-Identifier: ISC */
/* The rules of a desk: added, ordered, switched; and what keeps one from running. */
#include "guichet/desk/rule.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/rule.h"
#include "private.h"

enum { RULES_MOST = 200 };

/* ---- what there is */

/* Somebody whom a command gives work to must be there, and able to do it. */
static err_t assignee_check(struct reader *reader, struct arena *arena, const struct call_request *request)
{
	const char *who = strcmp(request->call->name, "assign") == 0 ? call_text(request, "who") : "nobody";
	struct agent agent;

	if (strcmp(who, "nobody") == 0 || strcmp(who, "@me") == 0)
		return NULL;
	return assignee_find(reader->store, arena, who, &agent);
}

static err_t command_check(struct reader *reader, struct arena *arena, const struct rule *rule, const char *text)
{
	struct call_request request;
	err_t err = rule_command(arena, text, 1, &request);

	if (err == NULL && !role_may(rule->owner.role, request.call->least))
		err = err_make(ERR_DENIED, "%s needs the role %s, %s is %s", request.call->name,
			role_name(request.call->least), rule->owner.name, role_name(rule->owner.role));
	return err != NULL ? err : assignee_check(reader, arena, &request);
}

/* The database's own trouble is nobody's fault and comes back as an error. */
static err_t trouble_find(struct reader *reader, struct arena *arena, struct rule *rule)
{
	struct query *query;
	err_t err = NULL;

	if (!rule->owner.active)
		err = err_make(ERR_STATE, "its owner %s has left the desk", rule->owner.name);
	if (err == NULL)
		err = read_query(reader, arena, NULL, rule->row.query, &query);
	for (size_t i = 0; err == NULL && i < rule->count; i++)
		err = command_check(reader, arena, rule, rule->commands[i]);
	if (err_is(err, ERR_STORE) || err_is(err, ERR_CANCELLED))
		return err;
	rule->trouble = err != NULL ? arena_copy(arena, err->text) : NULL;
	return NULL;
}

static err_t rule_fill(struct reader *reader, struct arena *arena, bool said, struct rule *rule)
{
	bool found = false;
	err_t err = store_agent(reader->store, arena, rule->row.owner, &rule->owner, &found);

	if (err == NULL && !found)
		rule->owner = (struct agent){ .name = "?" };
	rule->commands = rule_lines(arena, rule->row.calls, &rule->count);
	if (err == NULL)
		err = trouble_find(reader, arena, rule);
	if (err == NULL && said)
		err = store_rule_runs_count(reader->store, rule->row.id, &rule->runs, &rule->last_ms);
	return err;
}

err_t read_rules(struct reader *reader, struct arena *arena, bool said, struct rule **out, size_t *count)
{
	struct rule_row *rows = NULL;
	struct rule *rules;
	size_t n = 0;
	err_t err = store_rules(reader->store, arena, &rows, &n);

	rules = arena_array(arena, n + 1, sizeof(*rules));
	for (size_t i = 0; err == NULL && i < n; i++) {
		rules[i].row = rows[i];
		err = rule_fill(reader, arena, said, &rules[i]);
	}
	*out = rules;
	*count = err == NULL ? n : 0;
	return err;
}

static err_t row_find(struct reader *reader, struct arena *arena, const char *name, struct rule_row *out)
{
	struct rule_row *rows = NULL;
	size_t count = 0;
	err_t err = store_rules(reader->store, arena, &rows, &count);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*out = rows[i];
			return NULL;
		}
	return err_make(ERR_NOT_FOUND, "there is no rule %s", name);
}

err_t read_rule(struct reader *reader, struct arena *arena, const char *name, struct rule *out)
{
	struct rule rule = { 0 };
	err_t err = row_find(reader, arena, name, &rule.row);

	if (err == NULL)
		err = rule_fill(reader, arena, true, &rule);
	if (err == NULL)
		*out = rule;
	return err;
}

err_t read_rule_query(struct reader *reader, struct arena *arena, const struct rule *rule, int64_t now_ms,
	struct query_sql *out)
{
	struct query_context who = { .agent = rule->owner.id, .agent_name = rule->owner.name, .now_ms = now_ms,
		.one = true };
	struct query *query = NULL;
	err_t err = read_query(reader, arena, NULL, rule->row.query, &query);

	return err != NULL ? err : query_sql(arena, query, &who, out);
}

err_t read_rule_hits(struct reader *reader, struct arena *arena, const struct rule *rule, int64_t now_ms,
	size_t newest, struct list_row **rows, size_t *count)
{
	struct query_sql sql = { 0 };
	err_t err = read_rule_query(reader, arena, rule, now_ms, &sql);

	return err != NULL ? err : store_newest(reader->store, arena, &sql,
		rule->row.wait_ms > 0 ? now_ms - rule->row.wait_ms : 0, newest, rows, count);
}

err_t read_rule_runs(struct reader *reader, struct arena *arena, int64_t rule, int64_t below, size_t limit,
	struct rule_run **out, size_t *count)
{
	return store_rule_runs(reader->store, arena, rule, below, limit, out, count);
}

/* ---- changes */

static const char *commands_join(struct arena *arena, const struct rule_wish *wish)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < wish->count; i++)
		str_printf(&text, "%s\n", wish->commands[i]);
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* From now on; who waits already is looked at when the wait gets that long. */
static err_t rule_begin(struct desk *desk, struct rule_row *row)
{
	int64_t id = 0;
	err_t err;

	row->since_ms = desk->now_ms;
	row->enabled = true;
	row->reason = "";
	err = store_rule_put(desk->store, row, &id);
	if (err == NULL && row->wait_ms > 0)
		err = desk_settle(desk);
	if (err == NULL && row->wait_ms > 0)
		err = store_rule_wait_all(desk->store, row->wait_ms, desk->now_ms);
	return err;
}

static err_t wish_check(struct desk *desk, const struct rule_wish *wish, struct rule_row *row)
{
	struct rule rule = { .row = *row };
	err_t err = NULL;

	if (wish->count > RULE_COMMANDS)
		err = err_make(ERR_USAGE, "rule %s: at most %d commands", wish->name, RULE_COMMANDS);
	if (err == NULL && desk->actor.agent == 0)
		err = err_make(ERR_DENIED, "a rule needs an agent who owns it");
	if (err == NULL)
		err = rule_fill(&desk->reader, desk->arena, false, &rule);
	if (err == NULL && rule.trouble != NULL)
		err = err_make(ERR_USAGE, "rule %s: %s", wish->name, rule.trouble);
	return err;
}

err_t desk_rule_add(struct desk *desk, const struct rule_wish *wish, bool *added)
{
	struct rule_row row = { .name = wish->name, .owner = desk->actor.agent, .wait_ms = wish->wait_ms,
		.query = wish->query, .calls = commands_join(desk->arena, wish), .reason = "" };
	struct rule_row *known = NULL;
	size_t count = 0;
	err_t err = wish_check(desk, wish, &row);

	*added = true;
	if (err == NULL)
		err = store_rules(desk->store, desk->arena, &known, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		row.position = known[i].position + 1;
		if (strcmp(known[i].name, wish->name) != 0)
			continue;
		*added = strcmp(known[i].query, row.query) != 0 || strcmp(known[i].calls, row.calls) != 0 ||
			known[i].wait_ms != row.wait_ms;
		return *added ? err_make(ERR_CONFLICT, "there is a rule %s already: remove it first",
			wish->name) : NULL;
	}
	if (err == NULL && count >= RULES_MOST)
		err = err_make(ERR_STATE, "a desk has at most %d rules", RULES_MOST);
	if (row.position == 0)
		row.position = 1;
	return err != NULL ? err : rule_begin(desk, &row);
}

err_t desk_rule_remove(struct desk *desk, const char *name)
{
	struct rule_row row;
	err_t err = row_find(&desk->reader, desk->arena, name, &row);

	row.removed = true;
	return err != NULL ? err : store_rule_put(desk->store, &row, NULL);
}

err_t desk_rule_enable(struct desk *desk, const char *name, bool on)
{
	struct rule rule;
	err_t err = read_rule(&desk->reader, desk->arena, name, &rule);

	if (err != NULL)
		return err;
	if (on && rule.trouble != NULL)
		return err_make(ERR_STATE, "rule %s: %s", name, rule.trouble);
	if (on)
		return rule.row.enabled ? NULL : rule_begin(desk, &rule.row);
	rule.row.enabled = false;
	rule.row.reason = "";
	return store_rule_put(desk->store, &rule.row, NULL);
}

err_t desk_rule_move(struct desk *desk, const char *name, int64_t position)
{
	struct rule_row *rows = NULL, moved;
	size_t count = 0, from = 0, to;
	err_t err = row_find(&desk->reader, desk->arena, name, &moved);

	if (err == NULL && position < 1)
		err = err_make(ERR_USAGE, "rule move: the first position is 1");
	if (err == NULL)
		err = store_rules(desk->store, desk->arena, &rows, &count);
	if (err != NULL)
		return err;
	while (rows[from].id != moved.id)
		from++;
	moved = rows[from];
	to = position < (int64_t)count ? (size_t)position - 1 : count - 1;
	memmove(&rows[from], &rows[from + 1], (count - from - 1) * sizeof(*rows));
	memmove(&rows[to + 1], &rows[to], (count - to - 1) * sizeof(*rows));
	rows[to] = moved;
	for (size_t i = 0; err == NULL && i < count; i++) {
		rows[i].position = (int64_t)i + 1;
		err = store_rule_put(desk->store, &rows[i], NULL);
	}
	return err;
}

err_t desk_rule_fail(struct desk *desk, const struct rule *rule, const char *reason)
{
	struct rule_row row = rule->row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	row.enabled = false;
	row.reason = reason;
	return desk_end(desk, store_rule_put(desk->store, &row, NULL));
}

err_t desk_rule_undone(struct desk *desk, int64_t run)
{
	return store_rule_run_undone(desk->store, run, desk->now_ms);
}
