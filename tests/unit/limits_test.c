/* SPDX-License-Identifier: ISC */
/* What a server says about time and rates is read in every form that servers use, and nonsense counts as silence. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/net/address.h"
#include "../../src/net/headers.h"
#include "../../src/net/limits.h"

#define NOW INT64_C(1795341600000)	/* 2026-11-22T10:00:00Z */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_dates(void **state)
{
	static const struct { const char *text; int64_t ms; } cases[] = {
		{ "Sun, 22 Nov 2026 10:00:00 GMT", NOW },
		{ "Sunday, 22-Nov-26 10:00:00 GMT", NOW },
		{ "Sun Nov 22 10:00:00 2026", NOW },
		{ "Sun, 6 Nov 1994 08:49:37 GMT", 784111777000 },
		{ "Sun, 22 Nov 2026 10:00 GMT", 0 },
		{ "Sun, 42 Nov 2026 10:00:00 GMT", 0 },
		{ "Sun, 22 Foo 2026 10:00:00 GMT", 0 },
		{ "tomorrow", 0 }, { "", 0 }, { ",", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = 0;

		assert_int_equal(http_date_parse(cases[i].text, &ms), cases[i].ms != 0);
		assert_int_equal(ms, cases[i].ms);
	}
}

static void test_retry_after(void **state)
{
	static const struct { const char *text; int64_t server_ms, wait_ms; } cases[] = {
		{ "30", 0, 30000 }, { " 30 ", 0, 30000 }, { "1.5", 0, 1500 }, { "0", 0, 1000 },
		{ "99999999999999999999", 0, 21600000 }, { "86400", 0, 21600000 },
		{ "Sun, 22 Nov 2026 10:02:00 GMT", 0, 120000 },
		{ "Sun, 22 Nov 2026 10:02:00 GMT", NOW + 60000, 60000 },
		{ "Sun, 22 Nov 2020 10:02:00 GMT", 0, 1000 },
		{ "-5", 0, 0 }, { "soon", 0, 0 }, { "", 0, 0 }, { "1e3", 0, 0 }, { "0x10", 0, 0 },
		{ "1 2", 0, 0 }, { "nan", 0, 0 }, { "inf", 0, 0 }, { "1.2.3", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(retry_after_parse(cases[i].text, cases[i].server_ms, NOW), cases[i].wait_ms);
}

static void test_reset(void **state)
{
	static const struct { const char *text; int64_t server_ms, at_ms; } cases[] = {
		{ "2026-11-22T10:05:00.000Z", 0, NOW + 300000 },
		{ "2026-11-22T10:05:00.000Z", NOW + 60000, NOW + 240000 },
		{ "1795341900", 0, NOW + 300000 }, { "1795341900000", 0, NOW + 300000 },
		{ "300", 0, NOW + 300000 }, { "Sun, 22 Nov 2026 10:05:00 GMT", 0, NOW + 300000 },
		{ "999999999999999999", 0, 0 }, { "later", 0, 0 }, { "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(rate_reset_parse(cases[i].text, cases[i].server_ms, NOW), cases[i].at_ms);
}

static void test_headers(void **state)
{
	static const struct { const char *lines[4]; int64_t remaining, reset; } cases[] = {
		{ { "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 2026-11-22T10:05:00Z" }, 7, NOW + 300000 },
		{ { "RateLimit-Remaining: 7", "RateLimit-Reset: 300" }, 7, NOW + 300000 },
		{ { "RateLimit: limit=10, remaining=7, reset=300" }, 7, NOW + 300000 },
		{ { "RateLimit: \"default\";r=7;t=300" }, 7, NOW + 300000 },
		{ { "X-RateLimit-Remaining: many" }, -1, 0 },
		{ { "Content-Type: text/plain" }, -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_create();
		struct response response = { .rate_remaining = -1 };

		for (size_t j = 0; j < 4 && cases[i].lines[j] != NULL; j++)
			response_keep_header(arena, &response, cases[i].lines[j], strlen(cases[i].lines[j]));
		limits_read(&response, NOW);
		assert_int_equal(response.rate_remaining, cases[i].remaining);
		assert_int_equal(response.rate_reset_ms, cases[i].reset);
		arena_destroy(arena);
	}
}

static void test_kept_headers(void **state)
{
	struct arena *arena = arena_create();
	struct response response = { 0 };

	(void)state;
	response_keep_header(arena, &response, "Set-Cookie: a=b", 15);
	response_keep_header(arena, &response, "no colon", 8);
	response_keep_header(arena, &response, "LINK:  <a>; rel=\"next\"", 22);
	for (int i = 0; i < 100; i++)
		response_keep_header(arena, &response, "X-Many: 1", 9);
	assert_int_equal(response.header_count, RESPONSE_HEADERS);
	assert_string_equal(response_header(&response, "link"), "<a>; rel=\"next\"");
	assert_null(response_header(&response, "lin"));
	assert_null(response_header(&response, "set-cookie"));
	arena_destroy(arena);
}

static void test_requests(void **state)
{
	struct arena *arena = arena_create();
	struct request request = { 0 };
	struct str out = { 0 };

	(void)state;
	request_header(arena, &request, "Idempotency-Key", "a\r\nAuthorization: stolen");
	assert_string_equal(request.headers[0], "Idempotency-Key: a");
	url_escape(&out, "a b&c=\xC3\xA9/~-._");
	assert_string_equal(out.text, "a%20b%26c%3D%C3%A9%2F~-._");
	str_finish(&out);
	arena_destroy(arena);
}

static void test_addresses(void **state)
{
	static const struct { const char *text; bool is_public; } cases[] = {
		{ "93.184.216.34", true }, { "8.8.8.8", true }, { "0.0.0.0", false }, { "10.1.2.3", false },
		{ "100.64.0.1", false }, { "100.63.0.1", true }, { "127.0.0.1", false }, { "169.254.169.254", false },
		{ "172.16.0.1", false }, { "172.32.0.1", true }, { "192.0.0.8", false }, { "192.168.1.1", false },
		{ "198.18.0.1", false }, { "224.0.0.1", false }, { "255.255.255.255", false },
		{ "2606:2800:220:1::1", true }, { "::1", false }, { "::", false }, { "fc00::1", false },
		{ "fe80::1", false }, { "ff02::1", false }, { "::ffff:127.0.0.1", false }, { "::ffff:8.8.8.8", true },
		{ "64:ff9b::a00:1", false }, { "64:ff9b::808:808", true }, { "2002:7f00:1::", false },
		{ "2001:db8::1", false }, { "2001::1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sockaddr_in in = { .sin_family = AF_INET };
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
		bool v4 = inet_pton(AF_INET, cases[i].text, &in.sin_addr) == 1;

		if (!v4)
			assert_int_equal(inet_pton(AF_INET6, cases[i].text, &in6.sin6_addr), 1);
		assert_int_equal(address_is_public(v4 ? (struct sockaddr *)&in : (struct sockaddr *)&in6),
			cases[i].is_public);
	}
	assert_true(host_is_loopback("localhost") && host_is_loopback("127.9.9.9") && host_is_loopback("[::1]"));
	assert_false(host_is_loopback("localhost.example") || host_is_loopback("127.0.0.1.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates), cmocka_unit_test(test_retry_after), cmocka_unit_test(test_reset),
		cmocka_unit_test(test_headers), cmocka_unit_test(test_kept_headers),
		cmocka_unit_test(test_requests), cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
