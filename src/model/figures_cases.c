/* SPDX-License-Identifier: ISC */
/*
 * Cases out of segments, a block at a time, and only the columns that a
 * question looks at.  What case_figures() says of one case is said here of
 * columns; a column that nobody looks at is nothing throughout.
 */
#include "figures_make.h"

struct cases {
	struct batch batch;
	struct fact_case_block block;
	const char **texts;		/* of the segment; none where none of its cases has rests */
	size_t text_count;
	bool of_backlog;		/* somebody asks what stood open */
};

/* ---- columns */

/* Nothing where everybody is always open. */
#define CLOSED_COLUMNS (COLUMN(FC_CLOSED_WAITED) | COLUMN(FC_WAIT_TEAM) | COLUMN(FC_CLOSED_WORK) | \
	COLUMN(FC_CLOSED_PENDING) | COLUMN(FC_CLOSED_HOLD))

/* What each metric of cases looks at, beside the opening and the ends. */
static uint64_t case_columns_of(enum metric metric)
{
	switch (metric) {
	case METRIC_TIME_TO_HUMAN: case METRIC_AUTOMATIC_FIRST:
		return COLUMN(FC_FIRST_OUT);
	case METRIC_CUSTOMER_WAIT:
		return COLUMN(FC_WAITS) | COLUMN(FC_WAITED) | COLUMN(FC_OPEN_WAIT) | COLUMN(FC_CLOSED_WAITED) |
			COLUMN(FC_WAIT_TEAM);
	case METRIC_WORK_TIME: case METRIC_CUSTOMER_TIME: case METRIC_ON_HOLD_TIME:
		return COLUMN(FC_STATE) | COLUMN(FC_STATE_MS) | COLUMN(FC_SPENT_OPEN) | COLUMN(FC_SPENT_PENDING) |
			COLUMN(FC_SPENT_HOLD) | COLUMN(FC_SPENT_SNOOZED) | COLUMN(FC_CLOSED_WORK) |
			COLUMN(FC_CLOSED_PENDING) | COLUMN(FC_CLOSED_HOLD);
	case METRIC_BACKLOG:
		return COLUMN(FC_STATE) | COLUMN(FC_STATE_MS) | COLUMN(FC_SPENT_OPEN) | COLUMN(FC_SPENT_PENDING) |
			COLUMN(FC_SPENT_HOLD) | COLUMN(FC_SPENT_SNOOZED) | COLUMN(FC_RESTS);
	case METRIC_TIME_TO_ASSIGN:
		return COLUMN(FC_FIRST_ASSIGNED);
	case METRIC_ONE_TOUCH: case METRIC_FIRST_CONTACT:
		return COLUMN(FC_TURNS) | COLUMN(FC_REOPENS) | COLUMN(FC_COURTESIES);
	case METRIC_REOPENED: case METRIC_REOPENS: case METRIC_REOPENS_NET:
		return COLUMN(FC_REOPENS) | COLUMN(FC_COURTESIES);
	case METRIC_CONTAINED:
		return COLUMN(FC_REPLIES) | COLUMN(FC_WAITS);
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

static uint64_t case_columns(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;
	uint64_t columns = COLUMN(FC_OPEN) | COLUMN(FC_SETTLED) | COLUMN(FC_FLAGS);

	if (m->row != NULL)
		return UINT64_MAX;
	for (size_t i = 0; i < request->asked_count; i++)
		columns |= case_columns_of(request->asked[i]);
	columns |= (needs_tongues(m) ? COLUMN(FC_TONGUE) : 0) | (needs_tags(m) ? COLUMN(FC_TAGS) : 0);
	columns = m->has_schedules ? columns | COLUMN(FC_TEAM) : columns & ~CLOSED_COLUMNS;
	if (m->has_schedules || request->wanted != NULL || request->by[0] != BY_NOTHING)
		columns |= COLUMN(FC_ACCOUNT);
	return columns | (request->conversations != NULL || request->omitted != NULL ? COLUMN(FC_CONVERSATION) : 0);
}

static int64_t value_of(const struct cases *c, enum fact_case_column column, size_t at)
{
	return c->block.values[column][at];
}

/* ---- which are meant */

/*
 * Open in the period, ended in it, or not ended at all.  What a thank-you opened
 * again settled before that, and stood open until it was resolved once more.
 */
static bool is_dated(const struct cases *c, size_t at)
{
	const struct figure_request *request = c->batch.m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
	int64_t open = value_of(c, FC_OPEN, at), settled = value_of(c, FC_SETTLED, at);

	return open < request->window.until_ms && (open >= since || settled == 0 || settled >= since ||
		value_of(c, FC_RESOLVED, at) >= since);
}

static void cases_keep(struct cases *c)
{
	struct batch *batch = &c->batch;
	bool is_filtered = batch_is_filtered(batch);

	batch->count = 0;
	for (size_t i = 0; i < c->block.rows; i++) {
		batch->at[batch->count] = (uint16_t)i;
		batch->count += (value_of(c, FC_FLAGS, i) & CASE_SPAM) == 0 &&
			is_dated(c, i) && (!is_filtered || batch_wants(batch, i));
	}
}

/* ---- in which states it was */

static int64_t since(int64_t from_ms, int64_t to_ms)
{
	return to_ms > from_ms ? to_ms - from_ms : 0;
}

static const enum fact_case_column spent_columns[] = { [STATUS_OPEN] = FC_SPENT_OPEN, [STATUS_PENDING] = FC_SPENT_PENDING,
	[STATUS_ON_HOLD] = FC_SPENT_HOLD, [STATUS_SNOOZED] = FC_SPENT_SNOOZED };

/* In states that it has left, or left before. */
static int64_t spent_ms(const struct cases *c, size_t at, unsigned states)
{
	int64_t ms = 0;

	for (int s = 0; s <= STATUS_SNOOZED; s++)
		ms += (states >> s & 1) != 0 ? value_of(c, spent_columns[s], at) : 0;
	return ms;
}

/* And since when it is in one of them, or 0. */
static int64_t running_from(const struct cases *c, size_t at, unsigned states)
{
	int64_t state = value_of(c, FC_STATE, at);

	return state >= 0 && state < STATUSES && (states >> state & 1) != 0 ? value_of(c, FC_STATE_MS, at) : 0;
}

static const char *rests_of(const struct cases *c, size_t at)
{
	int64_t number = c->text_count == 0 ? 0 : value_of(c, FC_RESTS, at);
	const char *text = number < 1 || (size_t)number > c->text_count ? NULL : c->texts[number - 1];

	return text == NULL || text[0] != CASE_RESTS_BEGIN ? NULL : text;	/* the file may be damaged */
}

/* At the end of a window, as case_figures() and figure_part_of() have it of one case. */
static bool stood_open(const struct cases *c, size_t at, const struct figure_window *window)
{
	int64_t open = value_of(c, FC_OPEN, at), resolved = value_of(c, FC_RESOLVED, at), rested = 0;
	int64_t first = value_of(c, FC_FIRST_RESOLVED, at);

	if (first != 0 && first < window->until_ms) {
		const unsigned states = 1u << STATUS_OPEN | 1u << STATUS_PENDING | 1u << STATUS_ON_HOLD | 1u << STATUS_SNOOZED;
		int64_t as_of_ms = c->batch.m->request->as_of_ms, from = running_from(c, at, states);

		rested = since(open, resolved != 0 ? resolved : as_of_ms) - spent_ms(c, at, states) -
			(from != 0 ? since(from, as_of_ms) : 0);
	}
	return case_stood_open(&(struct case_life){ open, first, resolved, rested, rests_of(c, at) }, window->until_ms);
}

/* ---- its kind */

static unsigned if_set(bool set, unsigned bit)
{
	return (unsigned)set << bit;
}

/* Whether a bot kept it are two questions more, that few rows have. */
static unsigned flags_code(const struct cases *c, size_t at)
{
	int64_t flags = value_of(c, FC_FLAGS, at), kept = CASE_BOT_HELD | CASE_BOT_RESOLVED;

	return if_set((flags & CASE_WE_BEGAN) != 0, 3) | if_set((flags & CASE_BOT_HELD) != 0, 4) |
		if_set((flags & kept) == kept && value_of(c, FC_RESOLVED, at) != 0 && value_of(c, FC_REPLIES, at) == 0 &&
			value_of(c, FC_WAITS, at) == 0, 15) |
		if_set((flags & WAIT_HANDED_OVER) != 0, 16) | if_set((flags & CASE_AUTOMATIC_FIRST) != 0, 18);
}

static inline unsigned code_at(const struct cases *c, size_t at, const struct figure_window *window)
{
	const struct figure_request *request = c->batch.m->request;
	int64_t open = value_of(c, FC_OPEN, at), settled = value_of(c, FC_SETTLED, at), resolved = value_of(c, FC_RESOLVED, at);
	int64_t net = value_of(c, FC_REOPENS, at) - value_of(c, FC_COURTESIES, at);

	return dated_code(open, settled == 0 ? INT64_MIN : settled, window) |
		if_set(value_of(c, FC_WAITS, at) == 0, 5) | if_set(value_of(c, FC_OPEN_WAIT, at) == 0, 6) |
		if_set(value_of(c, FC_FIRST_RESOLVED, at) != 0, 7) | if_set(resolved != 0, 8) |
		if_set(value_of(c, FC_FIRST_IN, at) != 0 && value_of(c, FC_FIRST_OUT, at) != 0, 9) |
		if_set(resolved != 0 && open != 0 && settled != 0, 10) |
		if_set(open != 0 && value_of(c, FC_FIRST_ASSIGNED, at) != 0, 11) |
		if_set(resolved != 0 && value_of(c, FC_TURNS, at) == 1 && net == 0, 12) |
		if_set(resolved != 0 && request->as_of_ms - resolved >= request->rules.reopen_ms, 13) | if_set(net > 0, 14) |
		if_set(c->of_backlog && stood_open(c, at, window), 17) |
		(value_of(c, FC_FLAGS, at) == 0 ? 0 : flags_code(c, at));
}

/* A row as others see it; what it points to are the two behind it. */
static struct figure_row row_of(const struct cases *c, size_t at, struct fact_case *fact, struct case_figures *figures)
{
	const struct figures_maker *m = c->batch.m;

	fact_case_get(&c->block, at, fact);
	case_figures(&fact->one, &m->request->rules, m->request->as_of_ms, figures);
	return (struct figure_row){ .conversation = fact->one.conversation, .team = fact->one.team,
		.start_ms = fact->one.open_ms, .end_ms = fact->one.settled_ms, .account = world_account(m, fact->one.account),
		.flags = fact->one.flags, .of_case = &fact->one, .figures = figures, .contact = fact->contact,
		.rests = rests_of(c, at) };
}

static void kind_new(struct cases *c, struct face *face, size_t at, unsigned code)
{
	struct case_figures figures;
	struct fact_case fact;
	const struct figure_row row = row_of(c, at, &fact, &figures);

	(void)kind_learn(c->batch.m, face, code, &row);
}

static void kinds_find(struct cases *c, struct face *face)
{
	const uint32_t *numbers = kind_numbers(c->batch.m, face, METRIC_FROM_CASES);

	for (size_t i = 0; i < c->batch.count; i++) {
		unsigned code = code_at(c, c->batch.at[i], face->window);

		if (numbers[code] == 0)
			kind_new(c, face, c->batch.at[i], code);
		c->batch.kind[i] = numbers[code] - 1;
	}
}

/* ---- how long it lasted */

/* From an instant to another, or to the end of what is known. */
static struct lasted lasted_from(const struct cases *c, size_t at, int64_t from_ms, int64_t to_ms)
{
	const struct figures_maker *m = c->batch.m;
	int64_t ms = since(from_ms, from_ms != 0 && to_ms != 0 ? to_ms : m->request->as_of_ms);

	if (!m->has_schedules)
		return (struct lasted){ ms, ms };
	return (struct lasted){ ms, business_between(m, world_account(m, value_of(c, FC_ACCOUNT, at)),
		value_of(c, FC_TEAM, at), from_ms, from_ms + ms) };
}

/* A clock that said so much, of which that was outside of hours, and that still runs from an instant on, or 0. */
static struct lasted clock_of(const struct cases *c, size_t at, int64_t ms, int64_t closed_ms, int64_t from_ms, int64_t team)
{
	const struct figures_maker *m = c->batch.m;
	int64_t more = from_ms == 0 ? 0 : since(from_ms, m->request->as_of_ms);

	if (!m->has_schedules)
		return (struct lasted){ ms + more, ms + more };
	if (more == 0)
		return (struct lasted){ ms, ms - closed_ms };
	return (struct lasted){ ms + more, ms - closed_ms +
		business_between(m, world_account(m, value_of(c, FC_ACCOUNT, at)), team, from_ms, from_ms + more) };
}

static struct lasted spent(const struct cases *c, size_t at, unsigned states, enum fact_case_column closed)
{
	return clock_of(c, at, spent_ms(c, at, states), value_of(c, closed, at), running_from(c, at, states),
		value_of(c, FC_TEAM, at));
}

static struct lasted waited(const struct cases *c, size_t at)
{
	return clock_of(c, at, value_of(c, FC_WAITED, at), value_of(c, FC_CLOSED_WAITED, at), value_of(c, FC_OPEN_WAIT, at),
		value_of(c, FC_WAIT_TEAM, at));
}

/* Of people a row adds who it is. */
static struct lasted lasted_of(const struct cases *c, enum metric metric, size_t at, const struct figure_window *window)
{
	int64_t open = value_of(c, FC_OPEN, at), contact = value_of(c, FC_CONTACT, at);

	switch (metric) {
	case METRIC_TIME_TO_HUMAN:
		return lasted_from(c, at, value_of(c, FC_FIRST_IN, at), value_of(c, FC_FIRST_OUT, at));
	case METRIC_FIRST_RESOLUTION:
		return lasted_from(c, at, open, value_of(c, FC_FIRST_RESOLVED, at));
	case METRIC_FULL_RESOLUTION:
		return lasted_from(c, at, open, value_of(c, FC_RESOLVED, at) != 0 ? value_of(c, FC_SETTLED, at) : 0);
	case METRIC_TIME_TO_ASSIGN:
		return lasted_from(c, at, open, value_of(c, FC_FIRST_ASSIGNED, at));
	case METRIC_BACKLOG:
		return lasted_from(c, at, open, window->until_ms);
	case METRIC_CUSTOMER_WAIT:
		return waited(c, at);
	case METRIC_WORK_TIME:
		return spent(c, at, 1u << STATUS_OPEN | 1u << STATUS_ON_HOLD | 1u << STATUS_SNOOZED, FC_CLOSED_WORK);
	case METRIC_CUSTOMER_TIME:
		return spent(c, at, 1u << STATUS_PENDING, FC_CLOSED_PENDING);
	case METRIC_ON_HOLD_TIME:
		return spent(c, at, 1u << STATUS_ON_HOLD, FC_CLOSED_HOLD);
	case METRIC_AUTHORS:
		return (struct lasted){ contact, contact };
	default:	/* not measured */
		return (struct lasted){ 0, 0 };
	}
}

/* What a row adds to a sum. */
static int64_t amount_of(const struct cases *c, enum metric metric, size_t at)
{
	switch (metric) {
	case METRIC_REOPENS:
		return value_of(c, FC_REOPENS, at);
	case METRIC_REOPENS_NET:
		return value_of(c, FC_REOPENS, at) - value_of(c, FC_COURTESIES, at);
	case METRIC_REOPENS_AGENT:
		return value_of(c, FC_AGENT_REOPENS, at);
	case METRIC_TRANSFERS:
		return value_of(c, FC_TRANSFERS, at);
	default:
		return 0;
	}
}

/* ---- what they add */

static void cases_take(struct cases *c, struct face *face)
{
	struct batch *batch = &c->batch;

	kinds_find(c, face);
	batch_atoms(batch, face);
	for (size_t i = 0; i < batch->count; i++) {
		struct tally *tally = tally_of(&face->atoms, batch->atom[i], batch->kind[i]);
		const struct kind *kind = face->kinds.list[batch->kind[i]];
		size_t at = batch->at[i];

		tally->count++;
		for (size_t p = 0; p < kind->push_count; p++)
			lasted_add(batch->m, face, batch->atom[i], tally, p, kind->pushes[p].stream,
				lasted_of(c, batch->m->measures.list[kind->pushes[p].measure].metric, at, face->window));
		for (size_t s = 0; s < kind->added_count; s++)
			sum_add(batch->m, face, batch->atom[i], &kind->added[s], amount_of(c, kind->added[s].metric, at));
	}
}

/* What a share or a count asks of a case, and what ended otherwise, lasts as long as the case. */
static void row_measure(const struct cases *c, struct figure_row *row, size_t at)
{
	const struct figures_maker *m = c->batch.m;
	enum metric metric = m->request->asked[0];
	enum metric_shape shape = metric_info(metric)->shape;
	struct lasted lasted = { -1, -1 };

	row->amount = -1;
	if (metric_is_amount(metric))
		row->amount = amount_of(c, metric, at);
	else if ((shape == METRIC_TIME || shape == METRIC_STOCK) &&
		figure_part_of(metric, row, &m->request->window) != PART_EXCLUDED)
		lasted = lasted_of(c, metric, at, &m->request->window);
	else
		lasted = lasted_from(c, at, row->start_ms, row->end_ms);
	row->measured_ms = lasted.calendar_ms;
	row->measured_business_ms = lasted.business_ms;
}

static void cases_show(struct cases *c)
{
	struct figures_maker *m = c->batch.m;

	for (size_t i = 0; i < c->batch.count; i++) {
		const struct place place = batch_place(&c->batch, c->batch.at[i]);
		struct case_figures figures;
		struct fact_case fact;
		struct figure_row row = row_of(c, c->batch.at[i], &fact, &figures);

		row_measure(c, &row, c->batch.at[i]);
		m->row_place = &place;
		m->row(m->row_data, &row);
	}
}

static void cases_begin(struct cases *c, struct figures_maker *m, struct place_text *const *places, size_t count)
{
	struct batch *batch = &c->batch;

	batch_begin(batch, m, places, count);
	batch->account = c->block.values[FC_ACCOUNT];
	batch->start = c->block.values[FC_OPEN];
	batch->conversation = c->block.values[FC_CONVERSATION];
	batch->tongue = c->block.values[FC_TONGUE];
	batch->tags = c->block.values[FC_TAGS];
}

static bool has_rests(const struct segment *segment)
{
	return segment->columns > FC_RESTS && (segment->column[FC_RESTS].width > 0 || segment->column[FC_RESTS].base != 0);
}

void cases_add(struct figures_maker *m, const struct segment *segment, struct place_text *const *places,
	size_t count)
{
	struct cases *c = m->cases == NULL ? arena_alloc(m->arena, sizeof(*c)) : m->cases;
	uint64_t columns = case_columns(m);

	m->cases = c;
	cases_begin(c, m, places, count);
	c->of_backlog = (columns >> FC_RESTS & 1) != 0;
	c->text_count = 0;
	if ((columns >> FC_RESTS & 1) != 0 && has_rests(segment)) {
		c->texts = arena_array(m->arena, segment->texts + 1, sizeof(*c->texts));
		segment_texts(segment, c->texts);
		c->text_count = segment->texts;
	}
	for (size_t from = 0; from < segment->rows; from += c->block.rows) {
		fact_case_block_read(segment, columns, from, &c->block);
		cases_keep(c);
		cases_take(c, &m->face);
		if (m->request->before.until_ms != 0)
			cases_take(c, &m->before);
		if (m->row != NULL)
			cases_show(c);
	}
}
