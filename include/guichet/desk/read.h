/* SPDX-License-Identifier: ISC */
/*
 * Everything that is asked.  A reader is a connection: the desk's own for
 * one-page questions in the loop, or a read-only one of the reader thread for
 * searches, counts, figures and exports.  Records and strings live in the
 * caller's arena.
 */
#ifndef GUICHET_DESK_READ_H
#define GUICHET_DESK_READ_H
#include "guichet/desk/deliver.h"
#include "guichet/desk/desk.h"
#include "guichet/model/clock_sample.h"
#include "guichet/model/event.h"
#include "guichet/model/query.h"
#include "guichet/model/tally.h"
#include "guichet/model/wait.h"
#include "guichet/model/why.h"

struct reader;

struct reader *desk_reader(struct desk *);		/* borrowed; loop thread only */
err_t reader_open(const char *path, struct reader **out) MUST_CHECK;
void reader_close(struct reader *);
void reader_rest(struct reader *);			/* lets go of what it keeps at hand for the next question */
/* Between the two everything that is read stands still; only for a reader of one's own. */
err_t reader_begin(struct reader *) MUST_CHECK;
void reader_end(struct reader *);
/* From any thread: the running question ends with ERR_CANCELLED. */
void reader_interrupt(struct reader *);

/* A query whose accounts, agents and teams are there, or were once, of what the scope (NULL: all) holds. */
err_t read_query(struct reader *, struct arena *, const char *scope, const char *text, struct query **out) MUST_CHECK;
/*
 * Whether a scope holds a conversation; a part of another one is where its whole is.  One that is not there: no.
 * What a handover offers to the actor, of accounts that they see, is seen whoever holds it.
 */
err_t read_seen(struct reader *, struct arena *, const struct actor *, int64_t conversation, bool *out) MUST_CHECK;
/* The same of many: the scope is read once, NULL for who has none. */
err_t read_within(struct reader *, struct arena *, const char *scope, struct query **out) MUST_CHECK;
err_t read_seen_within(struct reader *, struct arena *, const struct actor *, const struct query *within,
	int64_t conversation, bool *out) MUST_CHECK;

struct list_page { struct list_row *rows; size_t count; bool more; };
/* Order of the queue: by due time, then the newest.  after: list_mark of the last row or NULL; ERR_USAGE otherwise. */
err_t read_list(struct reader *, struct arena *, const struct query_sql *, size_t limit, const char *after,
	struct list_page *out) MUST_CHECK;
const char *list_mark(struct arena *, const struct list_row *);	/* for the next page */
/* How many match; counting stops at most, and then *more tells whether there is another. */
err_t read_count(struct reader *, const struct query_sql *, int64_t most, int64_t *count, bool *more) MUST_CHECK;
/* Every tag with how many conversations have it, the most used first. */
err_t read_tag_uses(struct reader *, struct arena *, size_t limit, struct tag_count **out, size_t *count) MUST_CHECK;
/*
 * Counts that are kept, as they stand at one moment, and what a query makes of
 * them: exact where query_tally() knows its shape, else counting stops at most.
 */
struct desk_tally { struct tally_cell *cells; size_t count; };
err_t read_tally(struct reader *, struct arena *, struct desk_tally *out) MUST_CHECK;
struct query_asked { const struct query *query; const struct query_context *context; int64_t most; };
struct query_count { int64_t count; bool more; };
err_t read_tally_count(struct reader *, const struct desk_tally *, struct arena *, const struct query_asked *,
	struct query_count *out) MUST_CHECK;
/* Tags by their open conversations, the busiest first; *rest: how many more there are. */
err_t read_tag_counts(struct reader *, struct arena *, size_t most, struct tag_count **out, size_t *count,
	int64_t *rest) MUST_CHECK;
/* The same, of what a query finds: its rows are walked. */
err_t read_tags_of(struct reader *, struct arena *, const struct query_sql *, size_t most, struct tag_count **out,
	size_t *count, int64_t *rest) MUST_CHECK;
/* The next instant in which time alone changes a count. */
err_t read_tally_until(struct reader *, struct arena *, const struct query_context *, int64_t *at_ms) MUST_CHECK;
err_t read_row(struct reader *, struct arena *, int64_t conversation, struct list_row *out) MUST_CHECK;

/* With what is for that agent: unread, a draft of theirs, whom notes name. */
err_t read_row_for(struct reader *, struct arena *, int64_t conversation, int64_t agent, struct list_row *out) MUST_CHECK;
/* Why it stands where it stands, one sentence. */
err_t read_why(struct reader *, struct arena *, int64_t conversation, int64_t now_ms,
	struct why_said *out) MUST_CHECK;

/* Newest first; ranked: best of the newest 10,000.  A hit's strings live until visit returns. */
err_t read_search(struct reader *, struct arena *, const struct query_sql *, size_t limit, bool ranked,
	search_fn visit, void *data) MUST_CHECK;

/* How a conversation belongs with others. */
struct united {
	int64_t asked;			/* a part of it that was asked for by its number; else 0 */
	const struct merged_part *merged;	/* what is shown in it, by number */
	size_t merged_count;
	int64_t began;			/* it goes on from there; 0 */
	const int64_t *goes_on;		/* and on there */
	size_t goes_on_count;
	int64_t may_begin;		/* linked with nothing: it may have begun there; 0 */
	const char *may_why;
};
struct merged_part { int64_t id, into; };
/* A part is answered by its whole: *conversation becomes that. */
err_t read_united(struct reader *, struct arena *, int64_t *conversation, struct united *out) MUST_CHECK;
/* The other conversations of the same person on this desk, newest first, parts of others left out. */
err_t read_others(struct reader *, struct arena *, int64_t conversation, size_t limit, struct list_row **out,
	size_t *count) MUST_CHECK;

struct thread {
	struct list_row row;
	struct united united;
	struct contact contact;
	struct message *messages;	/* this conversation: in, out, notes, oldest first; the newest limit of them */
	size_t count;
	struct message *context;	/* the rest of the thread: others and our post, oldest first */
	size_t context_count;
	bool cut;
	const char *draft;		/* the asking agent's, or NULL */
	int64_t draft_newest;		/* the newest message of all when it was kept last */
	struct media_list draft_files;	/* what would go with it */
	int64_t seen;			/* up to which message that agent has read it, 0: never opened */
	const char *reason;		/* why it has its status, or NULL */
};
err_t read_thread(struct reader *, struct arena *, int64_t conversation, int64_t agent, size_t limit,
	struct thread *out) MUST_CHECK;

/*
 * The same as it stood at that instant, in the words of then: ERR_NOT_FOUND when it was not there yet.  No draft, and
 * nothing of what was read; what was merged then is shown only as far as the actor may see it today.
 */
struct thread_wish { int64_t conversation, as_of_ms; const struct actor *actor; size_t limit; };
err_t read_thread_as_of(struct reader *, struct arena *, const struct thread_wish *, struct thread *out) MUST_CHECK;
/* When the ledger's first row was recorded: nothing is known of before; 0: it has none. */
err_t read_ledger_from(struct reader *, int64_t *from_ms) MUST_CHECK;
/* Since when there is anything to count: its first row, or an older message that came later; 0: never. */
err_t read_ledger_begun(struct reader *, int64_t *at_ms) MUST_CHECK;

/* The texts of what a customer wrote in that time, oldest first. */
err_t read_said(struct reader *, struct arena *, const struct said_span *, const char ***out, size_t *count) MUST_CHECK;

/* What happened to a conversation, for people: from the ledger, the journal and the outbox. */
struct history_row {
	int64_t at_ms;			/* when the desk recorded it */
	int64_t written_ms;		/* of messages: when they were written; else 0 */
	const char *kind;		/* "arrived", "claimed", "status" ... as calls_history.c lists them */
	const char *who;		/* an agent, or a stranger's handle; NULL: the desk */
	const char *origin;		/* person, rule, robot, network, import, desk */
	const char *text;		/* what there is to say beside the kind, or the words that were written */
	const char *from, *to;		/* assignees, statuses */
	const char *reason, *undoes, *redoes, *played_by;
	int64_t until_ms, seq;		/* seq 0: not a row of the ledger */
	int64_t conversation;		/* the part of it that this is of; 0: not said */
	int64_t other;			/* one that it was merged or linked with; 0 */
};
/* The newest limit of them, oldest first; *cut when there were more. */
err_t read_history(struct reader *, struct arena *, int64_t conversation, size_t limit,
	struct history_row **out, size_t *count, bool *cut) MUST_CHECK;
/*
 * A page of the queue as it stood at that instant: status, assignee, tags, waits,
 * due, last_ms and the text are of then; the rest of a row is as it is today.
 * Words are ERR_USAGE: what was edited away is searched by nobody.
 */
err_t read_list_as_of(struct reader *, struct arena *, const struct query *, const struct query_context *,
	size_t limit, const char *after, struct list_page *out) MUST_CHECK;

err_t read_accounts(struct reader *, struct arena *, struct account **out, size_t *count) MUST_CHECK;
err_t read_account(struct reader *, struct arena *, int64_t id, struct account *out) MUST_CHECK;
err_t read_account_named(struct reader *, struct arena *, const char *name, struct account *out) MUST_CHECK;
/*
 * What is added to our clock there, by the ledger.  Nothing for an account that was never checked from here: it came
 * with the ledger of another desk, and tells of the clock of that one.
 */
err_t read_clock(struct reader *, struct arena *, const struct account *, struct clock_held *out) MUST_CHECK;
err_t read_agents(struct reader *, struct arena *, struct agent **out, size_t *count) MUST_CHECK;	/* teams too */
/*
 * Whom a note names and does not reach, with commas between: who is no agent or team, and who may not
 * see the conversation; NULL: nobody.
 */
struct note_missed { const char *unknown, *blind; };
err_t read_note_missed(struct reader *, struct arena *, int64_t conversation, const char *text,
	struct note_missed *out) MUST_CHECK;
/* What an agent may know of: the scope of an actor. */
err_t read_scope(struct reader *, struct arena *, const struct agent *, const char **out) MUST_CHECK;
err_t read_team(struct reader *, struct arena *, int64_t team, const char ***members, size_t *count) MUST_CHECK;
/* state -1: all that are not sent. */
err_t read_outbox(struct reader *, struct arena *, int state, struct outbox **out, size_t *count) MUST_CHECK;

/* When the last reply of the agent's that undo can take back leaves; 0: none counts down. */
err_t read_outbox_leaves(struct reader *, int64_t agent, int64_t now_ms, int64_t *at_ms) MUST_CHECK;
/* Whose a row of the outbox is; 0: there is no such row. */
err_t read_outbox_of(struct reader *, struct arena *, int64_t outbox, int64_t *conversation) MUST_CHECK;

struct desk_counts {
	int64_t open, waiting, breached, unassigned, pending, on_hold, snoozed, resolved;
	int64_t messages, events;
	int64_t rules;			/* what rules have yet to look at */
};
err_t read_counts(struct reader *, int64_t now_ms, struct desk_counts *out) MUST_CHECK;

/* Waits for figures: from the derived rows, or (as_of not 0) from the ledger as it stood then. */
struct wait_row { struct wait wait; const char *account, *agent, *day; };
err_t read_waits(struct reader *, struct arena *, int64_t since_ms, int64_t until_ms, int64_t as_of_ms,
	struct wait_row **out, size_t *count) MUST_CHECK;
/* A conversation's tags as the ledger had them at that instant, separated by spaces. */
err_t read_tags(struct reader *, struct arena *, int64_t account, int64_t conversation, int64_t as_of_ms,
	const char **out) MUST_CHECK;
int64_t read_ledger_seq(struct reader *);

/* What stands beside the text of one message. */
err_t read_media(struct reader *, struct arena *, int64_t message, const struct media **out, size_t *count) MUST_CHECK;
/* Stored messages as items, a page at a time, for export; without their media. */
err_t read_items(struct reader *, const struct query_sql *,
	err_t (*visit)(void *, const char *account, const char *network, const struct message *,
		const struct contact *), void *data) MUST_CHECK;

/* What doctor says: a line each. */
struct finding { bool bad; const char *text; };
err_t read_doctor(struct reader *, struct arena *, struct finding **out, size_t *count) MUST_CHECK;
#endif
