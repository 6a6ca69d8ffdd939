/* SPDX-License-Identifier: ISC */
/*
 * What rules have yet to look at.  A customer's message is noted when it
 * comes in; a wait is watched from the transaction that began it, with one
 * alarm for the next duration that a rule names.  Both are rows in the
 * database, written with what brought them, so nothing is forgotten when the
 * server dies and nothing is looked at twice.
 */
#include "guichet/desk/rule.h"

#include "rule_watch.h"

err_t rule_watch_begin(struct desk *desk, struct rule_watch *out)
{
	return store_rule_counts(desk->store, &out->messages, &out->waits);
}

err_t rule_message_in(struct desk *desk, const struct rule_watch *watch, int64_t conversation, int64_t message)
{
	const struct rule_due due = { .conversation = conversation, .message = message };

	return watch->messages > 0 ? store_rule_due_add(desk->store, &due) : NULL;
}

/* The alarm of the next duration that somebody who waits gets to. */
static err_t wait_alarm(struct desk *desk, const struct rule_wait *wait)
{
	int64_t next_ms = 0;
	err_t err = store_rule_next_wait(desk->store, wait->done_ms, &next_ms);

	if (err == NULL && next_ms > 0)
		return store_alarm_set(desk->store, ALARM_RULE, wait->conversation, wait->wait_ms + next_ms);
	return err != NULL ? err : store_alarm_drop(desk->store, ALARM_RULE, wait->conversation);
}

static err_t wait_forget(struct desk *desk, int64_t conversation)
{
	err_t err = store_alarm_drop(desk->store, ALARM_RULE, conversation);

	return err != NULL ? err : store_rule_wait_drop(desk->store, conversation);
}

/* A wait that a rule brought about is none of theirs. */
err_t rule_wait_changed(struct desk *desk, const struct rule_watch *watch, const struct conversation *conv)
{
	struct rule_wait wait = { 0 };
	bool found = false;
	err_t err;

	if (watch->waits == 0)
		return NULL;
	if (conv->wait_ms == 0)
		return wait_forget(desk, conv->id);
	err = store_rule_wait(desk->store, conv->id, &wait, &found);
	if (err != NULL || (found && wait.wait_ms == conv->wait_ms) || desk->actor.origin == ORIGIN_RULE)
		return err;
	wait = (struct rule_wait){ .conversation = conv->id, .wait_ms = conv->wait_ms, .known_ms = desk->now_ms };
	err = store_rule_wait_set(desk->store, &wait);
	return err != NULL ? err : wait_alarm(desk, &wait);
}

err_t rule_wait_over(struct desk *desk, int64_t conversation)
{
	struct stored_conversation row;
	struct rule_wait wait = { 0 };
	struct rule_due due;
	bool found = false, known = false;
	err_t err = store_conversation(desk->store, desk->arena, conversation, &row, &found);

	if (err == NULL)
		err = store_rule_wait(desk->store, conversation, &wait, &known);
	if (err != NULL)
		return err;
	if (!found || !known || row.conv.wait_ms != wait.wait_ms)
		return wait_forget(desk, conversation);
	due = (struct rule_due){ .conversation = conversation, .message = row.newest, .wait_ms = wait.wait_ms,
		.known_ms = wait.known_ms, .from_ms = wait.done_ms, .to_ms = desk->now_ms - wait.wait_ms };
	err = store_rule_due_add(desk->store, &due);
	wait.done_ms = due.to_ms;
	if (err == NULL)
		err = store_rule_wait_set(desk->store, &wait);
	desk_note_change(desk, CHANGE_CONVERSATION, conversation);	/* whoever runs rules listens */
	return err != NULL ? err : wait_alarm(desk, &wait);
}

/* ---- looking at it */

err_t desk_rule_due(struct desk *desk, struct arena *arena, size_t limit, struct rule_due **out, size_t *count)
{
	return store_rule_due(desk->store, arena, limit, out, count);
}

/* Of a wait: the duration lies in this step, and it became so long, as far as we knew, while the rule was there. */
static bool is_about(const struct rule_row *rule, const struct rule_due *due)
{
	int64_t reached_ms = due->wait_ms + rule->wait_ms;

	if (due->wait_ms == 0 || rule->wait_ms == 0)
		return due->wait_ms == 0 && rule->wait_ms == 0;
	if (reached_ms < due->known_ms)
		reached_ms = due->known_ms;
	return rule->wait_ms > due->from_ms && rule->wait_ms <= due->to_ms && reached_ms >= rule->since_ms;
}

err_t desk_rule_matches(struct desk *desk, struct arena *arena, const struct rule *rule,
	const struct query_sql *sql, const struct rule_due *due, bool *out)
{
	struct stored_conversation row;
	bool found = true;
	err_t err = NULL;

	*out = false;
	if (!is_about(&rule->row, due))
		return NULL;
	if (due->wait_ms != 0)		/* answered meanwhile: nobody waits */
		err = store_conversation(desk->store, arena, due->conversation, &row, &found);
	if (err != NULL || !found || (due->wait_ms != 0 && row.conv.wait_ms != due->wait_ms))
		return err;
	return store_matches(desk->store, sql, due->conversation, due->message, out);
}

err_t desk_rule_row(struct desk *desk, struct arena *arena, int64_t conversation, struct list_row *out)
{
	err_t err = desk->open ? desk_settle(desk) : NULL;

	return err != NULL ? err : read_row(&desk->reader, arena, conversation, out);
}

err_t desk_rule_looked(struct desk *desk, int64_t last)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, store_rule_due_drop(desk->store, last));
}

err_t desk_rule_ran(struct desk *desk, const struct rule_run *run)
{
	bool added;
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, store_rule_run_add(desk->store, run, &added));
}
