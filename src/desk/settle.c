/* SPDX-License-Identifier: ISC */
/*
 * What a transaction leaves behind in each conversation that it touched: the
 * row, and the waits computed anew from the ledger.  Only rows that differ
 * are written.  A new conversation is inserted here, once, with its final
 * values; its waits come from events still in memory.
 */
#include "family.h"
#include "route.h"
#include "promise.h"
#include "rule_watch.h"
#include "segments.h"
#include "tally.h"

#include <inttypes.h>
#include <string.h>

struct touched *conversation_touched(struct desk *desk, const struct stored_conversation *row,
	bool is_new)
{
	struct touched *touched = arena_alloc(desk->arena, sizeof(*touched));

	touched->row = *row;
	touched->is_new = is_new;
	touched->was = row->conv;
	touched->stored = !is_new;
	desk->touched = list_grow(desk->arena, desk->touched, desk->touched_count,
		sizeof(struct touched *));
	map_put(&desk->touched_ids, desk->arena, &row->conv.id, sizeof(row->conv.id),
		(int64_t)desk->touched_count);
	desk->touched[desk->touched_count++] = touched;
	return touched;
}

err_t conversation_touch(struct desk *desk, int64_t id, struct touched **out)
{
	int64_t *at = map_find(&desk->touched_ids, &id, sizeof(id));
	struct stored_conversation row;
	bool found = false;
	err_t err;

	if (at != NULL) {
		*out = desk->touched[*at];
		return NULL;
	}
	err = store_conversation(desk->store, desk->arena, id, &row, &found);
	if (err == NULL && found && desk->actor.scope != NULL)	/* what is hidden is not there */
		err = read_seen(&desk->reader, desk->arena, &desk->actor, id, &found);
	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no conversation #%" PRId64, id);
	if (err == NULL)
		*out = conversation_touched(desk, &row, false);
	return err;
}

void conversation_dirty(struct desk *desk, struct touched *touched)
{
	touched->dirty = true;
	if (!touched->counted) {
		touched->counted = true;
		touched->row.conv.rev++;
		desk_note_change(desk, CHANGE_CONVERSATION, touched->row.conv.id);
		if (touched->row.conv.root != 0)	/* who looks sees the whole */
			desk_note_change(desk, CHANGE_CONVERSATION, touched->row.conv.root);
	}
}

static err_t waits_write(struct desk *desk, int64_t id, bool is_new, const struct wait_result *result)
{
	struct wait *old = NULL;
	size_t old_count = 0;
	err_t err = NULL;

	if (!is_new)
		err = store_waits(desk->store, desk->arena, id, &old, &old_count);
	if (err == NULL)
		err = segments_spoil_waits(desk, old, old_count, result);
	for (size_t i = 0; err == NULL && i < result->wait_count; i++) {
		if (i < old_count && wait_equal(&old[i], &result->waits[i]))
			continue;
		desk->derived_written++;
		err = store_wait_set(desk->store, i, &result->waits[i]);
	}
	if (err != NULL || old_count <= result->wait_count)
		return err;
	desk->derived_written++;
	return store_wait_cut(desk->store, id, result->wait_count);
}

static err_t cases_write(struct desk *desk, int64_t id, bool is_new, const struct wait_result *result)
{
	struct wait_case *old = NULL;
	size_t old_count = 0;
	err_t err = NULL;

	if (!is_new)
		err = store_cases(desk->store, desk->arena, id, &old, &old_count);
	if (err == NULL)
		err = segments_spoil_cases(desk, old, old_count, result);
	for (size_t i = 0; err == NULL && i < result->case_count; i++) {
		if (i < old_count && case_equal(&old[i], &result->cases[i]))
			continue;
		desk->derived_written++;
		err = store_case_set(desk->store, &result->cases[i]);
	}
	if (err != NULL || old_count <= result->case_count)
		return err;
	desk->derived_written++;
	return store_case_cut(desk->store, id, (int64_t)result->case_count);
}

static err_t promises_write(struct desk *desk, int64_t id, bool is_new, const struct wait_result *result)
{
	struct promise *old = NULL;
	size_t old_count = 0;
	err_t err = is_new ? NULL : store_promises(desk->store, desk->arena, id, &old, &old_count);

	for (size_t i = 0; err == NULL && i < result->promise_count; i++)
		if (i >= old_count || !promise_equal(&old[i], &result->promises[i]))
			err = store_promise_set(desk->store, i, &result->promises[i]);
	if (err != NULL || old_count <= result->promise_count)
		return err;
	return store_promise_cut(desk->store, id, result->promise_count);
}

err_t result_write(struct desk *desk, int64_t conversation, bool is_new, const struct wait_result *result)
{
	err_t err = waits_write(desk, conversation, is_new, result);

	if (err == NULL)
		err = cases_write(desk, conversation, is_new, result);
	return err != NULL ? err : promises_write(desk, conversation, is_new, result);
}

static err_t waits_compute(struct desk *desk, struct touched *touched)
{
	const struct conversation *conv = &touched->row.conv;
	struct event *events = touched->fresh;
	size_t count = touched->fresh_count;
	const struct metric_settings *settings = NULL;
	struct wait_rules rules;
	struct wait_result result;
	err_t err = desk_metrics(desk, &settings);

	if (err == NULL && !touched->is_new)
		err = store_events(desk->store, desk->arena, conv->account, conv->id, &events,
			&count);
	if (err != NULL)
		return err;
	rules = settings_rules(settings);
	wait_reduce(desk->arena, events, count, &rules, 0, &result);
	conversation_promised(&touched->row.conv, promises_open(result.promises, result.promise_count));
	conversation_last_heard(&touched->row.conv, events, count, 0);
	err = conversation_window(desk->store, desk->arena, &touched->row.conv);
	conversation_open(&touched->row.conv, waits_open(result.waits, result.wait_count), settings);
	return err != NULL ? err : result_write(desk, conv->id, touched->is_new, &result);
}

/* What was ever united is reckoned together, and first: it may touch others. */
static err_t families_settle(struct desk *desk)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < desk->touched_count; i++) {
		const struct touched *touched = desk->touched[i];
		int64_t family = 0;

		if (!touched->has_events || touched->united)
			continue;
		err = store_family(desk->store, touched->row.conv.id, &family);
		if (err == NULL && family != 0)
			err = family_settle(desk, family);
	}
	return err;
}

/* Who acts on a conversation has seen that a note in it names them. */
static err_t acted(struct desk *desk, const struct touched *touched)
{
	if (desk->actor.agent == 0 || desk->actor.origin != ORIGIN_HUMAN)
		return NULL;
	return store_mention_seen(desk->store, desk->actor.agent, touched->row.conv.id);
}

/* What a list is ordered or narrowed by; the row's own change was counted. */
static bool place_differs(const struct touched *touched)
{
	const struct conversation *was = &touched->was, *is = &touched->row.conv;

	return !touched->anew || touched->counted || was->wait_ms != is->wait_ms || was->due_ms != is->due_ms ||
		was->risk_ms != is->risk_ms || was->promise_ms != is->promise_ms ||
		touched->row.rank != conversation_rank(is);
}

/* Writing a row as it is takes as long as writing another one: all its places in the queue are found again. */
static err_t row_write(struct desk *desk, struct tally *tally, struct touched *touched)
{
	const struct conversation *was = &touched->was, *is = &touched->row.conv;
	err_t err;

	if (!place_differs(touched))
		return was->due_of == is->due_of && was->promised_ms == is->promised_ms && was->heard_ms == is->heard_ms &&
			was->window_ms == is->window_ms ? NULL : store_conversation_beside(desk->store, is);
	err = touched->is_new ? store_conversation_add(desk->store, &touched->row)
		: store_conversation_set(desk->store, &touched->row,
			!touched->stored || touched->was.assignee != touched->row.conv.assignee);
	return err != NULL ? err : tally_row(desk, tally, touched);
}

err_t desk_settle(struct desk *desk)
{
	struct rule_watch watch = { 0 };
	struct route_watch routes = { 0 };
	struct tally tally = { 0 };
	err_t err = desk->touched_count > 0 ? rule_watch_begin(desk, &watch) : NULL;

	if (err == NULL && desk->touched_count > 0)
		err = route_watch_begin(desk, &routes);
	if (err == NULL)
		err = families_settle(desk);

	for (size_t i = 0; err == NULL && i < desk->touched_count; i++) {
		struct touched *touched = desk->touched[i];

		if (touched->dirty && touched->has_events && !touched->united)
			err = waits_compute(desk, touched);
		touched->united = false;
		if (!touched->dirty)
			continue;
		if (err == NULL)
			err = promise_watch(desk, touched);
		if (err == NULL && touched->has_events)
			err = rule_wait_changed(desk, &watch, &touched->row.conv);
		if (err == NULL)
			err = route_watch(desk, &routes, touched);
		if (err == NULL)
			err = segments_spoil_place(desk, touched);
		if (err == NULL)
			err = row_write(desk, &tally, touched);
		if (err == NULL)
			err = acted(desk, touched);
		touched->is_new = touched->dirty = touched->has_events = touched->retagged = touched->heard = false;
		touched->anew = false;
		touched->fresh_count = 0;
	}
	return err != NULL ? err : tally_end(desk, &tally);
}
