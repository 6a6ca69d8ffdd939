/* SPDX-License-Identifier: ISC */
/*
 * Agents, accounts, networks and tags of a dashboard.  Agents are put in an
 * order only where their intervals part: who is not told apart has the same
 * place and stands by name, because a few answers more or less are chance.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"

enum { SEVENTY = 70, FIFTY = 50, ROWS_MOST = 40 };

/* first: of those who share a place; then the others have 2; 0: nobody is told apart. */
struct ranked { const char *key; const struct json *group; double share, low, high; int rank, first; };

static int by_share(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->share != b->share)
		return a->share > b->share ? -1 : 1;
	return strcmp(a->key, b->key);
}

static int by_rank(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	return a->rank != b->rank ? a->rank - b->rank : strcmp(a->key, b->key);
}

/* The next place begins where somebody's interval lies below those of all before. */
static int rank(struct ranked *list, size_t count)
{
	double low = 2;
	int place = 0, shared = 0;

	qsort(list, count, sizeof(*list), by_share);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || list[i].high < low) {
			place = (int)i + 1;
			shared++;
		}
		low = list[i].low < low ? list[i].low : low;
		list[i].rank = place;
	}
	qsort(list, count, sizeof(*list), by_rank);
	for (size_t i = 0; shared > 1 && i < count; i++)
		list[i].first = i == 0 || list[i].rank != list[i - 1].rank ? 1 : 2;
	return shared;
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

static void agent_row(struct board_maker *m, const struct board_table *table, const struct ranked *agent)
{
	const struct json *all = json_get(agent->group, "all_replies"), *own = json_get(agent->group, "own_reaction");
	const struct board_question ask = { .metric = "all_replies", .by = "agent", .group = agent->key };
	const struct board_text texts[] = { { SINK_PLAIN, agent->first == 0 ? agent->key : arena_printf(m->arena, "%s%s",
			agent->first == 1 ? arena_printf(m->arena, "%d  ", agent->rank) : "=  ", agent->key), 0 },
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
	int places = rank(list, count);
	struct board_column columns[6];
	const struct board_table table = { "agents", N_("Agents"), columns, 6 };

	if (count == 0 && !json_bool(json_get(m->answer, "agents"), "agents_hidden", false))
		return;
	memcpy(columns, agent_columns, sizeof(columns));
	columns[2].title = board_quantile_name(m->look->quantile);
	board_head(m, &table);
	for (size_t i = 0; i < count; i++)
		agent_row(m, &table, &list[i]);
	if (json_bool(json_get(m->answer, "agents"), "agents_hidden", false))
		board_note(m, _("figures about single agents are left out that are not for you"));
	if (count > 1 && places == 1)
		board_note(m, _("not told apart: their intervals overlap"));
	else if (count > (size_t)places)
		board_note(m, _("who shares a place is not told apart: the intervals overlap"));
}

/* ---- places */

static const struct board_column place_columns[] = { { "", 22, 0, false }, { NC_("figure", "waits"), 7, 0, false },
	{ NC_("figure", "open"), 6, FIFTY, false }, { "P50", 8, FIFTY, false }, { NC_("figure", "in time"), 7, 0, false },
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

	board_row(m, table, key, texts, &ask, arena_printf(m->arena, message_plural(
		"%" PRId64 " of %" PRId64 " within the target, %" PRId64 " waits now",
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
	for (size_t i = 0; i < count; i++)
		groups[i] = json_at(list, i);
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
