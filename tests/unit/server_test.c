/* SPDX-License-Identifier: ISC */
/*
 * A connection begins with hello; another build and a replaced file end the
 * server, and that client is told to come again; a repeated key acts once; a
 * stream ends once, cancelled or not; a client that takes nothing is dropped,
 * and delays nobody before that.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/wire/frame.h"
#include "serving.h"

static void send_text(struct talker *t, const char *text)
{
	talker_send(t, text, strlen(text));
}

static void expect_goodbye(struct talker *t)
{
	struct json *frame = talker_frame(t);

	assert_non_null(frame);
	assert_non_null(json_text(frame, "goodbye"));
	json_destroy(frame);
	assert_null(talker_frame(t));
}

static void begins_with_hello(void **state)
{
	struct serving s;
	struct talker t;
	struct json *frame;

	(void)state;
	serving_begin(&s, 0);
	talker_connect(&s, &t);
	send_text(&t, "{\"id\":1,\"call\":\"status\",\"args\":{}}\n");
	frame = talker_frame(&t);
	assert_string_equal(error_kind(frame), "protocol");
	json_destroy(frame);
	assert_null(talker_frame(&t));
	talker_close(&t);

	/* A line without an end. */
	talker_connect(&s, &t);
	for (int i = 0; i < 40; i++) {
		static char spaces[1 << 16];

		memset(spaces, ' ', sizeof(spaces));
		talker_send(&t, spaces, sizeof(spaces));
	}
	frame = talker_frame(&t);
	if (frame != NULL)		/* NULL when our own bytes reset the connection first */
		assert_string_equal(error_kind(frame), "protocol");
	json_destroy(frame);
	talker_close(&t);

	talker_open(&s, &t, NULL);
	frame = talker_ask(&t, "no such call", NULL, NULL, NULL);
	assert_string_equal(error_kind(frame), "unsupported");
	json_destroy(frame);
	talker_close(&t);
	serving_end(&s);
}

static void another_build_retires_it(void **state)
{
	struct serving s;
	struct talker old, new;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &old, NULL);
	talker_connect(&s, &new);
	send_text(&new, "{\"hello\":{\"protocol\":1,\"build\":\"another\",\"lang\":\"en\"}}\n");
	expect_goodbye(&new);
	expect_goodbye(&old);
	serving_wait(&s);
	assert_int_not_equal(access(s.socket_path.text, F_OK), 0);
	talker_close(&old);
	talker_close(&new);
	serving_end(&s);
}

static void a_replaced_file_ends_it(void **state)
{
	struct serving s;
	struct talker t;
	struct wire_hello hello = { WIRE_PROTOCOL, wire_build(), "en", NULL, NULL, NULL };
	struct str frame = { 0 };

	(void)state;
	serving_begin(&s, 0);
	assert_int_equal(unlink(s.desk_path.text), 0);
	talker_connect(&s, &t);
	wire_put_hello(&frame, &hello);
	talker_send(&t, frame.text, frame.len);
	expect_goodbye(&t);
	serving_wait(&s);
	str_finish(&frame);
	talker_close(&t);
	serving_end(&s);
}

/* Nothing is acknowledged into a file without a name, however long ago hello was. */
static void a_removed_file_takes_no_writes(void **state)
{
	struct serving s;
	struct talker t;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	assert_int_equal(unlink(s.desk_path.text), 0);
	(void)talker_call(&t, "outbox hold", "key-1", NULL, NULL);
	expect_goodbye(&t);
	serving_wait(&s);
	talker_close(&t);
	serving_end(&s);
}

static void who_says_no_hello_is_dropped(void **state)
{
	struct serving s;
	struct talker silent, t;

	(void)state;
	serving_begin(&s, 100);
	talker_connect(&s, &silent);
	talker_open(&s, &t, NULL);
	assert_null(talker_frame(&silent));
	assert_true(talker_is_quiet(&t, 200));	/* who said it may be silent */
	talker_close(&silent);
	talker_close(&t);
	serving_end(&s);
}

static void another_ones_socket_stays(void **state)
{
	struct serving s;
	struct talker t;
	FILE *file;

	(void)state;
	serving_begin(&s, 0);
	talker_connect(&s, &t);
	assert_int_equal(unlink(s.socket_path.text), 0);
	file = fopen(s.socket_path.text, "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	send_text(&t, "{\"hello\":{\"protocol\":1,\"build\":\"another\",\"lang\":\"en\"}}\n");
	expect_goodbye(&t);
	serving_wait(&s);
	assert_int_equal(unlink(s.socket_path.text), 0);
	talker_close(&t);
	serving_end(&s);
}

static void a_key_acts_once(void **state)
{
	static const char args[] = "{\"id\":[\"1\"],\"text\":[\"call back\"]}";
	struct serving s;
	struct talker t;
	struct json *first, *second;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	talker_import(&t, 1, "hello");
	first = talker_ask(&t, "note", "key-1", args, NULL);
	second = talker_ask(&t, "note", "key-1", args, NULL);
	assert_null(error_kind(first));
	assert_int_equal(json_int(json_get(first, "ok"), "message", -1),
		json_int(json_get(second, "ok"), "message", -2));
	json_destroy(first);
	json_destroy(second);
	first = talker_ask(&t, "show", NULL, "{\"id\":[\"1\"]}", NULL);
	assert_int_equal(json_count(json_path(first, "ok.messages")), 2);
	json_destroy(first);

	/* All or none. */
	first = talker_ask(&t, "claim", "key-2", "{\"id\":[\"1\",\"99\"]}", NULL);
	assert_string_equal(error_kind(first), "not_found");
	json_destroy(first);
	first = talker_ask(&t, "show", NULL, "{\"id\":[\"1\"]}", NULL);
	assert_null(json_text(json_get(first, "ok"), "assignee"));
	json_destroy(first);
	talker_close(&t);
	serving_end(&s);
}

/* Several in one packet: they share a commit, and each has its own answer in its turn. */
static void writes_in_one_turn(void **state)
{
	static const char claim[] = "{\"id\":7%d,\"call\":\"claim\",\"key\":\"turn-%d\",\"args\":{\"id\":[\"%d\"]}}\n";
	static const int ids[] = { 1, 99, 2, 1 };
	struct str bytes = { 0 };
	struct serving s;
	struct talker t;
	struct json *frame;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	talker_import(&t, 1, "hello");
	talker_import(&t, 2, "hello");
	for (int i = 0; i < 4; i++)
		str_printf(&bytes, claim, i, i, ids[i]);
	str_add(&bytes, "{\"id\":80,\"call\":\"show\",\"args\":{\"id\":[\"2\"]}}\n");
	talker_send(&t, bytes.text, bytes.len);
	for (int i = 0; i < 4; i++) {
		frame = talker_frame(&t);
		assert_int_equal(json_int(frame, "id", 0), 70 + i);
		if (ids[i] == 99)
			assert_string_equal(error_kind(frame), "not_found");
		else
			assert_null(error_kind(frame));
		json_destroy(frame);
	}
	frame = talker_frame(&t);
	assert_int_equal(json_int(frame, "id", 0), 80);
	assert_non_null(json_text(json_get(frame, "ok"), "assignee"));
	json_destroy(frame);
	str_finish(&bytes);
	talker_close(&t);
	serving_end(&s);
}

/* Asks for far more than a socket holds and reads nothing. */
static void stop_reading(struct talker *t)
{
	for (int i = 0; i < 400; i++)
		talker_call(t, "list", NULL, "{\"limit\":[\"500\"]}", NULL);
	talker_call(t, "export", NULL, NULL, NULL);
}

static void nobody_waits_for_a_stopped_client(void **state)
{
	struct serving s;
	struct talker stopped, worker;
	struct json *frame;
	int64_t began;
	char text[1200];

	(void)state;
	serving_begin(&s, 400);
	talker_open(&s, &worker, NULL);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int n = 1; n <= 60; n++)
		talker_import(&worker, n, text);
	talker_open(&s, &stopped, NULL);
	stop_reading(&stopped);
	began = clock_steady_ms();
	for (int i = 0; i < 50; i++) {
		frame = talker_ask(&worker, i % 2 == 0 ? "list" : "search", NULL,
			"{\"query\":[\"status:open\"],\"limit\":[\"1\"]}", NULL);
		assert_null(error_kind(frame));
		json_destroy(frame);
	}
	assert_true(clock_steady_ms() - began < 5000);
	/* Dropped: what it was sent ends before the answers do. */
	for (int i = 0; i < 200; i++) {
		bool gone;

		frame = talker_ask(&worker, "status", NULL, NULL, NULL);
		gone = json_count(json_path(frame, "ok.agents")) == 1;
		json_destroy(frame);
		if (gone && clock_steady_ms() - began > 800)
			break;
		usleep(20000);
	}
	for (size_t answers = 0; (frame = talker_frame(&stopped)) != NULL; answers++) {
		json_destroy(frame);
		assert_true(answers < 400);
	}
	talker_close(&stopped);
	talker_close(&worker);
	serving_end(&s);
}

static void as_plays_another_agent(void **state)
{
	struct serving s;
	struct talker t, me;
	struct json *frame;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &me, NULL);
	talker_add(&me, "maria");
	talker_close(&me);
	talker_open(&s, &t, "maria");
	frame = talker_ask(&t, "status", NULL, NULL, NULL);
	assert_string_equal(json_text(json_get(frame, "ok"), "agent"), "maria");
	assert_string_equal(json_text(json_get(frame, "ok"), "role"), "agent");
	json_destroy(frame);
	talker_close(&t);
	serving_end(&s);
}

static void import_says_which_lines_are_bad(void **state)
{
	struct serving s;
	struct talker t;
	struct str lines = { 0 };
	struct json *frame;
	const struct json *ok;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	frame = talker_ask(&t, "import items", NULL, "{\"file\":[\"-\"],\"account\":[\"brand\"]}",
		"{\"uid\":\"a\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\",\"author\":{\"id\":\"b\","
		"\"handle\":\"@bob@x.example\"},\"at\":\"2026-11-18T10:00:00Z\",\"text\":\"hi\"}\n"
		"\nno json\n{\"uid\":7}\n");
	assert_null(error_kind(frame));
	ok = json_get(frame, "ok");
	assert_true(json_bool(ok, "created", false));
	assert_int_equal(json_int(ok, "added", -1), 1);
	assert_int_equal(json_int(ok, "bad", -1), 2);
	assert_int_equal(json_int(json_at(json_get(ok, "bad_lines"), 0), "line", -1), 3);
	assert_int_equal(json_int(json_at(json_get(ok, "bad_lines"), 1), "line", -1), 4);
	json_destroy(frame);
	for (int i = 0; i < 30; i++)
		str_add(&lines, "nonsense\n");
	frame = talker_ask(&t, "import items", NULL, "{\"file\":[\"-\"],\"account\":[\"brand\"]}", lines.text);
	str_finish(&lines);
	ok = json_get(frame, "ok");
	assert_int_equal(json_int(ok, "bad", -1), 30);
	assert_int_equal(json_count(json_get(ok, "bad_lines")), 20);
	json_destroy(frame);
	frame = talker_ask(&t, "ledger verify", NULL, NULL, NULL);
	assert_true(json_bool(json_get(frame, "ok"), "ok", false));
	json_destroy(frame);
	talker_close(&t);
	serving_end(&s);
}

/* Rows until the last frame, which is the caller's. */
static struct json *read_stream(struct talker *t, int64_t id, size_t *rows)
{
	*rows = 0;
	for (;;) {
		struct json *frame = talker_frame(t);

		assert_non_null(frame);
		assert_int_equal(json_int(frame, "id", -1), id);
		if (json_get(frame, "row") == NULL)
			return frame;
		(*rows)++;
		json_destroy(frame);
	}
}

static void a_stream_ends_once(void **state)
{
	struct serving s;
	struct talker t;
	struct json *frame;
	struct str cancel = { 0 };
	size_t rows;
	int64_t id;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &t, NULL);
	for (int n = 1; n <= 3; n++)
		talker_import(&t, n, "hello");
	id = talker_call(&t, "export", NULL, NULL, NULL);
	frame = read_stream(&t, id, &rows);
	assert_non_null(json_get(frame, "end"));
	assert_int_equal(rows, 3);
	json_destroy(frame);

	/* Cancelled before, while or after it runs: one last frame in any case. */
	for (int i = 0; i < 50; i++) {
		id = talker_call(&t, "ledger export", NULL, NULL, NULL);
		str_clear(&cancel);
		str_printf(&cancel, "{\"cancel\":%lld}\n", (long long)id);
		talker_send(&t, cancel.text, cancel.len);
		frame = read_stream(&t, id, &rows);
		if (json_get(frame, "end") == NULL)
			assert_string_equal(error_kind(frame), "cancelled");
		json_destroy(frame);
	}
	assert_true(talker_is_quiet(&t, 50));
	str_finish(&cancel);
	talker_close(&t);
	serving_end(&s);
}

/* Ten clients each send all of a payload but its last byte: the ninth is one too many. */
static void payloads_have_a_sum(void **state)
{
	enum { TALKERS = 10, PAYLOAD = WIRE_PAYLOAD_MAX };
	static const char head[] = "{\"id\":1,\"call\":\"import items\",\"args\":{\"file\":[\"-\"],"
		"\"account\":[\"brand\"]},\"payload\":8388608}\n";
	char *payload = malloc(PAYLOAD);
	struct talker talkers[TALKERS], other;
	size_t refused = 0, taken = 0;
	struct json *frame;
	struct serving s;

	(void)state;
	assert_non_null(payload);
	memset(payload, '\n', PAYLOAD);
	serving_begin(&s, 0);
	for (size_t i = 0; i < TALKERS; i++) {
		talker_open(&s, &talkers[i], NULL);
		send_text(&talkers[i], head);
		talker_send(&talkers[i], payload, PAYLOAD - 1);
	}
	talker_open(&s, &other, NULL);
	talker_import(&other, 1, "a small one is always taken");
	for (size_t i = 0; i < TALKERS; i++) {
		talker_send(&talkers[i], payload, 1);
		frame = talker_frame(&talkers[i]);
		/* NULL when our own bytes reset the connection first */
		if (frame == NULL || (error_kind(frame) != NULL && strcmp(error_kind(frame), "limit") == 0))
			refused++;
		else
			taken++;
		json_destroy(frame);
		talker_close(&talkers[i]);
	}
	assert_true(refused >= 1 && refused <= 3);
	assert_int_equal(taken + refused, TALKERS);

	/* What was held is free again. */
	talker_open(&s, &talkers[0], NULL);
	send_text(&talkers[0], head);
	talker_send(&talkers[0], payload, PAYLOAD);
	frame = talker_frame(&talkers[0]);
	assert_non_null(frame);
	assert_true(error_kind(frame) == NULL || strcmp(error_kind(frame), "limit") != 0);
	json_destroy(frame);
	talker_close(&talkers[0]);
	talker_close(&other);
	serving_end(&s);
	free(payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_hello),
		cmocka_unit_test(another_build_retires_it),
		cmocka_unit_test(a_replaced_file_ends_it),
		cmocka_unit_test(a_removed_file_takes_no_writes),
		cmocka_unit_test(who_says_no_hello_is_dropped),
		cmocka_unit_test(another_ones_socket_stays),
		cmocka_unit_test(a_key_acts_once),
		cmocka_unit_test(writes_in_one_turn),
		cmocka_unit_test(as_plays_another_agent),
		cmocka_unit_test(import_says_which_lines_are_bad),
		cmocka_unit_test(a_stream_ends_once),
		cmocka_unit_test(nobody_waits_for_a_stopped_client),
		cmocka_unit_test(payloads_have_a_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
