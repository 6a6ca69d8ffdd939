/* SPDX-License-Identifier: ISC */
/*
 * Traces for figures.  What is packed is read as it is, but for conversations
 * of which anything was recorded since, or after the instant that is asked
 * for: those come from the ledger.  Where nothing is packed by the rules of
 * that instant, all of them do.
 */
#include "traces.h"

#include <stdlib.h>

#include "guichet/store/fact.h"
#include "segments.h"

/* A date of any zone lies in three days of UTC. */
enum { DAYS_AROUND = 2 };

struct reading {
	struct reader *reader;
	const struct trace_wish *wish;
	struct presence *presence;	/* NULL: days of agents are not wanted */
	struct fact_trace told;		/* of agents' days, which have no place */
	void (*visit)(void *, const struct fact_trace *);
	void *data;
};

static void reading_take(void *data, const struct fact_trace *fact)
{
	const struct reading *reading = data;

	if (fact->trace.kind >= TRACE_MARK) {
		if (reading->presence != NULL)
			presence_take(reading->presence, &fact->trace);
	} else if ((reading->wish->kinds >> fact->trace.kind & 1) != 0) {
		reading->visit(reading->data, fact);
	}
}

static void messages_take(void *data, const struct segment *segment, const struct figure_apart *apart)
{
	const struct reading *reading = data;

	reading->wish->messages(reading->data, segment, apart);
}

static void presence_visit(void *data, const struct trace *trace)
{
	struct reading *reading = data;

	reading->told.trace = *trace;
	reading->visit(reading->data, &reading->told);
}

/* Rows of the desk itself are of no conversation, and are not packed: there are few. */
static err_t desk_rows_read(struct reading *reading, struct arena *arena)
{
	struct event *events = NULL;
	struct trace_lot lot;
	size_t count = 0;
	err_t err = store_events(reading->reader->store, arena, 0, 0, &events, &count);

	if (err != NULL)
		return err;
	presence_rows(arena, events, count, NULL, reading->wish->as_of_ms, &lot);
	for (size_t i = 0; i < lot.count; i++)
		presence_take(reading->presence, &lot.list[i]);
	return NULL;
}

/* ---- packed days */

/* The running day comes behind all others. */
static err_t segments_find(struct reading *reading, struct arena *arena, int64_t from_day, int64_t until_day,
	struct stored_segment **out, size_t *count)
{
	struct store *store = reading->reader->store;
	struct stored_segment *days = NULL, *running = NULL;
	size_t day_count = 0, running_count = 0;
	err_t err = store_segments(store, arena, FACT_TRACES, from_day, until_day, &days, &day_count);

	if (err == NULL && reading->presence != NULL)
		err = store_segments(store, arena, FACT_TRACES, FACT_RUNNING_DAY, FACT_RUNNING_DAY + 1, &running,
			&running_count);
	*out = arena_array(arena, day_count + running_count + 1, sizeof(**out));
	for (size_t i = 0; i < day_count; i++)
		(*out)[i] = days[i];
	for (size_t i = 0; i < running_count; i++)
		(*out)[day_count + i] = running[i];
	*count = day_count + running_count;
	return err;
}

/*
 * What makes up agents' days is taken from many of them at once, as long as
 * they are at hand.  What was held counts in the time available, which is
 * known when all that agents did is.
 */
static err_t days_read(struct reading *reading, const struct packed_wish *wish, const struct stored_segment *packed,
	size_t count)
{
	const struct figure_apart apart = { wish->apart->bits, wish->apart->end };
	struct arena *scratch = arena_create();
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		if (wish->days != NULL && segment_copies_are_full(reading->reader)) {
			presence_add(reading->presence, wish->days->list, wish->days->count, &apart, true);
			wish->days->count = 0;
		}
		err = traces_packed(reading->reader, scratch, &packed[i], wish, reading_take, reading);
		arena_reset(scratch);
	}
	arena_destroy(scratch);
	if (err != NULL || wish->days == NULL)
		return err;
	presence_add(reading->presence, wish->days->list, wish->days->count, &apart, false);
	if ((reading->wish->kinds >> TRACE_HOLDING & 1) != 0)
		presence_hold(reading->presence, wish->days->list, wish->days->count, &apart);
	return NULL;
}

static int64_t day_of(int64_t ms)
{
	return ms / FACT_DAY_MS;
}

static err_t packed_read(struct reading *reading, struct arena *arena, const struct id_set *apart)
{
	const struct trace_wish *wish = reading->wish;
	int64_t around = reading->presence != NULL ? DAYS_AROUND : 0, since = day_of(wish->since_ms) - around;
	int64_t last = wish->until_ms < wish->as_of_ms ? wish->until_ms : wish->as_of_ms;
	struct stored_segment *packed = NULL;
	size_t count = 0;
	err_t err = segments_find(reading, arena, since > 0 ? since : 0, day_of(last) + 1 + around, &packed, &count);
	struct day_list days = { .list = arena_array(arena, count + 1, sizeof(*days.list)) };
	const struct packed_wish rows = { .apart = apart, .kinds = wish->kinds & ((UINT32_C(1) << TRACE_MARK) - 1),
		.at_once = wish->at_once, .messages = messages_take, .days = reading->presence != NULL ? &days : NULL };

	return err != NULL ? err : days_read(reading, &rows, packed, count);
}

/* ---- the others */

/* A conversation with rows behind what is packed, or behind what was known then. */
static err_t apart_find(struct reading *reading, struct arena *arena, int64_t seq, struct event_place **out, size_t *count)
{
	struct store *store = reading->reader->store;
	struct event_place *since = NULL, *after = NULL;
	size_t since_count = 0, after_count = 0;
	err_t err = store_trace_places(store, arena, seq, INT64_MAX, &since, &since_count);

	if (err == NULL)
		err = store_event_places_since(store, arena, reading->wish->as_of_ms, &after, &after_count);
	*out = arena_array(arena, since_count + after_count + 1, sizeof(**out));
	for (size_t i = 0; i < since_count; i++)
		(*out)[i] = since[i];
	for (size_t i = 0; i < after_count; i++)
		(*out)[since_count + i] = after[i];
	*count = since_count + after_count;
	return err;
}

static err_t reading_run(struct reading *reading, struct arena *arena)
{
	struct tracing tracing = { .reader = reading->reader, .take = reading_take, .data = reading };
	struct reduction r = { .reader = reading->reader, .as_of_ms = reading->wish->as_of_ms, .traces = true,
		.done = traces_tell, .data = &tracing };
	struct id_set apart = { .arena = arena };
	struct event_place *places = NULL;
	struct traces_state state = { 0 };
	size_t count = 0;
	err_t err = traces_state(reading->reader, reading->wish->as_of_ms, &state);

	if (err == NULL && state.seq == 0) {
		err = store_fact_conversations(reading->reader->store, arena, &tracing.conversations,
			&tracing.conversation_count);
		return err != NULL ? err : reduction_run(&r);
	}
	if (err == NULL)
		err = apart_find(reading, arena, state.seq, &places, &count);
	if (err == NULL)
		err = reduction_of(&r, places, count, &apart);
	return err != NULL ? err : packed_read(reading, arena, &apart);
}

err_t read_figure_traces(struct reader *reader, const struct trace_wish *wish,
	void (*visit)(void *, const struct fact_trace *), void *data)
{
	struct arena *arena = arena_create();
	struct reading reading = { .reader = reader, .wish = wish,
		.told = { .place = { .lang = "", .tags = "" } }, .visit = visit, .data = data };
	int64_t begun_ms = 0;
	err_t err = wish->presence ? store_event_first(reader->store, &begun_ms) : NULL;

	if (wish->presence)
		reading.presence = presence_create(arena, wish->zone, begun_ms, wish->as_of_ms, wish->kinds);
	if (wish->borders != NULL && reading.presence != NULL)
		presence_whole(reading.presence, wish->borders, wish->border_count);
	if (err == NULL && reading.presence != NULL)
		err = desk_rows_read(&reading, arena);
	if (err == NULL)
		err = reading_run(&reading, arena);
	if (err == NULL && reading.presence != NULL)
		presence_tell(reading.presence, presence_visit, &reading);
	arena_destroy(arena);
	return err;
}

/* ---- rows of the ledger */

err_t read_events_between(struct reader *reader, struct arena *arena, const struct events_wish *wish,
	struct event **out, size_t *count)
{
	struct event *all = NULL;
	size_t all_count = 0, kept = 0;
	err_t err = store_events(reader->store, arena, wish->account, wish->conversation, &all, &all_count);

	for (size_t i = 0; err == NULL && i < all_count; i++) {
		int64_t at_ms = event_time_by(&all[i], wait_offset(&wish->rules, &all[i]));

		if (at_ms >= wish->from_ms && (at_ms <= wish->to_ms || wish->to_ms <= wish->from_ms))
			all[kept++] = all[i];
	}
	if (kept > 1)
		qsort(all, kept, sizeof(*all), event_by_seq);
	*out = all;
	*count = kept;
	return err;
}
