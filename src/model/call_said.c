/* SPDX-License-Identifier: ISC */
/*
 * Words of a question about figures that name no conversations: of which
 * period it is, and what figures are told apart by.  They stand at the
 * beginning or the end; where any other word is free all are looked for.
 */
#include "call_args.h"

#include <string.h>

#include "everyday.h"

const char *const call_said_options[SAID_MOST] = { "period", "since", "until", "by" };

struct saying {
	struct arena *arena;
	const struct call_request *given;
	const char *const *words;
	size_t count;
};

static size_t option_index(const struct call *call, const char *name)
{
	size_t i = 0;

	while (i < CALL_ARGS && call->args[i].name != NULL && strcmp(call->args[i].name, name) != 0)
		i++;
	return i < CALL_ARGS && call->args[i].name != NULL ? i : CALL_ARGS;
}

static bool takes(const struct saying *saying, const char *name)
{
	return option_index(saying->given->call, name) < CALL_ARGS;
}

static bool is_free(const struct saying *saying, const char *name)
{
	size_t i = option_index(saying->given->call, name);

	return i < CALL_ARGS && saying->given->values[i].count == 0;
}

static void words_drop(struct saying *saying, size_t first, size_t count)
{
	const char **rest = arena_array(saying->arena, saying->count + 1, sizeof(*rest));
	size_t n = 0;

	for (size_t i = 0; i < saying->count; i++)
		if (i < first || i >= first + count)
			rest[n++] = saying->words[i];
	saying->words = rest;
	saying->count = n;
}

/* Nothing of it would be looked for. */
static bool are_asked(const struct saying *saying)
{
	struct everyday_period period = { 0 };
	bool terms = true;

	for (size_t i = 0; i < saying->count; i++)
		terms = terms && strchr(saying->words[i], ':') != NULL;
	return terms || everyday_period(saying->arena, saying->count, saying->words, &period);
}

static bool is_by(const char *word)
{
	return strcmp(word, "by") == 0 || strcmp(word, "par") == 0;
}

/* "by agent" or "agents", from that word on; *taken: how many they are.  A week is rather a period. */
static const char *dimension_at(const struct saying *saying, size_t at, size_t *taken)
{
	struct everyday_period period = { 0 };

	*taken = 1 + (at + 1 < saying->count && is_by(saying->words[at]));
	if (*taken == 1 && everyday_period(saying->arena, 1, saying->words + at, &period))
		return NULL;
	return everyday_dimensions(saying->arena, saying->words[at + *taken - 1]);
}

/* Of rows it is asked which group they are of, so that this alone says nothing there. */
static void dimension_take(struct saying *saying, struct call_said *out)
{
	size_t places[] = { 0, saying->count > 1 && is_by(saying->words[saying->count - 2]) ? saying->count - 2
		: saying->count - 1 };

	if (!is_free(saying, "by") || takes(saying, "group"))
		return;
	for (size_t i = 0; i < 2; i++) {
		struct saying rest = *saying;
		size_t taken;
		const char *means = dimension_at(saying, places[i], &taken);

		if (means == NULL)
			continue;
		words_drop(&rest, places[i], taken);
		if (!are_asked(&rest))
			continue;
		*saying = rest;
		out->values[SAID_BY] = means;
		return;
	}
}

/* One free word that is none of ours was hardly meant to be looked for. */
static err_t nearly(const struct saying *saying)
{
	const char *word = saying->words[0], *name = saying->given->call->name, *period, *by;

	if (saying->count != 1 || strchr(word, ':') != NULL)
		return NULL;
	period = everyday_period_near(word);
	by = period == NULL && is_free(saying, "by") && !takes(saying, "group") ? everyday_dimension_near(word) : NULL;
	if (by != NULL)
		return err_make(ERR_USAGE, "%s: figures are not told by '%s'; did you mean --by %s? -- %s looks for the word",
			name, word, by, word);
	return period == NULL ? NULL : err_make(ERR_USAGE, "%s: '%s' is no period; did you mean %s? -- %s looks for the word",
		name, word, period, word);
}

static err_t period_take(struct saying *saying, struct call_said *out)
{
	struct everyday_period period = { 0 };

	if (saying->count == 0 || !is_free(saying, "period") || !is_free(saying, "since") || !is_free(saying, "until"))
		return NULL;
	if (!everyday_period(saying->arena, saying->count, saying->words, &period))
		return nearly(saying);
	out->values[SAID_PERIOD] = period.name;
	out->values[SAID_SINCE] = period.since;
	out->values[SAID_UNTIL] = period.until;
	words_drop(saying, period.first, period.count);
	return NULL;
}

err_t call_said(struct arena *arena, const struct call_request *given, const char *const **words, size_t *count,
	struct call_said *out)
{
	struct saying saying = { .arena = arena, .given = given, .words = *words, .count = *count };
	err_t err;

	*out = (struct call_said){ 0 };
	if (!takes(&saying, "period"))
		return NULL;
	dimension_take(&saying, out);
	err = period_take(&saying, out);
	*words = saying.words;
	*count = saying.count;
	return err;
}
