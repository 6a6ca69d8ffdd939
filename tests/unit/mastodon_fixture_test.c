/* SPDX-License-Identifier: ISC */
/*
 * Every status in a collection of recorded answers can be read.  The
 * collection is no part of the project: $GUICHET_FIXTURES names its folder
 * (YAML cassettes or JSON files, at any depth); without it nothing is proven.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/utf8.h"
#include "mastodon_harness.h"

static size_t files, answers, statuses, bad;

static void status_try(const struct json *value, const char *path)
{
	struct account account = test_account();
	struct arena *arena = arena_create();
	struct mastodon_status status;
	err_t err = mastodon_status_read(arena, &account, value, &status);

	statuses++;
	if (err != NULL) {
		bad++;
		print_message("%s: %s\n", path, err->text);
	}
	arena_destroy(arena);
}

struct visit { const char *path; };

static void value_walk(const struct json *value, const char *path);

static void member(void *data, const char *key, const struct json *value)
{
	(void)key;
	value_walk(value, ((const struct visit *)data)->path);
}

static void value_walk(const struct json *value, const char *path)
{
	struct visit visit = { path };

	for (size_t i = 0; i < json_count(value); i++)
		value_walk(json_at(value, i), path);
	if (!json_is_object(value))
		return;
	if (json_get(value, "uri") != NULL && json_text(value, "content") != NULL &&
	    json_get(value, "account") != NULL && json_get(value, "visibility") != NULL)
		status_try(value, path);
	json_each(value, member, &visit);
}

static void answer_try(const struct str *text, const char *path)
{
	struct json *value = NULL;

	if (text->len == 0 || (text->text[0] != '{' && text->text[0] != '['))
		return;
	answers++;
	if (json_parse(text->text, text->len, &value) != NULL) {
		bad++;
		print_message("%s: an answer is no JSON\n", path);
		return;
	}
	value_walk(value, path);
	json_destroy(value);
}

/* A folded line end: one space, or as many line ends as there are empty lines. */
static const char *fold(const char *p, struct str *out)
{
	int lines = 0;

	for (; *p == '\n' || *p == ' '; p++)
		lines += *p == '\n';
	if (lines == 1)
		str_add_char(out, ' ');
	for (; lines > 1; lines--)
		str_add_char(out, '\n');
	return p;
}

static const char *escape(const char *p, struct str *out)
{
	static const char from[] = "ntr\"\\/0 ", to[] = "\n\t\r\"\\/\0 ";
	size_t digits = *p == 'x' ? 2 : *p == 'u' ? 4 : *p == 'U' ? 8 : 0;
	const char *known = strchr(from, *p);

	if (digits > 0) {
		char hex[9] = { 0 }, utf8[UTF8_MAX];

		strncpy(hex, p + 1, digits);
		str_add_n(out, utf8, utf8_encode((uint32_t)strtoul(hex, NULL, 16), utf8));
		return p + 1 + strlen(hex);
	}
	if (*p == '\n') {
		while (*p == '\n' || *p == ' ')
			p++;
		return p;
	}
	if (known != NULL && *p != '\0')
		str_add_char(out, to[known - from]);
	return *p != '\0' ? p + 1 : p;
}

/* Every quoted scalar behind "string:" of a cassette. */
static void cassette_try(const char *p, const char *path)
{
	struct str text = { 0 };

	while ((p = strstr(p, "string: ")) != NULL) {
		char quote = p[8];

		p += 8;
		if (quote != '\'' && quote != '"')
			continue;
		str_clear(&text);
		for (p++; *p != '\0'; ) {
			if (*p == quote && quote == '\'' && p[1] == quote) {
				str_add_char(&text, quote);
				p += 2;
			} else if (*p == quote) {
				break;
			} else if (quote == '"' && *p == '\\') {
				p = escape(p + 1, &text);
			} else if (*p == '\n') {
				while (text.len > 0 && text.text[text.len - 1] == ' ')
					text.len--;
				p = fold(p, &text);
			} else {
				str_add_char(&text, *p++);
			}
		}
		answer_try(&text, path);
	}
	str_finish(&text);
}

static int file_try(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	const char *end = strrchr(path, '.');
	struct str text = { 0 };

	(void)info;
	(void)where;
	if (kind != FTW_F || end == NULL || (strcmp(end, ".json") != 0 && strcmp(end, ".yaml") != 0))
		return 0;
	if (file_read(path, 64 << 20, &text) != NULL)
		fail_msg("%s cannot be read", path);
	files++;
	if (strcmp(end, ".json") == 0)
		answer_try(&text, path);
	else
		cassette_try(str_text(&text), path);
	str_finish(&text);
	return 0;
}

static void test_fixtures(void **state)
{
	(void)state;
	assert_int_equal(nftw(getenv("GUICHET_FIXTURES"), file_try, 16, FTW_PHYS), 0);
	assert_true(files > 0);
	print_message("%zu files, %zu answers, %zu statuses, %zu bad\n", files, answers, statuses, bad);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fixtures) };

	const char *folder = getenv("GUICHET_FIXTURES");

	if (folder == NULL || access(folder, R_OK) != 0) {
		printf("1..0 # SKIP GUICHET_FIXTURES names no folder of recorded answers\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
