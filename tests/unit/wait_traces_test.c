/* SPDX-License-Identifier: ISC */
/*
 * Proves what the reducer tells of single messages, surveys and updates, and
 * who wrote again: each example worked out by hand, fed in any order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/wait.h"

/* Monday 2026-03-02 00:00 UTC; at(9, 0) is a time of that day. */
#define MONDAY INT64_C(1772409600000)
#define AT(h, m) (MONDAY + ((h) * 60 + (m)) * INT64_C(60000))
#define DAY(n) ((n) * INT64_C(86400000))

enum { ANN = 1, BOB = 2, ROB = 3, MAX_EVENTS = 12, MAX_TRACES = 4, SHUFFLES = 20 };

struct row {
	enum event_kind kind;
	int64_t recv, net;
	enum actor_kind who;
	int64_t agent;
	char ext, ref;		/* 0: none */
	const char *detail;
};

#define IN(t) { .kind = EVENT_MESSAGE_IN, .recv = (t) }
#define IN_X(t, x) { .kind = EVENT_MESSAGE_IN, .recv = (t), .ext = (x) }
#define IN_NET(t, n) { .kind = EVENT_MESSAGE_IN, .recv = (t), .net = (n) }
#define OUT(t, a) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_HUMAN, .agent = (a) }
#define ECHO(t) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_EXTERNAL }
#define BOT_OUT(t) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_BOT, .agent = ROB }
#define STATUS(t, to) { .kind = EVENT_STATUS, .recv = (t), .who = ACTOR_HUMAN, .agent = ANN, .detail = "to=" to "\n" }
#define BOT_HOLDS(t) { .kind = EVENT_ASSIGNED, .recv = (t), .who = ACTOR_BOT, .agent = ROB }
#define GONE(t, x) { .kind = EVENT_MESSAGE_DELETED, .recv = (t), .ref = (x) }
#define SENT(t, x) { .kind = EVENT_SURVEY_SENT, .recv = (t), .who = ACTOR_AUTOMATIC, .ext = (x) }
#define SCORE(t, n, x) { .kind = EVENT_SURVEY, .recv = (t), .ref = (x), .detail = "score=" #n "\n" }

/* value in seconds where it is a time; agent 0: nobody. */
struct expected { int64_t value, agent; bool superseded; };

static const struct example {
	const char *name;
	enum trace_kind kind;
	int64_t unit_ms;
	struct row rows[MAX_EVENTS];
	struct expected traces[MAX_TRACES];
} examples[] = {
	{ "nobody is credited who replied in an earlier case", TRACE_SURVEY, 1,
	  { IN(AT(9, 0) - DAY(60)), OUT(AT(9, 5) - DAY(60), ANN), STATUS(AT(9, 6) - DAY(60), "resolved"), BOT_HOLDS(AT(8, 59)),
	    IN(AT(9, 0)), BOT_OUT(AT(9, 1)), STATUS(AT(9, 2), "resolved"), SENT(AT(9, 3), 's'), SCORE(AT(9, 4), 1, 's') },
	  { { 1, 0, false } } },
	{ "who replied last in this one is", TRACE_SURVEY, 1,
	  { IN(AT(9, 0)), OUT(AT(9, 1), ANN), OUT(AT(9, 2), BOB), SENT(AT(9, 3), 0), SCORE(AT(9, 4), 5, 0) },
	  { { 5, BOB, false } } },
	{ "an answer names its survey", TRACE_SURVEY, 1,
	  { IN(AT(9, 0)), OUT(AT(9, 1), ANN), SENT(AT(9, 2), 's'), OUT(AT(10, 1), BOB), SENT(AT(10, 2), 't'),
	    SCORE(AT(10, 3), 1, 's') },
	  { { 1, ANN, false }, { 0, BOB, true } } },
	{ "one that names none is of the last", TRACE_SURVEY, 1,
	  { IN(AT(9, 0)), OUT(AT(9, 1), ANN), SENT(AT(9, 2), 's'), OUT(AT(10, 1), BOB), SENT(AT(10, 2), 't'),
	    SCORE(AT(10, 3), 1, 0) },
	  { { 0, ANN, true }, { 1, BOB, false } } },
	{ "of a case the last answer counts, to whichever", TRACE_SURVEY, 1,
	  { IN(AT(9, 0)), OUT(AT(9, 1), ANN), SENT(AT(9, 2), 's'), OUT(AT(10, 1), BOB), SENT(AT(10, 2), 't'),
	    SCORE(AT(10, 3), 5, 't'), SCORE(AT(10, 4), 2, 's') },
	  { { 2, ANN, false }, { 5, BOB, true } } },
	{ "an answer to one that is too old is none", TRACE_SURVEY, 1,
	  { IN(AT(9, 0)), OUT(AT(9, 1), ANN), SENT(AT(9, 2), 's'), SENT(AT(9, 2) + DAY(6), 't'),
	    SCORE(AT(9, 3) + DAY(7), 1, 's') },
	  { { 0, ANN, false }, { 0, ANN, false } } },
	{ "every reply by hand leaves the turn to the customer: an update all the same", TRACE_REPLY, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 10), "pending"), IN(AT(10, 0)), OUT(AT(10, 30), BOB),
	    STATUS(AT(10, 30), "pending") },
	  { { -1, ANN, false }, { 4800, BOB, false } } },
	{ "whose turn of ours is that from when they wrote", TRACE_UPDATE, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 10), "pending"), IN(AT(10, 0)), OUT(AT(10, 30), BOB),
	    STATUS(AT(10, 30), "pending") },
	  { { 1800, BOB, false } } },
	{ "M21 parked again while they wait", TRACE_UPDATE, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 10), "pending"), IN(AT(15, 0)), STATUS(AT(15, 5), "pending"),
	    OUT(AT(15, 20), ANN), STATUS(AT(15, 21), "open"), STATUS(AT(15, 30), "resolved") },
	  { { 300, ANN, false } } },
	{ "on hold and snoozed are our time; a turn of theirs between makes two stretches", TRACE_UPDATE, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 20), "on_hold"), STATUS(AT(10, 0), "pending"),
	    STATUS(AT(10, 30), "snoozed"), ECHO(AT(11, 0)) },
	  { { 3000, 0, true }, { 1800, 0, false } } },
	{ "all of it was theirs", TRACE_UPDATE, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 10), "pending"), OUT(AT(9, 20), ANN), OUT(AT(9, 30), ANN) },
	  { { 0, ANN, false }, { 0, ANN, false } } },
	{ "over a resolve there is no update", TRACE_UPDATE, 1000,
	  { IN(AT(9, 0)), OUT(AT(9, 10), ANN), STATUS(AT(9, 11), "resolved"), IN(AT(10, 0)), OUT(AT(10, 30), ANN),
	    OUT(AT(10, 40), ANN) },
	  { { 600, ANN, false } } },
	{ "a message of a network without clocks is one too", TRACE_IN, 1000,
	  { IN(AT(9, 0)), IN_NET(AT(9, 2), AT(9, 1)), { .kind = EVENT_MESSAGE_IN, .recv = AT(9, 3), .detail = "request=0\n" } },
	  { { -1, 0, false }, { 60, 0, false } } },
};

static size_t events_make(const struct row *rows, struct event *events)
{
	size_t count = 0;

	for (; count < MAX_EVENTS && rows[count].recv != 0; count++) {
		const struct row *row = &rows[count];

		events[count] = (struct event){
			.seq = (int64_t)count + 1, .account = 3, .conversation = 7, .kind = row->kind,
			.net_ms = row->net, .recv_ms = row->recv, .actor_kind = row->who, .actor = row->agent,
			.subject = row->kind == EVENT_ASSIGNED ? row->agent : 0, .has_ext = row->ext != 0,
			.has_ref = row->ref != 0, .detail = row->detail == NULL ? "" : row->detail,
		};
		events[count].ext[0] = (unsigned char)row->ext;
		events[count].ref[0] = (unsigned char)row->ref;
	}
	return count;
}

static void shuffle(struct random *random, struct event *events, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = (size_t)random_below(random, i);
		struct event kept = events[i - 1];

		events[i - 1] = events[other];
		events[other] = kept;
	}
}

static void reduce(struct arena *arena, const struct event *events, size_t count, struct wait_result *out)
{
	struct wait_rules rules = wait_rules_default();

	rules.traces = true;
	wait_reduce(arena, events, count, &rules, 0, out);
}

static void traces_compare(const struct example *example, const struct event *events, size_t count)
{
	struct arena *arena = arena_create();
	struct wait_result result;
	size_t at = 0;

	reduce(arena, events, count, &result);
	for (size_t i = 0; i < result.trace_count; i++) {
		const struct trace *trace = &result.traces[i];
		int64_t unit = trace->value_ms < 0 ? 1 : example->unit_ms;

		if (trace->kind != example->kind)
			continue;
		assert_true(at < MAX_TRACES);
		assert_int_equal(trace->value_ms / unit, example->traces[at].value);
		assert_int_equal(trace->agent, example->traces[at].agent);
		assert_int_equal(trace->superseded, example->traces[at++].superseded);
	}
	for (; at < MAX_TRACES; at++)
		assert_true(example->traces[at].value == 0 && example->traces[at].agent == 0);
	arena_destroy(arena);
}

static void by_hand(void **state)
{
	struct random random = random_seeded(41);

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct event events[MAX_EVENTS];
		size_t count = events_make(examples[i].rows, events);

		print_message("# %s\n", examples[i].name);
		for (int round = 0; round < SHUFFLES; round++) {
			traces_compare(&examples[i], events, count);
			shuffle(&random, events, count);
		}
	}
}

/* A gap is its stretches and the stays in which it was their turn; there are no more updates than gaps. */
static void stretches_fit_their_gap(void **state)
{
	static const char *const to[] = { "to=open\n", "to=pending\n", "to=pending\n", "to=on_hold\n", "to=resolved\n" };
	struct random random = random_seeded(43);

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct arena *arena = arena_create();
		struct event events[40];
		size_t count = (size_t)random_below(&random, 40) + 1, gaps = 0, updates = 0;
		struct wait_result result;
		int64_t gap = 0, sum = 0, theirs = 0;

		for (size_t i = 0; i < count; i++) {
			enum event_kind kind = (enum event_kind[]){ EVENT_MESSAGE_IN, EVENT_MESSAGE_OUT, EVENT_STATUS }[random_below(&random, 3)];

			events[i] = (struct event){ .seq = (int64_t)i + 1, .account = 3, .conversation = 7, .kind = kind,
				.recv_ms = MONDAY + (int64_t)i * 1000, .detail = kind == EVENT_STATUS ? to[random_below(&random, 5)] : "",
				.actor_kind = kind == EVENT_MESSAGE_IN ? ACTOR_CUSTOMER : ACTOR_HUMAN, .actor = ANN };
		}
		reduce(arena, events, count, &result);
		for (size_t i = 0; i < result.trace_count; i++) {
			const struct trace *trace = &result.traces[i];

			if (trace->kind == TRACE_UPDATE) {
				assert_true(trace->due_ms <= trace->at_ms && trace->due_ms - trace->value_ms >= trace->at_ms - gap);
				sum += trace->value_ms;
				updates += !trace->superseded;
			} else if (trace->kind == TRACE_REPLY && trace->value_ms >= 0) {
				gap = trace->value_ms;
				gaps++;
				sum -= gap;
				for (size_t k = 0; k < result.span_count; k++) {
					const struct case_span *span = &result.spans[k];
					int64_t from = trace->at_ms - gap, until = span->to_ms == 0 ? trace->at_ms : span->to_ms;

					from = span->from_ms > from ? span->from_ms : from;
					until = until < trace->at_ms ? until : trace->at_ms;
					theirs += span->state == STATUS_PENDING && until > from ? until - from : 0;
				}
			}
		}
		assert_int_equal(updates, gaps);
		assert_int_equal(sum + theirs, 0);
		arena_destroy(arena);
	}
}

/* ---- who wrote again */

static const struct { const char *name; struct row rows[MAX_EVENTS]; bool chased; } again[] = {
	{ "twice before the answer", { IN(AT(9, 0)), IN(AT(9, 5)), OUT(AT(9, 10), ANN) }, true },
	{ "once", { IN(AT(9, 0)), OUT(AT(9, 10), ANN), IN(AT(9, 20)) }, false },
	{ "twice, both taken back", { IN_X(AT(9, 0), 'a'), IN_X(AT(9, 5), 'b'), GONE(AT(9, 6), 'a'), GONE(AT(9, 7), 'b') }, true },
	{ "M15 twice, one taken back", { IN_X(AT(9, 0), 'a'), IN_X(AT(9, 5), 'b'), GONE(AT(9, 6), 'a'), OUT(AT(9, 7), ANN) }, true },
	{ "and so it is while they wait", { IN_X(AT(9, 0), 'a'), IN_X(AT(9, 5), 'b'), GONE(AT(9, 6), 'a') }, true },
	{ "taken back before they wrote again", { IN_X(AT(9, 0), 'a'), GONE(AT(9, 6), 'a'), IN_X(AT(9, 7), 'b') }, false },
	{ "the second one was not known", { IN(AT(9, 0)), IN(AT(9, 5)), { .kind = EVENT_MESSAGE_OUT, .recv = AT(9, 10),
	    .who = ACTOR_HUMAN, .agent = ANN, .detail = "seen=1\n" } }, false },
};

static void written_again(void **state)
{
	struct random random = random_seeded(47);

	(void)state;
	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
		struct event events[MAX_EVENTS];
		size_t count = events_make(again[i].rows, events);

		print_message("# %s\n", again[i].name);
		for (int round = 0; round < SHUFFLES; round++) {
			struct arena *arena = arena_create();
			struct wait_result result;

			reduce(arena, events, count, &result);
			assert_true(result.wait_count > 0);
			assert_int_equal((result.waits[0].flags & WAIT_CHASED) != 0, again[i].chased);
			arena_destroy(arena);
			shuffle(&random, events, count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand), cmocka_unit_test(stretches_fit_their_gap), cmocka_unit_test(written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
