/* SPDX-License-Identifier: ISC */
/*
 * The rows behind a figure.
 *
 *   explain   {"metric","as_of","seq","since","until","query","rows":[{"id","account","contact","kind","outcome",
 *             "start","end","seconds","business_seconds","measured","amount","own","agent","target","counts_as","so",
 *             "counted","why",
 *             "events":[{"seq","at","corrected_ms","kind","to","who"}]}],"clock","matched","more","next":"mark","hidden"}
 *
 * seconds is what the metric measures of the row, amount the number that it
 * adds: null where it is not of that sort.  measured is the same by the one
 * clock that the figure goes by, which rows are chosen and sorted by: business
 * where it was asked for, and of shares that the target decides; else calendar.  counts_as is ended, censored, met,
 * missed, undecided or excluded: what the same function told the figure; of a
 * share that is not of the target, so says whether it is what the figure asks
 * for, which is neither good nor bad; what is only counted says counted.  Rows stand by start, or with --longest the
 * longest first; next is the mark behind which
 * the page after this one begins.  What is an agent's own is the agent's even
 * without a name: hidden says that such rows were left out, or that the group is of an agent whose figures
 * are not for who asks, whether there are any or not.  corrected_ms is
 * there where our own clock said when, and that was added to it.
 */
#include "explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_DEFAULT = 50, ROWS_MOST = 500 };

struct explanation {
	struct explain_teller to;
	struct figures_asked *asked;
	enum metric metric;
	size_t limit, shown, matched, behind;	/* behind: of those that matched, on this page or a later one */
	const char *group[FIGURE_DIMENSIONS];	/* only its rows */
	bool of_group, longest, keeps;		/* keeps: the first ones, since rows do not come in their order */
	bool hidden;				/* what is an agent's own was left out */
	unsigned counts_as;			/* only these, a bit for each enum figure_part; 0: all */
	int64_t above_ms, within_ms;		/* only what lasted so long */
	bool goes_on;				/* behind a place */
	struct explain_place after, last, came;	/* last: of this page; came: of the row before */
	struct explain_longest kept;
	err_t err;
};

/* What one has as measured, by the clock that was asked for, or as a number. */
static int64_t length_of(const struct explanation *e, const struct figure_row *row)
{
	return row->amount >= 0 ? row->amount : e->to.business ? row->measured_business_ms : row->measured_ms;
}

/* ---- which rows */

static bool is_meant(const struct explanation *e, const struct figure_row *row)
{
	int64_t ms = length_of(e, row);

	return ms <= e->within_ms && (e->above_ms == 0 || ms > e->above_ms) &&
		(row->amount != 0 || !metric_is_amount(e->metric)) &&
		(!e->of_group || figures_row_is_of(e->asked->maker, row, e->group));
}

/* A stretch of the day, or the reaction, of somebody about whom who asks sees no figures. */
static bool is_hidden(const struct explanation *e, const struct figure_row *row)
{
	const struct figure_world *world = &e->asked->world;

	if (metric_info(e->metric)->shape >= METRIC_SPAN)
		return explain_agent_name(e->asked, row->agent) == NULL;
	for (size_t i = 0; e->metric == METRIC_OWN_REACTION && i < world->agent_count; i++)
		if (world->agents[i].id == row->agent)
			return world->agents[i].hidden;
	return e->metric == METRIC_OWN_REACTION && world->strangers_hidden;
}

/* The group that was asked for is of somebody about whom who asks sees no figures, whether there are any or not. */
static bool asks_hidden(const struct explanation *e)
{
	const struct figure_world *world = &e->asked->world;

	for (size_t d = 0; e->of_group && d < FIGURE_DIMENSIONS; d++) {
		size_t i = 0;

		if (e->asked->request.by[d] != BY_AGENT || *e->group[d] == '\0')
			continue;
		while (i < world->agent_count && !str_equal(world->agents[i].name, e->group[d]))
			i++;
		if (i < world->agent_count ? world->agents[i].hidden : world->strangers_hidden)
			return true;
	}
	return false;
}

/* No agent is part of a mark whom who asks may not know. */
static struct explain_place place_of(struct explanation *e, const struct figure_row *row)
{
	const struct trace *trace = row->of_trace;
	struct explain_place place = { .length = e->longest ? length_of(e, row) : 0, .number = e->matched };

	if (trace == NULL)
		return place;
	place.at_ms = trace->at_ms;
	place.of = metric_info(e->metric)->shape >= METRIC_SPAN ? row->agent : row->conversation;
	place.kind = (int)trace->kind;
	place.number = e->came.number;
	place.number = explain_is_before(&e->came, &place) || explain_is_before(&place, &e->came) ? 0 : e->came.number + 1;
	return e->came = place;
}

static bool is_of_page(struct explanation *e, const struct explain_place *place)
{
	bool before = !explain_is_before(&e->after, place);

	e->behind += !(e->goes_on && before);
	return !(e->goes_on && before);
}

static void show(void *data, const struct figure_row *row)
{
	struct explanation *e = data;
	enum figure_part part = figure_part_of(e->metric, row, &e->asked->request.window);
	struct explain_place place;

	if (part == PART_NONE || e->err != NULL || (e->counts_as != 0 && (e->counts_as >> part & 1) == 0) ||
	    !is_meant(e, row))
		return;
	if (is_hidden(e, row)) {
		e->hidden = true;
		return;
	}
	e->matched++;
	place = place_of(e, row);
	if (!is_of_page(e, &place))
		return;
	if (e->keeps) {
		explain_keep(&e->kept, row, part, place);
	} else if (e->shown < e->limit) {
		e->shown++;
		e->last = place;
		e->err = explain_row_put(&e->to, row, part);
	}
}

static void put_kept(struct explanation *e)
{
	explain_sort(&e->kept);
	for (size_t i = 0; i < e->kept.count && e->err == NULL; i++) {
		e->last = e->kept.list[i].place;
		e->err = explain_row_put(&e->to, &e->kept.list[i].row, e->kept.list[i].part);
	}
	e->shown = e->kept.count;
}

/* ---- pages: a mark is the instant of the first page, which all of them tell of, and the place of the last row */

static int64_t mark_number(char **end)
{
	return **end == '.' ? strtoll(*end + 1, end, 10) : 0;
}

static err_t after_ask(struct explanation *e, struct call_context *context)
{
	const char *text = call_text(context->request, "after");
	char *end = NULL;
	int64_t now_ms;

	if (text == NULL)
		return NULL;
	now_ms = strtoll(text, &end, 10);
	e->after.number = (size_t)mark_number(&end);
	e->after.length = mark_number(&end);
	e->after.at_ms = mark_number(&end);
	e->after.of = mark_number(&end);
	e->after.kind = (int)mark_number(&end);
	if (*end != '\0' || end == text || now_ms <= 0 || now_ms > context->now_ms)
		return err_make(ERR_USAGE, "after: '%s' is no mark of a page of explain", text);
	e->goes_on = true;
	context->now_ms = now_ms;
	return NULL;
}

static void put_next(struct explanation *e)
{
	bool more = e->behind > e->shown;

	json_put_bool(e->to.o, "more", more);
	json_put_text(e->to.o, "next", !more ? NULL : arena_printf(e->to.context->arena, "%" PRId64 ".%zu.%" PRId64
		".%" PRId64 ".%" PRId64 ".%d", e->to.context->now_ms, e->last.number, e->last.length, e->last.at_ms, e->last.of,
		e->last.kind));
}

/* ---- what is asked */

/* "mon,09": a key for each of the dimensions; an empty one is what belongs to none. */
static err_t group_ask(struct explanation *e)
{
	const char *group = call_text(e->to.context->request, "group"), *comma;
	const enum figure_dimension *by = e->asked->request.by;

	if (group == NULL)
		return NULL;
	if (by[0] == BY_NOTHING)
		return err_make(ERR_USAGE, "group: --by says of what");
	comma = by[1] == BY_NOTHING ? NULL : strrchr(group, ',');
	if (by[1] != BY_NOTHING && comma == NULL)
		return err_make(ERR_USAGE, "group: '%s' is one key, --by names two", group);
	e->of_group = true;
	e->group[0] = comma == NULL ? group : arena_copy_n(e->to.context->arena, group, (size_t)(comma - group));
	e->group[1] = comma == NULL ? NULL : comma + 1;
	return NULL;
}

static bool is_word(const char *list, const char *word)
{
	return strcspn(list, ",") == strlen(word) && strncmp(list, word, strlen(word)) == 0;
}

/* "met,missed", or as people are shown them; the words were checked with the call. */
static unsigned parts_ask(const char *text)
{
	static const struct { const char *word; enum figure_part part; } shown[] = { { "lasts", PART_CENSORED },
		{ "counted", PART_ENDED }, { "yes", PART_MET }, { "no", PART_MISSED } };
	unsigned parts = 0;

	for (const char *p = text; p != NULL && *p != '\0'; p += strcspn(p, ","), p += *p == ',') {
		for (int part = PART_ENDED; part <= PART_EXCLUDED; part++)
			parts |= is_word(p, figure_part_name((enum figure_part)part)) ? 1u << part : 0;
		for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
			parts |= is_word(p, shown[i].word) ? 1u << shown[i].part : 0;
	}
	return parts;
}

static err_t rows_ask(struct explanation *e)
{
	const struct call_request *request = e->to.context->request;
	int64_t limit = call_int(request, "limit", ROWS_DEFAULT);
	bool lengths = call_text(request, "above") != NULL || call_text(request, "within") != NULL;

	if (e->asked->request.asked_count != 1)
		return err_make(ERR_USAGE, "metric: one at a time can be explained");
	e->metric = e->asked->request.asked[0];
	if (limit < 1 || limit > ROWS_MOST)
		return err_make(ERR_USAGE, "limit: from 1 to %d", ROWS_MOST);
	if (lengths && !metric_is_time(e->metric))
		return err_make(ERR_USAGE, "above, within: rows of %s last no time", metric_info(e->metric)->name);
	e->limit = (size_t)limit;
	e->counts_as = parts_ask(call_text(request, "counts-as"));
	e->above_ms = call_duration(request, "above", 0);
	e->within_ms = call_duration(request, "within", INT64_MAX);
	e->to.business = call_flag(request, "business") || metric_is_of_hours(e->metric);
	e->longest = call_flag(request, "longest");
	e->keeps = e->longest || metric_info(e->metric)->source == METRIC_FROM_TRACES;
	e->kept.limit = e->limit;
	if (e->keeps)
		e->kept.list = arena_array(e->to.context->arena, e->limit, sizeof(*e->kept.list));
	return group_ask(e);
}

err_t figures_explain(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct figures_asked asked;
	struct explanation e = { .to = { context, &asked, &o, false }, .asked = &asked };
	err_t err = after_ask(&e, context);

	if (err == NULL)
		err = figures_ask(context, &asked);
	if (err == NULL)
		err = rows_ask(&e);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "metric", metric_info(e.metric)->name);
	json_put_time(&o, "as_of", asked.figures.as_of_ms);
	json_put_int(&o, "seq", asked.figures.seq);
	json_put_time(&o, "since", asked.figures.since_ms);
	json_put_time(&o, "until", asked.figures.until_ms);
	json_put_text(&o, "query", asked.figures.query);
	json_open_array(&o, "rows");
	figures_watch(asked.maker, show, &e);
	err = figures_read(context, &asked);
	if (err == NULL && e.keeps)
		put_kept(&e);
	json_close_array(&o);
	json_put_text(&o, "clock", e.to.business ? "business" : "calendar");
	json_put_int(&o, "matched", (int64_t)e.matched);
	put_next(&e);
	json_put_bool(&o, "hidden", e.hidden || asks_hidden(&e));
	json_close_object(&o);
	return err != NULL ? err : e.err;
}
