/* SPDX-License-Identifier: ISC */
/*
 * Proves that the queue is looked at anew in parts when a route comes or goes:
 * each turn commits how far it is, a desk that is opened again goes on there,
 * nothing is given before, and then the most urgent first; what was settled
 * while no route watched is given to nobody.
 */
#include "desk_fixture.h"

#include "guichet/desk/availability.h"
#include "guichet/desk/route.h"
#include "guichet/desk/setting.h"

enum { MANY = 1300 };		/* more than two parts */

static void customers(struct fixture *f, int count)
{
	struct item *items = arena_array(f->arena, (size_t)count, sizeof(*items));

	for (int i = 0; i < count; i++)
		items[i] = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", i), arena_printf(f->arena, "t%d", i),
			arena_printf(f->arena, "p%d", i), "hello", clock_now(&f->clock) + i);
	feed(f, items, (size_t)count);
}

static void route(struct fixture *f, const char *name, enum route_way way)
{
	bool added;

	begin(f, f->maria);
	OK(desk_route_set(f->desk, &(struct route_wish){ .name = name, .query = "account:brand", .team = "late",
		.terms = { .way = way } }, &added));
	commit(f);
}

static void unroute(struct fixture *f, const char *name)
{
	begin(f, f->maria);
	OK(desk_route_remove(f->desk, name));
	commit(f);
}

static void team(struct fixture *f)
{
	const char *const names[] = { "maria", "bob" };
	bool added;

	begin(f, 0);
	OK(desk_team_add(f->desk, "late", 2, names, &added));
	commit(f);
}

static struct route_turn turn(struct fixture *f)
{
	const int64_t ids[] = { f->maria, f->bob };
	const struct connected connected = { ids, 2 };
	struct route_turn out = { .connected = &connected };

	OK(desk_route_turn(f->desk, &out));
	return out;
}

static int64_t waiting(struct fixture *f)
{
	const struct connected nobody = { NULL, 0 };
	struct availability_told *list = NULL;
	struct told told = { 0 };
	struct route_state state = { 0 };
	struct route found;

	OK(read_availability(desk_reader(f->desk), f->arena, &nobody, clock_now(&f->clock), &list, &told.count));
	told.list = list;
	OK(read_route(desk_reader(f->desk), f->arena, "all", &found));
	OK(read_route_state(desk_reader(f->desk), f->arena, &found, &told, &state));
	return state.waiting;
}

static void in_parts(void **state)
{
	struct fixture *f = *state;
	struct route_deed *deeds = NULL;
	struct route_turn last;
	size_t turns = 1, count = 0;

	team(f);
	customers(f, MANY);
	route(f, "all", ROUTE_LEAST_LOADED);
	assert_true(turn(f).more);	/* what was noted: nothing */
	assert_true(turn(f).more);
	desk_close(f->desk);		/* all that it remembers is in the database */
	fixture_reopen(f);
	for (last = turn(f); last.more && last.given == 0 && turns < 100; last = turn(f))
		turns++;
	assert_true(turns > 2);
	assert_true(last.given > 0);
	OK(read_route_deeds(desk_reader(f->desk), f->arena, NULL, 10, &deeds, &count));
	assert_int_equal(deeds[count - 1].conversation, 1);	/* who waits longest had it first */
	for (turns = 0; last.more && turns < 10 * MANY; turns++)
		last = turn(f);
	assert_int_equal(waiting(f), 0);
	OK(read_route_deeds(desk_reader(f->desk), f->arena, NULL, 2 * MANY, &deeds, &count));
	assert_int_equal(count, MANY);
	assert_sound(f);
}

/* The last route goes, somebody answers a customer, a route comes. */
static void settled_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct route_turn last;

	team(f);
	route(f, "all", ROUTE_LEAST_LOADED);
	begin(f, f->maria);
	OK(desk_availability(f->desk, &(struct availability_wish){ .state = AWAY }, &(struct availability_row){ 0 }));
	commit(f);
	customers(f, 3);
	begin(f, f->bob);
	OK(desk_availability(f->desk, &(struct availability_wish){ .state = AWAY }, &(struct availability_row){ 0 }));
	commit(f);
	while (turn(f).more)
		;
	assert_int_equal(waiting(f), 3);
	unroute(f, "all");
	begin(f, f->bob);
	OK(desk_status(f->desk, 2, STATUS_RESOLVED, 0, NULL));
	commit(f);
	begin(f, f->bob);
	OK(desk_availability(f->desk, &(struct availability_wish){ .state = AVAILABLE }, &(struct availability_row){ 0 }));
	commit(f);
	route(f, "all", ROUTE_LEAST_LOADED);
	for (last = turn(f); last.more; last = turn(f))
		;
	assert_string_equal(row_of(f, 1).assignee, "bob");
	assert_string_equal(row_of(f, 2).assignee, "");
	assert_string_equal(row_of(f, 3).assignee, "bob");
	assert_sound(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_parts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(settled_meanwhile, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
