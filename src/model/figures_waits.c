/* SPDX-License-Identifier: ISC */
/*
 * Waits out of segments, a block at a time.  Only the columns that a question
 * looks at are unpacked, because a year has a million rows.
 */
#include "figures_make.h"

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
		columns |= COLUMN(FW_CLOSED) | COLUMN(FW_ACCOUNT);
	if (needs_places(m))
		columns |= COLUMN(FW_TONGUE) | COLUMN(FW_TAGS);
	if (request->wanted != NULL || request->by[0] != BY_NOTHING)
		columns |= COLUMN(FW_ACCOUNT);
	if (request->agents_only || is_by(request, BY_AGENT) || is_by(request, BY_TEAM))
		columns |= COLUMN(FW_AGENT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FW_CONVERSATION) : 0);
}

static void row_end(const struct figures_maker *m, struct figure_row *row)
{
	row->end_ms = row->start_ms + row->duration_ms;
	if (!m->has_schedules)
		row->business_ms = row->duration_ms;
	if (row->outcome != WAIT_OPEN)
		return;
	row->end_ms = m->request->as_of_ms > row->start_ms ? m->request->as_of_ms : row->start_ms;
	row->duration_ms = row->end_ms - row->start_ms;
	row->business_ms = !m->has_schedules ? row->duration_ms :
		schedule_business_ms(row->account->schedule, row->start_ms, row->end_ms);
}

/* A column that nobody looks at is zeros. */
static void row_read(const struct figures_maker *m, const struct fact_block *block, size_t i, struct figure_row *row)
{
	row->conversation = block->values[FW_CONVERSATION][i];
	row->agent = block->values[FW_AGENT][i];
	row->start_ms = block->values[FW_START][i];
	row->duration_ms = block->values[FW_DURATION][i];
	row->business_ms = row->duration_ms - block->values[FW_CLOSED][i];
	row->own_ms = block->values[FW_OWN][i];
	row->target_ms = m->request->target_ms != 0 ? m->request->target_ms : block->values[FW_TARGET][i];
	row->kind = fact_kind(block->values[FW_KIND][i]);
	row->outcome = fact_outcome(block->values[FW_KIND][i]);
	row->flags = (unsigned)block->values[FW_FLAGS][i];
	row_end(m, row);
}

/* Whether the row can count for anything that is asked. */
static bool is_dated(const struct figures_maker *m, const struct figure_row *row)
{
	const struct figure_request *request = m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;

	return row->start_ms < request->window.until_ms && (row->start_ms >= since || row->end_ms >= since);
}

static void block_add(struct figures_maker *m, const struct fact_block *block, struct place_text *const *places,
	size_t count)
{
	struct figure_row row = { .account = world_account(m, 0) };
	bool filtered = m->request->wanted != NULL || m->request->agents_only || m->request->conversations != NULL ||
		m->request->omitted != NULL;
	int64_t account_id = 0;

	for (size_t i = 0; i < block->rows; i++) {
		uint64_t tongue = (uint64_t)block->values[FW_TONGUE][i], tags = (uint64_t)block->values[FW_TAGS][i];
		struct place place = { places[tongue < count ? tongue : 0], places[tags < count ? tags : 0] };

		if (block->values[FW_ACCOUNT][i] != account_id) {
			account_id = block->values[FW_ACCOUNT][i];
			row.account = world_account(m, account_id);
		}
		if (filtered && (!place_is_wanted(m, &place, row.account) ||
		    !agent_is_wanted(m->request, block->values[FW_AGENT][i]) ||
		    !conversation_is_wanted(m->request, block->values[FW_CONVERSATION][i])))
			continue;
		row_read(m, block, i, &row);
		if (is_dated(m, &row))
			row_add(m, &row, &place);
	}
}

void waits_add(struct figures_maker *m, const struct segment *segment, struct place_text *const *places,
	size_t count)
{
	unsigned columns = wait_columns(m);

	if (m->block == NULL)
		m->block = arena_alloc(m->arena, sizeof(*m->block));
	for (size_t from = 0; from < segment->rows; from += m->block->rows) {
		fact_block_read(segment, columns, from, m->block);
		block_add(m, m->block, places, count);
	}
}
