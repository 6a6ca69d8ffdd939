/* SPDX-License-Identifier: ISC */
/*
 * Hours in which much more came than the week's rhythm explains.
 *
 *   spikes   {"as_of","query","since","hours_known","found","rows":[{"from","until","open","slow","count",
 *            "expected","low","high","ratio","chance","peak_at","people","words":[],"tags":[],"examples":[]}]}
 *            newest first, at most 30 of those found; low and high: what is usual in those hours, nine times of
 *            ten; people: different conversations; chance: that so much comes in the worst hour by itself; words,
 *            links and tags: what many of them share, more than those of the week before; examples: conversations.
 *            One that is open may reach into the hour that is not over yet.
 *
 *   spikes now   {"young","rows":[{"account","from","until","noticed_at","count","low","high","words":[],"examples":[],
 *            "query"}]}
 *            by accounts; young: less than two weeks are known, nothing is measured; query: what lists its
 *            conversations; words are those that leave the desk (model/spike_said.h)
 */
#include "arrivals.h"
#include "spike_about.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/desk/spike.h"
#include "guichet/model/scope.h"

enum { SPIKES_TOLD = 30 };
enum { STALE_MS = 2 * HOUR_MS, YOUNG_MS = 2 * WEEK_HOURS * HOUR_MS };	/* YOUNG_MS: nothing is measured before */

struct telling { struct call_context *context; const struct arrivals *arrivals; struct json_out o; };

static void put_words(struct json_out *o, const char *key, const struct spike_words *words)
{
	json_open_array(o, key);
	for (size_t i = 0; i < words->count; i++)
		json_put_text(o, NULL, words->list[i].text);
	json_close_array(o);
}

static err_t put_about(struct telling *t, const struct spike *spike)
{
	struct spike_about about;
	err_t err = spike_about(t->context->reader, t->context->arena, t->arrivals, spike, &about);

	if (err != NULL)
		return err;
	json_put_int(&t->o, "people", (int64_t)about.people);
	put_words(&t->o, "words", &about.words);
	put_words(&t->o, "tags", &about.tags);
	json_open_array(&t->o, "examples");
	for (size_t i = 0; i < about.example_count; i++)
		json_put_int(&t->o, NULL, about.examples[i]);
	json_close_array(&t->o);
	return NULL;
}

static err_t put_spike(struct telling *t, const struct spike *spike)
{
	const struct arrivals *a = t->arrivals;
	struct spike_bounds usual = spike_usual(spike);
	err_t err;

	json_open_object(&t->o, NULL);
	json_put_time(&t->o, "from", arrivals_instant(a, a->first + (int64_t)spike->from));
	json_put_time(&t->o, "until", arrivals_instant(a, a->first + (int64_t)spike->until));
	json_put_bool(&t->o, "open", spike->is_open);
	json_put_bool(&t->o, "slow", spike->is_slow);
	json_put_int(&t->o, "count", (int64_t)round(spike->count));
	json_put_number(&t->o, "expected", round(spike->expected * 10) / 10);
	json_put_int(&t->o, "low", (int64_t)usual.low);
	json_put_int(&t->o, "high", (int64_t)usual.high);
	json_put_number(&t->o, "ratio", round(spike->count / spike->expected * 10) / 10);
	json_put_number(&t->o, "chance", spike->chance);
	json_put_time(&t->o, "peak_at", arrivals_instant(a, a->first + (int64_t)spike->peak));
	err = put_about(t, spike);
	json_close_object(&t->o);
	return err;
}

err_t ahead_spikes(struct call_context *context)
{
	struct arrivals arrivals = { .list = NULL };
	struct spikes spikes = { .list = NULL };
	struct telling t = { .context = context, .arrivals = &arrivals, .o = { .to = context->answer } };
	err_t err = arrivals_read_led_in(context, &arrivals);

	if (err == NULL) {
		arrivals_spikes(&arrivals, &spikes);
		json_open_object(&t.o, NULL);
		json_put_time(&t.o, "as_of", arrivals.asked.request.as_of_ms);
		json_put_text(&t.o, "query", arrivals.asked.figures.query);
		json_put_time(&t.o, "since", arrivals.since_ms);
		json_put_int(&t.o, "hours_known", (int64_t)arrivals.hours);
		json_open_array(&t.o, "rows");
		for (size_t i = 0; err == NULL && i < spikes.count && i < SPIKES_TOLD; i++)
			err = put_spike(&t, &spikes.list[spikes.count - 1 - i]);
		json_close_array(&t.o);
		json_put_int(&t.o, "found", (int64_t)spikes.count);
		json_close_object(&t.o);
	}
	spikes_finish(&spikes);
	arrivals_finish(&arrivals);
	return err;
}

/* ---- those that stand */

/* Words as texts, examples as numbers. */
static void put_split(struct call_context *context, struct json_out *o, const char *key, const char *text, char between)
{
	json_open_array(o, key);
	while (*text != '\0') {
		const char *end = strchrnul(text, between), *part = arena_copy_n(context->arena, text, (size_t)(end - text));

		if (between == '\n')
			json_put_text(o, NULL, part);
		else
			json_put_int(o, NULL, strtoll(part, NULL, 10));
		text = *end == '\0' ? end : end + 1;
	}
	json_close_array(o);
}

err_t spikes_now_put(struct call_context *context, struct json_out *o, const char *key)
{
	struct spike_row *rows = NULL;
	size_t count = 0;
	err_t err = read_spikes(context->reader, context->arena, &rows, &count);

	json_open_array(o, key);
	for (size_t i = 0; err == NULL && i < count; i++) {
		const struct spike_said *said = &rows[i].said;

		/* What is told of an account is told of all who write to it; nobody looks while a desk is closed. */
		if (!scope_has_whole_account(context->actor->scope, said->account) ||
		    said->until_ms + STALE_MS < context->now_ms)
			continue;
		json_open_object(o, NULL);
		json_put_text(o, "account", said->account);
		json_put_time(o, "from", said->from_ms);
		json_put_time(o, "until", said->until_ms);
		json_put_time(o, "noticed_at", rows[i].seen_ms);
		json_put_int(o, "count", said->count);
		json_put_int(o, "low", said->low);
		json_put_int(o, "high", said->high);
		put_split(context, o, "words", said->words, '\n');
		put_split(context, o, "examples", said->examples, ' ');
		json_put_text(o, "query", arena_printf(context->arena, "account:\"%s\" after:%" PRId64 "h", said->account,
			(context->now_ms - said->from_ms) / HOUR_MS + 1));
		json_close_object(o);
	}
	json_close_array(o);
	return err;
}

err_t spikes_now(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t from_ms = 0;
	err_t err = read_ledger_from(context->reader, &from_ms);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "young", from_ms == 0 || from_ms + YOUNG_MS > context->now_ms);
	err = spikes_now_put(context, &o, "rows");
	json_close_object(&o);
	return err;
}
