/* SPDX-License-Identifier: ISC */
/* Why a row stands where it stands: what its ledger says last of each thing, for model/why.h to put in words. */
#include "guichet/model/why.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/desk/schedule.h"
#include "guichet/model/settings.h"
#include "promise.h"

static const char *name_of(struct reader *reader, struct arena *arena, const struct event *event)
{
	struct agent agent;
	bool found = false;

	if (event->actor == 0 ||
	    store_agent(reader->store, arena, event->actor, &agent, &found) != NULL || !found)
		return NULL;
	return agent.name;
}

static void tell(struct reader *reader, struct arena *arena, const struct event *event, struct why_event *out)
{
	char reason[512];

	*out = (struct why_event){ .at_ms = event_time(event), .who = name_of(reader, arena, event),
		.reason = arena_copy(arena, event_detail(event, "reason", reason, sizeof(reason))) };
}

static bool is_answer(const struct event *event)
{
	return event->kind == EVENT_MESSAGE_OUT &&
		(event->actor_kind == ACTOR_HUMAN || event->actor_kind == ACTOR_EXTERNAL);
}

static err_t promise_tell(struct reader *reader, struct arena *arena, const struct event *events, size_t count,
	struct why *why)
{
	const struct wait_rules rules = wait_rules_default();
	const struct promise *open;
	struct wait_result result;

	wait_reduce(arena, events, count, &rules, 0, &result);
	open = promises_open(result.promises, result.promise_count);
	for (size_t i = 0; open != NULL && i < count; i++)
		if (events[i].seq == open->seq) {
			tell(reader, arena, &events[i], &why->promise);
			return promise_words(reader->store, arena, open->seq, events[i].detail, &why->promise.reason);
		}
	return NULL;
}

err_t read_why(struct reader *reader, struct arena *arena, int64_t conversation, int64_t now_ms,
	struct why_said *out)
{
	struct list_row row;
	struct event *events = NULL;
	size_t count = 0;
	struct why why = { .now_ms = now_ms };
	struct metric_settings *settings = NULL;
	struct united united;
	struct wait *waits = NULL;
	const struct wait *open;
	size_t wait_count = 0;
	err_t err = read_united(reader, arena, &conversation, &united);

	if (err == NULL)
		err = read_row(reader, arena, conversation, &row);
	if (err == NULL)
		err = whole_events(reader->store, arena, &row.conv, &events, &count);
	if (err != NULL)
		return err;
	err = read_metric_settings(reader, arena, 0, 0, 0, &settings);
	if (err == NULL)
		err = store_waits(reader->store, arena, conversation, &waits, &wait_count);
	if (err != NULL)
		return err;
	open = waits_open(waits, wait_count);
	why.conv = &row.conv;
	why.target_ms = settings_target(settings, row.conv.account,
		row.conv.visibility >= VIS_GROUP ? SURFACE_PRIVATE : SURFACE_PUBLIC, row.conv.wait_ms);
	why.schedule = settings_schedule_name(settings, row.conv.account, open == NULL ? 0 : open->team,
		row.conv.wait_ms);
	for (size_t i = 0; i < count; i++) {
		const struct event *event = &events[i];

		if (event->kind == EVENT_URGENT)
			tell(reader, arena, event, &why.urgent);
		else if (event->kind == EVENT_MUTED)
			tell(reader, arena, event, &why.muted);
		else if (event->kind == EVENT_SPAM)
			tell(reader, arena, event, &why.spam);
		else if (event->kind == EVENT_STATUS)
			tell(reader, arena, event, &why.status);
		else if (is_answer(event))
			tell(reader, arena, event, &why.answer);
	}
	err = promise_tell(reader, arena, events, count, &why);
	if (err == NULL)
		*out = why_say(arena, &why);
	return err;
}
