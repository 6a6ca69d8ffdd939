/* SPDX-License-Identifier: ISC */
/* What is never packed: the traces of the whole ledger, days of agents, and the ledger's own rows. */
#include "guichet/desk/figures.h"

#include <stdlib.h>

#include "guichet/model/presence.h"
#include "guichet/store/fact.h"
#include "reduce.h"

struct tracing {
	struct fact_conversation *conversations;
	size_t conversation_count;
	void (*visit)(void *, const struct fact_trace *);
	void *data;
	struct presence *presence;	/* or NULL */
};

static const struct fact_conversation *conversation_of(const struct tracing *tracing, int64_t id)
{
	static const struct fact_conversation unknown = { .place = { .lang = "", .tags = "" } };
	size_t low = 0, high = tracing->conversation_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tracing->conversations[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tracing->conversation_count && tracing->conversations[low].id == id ?
		&tracing->conversations[low] : &unknown;
}

static void presence_visit(void *data, const struct trace *trace)
{
	const struct tracing *tracing = data;

	tracing->visit(tracing->data, &(struct fact_trace){ .trace = *trace, .place = { .lang = "", .tags = "" } });
}

static err_t traces_visit(void *data, struct reduction *r, const struct wait_result *result)
{
	struct tracing *tracing = data;
	const char *tags = result->trace_count == 0 ? "" : events_tags(r->arena, r->events, r->count, r->as_of_ms);

	for (size_t i = 0; i < result->trace_count; i++) {
		struct fact_trace fact = { .trace = result->traces[i],
			.place = conversation_of(tracing, result->traces[i].conversation)->place };

		fact.place.tags = tags;
		tracing->visit(tracing->data, &fact);
	}
	if (tracing->presence != NULL)
		presence_conversation(tracing->presence, r->events, r->count, result);
	return NULL;
}

/* Rows of the desk itself are of no conversation. */
static err_t presence_read(struct reader *reader, struct arena *arena, struct tracing *tracing)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(reader->store, arena, 0, 0, &events, &count);

	if (err == NULL)
		presence_desk(tracing->presence, events, count);
	return err;
}

err_t read_figure_traces(struct reader *reader, const struct trace_wish *wish,
	void (*visit)(void *, const struct fact_trace *), void *data)
{
	struct arena *arena = arena_create();
	struct tracing tracing = { .visit = visit, .data = data };
	struct reduction r = { .reader = reader, .as_of_ms = wish->as_of_ms, .traces = true, .done = traces_visit,
		.data = &tracing };
	err_t err = store_fact_conversations(reader->store, arena, &tracing.conversations,
		&tracing.conversation_count);

	if (wish->presence)
		tracing.presence = presence_create(arena, wish->zone, wish->as_of_ms);
	if (err == NULL && wish->presence)
		err = presence_read(reader, arena, &tracing);
	if (err == NULL)
		err = reduction_run(&r);
	if (err == NULL && wish->presence)
		presence_tell(tracing.presence, presence_visit, &tracing);
	arena_destroy(arena);
	return err;
}

/* ---- rows of the ledger */

static int event_compare(const void *left, const void *right)
{
	int64_t a = ((const struct event *)left)->seq, b = ((const struct event *)right)->seq;

	return a < b ? -1 : a > b;
}

err_t read_events_between(struct reader *reader, struct arena *arena, int64_t account, int64_t conversation,
	int64_t from_ms, int64_t to_ms, struct event **out, size_t *count)
{
	struct event *all = NULL;
	size_t all_count = 0, kept = 0;
	err_t err = store_events(reader->store, arena, account, conversation, &all, &all_count);

	for (size_t i = 0; err == NULL && i < all_count; i++)
		if (event_time(&all[i]) >= from_ms && (event_time(&all[i]) <= to_ms || to_ms <= from_ms))
			all[kept++] = all[i];
	if (kept > 1)
		qsort(all, kept, sizeof(*all), event_compare);
	*out = all;
	*count = kept;
	return err;
}
