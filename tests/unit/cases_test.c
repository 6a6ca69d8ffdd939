/* SPDX-License-Identifier: ISC */
/*
 * Proves that the pure reducer gives what was worked out by hand for the
 * ledgers of tests/data/cases, in whatever order they are fed and whatever
 * idle rows stand between them; that a reducer which overlooks a rule would
 * not; and that what holds of all waits holds of random ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/base/random.h"
#include "guichet/json/json.h"
#include "guichet/model/wait.h"
#include "guichet/report/ledger.h"

enum { EVENTS = 64, FIGURES = 16, SHUFFLES = 3, NAMES = 16, FILE_MOST = 1 << 16 };

/* ---- ledgers from files */

struct names { char list[NAMES][32]; size_t count; };

struct ledger {
	struct event events[EVENTS];
	size_t count;
	int64_t as_of;
	struct names convs, agents, ids;
};

/* 1, 2, 3 ... by order of appearance; 0 for none. */
static int64_t number(struct names *names, const char *name)
{
	size_t i = 0;

	if (name == NULL)
		return 0;
	while (i < names->count && strcmp(names->list[i], name) != 0)
		i++;
	assert_true(i < NAMES);
	if (i == names->count)
		snprintf(names->list[names->count++], sizeof(names->list[0]), "%s", name);
	return (int64_t)i + 1;
}

static void line_take(struct ledger *l, const struct ledger_line *line)
{
	struct event *event = &l->events[l->count++];

	assert_true(l->count <= EVENTS);
	*event = line->event;
	event->account = 1;
	event->conversation = number(&l->convs, line->conv_name);
	if (line->subject_is == SUBJECT_TEAM)		/* as the desk writes it */
		event->detail = "team=9\n";
	event->actor = number(&l->agents, line->actor_name);
	event->subject = line->into_name != NULL ? number(&l->convs, line->into_name)
		: number(&l->agents, line->subject_name);
	event->has_ext = line->id != NULL;
	event->has_ref = line->ref != NULL;
	event->ext[0] = (unsigned char)number(&l->ids, line->id);
	event->ref[0] = (unsigned char)number(&l->ids, line->ref);
}

static void text_read(const char *name, struct str *out)
{
	struct str path = { 0 };
	err_t err;

	str_printf(&path, "%s/tests/data/cases/%s.jsonl", getenv("top_srcdir"), name);
	err = file_read(str_text(&path), FILE_MOST, out);
	if (err != NULL)
		fail_msg("%s", err->text);
	str_finish(&path);
}

static void ledger_read(struct arena *arena, const char *name, struct ledger *l)
{
	struct str text = { 0 };
	int64_t seq = 0;

	*l = (struct ledger){ 0 };
	text_read(name, &text);
	for (const char *p = str_text(&text); *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		struct ledger_line line;
		bool found;

		assert_null(report_ledger_follow(arena, p, strcspn(p, "\n"), &seq, &line, &found));
		if (found)
			line_take(l, &line);
	}
	str_finish(&text);
}

/* ---- figures of a result */

struct figure { int64_t list[FIGURES]; size_t count; };

static void add(struct figure *f, int64_t value)
{
	assert_true(f->count < FIGURES);
	f->list[f->count++] = value;
}

static int by_end(const void *left, const void *right)
{
	const struct wait *a = left, *b = right;

	return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

static int by_opening(const void *left, const void *right)
{
	const struct wait_case *a = left, *b = right;

	return a->open_ms < b->open_ms ? -1 : a->open_ms > b->open_ms;
}

static int64_t seconds(int64_t ms)
{
	return ms < 0 ? -1 : ms / 1000;
}

struct outcome {
	struct wait_result result;
	struct wait_rules rules;
	int64_t as_of;
	const struct names *agents;
};

static void wait_figure(const struct outcome *o, const char *key, struct figure *out)
{
	int64_t total = 0;

	for (size_t i = 0; i < o->result.wait_count; i++) {
		const struct wait *wait = &o->result.waits[i];
		bool answered = wait->outcome == WAIT_ANSWERED;

		if (answered && ((wait->kind == WAIT_FIRST && strcmp(key, "frt") == 0) ||
		    (wait->kind == WAIT_NEXT && strcmp(key, "nrt") == 0)))
			add(out, seconds(wait_ms(wait, o->as_of)));
		else if (answered && strcmp(key, "own") == 0)
			add(out, wait->agent == 0 ? -1 : seconds(wait->own_ms));
		else if (answered && strcmp(key, "credit") == 0)
			add(out, wait->agent);
		total += strcmp(key, wait_outcome_name(wait->outcome)) == 0;
		total += strcmp(key, "waits") == 0;
		for (unsigned flag = 1; flag <= WAIT_EXTERNAL; flag <<= 1)
			total += (wait->flags & flag) != 0 && strcmp(key, case_flag_name(flag)) == 0;
	}
	if (strcmp(key, "frt") != 0 && strcmp(key, "nrt") != 0 && strcmp(key, "own") != 0 && strcmp(key, "credit") != 0)
		add(out, total);
}

/* One number of a case; *each: they are listed, not added. */
static bool case_number(const struct outcome *o, const struct wait_case *one, const char *key, int64_t *out, bool *each)
{
	struct case_figures f;
	const struct { const char *key; int64_t value; bool each; } known[] = {
		{ "first_resolution", 0, true }, { "full_resolution", 1, true }, { "work", 2, true },
		{ "customer_wait", 3, true }, { "customer_time", 4, true }, { "on_hold", 5, true },
		{ "time_to_human", 6, true }, { "cases", 7, false }, { "turns", 8, false }, { "gross", 9, false },
		{ "net", 10, false }, { "agent_reopens", 11, false }, { "transfers", 12, false },
		{ "one_touch", 13, false }, { "mature", 14, false }, { "contained", 15, false }, { "revised", 16, false },
		{ "time_to_assign", 17, true },
	};

	case_figures(one, &o->rules, o->as_of, &f);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const int64_t values[] = { seconds(f.first_resolution_ms), seconds(f.full_resolution_ms),
			seconds(f.work_ms), seconds(f.customer_wait_ms), seconds(f.customer_ms), seconds(f.hold_ms),
			seconds(f.time_to_human_ms), 1, one->turns, one->reopens, f.net_reopens,
			one->agent_reopens, one->transfers, f.one_touch, f.mature, f.contained,
			(one->flags & CASE_REVISED) != 0, seconds(f.time_to_assign_ms) };

		if (strcmp(known[i].key, key) != 0)
			continue;
		*out = values[known[i].value];
		*each = known[i].each;
		return true;
	}
	return false;
}

static bool case_figure(const struct outcome *o, const char *key, struct figure *out)
{
	bool each = false, known = false;
	int64_t value, total = 0;

	for (size_t i = 0; i < o->result.case_count; i++) {
		if ((o->result.cases[i].flags & CASE_SPAM) != 0)
			continue;
		if (!case_number(o, &o->result.cases[i], key, &value, &each))
			return false;
		known = true;
		total += value;
		if (each)
			add(out, value);
	}
	if (known && !each)
		add(out, total);
	return known;
}

/* Business time needs a schedule, who began a word: both are proven where they are printed. */
static bool figure_of(const struct outcome *o, const char *key, struct figure *out)
{
	*out = (struct figure){ 0 };
	if (strcmp(key, "business") == 0 || strcmp(key, "initiated_by") == 0 || strcmp(key, "spam") == 0)
		return false;
	if (strcmp(key, "dups") == 0)
		add(out, (int64_t)o->result.duplicates);
	else if (!case_figure(o, key, out))
		wait_figure(o, key, out);
	return true;
}

/* ---- against what was worked out */

struct comparison { const struct outcome *outcome; bool equal; size_t compared; const char *name; bool loud; };

static int64_t wanted_value(const struct outcome *o, const struct json *value)
{
	const char *text = json_value_text(value);

	if (text == NULL)
		return json_value_int(value, -1);
	for (size_t i = 0; i < o->agents->count; i++)
		if (strcmp(o->agents->list[i], text) == 0)
			return (int64_t)i + 1;
	return -2;
}

static void member_compare(void *data, const char *key, const struct json *value)
{
	struct comparison *c = data;
	struct figure got;
	size_t count = json_is_array(value) ? json_count(value) : 1;
	bool equal;

	if (strcmp(key, "id") == 0 || strcmp(key, "as_of") == 0 || !figure_of(c->outcome, key, &got))
		return;
	equal = count == got.count;
	for (size_t i = 0; equal && i < count; i++) {
		int64_t wanted = wanted_value(c->outcome, json_is_array(value) ? json_at(value, i) : value);

		/* nobody is credited: null in the table, 0 here */
		equal = wanted == got.list[i] || (wanted == -1 && got.list[i] == 0 && strcmp(key, "credit") == 0);
	}
	c->compared++;
	if (!equal && c->loud)
		print_message("# %s: %s differs\n", c->name, key);
	c->equal = c->equal && equal;
}

static bool matches(struct ledger *l, const struct json *expected, bool loud)
{
	struct arena *arena = arena_create();
	struct outcome o = { .rules = wait_rules_default(), .as_of = l->as_of, .agents = &l->agents };
	struct comparison c = { .outcome = &o, .equal = true, .name = json_text(expected, "id"), .loud = loud };
	struct clock_offset offsets[1];

	for (size_t i = 0; i < l->count; i++)
		if (l->events[i].kind == EVENT_CLOCK_OFFSET) {
			offsets[0] = (struct clock_offset){ .account = 1, .seq = l->events[i].seq, .offset_ms = -120000 };
			o.rules.offsets = offsets;
			o.rules.offset_count = 1;
		}
	wait_reduce(arena, l->events, l->count, &o.rules, l->as_of, &o.result);
	if (o.result.wait_count > 1)
		qsort(o.result.waits, o.result.wait_count, sizeof(*o.result.waits), by_end);
	if (o.result.case_count > 1)
		qsort(o.result.cases, o.result.case_count, sizeof(*o.result.cases), by_opening);
	json_each(expected, member_compare, &c);
	assert_true(c.compared > 0);
	arena_destroy(arena);
	return c.equal;
}

/* Every ledger with what is expected of it. */
static void each_case(void (*visit)(struct ledger *, const struct json *, void *), void *data)
{
	struct arena *arena = arena_create();
	struct str text = { 0 };
	size_t count = 0;

	text_read("expected", &text);
	for (const char *p = str_text(&text); *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		struct json *expected;
		struct ledger l;

		assert_null(json_parse(p, strcspn(p, "\n"), &expected));
		ledger_read(arena, json_text(expected, "id"), &l);
		assert_null(time_parse(json_text_or(expected, "as_of", "2027-01-01T00:00:00Z"), &l.as_of));
		visit(&l, expected, data);
		json_destroy(expected);
		count++;
	}
	assert_true(count > 30);
	str_finish(&text);
	arena_destroy(arena);
}

static void case_holds(struct ledger *l, const struct json *expected, void *data)
{
	(void)data;
	assert_true(matches(l, expected, true));
}

static void by_hand(void **state)
{
	(void)state;
	each_case(case_holds, NULL);
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

static void case_holds_shuffled(struct ledger *l, const struct json *expected, void *data)
{
	for (int i = 0; i < SHUFFLES; i++) {
		shuffle(data, l->events, l->count);
		assert_true(matches(l, expected, true));
	}
}

static void in_any_order(void **state)
{
	struct random random = random_seeded(23);

	(void)state;
	each_case(case_holds_shuffled, &random);
}

/* Behind each row the same row once more, and rows that change no wait. */
static void case_holds_with_idle(struct ledger *l, const struct json *expected, void *data)
{
	static const enum event_kind idle[] = { EVENT_NOTE, EVENT_VIEWED, EVENT_TAGGED, EVENT_MESSAGE_EDITED };
	size_t count = l->count, all = count;

	(void)data;
	if (json_get(expected, "dups") != NULL)
		return;
	for (size_t i = 0; i < count && all + 2 < EVENTS; i++) {
		l->events[all++] = l->events[i];
		l->events[all++] = (struct event){ .seq = 1000 + (int64_t)i, .account = 1,
			.conversation = l->events[i].conversation, .kind = idle[i % 4],
			.recv_ms = l->events[i].recv_ms, .actor_kind = ACTOR_HUMAN, .actor = 1, .detail = "" };
		l->events[all] = l->events[all - 1];
		l->events[all].seq += 1000;
		l->events[all].kind = EVENT_MESSAGE_OUT;
		l->events[all].actor = 9;
		l->events[all++].actor_kind = ACTOR_AUTOMATIC;
	}
	for (size_t i = count; i < all; i++)
		if (l->events[i].conversation == 0)
			l->events[i].conversation = 1;
	l->count = all;
	assert_true(matches(l, expected, true));
}

static void idle_rows_change_nothing(void **state)
{
	(void)state;
	each_case(case_holds_with_idle, NULL);
}

/* ---- mistakes */

enum mistake {
	RECEIVE_CLOCK, AUTOMATIC_COUNTS, FAILURES_IGNORED, DELETIONS_IGNORED, MERGES_IGNORED, LINKS_IGNORED,
	HANDOVER_IGNORED, BOT_IS_NOBODY, REASON_IGNORED, LIKES_COUNT, STATUS_IGNORED, ASSIGNMENTS_IGNORED,
	REPEATS_COUNT, SPAM_COUNTS, EXTERNAL_IGNORED, LATER_KNOWN, AS_OF_IGNORED, PENDING_IGNORED, PARTING_IGNORED, OFFSET_IGNORED,
	MISTAKES
};

/* A reducer that makes that mistake sees this instead of the row; false: nothing. */
static bool mistaken(enum mistake mistake, struct event *e)
{
	switch (mistake) {
	case RECEIVE_CLOCK: e->net_ms = 0; return true;
	case AUTOMATIC_COUNTS:
		if (e->actor_kind == ACTOR_AUTOMATIC)
			e->actor_kind = ACTOR_HUMAN;
		return true;
	case FAILURES_IGNORED: return e->kind != EVENT_MESSAGE_FAILED;
	case DELETIONS_IGNORED: return e->kind != EVENT_MESSAGE_DELETED;
	case MERGES_IGNORED: return e->kind != EVENT_MERGED;
	case LINKS_IGNORED: return e->kind != EVENT_LINKED;
	case PARTING_IGNORED: return e->kind != EVENT_UNMERGED;
	case HANDOVER_IGNORED: return e->kind != EVENT_HANDED_OVER;
	case BOT_IS_NOBODY: return e->kind != EVENT_ASSIGNED || e->actor_kind != ACTOR_BOT;
	case REASON_IGNORED:
		if (e->kind == EVENT_STATUS && strstr(e->detail, "reason=") != NULL)
			e->detail = "to=resolved\n";
		return true;
	case LIKES_COUNT:
		if (e->kind == EVENT_MESSAGE_IN)
			e->detail = "";
		return true;
	case STATUS_IGNORED: return e->kind != EVENT_STATUS;
	case PENDING_IGNORED: return e->kind != EVENT_STATUS || strstr(e->detail, "pending") == NULL;
	case ASSIGNMENTS_IGNORED: return e->kind != EVENT_ASSIGNED;
	case REPEATS_COUNT: e->has_ext = false; return true;
	case SPAM_COUNTS: return e->kind != EVENT_SPAM;
	case EXTERNAL_IGNORED: return e->actor_kind != ACTOR_EXTERNAL;
	case LATER_KNOWN:
		if (e->kind == EVENT_MESSAGE_OUT && e->actor_kind == ACTOR_HUMAN)
			e->actor_kind = ACTOR_EXTERNAL;
		return true;
	case AS_OF_IGNORED: case MISTAKES: return true;
	case OFFSET_IGNORED: return e->kind != EVENT_CLOCK_OFFSET;
	}
	return true;
}

static void case_mistaken(struct ledger *l, const struct json *expected, void *data)
{
	bool *found = data;

	for (int mistake = 0; mistake < MISTAKES; mistake++) {
		struct ledger other = *l;

		other.count = 0;
		for (size_t i = 0; i < l->count; i++) {
			other.events[other.count] = l->events[i];
			other.count += mistaken((enum mistake)mistake, &other.events[other.count]);
		}
		if (mistake == AS_OF_IGNORED)
			other.as_of = l->as_of + INT64_C(400) * 86400000;
		found[mistake] = found[mistake] || !matches(&other, expected, false);
	}
}

static void each_mistake_is_found(void **state)
{
	bool found[MISTAKES] = { false };

	(void)state;
	each_case(case_mistaken, found);
	for (int i = 0; i < MISTAKES; i++) {
		if (!found[i])
			print_message("# mistake %d passes every case\n", i);
		assert_true(found[i]);
	}
}

/* ---- random ledgers of up to three conversations */

static size_t ledger_make(struct random *random, struct event *events)
{
	static const char *const details[] = { "to=open\n", "to=pending\n", "to=resolved\n", "to=closed\n",
		"reason=no_reply_needed\nto=resolved\n", "to=snoozed\n" };
	static const enum event_kind kinds[] = { EVENT_MESSAGE_IN, EVENT_MESSAGE_IN, EVENT_MESSAGE_OUT, EVENT_MESSAGE_OUT,
		EVENT_STATUS, EVENT_ASSIGNED, EVENT_HANDED_OVER, EVENT_MESSAGE_DELETED, EVENT_MESSAGE_FAILED, EVENT_NOTE,
		EVENT_MERGED, EVENT_UNMERGED, EVENT_LINKED, EVENT_UNASSIGNED };
	size_t count = (size_t)random_below(random, 30) + 2;
	int64_t t = INT64_C(1772409600000);

	for (size_t i = 0; i < count; i++) {
		enum event_kind kind = kinds[random_below(random, sizeof(kinds) / sizeof(kinds[0]))];

		t += (int64_t)random_below(random, 90) * 1000;
		events[i] = (struct event){ .seq = (int64_t)i + 1, .account = 1, .recv_ms = t, .kind = kind,
			.conversation = 1 + (int64_t)random_below(random, 3),
			.actor_kind = kind == EVENT_MESSAGE_IN ? ACTOR_CUSTOMER : (enum actor_kind)random_below(random, 5),
			.detail = kind == EVENT_STATUS ? details[random_below(random, 6)]
				: kind == EVENT_ASSIGNED && random_below(random, 3) == 0 ? "holder=bot\n" : "",
			.has_ext = random_below(random, 2) == 0, .has_ref = true };
		events[i].actor = events[i].actor_kind == ACTOR_CUSTOMER ? 0 : 1 + (int64_t)random_below(random, 3);
		events[i].subject = event_unites(kind) ? 1 + events[i].conversation % 3 : 1 + (int64_t)random_below(random, 3);
		if (kind == EVENT_MESSAGE_IN && random_below(random, 4) == 0)
			events[i].net_ms = t - (int64_t)random_below(random, 200) * 1000;
		events[i].ext[0] = (unsigned char)(1 + random_below(random, 40));
		events[i].ref[0] = (unsigned char)(1 + random_below(random, 40));
		/* A customer's message is of one conversation; a reply may answer several. */
		events[i].ext[1] = kind == EVENT_MESSAGE_IN ? (unsigned char)events[i].conversation
			: (unsigned char)(16 * events[i].actor_kind);
		events[i].ref[1] = (unsigned char)(random_below(random, 2) == 0 ? events[i].conversation
			: 16 * (1 + (int64_t)random_below(random, 4)));
	}
	return count;
}

struct clocks { int64_t spent_ms[STATUSES], waited_ms, open_ms; size_t waits; };

static void clock_add(void *data, const struct case_clock *clock)
{
	struct clocks *c = data;

	c->waits += clock->is_wait;
	if (clock->to_ms == 0)
		c->open_ms = clock->from_ms;
	else if (clock->is_wait)
		c->waited_ms += clock->to_ms - clock->from_ms;
	else
		c->spent_ms[clock->state] += clock->to_ms - clock->from_ms;
}

/* What the clocks of a case are stored as is what they say. */
static void clocks_hold(const struct wait_case *one)
{
	struct clocks c = { { 0 }, 0, 0, 0 };

	case_clocks_each(one, clock_add, &c);
	assert_int_equal(c.waited_ms, one->waited_ms);
	assert_int_equal(c.open_ms, one->open_wait_ms);
	assert_int_equal(c.waits, one->waits);
	assert_memory_equal(c.spent_ms, one->spent_ms, STATUS_RESOLVED * sizeof(c.spent_ms[0]));
}

static void sums_hold(const struct wait_result *result)
{
	size_t by[WAIT_OUTCOMES] = { 0 }, credited = 0, external = 0;
	int waits = 0;

	for (size_t i = 0; i < result->wait_count; i++) {
		const struct wait *wait = &result->waits[i];

		by[wait->outcome]++;
		credited += wait->outcome == WAIT_ANSWERED && wait->agent != 0;
		external += wait->outcome == WAIT_ANSWERED && (wait->flags & WAIT_EXTERNAL) != 0;
		assert_true(wait->end_ms == 0 || wait->end_ms >= wait->start_ms);
		assert_true(wait->own_ms >= 0 && (wait->outcome == WAIT_OPEN) == (wait->end_ms == 0));
	}
	for (size_t i = 0; i < result->case_count; i++) {
		waits += result->cases[i].waits;
		clocks_hold(&result->cases[i]);
	}
	assert_int_equal(result->wait_count, waits);
	assert_int_equal(by[WAIT_OPEN] + by[WAIT_ANSWERED] + by[WAIT_WAIVED] + by[WAIT_WITHDRAWN], waits);
	assert_int_equal(credited + external, by[WAIT_ANSWERED]);
}

static bool has_wait(const struct wait_result *result, const struct wait *wait)
{
	for (size_t i = 0; i < result->wait_count; i++)
		if (result->waits[i].start_ms == wait->start_ms && result->waits[i].end_ms == wait->end_ms &&
		    result->waits[i].outcome == wait->outcome && result->waits[i].agent == wait->agent)
			return true;
	return false;
}

static bool any_revised(const struct wait_result *result)
{
	for (size_t i = 0; i < result->case_count; i++)
		if ((result->cases[i].flags & CASE_REVISED) != 0)
			return true;
	return false;
}

/* Row by row: what was finished stays, or its case says that it was told otherwise. */
static void finished_stays(struct arena *arena, const struct event *events, size_t count, const struct wait_rules *rules)
{
	struct wait_result before = { 0 }, after;

	for (size_t k = 1; k <= count; k++) {
		wait_reduce(arena, events, k, rules, 0, &after);
		for (size_t i = 0; i < before.wait_count; i++)
			if (before.waits[i].outcome != WAIT_OPEN && !has_wait(&after, &before.waits[i]))
				assert_true(any_revised(&after));
		before = after;
	}
}

static void results_equal(const struct wait_result *one, const struct wait_result *two)
{
	assert_int_equal(one->wait_count, two->wait_count);
	assert_int_equal(one->case_count, two->case_count);
	for (size_t i = 0; i < one->wait_count; i++)
		assert_true(wait_equal(&one->waits[i], &two->waits[i]) &&
			one->waits[i].conversation == two->waits[i].conversation);
	for (size_t i = 0; i < one->case_count; i++)
		assert_true(case_equal(&one->cases[i], &two->cases[i]) &&
			one->cases[i].conversation == two->cases[i].conversation);
}

static void random_ledgers(void **state)
{
	struct wait_rules rules = { .reopen_ms = 300000 };
	struct random random = random_seeded(29);

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct arena *arena = arena_create();
		struct event events[32];
		size_t count = ledger_make(&random, events);
		struct wait_result one, two;

		finished_stays(arena, events, count, &rules);
		wait_reduce(arena, events, count, &rules, 0, &one);
		sums_hold(&one);
		shuffle(&random, events, count);
		wait_reduce(arena, events, count, &rules, 0, &two);
		results_equal(&one, &two);
		arena_destroy(arena);
	}
}

/* As of an instant the ledger says what its rows up to then say alone; only what is there is ever united. */
static void a_prefix_is_a_past(void **state)
{
	struct wait_rules rules = { .reopen_ms = 300000 };
	struct random random = random_seeded(31);

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct arena *arena = arena_create();
		struct event events[40];
		size_t count = 3 + ledger_make(&random, events + 3), cut = 3 + random_below(&random, count - 2);
		struct wait_result then, told;

		for (size_t i = 0; i < 3; i++)
			events[i] = (struct event){ .account = 1, .recv_ms = events[3].recv_ms - 1000,
				.kind = EVENT_NOTE, .conversation = (int64_t)i + 1, .actor_kind = ACTOR_HUMAN,
				.actor = 1, .detail = "" };
		for (size_t i = 0; i < count; i++)
			events[i].seq = (int64_t)i + 1;
		while (cut < count && events[cut].recv_ms == events[cut - 1].recv_ms)
			cut++;
		wait_reduce(arena, events, cut, &rules, 0, &then);
		wait_reduce(arena, events, count, &rules, events[cut - 1].recv_ms, &told);
		results_equal(&then, &told);
		arena_destroy(arena);
	}
}

/* The two rows at random places, the second one behind the first. */
static size_t united_and_parted(struct random *random, const struct event *events, size_t count, struct event *out)
{
	size_t unite = random_below(random, count + 1), part = unite + random_below(random, count + 1 - unite), n = 0;
	int64_t one = 1 + (int64_t)random_below(random, 3);

	for (size_t i = 0; i <= count; i++) {
		int64_t ms = i < count ? events[i].recv_ms : events[count - 1].recv_ms + 1;
		struct event row = { .account = 1, .recv_ms = ms, .actor_kind = ACTOR_HUMAN, .actor = 1,
			.conversation = one, .subject = 1 + one % 3, .detail = "" };

		if (i == unite) {
			row.kind = EVENT_MERGED;
			out[n++] = row;
		}
		if (i == part) {
			row.kind = EVENT_UNMERGED;
			out[n++] = row;
		}
		if (i < count)
			out[n++] = events[i];
	}
	for (size_t i = 0; i < n; i++)
		out[i].seq = (int64_t)i + 1;
	return n;
}

/* Whatever happened while they were one: parted again, each has the waits and cases that it would have had. */
static void parted_as_never_united(void **state)
{
	struct wait_rules rules = { .reopen_ms = 300000 };
	struct random random = random_seeded(37);
	size_t differed = 0;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct arena *arena = arena_create();
		struct event events[32], both[40];
		size_t count = ledger_make(&random, events), kept = 0;
		struct wait_result apart, again, united;

		for (size_t i = 0; i < count; i++)
			if (!event_unites(events[i].kind) && events[i].kind != EVENT_UNMERGED)
				events[kept++] = events[i];
		if (kept > 0) {
			count = united_and_parted(&random, events, kept, both);
			wait_reduce(arena, events, kept, &rules, 0, &apart);
			wait_reduce(arena, both, count, &rules, 0, &again);
			/* That they were one is told. */
			for (size_t i = 0; i < again.case_count; i++)
				again.cases[i].flags &= ~(unsigned)CASE_REVISED;
			for (size_t i = 0; i < apart.case_count; i++)
				apart.cases[i].flags &= ~(unsigned)CASE_REVISED;
			results_equal(&apart, &again);
			/* And while they were one, they were not what they were apart. */
			for (size_t i = 0; i < count; i++)
				if (both[i].kind == EVENT_UNMERGED)
					both[i].kind = EVENT_NOTE;
			wait_reduce(arena, both, count, &rules, 0, &united);
			differed += united.wait_count != apart.wait_count || united.case_count != apart.case_count;
		}
		arena_destroy(arena);
	}
	assert_true(differed > 500);
}

static void closing_hides_nothing(void **state)
{
	(void)state;
	for (int outcome = 0; outcome < WAIT_OUTCOMES; outcome++) {
		assert_int_equal(wait_sla((enum wait_outcome)outcome, 901, 900), SLA_MISSED);
		assert_int_equal(wait_sla((enum wait_outcome)outcome, 901, 0), SLA_NONE);
	}
	assert_int_equal(wait_sla(WAIT_ANSWERED, 900, 900), SLA_MET);
	assert_int_equal(wait_sla(WAIT_OPEN, 900, 900), SLA_UNDECIDED);
	assert_int_equal(wait_sla(WAIT_WAIVED, 900, 900), SLA_EXCLUDED);
	assert_int_equal(wait_sla(WAIT_WITHDRAWN, 900, 900), SLA_EXCLUDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand), cmocka_unit_test(in_any_order), cmocka_unit_test(idle_rows_change_nothing),
		cmocka_unit_test(each_mistake_is_found), cmocka_unit_test(random_ledgers),
		cmocka_unit_test(a_prefix_is_a_past), cmocka_unit_test(parted_as_never_united),
		cmocka_unit_test(closing_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
