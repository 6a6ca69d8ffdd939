/* SPDX-License-Identifier: ISC */
/*
 * What figures are measured against, as the ledger dates it: schedules, which
 * account or team follows which, targets, and the zone in which local dates are read.
 * Built from the ledger's SETTINGS_VERSION, SCHEDULE_VERSION and CLOCK_OFFSET
 * rows alone, so
 * that rows up to a seq give what was known then; nothing is looked up
 * elsewhere, not even a time zone.
 *
 * In force at an instant is the row with the greatest from not after it, of
 * equal ones the one recorded last.  A change for the past is a new row with
 * an earlier from; the old figures follow from the rows before it.
 *
 * Details of the rows (account 0 is the desk, which accounts fall back to):
 *   settings_version  from (ms; the row's own time if absent), and any of
 *                     target_ms, target_public_ms, target_private_ms,
 *                     schedule (a name), zone with zone_data and zone_steps;
 *                     an empty value falls back to the desk's.  With a team as its
 *                     subject: the schedule of what that team has, which goes before
 *                     the account's; an empty value falls back to that
 *   schedule_version  from, name, hours (schedule_write), zone, zone_data, zone_steps;
 *                     hours absent: that schedule is open always
 */
#ifndef GUICHET_MODEL_METRIC_SETTINGS_H
#define GUICHET_MODEL_METRIC_SETTINGS_H
#include "guichet/model/event.h"
#include "guichet/model/schedule.h"
#include "guichet/model/wait.h"

#define TARGET_DEFAULT_MS INT64_C(1800000)

struct metric_settings;

/* Everything is copied to the arena. */
struct metric_settings *metric_settings_create(struct arena *);
/* One SCHEDULE_VERSION row by itself; schedule NULL is open always. */
err_t schedule_version_read(struct arena *, const struct event *, const char **name, int64_t *from_ms,
	const struct schedule **) MUST_CHECK;
/* In order of seq; rows of other kinds are ignored.  ERR_DATA for a detail that cannot be read. */
err_t metric_settings_add(struct metric_settings *, const struct event *) MUST_CHECK;
/*
 * After the last row: the time that most questions are about.  Before it the
 * functions below may not be called; after it they only read.
 */
void metric_settings_ready(struct metric_settings *, int64_t from_ms, int64_t until_ms);

/*
 * After that, and instead of what everybody keeps: that schedule for all of them, before its first version by that one;
 * "always" is open always.  ERR_NOT_FOUND.
 */
err_t metric_settings_keep(struct metric_settings *, const char *schedule, int64_t from_ms, int64_t until_ms) MUST_CHECK;

/*
 * All versions that the account was ever measured by, for what that team has (0: no team), in one
 * line; NULL is open always.
 */
const struct schedule_line *settings_schedule(const struct metric_settings *, int64_t account, int64_t team);
/* The name of the schedule that the team itself keeps, or NULL. */
const char *settings_team_hours(const struct metric_settings *, int64_t team, int64_t ms);
/* Did any team ever keep hours of its own? */
bool settings_have_teams(const struct metric_settings *);
/* The pledge for a wait that begins at that instant; surface is SURFACE_PUBLIC or SURFACE_PRIVATE. */
int64_t settings_target(const struct metric_settings *, int64_t account, int surface, int64_t ms);
/* NULL is UTC. */
const struct zone *settings_zone(const struct metric_settings *, int64_t account, int64_t ms);
/* The name of the schedule in force, or NULL: open always. */
const char *settings_schedule_name(const struct metric_settings *, int64_t account, int64_t team, int64_t ms);
/* The rules with what the rows say of clocks (R1). */
struct wait_rules settings_rules(const struct metric_settings *);
/* The last row that was added and meant something, 0 for none: names the version of the settings. */
int64_t settings_seq(const struct metric_settings *);
/* The last row that says something of a time before it was written, and before until_ms; false when there is none. */
bool settings_reach_back(const struct metric_settings *, int64_t until_ms, int64_t *seq, int64_t *from_ms);
#endif
