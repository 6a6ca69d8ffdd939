/* SPDX-License-Identifier: ISC */
/*
 * Segments read a block at a time: which rows are meant.  Only the columns
 * that a question looks at are unpacked, because a year has a million rows.
 */
#include "figures_make.h"

#include <string.h>

static const char *const dimensions[FIGURE_BYS] = {
	[BY_ACCOUNT] = "account", [BY_NETWORK] = "network", [BY_AGENT] = "agent", [BY_TEAM] = "team",
	[BY_TAG] = "tag", [BY_LANGUAGE] = "language", [BY_VISIBILITY] = "visibility",
	[BY_PRIORITY] = "priority",
	[BY_HOUR] = "hour", [BY_WEEKDAY] = "weekday", [BY_DAY] = "day", [BY_WEEK] = "week",
	[BY_MONTH] = "month",
};

const char *figure_dimension_name(enum figure_dimension by)
{
	return dimensions[by];
}

static bool dimension_find(const char *text, size_t len, enum figure_dimension *out)
{
	for (int i = BY_NOTHING + 1; i < FIGURE_BYS; i++)
		if (strlen(dimensions[i]) == len && memcmp(dimensions[i], text, len) == 0) {
			*out = (enum figure_dimension)i;
			return true;
		}
	return false;
}

err_t figure_dimensions_parse(const char *text, enum figure_dimension out[FIGURE_DIMENSIONS])
{
	size_t count = 0;

	out[0] = out[1] = BY_NOTHING;
	for (const char *p = text; ; p++) {
		size_t len = strcspn(p, ",");

		if (count == FIGURE_DIMENSIONS)
			return err_make(ERR_USAGE, "by: '%s' is more than two at once", text);
		if (!dimension_find(p, len, &out[count]))
			return err_make(ERR_USAGE, "by: '%.*s' is nothing to tell figures apart by",
				(int)(len > 40 ? 40 : len), p);
		if (count == 1 && out[0] == out[1])
			return err_make(ERR_USAGE, "by: '%s' names the same twice", text);
		count++;
		p += len;
		if (*p == '\0')
			return NULL;
	}
}

struct figures_maker *figures_begin(struct arena *arena, const struct figure_request *request,
	const struct figure_world *world)
{
	struct figures_maker *m = arena_alloc(arena, sizeof(*m));

	*m = (struct figures_maker){ .arena = arena, .request = request, .world = world };
	for (size_t i = 0; i < request->asked_count; i++) {
		const struct metric_info *info = metric_info(request->asked[i]);
		struct asked *asked = info->source == METRIC_FROM_WAITS ? m->of_waits : m->of_cases;
		size_t *count = info->source == METRIC_FROM_WAITS ? &m->of_wait_count : &m->of_case_count;

		asked[(*count)++] = (struct asked){ request->asked[i], info->shape, i };
	}
	for (size_t i = 0; i < world->account_count; i++)
		m->has_schedules = m->has_schedules || world->accounts[i].schedule != NULL;
	group_init(m, &m->all);
	group_init(m, &m->before);
	return m;
}

void figures_watch(struct figures_maker *m, void (*row)(void *, const struct figure_row *), void *data)
{
	m->row = row;
	m->row_data = data;
}

/* ---- which rows */

/* An account that the desk has forgotten has no name, and counts all the same. */
static const struct figure_account *account_of(const struct figures_maker *m, int64_t id)
{
	static const struct figure_account nobody = { 0 };
	size_t low = 0, high = m->world->account_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->world->accounts[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->world->account_count && m->world->accounts[low].id == id ?
		&m->world->accounts[low] : &nobody;
}

static bool place_is_wanted(const struct figures_maker *m, struct place *place,
	const struct figure_account *account)
{
	size_t at = account->id == 0 ? m->world->account_count : (size_t)(account - m->world->accounts);

	if (m->request->wanted == NULL)
		return true;
	if (place->verdicts[at] == 0)
		place->verdicts[at] = m->request->wanted(m->request->wanted_data, account, &place->place) ? 2 : 1;
	return place->verdicts[at] == 2;
}

static bool agent_is_wanted(const struct figure_request *request, int64_t agent)
{
	if (!request->agents_only)
		return true;
	for (size_t i = 0; i < request->agent_count; i++)
		if (request->agents[i] == agent)
			return true;
	return false;
}

static bool bit_is_set(const unsigned char *bits, int64_t end, int64_t id)
{
	return id >= 0 && id < end && (bits[id >> 3] >> (id & 7) & 1) != 0;
}

static bool conversation_is_wanted(const struct figure_request *request, int64_t id)
{
	if (request->omitted != NULL && bit_is_set(request->omitted, request->omitted_end, id))
		return false;
	return request->conversations == NULL || bit_is_set(request->conversations, request->conversation_end, id);
}

static void row_add(struct figures_maker *m, const struct figure_row *row, const struct place *place)
{
	const struct figure_request *request = m->request;

	group_take(m, &m->all, row, &request->window);
	groups_add(m, row, place);
	if (request->before.until_ms != 0)
		group_take(m, &m->before, row, &request->before);
	if (m->row != NULL)
		m->row(m->row_data, row);
}

/* ---- waits */

#define COLUMN(c) (1u << (c))

/* What each metric looks at, beside start, duration and outcome. */
static unsigned columns_of(enum metric metric)
{
	switch (metric) {
	case METRIC_FIRST_RESPONSE: case METRIC_NEXT_RESPONSE:
		return COLUMN(FW_KIND) | COLUMN(FW_TARGET);
	case METRIC_ALL_REPLIES: case METRIC_SLA: case METRIC_SLA_CALENDAR: case METRIC_RESPONSE_RATE:
		return COLUMN(FW_TARGET);
	case METRIC_SLA_REQUESTS: case METRIC_RESPONSE_RATE_REQUESTS:
		return COLUMN(FW_TARGET) | COLUMN(FW_FLAGS);
	case METRIC_CHASED:
		return COLUMN(FW_FLAGS);
	case METRIC_OWN_REACTION:
		return COLUMN(FW_OWN) | COLUMN(FW_AGENT);
	default:
		return 0;
	}
}

static bool is_by(const struct figure_request *request, enum figure_dimension by)
{
	return request->by[0] == by || request->by[1] == by;
}

/* Without it any place will do. */
static bool needs_places(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;

	return request->wanted != NULL || m->row != NULL || is_by(request, BY_TAG) ||
		is_by(request, BY_LANGUAGE) || is_by(request, BY_VISIBILITY) ||
		is_by(request, BY_PRIORITY);
}

/* The others are left as they are: who looks at a column has it here. */
static unsigned columns_needed(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;
	unsigned columns = COLUMN(FW_START) | COLUMN(FW_DURATION) | COLUMN(FW_OUTCOME);

	if (m->row != NULL)
		return COLUMN(FW_COLUMNS) - 1;
	for (size_t i = 0; i < request->asked_count; i++)
		columns |= columns_of(request->asked[i]);
	if (m->has_schedules)
		columns |= COLUMN(FW_BUSINESS) | COLUMN(FW_ACCOUNT);
	if (needs_places(m))
		columns |= COLUMN(FW_PLACE);
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
	row->business_ms = block->values[FW_BUSINESS][i];
	row->own_ms = block->values[FW_OWN][i];
	row->target_ms = m->request->target_ms != 0 ? m->request->target_ms : block->values[FW_TARGET][i];
	row->kind = (enum wait_kind)block->values[FW_KIND][i];
	row->outcome = (enum wait_outcome)block->values[FW_OUTCOME][i];
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

static void block_add(struct figures_maker *m, const struct fact_block *block, struct place *const *places,
	size_t count)
{
	struct figure_row row = { .account = account_of(m, 0) };
	int64_t account_id = 0;

	for (size_t i = 0; i < block->rows; i++) {
		uint64_t at = (uint64_t)block->values[FW_PLACE][i];
		struct place *place = places[at < count ? at : 0];

		if (block->values[FW_ACCOUNT][i] != account_id) {
			account_id = block->values[FW_ACCOUNT][i];
			row.account = account_of(m, account_id);
		}
		if (!place_is_wanted(m, place, row.account) ||
		    !agent_is_wanted(m->request, block->values[FW_AGENT][i]) ||
		    !conversation_is_wanted(m->request, block->values[FW_CONVERSATION][i]))
			continue;
		row.place = &place->place;
		row_read(m, block, i, &row);
		if (is_dated(m, &row))
			row_add(m, &row, place);
	}
}

static void waits_add(struct figures_maker *m, const struct segment *segment, struct place *const *places)
{
	unsigned columns = columns_needed(m);

	if (m->block == NULL)
		m->block = arena_alloc(m->arena, sizeof(*m->block));
	for (size_t from = 0; from < segment->rows; from += m->block->rows) {
		fact_block_read(segment, columns, from, m->block);
		block_add(m, m->block, places, segment->texts);
	}
}

/* ---- cases */

/* Open in the period, ended in it, or not ended at all. */
static bool case_is_dated(const struct figures_maker *m, const struct wait_case *one)
{
	const struct figure_request *request = m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;

	return one->open_ms < request->window.until_ms && (one->open_ms >= since || one->settled_ms == 0 ||
		one->settled_ms >= since);
}

static void case_add(struct figures_maker *m, const struct fact_case *fact, const struct place *place)
{
	const struct wait_case *one = &fact->one;
	struct case_figures figures;
	struct figure_row row = { .conversation = one->conversation, .start_ms = one->open_ms,
		.end_ms = one->settled_ms, .account = account_of(m, one->account), .place = &place->place,
		.flags = one->flags, .of_case = one, .figures = &figures, .contact = fact->contact };

	case_figures(one, &m->request->rules, m->request->as_of_ms, &figures);
	row_add(m, &row, place);
}

static void cases_add(struct figures_maker *m, const struct segment *segment, struct place *const *places)
{
	if (m->case_block == NULL)
		m->case_block = arena_alloc(m->arena, sizeof(*m->case_block));
	for (size_t from = 0; from < segment->rows; from += m->case_block->rows) {
		fact_case_block_read(segment, from, m->case_block);
		for (size_t i = 0; i < m->case_block->rows; i++) {
			struct fact_case fact;
			uint64_t at = fact_case_row(m->case_block, i, &fact);
			struct place *place = places[at < segment->texts ? at : 0];

			if ((fact.one.flags & CASE_SPAM) == 0 && case_is_dated(m, &fact.one) &&
			    place_is_wanted(m, place, account_of(m, fact.one.account)) &&
			    conversation_is_wanted(m->request, fact.one.conversation))
				case_add(m, &fact, place);
		}
	}
}

void figures_add(struct figures_maker *m, enum fact_set set, const struct segment *segment)
{
	const char **texts = arena_array(m->arena, segment->texts + 1, sizeof(*texts));
	struct place **places = arena_array(m->arena, segment->texts + 1, sizeof(*places));

	if (segment->columns != (set == FACT_WAITS ? (size_t)FW_COLUMNS : (size_t)FACT_CASE_COLUMNS) ||
	    (segment->rows > 0 && segment->texts == 0))
		return;
	segment_texts(segment, texts);
	for (size_t i = 0; i < segment->texts; i++)
		places[i] = i == 0 || needs_places(m) ? place_of(m, texts[i]) : places[0];
	if (set == FACT_WAITS)
		waits_add(m, segment, places);
	else
		cases_add(m, segment, places);
}

err_t figures_end(struct figures_maker *m, struct figures *out)
{
	const struct figure_request *request = m->request;

	out->asked = request->asked;
	out->asked_count = request->asked_count;
	out->all.figures = arena_array(m->arena, request->asked_count + 1, sizeof(struct figure));
	group_end(m, &m->all, out->all.figures);
	if (request->before.until_ms != 0) {
		out->before = arena_alloc(m->arena, sizeof(*out->before));
		out->before->figures = arena_array(m->arena, request->asked_count + 1, sizeof(struct figure));
		group_end(m, &m->before, out->before->figures);
	}
	for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
		out->by[d] = dimensions[request->by[d]];
	return groups_end(m, out);
}
