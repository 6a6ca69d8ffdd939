/* SPDX-License-Identifier: ISC */
/*
 * Words are counted by conversations, so that one who writes a hundred times
 * says a thing once; what people say anyway is known from the week before.
 * Of an incident with more conversations than are looked at, those that are
 * come evenly from all of it, since its end may be about something else than
 * its beginning.
 */
#include "spike_about.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/str.h"

enum { WORD_LEAST = 4, WORD_MOST = 120, WORDS_MOST = 30000, WORD_SLOTS = 65536 };

/* How many of the conversations that were looked at have a word; words are found by their hash. */
struct shared_word { const char *text; size_t count, last; double more; };
struct shared { struct shared_word list[WORDS_MOST]; size_t count; uint16_t slots[WORD_SLOTS]; };

static struct shared_word *word_find(struct shared *shared, const char *text, uint16_t **slot)
{
	uint32_t hash = 2166136261u;

	for (const char *p = text; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	for (size_t at = hash % WORD_SLOTS; ; at = (at + 1) % WORD_SLOTS) {
		*slot = &shared->slots[at];
		if (**slot == 0)
			return NULL;
		if (strcmp(shared->list[**slot - 1].text, text) == 0)
			return &shared->list[**slot - 1];
	}
}

static void word_count(struct shared *shared, const char *text, size_t conversation)
{
	uint16_t *slot;
	struct shared_word *word = word_find(shared, text, &slot);

	if (word == NULL) {
		if (shared->count == WORDS_MOST)
			return;
		word = &shared->list[shared->count++];
		*slot = (uint16_t)shared->count;
		*word = (struct shared_word){ .text = text, .last = SIZE_MAX };
	}
	word->count += word->last != conversation;
	word->last = conversation;
}

static bool is_blank(char c)
{
	return c == '\0' || strchr(" \t\r\n\"'()[]<>,;!?", c) != NULL;
}

/* Small letters, without the full stop behind it; a link stays as it is. */
static const char *word_copy(struct arena *arena, const char *text, size_t length)
{
	char *word;

	while (length > 0 && strchr(".:-#@", text[length - 1]) != NULL)
		length--;
	word = arena_copy_n(arena, text, length);
	for (char *p = word; strstr(word, "://") == NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return word;
}

static void words_count(struct shared *shared, struct arena *arena, const char *text, size_t conversation)
{
	while (*text != '\0') {
		size_t length = 0;

		while (!is_blank(text[length]))
			length++;
		if (length >= WORD_LEAST && length <= WORD_MOST)
			word_count(shared, word_copy(arena, text, length), conversation);
		text += length > 0 ? length : 1;
	}
}

static int shared_compare(const void *left, const void *right)
{
	const struct shared_word *a = left, *b = right;

	return a->more > b->more ? -1 : a->more < b->more ? 1 : strcmp(a->text, b->text);
}

/* ---- an incident */

struct heard { struct shared words, tags; size_t conversations; };

/* What is looked at, in memory of its own. */
struct looking {
	struct reader *reader;
	const struct arrivals *arrivals;
	struct arena *arena;
	struct heard in, before;
};

struct hours { int64_t from, until; };	/* places of the series */

static bool is_within(const struct arrivals *a, size_t i, struct hours hours)
{
	int64_t hour = arrivals_place(a, a->list[i].at_ms);

	return hour >= hours.from && hour < hours.until;
}

/* All that wrote in those hours, each once; the caller's to free. */
static int64_t *conversations_of(const struct arrivals *a, struct hours hours, size_t *count)
{
	int64_t *ids = mem_array(a->count + 1, sizeof(*ids));
	size_t used = 0;

	for (size_t i = 0; i < a->count; i++)
		if (is_within(a, i, hours))
			ids[used++] = a->list[i].conversation;
	*count = arrivals_different(ids, used);
	for (size_t i = 0, kept = 0; i < used && kept < *count; i++)
		if (kept == 0 || ids[i] != ids[kept - 1])
			ids[kept++] = ids[i];
	return ids;
}

static err_t conversation_look(struct looking *l, struct heard *heard, int64_t id, struct hours hours)
{
	const struct arrivals *a = l->arrivals;
	size_t number = heard->conversations++, count = 0;
	const char **texts = NULL;
	struct list_row row;
	err_t err = read_said(l->reader, l->arena, &(struct said_span){ .conversation = id,
		.from_ms = arrivals_instant(a, a->first + hours.from), .until_ms = arrivals_instant(a, a->first + hours.until),
		.most = SPIKE_MESSAGES_EACH }, &texts, &count);

	if (err == NULL)
		err = read_row(l->reader, l->arena, id, &row);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		words_count(&heard->words, l->arena, texts[i], number);
	for (const char *p = row.tags; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		size_t length = strcspn(p, " ");

		word_count(&heard->tags, arena_copy_n(l->arena, p, length), number);
		p += length;
	}
	return NULL;
}

static err_t heard_look(struct looking *l, struct heard *heard, struct hours hours, size_t *people)
{
	size_t count, looked;
	int64_t *ids = conversations_of(l->arrivals, hours, &count);
	err_t err = NULL;

	looked = count < SPIKE_LOOKED_AT ? count : SPIKE_LOOKED_AT;
	for (size_t i = 0; err == NULL && i < looked; i++)
		err = conversation_look(l, heard, ids[i * count / looked], hours);
	free(ids);
	*people = count;
	return err;
}

/* Those that at least a third has, and more than one; by how much more of them have it than of those before. */
static void shared_take(struct looking *l, struct shared *in, struct shared *before, struct spike_words *out)
{
	double looked = (double)l->in.conversations, looked_before = (double)l->before.conversations;
	uint16_t *slot;

	for (size_t i = 0; i < in->count; i++) {
		const struct shared_word *was = word_find(before, in->list[i].text, &slot);

		in->list[i].more = (double)in->list[i].count / looked - (was == NULL ? 0 : (double)was->count / looked_before);
	}
	if (in->count > 1)
		qsort(in->list, in->count, sizeof(in->list[0]), shared_compare);
	for (size_t i = 0; i < in->count && i < SPIKE_WORDS_TOLD && in->list[i].more > 0; i++)
		if (in->list[i].count > 1 && 3 * in->list[i].count >= l->in.conversations)
			out->list[out->count++] = (struct spike_word){ in->list[i].text, in->list[i].count };
}

static void words_keep(struct arena *arena, struct spike_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		words->list[i].text = arena_copy(arena, words->list[i].text);
}

/* The first three that wrote. */
static void examples_take(const struct arrivals *a, struct hours hours, struct spike_about *out)
{
	for (size_t i = 0; i < a->count && out->example_count < SPIKE_EXAMPLES; i++) {
		size_t k = 0;

		while (k < out->example_count && out->examples[k] != a->list[i].conversation)
			k++;
		if (k == out->example_count && is_within(a, i, hours))
			out->examples[out->example_count++] = a->list[i].conversation;
	}
}

err_t spike_about(struct reader *reader, struct arena *arena, const struct arrivals *arrivals, const struct spike *spike,
	struct spike_about *out)
{
	struct looking *l = mem_alloc(sizeof(*l));
	struct hours hours = { (int64_t)spike->from, (int64_t)spike->until };
	size_t people_before;
	err_t err;

	*out = (struct spike_about){ 0 };
	l->reader = reader;
	l->arrivals = arrivals;
	l->arena = arena_create();
	err = heard_look(l, &l->before, (struct hours){ hours.from - WEEK_HOURS, hours.from }, &people_before);
	if (err == NULL)
		err = heard_look(l, &l->in, hours, &out->people);
	if (err == NULL) {
		shared_take(l, &l->in.words, &l->before.words, &out->words);
		shared_take(l, &l->in.tags, &l->before.tags, &out->tags);
		words_keep(arena, &out->words);
		words_keep(arena, &out->tags);
		examples_take(arrivals, hours, out);
	}
	arena_destroy(l->arena);
	free(l);
	return err;
}
