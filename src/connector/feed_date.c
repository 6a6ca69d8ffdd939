/* SPDX-License-Identifier: ISC */
/*
 * The dates of feeds.  Both families are read word by word into the parts of
 * a date, and the parts are judged by the one parser of instants that we
 * have: what it refuses is no date.  A date without a zone is UTC.
 */
#include "feed.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/clock.h"

enum { WORDS = 8, WORD_LEN = 24 };

struct parts { int year, month, day, hour, minute, second, offset; };

static int64_t judge(const struct parts *p)
{
	char text[64];
	int64_t ms = 0;
	int offset = p->offset < 0 ? -p->offset : p->offset;

	if (p->year < 1970 || p->year > 9999 || offset >= 24 * 60)
		return 0;
	/* A leap second is the end of its minute. */
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", p->year, p->month, p->day,
		p->hour, p->minute, p->second == 60 ? 59 : p->second, p->offset < 0 ? '-' : '+', offset / 60,
		offset % 60);
	return time_parse(text, &ms) == NULL && ms > 0 ? ms : 0;
}

/* "12:30", "12:30:15.25": how much of the text it is, 0 for none. */
static int clock_read(const char *text, struct parts *p)
{
	int used = 0;

	if (sscanf(text, "%2d:%2d%n", &p->hour, &p->minute, &used) < 2 || used == 0)
		return 0;
	if (text[used] == ':' && isdigit((unsigned char)text[used + 1])) {
		p->second = (int)strtol(text + used + 1, NULL, 10);
		used += 1 + (int)strspn(text + used + 1, "0123456789");
	}
	if (text[used] == '.' || text[used] == ',')
		used += 1 + (int)strspn(text + used + 1, "0123456789");
	return used;
}

/* "+0100", "-05:30", "Z", "EST"; a name that says nothing is UTC. */
static void zone_read(const char *text, struct parts *p)
{
	static const struct { const char *name; int hours; } zones[] = {
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 },
		{ "PST", -8 }, { "PDT", -7 }, { "CET", 1 }, { "CEST", 2 }, { "BST", 1 }, { "EET", 2 },
		{ "EEST", 3 }, { "JST", 9 }
	};
	int hours = 0, minutes = 0;

	if (*text == '+' || *text == '-') {
		if (sscanf(text + 1, "%2d:%2d", &hours, &minutes) < 2)
			(void)sscanf(text + 1, "%2d%2d", &hours, &minutes);
		p->offset = (hours * 60 + minutes) * (*text == '-' ? -1 : 1);
		return;
	}
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (strcasecmp(text, zones[i].name) == 0)
			p->offset = zones[i].hours * 60;
}

static int64_t iso_read(const char *text)
{
	struct parts p = { .month = 1, .day = 1 };
	int used = 0, more = 0;

	if (sscanf(text, "%4d%n", &p.year, &used) < 1)
		return 0;
	if (sscanf(text + used, "-%2d%n", &p.month, &more) == 1)
		used += more;
	more = 0;
	if (sscanf(text + used, "-%2d%n", &p.day, &more) == 1)
		used += more;
	if (text[used] == 'T' || text[used] == 't' || text[used] == ' ') {
		used++;
		used += clock_read(text + used, &p);
		used += (int)strspn(text + used, " ");
		zone_read(text + used, &p);
	}
	return judge(&p);
}

static int month_of(const char *word)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(word, months + i * 3, 3) == 0)
			return i + 1;
	return 0;
}

static void number_take(const char *word, struct parts *p)
{
	int value = (int)strtol(word, NULL, 10);

	if (p->day == 0 && value >= 1 && value <= 31 && strlen(word) <= 2)
		p->day = value;
	else if (p->year == 0)
		p->year = strlen(word) > 2 ? value : value < 70 ? 2000 + value : 1900 + value;
}

static void word_take(const char *word, struct parts *p)
{
	if (strchr(word, ':') != NULL && isdigit((unsigned char)*word))
		zone_read(word + clock_read(word, p), p);
	else if (isdigit((unsigned char)*word))
		number_take(word, p);
	else if (p->month == 0 && month_of(word) != 0)
		p->month = month_of(word);
	else
		zone_read(word, p);
}

/* Everything but the clock and the zone has one meaning wherever it stands; the day of the week says nothing. */
static int64_t mail_read(const char *text)
{
	struct parts p = { 0 };

	for (int i = 0; i < WORDS && *text != '\0'; i++) {
		char word[WORD_LEN];
		size_t len = strcspn(text, " ,\t\r\n");

		snprintf(word, sizeof(word), "%.*s", (int)(len < WORD_LEN ? len : WORD_LEN - 1), text);
		if (*word != '\0')
			word_take(word, &p);
		text += len;
		text += strspn(text, " ,\t\r\n");
	}
	return judge(&p);
}

int64_t feed_date(const char *text)
{
	if (text == NULL)
		return 0;
	text += strspn(text, " \t\r\n");
	return strspn(text, "0123456789") == 4 ? iso_read(text) : mail_read(text);
}
