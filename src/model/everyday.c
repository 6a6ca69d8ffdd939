/* SPDX-License-Identifier: ISC */
/*
 * Tables of words, and the few rules that put them together: a word of no
 * meaning before another one, a number with its unit.  A desk and its front
 * ends may speak different languages, so all of them are understood always.
 */
#include "everyday.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/near.h"
#include "guichet/base/str.h"
#include "guichet/model/zone.h"

enum { WORDS = 8, PERIOD_WORDS = 4 };

static const struct { const char *said, *means; } times[] = {
	{ "aujourd'hui", "today" }, { "demain", "tomorrow" }, { "hier", "yesterday" },
	{ "lundi", "monday" }, { "mardi", "tuesday" }, { "mercredi", "wednesday" }, { "jeudi", "thursday" },
	{ "vendredi", "friday" }, { "samedi", "saturday" }, { "dimanche", "sunday" },
	{ "matin", "morning" }, { "midi", "noon" }, { "après-midi", "afternoon" }, { "aprem", "afternoon" },
	{ "soir", "evening" }, { "tonight", "evening" }, { "minuit", "midnight" }, { "maintenant", "now" },
	{ "réponse", "reply" },
};

/* Said before a time, and no part of it. */
static const char *const before[] = { "at", "on", "this", "next", "the", "à", "au", "ce", "cet", "cette", "le", "la",
	"until", "jusque", "jusqu'à", "jusqu'au", "vers" };
/* Before how long it is from now. */
static const char *const from_now[] = { "in", "dans", "for", "pour", "pendant" };

static const struct { const char *said; char unit; } units[] = {
	{ "minute", 'm' }, { "min", 'm' }, { "hour", 'h' }, { "heure", 'h' }, { "h", 'h' },
	{ "day", 'd' }, { "jour", 'd' }, { "week", 'w' }, { "semaine", 'w' },
};

static const struct { const char *said, *means; } periods[] = {
	{ "today", "today" }, { "aujourd'hui", "today" },
	{ "yesterday", "yesterday" }, { "hier", "yesterday" },
	{ "7-days", "7-days" }, { "7 days", "7-days" }, { "7 jours", "7-days" }, { "7-jours", "7-days" },
	{ "week", "week" }, { "this week", "week" }, { "cette semaine", "week" }, { "semaine", "week" },
	{ "last-week", "last-week" }, { "last week", "last-week" }, { "la semaine dernière", "last-week" },
	{ "semaine dernière", "last-week" },
	{ "30-days", "30-days" }, { "30 days", "30-days" }, { "30 jours", "30-days" }, { "30-jours", "30-days" },
	{ "month", "month" }, { "this month", "month" }, { "ce mois", "month" }, { "ce mois ci", "month" }, { "mois", "month" },
	{ "last-month", "last-month" }, { "last month", "last-month" }, { "le mois dernier", "last-month" },
	{ "mois dernier", "last-month" },
	{ "quarter", "quarter" }, { "this quarter", "quarter" }, { "ce trimestre", "quarter" }, { "trimestre", "quarter" },
	{ "year", "year" }, { "this year", "year" }, { "cette année", "year" }, { "année", "year" },
};

static const struct meaning { const char *said, *means; } dimensions[] = {
	{ "account", "account" }, { "accounts", "account" }, { "compte", "account" }, { "comptes", "account" },
	{ "network", "network" }, { "networks", "network" }, { "réseau", "network" }, { "réseaux", "network" },
	{ "agent", "agent" }, { "agents", "agent" },
	{ "team", "team" }, { "teams", "team" }, { "équipe", "team" }, { "équipes", "team" },
	{ "tag", "tag" }, { "tags", "tag" }, { "étiquette", "tag" }, { "étiquettes", "tag" },
	{ "language", "language" }, { "languages", "language" }, { "langue", "language" }, { "langues", "language" },
	{ "visibility", "visibility" }, { "visibilité", "visibility" },
	{ "priority", "priority" }, { "priorities", "priority" }, { "priorité", "priority" }, { "priorités", "priority" },
	{ "hour", "hour" }, { "hours", "hour" }, { "heure", "hour" }, { "heures", "hour" },
	{ "weekday", "weekday" }, { "weekdays", "weekday" },
	{ "day", "day" }, { "days", "day" }, { "jour", "day" }, { "jours", "day" },
	{ "week", "week" }, { "weeks", "week" }, { "semaine", "week" }, { "semaines", "week" },
	{ "month", "month" }, { "months", "month" }, { "mois", "month" },
};

/* What a row counts as: that of a wait (she), and of a promise or what is only counted (he). */
static const struct meaning parts[] = {
	{ "terminée", "ended" }, { "dure", "lasts" }, { "compté", "counted" }, { "comptée", "counted" },
	{ "tenue", "met" }, { "tenu", "met" }, { "manquée", "missed" }, { "manqué", "missed" },
	{ "indécise", "undecided" }, { "indécis", "undecided" }, { "écartée", "excluded" }, { "écarté", "excluded" },
	{ "oui", "yes" }, { "non", "no" },
};

static bool is_part(char c)
{
	return c == ' ' || c == '-';
}

/* Either apostrophe is the same, and hyphens part words as blanks do: "last-week", "jusqu’à". */
static bool same_words(const char *said, const char *known)
{
	for (;;) {
		if (strncmp(said, "\xe2\x80\x99", 3) == 0 && *known == '\'') {
			said += 3;
			known++;
			continue;
		}
		if (*said == '\0' || *known == '\0')
			return *said == *known;
		if (tolower((unsigned char)*said) != (unsigned char)*known && !(is_part(*said) && is_part(*known)))
			return false;
		said++;
		known++;
	}
}

static bool is_of(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (same_words(word, list[i]))
			return true;
	return false;
}

#define IS_OF(list, word) is_of((list), sizeof(list) / sizeof((list)[0]), (word))

/* ---- times */

static const char *time_word(const char *word)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (same_words(word, times[i].said))
			return times[i].means;
	return NULL;
}

static char unit_of(const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t known = strlen(units[i].said);

		if (strncasecmp(word, units[i].said, known) == 0 && (len == known || (len == known + 1 && word[known] == 's')))
			return units[i].unit;
	}
	return '\0';
}

static const char *number_of(const char *word)
{
	static const char *const ones[] = { "a", "an", "one", "un", "une" };

	return IS_OF(ones, word) ? "1" : word[strspn(word, "0123456789")] == '\0' ? word : NULL;
}

/* "17h30" behind a word such as "à" is an hour of the day; alone it may be how long. */
static const char *hour_of(struct arena *arena, const char *word)
{
	size_t digits = strspn(word, "0123456789");
	const char *minutes = word + digits + 1;

	if (digits < 1 || digits > 2 || tolower((unsigned char)word[digits]) != 'h')
		return NULL;
	if (*minutes == '\0')
		minutes = "00";
	return strlen(minutes) == 2 && strspn(minutes, "0123456789") == 2
		? arena_printf(arena, "%.*s:%s", (int)digits, word, minutes) : NULL;
}

static size_t words_split(struct arena *arena, const char *text, const char *words[static WORDS])
{
	size_t count = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (len > 0 && count == WORDS)
			return 0;
		if (len > 0)
			words[count++] = arena_copy_n(arena, text, len);
		text += len + (text[len] == ' ');
	}
	return count;
}

/* "2 days ago", "il y a 2 jours": without that it is how long. */
static bool ago_taken(size_t *count, const char *const **words)
{
	if (*count > 1 && same_words((*words)[*count - 1], "ago")) {
		(*count)--;
		return true;
	}
	if (*count < 4 || !same_words((*words)[0], "il") || !same_words((*words)[1], "y") ||
	    !same_words((*words)[2], "a"))
		return false;
	*words += 3;
	*count -= 3;
	return true;
}

/* "in 2 hours" is 2h, whatever stands before it. */
static const char *length_said(struct arena *arena, size_t count, const char *const *words, bool past)
{
	bool ago = past && ago_taken(&count, &words), led = count > 0 && IS_OF(from_now, words[0]);
	const char *const *rest = words + led;
	size_t left = count - led;

	if (past && led)
		return NULL;
	if (left == 2 && number_of(rest[0]) != NULL && unit_of(rest[1]) != '\0')
		return arena_printf(arena, "%s%c", number_of(rest[0]), unit_of(rest[1]));
	return left == 1 && (led || ago) && isdigit((unsigned char)rest[0][0]) &&
		strspn(rest[0], "0123456789hmdw") == strlen(rest[0]) ? rest[0] : NULL;
}

const char *everyday_time(struct arena *arena, const char *text, bool past)
{
	const char *words[WORDS], *said = "", *length;
	size_t count = words_split(arena, text, words);
	bool led = false;

	length = length_said(arena, count, words, past);
	if (length != NULL || count == 0)
		return length != NULL ? length : text;
	for (size_t i = 0; i < count; i++) {
		const char *known = time_word(words[i]), *hour = led || i > 0 ? hour_of(arena, words[i]) : NULL;

		led = i + 1 < count && IS_OF(before, words[i]);
		if (led || (i > 0 && (same_words(words[i], "prochain") || same_words(words[i], "dernier"))))
			continue;
		said = arena_printf(arena, "%s%s%s", said, *said == '\0' ? "" : " ",
			known != NULL ? known : hour != NULL ? hour : words[i]);
	}
	return *said == '\0' ? text : said;
}

/* ---- periods */

static const char *joined(struct arena *arena, size_t count, const char *const *words)
{
	const char *text = words[0];

	for (size_t i = 1; i < count; i++)
		text = arena_printf(arena, "%s %s", text, words[i]);
	return text;
}

static bool period_said(struct arena *arena, const char *text, struct everyday_period *out)
{
	char day[DATE_TEXT];
	int32_t date;

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (same_words(text, periods[i].said)) {
			out->name = periods[i].means;
			return true;
		}
	if (strlen(text) != 10 || !date_parse(text, &date))
		return false;
	out->since = arena_copy(arena, text);
	out->until = arena_copy(arena, date_format(date + 1, day));
	return true;
}

static bool are_terms(size_t count, const char *const *words, const struct everyday_period *period)
{
	for (size_t i = 0; i < count; i++)
		if ((i < period->first || i >= period->first + period->count) && strchr(words[i], ':') == NULL)
			return false;
	return true;
}

bool everyday_period(struct arena *arena, size_t count, const char *const *words, struct everyday_period *out)
{
	for (size_t n = count < PERIOD_WORDS ? count : PERIOD_WORDS; n > 0; n--)
		for (int end = 0; end < 2; end++) {
			struct everyday_period period = { .first = end ? count - n : 0, .count = n };

			if (!period_said(arena, joined(arena, n, words + period.first), &period) ||
			    !are_terms(count, words, &period))
				continue;
			*out = period;
			return true;
		}
	return false;
}

const char *everyday_period_near(const char *word)
{
	struct near near;

	near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (strchr(periods[i].said, ' ') == NULL)
			near_try(&near, periods[i].said);
	return near.best;
}

/* ---- what figures are told apart by */

/* Each of a list, with commas; whole: NULL where one of them is no such word, which else stays as it was said. */
static const char *list_meant(struct arena *arena, const struct meaning *words, size_t count, const char *said, bool whole)
{
	const char *list = NULL;

	for (size_t len = strcspn(said, ","); ; said += len, len = strcspn(said, ",")) {
		const char *word = arena_copy_n(arena, said, len), *means = NULL;

		for (size_t i = 0; means == NULL && i < count; i++)
			if (same_words(word, words[i].said))
				means = words[i].means;
		if (means == NULL && whole)
			return NULL;
		means = means == NULL ? word : means;
		list = list == NULL ? means : arena_printf(arena, "%s,%s", list, means);
		if (said[len] == '\0')
			return list;
		said++;
	}
}

const char *everyday_dimensions(struct arena *arena, const char *said)
{
	return list_meant(arena, dimensions, sizeof(dimensions) / sizeof(dimensions[0]), said, true);
}

const char *everyday_dimension_near(const char *word)
{
	struct near near;

	near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < sizeof(dimensions) / sizeof(dimensions[0]); i++)
		near_try(&near, dimensions[i].said);
	for (size_t i = 0; near.best != NULL && i < sizeof(dimensions) / sizeof(dimensions[0]); i++)
		if (near.best == dimensions[i].said)
			return dimensions[i].means;
	return NULL;
}

/* ---- what rows count as */

const char *everyday_parts(struct arena *arena, const char *said)
{
	return list_meant(arena, parts, sizeof(parts) / sizeof(parts[0]), said, false);
}
