/* SPDX-License-Identifier: ISC */
/*
 * A file that is written bit by bit has its name when it is whole and leaves
 * nothing when it is dropped, whatever the file system lacks; the name is synced
 * and comes in one step; nothing is written over; two writers do not meet; and
 * what a killed one left is tidied up by the next, while the part of one that
 * lives, and what is not ours, stays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/base/part.h"

static char box[64];
static bool links, steps;		/* what the file system has: links, and renaming over nothing */
static bool killed_by_rename;
static ino_t synced;			/* the directory that was synced last, with the name in it */

/* Instead of the system's: vfat and its like refuse it. */
int link(const char *from, const char *to)
{
	if (links)
		return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
	errno = EPERM;
	return -1;
}

int renameat2(int from_in, const char *from, int to_in, const char *to, unsigned flags)
{
	if (steps)
		return (int)syscall(SYS_renameat2, from_in, from, to_in, to, flags);
	errno = EINVAL;
	return -1;
}

int rename(const char *from, const char *to)
{
	if (killed_by_rename)
		_exit(9);
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int fsync(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && faccessat(fd, "bowl.jpg", F_OK, 0) == 0)
		synced = st.st_ino;
	return fdatasync(fd);
}

static const char *in_box(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", box, name);
	return path;
}

static int files_count(void)
{
	DIR *dir = opendir(box);
	int count = 0;

	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count - 2;
}

static void content_is(const char *name, const char *content)
{
	struct str bytes = { 0 };

	assert_null(file_read(in_box(name), 100, &bytes));
	assert_string_equal(str_text(&bytes), content);
	str_finish(&bytes);
}

static void put(const char *name, const char *content)
{
	assert_null(file_write(in_box(name), 0600, content, strlen(content)));
}

static void begin(struct part_file *part, const char *content)
{
	assert_null(part_begin(part, box, "7"));
	assert_null(file_write_all(part->fd, "part", content, strlen(content)));
}

static void refused(struct part_file *part, const char *name, const char *says)
{
	err_t err = part_keep(part, in_box(name));

	assert_non_null(err);
	assert_non_null(strstr(err->text, says));
	err_ignore(err, "it was looked at");
}

static int setup(void **state)
{
	(void)state;
	snprintf(box, sizeof(box), "%s/guichet-part.XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	links = steps = true;
	killed_by_rename = false;
	return mkdtemp(box) != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	DIR *dir = opendir(box);
	const struct dirent *entry;

	(void)state;
	while ((entry = readdir(dir)) != NULL)
		(void)unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	return rmdir(box);
}

static void keep_and_refuse(void)
{
	struct part_file part, other;
	struct stat st;

	begin(&part, "whole");
	begin(&other, "later");
	assert_string_not_equal(part.path.text, other.path.text);
	assert_int_equal(files_count(), 2);
	assert_null(part_keep(&part, in_box("bowl.jpg")));
	assert_int_equal(files_count(), 2);
	assert_int_equal(stat(in_box("bowl.jpg"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	refused(&other, "bowl.jpg", "is there already: nothing was written");
	content_is("bowl.jpg", "whole");
	part_drop(&other);
	part_drop(&other);
	part_drop(&part);
	assert_int_equal(files_count(), 1);
}

static void test_whole_or_not_at_all(void **state)
{
	(void)state;
	keep_and_refuse();
}

static void test_without_steps(void **state)
{
	(void)state;
	steps = false;
	keep_and_refuse();
}

static void test_without_either(void **state)
{
	struct part_file part;

	(void)state;
	links = steps = false;
	keep_and_refuse();
	/* A link that leads nowhere is a name that is taken: what it names is not made. */
	assert_int_equal(symlink(in_box("elsewhere"), "lead"), 0);
	assert_int_equal(rename("lead", in_box("lead")), 0);
	begin(&part, "whole");
	refused(&part, "lead", "is there already");
	refused(&part, "no/where", "No such file");
	part_drop(&part);
	assert_int_equal(files_count(), 2);
}

/* It is killed where a name that was taken first would still be empty. */
static void test_killed_while_named(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	links = false;
	killed_by_rename = true;
	if (child == 0) {
		struct part_file part;

		begin(&part, "whole");
		_exit(part_keep(&part, in_box("bowl.jpg")) == NULL ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	content_is("bowl.jpg", "whole");
	assert_int_equal(files_count(), 1);
}

static void test_name_is_synced(void **state)
{
	struct part_file part;
	struct stat st;

	(void)state;
	begin(&part, "whole");
	synced = 0;
	assert_null(part_keep(&part, in_box("bowl.jpg")));
	assert_int_equal(stat(box, &st), 0);
	assert_int_equal(synced, st.st_ino);
}

static void test_what_was_left(void **state)
{
	struct part_file alive, next;
	pid_t killed = fork();
	int status;

	(void)state;
	if (killed == 0) {
		struct part_file part;

		begin(&part, "half");
		_exit(files_count() == 1 ? 0 : 1);
	}
	assert_int_equal(waitpid(killed, &status, 0), killed);
	assert_int_equal(status, 0);
	assert_int_equal(files_count(), 1);
	put("notes.part", "mine");
	put(".guichet-.part", "short");
	assert_int_equal(mkdir(in_box(".guichet-1-folder.part"), 0700), 0);
	assert_int_equal(symlink("notes.part", in_box(".guichet-1-link.part")), 0);
	begin(&alive, "alive");
	assert_int_equal(files_count(), 5);
	begin(&next, "next");
	assert_int_equal(files_count(), 6);
	assert_null(part_keep(&alive, in_box("alive")));
	content_is("alive", "alive");
	content_is("notes.part", "mine");
	part_drop(&next);
	assert_int_equal(files_count(), 5);
	assert_int_equal(rmdir(in_box(".guichet-1-folder.part")), 0);
}

static void test_no_room(void **state)
{
	struct part_file part;
	err_t err = part_begin(&part, "/proc/self/nowhere", "7");

	(void)state;
	assert_non_null(err);
	assert_non_null(strstr(err->text, "/proc/self/nowhere: No such file"));
	err_ignore(err, "it was looked at");
	part_drop(&part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole_or_not_at_all, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_steps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_either, setup, teardown),
		cmocka_unit_test_setup_teardown(test_killed_while_named, setup, teardown),
		cmocka_unit_test_setup_teardown(test_name_is_synced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_was_left, setup, teardown),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
