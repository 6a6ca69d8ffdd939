/* SPDX-License-Identifier: ISC */
/*
 * The tables that can be asked in SQL, column by column.  Names here never
 * change their meaning: scripts of other people stand on them.  A column is
 * added at the end of its table.
 */
#include "guichet/model/sql.h"

#include "guichet/model/event.h"
#include "guichet/model/record.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct sql_column accounts[] = {
	{ "account", "account.name", "name" },
	{ "network", "account.network", "which network it is on" },
	{ "state", "{name account_state account.state}", "new, ok, paused or removed" },
	{ "handle", "account.self_handle", "its address there" },
	{ "since", "{time account.since_ms}", "messages before it are history and ask for nothing" },
	{ "polled", "{time account.polled_ms}", "when it was read last" },
};

static const struct sql_column agents[] = {
	{ "agent", "agent.name", "name" },
	{ "kind", "{name agent_kind agent.kind}", "person, robot or team" },
	{ "role", "{name role agent.role}", "viewer, auditor, agent, lead or admin" },
	{ "active", "agent.active", "1, or 0 of who has left" },
};

static const struct sql_column members[] = {
	{ "team", "(SELECT team.name FROM agent AS team WHERE team.id = team_member.team)", "name of the team" },
	{ "agent", "(SELECT member.name FROM agent AS member WHERE member.id = team_member.agent)",
		"name of a member" },
};

static const struct sql_column contacts[] = {
	{ "contact", "identity.id", "number of somebody outside" },
	{ "network", "identity.network", "where" },
	{ "handle", "identity.handle", "address there" },
	{ "name", "identity.name", "as they call themselves" },
	{ "followers", "identity.followers", "how many, when they wrote last" },
	{ "bot", "identity.bot", "1: says of itself that it is a program" },
};

/* Bits and kinds that columns name by number. */
_Static_assert(MARK_HIGH == PRIORITY_HIGH << 4 && MARK_LOW == PRIORITY_LOW << 4 && EVENT_EXCLUDED == 39 &&
	EVENT_INCLUDED == 40, "a column reads them");

static const struct sql_column conversations[] = {
	{ "conversation", "conversation.id", "number" },
	{ "account", "{account conversation.account}", "name of the account" },
	{ "contact", "conversation.contact", "number of the customer, see v_contact" },
	{ "status", "{name status conversation.status}", "open, pending, on_hold, snoozed, resolved or closed" },
	{ "visibility", "{name visibility conversation.visibility}",
		"of its newest message: public, unlisted, followers, group or private" },
	{ "language", "NULLIF(conversation.lang, '')", "of its newest message" },
	{ "assignee", "{agent conversation.assignee}", "agent or team that has it" },
	{ "tags", "(SELECT group_concat(tag.name, ' ') FROM tag WHERE tag.conversation = conversation.id)",
		"blanks between; one a row in v_tag" },
	{ "created", "{time conversation.created_ms}", "when it came to the desk" },
	{ "last", "{time conversation.last_ms}", "its newest message" },
	{ "waiting_since", "{time conversation.wait_ms}", "since when its customer waits" },
	{ "due", "{time conversation.due_ms}", "until when an answer is in time" },
	{ "snoozed_until", "{time conversation.snoozed_until}", "when it comes back by itself" },
	{ "urgent", "{flag 1 conversation.marks}", "1: marked so" },
	{ "muted", "{flag 2 conversation.marks}", "1: what comes asks for nothing" },
	{ "spam", "{flag 4 conversation.marks}", "1: marked so" },
	{ "merged_into", "NULLIF(conversation.root, 0)", "the conversation that it is shown in" },
	{ "priority", "{name priority conversation.marks >> 4 & 3}", "high, normal or low" },
	{ "excluded", "coalesce((SELECT event.kind = 39 FROM event WHERE event.account = conversation.account "
		"AND event.conversation = conversation.id AND event.kind IN (39, 40) ORDER BY event.seq DESC LIMIT 1), 0)",
		"1: left out of figures; its waits and cases are listed here all the same" },
};

static const struct sql_column tags[] = {
	{ "conversation", "tag.conversation", "number" },
	{ "tag", "tag.name", "name" },
};

static const struct sql_column messages[] = {
	{ "message", "message.id", "number" },
	{ "conversation", "message.conversation", "number; nothing for what others wrote in the thread" },
	{ "account", "{account message.account}", "name of the account" },
	{ "direction", "{name direction message.direction}", "in, out, note or context" },
	{ "agent", "{agent message.agent}", "who of us wrote it" },
	{ "author", "CASE WHEN {hidden message.agent} THEN NULL ELSE message.author END", "name of its writer" },
	{ "handle", "message.handle", "address of its writer" },
	{ "at", "{time message.at_ms}", "by the clock of the network" },
	{ "received", "{time message.received_ms}", "when the desk had it" },
	{ "edited", "{time message.edited_ms}", "when it was changed last" },
	{ "deleted", "{time message.deleted_ms}", "when its writer took it back" },
	{ "visibility", "{name visibility message.visibility}", "as of v_conversation" },
	{ "language", "NULLIF(message.lang, '')", "as its network says" },
	{ "text", "CASE WHEN {private} OR (message.visibility < 3 AND message.direction <> 2) THEN message.text END",
		"what it says; auditors do not read notes, groups and private messages here" },
	{ "url", "CASE WHEN {private} OR message.visibility < 3 THEN message.url END", "where it stands" },
};

static const struct sql_column replies[] = {
	{ "reply", "outbox.id", "number in the outbox" },
	{ "conversation", "outbox.conversation", "number" },
	{ "account", "{account outbox.account}", "name of the account" },
	{ "message", "outbox.message", "number of its message, see v_message; nothing for an act" },
	{ "act", "NULLIF(outbox.act, '')", "what is done at the network instead of a reply" },
	{ "agent", "{agent outbox.agent}", "whose it is" },
	{ "origin", "{name origin outbox.origin}", "human, rule, robot, network or import" },
	{ "means", "{name means outbox.means}", "how: hand, macro or script" },
	{ "state", "{name outbox_state outbox.state}", "queued, sending, sent, failed, unknown or cancelled" },
	{ "queued", "{time outbox.queued_ms}", "when it was written" },
	{ "attempted", "{time outbox.attempted_ms}", "when it was sent last" },
	{ "attempts", "outbox.attempt", "how often" },
	{ "reason", "NULLIF(outbox.reason, '')", "why it failed or is unknown" },
};

/* An open wait lasts until now. */
#define WAIT_END "(CASE WHEN wait.outcome = 0 THEN max(wait.start_ms, {now}) ELSE wait.end_ms END)"
static const struct sql_column waits[] = {
	{ "conversation", "wait.conversation", "number" },
	{ "account", "{account wait.account}", "name of the account" },
	{ "case_no", "wait.case_no + 1", "which case of the conversation" },
	{ "kind", "{name wait_kind wait.kind}", "first or next" },
	{ "outcome", "{name outcome wait.outcome}", "open, answered, waived or withdrawn" },
	{ "started", "{time wait.start_ms}", "when it began" },
	{ "ended", "{time wait.end_ms}", "nothing while it is open" },
	{ "seconds", "(" WAIT_END " - wait.start_ms) / 1000", "how long, until now if it is open" },
	{ "business_seconds", "{number 0 wait.account, wait.team, wait.start_ms, " WAIT_END "} / 1000",
		"of that, while the schedule of its team or account was open" },
	{ "target", "{number 1 wait.account, wait.surface, wait.start_ms} / 1000",
		"seconds that were promised when it began" },
	{ "sla", "{name sla {number 2 wait.account, wait.team, wait.start_ms, " WAIT_END ", wait.outcome, wait.surface}}",
		"met, missed, undecided or excluded" },
	{ "agent", "{agent wait.agent}", "who is credited with the answer" },
	{ "team", "{agent wait.team}", "whose hours it is measured by, if a team's" },
	{ "own_seconds", "CASE WHEN {agent wait.agent} IS NOT NULL THEN wait.own_ms / 1000 END",
		"since it was theirs" },
	{ "surface", "CASE wait.surface WHEN 1 THEN 'dm' ELSE 'public' END", "dm or public" },
	{ "late", "{flag 1 wait.flags}", "1: a message came more than a minute after it was written" },
	{ "external", "{flag 8 wait.flags}", "1: answered in the application of the network" },
	{ "handed_over", "{flag 16 wait.flags}", "1: began when a bot gave it to a person" },
	{ "no_answer_needed", "{flag 32 wait.flags}", "1: closed as no request" },
	{ "chased", "{flag 64 wait.flags}", "1: the customer wrote again before its end" },
	{ "scripted", "{flag 128 wait.flags}", "1: answered by a macro or a program of its agent" },
};

/* What still runs counts until now. */
#define SPENT(column, state) \
	"(case_." column " + CASE WHEN case_.state = " state " THEN max(0, {now} - case_.state_ms) ELSE 0 END)"
static const struct sql_column cases[] = {
	{ "conversation", "case_.conversation", "number" },
	{ "case_no", "case_.case_no + 1", "1, 2, ... in the conversation" },
	{ "account", "{account case_.account}", "name of the account" },
	{ "opened", "{time case_.open_ms}", "when it began" },
	{ "status", "{name status case_.state}", "as of v_conversation" },
	{ "we_began", "{flag 256 case_.flags}", "1: we wrote first" },
	{ "first_resolved", "{time case_.first_resolved_ms}", "its first end" },
	{ "resolved", "{time case_.settled_ms}", "the end that held; nothing while it is not resolved" },
	{ "waits", "case_.waits", "how many" },
	{ "turns", "case_.turns", "a turn is all that we wrote before the customer wrote again" },
	{ "replies", "case_.replies", "of persons" },
	{ "messages_in", "case_.messages_in", "of the customer" },
	{ "transfers", "case_.transfers", "from one person to another" },
	{ "reopens", "case_.reopens", "by the customer" },
	{ "net_reopens", "case_.reopens - case_.courtesies", "without those that only said thanks" },
	{ "agent_reopens", "case_.agent_reopens", "by us" },
	{ "work_seconds", "(" SPENT("spent_open_ms", "0") " + " SPENT("spent_hold_ms", "2") " + "
		SPENT("spent_snoozed_ms", "3") ") / 1000", "open, on hold and snoozed" },
	{ "customer_seconds", SPENT("spent_pending_ms", "1") " / 1000", "pending" },
	{ "on_hold_seconds", SPENT("spent_hold_ms", "2") " / 1000", "on hold" },
	{ "customer_wait_seconds",
		"(case_.waited_ms + CASE WHEN case_.open_wait_ms <> 0 THEN max(0, {now} - case_.open_wait_ms) ELSE 0 END) / 1000",
		"all its waits together" },
	{ "seconds_to_human",
		"CASE WHEN case_.first_in_ms <> 0 AND case_.first_out_ms <> 0 AND {flag 256 case_.flags} = 0 "
		"THEN max(0, case_.first_out_ms - case_.first_in_ms) / 1000 END",
		"from the first message to the first reply of a person; nothing where we wrote first" },
	{ "seconds_to_assign",
		"CASE WHEN case_.first_assigned_ms <> 0 THEN max(0, case_.first_assigned_ms - case_.open_ms) / 1000 END",
		"from its beginning to its first assignment" },
	{ "surface", "CASE case_.surface WHEN 1 THEN 'dm' ELSE 'public' END", "dm or public" },
	{ "spam", "{flag 512 case_.flags}", "1: void, and part of no figure" },
	{ "bot_held", "{flag 1024 case_.flags}", "1: a bot had it at some time" },
	{ "bot_resolved", "{flag 2048 case_.flags}", "1: a bot resolved it" },
	{ "merged", "{flag 4096 case_.flags}", "1: of more than one conversation" },
	{ "linked", "{flag 8192 case_.flags}", "1: goes on in another conversation" },
	{ "revised", "{flag 16384 case_.flags}", "1: something came late that changed it" },
};

#define EVENT_NAMES_SUBJECT "({about_agent event.kind} AND {hidden event.subject})"
static const struct sql_column events[] = {
	{ "seq", "event.seq", "1, 2, 3, ... without a gap" },
	{ "account", "{account event.account}", "name of the account; nothing for the desk itself" },
	{ "conversation", "NULLIF(event.conversation, 0)", "number" },
	{ "kind", "{name kind event.kind}", "guichet-figures(7) lists them" },
	{ "at", "{time event.net_ms}", "by the clock of the network, if it gave a time" },
	{ "received", "{time event.recv_ms}", "when it was recorded" },
	{ "actor_kind", "{name actor event.actor_kind}", "customer, human, bot, automatic, external or system" },
	{ "agent", "{agent event.actor}", "who of us" },
	{ "subject", "CASE WHEN " EVENT_NAMES_SUBJECT " THEN NULL ELSE NULLIF(event.subject, 0) END",
		"whom or what it is about: a number" },
	{ "surface", "CASE event.surface WHEN 1 THEN 'dm' ELSE 'public' END", "dm or public" },
	{ "detail", "NULLIF({detail event.detail}, '')",
		"what a kind knows beside that, a key=value a line; not what names agents who are not told" },
	{ "hash", "CASE WHEN {hidden event.actor} OR " EVENT_NAMES_SUBJECT " THEN NULL ELSE lower(hex(event.hash)) END",
		"of the row and the one before it; nothing where its agent is not told" },
};

#define TABLE(name, list, from, help) { name, from, help, list, COUNT(list) }
const struct sql_table sql_tables[] = {
	TABLE("v_account", accounts, "account", "A row for each account."),
	TABLE("v_agent", agents, "agent", "A row for each person, robot and team of the desk."),
	TABLE("v_case", cases, "case_", "A row for each case, see guichet-figures(7)."),
	TABLE("v_contact", contacts, "identity", "A row for each customer."),
	TABLE("v_conversation", conversations, "conversation", "A row for each conversation, as it is now."),
	TABLE("v_event", events, "event", "A row for each row of the ledger."),
	TABLE("v_member", members, "team_member", "A row for each member of a team."),
	TABLE("v_message", messages, "message WHERE message.direction <> 4",
		"A row for each message, note, and post beside a conversation."),
	TABLE("v_reply", replies, "outbox", "A row for each reply, and each act at a network."),
	TABLE("v_tag", tags, "tag", "A row for each tag of each conversation, as they are now."),
	TABLE("v_wait", waits, "wait",
		"A row for each wait, the same as of guichet waits, which calls started and ended start and end. "
		"Those of spam are left out."),
};
const size_t sql_table_count = COUNT(sql_tables);
