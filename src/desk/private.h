/* SPDX-License-Identifier: ISC */
/*
 * What the desk's files share: the open transaction with the conversations
 * it touched, the ledger's head, and the ways to write an event.
 */
#ifndef GUICHET_DESK_PRIVATE_H
#define GUICHET_DESK_PRIVATE_H
#include "guichet/crypt/crypt.h"
#include "guichet/desk/read.h"
#include "guichet/model/metric_settings.h"
#include "guichet/store/inbox.h"
#include "guichet/store/journal.h"
#include "guichet/store/ledger.h"
#include "guichet/store/outbox.h"
#include "guichet/store/people.h"
#include "guichet/store/search.h"
#include "guichet/store/united.h"
#include "guichet/store/wait.h"
#include "map.h"

enum { DESK_OBSERVERS = 8, DETAIL_PAIRS = 8 };
#define UNDO_SEND_MOST_MS INT64_C(300000)	/* so long a reply can wait to be taken back */
#define QUARANTINE_MS INT64_C(120000)
#define TARGET_MOST_MS INT64_C(31536000000)	/* a year; due times stay below the rank of rows that nobody waits in */

/* In meta: the ledger's last row, and the row behind which others were found to be gone. */
#define META_HEAD "ledger_head"
#define META_CUT "ledger_cut"

struct bulk;
struct segment_copies;
struct reader { struct store *store; bool owned; struct segment_copies *copies; /* of segment_copies.c, or NULL */ };

/* A conversation as this transaction will leave it; written by desk_settle. */
struct touched {
	struct stored_conversation row;
	bool is_new;			/* not in the database yet */
	struct conversation was;	/* as it is in the database, once it is stored there (tally.c) */
	bool stored, tagged;		/* tagged: it may have tags */
	bool counted;			/* its rev already moved */
	bool dirty;			/* the row differs */
	bool has_events;		/* waits must be computed anew */
	bool anew;			/* only that: its row is written where it differs */
	bool retagged;			/* what figures tell it apart by changed */
	bool heard;			/* its customer asked for something */
	bool united;			/* they were, with those of its family */
	struct event *fresh;		/* of a new one: all its events */
	size_t fresh_count;
	bool newest_known, newest_is_in;	/* about row.newest */
	int64_t newest_ms;
};

struct observer { desk_changed_fn fn; void *data; };

/* What an undo or a redo is about: the entry that it takes back, and that one's call. */
struct taking { int64_t entry; const char *about; bool again; };

struct desk {
	struct store *store;
	struct reader reader;
	struct clock *clock;
	struct random *random;
	struct planner planner;
	char *path, *key_path;
	char id[UUID_TEXT];
	unsigned char hash_key[CRYPT_KEY];
	struct vault *vault;
	int64_t derived_written;	/* rows of waits and cases, ever since it was opened */
	int64_t last_conversation;
	struct arena *metrics_arena;	/* of metrics, which is NULL until it is asked for */
	const struct metric_settings *metrics;
	bool held, courier_ok, programs_off, shared;
	int64_t active_ms;		/* when a person last did something */
	int64_t alert_ms;		/* when to look what is wrong; 0: nobody is to be told */
	struct { int64_t set, day; bool spoilt; } packing;	/* the day that a reader packs; a row of it changed */
	int64_t seq;			/* of the ledger's last row */
	unsigned char head[CRYPT_HASH];

	/* the transaction */
	bool open;
	struct arena *arena;
	struct actor actor;
	const char *key, *call;
	bool keeps_inverse;		/* its call can be undone */
	struct bulk *bulk;		/* it is a slice of that one, or NULL */
	struct str inverse;		/* what was and what became, a line each */
	struct taking taking;
	int64_t now_ms;
	struct touched **touched;
	size_t touched_count;
	struct map touched_ids, conversations, identities, spoilt;
	struct change *changes;
	size_t change_count;
	struct map change_ids;
	struct {
		int64_t seq, last_conversation;
		unsigned char head[CRYPT_HASH];
		char id[UUID_TEXT];
		bool held, courier_ok;
		int64_t active_ms;
	} before, group_before;

	/* several transactions that share a commit */
	bool group, group_used;
	struct change *group_changes;
	size_t group_count;

	struct observer observers[DESK_OBSERVERS];
};

/* A transaction of the desk itself: courier, alarms. */
#define PAUSED_BY "paused by "	/* how the reason begins when a person paused an account */
bool account_stopped(const struct account *);
/* ERR_AUTH unless the network says that we are who this account was so far; self_id NULL: it does not say. */
err_t account_same_self(const struct account *, const char *self_id, const char *self_handle) MUST_CHECK;
err_t desk_begin_system(struct desk *) MUST_CHECK;
/* A screen said it by itself: nobody did anything. */
void desk_unattended(struct desk *);
/* account.c: create makes the key when there is none. */
err_t vault_need(struct desk *, bool create) MUST_CHECK;
/* Commits, or rolls back and returns err. */
err_t desk_end(struct desk *, err_t err) MUST_CHECK;
/* What this transaction changed, for the end of the group; and now, to everybody. */
void group_keep(struct desk *);
void observers_tell(struct desk *);
/* Forgets what a transaction gathered. */
void transaction_clear(struct desk *);
/* In the transaction of the rows: where the ledger ends. */
err_t head_write(struct desk *) MUST_CHECK;
void desk_note_change(struct desk *, enum change_kind, int64_t id);
void change_note(struct desk *, struct change);

/* ERR_NOT_FOUND names it. */
err_t conversation_touch(struct desk *, int64_t id, struct touched **out) MUST_CHECK;
/* Whom people mean by a number: what it was merged into; *id becomes that. */
err_t conversation_meant(struct desk *, int64_t *id, struct touched **out) MUST_CHECK;
/* Where the state of a conversation is kept: of one that was merged, its root. */
err_t conversation_head(struct desk *, struct touched *, struct touched **head) MUST_CHECK;
/* Messages of the whole, oldest first, the newest limit of them. */
err_t whole_messages(struct store *, struct arena *, int64_t root, size_t limit, struct message **out,
	size_t *count, bool *cut) MUST_CHECK;
/* The same of those conversations, of which there is at least one. */
err_t messages_of(struct store *, struct arena *, const int64_t *ids, size_t id_count, struct message_span,
	struct message **out, size_t *count, bool *cut) MUST_CHECK;
/* The ledger's rows of the whole, and those that say what was merged into it or linked with it once. */
err_t whole_events(struct store *, struct arena *, const struct conversation *root, struct event **out,
	size_t *count) MUST_CHECK;
/* Has a customer written in any part of it behind that row of the ledger, or, with edits, changed what they wrote? */
err_t whole_heard_since(struct desk *, const struct touched *root, int64_t seq, bool edits, bool *out) MUST_CHECK;
struct touched *conversation_touched(struct desk *, const struct stored_conversation *, bool is_new);
void conversation_dirty(struct desk *, struct touched *);
err_t desk_settle(struct desk *) MUST_CHECK;
/* Another reducer than the one that wrote the waits and cases: alarms derive them anew, a slice each. */
err_t derive_begin(struct desk *) MUST_CHECK;
err_t derive_step(struct desk *, int64_t after) MUST_CHECK;
/* What is stored of a reduction; only rows that differ are written. */
err_t result_write(struct desk *, int64_t conversation, bool is_new, const struct wait_result *) MUST_CHECK;
/* The wait that is open, the one that began first, or NULL. */
const struct wait *waits_open(const struct wait *, size_t count);
/* What is derived from it, or from nobody waiting. */
void conversation_open(struct conversation *, const struct wait *, const struct metric_settings *);
/* Derived columns that the one above goes by: from its promises, NULL for none, and its messages. */
void conversation_promised(struct conversation *, const struct promise *open);
void conversation_last_heard(struct conversation *, const struct event *, size_t count, int64_t as_of_ms);
/* Until when its network takes an answer, from what the account's check learned. */
#define CAP_WINDOW "window_ms"
err_t conversation_window(struct store *, struct arena *, struct conversation *) MUST_CHECK;
/* ERR_NOT_FOUND, ERR_USAGE: an agent has that name. */
err_t desk_team_find(struct desk *, const char *name, struct agent *out) MUST_CHECK;
/* Targets and schedules as they are now; borrowed until they change. */
err_t desk_metrics(struct desk *, const struct metric_settings **out) MUST_CHECK;
/* Whose days are counted, until the settings change; NULL: the machine's. */
const struct zone *desk_calendar(struct desk *);
void metrics_drop(struct desk *);
/* A row of them was written: due times follow, the first of them now. */
err_t metrics_changed(struct desk *) MUST_CHECK;
err_t metrics_settle(struct desk *) MUST_CHECK;		/* the next slice */
/* Lines without the settings that are dated; and those as a row of the ledger, given what held before or NULL. */
const char *settings_undated(struct arena *, const char *lines);
err_t settings_record(struct desk *, int64_t account, const char *before, const char *given, int64_t from_ms) MUST_CHECK;

struct pair { const char *key, *value; };
/* A zone with its offsets, as the ledger keeps it. */
void zone_pairs(struct desk *, const struct zone *, struct pair out[3]);
struct entry {
	enum event_kind kind;
	enum actor_kind actor_kind;
	int64_t actor, subject, net_ms;
	const char *ext, *ref;		/* remote ids, or NULL */
	bool aside;			/* nothing of its conversation follows from it, not even a new revision */
	struct pair detail[DETAIL_PAIRS];
};
/* conversation NULL: about account, or (0) the desk itself. */
err_t ledger_append(struct desk *, struct touched *, int64_t account, const struct entry *, bool *added) MUST_CHECK;
enum actor_kind actor_kind_of(const struct actor *);
/* The same by this transaction's actor. */
struct entry entry_by_actor(const struct desk *, enum event_kind);
void ledger_hash(const char *desk_id, const unsigned char previous[CRYPT_HASH], const struct event *,
	struct str *scratch, unsigned char out[CRYPT_HASH]);

/* Who: an entry with actor_kind, actor and more detail; kind is filled in.  No event when it holds already. */
err_t conversation_status(struct desk *, struct touched *, enum status to, int64_t until_ms,
	const char *reason, struct entry by) MUST_CHECK;
/* Settings of an account; and a reason, or NULL, of what is done there. */
err_t reasons_acceptable(struct arena *, const char *settings) MUST_CHECK;
err_t reason_check(struct store *, struct arena *, const struct conversation *, const char *reason) MUST_CHECK;
err_t conversation_mark(struct desk *, struct touched *, unsigned mark, bool on, const char *reason,
	struct entry by) MUST_CHECK;
err_t conversation_priority(struct desk *, struct touched *, enum priority to, const char *reason,
	struct entry by) MUST_CHECK;
/* Agents whom only that note named, which is withdrawn. */
err_t mentions_withdraw(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/* Agents whom the text of a note names. */
err_t mentions_note(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/* Puts a tag on or takes it off, and keeps the count of the tag. */
err_t conversation_tag(struct desk *, struct touched *, const char *name, bool on, bool *changed) MUST_CHECK;
err_t conversation_assign(struct desk *, struct touched *, int64_t assignee) MUST_CHECK;
/* The setting approve of an account; and whether a reply there waits for a second person. */
err_t approve_acceptable(struct arena *, const char *settings) MUST_CHECK;
err_t reply_needs_approval(struct desk *, const struct account *, int64_t conversation, bool *out) MUST_CHECK;
/* What the ledger says of a reply that waits for one; by: who, with the kind.  Void: it cannot be approved any more. */
err_t approval_record(struct desk *, const struct outbox_row *, struct entry by) MUST_CHECK;
err_t approval_void(struct desk *, const struct outbox_row *, const char *reason, struct entry by) MUST_CHECK;
/* A message of the customer, or its edit, makes those void that stood before it. */
struct approvals { struct outbox_row *rows; size_t count; };
err_t approvals_standing(struct desk *, struct touched *head, struct approvals *out) MUST_CHECK;
err_t approvals_void(struct desk *, const struct approvals *, const char *reason) MUST_CHECK;
/* The same by somebody else, or with more that the ledger says of it: a handover, a route. */
err_t conversation_hand(struct desk *, struct touched *, int64_t assignee, struct entry by) MUST_CHECK;
/* When it was given to the one who has it; 0: before the ledger. */
err_t given_at(struct store *, struct arena *, const struct conversation *, int64_t *at_ms) MUST_CHECK;
/* One setting of agent set, before it is written. */
err_t agent_setting_check(struct desk *, const struct agent *, const char *key, const char *value) MUST_CHECK;
/* Who may have had work: a person or a team that has not left, else ERR_NOT_FOUND, ERR_STATE. */
err_t holder_find(struct store *, struct arena *, const char *name, struct agent *out) MUST_CHECK;
/* Who can be given work: of these, a team, and whoever may answer and is not suspended; else ERR_STATE. */
err_t assignee_find(struct store *, struct arena *, const char *name, struct agent *out) MUST_CHECK;
/* By the agent's setting accounts; teams are no hindrance, since what they have they see. */
bool agent_sees_account(struct arena *, const struct agent *, const char *account);
/* The same of an account by its number: NULL, or the name of one that they do not see. */
err_t account_unseen(struct store *, struct arena *, const struct agent *, int64_t account, const char **out) MUST_CHECK;
/* Somebody who is here, so that nobody takes it from them without a word. */
bool agent_is_here(const struct agent *);
/* "taken by maria 3 s ago" */
err_t taken_say(struct store *, struct arena *, const struct conversation *, int64_t now_ms, const char **out) MUST_CHECK;
/* What a step back needs, as lines of desk->inverse; before the change. */
void inverse_assign(struct desk *, const struct conversation *, int64_t assignee);
err_t inverse_status(struct desk *, const struct conversation *, enum status to, int64_t until_ms) MUST_CHECK;
void inverse_tag(struct desk *, int64_t conversation, const char *tag, bool on);
/* set: the kind of row that sets it. */
err_t inverse_mark(struct desk *, const struct conversation *, unsigned mark, bool on, enum event_kind set) MUST_CHECK;
void inverse_priority(struct desk *, int64_t conversation, enum priority was, enum priority became);
/* seq: the row that gave the reason of one that was left out. */
void inverse_exclude(struct desk *, int64_t conversation, bool out, int64_t seq);
void inverse_reply(struct desk *, int64_t conversation, int64_t outbox);
/* What the line of a handover was, of a conversation that may be shown in another one. */
void inverse_handover(struct desk *, int64_t conversation, int64_t item, int64_t handover, int was);
void inverse_act(struct desk *, int64_t conversation, int64_t outbox);
/* written: a note, by that row of the ledger, else it was withdrawn. */
void inverse_note(struct desk *, int64_t conversation, int64_t message, int64_t seq, bool written);
/* Texts, NULL for none. */
void inverse_draft(struct desk *, int64_t conversation, const char *was, const char *became);
/* Of a draft, as draft.c says them. */
void inverse_files(struct desk *, int64_t conversation, const char *was, const char *became);
/* After the row of the ledger. */
void inverse_setting(struct desk *, const char *key, int64_t from_ms, int64_t seq, const char *was);
/* A note about a person, told in that conversation. */
void inverse_about(struct desk *, const struct conversation *, int64_t identity, const char *was, const char *became);
bool journal_keeps_inverse(const char *call);
/* A key that was used: the same agent hears the same answer. */
err_t journal_ask(struct desk *, const struct actor *, const char *key, struct arena *, const char **answer) MUST_CHECK;
err_t journal_write(struct desk *, const char *answer) MUST_CHECK;
/* The same for a slice of many: its row, and its share of the entry; told: there is one. */
err_t bulk_journal(struct desk *, bool told) MUST_CHECK;
/* With what remote ids enter the ledger. */
err_t desk_hash_key(struct reader *, struct arena *, unsigned char out[CRYPT_KEY]) MUST_CHECK;
/* How the inverse of such an entry begins. */
#define BULK_INVERSE "bulk "
/* "resolved it": what an entry did to a conversation, behind the name of who did it. */
const char *journal_deed(const struct journal_row *);
/* "nobody", "maria", "agent 7" */
const char *agent_label(struct desk *, struct arena *, int64_t id);

/* The remaining parts of an outbox row's life, inside a transaction. */
err_t outbox_load(struct desk *, int64_t id, struct outbox_row *out) MUST_CHECK;
err_t outbox_save(struct desk *, const struct outbox_row *) MUST_CHECK;
/* It will not leave: cancelled, and what it promised was never said. */
err_t outbox_drop(struct desk *, struct outbox_row *) MUST_CHECK;
err_t outbox_part_done(struct desk *, struct outbox_row *, size_t part, const char *remote_id,
	const char *native, const char *url, int64_t at_ms) MUST_CHECK;
/* A reply left at its first attempt and is sent, and its network said when: what that proves of our clock. */
err_t clock_sampled(struct desk *, const struct outbox_row *, int64_t their_ms) MUST_CHECK;
/* That instant by the network's clock, as far as anything is known of it. */
err_t clock_theirs(struct desk *, int64_t account, int64_t our_ms, int64_t *their_ms) MUST_CHECK;
err_t clock_anew(struct desk *) MUST_CHECK;	/* the desk is on another machine */
err_t clock_begins(struct desk *, int64_t account) MUST_CHECK;	/* it was never checked from here */
err_t outbox_doubt(struct desk *, struct outbox_row *, const char *reason) MUST_CHECK;
err_t outbox_still_doubt(struct desk *, struct outbox_row *, int64_t again_ms, const char *reason) MUST_CHECK;
/* In a copy of the desk what waited for a second person is in doubt, and waits again behind that. */
#define REASON_UNAPPROVED "the desk was restored or copied before anybody approved it"
enum outbox_state outbox_again(const struct outbox_row *);	/* what it becomes when it is to be tried once more */
/* An act was done, or refused for good. */
err_t act_finish(struct desk *, struct outbox_row *, const char *remark) MUST_CHECK;
err_t act_failed(struct desk *, const struct outbox_row *) MUST_CHECK;
err_t outbox_public(struct arena *, const struct outbox_row *, struct outbox *out) MUST_CHECK;

/* An echo that is one of our own replies; *matched says so. */
struct item;
err_t echo_match(struct desk *, int64_t account, int64_t conversation, const struct item *,
	bool *matched) MUST_CHECK;
err_t echo_known(struct desk *, int64_t account, const struct item *, bool *matched) MUST_CHECK;

/* What list_mark wrote; NULL is before everything. */
err_t place_parse(const char *mark, struct list_place *out) MUST_CHECK;

err_t meta_flag(struct desk *, const char *name, bool value) MUST_CHECK;
int64_t meta_int(struct store *, const char *name, int64_t fallback);
err_t meta_int_set(struct desk *, const char *name, int64_t value) MUST_CHECK;
#endif
