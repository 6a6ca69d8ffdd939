/* SPDX-License-Identifier: ISC */
/*
 * Messages, theirs and ours, out of a packed day of traces, by the block: a
 * year has millions, and all that is asked of one is when it was, what it is
 * of, who wrote it, and of some how long it took.  Other traces, which are
 * few, come one by one.
 */
#include "figures_make.h"

struct messages {
	struct batch batch;
	uint32_t wanted;		/* kinds of traces that are asked for, a bit each */
	bool measured;			/* and so are their values */
	const struct figure_apart *apart;
	int64_t values[FT_COLUMNS][FACT_COLUMN];
};

static const enum trace_kind kinds[] = { TRACE_IN, TRACE_REPLY, TRACE_BOT, TRACE_AUTOMATIC, TRACE_OUTSIDE, TRACE_SCRIPTED };
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

uint32_t figures_messages_of(const struct figures_maker *m)
{
	uint32_t all = 0;

	for (size_t i = 0; i < KINDS; i++)
		all |= UINT32_C(1) << kinds[i];
	return m->row == NULL ? all : 0;
}

static bool asks_how_long(const struct figures_maker *m)
{
	for (size_t i = 0; i < m->request->asked_count; i++)
		if (m->request->asked[i] == METRIC_INGEST_LAG || m->request->asked[i] == METRIC_UPDATE_GAP)
			return true;
	return false;
}

static void columns_read(struct messages *r, const struct segment *segment, size_t from, size_t rows)
{
	const struct figures_maker *m = r->batch.m;
	bool of_some = r->apart->end > 0 || m->request->conversations != NULL || m->request->omitted != NULL;
	bool of_whom = m->request->agents_only || is_by(m->request, BY_AGENT) || is_by(m->request, BY_TEAM);
	const struct { enum fact_trace_column column; bool wanted; } columns[] = { { FT_AT, true }, { FT_VALUE, r->measured },
		{ FT_CONVERSATION, of_some }, { FT_AGENT, of_whom }, { FT_TEAM, r->measured && m->has_schedules },
		{ FT_ACCOUNT, r->measured || m->request->wanted != NULL || m->request->by[0] != BY_NOTHING },
		{ FT_TONGUE, needs_tongues(m) }, { FT_TAGS, needs_tags(m) } };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (columns[i].wanted)
			segment_read(segment, columns[i].column, from, rows, r->values[columns[i].column]);
}

static void rows_keep(struct messages *r, size_t rows)
{
	struct batch *batch = &r->batch;
	const struct figure_request *request = batch->m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
	bool is_filtered = batch_is_filtered(batch) || request->agents_only;

	batch->count = 0;
	for (size_t i = 0; i < rows; i++) {
		batch->at[batch->count] = (uint16_t)i;
		batch->count += r->values[FT_AT][i] >= since && r->values[FT_AT][i] < request->window.until_ms &&
			!figure_is_apart(r->apart, r->values[FT_CONVERSATION][i]) && (!is_filtered ||
			((!request->agents_only || agent_is_wanted(request, batch->agent[i])) && batch_wants(batch, i)));
	}
}

/* Of values that nobody wants all are alike. */
static void kinds_find(struct messages *r, struct face *face, enum trace_kind kind)
{
	struct batch *batch = &r->batch;
	const uint32_t *numbers = kind_numbers(batch->m, face, METRIC_FROM_TRACES);

	for (size_t i = 0; i < batch->count; i++) {
		const struct trace trace = { .kind = kind, .at_ms = r->values[FT_AT][batch->at[i]],
			.value_ms = r->measured ? r->values[FT_VALUE][batch->at[i]] : -1 };
		unsigned code = trace_code(&trace, WAIT_ANSWERED, face->window);

		if (numbers[code] == 0)
			(void)kind_learn(batch->m, face, code, &(struct figure_row){ .start_ms = trace.at_ms,
				.end_ms = trace.at_ms, .of_trace = &trace, .outcome = WAIT_ANSWERED });
		batch->kind[i] = numbers[code] - 1;
	}
}

static struct lasted lasted_of(const struct messages *r, enum trace_kind kind, size_t at)
{
	const struct trace trace = { .kind = kind, .at_ms = r->values[FT_AT][at], .value_ms = r->values[FT_VALUE][at] };
	const struct figures_maker *m = r->batch.m;

	if (!m->has_schedules)
		return (struct lasted){ trace.value_ms, trace.value_ms };
	return (struct lasted){ trace.value_ms, trace_business(m, &trace, world_account(m, r->values[FT_ACCOUNT][at]),
		r->values[FT_TEAM][at]) };
}

static void rows_take(struct messages *r, struct face *face, enum trace_kind of)
{
	struct batch *batch = &r->batch;

	kinds_find(r, face, of);
	batch_atoms(batch, face);
	for (size_t i = 0; i < batch->count; i++) {
		struct tally *tally = tally_of(&face->atoms, batch->atom[i], batch->kind[i]);
		const struct kind *kind = face->kinds.list[batch->kind[i]];

		tally->count++;
		for (size_t p = 0; p < kind->push_count; p++)
			lasted_add(batch->m, face, batch->atom[i], tally, p, kind->pushes[p].stream,
				lasted_of(r, of, batch->at[i]));
	}
}

static void messages_begin(struct messages *r, struct figures_maker *m, const struct segment *segment,
	const struct figure_apart *apart)
{
	struct batch *batch = &r->batch;
	size_t count;
	struct place_text *const *places = places_wanted(m, segment, &count);

	batch_begin(batch, m, places, count);
	batch->account = r->values[FT_ACCOUNT];
	batch->agent = r->values[FT_AGENT];
	batch->start = r->values[FT_AT];
	batch->conversation = r->values[FT_CONVERSATION];
	batch->tongue = r->values[FT_TONGUE];
	batch->tags = r->values[FT_TAGS];
	r->apart = apart;
}

void figures_add_messages(struct figures_maker *m, const struct segment *segment, const struct figure_apart *apart)
{
	struct messages *r = m->messages;

	if (r == NULL) {
		r = m->messages = arena_alloc(m->arena, sizeof(*r));
		r->wanted = figure_trace_kinds(m->request->asked, m->request->asked_count);
		r->measured = asks_how_long(m);
	}
	messages_begin(r, m, segment, apart);
	for (size_t k = 0; k < KINDS; k++) {
		struct fact_range range = fact_traces_of(segment, kinds[k]);

		for (size_t from = range.from; (r->wanted >> kinds[k] & 1) != 0 && from < range.until; from += SEGMENT_BLOCK) {
			size_t rows = range.until - from < SEGMENT_BLOCK ? range.until - from : SEGMENT_BLOCK;

			columns_read(r, segment, from, rows);
			rows_keep(r, rows);
			rows_take(r, &m->face, kinds[k]);
			if (m->request->before.until_ms != 0)
				rows_take(r, &m->before, kinds[k]);
		}
	}
}
