/* SPDX-License-Identifier: ISC */
/*
 * Groups: to which a row belongs, found by numbers, and named in the end.  A
 * row with several tags, or of an agent in several teams, counts once in each
 * of their groups, and once in all.
 */
#include "figures_make.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"

/* ---- texts by number */

static uint64_t text_hash(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}

/* A slot holds a number + 1; half of them stay free. */
static size_t names_slot(const struct names *names, const char *text)
{
	size_t at = (size_t)text_hash(text) & (names->slot_count - 1);

	while (names->slots[at] != 0 && strcmp(names->texts[names->slots[at] - 1], text) != 0)
		at = (at + 1) & (names->slot_count - 1);
	return at;
}

static void names_grow(struct arena *arena, struct names *names)
{
	size_t size = names->slot_count == 0 ? 64 : names->slot_count * 2;
	const char **texts = arena_array(arena, size, sizeof(*texts));

	if (names->count > 0)
		memcpy(texts, names->texts, names->count * sizeof(*texts));
	names->texts = texts;
	names->slots = arena_array(arena, size, sizeof(*names->slots));
	names->slot_count = size;
	for (size_t i = 0; i < names->count; i++)
		names->slots[names_slot(names, texts[i])] = i + 1;
}

size_t names_put(struct arena *arena, struct names *names, const char *text, bool *fresh)
{
	size_t at;

	if (names->count * 2 >= names->slot_count)
		names_grow(arena, names);
	at = names_slot(names, text);
	*fresh = names->slots[at] == 0;
	if (*fresh) {
		names->texts[names->count++] = arena_copy(arena, text);
		names->slots[at] = names->count;
	}
	return names->slots[at] - 1;
}

static int64_t name_key(struct figures_maker *m, const char *text)
{
	bool fresh;

	return *text == '\0' ? KEY_NONE : (int64_t)names_put(m->arena, &m->names, text, &fresh);
}

/* ---- places */

static void place_tags(struct figures_maker *m, struct place_text *place)
{
	for (const char *p = place->text; *p != '\0' && place->tag_count < KEYS_MAX;) {
		size_t len = strcspn(p, " ");

		if (len > 0)
			place->tags[place->tag_count++] = name_key(m, arena_copy_n(m->arena, p, len));
		p += len + (p[len] == ' ');
	}
}

static struct place_text *place_text_learn(struct figures_maker *m, const char *text)
{
	struct place_text *place = arena_alloc(m->arena, sizeof(*place));

	place->text = text;
	place->of.lang = "";
	place->lang_key = KEY_NONE;
	if (fact_tongue_parse(m->arena, text, &place->of)) {
		place->lang_key = name_key(m, place->of.lang);
		place->tongue = m->tongue_count++;
	} else {
		place_tags(m, place);
	}
	return place;
}

struct place_text *place_text_of(struct figures_maker *m, const char *text)
{
	size_t room = m->place_names.slot_count;
	bool fresh;
	size_t at = names_put(m->arena, &m->place_names, text, &fresh);

	if (!fresh)
		return m->places[at];
	if (m->place_names.slot_count != room) {
		struct place_text **places = arena_array(m->arena, m->place_names.slot_count,
			sizeof(struct place_text *));

		if (at > 0)
			memcpy(places, m->places, at * sizeof(struct place_text *));
		m->places = places;
	}
	return m->places[at] = place_text_learn(m, m->place_names.texts[at]);
}

/* ---- keys of a row */

/* A row about one agent alone that is not for who asks belongs to no group. */
static bool is_hidden(struct figures_maker *m, enum figure_dimension by, int64_t id)
{
	const struct figure_agent *agent = id == 0 ? NULL : world_agent(m, id);
	bool hidden = false;

	if (id != 0 && by == BY_AGENT)
		hidden = agent == NULL ? m->world->strangers_hidden : agent->hidden;
	else if (id != 0 && by == BY_TEAM)	/* of none: a team of one person tells of one person */
		hidden = agent != NULL && agent->hidden && agent->team_count == 0;
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

static size_t keys_of(struct figures_maker *m, enum figure_dimension by, const struct figure_row *row,
	const struct place *place, int64_t *keys)
{
	size_t count = 1;

	keys[0] = KEY_NONE;
	switch (by) {
	case BY_NOTHING: case FIGURE_BYS:
		break;
	case BY_ACCOUNT:
		keys[0] = row->account->name == NULL ? KEY_NONE : row->account->id;
		break;
	case BY_NETWORK:
		keys[0] = row->account->network == NULL ? KEY_NONE : name_key(m, row->account->network);
		break;
	case BY_AGENT:
		keys[0] = row->agent == 0 ? KEY_NONE : row->agent;
		break;
	case BY_TEAM:
		count = keys_of_teams(m, row->agent, keys);
		break;
	case BY_TAG:
		count = place->tags->tag_count;
		memcpy(keys, place->tags->tags, count * sizeof(*keys));
		break;
	case BY_LANGUAGE:
		keys[0] = place->tongue->lang_key;
		break;
	case BY_VISIBILITY:
		keys[0] = place->tongue->of.visibility;
		break;
	case BY_PRIORITY:
		keys[0] = place->tongue->of.priority;
		break;
	case BY_HOUR: case BY_WEEKDAY: case BY_DAY: case BY_WEEK: case BY_MONTH:
		keys[0] = key_of_time(by, row->account->zone, row->start_ms);
		break;
	}
	if (count == 0)
		keys[count++] = KEY_NONE;
	return count;
}

/* ---- groups */

void group_init(struct figures_maker *m, struct group *group)
{
	group->cells = arena_array(m->arena, m->request->asked_count + 1, sizeof(*group->cells));
}

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

static struct group *group_of(struct figures_maker *m, const int64_t *keys)
{
	struct groups *groups = &m->groups;
	size_t at;

	if (groups->count * 2 >= groups->slot_count)
		groups_grow(m->arena, groups);
	at = group_slot(groups, keys);
	if (groups->slots[at] == 0) {
		if (groups->count >= GROUPS_MAX) {
			groups->too_many = true;
			return NULL;
		}
		memcpy(groups->list[groups->count].keys, keys, sizeof(groups->list[0].keys));
		group_init(m, &groups->list[groups->count]);
		groups->slots[at] = ++groups->count;
	}
	return &groups->list[groups->slots[at] - 1];
}

/* What began before the period may have ended in it: it makes a group only where it says something. */
static bool counts(const struct figure_request *request, const struct figure_row *row)
{
	for (size_t i = 0; i < request->asked_count; i++)
		if ((metric_info(request->asked[i])->source == METRIC_FROM_CASES) == (row->of_case != NULL) &&
		    figure_part_of(request->asked[i], row, &request->window) != PART_NONE)
			return true;
	return false;
}

void groups_add(struct figures_maker *m, const struct figure_row *row, const struct place *place,
	const struct measured *measured)
{
	const struct figure_request *request = m->request;
	int64_t first[KEYS_MAX], second[KEYS_MAX];
	size_t firsts, seconds;

	if (request->by[0] == BY_NOTHING || is_hidden(m, request->by[0], row->agent) ||
	    is_hidden(m, request->by[1], row->agent) ||
	    (row->start_ms < request->window.since_ms && !counts(request, row)))
		return;
	firsts = keys_of(m, request->by[0], row, place, first);
	seconds = keys_of(m, request->by[1], row, place, second);
	for (size_t i = 0; i < firsts; i++)
		for (size_t k = 0; k < seconds; k++) {
			struct group *group = group_of(m, (int64_t[]){ first[i], second[k] });

			if (group != NULL)
				group_take(m, group, measured);
		}
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
	int64_t keys[KEYS_MAX];
	bool is = !is_hidden(m, m->request->by[0], row->agent) && !is_hidden(m, m->request->by[1], row->agent);

	for (size_t d = 0; is && d < FIGURE_DIMENSIONS; d++) {
		size_t count = keys_of(m, m->request->by[d], row, m->row_place, keys), i = 0;

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

err_t groups_end(struct figures_maker *m, struct figures *out)
{
	if (m->groups.too_many)
		return err_make(ERR_USAGE, "by: more than %d groups: choose a shorter period or something coarser",
			GROUPS_MAX);
	out->agents_hidden = m->hid_agents;
	out->group_count = m->groups.count;
	out->groups = arena_array(m->arena, m->groups.count + 1, sizeof(*out->groups));
	for (size_t i = 0; i < m->groups.count; i++) {
		struct figure_group *group = &out->groups[i];

		for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
			group->keys[d] = key_name(m, m->request->by[d], m->groups.list[i].keys[d]);
		group->figures = arena_array(m->arena, m->request->asked_count + 1, sizeof(*group->figures));
		group_end(m, &m->kinds, &m->groups.list[i], group->figures);
	}
	if (out->group_count > 1)
		qsort(out->groups, out->group_count, sizeof(*out->groups), group_compare);
	return NULL;
}
