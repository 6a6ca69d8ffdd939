/* SPDX-License-Identifier: ISC */
/*
 * Rows as they were once: those of today where nothing happened since, and
 * out of the ledger, conversation by conversation, where it did; what that
 * does not hold (languages, who may see it) is as it is today.
 */
#include "facts.h"
#include "guichet/store/fact.h"
#include "guichet/store/segment.h"
#include "segments.h"

enum { ROWS_AT_ONCE = 50000 };

struct past {
	struct facts *facts;
	struct arena *arena;		/* of the rows below */
	struct fact_wait *waits;
	struct fact_case *cases;
	size_t wait_count, case_count;
};

static err_t past_flush(struct past *past, bool all)
{
	err_t err = NULL;

	if (!all && past->wait_count + past->case_count < ROWS_AT_ONCE)
		return NULL;
	if (past->facts->wish->waits)
		err = facts_waits_show(past->facts, past->waits, past->wait_count);
	if (err == NULL && past->facts->wish->cases)
		err = facts_cases_show(past->facts, past->cases, past->case_count);
	past->waits = NULL;
	past->cases = NULL;
	past->wait_count = past->case_count = 0;
	arena_reset(past->arena);
	return err;
}

static bool is_wished(const struct past *past, int64_t ms)
{
	const struct figure_wish *wish = past->facts->wish;

	return ms >= wish->since_ms && ms < wish->until_ms;
}

static void past_wait(struct past *past, const struct wait *wait, const struct fact_place *place)
{
	if (!is_wished(past, wait->start_ms))
		return;
	past->waits = list_grow(past->arena, past->waits, past->wait_count, sizeof(*past->waits));
	past->waits[past->wait_count++] = (struct fact_wait){ .wait = *wait, .place = *place };
}

/* They go with the reduction, and only where it was opened again more than once somebody reads them once more. */
static const char *clocks_kept(struct past *past, const struct wait_case *one)
{
	return one->reopens + one->agent_reopens < 2 ? NULL : arena_copy(past->arena, one->clocks);
}

static void past_case(struct past *past, const struct wait_case *one, const struct fact_conversation *of)
{
	if (!is_wished(past, one->open_ms))
		return;
	past->cases = list_grow(past->arena, past->cases, past->case_count, sizeof(*past->cases));
	past->cases[past->case_count] = (struct fact_case){ .one = *one, .contact = of->contact, .place = of->place };
	fact_case_complete(past->facts->wish->settings, &past->cases[past->case_count]);
	past->cases[past->case_count].one.clocks = clocks_kept(past, one);
	past->case_count++;
}

/* A ledger that came from elsewhere may name conversations that are not here. */
static err_t past_of(struct past *past, struct reduction *r, int64_t id, struct fact_conversation *out)
{
	bool found = false;
	err_t err;

	if (out->id == id)
		return NULL;
	*out = (struct fact_conversation){ .place = { .lang = "" } };
	err = store_fact_conversation(r->reader->store, past->arena, id, out, &found);
	out->id = id;
	out->place.tags = arena_copy(past->arena, events_tags(r->arena, r->events, r->count, r->as_of_ms));
	return err;
}

static err_t past_add(void *data, struct reduction *r, const struct wait_result *result)
{
	struct past *past = data;
	struct fact_conversation of = { .id = -1 };
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < result->wait_count; i++) {
		err = past_of(past, r, result->waits[i].conversation, &of);
		if (err == NULL)
			past_wait(past, &result->waits[i], &of.place);
	}
	for (size_t i = 0; err == NULL && i < result->case_count; i++) {
		err = past_of(past, r, result->cases[i].conversation, &of);
		if (err == NULL)
			past_case(past, &result->cases[i], &of);
	}
	return err != NULL ? err : past_flush(past, false);
}

/* Rows that an update has not come to yet are of its own way of counting: the ledger says what they will be. */
static err_t behind_reduce(struct reduction *r, int64_t after, struct id_set *apart)
{
	struct arena *arena = arena_create();
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = store_places_behind(r->reader->store, arena, after, &places, &count);

	if (err == NULL)
		err = reduction_of(r, places, count, apart);
	arena_destroy(arena);
	return err;
}

/* Who had rows since, or was ever united, comes from the ledger. */
static err_t past_reduce(struct facts *f, struct id_set *apart)
{
	struct past past = { .facts = f, .arena = arena_create() };
	struct reduction r = { .reader = f->reader, .as_of_ms = f->wish->of_past ? f->wish->as_of_ms : 0,
		.done = past_add, .data = &past };
	err_t err = f->wish->of_past ? reduction_since(&r, apart) : NULL;

	if (err == NULL && f->behind >= 0)
		err = behind_reduce(&r, f->behind, apart);
	if (err == NULL)
		err = past_flush(&past, true);
	arena_destroy(past.arena);
	return err;
}

/*
 * A conversation without rows after that instant is what it was then; its
 * packed days are, too, unless targets or hours were told otherwise since.
 */
err_t facts_then_show(struct facts *f)
{
	struct arena *arena = arena_create();
	struct id_set apart = { .arena = arena };
	int64_t settings = 0, end_ms = f->wish->as_of_ms + FACT_DAY_MS;
	err_t err = past_reduce(f, &apart);

	if (err == NULL && f->wish->of_past)
		err = store_event_settings_since(f->reader->store, f->wish->as_of_ms, &settings);
	f->apart = &apart;
	f->unpacked = f->unpacked || settings > 0;
	if (f->wish->of_past && f->until_ms > end_ms)
		f->until_ms = end_ms;
	if (err == NULL)
		err = facts_now_show(f);
	arena_destroy(arena);
	return err;
}
