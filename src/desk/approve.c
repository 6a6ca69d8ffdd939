/* SPDX-License-Identifier: ISC */
/*
 * A second person: whose replies wait for one, and what that person decides.
 * What is approved is the plan that was frozen; who wrote it cannot approve
 * it, which the statement that lets it go says itself, and nobody can once
 * the customer has written again.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/desk/reply.h"
#include "guichet/desk/triage.h"
#include "guichet/model/settings.h"
#include "draft.h"
#include "private.h"

#define APPROVE_ALL "all"
#define APPROVE_TRAINEES "trainees"

static bool is_word(const char *value)
{
	return strcmp(value, APPROVE_ALL) == 0 || strcmp(value, APPROVE_TRAINEES) == 0;
}

err_t approve_acceptable(struct arena *arena, const char *settings)
{
	const char *value = settings_get(arena, settings, "approve");
	struct query *query = NULL;
	err_t err = value == NULL || is_word(value) ? NULL : query_parse(arena, value, &query);

	return err != NULL ? err_wrap(err, "approve: all, trainees or a query") : NULL;
}

static err_t is_trainee(struct desk *desk, int64_t id, bool *out)
{
	struct agent agent;
	bool found = false;
	err_t err = store_agent(desk->store, desk->arena, id, &agent, &found);

	*out = err == NULL && found && settings_get(desk->arena, agent.settings, "trainee") != NULL;
	return err;
}

err_t reply_needs_approval(struct desk *desk, const struct account *account, int64_t conversation, bool *out)
{
	struct query_context who = { .agent = desk->actor.agent, .agent_name = desk->actor.name, .now_ms = desk->now_ms };
	const char *value = settings_get(desk->arena, account->settings, "approve");
	struct query *query = NULL;
	struct list_row row;
	err_t err;

	*out = value != NULL && strcmp(value, APPROVE_ALL) == 0;
	if (value == NULL || *out)
		return NULL;
	if (strcmp(value, APPROVE_TRAINEES) == 0)
		return is_trainee(desk, desk->actor.agent, out);
	err = query_parse(desk->arena, value, &query);
	if (err == NULL)
		query_in_zone(query, desk_calendar(desk));
	if (err == NULL)
		err = read_row_for(&desk->reader, desk->arena, conversation, desk->actor.agent, &row);
	*out = err == NULL && query_matches(query, &who, &row);
	return err;
}

/* ---- told: what the ledger says of it */

err_t approval_record(struct desk *desk, const struct outbox_row *row, struct entry by)
{
	struct touched *touched;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	by.aside = true;
	by.subject = by.kind == EVENT_APPROVAL_ASKED ? 0 : row->agent;
	by.detail[0] = (struct pair){ "outbox", arena_printf(desk->arena, "%" PRId64, row->id) };
	return err != NULL ? err : ledger_append(desk, touched, 0, &by, NULL);
}

err_t approval_void(struct desk *desk, const struct outbox_row *row, const char *reason, struct entry by)
{
	by.kind = EVENT_APPROVAL_VOIDED;
	by.detail[1] = (struct pair){ "reason", reason };
	return approval_record(desk, row, by);
}

/* Of the whole: those that still fitted a moment ago. */
err_t approvals_standing(struct desk *desk, struct touched *head, struct approvals *out)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_whole(desk->store, desk->arena, head->row.conv.id, &ids, &count);

	*out = (struct approvals){ 0 };
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct outbox_row *rows = NULL;
		size_t row_count = 0;

		err = store_outbox_unapproved(desk->store, desk->arena, ids[i], &rows, &row_count);
		for (size_t k = 0; err == NULL && k < row_count; k++) {
			bool heard = false;

			err = whole_heard_since(desk, head, rows[k].seen, true, &heard);
			if (err != NULL || heard)
				continue;
			out->rows = list_grow(desk->arena, out->rows, out->count, sizeof(*out->rows));
			out->rows[out->count++] = rows[k];
		}
	}
	return err;
}

err_t approvals_void(struct desk *desk, const struct approvals *those, const char *reason)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < those->count; i++)
		err = approval_void(desk, &those->rows[i], reason, (struct entry){ .actor_kind = ACTOR_SYSTEM });
	return err;
}

/* ---- decided */

static err_t waiting_load(struct desk *desk, const char *call, int64_t outbox, struct outbox_row *out)
{
	err_t err = outbox_load(desk, outbox, out);

	if (err == NULL && out->state != OUT_APPROVAL)
		err = err_make(ERR_STATE, "%s %" PRId64 ": it does not wait for approval, it is %s", call, outbox,
			outbox_state_name(out->state));
	return err;
}

/* Whoever approves has read what the writer had read, and nothing has come since. */
static err_t still_fits(struct desk *desk, const struct outbox_row *row)
{
	int64_t conversation = row->conversation;
	struct touched *head;
	bool newer = false;
	err_t err = conversation_meant(desk, &conversation, &head);

	if (err == NULL)
		err = whole_heard_since(desk, head, row->seen, false, &newer);
	if (err == NULL && newer)
		return err_make(ERR_CONFLICT, "approve %" PRId64 ": the customer has written since: decline it, and its "
			"writer looks again", row->id);
	if (err == NULL)
		err = whole_heard_since(desk, head, row->seen, true, &newer);
	if (err == NULL && newer)
		err = err_make(ERR_CONFLICT, "approve %" PRId64 ": the customer has changed what they wrote since: decline "
			"it, and its writer looks again", row->id);
	return err;
}

static err_t may_approve(struct desk *desk, const struct outbox_row *row, const char *alone)
{
	bool trainee = false;
	err_t err = is_trainee(desk, desk->actor.agent, &trainee);

	if (err == NULL && trainee)
		err = err_make(ERR_DENIED, "approve %" PRId64 ": a trainee does not approve", row->id);
	if (err == NULL && row->agent == desk->actor.agent && alone == NULL)
		err = err_make(ERR_DENIED, "approve %" PRId64 ": you wrote it yourself: somebody else approves it", row->id);
	if (err == NULL && alone != NULL && !role_may(desk->actor.role, ROLE_LEAD))
		err = err_make(ERR_DENIED, "approve %" PRId64 ": --break-glass needs the role %s", row->id,
			role_name(ROLE_LEAD));
	return err;
}

err_t desk_approve(struct desk *desk, int64_t outbox, const char *alone)
{
	struct outbox_row row;
	struct touched *touched;
	int64_t message;
	bool done = false;
	err_t err = waiting_load(desk, "approve", outbox, &row);

	if (err == NULL)
		err = may_approve(desk, &row, alone);
	if (err == NULL)
		err = still_fits(desk, &row);
	if (err == NULL)
		err = conversation_touch(desk, row.conversation, &touched);
	if (err == NULL)
		err = store_outbox_approve(desk->store, outbox, desk->actor.agent, alone != NULL, &done);
	if (err == NULL && !done)
		err = err_make(ERR_CONFLICT, "approve %" PRId64 ": it is decided already", outbox);
	if (err == NULL) {
		struct entry entry = entry_by_actor(desk, EVENT_APPROVED);

		entry.detail[1] = (struct pair){ "alone", alone != NULL ? "1" : NULL };
		err = approval_record(desk, &row, entry);
	}
	if (err == NULL && alone != NULL)
		err = desk_note(desk, row.conversation, arena_printf(desk->arena, "!! %s", alone), &message);
	if (err != NULL)
		return err;
	conversation_dirty(desk, touched);
	desk_note_change(desk, CHANGE_OUTBOX, outbox);
	return NULL;
}

/* Back to the one who wrote it: the text as the draft, and a note that names them says why. */
static err_t give_back(struct desk *desk, const struct outbox_row *row, const char *reason)
{
	const char *lost = NULL;
	struct agent author;
	int64_t note;
	bool known = false;
	err_t err = store_agent(desk->store, desk->arena, row->agent, &author, &known);

	if (err == NULL)
		err = draft_give_back(desk, row, &lost);
	if (err == NULL)
		err = desk_note(desk, row->conversation, arena_printf(desk->arena, "@%s: %s%s%s%s", known ? author.name : "?",
			reason, lost != NULL ? "\n(- " : "", lost != NULL ? lost : "", lost != NULL ? ")" : ""), &note);
	return err;
}

err_t desk_decline(struct desk *desk, int64_t outbox, const char *reason)
{
	struct outbox_row row;
	err_t err = waiting_load(desk, "decline", outbox, &row);

	if (err == NULL && (reason == NULL || reason[strspn(reason, " \t\r\n")] == '\0'))
		err = err_make(ERR_USAGE, "decline %" PRId64 ": say why with --reason", outbox);
	if (err != NULL)
		return err;
	row.reason = reason;
	err = approval_record(desk, &row, entry_by_actor(desk, EVENT_DECLINED));
	if (err == NULL)
		err = outbox_drop(desk, &row);
	return err != NULL ? err : give_back(desk, &row, reason);
}
