/* SPDX-License-Identifier: ISC */
/*
 * Files that no reply names take no more room than they should and are in
 * nobody's way: the same one again is one, the oldest go before a new one is
 * refused, and what is half gone is gone.
 */
#include "desk_fixture.h"

#include "guichet/desk/attachment.h"

#define DAY_MS INT64_C(86400000)

static struct blob piece(struct fixture *f, int64_t blob, int64_t size, int64_t at, const char *bytes, size_t len)
{
	struct blob out = { 0 };

	begin(f, f->maria);
	OK(desk_attach(f->desk, f->arena, &(struct attach_piece){ .blob = blob, .name = "plan.txt", .size = size, .at = at,
		.piece = bytes, .len = len }, &out));
	commit(f);
	return out;
}

static struct blob give(struct fixture *f, const char *text)
{
	return piece(f, 0, (int64_t)strlen(text), 0, text, strlen(text));
}

/* The first of so many pieces, or all of them. */
static struct blob give_large(struct fixture *f, int64_t pieces, bool whole)
{
	char *bytes = calloc(1, ATTACH_PIECE);
	struct blob out = piece(f, 0, pieces * ATTACH_PIECE, 0, bytes, ATTACH_PIECE);

	while (whole && out.kept < out.size)
		out = piece(f, out.id, out.size, out.kept, bytes, ATTACH_PIECE);
	free(bytes);
	return out;
}

static bool is_kept(struct fixture *f, struct blob blob)
{
	struct str bytes = { 0 };
	err_t err = desk_attached(f->desk, f->arena, blob.id, blob.hash, 0, &bytes);

	str_finish(&bytes);
	return err == NULL;
}

/* One transaction of those that the clock asks for. */
static void sweep(struct fixture *f, int64_t now_ms)
{
	f->clock = clock_fixed(now_ms);
	OK(desk_alarms(f->desk));
}

static void the_same_file_again_is_one(void **state)
{
	struct fixture *f = *state;
	struct blob first = give(f, "where to turn"), other = give(f, "something else"), again = give(f, "where to turn");

	assert_string_equal(first.hash, again.hash);
	assert_false(is_kept(f, first));
	assert_true(is_kept(f, other));
	assert_true(is_kept(f, again));
	for (int i = 0; i < 3; i++)
		sweep(f, T0 + i);
	assert_true(is_kept(f, other));
	assert_true(is_kept(f, again));
}

static void the_oldest_go_before_a_new_one_is_refused(void **state)
{
	struct fixture *f = *state;
	struct blob small = give(f, "the first"), last;

	for (int i = 1; i <= 4; i++) {
		f->clock = clock_fixed(T0 + i);
		last = give_large(f, ATTACH_MOST / ATTACH_PIECE, false);
	}
	assert_false(is_kept(f, small));
	f->clock = clock_fixed(T0 + 5);
	small = give(f, "the last");
	assert_true(is_kept(f, small));
	assert_true(is_kept(f, last));
}

/* Whoever gives files all day does not put off the day after which they go. */
static void a_new_file_does_not_keep_an_old_one(void **state)
{
	struct fixture *f = *state;
	struct blob old = give(f, "old"), new;

	f->clock = clock_fixed(T0 + DAY_MS - 1);
	new = give(f, "new");
	sweep(f, T0 + DAY_MS);
	assert_false(is_kept(f, old));
	assert_true(is_kept(f, new));
}

static void what_is_half_gone_is_not_attached(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "m1", "t1", "bob", "hello", T0);
	struct blob blob = give_large(f, 10, true);
	int64_t outbox;
	bool already;

	feed(f, &item, 1);
	sweep(f, T0 + DAY_MS);
	begin(f, f->maria);
	FAILS(desk_reply(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "Look.", .visibility = -1,
		.writer = f->maria, .attached = &(struct attached){ .hash = blob.hash }, .attached_count = 1 }, &outbox,
		&already), ERR_NOT_FOUND);
	desk_rollback(f->desk);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_same_file_again_is_one),
		TEST(the_oldest_go_before_a_new_one_is_refused),
		TEST(a_new_file_does_not_keep_an_old_one),
		TEST(what_is_half_gone_is_not_attached),
	};

	return cmocka_run_group_tests_name("attachment", tests, NULL, NULL);
}
