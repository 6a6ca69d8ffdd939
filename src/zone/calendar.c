/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows libical.  Recurrences are followed no further than
 * the dates that were asked for, and every list has an end: what a hostile
 * rule costs beyond that, the limits of the process cut short.  Holidays and
 * shifts walk the same way and differ in what an occurrence means.
 */
#include "guichet/zone/calendar.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum {
	OCCURRENCES_MAX = 100000,	/* of one rule, also those before the first date */
	EXCEPTIONS_MAX = 2000,		/* of one event */
	LENGTH_MAX = 366,		/* days of one event */
	SHIFT_DAYS_MAX = 7,		/* no shift is longer */
	SHIFTS_MAX = 20000,
	MINUTE_S = 60, DAY_S = 86400,
	FIRST_YEAR = 1900, LAST_YEAR = 2200
};

struct stretch { int64_t from_s, until_s; };

struct reading {
	struct arena *arena;
	int32_t from, until;
	struct calendar *out;
	void (*event)(struct reading *, icalcomponent *);
	void (*occurrence)(struct reading *, struct icaltimetype);
	icaltimezone *floating;		/* of shifts that name no zone; NULL: they are whole days */
	bool own;			/* which the calendar may say itself */
	const char *unknown;		/* what it says, where nobody knows that */
	struct stretch *shifts;
	size_t shift_count;
	/* Of the event at hand: */
	int32_t *exceptions;
	int64_t *exception_times;
	size_t exception_count;
	int length;			/* days, or seconds of a shift by the clock on the wall */
	err_t err;
};

static bool date_get(struct icaltimetype time, int32_t *out)
{
	int year, month, day;

	if (icaltime_is_null_time(time) || time.year < FIRST_YEAR || time.year > LAST_YEAR || time.month < 1 ||
	    time.month > 12 || time.day < 1 || time.day > 31)
		return false;
	*out = date_make(time.year, time.month, time.day);
	date_split(*out, &year, &month, &day);
	return day == time.day;
}

static bool is_exception(const struct reading *r, int32_t date)
{
	for (size_t i = 0; i < r->exception_count; i++)
		if (r->exceptions[i] == date)
			return true;
	return false;
}

static void day_occurs(struct reading *r, struct icaltimetype time)
{
	int32_t date;

	if (!date_get(time, &date) || is_exception(r, date))
		return;
	for (int i = 0; r->err == NULL && i < r->length; i++) {
		if (date + i < r->from || date + i >= r->until)
			continue;
		if (r->out->day_count == 2 * SCHEDULE_DAYS_MAX)
			r->out->day_count = schedule_days_settle(r->out->days, r->out->day_count);
		if (r->out->day_count >= 2 * SCHEDULE_DAYS_MAX - 1)
			r->err = err_make(ERR_DATA, "a calendar of more than %d days", SCHEDULE_DAYS_MAX);
		else
			r->out->days[r->out->day_count++] = (struct schedule_day){ .date = date + i };
	}
}

static int64_t seconds_of(struct reading *r, struct icaltimetype time)
{
	const icaltimezone *zone = time.zone != NULL ? time.zone : r->floating;

	if (time.zone == NULL && r->unknown != NULL && r->err == NULL)
		r->err = err_make(ERR_DATA, "the calendar's zone '%s' is not known: say which it is, as in Europe/Paris", r->unknown);
	return icaltime_as_timet_with_zone(time, zone);
}

/* A time that names no zone itself is meant in that of the event's start. */
static void exception_add(struct reading *r, struct icaltimetype time, struct icaltimetype start)
{
	if (time.zone == NULL)
		time.zone = start.zone;
	if (r->exception_count == EXCEPTIONS_MAX && r->err == NULL)
		r->err = err_make(ERR_DATA, "an event with more than %d exceptions", EXCEPTIONS_MAX);
	if (r->exception_count == EXCEPTIONS_MAX || !date_get(time, &r->exceptions[r->exception_count]))
		return;
	if (r->floating != NULL)
		r->exception_times[r->exception_count] = seconds_of(r, time);
	r->exception_count++;
}

static bool has_property(icalcomponent *event, icalproperty_kind kind)
{
	return icalcomponent_get_first_property(event, kind) != NULL;
}

/* One occurrence that was moved, or called off, is an event of its own with the same name. */
static void moved_find(struct reading *r, icalcomponent *event, struct icaltimetype start)
{
	const char *uid = icalcomponent_get_uid(event);
	icalcomponent *calendar = icalcomponent_get_parent(event);
	icalcompiter at = icalcomponent_begin_component(calendar, ICAL_VEVENT_COMPONENT);

	for (; uid != NULL && icalcompiter_deref(&at) != NULL; icalcompiter_next(&at)) {
		icalcomponent *other = icalcompiter_deref(&at);
		const char *name = icalcomponent_get_uid(other);

		if (other != event && name != NULL && strcmp(name, uid) == 0 &&
		    has_property(other, ICAL_RECURRENCEID_PROPERTY))
			exception_add(r, icalcomponent_get_recurrenceid(other), start);
	}
}

static void exceptions_find(struct reading *r, icalcomponent *event, struct icaltimetype start)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);

	r->exception_count = 0;
	for (; p != NULL; p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
		exception_add(r, icalproperty_get_exdate(p), start);
	if (!has_property(event, ICAL_RECURRENCEID_PROPERTY) &&
	    (has_property(event, ICAL_RRULE_PROPERTY) || has_property(event, ICAL_RDATE_PROPERTY)))
		moved_find(r, event, start);
}

static void rule_follow(struct reading *r, struct icalrecurrencetype rule, struct icaltimetype start)
{
	icalrecur_iterator *iterator;
	int32_t date;

	/* A whole day does not recur within the day. */
	if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE)
		return;
	iterator = icalrecur_iterator_new(rule, start);
	for (int i = 0; iterator != NULL && r->err == NULL && i < OCCURRENCES_MAX; i++) {
		struct icaltimetype next = icalrecur_iterator_next(iterator);

		if (!date_get(next, &date) || date >= r->until)
			break;
		r->occurrence(r, next);
	}
	if (iterator != NULL)
		icalrecur_iterator_free(iterator);
}

static void occurrences_find(struct reading *r, icalcomponent *event, struct icaltimetype start)
{
	icalproperty *p;

	r->occurrence(r, start);
	for (p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p != NULL && r->err == NULL;
	     p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
		rule_follow(r, icalproperty_get_rrule(p), start);
	for (p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p != NULL && r->err == NULL;
	     p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
		struct icaldatetimeperiodtype when = icalproperty_get_rdate(p);
		struct icaltimetype time = icaltime_is_null_time(when.time) ? when.period.start : when.time;

		if (time.zone == NULL)
			time.zone = start.zone;
		r->occurrence(r, time);
	}
}

/* ---- whole days */

static int length_of(icalcomponent *event, int32_t start)
{
	struct icaltimetype end_time = icalcomponent_get_dtend(event);
	int32_t end;

	/* Without an end it is that day; libical makes one of a duration. */
	if (!date_get(end_time, &end) || end <= start)
		return 1;
	return end - start < LENGTH_MAX ? end - start : LENGTH_MAX;
}

static void day_event_read(struct reading *r, icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	int32_t date;

	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED || !date_get(start, &date))
		return;
	if (!start.is_date) {
		r->out->timed++;
		return;
	}
	r->out->events++;
	r->length = length_of(event, date);
	exceptions_find(r, event, start);
	occurrences_find(r, event, start);
}

/* ---- shifts */

static void shift_occurs(struct reading *r, struct icaltimetype time)
{
	struct icaltimetype end = time;
	int32_t date;
	int64_t from_s, until_s;

	if (!date_get(time, &date) || date < r->from - SHIFT_DAYS_MAX || date >= r->until)
		return;
	icaltime_adjust(&end, 0, 0, 0, r->length);
	from_s = seconds_of(r, time);
	until_s = seconds_of(r, end);
	for (size_t i = 0; i < r->exception_count; i++)
		if (r->exception_times[i] == from_s)
			return;
	if (r->shift_count == SHIFTS_MAX)
		r->err = err_make(ERR_DATA, "a calendar of more than %d shifts", SHIFTS_MAX);
	else if (from_s < until_s)
		r->shifts[r->shift_count++] = (struct stretch){ from_s, until_s };
}

/* By the clock on the wall: a night shift ends at six also when the clocks change. */
static int shift_length(icalcomponent *event, struct icaltimetype start)
{
	struct icaltimetype end = icalcomponent_get_dtend(event), wall = start;
	int64_t length;

	if (icaltime_is_null_time(end))
		return 0;
	wall.zone = end.zone = NULL;
	length = (int64_t)icaltime_as_timet(end) - (int64_t)icaltime_as_timet(wall);
	return length < 0 ? 0 : length > (int64_t)SHIFT_DAYS_MAX * DAY_S ? SHIFT_DAYS_MAX * DAY_S : (int)length;
}

static void shift_event_read(struct reading *r, icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	int32_t date;

	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED || !date_get(start, &date))
		return;
	if (start.is_date) {
		r->out->events++;
		return;
	}
	r->out->timed++;
	r->length = shift_length(event, start);
	exceptions_find(r, event, start);
	occurrences_find(r, event, start);
}

static int stretch_compare(const void *left, const void *right)
{
	const struct stretch *a = left, *b = right;

	return a->from_s < b->from_s ? -1 : a->from_s > b->from_s;
}

/* In order, apart, and not across midnight. */
static void shifts_settle(struct reading *r)
{
	size_t kept = 0;

	qsort(r->shifts, r->shift_count, sizeof(*r->shifts), stretch_compare);
	for (size_t i = 0; i < r->shift_count; i++) {
		struct stretch *last = kept == 0 ? NULL : &r->shifts[kept - 1];

		if (last == NULL || r->shifts[i].from_s > last->until_s)
			r->shifts[kept++] = r->shifts[i];
		else if (r->shifts[i].until_s > last->until_s)
			last->until_s = r->shifts[i].until_s;
	}
	r->shift_count = kept;
}

static err_t day_span_add(struct reading *r, struct span *spans, int32_t date, struct span span)
{
	struct schedule_day *day = r->out->day_count == 0 ? NULL : &r->out->days[r->out->day_count - 1];

	if (date < r->from || date >= r->until || span.from >= span.until)
		return NULL;
	if (day == NULL || day->date != date) {
		if (r->out->day_count == SCHEDULE_DAYS_MAX)
			return err_make(ERR_DATA, "a calendar of more than %d days", SCHEDULE_DAYS_MAX);
		day = &r->out->days[r->out->day_count++];
		*day = (struct schedule_day){ .date = date, .spans = { .list = spans } };
	}
	if (day->spans.count == SPANS_MAX)
		return err_make(ERR_DATA, "a calendar of more than %d shifts on one day", SPANS_MAX);
	*spans = span;
	day->spans.count++;
	return NULL;
}

static void shifts_spread(struct reading *r)
{
	struct span *spans;
	size_t room = 0, used = 0;

	shifts_settle(r);
	for (size_t i = 0; i < r->shift_count; i++)
		room += (size_t)((r->shifts[i].until_s - r->shifts[i].from_s) / DAY_S) + 2;
	spans = arena_array(r->arena, room + 1, sizeof(*spans));
	for (size_t i = 0; i < r->shift_count; i++)
		for (int64_t at_s = r->shifts[i].from_s; r->err == NULL && at_s < r->shifts[i].until_s; ) {
			int64_t day = at_s / DAY_S, next_s = (day + 1) * DAY_S;
			int64_t end_s = next_s < r->shifts[i].until_s ? next_s : r->shifts[i].until_s;

			r->err = day_span_add(r, &spans[used++], (int32_t)day, (struct span){
				(int16_t)((at_s - day * DAY_S) / MINUTE_S), (int16_t)((end_s - day * DAY_S) / MINUTE_S) });
			at_s = end_s;
		}
}

/* ---- the file */

static icaltimezone *zone_named(const char *name)
{
	return strcmp(name, "UTC") == 0 ? icaltimezone_get_utc_timezone() : icaltimezone_get_builtin_timezone(name);
}

/* What most programs write though it is no part of the format. */
static void zone_of_its_own(struct reading *r, icalcomponent *calendar)
{
	icalproperty *p = icalcomponent_get_first_property(calendar, ICAL_X_PROPERTY);
	icaltimezone *zone;

	r->unknown = NULL;
	for (; p != NULL; p = icalcomponent_get_next_property(calendar, ICAL_X_PROPERTY))
		if (strcmp(icalproperty_get_x_name(p), "X-WR-TIMEZONE") == 0 && icalproperty_get_x(p) != NULL)
			r->unknown = icalproperty_get_x(p);
	zone = r->unknown != NULL ? zone_named(r->unknown) : NULL;
	r->unknown = zone != NULL || r->unknown == NULL ? NULL : arena_copy(r->arena, r->unknown);
	r->floating = zone != NULL ? zone : icaltimezone_get_utc_timezone();
}

static void calendar_walk(struct reading *r, icalcomponent *calendar)
{
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	if (r->own)
		zone_of_its_own(r, calendar);
	for (; event != NULL && r->err == NULL;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		r->event(r, event);
		if (r->out->events + r->out->timed > CALENDAR_EVENTS_MAX)
			r->err = err_make(ERR_DATA, "a calendar of more than %d events", CALENDAR_EVENTS_MAX);
	}
}

/* Several calendars in one file lie below a root of libical's own. */
static bool calendars_walk(struct reading *r, icalcomponent *root)
{
	icalcomponent *calendar;
	bool any = false;

	if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
		calendar_walk(r, root);
		return true;
	}
	for (calendar = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); calendar != NULL;
	     calendar = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
		calendar_walk(r, calendar);
		any = true;
	}
	return any;
}

static void text_read(struct reading *r, const char *text)
{
	icalcomponent *root;

	r->exceptions = arena_array(r->arena, EXCEPTIONS_MAX, sizeof(*r->exceptions));
	r->exception_times = arena_array(r->arena, EXCEPTIONS_MAX, sizeof(*r->exception_times));
	icalerror_set_errors_are_fatal(0);
	root = icalparser_parse_string(text);
	if (root == NULL || !calendars_walk(r, root))
		r->err = err_make(ERR_DATA, "this is no calendar");
	if (root != NULL)
		icalcomponent_free(root);
}

err_t calendar_read(struct arena *arena, const char *text, int32_t from, int32_t until, struct calendar *out)
{
	struct reading r = { .arena = arena, .from = from, .until = until, .out = out,
		.event = day_event_read, .occurrence = day_occurs };

	*out = (struct calendar){ .days = arena_array(arena, 2 * SCHEDULE_DAYS_MAX, sizeof(*out->days)) };
	text_read(&r, text);
	out->day_count = schedule_days_settle(out->days, out->day_count);
	if (r.err == NULL && out->day_count > SCHEDULE_DAYS_MAX)
		r.err = err_make(ERR_DATA, "a calendar of more than %d days", SCHEDULE_DAYS_MAX);
	return r.err;
}

err_t calendar_shifts(struct arena *arena, const char *text, const char *zone, int32_t from, int32_t until,
	struct calendar *out)
{
	struct reading r = { .arena = arena, .from = from, .until = until, .out = out,
		.event = shift_event_read, .occurrence = shift_occurs };

	*out = (struct calendar){ .days = arena_array(arena, SCHEDULE_DAYS_MAX, sizeof(*out->days)) };
	r.shifts = arena_array(arena, SHIFTS_MAX, sizeof(*r.shifts));
	r.own = zone[0] == '\0';
	r.floating = zone_named(r.own ? "UTC" : zone);
	if (r.floating == NULL)
		return err_make(ERR_DATA, "there is no time zone '%s'", zone);
	text_read(&r, text);
	if (r.err == NULL)
		shifts_spread(&r);
	return r.err;
}
