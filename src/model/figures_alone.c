/* SPDX-License-Identifier: ISC */
/*
 * Lines of a table that are left out, because what is left of a total would
 * be one agent about whom alone who asks sees nothing.
 */
#include "figures_make.h"

#include <string.h>

/* ---- by agent */

/* In a part of a table, all of one key beside the agents: who is hidden there, and whether that is one alone. */
struct slice { int64_t key, hidden; bool several; };
struct slices { struct slice *list; size_t count; };

static void slice_note(struct arena *arena, struct slices *slices, int64_t key, int64_t hidden)
{
	struct slice *slice = slices->list;

	for (; slice != NULL && slice < slices->list + slices->count; slice++)
		if (slice->key == key) {
			slice->several = slice->several || slice->hidden != hidden;
			return;
		}
	slices->list = list_grow(arena, slices->list, slices->count, sizeof(*slices->list));
	slices->list[slices->count++] = (struct slice){ key, hidden, false };
}

/* Agents by number and teams by name, who asks behind them, and last what is nobody's. */
static bool is_left_out_before(const struct figures_maker *m, size_t dimension, int64_t left, int64_t right)
{
	bool agents = m->request->by[dimension] == BY_AGENT;

	if (left == KEY_NONE || right == KEY_NONE)
		return right == KEY_NONE && left != KEY_NONE;
	if (!agents)
		return strcmp(m->names.texts[left], m->names.texts[right]) < 0;
	if (left == m->world->asker || right == m->world->asker)
		return left != m->world->asker;
	return left < right;
}

/* Always the same line of those that a slice has, whatever was counted: two questions must not tell it together. */
static void first_withhold(struct figures_maker *m, size_t dimension, int64_t key)
{
	struct group *first = NULL;

	for (size_t i = 0; i < m->groups.count; i++) {
		struct group *group = &m->groups.list[i];

		if (group->keys[1 - dimension] == key && (first == NULL ||
		    is_left_out_before(m, dimension, group->keys[dimension], first->keys[dimension])))
			first = group;
	}
	if (first != NULL)
		first->withheld = true;
}

/*
 * Where one agent alone is hidden, the total less the other lines would be
 * that one's: a line beside it is left out, too.
 */
static void alone_protect(struct figures_maker *m, size_t dimension)
{
	enum figure_dimension by = m->request->by[dimension];
	struct atoms *atoms = &m->face.atoms;
	struct slices slices = { 0 };

	for (size_t i = 0; i < atoms->count; i++) {
		int64_t keys[KEYS_MAX];
		struct atom *atom = &atoms->list[i];
		size_t count;

		if (!atom_is_hidden(m, by, atom->keys[dimension]) || !atom_makes_group(&m->face, i))
			continue;
		count = atom_keys(m, m->request->by[1 - dimension], atom->keys[1 - dimension], keys);
		for (size_t k = 0; k < count; k++)
			slice_note(m->arena, &slices, keys[k], atom->keys[dimension]);
	}
	for (size_t i = 0; i < slices.count; i++)
		if (!slices.list[i].several)
			first_withhold(m, dimension, slices.list[i].key);
}

/* ---- by team */

/*
 * Of the same part of a table: who is not seen, and what is known of all of
 * them together, as equations.  Each is known of a sum: of everybody by the
 * total, of its members by the line of a team.  Those that are seen are known
 * and count for nothing.  An agent is told alone when some combination of
 * equations is of that one; in the reduced form of all (Gauss and Jordan)
 * that combination is a row by itself.
 */
enum { PRIME = 1000003 };
struct part {
	int64_t key;
	int64_t *agents;
	size_t count;			/* of agents, each an unknown */
	int64_t *rows;			/* reduced, each of count numbers below PRIME */
	size_t row_count;
};
struct parts { struct part *list; size_t count; };

static int64_t inverse_of(int64_t value)
{
	int64_t result = 1;

	for (int power = PRIME - 2; power > 0; power >>= 1) {
		if (power & 1)
			result = result * value % PRIME;
		value = value * value % PRIME;
	}
	return result;
}

/* row less so many times the other. */
static void row_less(int64_t *row, const int64_t *other, int64_t times, size_t count)
{
	for (size_t i = 0; i < count; i++)
		row[i] = (row[i] + (PRIME - times) * other[i]) % PRIME;
}

static size_t pivot_of(const int64_t *row, size_t count)
{
	size_t i = 0;

	while (i < count && row[i] == 0)
		i++;
	return i;
}

static bool is_of_one(const int64_t *row, size_t count)
{
	size_t at = pivot_of(row, count);

	return at < count && pivot_of(row + at + 1, count - at - 1) == count - at - 1;
}

/* False: then somebody would be told alone, and nothing was added. */
static bool equation_add(struct arena *arena, struct part *part, const int64_t *sum)
{
	size_t count = part->count, at;
	int64_t *rows = arena_array(arena, (part->row_count + 1) * count + 1, sizeof(*rows));
	int64_t *row = rows + part->row_count * count;

	if (part->row_count > 0)
		memcpy(rows, part->rows, part->row_count * count * sizeof(*rows));
	memcpy(row, sum, count * sizeof(*row));
	for (size_t i = 0; i < part->row_count; i++)
		row_less(row, rows + i * count, row[pivot_of(rows + i * count, count)], count);
	at = pivot_of(row, count);
	if (at == count)
		return true;	/* the others say it already */
	for (size_t i = at, by = (size_t)inverse_of(row[at]); i < count; i++)
		row[i] = row[i] * (int64_t)by % PRIME;
	for (size_t i = 0; i < part->row_count; i++)
		row_less(rows + i * count, row, rows[i * count + at], count);
	for (size_t i = 0; i <= part->row_count; i++)
		if (is_of_one(rows + i * count, count))
			return false;
	part->rows = rows;
	part->row_count++;
	return true;
}

static size_t place_of(const struct part *part, int64_t agent)
{
	size_t i = 0;

	while (i < part->count && part->agents[i] != agent)
		i++;
	return i;
}

static void unknown_add(struct arena *arena, struct part *part, int64_t agent)
{
	if (place_of(part, agent) < part->count)
		return;
	part->agents = list_grow(arena, part->agents, part->count, sizeof(*part->agents));
	part->agents[part->count++] = agent;
}

static struct part *part_at(struct arena *arena, struct parts *parts, int64_t key)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].key == key)
			return &parts->list[i];
	parts->list = list_grow(arena, parts->list, parts->count, sizeof(*parts->list));
	parts->list[parts->count] = (struct part){ .key = key };
	return &parts->list[parts->count++];
}

static bool agent_is_hidden(const struct figures_maker *m, int64_t id)
{
	const struct figure_agent *agent = world_agent(m, id);

	return agent == NULL ? m->world->strangers_hidden : agent->hidden;
}

/* The agents of each part who are hidden, or are not. */
static void unknowns_find(struct figures_maker *m, size_t dimension, bool hidden, struct parts *parts)
{
	const struct atoms *atoms = &m->face.atoms;
	int64_t keys[KEYS_MAX];

	for (size_t i = 0; i < atoms->count; i++) {
		int64_t agent = atoms->list[i].keys[dimension];
		size_t count;

		if (agent == 0 || agent_is_hidden(m, agent) != hidden || !atom_makes_group(&m->face, i))
			continue;
		count = atom_keys(m, m->request->by[1 - dimension], atoms->list[i].keys[1 - dimension], keys);
		for (size_t k = 0; k < count; k++)
			unknown_add(m->arena, part_at(m->arena, parts, keys[k]), agent);
	}
}

/* Whose line of a table of agents is left out beside the one who is hidden there. */
static int64_t companion_of(const struct figures_maker *m, const struct part *seen)
{
	int64_t first = 0;

	for (size_t i = 0; i < seen->count; i++)
		if (first == 0 || first == m->world->asker ||
		    (seen->agents[i] != m->world->asker && seen->agents[i] < first))
			first = seen->agents[i];
	return first;
}

static bool team_has(const struct figures_maker *m, int64_t team, int64_t id)
{
	const struct figure_agent *agent = world_agent(m, id);

	for (size_t i = 0; agent != NULL && i < agent->team_count; i++)
		if (strcmp(agent->teams[i], m->names.texts[team]) == 0)
			return true;
	return false;
}

static void line_judge(struct figures_maker *m, size_t dimension, struct part *part, struct group *group)
{
	int64_t *sum = arena_array(m->arena, part->count + 1, sizeof(*sum));

	for (size_t i = 0; i < part->count; i++)
		sum[i] = team_has(m, group->keys[dimension], part->agents[i]);
	group->withheld = !equation_add(m->arena, part, sum);
	m->hid_agents = m->hid_agents || group->withheld;
}

/* By name, so that it is always the same lines that are told. */
static struct group *next_line(struct figures_maker *m, size_t dimension, int64_t key, const struct group *after)
{
	const char *const *texts = m->names.texts;
	struct group *next = NULL;

	for (size_t i = 0; i < m->groups.count; i++) {
		struct group *group = &m->groups.list[i];
		int64_t team = group->keys[dimension];

		if (group->keys[1 - dimension] != key || team == KEY_NONE ||
		    (after != NULL && strcmp(texts[team], texts[after->keys[dimension]]) <= 0))
			continue;
		if (next == NULL || strcmp(texts[team], texts[next->keys[dimension]]) < 0)
			next = group;
	}
	return next;
}

/* A line is told as long as nobody is told alone by it, the total, and the lines that are told already. */
static void teams_protect(struct figures_maker *m, size_t dimension)
{
	struct parts parts = { 0 }, seen = { 0 };

	unknowns_find(m, dimension, true, &parts);
	if (parts.count > 0)
		unknowns_find(m, dimension, false, &seen);
	for (size_t i = 0; i < parts.count; i++) {
		struct part *part = &parts.list[i];
		int64_t companion = part->count > 1 ? 0 : companion_of(m, part_at(m->arena, &seen, part->key));
		int64_t *all;

		if (companion != 0)
			unknown_add(m->arena, part, companion);
		all = arena_array(m->arena, part->count + 1, sizeof(*all));
		for (size_t k = 0; k < part->count; k++)
			all[k] = 1;
		(void)equation_add(m->arena, part, all);	/* one alone: a period of that one is what the desk did */
		for (struct group *group = next_line(m, dimension, part->key, NULL); group != NULL;
		     group = next_line(m, dimension, part->key, group))
			line_judge(m, dimension, part, group);
	}
}

void groups_protect(struct figures_maker *m)
{
	for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
		if (m->request->by[d] == BY_TEAM)
			teams_protect(m, d);
		else if (m->hid_agents && m->request->by[d] == BY_AGENT)
			alone_protect(m, d);
}
