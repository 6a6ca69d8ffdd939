/* SPDX-License-Identifier: ISC */
/*
 * Proves: whatever a stranger writes, an opener gets one argument more, which
 * begins with http and has nothing in it that a program could take for an
 * option, a shell or another host; and it gets nothing of ours.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/base/random.h"
#include "guichet/command/link.h"

enum { FUZZED = 100000, OPENED = 36, INHERITED_FD = 50, WAIT_MS = 20000, LOOK_MS = 5 };

static const struct { const char *link, *url, *refused; } cases[] = {
	{ "https://example.org", "https://example.org", NULL },
	{ "HTTPS://Example.ORG/Path", "https://example.org/Path", NULL },
	{ "http://a.example:8080/x?y=1#z", "http://a.example:8080/x?y=1#z", NULL },
	{ "http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80/", NULL },
	{ "https://127.0.0.1", "https://127.0.0.1", NULL },
	{ "https://example.org/caf\u00E9", "https://example.org/caf%C3%A9", NULL },
	{ "https://example.org/a%20b%s%", "https://example.org/a%20b%25s%25", NULL },
	{ "https://example.org/\"<>\\^`{|}", "https://example.org/%22%3C%3E%5C%5E%60%7B%7C%7D", NULL },
	{ "https://example.org/$(x);'&", "https://example.org/$(x);'&", NULL },
	{ "https://example.org?a@b", "https://example.org?a@b", NULL },
	{ "https://example.org:/", "https://example.org/", NULL },
	{ "https://example.org/\u202Egpj", "https://example.org/%E2%80%AEgpj", NULL },
	{ "", NULL, "only http" },
	{ "-https://example.org", NULL, "only http" },
	{ "javascript:alert(1)", NULL, "only http" },
	{ "file:///etc/passwd", NULL, "only http" },
	{ "https:example.org", NULL, "only http" },
	{ "https:/example.org", NULL, "only http" },
	{ "ssh://example.org", NULL, "only http" },
	{ "https://", NULL, "names no host" },
	{ "https:///path", NULL, "names no host" },
	{ "https://:80/", NULL, "names no host" },
	{ "https://user@example.org/", NULL, "name or a password" },
	{ "https://good.example:x@evil.example/", NULL, "name or a password" },
	{ "https://good.example\\@evil.example/", NULL, "name or a password" },
	{ "https://good.example\\evil.example/", NULL, "no name" },
	{ "https://-x.example", NULL, "no name" },
	{ "https://a..b", NULL, "no name" },
	{ "https://%65xample.org", NULL, "no name" },
	{ "https://ex\u0430mple.org", NULL, "not written in ASCII" },
	{ "https://[::1", NULL, "no address" },
	{ "https://[::1]x/", NULL, "no address" },
	{ "https://[]/", NULL, "no address" },
	{ "https://a:99999/", NULL, "no number" },
	{ "https://a:8x/", NULL, "no number" },
	{ "https://a.example/b c", NULL, "a blank" },
	{ "https://a.example/\n-x", NULL, "a blank" },
	{ "https://a.example/\x1b[31m", NULL, "a blank" },
	{ "https://a.example/\xff", NULL, "not text" },
};

static void checking(void **state)
{
	struct arena *arena = *state;
	char longest[LINK_MAX_BYTES + 2] = "https://a/";

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *url = NULL;
		err_t err = link_check(arena, cases[i].link, &url);

		if (cases[i].url != NULL) {
			assert_null(err);
			assert_string_equal(url, cases[i].url);
			continue;
		}
		if (err == NULL)
			fail_msg("not refused: %s", cases[i].link);
		assert_non_null(strstr(err->text, cases[i].refused));
	}
	for (size_t len = strlen(longest); len <= LINK_MAX_BYTES; len++) {
		const char *url;

		longest[len] = 'a';
		assert_int_equal(link_check(arena, longest, &url) == NULL, len + 1 <= LINK_MAX_BYTES);
		arena_reset(arena);
	}
}

/* As many brackets as an item may have: with a look back for each of them this would not end today. */
static void many_brackets(void **state)
{
	enum { BYTES = 1 << 20 };
	struct str text = { 0 };
	const char **urls;

	str_add(&text, "https://a.example/(");
	while (text.len < BYTES)
		str_add(&text, ")]");
	assert_int_equal(link_find(*state, text.text, &urls), 1);
	assert_string_equal(urls[0], "https://a.example/()");
	str_finish(&text);
}

static void finding(void **state)
{
	static const struct { const char *text; const char *want; } texts[] = {
		{ "", "" },
		{ "no link, http:// neither", "" },
		{ "see https://a.example/x.", "https://a.example/x " },
		{ "(https://a.example/x), and \"http://b.example\"!", "https://a.example/x http://b.example " },
		{ "https://w.example/a_(b) (https://w.example/c)", "https://w.example/a_(b) https://w.example/c " },
		{ "<https://a.example/?q=1&r=2>;https://b.example", "https://a.example/?q=1&r=2 https://b.example " },
		{ "HTTP://A.example\nhttps://b.example\thttps://c.example", "http://a.example https://b.example https://c.example " },
		{ "\u00ABhttps://a.example/\u00E9t\u00E9\u00BB \u300Chttps://b.example\u300D",
		  "https://a.example/%C3%A9t%C3%A9 https://b.example " },
		{ "xhttps://a.example https://user@b.example https://c.example?!", "https://c.example " },
		{ "https://a.example\u202Ehttps://b.example\u3002", "https://a.example https://b.example " },
		{ "https://https://a.example", "https://https//a.example " },
		{ "javascript:https://a.example ...", "https://a.example " },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct str got = { 0 };
		const char **urls;
		size_t count = link_find(*state, texts[i].text, &urls);

		for (size_t j = 0; j < count; j++)
			str_printf(&got, "%s ", urls[j]);
		assert_string_equal(str_text(&got), texts[i].want);
		str_finish(&got);
	}
}

static const char *random_link(struct random *random, struct arena *arena)
{
	static const char *const parts[] = { "https://", "http://", "HtTpS://", "a", "example", ".", "org", ":", "80", "/", "?",
		"#", "@", "-", "--", "%", "%s", "%41", " ", "\n", "\t", "\x1b", "\x7f", "\\", "'", "\"", "`", "$(", ")", ";", "|",
		"&", "[", "]", "::1", "\u00E9", "\u202E", "\xff", "<", ">", "{", "^", "=", "+", ",", "*", "~", "_", "!" };
	struct str link = { 0 };
	const char *copy;

	if (random_below(random, 4) > 0)
		str_add(&link, random_below(random, 2) == 0 ? "https://host.example/" : "https://h");
	for (uint64_t n = random_below(random, 12); n > 0; n--)
		str_add(&link, parts[random_below(random, sizeof(parts) / sizeof(*parts))]);
	copy = arena_copy(arena, str_text(&link));
	str_finish(&link);
	return copy;
}

static void check_url(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://") + 3, *again;
	size_t len = strlen(url), authority = strcspn(host, "/?#");

	assert_true(strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
	assert_true(len <= LINK_MAX_BYTES && authority > 0 && *host != '-');
	assert_null(memchr(host, '@', authority));
	for (size_t i = 0; i < len; i++) {
		assert_true(url[i] > 0x20 && url[i] < 0x7F && strchr("\"<>\\^`{|}", url[i]) == NULL);
		if (url[i] == '%')
			assert_int_equal(strspn(url + i + 1, "0123456789abcdefABCDEF") >= 2, 1);
	}
	assert_null(link_check(arena, url, &again));
	assert_string_equal(url, again);
}

/* The opener: what it got, in a file that appears when it is complete. */
static const char opener[] =
	"#!/bin/sh\n"
	"cd \"${0%/*}\" || exit 1\n"
	"streams=$(for fd in 0 1 2 50; do readlink /proc/$$/fd/$fd; done)\n"
	"echo \"$streams\" >streams\n"
	"cut -d' ' -f6 /proc/$$/stat >session\n"
	"env >variables\n"
	"{ echo $#; for word; do echo \"$word\"; done; } >got.new\n"
	"mv got.new got\n";

static char directory[64];

static const char *in_directory(struct arena *arena, const char *name)
{
	return arena_printf(arena, "%s/%s", directory, name);
}

/* Waits for the file, reads it and removes it. */
static const char *appeared(struct arena *arena, const char *name)
{
	struct timespec look = { .tv_nsec = LOOK_MS * 1000000L };
	const char *path = in_directory(arena, name);
	struct str text = { 0 };
	const char *copy;

	for (int i = 0; access(path, R_OK) < 0 && i < WAIT_MS / LOOK_MS; i++)
		nanosleep(&look, NULL);
	assert_null(file_read(path, 65536, &text));
	assert_int_equal(unlink(path), 0);
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

static void any_link(void **state)
{
	struct random random = random_seeded(15);
	struct arena *arena = *state;
	size_t accepted = 0;

	for (int i = 0; i < FUZZED; i++) {
		const char *link = random_link(&random, arena), *url = NULL, **urls;

		for (size_t n = link_find(arena, link, &urls); n > 0; n--)
			check_url(arena, urls[n - 1]);
		if (link_check(arena, link, &url) == NULL) {
			check_url(arena, url);
			accepted++;
		}
		if (url != NULL && accepted <= OPENED) {
			assert_null(link_open(in_directory(arena, "opener"), url));
			assert_string_equal(appeared(arena, "got"), arena_printf(arena, "1\n%s\n", url));
		}
		arena_reset(arena);
	}
	assert_in_range(accepted, FUZZED / 20, FUZZED / 20 * 19);
}

static void alone(void **state)
{
	struct arena *arena = *state;
	const char *program = arena_printf(arena, "'%s/opener' --new 'a  b'", directory), *session;
	const char *got, *variables;

	assert_int_equal(dup2(STDERR_FILENO, INHERITED_FD), INHERITED_FD);
	setenv("GUICHET_DESK", "/tmp/desk", 1);
	setenv("LD_LIBRARY_PATH", "/tmp", 1);
	setenv("BROWSER", "evil", 1);
	setenv("LC_TIME", "C", 1);
	setenv("XDG_SESSION_TYPE", "tty", 1);
	assert_null(link_open(program, "https://a.example/"));
	got = appeared(arena, "got");
	variables = appeared(arena, "variables");
	session = appeared(arena, "session");
	close(INHERITED_FD);
	assert_string_equal(got, "3\n--new\na  b\nhttps://a.example/\n");
	assert_string_equal(appeared(arena, "streams"), "/dev/null\n/dev/null\n/dev/null\n");
	assert_int_not_equal(atoi(session), getsid(0));
	assert_null(strstr(variables, "GUICHET"));
	assert_null(strstr(variables, "LD_"));
	assert_null(strstr(variables, "BROWSER"));
	assert_non_null(strstr(variables, "PATH="));
	assert_non_null(strstr(variables, "LC_TIME=C"));
	assert_non_null(strstr(variables, "XDG_SESSION_TYPE=tty"));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void failing(void **state)
{
	err_t err = link_open("/nonexistent/opener", "https://a.example/");

	(void)state;
	assert_true(err_is(err, ERR_NOT_FOUND));
	assert_non_null(strstr(err->text, "/nonexistent/opener"));
	assert_true(err_is(link_open("'x", "https://a.example/"), ERR_CONFIG));
	assert_true(err_is(link_open(" ", "https://a.example/"), ERR_CONFIG));
	assert_true(err_is(link_open("true", "-x"), ERR_DATA));
	assert_true(err_is(link_open("true", "HTTPS://a.example"), ERR_DATA));
	assert_true(err_is(link_open("true", "file:///etc/passwd"), ERR_DATA));
}

static int setup(void **state)
{
	const char *temporary = getenv("TMPDIR");

	*state = arena_create();
	snprintf(directory, sizeof(directory), "%.40s/guichet-link.XXXXXX", temporary != NULL ? temporary : "/tmp");
	if (mkdtemp(directory) == NULL)
		return 1;
	return file_write(in_directory(*state, "opener"), 0700, opener, sizeof(opener) - 1) != NULL;
}

static int teardown(void **state)
{
	static const char *const names[] = { "opener", "got", "got.new", "streams", "session", "variables" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)unlink(in_directory(*state, names[i]));
	arena_destroy(*state);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checking),
		cmocka_unit_test(many_brackets), cmocka_unit_test(finding),
		cmocka_unit_test(any_link),
		cmocka_unit_test(alone),
		cmocka_unit_test(failing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
