/* SPDX-License-Identifier: ISC */
/*
 * Times in a sentence: "by 15:00", "before Monday", "within two hours",
 * "avant demain midi", "sous 48 h".  A day without an hour is meant until the
 * end of its work; before a day is until it begins.  What has gone by is the
 * next one.
 */
#include "promised.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "when.h"

enum { NOON = 12 * 60, CLOSE = 18 * 60, NIGHT = 21 * 60, DAY = 24 * 60, NONE = -1 };
#define MINUTE_MS INT64_C(60000)

/* What was found so far: days from today, minute of that day; NONE. */
struct moment { int days, minute; bool before, dated; };

static bool is_one_of(const char *word, const char *const *list)
{
	for (size_t i = 0; *word != '\0' && list[i] != NULL; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

/* ---- numbers and lengths */

static int number_of(const char *word)
{
	static const struct { const char *word; int number; } names[] = {
		{ "a", 1 }, { "an", 1 }, { "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 }, { "five", 5 },
		{ "six", 6 }, { "eight", 8 }, { "ten", 10 }, { "twelve", 12 }, { "fifteen", 15 }, { "twenty", 20 },
		{ "thirty", 30 }, { "un", 1 }, { "une", 1 }, { "deux", 2 }, { "trois", 3 }, { "quatre", 4 },
		{ "cinq", 5 }, { "huit", 8 }, { "dix", 10 }, { "douze", 12 }, { "quinze", 15 }, { "vingt", 20 },
		{ "trente", 30 }, { "vingt-quatre", 24 }, { "quarante-huit", 48 }, { "quarante", 40 },
	};
	char *end;
	long number = strtol(word, &end, 10);

	if (end != word && number > 0 && number < 1000)
		return (int)number;	/* "24h" too: what follows is looked at by unit_of() */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].word, word) == 0)
			return names[i].number;
	return NONE;
}

static int unit_of(const char *word)
{
	static const struct { const char *word; int minutes; } units[] = {
		{ "min", 1 }, { "mins", 1 }, { "minute", 1 }, { "minutes", 1 }, { "mn", 1 }, { "h", 60 }, { "hr", 60 },
		{ "hrs", 60 }, { "hour", 60 }, { "hours", 60 }, { "heure", 60 }, { "heures", 60 }, { "day", DAY },
		{ "days", DAY }, { "d", DAY }, { "j", DAY }, { "jour", DAY }, { "jours", DAY }, { "week", 7 * DAY },
		{ "weeks", 7 * DAY }, { "semaine", 7 * DAY }, { "semaines", 7 * DAY },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(units[i].word, word) == 0)
			return units[i].minutes;
	return NONE;
}

/* So many days of which none is a Saturday or a Sunday. */
static int days_of_work(const struct here *here, int count)
{
	int days = 0;

	while (count > 0) {
		int weekday = (when_weekday(here) + ++days) % 7;

		count -= weekday != 0 && weekday != 6;
	}
	return days;
}

static const char *const of_work[] = { "working", "business", "ouvre", "ouvres", "ouvrable", "ouvrables", NULL };

/* "two hours", "24h", "the next 2 hours", "les deux heures", "half an hour", "2 jours ouvres" */
static bool length_at(const struct sentence *s, size_t at, const struct here *here, int64_t *at_ms)
{
	static const char *const skipped[] = { "the", "next", "les", "prochaines", "prochains", "about", "maximum", NULL };
	int count, unit;
	const char *digits;

	while (is_one_of(sentence_word(s, at), skipped))
		at++;
	if (strcmp(sentence_word(s, at), "half") == 0 && strcmp(sentence_word(s, at + 2), "hour") == 0) {
		*at_ms = here->now_ms + 30 * MINUTE_MS;
		return true;
	}
	digits = sentence_word(s, at);
	count = strcmp(digits, "hour") == 0 ? 1 : number_of(digits);
	if (strcmp(digits, "hour") == 0)
		unit = 60;
	else if (isdigit((unsigned char)digits[0]) && digits[strspn(digits, "0123456789")] != '\0')
		unit = unit_of(digits + strspn(digits, "0123456789"));
	else
		unit = unit_of(sentence_word(s, is_one_of(sentence_word(s, at + 1), of_work) ? at + 2 : at + 1));
	if (count == NONE || unit == NONE)
		return false;
	if (unit == DAY && (is_one_of(sentence_word(s, at + 1), of_work) || is_one_of(sentence_word(s, at + 2), of_work)))
		count = days_of_work(here, count);
	*at_ms = unit >= DAY ? when_wall(here, count * (unit / DAY), when_minute(here))
		: here->now_ms + (int64_t)count * unit * MINUTE_MS;
	return true;
}

/* "d'ici 15 h" is three in the afternoon, "d'ici 2 h" and "d'ici 48 h" are lengths. */
static bool is_clock(const struct sentence *s, size_t at)
{
	const char *word = sentence_word(s, at + 1), *rest = word + strspn(word, "0123456789");
	long hour = strtol(word, NULL, 10);

	if (strcmp(sentence_word(s, at), "d'ici") != 0 || rest == word || hour < 7 || hour > 23)
		return false;
	return *rest == 'h' || *rest == ':' || (*rest == '\0' && unit_of(sentence_word(s, at + 2)) == 60);
}

static bool length_behind(const struct sentence *s, size_t at, const struct here *here, int64_t *at_ms)
{
	static const char *const before[] = { "within", "in", "sous", "dans", "d'ici", NULL };

	if (!is_one_of(sentence_word(s, at), before) || is_clock(s, at))
		return false;
	if (strcmp(sentence_word(s, at + 1), "l'heure") == 0) {
		*at_ms = here->now_ms + 60 * MINUTE_MS;
		return true;
	}
	return length_at(s, at + 1, here, at_ms);
}

/* ---- hours of a day */

/* Behind digits: ":30", "h30", "h" and perhaps a word "30", or a word "h"; false: no sign of an hour. */
static bool minute_behind(const struct sentence *s, size_t at, const char **rest, size_t *used, long *minute)
{
	const char *next = sentence_word(s, at + 1);
	char *end;

	if (**rest == '\0' && (strcmp(next, "h") == 0 || strncmp(next, "heure", 5) == 0)) {
		next = sentence_word(s, at + ++*used);
	} else if (**rest == ':' || **rest == 'h') {
		*minute = strtol(*rest + 1, &end, 10);
		if (end != *rest + 1 || **rest == ':')
			next = "";
		*rest = end;
	} else {
		return false;
	}
	if (isdigit((unsigned char)next[0]) && strlen(next) == 2) {
		*minute = strtol(next, NULL, 10);
		++*used;
	}
	return true;
}

/* "am", "pm", "p.m." in the same word or behind it: hours to add to 1 ... 11, or NONE. */
static int half_behind(const struct sentence *s, size_t at, const char *rest, size_t *used)
{
	const char *word = *rest != '\0' ? rest : sentence_word(s, at + *used);
	bool parted = strlen(word) == 1 && strcmp(sentence_word(s, at + *used + (*rest == '\0')), "m") == 0;

	if ((word[0] != 'a' && word[0] != 'p') || (!parted && strcmp(word + 1, "m") != 0))
		return NONE;
	*used += (size_t)(*rest == '\0') + parted;
	return word[0] == 'p' ? 12 : 0;
}

/* "15:00", "15h30", "15 h", "3pm", "noon": minute of the day, and how many words. */
static int hour_at(const struct sentence *s, size_t at, size_t *used)
{
	const char *word = sentence_word(s, at);
	const char *rest = word + strspn(word, "0123456789");
	long hour = strtol(word, NULL, 10), minute = 0;
	bool says_hour;
	int half;

	*used = 1;
	if (strcmp(word, "noon") == 0 || strcmp(word, "midday") == 0 || strcmp(word, "midi") == 0)
		return NOON;
	if (strcmp(word, "midnight") == 0 || strcmp(word, "minuit") == 0)
		return DAY;
	if (rest == word || rest - word > 2)
		return NONE;
	says_hour = minute_behind(s, at, &rest, used, &minute);
	half = half_behind(s, at, rest, used);
	if ((half == NONE && (!says_hour || *rest != '\0')) || hour > (half == NONE ? 23 : 12) || minute > 59)
		return NONE;
	return (int)(half == NONE ? hour * 60 + minute : (hour % 12 + half) * 60 + minute);
}

static int part_of_day(const char *word)
{
	static const struct { const char *word; int minute; } parts[] = {
		{ "morning", NOON }, { "matin", NOON }, { "matinee", NOON }, { "afternoon", CLOSE },
		{ "apres-midi", CLOSE }, { "evening", NIGHT }, { "soir", NIGHT }, { "soiree", NIGHT },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(parts[i].word, word) == 0)
			return parts[i].minute;
	return NONE;
}

/* ---- days */

static int weekday_of(const char *word)
{
	static const char *const days[][7] = {
		{ "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" },
		{ "dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi" },
	};

	for (int i = 0; i < 14; i++)
		if (strcmp(word, days[i / 7][i % 7]) == 0)
			return i % 7;
	return NONE;
}

static int until_weekday(const struct here *here, int weekday)
{
	int ahead = (weekday - when_weekday(here) + 7) % 7;

	return ahead == 0 ? 7 : ahead;
}

/* "end of the day", "fin de journee", "la fin de semaine": how many words, and when. */
static size_t end_at(const struct sentence *s, size_t at, const struct here *here, struct moment *out)
{
	size_t i = at + 1;
	const char *word;

	if (strcmp(sentence_word(s, at), "end") != 0 && strcmp(sentence_word(s, at), "fin") != 0)
		return 0;
	while (strcmp(sentence_word(s, i), "of") == 0 || strcmp(sentence_word(s, i), "the") == 0 ||
	       strcmp(sentence_word(s, i), "de") == 0 || strcmp(sentence_word(s, i), "la") == 0)
		i++;
	word = sentence_word(s, i);
	if (strcmp(word, "week") == 0 || strcmp(word, "semaine") == 0)
		out->days = when_weekday(here) == 5 ? 0 : until_weekday(here, 5);
	else if (strcmp(word, "day") == 0 || strcmp(word, "today") == 0 || strcmp(word, "journee") == 0)
		out->days = out->days == NONE ? 0 : out->days;
	else if (part_of_day(word) != NONE)
		out->days = out->days == NONE ? 0 : out->days;
	else
		return 0;
	out->minute = part_of_day(word) != NONE ? part_of_day(word) : CLOSE;
	return i + 1 - at;
}

/* A day, and what part of it is said with it; how many words. */
static size_t day_at(const struct sentence *s, size_t at, const struct here *here, struct moment *out)
{
	const char *word = sentence_word(s, at), *next = sentence_word(s, at + 1);
	static const char *const this_day[] = { "this", "ce", "cet", "cette", NULL };
	size_t used = 1;

	if (is_one_of(word, this_day) && part_of_day(next) != NONE) {
		out->days = 0;
		out->minute = part_of_day(next);
		return 2;
	}
	if (strcmp(word, "today") == 0 || strcmp(word, "aujourd'hui") == 0)
		out->days = 0;
	else if (strcmp(word, "tonight") == 0)
		*out = (struct moment){ 0, NIGHT, out->before, false };
	else if (strcmp(word, "tomorrow") == 0 || strcmp(word, "demain") == 0)
		out->days = 1;
	else if (strcmp(word, "apres-demain") == 0)
		out->days = 2;
	else if (weekday_of(word) != NONE)
		out->days = until_weekday(here, weekday_of(word));
	else
		return 0;
	if (strcmp(next, "prochain") == 0 || strcmp(next, "dans") == 0)
		next = sentence_word(s, at + ++used);
	if (part_of_day(next) != NONE) {
		out->minute = part_of_day(next);
		used++;
	}
	return used;
}

/* ---- the whole */

static const char *const small_words[] = { "at", "on", "by", "the", "a", "au", "le", "la", "vers", "en", "around",
	"dans", NULL };
static const char *const befores[] = { "before", "avant", NULL };
static const char *const until[] = { "by", "before", "at", "until", "around", "than", "avant", "d'ici", "a", "vers",
	"jusqu'a", "tard", "pour", "about", NULL };

/* What a date stands behind: others are of something that was, "your order of 3 May". */
static const char *const dates[] = { "by", "before", "until", "on", "than", "avant", "d'ici", "jusqu'au", "le", "au", "pour",
	"the", NULL };

/* "tomorrow at 9": without a sign, and in the hours in which somebody is there. */
static int bare_hour(const struct sentence *s, size_t at)
{
	const char *word = sentence_word(s, at);
	long hour = strtol(word, NULL, 10);

	if (at == 0 || strcmp(sentence_word(s, at - 1), "at") != 0 || word[strspn(word, "0123456789")] != '\0' ||
	    strlen(word) > 2 || hour < 1 || hour > 23)
		return NONE;
	return (int)(hour < 7 ? hour + 12 : hour) * 60;
}

static bool moment_end(const struct moment *moment, const struct here *here, int64_t *at_ms)
{
	struct moment m = *moment;

	if (m.days == NONE && m.minute == NONE)
		return false;
	if (m.minute == NONE)
		m.minute = m.before && m.days > 0 ? 0 : CLOSE;
	if (m.days == NONE)
		m.days = when_wall(here, 0, m.minute) > here->now_ms ? 0 : 1;
	*at_ms = when_wall(here, m.days, m.minute);
	return *at_ms > here->now_ms;
}

/* Beginning at that word: days and hours in whatever order, with small words between. */
static bool moment_at(const struct sentence *s, size_t at, const struct here *here, int64_t *at_ms)
{
	bool led = at > 0 && is_one_of(sentence_word(s, at - 1), until);
	struct moment m = { NONE, NONE, at > 0 && is_one_of(sentence_word(s, at - 1), befores), false };
	size_t used = 0, begin = at;

	while (at < s->count) {
		bool dates_here = at > begin || (at > 0 && is_one_of(sentence_word(s, at - 1), dates));
		int minute;

		if (!m.dated && dates_here && (used = sentence_date(s, at, here, &m.days)) > 0) {
			m.dated = true;
			at += used;
		} else if (m.days == NONE && (used = day_at(s, at, here, &m)) > 0)
			at += used;
		else if (m.minute == NONE && (used = end_at(s, at, here, &m)) > 0)
			at += used;
		else if (m.minute == NONE && (led || m.days != NONE) && (minute = hour_at(s, at, &used)) != NONE) {
			m.minute = minute;
			at += used;
		} else if (m.minute == NONE && m.days != NONE && (minute = bare_hour(s, at)) != NONE) {
			m.minute = minute;
			at++;
		} else if (at > begin && (is_one_of(sentence_word(s, at), small_words) || is_one_of(sentence_word(s, at), befores)))
			at++;
		else
			break;
	}
	return moment_end(&m, here, at_ms);
}

bool sentence_time(const struct sentence *s, const struct here *here, int64_t *at_ms)
{
	for (size_t i = 0; i < s->count; i++)
		if (length_behind(s, i, here, at_ms) || moment_at(s, i, here, at_ms))
			return true;
	return false;
}
