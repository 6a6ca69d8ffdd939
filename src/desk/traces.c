/* SPDX-License-Identifier: ISC */
/*
 * The traces of a conversation that was reduced, with the place that they are
 * told apart by, and what a packed day says of those that did not change.
 */
#include "traces.h"

#include <stdlib.h>

#include "guichet/base/keyed.h"
#include "guichet/store/fact.h"
#include "segments.h"

#define TRACES_SEQ "traces_seq"		/* meta: the row of the ledger up to which traces are packed */
#define TRACES_RULES "traces_rules"	/* meta: by which rules */
enum { TRACES_VERSION = 2 };		/* goes up when the same ledger gives other traces than before */
enum { DAYS_AT_ONCE = 4 };		/* are taken away: of a large desk some 4 ms each */
enum { BYTES_AT_ONCE = 65536 };		/* are written: so much takes as long as to commit it */

/* ---- told */

/* A ledger that came from elsewhere may name conversations that are not here. */
static err_t place_of(const struct tracing *tracing, struct arena *arena, int64_t id, struct fact_place *out)
{
	const struct fact_conversation *known = keyed_find(tracing->conversations, tracing->conversation_count,
		sizeof(*known), id);
	struct fact_conversation one = { .place = { .lang = "" } };
	bool found = false;
	err_t err = NULL;

	if (known == NULL && tracing->conversations == NULL)
		err = store_fact_conversation(tracing->reader->store, arena, id, &one, &found);
	*out = known != NULL ? known->place : one.place;
	return err;
}

/* Of agents' days nothing is told apart by a place. */
static void days_tell(const struct tracing *tracing, struct reduction *r, const struct wait_result *result)
{
	struct trace_lot lot;

	presence_rows(r->arena, r->events, r->count, result, r->as_of_ms != 0 ? r->as_of_ms : INT64_MAX, &lot);
	for (size_t i = 0; i < lot.count; i++)
		tracing->take(tracing->data, &(struct fact_trace){ .trace = lot.list[i], .place = { .lang = "", .tags = "" } });
}

err_t traces_tell(void *data, struct reduction *r, const struct wait_result *result)
{
	const struct tracing *tracing = data;
	struct fact_place place = { .lang = "", .tags = "" };
	int64_t of = -1;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < result->trace_count; i++) {
		if (result->traces[i].conversation != of) {
			of = result->traces[i].conversation;
			err = place_of(tracing, r->arena, of, &place);
			place.tags = events_tags(r->arena, r->events, r->count, r->as_of_ms);
		}
		tracing->take(tracing->data, &(struct fact_trace){ .trace = result->traces[i], .place = place });
	}
	if (err == NULL)
		days_tell(tracing, r, result);
	return err;
}

/* ---- packed */

static uint64_t mixed(uint64_t hash, int64_t value)
{
	return (hash ^ (uint64_t)value) * UINT64_C(1099511628211);
}

/*
 * What a trace depends on beside the ledger's rows, as a number that is not 0.  How our clock was off is no part of
 * it: such a row is of those behind it, and nothing of those is packed yet when it comes.
 */
static int64_t rules_number(const struct wait_rules *rules)
{
	uint64_t hash = mixed(mixed(mixed(UINT64_C(14695981039346656037), TRACES_VERSION), REDUCER_VERSION), rules->reopen_ms);

	return (int64_t)(hash >> 1 | 1);
}

err_t traces_state(struct reader *reader, int64_t as_of_ms, struct traces_state *out)
{
	struct arena *arena = arena_create();
	struct metric_settings *settings = NULL;
	err_t err = read_metric_settings(reader, arena, as_of_ms, 0, 0, &settings);

	if (err == NULL) {
		struct wait_rules rules = settings_rules(settings);

		out->rules = rules_number(&rules);
		out->seq = meta_int(reader->store, TRACES_RULES, 0) == out->rules ? meta_int(reader->store, TRACES_SEQ, 0) : 0;
	}
	arena_destroy(arena);
	return err;
}

bool read_traces_wait(struct reader *reader, int64_t rows)
{
	return read_ledger_seq(reader) - meta_int(reader->store, TRACES_SEQ, 0) >= rows;
}

struct showing {
	const struct packed_wish *wish;
	void (*visit)(void *, const struct fact_trace *);
	void *data;
};

static void row_show(void *data, const struct fact_trace *row)
{
	const struct showing *s = data;

	if (!id_set_has(s->wish->apart, row->trace.conversation))
		s->visit(s->data, row);
}

err_t traces_packed(struct reader *reader, struct arena *arena, const struct stored_segment *stored,
	const struct packed_wish *wish, void (*visit)(void *, const struct fact_trace *), void *data)
{
	const struct figure_apart apart = { wish->apart->bits, wish->apart->end };
	struct showing s = { wish, visit, data };
	uint32_t kinds = wish->kinds;
	const struct segment *segment = NULL;
	err_t err;

	segment_copies_trim(reader);
	err = segment_copy(reader, FACT_TRACES, stored, &segment);
	if (err != NULL)
		return err;
	if ((kinds & wish->at_once) != 0)
		wish->messages(data, segment, &apart);
	if (wish->days != NULL)
		wish->days->list[wish->days->count++] = segment;
	kinds &= ~wish->at_once;
	if (kinds != 0)
		fact_traces_each(arena, segment, kinds, row_show, &s);
	return NULL;
}

/* ---- written */

void traces_step_finish(struct traces_step *step)
{
	for (size_t i = 0; i < step->count; i++)
		str_finish(&step->days[i].bytes);
	free(step->days);
	*step = (struct traces_step){ 0 };
}

static err_t still_next(struct desk *desk, const struct traces_step *step)
{
	if (meta_int(desk->store, TRACES_SEQ, 0) == step->from_seq && meta_int(desk->store, TRACES_RULES, 0) == step->rules)
		return NULL;
	return err_make(ERR_CONFLICT, "traces were packed by somebody else meanwhile");
}

err_t traces_forget(struct desk *desk)
{
	return meta_int_set(desk, TRACES_SEQ, 0);
}

/* From the first turn on nothing is packed, whoever looks; what lies there still goes a few days at a time. */
static err_t anew_begin(struct desk *desk, const struct traces_step *step, bool *more)
{
	err_t err = meta_int_set(desk, TRACES_RULES, step->rules);

	if (err == NULL)
		err = meta_int_set(desk, TRACES_SEQ, 0);
	return err != NULL ? err : store_segments_drop(desk->store, FACT_TRACES, DAYS_AT_ONCE, more);
}

err_t desk_traces_begin(struct desk *desk, const struct traces_step *step, bool *more)
{
	err_t err = desk_begin_system(desk);

	*more = false;
	if (err != NULL)
		return err;
	if (step->anew) {
		err = anew_begin(desk, step, more);
	} else {
		err = still_next(desk, step);
	}
	return desk_end(desk, err);
}

err_t desk_traces_days(struct desk *desk, const struct traces_step *step, size_t *next)
{
	size_t day = *next, bytes = 0;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = still_next(desk, step);
	while (err == NULL && day < step->count && (day == *next || bytes + step->days[day].bytes.len <= BYTES_AT_ONCE)) {
		const struct traces_day *packed = &step->days[day++];

		bytes += packed->bytes.len;
		err = store_segment_put(desk->store, FACT_TRACES, packed->day, INT64_MAX, packed->bytes.text, packed->bytes.len);
	}
	err = desk_end(desk, err);
	if (err == NULL)
		*next = day;
	return err;
}

err_t desk_traces_end(struct desk *desk, const struct traces_step *step)
{
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = still_next(desk, step);
	if (err == NULL)
		err = store_trace_stale_drop(desk->store, step->stale);
	if (err == NULL)
		err = meta_int_set(desk, TRACES_SEQ, step->to_seq);
	return desk_end(desk, err);
}
