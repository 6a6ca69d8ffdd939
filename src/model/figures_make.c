/* SPDX-License-Identifier: ISC */
/* A question begun, fed with segments, and answered. */
#include "figures_make.h"

#include <string.h>

#include "guichet/base/clock.h"

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

	*m = (struct figures_maker){ .arena = arena, .request = request, .world = world, .pair_from = pair_rows() };
	for (size_t i = 0; i < request->asked_count; i++) {
		const struct metric_info *info = metric_info(request->asked[i]);
		struct asked_list *asked = &m->of[info->source];

		asked->list[asked->count++] = (struct asked){ request->asked[i], info->shape, i };
	}
	for (size_t i = 0; i < world->account_count; i++)
		m->has_schedules = m->has_schedules || world->accounts[i].schedule != NULL;
	m->has_schedules = m->has_schedules || (world->settings != NULL && settings_have_teams(world->settings));
	world_index(m);
	face_init(m, &m->face, &request->window);
	face_init(m, &m->before, &request->before);
	return m;
}

void figures_watch(struct figures_maker *m, void (*row)(void *, const struct figure_row *), void *data)
{
	m->row = row;
	m->row_data = data;
}

bool figures_have_presence(const struct figure_request *request)
{
	for (size_t i = 0; i < request->asked_count; i++)
		if (metric_info(request->asked[i])->shape >= METRIC_SPAN)
			return true;
	return false;
}

size_t figures_borders(const struct figures_maker *m, int64_t out[FIGURE_BORDERS])
{
	const struct figure_request *request = m->request;
	const int64_t borders[FIGURE_BORDERS] = { request->window.since_ms, request->window.until_ms,
		request->before.since_ms, request->before.until_ms };

	if (m->row != NULL || (is_by(request, BY_HOUR) && figures_have_presence(request)))
		return 0;
	memcpy(out, borders, sizeof(borders));
	return FIGURE_BORDERS;
}

void figures_lengths(struct figures_maker *m, enum metric metric, struct figure_length *list)
{
	m->lengths_of = metric;
	m->lengths = list;
}

void figures_add(struct figures_maker *m, enum fact_set set, const struct segment *segment)
{
	struct place_text *const *places;
	size_t count;

	if (m->row == NULL && m->of[set == FACT_WAITS ? METRIC_FROM_WAITS : METRIC_FROM_CASES].count == 0)
		return;			/* nobody asks for such rows */
	if (segment->columns != (set == FACT_WAITS ? (size_t)FW_COLUMNS : (size_t)FC_COLUMNS))
		return;
	places = places_wanted(m, segment, &count);
	if (set == FACT_WAITS)
		waits_add(m, segment, places, count);
	else
		cases_add(m, segment, places, count);
}

/* A survey waits for its answer so long. */
#define SURVEY_MS (7 * INT64_C(86400000))

static bool trace_is_open(const struct trace *trace, int64_t as_of_ms)
{
	if (trace->kind == TRACE_PROMISE)
		return trace->due_ms >= as_of_ms && trace->due_ms != 0;
	return trace->kind == TRACE_SURVEY && trace->value_ms == 0 && as_of_ms - trace->at_ms < SURVEY_MS;
}

int64_t trace_business(const struct figures_maker *m, const struct trace *trace, const struct figure_account *account,
	int64_t team)
{
	int64_t end_ms = trace->kind == TRACE_UPDATE ? trace->due_ms : trace->at_ms;

	if (trace->kind != TRACE_UPDATE && trace->kind != TRACE_REPLY && trace->kind != TRACE_SCRIPTED &&
	    trace->kind != TRACE_OUTSIDE)
		return trace->value_ms;
	return trace->value_ms <= 0 ? trace->value_ms :
		business_between(m, account, team, end_ms - trace->value_ms, end_ms);
}

static void trace_tell(struct figures_maker *m, struct figure_row *row, const struct place *place)
{
	if (metric_is_time(m->request->asked[0])) {
		row->measured_ms = row->duration_ms;
		row->measured_business_ms = row->business_ms;
	}
	row_add(m, row, place);
}

/* The stretches of an update come one behind the other, and are one row. */
static void update_add(struct figures_maker *m, struct figure_row *row, const struct place *place)
{
	struct trace whole = *row->of_trace;

	m->update.calendar_ms = time_bounded(m->update.calendar_ms + row->duration_ms);
	m->update.business_ms = time_bounded(m->update.business_ms + row->business_ms);
	if (whole.superseded)
		return;
	whole.value_ms = row->duration_ms = m->update.calendar_ms;
	row->business_ms = m->update.business_ms;
	row->of_trace = &whole;
	m->update = (struct lasted){ 0, 0 };
	trace_tell(m, row, place);
}

/* Of most traces the place is that of the one before; nobody looks at one that is not asked for. */
static struct place trace_place(struct figures_maker *m, const struct fact_place *of)
{
	struct place *last = &m->trace_place;
	const char *lang = of->lang == NULL ? "" : of->lang;

	if (!needs_places(m)) {
		if (last->tags == NULL)
			last->tongue = last->tags = place_text_of(m, "");
		return *last;
	}
	if (last->tags == NULL || strcmp(last->tongue->of.lang, lang) != 0 ||
	    last->tongue->of.visibility != of->visibility || last->tongue->of.priority != of->priority)
		last->tongue = place_text_of(m, fact_tongue_text(m->arena, of));
	if (last->tags == NULL || strcmp(last->tags->text, of->tags) != 0)
		last->tags = place_text_of(m, of->tags);
	return *last;
}

/* Most rows are none of the question's, or of the sections' of a report: that is found before anything is made of them. */
static bool trace_is_meant(const struct figures_maker *m, const struct trace *trace)
{
	const struct figure_request *request = m->request;
	int64_t since = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;

	return m->of[METRIC_FROM_TRACES].count > 0 && trace->at_ms >= since && trace->at_ms < request->window.until_ms &&
		agent_is_wanted(request, trace->agent) && conversation_is_wanted(request, trace->conversation);
}

static void trace_add(struct figures_maker *m, const struct trace *trace, const struct figure_account *account,
	const struct place *place)
{
	const struct figure_request *request = m->request;
	struct figure_row row = { .conversation = trace->conversation, .agent = trace->agent, .team = trace->team,
		.start_ms = trace->at_ms, .end_ms = trace->at_ms, .account = account,
		.duration_ms = trace->value_ms, .of_trace = trace, .measured_ms = -1,
		.measured_business_ms = -1, .amount = -1,
		.outcome = trace_is_open(trace, request->as_of_ms) ? WAIT_OPEN : WAIT_ANSWERED };

	if (metric_info(request->asked[0])->shape == METRIC_SHARE && trace->kind == TRACE_SURVEY && trace->value_ms > 0)
		row.amount = trace->value_ms;
	row.business_ms = trace_business(m, trace, row.account, row.team);
	if (trace->kind == TRACE_UPDATE)
		update_add(m, &row, place);
	else
		trace_tell(m, &row, place);
}

void figures_add_trace(struct figures_maker *m, const struct fact_trace *fact)
{
	const struct trace *trace = &fact->trace;
	const struct figure_account *account;
	struct place place;

	if (!trace_is_meant(m, trace))
		return;
	account = trace->account == 0 ? &m->world->desk : world_account(m, trace->account);
	place = trace_place(m, &fact->place);
	if (place_is_wanted(m, &place, account))
		trace_add(m, trace, account, &place);
}

static struct figure *face_end(struct figures_maker *m, struct face *face)
{
	const struct figure_request *request = m->request;
	struct figure *all = arena_array(m->arena, request->asked_count + 1, sizeof(*all));

	for (size_t i = 0; i < face->atoms.count; i++)
		atom_count(m, face, i, all);
	curves_make(m, face, all);
	return all;
}

err_t figures_end(struct figures_maker *m, struct figures *out)
{
	const struct figure_request *request = m->request;
	err_t err;

	if (m->beside != NULL)
		figures_join(m, m->beside);
	err = groups_make(m);
	if (err != NULL)
		return err;
	out->asked = request->asked;
	out->asked_count = request->asked_count;
	out->in_hours = m->has_schedules;
	out->all.figures = face_end(m, &m->face);
	if (request->before.until_ms != 0) {
		out->before = arena_alloc(m->arena, sizeof(*out->before));
		out->before->figures = face_end(m, &m->before);
	}
	for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
		out->by[d] = dimensions[request->by[d]];
	groups_name(m, out);
	return NULL;
}
