/* SPDX-License-Identifier: ISC */
/*
 * One reading of all that came is parted by accounts.  With several accounts
 * an hour must be that much less likely before anybody is told of it, or many
 * accounts would cry wolf as many times as often; of one that is told the
 * figures are those that spikes account:NAME has.
 */
#include "spike_watch.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/spike.h"
#include "question.h"
#include "spike_about.h"

enum {
	FIRST_MS = 2000,
	SETTLE_MS = 1000,	/* messages come in batches */
	LOOK_MS = 60000,
	STANDING_MS = 600000,	/* nothing comes any more: is it over? */
	SHARE = 50
};
enum { TOLD_LEAST = SPIKE_AUTHORS_LEAST };	/* a word leaves the desk when so many said it */

struct spike_watch {
	struct server *server;
	struct loop_timer *timer;
	struct watch_question *question;	/* or NULL */
	int64_t looked_ms, rest_ms;		/* steady: when it was looked last, and how long to rest behind it */
	int64_t mark;				/* of the messages that were there then */
	bool woken, stands;
};

/* The thread's until it was told. */
struct watch_question {
	struct spike_watch *watch;		/* NULL: nobody waits any more */
	struct question *asked;
	struct arena *arena;
	int64_t now_ms, mark, took_ms;
	struct spike_seen *list;
	size_t count;
	char *problem;
};

/* ---- in the thread */

static const char *words_of(struct arena *arena, const struct spike_words *words)
{
	const char *out = "";

	for (size_t i = 0; i < words->count; i++)
		if (words->list[i].conversations >= TOLD_LEAST && spike_word_is_plain(words->list[i].text))
			out = arena_printf(arena, "%s%s%s", out, *out == '\0' ? "" : "\n", words->list[i].text);
	return out;
}

static err_t seen_add(struct watch_question *q, struct reader *reader, const struct account *account,
	const struct arrivals *a, const struct spike *spike)
{
	struct spike_seen *seen = &q->list[q->count];
	struct spike_said *said = &seen->row.said;
	struct spike_bounds usual = spike_usual(spike);
	struct spike_about about;
	err_t err = spike_about(reader, q->arena, a, spike, &about);

	if (err != NULL)
		return err;
	*seen = (struct spike_seen){ .row = { .account = account->id, .first = about.example_count > 0 ? about.examples[0] : 0 } };
	*said = (struct spike_said){ .account = account->name, .from_ms = arrivals_instant(a, a->first + (int64_t)spike->from),
		.until_ms = arrivals_instant(a, a->first + (int64_t)spike->until), .count = (int64_t)round(spike->count),
		.low = (int64_t)usual.low, .high = (int64_t)usual.high, .words = words_of(q->arena, &about.words), .examples = "" };
	for (size_t i = 0; i < about.example_count; i++)
		said->examples = arena_printf(q->arena, "%s%s%" PRId64, said->examples, i > 0 ? " " : "", about.examples[i]);
	q->count++;
	return NULL;
}

/* Its last one, when that goes on. */
static err_t account_look(struct watch_question *q, struct reader *reader, const struct arrivals *all,
	const struct account *account, double chance)
{
	struct arrivals part;
	struct spikes spikes;
	const struct spike *last;
	err_t err = NULL;

	arrivals_part(all, account->id, &part);
	arrivals_spikes(&part, &spikes);
	last = spikes.count > 0 ? &spikes.list[spikes.count - 1] : NULL;
	if (last != NULL && last->is_open) {
		err = seen_add(q, reader, account, &part, last);
		if (err == NULL)
			q->list[q->count - 1].is_certain = last->is_slow || last->chance < chance;
	}
	spikes_finish(&spikes);
	arrivals_finish(&part);
	return err;
}

static err_t accounts_look(struct watch_question *q, struct reader *reader, const struct arrivals *all)
{
	struct account *accounts = NULL;
	size_t count = 0;
	err_t err = read_accounts(reader, q->arena, &accounts, &count);

	q->list = arena_array(q->arena, count + 1, sizeof(*q->list));
	for (size_t i = 0; err == NULL && i < count; i++)
		err = account_look(q, reader, all, &accounts[i], SPIKE_CHANCE / (double)count);
	return err;
}

static void question_run(void *data, struct reader *reader)
{
	struct watch_question *q = data;
	static const struct actor desk = { .name = "", .role = ROLE_ADMIN, .origin = ORIGIN_RULE };
	struct call_request request;
	struct call_front front;
	struct str answer = { 0 };
	struct call_context context = { .reader = reader, .arena = q->arena, .request = &request, .actor = &desk,
		.now_ms = q->now_ms, .answer = &answer };
	struct arrivals all = { .list = NULL };
	int64_t begun_ms = clock_steady_ms();
	err_t err = call_parse(q->arena, call_find("spikes"), 0, NULL, &request, &front);

	if (err == NULL)
		err = read_message_mark(reader, &q->mark);
	if (err == NULL)
		err = arrivals_read_led_in(&context, &all);
	if (err == NULL)
		err = accounts_look(q, reader, &all);
	arrivals_finish(&all);
	str_finish(&answer);
	q->took_ms = clock_steady_ms() - begun_ms;
	if (err != NULL)
		q->problem = mem_copy(err->text);
}

/* ---- in the loop */

static void on_look(void *data);

/* The next look: at what was told, and no sooner than the rest behind the last one allows. */
static void look_plan(struct spike_watch *watch)
{
	int64_t ms = watch->woken ? SETTLE_MS : STANDING_MS, rest = watch->looked_ms + watch->rest_ms - clock_steady_ms();

	if (watch->timer != NULL || watch->question != NULL || (!watch->woken && !watch->stands))
		return;
	watch->timer = loop_after(watch->server->loop, rest > ms ? rest : ms, on_look, watch);
}

static void question_free(struct watch_question *q)
{
	arena_destroy(q->arena);
	free(q->problem);
	free(q);
}

static void question_told(void *data, const char *problem)
{
	struct watch_question *q = data;
	struct spike_watch *watch = q->watch;
	const char *trouble = problem != NULL ? problem : q->problem;
	err_t err;

	if (watch == NULL) {
		question_free(q);
		return;
	}
	watch->question = NULL;
	watch->looked_ms = clock_steady_ms();
	watch->rest_ms = q->took_ms * SHARE > LOOK_MS ? q->took_ms * SHARE : LOOK_MS;
	err = trouble != NULL ? NULL : desk_spikes_seen(watch->server->desk, q->list, q->count);
	if (err != NULL)
		trouble = err->text;
	if (trouble == NULL) {
		watch->mark = q->mark;
		watch->stands = q->count > 0;
	} else {
		log_line("spikes", "later why=\"%s\"", trouble);
		watch->woken = true;
	}
	question_free(q);
	look_plan(watch);
}

static err_t question_ask(struct spike_watch *watch)
{
	struct watch_question *q = mem_alloc(sizeof(*q));
	err_t err;

	*q = (struct watch_question){ .watch = watch, .arena = arena_create(), .now_ms = desk_now(watch->server->desk) };
	err = questions_ask(watch->server->questions, question_run, question_told, q, &q->asked);
	if (err == NULL)
		watch->question = q;
	else
		question_free(q);
	return err;
}

/* What changed may have been no message. */
static void on_look(void *data)
{
	struct spike_watch *watch = data;
	int64_t mark = 0;
	err_t err = read_message_mark(desk_reader(watch->server->desk), &mark);
	bool came = mark != watch->mark;

	watch->timer = NULL;
	watch->woken = false;
	if (watch->server->ending || (err == NULL && !came && !watch->stands))
		return;
	if (err == NULL)
		err = question_ask(watch);
	if (err != NULL)
		log_line("spikes", "why=\"%s\"", err->text);	/* the next message asks again */
}

void spike_watch_wake(struct spike_watch *watch)
{
	if (watch->woken)
		return;
	watch->woken = true;
	if (watch->stands)		/* a look that is far away comes sooner */
		loop_timer_stop(watch->server->loop, &watch->timer);
	look_plan(watch);
}

struct spike_watch *spike_watch_create(struct server *server)
{
	struct spike_watch *watch = mem_alloc(sizeof(*watch));

	*watch = (struct spike_watch){ .server = server, .woken = true, .mark = -1 };
	watch->timer = loop_after(server->loop, FIRST_MS, on_look, watch);
	return watch;
}

/* Before the readers: what is under way is told there, to nobody. */
void spike_watch_destroy(struct spike_watch *watch)
{
	if (watch == NULL)
		return;
	loop_timer_stop(watch->server->loop, &watch->timer);
	if (watch->question != NULL) {
		watch->question->watch = NULL;
		questions_give_up(watch->question->asked);
	}
	free(watch);
}
