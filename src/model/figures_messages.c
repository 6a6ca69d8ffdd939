/* SPDX-License-Identifier: ISC */
/*
 * Messages received out of a packed day of traces, by the block: a year has
 * millions, all that is asked of one is when it came and what it is of, and
 * they are only counted.  What is measured of them comes row by row.
 */
#include "figures_make.h"

/* Of these columns it is told. */
struct received {
	struct batch batch;
	int64_t values[FT_COLUMNS][FACT_COLUMN];
};

static bool is_asked(const struct figures_maker *m, enum metric metric)
{
	for (size_t i = 0; i < m->request->asked_count; i++)
		if (m->request->asked[i] == metric)
			return true;
	return false;
}

bool figures_count_received(const struct figures_maker *m)
{
	return m->row == NULL && !is_asked(m, METRIC_INGEST_LAG);
}

static void columns_read(struct received *r, const struct segment *segment, size_t from, size_t rows,
	const struct figure_apart *apart)
{
	const struct figures_maker *m = r->batch.m;
	bool of_some = apart->end > 0 || m->request->conversations != NULL || m->request->omitted != NULL;
	const struct { enum fact_trace_column column; bool wanted; } columns[] = { { FT_KIND, true }, { FT_AT, true },
		{ FT_CONVERSATION, of_some }, { FT_ACCOUNT, m->request->wanted != NULL || m->request->by[0] != BY_NOTHING },
		{ FT_TONGUE, needs_tongues(m) }, { FT_TAGS, needs_tags(m) } };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (columns[i].wanted)
			segment_read(segment, columns[i].column, from, rows, r->values[columns[i].column]);
}

static bool bit_is_set(const struct figure_apart *apart, int64_t id)
{
	return id >= 0 && id < apart->end && (apart->bits[id >> 3] >> (id & 7) & 1) != 0;
}

static void rows_keep(struct received *r, size_t rows, const struct figure_apart *apart)
{
	struct batch *batch = &r->batch;
	const struct figure_request *request = batch->m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
	bool is_filtered = batch_is_filtered(batch);

	batch->count = 0;
	for (size_t i = 0; i < rows; i++) {
		batch->at[batch->count] = (uint16_t)i;
		batch->count += r->values[FT_KIND][i] == TRACE_IN && r->values[FT_AT][i] >= since &&
			r->values[FT_AT][i] < request->window.until_ms && !bit_is_set(apart, r->values[FT_CONVERSATION][i]) &&
			(!is_filtered || batch_wants(batch, i));
	}
}

/* To a metric that counts they differ only in where they lie in the window. */
static void kinds_find(struct received *r, struct face *face)
{
	static const struct trace trace = { .kind = TRACE_IN, .value_ms = -1 };
	struct batch *batch = &r->batch;
	const uint32_t *numbers = kind_numbers(batch->m, face, METRIC_FROM_TRACES);

	for (size_t i = 0; i < batch->count; i++) {
		int64_t at_ms = r->values[FT_AT][batch->at[i]];
		unsigned code = (unsigned)TRACE_IN << TRACE_KIND_SHIFT | dated_code(at_ms, at_ms, face->window);

		if (numbers[code] == 0)
			(void)kind_learn(batch->m, face, code, &(struct figure_row){ .start_ms = at_ms, .end_ms = at_ms,
				.of_trace = &trace, .outcome = WAIT_ANSWERED });
		batch->kind[i] = numbers[code] - 1;
	}
}

static void rows_take(struct received *r, struct face *face)
{
	struct batch *batch = &r->batch;

	kinds_find(r, face);
	batch_atoms(batch, face);
	for (size_t i = 0; i < batch->count; i++)
		tally_of(&face->atoms, batch->atom[i], batch->kind[i])->count++;
}

static void received_begin(struct received *r, struct figures_maker *m, const struct segment *segment)
{
	struct batch *batch = &r->batch;
	size_t count;
	struct place_text *const *places = places_wanted(m, segment, &count);

	batch_begin(batch, m, places, count);
	batch->account = r->values[FT_ACCOUNT];
	batch->start = r->values[FT_AT];
	batch->conversation = r->values[FT_CONVERSATION];
	batch->tongue = r->values[FT_TONGUE];
	batch->tags = r->values[FT_TAGS];
}

void figures_add_received(struct figures_maker *m, const struct segment *segment, const struct figure_apart *apart)
{
	struct received *r = m->received == NULL ? arena_alloc(m->arena, sizeof(*r)) : m->received;

	m->received = r;
	if (segment->columns != FT_COLUMNS || !is_asked(m, METRIC_MESSAGES_IN) || !agent_is_wanted(m->request, 0))
		return;
	received_begin(r, m, segment);
	for (size_t from = 0; from < segment->rows; from += SEGMENT_BLOCK) {
		size_t rows = segment->rows - from < SEGMENT_BLOCK ? segment->rows - from : SEGMENT_BLOCK;

		columns_read(r, segment, from, rows, apart);
		rows_keep(r, rows, apart);
		rows_take(r, &m->face);
		if (m->request->before.until_ms != 0)
			rows_take(r, &m->before);
	}
}
