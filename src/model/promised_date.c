/* SPDX-License-Identifier: ISC */
/*
 * Dates in a sentence: "3 December", "December 3rd, 2026", "le 3 decembre",
 * "27/11", "2026-12-01".  Days come before months.  A date without a year is
 * the next one, and one that is half a year ahead was meant as past: "your
 * message of 3 May" in June promises nothing for the next one.
 */
#include "promised.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/record.h"
#include "when.h"

enum { MONTH_LETTERS = 3, FAR_DAYS = 183, NONE = -1 };

struct date { int year, month, day; };	/* year NONE: the next one */

/* "december", "dec", "decembre", "janv": the name or at least three letters of it. */
static int month_of(const char *word)
{
	static const char *const names[][12] = {
		{ "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
			"november", "december" },
		{ "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
			"novembre", "decembre" },
	};
	static const char *const shorter[][12] = {
		{ "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" },
		{ "janv", "fevr", "mar", "avr", "mai", "jui", "juil", "aou", "sept", "oct", "nov", "dec" },
	};

	for (int i = 0; i < 24; i++)
		if (strcmp(word, names[i / 12][i % 12]) == 0 || strcmp(word, shorter[i / 12][i % 12]) == 0)
			return i % 12 + 1;
	return NONE;
}

/* "3", "3rd", "1er": 1 to 31. */
static int day_number(const char *word)
{
	static const char *const ends[] = { "", "st", "nd", "rd", "th", "er" };
	size_t digits = strspn(word, "0123456789");
	long number = strtol(word, NULL, 10);

	for (size_t i = 0; digits > 0 && digits <= 2 && i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(word + digits, ends[i]) == 0)
			return number >= 1 && number <= 31 ? (int)number : NONE;
	return NONE;
}

static int year_number(const char *word)
{
	long number = strtol(word, NULL, 10);

	return strlen(word) == 4 && strspn(word, "0123456789") == 4 && number >= 2000 && number < 2200 ? (int)number : NONE;
}

/* "27/11", "27/11/2026", "2026-12-01" in one word. */
static bool date_word(const char *word, struct date *out)
{
	size_t len = strlen(word);
	char *end;
	long first = strtol(word, &end, 10), second, third = 0;
	char sign = *end;

	if (!isdigit((unsigned char)word[0]) || (sign != '/' && sign != '-') || !isdigit((unsigned char)end[1]))
		return false;
	second = strtol(end + 1, &end, 10);
	if (*end == sign && isdigit((unsigned char)end[1]))
		third = strtol(end + 1, &end, 10);
	if (*end != '\0' || second < 1 || second > 31)
		return false;
	if (sign == '-') {
		*out = (struct date){ (int)first, (int)second, (int)third };
		return len == 10 && first >= 2000 && first < 2200 && second <= 12;
	}
	*out = (struct date){ third >= 2000 && third < 2200 ? (int)third : NONE, (int)second, (int)first };
	if (out->month > 12 && first >= 1 && first <= 12)	/* only so it is a date */
		*out = (struct date){ out->year, (int)first, (int)second };
	return out->month <= 12 && first >= 1 && first <= 31 && (third == 0 || out->year != NONE);
}

/* "3 december", "3rd of december", "december 3", each with a year behind it or without; how many words. */
static size_t date_words(const struct sentence *s, size_t at, struct date *out)
{
	const char *word = sentence_word(s, at), *next = sentence_word(s, at + 1);
	size_t used = 2;

	if (month_of(word) != NONE) {
		*out = (struct date){ NONE, month_of(word), day_number(next) };
	} else {
		if (strcmp(next, "of") == 0)
			next = sentence_word(s, at + used++);
		*out = (struct date){ NONE, month_of(next), day_number(word) };
	}
	if (out->month == NONE || out->day == NONE)
		return 0;
	out->year = year_number(sentence_word(s, at + used));
	return out->year == NONE ? used : used + 1;
}

size_t sentence_date(const struct sentence *s, size_t at, const struct here *here, int *days)
{
	struct date date;
	size_t used = date_word(sentence_word(s, at), &date) ? 1 : date_words(s, at, &date);
	int year, month, day;
	int32_t today = (int32_t)calendar_day(here->zone, here->now_ms), found;

	if (used == 0)
		return 0;
	date_split(today, &year, &month, &day);
	found = date_make(date.year != NONE ? date.year : year, date.month, date.day);
	if (date.year == NONE && found < today)
		found = date_make(year + 1, date.month, date.day);
	date_split(found, &year, &month, &day);
	if (day != date.day || found < today || (date.year == NONE && found - today > FAR_DAYS))
		return 0;
	*days = found - today;
	return used;
}
