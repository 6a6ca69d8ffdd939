/* SPDX-License-Identifier: ISC */
/*
 * Hours in which much more came than the week's rhythm explains.
 *
 *   spikes   {"as_of","query","since","hours_known","rows":[{"from","until","open","slow","count","expected",
 *            "ratio","chance","peak_at","people","words":[],"tags":[],"examples":[]}]}
 *            newest first; people: different conversations; chance: that so much comes in the worst hour by itself;
 *            words: what most of them share, links too; tags: those that most have; examples: conversations
 */
#include "arrivals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/str.h"

enum { LOOKED_AT = 100, MESSAGES_EACH = 20, EXAMPLES = 3 };
enum { WORDS_TOLD = 4, WORD_LEAST = 4, WORD_MOST = 120, WORDS_MOST = 2000 };

/* How many of the conversations that were looked at have a word. */
struct shared_word { const char *text; size_t count, last; };
struct shared { struct arena *arena; struct shared_word list[WORDS_MOST]; size_t count; };

static void word_count(struct shared *shared, const char *word, size_t conversation)
{
	size_t i = 0;

	while (i < shared->count && strcmp(shared->list[i].text, word) != 0)
		i++;
	if (i == shared->count) {
		if (shared->count == WORDS_MOST)
			return;
		shared->list[shared->count++] = (struct shared_word){ word, 0, SIZE_MAX };
	}
	shared->list[i].count += shared->list[i].last != conversation;
	shared->list[i].last = conversation;
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

static void words_count(struct shared *shared, const char *text, size_t conversation)
{
	while (*text != '\0') {
		size_t length = 0;

		while (!is_blank(text[length]))
			length++;
		if (length >= WORD_LEAST && length <= WORD_MOST)
			word_count(shared, word_copy(shared->arena, text, length), conversation);
		text += length > 0 ? length : 1;
	}
}

static int shared_compare(const void *left, const void *right)
{
	const struct shared_word *a = left, *b = right;

	return a->count > b->count ? -1 : a->count < b->count ? 1 : strcmp(a->text, b->text);
}

/* Those that at least a third has, and more than one. */
static void put_shared(struct json_out *o, const char *key, struct shared *shared, size_t looked_at)
{
	if (shared->count > 1)
		qsort(shared->list, shared->count, sizeof(shared->list[0]), shared_compare);
	json_open_array(o, key);
	for (size_t i = 0; i < shared->count && i < WORDS_TOLD; i++)
		if (shared->list[i].count > 1 && 3 * shared->list[i].count >= looked_at)
			json_put_text(o, NULL, shared->list[i].text);
	json_close_array(o);
}

/* ---- one of them */

struct looking {
	struct call_context *context;
	const struct arrivals *arrivals;
	struct json_out o;
	struct shared *words, *tags;
};

/* Different ones, in the order in which they first wrote. */
static size_t conversations_of(const struct looking *l, const struct spike *spike, int64_t *ids)
{
	const struct arrivals *a = l->arrivals;
	size_t count = 0;

	for (size_t i = 0; i < a->count; i++) {
		int64_t hour = arrivals_hour(a, a->list[i].at_ms) - a->first;
		size_t k = 0;

		if (hour < (int64_t)spike->from || hour >= (int64_t)spike->until)
			continue;
		while (k < count && ids[k] != a->list[i].conversation)
			k++;
		if (k == count)
			ids[count++] = a->list[i].conversation;
		if (count == LOOKED_AT)
			break;
	}
	return count;
}

static err_t conversation_look(struct looking *l, const struct spike *spike, int64_t id, size_t number)
{
	const struct arrivals *a = l->arrivals;
	struct arena *arena = l->context->arena;
	struct thread thread;
	err_t err = read_thread(l->context->reader, arena, id, l->context->actor->agent, MESSAGES_EACH, &thread);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < thread.count; i++) {
		int64_t hour = arrivals_hour(a, thread.messages[i].at_ms) - a->first;

		if (thread.messages[i].direction == DIR_IN && hour >= (int64_t)spike->from && hour < (int64_t)spike->until)
			words_count(l->words, thread.messages[i].text, number);
	}
	for (const char *p = thread.row.tags; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		size_t length = strcspn(p, " ");

		word_count(l->tags, arena_copy_n(arena, p, length), number);
		p += length;
	}
	return NULL;
}

static err_t put_about(struct looking *l, const struct spike *spike)
{
	int64_t ids[LOOKED_AT];
	size_t count = conversations_of(l, spike, ids);
	err_t err = NULL;

	l->words->count = l->tags->count = 0;
	for (size_t i = 0; err == NULL && i < count; i++)
		err = conversation_look(l, spike, ids[i], i);
	if (err != NULL)
		return err;
	json_put_int(&l->o, "people", (int64_t)count);
	put_shared(&l->o, "words", l->words, count);
	put_shared(&l->o, "tags", l->tags, count);
	json_open_array(&l->o, "examples");
	for (size_t i = 0; i < count && i < EXAMPLES; i++)
		json_put_int(&l->o, NULL, ids[i]);
	json_close_array(&l->o);
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
	struct looking l = { .context = context, .arrivals = &arrivals, .o = { .to = context->answer } };
	err_t err = arrivals_read(context, &arrivals);

	if (err == NULL) {
		l.words = arena_alloc(context->arena, sizeof(*l.words));
		l.tags = arena_alloc(context->arena, sizeof(*l.tags));
		l.words->arena = l.tags->arena = context->arena;
		arrivals_spikes(&arrivals, &spikes);
		json_open_object(&l.o, NULL);
		json_put_time(&l.o, "as_of", arrivals.asked.request.as_of_ms);
		json_put_text(&l.o, "query", arrivals.asked.figures.query);
		json_put_time(&l.o, "since", arrivals.asked.request.window.since_ms);
		json_put_int(&l.o, "hours_known", (int64_t)arrivals.hours);
		json_open_array(&l.o, "rows");
		for (size_t i = spikes.count; err == NULL && i > 0; i--)
			err = put_spike(&l, &spikes.list[i - 1]);
		json_close_array(&l.o);
		json_close_object(&l.o);
	}
	spikes_finish(&spikes);
	arrivals_finish(&arrivals);
	return err;
}
