/* SPDX-License-Identifier: ISC */
/*
 * The desk's nouns as plain data.  Strings are borrowed from whoever filled
 * the record (an arena, as a rule); ids are the database's, remote ids are
 * the network's own text.  0 and NULL mean "none".
 */
#ifndef GUICHET_MODEL_RECORD_H
#define GUICHET_MODEL_RECORD_H
#include "guichet/model/role.h"
#include "guichet/model/zone.h"

/* Customer's turn = pending, a third party's = on hold, postponed by us = snoozed, closed = final. */
enum status { STATUS_OPEN, STATUS_PENDING, STATUS_ON_HOLD, STATUS_SNOOZED, STATUS_RESOLVED, STATUS_CLOSED, STATUSES };
/* From everybody to nobody: a reply never goes to the left of what it answers. */
enum visibility { VIS_PUBLIC, VIS_UNLISTED, VIS_FOLLOWERS, VIS_GROUP, VIS_PRIVATE, VISIBILITIES };
/* A note that was withdrawn is shown and found nowhere but in the history. */
enum direction { DIR_IN, DIR_OUT, DIR_NOTE, DIR_CONTEXT, DIR_WITHDRAWN, DIRECTIONS };
enum outbox_state { OUT_QUEUED, OUT_SENDING, OUT_SENT, OUT_FAILED, OUT_UNKNOWN, OUT_CANCELLED, OUT_APPROVAL, OUTBOX_STATES };
enum account_state { ACCOUNT_NEW, ACCOUNT_OK, ACCOUNT_PAUSED, ACCOUNT_REMOVED, ACCOUNT_STATES };
enum agent_kind { AGENT_PERSON, AGENT_ROBOT, AGENT_TEAM, AGENT_KINDS };

const char *status_name(enum status);		/* "open", "on_hold" ... */
bool status_find(const char *, enum status *out);	/* false: there is none of that name */
err_t status_parse(const char *, enum status *out) MUST_CHECK;
const char *visibility_name(enum visibility);	/* "public" ... "private" */
err_t visibility_parse(const char *, enum visibility *out) MUST_CHECK;
const char *direction_name(enum direction);	/* "in", "out", "note", "context", "withdrawn" */
const char *outbox_state_name(enum outbox_state);
const char *account_state_name(enum account_state);
const char *agent_kind_name(enum agent_kind);

/* Tags are one case: ASCII letters become small ones. */
void tag_fold(char *tag);

/* What an agent marked a conversation with, bits of conversation.marks. */
enum { MARK_URGENT = 1 << 0, MARK_MUTED = 1 << 1, MARK_SPAM = 1 << 2, MARKS = 3 };
/* Beside them, and set by nobody but the desk: it is a part of another one, root. */
enum { MARK_MERGED = 1 << 3 };
/* Its priority, one of these two bits or neither. */
enum { MARK_HIGH = 1 << 4, MARK_LOW = 1 << 5 };
enum priority { PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_LOW, PRIORITIES };
const char *priority_name(enum priority);	/* "normal", "high", "low" */
err_t priority_parse(const char *, enum priority *out) MUST_CHECK;
enum priority marks_priority(unsigned marks);
unsigned marks_with_priority(unsigned marks, enum priority);
const char *mark_name(int bit);			/* of 1 << bit: "urgent", "muted", "spam" */

/* What was done to a message at the network, bits of message.acts. */
enum { MESSAGE_FAVOURITE = 1 << 0, MESSAGE_HIDDEN = 1 << 1, MESSAGE_RETRACTED = 1 << 2, MESSAGE_ACTS = 3 };
const char *message_act_name(int bit);		/* of 1 << bit: "favourite", "hidden", "retracted" */

/* May a person move a conversation there by a command?  closed is final; NULL is yes, else why not. */
err_t status_may(enum status from, enum status to) MUST_CHECK;

/* Target: our pledge; promise: what an agent told this customer; window: what the network allows. */
enum deadline { DEADLINE_NONE, DEADLINE_TARGET, DEADLINE_PROMISE, DEADLINE_WINDOW, DEADLINES };
const char *deadline_name(enum deadline);	/* "target", "promise", "window"; NULL for none */

struct agent {
	int64_t id;
	const char *name;
	enum agent_kind kind;
	enum role role;
	int64_t uid;			/* login, -1: none */
	bool active;
	const char *settings;		/* key=value lines: accounts, teams, calls, sends, trainee */
	int64_t suspended_ms;		/* since when it may not sign in; 0: it may */
};

struct account {
	int64_t id;
	const char *network, *name;
	const char *url;		/* base URL as the admin gave it; "" where there is none */
	const char *settings;		/* key=value lines */
	enum account_state state;
	const char *reason;		/* why paused, or what went wrong last; "" when it works */
	const char *self_id, *self_handle;	/* learned at the check */
	const char *caps;		/* key=value lines learned at the check: max_chars, url_chars, software ... */
	int level;			/* idempotency: 1 server dedupes, 2 read back, 3 a person decides; 0 unknown */
	int64_t since_ms;		/* messages before it are history and ask for nothing */
	int64_t skew_ms;		/* their clock minus ours */
	int64_t checked_ms, polled_ms;
	int64_t gap_from_ms, gap_to_ms;	/* not all between them was read; from 0: since ever; to 0: there is no gap */
};
/* That as a clause, its instants in UTC; NULL: there is no gap. */
const char *account_gap_text(struct arena *, const struct account *);

struct contact { int64_t id; const char *network, *remote_id, *handle, *name, *url; int64_t followers; bool bot; };

struct conversation {
	int64_t id, account, contact, assignee, rev;
	int64_t root;			/* merged: the conversation that it is shown in; 0: itself */
	const char *thread;		/* the network's id of the thread's root */
	enum status status;
	enum visibility visibility;	/* of the newest message: the ceiling of an answer */
	int64_t last_ms;
	int64_t wait_ms, due_ms;	/* since when the customer waits; the earliest deadline; 0: none; derived from the ledger */
	enum deadline due_of;		/* which deadline due_ms is */
	int64_t promise_ms, promised_ms;	/* the earliest that stands open, and when that was made; 0: none */
	int64_t heard_ms, window_ms;	/* when the customer wrote last; until when the network takes an answer; 0: ever */
	int64_t risk_ms;		/* at risk behind that: a quarter of the way to due_ms is left; 0 without one */
	int64_t snoozed_until;		/* 0 also while only a message ends it */
	int reach;			/* of who wrote last: followers_reach() */
	const char *lang;
	unsigned marks;
	int64_t resolved_day;		/* calendar_day() when the desk resolved or closed it; 0: it did neither */
};

/* Resolved or closed: nothing is left to do. */
bool status_is_over(enum status);
/* After its status changed: since which day it is over.  What was over when it came to the desk is of no day. */
#define REASON_HISTORY "history"
void conversation_over(struct conversation *, const char *reason, const struct zone *, int64_t at_ms);
/*
 * The customer wrote what asks for something: what was over, theirs or put off is open, where it is no spam.  A
 * desk that heard it wrote a row of that too; in a ledger from elsewhere the message may be all there is.
 */
void conversation_hear(struct conversation *);

/* Days since 1970 by the calendar of a zone (NULL: this machine's), and the instant in which one begins. */
int64_t calendar_day(const struct zone *, int64_t at_ms);
int64_t calendar_day_begin(const struct zone *, int64_t day);

/* Of a deadline that far away what has to pass until less than a quarter of it is left. */
int64_t risk_after(int64_t length_ms);
/* The earliest of a target (0: nobody waits) and of what the row knows itself. */
void conversation_deadline(struct conversation *, int64_t target_due_ms, int64_t target_risk_ms);
/* Late, or less than a quarter is left; breached: late. */
bool conversation_is_at_risk(const struct conversation *, int64_t now_ms);
bool conversation_is_breached(const struct conversation *, int64_t now_ms);

/*
 * The queue's order as one number: urgent before all others, then who waits
 * by due time, then the rest, newest first, spam behind everything.  What is
 * resolved or closed is not urgent any more.  Of what is due in the same
 * minute, which is all that a row shows, high priority comes first and low
 * last; it never passes another minute.  Below 0: urgent; from RANK_SPAM
 * on: spam; from RANK_MERGED on: a part of another one, which no queue shows.
 *
 * How many followers somebody has is a fact that a row shows and a query may
 * ask for; here it decides between those that are due in the same instant and
 * no more: it moves a rank by less than 8 ms.  That reach should move a due
 * time by up to a quarter of its target was weighed and left: an order that
 * can be bought by numbers is gamed, and who is late would have to be told
 * why.  Equal ranks go by number, which is who came first.
 */
enum { REACH_MOST = 7 };
/* 0 below 10 followers, 1 below 100, and so on. */
int followers_reach(int64_t followers);
#define RANK_MINUTE INT64_C(60000)	/* a rank lies less than that beside the due time */
#define RANK_URGENT (INT64_C(1) << 53)	/* so much before where it would stand */
#define RANK_SPAM (INT64_C(1) << 53)
#define RANK_MERGED (INT64_C(1) << 54)
int64_t conversation_rank(const struct conversation *);

/* What a row of the queue needs, in one indexed page. */
struct list_row {
	struct conversation conv;
	const char *network, *account, *contact, *handle, *assignee;
	const char *tags;		/* space separated */
	const char *text;		/* newest customer message, or our first if there is none */
	int64_t followers;		/* of the contact */
	bool blocked;			/* the account has blocked the contact */
	/* For one agent, and only where a query needs them: */
	bool unread, drafted, linked, noted;
	bool unapproved;		/* a reply to it waits for a second person */
	bool followed;			/* the agent wants to be told of it */
	bool named;			/* a note names the agent, who has not looked since */
	const char *reason;		/* of its status, or NULL */
	const char *mentioned;		/* agents whom notes name, space separated */
};

/* A conversation that could be taken, and its rev when it was looked at. */
struct free_row { int64_t id, rev; };

/* A message that was found, with the row of its conversation: row.text is the message's. */
struct search_hit { struct list_row row; int64_t message, at_ms; };
typedef void (*search_fn)(void *data, const struct search_hit *);

/* A picture, a film, a sound or a file beside a text; it is fetched when somebody asks for it, and not kept. */
enum { MEDIA_MOST = 16 };	/* of one message */
struct media {
	const char *kind;		/* image, video, audio or file */
	const char *url;		/* NULL where the network gave none */
	const char *alt;		/* its writer's description, or NULL */
	const char *mime;
	const char *ref;		/* how its network fetches it, where an address does not do; NULL */
	int64_t size, width, height;	/* of the file in bytes, of the picture; 0: unknown */
};
const char *media_kind(const char *word);	/* one of the four; "file" for what is none */

struct message {
	int64_t id, conversation, account;
	enum direction direction;
	const char *remote_id;		/* NULL until the network has it */
	const char *author, *handle;	/* display name, address */
	int64_t agent;			/* who of us wrote it */
	int64_t at_ms, received_ms, edited_ms, deleted_ms;
	enum visibility visibility;
	const char *text, *cw, *lang, *url;
	const char *reply_to;		/* remote id */
	const char *state;		/* out: queued sending sent failed unknown cancelled; else "" */
	const char *reason;		/* out: why it failed or is unknown */
	const char *reply_ctx;		/* the connector's opaque key=value lines for answering */
	const struct media *media;
	size_t media_count;
	unsigned acts;			/* what we did to it at the network */
};

/* What a customer wrote in that time, in a conversation and in what is merged into it: the first so many. */
struct said_span { int64_t conversation, from_ms, until_ms; size_t most; };
#endif
