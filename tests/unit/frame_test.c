/* SPDX-License-Identifier: ISC */
/*
 * Frames come out as they went in however the bytes are cut, limits end a
 * connection, a call and an error survive the wire, and a desk's socket has
 * one name in a directory that nobody else can enter.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/wire/address.h"
#include "guichet/wire/frame.h"

static struct json *parsed(const char *text)
{
	struct json *json;

	assert_null(json_parse(text, strlen(text), &json));
	return json;
}

/* What comes out, written down: "LINE|PAYLOAD;" each, or the error's kind. */
static void read_all(struct frame_reader *reader, struct str *out)
{
	struct frame frame;
	bool got = true;

	while (got) {
		err_t err = frame_next(reader, &frame, &got);

		if (err != NULL) {
			str_add(out, err_kind_name(err->kind));
			return;
		}
		if (!got)
			return;
		json_dump(frame.json, out);
		str_add_char(out, '|');
		str_add_n(out, frame.payload, frame.payload_len);
		str_add_char(out, ';');
		json_destroy(frame.json);
	}
}

static void frames_survive_any_cut(void **state)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "", "" },
		{ "{\"a\":1}\n", "{\"a\":1}|;" },
		{ "{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}|;{\"b\":2}|;" },
		{ "{\"payload\":3}\na\nb{}\n", "{\"payload\":3}|a\nb;{}|;" },
		{ "{\"payload\":0}\n{}\n", "{\"payload\":0}|;{}|;" },
		{ "{\"payload\":5}\nab", "" },
		{ "{\"a\":1}", "" },
		{ "[1]\n", "protocol" },
		{ "\n", "protocol" },
		{ "{\"a\":\n", "protocol" },
		{ "{}\nno\n", "{}|;protocol" },
		{ "{\"payload\":-1}\n", "protocol" },
		{ "{\"payload\":8388609}\n", "protocol" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t cut = 1; cut <= strlen(cases[i].in) + 1; cut++) {
			struct frame_reader reader = { 0 };
			struct str out = { 0 };
			size_t len = strlen(cases[i].in);

			for (size_t at = 0; at < len && !str_starts(str_text(&out), "proto"); at += cut) {
				frame_feed(&reader, cases[i].in + at, at + cut < len ? cut : len - at);
				read_all(&reader, &out);
			}
			assert_string_equal(str_text(&out), cases[i].out);
			frame_reader_finish(&reader);
			str_finish(&out);
		}
}

static void a_line_has_a_limit(void **state)
{
	static char line[WIRE_LINE_MAX + 2];
	struct frame_reader reader = { 0 };
	struct frame frame;
	bool got;

	(void)state;
	memset(line, ' ', sizeof(line));
	memcpy(line, "{}", 2);
	line[WIRE_LINE_MAX] = '\n';
	frame_feed(&reader, line, WIRE_LINE_MAX + 1);
	assert_null(frame_next(&reader, &frame, &got));
	assert_true(got);
	json_destroy(frame.json);
	line[WIRE_LINE_MAX] = ' ';
	frame_feed(&reader, line, WIRE_LINE_MAX + 1);
	assert_true(err_is(frame_next(&reader, &frame, &got), ERR_PROTOCOL));
	frame_reader_finish(&reader);
}

/* 8 MiB in pieces of 4 KiB: parsed once, not two thousand times. */
static void a_payload_comes_whole(void **state)
{
	char piece[4096];
	struct frame_reader reader = { 0 };
	struct frame frame;
	bool got = false;

	(void)state;
	memset(piece, 'x', sizeof(piece));
	frame_feed(&reader, "{\"payload\":8388608}\n", 20);
	for (size_t sent = 0; sent < WIRE_PAYLOAD_MAX; sent += sizeof(piece)) {
		assert_null(frame_next(&reader, &frame, &got));
		assert_false(got);
		frame_feed(&reader, piece, sizeof(piece));
	}
	assert_null(frame_next(&reader, &frame, &got));
	assert_true(got);
	assert_int_equal(frame.payload_len, WIRE_PAYLOAD_MAX);
	assert_int_equal(frame.payload[WIRE_PAYLOAD_MAX - 1], 'x');
	json_destroy(frame.json);
	frame_reader_finish(&reader);
}

static void a_call_survives_the_wire(void **state)
{
	static const char *const words[] = { "42", "43", "maria" };
	struct arena *arena = arena_create();
	struct call_request sent, got;
	struct call_front front;
	struct frame_reader reader = { 0 };
	struct frame frame;
	struct str bytes = { 0 };
	const char *key;
	int64_t id;
	bool is_there;

	(void)state;
	assert_null(call_parse(arena, call_find("assign"), 3, words, &sent, &front));
	wire_put_request(&bytes, 7, "uuid", &sent, "raw\n", 4);
	frame_feed(&reader, bytes.text, bytes.len);
	assert_null(frame_next(&reader, &frame, &is_there));
	assert_true(is_there);
	assert_null(wire_get_request(arena, frame.json, &id, &key, &got));
	assert_int_equal(id, 7);
	assert_string_equal(key, "uuid");
	assert_ptr_equal(got.call, sent.call);
	for (size_t i = 0; i < CALL_ARGS; i++) {
		assert_int_equal(got.values[i].count, sent.values[i].count);
		for (size_t k = 0; k < sent.values[i].count; k++)
			assert_string_equal(got.values[i].texts[k], sent.values[i].texts[k]);
	}
	assert_memory_equal(frame.payload, "raw\n", 4);
	json_destroy(frame.json);
	frame_reader_finish(&reader);
	str_finish(&bytes);
	arena_destroy(arena);
}

static void requests_are_checked(void **state)
{
	static const struct { const char *in; int kind; int64_t id; } cases[] = {
		{ "{\"id\":7,\"call\":\"assign\",\"args\":{\"id\":[\"42\"],\"who\":[\"maria\"]}}", -1, 7 },
		{ "{\"id\":7,\"call\":\"assign\",\"args\":{\"id\":[42],\"who\":\"maria\"}}", -1, 7 },
		{ "{\"id\":7,\"call\":\"assign\",\"new\":1,\"args\":{\"id\":[\"42\"],\"who\":[\"maria\"],"
			"\"newer\":{}}}", -1, 7 },
		{ "{\"id\":7,\"call\":\"assign\",\"args\":{\"id\":[\"x\"],\"who\":[\"maria\"]}}", ERR_USAGE, 7 },
		{ "{\"id\":7,\"call\":\"assign\",\"args\":{\"id\":[{}],\"who\":[\"maria\"]}}", ERR_PROTOCOL, 7 },
		{ "{\"id\":7,\"call\":\"assign\",\"args\":{\"id\":[\"42\"],\"who\":[true]}}", ERR_PROTOCOL, 7 },
		{ "{\"id\":7,\"call\":\"assign\"}", ERR_USAGE, 7 },
		{ "{\"id\":7,\"call\":\"levitate\"}", ERR_UNSUPPORTED, 7 },
		{ "{\"id\":7}", ERR_PROTOCOL, 7 },
		{ "{\"id\":\"x\",\"call\":\"assign\"}", ERR_PROTOCOL, 0 },
		{ "{\"call\":\"assign\"}", ERR_PROTOCOL, 0 },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json *json = parsed(cases[i].in);
		struct call_request request;
		const char *key;
		int64_t id = -1;
		err_t err = wire_get_request(arena, json, &id, &key, &request);

		assert_int_equal(id, cases[i].id);
		assert_int_equal(err == NULL ? -1 : (int)err->kind, cases[i].kind);
		json_destroy(json);
	}
	arena_destroy(arena);
}

static void an_error_survives_the_wire(void **state)
{
	struct str bytes = { 0 };
	struct json *json;
	err_t err = err_make(ERR_CONFLICT, "assign #%d: taken by %s", 42, "maria"), got;

	(void)state;
	wire_put_error(&bytes, 9, err_wait(err, 1500));
	str_clear(&bytes);
	wire_put_error(&bytes, 9, err);
	assert_string_equal(bytes.text, "{\"id\":9,\"error\":{\"kind\":\"conflict\","
		"\"text\":\"assign #42: taken by maria\",\"template\":\"assign #%d: taken by %s\","
		"\"args\":[\"42\",\"maria\"]}}\n");
	json = parsed(bytes.text);
	got = wire_get_error(json_get(json, "error"));
	assert_string_equal(got->text, "assign #42: taken by maria");
	assert_string_equal(got->template, "assign #%d: taken by %s");
	assert_int_equal(got->count, 2);
	assert_string_equal(got->args[0], "42");
	assert_string_equal(got->args[1], "maria");
	json_destroy(json);
	json = parsed("{\"error\":{\"kind\":\"limit\",\"text\":\"x\",\"wait_ms\":9,\"template\":\"%s\\n\","
		"\"args\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]}}");
	got = wire_get_error(json_get(json, "error"));
	assert_int_equal(got->count, ERR_ARGS);
	assert_int_equal(got->wait_ms, 9);
	assert_string_equal(got->template, "%s ");
	json_destroy(json);
	json = parsed("{\"error\":{\"kind\":\"limit\",\"text\":\"slow down\",\"wait_ms\":1500}}");
	got = wire_get_error(json_get(json, "error"));
	assert_true(err_is(got, ERR_LIMIT));
	assert_string_equal(got->text, "slow down");
	assert_int_equal(got->wait_ms, 1500);
	assert_int_equal(err_exit_code(got), 75);
	json_destroy(json);
	assert_true(err_is(wire_get_error(NULL), ERR_PROTOCOL));

	/* What a translation needs arrives too, also beside a time to wait. */
	str_clear(&bytes);
	wire_put_error(&bytes, 9, err_wait(err, 1500));
	json = parsed(bytes.text);
	got = wire_get_error(json_get(json, "error"));
	assert_string_equal(got->text, "assign #42: taken by maria");
	assert_string_equal(got->template, "assign #%d: taken by %s");
	assert_int_equal(got->count, 2);
	assert_string_equal(got->args[0], "42");
	assert_string_equal(got->args[1], "maria");
	assert_int_equal(got->wait_ms, 1500);
	json_destroy(json);
	str_finish(&bytes);
}

static void answers_are_lines(void **state)
{
	struct wire_hello hello = { WIRE_PROTOCOL, "0-1", NULL, "maria", NULL, "screen" };
	struct str out = { 0 };

	(void)state;
	wire_put_hello(&out, &hello);
	wire_put_ok(&out, 1, NULL);
	wire_put_row(&out, 2, "[1]");
	wire_put_end(&out, 3, "{\"n\":1}");
	wire_put_cancel(&out, 4);
	assert_string_equal(out.text,
		"{\"hello\":{\"protocol\":1,\"build\":\"0-1\",\"as\":\"maria\",\"front\":\"screen\"}}\n"
		"{\"id\":1,\"ok\":{}}\n{\"id\":2,\"row\":[1]}\n{\"id\":3,\"end\":{\"n\":1}}\n{\"cancel\":4}\n");
	assert_true(strlen(wire_build()) > 6);
	str_finish(&out);
}

static void a_desk_has_one_address(void **state)
{
	char base[] = "/tmp/guichet-address.XXXXXX";
	struct str one = { 0 }, two = { 0 }, path = { 0 }, name = { 0 };

	(void)state;
	assert_non_null(mkdtemp(base));
	setenv("XDG_RUNTIME_DIR", base, 1);
	assert_null(address_of_desk("/home/maria/desk.db", &one));
	assert_null(address_of_desk("/home/maria/desk.db", &two));
	str_printf(&path, "%s/guichet/", base);
	assert_true(str_starts(one.text, path.text));
	assert_string_equal(one.text, two.text);
	assert_null(address_of_desk("/home/maria/desk2.db", &name));
	assert_string_not_equal(one.text, name.text);
	str_clear(&path);
	str_printf(&path, "%s/guichet", base);
	chmod(path.text, 0755);
	assert_true(err_is(address_of_desk("/x", &two), ERR_DENIED));
	rmdir(path.text);
	assert_int_equal(symlink("/tmp", path.text), 0);
	assert_true(err_is(address_of_desk("/x", &two), ERR_DENIED));
	unlink(path.text);

	str_clear(&name);
	str_printf(&name, "%s/file", base);
	str_clear(&one);
	assert_null(address_resolve(name.text, &one));
	assert_string_equal(one.text, name.text);
	assert_int_equal(symlink("/etc/passwd", name.text), 0);
	str_clear(&one);
	assert_null(address_resolve(name.text, &one));
	assert_string_equal(one.text, "/etc/passwd");
	unlink(name.text);
	rmdir(base);
	str_finish(&one);
	str_finish(&two);
	str_finish(&path);
	str_finish(&name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_survive_any_cut),
		cmocka_unit_test(a_line_has_a_limit),
		cmocka_unit_test(a_payload_comes_whole),
		cmocka_unit_test(a_call_survives_the_wire),
		cmocka_unit_test(requests_are_checked),
		cmocka_unit_test(an_error_survives_the_wire),
		cmocka_unit_test(answers_are_lines),
		cmocka_unit_test(a_desk_has_one_address),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
