/* SPDX-License-Identifier: ISC */
/*
 * The sentence behind the queue's order: marks first, then who waits, then
 * what ended it.  It is said in pieces, so that whoever shows it can say it in
 * another language, and never has to look for names and reasons in it.
 */
#include "guichet/model/why.h"

#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"

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

static void put(struct arena *arena, struct why_said *said, const char *template, const char *first, const char *second)
{
	said->parts = list_grow(arena, said->parts, said->count, sizeof(*said->parts));
	said->parts[said->count++] = (struct why_part){ template, { first, second } };
}

/* The template with the time; then " by maria: threat of self-harm" */
static void put_event(struct arena *arena, struct why_said *said, const char *template, const struct why_event *event,
	int64_t now_ms)
{
	put(arena, said, template, when(arena, event->at_ms, now_ms), NULL);
	if (event->who != NULL)
		put(arena, said, N_(" by %s"), event->who, NULL);
	if (event->reason != NULL && event->reason[0] != '\0')
		put(arena, said, N_(": %s"), event->reason, NULL);
}

static void put_due(struct arena *arena, struct why_said *said, const struct why *why)
{
	bool late = why->conv->due_ms < why->now_ms;
	int64_t away = late ? why->now_ms - why->conv->due_ms : why->conv->due_ms - why->now_ms;
	char due[TIME_TEXT];

	if (away < 1000)
		put(arena, said, N_("due now"), NULL, NULL);
	else
		put(arena, said, late ? N_("due %s ago") : N_("due in %s"), arena_copy(arena, duration_format(away, due)), NULL);
}

/* Why it is due then: the earliest of what the customer was pledged, was promised, and can be told at all. */
static void put_deadline(struct arena *arena, struct why_said *said, const struct why *why)
{
	const struct conversation *conv = why->conv;
	char target[TIME_TEXT];

	put_due(arena, said, why);
	if (conv->due_of == DEADLINE_PROMISE) {
		put(arena, said, N_(": promised for %s"), when(arena, conv->promise_ms, why->now_ms), NULL);
		put_event(arena, said, N_(" at %s"), &why->promise, why->now_ms);
	} else if (conv->due_of == DEADLINE_WINDOW) {
		put(arena, said, N_(": the network takes an answer until %s, so long after the customer wrote last"),
			when(arena, conv->window_ms, why->now_ms), NULL);
	} else {
		put(arena, said, N_(": waits since %s, target %s"), when(arena, conv->wait_ms, why->now_ms),
			arena_copy(arena, duration_format(why->target_ms, target)));
		if (why->schedule != NULL)
			put(arena, said, N_(" in the hours of %s"), why->schedule, NULL);
	}
}

/* It decides within the minute that the row shows. */
static void put_priority(struct arena *arena, struct why_said *said, const struct conversation *conv)
{
	enum priority priority = marks_priority(conv->marks);

	if (priority == PRIORITY_HIGH)
		put(arena, said, N_("; of high priority: before all that is due in that minute"), NULL, NULL);
	else if (priority == PRIORITY_LOW)
		put(arena, said, N_("; of low priority: behind all that is due in that minute"), NULL, NULL);
}

static const char *over_template(enum status status)
{
	return status == STATUS_RESOLVED ? N_("nobody waits: resolved since %s")
		: status == STATUS_CLOSED ? N_("nobody waits: closed since %s")
		: status == STATUS_ON_HOLD ? N_("nobody waits: on hold since %s") : NULL;
}

static void put_idle(struct arena *arena, struct why_said *said, const struct why *why)
{
	const struct conversation *conv = why->conv;
	const char *over = over_template(conv->status);

	if (conv->status == STATUS_SNOOZED && conv->snoozed_until == 0)
		put(arena, said, N_("nobody waits: snoozed until the customer writes"), NULL, NULL);
	else if (conv->status == STATUS_SNOOZED)
		put(arena, said, N_("nobody waits: snoozed until %s"), when(arena, conv->snoozed_until, why->now_ms), NULL);
	else if (over != NULL && why->status.at_ms != 0)
		put_event(arena, said, over, &why->status, why->now_ms);
	else if (why->answer.at_ms != 0)
		put_event(arena, said, N_("nobody waits: answered %s"), &why->answer, why->now_ms);
	else
		put(arena, said, N_("nobody waits: nothing asks for an answer since %s"),
			when(arena, conv->last_ms, why->now_ms), NULL);
}

static const char *text_of(struct arena *arena, const struct why_said *said)
{
	const char *text = "";

	for (size_t i = 0; i < said->count; i++) {
		const char *part = said->parts[i].template;

		for (size_t k = 0; k < WHY_ARGS && said->parts[i].args[k] != NULL; k++)
			part = message_put(arena, part, said->parts[i].args[k]);
		text = arena_printf(arena, "%s%s", text, part);
	}
	return text;
}

struct why_said why_say(struct arena *arena, const struct why *why)
{
	const struct conversation *conv = why->conv;
	int64_t rank = conversation_rank(conv);
	struct why_said said = { 0 };

	if (rank >= RANK_SPAM) {
		put_event(arena, &said, N_("spam since %s"), &why->spam, why->now_ms);
	} else if (rank >= 0 && (conv->marks & MARK_MUTED) != 0) {
		put_event(arena, &said, N_("muted since %s"), &why->muted, why->now_ms);
	} else {
		if (rank < 0) {
			put_event(arena, &said, N_("urgent since %s"), &why->urgent, why->now_ms);
			put(arena, &said, N_("; "), NULL, NULL);
		}
		if (conv->due_ms != 0) {
			put_deadline(arena, &said, why);
			put_priority(arena, &said, conv);
		} else {
			put_idle(arena, &said, why);
		}
	}
	said.text = text_of(arena, &said);
	return said;
}
