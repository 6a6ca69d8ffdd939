/* SPDX-License-Identifier: ISC */
/*
 * Proves that names and states map one to one, closed is final, roles form a ladder,
 * and an item that lacks something is refused by the name of what it lacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/item.h"

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < STATUSES; i++) {
		enum status status = STATUSES;

		assert_null(status_parse(status_name((enum status)i), &status));
		assert_int_equal(status, i);
	}
	for (int i = 0; i < VISIBILITIES; i++) {
		enum visibility visibility = VISIBILITIES;

		assert_null(visibility_parse(visibility_name((enum visibility)i), &visibility));
		assert_int_equal(visibility, i);
	}
	for (int i = 0; i < ROLES; i++) {
		enum role role = ROLES;

		assert_null(role_parse(role_name((enum role)i), &role));
		assert_int_equal(role, i);
	}
	for (int i = 0; i < ORIGINS; i++)
		assert_non_null(origin_name((enum origin)i));
	for (int i = 0; i < DIRECTIONS; i++)
		assert_non_null(direction_name((enum direction)i));
	for (int i = 0; i < OUTBOX_STATES; i++)
		assert_non_null(outbox_state_name((enum outbox_state)i));
	for (int i = 0; i < ACCOUNT_STATES; i++)
		assert_non_null(account_state_name((enum account_state)i));
	for (int i = 0; i < AGENT_KINDS; i++)
		assert_non_null(agent_kind_name((enum agent_kind)i));
	assert_string_equal(outbox_state_name(OUT_UNKNOWN), "unknown");
	assert_string_equal(status_name(STATUS_ON_HOLD), "on_hold");
}

static void test_unknown_names(void **state)
{
	enum status status;
	enum visibility visibility;
	enum role role;

	(void)state;
	assert_true(err_is(status_parse("Open", &status), ERR_USAGE));
	assert_true(err_is(visibility_parse("", &visibility), ERR_USAGE));
	assert_true(err_is(role_parse("boss", &role), ERR_USAGE));
}

static void test_status_may(void **state)
{
	(void)state;
	for (int from = 0; from < STATUSES; from++)
		for (int to = 0; to < STATUSES; to++) {
			err_t err = status_may((enum status)from, (enum status)to);

			if (from == STATUS_CLOSED && to != STATUS_CLOSED)
				assert_true(err_is(err, ERR_STATE));
			else
				assert_null(err);
		}
}

static void test_role_may(void **state)
{
	(void)state;
	assert_true(role_may(ROLE_ADMIN, ROLE_LEAD));
	assert_true(role_may(ROLE_AGENT, ROLE_AGENT));
	assert_true(role_may(ROLE_AUDITOR, ROLE_VIEWER));
	assert_false(role_may(ROLE_AUDITOR, ROLE_AGENT));
	assert_false(role_may(ROLE_VIEWER, ROLE_AUDITOR));
}

static struct item item_good(void)
{
	return (struct item){ .uid = "u1", .kind = "mention", .visibility = VIS_PUBLIC, .text = "hello",
		.author = { .id = "7", .handle = "maria" }, .at_ms = 1 };
}

static void item_expect(const struct item *item, const char *member)
{
	err_t err = item_check(item);

	if (member == NULL) {
		assert_null(err);
		return;
	}
	assert_true(err_is(err, ERR_DATA));
	assert_non_null(strstr(err->text, member));
}

static void test_item(void **state)
{
	struct item item = item_good();
	struct item gone = { .op = ITEM_GONE, .uid = "u1" };

	(void)state;
	item_expect(&item, NULL);
	item_expect(&gone, NULL);
	gone.uid = NULL;
	item_expect(&gone, "uid");
	item.uid = "";
	item_expect(&item, "uid");
	item = item_good();
	item.kind = "Not A Word";
	item_expect(&item, "kind");
	item = item_good();
	item.author.id = NULL;
	item_expect(&item, "author.id");
	item = item_good();
	item.text = NULL;
	item_expect(&item, "text");
	item.text = "\xff";
	item_expect(&item, "text");
	item = item_good();
	item.at_ms = 0;
	item_expect(&item, "at");
	item = item_good();
	item.visibility = (enum visibility)9;
	item_expect(&item, "visibility");
	item = item_good();
	item.to.handle = "\xc3";
	item_expect(&item, "to.handle");
	item = item_good();
	item.op = (enum item_op)17;
	item_expect(&item, "op");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_status_may),
		cmocka_unit_test(test_role_may),
		cmocka_unit_test(test_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
