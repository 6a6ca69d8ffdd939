/* SPDX-License-Identifier: ISC */
/* The sentence behind the queue's order: marks first, then who waits, then what ended it. */
#include "guichet/model/why.h"

#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"

/* "10:12" on the day itself, else the date before it. */
static const char *when(struct arena *arena, int64_t at_ms, int64_t now_ms)
{
	time_t at = (time_t)(at_ms / 1000), now = (time_t)(now_ms / 1000);
	struct tm tm, today;
	char text[32];

	localtime_r(&at, &tm);
	localtime_r(&now, &today);
	if (tm.tm_year == today.tm_year && tm.tm_yday == today.tm_yday)
		(void)strftime(text, sizeof(text), "%H:%M", &tm);
	else
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
	return arena_copy(arena, text);
}

/* "10:12 by maria: threat of self-harm" */
static const char *event_text(struct arena *arena, const struct why_event *event, int64_t now_ms)
{
	bool has_reason = event->reason != NULL && event->reason[0] != '\0';

	return arena_printf(arena, "%s%s%s%s%s", when(arena, event->at_ms, now_ms),
		event->who != NULL ? " by " : "", event->who != NULL ? event->who : "",
		has_reason ? ": " : "", has_reason ? event->reason : "");
}

/* "due in 12 min" */
static const char *due_text(struct arena *arena, const struct why *why)
{
	bool late = why->conv->due_ms < why->now_ms;
	int64_t away = late ? why->now_ms - why->conv->due_ms : why->conv->due_ms - why->now_ms;
	char due[TIME_TEXT];

	return arena_printf(arena, "due %s%s%s", late ? "" : "in ", duration_format(away, due), late ? " ago" : "");
}

/* Why it is due then: the earliest of what the customer was pledged, was promised, and can be told at all. */
static const char *deadline_text(struct arena *arena, const struct why *why)
{
	const struct conversation *conv = why->conv;
	char target[TIME_TEXT];

	if (conv->due_of == DEADLINE_PROMISE)
		return arena_printf(arena, "%s: promised for %s at %s", due_text(arena, why),
			when(arena, conv->promise_ms, why->now_ms), event_text(arena, &why->promise, why->now_ms));
	if (conv->due_of == DEADLINE_WINDOW)
		return arena_printf(arena, "%s: the network takes an answer until %s, so long after the customer wrote last",
			due_text(arena, why), when(arena, conv->window_ms, why->now_ms));
	return arena_printf(arena, "%s: waits since %s, target %s%s%s", due_text(arena, why),
		when(arena, conv->wait_ms, why->now_ms), duration_format(why->target_ms, target),
		why->schedule == NULL ? "" : " in the hours of ", why->schedule == NULL ? "" : why->schedule);
}

static const char *idle_text(struct arena *arena, const struct why *why)
{
	const struct conversation *conv = why->conv;

	if (conv->status == STATUS_SNOOZED)
		return arena_printf(arena, "nobody waits: snoozed until %s", conv->snoozed_until == 0
			? "the customer writes" : when(arena, conv->snoozed_until, why->now_ms));
	if ((conv->status == STATUS_RESOLVED || conv->status == STATUS_CLOSED ||
	    conv->status == STATUS_ON_HOLD) && why->status.at_ms != 0)
		return arena_printf(arena, "nobody waits: %s since %s",
			conv->status == STATUS_ON_HOLD ? "on hold" : status_name(conv->status),
			event_text(arena, &why->status, why->now_ms));
	if (why->answer.at_ms != 0)
		return arena_printf(arena, "nobody waits: answered %s",
			event_text(arena, &why->answer, why->now_ms));
	return arena_printf(arena, "nobody waits: nothing asks for an answer since %s",
		when(arena, conv->last_ms, why->now_ms));
}

const char *why_text(struct arena *arena, const struct why *why)
{
	const struct conversation *conv = why->conv;
	int64_t rank = conversation_rank(conv);
	const char *rest = conv->due_ms != 0 ? deadline_text(arena, why) : idle_text(arena, why);

	if (rank >= RANK_SPAM)
		return arena_printf(arena, "spam since %s", event_text(arena, &why->spam, why->now_ms));
	if (rank < 0)
		return arena_printf(arena, "urgent since %s; %s",
			event_text(arena, &why->urgent, why->now_ms), rest);
	if ((conv->marks & MARK_MUTED) != 0)
		return arena_printf(arena, "muted since %s", event_text(arena, &why->muted, why->now_ms));
	return rest;
}
