/* SPDX-License-Identifier: ISC */
/*
 * What moved since a report was published, and why.
 *
 *   report diff   {"number","other","seq","other_seq","as_of","other_as_of","counting","other_counting",
 *                 "counting_changes":[{"version","what"}],"moved":[{"metric","was","again","is"}],"recounted":n,
 *                 "late":n, "waits":{"ended","revised","remeasured","fresh","gone"},
 *                 "excluded":n,"included":n,"schedules":n,"settings":n,"annotations":n,
 *                 "behind":[{"what","conversation","seq","kind","at","recorded","was","is"}]}
 *
 * other null: now.  late are rows of the ledger that came later and are of
 * the time that the report tells of.  A wait has ended, or was revised (it
 * began or ended otherwise), or remeasured (by other hours or targets), or
 * was not known, or is none any more.  behind are the first of each.
 *
 * What the first would be if this program counted it now as of then, when
 * that is another figure, is again: what moved by other rules and not by what
 * happened.  recounted says how many are, moved or not.
 */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/desk/cases.h"
#include "guichet/desk/omit.h"
#include "guichet/desk/report.h"
#include "guichet/model/counting.h"
#include "report_asked.h"
#include "report_make.h"
#include "report_moved.h"

enum { ROWS_OF_EACH = 20 };
enum what { LATE, ENDED, REVISED, REMEASURED, FRESH, GONE, EXCLUDED, INCLUDED, SCHEDULE, SETTINGS, ANNOTATED, WHATS };
static const char *const whats[WHATS] = { "late", "ended", "revised", "remeasured", "fresh", "gone", "excluded",
	"included", "schedule", "settings", "annotation" };

struct measured { int64_t conversation, start_ms, end_ms, business_ms, target_ms; int outcome; };
struct measured_list { struct measured *list; size_t count, size; };

struct diff {
	struct call_context *context;
	struct call_request request;		/* what both of them ask */
	struct figures_asked asked;
	struct published_row first, second;	/* second.number 0: now */
	int64_t counting;			/* the rules of the first, 0: it does not say */
	struct measured_list was, is;
	size_t counts[WHATS];
	struct str rows;
	struct json_out o;			/* of rows */
};

/* ---- rows of the answer */

/* The object stays open where it is one of the first. */
static bool row_open(struct diff *diff, enum what what, int64_t conversation)
{
	if (diff->counts[what]++ >= ROWS_OF_EACH)
		return false;
	json_open_object(&diff->o, NULL);
	json_put_text(&diff->o, "what", whats[what]);
	if (conversation != 0)
		json_put_int(&diff->o, "conversation", conversation);
	return true;
}

/* ---- what the ledger has had since */

static bool is_late(const struct diff *diff, const struct event *event)
{
	return event->conversation != 0 && event_time(event) < diff->asked.figures.until_ms &&
		event_time(event) <= diff->first.as_of_ms;
}

static int what_of(const struct diff *diff, const struct event *event)
{
	switch (event->kind) {
	case EVENT_EXCLUDED:
		return EXCLUDED;
	case EVENT_INCLUDED:
		return INCLUDED;
	case EVENT_SCHEDULE_VERSION:
		return SCHEDULE;
	case EVENT_SETTINGS_VERSION:
		return SETTINGS;
	case EVENT_ANNOTATED: case EVENT_ANNOTATION_REMOVED:
		return ANNOTATED;
	default:
		return is_late(diff, event) ? LATE : -1;
	}
}

static err_t event_look(void *data, const struct event *event)
{
	struct diff *diff = data;
	int what = what_of(diff, event);

	if (what < 0 || !row_open(diff, (enum what)what, event->conversation))
		return NULL;
	json_put_int(&diff->o, "seq", event->seq);
	json_put_text(&diff->o, "kind", event_kind_name(event->kind));
	json_put_time(&diff->o, "at", event_time(event));
	json_put_time(&diff->o, "recorded", event->recv_ms);
	json_close_object(&diff->o);
	return NULL;
}

/* ---- waits, then and now */

struct taking { struct diff *diff; struct measured_list *into; };

static err_t wait_take(void *data, const struct measured_wait *told)
{
	struct taking *taking = data;
	struct measured_list *list = taking->into;
	const struct figure_window *window = &taking->diff->asked.request.window;

	if (told->wait.start_ms < window->since_ms || told->wait.start_ms >= window->until_ms)
		return NULL;
	if (list->count == list->size) {
		size_t size = list->size == 0 ? 256 : list->size * 2;
		struct measured *more = arena_array(taking->diff->context->arena, size, sizeof(*more));

		if (list->count > 0)
			memcpy(more, list->list, list->count * sizeof(*more));
		list->list = more;
		list->size = size;
	}
	list->list[list->count++] = (struct measured){ told->wait.conversation, told->wait.start_ms, told->wait.end_ms,
		told->wait.outcome == WAIT_OPEN ? 0 : told->business_ms, told->target_ms, (int)told->wait.outcome };
	return NULL;
}

static int measured_compare(const void *left, const void *right)
{
	const struct measured *a = left, *b = right;

	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	return a->start_ms < b->start_ms ? -1 : a->start_ms > b->start_ms;
}

static err_t waits_take(struct diff *diff, int64_t as_of_ms, struct measured_list *into)
{
	struct call_context *context = diff->context;
	const struct query_context who = { .agent = context->actor->agent, .agent_name = context->actor->name,
		.now_ms = as_of_ms };
	const char *text = diff->asked.figures.query;
	struct taking taking = { diff, into };
	struct query *query = NULL;
	struct case_wish wish = { .context = &who, .as_of_ms = as_of_ms };
	err_t err = text == NULL && context->actor->scope == NULL ? NULL :
		read_query(context->reader, context->arena, context->actor->scope, text == NULL ? "" : text, &query);

	wish.query = query;
	if (err == NULL)
		err = read_measured_waits(context->reader, &wish, wait_take, &taking);
	if (into->count > 1)
		qsort(into->list, into->count, sizeof(*into->list), measured_compare);
	return err;
}

static void wait_row(struct diff *diff, enum what what, const struct measured *was, const struct measured *is)
{
	const struct measured *one = was != NULL ? was : is;

	if (!row_open(diff, what, one->conversation))
		return;
	json_put_time(&diff->o, "at", one->start_ms);
	json_put_text(&diff->o, "was", was == NULL ? NULL : wait_outcome_name((enum wait_outcome)was->outcome));
	json_put_text(&diff->o, "is", is == NULL ? NULL : wait_outcome_name((enum wait_outcome)is->outcome));
	json_close_object(&diff->o);
}

static void wait_compare(struct diff *diff, const struct measured *was, const struct measured *is)
{
	if (was->outcome == WAIT_OPEN && is->outcome != WAIT_OPEN)
		wait_row(diff, is->end_ms > diff->first.as_of_ms ? ENDED : REVISED, was, is);
	else if (was->outcome != is->outcome || was->end_ms != is->end_ms)
		wait_row(diff, REVISED, was, is);
	else if (was->business_ms != is->business_ms || was->target_ms != is->target_ms)
		wait_row(diff, REMEASURED, was, is);
}

static void waits_compare(struct diff *diff)
{
	size_t i = 0, k = 0;

	while (i < diff->was.count || k < diff->is.count) {
		int order = i == diff->was.count ? 1 : k == diff->is.count ? -1 :
			measured_compare(&diff->was.list[i], &diff->is.list[k]);

		if (order < 0)
			wait_row(diff, GONE, &diff->was.list[i++], NULL);
		else if (order > 0)
			wait_row(diff, FRESH, NULL, &diff->is.list[k++]);
		else
			wait_compare(diff, &diff->was.list[i++], &diff->is.list[k++]);
	}
}

/* ---- figures */

static int64_t counting_of(const struct json *document)
{
	return json_int(document, "counting", 0);
}

/* What the program that counts the other one counts otherwise than that of the first. */
static void changes_put(struct diff *diff, struct json_out *o, int64_t is)
{
	size_t count;
	const struct counting_change *changes = counting_changes(&count);

	json_put_int(o, "counting", diff->counting);
	json_put_int(o, "other_counting", is);
	json_open_array(o, "counting_changes");
	for (size_t i = 0; i < count; i++)
		if (changes[i].version > diff->counting && changes[i].version <= is) {
			json_open_object(o, NULL);
			json_put_int(o, "version", changes[i].version);
			json_put_text(o, "what", changes[i].what);
			json_close_object(o);
		}
	json_close_array(o);
}

/* The question of the first, as it would be answered as of an instant by this program. */
static err_t counted_again(struct diff *diff, int64_t as_of_ms, struct json **out)
{
	struct call_context asking = *diff->context;
	struct str text = { 0 };
	err_t err;

	asking.request = &diff->request;
	err = report_make(&asking, (struct report_naming){ NULL, 0 }, as_of_ms, &text);
	if (err == NULL)
		err = json_parse_own(str_text(&text), text.len, out);
	str_finish(&text);
	return err;
}

static err_t figures_compare(struct diff *diff, struct json_out *o)
{
	const struct published_row *first = &diff->first, *second = &diff->second;
	struct json *was = NULL, *again = NULL, *is = NULL;
	err_t err = json_parse_own(first->document, strlen(first->document), &was);

	if (err == NULL)
		err = counted_again(diff, first->as_of_ms, &again);
	if (err == NULL)
		err = second->number != 0 ? json_parse_own(second->document, strlen(second->document), &is)
			: counted_again(diff, second->as_of_ms, &is);
	if (err == NULL) {
		diff->counting = counting_of(was);
		changes_put(diff, o, counting_of(is));
		report_moved_put(json_get(was, "figures"), json_get(again, "figures"), json_get(is, "figures"), o);
	}
	json_destroy(was);
	json_destroy(again);
	json_destroy(is);
	return err;
}

/* ---- all of it */

static err_t sides_read(struct diff *diff)
{
	struct call_context *context = diff->context, asking = *context;
	const char *other = call_text(context->request, "other");
	bool now = other == NULL || str_equal(other, "now");
	err_t err = read_published_one(context->reader, context->arena, call_int(context->request, "number", 0),
		&diff->first);

	if (err == NULL && !now && (*other == '\0' || other[strspn(other, "0123456789")] != '\0'))
		err = err_make(ERR_USAGE, "report diff: '%s' is no number of a published report, nor now", other);
	if (err == NULL && !now)
		err = read_published_one(context->reader, context->arena, strtoll(other, NULL, 10), &diff->second);
	if (now)
		diff->second = (struct published_row){ .seq = read_ledger_seq(context->reader),
			.as_of_ms = context->now_ms };
	if (err == NULL)
		err = report_asked_request(context->arena, diff->first.asked, &diff->request);
	asking.request = &diff->request;
	return err != NULL ? err : figures_ask_at(&asking, diff->second.as_of_ms, &diff->asked);
}

static void counts_put(const struct diff *diff, struct json_out *o)
{
	json_put_int(o, "late", (int64_t)diff->counts[LATE]);
	json_open_object(o, "waits");
	for (int what = ENDED; what <= GONE; what++)
		json_put_int(o, whats[what], (int64_t)diff->counts[what]);
	json_close_object(o);
	json_put_int(o, "excluded", (int64_t)diff->counts[EXCLUDED]);
	json_put_int(o, "included", (int64_t)diff->counts[INCLUDED]);
	json_put_int(o, "schedules", (int64_t)diff->counts[SCHEDULE]);
	json_put_int(o, "settings", (int64_t)diff->counts[SETTINGS]);
	json_put_int(o, "annotations", (int64_t)diff->counts[ANNOTATED]);
}

static void sides_put(const struct diff *diff, struct json_out *o)
{
	json_put_int(o, "number", diff->first.number);
	if (diff->second.number == 0)
		json_put_null(o, "other");
	else
		json_put_int(o, "other", diff->second.number);
	json_put_int(o, "seq", diff->first.seq);
	json_put_int(o, "other_seq", diff->second.seq);
	json_put_time(o, "as_of", diff->first.as_of_ms);
	json_put_time(o, "other_as_of", diff->second.as_of_ms);
}

err_t report_diff(struct call_context *context)
{
	struct diff *diff = arena_alloc(context->arena, sizeof(*diff));
	struct json_out o = { .to = context->answer };
	err_t err;

	diff->context = context;
	diff->o = (struct json_out){ .to = &diff->rows };
	err = sides_read(diff);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	sides_put(diff, &o);
	err = figures_compare(diff, &o);
	json_open_array(&diff->o, NULL);
	if (err == NULL)
		err = read_events_since(context->reader, diff->first.seq, diff->second.seq, event_look, diff);
	if (err == NULL)
		err = waits_take(diff, diff->first.as_of_ms, &diff->was);
	if (err == NULL)
		err = waits_take(diff, diff->second.as_of_ms, &diff->is);
	if (err == NULL)
		waits_compare(diff);
	json_close_array(&diff->o);
	counts_put(diff, &o);
	json_put_raw(&o, "behind", str_text(&diff->rows));
	json_close_object(&o);
	str_finish(&diff->rows);
	return err;
}
