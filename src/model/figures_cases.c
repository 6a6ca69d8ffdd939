/* SPDX-License-Identifier: ISC */
/* Cases out of segments, a block at a time, and only the columns that a question looks at. */
#include "figures_make.h"

/* Open in the period, ended in it, or not ended at all. */
static bool case_is_dated(const struct figures_maker *m, const struct wait_case *one)
{
	const struct figure_request *request = m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;

	return one->open_ms < request->window.until_ms && (one->open_ms >= since || one->settled_ms == 0 ||
		one->settled_ms >= since);
}

/* What each metric of cases looks at, beside the opening and the ends. */
static unsigned case_columns_of(enum metric metric)
{
	switch (metric) {
	case METRIC_TIME_TO_HUMAN:
		return COLUMN(FC_FIRST_OUT);
	case METRIC_CUSTOMER_WAIT:
		return COLUMN(FC_WAITS) | COLUMN(FC_WAITED) | COLUMN(FC_OPEN_WAIT);
	case METRIC_WORK_TIME: case METRIC_CUSTOMER_TIME: case METRIC_ON_HOLD_TIME:
		return COLUMN(FC_STATE) | COLUMN(FC_STATE_MS) | COLUMN(FC_SPENT_OPEN) | COLUMN(FC_SPENT_PENDING) |
			COLUMN(FC_SPENT_HOLD) | COLUMN(FC_SPENT_SNOOZED);
	case METRIC_TIME_TO_ASSIGN:
		return COLUMN(FC_FIRST_ASSIGNED);
	case METRIC_ONE_TOUCH: case METRIC_FIRST_CONTACT:
		return COLUMN(FC_TURNS) | COLUMN(FC_REOPENS) | COLUMN(FC_COURTESIES);
	case METRIC_REOPENED: case METRIC_REOPENS: case METRIC_REOPENS_NET:
		return COLUMN(FC_REOPENS) | COLUMN(FC_COURTESIES);
	case METRIC_CONTAINED:
		return COLUMN(FC_REPLIES) | COLUMN(FC_WAITS);
	case METRIC_MESSAGES_IN:
		return COLUMN(FC_MESSAGES_IN);
	case METRIC_AUTHORS:
		return COLUMN(FC_CONTACT);
	case METRIC_REOPENS_AGENT:
		return COLUMN(FC_AGENT_REOPENS);
	case METRIC_TRANSFERS:
		return COLUMN(FC_TRANSFERS);
	default:
		return 0;
	}
}

static unsigned case_columns(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;
	unsigned columns = COLUMN(FC_OPEN) | COLUMN(FC_SETTLED) | COLUMN(FC_FLAGS);

	if (m->row != NULL)
		return UINT32_MAX;
	for (size_t i = 0; i < request->asked_count; i++)
		columns |= case_columns_of(request->asked[i]);
	if (needs_places(m))
		columns |= COLUMN(FC_TONGUE) | COLUMN(FC_TAGS);
	if (m->has_schedules)
		columns |= COLUMN(FC_TEAM);
	if (m->has_schedules || request->wanted != NULL || request->by[0] != BY_NOTHING)
		columns |= COLUMN(FC_ACCOUNT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FC_CONVERSATION) : 0);
}

static void case_add(struct figures_maker *m, const struct fact_case *fact, const struct place *place,
	const struct figure_account *account)
{
	const struct wait_case *one = &fact->one;
	struct case_figures figures;
	struct figure_row row = { .conversation = one->conversation, .team = one->team, .start_ms = one->open_ms,
		.end_ms = one->settled_ms, .account = account,
		.flags = one->flags, .of_case = one, .figures = &figures, .contact = fact->contact };

	case_figures(one, &m->request->rules, m->request->as_of_ms, &figures);
	row_add(m, &row, place);
}

static void case_block_add(struct figures_maker *m, const struct fact_case_block *block, struct place_text *const *places,
	size_t count)
{
	for (size_t i = 0; i < block->rows; i++) {
		const struct fact_case *fact = &block->list[i];
		uint64_t tongue = (uint64_t)block->tongues[i], tags = (uint64_t)block->tags[i];
		struct place place = { places[tongue < count ? tongue : 0], places[tags < count ? tags : 0] };
		const struct figure_account *account;

		if ((fact->one.flags & CASE_SPAM) != 0 || !case_is_dated(m, &fact->one) ||
		    !conversation_is_wanted(m->request, fact->one.conversation))
			continue;
		account = world_account(m, fact->one.account);
		if (place_is_wanted(m, &place, account))
			case_add(m, fact, &place, account);
	}
}

void cases_add(struct figures_maker *m, const struct segment *segment, struct place_text *const *places,
	size_t count)
{
	unsigned columns = case_columns(m);

	if (m->case_block == NULL)
		m->case_block = arena_alloc(m->arena, sizeof(*m->case_block));
	for (size_t from = 0; from < segment->rows; from += m->case_block->rows) {
		fact_case_block_read(segment, columns, from, m->case_block);
		case_block_add(m, m->case_block, places, count);
	}
}
