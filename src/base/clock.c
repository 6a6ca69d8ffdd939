/* SPDX-License-Identifier: ISC */
/* Clocks, and instants and durations as text.  No time zones here: the zone layer maps wall times. */
#include "guichet/base/clock.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/message.h"

#define FIRST_MS INT64_C(-62135596800000)	/* 0001-01-01T00:00:00Z */
#define LAST_MS INT64_C(253402300799999)	/* 9999-12-31T23:59:59.999Z */
enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

static int64_t timespec_ms(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t running_now(const struct clock *clock)
{
	return timespec_ms(CLOCK_REALTIME) + clock->offset;
}

static int64_t fixed_now(const struct clock *clock)
{
	return clock->offset;
}

struct clock clock_system(void)
{
	return (struct clock){ .now = running_now };
}

struct clock clock_fixed(int64_t now_ms)
{
	return (struct clock){ .now = fixed_now, .offset = now_ms };
}

struct clock clock_started_at(int64_t now_ms)
{
	return (struct clock){ .now = running_now, .offset = now_ms - timespec_ms(CLOCK_REALTIME) };
}

void clock_advance(struct clock *clock, int64_t ms)
{
	clock->offset += ms;
}

int64_t clock_now(const struct clock *clock)
{
	return clock->now(clock);
}

int64_t clock_steady_ms(void)
{
	return timespec_ms(CLOCK_MONOTONIC);
}

int64_t clock_steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static char *put_two(char *to, int value)
{
	to[0] = (char)('0' + value / 10);
	to[1] = (char)('0' + value % 10);
	return to + 2;
}

static char *put_part(char *to, char before, int value)
{
	*to = before;
	return put_two(to + 1, value);
}

/* Whole days since 1970 as a date; years begin in March here, so that the leap day is a year's last. */
static void date_of(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t from_march_0 = days + 719468;
	int64_t era = (from_march_0 >= 0 ? from_march_0 : from_march_0 - 146096) / 146097;
	int64_t of_era = from_march_0 - era * 146097;	/* 400 years */
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = (int)(of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
	int from_march = (5 * of_year + 2) / 153;

	*day = of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

/* By hand, because a page of rows has hundreds of instants. */
const char *time_format(int64_t ms, char buffer[static TIME_TEXT])
{
	int64_t days = ms / DAY_MS - (ms % DAY_MS < 0), year;
	int in_day = (int)(ms % DAY_MS + (ms % DAY_MS < 0 ? DAY_MS : 0)), month, day;
	char *p = buffer;

	date_of(days, &year, &month, &day);
	if (year < 0 || year > 9999)
		p += snprintf(p, TIME_TEXT - 16, "%" PRId64, year);
	else
		p = put_two(put_two(p, (int)year / 100), (int)year % 100);
	p = put_part(p, '-', month);
	p = put_part(p, '-', day);
	p = put_part(p, 'T', in_day / HOUR_MS);
	p = put_part(p, ':', in_day / MINUTE_MS % 60);
	p = put_part(p, ':', in_day / SECOND_MS % 60);
	if (in_day % SECOND_MS != 0 && p + 5 < buffer + TIME_TEXT) {
		p = put_part(p, '.', in_day % SECOND_MS / 10);
		*p++ = (char)('0' + in_day % 10);
	}
	*p++ = 'Z';
	*p = '\0';
	return buffer;
}

static bool digits(const char **p, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		*out = *out * 10 + (**p - '0');
	}
	return true;
}

static bool literal(const char **p, const char *any)
{
	if (**p == '\0' || strchr(any, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

/* "Z", "+01:00", "-0330"; it comes back in minutes. */
static bool offset_part(const char **p, int *offset)
{
	int hours = 0, minutes = 0, sign;

	if (literal(p, "Zz"))
		return true;
	sign = **p == '-' ? -1 : 1;
	if (!literal(p, "+-"))
		return false;
	if (!digits(p, 2, &hours) || (literal(p, ":"), !digits(p, 2, &minutes)) || hours > 23 || minutes > 59)
		return false;
	*offset = sign * (hours * 60 + minutes);
	return true;
}

/* Fractions beyond a millisecond are cut. */
static bool fraction_part(const char **p, int *ms)
{
	if (!isdigit((unsigned char)**p))
		return false;
	for (int scale = 100; isdigit((unsigned char)**p); (*p)++, scale /= 10)
		*ms += (**p - '0') * scale;
	return true;
}

static bool clock_part(const char **p, struct tm *tm, int *ms, int *offset)
{
	if (!digits(p, 2, &tm->tm_hour) || !literal(p, ":") || !digits(p, 2, &tm->tm_min))
		return false;
	if (literal(p, ":") && (!digits(p, 2, &tm->tm_sec) || (literal(p, ".,") && !fraction_part(p, ms))))
		return false;
	return offset_part(p, offset);
}

/* Of UTC: leap seconds come at no other moment than the end of a month. */
static bool ends_month(int64_t seconds)
{
	int64_t year;
	int month, day;

	date_of((seconds + 1) / (DAY_MS / SECOND_MS), &year, &month, &day);
	return (seconds + 1) % (DAY_MS / SECOND_MS) == 0 && day == 1;
}

static bool time_scan(const char *p, int64_t *out)
{
	struct tm tm = { 0 };
	int ms = 0, offset = 0, year, month, day;
	int64_t seconds;
	bool leap;

	if (!digits(&p, 4, &year) || !literal(&p, "-") || !digits(&p, 2, &month) ||
	    !literal(&p, "-") || !digits(&p, 2, &day))
		return false;
	if (literal(&p, "Tt ") && !clock_part(&p, &tm, &ms, &offset))
		return false;
	if (*p != '\0' || month < 1 || month > 12 || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	leap = tm.tm_sec == 60;
	tm.tm_sec -= leap;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	seconds = (int64_t)timegm(&tm) - (int64_t)offset * 60;
	/* timegm() has turned 31 April into 1 May. */
	if (tm.tm_mday != day || (leap && !ends_month(seconds)))
		return false;
	*out = seconds * SECOND_MS + (leap ? SECOND_MS - 1 : ms);
	return true;
}

/* Milliseconds as we write them ourselves: too many to be meant as anything else. */
static bool time_plain(const char *text, int64_t *out)
{
	char *end;

	*out = strtoll(text, &end, 10);
	return end != text && *end == '\0' && strlen(text) >= 9;
}

err_t time_parse(const char *text, int64_t *out)
{
	int64_t ms;

	/* Years have four digits: what is beyond could not be written again, nor reckoned with. */
	if ((time_scan(text, &ms) || time_plain(text, &ms)) && ms >= FIRST_MS && ms <= LAST_MS) {
		*out = ms;
		return NULL;
	}
	return err_make(ERR_USAGE, "'%s' is not a time: write an instant 2026-11-22T10:00:00Z or a date "
		"2026-11-22", text);
}

static int64_t unit_ms(const char **p)
{
	static const struct { const char *name; int64_t ms; } units[] = {
		{ "ms", 1 }, { "min", MINUTE_MS }, { "s", SECOND_MS }, { "m", MINUTE_MS },
		{ "h", HOUR_MS }, { "d", DAY_MS }, { "w", 7 * (int64_t)DAY_MS },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strncmp(*p, units[i].name, strlen(units[i].name)) == 0) {
			*p += strlen(units[i].name);
			return units[i].ms;
		}
	return 0;
}

err_t duration_parse(const char *text, int64_t *out_ms)
{
	const char *p = text;
	int64_t total = 0;

	do {
		char *end;
		long value;
		int64_t unit, part;

		if (!isdigit((unsigned char)*p))
			goto bad;
		value = strtol(p, &end, 10);
		p = end;
		unit = value == 0 && *p == '\0' ? 1 : unit_ms(&p);
		if (unit == 0 || __builtin_mul_overflow((int64_t)value, unit, &part) ||
		    __builtin_add_overflow(total, part, &total))
			goto bad;
	} while (*p != '\0');
	*out_ms = total;
	return NULL;
bad:
	if (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0')
		return err_make(ERR_USAGE, "'%s' has no unit: say %ss, %sm or %sh", text, text, text, text);
	return err_make(ERR_USAGE, "'%s' is not a duration: write 90s, 30m, 2h or 1h30m", text);
}

int64_t time_bounded(int64_t ms)
{
	const int64_t most = INT64_C(1) << 51;	/* some eight times as far as the year 9999 */

	return ms > most ? most : ms < -most ? -most : ms;
}

const char *duration_format(int64_t ms, char buffer[static TIME_TEXT])
{
	int64_t s = ms / SECOND_MS;
	const char *sign = s < 0 ? "-" : "";

	s = s < 0 ? -s : s;
	if (s < 60)
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " s"), sign, s);
	else if (s < 3600)
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " min"), sign, s / 60);
	else if (s < 86400 && s % 3600 < 60)
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " h"), sign, s / 3600);
	else if (s < 86400)
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " h %02" PRId64), sign, s / 3600, s % 3600 / 60);
	else if (s >= 10 * 86400 || s % 86400 < 3600)	/* nobody counts the hours of a fortnight */
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " d"), sign, s / 86400);
	else
		(void)snprintf(buffer, TIME_TEXT, _("%s%" PRId64 " d %" PRId64 " h"), sign, s / 86400, s % 86400 / 3600);
	return buffer;
}
