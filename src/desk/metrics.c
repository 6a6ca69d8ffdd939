/* SPDX-License-Identifier: ISC */
/*
 * What the desk measures its queue by, kept ready, and what follows when it
 * changes: due times.  Those of the first who wait are settled in the same
 * transaction; an alarm does the rest in slices, so that nobody waits for it
 * and a desk that was killed goes on where it was.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/desk/account.h"
#include "guichet/desk/desk.h"
#include "guichet/desk/schedule.h"
#include "guichet/model/settings.h"
#include "guichet/store/people.h"
#include "family.h"

/* Of the past what somebody may still wait since, of the future what a target may reach. */
#define READY_PAST_MS (INT64_C(400) * ZONE_DAY_MS)
#define READY_FUTURE_MS (INT64_C(800) * ZONE_DAY_MS)
/* Due when nobody ever opens again: the year 2200, which sorts behind everybody and before nobody. */
#define DUE_NEVER_MS INT64_C(7258118400000)
#define META_SETTLED "due_settled"	/* meta: the last conversation whose due time was settled */

enum { SLICE_LEAST = 20, SLICE_MOST = 500 };	/* conversations; least: whatever else its transaction has done */

void metrics_drop(struct desk *desk)
{
	arena_destroy(desk->metrics_arena);
	desk->metrics_arena = NULL;
	desk->metrics = NULL;
}

err_t desk_metrics(struct desk *desk, const struct metric_settings **out)
{
	int64_t now_ms = clock_now(desk->clock);
	struct metric_settings *settings = NULL;
	struct arena *arena;
	err_t err;

	if (desk->metrics == NULL) {
		arena = arena_create();
		err = read_metric_settings(&desk->reader, arena, 0, now_ms - READY_PAST_MS, now_ms + READY_FUTURE_MS, &settings);
		if (err != NULL) {
			arena_destroy(arena);
			return err;
		}
		desk->metrics_arena = arena;
		desk->metrics = settings;
	}
	*out = desk->metrics;
	return NULL;
}

const struct zone *desk_calendar(struct desk *desk)
{
	const struct metric_settings *settings = NULL;

	return desk_metrics(desk, &settings) == NULL ? settings_zone(settings, 0, INT64_MAX) : NULL;
}

/* risk: when a quarter of it is left, in the same hours. */
static int64_t wait_due(const struct metric_settings *settings, const struct wait *wait, bool risk)
{
	int64_t target_ms = settings_target(settings, wait->account, wait->surface, wait->start_ms);
	int64_t due_ms = schedule_due(settings_schedule(settings, wait->account, wait->team), wait->start_ms,
		risk ? risk_after(target_ms) : target_ms);

	return due_ms < DUE_NEVER_MS ? due_ms : DUE_NEVER_MS;
}

const struct wait *waits_open(const struct wait *waits, size_t count)
{
	const struct wait *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (waits[i].outcome == WAIT_OPEN && (first == NULL || waits[i].start_ms < first->start_ms))
			first = &waits[i];
	return first;
}

void conversation_open(struct conversation *conv, const struct wait *open, const struct metric_settings *settings)
{
	conv->wait_ms = open == NULL ? 0 : open->start_ms;
	conversation_deadline(conv, open == NULL ? 0 : wait_due(settings, open, false),
		open == NULL ? 0 : wait_due(settings, open, true));
}

void conversation_promised(struct conversation *conv, const struct promise *open)
{
	conv->promise_ms = open == NULL ? 0 : open->due_ms;
	conv->promised_ms = open == NULL ? 0 : open->made_ms;
}

void conversation_last_heard(struct conversation *conv, const struct event *events, size_t count, int64_t as_of_ms)
{
	char text[8];

	conv->heard_ms = 0;
	for (size_t i = 0; i < count; i++)
		if (events[i].kind == EVENT_MESSAGE_IN && event_time(&events[i]) > conv->heard_ms &&
		    (as_of_ms == 0 || events[i].recv_ms <= as_of_ms) &&
		    event_detail(&events[i], "request", text, sizeof(text)) == NULL)
			conv->heard_ms = event_time(&events[i]);
}

err_t conversation_window(struct store *store, struct arena *arena, struct conversation *conv)
{
	const char *caps = NULL;
	err_t err = store_account_caps(store, arena, conv->account, &caps);
	int64_t length = err != NULL || caps == NULL ? 0 : settings_int(caps, CAP_WINDOW, 0);

	conv->window_ms = length > 0 && conv->heard_ms > 0 ? conv->heard_ms + length : 0;
	return err;
}

/* ---- due times, a slice at a time */

static err_t due_settle(struct desk *desk, const struct metric_settings *settings, const struct waiting_row *row)
{
	const struct wait_rules rules = settings_rules(settings);
	struct stored_conversation stored;
	struct conversation conv;
	bool found = false;
	int64_t *at = map_find(&desk->touched_ids, &row->id, sizeof(row->id));
	struct wait *waits = NULL;
	size_t count = 0;
	const struct wait *open = NULL;
	int64_t family = 0;
	err_t err = store_family(desk->store, row->id, &family);

	if (err == NULL)
		err = store_conversation(desk->store, desk->arena, row->id, &stored, &found);
	if (err != NULL || !found)
		return err;
	conv = stored.conv;
	err = conversation_window(desk->store, desk->arena, &conv);
	if (err == NULL && family != 0)
		err = family_open(desk->store, desk->arena, &(struct kinship){ .conversation = row->id,
			.family = family }, &rules, &open);
	else if (err == NULL)
		err = store_waits(desk->store, desk->arena, row->id, &waits, &count);
	if (err != NULL)
		return err;
	conversation_open(&conv, family != 0 ? open : waits_open(waits, count), settings);
	if (conv.wait_ms != row->wait_ms || (conv.due_ms == row->due_ms && conv.risk_ms == row->risk_ms &&
	    conv.due_of == stored.conv.due_of && conv.window_ms == stored.conv.window_ms))
		return NULL;
	if (at != NULL) {
		desk->touched[*at]->row.conv.due_of = conv.due_of;
		desk->touched[*at]->row.conv.due_ms = conv.due_ms;
		desk->touched[*at]->row.conv.risk_ms = conv.risk_ms;
		desk->touched[*at]->row.conv.window_ms = conv.window_ms;
	}
	return store_conversation_due(desk->store, &conv);
}

err_t metrics_settle(struct desk *desk)
{
	const struct metric_settings *settings = NULL;
	struct waiting_row *rows = NULL;
	size_t count = 0, done = 0;
	err_t err = desk_metrics(desk, &settings);

	if (err == NULL)
		err = store_waiting(desk->store, desk->arena, meta_int(desk->store, META_SETTLED, 0), SLICE_MOST, &rows,
			&count);
	while (err == NULL && done < count && (done < SLICE_LEAST || !desk_slice_over(desk)))
		err = due_settle(desk, settings, &rows[done++]);
	if (err != NULL)
		return err;
	desk_note_change(desk, CHANGE_CONVERSATION, 0);
	if (done == count && count < SLICE_MOST)
		return store_alarm_drop(desk->store, ALARM_DUE, 0);
	err = meta_int_set(desk, META_SETTLED, rows[done - 1].id);
	return err != NULL ? err : store_alarm_set(desk->store, ALARM_DUE, 0, clock_now(desk->clock) + desk_rest_ms(desk));
}

err_t metrics_changed(struct desk *desk)
{
	err_t err = desk_settle(desk);

	metrics_drop(desk);
	if (err == NULL)
		err = meta_int_set(desk, META_SETTLED, 0);
	return err != NULL ? err : metrics_settle(desk);
}

int64_t desk_target(struct desk *desk)
{
	const struct metric_settings *settings = NULL;

	if (desk_metrics(desk, &settings) != NULL)
		return TARGET_DEFAULT_MS;
	return settings_target(settings, 0, SURFACE_PUBLIC, clock_now(desk->clock));
}
