/* SPDX-License-Identifier: ISC */
/*
 * Whatever happens in whatever order: after every step the queue's rows equal
 * what the ledger gives, in any order of feeding; every message that asked is
 * in exactly one wait or none that was begun after its answer; feeding it all
 * again changes nothing; figures and the queue as of a time are those of that
 * time; a packed day that holds is what its rows make, byte by byte; and what
 * is read of packed traces is what the whole ledger tells of them.
 */
#include "desk_fixture.h"

#include "guichet/base/alloc.h"
#include "guichet/desk/cases.h"
#include "guichet/desk/derived.h"
#include "guichet/desk/figures.h"
#include "guichet/desk/promise.h"
#include "guichet/desk/schedule.h"

enum { STEPS = 220, SEEDS = 6, PEOPLE = 4, THREADS = 3, MOST = 400, MOMENTS = 24, QUEUED = 64 };

struct queued { struct conversation conv; char tags[64]; };
struct moment {
	int64_t at_ms;
	struct wait waits[MOST];
	size_t count;
	struct queued queue[QUEUED];
	size_t queued;
};

struct world {
	struct fixture *f;
	struct random random;
	struct item sent[MOST];		/* everything that the network ever said */
	size_t sent_count;
	struct moment moments[MOMENTS];
	size_t moment_count;
	int replies;
	int64_t days, traces;		/* that were packed at a time; that were told at a time */
	struct arena *lasting;
};

static int64_t below(struct world *w, uint64_t n)
{
	return (int64_t)random_below(&w->random, n);
}

static const char *name_of(struct world *w, const char *stem, int64_t n)
{
	return arena_printf(w->lasting, "%s%lld", stem, (long long)n);
}

static struct item something(struct world *w)
{
	static const enum visibility visibilities[] = { VIS_PUBLIC, VIS_UNLISTED, VIS_FOLLOWERS,
		VIS_GROUP, VIS_PRIVATE, VIS_PUBLIC };
	static const enum item_op ops[] = { ITEM_NEW, ITEM_NEW, ITEM_NEW, ITEM_ECHO, ITEM_CONTEXT };
	enum item_op op = ops[below(w, 5)];
	const char *who = name_of(w, "customer", below(w, PEOPLE));
	struct item item = an_item(op, name_of(w, "m", (int64_t)w->sent_count),
		name_of(w, "thread", below(w, THREADS)), op == ITEM_ECHO ? "us" : who,
		name_of(w, "words ", below(w, 20)), clock_now(&w->f->clock) - below(w, 90000) + 3000);

	item.visibility = visibilities[below(w, 6)];
	item.rev = below(w, 2) == 0 ? "1" : NULL;
	if (op == ITEM_ECHO)
		item.to.id = who;
	item.history = below(w, 12) == 0;
	item.feed = below(w, 15) == 0;
	if (below(w, 25) == 0)
		item.at_ms += INT64_C(400000000000);
	return item;
}

/* A few things at once: new, old ones edited, deleted, or simply again. */
static void network(struct world *w)
{
	struct item batch[6];
	size_t count = 1 + (size_t)below(w, 5);

	for (size_t i = 0; i < count; i++) {
		int64_t what = below(w, 8);
		struct item *old = w->sent_count == 0 ? NULL : &w->sent[below(w, w->sent_count)];

		if (what < 5 || old == NULL) {
			if (w->sent_count == MOST)
				return;
			batch[i] = w->sent[w->sent_count] = something(w);
			w->sent_count++;
			continue;
		}
		if (what == 5) {
			old->text = name_of(w, "edited ", below(w, 99));
			old->rev = old->rev == NULL ? NULL : name_of(w, "r", below(w, 9999));
		} else if (what == 6 && below(w, 3) == 0) {
			old->op = ITEM_GONE;
		} else if (old->op == ITEM_CONTEXT && below(w, 2) == 0) {
			old->op = ITEM_NEW;
		}
		batch[i] = *old;
	}
	feed(w->f, batch, count);
}

static void write_reply(struct world *w, int64_t conversation)
{
	struct reply_wish wish = { .conversation = conversation,
		.visibility = (int)below(w, VISIBILITIES + 1) - 1,
		.text = name_of(w, "answer ", below(w, 40)), .again = below(w, 9) == 0 };
	enum visibility ceiling = row_of(w->f, conversation).conv.visibility;
	int64_t id = 0;
	bool already = false;
	struct outbox *rows;
	size_t count;
	err_t err;

	begin(w->f, 1 + below(w, 2));
	err = desk_reply(w->f->desk, w->f->arena, &wish, &id, &already);
	if (err != NULL) {
		desk_rollback(w->f->desk);
		return;
	}
	commit(w->f);
	OK(read_outbox(desk_reader(w->f->desk), w->f->arena, OUT_QUEUED, &rows, &count));
	for (size_t i = 0; i < count && !already; i++)
		if (rows[i].id == id)
			assert_true(rows[i].plan.visibility >= ceiling);
}

/* The network shows it before it answers, sometimes in words of its own. */
static void echo_first(struct world *w, const struct outbox *out, const char *uid)
{
	const char *text = below(w, 3) == 0 ? "other words" : out->plan.parts[0].text;
	struct item echo = an_item(ITEM_ECHO, uid, NULL, "us", arena_copy(w->lasting, text),
		clock_now(&w->f->clock));

	if (w->sent_count == MOST)
		return;
	echo.thread = arena_copy(w->lasting, row_of(w->f, out->conversation).conv.thread);
	echo.visibility = out->plan.visibility;
	echo.to.id = arena_copy(w->lasting, out->plan.recipients[0]);
	w->sent[w->sent_count++] = echo;
	feed(w->f, &echo, 1);
}

static void arrive(struct world *w, int64_t outbox, const char *uid)
{
	for (int64_t times = 1 + below(w, 2); times > 0; times--)
		OK(desk_outbox_part_sent(w->f->desk, outbox, 0, uid, uid, NULL,
			clock_now(&w->f->clock)));
}

/* What the courier may report about one that it took, or about an old one. */
static void courier(struct world *w)
{
	struct outbox out;
	struct desk *desk = w->f->desk;
	const char *uid = name_of(w, "r", w->replies++);
	int64_t now = clock_now(&w->f->clock);
	bool found;

	OK(desk_outbox_doubtful(desk, w->f->arena, 0, NULL, &out, &found));
	if (!found)
		OK(desk_outbox_take(desk, w->f->arena, 0, NULL, &out, &found));
	if (!found)
		return;
	switch (below(w, 6)) {
	case 0:
		OK(desk_outbox_unknown(desk, out.id, "cut off"));
		break;
	case 1:
		OK(desk_outbox_refused(desk, out.id, "no"));
		break;
	case 2:
		OK(desk_outbox_later(desk, out.id, now + below(w, 9000), "slowly"));
		break;
	case 3:
		echo_first(w, &out, uid);
		arrive(w, out.id, uid);
		break;
	default:
		arrive(w, out.id, uid);
	}
}

/* Targets, hours and who keeps them, from now on or from an earlier time. */
static void measures(struct world *w)
{
	static const char *const settings[] = { "schedule=shop\n", "schedule=\n", "target.private=90s\n",
		"target.private=\n", "target=20s\ntarget.public=40s\n", "schedule=always\n", "zone=Pacific/Apia\n" };
	static const char *const hours[] = { "mon 00:00-24:00; tue 00:00-24:00; wed 00:00-12:00; thu 12:00-24:00",
		"sat 00:00-24:00; sun 00:00-24:00", "", "fri 09:00-17:00; mon 09:00-17:00; 2026-11-22 10:00-23:00" };
	struct desk *desk = w->f->desk;
	struct zone *zone = arena_alloc(w->lasting, sizeof(*zone));
	struct schedule *schedule = arena_alloc(w->lasting, sizeof(*schedule));
	int64_t from_ms = desk_now(desk) - (below(w, 2) ? 0 : below(w, 200000));
	struct schedule_version version = { from_ms + below(w, 2) * below(w, 900000), below(w, 5) ? schedule : NULL };

	switch (below(w, 3)) {
	case 0:
		OK(desk_target_set(desk, 1000 * (1 + below(w, 9)), below(w, 2) ? 0 : desk_now(desk)));
		break;
	case 1:
		OK(desk_zone(w->lasting, below(w, 2) ? "Europe/Berlin" : "Australia/Lord_Howe", zone));
		schedule->zone = zone;
		OK(schedule_read(w->lasting, hours[below(w, 4)], schedule));
		OK(desk_schedule_set(desk, "shop", &version, 1));
		break;
	default:
		err_ignore(below(w, 2) ? desk_settings_set(desk, settings[below(w, 7)], from_ms)
			: desk_account_set(desk, "shop", settings[below(w, 7)], from_ms), "the schedule may not be there yet");
	}
}

static void agents(struct world *w, int64_t conversation)
{
	enum status to = (enum status)below(w, STATUSES);
	struct outbox *rows;
	size_t count, ended;
	int64_t note;

	begin(w->f, 1 + below(w, 2));
	switch (below(w, 12)) {
	case 10:
		err_ignore(desk_promise(w->f->desk, conversation, clock_now(&w->f->clock) + 1000 + below(w, 90000), "soon"),
			"closed is final");
		break;
	case 11:
		err_ignore(desk_promise_end(w->f->desk, conversation, below(w, 2) == 0, &ended), "none may stand open");
		break;
	case 0:
		err_ignore(desk_claim(w->f->desk, conversation), "others may have it");
		break;
	case 1:
		OK(desk_assign(w->f->desk, conversation, below(w, 3) ? "bob" : "nobody"));
		break;
	case 2:
		OK(desk_note(w->f->desk, conversation, "a note", &note));
		break;
	case 3:
		OK(desk_tag(w->f->desk, conversation, "vip", below(w, 2) == 0));
		break;
	case 4:
		measures(w);
		break;
	case 5:
		OK(read_outbox(desk_reader(w->f->desk), w->f->arena, -1, &rows, &count));
		if (count > 0)
			err_ignore(below(w, 2) ? desk_outbox_cancel(w->f->desk, rows[0].id)
				: desk_outbox_retry(w->f->desk, rows[0].id), "its state may forbid it");
		break;
	case 6:
	case 7:
		err_ignore(desk_mark(w->f->desk, conversation, 1U << below(w, MARKS), below(w, 2) == 0, NULL),
			"closed is final");
		break;
	default:
		err_ignore(desk_status(w->f->desk, conversation, to,
			clock_now(&w->f->clock) + 20000, NULL), "closed is final");
	}
	commit(w->f);
}

/* ---- what must hold */

struct gathered { struct event *events; size_t count; struct arena *arena; };

static err_t gather(void *data, const struct ledger_line *line)
{
	struct gathered *all = data;

	all->events = mem_grow(all->events, all->count + 1, sizeof(*all->events));
	all->events[all->count] = line->event;
	all->events[all->count++].detail = arena_copy(all->arena, line->event.detail);
	return NULL;
}

static void shuffle(struct world *w, struct event *events, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t k = (size_t)below(w, i);
		struct event swap = events[i - 1];

		events[i - 1] = events[k];
		events[k] = swap;
	}
}

/* From scratch, in another order, and each event twice. */
static void any_order_is_the_same(struct world *w)
{
	const struct wait_rules rules = wait_rules_default();
	struct gathered all = { .arena = w->f->arena };
	struct wait_row *stored;
	size_t stored_count, total = 0;

	OK(ledger_each(desk_reader(w->f->desk), 1, gather, &all));
	OK(read_waits(desk_reader(w->f->desk), w->f->arena, 0, 0, 0, &stored, &stored_count));
	for (int64_t id = 1; id < 100; id++) {
		struct event *mine = mem_array(all.count * 2 + 1, sizeof(*mine));
		struct wait_result result;
		size_t count = 0, found = 0;

		for (size_t i = 0; i < all.count; i++)
			if (all.events[i].conversation == id) {
				mine[count++] = all.events[i];
				mine[count++] = all.events[i];
			}
		shuffle(w, mine, count);
		wait_reduce(w->f->arena, mine, count, &rules, 0, &result);
		for (size_t i = 0; i < stored_count; i++)
			if (stored[i].wait.conversation == id) {
				assert_true(found < result.wait_count);
				assert_true(wait_equal(&stored[i].wait, &result.waits[found]));
				found++;
			}
		assert_int_equal(found, result.wait_count);
		total += found;
		free(mine);
	}
	assert_int_equal(total, stored_count);
	free(all.events);
}

static void waits_make_sense(struct world *w)
{
	struct wait_row *rows;
	size_t count, open = 0;

	OK(read_waits(desk_reader(w->f->desk), w->f->arena, 0, 0, 0, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		const struct wait *wait = &rows[i].wait;

		open += wait->outcome == WAIT_OPEN;
		assert_true(wait->start_ms > 0 && (wait->outcome == WAIT_OPEN) == (wait->end_ms == 0));
		assert_true(wait->outcome == WAIT_OPEN || wait->end_ms >= wait->start_ms);
		assert_true(wait->own_ms >= 0 && wait->own_ms <= wait->end_ms - wait->start_ms +
			(wait->outcome == WAIT_OPEN ? INT64_MAX / 2 : 0));
	}
	assert_int_equal(counts_of(w->f).waiting, open);
}

static void keep_queue(struct world *w, struct moment *moment)
{
	struct query_sql all = { .where = "1 = 1" };
	struct list_page page;

	OK(read_list(desk_reader(w->f->desk), w->f->arena, &all, QUEUED, NULL, &page));
	assert_false(page.more);
	moment->queued = page.count;
	for (size_t i = 0; i < page.count; i++) {
		moment->queue[i].conv = page.rows[i].conv;
		snprintf(moment->queue[i].tags, sizeof(moment->queue[i].tags), "%s", page.rows[i].tags);
	}
}

static void queue_stands(struct world *w, const struct moment *moment)
{
	struct query_context who = { .now_ms = moment->at_ms };
	struct list_page page;
	struct query *query;

	OK(query_parse(w->f->arena, "is:spam or not is:spam", &query));
	OK(read_list_as_of(desk_reader(w->f->desk), w->f->arena, query, &who, QUEUED, NULL, &page));
	assert_int_equal(page.count, moment->queued);
	for (size_t i = 0; i < page.count; i++) {
		const struct conversation *then = &moment->queue[i].conv, *told = &page.rows[i].conv;

		assert_int_equal(then->id, told->id);
		assert_int_equal(then->status, told->status);
		assert_int_equal(then->marks, told->marks);
		assert_int_equal(then->assignee, told->assignee);
		assert_int_equal(then->snoozed_until, told->snoozed_until);
		assert_int_equal(then->wait_ms, told->wait_ms);
		assert_int_equal(then->due_ms, told->due_ms);
		assert_int_equal(then->last_ms, told->last_ms);
		assert_string_equal(moment->queue[i].tags, page.rows[i].tags);
	}
}

static void keep_moment(struct world *w)
{
	struct moment *moment = &w->moments[w->moment_count];
	struct wait_row *rows;
	size_t count;

	if (w->moment_count == MOMENTS)
		return;
	OK(read_waits(desk_reader(w->f->desk), w->f->arena, 0, 0, 0, &rows, &count));
	if (count > MOST)
		return;
	for (size_t i = 0; i < count; i++)
		moment->waits[i] = rows[i].wait;
	moment->count = count;
	moment->at_ms = clock_now(&w->f->clock);
	keep_queue(w, moment);
	w->moment_count++;
}

static int wait_order(const void *left, const void *right)
{
	const struct wait *a = left, *b = right;

	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	return 0;
}

/* What figures and waits as of that time are made of: taken as it is stored, or from the ledger. */
struct told_then { const struct moment *moment; size_t count; };

static bool moment_has(const struct moment *moment, int64_t conversation, int64_t start_ms, int64_t end_ms,
	enum wait_outcome outcome)
{
	for (size_t i = 0; i < moment->count; i++) {
		const struct wait *wait = &moment->waits[i];

		if (wait->conversation == conversation && wait->start_ms == start_ms && wait->outcome == outcome &&
		    (outcome == WAIT_OPEN || wait->end_ms == end_ms))
			return true;
	}
	return false;
}

static void rows_then(struct told_then *then, const struct segment *segment)
{
	struct fact_block block;

	for (size_t from = 0; from < segment->rows; from += block.rows) {
		fact_block_read(segment, (1u << FW_COLUMNS) - 1, from, &block);
		for (size_t i = 0; i < block.rows; i++) {
			int64_t start = block.values[FW_START][i];

			assert_true(moment_has(then->moment, block.values[FW_CONVERSATION][i], start,
				start + block.values[FW_DURATION][i], fact_outcome(block.values[FW_CODE][i])));
			then->count++;
		}
	}
}

static void days_then(void *data, const struct fact_day *days, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (days[i].set == FACT_WAITS)
			rows_then(data, days[i].segment);
}

static err_t wait_then(void *data, const struct measured_wait *told)
{
	struct told_then *then = data;
	const struct wait *wait = &told->wait;

	assert_true(moment_has(then->moment, wait->conversation, wait->start_ms, wait->end_ms, wait->outcome));
	then->count++;
	return NULL;
}

static void figures_stand(struct world *w, const struct moment *moment)
{
	struct reader *reader = desk_reader(w->f->desk);
	struct figure_wish wish = { .waits = true, .cases = true, .of_past = true, .until_ms = INT64_MAX,
		.as_of_ms = moment->at_ms };
	const struct case_wish cases = { .as_of_ms = moment->at_ms };
	struct metric_settings *settings = NULL;
	struct told_then figures = { .moment = moment }, waits = { .moment = moment };

	OK(read_metric_settings(reader, w->f->arena, moment->at_ms, 0, moment->at_ms, &settings));
	wish.settings = settings;
	OK(read_figure_days(reader, &wish, days_then, &figures));
	assert_int_equal(figures.count, moment->count);
	OK(read_measured_waits(reader, &cases, wait_then, &waits));
	assert_int_equal(waits.count, moment->count);
}

static void moments_stand(struct world *w)
{
	for (size_t m = 0; m < w->moment_count; m++) {
		struct moment *moment = &w->moments[m];
		struct wait_row *rows;
		size_t count;

		OK(read_waits(desk_reader(w->f->desk), w->f->arena, 0, 0, moment->at_ms, &rows, &count));
		assert_int_equal(count, moment->count);
		queue_stands(w, moment);
		figures_stand(w, moment);
		for (size_t i = 0; i < count; i++) {
			bool found = false;

			for (size_t k = 0; k < count && !found; k++)
				found = wait_order(&moment->waits[k], &rows[i].wait) == 0 &&
					wait_equal(&moment->waits[k], &rows[i].wait);
			assert_true(found);
		}
	}
}

static void days_hold(struct world *w, bool make)
{
	struct segments_verdict verdict;
	struct day_made day;
	bool more = make;

	while (more) {
		OK(desk_day_next(w->f->desk, &day, &more));
		if (!more)
			break;
		OK(read_day(desk_reader(w->f->desk), &day));
		OK(desk_day_put(w->f->desk, &day));
		str_finish(&day.bytes);
	}
	OK(read_segments_check(desk_reader(w->f->desk), clock_now(&w->f->clock), &verdict));
	assert_int_equal(verdict.differ, 0);
	w->days = verdict.days > w->days ? verdict.days : w->days;
}

/* ---- traces */

struct told { struct fact_trace rows[4 * MOST]; size_t count; struct arena *arena; };

static void trace_note(void *data, const struct fact_trace *row)
{
	struct told *told = data;

	assert_true(told->count < sizeof(told->rows) / sizeof(told->rows[0]));
	told->rows[told->count] = *row;
	told->rows[told->count].place.lang = arena_copy(told->arena, row->place.lang);
	told->rows[told->count++].place.tags = arena_copy(told->arena, row->place.tags);
}

/* All that is told as of then, in the one way to write it. */
static void traces_told(struct world *w, int64_t as_of_ms, struct str *out)
{
	struct told *told = arena_alloc(w->f->arena, sizeof(*told));
	const struct trace_wish wish = { .as_of_ms = as_of_ms, .until_ms = INT64_MAX, .presence = true,
		.kinds = FACT_TRACES_ALL };

	*told = (struct told){ .arena = w->f->arena };
	OK(read_figure_traces(desk_reader(w->f->desk), &wish, trace_note, told));
	fact_traces_pack(w->f->arena, told->rows, told->count, out);
	w->traces = (int64_t)told->count > w->traces ? (int64_t)told->count : w->traces;
}

/* Some of the rows that wait, then perhaps killed before that is written to its end. */
static void traces_pack(struct world *w)
{
	struct traces_step s, part;
	bool more = true;
	size_t days, next = 0;

	OK(read_traces_step(desk_reader(w->f->desk), 1 + below(w, 60), &s));
	if (s.to_seq == 0)
		return;
	while (more)
		OK(desk_traces_begin(w->f->desk, &s, &more));
	days = below(w, 4) == 0 ? (size_t)below(w, s.count + 1) : s.count;
	part = s;
	part.count = days;
	while (next < days)
		OK(desk_traces_days(w->f->desk, &part, &next));
	if (days == s.count)
		OK(desk_traces_end(w->f->desk, &s));
	traces_step_finish(&s);
}

static void traces_hold(struct world *w, int number)
{
	int64_t then = w->moment_count == 0 ? 0 : w->moments[below(w, w->moment_count)].at_ms;
	int64_t at[] = { clock_now(&w->f->clock), then };
	struct segments_verdict verdict = { 0 };
	struct str packed[2] = { { 0 } }, walked[2] = { { 0 } };
	struct derived_slice slice;

	traces_pack(w);
	OK(read_traces_check(desk_reader(w->f->desk), &verdict));
	assert_int_equal(verdict.differ, 0);
	if (number % 20 != 19 || then == 0)
		return;
	for (size_t i = 0; i < 2; i++)
		traces_told(w, at[i], &packed[i]);
	OK(desk_derive_anew(w->f->desk, 0, &slice));
	for (size_t i = 0; i < 2; i++) {
		traces_told(w, at[i], &walked[i]);
		assert_int_equal(packed[i].len, walked[i].len);
		assert_memory_equal(packed[i].text, walked[i].text, packed[i].len);
		str_finish(&packed[i]);
		str_finish(&walked[i]);
	}
	for (int i = 0; i < 3; i++)
		traces_pack(w);
}

static void again_is_nothing(struct world *w)
{
	int64_t events = counts_of(w->f).events;
	struct item *order = mem_array(w->sent_count, sizeof(*order));

	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < w->sent_count; i++)
			order[i] = w->sent[i];
		for (size_t i = 0; i < w->sent_count; i += 50)
			feed(w->f, order + i, w->sent_count - i < 50 ? w->sent_count - i : 50);
		if (pass == 1)
			events = counts_of(w->f).events;	/* all was seen, and who had none has a conversation */
	}
	assert_int_equal(counts_of(w->f).events, events);
	free(order);
}

static void step(struct world *w, int number)
{
	struct desk_counts counts = counts_of(w->f);
	struct list_row row;
	int64_t conversation = 1 + below(w, 12);

	clock_advance(&w->f->clock, 1 + below(w, 20000));
	OK(desk_alarms(w->f->desk));
	if (number % 40 == 39) {	/* killed and started again */
		desk_close(w->f->desk);
		fixture_reopen(w->f);
		OK(desk_outbox_recover(w->f->desk));
	}
	if (counts.messages == 0 || read_row(desk_reader(w->f->desk), w->f->arena, conversation, &row) != NULL)
		network(w);
	else if (below(w, 4) == 0)
		network(w);
	else if (below(w, 3) == 0)
		write_reply(w, conversation);
	else if (below(w, 2) == 0)
		courier(w);
	else
		agents(w, conversation);
}

static void live(struct fixture *f, uint64_t seed)
{
	struct world *w = mem_alloc(sizeof(*w));

	w->f = f;
	w->random = random_seeded(seed);
	w->lasting = arena_create();
	for (int number = 0; number < STEPS; number++) {
		step(w, number);
		assert_sound(f);
		waits_make_sense(w);
		days_hold(w, number % 6 == 0);
		traces_hold(w, number);
		if (number % 15 == 14)
			clock_advance(&f->clock, INT64_C(33000000));
		if (number % 10 == 0) {
			any_order_is_the_same(w);
			keep_moment(w);
		}
		arena_reset(f->arena);
	}
	again_is_nothing(w);
	assert_sound(f);
	any_order_is_the_same(w);
	moments_stand(w);
	days_hold(w, true);
	assert_true(w->days > 4);
	assert_true(w->traces > 100);
	arena_destroy(w->lasting);
	free(w);
}

static void lives(void **state)
{
	(void)state;
	each_seed(SEEDS, live);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lives) };

	return cmocka_run_group_tests_name("desk at random", tests, NULL, NULL);
}
