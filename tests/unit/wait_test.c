/* SPDX-License-Identifier: ISC */
/*
 * Proves that the reducer gives the hand-computed waits and cases of the
 * acceptance cases to the second, in whatever order the events are fed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/wait.h"

/* Monday 2026-03-02 00:00 UTC; at(9, 0, 0) is a time of that day, DAY() adds days. */
#define MONDAY INT64_C(1772409600000)
#define AT(h, m, s) (MONDAY + ((h) * 3600 + (m) * 60 + (s)) * INT64_C(1000))
#define DAY(n) ((n) * INT64_C(86400000))

enum { ANN = 1, BOB = 2, MAX_EVENTS = 12, MAX_WAITS = 4, MAX_CASES = 3, SHUFFLES = 20 };

/* One event by its essentials; net 0 means "as received". */
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
#define OUT_X(t, a, x) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_HUMAN, \
	.agent = (a), .ext = (x) }
#define AUTO(t) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_AUTOMATIC }
#define ECHO(t) { .kind = EVENT_MESSAGE_OUT, .recv = (t), .who = ACTOR_EXTERNAL }
#define NOTE(t) { .kind = EVENT_NOTE, .recv = (t), .who = ACTOR_HUMAN, .agent = ANN }
#define STATUS(t, to) { .kind = EVENT_STATUS, .recv = (t), .who = ACTOR_HUMAN, .agent = ANN, \
	.detail = "to=" to "\n" }
#define NO_REPLY(t) { .kind = EVENT_STATUS, .recv = (t), .who = ACTOR_HUMAN, .agent = ANN, \
	.detail = "reason=no_reply_needed\nto=resolved\n" }
#define GIVE(t, a) { .kind = EVENT_ASSIGNED, .recv = (t), .who = ACTOR_HUMAN, .agent = (a) }
#define GONE(t, x) { .kind = EVENT_MESSAGE_DELETED, .recv = (t), .ref = (x) }
#define FAILED(t, x) { .kind = EVENT_MESSAGE_FAILED, .recv = (t), .who = ACTOR_SYSTEM, .ref = (x) }
#define PLAIN(k, t) { .kind = EVENT_##k, .recv = (t), .who = ACTOR_SYSTEM }

/* Seconds; agent 0 for nobody. */
struct expected_wait {
	enum wait_kind kind;
	enum wait_outcome outcome;
	int seconds, agent, own;
	unsigned flags;
};
struct expected_case {
	int first_resolved, resolved, settled;
	int waits, turns, reopens, courtesies, transfers;
	bool spam;
};

struct example {
	const char *name;
	struct row rows[MAX_EVENTS];
	int64_t as_of;
	struct expected_wait waits[MAX_WAITS];
	struct expected_case cases[MAX_CASES];
};

#define ANSWERED(k, s, a) { WAIT_##k, WAIT_ANSWERED, s, a, s, 0 }
#define CASES_END { .waits = -1 }

static const struct example examples[] = {
	{ "M01 several inbound are one wait",
	  { IN(AT(9, 0, 0)), IN(AT(9, 2, 10)), IN(AT(9, 5, 0)), OUT(AT(9, 7, 30), ANN),
	    OUT(AT(9, 7, 50), ANN), IN(AT(9, 10, 0)), OUT(AT(9, 10, 45), ANN) }, 0,
	  { ANSWERED(FIRST, 450, ANN), ANSWERED(NEXT, 45, ANN) },
	  { { .waits = 2, .turns = 2 }, CASES_END } },
	{ "M02 automatic messages and notes answer nothing",
	  { IN(AT(9, 0, 0)), AUTO(AT(9, 0, 2)), NOTE(AT(9, 4, 0)), AUTO(AT(9, 10, 0)),
	    OUT(AT(9, 20, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 1200, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M05 we wrote first",
	  { OUT(AT(9, 0, 0), ANN), IN(AT(11, 0, 0)), OUT(AT(11, 10, 0), ANN) }, 0,
	  { ANSWERED(NEXT, 600, ANN) }, { { .waits = 1, .turns = 2 }, CASES_END } },
	{ "M06 reopened within the window",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 10, 0), ANN), STATUS(AT(10, 15, 0), "resolved"),
	    IN(AT(10, 0, 0) + DAY(2)), OUT(AT(10, 30, 0) + DAY(2), ANN),
	    STATUS(AT(11, 0, 0) + DAY(2), "resolved") }, 0,
	  { ANSWERED(FIRST, 600, ANN), ANSWERED(NEXT, 1800, ANN) },
	  { { .first_resolved = 900, .resolved = 176400, .settled = 176400, .waits = 2, .turns = 2,
	      .reopens = 1 }, CASES_END } },
	{ "M07 a second past the window is a new case",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 10, 0), ANN), STATUS(AT(10, 15, 0), "resolved"),
	    IN(AT(10, 15, 1) + DAY(7)), OUT(AT(10, 20, 1) + DAY(7), BOB) }, 0,
	  { ANSWERED(FIRST, 600, ANN), ANSWERED(FIRST, 300, BOB) },
	  { { .first_resolved = 900, .resolved = 900, .settled = 900, .waits = 1, .turns = 1 },
	    { .waits = 1, .turns = 1 }, CASES_END } },
	{ "a status that is none changes nothing",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 10, 0), ANN), STATUS(AT(10, 15, 0), "resolved"),
	    STATUS(AT(10, 20, 0), "solved"), { .kind = EVENT_STATUS, .recv = AT(10, 30, 0), .who = ACTOR_HUMAN, .agent = BOB } }, 0,
	  { ANSWERED(FIRST, 600, ANN) },
	  { { .first_resolved = 900, .resolved = 900, .settled = 900, .waits = 1, .turns = 1 }, CASES_END } },
	{ "exactly at the window's end is a reopening",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 10, 0), ANN), STATUS(AT(10, 15, 0), "resolved"),
	    IN(AT(10, 15, 0) + DAY(7)), OUT(AT(10, 20, 0) + DAY(7), BOB) }, 0,
	  { ANSWERED(FIRST, 600, ANN), ANSWERED(NEXT, 300, BOB) },
	  { { .first_resolved = 900, .waits = 2, .turns = 2, .reopens = 1 }, CASES_END } },
	{ "M08 thanks is a courtesy",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 5, 0), ANN), STATUS(AT(10, 6, 0), "resolved"),
	    IN(AT(10, 16, 0)), NO_REPLY(AT(10, 20, 0)) }, AT(0, 0, 0) + DAY(9),
	  { ANSWERED(FIRST, 300, ANN), { WAIT_NEXT, WAIT_WAIVED, 240, 0, 0, 0 } },
	  { { .first_resolved = 360, .resolved = 1200, .settled = 360, .waits = 2, .turns = 1,
	      .reopens = 1, .courtesies = 1 }, CASES_END } },
	{ "M09 a transfer; credit to the sender",
	  { IN(AT(9, 0, 0)), GIVE(AT(9, 1, 0), ANN), GIVE(AT(9, 20, 0), BOB), OUT(AT(9, 30, 0), BOB) }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 1800, BOB, 600, 0 } },
	  { { .waits = 1, .turns = 1, .transfers = 1 }, CASES_END } },
	{ "a transfer by way of nobody",
	  { IN(AT(9, 0, 0)), GIVE(AT(9, 1, 0), ANN), PLAIN(UNASSIGNED, AT(9, 2, 0)),
	    GIVE(AT(9, 20, 0), BOB), OUT(AT(9, 30, 0), BOB) }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 1800, BOB, 600, 0 } },
	  { { .waits = 1, .turns = 1, .transfers = 1 }, CASES_END } },
	{ "M10 a colleague answers",
	  { IN(AT(9, 0, 0)), GIVE(AT(9, 1, 0), ANN), OUT(AT(9, 6, 0), BOB) }, 0,
	  { ANSWERED(FIRST, 360, BOB) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M11 nobody answers what had not reached them",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 5, 0), ANN), IN_NET(AT(10, 10, 0), AT(10, 4, 0)),
	    OUT(AT(10, 20, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 300, ANN), { WAIT_NEXT, WAIT_ANSWERED, 960, ANN, 960, WAIT_LATE } },
	  { { .waits = 2, .turns = 1 }, CASES_END } },
	{ "M12 late arrival counts from when it was written",
	  { IN_NET(AT(10, 30, 0), AT(10, 0, 0)), OUT(AT(10, 35, 0), ANN) }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 2100, ANN, 2100, WAIT_LATE } },
	  { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M13 a clock in the future",
	  { IN_NET(AT(10, 0, 0), AT(12, 0, 0)), OUT(AT(10, 10, 0), ANN) }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 600, ANN, 600, WAIT_CLOCK_FUTURE } },
	  { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M14 a reply cannot precede what it answers",
	  { IN_NET(AT(10, 0, 2), AT(10, 0, 3)), OUT(AT(10, 0, 2), ANN) }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 0, ANN, 0, WAIT_CLAMPED } },
	  { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M15 edited and partly deleted",
	  { IN_X(AT(10, 0, 0), 'a'), IN_X(AT(10, 10, 0), 'b'),
	    { .kind = EVENT_MESSAGE_EDITED, .recv = AT(10, 15, 0), .ref = 'b' },
	    GONE(AT(10, 20, 0), 'a'), OUT(AT(10, 30, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 1200, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M16 withdrawn",
	  { IN_X(AT(10, 0, 0), 'a'), GONE(AT(10, 25, 0), 'a') }, 0,
	  { { WAIT_FIRST, WAIT_WITHDRAWN, 1500, 0, 0, 0 } }, { { .waits = 1 }, CASES_END } },
	{ "deleted by one of us is not withdrawn",
	  { IN_X(AT(10, 0, 0), 'a'), { .kind = EVENT_MESSAGE_DELETED, .recv = AT(10, 25, 0),
	    .who = ACTOR_HUMAN, .agent = ANN, .ref = 'a' } }, 0,
	  { { WAIT_FIRST, WAIT_WAIVED, 1500, 0, 0, 0 } }, { { .waits = 1 }, CASES_END } },
	{ "M17 a failed reply never existed",
	  { IN(AT(10, 0, 0)), OUT_X(AT(10, 5, 0), ANN, 'o'), FAILED(AT(10, 6, 0), 'o'),
	    OUT(AT(10, 40, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 2400, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "a reply taken back within a minute never existed",
	  { IN(AT(10, 0, 0)), OUT_X(AT(10, 5, 0), ANN, 'o'), GONE(AT(10, 5, 50), 'o'),
	    OUT(AT(10, 40, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 2400, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "taken back after the customer wrote again, it did exist",
	  { IN(AT(10, 0, 0)), OUT_X(AT(10, 5, 0), ANN, 'o'), IN(AT(10, 5, 20)),
	    GONE(AT(10, 5, 50), 'o'), OUT(AT(10, 40, 20), ANN) }, 0,
	  { ANSWERED(FIRST, 300, ANN), ANSWERED(NEXT, 2100, ANN) },
	  { { .waits = 2, .turns = 2 }, CASES_END } },
	{ "M18 the same message twice",
	  { IN_X(AT(10, 0, 0), 'a'), IN_X(AT(10, 0, 1), 'a'), OUT(AT(10, 3, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 180, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M18 spam voids the case",
	  { IN(AT(10, 0, 0)), PLAIN(SPAM, AT(10, 1, 0)) }, 0,
	  { { 0 } }, { { .waits = 1, .spam = true }, CASES_END } },
	{ "no spam after all",
	  { IN(AT(10, 0, 0)), PLAIN(SPAM, AT(10, 1, 0)), PLAIN(UNSPAM, AT(10, 2, 0)),
	    OUT(AT(10, 3, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 180, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M21 parking a waiting customer helps nobody",
	  { IN(AT(9, 0, 0)), OUT(AT(9, 10, 0), ANN), STATUS(AT(9, 10, 0), "pending"), IN(AT(15, 0, 0)),
	    STATUS(AT(15, 5, 0), "pending"), OUT(AT(15, 20, 0), ANN), STATUS(AT(15, 21, 0), "open"),
	    STATUS(AT(15, 30, 0), "resolved") }, 0,
	  { ANSWERED(FIRST, 600, ANN), ANSWERED(NEXT, 1200, ANN) },
	  { { .first_resolved = 23400, .resolved = 23400, .settled = 23400, .waits = 2, .turns = 2 },
	    CASES_END } },
	{ "M22 undone resolve, answer from the phone, a like",
	  { IN(AT(9, 0, 0)), STATUS(AT(9, 5, 0), "resolved"), STATUS(AT(9, 5, 40), "open"),
	    ECHO(AT(9, 12, 0)), { .kind = EVENT_MESSAGE_IN, .recv = AT(9, 13, 0),
		.detail = "request=0\n" } }, 0,
	  { { WAIT_FIRST, WAIT_ANSWERED, 720, 0, 720, WAIT_EXTERNAL } },
	  { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "a resolve taken back too late did happen",
	  { IN(AT(9, 0, 0)), STATUS(AT(9, 5, 0), "resolved"), STATUS(AT(9, 6, 1), "open"),
	    OUT(AT(9, 12, 0), ANN) }, 0,
	  { { WAIT_FIRST, WAIT_WAIVED, 300, 0, 0, 0 } },
	  { { .first_resolved = 300, .waits = 1, .turns = 1 }, CASES_END } },
	{ "M23 still open", { IN(AT(9, 0, 0)) }, AT(10, 0, 0),
	  { { WAIT_FIRST, WAIT_OPEN, 3600, 0, 0, 0 } }, { { .waits = 1 }, CASES_END } },
	{ "M23 closed unread", { IN(AT(9, 0, 0)), STATUS(AT(9, 30, 0), "resolved") }, AT(10, 0, 0),
	  { { WAIT_FIRST, WAIT_WAIVED, 1800, 0, 0, 0 } },
	  { { .first_resolved = 1800, .resolved = 1800, .settled = 1800, .waits = 1 }, CASES_END } },
	{ "recorded later than as_of", { IN(AT(9, 0, 0)), OUT(AT(11, 0, 0), ANN) }, AT(10, 0, 0),
	  { { WAIT_FIRST, WAIT_OPEN, 3600, 0, 0, 0 } }, { { .waits = 1 }, CASES_END } },
	{ "M24 after closed begins a new case",
	  { IN(AT(9, 0, 0)), OUT(AT(9, 5, 0), ANN), STATUS(AT(9, 6, 0), "resolved"),
	    STATUS(AT(9, 7, 0), "closed"), IN(AT(9, 8, 0)), OUT(AT(9, 10, 0), ANN) }, 0,
	  { ANSWERED(FIRST, 300, ANN), ANSWERED(FIRST, 120, ANN) },
	  { { .first_resolved = 360, .resolved = 360, .settled = 360, .waits = 1, .turns = 1 },
	    { .waits = 1, .turns = 1 }, CASES_END } },
	{ "M26 a complaint closed silently is no courtesy",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 5, 0), ANN), STATUS(AT(10, 6, 0), "resolved"),
	    IN(AT(10, 16, 0)), STATUS(AT(10, 20, 0), "resolved") }, AT(0, 0, 0) + DAY(9),
	  { ANSWERED(FIRST, 300, ANN), { WAIT_NEXT, WAIT_WAIVED, 240, 0, 0, 0 } },
	  { { .first_resolved = 360, .resolved = 1200, .settled = 1200, .waits = 2, .turns = 1,
	      .reopens = 1 }, CASES_END } },
	{ "a resolve does not waive what had not arrived",
	  { IN(AT(10, 0, 0)), OUT(AT(10, 5, 0), ANN), STATUS(AT(10, 15, 0), "resolved"),
	    IN_NET(AT(10, 30, 0), AT(10, 10, 0)), OUT(AT(10, 40, 0), BOB) }, 0,
	  { ANSWERED(FIRST, 300, ANN), { WAIT_NEXT, WAIT_ANSWERED, 1800, BOB, 1800, WAIT_LATE } },
	  { { .first_resolved = 900, .waits = 2, .turns = 2, .reopens = 1 }, CASES_END } },
	{ "kinds of later rules break nothing",
	  { PLAIN(SCHEDULE_VERSION, AT(8, 0, 0)), IN(AT(9, 0, 0)), PLAIN(HANDED_OVER, AT(9, 1, 0)),
	    PLAIN(MERGED, AT(9, 2, 0)), PLAIN(LINKED, AT(9, 2, 0)), PLAIN(VIEWED, AT(9, 3, 0)),
	    PLAIN(SURVEY, AT(9, 3, 0)), PLAIN(TAGGED, AT(9, 3, 0)), OUT(AT(9, 5, 0), ANN),
	    PLAIN(AGENT_DEACTIVATED, AT(9, 6, 0)) }, 0,
	  { ANSWERED(FIRST, 300, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
	{ "nothing that asks for anything",
	  { { .kind = EVENT_MESSAGE_IN, .recv = AT(9, 0, 0), .detail = "request=0\n" },
	    STATUS(AT(9, 1, 0), "resolved"), GONE(AT(9, 2, 0), 'z') }, 0, { { 0 } }, { CASES_END } },
	{ "M25 over a weekend with a change of clocks",
	  { IN(INT64_C(1774625400000)), OUT(INT64_C(1774856700000), ANN) }, 0,
	  { ANSWERED(FIRST, 231300, ANN) }, { { .waits = 1, .turns = 1 }, CASES_END } },
};

static size_t events_make(const struct row *rows, struct event *events)
{
	size_t count = 0;

	for (; count < MAX_EVENTS && rows[count].recv != 0; count++) {
		const struct row *row = &rows[count];

		events[count] = (struct event){
			.seq = (int64_t)count + 1, .account = 3, .conversation = 7, .kind = row->kind,
			.net_ms = row->net, .recv_ms = row->recv, .actor_kind = row->who, .actor = row->agent,
			.subject = row->kind == EVENT_ASSIGNED ? row->agent : 0,
			.has_ext = row->ext != 0, .has_ref = row->ref != 0,
			.detail = row->detail == NULL ? "" : row->detail,
		};
		events[count].ext[0] = (unsigned char)row->ext;
		events[count].ref[0] = (unsigned char)row->ref;
	}
	return count;
}

static void waits_compare(const struct example *example, const struct wait_result *result)
{
	size_t count = 0;

	while (count < MAX_WAITS && (example->waits[count].seconds != 0 || example->waits[count].outcome != 0))
		count++;
	assert_int_equal(result->wait_count, count);
	for (size_t i = 0; i < count; i++) {
		const struct expected_wait *expected = &example->waits[i];
		const struct wait *wait = &result->waits[i];
		int64_t end = wait->outcome == WAIT_OPEN ? example->as_of : wait->end_ms;

		assert_int_equal(wait->kind, expected->kind);
		assert_int_equal(wait->outcome, expected->outcome);
		assert_int_equal(end - wait->start_ms, expected->seconds * INT64_C(1000));
		assert_int_equal(wait->agent, expected->agent);
		assert_int_equal(wait->own_ms, expected->own * INT64_C(1000));
		/* Chased and asking for nothing are told by the messages themselves. */
		assert_int_equal(wait->flags & ~(unsigned)(WAIT_CHASED | WAIT_NO_REPLY), expected->flags);
		assert_int_equal(wait->conversation, 7);
		assert_int_equal(wait->account, 3);
	}
}

static int64_t since_open(const struct wait_case *one, int64_t instant)
{
	return instant == 0 ? 0 : (instant - one->open_ms) / 1000;
}

static void cases_compare(const struct example *example, const struct wait_result *result)
{
	size_t count = 0;

	while (example->cases[count].waits != -1)
		count++;
	assert_int_equal(result->case_count, count);
	for (size_t i = 0; i < count; i++) {
		const struct expected_case *expected = &example->cases[i];
		const struct wait_case *one = &result->cases[i];

		assert_int_equal(since_open(one, one->first_resolved_ms), expected->first_resolved);
		assert_int_equal(since_open(one, one->resolved_ms), expected->resolved);
		assert_int_equal(since_open(one, one->settled_ms), expected->settled);
		assert_int_equal(one->waits, expected->waits);
		assert_int_equal(one->turns, expected->turns);
		assert_int_equal(one->reopens, expected->reopens);
		assert_int_equal(one->courtesies, expected->courtesies);
		assert_int_equal(one->transfers, expected->transfers);
		assert_int_equal((one->flags & CASE_SPAM) != 0, expected->spam);
	}
}

static void example_compare(const struct example *example, const struct event *events, size_t count)
{
	struct wait_rules rules = wait_rules_default();
	struct arena *arena = arena_create();
	struct wait_result result;

	wait_reduce(arena, events, count, &rules, example->as_of, &result);
	waits_compare(example, &result);
	cases_compare(example, &result);
	arena_destroy(arena);
}

static void test_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct event events[MAX_EVENTS];
		size_t count = events_make(examples[i].rows, events);

		print_message("# %s\n", examples[i].name);
		example_compare(&examples[i], events, count);
	}
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

static void test_shuffled(void **state)
{
	struct random random = random_seeded(11);

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct event events[MAX_EVENTS];
		size_t count = events_make(examples[i].rows, events);

		for (int round = 0; round < SHUFFLES; round++) {
			shuffle(&random, events, count);
			example_compare(&examples[i], events, count);
		}
	}
}

/* What has no effect: the same rows once more, and automatic messages,
	notes and views among them. */
static void test_idle_additions(void **state)
{
	static const enum event_kind kinds[] = { EVENT_NOTE, EVENT_VIEWED, EVENT_MESSAGE_OUT,
		EVENT_TAGGED };

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct event events[6 * MAX_EVENTS];
		size_t count = events_make(examples[i].rows, events), all = count;

		for (size_t k = 0; k < count; k++) {
			events[all++] = events[k];
			for (size_t n = 0; n < sizeof(kinds) / sizeof(kinds[0]); n++, all++)
				events[all] = (struct event){
					.seq = (int64_t)(1000 + all), .account = 3, .conversation = 7,
					.kind = kinds[n], .recv_ms = events[k].recv_ms + 1,
					.actor_kind = ACTOR_AUTOMATIC, .detail = "",
				};
		}
		example_compare(&examples[i], events, all);
	}
}

/* A long conversation, fed backwards: every message is answered, none twice. */
static void test_long(void **state)
{
	enum { PAIRS = 100000 };
	struct wait_rules rules = wait_rules_default();
	struct event *events = calloc(2 * PAIRS, sizeof(*events));
	struct arena *arena = arena_create();
	struct wait_result result;

	(void)state;
	assert_non_null(events);
	for (size_t i = 0; i < 2 * PAIRS; i++) {
		struct event *event = &events[2 * PAIRS - 1 - i];

		*event = (struct event){
			.seq = (int64_t)i + 1, .account = 3, .conversation = 7, .recv_ms = MONDAY + (int64_t)i * 1000,
			.kind = i % 2 == 0 ? EVENT_MESSAGE_IN : EVENT_MESSAGE_OUT,
			.actor_kind = i % 2 == 0 ? ACTOR_CUSTOMER : ACTOR_HUMAN, .actor = i % 2 == 0 ? 0 : ANN,
			.has_ext = true, .detail = "",
		};
		memcpy(event->ext, &i, sizeof(i));
	}
	wait_reduce(arena, events, 2 * PAIRS, &rules, 0, &result);
	assert_int_equal(result.wait_count, PAIRS);
	assert_int_equal(result.case_count, 1);
	assert_int_equal(result.cases[0].turns, PAIRS);
	assert_int_equal(result.waits[PAIRS - 1].end_ms - result.waits[PAIRS - 1].start_ms, 1000);
	arena_destroy(arena);
	free(events);
}

/* Random ledgers: as many waits as outcomes, no negative duration,
	order of feeding without effect. */
static void test_random(void **state)
{
	static const char *const details[] = { "", "to=open\n", "to=resolved\n", "to=closed\n",
		"request=0\n", "reason=no_reply_needed\nto=resolved\n", "team=9\n", "team=8\n" };
	struct random random = random_seeded(5);
	struct wait_rules rules = { .reopen_ms = 3000 };

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct arena *arena = arena_create();
		struct event events[40];
		size_t count = (size_t)random_below(&random, 40) + 1;
		struct wait_result one, two;

		memset(events, 0, sizeof(events));
		for (size_t i = 0; i < count; i++) {
			events[i] = (struct event){
				.seq = (int64_t)i + 1, .account = 3, .conversation = 7,
				.kind = (enum event_kind)random_below(&random, EVENT_KINDS),
				.recv_ms = MONDAY + (int64_t)i * 500,
				.actor_kind = (enum actor_kind)random_below(&random, ACTOR_KINDS),
				.actor = (int64_t)random_below(&random, 3), .subject = (int64_t)random_below(&random, 20),
				.has_ext = random_below(&random, 2) == 0, .has_ref = random_below(&random, 2) == 0,
				.detail = details[random_below(&random, sizeof(details) / sizeof(details[0]))],
			};
			if (random_below(&random, 2) == 0)
				events[i].kind = (enum event_kind)random_below(&random, 2);
			if (random_below(&random, 4) == 0)
				events[i].kind = EVENT_STATUS;
			if (random_below(&random, 2) == 0)
				events[i].net_ms = events[i].recv_ms + (int64_t)random_below(&random, 30000) - 20000;
			events[i].ext[0] = (unsigned char)random_below(&random, 30);
			events[i].ref[0] = (unsigned char)random_below(&random, 30);
		}
		wait_reduce(arena, events, count, &rules, 0, &one);
		shuffle(&random, events, count);
		wait_reduce(arena, events, count, &rules, 0, &two);
		assert_int_equal(one.wait_count, two.wait_count);
		assert_int_equal(one.case_count, two.case_count);
		if (one.wait_count > 0)
			assert_memory_equal(one.waits, two.waits, one.wait_count * sizeof(*one.waits));
		for (size_t i = 0; i < one.wait_count; i++)
			assert_true(one.waits[i].outcome == WAIT_OPEN ||
				one.waits[i].end_ms >= one.waits[i].start_ms);
		arena_destroy(arena);
	}
}

#define TEAM(t, n) { .kind = EVENT_ASSIGNED, .recv = (t), .who = ACTOR_SYSTEM, .agent = ANN, .detail = "team=" #n "\n" }
#define FREE(t) { .kind = EVENT_UNASSIGNED, .recv = (t), .who = ACTOR_HUMAN, .agent = ANN }

/* Whose hours count: by wait, then by case; -1 ends both. */
static const struct { const char *name; struct row rows[MAX_EVENTS]; int teams[MAX_WAITS], cases[MAX_CASES]; } teams[] = {
	{ "given while they wait", { IN(AT(9, 0, 0)), TEAM(AT(9, 1, 0), 5), OUT(AT(9, 2, 0), ANN) }, { 5, -1 }, { 5, -1 } },
	{ "the first of two", { IN(AT(9, 0, 0)), TEAM(AT(9, 1, 0), 5), TEAM(AT(9, 2, 0), 6), OUT(AT(9, 3, 0), ANN) },
	  { 5, -1 }, { 5, -1 } },
	{ "who has it when they write again", { IN(AT(9, 0, 0)), TEAM(AT(9, 1, 0), 5), OUT(AT(9, 2, 0), ANN),
	  TEAM(AT(9, 3, 0), 6), IN(AT(9, 4, 0)), TEAM(AT(9, 5, 0), 5), OUT(AT(9, 6, 0), ANN) }, { 5, 6, -1 }, { 5, -1 } },
	{ "whoever takes it works in its name", { TEAM(AT(8, 0, 0), 5), GIVE(AT(8, 1, 0), BOB), IN(AT(9, 0, 0)),
	  OUT(AT(9, 1, 0), BOB) }, { 5, -1 }, { 5, -1 } },
	{ "back in the queue it is nobody's", { IN(AT(8, 0, 0)), TEAM(AT(8, 1, 0), 5), OUT(AT(8, 2, 0), ANN),
	  FREE(AT(8, 30, 0)), IN(AT(9, 0, 0)), OUT(AT(9, 1, 0), ANN) }, { 5, 0, -1 }, { 5, -1 } },
	{ "given after its end", { IN(AT(8, 0, 0)), OUT(AT(8, 2, 0), ANN), TEAM(AT(8, 3, 0), 5), IN(AT(8, 4, 0)) },
	  { 0, 5, -1 }, { 5, -1 } },
	{ "a slip put right within a minute", { IN(AT(9, 0, 0)), TEAM(AT(9, 1, 0), 5), TEAM(AT(9, 1, 50), 6),
	  OUT(AT(9, 3, 0), ANN) }, { 6, -1 }, { 6, -1 } },
	{ "and one taken back", { IN(AT(9, 0, 0)), TEAM(AT(9, 1, 0), 5), FREE(AT(9, 1, 50)), OUT(AT(9, 3, 0), ANN) },
	  { 0, -1 }, { 0, -1 } },
	{ "to a person is to no team", { IN(AT(8, 0, 0)), GIVE(AT(8, 1, 0), BOB), OUT(AT(8, 2, 0), BOB) }, { 0, -1 }, { 0, -1 } },
	{ "a case that was over keeps its own", { IN(AT(8, 0, 0)), STATUS(AT(8, 1, 0), "closed"), TEAM(AT(8, 2, 0), 5),
	  IN(AT(8, 3, 0)) }, { 0, 5, -1 }, { 0, 5, -1 } },
};

static void teams_compare(size_t i, const struct event *events, size_t count)
{
	struct wait_rules rules = wait_rules_default();
	struct arena *arena = arena_create();
	struct wait_result result;

	wait_reduce(arena, events, count, &rules, AT(23, 0, 0), &result);
	for (size_t k = 0; k < result.wait_count; k++)
		assert_int_equal(result.waits[k].team, teams[i].teams[k]);
	assert_int_equal(teams[i].teams[result.wait_count], -1);
	for (size_t k = 0; k < result.case_count; k++)
		assert_int_equal(result.cases[k].team, teams[i].cases[k]);
	assert_int_equal(teams[i].cases[result.case_count], -1);
	arena_destroy(arena);
}

static void test_teams(void **state)
{
	struct random random = random_seeded(3);

	(void)state;
	for (size_t i = 0; i < sizeof(teams) / sizeof(teams[0]); i++) {
		struct event events[MAX_EVENTS];
		size_t count = events_make(teams[i].rows, events);

		print_message("# %s\n", teams[i].name);
		for (int round = 0; round < SHUFFLES; round++) {
			teams_compare(i, events, count);
			shuffle(&random, events, count);
		}
	}
}

/* Of the first customer's message, how long it was on its way; of the last wait, how long and what is said of it. */
static const struct clocked {
	const char *name;
	int64_t offset_ms;
	struct row rows[MAX_EVENTS];
	int lag, seconds;
	unsigned flags;
} clocks[] = {
	{ "what was there before is as it was", 8000,
	  { IN_NET(AT(9, 0, 1), AT(9, 0, 8)), OUT(AT(9, 5, 0), ANN), PLAIN(CLOCK_OFFSET, AT(9, 6, 0)) },
	  0, 299, WAIT_CLOCK_FUTURE },
	{ "ours is behind: theirs is no future", 8000,
	  { PLAIN(CLOCK_OFFSET, AT(8, 0, 0)), IN_NET(AT(9, 0, 1), AT(9, 0, 8)), STATUS(AT(9, 5, 0), "resolved") },
	  1, 300, WAIT_CORRECTED },
	{ "ours is ahead: nothing is late", -120000,
	  { PLAIN(CLOCK_OFFSET, AT(8, 0, 0)), IN_NET(AT(9, 2, 3), AT(9, 0, 0)),
	    { .kind = EVENT_MESSAGE_OUT, .recv = AT(9, 7, 0), .net = AT(9, 5, 0), .who = ACTOR_HUMAN, .agent = ANN } },
	  3, 300, 0 },
	{ "a time that is still in the future", 8000,
	  { PLAIN(CLOCK_OFFSET, AT(8, 0, 0)), IN_NET(AT(9, 0, 0), AT(12, 0, 0)), OUT(AT(9, 5, 0), ANN) },
	  0, 300, WAIT_CLOCK_FUTURE | WAIT_CORRECTED },
	{ "M14 where ours was corrected", 8000,
	  { PLAIN(CLOCK_OFFSET, AT(8, 0, 0)), IN_NET(AT(9, 0, 0), AT(9, 0, 9)), OUT(AT(9, 0, 0), ANN) },
	  0, 0, WAIT_CLAMPED | WAIT_CORRECTED },
	{ "handed over by our clock, answered by theirs", 8000,
	  { PLAIN(CLOCK_OFFSET, AT(8, 0, 0)), { .kind = EVENT_ASSIGNED, .recv = AT(8, 1, 0), .who = ACTOR_BOT, .agent = 9,
	    .detail = "holder=bot\n" }, IN_NET(AT(9, 0, 0), AT(9, 0, 8)), GIVE(AT(9, 1, 0), ANN),
	    { .kind = EVENT_MESSAGE_OUT, .recv = AT(9, 6, 0), .net = AT(9, 6, 8), .who = ACTOR_HUMAN, .agent = ANN } },
	  0, 300, WAIT_HANDED_OVER | WAIT_CORRECTED },
};

static void clock_compare(const struct clocked *clocked)
{
	struct wait_rules rules = wait_rules_default();
	struct clock_offset offset = { .account = 3, .offset_ms = clocked->offset_ms };
	struct event events[MAX_EVENTS];
	size_t count = events_make(clocked->rows, events), traced = 0;
	struct arena *arena = arena_create();
	const struct wait *wait;
	struct wait_result result;

	while (events[offset.seq].kind != EVENT_CLOCK_OFFSET)
		offset.seq++;
	offset.seq++;
	rules.offsets = &offset;
	rules.offset_count = 1;
	rules.traces = true;
	wait_reduce(arena, events, count, &rules, 0, &result);
	wait = &result.waits[result.wait_count - 1];
	assert_int_equal(wait->end_ms - wait->start_ms, clocked->seconds * INT64_C(1000));
	assert_int_equal(wait->flags, clocked->flags);
	while (result.traces[traced].kind != TRACE_IN)
		traced++;
	assert_int_equal(result.traces[traced].value_ms, clocked->lag * INT64_C(1000));
	arena_destroy(arena);
}

static void test_clocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		print_message("# %s\n", clocks[i].name);
		clock_compare(&clocks[i]);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(wait_outcome_name(WAIT_WITHDRAWN), "withdrawn");
	assert_string_equal(wait_kind_name(WAIT_FIRST), "first");
	assert_string_equal(wait_kind_name(WAIT_NEXT), "next");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples), cmocka_unit_test(test_shuffled),
		cmocka_unit_test(test_idle_additions), cmocka_unit_test(test_long),
		cmocka_unit_test(test_random), cmocka_unit_test(test_teams), cmocka_unit_test(test_clocks), cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
