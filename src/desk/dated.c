/* SPDX-License-Identifier: ISC */
/*
 * The settings that are dated: targets, the schedule and the zone, each a row
 * of the ledger that holds from an instant on.  What they mean is decided in
 * model/metric_settings.c, what follows from a change in metrics.c.  A step
 * back is a row of its own from the same instant, with what held there before.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/desk/schedule.h"
#include "guichet/model/settings.h"
#include "steps.h"

static const struct { const char *key, *detail; } dated[] = {
	{ "target", "target_ms" }, { "target.public", "target_public_ms" },
	{ "target.private", "target_private_ms" }, { "schedule", "schedule" }, { "zone", "zone" },
};
enum { DATED = sizeof(dated) / sizeof(dated[0]), DATED_ZONE = DATED - 1, DATED_SCHEDULE = DATED - 2 };

bool desk_setting_is_dated(const char *key)
{
	for (size_t i = 0; i < DATED; i++)
		if (strcmp(dated[i].key, key) == 0)
			return true;
	return false;
}

const char *settings_undated(struct arena *arena, const char *lines)
{
	for (size_t i = 0; i < DATED; i++)
		lines = settings_with(arena, lines, dated[i].key, NULL);
	return lines;
}

static err_t target_check(int64_t target_ms)
{
	if (target_ms <= 0)
		return err_make(ERR_USAGE, "a target is longer than nothing");
	if (target_ms > TARGET_MOST_MS)
		return err_make(ERR_USAGE, "a target is at most a year");
	return NULL;
}

static err_t target_pair(struct desk *desk, size_t index, const char *value, struct entry *entry, size_t *count)
{
	const char *text = "";
	int64_t ms = 0;
	err_t err = NULL;

	if (value[0] != '\0') {
		err = duration_parse(value, &ms);
		if (err == NULL)
			err = target_check(ms);
		text = arena_printf(desk->arena, "%" PRId64, ms);
	}
	entry->detail[(*count)++] = (struct pair){ dated[index].detail, text };
	return err == NULL ? NULL : err_wrap(err, "%s", dated[index].key);
}

static err_t schedule_pair(struct desk *desk, const char *value, struct entry *entry, size_t *count)
{
	struct schedule_row *rows = NULL;
	size_t found = 1;
	err_t err = NULL;

	if (value[0] != '\0' && strcmp(value, SCHEDULE_ALWAYS) != 0)
		err = read_schedules(&desk->reader, desk->arena, value, &rows, &found);
	if (err == NULL && found == 0)
		err = err_make(ERR_NOT_FOUND, "there is no schedule %s", value);
	entry->detail[(*count)++] = (struct pair){ "schedule", value };
	return err;
}

static err_t zone_setting_pair(struct desk *desk, const char *value, struct entry *entry, size_t *count)
{
	struct zone *zone = arena_alloc(desk->arena, sizeof(*zone));
	err_t err;

	if (value[0] == '\0') {
		entry->detail[(*count)++] = (struct pair){ "zone", "" };
		return NULL;
	}
	err = desk_zone(desk->arena, value, zone);
	if (err != NULL)
		return err;
	zone_pairs(desk, zone, &entry->detail[*count]);
	*count += 3;
	return NULL;
}

/* The newest row that says so of the desk, and what holds at from_ms: of the latest beginning the last row. */
struct said { int64_t seq, from_ms; const char *value; };

static err_t said_read(struct desk *desk, size_t index, int64_t from_ms, struct said *last, struct said *held)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events_dated(desk->store, desk->arena, INT64_MAX, &events, &count);

	*last = *held = (struct said){ .from_ms = INT64_MIN };
	for (size_t i = 0; err == NULL && i < count; i++) {
		const struct event *event = &events[i];
		struct said said = { event->seq, settings_int(event->detail, "from", event->recv_ms),
			event->kind != EVENT_SETTINGS_VERSION || event->account != 0 || event->subject != 0 ? NULL
			: settings_get(desk->arena, event->detail, dated[index].detail) };

		if (said.value == NULL)
			continue;
		if (said.seq > last->seq)
			*last = said;
		if (said.from_ms <= from_ms && (said.from_ms > held->from_ms ||
		    (said.from_ms == held->from_ms && said.seq > held->seq)))
			*held = said;
	}
	return err;
}

static bool says(const struct entry *entry, const char *detail)
{
	for (size_t i = 0; i < DETAIL_PAIRS && entry->detail[i].key != NULL; i++)
		if (strcmp(entry->detail[i].key, detail) == 0)
			return true;
	return false;
}

static struct pair from_pair(struct desk *desk, int64_t from_ms)
{
	return (struct pair){ "from", arena_printf(desk->arena, "%" PRId64, from_ms) };
}

/* A row of the desk's is a step that can be taken back; an account's is not. */
static err_t dated_append(struct desk *desk, int64_t account, struct entry *entry, size_t count, int64_t from_ms)
{
	const char *was[DATED] = { 0 };
	bool keeps = account == 0 && desk->keeps_inverse;
	struct said last, held;
	err_t err = NULL;

	from_ms = from_ms < desk->now_ms ? from_ms : desk->now_ms;
	entry->detail[count] = from_pair(desk, from_ms);
	for (size_t i = 0; keeps && err == NULL && i < DATED; i++) {
		if (!says(entry, dated[i].detail))
			continue;
		err = said_read(desk, i, from_ms, &last, &held);
		was[i] = held.value != NULL ? held.value : "";
	}
	if (err == NULL)
		err = ledger_append(desk, NULL, account, entry, NULL);
	for (size_t i = 0; err == NULL && i < DATED; i++)
		if (was[i] != NULL)
			inverse_setting(desk, dated[i].key, from_ms, desk->seq, was[i]);
	return err != NULL ? err : metrics_changed(desk);
}

/* What is the same and holds from now on is no row; what is said of an earlier time always is one. */
err_t settings_record(struct desk *desk, int64_t account, const char *before, const char *given, int64_t from_ms)
{
	struct entry entry = entry_by_actor(desk, EVENT_SETTINGS_VERSION);
	bool from_now = from_ms >= desk->now_ms;
	size_t count = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < DATED; i++) {
		const char *old = settings_get(desk->arena, before, dated[i].key);
		const char *now = settings_get(desk->arena, given, dated[i].key);

		if (now == NULL || (before != NULL && from_now && strcmp(old == NULL ? "" : old, now) == 0))
			continue;
		err = i == DATED_ZONE ? zone_setting_pair(desk, now, &entry, &count)
			: i == DATED_SCHEDULE ? schedule_pair(desk, now, &entry, &count)
			: target_pair(desk, i, now, &entry, &count);
	}
	return err != NULL || count == 0 ? err : dated_append(desk, account, &entry, count, from_ms);
}

err_t desk_settings_set(struct desk *desk, const char *lines, int64_t from_ms)
{
	const char *rest = settings_undated(desk->arena, lines);

	if (rest[0] != '\0')
		return err_make(ERR_USAGE, "desk set: there is no setting %.*s: write target, target.public, "
			"target.private, schedule, zone, agent-figures or views", (int)strcspn(rest, "="), rest);
	return settings_record(desk, 0, NULL, lines, from_ms);
}

/* No step: as with an account's, setting it anew takes it back. */
err_t desk_team_set(struct desk *desk, const char *name, const char *lines, int64_t from_ms)
{
	struct entry entry = entry_by_actor(desk, EVENT_SETTINGS_VERSION);
	const char *schedule = settings_get(desk->arena, lines, "schedule");
	const char *rest = settings_with(desk->arena, lines, "schedule", NULL);
	struct agent team;
	size_t count = 0;
	err_t err = desk_team_find(desk, name, &team);

	if (err == NULL && (rest[0] != '\0' || schedule == NULL))
		err = err_make(ERR_USAGE, "team set: there is no setting %.*s: write schedule", (int)strcspn(rest, "="), rest);
	if (err == NULL)
		err = schedule_pair(desk, schedule, &entry, &count);
	if (err != NULL)
		return err;
	entry.subject = team.id;
	entry.detail[count] = from_pair(desk, from_ms < desk->now_ms ? from_ms : desk->now_ms);
	err = ledger_append(desk, NULL, 0, &entry, NULL);
	return err != NULL ? err : metrics_changed(desk);
}

err_t desk_target_set(struct desk *desk, int64_t target_ms, int64_t from_ms)
{
	struct entry entry = entry_by_actor(desk, EVENT_SETTINGS_VERSION);
	err_t err = target_check(target_ms);

	if (err != NULL || (from_ms >= desk->now_ms && target_ms == desk_target(desk)))
		return err;
	entry.detail[0] = (struct pair){ "target_ms", arena_printf(desk->arena, "%" PRId64, target_ms) };
	return dated_append(desk, 0, &entry, 1, from_ms);
}

/* ---- a step back */

static size_t dated_index(const char *key)
{
	size_t i = 0;

	while (i < DATED && strcmp(dated[i].key, key) != 0)
		i++;
	return i;
}

/* Taking it back is as much as setting it: whoever may not do that any more is refused. */
err_t dated_check(struct desk *desk, const struct step *step, const char **why)
{
	size_t index = dated_index(step->tag);
	struct said last, held;
	err_t err;

	if (index == DATED)
		return err_make(ERR_DATA, "the journal says '%s', which this build cannot take back", step->tag);
	if (!role_may(desk->actor.role, ROLE_LEAD) || desk->actor.scope != NULL)
		return err_make(ERR_DENIED, "%s: who takes it back must be a lead of the whole desk", step->tag);
	err = said_read(desk, index, step->was_until, &last, &held);
	if (err == NULL && last.seq != step->seq)
		*why = "it was set anew since";
	return err;
}

err_t dated_restore(struct desk *desk, const struct step *step)
{
	struct entry entry = entry_by_actor(desk, EVENT_SETTINGS_VERSION);
	size_t index = dated_index(step->tag), count = 0;
	const char *was = step->was_text != NULL ? step->was_text : "";
	err_t err = NULL;

	if (index == DATED_ZONE)
		err = zone_setting_pair(desk, was, &entry, &count);
	else if (index == DATED_SCHEDULE)
		err = schedule_pair(desk, was, &entry, &count);
	else
		entry.detail[count++] = (struct pair){ dated[index].detail, was };
	return err != NULL ? err : dated_append(desk, 0, &entry, count, step->was_until);
}
