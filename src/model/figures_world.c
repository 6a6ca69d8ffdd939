/* SPDX-License-Identifier: ISC */
/*
 * Who a number is.  Every row asks, so that the numbers which a desk really
 * has are looked up in a table, and only greater ones are searched for.
 */
#include "figures_make.h"

#include "guichet/base/keyed.h"

enum { TABLE_MOST = 1 << 16 };

/* Both begin with their id. */
static int64_t id_at(const void *list, size_t size, size_t i)
{
	return *(const int64_t *)(const void *)((const char *)list + i * size);
}

static struct id_table table_of(struct arena *arena, const void *list, size_t size, size_t count)
{
	int64_t last = count == 0 ? 0 : id_at(list, size, count - 1);
	struct id_table table = { .end = last < TABLE_MOST ? last + 1 : TABLE_MOST };

	table.places = arena_array(arena, (size_t)table.end, sizeof(*table.places));
	for (size_t i = 0; i < count; i++) {
		int64_t id = id_at(list, size, i);

		if (id >= 0 && id < table.end)
			table.places[id] = (uint32_t)i + 1;
	}
	return table;
}

void world_index(struct figures_maker *m)
{
	const struct figure_world *world = m->world;

	m->account_table = table_of(m->arena, world->accounts, sizeof(*world->accounts), world->account_count);
	m->agent_table = table_of(m->arena, world->agents, sizeof(*world->agents), world->agent_count);
}

/* Its place + 1, 0 when there is none. */
static size_t place_found(const struct id_table *table, const void *list, size_t size, size_t count, int64_t id)
{
	size_t place;

	if (id >= 0 && id < table->end)
		return table->places[id];
	place = keyed_place(list, count, size, id);
	return place < count && id_at(list, size, place) == id ? place + 1 : 0;
}

const struct figure_account *world_account(const struct figures_maker *m, int64_t id)
{
	static const struct figure_account nobody = { 0 };
	const struct figure_world *world = m->world;
	size_t found = place_found(&m->account_table, world->accounts, sizeof(*world->accounts),
		world->account_count, id);

	return found == 0 ? &nobody : &world->accounts[found - 1];
}

int64_t business_between(const struct figures_maker *m, const struct figure_account *account, int64_t team,
	int64_t from_ms, int64_t to_ms)
{
	const struct schedule_line *line = account->schedule;

	if (!m->has_schedules)
		return to_ms - from_ms;
	if (team != 0 && m->world->settings != NULL)
		line = settings_schedule(m->world->settings, account->id, team);
	return schedule_business_ms(line, from_ms, to_ms);
}

const struct figure_agent *world_agent(const struct figures_maker *m, int64_t id)
{
	const struct figure_world *world = m->world;
	size_t found = place_found(&m->agent_table, world->agents, sizeof(*world->agents), world->agent_count, id);

	return found == 0 ? NULL : &world->agents[found - 1];
}
