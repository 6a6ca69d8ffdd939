/* SPDX-License-Identifier: ISC */
/*
 * Claims, assignments, statuses, tags and notes.  Saying again what
 * already holds is success and leaves no event.
 */
#include "guichet/desk/triage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/desk/account.h"
#include "private.h"

const char *agent_label(struct desk *desk, struct arena *arena, int64_t id)
{
	struct agent agent;
	bool found = false;

	if (id == 0)
		return "nobody";
	if (store_agent(desk->store, arena, id, &agent, &found) == NULL && found)
		return agent.name;
	return arena_printf(arena, "agent %" PRId64, id);
}

/* ---- who has it */

err_t given_at(struct store *store, struct arena *arena, const struct conversation *conv, int64_t *at_ms)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(store, arena, conv->account, conv->id, &events, &count);

	*at_ms = 0;
	for (size_t i = count; err == NULL && i > 0; i--)
		if (events[i - 1].kind == EVENT_ASSIGNED) {
			*at_ms = events[i - 1].recv_ms;
			break;
		}
	return err;
}

err_t taken_say(struct store *store, struct arena *arena, const struct conversation *conv, int64_t now_ms,
	const char **out)
{
	struct agent agent = { 0 };
	char ago[TIME_TEXT];
	bool found = false;
	int64_t at_ms = 0;
	err_t err = store_agent(store, arena, conv->assignee, &agent, &found);

	if (err == NULL)
		err = given_at(store, arena, conv, &at_ms);
	if (err != NULL)
		return err;
	*out = arena_printf(arena, "taken by %s %s ago", found ? agent.name : "somebody",
		duration_format(now_ms > at_ms ? now_ms - at_ms : 0, ago));
	return NULL;
}

/* The advice: what "assign" does about it, its last word first. */
static err_t taken(struct desk *desk, const char *call, const struct conversation *conv, const char *advice)
{
	char ago[TIME_TEXT];
	int64_t at_ms;
	err_t err = given_at(desk->store, desk->arena, conv, &at_ms);

	if (err != NULL)
		return err;
	if (at_ms == 0)
		return err_make(ERR_CONFLICT, "%s #%" PRId64 ": taken by %s; assign %" PRId64 " %s", call, conv->id,
			agent_label(desk, desk->arena, conv->assignee), conv->id, advice);
	return err_make(ERR_CONFLICT, "%s #%" PRId64 ": taken by %s %s ago; assign %" PRId64 " %s", call, conv->id,
		agent_label(desk, desk->arena, conv->assignee),
		duration_format(desk->now_ms > at_ms ? desk->now_ms - at_ms : 0, ago), conv->id, advice);
}

err_t conversation_hand(struct desk *desk, struct touched *touched, int64_t assignee, struct entry by)
{
	int64_t before = touched->row.conv.assignee;
	size_t details = 0;
	struct agent agent = { .kind = AGENT_PERSON };
	bool found = false;
	err_t err = NULL;

	if (before == assignee)
		return NULL;
	if (assignee != 0)
		err = store_agent(desk->store, desk->arena, assignee, &agent, &found);
	if (err != NULL)
		return err;
	while (by.detail[details].key != NULL)
		details++;
	if (found && agent.kind == AGENT_ROBOT)
		by.detail[details] = (struct pair){ "holder", "bot" };
	if (found && agent.kind == AGENT_TEAM)
		by.detail[details] = (struct pair){ "team", arena_printf(desk->arena, "%" PRId64, agent.id) };
	inverse_assign(desk, &touched->row.conv, assignee);
	by.kind = assignee == 0 ? EVENT_UNASSIGNED : EVENT_ASSIGNED;
	by.subject = assignee == 0 ? before : assignee;
	touched->row.conv.assignee = assignee;
	conversation_dirty(desk, touched);
	return ledger_append(desk, touched, 0, &by, NULL);
}

err_t conversation_assign(struct desk *desk, struct touched *touched, int64_t assignee)
{
	return conversation_hand(desk, touched, assignee, entry_by_actor(desk, EVENT_ASSIGNED));
}

/* A team is nobody in particular, and who left has nothing: anybody takes from them. */
bool agent_is_here(const struct agent *agent)
{
	return agent != NULL && agent->kind != AGENT_TEAM && agent->active;
}

static err_t is_person(struct desk *desk, int64_t id, bool *out)
{
	struct agent agent;
	bool found = false;
	err_t err = store_agent(desk->store, desk->arena, id, &agent, &found);

	*out = agent_is_here(found ? &agent : NULL);
	return err;
}

err_t desk_claim(struct desk *desk, int64_t conversation)
{
	struct touched *touched;
	bool person = false;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL)
		return err;
	if (desk->actor.agent == 0)
		return err_make(ERR_DENIED, "only an agent can claim");
	if (touched->row.conv.assignee == desk->actor.agent)
		return NULL;
	if (touched->row.conv.assignee != 0)
		err = is_person(desk, touched->row.conv.assignee, &person);
	if (err == NULL && person)
		err = taken(desk, "claim", &touched->row.conv, "@me takes it over");
	if (err == NULL)
		err = conversation_assign(desk, touched, desk->actor.agent);
	return err;
}

err_t desk_release(struct desk *desk, int64_t conversation)
{
	struct touched *touched;
	bool person = false;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL || touched->row.conv.assignee == 0)
		return err;
	if (touched->row.conv.assignee != desk->actor.agent && !role_may(desk->actor.role, ROLE_LEAD)) {
		err = is_person(desk, touched->row.conv.assignee, &person);
		if (err == NULL && person)
			err = taken(desk, "release", &touched->row.conv, "nobody gives it back");
	}
	if (err == NULL)
		err = conversation_assign(desk, touched, 0);
	return err;
}

/* What somebody does not see would be nobody's, and look as if it were theirs. */
static err_t is_seen_by(struct desk *desk, const struct agent *agent, const struct conversation *conv)
{
	const char *unseen = NULL;
	err_t err = account_unseen(desk->store, desk->arena, agent, conv->account, &unseen);

	return err != NULL || unseen == NULL ? err : err_make(ERR_STATE, "assign #%" PRId64 ": %s does not see the account %s",
		conv->id, agent->name, unseen);
}

err_t desk_assign(struct desk *desk, int64_t conversation, const char *assignee)
{
	struct touched *touched;
	struct agent agent = { 0 };
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL)
		return err;
	if (strcmp(assignee, "@me") == 0) {
		if (desk->actor.agent == 0)
			return err_make(ERR_USAGE, "assign: @me needs an agent");
		agent.id = desk->actor.agent;
	} else if (strcmp(assignee, "nobody") != 0) {
		err = assignee_find(desk->store, desk->arena, assignee, &agent);
		if (err == NULL)
			err = is_seen_by(desk, &agent, &touched->row.conv);
	}
	if (err == NULL)
		err = conversation_assign(desk, touched, agent.id);
	return err;
}

enum { FREE_MOST = 32 };

static err_t nobody_waits(void)
{
	return err_make(ERR_NOT_FOUND, "nothing is waiting to be taken");
}

err_t desk_next(struct desk *desk, const struct query_sql *query, int64_t *conversation)
{
	struct free_row *row = NULL;
	size_t count = 0;
	err_t err = desk_settle(desk);

	if (err == NULL)
		err = store_next(desk->store, desk->arena, query, 1, &row, &count);
	if (err == NULL && count == 0)
		err = nobody_waits();
	if (err == NULL)
		err = desk_claim(desk, row->id);
	if (err == NULL)
		*conversation = row->id;
	return err;
}

err_t read_free(struct reader *reader, struct arena *arena, const struct query_sql *query, struct free_rows *out)
{
	return store_next(reader->store, arena, query, FREE_MOST, &out->rows, &out->count);
}

err_t desk_next_of(struct desk *desk, const struct free_rows *found, int64_t *conversation)
{
	for (size_t i = 0; i < found->count; i++) {
		struct touched *touched = NULL;
		err_t err = conversation_touch(desk, found->rows[i].id, &touched);

		if (err != NULL)
			return err;
		if (touched->row.conv.rev != found->rows[i].rev)
			continue;
		*conversation = found->rows[i].id;
		return desk_claim(desk, found->rows[i].id);
	}
	return found->count == 0 ? nobody_waits() : err_make(ERR_CONFLICT, "next: others were quicker: ask once more");
}

/* ---- status */

err_t conversation_status(struct desk *desk, struct touched *touched, enum status to,
	int64_t until_ms, const char *reason, struct entry by)
{
	struct conversation *conv = &touched->row.conv;
	char until[24];
	err_t err = NULL;

	if (conv->status == to && (to != STATUS_SNOOZED || conv->snoozed_until == until_ms))
		return NULL;
	if (conv->status == STATUS_SNOOZED)
		err = store_alarm_drop(desk->store, ALARM_SNOOZE, conv->id);
	if (err == NULL && to == STATUS_SNOOZED && until_ms != 0)
		err = store_alarm_set(desk->store, ALARM_SNOOZE, conv->id, until_ms);
	if (err == NULL)
		err = inverse_status(desk, conv, to, until_ms);
	if (err != NULL)
		return err;
	conv->status = to;
	conv->snoozed_until = to == STATUS_SNOOZED ? until_ms : 0;
	conversation_over(conv, by.actor_kind == ACTOR_SYSTEM ? reason : NULL, desk_calendar(desk), desk->now_ms);
	conversation_dirty(desk, touched);
	if (until_ms == 0)
		(void)snprintf(until, sizeof(until), "reply");
	else
		(void)snprintf(until, sizeof(until), "%" PRId64, until_ms);
	by.kind = EVENT_STATUS;
	by.detail[0] = (struct pair){ "to", status_name(to) };
	by.detail[1] = (struct pair){ "reason", reason };
	by.detail[2] = (struct pair){ "until", to == STATUS_SNOOZED ? until : NULL };
	return ledger_append(desk, touched, 0, &by, NULL);
}

err_t desk_status(struct desk *desk, int64_t conversation, enum status to, int64_t until_ms,
	const char *reason)
{
	struct touched *touched;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL)
		return err;
	err = status_may(touched->row.conv.status, to);
	if (err != NULL)
		return err_wrap(err, "#%" PRId64, conversation);
	if ((to == STATUS_RESOLVED || to == STATUS_CLOSED) && touched->row.conv.status != to)
		err = reason_check(desk->store, desk->arena, &touched->row.conv, reason);
	if (err != NULL)
		return err_wrap(err, "#%" PRId64, conversation);
	if (to == STATUS_SNOOZED && until_ms != 0 && until_ms <= desk->now_ms)
		return err_make(ERR_USAGE, "snooze #%" PRId64 ": the time is not in the future",
			conversation);
	return conversation_status(desk, touched, to, until_ms, reason,
		entry_by_actor(desk, EVENT_STATUS));
}

/* ---- tags, notes */

err_t desk_tag(struct desk *desk, int64_t conversation, const char *tag, bool on)
{
	struct entry entry = entry_by_actor(desk, on ? EVENT_TAGGED : EVENT_UNTAGGED);
	struct touched *touched;
	char *name = arena_copy(desk->arena, tag);
	bool changed = false;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL && name[0] == '\0')
		err = err_make(ERR_USAGE, "a tag needs a name");
	tag_fold(name);
	if (err == NULL)
		err = conversation_tag(desk, touched, name, on, &changed);
	if (err != NULL || !changed)
		return err;
	inverse_tag(desk, conversation, name, on);
	entry.detail[0] = (struct pair){ "tag", name };
	return ledger_append(desk, touched, 0, &entry, NULL);
}

err_t desk_note(struct desk *desk, int64_t conversation, const char *text, int64_t *message)
{
	struct entry entry = entry_by_actor(desk, EVENT_NOTE);
	struct touched *touched;
	struct stored_message row;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL)
		return err;
	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_make(ERR_USAGE, "note #%" PRId64 ": it is empty", conversation);
	row = (struct stored_message){
		.message = {
			.conversation = conversation, .account = touched->row.conv.account,
			.direction = DIR_NOTE, .author = desk->actor.name, .agent = desk->actor.agent,
			.at_ms = desk->now_ms, .received_ms = desk->now_ms,
			.visibility = VIS_PRIVATE, .text = text
		},
		.thread = touched->row.conv.thread, .kind = "note"
	};
	err = store_message_add(desk->store, &row, message);
	if (err == NULL)
		err = mentions_note(desk, conversation, text);
	if (err == NULL)
		err = ledger_append(desk, touched, 0, &entry, NULL);
	if (err == NULL)
		inverse_note(desk, conversation, *message, desk->seq, true);
	return err;
}

void desk_no_step(struct desk *desk)
{
	desk->keeps_inverse = false;
}
