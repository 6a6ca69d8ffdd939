/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows libical.  Recurrences are followed no further than
 * the dates that were asked for, and every list has an end: what a hostile
 * rule costs beyond that, the limits of the process cut short.
 */
#include "guichet/zone/calendar.h"

#include <libical/ical.h>
#include <string.h>

enum {
	OCCURRENCES_MAX = 100000,	/* of one rule, also those before the first date */
	EXCEPTIONS_MAX = 2000,		/* of one event */
	LENGTH_MAX = 366,		/* days of one event */
	FIRST_YEAR = 1900, LAST_YEAR = 2200
};

struct reading {
	struct arena *arena;
	int32_t from, until;
	struct calendar *out;
	/* Of the event at hand: */
	int32_t *exceptions;
	size_t exception_count;
	int length;
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

static void occurrence_add(struct reading *r, int32_t date)
{
	if (is_exception(r, date))
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

static void exceptions_find(struct reading *r, icalcomponent *event)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);

	r->exception_count = 0;
	for (; p != NULL && r->exception_count < EXCEPTIONS_MAX;
	     p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
		if (date_get(icalproperty_get_exdate(p), &r->exceptions[r->exception_count]))
			r->exception_count++;
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
		occurrence_add(r, date);
	}
	if (iterator != NULL)
		icalrecur_iterator_free(iterator);
}

static int length_of(icalcomponent *event, int32_t start)
{
	struct icaltimetype end_time = icalcomponent_get_dtend(event);
	int32_t end;

	/* Without an end it is that day; libical makes one of a duration. */
	if (!date_get(end_time, &end) || end <= start)
		return 1;
	return end - start < LENGTH_MAX ? end - start : LENGTH_MAX;
}

static void event_read(struct reading *r, icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	icalproperty *p;
	int32_t date;

	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED || !date_get(start, &date))
		return;
	if (!start.is_date) {
		r->out->timed++;
		return;
	}
	r->out->events++;
	r->length = length_of(event, date);
	exceptions_find(r, event);
	occurrence_add(r, date);
	for (p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p != NULL && r->err == NULL;
	     p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
		rule_follow(r, icalproperty_get_rrule(p), start);
	for (p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p != NULL && r->err == NULL;
	     p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY))
		if (date_get(icalproperty_get_rdate(p).time, &date))
			occurrence_add(r, date);
}

static void calendar_walk(struct reading *r, icalcomponent *calendar)
{
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	for (; event != NULL && r->err == NULL;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		event_read(r, event);
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

err_t calendar_read(struct arena *arena, const char *text, int32_t from, int32_t until, struct calendar *out)
{
	struct reading r = { .arena = arena, .from = from, .until = until, .out = out };
	icalcomponent *root;

	*out = (struct calendar){ .days = arena_array(arena, 2 * SCHEDULE_DAYS_MAX, sizeof(*out->days)) };
	r.exceptions = arena_array(arena, EXCEPTIONS_MAX, sizeof(*r.exceptions));
	icalerror_set_errors_are_fatal(0);
	root = icalparser_parse_string(text);
	if (root == NULL || !calendars_walk(&r, root))
		r.err = err_make(ERR_DATA, "this is no calendar");
	if (root != NULL)
		icalcomponent_free(root);
	out->day_count = schedule_days_settle(out->days, out->day_count);
	if (r.err == NULL && out->day_count > SCHEDULE_DAYS_MAX)
		r.err = err_make(ERR_DATA, "a calendar of more than %d days", SCHEDULE_DAYS_MAX);
	return r.err;
}
