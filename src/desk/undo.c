/* SPDX-License-Identifier: ISC */
/*
 * A step back is read from the lines that the journal kept, held against how
 * things are now, and only then done, in one transaction, as the agent's own
 * new change.  A reply of theirs that still counts down goes before whatever
 * they did since: in a moment nothing could take it back.
 */
#include "guichet/desk/undo.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/desk/omit.h"
#include "guichet/desk/reply.h"
#include "guichet/desk/triage.h"
#include "guichet/model/settings.h"
#include "contact.h"
#include "draft.h"
#include "handover.h"
#include "promise.h"
#include "steps.h"
#include "unite.h"

/* That a row of the ledger gave, or NULL. */
static err_t reason_of(struct desk *desk, int64_t seq, const char **reason)
{
	const char *detail = NULL;
	err_t err = seq == 0 ? NULL : store_event_detail(desk->store, desk->arena, seq, &detail);

	if (err == NULL && detail != NULL)
		*reason = settings_get(desk->arena, detail, "reason");
	return err;
}

static err_t mark_restore(struct desk *desk, struct touched *touched, const struct step *step)
{
	const char *reason = NULL;
	err_t err = reason_of(desk, step->seq, &reason);

	return err != NULL ? err : conversation_mark(desk, touched, (unsigned)step->became,
		step->kind == STEP_UNMARK, reason, entry_by_actor(desk, EVENT_STATUS));
}

static err_t status_restore(struct desk *desk, struct touched *touched, const struct step *step)
{
	const char *reason = NULL;
	err_t err = reason_of(desk, step->seq, &reason);

	if (err == NULL)
		err = conversation_status(desk, touched, (enum status)step->was, step->was_until, reason,
			entry_by_actor(desk, EVENT_STATUS));
	return err;
}

static err_t reply_restore(struct steps *steps, const struct step *step)
{
	struct desk *desk = steps->desk;
	struct outbox_row row;
	err_t err = outbox_load(desk, step->became, &row);

	/* What customers can read leaves by a word that is typed: redo finds this line and says so. */
	str_printf(&desk->inverse, UNREPLY "%" PRId64 " %" PRId64 "\n", step->conversation, step->became);
	if (err != NULL || row.state == OUT_CANCELLED)
		return err;
	err = desk_outbox_cancel(desk, row.id);
	if (err == NULL)
		err = draft_give_back(desk, &row, &steps->lost);
	return err;
}

static err_t act_restore(struct desk *desk, const struct step *step)
{
	str_printf(&desk->inverse, UNACT "%" PRId64 " %" PRId64 "\n", step->conversation, step->became);
	return desk_outbox_cancel(desk, step->became);
}

static err_t note_restore(struct desk *desk, struct touched *touched, const struct step *step)
{
	bool withdraw = step->kind == STEP_NOTE, found = false;
	struct entry entry = entry_by_actor(desk, withdraw ? EVENT_NOTE_WITHDRAWN : EVENT_NOTE);
	struct stored_message row;
	err_t err = store_message(desk->store, desk->arena, step->became, &row, &found);

	if (err != NULL || !found)
		return err;
	entry.subject = step->seq;
	inverse_note(desk, step->conversation, step->became, step->seq, !withdraw);
	err = store_note_withdrawn(desk->store, &row, withdraw);
	if (err == NULL)
		err = withdraw ? mentions_withdraw(desk, step->conversation, row.message.text)
			: mentions_note(desk, step->conversation, row.message.text);
	return err != NULL ? err : ledger_append(desk, touched, 0, &entry, NULL);
}

static err_t exclude_restore(struct desk *desk, const struct step *step)
{
	const char *reason = NULL;
	err_t err = reason_of(desk, step->seq, &reason);

	return err != NULL ? err : desk_exclude(desk, step->conversation, step->kind == STEP_INCLUDE, reason);
}

static err_t draft_put(struct desk *desk, const struct step *step)
{
	return step->was_text == NULL ? desk_draft_drop(desk, step->conversation)
		: desk_draft_save(desk, step->conversation, step->was_text);
}

static err_t step_take(struct steps *steps, const struct step *step)
{
	struct desk *desk = steps->desk;
	struct touched *touched;
	err_t err = step->kind == STEP_SETTING ? dated_restore(desk, step)
		: conversation_touch(desk, step->conversation, &touched);

	if (err != NULL || step->kind == STEP_SETTING)
		return err;
	switch (step->kind) {
	case STEP_ASSIGN:
		return conversation_assign(desk, touched, step->was);
	case STEP_STATUS:
		return status_restore(desk, touched, step);
	case STEP_PRIORITY:
		return conversation_priority(desk, touched, (enum priority)step->was, NULL,
			entry_by_actor(desk, EVENT_PRIORITY));
	case STEP_MARK: case STEP_UNMARK:
		return mark_restore(desk, touched, step);
	case STEP_TAG: case STEP_UNTAG:
		return desk_tag(desk, step->conversation, step->tag, step->kind == STEP_UNTAG);
	case STEP_REPLY:
		return reply_restore(steps, step);
	case STEP_MERGE:
		return merge_clear(desk, touched);
	case STEP_UNMERGE:
		return merge_set(desk, touched, step->became);
	case STEP_LINK:
		return link_clear(desk, touched);
	case STEP_UNLINK:
		return link_set(desk, touched, step->became, entry_by_actor(desk, EVENT_LINKED));
	case STEP_ACT:
		return act_restore(desk, step);
	case STEP_NOTE: case STEP_UNNOTE:
		return note_restore(desk, touched, step);
	case STEP_EXCLUDE: case STEP_INCLUDE:
		return exclude_restore(desk, step);
	case STEP_HANDOVER:
		return handover_back(desk, touched, step->was, step->became, (enum handover_state)step->seq);
	case STEP_PERSON:
		return person_set(desk, touched, (struct person_change){ step->identity, step->was, 0 });
	case STEP_ABOUT:
		return person_note_set(desk, touched, step->identity, step->was_text);
	case STEP_PROMISE:
		return promise_restore(desk, touched, step);
	case STEP_DRAFT:
		return draft_put(desk, step);
	case STEP_FILES:
		return draft_files_restore(desk, step->conversation, step->was_text, &steps->lost);
	case STEP_SETTING: case STEP_KINDS:
		break;
	}
	return NULL;
}

static bool holds(const struct undone *done, int64_t id)
{
	for (size_t i = 0; i < done->count; i++)
		if (done->ids[i] == id)
			return true;
	return false;
}

err_t steps_take(struct steps *steps, const struct undone *done)
{
	struct desk *desk = steps->desk;
	err_t err = NULL;

	desk->taking = (struct taking){ .entry = steps->entry.id, .about = done->call,
		.again = strcmp(steps->verb, "redo") == 0 };
	for (size_t i = 0; err == NULL && i < steps->count; i++)
		if (holds(done, steps->list[i].conversation))
			err = step_take(steps, &steps->list[i]);
	return err;
}

/* ---- what still counts down */

/* Queued, not tried yet, and not due: the row of the outbox that the step would take back. */
static err_t is_leaving(const struct steps *steps, bool *leaving)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < steps->count; i++) {
		struct outbox_row row;

		if (steps->list[i].kind != STEP_REPLY)
			continue;
		err = outbox_load(steps->desk, steps->list[i].became, &row);
		if (err_is(err, ERR_NOT_FOUND)) {	/* in an account that is its agent's no more: nothing of it is said */
			err = NULL;
			continue;
		}
		if (err == NULL && row.state == OUT_QUEUED && row.attempt == 0 && row.not_before_ms > steps->desk->now_ms)
			*leaving = true;
	}
	return err;
}

/* The newest of the agent's replies that is on its way out, whatever was done behind it. */
static err_t leaving_find(const struct steps *steps, struct journal_row *out, bool *found)
{
	struct desk *desk = steps->desk;
	struct journal_row *rows = NULL;
	size_t count = 0;
	err_t err = store_journal_recent(desk->store, desk->arena, desk->actor.agent, "reply",
		desk->now_ms - UNDO_SEND_MOST_MS, &rows, &count);

	for (size_t i = 0; err == NULL && !*found && i < count; i++) {
		struct steps reply = { .desk = desk, .arena = desk->arena, .entry = rows[i] };

		err = steps_parse(&reply);
		if (err == NULL)
			err = is_leaving(&reply, found);
		if (err == NULL && *found)
			*out = rows[i];
	}
	return err;
}

static bool takes_reply(const struct steps *steps, const struct undone *done)
{
	for (size_t i = 0; i < steps->count; i++)
		if (steps->list[i].kind == STEP_REPLY && holds(done, steps->list[i].conversation))
			return true;
	return false;
}

/* Resolved behind the reply, or by it: it would be out of sight with nobody's answer. */
static err_t resolved_find(const struct steps *steps, struct undone *done)
{
	struct touched *touched = NULL;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && done->reply && i < done->count; i++) {
		err = done->ids[i] == 0 ? NULL : conversation_touch(steps->desk, done->ids[i], &touched);
		if (err == NULL && touched != NULL && touched->row.conv.status == STATUS_RESOLVED)
			done->resolved = true;
	}
	return err;
}

static err_t go(struct steps *steps, struct undo_wish wish, struct undone *out)
{
	struct undone done = { .at_ms = steps->entry.at_ms,
		.call = arena_copy(steps->arena, steps->entry.undoes == 0 ? steps->entry.call
			: steps->entry.about) };
	bool leaving = false;
	err_t err = steps_parse(steps);

	if (err == NULL && strcmp(steps->verb, "undo") == 0)
		err = is_leaving(steps, &leaving);
	if (err == NULL && leaving)
		err = steps_sift(steps);
	if (err == NULL)
		err = steps_check(steps, wish, &done);
	if (err == NULL && !wish.dry)
		err = steps_take(steps, &done);
	done.reply = err == NULL && takes_reply(steps, &done);
	if (err == NULL)
		err = resolved_find(steps, &done);
	if (err != NULL)
		return err;
	done.lost = steps->lost == NULL ? NULL : arena_copy(steps->arena, steps->lost);
	*out = done;
	return NULL;
}

err_t desk_undo(struct desk *desk, struct arena *arena, struct undo_wish wish, struct undone *out)
{
	struct steps steps = { .desk = desk, .arena = arena, .verb = "undo" };
	bool found = false;
	err_t err = leaving_find(&steps, &steps.entry, &found);

	if (err == NULL && !found)
		err = store_journal_undoable(desk->store, desk->arena, desk->actor.agent, &steps.entry, &found);
	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "undo: there is nothing of yours to take back");
	return err != NULL ? err : go(&steps, wish, out);
}

err_t desk_redo(struct desk *desk, struct arena *arena, struct undo_wish wish, struct undone *out)
{
	struct steps steps = { .desk = desk, .arena = arena, .verb = "redo" };
	bool found = false;
	err_t err = store_journal_redoable(desk->store, desk->arena, desk->actor.agent, &steps.entry,
		&found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "redo: nothing was undone last");
	else if (err == NULL && strstr(steps.entry.inverse, UNACT) != NULL)
		err = err_make(ERR_STATE, "redo: what is done at the network is asked for again by its name");
	else if (err == NULL && strstr(steps.entry.inverse, UNREPLY) != NULL)
		err = err_make(ERR_STATE, "redo: a reply is sent by reply; its text is your draft");
	return err != NULL ? err : go(&steps, wish, out);
}
