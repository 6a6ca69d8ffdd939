/* SPDX-License-Identifier: ISC */
/*
 * Proves that the canonical bytes of a ledger row are those of version 1, and that
 * kinds, details and times read back as they were meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/event.h"

static void hex(const struct str *bytes, char *out)
{
	for (size_t i = 0; i < bytes->len; i++)
		(void)sprintf(out + 2 * i, "%02x", (unsigned char)bytes->text[i]);
}

/* Written by hand from the layout; a ledger of years ago must still verify. */
static void test_canonical(void **state)
{
	struct event event = {
		.seq = 1, .account = 2, .conversation = 3, .kind = EVENT_STATUS, .net_ms = -1,
		.recv_ms = INT64_C(0x0102030405060708), .actor_kind = ACTOR_HUMAN, .actor = 9, .subject = 10,
		.has_ext = true, .surface = SURFACE_PRIVATE, .detail = "to=open\n",
	};
	static const char expected[] = "01"
		"0000000000000001" "0000000000000002" "0000000000000003" "00000008"
		"ffffffffffffffff" "0102030405060708" "00000001" "0000000000000009" "000000000000000a"
		"10" "ab000000000000000000000000000000" "00" "00000001" "00000008" "746f3d6f70656e0a";
	struct str bytes = { 0 };
	char text[512] = "";

	(void)state;
	event.ext[0] = 0xab;
	event_canonical(&event, &bytes);
	hex(&bytes, text);
	assert_string_equal(text, expected);
	str_finish(&bytes);
}

/* Every field but the hash changes the bytes. */
static void test_canonical_covers(void **state)
{
	struct event base = { .seq = 5, .detail = "" }, other;
	struct str left = { 0 }, right = { 0 };

	(void)state;
	event_canonical(&base, &left);
#define DIFFERS(field, value) \
	other = base; other.field = (value); str_clear(&right); event_canonical(&other, &right); \
	assert_true(left.len != right.len || memcmp(left.text, right.text, left.len) != 0)
	DIFFERS(seq, 6);
	DIFFERS(account, 1);
	DIFFERS(conversation, 1);
	DIFFERS(kind, EVENT_NOTE);
	DIFFERS(net_ms, 1);
	DIFFERS(recv_ms, 1);
	DIFFERS(actor_kind, ACTOR_BOT);
	DIFFERS(actor, 1);
	DIFFERS(subject, 1);
	DIFFERS(has_ext, true);
	DIFFERS(has_ref, true);
	DIFFERS(surface, SURFACE_PRIVATE);
	DIFFERS(detail, "a=b\n");
#undef DIFFERS
	other = base;
	other.hash[0] = 1;
	str_clear(&right);
	event_canonical(&other, &right);
	assert_int_equal(left.len, right.len);
	assert_memory_equal(left.text, right.text, left.len);
	str_finish(&left);
	str_finish(&right);
}

static void test_names(void **state)
{
	enum event_kind kind;
	enum actor_kind actor;

	(void)state;
	for (int i = 0; i < EVENT_KINDS; i++) {
		assert_true(event_kind_find(event_kind_name((enum event_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	for (int i = 0; i < ACTOR_KINDS; i++) {
		assert_true(actor_kind_find(actor_kind_name((enum actor_kind)i), &actor));
		assert_int_equal(actor, i);
	}
	assert_false(event_kind_find("message", &kind));
	assert_false(actor_kind_find("", &actor));
	/* Numbers in ledgers already written. */
	assert_int_equal(EVENT_STATUS, 8);
	assert_int_equal(EVENT_ACCOUNT_CHANGED, 25);
}

static void test_detail(void **state)
{
	struct event event = { .detail = "reason=not%0Aours\nto=on_hold\n" };
	char buffer[16], small[4];

	(void)state;
	assert_string_equal(event_detail(&event, "to", buffer, sizeof(buffer)), "on_hold");
	assert_string_equal(event_detail(&event, "reason", buffer, sizeof(buffer)), "not\nours");
	assert_string_equal(event_detail(&event, "to", small, sizeof(small)), "on_");
	assert_null(event_detail(&event, "t", buffer, sizeof(buffer)));
	event.detail = NULL;
	assert_null(event_detail(&event, "to", buffer, sizeof(buffer)));
}

static void test_time(void **state)
{
	static const struct { int64_t net, recv, expected; } rows[] = {
		{ 0, 100000, 100000 }, { 90000, 100000, 90000 }, { 105000, 100000, 105000 },
		{ 105001, 100000, 100000 }, { 1, 100000, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct event event = { .net_ms = rows[i].net, .recv_ms = rows[i].recv };

		assert_int_equal(event_time(&event), rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_canonical_covers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_detail),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
