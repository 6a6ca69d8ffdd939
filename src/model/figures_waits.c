/* SPDX-License-Identifier: ISC */
/*
 * Waits out of segments, a block at a time: because a year has a million rows,
 * only the columns that a question looks at are unpacked.  What metrics ask of
 * a row, but how long it lasted, is its code, which is packed with it; where a
 * day lies in the period is asked once for all rows of it, if it can be.
 */
#include "figures_make.h"

#include <string.h>

/* The rows of a block that are meant: account and atom by their order, columns by where they stand. */
struct batch {
	struct figures_maker *m;
	const struct segment *segment;
	struct fact_block *block;
	unsigned columns;		/* those that the block has */
	size_t from;			/* of the block, in the segment */
	struct place_text *const *places;
	size_t place_count;
	bool is_filtered, has_accounts;
	size_t count;
	uint16_t at[SEGMENT_BLOCK];
	uint32_t atom[SEGMENT_BLOCK];
	const struct figure_account *account[SEGMENT_BLOCK];
};

/* ---- columns */

/* A row's own verdict is in its code; another target's is not. */
static unsigned wait_columns_of(const struct figures_maker *m, enum metric metric)
{
	unsigned lasted = COLUMN(FW_DURATION) | (m->has_schedules ? COLUMN(FW_CLOSED) : 0);

	if (metric == METRIC_OWN_REACTION)
		return COLUMN(FW_OWN) |
			(m->has_schedules ? COLUMN(FW_START) | COLUMN(FW_DURATION) | COLUMN(FW_TEAM) : 0);
	return metric_info(metric)->shape == METRIC_TIME || m->request->target_ms != 0 ? lasted : 0;
}

static bool is_by_time(const struct figure_request *request)
{
	return request->by[0] >= BY_HOUR || request->by[1] >= BY_HOUR;
}

static unsigned wait_columns(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;
	const struct asked_list *asked = &m->of[METRIC_FROM_WAITS];
	unsigned columns = COLUMN(FW_CODE);

	if (m->row != NULL)
		return COLUMN(FW_COLUMNS) - 1;
	for (size_t i = 0; i < asked->count; i++)
		columns |= wait_columns_of(m, asked->list[i].metric);
	if (m->has_schedules || request->wanted != NULL || is_by_time(request) || is_by(request, BY_ACCOUNT) ||
	    is_by(request, BY_NETWORK))
		columns |= COLUMN(FW_ACCOUNT);
	if (needs_places(m))
		columns |= COLUMN(FW_TONGUE) | COLUMN(FW_TAGS);
	if (is_by_time(request))
		columns |= COLUMN(FW_START);
	if (request->agents_only || is_by(request, BY_AGENT) || is_by(request, BY_TEAM))
		columns |= COLUMN(FW_AGENT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FW_CONVERSATION) : 0);
}

static inline int64_t value_at(const struct batch *batch, enum fact_wait_column column, size_t at)
{
	int64_t value;

	if ((batch->columns >> column & 1) != 0)
		return batch->block->values[column][at];
	segment_read(batch->segment, column, batch->from + at, 1, &value);
	return value;
}

static struct place place_of(const struct batch *batch, size_t at)
{
	uint64_t tongue = 0, tags = 0;

	if ((batch->columns >> FW_TAGS & 1) != 0) {
		tongue = (uint64_t)batch->block->values[FW_TONGUE][at];
		tags = (uint64_t)batch->block->values[FW_TAGS][at];
	}
	return (struct place){ batch->places[tongue < batch->place_count ? tongue : 0],
		batch->places[tags < batch->place_count ? tags : 0] };
}

/* ---- where it lies */

enum { DATED_BITS = 4 };

static inline unsigned dated_of(int64_t start_ms, int64_t end_ms, const struct figure_window *window)
{
	return dated_code(start_ms, end_ms, window) | (unsigned)(end_ms >= window->until_ms) << 3;
}

/* What no row of a segment is beyond; a sum of two columns is not beyond those of both. */
#define REACH_MOST (INT64_C(1) << 60)
struct reach { int64_t first_ms, last_ms; };

static struct reach reach_of(const struct segment *segment, enum fact_wait_column column)
{
	const struct segment_column *c = &segment->column[column];
	uint64_t most = c->width == 0 ? 0 : UINT64_MAX >> (64 - c->width);

	if (c->width >= 48 || c->unit >= 1 << 14 || c->base < 0 || c->base > REACH_MOST)
		return (struct reach){ 0, 2 * REACH_MOST };	/* nothing that a desk has written */
	return (struct reach){ c->base, c->base + (int64_t)(most * c->unit) };
}

/* All rows that ended lie alike in the window. */
static bool is_dated_alike(const struct segment *segment, const struct figure_window *window, unsigned *code)
{
	const struct reach start = reach_of(segment, FW_START), lasted = reach_of(segment, FW_DURATION);
	const int64_t edges[] = { window->since_ms, window->until_ms };
	const int64_t end_first_ms = start.first_ms + lasted.first_ms, end_last_ms = start.last_ms + lasted.last_ms;

	for (size_t i = 0; i < 2; i++)
		if ((start.first_ms < edges[i]) != (start.last_ms < edges[i]) ||
		    (end_first_ms < edges[i]) != (end_last_ms < edges[i]))
			return false;
	*code = dated_of(start.first_ms, end_first_ms, window);
	return true;
}

/* ---- which are meant */

static bool is_wanted(const struct batch *batch, size_t at, const struct figure_account *account)
{
	struct figures_maker *m = batch->m;
	const struct figure_request *request = m->request;
	const struct place place = place_of(batch, at);

	return place_is_wanted(m, &place, account) &&
		(!request->agents_only || agent_is_wanted(request, batch->block->values[FW_AGENT][at])) &&
		((request->conversations == NULL && request->omitted == NULL) ||
		 conversation_is_wanted(request, batch->block->values[FW_CONVERSATION][at]));
}

static const struct figure_account *account_at(const struct batch *batch, size_t at)
{
	return world_account(batch->m, batch->has_accounts ? batch->block->values[FW_ACCOUNT][at] : 0);
}

/* What still lasts has done so until now. */
static void open_lasts(struct batch *batch, size_t at)
{
	struct figures_maker *m = batch->m;
	int64_t start = value_at(batch, FW_START, at), as_of = m->request->as_of_ms;
	int64_t duration = as_of > start ? as_of - start : 0;
	int64_t business = business_between(m, account_at(batch, at), value_at(batch, FW_TEAM, at), start,
		start + duration);

	batch->block->values[FW_START][at] = start;
	batch->block->values[FW_DURATION][at] = duration;
	batch->block->values[FW_CLOSED][at] = duration - business;
	batch->block->values[FW_CODE][at] = fact_code_judged(batch->block->values[FW_CODE][at],
		value_at(batch, FW_TARGET, at), business, duration);
}

/* By the row's own target, or by the one that was asked for. */
static void rows_judge(struct batch *batch)
{
	int64_t *codes = batch->block->values[FW_CODE], target = batch->m->request->target_ms;

	for (size_t i = 0; i < batch->block->rows; i++) {
		int64_t duration = batch->block->values[FW_DURATION][i];

		if (fact_outcome(codes[i]) == WAIT_OPEN)
			open_lasts(batch, i);
		if (target != 0 && fact_outcome(codes[i]) == WAIT_OPEN)
			duration = batch->block->values[FW_DURATION][i];
		if (target != 0)
			codes[i] = fact_code_judged(codes[i], target, duration -
				(batch->m->has_schedules ? batch->block->values[FW_CLOSED][i] : 0), duration);
	}
}

static int64_t first_since(const struct figure_request *request)
{
	return request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
}

/* It can count for something that is asked. */
static bool counts(const struct figure_request *request, int64_t start_ms, int64_t end_ms)
{
	int64_t since = first_since(request);

	return start_ms < request->window.until_ms && (start_ms >= since || end_ms >= since);
}

static void rows_keep(struct batch *batch, bool alike)
{
	const struct figure_request *request = batch->m->request;
	const int64_t *starts = batch->block->values[FW_START], *lasted = batch->block->values[FW_DURATION];
	const struct figure_account *account = world_account(batch->m, 0);
	int64_t account_id = 0;
	bool all = alike && counts(request, reach_of(batch->segment, FW_START).first_ms,
		reach_of(batch->segment, FW_START).first_ms + reach_of(batch->segment, FW_DURATION).first_ms);

	batch->count = 0;
	for (size_t i = 0; i < batch->block->rows; i++) {
		bool open = fact_outcome(batch->block->values[FW_CODE][i]) == WAIT_OPEN;

		if (batch->has_accounts && batch->block->values[FW_ACCOUNT][i] != account_id) {
			account_id = batch->block->values[FW_ACCOUNT][i];
			account = world_account(batch->m, account_id);
		}
		batch->at[batch->count] = (uint16_t)i;
		batch->account[batch->count] = account;
		batch->count += (alike && !open ? all : counts(request, starts[i], starts[i] + lasted[i])) &&
			(!batch->is_filtered || is_wanted(batch, i, account));
	}
}

static struct figure_row row_of(const struct batch *batch, size_t i)
{
	size_t at = batch->at[i];
	int64_t code = batch->block->values[FW_CODE][at], target_ms = batch->m->request->target_ms;
	bool open = fact_outcome(code) == WAIT_OPEN;
	int64_t start = value_at(batch, FW_START, at);
	int64_t duration = open ? batch->block->values[FW_DURATION][at] : value_at(batch, FW_DURATION, at);
	int64_t closed = open ? batch->block->values[FW_CLOSED][at] : value_at(batch, FW_CLOSED, at);

	return (struct figure_row){ .conversation = value_at(batch, FW_CONVERSATION, at),
		.agent = value_at(batch, FW_AGENT, at), .team = value_at(batch, FW_TEAM, at),
		.start_ms = start, .end_ms = start + duration,
		.duration_ms = duration, .business_ms = duration - (batch->m->has_schedules ? closed : 0),
		.own_ms = value_at(batch, FW_OWN, at),
		.target_ms = target_ms != 0 ? target_ms : value_at(batch, FW_TARGET, at),
		.account = batch->account[i], .kind = fact_kind(code), .outcome = fact_outcome(code),
		.flags = (unsigned)value_at(batch, FW_FLAGS, at) };
}

/* ---- what they add */

static int64_t key_of(const struct batch *batch, size_t dimension, size_t i)
{
	size_t at = batch->at[i];
	struct told_by of = { .account = batch->account[i], .place = place_of(batch, at) };

	if ((batch->columns >> FW_AGENT & 1) != 0)
		of.agent = batch->block->values[FW_AGENT][at];
	if ((batch->columns >> FW_START & 1) != 0)
		of.start_ms = batch->block->values[FW_START][at];
	return atom_key(batch->m, dimension, &of);
}

/* Nearly all ask by nothing, or by agent. */
static void atoms_find(struct batch *batch, struct face *face)
{
	const enum figure_dimension *by = batch->m->request->by;

	if (by[0] == BY_NOTHING || face != &batch->m->face)
		memset(batch->atom, 0, sizeof(batch->atom));
	else if (by[0] == BY_AGENT && by[1] == BY_NOTHING)
		for (size_t i = 0; i < batch->count; i++)
			batch->atom[i] = (uint32_t)atom_find(batch->m, &face->atoms,
				batch->block->values[FW_AGENT][batch->at[i]], KEY_NONE);
	else
		for (size_t i = 0; i < batch->count; i++)
			batch->atom[i] = (uint32_t)atom_find(batch->m, &face->atoms, key_of(batch, 0, i),
				key_of(batch, 1, i));
}

static int64_t between(const struct batch *batch, size_t i, int64_t from_ms, int64_t to_ms)
{
	return business_between(batch->m, batch->account[i], value_at(batch, FW_TEAM, batch->at[i]), from_ms, to_ms);
}

static struct lasted own_of(const struct batch *batch, size_t i)
{
	size_t at = batch->at[i];
	int64_t own = batch->block->values[FW_OWN][at], end;

	if (!batch->m->has_schedules)
		return (struct lasted){ own, own };
	end = batch->block->values[FW_START][at] + batch->block->values[FW_DURATION][at];
	return (struct lasted){ own, between(batch, i, end - own, end) };
}

/* What waits at the end of a window has lasted until then. */
static struct lasted stock_of(const struct batch *batch, const struct face *face, size_t i)
{
	int64_t start = value_at(batch, FW_START, batch->at[i]), end = face->window->until_ms;

	return (struct lasted){ end - start, between(batch, i, start, end) };
}

static inline struct lasted lasted_of(const struct batch *batch, const struct face *face, struct push push, size_t i)
{
	int64_t duration = batch->block->values[FW_DURATION][batch->at[i]];

	if (push.plain)
		return (struct lasted){ duration, duration - batch->block->values[FW_CLOSED][batch->at[i]] };
	return batch->m->measures.list[push.measure].metric == METRIC_OWN_REACTION ? own_of(batch, i) :
		stock_of(batch, face, i);
}

/* The code of a row among all that the window has. */
static inline unsigned full_code(const struct batch *batch, size_t at, const struct figure_window *window, bool alike,
	unsigned dated)
{
	unsigned code = (unsigned)batch->block->values[FW_CODE][at];
	int64_t start;

	if (!alike || fact_outcome(code) == WAIT_OPEN) {
		start = batch->block->values[FW_START][at];
		dated = dated_of(start, start + batch->block->values[FW_DURATION][at], window);
	}
	return dated << FACT_CODE_BITS | (code & ((1u << FACT_CODE_BITS) - 1));
}

static void batch_take(struct batch *batch, struct face *face)
{
	struct figures_maker *m = batch->m;
	uint32_t *numbers = kind_numbers(m, face, METRIC_FROM_WAITS, FACT_CODE_BITS + DATED_BITS);
	unsigned dated = 0;
	bool alike = is_dated_alike(batch->segment, face->window, &dated);

	atoms_find(batch, face);
	for (size_t i = 0; i < batch->count; i++) {
		struct atom *atom = &face->atoms.list[batch->atom[i]];
		uint32_t *number = &numbers[full_code(batch, batch->at[i], face->window, alike, dated)];
		const struct kind *kind;

		if (*number == 0) {
			const struct figure_row row = row_of(batch, i);

			*number = (uint32_t)kind_learn(m, face, &row) + 1;
		}
		kind = face->kinds.list[*number - 1];
		atom_row(m->arena, atom, *number - 1);
		for (size_t p = 0; p < kind->push_count; p++)
			lasted_add(m, face, atom, kind->pushes[p].stream, lasted_of(batch, face, kind->pushes[p], i));
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
	const struct figure_request *request = m->request;
	bool two = request->before.until_ms != 0, alike;
	struct batch batch = { .m = m, .segment = segment, .places = places, .place_count = count,
		.is_filtered = request->wanted != NULL || request->agents_only || request->conversations != NULL ||
			request->omitted != NULL };
	unsigned code;

	if (m->block == NULL)
		m->block = arena_alloc(m->arena, sizeof(*m->block));
	batch.block = m->block;
	alike = is_dated_alike(segment, &request->window, &code) &&
		(!two || is_dated_alike(segment, &request->before, &code));
	batch.columns = wait_columns(m) | (alike ? 0 : COLUMN(FW_START) | COLUMN(FW_DURATION));
	batch.has_accounts = (batch.columns & COLUMN(FW_ACCOUNT)) != 0;
	for (size_t from = 0; from < segment->rows; from += m->block->rows) {
		batch.from = from;
		fact_block_read(segment, batch.columns, from, m->block);
		rows_judge(&batch);
		rows_keep(&batch, alike);
		batch_take(&batch, &m->face);
		if (two)
			batch_take(&batch, &m->before);
		if (m->row != NULL)
			batch_show(&batch);
	}
}
