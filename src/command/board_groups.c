/* SPDX-License-Identifier: ISC */
/*
 * Agents, accounts, networks and tags of a dashboard.  Agents are put in an
 * order only where their intervals part: a place is the range that is left by
 * those who are told apart, because a few answers more or less are chance.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/report/report.h"

enum { SEVENTY = 70, FIFTY = 50, ROWS_MOST = 40 };

/* best to worst: the places that somebody may have for all that is known; of everybody all of them: nobody has one. */
struct ranked { const char *key; const struct json *group; double share, low, high; size_t best, worst; };

static int by_place(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->best != b->best || a->worst != b->worst)
		return a->best != b->best ? a->best < b->best ? -1 : 1 : a->worst < b->worst ? -1 : 1;
	return strcmp(a->key, b->key);
}

/* Before somebody are for certain those whose whole interval lies above theirs.  False: intervals part nowhere. */
static bool rank(struct ranked *list, size_t count)
{
	bool parts = false;

	for (size_t i = 0; i < count; i++) {
		list[i].best = 1;
		list[i].worst = count;
		for (size_t k = 0; k < count; k++) {
			list[i].best += list[k].low > list[i].high;
			list[i].worst -= list[k].high < list[i].low;
		}
		parts = parts || list[i].best > 1;
	}
	qsort(list, count, sizeof(*list), by_place);
	return parts;
}

/* "1-3  ann", as wide as the widest of them. */
static const char *placed(struct arena *arena, const struct ranked *agent, size_t count)
{
	const char *place = agent->best == agent->worst ? arena_printf(arena, "%zu", agent->best)
		: arena_printf(arena, "%zu-%zu", agent->best, agent->worst);

	return arena_printf(arena, "%-*s %s", count > 9 ? 5 : 3, place, agent->key);
}

static size_t ranked_of(const struct board_maker *m, struct ranked *list)
{
	const struct json *by = json_path(m->answer, "agents.by");
	size_t count = 0;

	for (size_t i = 0; i < json_count(by) && count < ROWS_MOST; i++) {
		const struct json *group = json_at(by, i), *sla = json_get(group, "sla");

		if (json_text(group, "key") != NULL && board_count(sla) > 0)
			list[count++] = (struct ranked){ json_text(group, "key"), group, json_number(sla, "share", -1),
				json_number(sla, "low", -1), json_number(sla, "high", -1), 0, 0 };
	}
	return count;
}

/* ---- agents */

static const struct board_column agent_columns[] = { { "", 22, 0, false }, { NC_("figure", "answered"), 8, 0, false },
	{ "P50", 8, FIFTY, false }, { NC_("figure", "in time"), 7, 0, false }, { NC_("figure", "interval"), 9, SEVENTY, false },
	{ "", 14, SEVENTY, true } };

static void agent_row(struct board_maker *m, const struct board_table *table, const struct ranked *agent, const char *name)
{
	const struct json *all = json_get(agent->group, "all_replies"), *own = json_get(agent->group, "own_reaction");
	const struct board_question ask = { .metric = "all_replies", .by = "agent", .group = agent->key };
	const struct board_text texts[] = { { SINK_PLAIN, name, 0 },
		{ SINK_PLAIN, board_integer(m, board_count(all)), 0 },
		{ SINK_PLAIN, board_quantile(m, all, m->look->quantile), 0 },
		{ SINK_STRONG, board_percent(m, agent->share), 0 },
		{ SINK_DIM, board_interval(m, json_get(agent->group, "sla"), "low", "high"), 0 },
		{ SINK_GOOD, "", agent->share } };

	board_row(m, table, agent->key, texts, &ask, arena_printf(m->arena,
		_("%s: own reaction %s of %" PRId64 ", %" PRId64 " of %" PRId64 " within the target"), agent->key,
		board_quantile(m, own, m->look->quantile), board_count(own),
		json_int(json_get(agent->group, "sla"), "met", 0), board_count(json_get(agent->group, "sla"))));
}

void board_agents(struct board_maker *m)
{
	struct ranked list[ROWS_MOST];
	size_t count = ranked_of(m, list);
	bool parts = rank(list, count);
	struct board_column columns[6];
	const struct board_table table = { "agents", N_("Agents"), columns, 6 };

	if (count == 0 && !json_bool(json_get(m->answer, "agents"), "agents_hidden", false))
		return;
	memcpy(columns, agent_columns, sizeof(columns));
	columns[2].title = board_quantile_name(m->look->quantile);
	for (size_t i = 0; i < count; i++)
		board_room(m, &columns[2], board_quantile(m, json_get(list[i].group, "all_replies"), m->look->quantile));
	board_head(m, &table);
	for (size_t i = 0; i < count; i++)
		agent_row(m, &table, &list[i], parts ? placed(m->arena, &list[i], count) : list[i].key);
	if (json_bool(json_get(m->answer, "agents"), "agents_hidden", false))
		board_note(m, _("figures about single agents are left out that are not for you"));
	if (count > 1 && !parts)
		board_note(m, _("not told apart: their intervals overlap"));
	else if (parts)
		board_note(m, _("a place is a range where intervals overlap: chance may have put them in that order"));
}

/* ---- places */

static const struct board_column place_columns[] = { { "", 20, 0, false }, { NC_("figure", "waits"), 9, 0, false },
	{ NC_("figure", "waiting"), 8, FIFTY, false }, { "P50", 8, FIFTY, false }, { NC_("figure", "in time"), 7, 0, false },
	{ NC_("figure", "interval"), 9, SEVENTY, false }, { "", 12, SEVENTY, true } };

static int64_t most_of(const struct json *by)
{
	int64_t most = 1;

	for (size_t i = 0; i < json_count(by); i++) {
		int64_t n = board_count(json_get(json_at(by, i), "waits"));

		most = n > most ? n : most;
	}
	return most;
}

static void place_row(struct board_maker *m, const struct board_table *table, const char *by, const struct json *group,
	int64_t most)
{
	const struct json *sla = json_get(group, "sla"), *waits = json_get(group, "waits");
	const char *key = json_text_or(group, "key", "");
	int64_t waiting = board_count(json_get(group, "waiting"));
	const struct board_question ask = { .metric = "all_replies", .by = by, .group = key };
	const struct board_text texts[] = { { SINK_PLAIN, board_key(m, by, key), 0 },
		{ SINK_PLAIN, board_integer(m, board_count(waits)), 0 },
		{ SINK_PLAIN, board_integer(m, waiting), 0 },
		{ SINK_PLAIN, board_quantile(m, json_get(group, "all_replies"), m->look->quantile), 0 },
		{ SINK_STRONG, board_percent(m, json_number(sla, "share", -1)), 0 },
		{ SINK_DIM, board_interval(m, sla, "low", "high"), 0 },
		{ SINK_PLAIN, "", (double)board_count(waits) / (double)most } };

	board_row(m, table, key, texts, &ask, arena_printf(m->arena, report_is_over(json_get(m->answer, "summary"))
		? message_plural("%" PRId64 " of %" PRId64 " within the target, %" PRId64 " still waited at its end",
			"%" PRId64 " of %" PRId64 " within the target, %" PRId64 " still waited at its end", (uint64_t)waiting)
		: message_plural("%" PRId64 " of %" PRId64 " within the target, %" PRId64 " waits now",
			"%" PRId64 " of %" PRId64 " within the target, %" PRId64 " wait now", (uint64_t)waiting),
		json_int(sla, "met", 0), board_count(sla), waiting));
}

static int by_waits(const void *left, const void *right)
{
	const struct json *const *a = left, *const *b = right;
	int64_t x = board_count(json_get(*a, "waits")), y = board_count(json_get(*b, "waits"));

	return x != y ? (x > y ? -1 : 1) : strcmp(json_text_or(*a, "key", "\177"), json_text_or(*b, "key", "\177"));
}

static void places(struct board_maker *m, const char *part, const char *by, const char *title)
{
	const struct json *list = json_path(m->answer, arena_printf(m->arena, "%s.by", part));
	size_t count = json_count(list);
	const struct json **groups = arena_array(m->arena, count + 1, sizeof(struct json *));
	struct board_column columns[7];
	const struct board_table table = { part, title, columns, 7 };
	int64_t most = most_of(list);

	if (count == 0)
		return;
	memcpy(columns, place_columns, sizeof(columns));
	columns[3].title = board_quantile_name(m->look->quantile);
	for (size_t i = 0; i < count; i++) {
		groups[i] = json_at(list, i);
		board_room(m, &columns[3], board_quantile(m, json_get(groups[i], "all_replies"), m->look->quantile));
	}
	qsort(groups, count, sizeof(*groups), by_waits);
	board_head(m, &table);
	for (size_t i = 0; i < count && i < ROWS_MOST; i++)
		place_row(m, &table, by, groups[i], most);
	if (count > ROWS_MOST)
		board_note(m, arena_printf(m->arena, _("and %zu more: stats --by %s lists them"), count - ROWS_MOST, by));
}

void board_places(struct board_maker *m)
{
	places(m, "accounts", "account", N_("Accounts"));
	if (json_count(json_path(m->answer, "networks.by")) > 1)
		places(m, "networks", "network", N_("Networks"));
	places(m, "tags", "tag", N_("Tags"));
}
