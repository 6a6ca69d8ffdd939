/* SPDX-License-Identifier: ISC */
/*
 * What one row is to one metric.  Here stands what each metric counts, and
 * nowhere else: the explanation of a figure asks the same function.
 */
#include "figures_make.h"

static enum figure_part verdict(const struct figure_row *row, int64_t elapsed_ms)
{
	switch (wait_sla(row->outcome, elapsed_ms, row->target_ms)) {
	case SLA_MET:
		return PART_MET;
	case SLA_MISSED:
		return PART_MISSED;
	case SLA_UNDECIDED:
		return PART_UNDECIDED;
	case SLA_EXCLUDED:
		return PART_EXCLUDED;
	case SLA_NONE: case SLA_STATES:
		break;
	}
	return PART_NONE;
}

/* Answered, however late; of the others those count that had a target's time for it. */
static enum figure_part responded(const struct figure_row *row)
{
	if (row->outcome == WAIT_ANSWERED)
		return PART_MET;
	return verdict(row, row->business_ms);
}

static enum figure_part curve(const struct figure_row *row)
{
	return row->outcome == WAIT_ANSWERED ? PART_ENDED :
		row->outcome == WAIT_WAIVED ? PART_EXCLUDED : PART_CENSORED;
}

static bool is_request(const struct figure_row *row)
{
	return (row->flags & WAIT_NO_REPLY) == 0;
}

static bool is_in(int64_t ms, const struct figure_window *window)
{
	return ms >= window->since_ms && ms < window->until_ms;
}

/* Of the period in which it began, as a trace did when it happened; the others are judged below. */
static bool is_dated(enum metric metric, const struct figure_row *row, const struct figure_window *window)
{
	return is_in(row->start_ms, window) || (row->of_trace == NULL && metric_info(metric)->date == METRIC_THROUGHPUT);
}

static enum figure_part part_of_wait(enum metric metric, const struct figure_row *row,
	const struct figure_window *window)
{
	bool answered = row->outcome == WAIT_ANSWERED;

	switch (metric) {
	case METRIC_FIRST_RESPONSE:
		return row->kind == WAIT_FIRST ? curve(row) : PART_NONE;
	case METRIC_NEXT_RESPONSE:
		return row->kind == WAIT_NEXT ? curve(row) : PART_NONE;
	case METRIC_ALL_REPLIES:
		return curve(row);
	case METRIC_OWN_REACTION:
		return answered && row->agent != 0 ? PART_ENDED : PART_NONE;
	case METRIC_DISPOSITION:
		return answered || row->outcome == WAIT_WAIVED ? PART_ENDED : PART_CENSORED;
	case METRIC_WAIVED_AFTER:
		return row->outcome == WAIT_WAIVED ? PART_ENDED : PART_NONE;
	case METRIC_SLA:
		return verdict(row, row->business_ms);
	case METRIC_SLA_REQUESTS:
		return is_request(row) ? verdict(row, row->business_ms) : PART_NONE;
	case METRIC_SLA_CALENDAR:
		return verdict(row, row->duration_ms);
	case METRIC_RESPONSE_RATE:
		return responded(row);
	case METRIC_RESPONSE_RATE_REQUESTS:
		return is_request(row) ? responded(row) : PART_NONE;
	case METRIC_CHASED:
		return (row->flags & WAIT_CHASED) != 0 ? PART_MET : PART_MISSED;
	case METRIC_OUT_OF_HOURS:
		return !answered ? PART_NONE :
			row->business_ms == 0 && row->duration_ms > 0 ? PART_MET : PART_MISSED;
	case METRIC_WAITS:
		return PART_ENDED;
	case METRIC_REPLIES:
		return answered && is_in(row->end_ms, window) ? PART_ENDED : PART_NONE;
	case METRIC_WAITING:
		return row->start_ms < window->until_ms &&
			(row->outcome == WAIT_OPEN || row->end_ms >= window->until_ms) ?
			PART_ENDED : PART_NONE;
	case METRIC_NO_ANSWER_LATE:
		return (row->flags & WAIT_NO_REPLY) == 0 || row->target_ms == 0 ? PART_NONE :
			row->business_ms > row->target_ms ? PART_MET : PART_MISSED;
	default:	/* of cases and traces */
		return PART_NONE;
	}
}

static enum figure_part ended_if(bool ended, bool resolved)
{
	return ended ? PART_ENDED : resolved ? PART_EXCLUDED : PART_CENSORED;
}

static enum figure_part met_if(bool met)
{
	return met ? PART_MET : PART_MISSED;
}

static enum figure_part part_of_case(enum metric metric, const struct figure_row *row,
	const struct figure_window *window)
{
	const struct wait_case *one = row->of_case;
	const struct case_figures *figures = row->figures;

	switch (metric) {
	case METRIC_TIME_TO_HUMAN:
		return (one->flags & CASE_WE_BEGAN) != 0 ? PART_NONE :
			ended_if(figures->time_to_human_ms >= 0, figures->resolved);
	case METRIC_CUSTOMER_WAIT:
		return one->waits == 0 ? PART_NONE : one->open_wait_ms == 0 ? PART_ENDED : PART_CENSORED;
	case METRIC_FIRST_RESOLUTION:
		return figures->first_resolution_ms >= 0 ? PART_ENDED : PART_CENSORED;
	case METRIC_FULL_RESOLUTION:
		return figures->full_resolution_ms >= 0 ? PART_ENDED : PART_CENSORED;
	case METRIC_WORK_TIME: case METRIC_CUSTOMER_TIME: case METRIC_ON_HOLD_TIME:
		return figures->resolved ? PART_ENDED : PART_CENSORED;
	case METRIC_TIME_TO_ASSIGN:
		return ended_if(figures->time_to_assign_ms >= 0, figures->resolved);
	case METRIC_ONE_TOUCH:
		return figures->resolved ? met_if(figures->one_touch) : PART_UNDECIDED;
	case METRIC_FIRST_CONTACT:
		return figures->mature ? met_if(figures->one_touch) : PART_UNDECIDED;
	case METRIC_REOPENED:
		return one->first_resolved_ms != 0 ? met_if(figures->net_reopens > 0) : PART_UNDECIDED;
	case METRIC_CONTAINED:
		return (one->flags & CASE_BOT_HELD) == 0 ? PART_NONE :
			figures->mature ? met_if(figures->contained) : PART_UNDECIDED;
	case METRIC_HANDED_OVER:
		return (one->flags & CASE_BOT_HELD) == 0 ? PART_NONE :
			figures->mature ? met_if((one->flags & WAIT_HANDED_OVER) != 0) : PART_UNDECIDED;
	case METRIC_RESOLUTIONS:
		return one->settled_ms != 0 && is_in(one->settled_ms, window) ? PART_ENDED : PART_NONE;
	case METRIC_BACKLOG:
		return case_stood_open(&(struct case_life){ one->open_ms, one->first_resolved_ms, one->resolved_ms,
			figures->rested_ms, row->rests }, window->until_ms) ? PART_ENDED : PART_NONE;
	case METRIC_AUTOMATIC_FIRST:
		return (one->flags & CASE_WE_BEGAN) != 0 ? PART_NONE :
			(one->flags & CASE_AUTOMATIC_FIRST) != 0 ? PART_MET :
			figures->time_to_human_ms >= 0 ? PART_MISSED : PART_UNDECIDED;
	case METRIC_CASES: case METRIC_AUTHORS: case METRIC_REOPENS: case METRIC_REOPENS_NET:
	case METRIC_REOPENS_AGENT: case METRIC_TRANSFERS:
		return PART_ENDED;
	default:	/* of waits and traces */
		return PART_NONE;
	}
}

static enum figure_part ended_of(const struct trace *trace, enum trace_kind kind)
{
	return trace->kind == kind ? PART_ENDED : PART_NONE;
}

/* The time available is what it is held against. */
static enum figure_part rate_of(const struct trace *trace, enum trace_kind kind)
{
	return trace->kind == TRACE_AVAILABLE ? PART_EXCLUDED : ended_of(trace, kind);
}

static enum figure_part part_of_trace(enum metric metric, const struct figure_row *row)
{
	const struct trace *trace = row->of_trace;

	switch (metric) {
	case METRIC_MESSAGES_IN:
		return ended_of(trace, TRACE_IN);
	case METRIC_INGEST_LAG:
		return trace->value_ms < 0 ? PART_NONE : ended_of(trace, TRACE_IN);
	case METRIC_UPDATE_GAP_PAUSABLE:
		return ended_of(trace, TRACE_UPDATE);
	case METRIC_UPDATE_GAP:
		return trace->value_ms < 0 ? PART_NONE :
			trace->kind == TRACE_OUTSIDE || trace->kind == TRACE_SCRIPTED ? PART_ENDED :
			ended_of(trace, TRACE_REPLY);
	case METRIC_HANDLE_TIME:
		return ended_of(trace, TRACE_HANDLED);
	case METRIC_CSAT:
		return trace->kind != TRACE_SURVEY || trace->value_ms == 0 || trace->superseded ? PART_NONE :
			met_if(trace->value_ms >= 4);
	case METRIC_SURVEY_RESPONSE:
		return trace->kind != TRACE_SURVEY ? PART_NONE : row->outcome == WAIT_OPEN ? PART_UNDECIDED :
			met_if(trace->value_ms > 0);
	case METRIC_SENT_PEOPLE:
		return ended_of(trace, TRACE_REPLY);
	case METRIC_SENT_SCRIPTED:
		return ended_of(trace, TRACE_SCRIPTED);
	case METRIC_SENT_OUTSIDE:
		return ended_of(trace, TRACE_OUTSIDE);
	case METRIC_SENT_BOTS:
		return ended_of(trace, TRACE_BOT);
	case METRIC_SENT_AUTOMATIC:
		return ended_of(trace, TRACE_AUTOMATIC);
	case METRIC_PROMISES_MADE:
		return ended_of(trace, TRACE_PROMISE);
	case METRIC_PROMISES_KEPT:
		return trace->kind != TRACE_PROMISE ? PART_NONE : trace->superseded ? PART_EXCLUDED :
			row->outcome == WAIT_OPEN ? PART_UNDECIDED : met_if(trace->value_ms > 0);
	case METRIC_TIME_AVAILABLE:
		return ended_of(trace, TRACE_AVAILABLE);
	case METRIC_TIME_BUSY:
		return ended_of(trace, TRACE_BUSY);
	case METRIC_TIME_AWAY:
		return ended_of(trace, TRACE_AWAY);
	case METRIC_TIME_OFF:
		return ended_of(trace, TRACE_OFF);
	case METRIC_LOAD:
		return rate_of(trace, TRACE_HOLDING);
	case METRIC_HANDLE_SHARE:
		return rate_of(trace, TRACE_LOOKING);
	default:	/* of waits and cases */
		return PART_NONE;
	}
}

uint32_t figure_trace_kinds(const enum metric *metrics, size_t count)
{
	uint32_t kinds = 0;

	for (int kind = 0; kind < TRACE_KINDS; kind++) {
		const struct trace trace = { .kind = (enum trace_kind)kind, .value_ms = 1 };
		const struct figure_row row = { .of_trace = &trace, .outcome = WAIT_ANSWERED };

		for (size_t i = 0; i < count; i++)
			if (part_of_trace(metrics[i], &row) != PART_NONE)
				kinds |= UINT32_C(1) << kind;
	}
	return kinds;
}

enum figure_part figure_part_of(enum metric metric, const struct figure_row *row,
	const struct figure_window *window)
{
	if (!is_dated(metric, row, window))
		return PART_NONE;
	if (row->of_trace != NULL)
		return part_of_trace(metric, row);
	return row->of_case != NULL ? part_of_case(metric, row, window) : part_of_wait(metric, row, window);
}

const char *figure_part_name(enum figure_part part)
{
	static const char *const names[] = { "none", "ended", "censored", "met", "missed", "undecided",
		"excluded" };

	return names[part];
}
