/* SPDX-License-Identifier: ISC */
/*
 * Proves: lines come back newest first by kind and prefix, each once, at most
 * 200; they are kept for the person alone, two screens that end one after the
 * other lose nothing, and what else stands in the file is not typed again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../src/tui/history.h"
#include "guichet/base/file.h"

static void fine(err_t err)
{
	if (err != NULL)
		fail_msg("unexpected: %s", err->text);
}

static void begin(char *folder, size_t size)
{
	(void)snprintf(folder, size, "%s/history.XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(folder));
	setenv("XDG_STATE_HOME", folder, 1);
}

static void end(const char *folder)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/guichet/history", folder);
	unlink(path);
	(void)snprintf(path, sizeof(path), "%s/guichet", folder);
	rmdir(path);
	assert_int_equal(rmdir(folder), 0);	/* nothing else was left behind */
}

/* Every line with the prefix, newest first, parted by commas. */
static const char *back(const struct history *history, char kind, const char *prefix)
{
	static _Thread_local char text[4096];
	const char *line;
	size_t at = SIZE_MAX, len = 0;

	text[0] = '\0';
	while ((line = history_step(history, kind, prefix, true, &at)) != NULL)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s,", line);
	return text;
}

static void lines_come_back(void **state)
{
	char folder[256];
	struct history *history;
	size_t at = SIZE_MAX;

	(void)state;
	begin(folder, sizeof(folder));
	history = history_load();
	assert_string_equal(back(history, ':', ""), "");
	history_add(history, ':', "tag 1 vip");
	history_add(history, ':', "claim 2");
	history_add(history, '/', "parcel");
	history_add(history, ':', "tag 3 refund");
	history_add(history, ':', "tag 1 vip");
	history_add(history, ':', "");
	history_add(history, ':', " secret");
	assert_string_equal(back(history, ':', ""), "tag 1 vip,tag 3 refund,claim 2,");
	assert_string_equal(back(history, ':', "tag 3"), "tag 3 refund,");
	assert_string_equal(back(history, '/', ""), "parcel,");
	assert_string_equal(history_step(history, ':', "", true, &at), "tag 1 vip");
	assert_string_equal(history_step(history, ':', "", true, &at), "tag 3 refund");
	assert_string_equal(history_step(history, ':', "", false, &at), "tag 1 vip");
	assert_null(history_step(history, ':', "", false, &at));
	history_destroy(history);
	end(folder);
}

static void two_screens_lose_nothing(void **state)
{
	char folder[256], path[300];
	struct history *one, *two;
	struct stat st;

	(void)state;
	begin(folder, sizeof(folder));
	one = history_load();
	two = history_load();
	history_add(one, ':', "of the first");
	history_add(two, ':', "of the second");
	fine(history_save(one));
	fine(history_save(two));
	history_destroy(one);
	history_destroy(two);
	(void)snprintf(path, sizeof(path), "%s/guichet/history", folder);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	one = history_load();
	assert_string_equal(back(one, ':', ""), "of the second,of the first,");
	fine(history_save(one));
	history_destroy(one);
	end(folder);
}

static void the_newest_are_kept(void **state)
{
	char folder[256], line[32];
	struct history *history;
	size_t at = SIZE_MAX, count = 0;

	(void)state;
	begin(folder, sizeof(folder));
	history = history_load();
	for (int i = 0; i < 250; i++) {
		(void)snprintf(line, sizeof(line), "claim %d", i);
		history_add(history, ':', line);
	}
	fine(history_save(history));
	history_destroy(history);
	history = history_load();
	while (history_step(history, ':', "", true, &at) != NULL)
		count++;
	assert_int_equal(count, 200);
	assert_string_equal(history_step(history, ':', "", true, &(size_t){ SIZE_MAX }), "claim 249");
	history_destroy(history);
	end(folder);
}

static void a_strange_file_is_read_with_care(void **state)
{
	static const char text[] = ":good\n:bad\033]0;title\007\nno kind\n:\n\n:last";
	char folder[256], path[300];
	struct history *history;

	(void)state;
	begin(folder, sizeof(folder));
	(void)snprintf(path, sizeof(path), "%s/guichet", folder);
	fine(file_make_directory(path));
	(void)snprintf(path, sizeof(path), "%s/guichet/history", folder);
	fine(file_write(path, 0600, text, sizeof(text) - 1));
	history = history_load();
	assert_string_equal(back(history, ':', ""), "last,good,");
	history_destroy(history);
	end(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_back),
		cmocka_unit_test(two_screens_lose_nothing),
		cmocka_unit_test(the_newest_are_kept),
		cmocka_unit_test(a_strange_file_is_read_with_care),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
