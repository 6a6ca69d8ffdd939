/* SPDX-License-Identifier: ISC */
/*
 * Dated settings, from the ledger's rows to what an account was measured by
 * at each instant.  Rows become facts as they come; when the last one is
 * there, one walk through the facts in the order of their dates gives every
 * account its lines, alone and with each team, which lookups then only search.
 */
#include "guichet/model/metric_settings.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/keyed.h"
#include "guichet/model/settings.h"

enum fact_key { FACT_TARGET, FACT_TARGET_PUBLIC, FACT_TARGET_PRIVATE, FACT_SCHEDULE, FACT_ZONE, FACT_HOURS, FACT_KEYS };

/* One dated statement; which members count follows from key.  Nothing in it: falls back. */
struct fact {
	enum fact_key key;
	int64_t account, team, from_ms;
	int64_t seq, said_ms;		/* of the row that says it */
	size_t order;
	int64_t number;			/* targets */
	const char *name;		/* of the schedule */
	const struct zone *zone;
	const struct schedule *schedule;	/* FACT_HOURS; NULL is open always */
};

struct target_step { int64_t from_ms, ms[2]; };		/* by surface */
struct zone_fact { int64_t from_ms; const struct zone *zone; };
struct name_step { int64_t from_ms; const char *name; bool of_team; };

/* What one account was measured by, for what a team has or no team, each ascending by from_ms. */
struct account_lines {
	int64_t account, team;
	struct target_step *targets;
	struct zone_fact *zones;
	struct name_step *names;
	struct schedule_version *versions;
	size_t target_count, zone_count, name_count, version_count;
	const struct schedule_line *line;
};

struct metric_settings {
	struct arena *arena;
	struct fact *facts;
	size_t fact_count, fact_room;
	int64_t seq;
	int64_t *accounts, *teams;	/* ascending; the first is the desk, and no team */
	size_t account_count, team_count;
	struct account_lines *lines;	/* of each account all teams */
	struct clock_offset *offsets;
	size_t offset_count;
	const char *kept;		/* the schedule of everybody, or NULL: of each their own */
};

struct metric_settings *metric_settings_create(struct arena *arena)
{
	struct metric_settings *settings = arena_alloc(arena, sizeof(*settings));

	settings->arena = arena;
	return settings;
}

/* ---- facts */

static struct fact *fact_add(struct metric_settings *settings, const struct event *event, enum fact_key key)
{
	struct fact *fact;

	if (settings->fact_count == settings->fact_room) {
		struct fact *larger;

		settings->fact_room = settings->fact_room == 0 ? 16 : settings->fact_room * 2;
		larger = arena_array(settings->arena, settings->fact_room, sizeof(*larger));
		if (settings->fact_count > 0)
			memcpy(larger, settings->facts, settings->fact_count * sizeof(*larger));
		settings->facts = larger;
	}
	fact = &settings->facts[settings->fact_count];
	*fact = (struct fact){ .key = key, .account = event->account, .order = settings->fact_count++,
		.team = event->kind == EVENT_SETTINGS_VERSION ? event->subject : 0,
		.seq = event->seq, .said_ms = event->recv_ms,
		.from_ms = settings_int(event->detail, "from", event->recv_ms) };
	settings->seq = event->seq;
	return fact;
}

/* *out stays NULL when the row names no zone. */
static err_t zone_take(struct arena *arena, const struct event *event, const struct zone **out)
{
	const char *name = settings_get(arena, event->detail, "zone");
	const char *steps = settings_get(arena, event->detail, "zone_steps");
	struct zone *zone;
	err_t err;

	*out = NULL;
	if (name == NULL || name[0] == '\0')
		return NULL;
	zone = arena_alloc(arena, sizeof(*zone));
	zone->name = name;
	zone->data = settings_get(arena, event->detail, "zone_data");
	err = zone_steps_read(arena, steps == NULL ? "" : steps, zone);
	if (err == NULL)
		*out = zone;
	return err;
}

static err_t settings_take(struct metric_settings *settings, const struct event *event)
{
	static const char *const targets[] = { [FACT_TARGET] = "target_ms",
		[FACT_TARGET_PUBLIC] = "target_public_ms", [FACT_TARGET_PRIVATE] = "target_private_ms" };
	const char *name = settings_get(settings->arena, event->detail, "schedule");
	const struct zone *zone;
	err_t err = zone_take(settings->arena, event, &zone);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (settings_get(settings->arena, event->detail, targets[i]) != NULL)
			fact_add(settings, event, (enum fact_key)i)->number =
				time_bounded(settings_int(event->detail, targets[i], 0));
	if (name != NULL)
		fact_add(settings, event, FACT_SCHEDULE)->name = name[0] == '\0' ? NULL : name;
	if (settings_get(settings->arena, event->detail, "zone") != NULL)
		fact_add(settings, event, FACT_ZONE)->zone = zone;
	return NULL;
}

err_t schedule_version_read(struct arena *arena, const struct event *event, const char **name, int64_t *from_ms,
	const struct schedule **out)
{
	const char *hours = settings_get(arena, event->detail, "hours");
	struct schedule *schedule = NULL;
	const struct zone *zone;
	err_t err = zone_take(arena, event, &zone);

	*name = settings_get(arena, event->detail, "name");
	*from_ms = settings_int(event->detail, "from", event->recv_ms);
	if (err == NULL && *name == NULL)
		err = err_make(ERR_DATA, "a schedule without a name");
	if (err == NULL && hours != NULL) {
		schedule = arena_alloc(arena, sizeof(*schedule));
		schedule->zone = zone;
		err = schedule_read(arena, hours, schedule);
	}
	*out = schedule;
	return err;
}

static err_t hours_take(struct metric_settings *settings, const struct event *event)
{
	const struct schedule *schedule;
	const char *name;
	int64_t from_ms;
	struct fact *fact;
	err_t err = schedule_version_read(settings->arena, event, &name, &from_ms, &schedule);

	if (err != NULL)
		return err;
	fact = fact_add(settings, event, FACT_HOURS);
	fact->name = name;
	fact->schedule = schedule;
	return NULL;
}

/* There are few: an account's clock is put right when somebody notices. */
static void offset_take(struct metric_settings *settings, const struct event *event)
{
	struct clock_offset *larger = arena_array(settings->arena, settings->offset_count + 1, sizeof(*larger));

	if (settings->offset_count > 0)
		memcpy(larger, settings->offsets, settings->offset_count * sizeof(*larger));
	larger[settings->offset_count++] = (struct clock_offset){ .account = event->account, .seq = event->seq,
		.offset_ms = time_bounded(settings_int(event->detail, "offset_ms", 0)) };
	settings->offsets = larger;
	settings->seq = event->seq;
}

err_t metric_settings_add(struct metric_settings *settings, const struct event *event)
{
	err_t err = NULL;

	if (event->account < 0)
		return NULL;
	if (event->kind == EVENT_SETTINGS_VERSION)
		err = settings_take(settings, event);
	else if (event->kind == EVENT_SCHEDULE_VERSION)
		err = hours_take(settings, event);
	else if (event->kind == EVENT_CLOCK_OFFSET)
		offset_take(settings, event);
	return err == NULL ? NULL : err_wrap(err, "ledger: row %lld", (long long)event->seq);
}

/* ---- the walk */

static int fact_compare(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;

	if (a->from_ms != b->from_ms)
		return a->from_ms < b->from_ms ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* What holds at one instant: the newest fact of each key, of the desk [0], of the account [1] and of the team [2]. */
enum { LEVELS = 3, LEVEL_TEAM = 2 };
struct holding {
	const struct fact *facts[LEVELS][FACT_KEYS];
	size_t until;			/* facts that have begun: among them the hours are looked for */
};

static int64_t target_of(const struct holding *now, int surface)
{
	const enum fact_key keys[] = { surface == SURFACE_PRIVATE ? FACT_TARGET_PRIVATE : FACT_TARGET_PUBLIC,
		FACT_TARGET };

	for (int level = LEVEL_TEAM - 1; level >= 0; level--)
		for (int i = 0; i < 2; i++) {
			const struct fact *fact = now->facts[level][keys[i]];

			if (fact != NULL && fact->number > 0)
				return fact->number;
		}
	return TARGET_DEFAULT_MS;
}

static const struct fact *fact_of(const struct holding *now, enum fact_key key)
{
	for (int level = LEVEL_TEAM; level >= 0; level--) {
		const struct fact *fact = now->facts[level][key];

		if (fact != NULL && (fact->name != NULL || fact->zone != NULL))
			return fact;
	}
	return NULL;
}

static const struct schedule *hours_of(const struct metric_settings *settings, const struct holding *now,
	const char *name)
{
	for (size_t i = name == NULL ? 0 : now->until; i-- > 0;)
		if (settings->facts[i].key == FACT_HOURS && strcmp(settings->facts[i].name, name) == 0)
			return settings->facts[i].schedule;
	return NULL;
}

/* Everybody's, from before its first version on. */
static const struct schedule *kept_hours(const struct metric_settings *settings, const struct holding *now)
{
	const struct schedule *hours = hours_of(settings, now, settings->kept);

	for (size_t i = now->until; hours == NULL && i < settings->fact_count; i++)
		if (settings->facts[i].key == FACT_HOURS && strcmp(settings->facts[i].name, settings->kept) == 0)
			hours = settings->facts[i].schedule;
	return hours;
}

/* Behind each line what holds from here on, unless it already does. */
static void lines_note(const struct metric_settings *settings, struct account_lines *lines,
	const struct holding *now, int64_t from_ms)
{
	struct target_step target = { from_ms, { 0 } };
	const struct fact *zone = fact_of(now, FACT_ZONE), *named = fact_of(now, FACT_SCHEDULE);
	bool kept = settings->kept != NULL;
	const char *name = kept ? settings->kept : named == NULL ? NULL : named->name;
	const struct schedule *hours = kept ? kept_hours(settings, now) : hours_of(settings, now, name);
	bool of_team = !kept && named != NULL && named->team != 0;
	size_t n = lines->target_count;

	target.ms[SURFACE_PUBLIC] = target_of(now, SURFACE_PUBLIC);
	target.ms[SURFACE_PRIVATE] = target_of(now, SURFACE_PRIVATE);
	if (n == 0 || memcmp(lines->targets[n - 1].ms, target.ms, sizeof(target.ms)) != 0)
		lines->targets[lines->target_count++] = target;
	n = lines->zone_count;
	if (n == 0 || lines->zones[n - 1].zone != (zone == NULL ? NULL : zone->zone))
		lines->zones[lines->zone_count++] = (struct zone_fact){ from_ms, zone == NULL ? NULL : zone->zone };
	n = lines->name_count;
	if (n == 0 || !str_equal(lines->names[n - 1].name, name) || lines->names[n - 1].of_team != of_team)
		lines->names[lines->name_count++] = (struct name_step){ from_ms, name, of_team };
	n = lines->version_count;
	if (n == 0 ? hours != NULL : lines->versions[n - 1].schedule != hours)
		lines->versions[lines->version_count++] = (struct schedule_version){ from_ms, hours };
}

static void lines_make(const struct metric_settings *settings, struct account_lines *lines)
{
	struct arena *arena = settings->arena;
	struct holding now = { 0 };
	size_t room = settings->fact_count + 1;

	lines->targets = arena_array(arena, room, sizeof(*lines->targets));
	lines->zones = arena_array(arena, room, sizeof(*lines->zones));
	lines->names = arena_array(arena, room, sizeof(*lines->names));
	lines->versions = arena_array(arena, room, sizeof(*lines->versions));
	lines_note(settings, lines, &now, INT64_MIN);
	for (size_t i = 0; i < settings->fact_count; i++) {
		const struct fact *fact = &settings->facts[i];

		if (fact->team != 0 ? fact->team == lines->team && fact->key == FACT_SCHEDULE
		    : fact->account == 0 || fact->account == lines->account)
			now.facts[fact->team != 0 ? LEVEL_TEAM : fact->account != 0][fact->key] = fact;
		now.until = i + 1;
		if (i + 1 == settings->fact_count || settings->facts[i + 1].from_ms != fact->from_ms)
			lines_note(settings, lines, &now, fact->from_ms);
	}
}

/* In order, once each. */
static size_t ids_settle(int64_t *ids, size_t count)
{
	size_t kept = 0;

	qsort(ids, count, sizeof(*ids), keyed_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}

/* The desk and every account that a fact names, each without a team and with every one that has hours of its own. */
static void lines_find(struct metric_settings *settings)
{
	size_t count = settings->fact_count + 1;

	settings->accounts = arena_array(settings->arena, count, sizeof(*settings->accounts));
	settings->teams = arena_array(settings->arena, count, sizeof(*settings->teams));
	for (size_t i = 0; i < settings->fact_count; i++) {
		settings->accounts[i + 1] = settings->facts[i].account;
		settings->teams[i + 1] = settings->facts[i].key == FACT_SCHEDULE ? settings->facts[i].team : 0;
	}
	settings->account_count = ids_settle(settings->accounts, count);
	settings->team_count = ids_settle(settings->teams, count);
	count = settings->account_count * settings->team_count;
	settings->lines = arena_array(settings->arena, count, sizeof(*settings->lines));
	for (size_t i = 0; i < count; i++) {
		settings->lines[i].account = settings->accounts[i / settings->team_count];
		settings->lines[i].team = settings->teams[i % settings->team_count];
	}
}

static bool versions_equal(const struct account_lines *a, const struct account_lines *b)
{
	for (size_t i = 0; i < a->version_count && a->version_count == b->version_count; i++)
		if (a->versions[i].from_ms != b->versions[i].from_ms ||
		    a->versions[i].schedule != b->versions[i].schedule)
			return false;
	return a->version_count == b->version_count;
}

/* Those that keep the same hours share one list of them. */
static const struct schedule_line *line_make(const struct metric_settings *settings, size_t index, int64_t from_ms,
	int64_t until_ms)
{
	const struct account_lines *lines = &settings->lines[index];

	if (lines->version_count == 0)
		return NULL;
	for (size_t i = 0; i < index; i++)
		if (versions_equal(&settings->lines[i], lines))
			return settings->lines[i].line;
	return schedule_line(settings->arena, lines->versions, lines->version_count, from_ms, until_ms);
}

void metric_settings_ready(struct metric_settings *settings, int64_t from_ms, int64_t until_ms)
{
	if (settings->fact_count > 0)
		qsort(settings->facts, settings->fact_count, sizeof(*settings->facts), fact_compare);
	lines_find(settings);
	for (size_t i = 0; i < settings->account_count * settings->team_count; i++) {
		lines_make(settings, &settings->lines[i]);
		settings->lines[i].line = line_make(settings, i, from_ms, until_ms);
	}
}

err_t metric_settings_keep(struct metric_settings *settings, const char *schedule, int64_t from_ms, int64_t until_ms)
{
	bool known = strcmp(schedule, "always") == 0;

	for (size_t i = 0; i < settings->fact_count && !known; i++)
		known = settings->facts[i].key == FACT_HOURS && strcmp(settings->facts[i].name, schedule) == 0;
	if (!known)
		return err_make(ERR_NOT_FOUND, "no schedule %s: guichet schedule list", schedule);
	settings->kept = schedule;
	metric_settings_ready(settings, from_ms, until_ms);
	return NULL;
}

/* ---- lookups */

/* Its place, or that of the first one. */
static size_t id_place(const int64_t *ids, size_t count, int64_t id)
{
	size_t at = keyed_place(ids, count, sizeof(*ids), id);

	return at < count && ids[at] == id ? at : 0;
}

/* Of an account that no fact names, the desk's; of a team that has no hours of its own, those of no team. */
static const struct account_lines *lines_of(const struct metric_settings *settings, int64_t account, int64_t team)
{
	return &settings->lines[id_place(settings->accounts, settings->account_count, account) * settings->team_count +
		id_place(settings->teams, settings->team_count, team)];
}

/* The newest step at that instant; each list begins before all time, and each step with its instant. */
static const void *step_of(const void *list, size_t count, size_t size, int64_t ms)
{
	return (const char *)list + keyed_last(list, count, size, ms) * size;
}

const struct schedule_line *settings_schedule(const struct metric_settings *settings, int64_t account, int64_t team)
{
	return lines_of(settings, account, team)->line;
}

const char *settings_team_hours(const struct metric_settings *settings, int64_t team, int64_t ms)
{
	const struct account_lines *lines = lines_of(settings, 0, team);
	const struct name_step *step = step_of(lines->names, lines->name_count, sizeof(*step), ms);

	return step->of_team ? step->name : NULL;
}

bool settings_have_teams(const struct metric_settings *settings)
{
	return settings->team_count > 1;
}

int64_t settings_target(const struct metric_settings *settings, int64_t account, int surface, int64_t ms)
{
	const struct account_lines *lines = lines_of(settings, account, 0);
	const struct target_step *step = step_of(lines->targets, lines->target_count, sizeof(*step), ms);

	return step->ms[surface == SURFACE_PRIVATE ? SURFACE_PRIVATE : SURFACE_PUBLIC];
}

const struct zone *settings_zone(const struct metric_settings *settings, int64_t account, int64_t ms)
{
	const struct account_lines *lines = lines_of(settings, account, 0);
	const struct zone_fact *step = step_of(lines->zones, lines->zone_count, sizeof(*step), ms);

	return step->zone;
}

const char *settings_schedule_name(const struct metric_settings *settings, int64_t account, int64_t team,
	int64_t ms)
{
	const struct account_lines *lines = lines_of(settings, account, team);
	const struct name_step *step = step_of(lines->names, lines->name_count, sizeof(*step), ms);

	return step->name;
}

int64_t settings_seq(const struct metric_settings *settings)
{
	return settings->seq;
}

bool settings_reach_back(const struct metric_settings *settings, int64_t until_ms, int64_t *seq, int64_t *from_ms)
{
	*seq = *from_ms = 0;
	for (size_t i = 0; i < settings->fact_count; i++) {
		const struct fact *fact = &settings->facts[i];

		if (fact->from_ms < fact->said_ms && fact->from_ms < until_ms && fact->seq > *seq) {
			*seq = fact->seq;
			*from_ms = fact->from_ms;
		}
	}
	return *seq != 0;
}

struct wait_rules settings_rules(const struct metric_settings *settings)
{
	struct wait_rules rules = wait_rules_default();

	rules.offsets = settings->offsets;
	rules.offset_count = settings->offset_count;
	return rules;
}
