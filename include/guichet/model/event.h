/* SPDX-License-Identifier: ISC */
/*
 * The ledger's rows.  Append-only, hash-chained, written in the transaction
 * of the change they record; every figure is a pure function of them.
 * Kinds and rules are those of the metrics specification (1.1 there).
 *
 * A row is unique by (account, conversation, kind, ext).  ext is a keyed hash
 * of the network's id, so that a person can be erased and a rescan still
 * recognises what it has seen.  The canonical bytes of version 1 never
 * change; new kinds extend the table at its end.
 */
#ifndef GUICHET_MODEL_EVENT_H
#define GUICHET_MODEL_EVENT_H
#include "guichet/base/str.h"
#include "guichet/model/role.h"

/*        kind               name                  who writes it */
#define EVENT_INFO(_)                                                       \
	_(MESSAGE_IN,        "message_in")        /* customer wrote */       \
	_(MESSAGE_OUT,       "message_out")       /* accepted by the network; detail: seen=last row then, means=macro or script */ \
	_(MESSAGE_FAILED,    "message_failed")                               \
	_(MESSAGE_EDITED,    "message_edited")                               \
	_(MESSAGE_DELETED,   "message_deleted")                              \
	_(ASSIGNED,          "assigned")          /* subject: the assignee; detail: holder=bot, team=whose it is now */ \
	_(UNASSIGNED,        "unassigned")                                   \
	_(HANDED_OVER,       "handed_over")       /* a bot asked for a person */ \
	_(STATUS,            "status")            /* detail: to=..., reason=... */ \
	_(MERGED,            "merged")            /* subject: the conversation that it goes into */ \
	_(LINKED,            "linked")            /* subject: the conversation that it continues */ \
	_(UNLINKED,          "unlinked")                                     \
	_(SPAM,              "spam")                                         \
	_(UNSPAM,            "unspam")                                       \
	_(TAGGED,            "tagged")                                       \
	_(UNTAGGED,          "untagged")                                     \
	_(NOTE,              "note")                                         \
	_(VIEWED,            "viewed")                                       \
	_(SURVEY_SENT,       "survey_sent")                                  \
	_(SURVEY,            "survey")                                       \
	_(SCHEDULE_VERSION,  "schedule_version")                             \
	_(SETTINGS_VERSION,  "settings_version")  /* subject: the team whose hours it is about, or nobody */ \
	_(CLOCK_OFFSET,      "clock_offset")      /* of an account; detail: offset_ms, what is added to our clock */ \
	_(AGENT_DEACTIVATED, "agent_deactivated")                            \
	_(ACCOUNT_ADDED,     "account_added")                                \
	_(ACCOUNT_CHANGED,   "account_changed")                              \
	_(URGENT,            "urgent")            /* detail: reason=... */   \
	_(CALM,              "calm")                                         \
	_(MUTED,             "muted")             /* what comes then asks for nothing */ \
	_(UNMUTED,           "unmuted")                                      \
	_(UNMERGED,          "unmerged")          /* subject: what it was merged into */ \
	_(ACTED,             "acted")             /* done at the network; detail: act=..., reason=... */ \
	_(ACT_FAILED,        "act_failed")                                   \
	_(PRIORITY,          "priority")          /* detail: to=high, normal or low */ \
	_(NOTE_WITHDRAWN,    "note_withdrawn")    /* subject: the note's row of the ledger */ \
	_(CONTACT,           "contact")           /* of its customer; detail: identity=..., and from=..., to=... or about=note */ \
	_(PROMISED,          "promised")          /* detail: at, outbox, words=keyed hash; subject: the row that stands again */ \
	_(PROMISE_KEPT,      "promise_kept")      /* in another way than by an answer; subject: the row that promised */ \
	_(PROMISE_DROPPED,   "promise_dropped")   /* subject: the row that promised */ \
	_(EXCLUDED,          "excluded")          /* left out of figures; detail: reason=... */ \
	_(INCLUDED,          "included")          /* no longer left out */   \
	_(ANNOTATED,         "annotated")         /* of the desk; detail: date=..., text=... */ \
	_(ANNOTATION_REMOVED, "annotation_removed") /* detail: row=its row of the ledger */ \
	_(REPORT_PUBLISHED,  "report_published")  /* detail: number=..., sum=what proves that it did not change */ \
	_(APPROVAL_ASKED,    "approval_asked")    /* a reply waits for a second person; detail: outbox=... */ \
	_(APPROVED,          "approved")          /* subject: who wrote it; detail: outbox=..., alone=1: the glass was broken */ \
	_(DECLINED,          "declined")          /* subject: who wrote it; detail: outbox=... */ \
	_(APPROVAL_VOIDED,   "approval_voided")   /* subject: who wrote it; detail: outbox=..., reason=... */ \
	_(AVAILABILITY,      "availability")      /* of the desk; subject: whose; detail: to=..., until=..., idle=1: by no key */

enum event_kind {
#define EVENT_ENUM(kind, name) EVENT_##kind,
	EVENT_INFO(EVENT_ENUM)
#undef EVENT_ENUM
	EVENT_KINDS
};

/* Who acted, as the figures tell people apart. */
enum actor_kind { ACTOR_CUSTOMER, ACTOR_HUMAN, ACTOR_BOT, ACTOR_AUTOMATIC, ACTOR_EXTERNAL, ACTOR_SYSTEM, ACTOR_KINDS };

enum { EVENT_HASH = 32, EVENT_EXT = 16 };

struct event {
	int64_t seq;			/* 1, 2, 3 ... without gaps */
	int64_t account, conversation;	/* 0: the desk itself */
	enum event_kind kind;
	int64_t net_ms;			/* the network's time, 0 if it gave none */
	int64_t recv_ms;		/* when we recorded it */
	enum actor_kind actor_kind;
	int64_t actor;			/* agent id, 0 for strangers */
	int64_t subject;		/* assignee, other conversation ... by kind */
	bool has_ext, has_ref;
	unsigned char ext[EVENT_EXT];	/* keyed hash of the remote id */
	unsigned char ref[EVENT_EXT];	/* ext of the message it is about or answers */
	enum { SURFACE_PUBLIC, SURFACE_PRIVATE } surface;
	const char *detail;		/* "key=value" lines, sorted by key; "" if none */
	unsigned char hash[EVENT_HASH];	/* over the previous hash and the canonical bytes */
};

const char *event_kind_name(enum event_kind);
bool event_kind_find(const char *name, enum event_kind *out);
/* It unites two conversations or parts them again: its subject is the other one, no agent. */
bool event_unites(enum event_kind);
/* Keys of the detail that say who of us it was or might have been, beside actor and subject; ends with NULL. */
extern const char *const event_agent_keys[];
/* Its subject is an agent; of other kinds it is a conversation or a row of the ledger, or there is none. */
bool event_is_about_agent(enum event_kind);
const char *actor_kind_name(enum actor_kind);
bool actor_kind_find(const char *name, enum actor_kind *out);

/* A message of the customer that wants something: no like, no history, and not told once already. */
bool event_asks(const struct event *);
/* A person's reply that a macro or a program made. */
bool event_is_scripted(const struct event *);

/* Version 1: every field but hash, fixed order, integers big-endian, texts length-prefixed. */
void event_canonical(const struct event *, struct str *out);

/* A value of detail, or NULL; the result is copied to the arena-like buffer. */
const char *event_detail(const struct event *, const char *key, char *buffer, size_t size);

/* Marks as a PRIORITY row leaves them. */
unsigned event_priority(const struct event *, unsigned marks);

/* R1: net if given and not in the future by more than 5 s, else recv. */
int64_t event_time(const struct event *);
/* The same where our clock was found to be off, and what is added to it; that makes no time less credible. */
int64_t event_time_by(const struct event *, int64_t offset_ms);

/* The order of the ledger, for qsort over struct event. */
int event_by_seq(const void *left, const void *right);
#endif
