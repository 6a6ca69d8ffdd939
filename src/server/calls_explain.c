/* SPDX-License-Identifier: ISC */
/*
 * The rows behind a figure.
 *
 *   explain   {"metric","as_of","seq","since","until","query","rows":[{"id","account","contact","kind","outcome",
 *             "start","end","seconds","business_seconds","own","agent","target","counts_as","so","why",
 *             "events":[{"seq","at","kind","to","who"}]}],"matched","more","hidden"}
 *
 * counts_as is ended, censored, met, missed, undecided or excluded: what the
 * same function told the figure; of a share that is not of the target, so says
 * whether it is what the figure asks for, which is neither good nor bad.  Rows stand as they were packed, by start,
 * or with --longest the longest of all, from the longest on.  An agent's day is
 * the agent's even without a name: hidden says that such rows were left out.
 */
#include "figures_ask.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "guichet/base/message.h"

enum { ROWS_DEFAULT = 50, ROWS_MOST = 500, EVENTS_MOST = 100 };

/* A row that is kept until all are seen. */
struct kept {
	struct figure_row row;
	struct wait_case of_case;
	struct case_figures figures;
	struct trace of_trace;
	enum figure_part part;
	int64_t lasted_ms;
};

struct explanation {
	struct call_context *context;
	struct figures_asked *asked;
	struct json_out o;
	size_t limit, shown, matched;
	const char *group[FIGURE_DIMENSIONS];	/* only its rows */
	bool of_group, longest, business;
	bool hidden;				/* stretches of somebody's day were left out */
	unsigned counts_as;			/* only these, a bit for each enum figure_part; 0: all */
	int64_t above_ms, within_ms;		/* only what lasted so long */
	struct kept *kept;			/* a heap, the shortest on top */
	err_t err;
};

/* A stretch of an agent's day, of no conversation. */
static bool is_of_a_day(enum metric metric)
{
	return metric_info(metric)->shape >= METRIC_SPAN;
}

/* Why it counts as what it does, in a sentence. */
static const char *why(enum metric metric, const struct figure_row *row, enum figure_part part)
{
	bool rate = metric == METRIC_RESPONSE_RATE || metric == METRIC_RESPONSE_RATE_REQUESTS;
	bool target = rate || metric_is_of_target(metric), chased = metric == METRIC_CHASED;

	if (is_of_a_day(metric))
		return part == PART_EXCLUDED ? N_("the time available, which it is held against")
			: N_("so long, within one hour of the day");
	switch (part) {
	case PART_NONE:
		break;
	case PART_ENDED:
		return N_("it ended in what is measured");
	case PART_CENSORED:
		return row->outcome == WAIT_WITHDRAWN ? N_("the customer took the question back: it counts for as long as it lasted")
			: N_("it still lasts: it counts for as long as it does");
	case PART_MET:
		return rate ? N_("it was answered") : target ? N_("answered within the target")
			: chased ? N_("the customer wrote again before an answer") : N_("it is so");
	case PART_MISSED:
		return target && row->outcome == WAIT_WAIVED ? N_("closed without an answer, after the target")
			: target && row->outcome == WAIT_OPEN ? N_("nobody has answered, and the target has passed")
			: target ? N_("it took longer than the target")
			: chased ? N_("the customer wrote nothing more") : N_("it is not so");
	case PART_UNDECIDED:
		return N_("it is not decided yet");
	case PART_EXCLUDED:
		return row->outcome == WAIT_WAIVED ? N_("closed without an answer: told beside it, no part of it")
			: N_("it ended otherwise: no part of it");
	}
	return "";
}

static void put_event(struct json_out *o, const struct explanation *e, const struct event *event)
{
	const char *who = NULL;
	char to[32];

	for (size_t i = 0; i < e->asked->world.agent_count; i++)
		if (e->asked->world.agents[i].id == event->actor && event->actor != 0 && !e->asked->world.agents[i].hidden)
			who = e->asked->world.agents[i].name;
	json_open_object(o, NULL);
	json_put_int(o, "seq", event->seq);
	json_put_time(o, "at", event_time(event));
	json_put_text(o, "kind", event_kind_name(event->kind));
	if (event->kind == EVENT_STATUS || event->kind == EVENT_PRIORITY)
		json_put_text(o, "to", event_detail(event, "to", to, sizeof(to)));
	json_put_text(o, "who", who != NULL ? who : actor_kind_name(event->actor_kind));
	json_close_object(o);
}

/* What the ledger has of the conversation between its two ends. */
static err_t put_events(struct explanation *e, const struct figure_row *row)
{
	struct event *events = NULL;
	size_t count = 0, shown = 0;
	err_t err = row->conversation == 0 ? NULL : read_events_between(e->context->reader, e->context->arena,
		row->account->id, row->conversation, row->start_ms, row->end_ms, &events, &count);

	json_open_array(&e->o, "events");
	for (size_t i = 0; err == NULL && i < count && shown < EVENTS_MOST; i++, shown++)
		put_event(&e->o, e, &events[i]);
	json_close_array(&e->o);
	return err;
}

/* Who is credited, if that is for who asks. */
static const char *agent_name(const struct explanation *e, int64_t id)
{
	for (size_t i = 0; i < e->asked->world.agent_count; i++)
		if (id != 0 && e->asked->world.agents[i].id == id && !e->asked->world.agents[i].hidden)
			return e->asked->world.agents[i].name;
	return NULL;
}

/* A ledger that came from elsewhere may know conversations that are not here. */
static const char *contact_of(struct explanation *e, const struct figure_row *row)
{
	struct list_row place = { 0 };
	err_t err = read_row(e->context->reader, e->context->arena, row->conversation, &place);

	if (err != NULL && !err_is(err, ERR_NOT_FOUND))
		e->err = err;
	return err != NULL ? NULL : place.contact != NULL && *place.contact != '\0' ? place.contact : place.handle;
}

static void put_row(struct explanation *e, const struct figure_row *row, enum figure_part part)
{
	enum metric metric = e->asked->request.asked[0];
	err_t err;

	json_open_object(&e->o, NULL);
	answer_id(&e->o, "id", row->conversation);	/* an hour of an agent's is of no conversation */
	json_put_text(&e->o, "account", row->account->name);
	json_put_text(&e->o, "contact", contact_of(e, row));
	json_put_text(&e->o, "kind", row->of_case != NULL ? "case" :
		row->of_trace != NULL ? trace_kind_name(row->of_trace->kind) : wait_kind_name(row->kind));
	json_put_text(&e->o, "outcome", row->of_case != NULL ? status_name(row->of_case->state) :
		row->of_trace != NULL ? row->outcome == WAIT_OPEN ? "open" : "ended" :
		wait_outcome_name(row->outcome));
	json_put_time(&e->o, "start", row->start_ms);
	json_put_time(&e->o, "end", row->outcome == WAIT_OPEN ? 0 :
		is_of_a_day(metric) ? row->start_ms + row->duration_ms : row->end_ms);
	json_put_int(&e->o, "seconds", row->duration_ms / 1000);
	json_put_int(&e->o, "business_seconds", row->business_ms / 1000);
	json_put_int(&e->o, "own", agent_name(e, row->agent) == NULL ? 0 : row->own_ms / 1000);
	json_put_text(&e->o, "agent", agent_name(e, row->agent));
	json_put_int(&e->o, "target", row->target_ms / 1000);
	json_put_text(&e->o, "schedule", settings_schedule_name(e->asked->settings, row->account->id, row->team,
		row->start_ms));
	if (row->of_trace != NULL && row->of_trace->kind == TRACE_SURVEY)
		json_put_int(&e->o, "score", row->of_trace->value_ms);
	json_put_text(&e->o, "counts_as", figure_part_name(part));
	if ((part == PART_MET || part == PART_MISSED) && !metric_is_of_target(metric))
		json_put_bool(&e->o, "so", part == PART_MET);
	json_put_text(&e->o, "why", why(metric, row, part));
	err = put_events(e, row);
	e->err = e->err != NULL ? e->err : err;
	json_close_object(&e->o);
}

/* ---- the longest */

static int64_t lasted(const struct explanation *e, const struct figure_row *row)
{
	return row->of_case != NULL ? row->end_ms - row->start_ms : e->business ? row->business_ms : row->duration_ms;
}

static void heap_sink(struct kept *heap, size_t count, size_t at)
{
	for (;;) {
		size_t least = at, child = 2 * at + 1;
		struct kept swap = heap[at];

		if (child < count && heap[child].lasted_ms < heap[least].lasted_ms)
			least = child;
		if (child + 1 < count && heap[child + 1].lasted_ms < heap[least].lasted_ms)
			least = child + 1;
		if (least == at)
			return;
		heap[at] = heap[least];
		heap[least] = swap;
		at = least;
	}
}

/* What a row points to lives only as long as the row is shown. */
static void keep(struct explanation *e, const struct figure_row *row, enum figure_part part)
{
	struct kept kept = { .row = *row, .part = part, .lasted_ms = lasted(e, row) };

	if (row->of_case != NULL)
		kept.of_case = *row->of_case;
	if (row->figures != NULL)
		kept.figures = *row->figures;
	if (row->of_trace != NULL)
		kept.of_trace = *row->of_trace;
	if (e->shown < e->limit) {
		e->kept[e->shown++] = kept;
		for (size_t i = e->shown == e->limit ? e->limit / 2 : 0; i-- > 0; )
			heap_sink(e->kept, e->limit, i);
	} else if (kept.lasted_ms > e->kept[0].lasted_ms) {
		e->kept[0] = kept;
		heap_sink(e->kept, e->limit, 0);
	}
}

static int kept_compare(const void *left, const void *right)
{
	const struct kept *a = left, *b = right;

	if (a->lasted_ms != b->lasted_ms)
		return a->lasted_ms > b->lasted_ms ? -1 : 1;
	return (a->row.start_ms > b->row.start_ms) - (a->row.start_ms < b->row.start_ms);
}

static void put_kept(struct explanation *e)
{
	qsort(e->kept, e->shown, sizeof(*e->kept), kept_compare);
	for (size_t i = 0; i < e->shown && e->err == NULL; i++) {
		struct kept *kept = &e->kept[i];

		if (kept->row.of_case != NULL)
			kept->row.of_case = &kept->of_case;
		if (kept->row.figures != NULL)
			kept->row.figures = &kept->figures;
		if (kept->row.of_trace != NULL)
			kept->row.of_trace = &kept->of_trace;
		put_row(e, &kept->row, kept->part);
	}
}

/* ---- which rows */

static bool is_meant(const struct explanation *e, const struct figure_row *row)
{
	int64_t ms = lasted(e, row);

	return ms <= e->within_ms && (e->above_ms == 0 || ms > e->above_ms) &&
		(!e->of_group || figures_row_is_of(e->asked->maker, row, e->group));
}

static void show(void *data, const struct figure_row *row)
{
	struct explanation *e = data;
	enum figure_part part = figure_part_of(e->asked->request.asked[0], row, &e->asked->request.window);

	if (part == PART_NONE || e->err != NULL || (e->counts_as != 0 && (e->counts_as >> part & 1) == 0) ||
	    !is_meant(e, row))
		return;
	if (is_of_a_day(e->asked->request.asked[0]) && agent_name(e, row->agent) == NULL) {
		e->hidden = true;
		return;
	}
	e->matched++;
	if (e->longest) {
		keep(e, row, part);
	} else if (e->shown < e->limit) {
		e->shown++;
		put_row(e, row, part);
	}
}

/* "mon,09": a key for each of the dimensions; an empty one is what belongs to none. */
static err_t group_ask(struct explanation *e)
{
	const char *group = call_text(e->context->request, "group"), *comma;
	const enum figure_dimension *by = e->asked->request.by;

	if (group == NULL)
		return NULL;
	if (by[0] == BY_NOTHING)
		return err_make(ERR_USAGE, "group: --by says of what");
	comma = by[1] == BY_NOTHING ? NULL : strrchr(group, ',');
	if (by[1] != BY_NOTHING && comma == NULL)
		return err_make(ERR_USAGE, "group: '%s' is one key, --by names two", group);
	e->of_group = true;
	e->group[0] = comma == NULL ? group : arena_copy_n(e->context->arena, group, (size_t)(comma - group));
	e->group[1] = comma == NULL ? NULL : comma + 1;
	return NULL;
}

/* "met,missed"; the words were checked with the call. */
static unsigned parts_ask(const char *text)
{
	unsigned parts = 0;

	for (const char *p = text; p != NULL && *p != '\0'; p += strcspn(p, ","), p += *p == ',')
		for (int part = PART_ENDED; part <= PART_EXCLUDED; part++) {
			const char *name = figure_part_name((enum figure_part)part);

			if (strcspn(p, ",") == strlen(name) && strncmp(p, name, strlen(name)) == 0)
				parts |= 1u << part;
		}
	return parts;
}

static err_t rows_ask(struct explanation *e)
{
	const struct call_request *request = e->context->request;
	int64_t limit = call_int(request, "limit", ROWS_DEFAULT);
	bool lengths = call_text(request, "above") != NULL || call_text(request, "within") != NULL;

	if (e->asked->request.asked_count != 1)
		return err_make(ERR_USAGE, "metric: one at a time can be explained");
	if (limit < 1 || limit > ROWS_MOST)
		return err_make(ERR_USAGE, "limit: from 1 to %d", ROWS_MOST);
	if (lengths && metric_info(e->asked->request.asked[0])->source != METRIC_FROM_WAITS)
		return err_make(ERR_USAGE, "above, within: of waits, and %s is of cases",
			metric_info(e->asked->request.asked[0])->name);
	e->limit = (size_t)limit;
	e->counts_as = parts_ask(call_text(request, "counts-as"));
	e->above_ms = call_duration(request, "above", 0);
	e->within_ms = call_duration(request, "within", INT64_MAX);
	e->business = call_flag(request, "business");
	e->longest = call_flag(request, "longest");
	if (e->longest)
		e->kept = arena_array(e->context->arena, e->limit, sizeof(*e->kept));
	return group_ask(e);
}

err_t figures_explain(struct call_context *context)
{
	struct figures_asked asked;
	struct explanation e = { .context = context, .asked = &asked, .o = { .to = context->answer } };
	err_t err = figures_ask(context, &asked);

	if (err == NULL)
		err = rows_ask(&e);
	if (err != NULL)
		return err;
	json_open_object(&e.o, NULL);
	json_put_text(&e.o, "metric", metric_info(asked.request.asked[0])->name);
	json_put_time(&e.o, "as_of", asked.figures.as_of_ms);
	json_put_int(&e.o, "seq", asked.figures.seq);
	json_put_time(&e.o, "since", asked.figures.since_ms);
	json_put_time(&e.o, "until", asked.figures.until_ms);
	json_put_text(&e.o, "query", asked.figures.query);
	json_open_array(&e.o, "rows");
	figures_watch(asked.maker, show, &e);
	err = figures_read(context, &asked);
	if (err == NULL && e.longest)
		put_kept(&e);
	json_close_array(&e.o);
	json_put_int(&e.o, "matched", (int64_t)e.matched);
	json_put_bool(&e.o, "more", e.matched > e.shown);
	json_put_bool(&e.o, "hidden", e.hidden);
	json_close_object(&e.o);
	return err != NULL ? err : e.err;
}
