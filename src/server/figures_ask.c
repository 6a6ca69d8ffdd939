/* SPDX-License-Identifier: ISC */
/*
 * From the words of a call to a question that the model can answer: which
 * rows, which metrics, which period and which one stands beside it.
 */
#include "figures_ask.h"

#include <string.h>

#include "guichet/base/words.h"

/* For which time schedules are made ready; what lies before is exact too, only slower. */
#define YEARS_MS INT64_C(63072000000)
enum { PERIODS_BACK = 1000 };

/* ---- periods, in the zone of the desk */

static int64_t midnight(const struct zone *zone, int32_t date)
{
	return zone_instant(zone, (int64_t)date * ZONE_DAY_MS);
}

static int32_t month_begin(const struct local_time *local, int months)
{
	int month = local->year * 12 + local->month - 1 + months;

	return date_make(month / 12, month % 12 + 1, 1);
}

static void window_set(struct figures_asked *asked, const struct zone *zone, int32_t before, int32_t since,
	int32_t until)
{
	asked->request.window = (struct figure_window){ midnight(zone, since), midnight(zone, until) };
	asked->request.before = (struct figure_window){ midnight(zone, before), midnight(zone, since) };
}

/* A period that is still running is compared with as much of the one before. */
static void before_cut(struct figures_asked *asked)
{
	struct figure_window *window = &asked->request.window, *before = &asked->request.before;
	int64_t most = before->since_ms + (asked->request.as_of_ms - window->since_ms);

	if (window->until_ms > asked->request.as_of_ms && most < before->until_ms)
		before->until_ms = most;
}

/* A period of days or of months; anchored: it ends with its day, week, month; else with today. */
struct period { const char *name; int days, months, back; enum { DAY, WEEK, MONTH, QUARTER, YEAR } begins; };
static const struct period periods[] = {
	{ "today", 1, 0, 0, DAY }, { "yesterday", 1, 0, 1, DAY }, { "7-days", 7, 0, 0, DAY },
	{ "week", 7, 0, 0, WEEK }, { "last-week", 7, 0, 1, WEEK }, { "30-days", 30, 0, 0, DAY },
	{ "month", 0, 1, 0, MONTH }, { "last-month", 0, 1, 1, MONTH }, { "quarter", 0, 3, 0, QUARTER },
	{ "year", 0, 12, 0, YEAR },
};

/* The first day of the period that is so many before the one that now is in. */
static int32_t period_begin(const struct period *period, const struct local_time *local, int64_t back)
{
	int month = local->month - 1;

	switch (period->begins) {
	case DAY:
		return local->date + 1 - period->days - (int32_t)(back * period->days);
	case WEEK:
		return local->date - local->weekday + 1 - (int32_t)(back * period->days);
	case MONTH:
		break;
	case QUARTER:
		return month_begin(local, -(month % 3) - (int)back * period->months);
	case YEAR:
		return month_begin(local, -month - (int)back * period->months);
	}
	return month_begin(local, -(int)back * period->months);
}

static void period_set(struct figures_asked *asked, const char *name, int64_t back)
{
	const struct zone *zone = settings_zone(asked->settings, 0, asked->request.as_of_ms);
	struct local_time local = zone_local(zone, asked->request.as_of_ms);
	const struct period *period = periods;

	while (strcmp(period->name, name) != 0)
		period++;
	back += period->back;
	window_set(asked, zone, period_begin(period, &local, back + 1), period_begin(period, &local, back),
		period_begin(period, &local, back - 1));
	before_cut(asked);
}

/* From since to until: a time that has begun, and in which something can lie. */
static err_t since_until_ask(struct call_context *context, struct figures_asked *asked)
{
	struct figure_window *window = &asked->request.window;
	int64_t as_of_ms = asked->request.as_of_ms, length;

	window->since_ms = call_time(context->request, "since", context->now_ms, 0);
	window->until_ms = call_time(context->request, "until", context->now_ms, INT64_MAX);
	if (window->since_ms > window->until_ms)
		return err_make(ERR_USAGE, "since: it is later than until");
	if (window->until_ms >= as_of_ms)		/* what was known then, that instant with it */
		window->until_ms = as_of_ms + 1;
	if (window->since_ms > as_of_ms)
		return err_make(ERR_USAGE, "since: nothing is known of that time yet: it begins on %s",
			figures_local_text(context->arena, asked, window->since_ms));
	if (window->since_ms == window->until_ms)
		return err_make(ERR_USAGE, "since: it is the same as until: no time lies between them");
	length = window->until_ms - window->since_ms;
	if (window->since_ms != 0)
		asked->request.before = (struct figure_window){ window->since_ms - length, window->since_ms };
	return NULL;
}

static bool is_dated(const struct call_context *context)
{
	return call_text(context->request, "since") != NULL || call_text(context->request, "until") != NULL;
}

err_t figures_period_check(const struct call_context *context)
{
	return !is_dated(context) || call_text(context->request, "period") == NULL ? NULL
		: err_make(ERR_USAGE, "period: instead of since and until, not beside them");
}

static err_t window_ask(struct call_context *context, struct figures_asked *asked)
{
	struct figure_window *window = &asked->request.window;
	int64_t back = call_int(context->request, "back", 0);
	const char *period = call_text(context->request, "period");
	err_t err = figures_period_check(context);

	if (err != NULL)
		return err;
	if (back < 0 || back > PERIODS_BACK)
		return err_make(ERR_USAGE, "back: from 0 to %d", PERIODS_BACK);
	if (period == NULL && (back > 0 || asked->of_dashboard) && !is_dated(context))
		period = "7-days";
	if (period == NULL && back > 0)
		return err_make(ERR_USAGE, "back: of a period, not of since and until");
	if (period != NULL)
		period_set(asked, period, back);
	else
		err = since_until_ask(context, asked);
	if (err != NULL)
		return err;
	if (window->until_ms > asked->request.as_of_ms)
		window->until_ms = asked->request.as_of_ms + 1;
	asked->figures.since_ms = window->since_ms;
	asked->figures.until_ms = window->until_ms;
	if (window->until_ms > asked->request.as_of_ms)
		asked->figures.until_ms = asked->request.as_of_ms;
	asked->figures.before_since_ms = asked->request.before.since_ms;
	asked->figures.before_until_ms = asked->request.before.until_ms;
	return NULL;
}

/* ---- conversations */

static const char *words_joined(struct call_context *context)
{
	const char *text = "";

	for (size_t i = 0; i < call_count(context->request, "query"); i++)
		text = arena_printf(context->arena, "%s%s%s", text, i > 0 ? " " : "",
			call_text_at(context->request, "query", i));
	return text;
}

struct hidden_named { const struct figure_world *world; const char *name; };

static err_t hidden_note(void *data, enum query_noun noun, const char *name, bool *known)
{
	struct hidden_named *named = data;

	*known = true;
	for (size_t i = 0; noun == QUERY_AGENT && i < named->world->agent_count; i++)
		if (named->world->agents[i].hidden && str_equal(named->world->agents[i].name, name))
			named->name = named->world->agents[i].name;
	return NULL;
}

err_t figures_query_check(const struct figure_world *world, const struct query *query)
{
	struct hidden_named named = { .world = world };
	err_t err = query_names(query, hidden_note, &named);

	if (err == NULL && named.name != NULL)
		err = err_make(ERR_DENIED, "figures about %s alone are not for you: agent-figures of the desk says so",
			named.name);
	return err;
}

static err_t query_ask(struct call_context *context, struct figures_asked *asked)
{
	const char *text = words_joined(context), *digits = text + (*text == '#');
	const struct query_context who = { .agent = context->actor->agent, .agent_name = context->actor->name,
		.now_ms = context->now_ms };
	struct query *query = NULL, *given = NULL;
	err_t err;

	if (*text == '\0' && context->actor->scope == NULL)
		return NULL;
	if (figures_have_presence(&asked->request))
		return *text == '\0' ? err_make(ERR_DENIED, "metric: who sees a part of the desk sees no agents' days")
			: err_make(ERR_USAGE, "metric: agents' days are of no conversation: ask without a query");
	if (*digits != '\0' && strspn(digits, "0123456789") == strlen(digits))
		return err_make(ERR_USAGE, "'%s' is the number of a conversation: write id:%s", text, digits);
	asked->figures.query = *text != '\0' ? text : NULL;
	err = read_query(context->reader, context->arena, context->actor->scope, text, &query);
	if (err == NULL)
		err = query_parse(context->arena, text, &given);
	asked->of_waits = err == NULL && query_needs_waits(given);
	if (err == NULL)	/* what a scope adds names agents too, and asks for nobody's figures */
		err = figures_query_check(&asked->world, given);
	return err != NULL ? err : read_figure_query(context->reader, context->arena, query, &who, &asked->request);
}

/* As they were known then, or as the version that was named has them. */
static err_t settings_ask(struct call_context *context, int64_t as_of_ms, struct figures_asked *asked)
{
	int64_t seq = call_int(context->request, "settings-version", -1), until_ms = asked->request.as_of_ms;
	const char *schedule = call_option_is_set(context->request, "schedule") ? call_text(context->request, "schedule") : NULL;
	err_t err;

	asked->pinned = seq >= 0;
	err = asked->pinned ? read_settings_version(context->reader, context->arena, seq, until_ms - YEARS_MS,
			until_ms, &asked->settings)
		: read_metric_settings(context->reader, context->arena, as_of_ms, until_ms - YEARS_MS, until_ms,
			&asked->settings);
	if (err == NULL && schedule != NULL)
		err = metric_settings_keep(asked->settings, schedule, until_ms - YEARS_MS, until_ms);
	if (err != NULL)
		return err;
	asked->pinned = asked->pinned || schedule != NULL;
	asked->figures.schedule = schedule;
	asked->figures.settings_seq = settings_seq(asked->settings);
	return NULL;
}

/*
 * Whether there was a ledger all the time that is asked for and compared with; that is of the whole desk, and
 * nothing for who sees a part of it.
 */
static err_t beginning_ask(struct call_context *context, const struct zone *zone, struct figures *figures)
{
	bool compares = figures->before_until_ms != 0;
	int64_t begun_ms = 0, from_ms = compares ? figures->before_since_ms : figures->since_ms;
	err_t err = from_ms == 0 || context->actor->scope != NULL ? NULL : read_ledger_begun(context->reader, &begun_ms);

	if (err == NULL && begun_ms > from_ms)
		figures->begun = zone_date(zone, begun_ms);
	figures->before_cut = figures->begun != 0 && compares && begun_ms < figures->before_until_ms;
	return err;
}

/* What is left out of all of it, and the lines of its dates, which are local ones. */
static err_t remarks_ask(struct call_context *context, int64_t as_of_ms, struct figures_asked *asked)
{
	const struct zone *zone = settings_zone(asked->settings, 0, asked->request.as_of_ms);
	struct figures *figures = &asked->figures;
	struct figure_remarks remarks;
	size_t kept = 0;
	err_t err = read_remarks(context->reader, context->arena, as_of_ms, &remarks);

	if (err == NULL)
		err = window_ask(context, asked);
	if (err == NULL)
		err = beginning_ask(context, zone, figures);
	if (err != NULL)
		return err;
	(void)settings_reach_back(asked->settings, figures->until_ms, &figures->back_seq, &figures->back_ms);
	for (size_t i = 0; i < remarks.note_count; i++) {
		int32_t date = 0;

		if (date_parse(remarks.notes[i].date, &date) && midnight(zone, date + 1) > figures->since_ms &&
		    midnight(zone, date) < figures->until_ms)
			remarks.notes[kept++] = remarks.notes[i];
	}
	if (context->actor->scope == NULL) {	/* they may be about what lies outside of it */
		figures->notes = remarks.notes;
		figures->note_count = kept;
		figures->omitted = remarks.omitted;
		figures->omitted_count = remarks.omitted_count;
	}
	asked->request.omitted = remarks_bits(context->arena, &remarks, &asked->request.omitted_end);
	return NULL;
}

/* The one that is asked for or that all waits of the period have, else that of the desk; a row has its own. */
static void targets_ask(struct figures_asked *asked)
{
	const struct figure_world *world = &asked->world;
	int64_t desk_ms = settings_target(asked->settings, 0, SURFACE_PUBLIC, asked->request.as_of_ms), one_ms = 0;
	const int64_t ends[] = { asked->figures.since_ms, asked->figures.until_ms };
	bool differ = false;

	for (size_t i = 0; i < world->account_count; i++)
		for (size_t k = 0; k < 4; k++) {
			int64_t ms = settings_target(asked->settings, world->accounts[i].id,
				k % 2 == 0 ? SURFACE_PUBLIC : SURFACE_PRIVATE, ends[k / 2]);

			differ = differ || (one_ms != 0 && ms != one_ms);
			one_ms = ms;
		}
	asked->figures.targets_differ = differ && asked->request.target_ms == 0;
	asked->figures.target_ms = asked->request.target_ms != 0 ? asked->request.target_ms :
		differ || one_ms == 0 ? desk_ms : one_ms;
}

const char *figures_local_text(struct arena *arena, const struct figures_asked *asked, int64_t ms)
{
	struct local_time local = zone_local(settings_zone(asked->settings, 0, asked->request.as_of_ms), ms);

	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day, local.hour, local.minute);
}

void figures_period_put(struct arena *arena, const struct figures_asked *asked, struct json_out *o)
{
	const struct zone *zone = settings_zone(asked->settings, 0, asked->request.as_of_ms);
	const struct figures *figures = &asked->figures;

	json_put_text(o, "zone", zone == NULL || zone->name == NULL ? "UTC" : zone->name);
	json_put_text(o, "since_text", figures->since_ms == 0 ? "-" : figures_local_text(arena, asked, figures->since_ms));
	json_put_text(o, "until_text", figures_local_text(arena, asked, figures->until_ms));
}

err_t figures_ask(struct call_context *context, struct figures_asked *asked)
{
	return figures_ask_at(context, 0, asked);
}

err_t figures_ask_at(struct call_context *context, int64_t as_of_ms, struct figures_asked *asked)
{
	/* A report has groups of its own. */
	const char *by = call_option_is_set(context->request, "by") && !str_starts(context->request->call->name, "report")
		? call_text(context->request, "by") : NULL;
	struct figure_request *request = &asked->request;
	int64_t as_of = as_of_ms != 0 ? as_of_ms : call_time(context->request, "as-of", context->now_ms, 0);
	err_t err = NULL;

	*asked = (struct figures_asked){ .of_past = as_of != 0,
		.of_dashboard = str_equal(context->request->call->name, "dashboard") };
	request->as_of_ms = asked->figures.as_of_ms = as_of != 0 ? as_of : context->now_ms;
	request->rules = wait_rules_default();
	if (by != NULL)
		err = figure_dimensions_parse(by, request->by);
	if (err == NULL)
		err = figures_metrics(context, request);
	if (err == NULL)
		err = settings_ask(context, as_of, asked);
	if (err == NULL)
		err = read_figure_world(context->reader, context->arena, asked->settings, request->as_of_ms,
			&asked->world);
	if (err == NULL)
		err = read_agent_sight(context->reader, context->arena, context->actor->agent, context->actor->role,
			&asked->sight);
	if (err != NULL)
		return err;
	figure_world_hide(context->arena, &asked->world, &asked->sight);
	if (err == NULL)
		err = query_ask(context, asked);
	if (err != NULL)
		return err;
	err = remarks_ask(context, as_of, asked);
	if (err != NULL)
		return err;
	request->target_ms = call_duration(context->request, "target", 0);
	targets_ask(asked);
	asked->figures.seq = read_ledger_seq(context->reader);
	asked->maker = figures_begin(context->arena, request, &asked->world);
	err = read_figures_anew(context->reader, context->now_ms, &asked->figures.anew);
	if (context->actor->scope != NULL)	/* it would say how much lies outside of it */
		asked->figures.anew.slow = false;
	return err;
}
