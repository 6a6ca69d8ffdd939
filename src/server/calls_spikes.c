/* SPDX-License-Identifier: ISC */
/*
 * Hours in which much more came than the week's rhythm explains.
 *
 *   spikes   {"as_of","query","since","hours_known","found","rows":[{"from","until","open","slow","count",
 *            "expected","ratio","chance","peak_at","people","words":[],"tags":[],"examples":[]}]}
 *            newest first, at most 30 of those found; people: different conversations; chance: that so much comes
 *            in the worst hour by itself; words, links and tags: what many of them share, more than those of the
 *            week before; examples: conversations
 */
#include "arrivals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/str.h"

enum { LOOKED_AT = 60, MESSAGES_EACH = 100, EXAMPLES = 3, SPIKES_TOLD = 30 };
enum { WORDS_TOLD = 4, WORD_LEAST = 4, WORD_MOST = 120, WORDS_MOST = 8000, WORD_SLOTS = 16384 };

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

/* ---- one of them */

struct looking {
	struct call_context *context;
	const struct arrivals *arrivals;
	struct json_out o;
	struct arena *arena;		/* of one spike */
	struct heard { struct shared words, tags; size_t conversations; } *in, *before;
};

static void heard_clear(struct heard *heard)
{
	heard->conversations = heard->words.count = heard->tags.count = 0;
	memset(heard->words.slots, 0, sizeof(heard->words.slots));
	memset(heard->tags.slots, 0, sizeof(heard->tags.slots));
}

/* Those that at least a third has, and more than one; by how much more of them have it than of those before. */
static void put_shared(struct looking *l, const char *key, struct shared *in, struct shared *before)
{
	double looked = (double)l->in->conversations, looked_before = (double)l->before->conversations;
	uint16_t *slot;

	for (size_t i = 0; i < in->count; i++) {
		const struct shared_word *was = word_find(before, in->list[i].text, &slot);

		in->list[i].more = (double)in->list[i].count / looked - (was == NULL ? 0 : (double)was->count / looked_before);
	}
	if (in->count > 1)
		qsort(in->list, in->count, sizeof(in->list[0]), shared_compare);
	json_open_array(&l->o, key);
	for (size_t i = 0; i < in->count && i < WORDS_TOLD && in->list[i].more > 0; i++)
		if (in->list[i].count > 1 && 3 * in->list[i].count >= l->in->conversations)
			json_put_text(&l->o, NULL, in->list[i].text);
	json_close_array(&l->o);
}

/* Different ones that wrote in those hours, as they came, at most so many. */
static size_t conversations_of(const struct looking *l, int64_t from, int64_t until, int64_t *ids)
{
	const struct arrivals *a = l->arrivals;
	size_t count = 0;

	for (size_t i = 0; i < a->count && count < LOOKED_AT; i++) {
		int64_t hour = arrivals_place(a, a->list[i].at_ms);
		size_t k = 0;

		if (hour < from || hour >= until)
			continue;
		while (k < count && ids[k] != a->list[i].conversation)
			k++;
		if (k == count)
			ids[count++] = a->list[i].conversation;
	}
	return count;
}

static err_t conversation_look(struct looking *l, struct heard *heard, int64_t id, int64_t from, int64_t until)
{
	const struct arrivals *a = l->arrivals;
	size_t number = heard->conversations++;
	struct thread thread;
	err_t err = read_thread(l->context->reader, l->arena, id, l->context->actor->agent, MESSAGES_EACH, &thread);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < thread.count; i++) {
		int64_t hour = arrivals_place(a, thread.messages[i].at_ms);

		if (thread.messages[i].direction == DIR_IN && hour >= from && hour < until)
			words_count(&heard->words, l->arena, thread.messages[i].text, number);
	}
	for (const char *p = thread.row.tags; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		size_t length = strcspn(p, " ");

		word_count(&heard->tags, arena_copy_n(l->arena, p, length), number);
		p += length;
	}
	return NULL;
}

static err_t heard_look(struct looking *l, struct heard *heard, int64_t from, int64_t until, int64_t *ids)
{
	size_t count = conversations_of(l, from, until, ids);
	err_t err = NULL;

	heard_clear(heard);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = conversation_look(l, heard, ids[i], from, until);
	return err;
}

/* All that wrote, however many are looked at. */
static size_t people_of(const struct arrivals *a, const struct spike *spike)
{
	int64_t *ids = mem_array(a->count + 1, sizeof(*ids));
	size_t count = 0, people;

	for (size_t i = 0; i < a->count; i++) {
		int64_t hour = arrivals_place(a, a->list[i].at_ms);

		if (hour >= (int64_t)spike->from && hour < (int64_t)spike->until)
			ids[count++] = a->list[i].conversation;
	}
	people = arrivals_different(ids, count);
	free(ids);
	return people;
}

static err_t put_about(struct looking *l, const struct spike *spike)
{
	int64_t ids[LOOKED_AT], others[LOOKED_AT], from = (int64_t)spike->from;
	err_t err = heard_look(l, l->before, from - WEEK_HOURS, from, others);

	if (err == NULL)
		err = heard_look(l, l->in, from, (int64_t)spike->until, ids);
	if (err != NULL)
		return err;
	json_put_int(&l->o, "people", (int64_t)people_of(l->arrivals, spike));
	put_shared(l, "words", &l->in->words, &l->before->words);
	put_shared(l, "tags", &l->in->tags, &l->before->tags);
	json_open_array(&l->o, "examples");
	for (size_t i = 0; i < l->in->conversations && i < EXAMPLES; i++)
		json_put_int(&l->o, NULL, ids[i]);
	json_close_array(&l->o);
	arena_reset(l->arena);
	return NULL;
}

static err_t put_spike(struct looking *l, const struct spike *spike)
{
	const struct arrivals *a = l->arrivals;
	err_t err;

	json_open_object(&l->o, NULL);
	json_put_time(&l->o, "from", arrivals_instant(a, a->first + (int64_t)spike->from));
	json_put_time(&l->o, "until", arrivals_instant(a, a->first + (int64_t)spike->until));
	json_put_bool(&l->o, "open", spike->is_open);
	json_put_bool(&l->o, "slow", spike->is_slow);
	json_put_int(&l->o, "count", (int64_t)round(spike->count));
	json_put_number(&l->o, "expected", round(spike->expected * 10) / 10);
	json_put_number(&l->o, "ratio", round(spike->count / spike->expected * 10) / 10);
	json_put_number(&l->o, "chance", spike->chance);
	json_put_time(&l->o, "peak_at", arrivals_instant(a, a->first + (int64_t)spike->peak));
	err = put_about(l, spike);
	json_close_object(&l->o);
	return err;
}

err_t ahead_spikes(struct call_context *context)
{
	struct arrivals arrivals = { .list = NULL };
	struct spikes spikes = { .list = NULL };
	struct looking l = { .context = context, .arrivals = &arrivals, .o = { .to = context->answer },
		.arena = arena_create(), .in = mem_alloc(sizeof(*l.in)), .before = mem_alloc(sizeof(*l.before)) };
	err_t err = arrivals_read(context, &arrivals);

	if (err == NULL) {
		arrivals_spikes(&arrivals, &spikes);
		json_open_object(&l.o, NULL);
		json_put_time(&l.o, "as_of", arrivals.asked.request.as_of_ms);
		json_put_text(&l.o, "query", arrivals.asked.figures.query);
		json_put_time(&l.o, "since", arrivals.asked.request.window.since_ms);
		json_put_int(&l.o, "hours_known", (int64_t)arrivals.hours);
		json_open_array(&l.o, "rows");
		for (size_t i = 0; err == NULL && i < spikes.count && i < SPIKES_TOLD; i++)
			err = put_spike(&l, &spikes.list[spikes.count - 1 - i]);
		json_close_array(&l.o);
		json_put_int(&l.o, "found", (int64_t)spikes.count);
		json_close_object(&l.o);
	}
	spikes_finish(&spikes);
	arrivals_finish(&arrivals);
	arena_destroy(l.arena);
	free(l.in);
	free(l.before);
	return err;
}
