/* SPDX-License-Identifier: ISC */
/*
 * What becomes of the lines of a packet.  Each is settled by itself, in the
 * transaction in which its conversation changes hands, and only while that is
 * as it was offered; who comes too late hears who was first.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/desk/triage.h"
#include "handover.h"

struct taking_line {
	const char *verb;		/* "accept" */
	struct handover_row row;
	struct handover_item item;
	struct touched *touched;	/* the whole */
};

/* ---- the line that is meant */

static err_t open_find(struct desk *desk, int64_t conversation, int64_t root, struct handover_item *out, bool *found)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_handover_item_open(desk->store, desk->arena, conversation, out, found);

	if (err == NULL && !*found)
		err = store_whole(desk->store, desk->arena, root, &ids, &count);
	for (size_t i = 0; err == NULL && !*found && i < count; i++)
		err = store_handover_item_open(desk->store, desk->arena, ids[i], out, found);
	return err;
}

/* An agent has one packet under way: a line of an earlier one cannot be opened beside it. */
static err_t another_begun(struct desk *desk, int64_t id, bool *out)
{
	struct handover_row row = { 0 }, other = { 0 };
	bool found = false, begun = false;
	err_t err = store_handover(desk->store, desk->arena, id, &row, &found);

	if (err == NULL && found)
		err = store_handover_of(desk->store, desk->arena, row.agent, &other, &begun);
	*out = begun && other.id != id;
	return err;
}

/* What was declined, and is still with whom it was, is offered again by passing it on. */
static err_t declined_find(struct desk *desk, int64_t conversation, struct taking_line *out, bool *found)
{
	const struct conversation *conv = &out->touched->row.conv;
	bool begun = false;
	err_t err = store_handover_item_declined(desk->store, desk->arena, conversation, &out->item, found);

	if (err == NULL && *found)
		*found = !handover_settled(&(struct handover_item){ .owner = out->item.owner, .wait_ms = out->item.wait_ms }, conv);
	if (err == NULL && *found)
		err = another_begun(desk, out->item.handover, &begun);
	if (err != NULL || !*found)
		return err;
	if (begun)
		return err_make(ERR_STATE, "handover %s: #%" PRId64 " was declined: the next handover takes it up again",
			out->verb, conversation);
	return strcmp(out->verb, "pass") == 0 ? NULL : err_make(ERR_STATE, "handover %s: #%" PRId64
		" was declined by %s: pass offers it again", out->verb, conversation,
		agent_label(desk, desk->arena, out->item.taker));
}

static err_t line_find(struct desk *desk, int64_t conversation, struct taking_line *out)
{
	int64_t root = conversation;
	bool found = false;
	err_t err = conversation_meant(desk, &root, &out->touched);

	if (err == NULL)
		err = open_find(desk, conversation, root, &out->item, &found);
	if (err == NULL && !found)
		err = declined_find(desk, conversation, out, &found);
	if (err == NULL && !found)
		return err_make(ERR_NOT_FOUND, "handover %s: #%" PRId64 " is in no handover that is under way", out->verb,
			conversation);
	if (err == NULL)
		err = store_handover(desk->store, desk->arena, out->item.handover, &out->row, &found);
	return err;
}

static err_t line_save(struct desk *desk, struct taking_line *line)
{
	err_t err;

	line->item.at_ms = desk->now_ms;
	err = store_handover_item_set(desk->store, &line->item);
	if (err == NULL)
		err = handover_settle(desk, line->item.handover);
	if (err == NULL)
		desk_note_change(desk, CHANGE_HANDOVER, line->item.handover);
	return err;
}

/* Whom it is offered to, or a lead: who does not take it for themselves by the way, and says first that it is theirs. */
static err_t may_take(struct desk *desk, const struct taking_line *line)
{
	bool mine = false, lead = role_may(desk->actor.role, ROLE_LEAD), accepts = strcmp(line->verb, "accept") == 0;
	err_t err = handover_is_for(desk->store, desk->arena, line->item.target, desk->actor.agent, &mine);

	if (err != NULL || mine || (lead && !accepts))
		return err;
	if (lead)
		return err_make(ERR_DENIED, "handover accept: #%" PRId64 " is offered to %s; handover pass %" PRId64
			" @me offers it to you", line->item.conversation, agent_label(desk, desk->arena, line->item.target),
			line->item.conversation);
	return err_make(ERR_DENIED, "handover %s: #%" PRId64 " is offered to %s", line->verb, line->item.conversation,
		agent_label(desk, desk->arena, line->item.target));
}

err_t handover_settle(struct desk *desk, int64_t id)
{
	struct handover_row row = { 0 };
	int64_t open = 0;
	bool found = false;
	err_t err = store_handover(desk->store, desk->arena, id, &row, &found);

	if (err == NULL && found)
		err = store_handover_open_count(desk->store, id, &open);
	if (err != NULL || !found)
		return err;
	/* What was declined is told at once; that time is up, besides. */
	if (open > 0 && row.alarmed_ms < row.accept_by_ms)
		err = store_alarm_set(desk->store, ALARM_HANDOVER, id, row.accept_by_ms);
	else
		err = store_alarm_drop(desk->store, ALARM_HANDOVER, id);
	if (err != NULL || (open == 0) == (row.over_ms != 0))
		return err;
	row.over_ms = open == 0 ? desk->now_ms : 0;
	return store_handover_set(desk->store, &row);
}

/* ---- what the one who goes does */

err_t desk_handover_line(struct desk *desk, int64_t conversation, const char *text)
{
	struct taking_line line = { .verb = "line" };
	int64_t me = desk->actor.agent;
	err_t err = line_find(desk, conversation, &line);

	if (err != NULL)
		return err;
	if (line.row.agent != me && line.row.maker != me && !role_may(desk->actor.role, ROLE_LEAD))
		return err_make(ERR_DENIED, "handover line: #%" PRId64 " is handed over by %s", conversation,
			agent_label(desk, desk->arena, line.row.agent));
	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_make(ERR_USAGE, "handover line #%" PRId64 ": it is empty", conversation);
	line.item.line = text;
	line.item.state = HANDOVER_OFFERED;
	return line_save(desk, &line);
}

/* ---- what the one who comes does */

static err_t note_of(struct desk *desk, const struct taking_line *line)
{
	int64_t message;

	if (*line->item.line == '\0')
		return NULL;
	return desk_note(desk, line->touched->row.conv.id, arena_printf(desk->arena, "handed over by %s: %s",
		agent_label(desk, desk->arena, line->row.agent), line->item.line), &message);
}

static err_t taken_by(struct desk *desk, const struct taking_line *line)
{
	const char *who = NULL;
	err_t err = taken_say(desk->store, desk->arena, &line->touched->row.conv, desk->now_ms, &who);

	return err != NULL ? err : err_make(ERR_CONFLICT, "handover accept #%" PRId64 ": %s", line->item.conversation, who);
}

static struct entry by_handover(struct desk *desk, int64_t handover)
{
	struct entry by = entry_by_actor(desk, EVENT_ASSIGNED);

	by.detail[0] = (struct pair){ "handover", arena_printf(desk->arena, "%" PRId64, handover) };
	return by;
}

err_t desk_handover_accept(struct desk *desk, int64_t conversation, enum handover_state *became)
{
	struct taking_line line = { .verb = "accept" };
	const struct conversation *conv;
	int64_t me = desk->actor.agent;
	err_t err = me == 0 ? err_make(ERR_DENIED, "only an agent can accept") : line_find(desk, conversation, &line);

	if (err == NULL)
		err = may_take(desk, &line);
	if (err != NULL)
		return err;
	conv = &line.touched->row.conv;
	inverse_handover(desk, conv->id, line.item.conversation, line.item.handover, line.item.state);
	line.item.taker = me;
	line.item.state = HANDOVER_ACCEPTED;
	if (conv->assignee != me && handover_settled(&(struct handover_item){ .owner = line.item.owner,
	    .wait_ms = line.item.wait_ms }, conv)) {
		if (!status_is_over(conv->status))
			return taken_by(desk, &line);
		line.item.state = HANDOVER_OVER;
	}
	if (line.item.state == HANDOVER_ACCEPTED)
		err = conversation_hand(desk, line.touched, me, by_handover(desk, line.item.handover));
	if (err == NULL && line.item.state == HANDOVER_ACCEPTED)
		err = note_of(desk, &line);
	conversation_dirty(desk, line.touched);
	if (err == NULL)
		err = line_save(desk, &line);
	*became = line.item.state;
	return err;
}

/* Who gets it may not hear that it is late in the moment in which it comes. */
static err_t offer_again(struct desk *desk, struct taking_line *line)
{
	int64_t within_ms = line->row.accept_by_ms - line->row.at_ms;

	line->item.state = HANDOVER_OFFERED;
	line->item.taker = 0;
	if (line->row.accept_by_ms > desk->now_ms)
		return NULL;
	line->row.alarmed_ms = 0;
	line->row.accept_by_ms = desk->now_ms + within_ms;
	return store_handover_set(desk->store, &line->row);
}

static err_t is_shown_to(struct desk *desk, const struct taking_line *line, const struct agent *agent)
{
	const char *unseen = NULL;
	err_t err = account_unseen(desk->store, desk->arena, agent, line->touched->row.conv.account, &unseen);

	return err != NULL || unseen == NULL ? err : err_make(ERR_STATE,
		"handover pass #%" PRId64 ": %s does not see the account %s", line->item.conversation, agent->name, unseen);
}

err_t desk_handover_pass(struct desk *desk, int64_t conversation, const char *who)
{
	struct taking_line line = { .verb = "pass" };
	struct agent agent = { 0 };
	err_t err = line_find(desk, conversation, &line);

	if (err == NULL)
		err = may_take(desk, &line);
	if (err == NULL && strcmp(who, "nobody") == 0)
		err = err_make(ERR_USAGE, "handover pass: say to whom");
	if (err == NULL)
		err = assignee_find(desk->store, desk->arena, strcmp(who, "@me") == 0 ? desk->actor.name : who, &agent);
	if (err == NULL)
		err = is_shown_to(desk, &line, &agent);
	if (err != NULL)
		return err;
	line.item.target = agent.id;
	line.item.bounced++;
	if (line.item.state == HANDOVER_DECLINED)
		err = offer_again(desk, &line);
	return err != NULL ? err : line_save(desk, &line);
}

static err_t said(struct desk *desk, const struct taking_line *line, const char *text)
{
	int64_t message;

	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_make(ERR_USAGE, "handover %s #%" PRId64 ": say what", line->verb, line->item.conversation);
	return desk_note(desk, line->touched->row.conv.id, arena_printf(desk->arena, "@%s %s",
		agent_label(desk, desk->arena, line->row.agent), text), &message);
}

/* What comes back instead of being taken: a note to whoever hands it over. */
static err_t line_answered(struct desk *desk, int64_t conversation, const char *text, struct taking_line *line)
{
	err_t err = line_find(desk, conversation, line);

	if (err == NULL)
		err = may_take(desk, line);
	return err != NULL ? err : said(desk, line, text);
}

err_t desk_handover_ask(struct desk *desk, int64_t conversation, const char *text)
{
	struct taking_line line = { .verb = "ask" };
	err_t err = line_answered(desk, conversation, text, &line);

	if (err != NULL)
		return err;
	line.item.state = HANDOVER_QUESTION;
	line.item.question = text;
	line.item.bounced++;
	return line_save(desk, &line);
}

err_t desk_handover_decline(struct desk *desk, int64_t conversation, const char *text)
{
	struct taking_line line = { .verb = "decline" };
	err_t err = line_answered(desk, conversation, text, &line);

	if (err != NULL)
		return err;
	line.item.state = HANDOVER_DECLINED;
	line.item.question = text;
	line.item.taker = desk->actor.agent;
	line.item.bounced++;
	line.row.alarmed_ms = desk->now_ms;
	err = store_handover_set(desk->store, &line.row);
	return err != NULL ? err : line_save(desk, &line);
}

err_t desk_handover_routine(struct desk *desk, int64_t handover, size_t limit, int64_t **ids, size_t *count)
{
	struct handover_row row;
	struct handover_item *items = NULL;
	size_t item_count = 0;
	bool found = false;
	err_t err = store_handover(desk->store, desk->arena, handover, &row, &found);

	if (err == NULL && !found)
		return err_make(ERR_NOT_FOUND, "there is no handover %" PRId64, handover);
	if (err == NULL)
		err = store_handover_items(desk->store, desk->arena, handover, &items, &item_count);
	*ids = arena_array(desk->arena, item_count + 1, sizeof(**ids));
	*count = 0;
	for (size_t i = 0; err == NULL && i < item_count && *count < limit; i++) {
		struct touched *touched;
		int64_t id = items[i].conversation;
		bool mine = false;

		if (items[i].red || items[i].state != HANDOVER_OFFERED)
			continue;
		err = handover_is_for(desk->store, desk->arena, items[i].target, desk->actor.agent, &mine);
		if (err == NULL && mine)
			err = conversation_meant(desk, &id, &touched);
		if (err_is(err, ERR_NOT_FOUND)) {	/* out of their sight */
			err = NULL;
			continue;
		}
		/* What somebody took meanwhile is theirs, and no reason to refuse the others. */
		if (err == NULL && mine && (touched->row.conv.assignee == items[i].owner ||
		    touched->row.conv.assignee == 0 || touched->row.conv.assignee == desk->actor.agent))
			(*ids)[(*count)++] = items[i].conversation;
	}
	return err;
}

err_t handover_back(struct desk *desk, struct touched *touched, int64_t conversation, int64_t id, enum handover_state was)
{
	struct handover_item item = { 0 }, other;
	bool found = false, elsewhere = false;
	err_t err = store_handover_item(desk->store, desk->arena, id, conversation, &item, &found);

	if (err == NULL && found && handover_is_open(was) && !handover_is_open(item.state)) {
		err = store_handover_item_open(desk->store, desk->arena, conversation, &other, &elsewhere);
		if (err == NULL && !elsewhere)
			err = another_begun(desk, id, &elsewhere);
	}
	if (err != NULL || !found || elsewhere)
		return err;
	inverse_handover(desk, touched->row.conv.id, conversation, id, (int)item.state);
	item.taker = handover_is_open(was) ? 0 : desk->actor.agent;
	item.state = was;
	item.at_ms = desk->now_ms;
	err = store_handover_item_set(desk->store, &item);
	if (err == NULL)
		err = handover_settle(desk, id);
	desk_note_change(desk, CHANGE_HANDOVER, id);
	return err;
}

/* ---- time is up */

err_t handover_missed(struct desk *desk, int64_t id)
{
	struct handover_row row = { 0 };
	struct handover_item *items = NULL;
	size_t count = 0, open = 0;
	bool found = false;
	err_t err = store_handover(desk->store, desk->arena, id, &row, &found);

	if (err == NULL && found)
		err = store_handover_items(desk->store, desk->arena, id, &items, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct touched *touched;
		int64_t conversation = items[i].conversation;

		if (!handover_is_open(items[i].state))
			continue;
		err = conversation_meant(desk, &conversation, &touched);
		if (err != NULL || !handover_settled(&items[i], &touched->row.conv)) {
			open++;
			continue;
		}
		items[i].state = HANDOVER_OVER;
		items[i].at_ms = desk->now_ms;
		err = store_handover_item_set(desk->store, &items[i]);
	}
	if (err == NULL && found && open > 0) {
		row.alarmed_ms = desk->now_ms;
		err = store_handover_set(desk->store, &row);
	}
	if (err == NULL && found)
		err = handover_settle(desk, id);
	desk_note_change(desk, CHANGE_HANDOVER, id);
	return err != NULL ? err : store_alarm_drop(desk->store, ALARM_HANDOVER, id);
}
