/* SPDX-License-Identifier: ISC */
/* Waits and cases measured as of an instant, compared, and the words for them. */
#include "guichet/model/wait.h"

#include <string.h>

#include "guichet/base/str.h"

int64_t wait_end_ms(const struct wait *wait, int64_t as_of_ms)
{
	int64_t end = wait->outcome == WAIT_OPEN ? as_of_ms : wait->end_ms;

	return end > wait->start_ms ? end : wait->start_ms;
}

int64_t wait_ms(const struct wait *wait, int64_t as_of_ms)
{
	return wait_end_ms(wait, as_of_ms) - wait->start_ms;
}

enum wait_sla wait_sla(enum wait_outcome outcome, int64_t elapsed_ms, int64_t target_ms)
{
	if (target_ms <= 0)
		return SLA_NONE;
	if (elapsed_ms > target_ms)
		return SLA_MISSED;
	if (outcome == WAIT_ANSWERED)
		return SLA_MET;
	return outcome == WAIT_OPEN ? SLA_UNDECIDED : SLA_EXCLUDED;
}

static int64_t since(int64_t from_ms, int64_t to_ms)
{
	return to_ms > from_ms ? to_ms - from_ms : 0;
}

static int64_t between(int64_t from_ms, int64_t to_ms)
{
	return from_ms == 0 || to_ms == 0 ? -1 : since(from_ms, to_ms);
}

static int64_t spent(const struct wait_case *one, enum status state, int64_t as_of_ms)
{
	return one->spent_ms[state] + (one->state == state ? since(one->state_ms, as_of_ms) : 0);
}

void case_figures(const struct wait_case *one, const struct wait_rules *rules, int64_t as_of_ms,
	struct case_figures *out)
{
	bool resolved = one->resolved_ms != 0;
	int net = one->reopens - one->courtesies;

	*out = (struct case_figures){
		.first_resolution_ms = between(one->open_ms, one->first_resolved_ms),
		.full_resolution_ms = resolved ? between(one->open_ms, one->settled_ms) : -1,
		.hold_ms = spent(one, STATUS_ON_HOLD, as_of_ms),
		.customer_ms = spent(one, STATUS_PENDING, as_of_ms),
		.work_ms = spent(one, STATUS_OPEN, as_of_ms) + spent(one, STATUS_ON_HOLD, as_of_ms) +
			spent(one, STATUS_SNOOZED, as_of_ms),
		.customer_wait_ms = one->waited_ms +
			(one->open_wait_ms != 0 ? since(one->open_wait_ms, as_of_ms) : 0),
		.time_to_human_ms = (one->flags & CASE_WE_BEGAN) != 0 ? -1 : between(one->first_in_ms, one->first_out_ms),
		.time_to_assign_ms = between(one->open_ms, one->first_assigned_ms),
		.net_reopens = net, .resolved = resolved,
		.mature = resolved && as_of_ms - one->resolved_ms >= rules->reopen_ms,
		.one_touch = resolved && one->turns == 1 && net == 0,
		.contained = resolved && (one->flags & CASE_BOT_HELD) != 0 &&
			(one->flags & CASE_BOT_RESOLVED) != 0 && one->replies == 0 && one->waits == 0,
	};
	out->rested_ms = since(one->open_ms, resolved ? one->resolved_ms : as_of_ms) - out->work_ms - out->customer_ms;
}

/* ---- compared */

bool wait_equal(const struct wait *a, const struct wait *b)
{
	return a->account == b->account && a->written_in == b->written_in && a->case_no == b->case_no &&
		a->kind == b->kind && a->outcome == b->outcome && a->start_ms == b->start_ms &&
		a->end_ms == b->end_ms && a->agent == b->agent && a->own_ms == b->own_ms && a->team == b->team &&
		a->surface == b->surface && a->flags == b->flags;
}

static bool case_times_equal(const struct wait_case *a, const struct wait_case *b)
{
	return a->open_ms == b->open_ms && a->first_resolved_ms == b->first_resolved_ms &&
		a->resolved_ms == b->resolved_ms && a->settled_ms == b->settled_ms &&
		a->first_in_ms == b->first_in_ms && a->first_out_ms == b->first_out_ms &&
		a->first_assigned_ms == b->first_assigned_ms && a->state == b->state &&
		a->state_ms == b->state_ms && a->waited_ms == b->waited_ms &&
		a->open_wait_ms == b->open_wait_ms &&
		memcmp(a->spent_ms, b->spent_ms, sizeof(a->spent_ms)) == 0;
}

bool case_equal(const struct wait_case *a, const struct wait_case *b)
{
	return case_times_equal(a, b) && a->account == b->account && a->case_no == b->case_no &&
		a->waits == b->waits && a->turns == b->turns && a->replies == b->replies &&
		a->messages_in == b->messages_in && a->transfers == b->transfers &&
		a->reopens == b->reopens && a->courtesies == b->courtesies &&
		a->agent_reopens == b->agent_reopens && a->team == b->team && a->surface == b->surface &&
		a->flags == b->flags && str_equal(a->clocks, b->clocks);
}

/* ---- words */

const char *wait_outcome_name(enum wait_outcome outcome)
{
	static const char *const names[WAIT_OUTCOMES] = {
		[WAIT_OPEN] = "open", [WAIT_ANSWERED] = "answered", [WAIT_WAIVED] = "waived",
		[WAIT_WITHDRAWN] = "withdrawn",
	};

	return names[outcome];
}

const char *wait_kind_name(enum wait_kind kind)
{
	return kind == WAIT_FIRST ? "first" : "next";
}

const char *wait_sla_name(enum wait_sla sla)
{
	static const char *const names[SLA_STATES] = {
		[SLA_NONE] = "none", [SLA_MET] = "met", [SLA_MISSED] = "missed",
		[SLA_UNDECIDED] = "undecided", [SLA_EXCLUDED] = "excluded",
	};

	return names[sla];
}

const char *case_flag_name(unsigned flag)
{
	static const struct { unsigned flag; const char *name; } names[] = {
		{ WAIT_LATE, "late" }, { WAIT_CLOCK_FUTURE, "clock_future" }, { WAIT_CLAMPED, "clamped" },
		{ WAIT_EXTERNAL, "external" }, { WAIT_HANDED_OVER, "handed_over" }, { WAIT_SCRIPTED, "scripted" },
		{ WAIT_CORRECTED, "corrected" },
		{ CASE_SPAM, "spam" }, { CASE_BOT_HELD, "bot_held" }, { CASE_MERGED, "merged" },
		{ CASE_LINKED, "linked" }, { CASE_REVISED, "revised" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].flag == flag)
			return names[i].name;
	return NULL;
}
