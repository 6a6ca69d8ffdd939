/* SPDX-License-Identifier: ISC */
/*
 * Many days at once, some of them in a second thread: it takes days in turns
 * with the first one, for makers of its own, which join in the end.  Both
 * only read the question, the world and the days.
 */
#include "figures_make.h"

#include <stdatomic.h>

#include "guichet/base/pair.h"

/* For fewer a thread takes longer to begin than it saves. */
enum { PAIR_ROWS = 30000 };

size_t pair_rows(void)
{
	return pair_pays() ? PAIR_ROWS : SIZE_MAX;
}

void figures_pair_from(struct figures_maker *m, size_t rows)
{
	m->pair_from = rows;
}

void pair_of(const struct figures_maker *m, size_t rows, void (*run)(void *), void *here, void *beside)
{
	if (rows >= m->pair_from) {
		pair_run(run, here, beside);
	} else {
		run(here);
		run(beside);
	}
}

/* ---- days */

struct shared { const struct fact_day *days; size_t count; atomic_size_t next; };
struct taker { struct shared *shared; struct figures_maker *const *makers; size_t count; bool beside; };

static void days_take(void *data)
{
	const struct taker *taker = data;
	struct shared *shared = taker->shared;
	size_t at;

	while ((at = atomic_fetch_add(&shared->next, 1)) < shared->count)
		for (size_t i = 0; i < taker->count; i++)
			figures_add(taker->beside ? taker->makers[i]->beside : taker->makers[i], shared->days[at].set,
				shared->days[at].segment);
}

/* Who watches wants rows in their order. */
static bool is_for_two(struct figures_maker *const *makers, size_t count, const struct fact_day *days, size_t day_count)
{
	size_t rows = 0, from = 0;

	for (size_t i = 0; i < day_count; i++)
		rows += days[i].segment->rows;
	for (size_t i = 0; i < count; i++) {
		from = makers[i]->pair_from > from ? makers[i]->pair_from : from;
		if (makers[i]->row != NULL)
			return false;
	}
	return rows >= from;
}

/* What the second thread has taken is the maker's as soon as that thread is gone. */
static void pair_take(struct shared *shared, struct figures_maker *const *makers, size_t count)
{
	struct taker here = { shared, makers, count, false }, beside = { shared, makers, count, true };

	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_create();

		if (makers[i]->beside == NULL)
			makers[i]->beside = figures_begin(arena, makers[i]->request, makers[i]->world);
		makers[i]->beside->arena = arena;
	}
	pair_run(days_take, &here, &beside);
	for (size_t i = 0; i < count; i++) {
		arena_unite(makers[i]->arena, makers[i]->beside->arena);
		makers[i]->beside->arena = NULL;
	}
}

void figures_add_days(struct figures_maker *const *makers, size_t count, const struct fact_day *days, size_t day_count)
{
	struct shared shared = { .days = days, .count = day_count };
	struct taker alone = { &shared, makers, count, false };

	if (count > 0 && is_for_two(makers, count, days, day_count))
		pair_take(&shared, makers, count);
	else
		days_take(&alone);
}
