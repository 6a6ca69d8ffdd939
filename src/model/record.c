/* SPDX-License-Identifier: ISC */
/* Names of the states of the desk's nouns, and which state may follow which. */
#include "guichet/model/record.h"

#include <string.h>

#include "guichet/base/arena.h"
#include "guichet/base/clock.h"

static const char *const statuses[STATUSES] = {
	[STATUS_OPEN] = "open", [STATUS_PENDING] = "pending", [STATUS_ON_HOLD] = "on_hold",
	[STATUS_SNOOZED] = "snoozed", [STATUS_RESOLVED] = "resolved", [STATUS_CLOSED] = "closed",
};

static const char *const visibilities[VISIBILITIES] = {
	[VIS_PUBLIC] = "public", [VIS_UNLISTED] = "unlisted", [VIS_FOLLOWERS] = "followers",
	[VIS_GROUP] = "group", [VIS_PRIVATE] = "private",
};

static const char *const directions[DIRECTIONS] = {
	[DIR_IN] = "in", [DIR_OUT] = "out", [DIR_NOTE] = "note", [DIR_CONTEXT] = "context",
	[DIR_WITHDRAWN] = "withdrawn",
};

static const char *const outbox_states[OUTBOX_STATES] = {
	[OUT_QUEUED] = "queued", [OUT_SENDING] = "sending", [OUT_SENT] = "sent",
	[OUT_FAILED] = "failed", [OUT_UNKNOWN] = "unknown", [OUT_CANCELLED] = "cancelled",
	[OUT_APPROVAL] = "approval",
};

static const char *const account_states[ACCOUNT_STATES] = {
	[ACCOUNT_NEW] = "new", [ACCOUNT_OK] = "ok", [ACCOUNT_PAUSED] = "paused",
	[ACCOUNT_REMOVED] = "removed",
};

static const char *const agent_kinds[AGENT_KINDS] = {
	[AGENT_PERSON] = "person", [AGENT_ROBOT] = "robot", [AGENT_TEAM] = "team",
};

static int name_index(const char *const *names, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	return -1;
}

const char *status_name(enum status status)
{
	return statuses[status];
}

bool status_find(const char *text, enum status *out)
{
	int i = name_index(statuses, STATUSES, text);

	if (i >= 0)
		*out = (enum status)i;
	return i >= 0;
}

err_t status_parse(const char *text, enum status *out)
{
	return status_find(text, out) ? NULL : err_make(ERR_USAGE, "'%s' is not a status: write open, pending, on_hold, "
		"snoozed, resolved or closed", text);
}

const char *visibility_name(enum visibility visibility)
{
	return visibilities[visibility];
}

err_t visibility_parse(const char *text, enum visibility *out)
{
	int i = name_index(visibilities, VISIBILITIES, text);

	if (i < 0)
		return err_make(ERR_USAGE, "'%s' is not a visibility: write public, unlisted, "
			"followers, group or private", text);
	*out = (enum visibility)i;
	return NULL;
}

const char *direction_name(enum direction direction)
{
	return directions[direction];
}

const char *outbox_state_name(enum outbox_state state)
{
	return outbox_states[state];
}

const char *account_state_name(enum account_state state)
{
	return account_states[state];
}

const char *agent_kind_name(enum agent_kind kind)
{
	return agent_kinds[kind];
}

err_t status_may(enum status from, enum status to)
{
	if (from == STATUS_CLOSED && to != STATUS_CLOSED)
		return err_make(ERR_STATE, "closed is final: it cannot become %s", statuses[to]);
	return NULL;
}

const char *account_gap_text(struct arena *arena, const struct account *account)
{
	char from[TIME_TEXT], to[TIME_TEXT];

	if (account->gap_to_ms == 0)
		return NULL;
	(void)time_format(account->gap_to_ms, to);
	if (account->gap_from_ms == 0)
		return arena_printf(arena, "not all that was written before %s was read: more was waiting than one poll takes", to);
	return arena_printf(arena, "not all that was written between %s and %s was read: more was waiting than one poll takes",
		time_format(account->gap_from_ms, from), to);
}

bool status_is_over(enum status status)
{
	return status == STATUS_RESOLVED || status == STATUS_CLOSED;
}

void conversation_over(struct conversation *conv, const char *reason, const struct zone *zone, int64_t at_ms)
{
	if (!status_is_over(conv->status) || (reason != NULL && strcmp(reason, REASON_HISTORY) == 0))
		conv->resolved_day = 0;
	else if (conv->resolved_day == 0)
		conv->resolved_day = calendar_day(zone, at_ms);
}

void conversation_hear(struct conversation *conv)
{
	if ((conv->marks & MARK_SPAM) != 0 || conv->status == STATUS_ON_HOLD)
		return;
	conv->status = STATUS_OPEN;
	conv->snoozed_until = 0;
	conv->resolved_day = 0;
}

int64_t risk_after(int64_t length_ms)
{
	return length_ms - length_ms / 4;
}

const char *deadline_name(enum deadline deadline)
{
	static const char *const names[DEADLINES] = { NULL, "target", "promise", "window" };

	return names[deadline];
}

static void deadline_take(struct conversation *conv, enum deadline of, int64_t begin_ms, int64_t due_ms)
{
	if (due_ms == 0 || (conv->due_ms != 0 && conv->due_ms <= due_ms))
		return;
	conv->due_of = of;
	conv->due_ms = due_ms;
	conv->risk_ms = due_ms > begin_ms ? begin_ms + risk_after(due_ms - begin_ms) : due_ms;
}

/* A window that closes on nobody who waits harms nobody. */
void conversation_deadline(struct conversation *conv, int64_t target_due_ms, int64_t target_risk_ms)
{
	bool promised = conv->promise_ms != 0 && !status_is_over(conv->status) && (conv->marks & (MARK_SPAM | MARK_MERGED)) == 0;

	conv->due_of = target_due_ms != 0 ? DEADLINE_TARGET : DEADLINE_NONE;
	conv->due_ms = target_due_ms;
	conv->risk_ms = target_risk_ms;
	if (promised)
		deadline_take(conv, DEADLINE_PROMISE, conv->promised_ms, conv->promise_ms);
	if (promised || target_due_ms != 0)
		deadline_take(conv, DEADLINE_WINDOW, conv->heard_ms, conv->window_ms);
}

bool conversation_is_at_risk(const struct conversation *conv, int64_t now_ms)
{
	return conv->risk_ms != 0 && conv->risk_ms < now_ms;
}

bool conversation_is_breached(const struct conversation *conv, int64_t now_ms)
{
	return conv->due_ms != 0 && conv->due_ms < now_ms;
}

const char *media_kind(const char *word)
{
	static const struct { const char *word, *kind; } kinds[] = {
		{ "image", "image" }, { "video", "video" }, { "gifv", "video" }, { "audio", "audio" },
	};

	for (size_t i = 0; word != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].word, word) == 0)
			return kinds[i].kind;
	return "file";
}

const char *mark_name(int bit)
{
	static const char *const marks[MARKS] = { "urgent", "muted", "spam" };

	return marks[bit];
}

static const char *const priorities[PRIORITIES] = { "normal", "high", "low" };

const char *priority_name(enum priority priority)
{
	return priorities[priority];
}

err_t priority_parse(const char *text, enum priority *out)
{
	int i = name_index(priorities, PRIORITIES, text);

	if (i < 0)
		return err_make(ERR_USAGE, "'%s' is not a priority: write low, normal or high", text);
	*out = (enum priority)i;
	return NULL;
}

enum priority marks_priority(unsigned marks)
{
	return (marks & MARK_HIGH) != 0 ? PRIORITY_HIGH : (marks & MARK_LOW) != 0 ? PRIORITY_LOW : PRIORITY_NORMAL;
}

unsigned marks_with_priority(unsigned marks, enum priority priority)
{
	marks &= ~(unsigned)(MARK_HIGH | MARK_LOW);
	return marks | (priority == PRIORITY_HIGH ? MARK_HIGH : priority == PRIORITY_LOW ? MARK_LOW : 0U);
}

const char *message_act_name(int bit)
{
	static const char *const acts[MESSAGE_ACTS] = { "favourite", "hidden", "retracted" };

	return acts[bit];
}

/* Above every due time: rows that nobody waits in sort behind all that wait. */
#define RANK_IDLE (INT64_C(1) << 52)

int followers_reach(int64_t followers)
{
	int reach = 0;

	for (; followers >= 10 && reach < REACH_MOST; followers /= 10)
		reach++;
	return reach;
}

/*
 * High before and low behind all that is due in the same minute.  What is due
 * on its stroke stands a little behind it, so that reach moves nobody into the
 * minute before.
 */
static int64_t rank_due(const struct conversation *conv)
{
	int64_t minute = conv->due_ms - conv->due_ms % RANK_MINUTE, first = minute + REACH_MOST + 1;

	switch (marks_priority(conv->marks)) {
	case PRIORITY_HIGH:
		return minute;
	case PRIORITY_LOW:
		return minute + RANK_MINUTE - 2;
	case PRIORITY_NORMAL: case PRIORITIES:
		break;
	}
	return (conv->due_ms > first ? conv->due_ms : first) - conv->reach;
}

int64_t conversation_rank(const struct conversation *conv)
{
	bool over = status_is_over(conv->status);
	int64_t rank = conv->due_ms > 0 ? rank_due(conv) : RANK_IDLE - conv->last_ms;

	if ((conv->marks & MARK_MERGED) != 0)
		return RANK_MERGED + RANK_IDLE - conv->last_ms;
	if ((conv->marks & MARK_SPAM) != 0)
		return rank + RANK_SPAM;
	return (conv->marks & MARK_URGENT) != 0 && !over ? rank - RANK_URGENT : rank;
}

void tag_fold(char *tag)
{
	for (; *tag != '\0'; tag++)
		if (*tag >= 'A' && *tag <= 'Z')
			*tag = (char)(*tag - 'A' + 'a');
}
