/* SPDX-License-Identifier: ISC */
/*
 * Whether a conversation can be put back: nobody else has acted on it since,
 * and what the step changed is still as the step left it.  If not, in words:
 * who it was, what they did, and when.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "contact.h"
#include "guichet/store/contact.h"
#include "draft.h"
#include "promise.h"
#include "steps.h"
#include "unite.h"

enum { CLOSE_UNDO_MS = 60000 };

static const char *ago(const struct steps *steps, int64_t at_ms)
{
	char text[TIME_TEXT];
	int64_t now = steps->desk->now_ms;

	return arena_printf(steps->arena, "%s ago", duration_format(now > at_ms ? now - at_ms : 0, text));
}

static const char *whom(const struct steps *steps, int64_t agent)
{
	return agent == steps->desk->actor.agent ? "you"
		: agent_label(steps->desk, steps->arena, agent);
}

/* The newest thing that somebody else did to it since. */
static err_t colleague_find(const struct steps *steps, int64_t id, const char **why)
{
	struct journal_row *rows = NULL;
	size_t count = 0;
	err_t err = store_journal_since(steps->desk->store, steps->desk->arena, id, steps->entry.id,
		&rows, &count);

	for (size_t i = count; err == NULL && i > 0; i--)
		if (rows[i - 1].agent != steps->desk->actor.agent) {
			*why = arena_printf(steps->arena, "%s %s %s", whom(steps, rows[i - 1].agent),
				journal_deed(&rows[i - 1]), ago(steps, rows[i - 1].at_ms));
			break;
		}
	return err;
}

/* What a change that nobody made by a call is to a person. */
static const char *event_say(const struct steps *steps, const struct event *event)
{
	static const struct { const char *reason, *words; } known[] = {
		{ "customer wrote", "the customer wrote" }, { "snooze is over", "its snooze ended" },
		{ REASON_PROMISE, "a promise fell due" },
		{ "customer edited", "the customer edited a message" },
		{ "replied", "a reply was sent" }, { "answered elsewhere", "it was answered elsewhere" },
	};
	const char *reason = settings_get(steps->desk->arena, event->detail, "reason");

	for (size_t i = 0; event->kind == EVENT_STATUS && i < sizeof(known) / sizeof(known[0]); i++)
		if (str_equal(known[i].reason, reason))
			return arena_printf(steps->arena, "%s %s", known[i].words, ago(steps, event->recv_ms));
	return arena_printf(steps->arena, "%s changed it %s", event->actor == 0 ? "the desk"
		: whom(steps, event->actor), ago(steps, event->recv_ms));
}

static bool is_about(const struct event *event, enum step_kind kind)
{
	if (kind == STEP_STATUS)
		return event->kind == EVENT_STATUS;
	if (kind == STEP_PRIORITY)
		return event->kind == EVENT_PRIORITY;
	if (kind == STEP_MARK || kind == STEP_UNMARK)
		return event->kind == EVENT_URGENT || event->kind == EVENT_CALM ||
			event->kind == EVENT_MUTED || event->kind == EVENT_UNMUTED ||
			event->kind == EVENT_SPAM || event->kind == EVENT_UNSPAM;
	return kind == STEP_ASSIGN &&
		(event->kind == EVENT_ASSIGNED || event->kind == EVENT_UNASSIGNED);
}

/* Made by the desk or the network, or by the sending of our own reply, which no step takes back. */
static bool is_foreign(const struct steps *steps, const struct event *event)
{
	struct arena *arena = steps->desk->arena;

	if (event->actor != steps->desk->actor.agent)
		return true;
	return str_equal(settings_get(arena, event->detail, "reason"), "replied") &&
		settings_get(arena, event->detail, "undoes") == NULL &&
		settings_get(arena, event->detail, "redoes") == NULL;
}

/* A row about that behind the entry which is not ours, or any when the value is not what the step left. */
static err_t change_find(const struct steps *steps, const struct conversation *conv,
	const struct step *step, bool as_left, const char **why)
{
	const struct event *newest = NULL, *foreign = NULL;
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(steps->desk->store, steps->desk->arena, conv->account, conv->id,
		&events, &count);

	for (size_t i = count; err == NULL && foreign == NULL && i > 0 &&
	     events[i - 1].seq > steps->entry.seq; i--) {
		if (!is_about(&events[i - 1], step->kind))
			continue;
		newest = newest == NULL ? &events[i - 1] : newest;
		foreign = is_foreign(steps, &events[i - 1]) ? &events[i - 1] : NULL;
	}
	if (err != NULL || (as_left && foreign == NULL))
		return err;
	newest = foreign != NULL ? foreign : newest;
	*why = newest != NULL ? event_say(steps, newest) : "it is no longer as it was left";
	return NULL;
}

static err_t assign_check(const struct steps *steps, const struct step *step, const char **why)
{
	struct agent agent;
	bool found = false;
	err_t err = step->was == 0 ? NULL
		: store_agent(steps->desk->store, steps->desk->arena, step->was, &agent, &found);

	if (err == NULL && step->was != 0 && (!found || !agent.active))
		*why = arena_printf(steps->arena, "%s has left the desk", whom(steps, step->was));
	return err;
}

static err_t reply_check(const struct steps *steps, const struct step *step, const char **why)
{
	struct outbox_row row;
	err_t err = outbox_load(steps->desk, step->became, &row);

	if (err != NULL)
		return err;
	switch (row.state) {
	case OUT_QUEUED: case OUT_FAILED: case OUT_APPROVAL:
		if (row.part > 0)
			*why = "a part of the reply was sent and cannot be taken back";
		break;
	case OUT_SENT:
		*why = arena_printf(steps->arena, "the reply was sent %s and cannot be taken back",
			ago(steps, row.attempted_ms));
		break;
	case OUT_SENDING:
		*why = "the reply is being sent";
		break;
	case OUT_UNKNOWN:
		*why = "the reply may have been sent";
		break;
	case OUT_CANCELLED: case OUTBOX_STATES:
		break;
	}
	return err;
}

static err_t merge_step_check(const struct steps *steps, const struct step *step, const char **why)
{
	int64_t wanted = step->kind == STEP_MERGE ? step->became : 0;
	struct touched *touched;
	err_t err = conversation_touch(steps->desk, step->conversation, &touched);

	if (err != NULL || touched->row.merged_into == wanted)
		return err;
	if (touched->row.merged_into != 0)
		return merged_say(steps->desk, &touched->row.conv, touched->row.merged_into, why);
	*why = "it is merged no longer";
	return NULL;
}

static err_t link_step_check(const struct steps *steps, const struct step *step, const char **why)
{
	int64_t wanted = step->kind == STEP_LINK ? step->became : 0, began = 0;
	err_t err = store_link_began(steps->desk->store, step->conversation, &began);

	if (err != NULL || began == wanted)
		return err;
	*why = began == 0 ? "it is linked no longer"
		: arena_printf(steps->arena, "it was linked with #%" PRId64 " since", began);
	return NULL;
}

/* What was done is taken back by another act, which is asked for by its name. */
static const char *opposite(const char *act)
{
	static const char *const pairs[][2] = {
		{ "block", "unblock takes it back" }, { "unblock", "block takes it back" },
		{ "hide", "unhide takes it back" }, { "unhide", "hide takes it back" },
		{ "favourite", "unfavourite takes it back" }, { "unfavourite", "favourite takes it back" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (str_equal(pairs[i][0], act))
			return pairs[i][1];
	return "it cannot be taken back";
}

static err_t act_check(const struct steps *steps, const struct step *step, const char **why)
{
	struct outbox_row row;
	err_t err = outbox_load(steps->desk, step->became, &row);

	if (err != NULL)
		return err;
	if (row.state == OUT_SENT)
		*why = arena_printf(steps->arena, "it was done %s; %s", ago(steps, row.attempted_ms), opposite(row.act));
	else if (row.state == OUT_SENDING || row.state == OUT_UNKNOWN)
		*why = arena_printf(steps->arena, "it may have been done; %s", opposite(row.act));
	return NULL;
}

static err_t note_check(const struct steps *steps, const struct step *step, const char **why)
{
	struct stored_message row;
	bool found = false;
	err_t err = store_message(steps->desk->store, steps->desk->arena, step->became, &row, &found);
	enum direction left = step->kind == STEP_NOTE ? DIR_NOTE : DIR_WITHDRAWN;

	if (err == NULL && (!found || row.message.direction != left))
		*why = "it is no longer as it was left";
	return err;
}

/* A draft is its agent's own: what matters is whether they went on writing. */
static err_t draft_check(const struct steps *steps, const struct step *step, const char **why)
{
	const char *draft = NULL, *left = step->became_text != NULL ? step->became_text : "";
	int64_t place;
	err_t err = draft_place(steps->desk->store, steps->desk->arena, step->conversation,
		steps->desk->actor.agent, &place, &draft);

	if (err == NULL && strcmp(draft != NULL ? draft : "", left) != 0)
		*why = "you have written on in the draft since";
	return err;
}

static err_t files_check(const struct steps *steps, const struct step *step, const char **why)
{
	const char *lines = NULL;
	err_t err = draft_files_told(steps->desk, step->conversation, &lines);

	if (err == NULL && !str_equal(step->became_text, "") && !str_equal(step->became_text, lines))
		*why = "you have changed the files of the draft since";
	return err;
}

/* Who a person is concerns no state of the conversation that said it. */
static err_t person_check(const struct steps *steps, const struct step *step, const char **why)
{
	struct store *store = steps->desk->store;
	const char *note = "", *left = step->became_text != NULL ? step->became_text : "";
	int64_t person = 0;
	err_t err = step->kind == STEP_PERSON ? store_contact_person(store, step->identity, &person)
		: store_person_note(store, steps->desk->arena, step->identity, &note);

	if (err == NULL && step->kind == STEP_PERSON ? person != step->became : strcmp(note, left) != 0)
		*why = "what is known of this person was changed since";
	return err;
}

/* Closed is final but for the minute in which figures forgive it (R5), and until the customer begins anew. */
static err_t close_check(const struct steps *steps, const struct conversation *conv, const char **why)
{
	struct stored_conversation newest;
	bool found = false;
	err_t err = store_conversation_find(steps->desk->store, steps->desk->arena, conv->account, conv->thread,
		conv->contact, &newest, &found);

	if (err == NULL && found && newest.conv.id != conv->id)
		*why = arena_printf(steps->arena, "the customer has begun anew in #%" PRId64, newest.conv.id);
	else if (steps->desk->now_ms - steps->entry.at_ms > CLOSE_UNDO_MS)
		*why = arena_printf(steps->arena, "it was closed %s; after a minute that is final",
			ago(steps, steps->entry.at_ms));
	return err;
}

/* A draft, or who its customer is: no colleague's work on the conversation stands in the way. */
static bool is_beside(const struct steps *steps, int64_t id)
{
	bool beside = false;

	for (size_t i = 0; i < steps->count; i++) {
		enum step_kind kind = steps->list[i].kind;

		if (steps->list[i].conversation == id && kind != STEP_DRAFT && kind != STEP_FILES &&
		    kind != STEP_PERSON && kind != STEP_ABOUT)
			return false;
		beside = beside || steps->list[i].conversation == id;
	}
	return beside;
}

static bool is_as_left(const struct step *step, const struct conversation *conv)
{
	if (step->kind == STEP_ASSIGN)
		return conv->assignee == step->became;
	if (step->kind == STEP_STATUS)
		return (int64_t)conv->status == step->became && conv->snoozed_until == step->became_until;
	if (step->kind == STEP_PRIORITY)
		return (int64_t)marks_priority(conv->marks) == step->became;
	if (step->kind == STEP_MARK || step->kind == STEP_UNMARK)
		return ((conv->marks & (unsigned)step->became) != 0) == (step->kind == STEP_MARK);
	return true;
}

static err_t step_check(const struct steps *steps, const struct conversation *conv,
	const struct step *step, bool untouched, const char **why)
{
	err_t err = NULL;

	if (step->kind == STEP_ASSIGN)
		err = assign_check(steps, step, why);
	else if (step->kind == STEP_REPLY)
		err = reply_check(steps, step, why);
	else if (step->kind == STEP_MERGE || step->kind == STEP_UNMERGE)
		err = merge_step_check(steps, step, why);
	else if (step->kind == STEP_LINK || step->kind == STEP_UNLINK)
		err = link_step_check(steps, step, why);
	else if (step->kind == STEP_ACT)
		err = act_check(steps, step, why);
	else if (step->kind == STEP_NOTE || step->kind == STEP_UNNOTE)
		err = note_check(steps, step, why);
	else if (step->kind == STEP_PERSON || step->kind == STEP_ABOUT)
		err = person_check(steps, step, why);
	else if (step->kind == STEP_PROMISE)
		err = promise_check(steps, step, why);
	else if (step->kind == STEP_DRAFT)
		err = draft_check(steps, step, why);
	else if (step->kind == STEP_FILES)
		err = files_check(steps, step, why);
	else if (step->kind == STEP_STATUS && step->became == STATUS_CLOSED)
		err = close_check(steps, conv, why);
	if (err == NULL && *why == NULL && !untouched && step->kind <= STEP_UNMARK)
		err = change_find(steps, conv, step, is_as_left(step, conv), why);
	return err;
}

/* The steps of the whole desk, which have the conversation 0. */
static err_t desk_check(const struct steps *steps, const char **why)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && *why == NULL && i < steps->count; i++)
		if (steps->list[i].kind == STEP_SETTING)
			err = dated_check(steps->desk, &steps->list[i], why);
	return err;
}

/* *why stays NULL when the conversation can be put back. */
static err_t conversation_check(const struct steps *steps, int64_t id, const char **why)
{
	struct touched *touched;
	int64_t rev = 0;
	bool untouched;
	err_t err = conversation_touch(steps->desk, id, &touched);

	if (err == NULL)
		err = store_journal_rev(steps->desk->store, id, steps->entry.id, &rev);
	untouched = err == NULL && rev == touched->row.conv.rev;
	if (err == NULL && !untouched && !steps->sifted && !is_beside(steps, id))
		err = colleague_find(steps, id, why);
	for (size_t i = 0; err == NULL && *why == NULL && i < steps->count; i++)
		if (steps->list[i].conversation == id)
			err = step_check(steps, &touched->row.conv, &steps->list[i], untouched, why);
	return err;
}

err_t steps_sift(struct steps *steps)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < steps->count; i++) {
		const struct step *step = &steps->list[i];
		const char *why = NULL;
		struct touched *touched;
		int64_t rev = 0;
		bool untouched;

		err = conversation_touch(steps->desk, step->conversation, &touched);
		if (err == NULL)
			err = store_journal_rev(steps->desk->store, step->conversation, steps->entry.id, &rev);
		untouched = err == NULL && rev == touched->row.conv.rev;
		if (err == NULL && !untouched && step->kind <= STEP_UNMARK)
			err = colleague_find(steps, step->conversation, &why);
		if (err == NULL && why == NULL && step->kind != STEP_REPLY)
			err = step_check(steps, &touched->row.conv, step, untouched, &why);
		if (why == NULL)
			steps->list[kept++] = *step;
	}
	steps->count = kept;
	steps->sifted = true;
	return err;
}

static err_t refuse(const struct steps *steps, const char *call, int64_t id, const char *why)
{
	if (id == 0)
		return err_make(ERR_CONFLICT, "%s %s: %s; %s", steps->verb, call, why,
			"--partly leaves it so and goes on");
	return err_make(ERR_CONFLICT, "%s #%" PRId64 ": %s; %s", steps->verb, id, why,
		steps->id_count > 1 ? "nothing was changed, --partly does the others"
		: "--partly leaves it so and goes on");
}

err_t steps_check(const struct steps *steps, struct undo_wish wish, struct undone *out)
{
	err_t err = NULL;

	out->ids = arena_array(steps->arena, steps->id_count + 1, sizeof(*out->ids));
	out->left = arena_array(steps->arena, steps->id_count + 1, sizeof(*out->left));
	for (size_t i = 0; err == NULL && i < steps->id_count; i++) {
		int64_t id = steps->ids[i];
		const char *why = NULL;

		err = id == 0 ? desk_check(steps, &why) : conversation_check(steps, id, &why);
		if (err == NULL && why != NULL && !wish.partly)
			err = refuse(steps, out->call, id, why);
		else if (why != NULL)
			out->left[out->left_count++] = (struct left_alone){ id, why };
		else
			out->ids[out->count++] = id;
	}
	return err;
}
