/* SPDX-License-Identifier: ISC */
/* Words of routes, who is next, and why. */
#include "guichet/model/route.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"
#include "guichet/model/settings.h"

static const char *const ways[] = { "claim", "round-robin", "least-loaded" };
static const char *const firsts[] = { "due", "waiting" };
static const char *const matches[] = { "anybody", "tag", "language" };
static const char *const absents[] = { "keep", "queue", "substitute" };

const char *route_way_name(enum route_way way)
{
	return ways[way];
}

const char *route_first_name(enum route_first first)
{
	return firsts[first];
}

const char *route_match_name(enum route_match match)
{
	return matches[match];
}

const char *route_absent_name(enum route_absent absent)
{
	return absents[absent];
}

static err_t word_find(const char *what, const char *word, const char *const *words, size_t count, int *out)
{
	*out = 0;
	for (size_t i = 0; word != NULL && i < count; i++)
		if (strcmp(words[i], word) == 0) {
			*out = (int)i;
			return NULL;
		}
	return word == NULL ? NULL : err_make(ERR_USAGE, "route: there is no %s '%s'", what, word);
}

err_t route_terms_read(const struct route_words *words, struct route_terms *out)
{
	int way, first, match, absent;
	err_t err = word_find("way", words->way, ways, ROUTE_WAYS, &way);

	if (err == NULL)
		err = word_find("first", words->first, firsts, ROUTE_FIRSTS, &first);
	if (err == NULL)
		err = word_find("match", words->match, matches, ROUTE_MATCHES, &match);
	if (err == NULL)
		err = word_find("absent", words->absent, absents, ROUTE_ABSENTS, &absent);
	if (err != NULL)
		return err;
	out->way = (enum route_way)way;
	out->first = (enum route_first)first;
	out->match = (enum route_match)match;
	out->absent = (enum route_absent)absent;
	return NULL;
}

const char *route_terms_write(struct arena *arena, const struct route_terms *terms)
{
	struct str lines = { 0 };
	const char *copy;

	settings_add(&lines, "way", ways[terms->way]);
	settings_add(&lines, "first", firsts[terms->first]);
	settings_add(&lines, "match", matches[terms->match]);
	settings_add(&lines, "absent", absents[terms->absent]);
	settings_add_int(&lines, "capacity", terms->capacity);
	settings_add_int(&lines, "back_ms", terms->back_ms);
	copy = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
	return copy;
}

struct route_terms route_terms_of(struct arena *arena, const char *lines)
{
	struct route_terms terms = { .capacity = settings_int(lines, "capacity", 0),
		.back_ms = settings_int(lines, "back_ms", 0) };

	err_ignore(route_terms_read(&(struct route_words){ settings_get(arena, lines, "way"),
		settings_get(arena, lines, "first"), settings_get(arena, lines, "match"),
		settings_get(arena, lines, "absent") }, &terms), "what a newer guichet wrote is claimed");
	return terms;
}

/* ---- who can */

static int64_t capacity_of(const struct route_terms *terms, const struct route_member *member)
{
	return member->capacity != 0 ? member->capacity : terms->capacity;
}

static bool is_full(const struct route_terms *terms, const struct route_member *member)
{
	int64_t capacity = capacity_of(terms, member);

	return capacity != 0 && member->held >= capacity;
}

bool route_may(const struct route_terms *terms, const struct route_member *member)
{
	return member->absence == ABSENT_NOT && !is_full(terms, member);
}

/* One of those words, ASCII letters of either case, in a list with commas between. */
static bool list_has(const char *list, const char *word, size_t len)
{
	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, ",");

		if (n == len && strncasecmp(list, word, len) == 0)
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

static bool can(const struct route_terms *terms, const struct route_member *member, const struct route_need *need)
{
	const char *tags = need->tags != NULL ? need->tags : "";

	if (terms->match == ROUTE_LANGUAGE)
		return need->lang == NULL || list_has(member->languages, need->lang, strcspn(need->lang, "-_"));
	while (terms->match == ROUTE_TAG && *tags != '\0') {
		size_t len = strcspn(tags, " ");

		if (list_has(member->skills, tags, len))
			return true;
		tags += len + (tags[len] == ' ');
	}
	return terms->match == ROUTE_ANYBODY;
}

/* What nobody of the team was ever said to be able to, anybody may try. */
static bool skill_is_asked(const struct route_terms *terms, const struct route_round *round,
	const struct route_need *need)
{
	for (size_t i = 0; terms->match != ROUTE_ANYBODY && i < round->count; i++)
		if (can(terms, &round->members[i], need))
			return true;
	return false;
}

/* Where the round begins: behind the one who was last, by the order of numbers that no name changes. */
static size_t round_begin(const struct route_round *round)
{
	for (size_t i = 0; i < round->count; i++)
		if (round->members[i].id == round->last)
			return i + 1;
	return 0;
}

static size_t choose(const struct route_terms *terms, const struct route_round *round, const struct route_need *need,
	bool again)
{
	bool skilled = skill_is_asked(terms, round, need);
	size_t begin = round_begin(round), best = ROUTE_NOBODY;

	for (size_t i = 0; i < round->count; i++) {
		size_t at = (begin + i) % round->count;
		const struct route_member *member = &round->members[at];

		if (member->hidden || !route_may(terms, member) || (!again && member->id == need->avoid) ||
		    (skilled && !can(terms, member, need)))
			continue;
		if (terms->way != ROUTE_LEAST_LOADED)
			return at;
		if (best == ROUTE_NOBODY || member->held < round->members[best].held)
			best = at;
	}
	return best;
}

size_t route_choose(const struct route_terms *terms, const struct route_round *round, const struct route_need *need)
{
	size_t at = choose(terms, round, need, false);

	return at == ROUTE_NOBODY && need->avoid != 0 ? choose(terms, round, need, true) : at;
}

/* ---- why */

const char *route_why(struct arena *arena, const struct route_terms *terms, const char *team,
	const struct route_member *member)
{
	const char *way = terms->way == ROUTE_LEAST_LOADED ? "least loaded" : "round robin";
	int64_t capacity = capacity_of(terms, member);

	if (capacity == 0)
		return arena_printf(arena, "%s of %s, %" PRId64 " held", way, team, member->held);
	return arena_printf(arena, "%s of %s, %" PRId64 " of %" PRId64 " held", way, team, member->held, capacity);
}

const char *route_why_nobody(struct arena *arena, const struct route_terms *terms, const char *team,
	const struct route_round *round)
{
	static const char *const words[ABSENCES] = { [ABSENT_OFF_SHIFT] = "off shift", [ABSENT_NOT_HERE] = "not here",
		[ABSENT_AWAY] = "away", [ABSENT_BUSY] = "busy" };
	size_t counts[ABSENCES] = { 0 }, full = 0, hidden = 0;
	const char *text = "";

	for (size_t i = 0; i < round->count; i++) {
		counts[round->members[i].absence]++;
		full += round->members[i].absence == ABSENT_NOT && is_full(terms, &round->members[i]);
		hidden += round->members[i].hidden && route_may(terms, &round->members[i]);
	}
	for (size_t i = 0; i < ABSENCES; i++)
		if (words[i] != NULL && counts[i] > 0)
			text = arena_printf(arena, "%s%s%zu %s", text, *text == '\0' ? "" : ", ", counts[i], words[i]);
	if (full > 0)
		text = arena_printf(arena, "%s%s%zu full", text, *text == '\0' ? "" : ", ", full);
	if (hidden > 0)
		text = arena_printf(arena, "%s%s%zu not allowed to see it", text, *text == '\0' ? "" : ", ", hidden);
	if (*text == '\0')
		text = round->count == 0 ? "it has no members" : "those who could are not there";
	return arena_printf(arena, "nobody of %s takes it: %s", team, text);
}
