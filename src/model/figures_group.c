/* SPDX-License-Identifier: ISC */
/*
 * Groups: what the atoms of the rows belong to, found by numbers, and named in
 * the end.  A row with several tags, or of an agent in several teams, counts
 * once in each of their groups, and once in all.
 */
#include "figures_make.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"

/* ---- keys */

/* A row about one agent alone that is not for who asks belongs to no group. */
bool atom_is_hidden(struct figures_maker *m, enum figure_dimension by, int64_t id)
{
	const struct figure_agent *agent = id == 0 ? NULL : world_agent(m, id);
	bool hidden = false;

	if (id != 0 && by == BY_AGENT)
		hidden = agent == NULL ? m->world->strangers_hidden : agent->hidden;
	else if (id != 0 && by == BY_TEAM)	/* of none: a team of one person tells of one person */
		hidden = agent != NULL && (agent->untold || (agent->hidden && agent->team_count == 0));
	m->hid_agents = m->hid_agents || hidden;
	return hidden;
}

static size_t keys_of_teams(struct figures_maker *m, int64_t id, int64_t *keys)
{
	const struct figure_agent *agent = id == 0 ? NULL : world_agent(m, id);
	size_t count = 0;

	for (size_t i = 0; agent != NULL && i < agent->team_count && count < KEYS_MAX; i++)
		keys[count++] = name_key(m, agent->teams[i]);
	return count;
}

static int64_t key_of_time(enum figure_dimension by, const struct zone *zone, int64_t ms)
{
	struct local_time local;
	int32_t date;

	if (by == BY_HOUR)
		return (ms + zone_offset(zone, ms)) / 3600000 % 24;
	date = zone_date(zone, ms);
	if (by == BY_DAY)
		return date;
	if (by == BY_WEEKDAY)
		return date_weekday(date);
	if (by == BY_WEEK)
		return date - date_weekday(date) + 1;
	local = zone_local(zone, ms);
	return (int64_t)local.year * 12 + local.month - 1;
}

/* Weeks and months begin with a day. */
static int64_t key_of_times(struct figures_maker *m, size_t dimension, const struct told_by *of)
{
	enum figure_dimension by = m->request->by[dimension];
	struct told_time *time = &m->times[dimension][(uint64_t)of->account->id % TIMES];

	if (of->start_ms < time->from_ms || of->start_ms >= time->until_ms || time->zone != of->account->zone) {
		time->zone = of->account->zone;
		time->account = of->account->id;
		time->key = key_of_time(by, time->zone, of->start_ms);
		zone_around(time->zone, of->start_ms, by == BY_HOUR ? ZONE_DAY_MS / 24 : ZONE_DAY_MS, &time->from_ms,
			&time->until_ms);
	}
	return time->key;
}

int64_t atom_key(struct figures_maker *m, size_t dimension, const struct told_by *of)
{
	switch (m->request->by[dimension]) {
	case BY_NOTHING: case FIGURE_BYS:
		break;
	case BY_ACCOUNT: case BY_NETWORK:
		return of->account->id;
	case BY_AGENT: case BY_TEAM:
		return of->agent;
	case BY_TAG:
		return (int64_t)of->place.tags->number;
	case BY_LANGUAGE:
		return of->place.tongue->lang_key;
	case BY_VISIBILITY:
		return of->place.tongue->of.visibility;
	case BY_PRIORITY:
		return of->place.tongue->of.priority;
	case BY_HOUR: case BY_WEEKDAY: case BY_DAY: case BY_WEEK: case BY_MONTH:
		return key_of_times(m, dimension, of);
	}
	return KEY_NONE;
}

/* The groups of an atom in one dimension; none: they are not for who asks. */
size_t atom_keys(struct figures_maker *m, enum figure_dimension by, int64_t key, int64_t *keys)
{
	const struct figure_account *account = world_account(m, key);
	size_t count = 1;

	keys[0] = key;
	if (by == BY_ACCOUNT) {
		keys[0] = account->name == NULL ? KEY_NONE : key;
	} else if (by == BY_NETWORK) {
		keys[0] = account->network == NULL ? KEY_NONE : name_key(m, account->network);
	} else if (by == BY_AGENT || by == BY_TEAM) {
		if (atom_is_hidden(m, by, key))
			return 0;
		keys[0] = key == 0 ? KEY_NONE : key;
		count = by == BY_AGENT ? 1 : keys_of_teams(m, key, keys);
	} else if (by == BY_TAG) {
		count = m->places[key]->tag_count;
		memcpy(keys, m->places[key]->tags, count * sizeof(*keys));
	}
	if (count == 0)
		keys[count++] = KEY_NONE;
	return count;
}

/* ---- groups */

static size_t group_slot(const struct groups *groups, const int64_t *keys)
{
	uint64_t hash = ((uint64_t)keys[0] * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)keys[1]) *
		UINT64_C(0xbf58476d1ce4e5b9);
	size_t at = (size_t)(hash >> 32) & (groups->slot_count - 1);

	while (groups->slots[at] != 0) {
		const struct group *group = &groups->list[groups->slots[at] - 1];

		if (group->keys[0] == keys[0] && group->keys[1] == keys[1])
			break;
		at = (at + 1) & (groups->slot_count - 1);
	}
	return at;
}

static void groups_grow(struct arena *arena, struct groups *groups)
{
	size_t size = groups->slot_count == 0 ? 64 : groups->slot_count * 2;
	struct group *list = arena_array(arena, size, sizeof(*list));

	if (groups->count > 0)
		memcpy(list, groups->list, groups->count * sizeof(*list));
	groups->list = list;
	groups->slots = arena_array(arena, size, sizeof(*groups->slots));
	groups->slot_count = size;
	for (size_t i = 0; i < groups->count; i++)
		groups->slots[group_slot(groups, list[i].keys)] = i + 1;
}

/* Its number. */
static bool group_of(struct figures_maker *m, const int64_t *keys, uint32_t *out)
{
	struct groups *groups = &m->groups;
	size_t at;

	if (groups->count * 2 >= groups->slot_count)
		groups_grow(m->arena, groups);
	at = group_slot(groups, keys);
	if (groups->slots[at] == 0) {
		if (groups->count >= GROUPS_MAX) {
			groups->too_many = true;
			return false;
		}
		groups->list[groups->count] = (struct group){ .keys = { keys[0], keys[1] },
			.figures = arena_array(m->arena, m->request->asked_count + 1, sizeof(struct figure)) };
		groups->slots[at] = ++groups->count;
	}
	*out = (uint32_t)groups->slots[at] - 1;
	return true;
}

/* What began before the period may have ended in it: it makes a group only where it says something. */
bool atom_makes_group(const struct face *face, size_t atom)
{
	const struct kinds *kinds = &face->kinds;

	for (size_t i = 0; i < kinds->count; i++)
		if (tally_of(&face->atoms, atom, i)->count > 0 && (!kinds->list[i]->is_early || kinds->list[i]->tells))
			return true;
	return false;
}

static void atom_groups(struct figures_maker *m, size_t at)
{
	struct atom *atom = &m->face.atoms.list[at];
	int64_t first[KEYS_MAX], second[KEYS_MAX];
	size_t firsts = atom_keys(m, m->request->by[0], atom->keys[0], first);
	size_t seconds = firsts == 0 ? 0 : atom_keys(m, m->request->by[1], atom->keys[1], second);

	if (!atom_makes_group(&m->face, at))
		return;
	atom->groups = arena_array(m->arena, firsts * seconds + 1, sizeof(*atom->groups));
	for (size_t i = 0; i < firsts; i++)
		for (size_t k = 0; k < seconds; k++)
			if (group_of(m, (int64_t[]){ first[i], second[k] }, &atom->groups[atom->group_count]))
				atom->group_count++;
}

err_t groups_make(struct figures_maker *m)
{
	struct atoms *atoms = &m->face.atoms;

	if (m->request->by[0] == BY_NOTHING)
		return NULL;
	for (size_t i = 0; i < atoms->count && !m->groups.too_many; i++)
		atom_groups(m, i);
	if (m->groups.too_many)
		return err_make(ERR_USAGE, "by: more than %d groups: choose a shorter period or something coarser",
			GROUPS_MAX);
	groups_protect(m);
	for (size_t i = 0; i < atoms->count; i++)
		for (size_t g = 0; g < atoms->list[i].group_count; g++)
			atom_count(m, &m->face, i, m->groups.list[atoms->list[i].groups[g]].figures);
	return NULL;
}

/* ---- names of groups */

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static const char *account_name(const struct figures_maker *m, int64_t id)
{
	for (size_t i = 0; i < m->world->account_count; i++)
		if (m->world->accounts[i].id == id)
			return m->world->accounts[i].name;
	return NULL;
}

static const char *week_name(struct arena *arena, int64_t key)
{
	struct local_time local = zone_local(NULL, key * FACT_DAY_MS);

	return arena_printf(arena, "%04d-W%02d", local.week_year, local.week);
}

static const char *key_name(const struct figures_maker *m, enum figure_dimension by, int64_t key)
{
	const struct figure_agent *agent;
	char text[DATE_TEXT];

	if (key == KEY_NONE)
		return NULL;
	switch (by) {
	case BY_NOTHING: case FIGURE_BYS:
		break;
	case BY_ACCOUNT:
		return account_name(m, key);
	case BY_AGENT:
		agent = world_agent(m, key);
		return agent != NULL ? agent->name : arena_printf(m->arena, "#%d", (int)key);
	case BY_NETWORK: case BY_TEAM: case BY_TAG: case BY_LANGUAGE:
		return m->names.texts[key];
	case BY_VISIBILITY:
		return visibility_name((enum visibility)key);
	case BY_PRIORITY:
		return priority_name((enum priority)key);
	case BY_HOUR:
		return arena_printf(m->arena, "%02d", (int)key);
	case BY_WEEKDAY:
		return weekdays[key - 1];
	case BY_DAY:
		return arena_copy(m->arena, date_format((int32_t)key, text));
	case BY_WEEK:
		return week_name(m->arena, key);
	case BY_MONTH:
		return arena_printf(m->arena, "%04d-%02d", (int)(key / 12), (int)(key % 12) + 1);
	}
	return NULL;
}

static bool key_is(struct figures_maker *m, size_t d, int64_t key, const char *name)
{
	struct verdict *verdict = &m->verdicts[d][(uint64_t)key % VERDICTS];

	if (!verdict->known || verdict->key != key) {
		const char *own = key_name(m, m->request->by[d], key);

		*verdict = (struct verdict){ key, true, str_equal(own == NULL ? "" : own, name == NULL ? "" : name) };
	}
	return verdict->is;
}

bool figures_row_is_of(struct figures_maker *m, const struct figure_row *row, const char *const names[FIGURE_DIMENSIONS])
{
	const struct told_by of = { row->account, row->agent, row->start_ms, *m->row_place };
	int64_t keys[KEYS_MAX];
	bool is = true;

	for (size_t d = 0; is && d < FIGURE_DIMENSIONS; d++) {
		enum figure_dimension by = m->request->by[d];
		size_t count = atom_keys(m, by, atom_key(m, d, &of), keys), i = 0;

		while (i < count && !key_is(m, d, keys[i], names[d]))
			i++;
		is = i < count;
	}
	return is;
}

/* Weekdays by their number, everything else by its name; what has none comes last. */
static int key_compare(const char *left, const char *right)
{
	if (left == NULL || right == NULL)
		return (left == NULL) - (right == NULL);
	for (size_t i = 0; i < sizeof(weekdays) / sizeof(weekdays[0]); i++) {
		if (left == weekdays[i])
			return left == right ? 0 : -1;
		if (right == weekdays[i])
			return 1;
	}
	return strcmp(left, right);
}

static int group_compare(const void *left, const void *right)
{
	const struct figure_group *a = left, *b = right;
	int order = key_compare(a->keys[0], b->keys[0]);

	return order != 0 ? order : key_compare(a->keys[1], b->keys[1]);
}

void groups_name(struct figures_maker *m, struct figures *out)
{
	out->agents_hidden = m->hid_agents;
	out->group_count = 0;
	out->groups = arena_array(m->arena, m->groups.count + 1, sizeof(*out->groups));
	for (size_t i = 0; i < m->groups.count; i++) {
		const struct group *group = &m->groups.list[i];
		struct figure_group *named = &out->groups[out->group_count];

		if (group->withheld)
			continue;
		for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
			named->keys[d] = key_name(m, m->request->by[d], group->keys[d]);
		named->figures = group->figures;
		out->group_count++;
	}
	if (out->group_count > 1)
		qsort(out->groups, out->group_count, sizeof(*out->groups), group_compare);
}
