/* SPDX-License-Identifier: ISC */
/*
 * A table of sql.h as the text of a SELECT.  Words in braces become SQL;
 * names of enumerations come from the functions that everything else asks.
 */
#include "guichet/model/sql.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"
#include "guichet/model/event.h"
#include "guichet/model/record.h"
#include "guichet/model/wait.h"

/* ---- names of enumerations */

#define NAMES(function, type, name) \
	static const char *function(int value) { return name((enum type)value); }
NAMES(of_account_state, account_state, account_state_name)
NAMES(of_actor, actor_kind, actor_kind_name)
NAMES(of_agent_kind, agent_kind, agent_kind_name)
NAMES(of_direction, direction, direction_name)
NAMES(of_kind, event_kind, event_kind_name)
NAMES(of_origin, origin, origin_name)
NAMES(of_means, means, means_name)
NAMES(of_outbox, outbox_state, outbox_state_name)
NAMES(of_outcome, wait_outcome, wait_outcome_name)
NAMES(of_priority, priority, priority_name)
NAMES(of_role, role, role_name)
NAMES(of_sla, wait_sla, wait_sla_name)
NAMES(of_status, status, status_name)
NAMES(of_visibility, visibility, visibility_name)
NAMES(of_wait_kind, wait_kind, wait_kind_name)
#undef NAMES

static const struct { const char *name; const char *(*of)(int); int count; } enumerations[] = {
	{ "account_state", of_account_state, ACCOUNT_STATES }, { "actor", of_actor, ACTOR_KINDS },
	{ "agent_kind", of_agent_kind, AGENT_KINDS }, { "direction", of_direction, DIRECTIONS },
	{ "kind", of_kind, EVENT_KINDS }, { "origin", of_origin, ORIGINS }, { "means", of_means, MEANS },
	{ "outbox_state", of_outbox, OUTBOX_STATES },
	{ "outcome", of_outcome, WAIT_OUTCOMES }, { "priority", of_priority, PRIORITIES },
	{ "role", of_role, ROLES }, { "sla", of_sla, SLA_STATES },
	{ "status", of_status, STATUSES }, { "visibility", of_visibility, VISIBILITIES },
	{ "wait_kind", of_wait_kind, WAIT_NEXT + 1 },
};

/* ---- words in braces */

static const char *expand(struct arena *, const char *text, const struct sql_scope *);

static const char *name_text(struct arena *arena, const char *which, const char *value)
{
	struct str text = { 0 };
	const char *copy;
	size_t i = 0;

	while (i < sizeof(enumerations) / sizeof(enumerations[0]) && strcmp(enumerations[i].name, which) != 0)
		i++;
	assert(i < sizeof(enumerations) / sizeof(enumerations[0]));
	str_printf(&text, "(CASE %s", value);
	for (int n = 0; n < enumerations[i].count; n++)
		str_printf(&text, " WHEN %d THEN '%s'", n, enumerations[i].of(n));
	str_add(&text, " END)");
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

static const char *hidden_text(struct arena *arena, const char *value, const struct sql_scope *scope)
{
	struct str text = { 0 };
	const char *copy;

	str_printf(&text, "(%s IN (", value);
	for (size_t i = 0; i < scope->hidden_count; i++)
		str_printf(&text, "%s%" PRId64, i > 0 ? ", " : "", scope->hidden[i]);
	str_add(&text, "))");
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

static const char *about_agent_text(struct arena *arena, const char *value)
{
	const char *text = arena_printf(arena, "(%s IN (", value), *comma = "";

	for (int kind = 0; kind < EVENT_KINDS; kind++)
		if (event_is_about_agent((enum event_kind)kind)) {
			text = arena_printf(arena, "%s%s%d", text, comma, kind);
			comma = ", ";
		}
	return arena_printf(arena, "%s))", text);
}

static const char *agent_text(struct arena *arena, const char *value, const struct sql_scope *scope)
{
	return arena_printf(arena, "(SELECT credited.name FROM agent AS credited WHERE credited.id = %s AND NOT %s)", value,
		hidden_text(arena, "credited.id", scope));
}

/* Line after line; what names somebody is left out as a whole, whoever it is. */
static const char *detail_text(struct arena *arena, const char *value, const struct sql_scope *scope)
{
	const char *keys = "";

	if (scope->hidden_count == 0)
		return value;
	for (size_t i = 0; event_agent_keys[i] != NULL; i++)
		keys = arena_printf(arena, "%s%s'%s'", keys, i > 0 ? ", " : "", event_agent_keys[i]);
	return arena_printf(arena, "(WITH RECURSIVE %ssplit(line, rest) AS (SELECT '', %s || char(10) UNION ALL "
		"SELECT substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1) "
		"FROM %ssplit WHERE rest <> '') SELECT group_concat(line, char(10)) FROM %ssplit "
		"WHERE line <> '' AND substr(line, 1, instr(line, '=') - 1) NOT IN (%s))", scope->prefix, value,
		scope->prefix, scope->prefix, keys);
}

/* The first word of text, which goes on behind it. */
static const char *word_take(struct arena *arena, const char **text)
{
	size_t len = strcspn(*text, " ");
	const char *word = arena_copy_n(arena, *text, len);

	*text += len + ((*text)[len] == ' ');
	return word;
}

static const char *brace_text(struct arena *arena, const char *inside, const struct sql_scope *scope)
{
	const char *rest = inside, *word = word_take(arena, &rest), *which;

	if (strcmp(word, "now") == 0)
		return arena_printf(arena, "%" PRId64, scope->now_ms);
	if (strcmp(word, "private") == 0)
		return scope->private ? "1" : "0";
	if (strcmp(word, "time") == 0)
		return arena_printf(arena, "(CASE WHEN %s <> 0 THEN strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', %s / 1000, 'unixepoch') END)",
			rest, rest);
	if (strcmp(word, "account") == 0)
		return arena_printf(arena, "(SELECT named.name FROM account AS named WHERE named.id = %s)", rest);
	if (strcmp(word, "hidden") == 0)
		return hidden_text(arena, rest, scope);
	if (strcmp(word, "detail") == 0)
		return detail_text(arena, rest, scope);
	if (strcmp(word, "about_agent") == 0)
		return about_agent_text(arena, rest);
	if (strcmp(word, "agent") == 0)
		return agent_text(arena, rest, scope);
	which = word_take(arena, &rest);
	rest = expand(arena, rest, scope);
	if (strcmp(word, "name") == 0)
		return name_text(arena, which, rest);
	if (strcmp(word, "flag") == 0)
		return arena_printf(arena, "((%s & %s) <> 0)", rest, which);
	assert(strcmp(word, "number") == 0);
	return arena_printf(arena, "%s(%s, %s)", scope->number, which, rest);
}

/* Behind the brace that closes the one that text begins with. */
static const char *brace_end(const char *text)
{
	int depth = 0;

	do {
		depth += (*text == '{') - (*text == '}');
		text++;
	} while (depth > 0);
	return text;
}

static const char *expand(struct arena *arena, const char *text, const struct sql_scope *scope)
{
	struct str out = { 0 };
	const char *copy;

	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		const char *end;

		str_add_n(&out, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		end = brace_end(text);
		str_add(&out, brace_text(arena, arena_copy_n(arena, text + 1, (size_t)(end - text) - 2), scope));
		text = end;
	}
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

const char *sql_table_text(struct arena *arena, const struct sql_table *table, const struct sql_scope *scope)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < table->count; i++)
		str_printf(&text, "%s %s AS %s", i == 0 ? "SELECT" : ",", expand(arena, table->columns[i].sql, scope),
			table->columns[i].name);
	str_printf(&text, " FROM %s", table->from);
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}
