/* SPDX-License-Identifier: ISC */
/*
 * One row behind a figure: what it is, what the metric measures of it, what
 * it counts as and why, and what the ledger has of it.
 */
#include "explain.h"

#include "answer.h"
#include "guichet/base/message.h"

enum { EVENTS_MOST = 100 };

/* Who is credited, if that is for who asks. */
const char *explain_agent_name(const struct figures_asked *asked, int64_t id)
{
	for (size_t i = 0; i < asked->world.agent_count; i++)
		if (id != 0 && asked->world.agents[i].id == id && !asked->world.agents[i].hidden)
			return asked->world.agents[i].name;
	return NULL;
}

/* How what ended came to its end. */
static const char *ended(enum metric metric, const struct figure_row *row)
{
	if (row->of_case != NULL || row->of_trace != NULL)
		return N_("what the figure measures of it is complete: it counts with that time");
	if (metric == METRIC_OWN_REACTION)
		return N_("it was answered: it counts with the time that the agent had it");
	return row->outcome == WAIT_ANSWERED ? N_("it was answered: it counts with the time that it took")
		: N_("it was closed without an answer: it counts with the time that it took");
}

/* Why it counts as what it does, in a sentence. */
static const char *why(enum metric metric, const struct figure_row *row, enum figure_part part)
{
	bool rate = metric == METRIC_RESPONSE_RATE || metric == METRIC_RESPONSE_RATE_REQUESTS;
	bool target = rate || metric_is_of_target(metric), chased = metric == METRIC_CHASED;

	if (metric_info(metric)->shape >= METRIC_SPAN)
		return part == PART_EXCLUDED ? N_("the time available, which it is held against")
			: N_("so long, within one hour of the day");
	switch (part) {
	case PART_NONE:
		break;
	case PART_ENDED:
		return metric_info(metric)->shape == METRIC_STOCK ? N_("it stood open at the end of the period")
			: metric_is_number(metric) ? N_("it is one of those that the figure counts")
			: ended(metric, row);
	case PART_CENSORED:
		return row->outcome == WAIT_WITHDRAWN ? N_("the customer took the question back: it counts for as long as it lasted")
			: N_("it still lasts: it counts for as long as it does");
	case PART_MET:
		return rate ? N_("it was answered") : target ? N_("answered within the target")
			: chased ? N_("the customer wrote again before an answer") : N_("what the share asks for holds of it");
	case PART_MISSED:
		return target && row->outcome == WAIT_WAIVED ? N_("closed without an answer, after the target")
			: target && row->outcome == WAIT_OPEN ? N_("nobody has answered, and the target has passed")
			: target ? N_("it took longer than the target")
			: chased ? N_("the customer wrote nothing more") : N_("what the share asks for does not hold of it");
	case PART_UNDECIDED:
		return N_("it is not decided yet");
	case PART_EXCLUDED:
		return row->outcome == WAIT_WAIVED ? N_("closed without an answer: told beside it, no part of it")
			: N_("it ended otherwise: no part of it");
	}
	return "";
}

static void put_event(struct json_out *o, const struct explain_teller *e, const struct event *event, int64_t offset_ms)
{
	const char *who = explain_agent_name(e->asked, event->actor);
	int64_t at_ms = event_time_by(event, offset_ms);
	char to[32];

	json_open_object(o, NULL);
	json_put_int(o, "seq", event->seq);
	json_put_time(o, "at", at_ms);
	if (offset_ms != 0 && at_ms != event->net_ms)
		json_put_int(o, "corrected_ms", offset_ms);
	json_put_text(o, "kind", event_kind_name(event->kind));
	if (event->kind == EVENT_STATUS || event->kind == EVENT_PRIORITY)
		json_put_text(o, "to", event_detail(event, "to", to, sizeof(to)));
	json_put_text(o, "who", who != NULL ? who : actor_kind_name(event->actor_kind));
	json_close_object(o);
}

/* What the ledger has of the conversation between its two ends. */
static err_t put_events(const struct explain_teller *e, const struct figure_row *row)
{
	struct events_wish wish = { .account = row->account->id, .conversation = row->conversation,
		.from_ms = row->start_ms, .to_ms = row->end_ms != 0 ? row->end_ms : e->asked->request.as_of_ms,
		.rules = settings_rules(e->asked->settings) };
	struct event *events = NULL;
	size_t count = 0, shown = 0;
	err_t err = row->conversation == 0 ? NULL : read_events_between(e->context->reader, e->context->arena, &wish,
		&events, &count);

	json_open_array(e->o, "events");
	for (size_t i = 0; err == NULL && i < count && shown < EVENTS_MOST; i++, shown++)
		put_event(e->o, e, &events[i], wait_offset(&wish.rules, &events[i]));
	json_close_array(e->o);
	return err;
}

/* A ledger that came from elsewhere may know conversations that are not here. */
static err_t contact_of(const struct explain_teller *e, const struct figure_row *row, const char **out)
{
	struct list_row place = { 0 };
	err_t err = read_row(e->context->reader, e->context->arena, row->conversation, &place);

	if (err != NULL && !err_is(err, ERR_NOT_FOUND))
		return err;
	*out = err != NULL ? NULL : place.contact != NULL && *place.contact != '\0' ? place.contact : place.handle;
	return NULL;
}

/* Where that lasted a part of the case, its end; else the end of the case.  0: it has none yet. */
static int64_t case_end(enum metric metric, const struct figure_row *row, enum figure_part part)
{
	switch (metric) {
	case METRIC_TIME_TO_HUMAN:
		return part == PART_ENDED ? row->of_case->first_out_ms : row->end_ms;
	case METRIC_FIRST_RESOLUTION:
		return row->of_case->first_resolved_ms;
	case METRIC_TIME_TO_ASSIGN:
		return part == PART_ENDED ? row->of_case->first_assigned_ms : row->end_ms;
	default:
		return row->end_ms;
	}
}

static int64_t row_end(enum metric metric, const struct figure_row *row, enum figure_part part)
{
	if (row->of_case != NULL)
		return case_end(metric, row, part);
	return row->outcome == WAIT_OPEN ? 0 :
		metric_info(metric)->shape >= METRIC_SPAN ? row->start_ms + row->duration_ms : row->end_ms;
}

static void put_measured(struct json_out *o, const char *key, int64_t value, int64_t unit)
{
	if (value < 0)
		json_put_null(o, key);
	else
		json_put_int(o, key, value / unit);
}

/* What it is, and how it stands. */
static void put_kind(struct json_out *o, const struct figure_row *row)
{
	json_put_text(o, "kind", row->of_case != NULL ? "case" :
		row->of_trace != NULL ? trace_kind_name(row->of_trace->kind) : wait_kind_name(row->kind));
	json_put_text(o, "outcome", row->of_case != NULL ? status_name(row->of_case->state) :
		row->of_trace != NULL ? row->outcome == WAIT_OPEN ? "open" : "ended" :
		wait_outcome_name(row->outcome));
}

err_t explain_row_put(const struct explain_teller *e, const struct figure_row *row, enum figure_part part)
{
	enum metric metric = e->asked->request.asked[0];
	const char *contact = NULL, *agent = explain_agent_name(e->asked, row->agent);
	struct json_out *o = e->o;
	err_t err = contact_of(e, row, &contact);

	if (err != NULL)
		return err;
	json_open_object(o, NULL);
	answer_id(o, "id", row->conversation);	/* an hour of an agent's is of no conversation */
	json_put_text(o, "account", row->account->name);
	json_put_text(o, "contact", contact);
	put_kind(o, row);
	json_put_time(o, "start", row->start_ms);
	json_put_time(o, "end", row_end(metric, row, part));
	put_measured(o, "seconds", row->measured_ms, 1000);
	put_measured(o, "business_seconds", row->measured_business_ms, 1000);
	put_measured(o, "measured", e->business ? row->measured_business_ms : row->measured_ms, 1000);
	put_measured(o, "amount", row->amount, 1);
	json_put_int(o, "own", agent == NULL ? 0 : row->own_ms / 1000);
	json_put_text(o, "agent", agent);
	put_measured(o, "target", row->target_ms > 0 ? row->target_ms : -1, 1000);
	json_put_text(o, "schedule", settings_schedule_name(e->asked->settings, row->account->id, row->team,
		row->start_ms));
	if (row->of_trace != NULL && row->of_trace->kind == TRACE_SURVEY)
		json_put_int(o, "score", row->of_trace->value_ms);
	json_put_text(o, "counts_as", figure_part_name(part));
	if ((part == PART_MET || part == PART_MISSED) && !metric_is_of_target(metric))
		json_put_bool(o, "so", part == PART_MET);
	if (part == PART_ENDED && metric_is_number(metric))
		json_put_bool(o, "counted", true);
	json_put_text(o, "why", why(metric, row, part));
	err = put_events(e, row);
	json_close_object(o);
	return err;
}
