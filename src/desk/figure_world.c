/* SPDX-License-Identifier: ISC */
/*
 * Whose figures they are: the names that numbers stand for, who may be told
 * apart, and which conversations a query means.
 */
#include "guichet/desk/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"
#include "reduce.h"

/* ---- names */

static void team_join(struct arena *arena, struct figure_agent *agents, size_t count, const char *member,
	const char *team)
{
	for (size_t i = 0; i < count; i++) {
		const char **teams;

		if (strcmp(agents[i].name, member) != 0)
			continue;
		teams = arena_array(arena, agents[i].team_count + 1, sizeof(*teams));
		for (size_t k = 0; k < agents[i].team_count; k++)
			teams[k] = agents[i].teams[k];
		teams[agents[i].team_count++] = team;
		agents[i].teams = teams;
	}
}

static err_t agents_read(struct reader *reader, struct arena *arena, struct figure_world *out)
{
	struct figure_agent *agents;
	struct agent *list = NULL;
	size_t count = 0;
	err_t err = store_agents(reader->store, arena, &list, &count);

	if (err != NULL)
		return err;
	agents = arena_array(arena, count + 1, sizeof(*agents));
	for (size_t i = 0; i < count; i++)
		agents[i] = (struct figure_agent){ .id = list[i].id, .name = list[i].name };
	for (size_t i = 0; err == NULL && i < count; i++) {
		const char **members = NULL;
		size_t member_count = 0;

		if (list[i].kind == AGENT_TEAM)
			err = read_team(reader, arena, list[i].id, &members, &member_count);
		for (size_t k = 0; err == NULL && k < member_count; k++)
			team_join(arena, agents, count, members[k], list[i].name);
	}
	qsort(agents, count, sizeof(*agents), keyed_order);
	out->agents = agents;
	out->agent_count = count;
	return err;
}

err_t read_figure_world(struct reader *reader, struct arena *arena, const struct metric_settings *settings,
	int64_t as_of_ms, struct figure_world *out)
{
	struct figure_account *accounts;
	struct account *list = NULL;
	size_t count = 0;
	err_t err = store_accounts(reader->store, arena, &list, &count);

	if (err != NULL)
		return err;
	accounts = arena_array(arena, count + 1, sizeof(*accounts));
	for (size_t i = 0; i < count; i++)
		accounts[i] = (struct figure_account){ .id = list[i].id, .name = list[i].name,
			.network = list[i].network, .zone = settings_zone(settings, list[i].id, as_of_ms),
			.schedule = settings_schedule(settings, list[i].id, 0) };
	qsort(accounts, count, sizeof(*accounts), keyed_order);
	*out = (struct figure_world){ .accounts = accounts, .account_count = count, .settings = settings,
		.desk = { .zone = settings_zone(settings, 0, as_of_ms) } };
	return agents_read(reader, arena, out);
}

err_t read_figure_agents(struct reader *reader, struct arena *arena, struct figure_world *out)
{
	*out = (struct figure_world){ 0 };
	return agents_read(reader, arena, out);
}

/* A team of which one member alone is hidden: less the others, who are seen, it would be that one. */
static bool hides_one(const struct figure_world *world, const struct agent_sight *sight, const char *team)
{
	size_t hidden = 0;

	for (size_t i = 0; i < world->agent_count; i++)
		for (size_t k = 0; k < world->agents[i].team_count; k++)
			hidden += strcmp(world->agents[i].teams[k], team) == 0 &&
				!agent_is_seen(sight, world->agents[i].id, world->agents[i].name);
	return hidden == 1;
}

void figure_world_hide(struct arena *arena, struct figure_world *world, const struct agent_sight *sight)
{
	struct figure_agent *agents = arena_array(arena, world->agent_count + 1, sizeof(*agents));

	for (size_t i = 0; i < world->agent_count; i++) {
		const char **teams = arena_array(arena, world->agents[i].team_count + 1, sizeof(*teams));
		struct figure_agent *agent = &agents[i];

		*agent = world->agents[i];
		agent->hidden = !agent_is_seen(sight, agent->id, agent->name);
		agent->teams = teams;
		agent->team_count = 0;
		for (size_t k = 0; k < world->agents[i].team_count; k++)
			if (!hides_one(world, sight, world->agents[i].teams[k]))
				teams[agent->team_count++] = world->agents[i].teams[k];
		agent->untold = agent->team_count < world->agents[i].team_count && agent->team_count == 0;
	}
	world->agents = agents;
	world->strangers_hidden = !agent_is_seen(sight, -1, NULL);
	world->asker = sight->agent;
}

/* ---- which conversations */

struct place_query { const struct query *query; struct query_context context; };

static bool place_matches(void *data, const struct figure_account *account, const struct fact_place *place)
{
	const struct place_query *q = data;
	struct list_row row = { .account = account->name, .network = account->network, .tags = place->tags,
		.conv = { .visibility = (enum visibility)place->visibility, .lang = place->lang,
			.marks = marks_with_priority(0, (enum priority)place->priority) } };

	return query_matches(q->query, &q->context, &row);
}

err_t read_figure_query(struct reader *reader, struct arena *arena, struct query *query,
	const struct query_context *context, struct figure_request *out)
{
	struct id_set ids = { .arena = arena };
	struct query_sql sql;
	err_t err;

	if (query_is_of_place(query)) {
		struct place_query *q = arena_alloc(arena, sizeof(*q));

		*q = (struct place_query){ query, *context };
		out->wanted = place_matches;
		out->wanted_data = q;
		return NULL;
	}
	id_set_add(&ids, 0);
	err = query_sql(arena, query, context, &sql);
	if (err == NULL)
		err = store_ids(reader->store, &sql, id_set_add, &ids);
	out->conversations = ids.bits;
	out->conversation_end = ids.end;
	return err;
}
