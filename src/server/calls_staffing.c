/* SPDX-License-Identifier: ISC */
/*
 * How many people the next days need.
 *
 *   staffing   {as forecast, and "handle","handle_from","target","share","within_line","within_chats","at_once",
 *              "occupancy","shrinkage","ahead":[{"date","expected","busiest_at","busiest","messages","chats","line",
 *              "messages_rostered","chats_rostered","line_rostered"}]}
 *              people at work, and on the roster, null where two thousand are not enough; messages: all answered
 *              within the target, in open hours; chats, line: in the busiest hour that is open; times in
 *              seconds, shares in percent
 */
#include "ahead.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/model/staffing.h"

enum { PEOPLE_MOST = 2000, QUARTERS = 4, QUARTER_MS = HOUR_MS / QUARTERS };
enum { SLOTS_MOST = DAYS_MOST * DAY_HOURS * QUARTERS };
enum { MEASURED_LEAST = 10, HANDLE_USUAL_S = 300, WITHIN_LINE_S = 20, WITHIN_CHAT_S = 30 };
#define SHARE_USUAL 0.8
#define OCCUPANCY_USUAL 0.85
#define SHRINKAGE_USUAL 0.3

struct people_plan {
	struct staffing_goal line, chat;
	double handle_s, target_s, shrinkage;
	double waiting_s;		/* work that came behind the last open quarter */
	size_t at_once;
	const char *handle_from;	/* "said", "measured" or "assumed" */
	const struct schedule_line *hours;
};

static err_t share_ask(const struct call_request *request, const char *name, int64_t least, int64_t most, double *out)
{
	int64_t fallback = (int64_t)round(*out * 100), percent = call_int(request, name, fallback);

	if (percent < least || percent > most)
		return err_make(ERR_USAGE, "%s: from %d to %d percent", name, (int)least, (int)most);
	*out = (double)percent / 100;
	return NULL;
}

static double seconds_ask(const struct call_request *request, const char *name, int64_t fallback_s)
{
	return (double)call_duration(request, name, fallback_s * 1000) / 1000;
}

static err_t plan_ask(const struct call_request *request, struct people_plan *plan)
{
	int64_t at_once = call_int(request, "at-once", CHATS_ADVISED);
	double share = SHARE_USUAL, occupancy = OCCUPANCY_USUAL;
	err_t err = share_ask(request, "share", 1, 99, &share);

	plan->shrinkage = SHRINKAGE_USUAL;
	if (err == NULL)
		err = share_ask(request, "occupancy", 10, 100, &occupancy);
	if (err == NULL)
		err = share_ask(request, "shrinkage", 0, 90, &plan->shrinkage);
	if (err == NULL && (at_once < 1 || at_once > CHATS_MOST))
		err = err_make(ERR_USAGE, "at-once: from 1 to %d", CHATS_MOST);
	if (err == NULL && call_option_is_set(request, "handle") && call_duration(request, "handle", 0) < 1000)
		err = err_make(ERR_USAGE, "handle: at least a second");
	plan->at_once = (size_t)at_once;
	plan->line = (struct staffing_goal){ share, seconds_ask(request, "within", WITHIN_LINE_S), occupancy,
		seconds_ask(request, "patience", 0) };
	plan->chat = plan->line;
	plan->chat.target_s = seconds_ask(request, "within", WITHIN_CHAT_S);
	return err;
}

/* Those that came since somebody looked for the first time: no look could be at those before, whatever a ledger brought. */
static size_t arrived_since(const struct arrivals *a)
{
	size_t count = 0;

	while (count < a->count && a->list[a->count - 1 - count].at_ms >= a->looked_ms)
		count++;
	return count;
}

/* What a person needs for a message: as it was said, or as it was measured, where enough was. */
static void plan_measure(const struct call_request *request, const struct ahead *ahead, struct people_plan *plan)
{
	const struct arrivals *a = &ahead->arrivals;
	double came = (double)arrived_since(a), each_s = came > 0 ? a->handled_ms / 1000 / came : 0;

	plan->handle_s = seconds_ask(request, "handle", HANDLE_USUAL_S);
	plan->handle_from = call_option_is_set(request, "handle") ? "said" : "assumed";
	if (!call_option_is_set(request, "handle") && a->looks >= MEASURED_LEAST && came >= MEASURED_LEAST && each_s >= 1) {
		plan->handle_s = each_s;
		plan->handle_from = "measured";
	}
	plan->target_s = (double)a->asked.figures.target_ms / 1000;
	plan->hours = settings_schedule(a->asked.settings, 0, 0);
}

/*
 * Work by quarters that are open.  What comes at night, or on a day without
 * hours, is there when the next one begins: in a slot before it, without time.
 */
static size_t quarters_take(const struct ahead *ahead, struct people_plan *plan, int64_t from_ms, int64_t until_ms,
	double *work, double *open)
{
	size_t count = 0;

	for (int64_t ms = from_ms; ms < until_ms; ms += QUARTER_MS) {
		double open_s = (double)schedule_business_ms(plan->hours, ms, ms + QUARTER_MS) / 1000;
		double comes_s = fmax(0, ahead_at(ahead, arrivals_hour(&ahead->arrivals, ms))) / QUARTERS * plan->handle_s;

		if (open_s <= 0) {
			plan->waiting_s += comes_s;
			continue;
		}
		if (work != NULL && plan->waiting_s > 0)
			work[count++] = plan->waiting_s;
		if (work != NULL) {
			work[count] = comes_s;
			open[count++] = open_s;
		}
		plan->waiting_s = 0;
	}
	return count;
}

/* What is left of today is done by those who are there; what comes behind its last open quarter is not. */
static void today_pass(const struct ahead *ahead, struct people_plan *plan)
{
	const struct arrivals *a = &ahead->arrivals;

	(void)quarters_take(ahead, plan, arrivals_instant(a, a->first + (int64_t)a->hours), arrivals_instant(a, ahead_day(ahead)),
		NULL, NULL);
}

/* Behind the day stand as many open quarters as answers have time, of which more than four weeks make no difference. */
static size_t people_for_messages(const struct ahead *ahead, struct people_plan *plan, int64_t day)
{
	size_t slots = (size_t)fmax(1, fmin(plan->target_s * 1000 / QUARTER_MS, SLOTS_MOST)), count, people;
	int64_t begin_ms = arrivals_instant(&ahead->arrivals, day);
	int64_t end_ms = arrivals_instant(&ahead->arrivals, day + DAY_HOURS);
	size_t most = 2 * ((size_t)((end_ms - begin_ms) / QUARTER_MS) + 1) + slots;
	double *work = mem_array(most, sizeof(*work)), *open = mem_array(most, sizeof(*open));

	count = quarters_take(ahead, plan, begin_ms, end_ms, work, open);
	for (size_t i = 0; i < slots; i++)
		open[count++] = (double)QUARTER_MS / 1000;
	people = staffing_inventory(&(struct staffing_work){ work, open, count }, plan->line.occupancy, slots, PEOPLE_MOST);
	free(work);
	free(open);
	return people;
}

static void put_people(struct json_out *o, const struct people_plan *plan, const char *key, size_t people)
{
	char rostered[32];

	snprintf(rostered, sizeof(rostered), "%s_rostered", key);
	if (people >= PEOPLE_MOST) {	/* nobody knows how many more */
		json_put_null(o, key);
		json_put_null(o, rostered);
		return;
	}
	json_put_int(o, key, (int64_t)people);
	json_put_int(o, rostered, (int64_t)staffing_rostered(people, plan->shrinkage));
}

/* The hour in which most come while somebody is there; of a day without hours that of all, and false. */
static bool busiest_open(const struct ahead *ahead, const struct people_plan *plan, int64_t day, int64_t *at)
{
	bool any = false;

	for (int64_t hour = day; hour < day + DAY_HOURS; hour++) {
		int64_t ms = arrivals_instant(&ahead->arrivals, hour);
		bool open = schedule_business_ms(plan->hours, ms, ms + QUARTERS * QUARTER_MS) > 0;

		if ((open && !any) || (open == any && ahead_at(ahead, hour) > ahead_at(ahead, *at)))
			*at = hour;
		any = any || open;
	}
	return any;
}

static void put_day(struct json_out *o, const struct ahead *ahead, struct people_plan *plan, int64_t day)
{
	int64_t busiest_at = day;
	bool open = busiest_open(ahead, plan, day, &busiest_at);
	double expected, busiest = fmax(0, ahead_at(ahead, busiest_at)), live = open ? busiest : 0;
	size_t known = 0;
	char date[DATE_TEXT];

	expected = ahead_between(ahead, day, day + DAY_HOURS, &known);
	json_open_object(o, NULL);
	json_put_text(o, "date", date_format((int32_t)(day / DAY_HOURS), date));
	json_put_number(o, "expected", round(expected * 10) / 10);
	json_put_time(o, "busiest_at", arrivals_instant(&ahead->arrivals, busiest_at));
	json_put_number(o, "busiest", round(busiest * 10) / 10);
	put_people(o, plan, "messages", people_for_messages(ahead, plan, day));
	put_people(o, plan, "chats", staffing_chats(live, plan->handle_s, plan->at_once, &plan->chat, PEOPLE_MOST, NULL));
	put_people(o, plan, "line", staffing_needed((struct staffing_load){ live * plan->handle_s / 3600, plan->handle_s },
		&plan->line, PEOPLE_MOST));
	json_close_object(o);
}

static void put_plan(struct json_out *o, const struct ahead *ahead, const struct people_plan *plan)
{
	ahead_put(o, ahead);
	json_put_int(o, "handle", (int64_t)round(plan->handle_s));
	json_put_text(o, "handle_from", plan->handle_from);
	json_put_int(o, "target", (int64_t)plan->target_s);
	json_put_int(o, "share", (int64_t)round(plan->line.share * 100));
	json_put_int(o, "within_line", (int64_t)plan->line.target_s);
	json_put_int(o, "within_chats", (int64_t)plan->chat.target_s);
	json_put_int(o, "at_once", (int64_t)plan->at_once);
	json_put_int(o, "occupancy", (int64_t)round(plan->line.occupancy * 100));
	json_put_int(o, "shrinkage", (int64_t)round(plan->shrinkage * 100));
}

err_t ahead_staffing(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct ahead ahead = { .reason = NULL };
	struct people_plan plan = { .at_once = 0 };
	err_t err = plan_ask(context->request, &plan);

	if (err == NULL)
		err = ahead_make(context, &ahead);
	if (err == NULL) {
		plan_measure(context->request, &ahead, &plan);
		today_pass(&ahead, &plan);
		json_open_object(&o, NULL);
		put_plan(&o, &ahead, &plan);
		json_open_array(&o, "ahead");
		for (int i = 0; ahead.arrivals.hours > 0 && i < ahead.days; i++)
			put_day(&o, &ahead, &plan, ahead_day(&ahead) + (int64_t)i * DAY_HOURS);
		json_close_array(&o);
		json_close_object(&o);
	}
	ahead_finish(&ahead);
	return err;
}
