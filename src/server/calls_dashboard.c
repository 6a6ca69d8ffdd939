/* SPDX-License-Identifier: ISC */
/*
 * Everything that a supervisor looks at, made of one reading of the rows.
 *
 *   dashboard  {"zone","from","to","running","summary":STATS,"trend":STATS,"hours":STATS,"agents":STATS,
 *              "accounts":STATS,"networks":STATS,"tags":STATS,
 *              "lengths":[{"above","within","n","open","business":{"n","open"}}]}
 *
 * "handover" is what handover stats says of the same period; it is not there
 * where a query or an instant was named.
 *
 * STATS are what the call stats answers to the same question (the table of
 * guichet/report/figures.h), with "grouped_by" saying by what; only the
 * summary has every metric and the period before.  from and to are the first
 * and the last day of the period in the desk's zone.  lengths are counts of
 * waits that lasted longer than above seconds and at most within; n were
 * answered, open still last or were taken back, as the curve of all_replies
 * counts them; the last one has no within.  The target is always an edge.
 *
 * Of a period that goes on there is also "spikes", the rows of spikes now.
 *
 * Of today there is also what is to be done now:
 *   "now":{"all":LOAD,"nobody":LOAD,"agents":[{"name","is",LOAD}]}     LOAD: "open","late","at_risk" conversations;
 *             at_risk counts the late ones too, as the view of that name does
 */
#include "figures_ask.h"

#include "guichet/desk/account.h"
#include "guichet/desk/availability.h"
#include "guichet/report/figures.h"

enum { DAYS_BY_DAY = 62, DAYS_BY_WEEK = 190, EDGES = 12, COUNT_MOST = 100000, AGENTS_MOST = 40 };

static const enum metric few[] = { METRIC_ALL_REPLIES, METRIC_SLA, METRIC_WAITS };
/* Agents' days are behind the others: of a query, which has none, they are left out. */
static const enum metric of_agents[] = { METRIC_ALL_REPLIES, METRIC_OWN_REACTION, METRIC_SLA, METRIC_REPLIES,
	METRIC_PROMISES_MADE, METRIC_PROMISES_KEPT, METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY, METRIC_TIME_AWAY,
	METRIC_LOAD, METRIC_HANDLE_SHARE };
static const enum metric of_places[] = { METRIC_FIRST_RESPONSE, METRIC_ALL_REPLIES, METRIC_SLA, METRIC_WAITS,
	METRIC_WAITING };

/* The ways in which the same rows are told apart. */
struct part {
	const char *name;
	enum figure_dimension by[FIGURE_DIMENSIONS];
	const enum metric *asked;
	size_t asked_count;
};
#define ASKED(list) list, sizeof(list) / sizeof(list[0])
static const struct part parts[] = {
	{ "trend", { BY_DAY, BY_NOTHING }, ASKED(few) }, { "hours", { BY_WEEKDAY, BY_HOUR }, ASKED(few) },
	{ "agents", { BY_AGENT, BY_NOTHING }, ASKED(of_agents) },
	{ "accounts", { BY_ACCOUNT, BY_NOTHING }, ASKED(of_places) },
	{ "networks", { BY_NETWORK, BY_NOTHING }, ASKED(of_places) },
	{ "tags", { BY_TAG, BY_NOTHING }, ASKED(of_places) },
};
enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* How many waits lasted how long, by either clock. */
struct lengths { struct figure_length list[EDGES + 1]; size_t count; };

/* The edges that people think in, and the target. */
static void lengths_begin(struct lengths *lengths, int64_t target_ms)
{
	static const int64_t edges[EDGES - 1] = { 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400, 259200, 604800 };
	int64_t last = 0;

	for (size_t i = 0; i < EDGES - 1; i++) {
		int64_t edge = edges[i] * 1000;

		if (target_ms > last && target_ms < edge) {
			lengths->list[lengths->count++] = (struct figure_length){ .above_ms = last, .within_ms = target_ms };
			last = target_ms;
		}
		lengths->list[lengths->count++] = (struct figure_length){ .above_ms = last, .within_ms = edge };
		last = edge;
	}
	if (target_ms > last) {
		lengths->list[lengths->count++] = (struct figure_length){ .above_ms = last, .within_ms = target_ms };
		last = target_ms;
	}
	lengths->list[lengths->count++] = (struct figure_length){ .above_ms = last, .within_ms = INT64_MAX };
}

static void lengths_put(struct json_out *o, const struct lengths *lengths)
{
	json_open_array(o, "lengths");
	for (size_t i = 0; i < lengths->count; i++) {
		const struct figure_length *length = &lengths->list[i];

		json_open_object(o, NULL);
		json_put_int(o, "above", length->above_ms / 1000);
		if (length->within_ms != INT64_MAX)
			json_put_int(o, "within", length->within_ms / 1000);
		json_put_int(o, "n", length->n[0]);
		json_put_int(o, "open", length->open[0]);
		json_open_object(o, "business");
		json_put_int(o, "n", length->n[1]);
		json_put_int(o, "open", length->open[1]);
		json_close_object(o);
		json_close_object(o);
	}
	json_close_array(o);
}

/* ---- the parts */

static enum figure_dimension trend_by(const struct figure_window *window)
{
	int64_t days = (window->until_ms - window->since_ms + ZONE_DAY_MS - 1) / ZONE_DAY_MS;

	return window->since_ms == 0 ? BY_MONTH : days <= 1 ? BY_HOUR : days <= DAYS_BY_DAY ? BY_DAY :
		days <= DAYS_BY_WEEK ? BY_WEEK : BY_MONTH;
}

static struct figure_request *part_request(struct call_context *context, const struct figures_asked *asked, size_t i)
{
	struct figure_request *request = arena_alloc(context->arena, sizeof(*request));

	*request = asked->request;
	request->before = (struct figure_window){ 0 };
	request->asked = parts[i].asked;
	request->asked_count = parts[i].asked_count;
	while (request->asked_count > 0 && metric_info(request->asked[request->asked_count - 1])->shape >= METRIC_SPAN &&
	    !figures_have_presence(&asked->request))
		request->asked_count--;
	request->by[0] = parts[i].by[0] == BY_DAY ? trend_by(&request->window) : parts[i].by[0];
	request->by[1] = parts[i].by[1];
	return request;
}

static err_t part_put(struct json_out *o, const struct figures_asked *asked, size_t i)
{
	struct figures figures = asked->figures;
	struct str text = { 0 };
	err_t err;

	figures.before = NULL;
	figures.anew.slow = false;
	err = figures_end(asked->also[i], &figures);
	if (err == NULL) {
		report_figures_json(&figures, &text);
		json_put_raw(o, parts[i].name, text.text);
	}
	str_finish(&text);
	return err;
}

static void period_put(struct json_out *o, const struct figures_asked *asked)
{
	const struct zone *zone = settings_zone(asked->settings, 0, asked->request.as_of_ms);
	char text[DATE_TEXT];

	json_put_text(o, "zone", zone != NULL && zone->name != NULL ? zone->name : "UTC");
	if (asked->figures.since_ms != 0)
		json_put_text(o, "from", date_format(zone_date(zone, asked->figures.since_ms), text));
	json_put_text(o, "to", date_format(zone_date(zone, asked->figures.until_ms - 1), text));
	json_put_bool(o, "running", asked->figures.until_ms >= asked->request.as_of_ms);
}

/* ---- now */

struct now {
	struct call_context *context;
	struct desk_tally tally;
	struct query_context who;
	struct availability_told *told;
	size_t told_count;
	struct json_out *o;
};

static err_t load_put(struct now *now, const char *of)
{
	static const struct { const char *member, *query; } counts[] = { { "open", "status:open" },
		{ "late", "status:open is:breached" }, { "at_risk", "status:open is:at-risk" } };
	struct call_context *context = now->context;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct query_count count = { 0 };
		struct query *query = NULL;

		err = read_query(context->reader, context->arena, context->actor->scope,
			arena_printf(context->arena, "%s%s", counts[i].query, of), &query);
		if (err == NULL)
			err = read_tally_count(context->reader, &now->tally, context->arena,
				&(struct query_asked){ query, &now->who, COUNT_MOST }, &count);
		json_put_int(now->o, counts[i].member, count.count);
	}
	return err;
}

/* Whether they take work just now; robots and those who left say nothing. */
static void is_put(struct now *now, const char *name)
{
	for (size_t i = 0; i < now->told_count; i++)
		if (str_equal(now->told[i].agent->name, name))
			json_put_text(now->o, "is", absence_name(now->told[i].absence));
}

static err_t agents_put(struct now *now, const struct figure_world *world)
{
	struct call_context *context = now->context;
	err_t err = read_availability(context->reader, context->arena, context->found, context->now_ms, &now->told,
		&now->told_count);

	json_open_array(now->o, "agents");
	for (size_t i = 0; err == NULL && i < world->agent_count && i < AGENTS_MOST; i++) {
		if (world->agents[i].hidden)
			continue;
		json_open_object(now->o, NULL);
		json_put_text(now->o, "name", world->agents[i].name);
		is_put(now, world->agents[i].name);
		err = load_put(now, arena_printf(now->context->arena, " assignee:%s", world->agents[i].name));
		json_close_object(now->o);
	}
	json_close_array(now->o);
	return err;
}

static err_t now_put(struct call_context *context, const struct figures_asked *asked, struct json_out *o)
{
	struct now now = { .context = context, .who = context_who(context), .o = o };
	err_t err;

	if (asked->of_past || asked->figures.query != NULL || asked->figures.until_ms < asked->request.as_of_ms ||
	    trend_by(&asked->request.window) != BY_HOUR)
		return NULL;
	err = read_tally(context->reader, context->arena, &now.tally);
	if (err != NULL)
		return err;
	json_open_object(o, "now");
	json_open_object(o, "all");
	err = load_put(&now, "");
	json_close_object(o);
	json_open_object(o, "nobody");
	if (err == NULL)
		err = load_put(&now, " assignee:nobody");
	json_close_object(o);
	if (err == NULL)
		err = agents_put(&now, &asked->world);
	json_close_object(o);
	return err;
}

static err_t board_put(struct call_context *context, struct figures_asked *asked, const struct lengths *lengths)
{
	struct json_out o = { .to = context->answer };
	struct str text = { 0 };
	err_t err = figures_end(asked->maker, &asked->figures);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	period_put(&o, asked);
	report_figures_json(&asked->figures, &text);
	json_put_raw(&o, "summary", text.text);
	str_finish(&text);
	for (size_t i = 0; err == NULL && i < PARTS; i++)
		err = part_put(&o, asked, i);
	lengths_put(&o, lengths);
	if (err == NULL)
		err = figures_handover(context, asked, &o);
	if (err == NULL)
		err = now_put(context, asked, &o);
	if (err == NULL && !asked->of_past && asked->figures.query == NULL &&
	    asked->figures.until_ms >= asked->request.as_of_ms)
		err = spikes_now_put(context, &o, "spikes");
	json_close_object(&o);
	return err;
}

err_t figures_dashboard(struct call_context *context)
{
	struct figures_maker *also[PARTS];
	struct figures_asked asked;
	struct lengths lengths = { .count = 0 };
	err_t err = figures_ask(context, &asked);

	if (err != NULL)
		return err;
	lengths_begin(&lengths, asked.figures.target_ms);
	for (size_t i = 0; i < PARTS; i++)
		also[i] = figures_begin(context->arena, part_request(context, &asked, i), &asked.world);
	asked.also = also;
	asked.also_count = PARTS;
	figures_lengths(asked.maker, METRIC_ALL_REPLIES, lengths.list);
	err = figures_read(context, &asked);
	return err != NULL ? err : board_put(context, &asked, &lengths);
}
