/* SPDX-License-Identifier: ISC */
/*
 * Waits out of segments, a block at a time: because a year has a million rows,
 * only the columns that a question looks at are unpacked.  What metrics ask of
 * a row, but how long it lasted, is its code, which is packed with it; where a
 * day lies in the period is asked once for all rows of it, if it can be.
 */
#include "figures_make.h"

#include <string.h>

struct waits {
	struct batch batch;
	const struct segment *segment;
	unsigned columns;		/* those that the block has */
	size_t from;			/* of the block, in the segment */
	struct fact_block block;
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
	columns |= (needs_tongues(m) ? COLUMN(FW_TONGUE) : 0) | (needs_tags(m) ? COLUMN(FW_TAGS) : 0);
	if (is_by_time(request))
		columns |= COLUMN(FW_START);
	if (request->agents_only || is_by(request, BY_AGENT) || is_by(request, BY_TEAM))
		columns |= COLUMN(FW_AGENT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FW_CONVERSATION) : 0);
}

static inline int64_t value_at(const struct waits *w, enum fact_wait_column column, size_t at)
{
	int64_t value;

	if ((w->columns >> column & 1) != 0)
		return w->block.values[column][at];
	segment_read(w->segment, column, w->from + at, 1, &value);
	return value;
}

static const int64_t *column_of(const struct waits *w, enum fact_wait_column column)
{
	return (w->columns >> column & 1) != 0 ? w->block.values[column] : batch_nothing;
}

static const struct figure_account *account_at(const struct waits *w, size_t at)
{
	return world_account(w->batch.m, w->batch.account[at]);
}

/* ---- where it lies */

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

/* What still lasts has done so until now. */
static void open_lasts(struct waits *w, size_t at)
{
	struct figures_maker *m = w->batch.m;
	int64_t start = value_at(w, FW_START, at), as_of = m->request->as_of_ms;
	int64_t duration = as_of > start ? as_of - start : 0;
	int64_t business = business_between(m, account_at(w, at), value_at(w, FW_TEAM, at), start, start + duration);

	w->block.values[FW_START][at] = start;
	w->block.values[FW_DURATION][at] = duration;
	w->block.values[FW_CLOSED][at] = duration - business;
	w->block.values[FW_CODE][at] = fact_code_judged(w->block.values[FW_CODE][at], value_at(w, FW_TARGET, at), business,
		duration);
}

/* By the row's own target, or by the one that was asked for.  Whether some of them still last. */
static bool rows_judge(struct waits *w)
{
	int64_t *codes = w->block.values[FW_CODE], target = w->batch.m->request->target_ms;
	size_t open = 0;

	for (size_t i = 0; i < w->block.rows; i++)
		open += fact_outcome(codes[i]) == WAIT_OPEN;
	for (size_t i = 0; open > 0 && i < w->block.rows; i++)
		if (fact_outcome(codes[i]) == WAIT_OPEN)
			open_lasts(w, i);
	for (size_t i = 0; target != 0 && i < w->block.rows; i++) {
		int64_t duration = w->block.values[FW_DURATION][i];

		codes[i] = fact_code_judged(codes[i], target, duration -
			(w->batch.m->has_schedules ? w->block.values[FW_CLOSED][i] : 0), duration);
	}
	return open > 0;
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

/* Without a filter a day that lies alike is meant as a whole, or not at all; and what lasts is asked for itself. */
static void rows_keep(struct waits *w, bool alike, bool some_last)
{
	struct batch *batch = &w->batch;
	const struct figure_request *request = batch->m->request;
	const int64_t *starts = w->block.values[FW_START], *lasted = w->block.values[FW_DURATION];
	int64_t first_ms = reach_of(w->segment, FW_START).first_ms;
	bool is_filtered = batch_is_filtered(batch) || request->agents_only;
	bool all = alike && counts(request, first_ms, first_ms + reach_of(w->segment, FW_DURATION).first_ms);

	batch->count = 0;
	if (alike && !some_last && !is_filtered) {
		for (size_t i = 0; all && i < w->block.rows; i++)
			batch->at[i] = (uint16_t)i;
		batch->count = all ? w->block.rows : 0;
		return;
	}
	for (size_t i = 0; i < w->block.rows; i++) {
		bool open = fact_outcome(w->block.values[FW_CODE][i]) == WAIT_OPEN;

		batch->at[batch->count] = (uint16_t)i;
		batch->count += (alike && !open ? all : counts(request, starts[i], starts[i] + lasted[i])) &&
			(!is_filtered || ((!request->agents_only || agent_is_wanted(request, batch->agent[i])) &&
			batch_wants(batch, i)));
	}
}

static struct figure_row row_of(const struct waits *w, size_t at)
{
	int64_t code = w->block.values[FW_CODE][at], target_ms = w->batch.m->request->target_ms;
	bool open = fact_outcome(code) == WAIT_OPEN;
	int64_t start = value_at(w, FW_START, at);
	int64_t duration = open ? w->block.values[FW_DURATION][at] : value_at(w, FW_DURATION, at);
	int64_t closed = open ? w->block.values[FW_CLOSED][at] : value_at(w, FW_CLOSED, at);

	return (struct figure_row){ .conversation = value_at(w, FW_CONVERSATION, at),
		.agent = value_at(w, FW_AGENT, at), .team = value_at(w, FW_TEAM, at),
		.start_ms = start, .end_ms = start + duration,
		.duration_ms = duration, .business_ms = duration - (w->batch.m->has_schedules ? closed : 0),
		.own_ms = value_at(w, FW_OWN, at),
		.target_ms = target_ms != 0 ? target_ms : value_at(w, FW_TARGET, at),
		.account = account_at(w, at), .kind = fact_kind(code), .outcome = fact_outcome(code),
		.flags = (unsigned)value_at(w, FW_FLAGS, at) };
}

/* ---- what they add */

static int64_t between(const struct waits *w, size_t at, int64_t from_ms, int64_t to_ms)
{
	return business_between(w->batch.m, account_at(w, at), value_at(w, FW_TEAM, at), from_ms, to_ms);
}

static struct lasted own_of(const struct waits *w, size_t at)
{
	int64_t own = w->block.values[FW_OWN][at], end;

	if (!w->batch.m->has_schedules)
		return (struct lasted){ own, own };
	end = w->block.values[FW_START][at] + w->block.values[FW_DURATION][at];
	return (struct lasted){ own, between(w, at, end - own, end) };
}

/* What waits at the end of a window has lasted until then. */
static struct lasted stock_of(const struct waits *w, const struct face *face, size_t at)
{
	int64_t start = value_at(w, FW_START, at), end = face->window->until_ms;

	return (struct lasted){ end - start, between(w, at, start, end) };
}

static inline struct lasted lasted_of(const struct waits *w, const struct face *face, struct push push, size_t at)
{
	int64_t duration = w->block.values[FW_DURATION][at];

	if (push.plain)
		return (struct lasted){ duration, duration - w->block.values[FW_CLOSED][at] };
	return w->batch.m->measures.list[push.measure].metric == METRIC_OWN_REACTION ? own_of(w, at) :
		stock_of(w, face, at);
}

/* The code of a row among all that the window has. */
static inline unsigned full_code(const struct waits *w, size_t at, const struct figure_window *window, bool alike,
	unsigned dated)
{
	unsigned code = (unsigned)w->block.values[FW_CODE][at];
	int64_t start;

	if (!alike || fact_outcome(code) == WAIT_OPEN) {
		start = w->block.values[FW_START][at];
		dated = dated_of(start, start + w->block.values[FW_DURATION][at], window);
	}
	return dated << FACT_CODE_BITS | (code & ((1u << FACT_CODE_BITS) - 1));
}

static void kinds_find(struct waits *w, struct face *face)
{
	struct batch *batch = &w->batch;
	const uint32_t *numbers = kind_numbers(batch->m, face, METRIC_FROM_WAITS);
	unsigned dated = 0;
	bool alike = is_dated_alike(w->segment, face->window, &dated);

	for (size_t i = 0; i < batch->count; i++) {
		unsigned code = full_code(w, batch->at[i], face->window, alike, dated);

		if (numbers[code] == 0) {
			const struct figure_row row = row_of(w, batch->at[i]);

			(void)kind_learn(batch->m, face, code, &row);
		}
		batch->kind[i] = numbers[code] - 1;
	}
}

static void waits_take(struct waits *w, struct face *face)
{
	struct batch *batch = &w->batch;

	kinds_find(w, face);
	batch_atoms(batch, face);
	for (size_t i = 0; i < batch->count; i++) {
		struct tally *tally = tally_of(&face->atoms, batch->atom[i], batch->kind[i]);
		const struct kind *kind = face->kinds.list[batch->kind[i]];

		tally->count++;
		for (size_t p = 0; p < kind->push_count; p++)
			lasted_add(batch->m, face, batch->atom[i], tally, p, kind->pushes[p].stream,
				lasted_of(w, face, kind->pushes[p], batch->at[i]));
	}
}

/* A wait lasts as long as it does, but for two metrics. */
static struct lasted measured_of(const struct waits *w, const struct figure_row *row, size_t at)
{
	switch (w->batch.m->request->asked[0]) {
	case METRIC_OWN_REACTION:
		return own_of(w, at);
	case METRIC_WAITING:
		return stock_of(w, &w->batch.m->face, at);
	default:
		return (struct lasted){ row->duration_ms, row->business_ms };
	}
}

static void waits_show(struct waits *w)
{
	struct figures_maker *m = w->batch.m;

	for (size_t i = 0; i < w->batch.count; i++) {
		struct figure_row row = row_of(w, w->batch.at[i]);
		const struct place place = batch_place(&w->batch, w->batch.at[i]);
		const struct lasted measured = measured_of(w, &row, w->batch.at[i]);

		row.measured_ms = measured.calendar_ms;
		row.measured_business_ms = measured.business_ms;
		row.amount = -1;

		m->row_place = &place;
		m->row(m->row_data, &row);
	}
}

/* Whether all rows lie alike in the windows. */
static bool waits_begin(struct waits *w, struct figures_maker *m, const struct segment *segment)
{
	const struct figure_request *request = m->request;
	unsigned code;
	bool alike = is_dated_alike(segment, &request->window, &code) &&
		(request->before.until_ms == 0 || is_dated_alike(segment, &request->before, &code));

	w->segment = segment;
	w->columns = wait_columns(m) | (alike ? 0 : COLUMN(FW_START) | COLUMN(FW_DURATION));
	w->batch.account = column_of(w, FW_ACCOUNT);
	w->batch.agent = column_of(w, FW_AGENT);
	w->batch.start = column_of(w, FW_START);
	w->batch.conversation = column_of(w, FW_CONVERSATION);
	w->batch.tongue = column_of(w, FW_TONGUE);
	w->batch.tags = column_of(w, FW_TAGS);
	return alike;
}

void waits_add(struct figures_maker *m, const struct segment *segment, struct place_text *const *places,
	size_t count)
{
	struct waits *w = m->waits == NULL ? arena_alloc(m->arena, sizeof(*w)) : m->waits;
	bool alike;

	m->waits = w;
	batch_begin(&w->batch, m, places, count);
	alike = waits_begin(w, m, segment);
	for (w->from = 0; w->from < segment->rows; w->from += w->block.rows) {
		fact_block_read(segment, w->columns, w->from, &w->block);
		rows_keep(w, alike, rows_judge(w));
		waits_take(w, &m->face);
		if (m->request->before.until_ms != 0)
			waits_take(w, &m->before);
		if (m->row != NULL)
			waits_show(w);
	}
}
