/* SPDX-License-Identifier: ISC */
/*
 * Schedules as JSON: the file that people write and what "schedule show"
 * prints.  One object, or an array of dated ones in any order:
 *
 *   {"tz":"Europe/Berlin",
 *    "week":{"mon":["09:00-12:30","13:30-17:00"],"sat":["22:00-06:00"]},
 *    "days":{"2026-05-01":[],"2026-12-24":["09:00-12:00"]}}
 *
 *   [{"effective_from":"2026-03-03T12:00:00Z","schedule":null}, …]
 *
 * "schedule show" prints such dated ones a line each, with more about each, and
 * they are taken as they stand.
 *
 * A weekday that is missing is closed; "24:00" ends a day; a span that ends
 * before it begins ends on the next day.  schedule null is open always.  An
 * effective_from that is a date alone is midnight of that date there.
 */
#ifndef GUICHET_WIRE_SCHEDULE_H
#define GUICHET_WIRE_SCHEDULE_H
#include "guichet/json/json.h"
#include "guichet/model/schedule.h"

struct wire_schedule {
	const char *from;		/* effective_from as it stands, or NULL */
	const char *where;		/* "" or "[2].", for errors */
	bool always;			/* schedule null */
	const char *tz;
	struct schedule schedule;	/* its zone is for the caller to find by tz */
};

enum { WIRE_SCHEDULES_MAX = 1000 };

/* In the order of the file; everything is in the arena.  ERR_DATA names the key and what is wrong with it. */
err_t wire_get_schedules(struct arena *, const char *text, size_t len, struct wire_schedule **out,
	size_t *count) MUST_CHECK;
/* {"2026-05-01":[],…}, alone or as "days" of a schedule. */
err_t wire_get_days(struct arena *, const char *text, size_t len, struct schedule_day **out, size_t *count) MUST_CHECK;
/* effective_from as an instant; the zone is that of the schedule. */
err_t wire_schedule_from(const struct wire_schedule *, int64_t *out) MUST_CHECK;
/* {"tz","week","days"}; NULL writes null. */
void wire_put_schedule(struct json_out *, const char *key, const struct schedule *);
/* {"date":["09:00-12:00"]} */
void wire_put_days(struct json_out *, const char *key, const struct schedule_day *, size_t count);
#endif
