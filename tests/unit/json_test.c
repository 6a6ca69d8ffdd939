/* SPDX-License-Identifier: ISC */
/*
 * Proves: a strange value costs that value and not its document, what breaks
 * a limit is refused with its place, and what is written is ASCII that reads
 * back the same.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/json/json.h"

static struct json *parsed(const char *text)
{
	struct json *value = NULL;
	err_t err = json_parse(text, strlen(text), &value);

	if (err != NULL)
		fail_msg("%s: %s", text, err->text);
	return value;
}

/* Each document becomes that line: numbers and strings keep what they were. */
static void rewriting(void **state)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "{}", "{}" },
		{ " [ 1 , -2.5 , true , false , null , \"x\" ] ", "[1,-2.5,true,false,null,\"x\"]" },
		{ "[9223372036854775807,-9223372036854775808]", "[9223372036854775807,-9223372036854775808]" },
		{ "[9223372036854775808]", "[\"9223372036854775808\"]" },
		{ "[-9223372036854775809]", "[\"-9223372036854775809\"]" },
		{ "[109876543210987654321]", "[\"109876543210987654321\"]" },
		{ "[1e400,-1E+400,1e-400]", "[\"1e400\",\"-1E+400\",0]" },
		{ "[1e99999999999999999999999]", "[\"1e99999999999999999999999\"]" },
		{ "{\"id\":5,\"post_id\":-7,\"idx\":8,\"bid\":9,\"n\":1}",
		  "{\"id\":\"5\",\"post_id\":\"-7\",\"idx\":8,\"bid\":9,\"n\":1}" },
		{ "{\"id\" : 1.5e3, \"a_id\":[1], \"_id\":{\"n\":2}, \"x\":3}",
		  "{\"id\":\"1.5e3\",\"a_id\":[1],\"_id\":{\"n\":2},\"x\":3}" },
		{ "[\"id\",5]", "[\"id\",5]" },
		{ "{\"id\":null}", "{\"id\":null}" },
		{ "[\"a\\u0000b\"]", "[\"a\\ufffdb\"]" },
		{ "[\"\\ud800\",\"\\udc00x\",\"\\ud800\\u0041\"]", "[\"\\ufffd\",\"\\ufffdx\",\"\\ufffdA\"]" },
		{ "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]" },
		{ "[\"\\ud83d\\ud83d\\ude00\"]", "[\"\\ufffd\\ud83d\\ude00\"]" },
		{ "{\"k\\u0000\":18446744073709551615,\"id\":1}",
		  "{\"k\\ufffd\":\"18446744073709551615\",\"id\":\"1\"}" },
		{ "[\"\xC3\xA9\xF0\x9F\x98\x80\x7F\"]", "[\"\\u00e9\\ud83d\\ude00\\u007f\"]" },
		{ "\xEF\xBB\xBF[1]", "[1]" },
		{ "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *value = parsed(cases[i].in);
		struct str out = { 0 };

		json_dump(value, &out);
		assert_string_equal(str_text(&out), cases[i].out);
		json_destroy(value);
		str_finish(&out);
	}
}

static void refusing(void **state)
{
	static const struct { const char *in, *why; } cases[] = {
		{ "", "unexpected end at byte 0" },
		{ "[NaN]", "syntax error at byte 1" },
		{ "[Infinity]", "syntax error at byte 1" },
		{ "[-]", "wrong number at byte 1" },
		{ "[01]", "wrong number at byte 1" },
		{ "[1.]", "wrong number at byte 1" },
		{ "[1e]", "wrong number at byte 1" },
		{ "[1", "" }, { "[1,]", "" }, { "{\"a\"}", "" }, { "[1]x", "" }, { "[1][2]", "" },
		{ "1", "" }, { "\"x\"", "" }, { "nul", "" }, { "[truefalse]", "" },
		{ "]", "unexpected bracket at byte 0" },
		{ "[\"x", "unfinished string at byte 1" },
		{ "[\"x\\", "unfinished escape at byte 3" },
		{ "[\"\\u12g4\"]", "wrong escape at byte 2" },
		{ "[\"\\q\"]", "" },
		{ "[\"a\nb\"]", "control character at byte 3" },
		{ "[\"\xC0\x80\"]", "invalid UTF-8 at byte 2" },
		{ "[\"\xED\xA0\x80\"]", "invalid UTF-8 at byte 2" },
		{ "[\xFF]", "syntax error at byte 1" },
		{ "{\"a\":1,\"a\":2}", "duplicate member at byte 10" },
		{ "{\"id\":1,\"a\":1,\"a\":2}", "duplicate member at byte 17" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *value = NULL;
		err_t err = json_parse(cases[i].in, strlen(cases[i].in), &value);

		assert_null(value);
		if (!err_is(err, ERR_PROTOCOL) || strstr(err->text, " at byte ") == NULL ||
		    strstr(err->text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].in, err != NULL ? err->text : "taken");
	}
}

static err_t repeated(const char *head, const char *unit, size_t count, const char *tail,
	size_t tails)
{
	struct str text = { 0 };
	struct json *value = NULL;
	err_t err;

	str_add(&text, head);
	while (count-- > 0)
		str_add(&text, unit);
	while (tails-- > 0)
		str_add(&text, tail);
	err = json_parse(text.text, text.len, &value);
	json_destroy(value);
	str_finish(&text);
	return err;
}

static void limits(void **state)
{
	(void)state;
	assert_null(repeated("", "[", 64, "]", 64));
	assert_true(err_is(repeated("", "[", 65, "]", 65), ERR_PROTOCOL));
	assert_true(err_is(repeated("", "{\"a\":", 100000, "}", 100000), ERR_PROTOCOL));
	assert_null(repeated("[1", ",2", 199998, "]", 1));
	assert_true(err_is(repeated("[1", ",2", 199999, "]", 1), ERR_PROTOCOL));
	assert_null(repeated("[\"", "x", 1 << 20, "\"]", 1));
	assert_true(err_is(repeated("[\"", "x", (1 << 20) + 1, "\"]", 1), ERR_PROTOCOL));
	/* What counts is the decoded string. */
	assert_null(repeated("[\"", "\\u0041", 1 << 20, "\"]", 1));
	assert_true(err_is(repeated("[\"", "\\u0041", (1 << 20) + 1, "\"]", 1), ERR_PROTOCOL));
	assert_null(repeated("[\"", "\\ud83d\\ude00", 1 << 18, "\"]", 1));
}

static void remember(void *data, const char *key, const struct json *value)
{
	str_printf(data, "%s=%ld ", key, (long)json_value_int(value, -1));
}

static void reading(void **state)
{
	struct json *root = parsed("{\"t\":\"x\",\"e\":\"\",\"n\":7,\"r\":1.0,\"h\":1.5,\"s\":\"12\","
		"\"w\":\" 12\",\"big\":99999999999999999999,\"huge\":1e30,\"b\":true,\"z\":null,"
		"\"id\":42,\"a\":{\"b\":{\"c\":\"deep\"}},\"l\":[10,20]}");
	struct json *order = parsed("{\"z\":1,\"a\":2,\"m\":3}");
	const struct json *list = json_get(root, "l");
	struct str seen = { 0 };

	(void)state;
	assert_string_equal(json_text(root, "t"), "x");
	assert_string_equal(json_text(root, "e"), "");
	assert_null(json_text(root, "n"));
	assert_null(json_text(root, "none"));
	assert_string_equal(json_text_or(root, "n", "d"), "d");
	assert_string_equal(json_text(root, "id"), "42");
	assert_int_equal(json_int(root, "id", 0), 42);
	assert_int_equal(json_int(root, "n", 0), 7);
	assert_int_equal(json_int(root, "r", 0), 1);
	assert_int_equal(json_int(root, "h", -1), -1);
	assert_int_equal(json_int(root, "s", 0), 12);
	assert_int_equal(json_int(root, "w", -1), -1);
	assert_int_equal(json_int(root, "big", -1), -1);
	assert_int_equal(json_int(root, "huge", -1), -1);
	assert_int_equal(json_int(root, "none", 3), 3);
	assert_true(json_bool(root, "b", false));
	assert_true(json_bool(root, "n", true));
	assert_null(json_get(root, "z"));
	assert_string_equal(json_value_text(json_path(root, "a.b.c")), "deep");
	assert_null(json_path(root, "a.x.c"));
	assert_null(json_path(root, "t.x"));
	assert_true(json_is_array(list));
	assert_false(json_is_object(list));
	assert_false(json_is_object(NULL));
	assert_int_equal(json_count(list), 2);
	assert_int_equal(json_count(root), 0);
	assert_int_equal(json_value_int(json_at(list, 1), 0), 20);
	assert_null(json_at(list, 2));
	assert_null(json_get(NULL, "x"));
	assert_null(json_text(list, "x"));
	json_each(order, remember, &seen);
	json_each(NULL, remember, &seen);
	assert_string_equal(str_text(&seen), "z=1 a=2 m=3 ");
	str_finish(&seen);
	json_destroy(root);
	json_destroy(order);
	json_destroy(NULL);
}

/* An object of many members, the last of which has that name. */
static err_t many(size_t count, const char *last, struct json **out)
{
	struct str text = { 0 };
	err_t err;

	str_add_char(&text, '{');
	for (size_t i = 0; i < count; i++)
		str_printf(&text, "\"m%zu\":%zu,", i, i);
	str_printf(&text, "\"%s\":-1}", last);
	err = json_parse(text.text, text.len, out);
	str_finish(&text);
	return err;
}

/* Names are unique in small and in large objects; 90,000 of them take no noticeable time. */
static void names(void **state)
{
	static const size_t counts[] = { 1, 20, 63, 64, 65, 90000 };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct json *object = NULL;
		char last[32];

		assert_null(many(counts[i], "m", &object));
		assert_int_equal(json_int(object, "m0", -2), 0);
		assert_int_equal(json_int(object, "m", 0), -1);
		snprintf(last, sizeof(last), "m%zu", counts[i] - 1);
		assert_int_equal(json_int(object, last, -2), counts[i] - 1);
		json_destroy(object);
		object = NULL;
		assert_true(err_is(many(counts[i], "m0", &object), ERR_PROTOCOL));
		assert_true(err_is(many(counts[i], last, &object), ERR_PROTOCOL));
		assert_true(err_is(many(counts[i], "\\u006d0", &object), ERR_PROTOCOL));
		assert_null(object);
	}
}

static void sharing(void **state)
{
	struct json *root = parsed("{\"a\":{\"t\":\"x\\u00e9\"},\"b\":[1]}");
	struct json *a = json_share(json_get(root, "a"));

	(void)state;
	json_destroy(root);
	assert_string_equal(json_text(a, "t"), "x\xC3\xA9");
	json_destroy(a);
}

static void writing(void **state)
{
	struct str text = { 0 };
	struct json_out out = { .to = &text };

	(void)state;
	json_open_object(&out, NULL);
	json_put_text(&out, "t", "a\"\\\n\x01\x7F\xC3\xA9\xF0\x9F\x98\x80\xFF");
	json_put_text(&out, "none", NULL);
	json_open_array(&out, "l");
	json_put_int(&out, NULL, INT64_MIN);
	json_put_number(&out, NULL, 0.1);
	json_put_number(&out, NULL, 1.0 / 3);
	json_put_number(&out, NULL, NAN);
	json_open_object(&out, NULL);
	json_close_object(&out);
	json_open_array(&out, NULL);
	json_close_array(&out);
	json_close_array(&out);
	json_put_bool(&out, "b", true);
	json_put_raw(&out, "r", "[1]");
	json_put_time(&out, "at", 1000);
	json_put_time(&out, "never", 0);
	json_put_null(&out, "z");
	json_close_object(&out);
	assert_string_equal(text.text, "{\"t\":\"a\\\"\\\\\\n\\u0001\\u007f\\u00e9\\ud83d\\ude00\\ufffd\","
		"\"none\":null,\"l\":[-9223372036854775808,0.1,0.3333333333333333,null,{},[]],"
		"\"b\":true,\"r\":[1],\"at\":\"1970-01-01T00:00:01Z\","
		"\"never\":null,\"z\":null}");
	json_destroy(parsed(text.text));
	str_finish(&text);
}

/* Instants are written as the C library would write them, leap days and centuries included. */
static void instants(void **state)
{
	struct random random = random_seeded(3);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		/* from 1 January 0000 to 9999, and one in four with milliseconds */
		int64_t seconds = (int64_t)random_below(&random, 315500000000) - 62167219200;
		int64_t ms = seconds * 1000 + (i % 4 == 0 ? (int64_t)random_below(&random, 1000) : 0);
		time_t whole = (time_t)seconds;
		char wanted[64], got[TIME_TEXT], part[8] = "";
		struct tm tm;

		assert_non_null(gmtime_r(&whole, &tm));
		if (ms % 1000 != 0)
			snprintf(part, sizeof(part), ".%03d", (int)(ms - seconds * 1000));
		snprintf(wanted, sizeof(wanted), "%04d-%02d-%02dT%02d:%02d:%02d%sZ", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, part);
		assert_string_equal(time_format(ms, got), wanted);
	}
}

/* A stranger's number is an instant, or none; never a sum that runs over. */
static void seconds(void **state)
{
	static const char text[] = "{\"last\":253402300799,\"over\":253402300800,\"far\":100000000000000000,\"before\":-5,"
		"\"text\":\"1700000000\"}";
	struct json *json;

	(void)state;
	assert_null(json_parse(text, sizeof(text) - 1, &json));
	assert_int_equal(json_seconds_ms(json, "last"), 253402300799000);
	assert_int_equal(json_seconds_ms(json, "over"), 0);
	assert_int_equal(json_seconds_ms(json, "far"), 0);
	assert_int_equal(json_seconds_ms(json, "before"), 0);
	assert_int_equal(json_seconds_ms(json, "none"), 0);
	assert_int_equal(json_seconds_ms(json, "text"), 1700000000000);
	json_destroy(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rewriting), cmocka_unit_test(refusing), cmocka_unit_test(limits),
		cmocka_unit_test(reading), cmocka_unit_test(names), cmocka_unit_test(sharing), cmocka_unit_test(writing),
		cmocka_unit_test(instants), cmocka_unit_test(seconds)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
