/* SPDX-License-Identifier: ISC */
/*
 * A step back is read from the lines that the journal kept, held against how
 * things are now, and only then done, in one transaction, as the agent's own
 * new change.  A conversation may be put back when nobody else has acted on
 * it since and what the step changed is still as the step left it.
 */
#include "guichet/desk/undo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/desk/reply.h"
#include "guichet/desk/triage.h"
#include "guichet/model/settings.h"
#include "private.h"

#define UNREPLY "unreply "

enum step_kind { STEP_ASSIGN, STEP_STATUS, STEP_TAG, STEP_UNTAG, STEP_REPLY, STEP_KINDS };

/* One line of an inverse. */
struct step {
	enum step_kind kind;
	int64_t conversation;
	int64_t was, became;		/* agents; statuses; a reply: became is its number in the outbox */
	int64_t was_until, became_until, seq;
	const char *tag;
};

struct steps {
	struct desk *desk;
	struct arena *arena;		/* of the answer */
	const char *verb;		/* "undo" */
	struct journal_row entry;
	struct step *list;		/* the last change first */
	size_t count;
	int64_t *ids;			/* conversations, in the order of the entry */
	size_t id_count;
};

/* ---- the lines */

static const char *word_next(struct arena *arena, const char **rest)
{
	const char *begin = *rest + strspn(*rest, " ");
	size_t len = strcspn(begin, " \n");

	*rest = begin + len;
	return arena_copy_n(arena, begin, len);
}

static int64_t number_next(struct arena *arena, const char **rest)
{
	return strtoll(word_next(arena, rest), NULL, 10);
}

static err_t status_next(struct arena *arena, const char **rest, int64_t *out)
{
	enum status status = STATUS_OPEN;
	err_t err = status_parse(word_next(arena, rest), &status);

	*out = status;
	return err;
}

static err_t step_parse(struct arena *arena, const char **rest, struct step *out)
{
	static const char *const names[STEP_KINDS] = { [STEP_ASSIGN] = "assign",
		[STEP_STATUS] = "status", [STEP_TAG] = "tag", [STEP_UNTAG] = "untag",
		[STEP_REPLY] = "reply" };
	const char *name = word_next(arena, rest);
	int kind = 0;
	err_t err = NULL;

	while (kind < STEP_KINDS && strcmp(names[kind], name) != 0)
		kind++;
	*out = (struct step){ .kind = (enum step_kind)kind, .conversation = number_next(arena, rest) };
	switch (out->kind) {
	case STEP_ASSIGN:
		out->was = number_next(arena, rest);
		out->became = number_next(arena, rest);
		break;
	case STEP_STATUS:
		err = status_next(arena, rest, &out->was);
		out->was_until = number_next(arena, rest);
		if (err == NULL)
			err = status_next(arena, rest, &out->became);
		out->became_until = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		break;
	case STEP_TAG: case STEP_UNTAG:
		out->tag = word_next(arena, rest);
		break;
	case STEP_REPLY:
		out->became = number_next(arena, rest);
		break;
	case STEP_KINDS:
		err = err_make(ERR_DATA, "the journal says '%s', which this build cannot take back", name);
		break;
	}
	return err;
}

static void id_add(struct steps *steps, int64_t id)
{
	for (size_t i = steps->id_count; i > 0; i--)
		if (steps->ids[i - 1] == id)
			return;
	steps->ids[steps->id_count++] = id;
}

static err_t steps_parse(struct steps *steps)
{
	struct arena *arena = steps->desk->arena;
	const char *rest = steps->entry.inverse;
	size_t lines = 0;
	err_t err = NULL;

	for (const char *p = rest; *p != '\0'; p++)
		lines += *p == '\n';
	steps->list = arena_array(arena, lines + 1, sizeof(*steps->list));
	steps->ids = arena_array(steps->arena, lines + 1, sizeof(*steps->ids));
	steps->count = lines;
	for (size_t i = lines; err == NULL && i > 0; i--) {
		err = step_parse(arena, &rest, &steps->list[i - 1]);
		if (err == NULL)
			id_add(steps, steps->list[i - 1].conversation);
		rest += strcspn(rest, "\n");
		rest += *rest == '\n';
	}
	return err;
}

/* ---- whether they can be taken */

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
	case OUT_QUEUED: case OUT_FAILED:
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

static bool is_as_left(const struct step *step, const struct conversation *conv)
{
	if (step->kind == STEP_ASSIGN)
		return conv->assignee == step->became;
	if (step->kind == STEP_STATUS)
		return (int64_t)conv->status == step->became && conv->snoozed_until == step->became_until;
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
	if (err == NULL && *why == NULL && !untouched && step->kind <= STEP_STATUS)
		err = change_find(steps, conv, step, is_as_left(step, conv), why);
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
	if (err == NULL && !untouched)
		err = colleague_find(steps, id, why);
	for (size_t i = 0; err == NULL && *why == NULL && i < steps->count; i++)
		if (steps->list[i].conversation == id)
			err = step_check(steps, &touched->row.conv, &steps->list[i], untouched, why);
	return err;
}

static err_t refuse(const struct steps *steps, int64_t id, const char *why)
{
	return err_make(ERR_CONFLICT, "%s #%" PRId64 ": %s; %s", steps->verb, id, why,
		steps->id_count > 1 ? "nothing was changed, --partly does the others"
		: "--partly leaves it so and goes on");
}

static err_t steps_check(const struct steps *steps, struct undo_wish wish, struct undone *out)
{
	err_t err = NULL;

	out->ids = arena_array(steps->arena, steps->id_count + 1, sizeof(*out->ids));
	out->left = arena_array(steps->arena, steps->id_count + 1, sizeof(*out->left));
	for (size_t i = 0; err == NULL && i < steps->id_count; i++) {
		int64_t id = steps->ids[i];
		const char *why = NULL;

		err = conversation_check(steps, id, &why);
		if (err == NULL && why != NULL && !wish.partly)
			err = refuse(steps, id, why);
		else if (why != NULL)
			out->left[out->left_count++] = (struct left_alone){ id, why };
		else
			out->ids[out->count++] = id;
	}
	return err;
}

/* ---- taking them */

static err_t status_restore(struct desk *desk, struct touched *touched, const struct step *step)
{
	const char *detail = NULL, *reason = NULL;
	err_t err = step->seq == 0 ? NULL
		: store_event_detail(desk->store, desk->arena, step->seq, &detail);

	if (err == NULL && detail != NULL)
		reason = settings_get(desk->arena, detail, "reason");
	if (err == NULL)
		err = conversation_status(desk, touched, (enum status)step->was, step->was_until, reason,
			entry_by_actor(desk, EVENT_STATUS));
	return err;
}

/* What was written goes before what the agent has begun to write since. */
static err_t draft_restore(struct desk *desk, int64_t conversation, int64_t message)
{
	struct stored_message row;
	const char *draft = NULL, *text;
	bool found = false;
	err_t err = store_message(desk->store, desk->arena, message, &row, &found);

	if (err == NULL)
		err = store_draft(desk->store, desk->arena, conversation, desk->actor.agent, &draft);
	if (err != NULL || !found)
		return err;
	text = row.message.text;
	if (draft != NULL && strcmp(draft, text) != 0)
		text = arena_printf(desk->arena, "%s\n\n%s", text, draft);
	return store_draft_set(desk->store, conversation, desk->actor.agent, text, desk->now_ms);
}

static err_t reply_restore(struct desk *desk, const struct step *step)
{
	struct outbox_row row;
	err_t err = outbox_load(desk, step->became, &row);

	/* What customers can read leaves by a word that is typed: redo finds this line and says so. */
	str_printf(&desk->inverse, UNREPLY "%" PRId64 " %" PRId64 "\n", step->conversation, step->became);
	if (err != NULL || row.state == OUT_CANCELLED)
		return err;
	err = desk_outbox_cancel(desk, row.id);
	if (err == NULL)
		err = draft_restore(desk, step->conversation, row.message);
	return err;
}

static err_t step_take(struct desk *desk, const struct step *step)
{
	struct touched *touched;
	err_t err = conversation_touch(desk, step->conversation, &touched);

	if (err != NULL)
		return err;
	switch (step->kind) {
	case STEP_ASSIGN:
		return conversation_assign(desk, touched, step->was);
	case STEP_STATUS:
		return status_restore(desk, touched, step);
	case STEP_TAG: case STEP_UNTAG:
		return desk_tag(desk, step->conversation, step->tag, step->kind == STEP_UNTAG);
	case STEP_REPLY:
		return reply_restore(desk, step);
	case STEP_KINDS:
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

static err_t steps_take(struct steps *steps, const struct undone *done)
{
	struct desk *desk = steps->desk;
	err_t err = NULL;

	desk->taking = (struct taking){ .entry = steps->entry.id, .about = done->call,
		.again = strcmp(steps->verb, "redo") == 0 };
	for (size_t i = 0; err == NULL && i < steps->count; i++)
		if (holds(done, steps->list[i].conversation))
			err = step_take(desk, &steps->list[i]);
	return err;
}

static err_t go(struct steps *steps, struct undo_wish wish, struct undone *out)
{
	struct undone done = { .at_ms = steps->entry.at_ms,
		.call = arena_copy(steps->arena, steps->entry.undoes == 0 ? steps->entry.call
			: steps->entry.about) };
	err_t err = steps_parse(steps);

	if (err == NULL)
		err = steps_check(steps, wish, &done);
	if (err == NULL && !wish.dry)
		err = steps_take(steps, &done);
	if (err == NULL)
		*out = done;
	return err;
}

err_t desk_undo(struct desk *desk, struct arena *arena, struct undo_wish wish, struct undone *out)
{
	struct steps steps = { .desk = desk, .arena = arena, .verb = "undo" };
	bool found = false;
	err_t err = store_journal_undoable(desk->store, desk->arena, desk->actor.agent, &steps.entry,
		&found);

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
	else if (err == NULL && strstr(steps.entry.inverse, UNREPLY) != NULL)
		err = err_make(ERR_STATE, "redo: a reply is sent by reply; its text is your draft");
	return err != NULL ? err : go(&steps, wish, out);
}
