/* SPDX-License-Identifier: ISC */
/* A secret goes where the request says, to its own origin only, and no text of anybody's moves it elsewhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../src/net/credential.h"

#define OWN "https://social.example"

static struct filled filled_of(struct request request, const char *token, bool *ok)
{
	struct credential credential = { .origin = OWN "/", .token = token };
	struct filled filled;

	request.method = "POST";
	request.flags |= REQUEST_AUTH;
	if (request.url == NULL)
		request.url = OWN "/x";
	*ok = credential_fill(&request, &credential, &filled);
	return filled;
}

#define CHECK(member, expected, token, ...) \
	do { \
		bool fits; \
		struct filled as = filled_of((struct request){ __VA_ARGS__ }, token, &fits); \
		assert_true(fits); \
		assert_string_equal(str_text(&as.member), expected); \
		filled_wipe(&as); \
	} while (0)

static void test_headers(void **state)
{
	(void)state;
	CHECK(header, "Authorization: Bearer s3cret", "s3cret", .place = PLACE_BEARER);
	/* The pairs of RFC 7617 and RFC 4648. */
	CHECK(header, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "open sesame", .place = PLACE_BASIC,
		.secret_name = "Aladdin");
	CHECK(header, "Authorization: Basic Zm86bw==", "o", .place = PLACE_BASIC, .secret_name = "fo");
	CHECK(header, "Authorization: Basic Zm86b28=", "oo", .place = PLACE_BASIC, .secret_name = "fo");
	CHECK(header, "Authorization: Basic Zm86b29i", "oob", .place = PLACE_BASIC, .secret_name = "fo");
}

static void test_body(void **state)
{
	bool ok;
	struct filled filled;

	(void)state;
	CHECK(body, "{\"password\":\"abcd-efgh\",\"identifier\":\"a\"}", "abcd-efgh", .place = PLACE_JSON,
		.secret_name = "password", .body = "{\"identifier\":\"a\"}", .body_len = 18);
	CHECK(body, "{\"password\":\"abcd-efgh\"}", "abcd-efgh", .place = PLACE_JSON, .secret_name = "password",
		.body = "{}", .body_len = 2);
	CHECK(body, "{\"password\":\"a\\\"\\\\\\u0001\"}", "a\"\\\001", .place = PLACE_JSON,
		.secret_name = "password", .body = "{}", .body_len = 2);
	filled = filled_of((struct request){ .url = OWN "/x", .place = PLACE_JSON, .secret_name = "p", .body = "[]",
		.body_len = 2 }, "s3cret", &ok);
	assert_false(ok);
	filled_wipe(&filled);
}

static void test_path(void **state)
{
	static const char *const wrong[] = { "", "a/b", "a b", "a?b", "a#b", "..", "a%2fb", "{secret}" };
	struct str escaped = { 0 };

	(void)state;
	CHECK(url, OWN "/bot12:ab_c-d/getMe", "12:ab_c-d", .place = PLACE_PATH, .url = OWN "/bot{secret}/getMe");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		bool ok;
		struct filled filled = filled_of((struct request){ .url = OWN "/bot{secret}/getMe",
			.place = PLACE_PATH }, wrong[i], &ok);

		assert_false(ok);
		filled_wipe(&filled);
	}
	url_escape(&escaped, "a {secret} b");
	assert_null(strstr(escaped.text, "{secret}"));
	str_finish(&escaped);
}

static void test_elsewhere(void **state)
{
	static const char *const urls[] = { "https://other.example/bot{secret}", "http://social.example/bot{secret}",
		"https://social.example:444/bot{secret}", "https://a@social.example/bot{secret}" };
	struct credential credential = { .origin = OWN, .token = "s3cret" };

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct request request = { .url = urls[i], .flags = REQUEST_AUTH, .place = PLACE_PATH };
		struct filled filled;

		assert_true(credential_forbids(&request, &credential));
		assert_true(credential_fill(&request, &credential, &filled));
		assert_int_equal(filled.url.len, 0);
		filled_wipe(&filled);
	}
}

static void test_mask(void **state)
{
	char text[] = "no bot 123456:abcdefgh, 123456:abcdefgh!", few[] = "a few letters";

	(void)state;
	credential_mask(text, strlen(text), "123456:abcdefgh");
	assert_string_equal(text, "no bot ***************, ***************!");
	credential_mask(few, strlen(few), "few");
	assert_string_equal(few, "a few letters");
	credential_mask(NULL, 0, "123456:abcdefgh");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers), cmocka_unit_test(test_body), cmocka_unit_test(test_path),
		cmocka_unit_test(test_elsewhere), cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests_name("credential", tests, NULL, NULL);
}
