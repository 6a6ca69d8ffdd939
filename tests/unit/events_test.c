/* SPDX-License-Identifier: ISC */
/*
 * The events of a stream are the same however its bytes are cut, heartbeats
 * are none, and what is too large costs no more memory than what is not.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/net/events.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void on_event(void *data, const struct stream_event *event)
{
	str_printf(data, "<%s|%s>", event->name, event->data != NULL ? event->data : "too large");
	if (event->data != NULL)
		assert_int_equal(event->len, strlen(event->data));
}

static void feed_all(struct events *events, const char *text, size_t each, struct str *told)
{
	for (size_t at = 0, len = strlen(text); at < len; at += each)
		events_feed(events, text + at, each < len - at ? each : len - at, on_event, told);
}

static void test_any_cut(void **state)
{
	static const struct { const char *text, *told; } cases[] = {
		{ "event: a\ndata: 1\n\n", "<a|1>" },
		{ "\xEF\xBB\xBF" "event: a\ndata: 1\n\n", "<a|1>" },
		{ "event: a\r\ndata: 1\r\n\r\nevent: b\rdata: 2\r\r", "<a|1><b|2>" },
		{ ":)\n:thump\n\n:thump\ndata:x\n\n", "<message|x>" },
		{ "event: a\ndata: d\xC3\xA9j\xC3\xA0 \xE6\xBC\xA2\ndata: two\n\n", "<a|d\xC3\xA9j\xC3\xA0 \xE6\xBC\xA2\ntwo>" },
		{ "event: a\n\ndata: nothing before\n\n", "<message|nothing before>" },
		{ "data\n\n", "<message|>" },
		{ "retry: 5\nid: 7\nunknown: x\ndata:  one blank\n\n", "<message| one blank>" },
		{ "event: unfinished\ndata: x\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t each = 1; each <= strlen(cases[i].text); each++) {
			struct events events = { 0 };
			struct str told = { 0 };

			feed_all(&events, cases[i].text, each, &told);
			assert_string_equal(str_text(&told), cases[i].told);
			str_finish(&told);
			events_finish(&events);
		}
}

static void test_too_large(void **state)
{
	static char piece[1000];
	struct events events = { 0 };
	struct str told = { 0 };

	(void)state;
	memset(piece, 'x', sizeof(piece));
	/* One endless line, then endless lines, then an event as it should be. */
	feed_all(&events, "event: a\ndata: ", 64, &told);
	for (int i = 0; i < 1000; i++)
		events_feed(&events, piece, sizeof(piece), on_event, &told);
	assert_true(events.line.size <= 2 * EVENT_BYTES);
	feed_all(&events, "\n\nevent: b\n", 64, &told);
	for (int i = 0; i < 1000; i++) {
		feed_all(&events, "data: ", 64, &told);
		events_feed(&events, piece, sizeof(piece), on_event, &told);
		feed_all(&events, "\n", 64, &told);
	}
	assert_true(events.data.size <= 2 * EVENT_BYTES);
	feed_all(&events, "\n:", 64, &told);
	for (int i = 0; i < 1000; i++)
		events_feed(&events, piece, sizeof(piece), on_event, &told);
	feed_all(&events, "\nevent: c\ndata: small\n\n", 64, &told);
	assert_string_equal(str_text(&told), "<a|too large><b|too large><c|small>");
	str_finish(&told);
	events_finish(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_cut), cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
