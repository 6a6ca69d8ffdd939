/* SPDX-License-Identifier: ISC */
/*
 * The rows of the table of calls, sorted by name.  Wording rules: help is an
 * imperative line of at most 60 characters without a full stop; the manual
 * is plain sentences, because it is printed as text and as mdoc.
 */
#include "guichet/base/message.h"
#include "guichet/model/call.h"

#define ONE { .name = "id", .kind = ARG_CONVERSATION }
#define SELECTED { .name = "id", .kind = ARG_CONVERSATION, .flags = ARG_MANY | ARG_SELECTION }
#define REPLY { .name = "outbox", .kind = ARG_OUTBOX }
#define REASON { .name = "reason", .kind = ARG_TEXT, .flags = ARG_OPTION }
#define OUTBOX_CHOICES "queued|sending|sent|failed|unknown|cancelled"
#define VISIBILITY { .name = "visibility", .kind = ARG_CHOICE, .flags = ARG_OPTION, \
	.choices = "public|unlisted|followers|group|private", .help = N_("never wider than the message") }
#define CONTENT_WARNING { .name = "cw", .kind = ARG_TEXT, .flags = ARG_OPTION, \
	.help = N_("content warning") }
#define LANGUAGE { .name = "lang", .kind = ARG_WORD, .flags = ARG_OPTION }
#define SHARED { .name = "shared", .kind = ARG_FLAG, .flags = ARG_OPTION, .help = N_("everybody's") }
#define ABOUT { .name = "message", .kind = ARG_INT, .flags = ARG_OPTION, \
	.help = N_("its number, as show --json tells it") }
#define TYPING { .name = "typing", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("somebody is typing: no step for undo") }
#define PARTLY { .name = "partly", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("what can be; the rest stays") }
#define DRY_RUN { .name = "dry-run", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("only say what would be done") }
/* Of every call on many conversations, behind what is its own. */
#define MANY { .name = "where", .kind = ARG_QUERY, .flags = ARG_OPTION | ARG_WHERE, \
	.help = N_("all that match now; with numbers, only those that do") }, PARTLY, DRY_RUN
#define ANYWAY { .name = "anyway", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("also of two identities, or held by a colleague") }
#define PAST (ARG_OPTION | ARG_PAST)
#define PERIODS "today|yesterday|week|last-week|month|last-month|year"
#define DIMENSIONS "account|network|agent|team|tag|language|visibility|hour|weekday|day|week|month"
#define FIGURES_ASKED \
	{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY }, \
	{ .name = "since", .kind = ARG_TIME, .flags = PAST }, \
	{ .name = "until", .kind = ARG_TIME, .flags = PAST }, \
	{ .name = "period", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = PERIODS, \
		.help = N_("instead of since and until") }, \
	{ .name = "target", .kind = ARG_DURATION, .flags = ARG_OPTION, \
		.help = N_("instead of the pledge of the desk") }, \
	{ .name = "as-of", .kind = ARG_TIME, .flags = PAST, .help = N_("what was known then") }
#define FIGURES_TOLD \
	{ .name = "by", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_LIST, .choices = DIMENSIONS, \
		.help = N_("one, or two with a comma between") }, \
	{ .name = "metric", .kind = ARG_WORD, .flags = ARG_OPTION, \
		.help = N_("only these, with commas between") }
#define SCHEDULE_FILE { .name = "schedule", .kind = ARG_FILE, .flags = ARG_OPTION, \
	.help = N_("a file of opening hours; without it, always open") }
#define SETTING_FROM { .name = "from", .kind = ARG_TIME, .flags = PAST, \
	.help = N_("of dated settings: since when they hold") }

const struct call calls[] = {
	{ .name = "account add", .group = "accounts", .least = ROLE_ADMIN, .flags = CALL_WRITES,
	  .args = {
		{ .name = "network", .kind = ARG_NETWORK }, { .name = "name", .kind = ARG_NAME },
		{ .name = "setting", .kind = ARG_SETTING, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "secret", .kind = ARG_SECRET, .flags = ARG_OPTION },
	  },
	  .help = N_("Connect an account on a network"),
	  .manual = N_("The secret is asked for on the terminal, or read from a descriptor or a "
		"private file; it is never part of the command. What was written before now "
		"is history and asks for nothing, unless the setting since says otherwise.") },
	{ .name = "account check", .group = "accounts", .least = ROLE_LEAD,
	  .flags = CALL_STREAM | CALL_COURIER,
	  .args = { { .name = "name", .kind = ARG_ACCOUNT } },
	  .help = N_("Check an account against its network"),
	  .manual = N_("Signs in, learns the limits of the server, and says what the account can and "
		"cannot do. Nothing is sent.") },
	{ .name = "account list", .group = "accounts", .least = ROLE_VIEWER,
	  .help = N_("List the accounts and their health"),
	  .manual = N_("Shows network, state, the reason of a pause, and when each account was last "
		"polled.") },
	{ .name = "account remove", .group = "accounts", .least = ROLE_ADMIN,
	  .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_ACCOUNT } },
	  .help = N_("Stop an account and forget its secret"),
	  .manual = N_("Conversations and the ledger stay. Replies that have not left yet are "
		"cancelled.") },
	{ .name = "account set", .group = "accounts", .least = ROLE_ADMIN, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_ACCOUNT },
		{ .name = "setting", .kind = ARG_SETTING, .flags = ARG_MANY }, SETTING_FROM,
	  },
	  .help = N_("Change settings of an account"),
	  .manual = N_("Each setting is key=value; an empty value removes the key. What target, "
		"target.public, target.private, schedule and zone say is dated, and goes before what "
		"desk set says for all accounts; see guichet-schedule(5).") },
	{ .name = "agent add", .group = "desk", .least = ROLE_ADMIN, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_NAME },
		{ .name = "role", .kind = ARG_ROLE, .flags = ARG_OPTION },
		{ .name = "uid", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("the login whose socket connection this is") },
		{ .name = "robot", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("a program: what it sends is automatic") },
	  },
	  .help = N_("Add an agent to the desk"),
	  .manual = N_("A new agent has the role agent unless another one is given. On a shared desk "
		"the uid says which login of this machine the agent uses.") },
	{ .name = "agent list", .group = "desk", .least = ROLE_VIEWER,
	  .help = N_("List the agents and their roles"),
	  .manual = N_("Robots and teams are marked.") },
	{ .name = "agent remove", .group = "desk", .least = ROLE_ADMIN, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_AGENT } },
	  .help = N_("Take an agent off the desk"),
	  .manual = N_("The agent can no longer sign in and open conversations become unassigned. "
		"Figures keep what the agent did.") },
	{ .name = "assign", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, { .name = "who", .kind = ARG_ASSIGNEE }, MANY },
	  .help = N_("Give conversations to an agent or a team"),
	  .manual = N_("WHO is a name, @me, or nobody. The last word is WHO, all words before it are "
		"conversations.") },
	{ .name = "block", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED },
	  .help = N_("Keep a person away from the account"),
	  .manual = N_("Done at the network, for the account that the conversation is on: the person can "
		"neither read nor write to it there. Every conversation of theirs is marked and found by "
		"is:blocked. What is here stays.") },
	{ .name = "bulk continue", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_SLICES,
	  .args = { { .name = "number", .kind = ARG_INT, .flags = ARG_OPTIONAL } },
	  .help = N_("Go on with what was stopped halfway"),
	  .manual = N_("What a command on many conversations was to do is kept on the desk, with how far it "
		"came: it goes on exactly there, whatever ended it. Without a number the newest of "
		"yours is meant. Undo takes back the whole of it.") },
	{ .name = "bulk drop", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = { { .name = "number", .kind = ARG_INT, .flags = ARG_OPTIONAL } },
	  .help = N_("Leave it at what was done of it"),
	  .manual = N_("Nothing is mentioned of the rest any more; undo takes back what was done, as ever.") },
	{ .name = "bulk list", .group = "triage", .least = ROLE_VIEWER,
	  .help = N_("List what is under way on many conversations"),
	  .manual = N_("Of everybody: what it is, how far it came, and whether it runs or was stopped.") },
	{ .name = "bulk undo", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_SLICES,
	  .args = { { .name = "number", .kind = ARG_INT, .flags = ARG_OPTIONAL }, PARTLY },
	  .help = N_("Take back what was stopped halfway"),
	  .manual = N_("As undo does, but that one, whatever you did since. Of an undo that was stopped "
		"it does again what was taken back.") },
	{ .name = "business-time", .group = "figures", .least = ROLE_VIEWER,
	  .flags = CALL_READER | CALL_PAYLOAD,
	  .args = {
		{ .name = "start", .kind = ARG_TIME }, { .name = "end", .kind = ARG_TIME }, SCHEDULE_FILE,
	  },
	  .help = N_("Print the open seconds between two instants"),
	  .manual = N_("Of the schedule in the file, see guichet-schedule(5); nothing of the desk is used.") },
	{ .name = "calm", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Let conversations be urgent no longer"),
	  .manual = N_("They stand again where their deadline puts them.") },
	{ .name = "cases", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER | CALL_STREAM,
	  .args = {
		{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "as-of", .kind = ARG_TIME, .flags = PAST,
			.help = N_("what was known then") },
	  },
	  .help = N_("List cases with their clocks, one a row"),
	  .manual = N_("From the ledger, each case measured as of an instant; guichet-figures(7) says by which "
		"rules, and what each member means. QUERY asks for conversations as they are now, by "
		"fields only. Spam is left out unless QUERY says is:spam.") },
	{ .name = "changes", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_STREAM,
	  .help = N_("Hear that something changed, not what it is now"),
	  .manual = N_("Writes which kinds of things changed (conversation, outbox, account, agent, or mark: what "
		"you read or drafted yourself) and "
		"the numbers of the first 50 conversations, at most every 50 ms, until interrupted. "
		"The first row is empty: from it on nothing is missed. Nothing is fetched or sent meanwhile.") },
	{ .name = "claim", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK,
	  .args = { SELECTED, MANY },
	  .help = N_("Take conversations yourself"),
	  .manual = N_("A conversation that somebody else took first is refused and named.") },
	{ .name = "close", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Close conversations for good"),
	  .manual = N_("Closed is final: a later message of the customer begins a new case. Undo takes it "
		"back for a minute, and then it counts as if it had never happened. A reason is asked for as by "
		"resolve.") },
	{ .name = "count", .group = "queue", .least = ROLE_VIEWER,
	  .args = { { .name = "query", .kind = ARG_QUERY, .flags = ARG_MANY | ARG_EACH,
		.help = N_("one word each: quote what has spaces") } },
	  .help = N_("Count the conversations of each query"),
	  .manual = N_("Every argument is one query, and all are counted at one moment. What is asked by "
		"status, assignee, account, network or marks alone, of one tag among the open ones, and what "
		"is late, at risk, resolved on a day or mentions you, is exact; of other queries counting "
		"stops at 10,000, which is shown as 10000+.") },
	{ .name = "courier start", .group = "desk", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .help = N_("Let a restored or copied desk send again"),
	  .manual = N_("A desk that was restored or copied sends and polls nothing until this is "
		"said, because the original may still be running. Replies that were on their "
		"way become unknown.") },
	{ .name = "desk set", .group = "desk", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "setting", .kind = ARG_SETTING, .flags = ARG_MANY }, SETTING_FROM },
	  .help = N_("Change what all accounts are measured against"),
	  .manual = N_("The settings are target, target.public, target.private, schedule and zone; an "
		"empty value takes one away. Each is a dated row of the ledger and holds for waits "
		"that begin from then on. An account may have its own, by account set.") },
	{ .name = "desk show", .group = "desk", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("Show targets, schedules and time zones"),
	  .manual = N_("As they hold now, of the desk and of each account.") },
	{ .name = "doctor", .group = "desk", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("Check the desk and say what to do"),
	  .manual = N_("Each finding comes with the command that puts it right.") },
	{ .name = "draft drop", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { ONE, TYPING },
	  .help = N_("Throw away your draft"),
	  .manual = N_("Drafts of other agents stay.") },
	{ .name = "draft save", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { ONE, { .name = "text", .kind = ARG_TEXT }, TYPING },
	  .help = N_("Keep a draft of a reply"),
	  .manual = N_("A draft is kept on the desk, one for each agent and conversation.") },
	{ .name = "draft show", .group = "reply", .least = ROLE_AGENT,
	  .args = { ONE },
	  .help = N_("Show your draft"),
	  .manual = N_("Says so when there is none.") },
	{ .name = "due", .group = "figures", .least = ROLE_VIEWER,
	  .flags = CALL_READER | CALL_PAYLOAD,
	  .args = {
		{ .name = "start", .kind = ARG_TIME }, { .name = "seconds", .kind = ARG_WORD }, SCHEDULE_FILE,
	  },
	  .help = N_("Print when that many open seconds have passed"),
	  .manual = N_("The earliest such instant. Instead of seconds a duration with its unit can be "
		"given, such as 90m; nothing of the desk is used.") },
	{ .name = "explain", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = {
		{ .name = "metric", .kind = ARG_WORD }, FIGURES_ASKED,
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION, .help = N_("at most so many rows") },
	  },
	  .help = N_("Show the rows behind a figure, and why they count"),
	  .manual = N_("Each row with its two ends, the target and the schedule that it was measured by, "
		"what it counts as and why; in JSON with its rows of the ledger too. The options are "
		"those of stats: the same question has the same rows.") },
	{ .name = "export", .group = "desk", .least = ROLE_LEAD,
	  .flags = CALL_READER | CALL_STREAM,
	  .args = { { .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY } },
	  .help = N_("Write conversations with their messages as JSON lines"),
	  .manual = N_("Without a query everything is written. Text is raw, as the customers wrote "
		"it.") },
	{ .name = "favourite", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED, ABOUT },
	  .help = N_("Mark a customer's message as a favourite"),
	  .manual = N_("In public, in the name of the account. It answers nobody: who waits still waits.") },
	{ .name = "ham", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Say that conversations are no spam after all"),
	  .manual = N_("Who was waiting waits since they wrote, and stands in the queue again.") },
	{ .name = "hide", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED, ABOUT },
	  .help = N_("Hide a customer's message from others"),
	  .manual = N_("Where the network lets an account hide what others wrote below its posts; account "
		"check says whether it does. Its writer still sees it.") },
	{ .name = "history", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = {
		ONE, { .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows, the newest") },
	  },
	  .help = N_("Show what happened to a conversation, and by whom"),
	  .manual = N_("Oldest first, from the ledger, the journal and the outbox: what was written, who "
		"had it, every status with its reason, tags, notes, what became of replies, and "
		"what was undone. Words are shown as they read today: what was edited or deleted "
		"since is not kept.") },
	{ .name = "hold", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Put conversations on hold for a third party"),
	  .manual = N_("Waiting customers keep waiting: the time on hold is ours.") },
	{ .name = "ids", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = { { .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY } },
	  .help = N_("Print the numbers of all that a query finds"),
	  .manual = N_("In the order of the queue, one a line, at most 100,000. Every command on many "
		"conversations reads them again where a lone - stands for them.") },
	{ .name = "import items", .group = "desk", .least = ROLE_ADMIN,
	  .flags = CALL_WRITES | CALL_PAYLOAD | CALL_LINES,
	  .args = {
		{ .name = "file", .kind = ARG_FILE },
		{ .name = "account", .kind = ARG_ACCOUNT, .flags = ARG_OPTION,
			.help = N_("a missing one is created and cannot send") },
		{ .name = "history", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("opens no waits") },
	  },
	  .help = N_("Import messages from a file of JSON lines"),
	  .manual = N_("Each line is one message. Importing the same file twice changes nothing. An "
		"account that does not exist is created on the network import, which cannot "
		"send. An account that a line names is ignored: one file belongs to one account.") },
	{ .name = "ledger export", .group = "ledger", .least = ROLE_AUDITOR,
	  .flags = CALL_READER | CALL_STREAM,
	  .help = N_("Write the ledger as JSON lines"),
	  .manual = N_("Every row with its hash, in order: who and when, no names of customers and no texts. "
		"guichet-figures(7) tells of each member.") },
	{ .name = "ledger import", .group = "ledger", .least = ROLE_ADMIN,
	  .flags = CALL_WRITES | CALL_PAYLOAD | CALL_LINES,
	  .args = { { .name = "file", .kind = ARG_FILE } },
	  .help = N_("Fill an empty ledger from a file of rows"),
	  .manual = N_("An export, or rows that another program wrote, as guichet-figures(7) tells of them. "
		"Row numbers are kept and must follow each other. Accounts, conversations and agents "
		"that the rows name are created. The whole file is read before the first row is stored: "
		"a row that is none is named by its line, and nothing is imported. Rows that are there "
		"already are skipped, so an import that was interrupted is repeated as it was.") },
	{ .name = "ledger verify", .group = "ledger", .least = ROLE_AUDITOR,
	  .flags = CALL_READER,
	  .help = N_("Recompute the chain of hashes"),
	  .manual = N_("Names the first row that was changed or is missing, or the number of rows and the "
		"hash of the last one. Who can write the file can make the whole chain anew: only a "
		"hash that you noted elsewhere shows that nobody did.") },
	{ .name = "link", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { { .name = "id", .kind = ARG_CONVERSATION, .flags = ARG_SELECTION },
		{ .name = "began", .kind = ARG_CONVERSATION }, ANYWAY },
	  .help = N_("Say that a private conversation began in public"),
	  .manual = N_("Both conversations stay, each is answered where it is, and the customer's waits are "
		"those of one timeline: an answer in either of them is an answer. They may be on two "
		"accounts. The command unlink takes it back.") },
	{ .name = "list", .group = "queue", .least = ROLE_VIEWER,
	  .args = {
		{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") },
		{ .name = "after", .kind = ARG_TEXT, .flags = ARG_OPTION,
			.help = N_("the end of the page before") },
		{ .name = "as-of", .kind = ARG_TIME, .flags = PAST,
			.help = N_("the queue as it stood then") },
	  },
	  .help = N_("List conversations, most urgent first"),
	  .manual = N_("Without a query these are the open ones. The last line of a page names what "
		"to give to --after for the next one. With --as-of the ledger tells how the queue "
		"stood at an earlier time: status, assignee, tags, waits and due times are those of "
		"then. Names, languages, who may see it, and the words of a message are those of "
		"today, because the ledger does not hold them; so free words cannot be asked for.") },
	{ .name = "merge", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { SELECTED, { .name = "into", .kind = ARG_CONVERSATION }, ANYWAY },
	  .help = N_("Make conversations of one customer one"),
	  .manual = N_("The last number is the conversation that the others become a part of: it is shown, "
		"counted, held and answered as one, with the messages of all in one line of time. The "
		"numbers of the others still work. The whole takes the livelier state of both, a holder "
		"if it had none, urgency and tags. Both must be of one customer, on one account, and both "
		"public or both private. Every message, note, tag and draft stays with the conversation "
		"that it came to, so that unmerge parts them exactly.") },
	{ .name = "metrics rebuild", .group = "figures", .least = ROLE_ADMIN,
	  .args = {
		{ .name = "check", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("only say what differs") },
		{ .name = "after", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("go on behind that conversation") },
	  },
	  .help = N_("Derive waits and cases from the ledger anew"),
	  .manual = N_("They are derived in the moment of each event, so there is nothing to do unless a later "
		"version counts otherwise or the file was damaged. With --check every row is compared with "
		"what the ledger says, and each that differs is named.") },
	{ .name = "mute", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Keep chatter from asking for anything"),
	  .manual = N_("The conversation is resolved. What is written in it later is kept and found, "
		"but nobody waits and nothing opens again, until its customer answers a message of "
		"ours: that ends the muting.") },
	{ .name = "next", .group = "queue", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { { .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY } },
	  .help = N_("Take the most urgent unassigned conversation"),
	  .manual = N_("Two agents who ask at once get two different conversations.") },
	{ .name = "no-answer", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Say that there is nothing to answer"),
	  .manual = N_("Resolves them with the reason no_reply_needed: the wait counts as waived, not "
		"as answered, and a thanks does not count as a reopening.") },
	{ .name = "note", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_RULE,
	  .args = { ONE, { .name = "text", .kind = ARG_TEXT } },
	  .help = N_("Write an internal note"),
	  .manual = N_("Notes never leave the desk and answer nobody. Undo withdraws one: then only the "
		"history shows it.") },
	{ .name = "others", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = { ONE, { .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") } },
	  .help = N_("List the other conversations of a customer"),
	  .manual = N_("Of the same person, on every account, newest first. What was merged into another one is "
		"left out.") },
	{ .name = "outbox cancel", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = { REPLY },
	  .help = N_("Take back a reply that has not left"),
	  .manual = N_("A reply that is being sent or was sent cannot be taken back. Undo does not queue it "
		"again: what leaves is said by reply.") },
	{ .name = "outbox hold", .group = "reply", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .help = N_("Stop everything that leaves"),
	  .manual = N_("Replies are still accepted and wait. Every screen says that sending is held. "
		"It concerns everybody and is no step for undo: outbox release ends it.") },
	{ .name = "outbox list", .group = "reply", .least = ROLE_VIEWER,
	  .args = {
		{ .name = "state", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = OUTBOX_CHOICES },
	  },
	  .help = N_("List replies on their way"),
	  .manual = N_("Without a state these are the replies that were not sent yet, failed, or "
		"have an unknown outcome. Of those that were sent or cancelled the newest 500 are "
		"shown.") },
	{ .name = "outbox release", .group = "reply", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .help = N_("Let replies leave again"),
	  .manual = N_("Ends what outbox hold began. No undo calls back what has left since.") },
	{ .name = "outbox retry", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = { REPLY },
	  .help = N_("Send a failed or unknown reply again"),
	  .manual = N_("The same keys are used, so a network that can recognise a repetition does. Undo does "
		"not call it back; outbox cancel does, as long as it waits.") },
	{ .name = "outbox sent", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = { REPLY },
	  .help = N_("Say that an unknown reply was sent"),
	  .manual = N_("For a person who looked and found it on the network. It is told in the ledger as sent, "
		"and no undo makes that unsaid.") },
	{ .name = "pending", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Mark conversations as the customer's turn"),
	  .manual = N_("A message from the customer opens them again.") },
	{ .name = "plan", .group = "reply", .least = ROLE_AGENT,
	  .args = {
		ONE, { .name = "text", .kind = ARG_TEXT }, VISIBILITY, CONTENT_WARNING, LANGUAGE,
	  },
	  .help = N_("Show what a reply would be, without sending"),
	  .manual = N_("Text, visibility, recipients in words, parts, length by the counting of the "
		"network, and warnings.") },
	{ .name = "read", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_BULK | CALL_UNTOLD,
	  .args = {
		SELECTED,
		{ .name = "unread", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("as if you had never read them") },
		{ .name = "seen", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("the newest message that you read") },
		MANY,
	  },
	  .help = N_("Mark conversations as read by you"),
	  .manual = N_("Concerns you alone and is no event: is:unread finds what customers wrote since. "
		"A screen says it when it opens a conversation. It is no step for undo: --unread takes it "
		"back.") },
	{ .name = "recount", .group = "desk", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .help = N_("Count the conversations of each view anew"),
	  .manual = N_("Counts follow every change by themselves. Only a file that something else wrote to "
		"needs it; doctor says so. Nobody is answered meanwhile: with a million "
		"conversations for most of a minute.") },
	{ .name = "redo", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_SLICES,
	  .args = { PARTLY, DRY_RUN },
	  .help = N_("Do again what you undid last"),
	  .manual = N_("Until you do something new. A reply that was taken back is a draft and is sent "
		"by reply, never by redo.") },
	{ .name = "release", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK,
	  .args = { SELECTED, MANY },
	  .help = N_("Give conversations back to the queue"),
	  .manual = N_("They become unassigned and keep their place.") },
	{ .name = "reopen", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Open conversations again"),
	  .manual = N_("Within a minute of your own resolve it counts as if it had never happened.") },
	{ .name = "reply", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = {
		ONE, { .name = "text", .kind = ARG_TEXT }, VISIBILITY, CONTENT_WARNING, LANGUAGE,
		{ .name = "again", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("send the same text a second time") },
		{ .name = "snippet", .kind = ARG_SNIPPET, .flags = ARG_OPTION,
			.help = N_("the saved reply that it is or began as") },
		{ .name = "seen", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("the newest message that you read") },
		{ .name = "delay", .kind = ARG_DURATION, .flags = ARG_OPTION,
			.help = N_("it waits so long, to be taken back") },
	  },
	  .help = N_("Answer a conversation"),
	  .manual = N_("A reply never has a wider audience than what it answers. The same text to "
		"the same state is the same reply. With --seen a message that arrived since "
		"then refuses the reply. With --snippet and no text it is the saved reply, filled in; a "
		"text with a field such as {name} that nobody filled in is not sent. With --delay, at most "
		"five minutes, it leaves only then, and undo takes it back into the draft until it does; the "
		"setting undo-send of an account says the same for all that people write.") },
	{ .name = "report-abuse", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = {
		SELECTED, REASON, ABOUT,
		{ .name = "category", .kind = ARG_CHOICE, .flags = ARG_OPTION,
			.choices = "spam|legal|violation|other" },
		{ .name = "forward", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("also to the server of the person") },
	  },
	  .help = N_("Report a person to those who run the network"),
	  .manual = N_("A reason is wanted; it is read by strangers. The customer's newest message goes "
		"with it unless another one is named. A report that may have arrived is never sent a second "
		"time by itself.") },
	{ .name = "resolve", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Say that conversations are done"),
	  .manual = N_("A message within the reopen window opens a conversation again. The reason "
		"no_reply_needed says that there was nothing to answer. An account with reason-required=yes "
		"takes none without a reason, and one with reasons=answered,duplicate takes only these, from "
		"rules too; account set says so.") },
	{ .name = "retract", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED, ABOUT },
	  .help = N_("Delete a reply of ours at the network"),
	  .manual = N_("Our newest one unless another is named; every part of it. Afterwards it is read "
		"back: when the server says that it is gone and still shows it, the outbox says still public. "
		"Who has read it has read it. Its text stays here. A reply that is taken back within a minute, "
		"before the customer writes again, counts as if it had never been sent.") },
	{ .name = "rule add", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_NAME }, { .name = "query", .kind = ARG_QUERY },
		{ .name = "command", .kind = ARG_COMMAND, .flags = ARG_MANY },
		{ .name = "when", .kind = ARG_DURATION, .flags = ARG_OPTION,
			.help = N_("when a customer waits longer, not when one writes") },
	  },
	  .help = N_("Let the desk do something by itself"),
	  .manual = N_("The query and each command are one word: quote what has spaces. The commands run "
		"on every conversation in which a customer's message arrives and that the query finds; "
		"words of the query are looked for in that message. With --when they run once for each "
		"wait, at the moment in which it becomes longer. Rules run in order, as the agent who "
		"added them, on what happens from now on. A rule sends nothing, and what a rule does "
		"starts no rule. A command names no conversation; which ones a rule may run is said "
		"with each.") },
	{ .name = "rule disable", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_RULE } },
	  .help = N_("Let a rule rest"),
	  .manual = N_("It keeps its place and its log.") },
	{ .name = "rule enable", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_RULE } },
	  .help = N_("Let a rule work again"),
	  .manual = N_("It acts on what happens from now on. Refused while its owner, its query or an "
		"agent that it names is not there.") },
	{ .name = "rule list", .group = "rules", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("List the rules in their order"),
	  .manual = N_("A rule that cannot run any more was disabled, and the reason is shown.") },
	{ .name = "rule log", .group = "rules", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = {
		{ .name = "name", .kind = ARG_RULE, .flags = ARG_OPTIONAL },
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") },
	  },
	  .help = N_("Show what rules did"),
	  .manual = N_("Newest first: when, which rule, to which conversation, what it did, what was "
		"refused, and what was taken back.") },
	{ .name = "rule move", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_RULE }, { .name = "position", .kind = ARG_INT } },
	  .help = N_("Change the place of a rule"),
	  .manual = N_("The first is 1. A rule sees what the rules before it did.") },
	{ .name = "rule remove", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_RULE } },
	  .help = N_("Remove a rule"),
	  .manual = N_("What it did stays, in the conversations and in the log.") },
	{ .name = "rule test", .group = "rules", .least = ROLE_LEAD, .flags = CALL_READER,
	  .args = {
		{ .name = "name", .kind = ARG_RULE },
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("among so many of the newest conversations") },
	  },
	  .help = N_("Say what a rule would do, and change nothing"),
	  .manual = N_("Looks at the newest 200 conversations as they are now, also for a rule that is "
		"disabled.") },
	{ .name = "rule undo", .group = "rules", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_RULE },
		{ .name = "run", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("only that row of the log") },
		{ .name = "since", .kind = ARG_TIME, .flags = PAST,
			.help = N_("only what it did since then") },
	  },
	  .help = N_("Take back what a rule did"),
	  .manual = N_("Newest first, at most 500 rows of the log at a time. What somebody changed since "
		"stays as it is and is named, and notes stay. Disable the rule first, or it goes on.") },
	{ .name = "schedule days", .group = "figures", .least = ROLE_LEAD,
	  .flags = CALL_WRITES | CALL_PAYLOAD,
	  .args = {
		{ .name = "name", .kind = ARG_NAME }, { .name = "file", .kind = ARG_FILE },
		{ .name = "from", .kind = ARG_TIME, .flags = PAST, .help = N_("since when they count; now") },
	  },
	  .help = N_("Add holidays to a schedule"),
	  .manual = N_("From a calendar (.ics), of which every day of an all-day event is closed, or from "
		"a file of dates with their spans. Dates that are there already are replaced. The result "
		"is a new version.") },
	{ .name = "schedule list", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("List the schedules of the desk"),
	  .manual = N_("Each with the date of its newest version and the accounts that keep it now.") },
	{ .name = "schedule set", .group = "figures", .least = ROLE_LEAD,
	  .flags = CALL_WRITES | CALL_PAYLOAD,
	  .args = {
		{ .name = "name", .kind = ARG_NAME }, { .name = "file", .kind = ARG_FILE },
		{ .name = "from", .kind = ARG_TIME, .flags = PAST, .help = N_("since when it holds; now") },
	  },
	  .help = N_("Give the desk a schedule, or a new version of it"),
	  .manual = N_("The file is described in guichet-schedule(5). A version never changes: one for the "
		"past is a new row of the ledger, and figures as of an earlier time keep the old one. "
		"Who keeps the schedule is said by account set or desk set.") },
	{ .name = "schedule show", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = { { .name = "name", .kind = ARG_NAME } },
	  .help = N_("Show the versions of a schedule"),
	  .manual = N_("With --json each as a file that schedule set takes.") },
	{ .name = "search", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = {
		{ .name = "query", .kind = ARG_QUERY, .flags = ARG_MANY },
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") },
		{ .name = "ranked", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("best match first") },
	  },
	  .help = N_("Search in everything that was written"),
	  .manual = N_("Takes the words and fields of a query. Newest first unless --ranked is "
		"given.") },
	{ .name = "show", .group = "queue", .least = ROLE_VIEWER,
	  .args = {
		ONE, { .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") },
	  },
	  .help = N_("Show a conversation with its messages"),
	  .manual = N_("With --limit only the newest messages are shown.") },
	{ .name = "snippet add", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_NAME }, { .name = "text", .kind = ARG_TEXT }, LANGUAGE, SHARED,
	  },
	  .help = N_("Save a reply that is written again and again"),
	  .manual = N_("The text may have the fields {name}, {agent} and {account}, which are filled in from "
		"the conversation. The same name again changes it. A name may have one text for each "
		"language: a reply takes the one of the conversation, else the one without a language. "
		"Your own stands before everybody's of that name. Only leads share. With -F - the text "
		"is read from standard input.") },
	{ .name = "snippet list", .group = "reply", .least = ROLE_VIEWER,
	  .args = {
		{ .name = "for", .kind = ARG_CONVERSATION, .flags = ARG_OPTION,
			.help = N_("filled in, and only what is meant there") },
	  },
	  .help = N_("List the saved replies, yours and everybody's"),
	  .manual = N_("How often each was sent is counted.") },
	{ .name = "snippet remove", .group = "reply", .least = ROLE_AGENT, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_SNIPPET }, LANGUAGE, SHARED },
	  .help = N_("Remove a saved reply"),
	  .manual = N_("Of a name in several languages only the one that is given, or the one without.") },
	{ .name = "snippet show", .group = "reply", .least = ROLE_VIEWER,
	  .args = {
		{ .name = "name", .kind = ARG_SNIPPET },
		{ .name = "id", .kind = ARG_CONVERSATION, .flags = ARG_OPTIONAL }, LANGUAGE,
	  },
	  .help = N_("Show a saved reply, filled in for a conversation"),
	  .manual = N_("Names the fields that nobody knows there.") },
	{ .name = "snooze", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, { .name = "until", .kind = ARG_TIME, .flags = ARG_REPLY }, MANY },
	  .help = N_("Put conversations away until a time"),
	  .manual = N_("UNTIL is a duration such as 2h, an instant, a date, or words: tomorrow, monday, "
		"17:00, evening, friday 9:30; a day alone means nine in the morning. The word reply "
		"waits for the customer alone. Words are of the time zone of the desk. A message from "
		"the customer brings them back earlier.") },
	{ .name = "spam", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Put conversations away as spam"),
	  .manual = N_("They leave every queue and every count but is:spam, and nobody waits in them, "
		"whatever else arrives. Nothing is told to the network. The command ham takes it back.") },
	{ .name = "stats", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .args = { FIGURES_ASKED, FIGURES_TOLD },
	  .help = N_("Show how long customers waited, and more"),
	  .manual = N_("Of the conversations of a query, or of all. Quantiles count customers who still "
		"wait. A time is an instant or a duration before now, such as 7d; with a beginning or a "
		"period the one before stands beside it. Below five answers no median is shown to people. "
		"Every metric and what it counts: guichet-figures(7).") },
	{ .name = "status", .group = "desk", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("Show who is connected and what is waiting"),
	  .manual = N_("Counts of open and waiting conversations and of the outbox.") },
	{ .name = "sync", .group = "desk", .least = ROLE_AGENT,
	  .flags = CALL_STREAM | CALL_COURIER,
	  .args = {
		{ .name = "account", .kind = ARG_ACCOUNT, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "until-idle", .kind = ARG_FLAG, .flags = ARG_OPTION,
			.help = N_("stay until nothing is due or on its way") },
	  },
	  .help = N_("Fetch messages and deliver replies now"),
	  .manual = N_("Without names every account is polled.") },
	{ .name = "tag", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, { .name = "tag", .kind = ARG_TAG }, MANY },
	  .help = N_("Put a tag on conversations"),
	  .manual = N_("The last word is the tag.") },
	{ .name = "tags", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_READER,
	  .help = N_("List the tags and how many conversations have each"),
	  .manual = N_("The most used first, whatever became of the conversations; 500 at most.") },
	{ .name = "target", .group = "figures", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "duration", .kind = ARG_DURATION }, SETTING_FROM },
	  .help = N_("Set the pledge for a first reply"),
	  .manual = N_("Written to the ledger: it holds for waits that begin from now on, or from the time "
		"that --from says, and figures as of an earlier time keep the pledge that was known then. "
		"The same as desk set target=DURATION.") },
	{ .name = "team add", .group = "desk", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = {
		{ .name = "name", .kind = ARG_NAME },
		{ .name = "agent", .kind = ARG_AGENT, .flags = ARG_MANY },
	  },
	  .help = N_("Form a team of agents"),
	  .manual = N_("A conversation assigned to a team may be claimed by any of its members.") },
	{ .name = "team list", .group = "desk", .least = ROLE_VIEWER,
	  .help = N_("List the teams and their members"),
	  .manual = N_("Members who left the desk are not shown.") },
	{ .name = "team remove", .group = "desk", .least = ROLE_LEAD, .flags = CALL_WRITES,
	  .args = { { .name = "name", .kind = ARG_AGENT } },
	  .help = N_("Dissolve a team"),
	  .manual = N_("Its open conversations become unassigned; its members stay. Figures keep what "
		"the team had.") },
	{ .name = "unblock", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED },
	  .help = N_("Let a person write to the account again"),
	  .manual = N_("Takes block back at the network.") },
	{ .name = "undo", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_SLICES,
	  .args = { PARTLY, DRY_RUN },
	  .help = N_("Take back what you did last"),
	  .manual = N_("Takes back the newest thing that you did to conversations: who has them, how they stand, "
		"marks, tags, notes, drafts, and what has not left for a network, in whatever session and however "
		"long ago, exactly: "
		"only what it really changed. Many conversations at once are one step. A reply that "
		"has not left is cancelled and its text becomes your draft again; what was sent "
		"cannot be taken back. Where a colleague has acted since, or the customer has "
		"changed the status by writing, the step is refused and named. Nothing is erased: an "
		"undo is in the ledger like everything else, and a resolve that is undone within a "
		"minute counts as if it had never happened.") },
	{ .name = "unfavourite", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED, ABOUT },
	  .help = N_("Take a favourite back"),
	  .manual = N_("Takes favourite back at the network.") },
	{ .name = "unhide", .group = "network", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_ACT,
	  .args = { SELECTED, ABOUT },
	  .help = N_("Show a hidden message to others again"),
	  .manual = N_("Takes hide back at the network.") },
	{ .name = "unlink", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { { .name = "id", .kind = ARG_CONVERSATION, .flags = ARG_SELECTION } },
	  .help = N_("Say that a conversation stands for itself"),
	  .manual = N_("Takes back what link said. The customer's waits are reckoned apart again.") },
	{ .name = "unmerge", .group = "triage", .least = ROLE_AGENT, .flags = CALL_WRITES | CALL_UNDO,
	  .args = { SELECTED },
	  .help = N_("Part merged conversations again"),
	  .manual = N_("Each stands again as it did before, with what was written in it since. A state, a holder, "
		"urgency or tags that the whole had from it go too, unless somebody changed them since.") },
	{ .name = "unmute", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, MANY },
	  .help = N_("Let conversations ask for answers again"),
	  .manual = N_("What was written while they were muted asks for nothing; reopen brings them back "
		"into the queue.") },
	{ .name = "untag", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, { .name = "tag", .kind = ARG_TAG }, MANY },
	  .help = N_("Take a tag off conversations"),
	  .manual = N_("A conversation without the tag stays as it is.") },
	{ .name = "urgent", .group = "triage", .least = ROLE_AGENT,
	  .flags = CALL_WRITES | CALL_UNDO | CALL_BULK | CALL_RULE,
	  .args = { SELECTED, REASON, MANY },
	  .help = N_("Put conversations above every deadline"),
	  .manual = N_("Among urgent ones the earliest deadline is first. The reason is kept in the ledger "
		"and told by why. It lasts until calm is said; what is resolved is not urgent.") },
	{ .name = "views", .group = "queue", .least = ROLE_VIEWER,
	  .args = {
		{ .name = "tags", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("so many of the busiest tags, 12 unless it is said") },
	  },
	  .help = N_("List the views with how many each holds"),
	  .manual = N_("The views that every desk has, its accounts and its busiest tags, each with the query "
		"that lists it, exact and all of one moment. Accounts and tags count what is open. Your own "
		"views are counted by count.") },
	{ .name = "waits", .group = "figures", .least = ROLE_VIEWER, .flags = CALL_READER | CALL_STREAM,
	  .args = {
		{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "as-of", .kind = ARG_TIME, .flags = PAST,
			.help = N_("what was known then") },
	  },
	  .help = N_("List how long customers waited, one wait a row"),
	  .manual = N_("From the ledger, each wait measured as of an instant; guichet-figures(7) says by which "
		"rules, and what each member means. QUERY asks for conversations as they are now, by "
		"fields only.") },
	{ .name = "watch", .group = "queue", .least = ROLE_VIEWER, .flags = CALL_STREAM,
	  .args = {
		{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY },
		{ .name = "limit", .kind = ARG_INT, .flags = ARG_OPTION,
			.help = N_("at most so many rows") },
	  },
	  .help = N_("Follow a page of the queue"),
	  .manual = N_("Writes the page and then every change of it, until interrupted.") },
	{ .name = "why", .group = "queue", .least = ROLE_VIEWER,
	  .args = { ONE },
	  .help = N_("Say why a conversation stands where it stands"),
	  .manual = N_("One sentence: since when it is urgent and who said so, when it is due and since "
		"when the customer waits, or what ended the waiting.") },
};

const size_t calls_count = sizeof(calls) / sizeof(calls[0]);
