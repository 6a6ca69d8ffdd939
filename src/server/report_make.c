/* SPDX-License-Identifier: ISC */
/*
 * A report is several questions about the same rows, which are read once:
 * all figures, groups, the hours of the week, how it went on, how long
 * answers took, and what was called no request too late.
 */
#include "report_make.h"

#include <stdlib.h>

#include "guichet/desk/derived.h"
#include "guichet/model/counting.h"
#include "guichet/model/scope.h"
#include "guichet/report/figures.h"
#include "report_asked.h"

enum { GROUPS_SHOWN = 60, LATE_SHOWN = 50, SECTIONS_MOST = 5, DAYS_BY_DAY = 45, DAYS_BY_WEEK = 400 };

/* Ends of the bars, in minutes; behind the last one everything longer. */
static const int64_t bins[] = { 1, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880 };
enum { BINS = sizeof(bins) / sizeof(bins[0]) + 1 };

static const enum metric group_metrics[] = { METRIC_ALL_REPLIES, METRIC_FIRST_RESPONSE, METRIC_SLA, METRIC_WAITS };
/* Agents' days are behind the others: of a query, which has none, they are left out. */
static const enum metric agent_metrics[] = { METRIC_ALL_REPLIES, METRIC_OWN_REACTION, METRIC_SLA, METRIC_PROMISES_MADE,
	METRIC_PROMISES_KEPT, METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY, METRIC_TIME_AWAY, METRIC_LOAD, METRIC_HANDLE_SHARE };
static const enum metric heat_metrics[] = { METRIC_WAITS };
static const enum metric trend_metrics[] = { METRIC_WAITS, METRIC_SLA };

struct section {
	struct figure_request request;
	struct figures_maker *maker;
	const char *member;		/* "heat", "trend"; NULL: one of the sections */
};

struct late { int64_t id, start_ms, ms, target_ms; const char *account; };

struct report {
	struct call_context *context;
	struct figures_asked asked;
	struct section sections[SECTIONS_MOST];
	struct figures_maker *also[SECTIONS_MOST];	/* those of the sections */
	size_t count;
	size_t bars[BINS], waiting[BINS];	/* answered; who still waits, for so long by now */
	struct late late[LATE_SHOWN];
	size_t late_count;
	int64_t begin_ms;		/* since when there is anything to count, 0: never */
};

/* ---- what is asked */

static void section_add(struct report *report, const char *member, const enum figure_dimension by[2],
	const enum metric *metrics, size_t count)
{
	struct section *section = &report->sections[report->count++];

	section->request = report->asked.request;
	section->request.by[0] = by[0];
	section->request.by[1] = by[1];
	section->request.asked = metrics;
	section->request.asked_count = count;
	while (section->request.asked_count > 0 && !figures_have_presence(&report->asked.request) &&
	    metric_info(metrics[section->request.asked_count - 1])->shape >= METRIC_SPAN)
		section->request.asked_count--;
	section->request.before = (struct figure_window){ 0 };
	section->member = member;
	section->maker = figures_begin(report->context->arena, &section->request, &report->asked.world);
	report->also[report->asked.also_count++] = section->maker;
	report->asked.also = report->also;
}

#define BY(first, second) (const enum figure_dimension[2]){ first, second }
#define OF(metrics) metrics, sizeof(metrics) / sizeof((metrics)[0])

static enum figure_dimension trend_unit(const struct figures *figures)
{
	int64_t days = (figures->until_ms - figures->since_ms) / ZONE_DAY_MS;

	return days <= DAYS_BY_DAY ? BY_DAY : days <= DAYS_BY_WEEK ? BY_WEEK : BY_MONTH;
}

static err_t sections_ask(struct report *report)
{
	const char *by = call_text(report->context->request, "by");
	enum figure_dimension asked[FIGURE_DIMENSIONS];
	err_t err = by == NULL ? NULL : figure_dimensions_parse(by, asked);

	if (err != NULL)
		return err;
	if (by != NULL) {
		section_add(report, NULL, asked, OF(group_metrics));
	} else {
		section_add(report, NULL, BY(BY_ACCOUNT, BY_NOTHING), OF(group_metrics));
		section_add(report, NULL, BY(BY_AGENT, BY_NOTHING), OF(agent_metrics));
		section_add(report, NULL, BY(BY_TAG, BY_NOTHING), OF(group_metrics));
	}
	section_add(report, "heat", BY(BY_WEEKDAY, BY_HOUR), OF(heat_metrics));
	section_add(report, "trend", BY(trend_unit(&report->asked.figures), BY_NOTHING), OF(trend_metrics));
	return NULL;
}

/* ---- read */

static void feed(void *data, const struct fact_day *days, size_t count)
{
	struct report *report = data;

	figures_add_days(&report->asked.maker, 1, days, count);
	figures_add_days(report->also, report->asked.also_count, days, count);
}

static bool is_later(const struct late *a, const struct late *b)
{
	return a->start_ms != b->start_ms ? a->start_ms > b->start_ms : a->id > b->id;
}

/* The first of them, in the order in which they began: rows come in that of what they are read from. */
static void late_note(struct report *report, const struct figure_row *row)
{
	const struct late one = { row->conversation, row->start_ms, row->business_ms, row->target_ms, row->account->name };
	size_t at = report->late_count < LATE_SHOWN ? report->late_count : LATE_SHOWN;

	if (row->outcome != WAIT_WAIVED || (row->flags & WAIT_NO_REPLY) == 0 || row->target_ms <= 0 ||
	    row->business_ms <= row->target_ms)
		return;
	report->late_count++;
	for (; at > 0 && is_later(&report->late[at - 1], &one); at--)
		if (at < LATE_SHOWN)
			report->late[at] = report->late[at - 1];
	if (at < LATE_SHOWN)
		report->late[at] = one;
}

static void watch(void *data, const struct figure_row *row)
{
	const struct figure_window *window;
	struct report *report = data;
	size_t bin = 0;

	window = &report->asked.request.window;
	if (row->of_case != NULL || row->of_trace != NULL || row->start_ms < window->since_ms || row->start_ms >= window->until_ms)
		return;
	late_note(report, row);
	if (row->outcome != WAIT_ANSWERED && row->outcome != WAIT_OPEN)
		return;
	while (bin < BINS - 1 && row->business_ms > bins[bin] * 60000)
		bin++;
	(row->outcome == WAIT_OPEN ? report->waiting : report->bars)[bin]++;
}

/* ---- written */

static void texts_put(struct report *report, struct json_out *o)
{
	const struct figures *figures = &report->asked.figures;
	const struct zone *zone = settings_zone(report->asked.settings, 0, figures->as_of_ms);
	struct arena *arena = report->context->arena;
	char date[DATE_TEXT];

	json_put_text(o, "as_of_text", figures_local_text(arena, &report->asked, figures->as_of_ms));
	figures_period_put(arena, &report->asked, o);
	if (report->begin_ms != 0)
		json_put_text(o, "ledger_text", date_format(zone_date(zone, report->begin_ms), date));
	if (figures->back_seq != 0)
		json_put_text(o, "changed_text", figures_local_text(arena, &report->asked, figures->back_ms));
	json_put_text(o, "before_text", figures->before_until_ms == 0 ? NULL :
		figures_local_text(arena, &report->asked, figures->before_since_ms));
}

/* An account keeps the schedule, and is none that a scope hides from who asks. */
static bool keeps(const struct report *report, const struct figure_account *account, const char *name)
{
	int64_t as_of_ms = report->asked.request.as_of_ms;

	return str_equal(settings_schedule_name(report->asked.settings, account->id, 0, as_of_ms), name) &&
		scope_has_account(report->context->actor->scope, account->name);
}

static void accounts_put(struct report *report, struct json_out *o, const char *name)
{
	const struct figure_world *world = &report->asked.world;

	json_open_array(o, "accounts");
	for (size_t i = 0; i < world->account_count; i++)
		if (keeps(report, &world->accounts[i], name))
			json_put_text(o, NULL, world->accounts[i].name);
	json_close_array(o);
}

static void teams_put(const struct report *report, struct json_out *o, const char *name)
{
	const struct figure_world *world = &report->asked.world;

	json_open_array(o, "teams");
	for (size_t i = 0; i < world->agent_count; i++)
		if (str_equal(settings_team_hours(report->asked.settings, world->agents[i].id,
		    report->asked.request.as_of_ms), name))
			json_put_text(o, NULL, world->agents[i].name);
	json_close_array(o);
}

static bool is_kept(const struct report *report, const char *name)
{
	const struct figure_world *world = &report->asked.world;
	int64_t as_of_ms = report->asked.request.as_of_ms;

	if (str_equal(settings_schedule_name(report->asked.settings, 0, 0, as_of_ms), name))
		return true;
	for (size_t i = 0; i < world->account_count; i++)
		if (keeps(report, &world->accounts[i], name))
			return true;
	for (size_t i = 0; i < world->agent_count; i++)
		if (str_equal(settings_team_hours(report->asked.settings, world->agents[i].id, as_of_ms), name))
			return true;
	return false;
}

/* Each that somebody keeps, with the row of the version that holds at the end. */
static err_t schedules_put(struct report *report, struct json_out *o)
{
	int64_t as_of_ms = report->asked.request.as_of_ms;
	struct schedule_row *rows = NULL;
	size_t count = 0;
	err_t err = read_schedules(report->context->reader, report->context->arena, NULL, &rows, &count);

	json_open_array(o, "schedules");
	for (size_t i = 0, last = SIZE_MAX; err == NULL && i < count; i++) {
		if (rows[i].from_ms <= as_of_ms && rows[i].recorded_ms <= as_of_ms)
			last = i;
		if (i + 1 < count && str_equal(rows[i + 1].name, rows[i].name))
			continue;
		if (last != SIZE_MAX && str_equal(rows[last].name, rows[i].name) && is_kept(report, rows[i].name)) {
			json_open_object(o, NULL);
			json_put_text(o, "schedule", rows[last].name);
			json_put_int(o, "seq", rows[last].seq);
			accounts_put(report, o, rows[last].name);
			teams_put(report, o, rows[last].name);
			json_close_object(o);
		}
	}
	json_close_array(o);
	return err;
}

static void bars_put(const struct report *report, struct json_out *o)
{
	json_open_array(o, "histogram");
	for (size_t i = 0; i < BINS; i++) {
		json_open_object(o, NULL);
		json_put_int(o, "from", i == 0 ? 0 : bins[i - 1] * 60);
		if (i < BINS - 1)
			json_put_int(o, "to", bins[i] * 60);
		else
			json_put_null(o, "to");
		json_put_int(o, "n", (int64_t)report->bars[i]);
		json_put_int(o, "open", (int64_t)report->waiting[i]);
		json_close_object(o);
	}
	json_close_array(o);
}

static void late_put(const struct report *report, struct json_out *o)
{
	json_open_object(o, "late_waived");
	json_put_int(o, "n", (int64_t)report->late_count);
	json_open_array(o, "rows");
	for (size_t i = 0; i < report->late_count && i < LATE_SHOWN; i++) {
		json_open_object(o, NULL);
		json_put_int(o, "id", report->late[i].id);
		json_put_text(o, "account", report->late[i].account);
		json_put_time(o, "start", report->late[i].start_ms);
		json_put_int(o, "seconds", report->late[i].ms / 1000);
		json_put_int(o, "target", report->late[i].target_ms / 1000);
		json_close_object(o);
	}
	json_close_array(o);
	json_close_object(o);
}

static size_t answers_of(const struct figure_group *group)
{
	return group->figures[0].n + group->figures[0].open;
}

static int most_first(const void *left, const void *right)
{
	size_t a = answers_of(left), b = answers_of(right);

	return a > b ? -1 : a < b;
}

/* Of very many groups those with the most answers are told. */
static err_t section_put(struct report *report, const struct section *section, struct json_out *o)
{
	struct figures figures = report->asked.figures;
	struct str text = { 0 };
	err_t err;

	figures.before = NULL;
	figures.notes = NULL;
	figures.omitted = NULL;
	figures.note_count = figures.omitted_count = 0;
	figures.anew.slow = false;
	err = figures_end(section->maker, &figures);
	if (err != NULL)
		return err;
	if (section->member == NULL && figures.group_count > GROUPS_SHOWN) {
		qsort(figures.groups, figures.group_count, sizeof(*figures.groups), most_first);
		figures.group_count = GROUPS_SHOWN;
	}
	report->asked.figures.agents_hidden = report->asked.figures.agents_hidden || figures.agents_hidden;
	report_figures_json(&figures, &text);
	json_put_raw(o, section->member, text.text);
	str_finish(&text);
	return NULL;
}

static err_t sections_put(struct report *report, struct json_out *o)
{
	err_t err = NULL;

	json_open_array(o, "sections");
	for (size_t i = 0; err == NULL && i < report->count; i++)
		if (report->sections[i].member == NULL)
			err = section_put(report, &report->sections[i], o);
	json_close_array(o);
	for (size_t i = 0; err == NULL && i < report->count; i++)
		if (report->sections[i].member != NULL)
			err = section_put(report, &report->sections[i], o);
	return err;
}

static err_t document_put(struct report *report, struct report_naming naming, struct str *out)
{
	struct figures *figures = &report->asked.figures;
	struct json_out o = { .to = out };
	struct str text = { 0 };
	err_t err;

	json_open_object(&o, NULL);
	json_put_int(&o, "report", 1);
	json_put_text(&o, "name", naming.name);
	json_put_text(&o, "lang", call_text(report->context->request, "lang"));
	if (naming.number != 0)
		json_put_int(&o, "number", naming.number);
	json_put_time(&o, "as_of", figures->as_of_ms);
	json_put_int(&o, "seq", figures->seq);
	json_put_int(&o, "settings", figures->settings_seq);
	json_put_int(&o, "counting", counting_version());
	json_put_text(&o, "query", figures->query);
	json_put_int(&o, "target", figures->target_ms / 1000);
	texts_put(report, &o);
	err = schedules_put(report, &o);
	bars_put(report, &o);
	late_put(report, &o);
	if (err == NULL)
		err = figures_end(report->asked.maker, figures);
	if (err == NULL)
		report_figures_json(figures, &text);
	if (err == NULL)
		json_put_raw(&o, "figures", text.text);
	if (err == NULL)
		err = sections_put(report, &o);
	json_put_bool(&o, "agents_hidden", figures->agents_hidden);
	json_close_object(&o);
	str_finish(&text);
	return err;
}

err_t report_make(struct call_context *context, struct report_naming naming, int64_t as_of_ms, struct str *out)
{
	struct report *report = arena_alloc(context->arena, sizeof(*report));
	err_t err = figures_ask_at(context, as_of_ms, &report->asked);

	report->context = context;
	if (as_of_ms != 0)	/* of a published one that is nobody's affair */
		report->asked.figures.anew.slow = false;
	if (err == NULL && as_of_ms != 0 && report->asked.of_waits)	/* it is kept, or held against what was */
		err = read_counted(context->reader);
	if (err == NULL)
		err = report_lang_check(context);
	if (err == NULL)
		err = read_ledger_begun(context->reader, &report->begin_ms);
	if (err == NULL)
		err = sections_ask(report);
	if (err != NULL)
		return err;
	figures_watch(report->asked.maker, watch, report);
	err = figures_feed(context, &report->asked, feed, report);
	return err != NULL ? err : document_put(report, naming, out);
}
