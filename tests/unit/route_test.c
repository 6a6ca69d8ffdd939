/* SPDX-License-Identifier: ISC */
/* Who is next: in turn, with least, with room, with the skill, and why nobody is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "guichet/model/route.h"

#define M(number, has, is) { .id = number, .name = "m" #number, .held = has, .absence = is }

struct setting { struct arena *arena; };

static int64_t next(const struct route_terms *terms, const struct route_member *members, size_t count, int64_t last,
	const struct route_need *need)
{
	size_t at = route_choose(terms, &(struct route_round){ members, count, last }, need);

	return at == ROUTE_NOBODY ? 0 : members[at].id;
}

static void in_turn(void **state)
{
	const struct route_terms terms = { .way = ROUTE_ROUND_ROBIN, .capacity = 3 };
	struct route_member members[] = { M(1, 0, ABSENT_NOT), M(2, 3, ABSENT_NOT), M(3, 2, ABSENT_AWAY), M(4, 2, ABSENT_NOT) };
	const struct route_need any = { 0 };

	(void)state;
	assert_int_equal(next(&terms, members, 4, 0, &any), 1);
	assert_int_equal(next(&terms, members, 4, 1, &any), 4);	/* 2 is full, 3 is away */
	assert_int_equal(next(&terms, members, 4, 4, &any), 1);
	assert_int_equal(next(&terms, members, 4, 9, &any), 1);	/* whoever was last is gone */
	members[1].capacity = 4;
	assert_int_equal(next(&terms, members, 4, 1, &any), 2);	/* their own room */
	assert_int_equal(next(&terms, members, 0, 1, &any), 0);
}

static void least(void **state)
{
	const struct route_terms terms = { .way = ROUTE_LEAST_LOADED };
	const struct route_member members[] = { M(1, 2, ABSENT_NOT), M(2, 1, ABSENT_NOT), M(3, 1, ABSENT_NOT), M(4, 0, ABSENT_BUSY) };
	const struct route_need any = { 0 }, not_two = { .avoid = 2 };

	(void)state;
	assert_int_equal(next(&terms, members, 4, 0, &any), 2);
	assert_int_equal(next(&terms, members, 4, 2, &any), 3);	/* of equals the next in turn */
	assert_int_equal(next(&terms, members, 4, 0, &not_two), 3);
	assert_int_equal(next(&terms, members + 1, 1, 0, &not_two), 2);	/* nobody else can */
}

static void skilled(void **state)
{
	const struct route_terms tag = { .way = ROUTE_ROUND_ROBIN, .match = ROUTE_TAG };
	const struct route_terms language = { .way = ROUTE_ROUND_ROBIN, .match = ROUTE_LANGUAGE };
	struct route_member members[] = { M(1, 0, ABSENT_NOT), M(2, 0, ABSENT_NOT) };

	(void)state;
	members[1].skills = "parcel,Refund";
	members[1].languages = "de,fr";
	assert_int_equal(next(&tag, members, 2, 0, &(struct route_need){ .tags = "vip refund" }), 2);
	assert_int_equal(next(&tag, members, 2, 0, &(struct route_need){ .tags = "refunds" }), 1);	/* nobody's skill */
	assert_int_equal(next(&tag, members, 2, 0, &(struct route_need){ .tags = "" }), 1);
	assert_int_equal(next(&language, members, 2, 0, &(struct route_need){ .lang = "fr-CA" }), 2);
	assert_int_equal(next(&language, members, 2, 0, &(struct route_need){ .lang = NULL }), 1);
	members[1].absence = ABSENT_OFF_SHIFT;		/* who could is not there: it waits for them */
	assert_int_equal(next(&tag, members, 2, 0, &(struct route_need){ .tags = "refund" }), 0);
	members[1].absence = ABSENT_NOT;
	members[1].hidden = true;
	assert_int_equal(next(&language, members, 2, 0, &(struct route_need){ .lang = "fr" }), 0);
}

static void told(void **state)
{
	const struct route_terms terms = { .way = ROUTE_ROUND_ROBIN, .capacity = 8, .back_ms = 60000, .absent = ROUTE_QUEUE };
	const struct route_member members[] = { M(1, 8, ABSENT_NOT), M(2, 3, ABSENT_NOT), M(3, 0, ABSENT_AWAY) };
	struct setting *setting = *state;
	struct route_terms again = route_terms_of(setting->arena, route_terms_write(setting->arena, &terms));

	assert_string_equal(route_why(setting->arena, &terms, "care", &members[1]), "round robin of care, 3 of 8 held");
	assert_string_equal(route_why_nobody(setting->arena, &terms, "care", &(struct route_round){ members, 3, 0 }),
		"nobody of care takes it: 1 away, 1 full");
	assert_int_equal(again.way, ROUTE_ROUND_ROBIN);
	assert_int_equal(again.capacity, 8);
	assert_int_equal(again.back_ms, 60000);
	assert_int_equal(again.absent, ROUTE_QUEUE);
}

static void absent(void **state)
{
	(void)state;
	assert_int_equal(absence_of(&(struct presence_facts){ .rostered = true, .on = true }), ABSENT_NOT);
	assert_int_equal(absence_of(&(struct presence_facts){ .rostered = true, .connected = true }), ABSENT_OFF_SHIFT);
	assert_int_equal(absence_of(&(struct presence_facts){ .connected = true }), ABSENT_NOT);
	assert_int_equal(absence_of(&(struct presence_facts){ 0 }), ABSENT_NOT_HERE);
	assert_int_equal(absence_of(&(struct presence_facts){ .connected = true, .said = BUSY }), ABSENT_BUSY);
	assert_int_equal(absence_of(&(struct presence_facts){ .rostered = true, .on = true, .said = AWAY }), ABSENT_AWAY);
}

static int begin(void **state)
{
	static struct setting setting;

	setting.arena = arena_create();
	*state = &setting;
	return 0;
}

static int end(void **state)
{
	struct setting *setting = *state;

	arena_destroy(setting->arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_turn), cmocka_unit_test(least), cmocka_unit_test(skilled),
		cmocka_unit_test_setup_teardown(told, begin, end), cmocka_unit_test(absent),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
