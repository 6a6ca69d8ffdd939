/* SPDX-License-Identifier: ISC */
/*
 * Differences turn any page into any other; two who watch the same page cost
 * one evaluation; a change that no page can show costs none; what a watcher
 * was sent equals what list answers; a page that no index gives holds nobody
 * up.  Who follows changes is told each once,
 * in few rows; a count stops where it is told to.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../src/server/pages.h"
#include "guichet/base/random.h"
#include "serving.h"

/* ---- differences */

enum { ROWS = 12 };

struct replay { struct page_mark rows[2 * ROWS + 2]; size_t count, edits; const struct page_mark *want; };

static size_t replay_find(const struct replay *r, int64_t id)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->rows[i].id == id)
			return i;
	}
	return r->count;
}

static void replay_take(struct replay *r, size_t at)
{
	memmove(r->rows + at, r->rows + at + 1, (r->count - at - 1) * sizeof(r->rows[0]));
	r->count--;
}

static void on_gone(void *data, int64_t id)
{
	struct replay *r = data;
	size_t at = replay_find(r, id);

	assert_true(at < r->count);
	replay_take(r, at);
	r->edits++;
}

static void on_put(void *data, size_t row, size_t at)
{
	struct replay *r = data;
	size_t old = replay_find(r, r->want[row].id);

	if (old < r->count)
		replay_take(r, old);
	assert_true(at <= r->count);
	memmove(r->rows + at + 1, r->rows + at, (r->count - at) * sizeof(r->rows[0]));
	r->rows[at] = r->want[row];
	r->count++;
	r->edits++;
}

static size_t random_page(struct random *random, struct page_mark *out)
{
	size_t count = (size_t)random_below(random, ROWS + 1), made = 0;

	while (made < count) {
		struct page_mark mark = { (int64_t)random_below(random, 2 * ROWS), random_below(random, 2) };
		bool known = false;

		for (size_t i = 0; i < made; i++)
			known = known || out[i].id == mark.id;
		if (!known)
			out[made++] = mark;
	}
	return made;
}

static size_t diff(const struct page_mark *from, size_t from_count, const struct page_mark *to, size_t to_count)
{
	struct page_mark have[ROWS + 1];
	struct replay r = { .count = from_count, .want = to };
	struct page_edit edit = { on_gone, on_put, &r };

	memcpy(have, from, from_count * sizeof(*from));
	memcpy(r.rows, from, from_count * sizeof(*from));
	page_diff(have, from_count, to, to_count, &edit);
	assert_int_equal(r.count, to_count);
	for (size_t i = 0; i < to_count; i++) {
		assert_int_equal(r.rows[i].id, to[i].id);
		assert_true(r.rows[i].hash == to[i].hash);
		assert_int_equal(have[i].id, to[i].id);
	}
	return r.edits;
}

static void differences_lead_there(void **state)
{
	struct random random = random_seeded(11);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct page_mark from[ROWS], to[ROWS];
		size_t from_count = random_page(&random, from), to_count = random_page(&random, to);

		diff(from, from_count, to, to_count);
	}
}

static void differences_are_few(void **state)
{
	static const struct { int64_t from[6], to[6]; size_t edits; } rows[] = {
		{ { 1, 2, 3, 4, 5, 6 }, { 1, 2, 3, 4, 5, 6 }, 0 },
		{ { 1, 2, 3, 4, 5, 6 }, { 2, 3, 4, 5, 6, 1 }, 1 },	/* the first sank */
		{ { 1, 2, 3, 4, 5, 6 }, { 6, 1, 2, 3, 4, 5 }, 1 },	/* the last rose */
		{ { 1, 2, 3, 4, 5, 6 }, { 9, 1, 2, 3, 4, 5 }, 2 },	/* a new one pushed the last out */
		{ { 1, 2, 3, 4, 5, 6 }, { 1, 2, 4, 5, 6, 7 }, 2 },	/* one left, the next page's first came */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct page_mark from[6], to[6];

		for (size_t k = 0; k < 6; k++) {
			from[k] = (struct page_mark){ rows[i].from[k], 1 };
			to[k] = (struct page_mark){ rows[i].to[k], 1 };
		}
		assert_int_equal(diff(from, 6, to, 6), rows[i].edits);
	}
}

/* ---- over the socket */

static int64_t evaluations(struct talker *t)
{
	struct json *frame = talker_ask(t, "status", NULL, NULL, NULL);
	int64_t count;

	assert_null(error_kind(frame));
	count = json_int(json_path(frame, "ok.pages"), "evaluations", -1);
	json_destroy(frame);
	return count;
}

/* Reads rows of a watch until its page line; returns how many puts. */
static size_t read_page(struct talker *t, bool *more)
{
	size_t puts = 0;

	for (;;) {
		struct json *frame = talker_frame(t);
		const struct json *row = json_get(frame, "row");
		const struct json *page = json_get(row, "page");

		assert_non_null(row);
		puts += json_get(row, "put") != NULL;
		if (page != NULL) {
			*more = json_bool(page, "more", false);
			json_destroy(frame);
			return puts;
		}
		json_destroy(frame);
	}
}

static void tag(struct talker *t, const char *args)
{
	struct json *frame = talker_ask(t, "tag", NULL, args, NULL);

	assert_null(error_kind(frame));
	json_destroy(frame);
}

static void watchers_share_a_page(void **state)
{
	static const char watch[] = "{\"query\":[\"status:open\",\"tag:refund\"],\"limit\":[\"2\"]}";
	struct serving s;
	struct talker one, two, work;
	struct json *frame;
	int64_t before;
	bool more = true;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &work, NULL);
	talker_add(&work, "maria");
	talker_add(&work, "carol");
	talker_open(&s, &one, "maria");
	talker_open(&s, &two, "carol");
	for (int n = 1; n <= 4; n++)
		talker_import(&work, n, "where is my parcel");
	tag(&work, "{\"id\":[\"1\"],\"tag\":[\"refund\"]}");
	talker_call(&one, "watch", NULL, watch, NULL);
	assert_int_equal(read_page(&one, &more), 1);
	assert_false(more);
	talker_call(&two, "watch", NULL, watch, NULL);
	assert_int_equal(read_page(&two, &more), 1);
	before = evaluations(&work);
	assert_int_equal(before, 1);

	/* A row that comes in: one evaluation, told to both. */
	tag(&work, "{\"id\":[\"2\"],\"tag\":[\"refund\"]}");
	frame = talker_frame(&one);
	assert_int_equal(json_int(json_path(frame, "row.put"), "id", -1), 2);
	json_destroy(frame);
	frame = talker_frame(&two);
	assert_int_equal(json_int(json_path(frame, "row.put"), "id", -1), 2);
	json_destroy(frame);
	assert_int_equal(evaluations(&work), before + 1);

	/* A row that is neither on the page nor belongs there: none. */
	tag(&work, "{\"id\":[\"3\"],\"tag\":[\"parcel\"]}");
	assert_true(talker_is_quiet(&one, 60));
	assert_int_equal(evaluations(&work), before + 1);

	/* A row that leaves. */
	frame = talker_ask(&work, "untag", NULL, "{\"id\":[\"1\"],\"tag\":[\"refund\"]}", NULL);
	assert_null(error_kind(frame));
	json_destroy(frame);
	frame = talker_frame(&one);
	assert_int_equal(json_int(json_get(frame, "row"), "gone", -1), 1);
	json_destroy(frame);
	talker_close(&one);
	talker_close(&two);
	talker_close(&work);
	serving_end(&s);
}

static void mine_is_not_yours(void **state)
{
	static const char watch[] = "{\"query\":[\"assignee:me\"]}";
	struct serving s;
	struct talker one, two;
	struct json *frame;
	bool more;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &one, NULL);
	talker_add(&one, "carol");
	talker_open(&s, &two, "carol");
	talker_import(&one, 1, "hello");
	talker_call(&one, "watch", NULL, watch, NULL);
	talker_call(&two, "watch", NULL, watch, NULL);
	assert_int_equal(read_page(&one, &more), 0);
	assert_int_equal(read_page(&two, &more), 0);
	frame = talker_ask(&two, "claim", NULL, "{\"id\":[\"1\"]}", NULL);
	assert_null(error_kind(frame));
	json_destroy(frame);
	frame = talker_frame(&two);
	assert_string_equal(json_text(json_path(frame, "row.put"), "assignee"), "carol");
	json_destroy(frame);
	assert_true(talker_is_quiet(&one, 60));
	talker_close(&one);
	talker_close(&two);
	serving_end(&s);
}

static void do_call(struct talker *t, const char *call, const char *args)
{
	struct json *frame = talker_ask(t, call, NULL, args, NULL);

	assert_null(error_kind(frame));
	json_destroy(frame);
}

static int64_t frame_number(struct talker *t, const char *path)
{
	struct json *frame = talker_frame(t);
	int64_t number = json_value_int(json_path(frame, path), -1);

	json_destroy(frame);
	return number;
}

/* What one agent reads or drafts moves that agent's page and nobody else's. */
static void reading_moves_ones_own_page(void **state)
{
	static const char watch[] = "{\"query\":[\"is:unread or has:draft\"]}";
	struct serving s;
	struct talker one, two, work;
	bool more;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &work, NULL);
	talker_add(&work, "maria");
	talker_add(&work, "carol");
	talker_open(&s, &one, "maria");
	talker_open(&s, &two, "carol");
	talker_import(&work, 1, "hello");
	talker_call(&one, "watch", NULL, watch, NULL);
	talker_call(&two, "watch", NULL, watch, NULL);
	assert_int_equal(read_page(&one, &more), 1);
	assert_int_equal(read_page(&two, &more), 1);
	do_call(&work, "read", "{\"id\":[\"1\"]}");
	assert_true(talker_is_quiet(&one, 60));
	talker_call(&one, "read", NULL, "{\"id\":[\"1\"]}", NULL);
	json_destroy(talker_frame(&one));	/* its answer, or the row: either comes first */
	json_destroy(talker_frame(&one));
	assert_true(talker_is_quiet(&two, 60));
	talker_call(&one, "draft save", NULL, "{\"id\":[\"1\"],\"text\":[\"soon\"]}", NULL);
	json_destroy(talker_frame(&one));
	assert_int_equal(frame_number(&one, "row.put.id"), 1);
	assert_true(talker_is_quiet(&two, 60));
	talker_close(&one);
	talker_close(&two);
	talker_close(&work);
	serving_end(&s);
}

/* Where that row was put last, once all was told. */
static int64_t last_at(struct talker *t, int64_t id)
{
	int64_t at = -1;

	do {
		struct json *frame = talker_frame(t);

		if (json_int(json_path(frame, "row.put"), "id", 0) == id)
			at = json_int(json_get(frame, "row"), "at", -1);
		json_destroy(frame);
	} while (!talker_is_quiet(t, 60));
	return at;
}

/* Urgent rows rise and spam leaves, for whoever watches. */
static void marks_move_rows(void **state)
{
	struct serving s;
	struct talker one, work;
	bool more;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &work, NULL);
	talker_add(&work, "maria");
	talker_open(&s, &one, "maria");
	talker_import(&work, 1, "hello");
	talker_import(&work, 2, "hello");
	talker_call(&one, "watch", NULL, "{\"query\":[\"status:open\"]}", NULL);
	assert_int_equal(read_page(&one, &more), 2);
	do_call(&work, "urgent", "{\"id\":[\"2\"],\"reason\":[\"threat\"]}");
	assert_int_equal(last_at(&one, 2), 0);
	do_call(&work, "spam", "{\"id\":[\"1\"]}");
	assert_int_equal(frame_number(&one, "row.gone"), 1);
	do_call(&work, "ham", "{\"id\":[\"1\"]}");
	assert_int_equal(frame_number(&one, "row.at"), 1);
	talker_close(&one);
	talker_close(&work);
	serving_end(&s);
}

static void a_watch_ends_when_cancelled(void **state)
{
	struct serving s;
	struct talker t;
	struct json *frame;
	bool more;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	talker_call(&t, "watch", NULL, "{\"query\":[\"parcel\"]}", NULL);
	frame = talker_frame(&t);
	assert_string_equal(error_kind(frame), "unsupported");
	json_destroy(frame);
	talker_call(&t, "watch", NULL, NULL, NULL);
	assert_int_equal(read_page(&t, &more), 0);
	talker_send(&t, "{\"cancel\":2}\n", 13);
	frame = talker_frame(&t);
	assert_int_equal(json_int(frame, "id", -1), 2);
	assert_non_null(json_get(frame, "end"));
	json_destroy(frame);
	talker_close(&t);
	serving_end(&s);
}

/* Frames in one write are taken in one turn of the loop. */
static void both_at_once(struct talker *t, const char *second)
{
	struct str frames = { 0 };

	str_printf(&frames, "{\"id\":%d,\"call\":\"watch\",\"args\":{\"query\":[\"from:person\"]}}\n%s\n",
		(int)++t->id, second);
	talker_send(t, frames.text, frames.len);
	str_finish(&frames);
}

/* What no index gives in order is read elsewhere: who asks behind it is answered before it, and taking it back ends it. */
static void a_free_page_holds_nobody_up(void **state)
{
	struct serving s;
	struct talker t;
	struct json *frame;
	bool more;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	both_at_once(&t, "{\"id\":900,\"call\":\"list\",\"args\":{}}");
	frame = talker_frame(&t);
	assert_int_equal(json_int(frame, "id", -1), 900);
	json_destroy(frame);
	assert_int_equal(read_page(&t, &more), 0);
	talker_close(&t);
	talker_open(&s, &t, NULL);
	both_at_once(&t, "{\"cancel\":1}");
	frame = talker_frame(&t);
	assert_non_null(json_get(frame, "end"));
	json_destroy(frame);
	assert_true(talker_is_quiet(&t, 60));
	talker_call(&t, "watch", NULL, "{\"query\":[\"from:person\"]}", NULL);
	assert_int_equal(read_page(&t, &more), 0);
	talker_close(&t);
	serving_end(&s);
}

static struct json *next_change(struct talker *t, bool *conversation, size_t *ids, bool *more)
{
	struct json *frame = talker_frame(t);
	const struct json *row = json_get(frame, "row"), *kinds = json_get(row, "kinds");

	assert_non_null(row);
	*conversation = false;
	for (size_t i = 0; i < json_count(kinds); i++)
		*conversation = *conversation || strcmp(json_value_text(json_at(kinds, i)), "conversation") == 0;
	*ids = json_count(json_get(row, "ids"));
	*more = json_bool(row, "more", false);
	return frame;
}

/* From the first row on, an empty one, nothing is missed. */
static void begin_following(struct talker *follower)
{
	bool conversation, more;
	size_t ids;

	talker_call(follower, "changes", NULL, NULL, NULL);
	json_destroy(next_change(follower, &conversation, &ids, &more));
	assert_true(!conversation && ids == 0 && !more);
}

/* Conversations in one commit. */
static void import_many(struct talker *t, int many)
{
	struct str lines = { 0 };
	struct json *answer;

	for (int n = 1; n <= many; n++)
		str_printf(&lines, "{\"uid\":\"b%d\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\","
			"\"author\":{\"id\":\"d%d\",\"handle\":\"@d%d@x.example\"},"
			"\"at\":\"2026-11-18T10:00:00Z\",\"text\":\"hello\"}\n", n, n, n);
	answer = talker_ask(t, "import items", NULL, "{\"file\":[\"-\"],\"account\":[\"brand\"]}", lines.text);
	assert_null(error_kind(answer));
	json_destroy(answer);
	str_finish(&lines);
}

static void changes_are_told_once(void **state)
{
	struct serving s;
	struct talker follower, work;
	struct json *frame;
	bool conversation, more;
	size_t ids;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &follower, NULL);
	talker_open(&s, &work, NULL);
	talker_import(&work, 1, "before");
	begin_following(&follower);
	frame = talker_ask(&follower, "changes", NULL, NULL, NULL);
	assert_string_equal(error_kind(frame), "limit");
	json_destroy(frame);
	assert_true(talker_is_quiet(&follower, 120));	/* nothing happened since */

	tag(&work, "{\"id\":[\"1\"],\"tag\":[\"refund\"]}");
	frame = next_change(&follower, &conversation, &ids, &more);
	assert_true(conversation && ids == 1 && !more);
	assert_int_equal(json_value_int(json_at(json_path(frame, "row.ids"), 0), -1), 1);
	json_destroy(frame);

	import_many(&work, 55);
	frame = next_change(&follower, &conversation, &ids, &more);
	assert_true(conversation && ids == 50 && more);
	json_destroy(frame);
	assert_true(talker_is_quiet(&follower, 120));

	talker_send(&follower, "{\"cancel\":1}\n", 13);
	frame = talker_frame(&follower);
	assert_non_null(json_get(frame, "end"));
	json_destroy(frame);
	tag(&work, "{\"id\":[\"1\"],\"tag\":[\"parcel\"]}");
	assert_true(talker_is_quiet(&follower, 120));
	talker_close(&follower);
	talker_close(&work);
	serving_end(&s);
}

/* A burst of writes is a few rows, and they name every conversation. */
static void a_burst_is_few_rows(void **state)
{
	struct serving s;
	struct talker follower, work;
	size_t rows = 0, named = 0;
	int64_t began;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &follower, NULL);
	talker_open(&s, &work, NULL);
	import_many(&work, 30);
	begin_following(&follower);
	began = clock_steady_ms();
	for (int n = 1; n <= 30; n++) {
		char args[64];

		snprintf(args, sizeof(args), "{\"id\":[\"%d\"],\"tag\":[\"refund\"]}", n);
		tag(&work, args);
	}
	while (named < 30) {
		struct json *frame;
		bool conversation, more;
		size_t ids;

		frame = next_change(&follower, &conversation, &ids, &more);
		json_destroy(frame);
		assert_false(more);
		named += ids;
		rows++;
	}
	assert_int_equal(named, 30);
	assert_true((int64_t)rows <= 2 + (clock_steady_ms() - began) / 50);
	talker_close(&follower);
	talker_close(&work);
	serving_end(&s);
}

static void a_count_stops(void **state)
{
	static const char ask[] = "{\"query\":[\"status:open\",\"hello\",\"hello -from:@d7@x.example\",\"status:closed\"]}";
	static const int64_t wanted[] = { 55, 55, 54, 0 };
	struct serving s;
	struct talker work;
	struct json *frame;
	struct arena *arena = arena_create();
	struct query_context who = { 0 };
	struct query_sql sql = { 0 };
	struct query *query;
	int64_t count = -1;
	bool more = false;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &work, NULL);
	import_many(&work, 55);
	frame = talker_ask(&work, "count", NULL, ask, NULL);
	assert_int_equal(json_count(json_path(frame, "ok.counts")), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(json_value_int(json_at(json_path(frame, "ok.counts"), i), -1), wanted[i]);
		assert_false(json_value_bool(json_at(json_path(frame, "ok.more"), i), true));
	}
	json_destroy(frame);
	talker_close(&work);
	serving_stop(&s);
	assert_null(query_parse(arena, "status:open", &query));
	assert_null(query_sql(arena, query, &who, &sql));
	assert_null(read_count(desk_reader(s.desk), &sql, 54, &count, &more));
	assert_true(count == 54 && more);
	assert_null(read_count(desk_reader(s.desk), &sql, 55, &count, &more));
	assert_true(count == 55 && !more);
	arena_destroy(arena);
	serving_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_lead_there),
		cmocka_unit_test(differences_are_few),
		cmocka_unit_test(watchers_share_a_page),
		cmocka_unit_test(mine_is_not_yours),
		cmocka_unit_test(reading_moves_ones_own_page), cmocka_unit_test(marks_move_rows),
		cmocka_unit_test(a_watch_ends_when_cancelled),
		cmocka_unit_test(a_free_page_holds_nobody_up),
		cmocka_unit_test(changes_are_told_once),
		cmocka_unit_test(a_burst_is_few_rows),
		cmocka_unit_test(a_count_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
