/* SPDX-License-Identifier: ISC */
/*
 * Proves: transactions that share a commit last together, one that fails
 * takes only itself back, and when the commit fails none of them happened,
 * in memory as on the disk.
 */
#include "desk_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void customers(struct fixture *f)
{
	const struct item items[] = {
		an_item(ITEM_NEW, "m1", "t1", "carol", "one", T0 - 3000),
		an_item(ITEM_NEW, "m2", "t2", "dave", "two", T0 - 2000),
		an_item(ITEM_NEW, "m3", "t3", "erin", "three", T0 - 1000)
	};

	feed(f, items, 3);
}

struct told { size_t calls, changes; };

static void on_change(void *data, const struct change *changes, size_t count)
{
	struct told *told = data;

	(void)changes;
	told->calls++;
	told->changes += count;
}

static void claim(struct fixture *f, int64_t agent, int64_t conversation)
{
	begin(f, agent);
	OK(desk_claim(f->desk, conversation));
	commit(f);
}

static void one_fails_alone(void **state)
{
	struct fixture *f = *state;
	struct told told = { 0 };

	customers(f);
	desk_observe(f->desk, on_change, &told);
	OK(desk_group_begin(f->desk));
	claim(f, f->maria, 1);
	begin(f, f->bob);
	OK(desk_claim(f->desk, 2));
	FAILS(desk_claim(f->desk, 1), ERR_CONFLICT);
	desk_rollback(f->desk);
	claim(f, f->bob, 3);
	claim(f, f->bob, 3);
	assert_int_equal(told.calls, 0);
	OK(desk_group_end(f->desk));
	assert_int_equal(told.calls, 1);
	assert_int_equal(told.changes, 2);	/* the third conversation once */
	desk_observe(f->desk, NULL, &told);
	assert_string_equal(row_of(f, 1).assignee, "maria");
	assert_string_equal(row_of(f, 2).assignee, "");
	assert_string_equal(row_of(f, 3).assignee, "bob");
	assert_sound(f);
}

static void a_key_counts_within(void **state)
{
	struct fixture *f = *state;
	struct actor maria = by(f->maria);
	const char *answer;

	customers(f);
	OK(desk_group_begin(f->desk));
	OK(desk_begin(f->desk, &maria, "k", "claim", f->arena, &answer));
	assert_null(answer);
	OK(desk_claim(f->desk, 1));
	OK(desk_commit(f->desk, "{\"n\":1}"));
	OK(desk_begin(f->desk, &maria, "k", "claim", f->arena, &answer));
	assert_string_equal(answer, "{\"n\":1}");
	OK(desk_group_end(f->desk));
	OK(desk_begin(f->desk, &maria, "k", "claim", f->arena, &answer));
	assert_string_equal(answer, "{\"n\":1}");
	assert_sound(f);
}

/* No file may grow: a disk that is full when the commit comes. */
static void disk_fill(struct fixture *f, struct rlimit *before)
{
	char wal[160];
	struct stat st;
	struct rlimit now;

	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, before), 0);
	now = (struct rlimit){ (rlim_t)st.st_size, before->rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static void all_or_none(void **state)
{
	struct fixture *f = *state;
	struct told told = { 0 };
	struct rlimit before;
	int64_t seq;
	err_t err;

	customers(f);
	seq = read_ledger_seq(desk_reader(f->desk));
	desk_observe(f->desk, on_change, &told);
	disk_fill(f, &before);
	OK(desk_group_begin(f->desk));
	claim(f, f->maria, 1);
	claim(f, f->bob, 2);
	err = desk_group_end(f->desk);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(err);
	assert_int_equal(told.calls, 0);
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);
	assert_string_equal(row_of(f, 1).assignee, "");

	claim(f, f->bob, 1);
	assert_int_equal(told.calls, 1);
	desk_observe(f->desk, NULL, &told);
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq + 1);
	assert_string_equal(row_of(f, 1).assignee, "bob");
	assert_string_equal(row_of(f, 2).assignee, "");
	assert_sound(f);
}

static void nothing_in_it(void **state)
{
	struct fixture *f = *state;

	customers(f);
	OK(desk_group_begin(f->desk));
	OK(desk_group_end(f->desk));
	claim(f, f->maria, 1);
	assert_sound(f);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(one_fails_alone), T(a_key_counts_within), T(all_or_none), T(nothing_in_it)
	};
#undef T
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}
