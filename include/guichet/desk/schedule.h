/* SPDX-License-Identifier: ISC */
/*
 * Schedules, targets and zones as dated rows of the ledger.  A version never
 * changes: whoever changes the past adds a row, and the figures that were
 * published follow from the rows before it.  The due times of who waits
 * follow at once for the first of them and in slices for the rest.
 */
#ifndef GUICHET_DESK_SCHEDULE_H
#define GUICHET_DESK_SCHEDULE_H
#include "guichet/desk/read.h"
#include "guichet/model/metric_settings.h"

#define SCHEDULE_ALWAYS "always"	/* a name that every desk has: open always */

/* The zone of this machine's data; for any thread. */
err_t desk_zone(struct arena *, const char *name, struct zone *out) MUST_CHECK;

/* Inside desk_begin.  from_ms INT64_MIN of the first one: since ever.  ERR_USAGE for the name "always". */
err_t desk_schedule_set(struct desk *, const char *name, const struct schedule_version *, size_t count) MUST_CHECK;
/*
 * Adds dates to the version in force at from_ms, and to every later one; dates that
 * are there already are replaced.  ERR_NOT_FOUND names the schedule.
 */
err_t desk_schedule_days(struct desk *, const char *name, const struct schedule_day *, size_t count,
	int64_t from_ms) MUST_CHECK;

/* "target=30m" lines for the whole desk; accounts take theirs by desk_account_set. */
err_t desk_settings_set(struct desk *, const char *lines, int64_t from_ms) MUST_CHECK;
/* Likewise of what a team has, which goes before its account's; the one key is schedule.  ERR_NOT_FOUND names the team. */
err_t desk_team_set(struct desk *, const char *team, const char *lines, int64_t from_ms) MUST_CHECK;
/* True for the keys that are dated: target, target.public, target.private, schedule, zone. */
bool desk_setting_is_dated(const char *key);

/*
 * What figures are measured against, as the ledger had it at that instant (0: all of it),
 * ready for questions between the two others.  In the arena.
 */
err_t read_metric_settings(struct reader *, struct arena *, int64_t as_of_ms, int64_t from_ms, int64_t until_ms,
	struct metric_settings **out) MUST_CHECK;
/* Where the desk's days begin and end, as they are counted now: its zone, or NULL where it names none. */
err_t read_zone(struct reader *, struct arena *, const struct zone **out) MUST_CHECK;
/* The same as one row of the ledger and those before it left them, whatever was said later. */
err_t read_settings_version(struct reader *, struct arena *, int64_t seq, int64_t from_ms, int64_t until_ms,
	struct metric_settings **out) MUST_CHECK;

/* One row of the ledger: a schedule's version. */
struct schedule_row {
	int64_t seq, from_ms, recorded_ms;
	const char *name;
	const struct schedule *schedule;	/* NULL: open always */
};
/* By name, then by from_ms and seq; name NULL: of all.  In the arena. */
err_t read_schedules(struct reader *, struct arena *, const char *name, struct schedule_row **out, size_t *count) MUST_CHECK;
#endif
