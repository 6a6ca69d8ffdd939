/* SPDX-License-Identifier: ISC */
/*
 * Waits out of segments, a block at a time: because a year has a million rows,
 * only the columns that a question looks at are unpacked, and each step is
 * done for a block before the next one is.
 */
#include "figures_make.h"

#include <string.h>

/* What each metric of waits looks at, beside start, duration and outcome. */
static unsigned wait_columns_of(enum metric metric)
{
	switch (metric) {
	case METRIC_FIRST_RESPONSE: case METRIC_NEXT_RESPONSE: case METRIC_ALL_REPLIES:
	case METRIC_SLA: case METRIC_SLA_CALENDAR: case METRIC_RESPONSE_RATE:
		return COLUMN(FW_TARGET);
	case METRIC_SLA_REQUESTS: case METRIC_RESPONSE_RATE_REQUESTS: case METRIC_NO_ANSWER_LATE:
		return COLUMN(FW_TARGET) | COLUMN(FW_FLAGS);
	case METRIC_CHASED:
		return COLUMN(FW_FLAGS);
	case METRIC_OWN_REACTION:
		return COLUMN(FW_OWN) | COLUMN(FW_AGENT);
	default:
		return 0;
	}
}

/* The others are left as they are: who looks at a column has it here. */
static unsigned wait_columns(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;
	unsigned columns = COLUMN(FW_START) | COLUMN(FW_DURATION) | COLUMN(FW_KIND);

	if (m->row != NULL)
		return COLUMN(FW_COLUMNS) - 1;
	for (size_t i = 0; i < request->asked_count; i++)
		columns |= wait_columns_of(request->asked[i]);
	if (m->has_schedules)
		columns |= COLUMN(FW_CLOSED) | COLUMN(FW_ACCOUNT) | COLUMN(FW_TEAM);
	if (needs_places(m))
		columns |= COLUMN(FW_TONGUE) | COLUMN(FW_TAGS);
	if (request->wanted != NULL || request->by[0] != BY_NOTHING)
		columns |= COLUMN(FW_ACCOUNT);
	if (request->agents_only || is_by(request, BY_AGENT) || is_by(request, BY_TEAM))
		columns |= COLUMN(FW_AGENT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FW_CONVERSATION) : 0);
}

/* The rows of a block that are meant. */
struct batch {
	struct figures_maker *m;
	const struct fact_block *block;
	struct place_text *const *places;
	size_t place_count;
	size_t count;
	uint16_t at[SEGMENT_BLOCK], number[SEGMENT_BLOCK];
	uint32_t atom[SEGMENT_BLOCK];
	const struct figure_account *account[SEGMENT_BLOCK];
	int64_t duration_ms[SEGMENT_BLOCK], business_ms[SEGMENT_BLOCK];
};

static struct place place_of(const struct batch *batch, size_t at)
{
	uint64_t tongue = (uint64_t)batch->block->values[FW_TONGUE][at], tags = (uint64_t)batch->block->values[FW_TAGS][at];

	return (struct place){ batch->places[tongue < batch->place_count ? tongue : 0],
		batch->places[tags < batch->place_count ? tags : 0] };
}

static bool is_wanted(const struct batch *batch, size_t at, const struct figure_account *account)
{
	struct figures_maker *m = batch->m;
	const struct place place = place_of(batch, at);

	return place_is_wanted(m, &place, account) && agent_is_wanted(m->request, batch->block->values[FW_AGENT][at]) &&
		conversation_is_wanted(m->request, batch->block->values[FW_CONVERSATION][at]);
}

/* How long it lasts, if it can count for anything that is asked. */
static void row_keep(struct batch *batch, size_t at, const struct figure_account *account)
{
	const struct figure_request *request = batch->m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
	int64_t start = batch->block->values[FW_START][at], duration = batch->block->values[FW_DURATION][at];
	int64_t business = duration - (batch->m->has_schedules ? batch->block->values[FW_CLOSED][at] : 0);

	if (fact_outcome(batch->block->values[FW_KIND][at]) == WAIT_OPEN) {
		duration = request->as_of_ms > start ? request->as_of_ms - start : 0;
		business = business_between(batch->m, account, batch->block->values[FW_TEAM][at], start, start + duration);
	}
	batch->at[batch->count] = (uint16_t)at;
	batch->account[batch->count] = account;
	batch->duration_ms[batch->count] = duration;
	batch->business_ms[batch->count] = business;
	batch->count += start < request->window.until_ms && (start >= since || start + duration >= since);
}

static void rows_keep(struct batch *batch)
{
	struct figures_maker *m = batch->m;
	const struct figure_account *account = world_account(m, 0);
	bool filtered = m->request->wanted != NULL || m->request->agents_only || m->request->conversations != NULL ||
		m->request->omitted != NULL;
	int64_t account_id = 0;

	batch->count = 0;
	for (size_t i = 0; i < batch->block->rows; i++) {
		if (batch->block->values[FW_ACCOUNT][i] != account_id) {
			account_id = batch->block->values[FW_ACCOUNT][i];
			account = world_account(m, account_id);
		}
		if (!filtered || is_wanted(batch, i, account))
			row_keep(batch, i, account);
	}
}

/* A column that nobody looks at is zeros. */
static inline struct figure_row row_of(const struct batch *batch, size_t i)
{
	const struct fact_block *block = batch->block;
	size_t at = batch->at[i];
	int64_t start = block->values[FW_START][at], target_ms = batch->m->request->target_ms;

	return (struct figure_row){ .conversation = block->values[FW_CONVERSATION][at],
		.agent = block->values[FW_AGENT][at], .team = block->values[FW_TEAM][at],
		.start_ms = start, .end_ms = start + batch->duration_ms[i],
		.duration_ms = batch->duration_ms[i], .business_ms = batch->business_ms[i],
		.own_ms = block->values[FW_OWN][at], .target_ms = target_ms != 0 ? target_ms : block->values[FW_TARGET][at],
		.account = batch->account[i], .kind = fact_kind(block->values[FW_KIND][at]),
		.outcome = fact_outcome(block->values[FW_KIND][at]), .flags = (unsigned)block->values[FW_FLAGS][at] };
}

enum { CODE_BITS = 14 };

static inline unsigned wait_code(const struct figure_row *row, const struct figure_window *window)
{
	return dated_code(row->start_ms, row->end_ms, window) |
		(unsigned)(row->end_ms >= window->until_ms) << 3 |
		(unsigned)row->outcome << 4 | (unsigned)row->kind << 6 |
		(unsigned)((row->flags & WAIT_NO_REPLY) != 0) << 7 |
		(unsigned)((row->flags & WAIT_CHASED) != 0) << 8 |
		(unsigned)(row->agent != 0) << 9 | (unsigned)(row->target_ms > 0) << 10 |
		(unsigned)(row->business_ms > row->target_ms) << 11 |
		(unsigned)(row->duration_ms > row->target_ms) << 12 |
		(unsigned)(row->business_ms == 0 && row->duration_ms > 0) << 13;
}

static void kinds_find(struct batch *batch, struct face *face)
{
	uint32_t *numbers = kind_numbers(batch->m, face, METRIC_FROM_WAITS, CODE_BITS);
	uint16_t codes[SEGMENT_BLOCK];

	for (size_t i = 0; i < batch->count; i++) {
		const struct figure_row row = row_of(batch, i);

		codes[i] = (uint16_t)wait_code(&row, face->window);
	}
	for (size_t i = 0; i < batch->count; i++) {
		if (numbers[codes[i]] == 0) {
			const struct figure_row row = row_of(batch, i);

			numbers[codes[i]] = (uint32_t)kind_learn(batch->m, face, &row) + 1;
		}
		batch->number[i] = (uint16_t)(numbers[codes[i]] - 1);
	}
}

/* Nearly all ask by the first two. */
static inline int64_t key_of(const struct batch *batch, size_t dimension, size_t i)
{
	enum figure_dimension by = batch->m->request->by[dimension];
	size_t at = batch->at[i];
	struct told_by of;

	if (by == BY_AGENT)
		return batch->block->values[FW_AGENT][at];
	if (by == BY_NOTHING)
		return KEY_NONE;
	of = (struct told_by){ batch->account[i], batch->block->values[FW_AGENT][at],
		batch->block->values[FW_START][at], place_of(batch, at) };
	return atom_key(batch->m, dimension, &of);
}

static void atoms_find(struct batch *batch, struct face *face)
{
	const enum figure_dimension *by = batch->m->request->by;

	if (by[0] == BY_NOTHING || face != &batch->m->face) {
		memset(batch->atom, 0, sizeof(batch->atom));
		return;
	}
	for (size_t i = 0; i < batch->count; i++)
		batch->atom[i] = (uint32_t)atom_find(batch->m, &face->atoms, key_of(batch, 0, i),
			key_of(batch, 1, i));
}

static int64_t between(const struct batch *batch, size_t i, int64_t from_ms, int64_t to_ms)
{
	return business_between(batch->m, batch->account[i], batch->block->values[FW_TEAM][batch->at[i]], from_ms, to_ms);
}

static struct lasted own_of(const struct batch *batch, size_t i)
{
	size_t at = batch->at[i];
	int64_t own = batch->block->values[FW_OWN][at], end = batch->block->values[FW_START][at] + batch->duration_ms[i];

	return (struct lasted){ own, between(batch, i, end - own, end) };
}

/* What waits at the end of a window has lasted until then. */
static struct lasted stock_of(const struct batch *batch, const struct face *face, size_t i)
{
	int64_t start = batch->block->values[FW_START][batch->at[i]], end = face->window->until_ms;

	return (struct lasted){ end - start, between(batch, i, start, end) };
}

static inline struct lasted lasted_of(const struct batch *batch, const struct face *face, const struct measure *measure,
	size_t i)
{
	return measure->plain ? (struct lasted){ batch->duration_ms[i], batch->business_ms[i] } :
		measure->metric == METRIC_OWN_REACTION ? own_of(batch, i) : stock_of(batch, face, i);
}

static void batch_take(struct batch *batch, struct face *face)
{
	struct figures_maker *m = batch->m;

	kinds_find(batch, face);
	atoms_find(batch, face);
	for (size_t i = 0; i < batch->count; i++) {
		const struct kind *kind = face->kinds.list[batch->number[i]];

		struct atom *atom = &face->atoms.list[batch->atom[i]];

		atom_row(m->arena, atom, batch->number[i]);
		for (size_t p = 0; p < kind->push_count; p++)
			lasted_add(m, face, atom, kind->pushes[p].stream,
				lasted_of(batch, face, &m->measures.list[kind->pushes[p].measure], i));
	}
}

static void batch_show(struct batch *batch)
{
	struct figures_maker *m = batch->m;

	for (size_t i = 0; i < batch->count; i++) {
		const struct figure_row row = row_of(batch, i);
		const struct place place = place_of(batch, batch->at[i]);

		m->row_place = &place;
		m->row(m->row_data, &row);
	}
}

void waits_add(struct figures_maker *m, const struct segment *segment, struct place_text *const *places,
	size_t count)
{
	unsigned columns = wait_columns(m);
	struct batch batch = { .m = m, .places = places, .place_count = count };

	if (m->block == NULL)
		m->block = arena_alloc(m->arena, sizeof(*m->block));
	batch.block = m->block;
	for (size_t from = 0; from < segment->rows; from += m->block->rows) {
		fact_block_read(segment, columns, from, m->block);
		rows_keep(&batch);
		batch_take(&batch, &m->face);
		if (m->request->before.until_ms != 0)
			batch_take(&batch, &m->before);
		if (m->row != NULL)
			batch_show(&batch);
	}
}
