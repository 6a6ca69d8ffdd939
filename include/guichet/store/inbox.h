/* SPDX-License-Identifier: ISC */
/* Contacts, conversations and their messages. */
#ifndef GUICHET_STORE_INBOX_H
#define GUICHET_STORE_INBOX_H
#include "guichet/model/record.h"
#include "guichet/model/tally.h"
#include "guichet/store/store.h"

err_t store_contact(struct store *, struct arena *, int64_t id, struct contact *out, bool *found) MUST_CHECK;
err_t store_contact_find(struct store *, struct arena *, const char *network, const char *remote_id,
	struct contact *out, bool *found) MUST_CHECK;
/* The person that an identity was found to be one of; 0: it stands alone. */
err_t store_contact_person(struct store *, int64_t id, int64_t *person) MUST_CHECK;
/* id 0 makes a new row; else handle, name, url, followers and bot are replaced. */
err_t store_contact_put(struct store *, const struct contact *, int64_t *id) MUST_CHECK;

/* An account blocked somebody, or does so no longer. */
err_t store_blocked(struct store *, int64_t account, int64_t contact, bool on) MUST_CHECK;

/* A conversation with what only the desk needs to know. */
struct stored_conversation {
	struct conversation conv;
	int64_t episode, created_ms;
	int64_t newest;		/* message shown in the queue: the newest customer message, or our first */
	int64_t merged_into;	/* the conversation that it was made a part of; 0: none */
	int64_t rank;		/* as it was read; what is written is conversation_rank() */
};
err_t store_conversation(struct store *, struct arena *, int64_t id, struct stored_conversation *out,
	bool *found) MUST_CHECK;
/* The newest episode. */
err_t store_conversation_find(struct store *, struct arena *, int64_t account, const char *thread,
	int64_t contact, struct stored_conversation *out, bool *found) MUST_CHECK;
/* A private thread has one party, whoever of it began. */
err_t store_conversation_private(struct store *, struct arena *, int64_t account, const char *thread,
	struct stored_conversation *out, bool *found) MUST_CHECK;
err_t store_conversation_last(struct store *, int64_t *id) MUST_CHECK;
err_t store_conversation_add(struct store *, const struct stored_conversation *) MUST_CHECK;
/* held: who has it may be another one than before. */
err_t store_conversation_set(struct store *, const struct stored_conversation *, bool held) MUST_CHECK;
/* What is derived and in no index: of a row that keeps its place in all lists. */
err_t store_conversation_beside(struct store *, const struct conversation *) MUST_CHECK;
/* Of the row what its rank follows from with merged_into, and the rank itself. */
err_t store_conversation_derived(struct store *, int64_t id, struct stored_conversation *out, int64_t *rank,
	bool *found) MUST_CHECK;
/* By number, those behind that one. */
err_t store_conversation_ids(struct store *, struct arena *, int64_t after, size_t limit, int64_t **ids,
	size_t *count) MUST_CHECK;
/* Ids of what an agent holds that is not closed. */
/* Open ones that somebody has, spam aside. */
err_t store_conversation_load(struct store *, int64_t agent, int64_t *out) MUST_CHECK;
err_t store_conversation_held(struct store *, struct arena *, int64_t agent, size_t limit, int64_t **ids,
	size_t *count) MUST_CHECK;
/* Who left and still holds what is not closed. */
struct holder { const char *name; bool team; int64_t count; };
err_t store_conversation_left(struct store *, struct arena *, struct holder **out, size_t *count) MUST_CHECK;
/* A new due time of somebody who waits; the row's place in the queue moves with it. */
err_t store_conversation_due(struct store *, const struct conversation *) MUST_CHECK;
/* Who waits, by number, behind that one. */
struct waiting_row { int64_t id, wait_ms, due_ms, risk_ms; };
err_t store_waiting(struct store *, struct arena *, int64_t after, size_t limit, struct waiting_row **out,
	size_t *count) MUST_CHECK;

struct status_counts { int64_t total[STATUSES], unassigned[STATUSES], waiting, breached; };
err_t store_conversation_counts(struct store *, int64_t now_ms, struct status_counts *out) MUST_CHECK;

/* What of a row is for one agent: unread, drafted, linked, noted, mentioned; the row has its number already. */
err_t store_row_facts(struct store *, struct arena *, int64_t agent, struct list_row *) MUST_CHECK;
/* Up to which message an agent has read a conversation. */
err_t store_read_set(struct store *, int64_t agent, int64_t conversation, int64_t message) MUST_CHECK;
/* 0: never. */
err_t store_read(struct store *, int64_t agent, int64_t conversation, int64_t *message) MUST_CHECK;
err_t store_read_drop(struct store *, int64_t agent, int64_t conversation) MUST_CHECK;
/* Off: also of what was merged into it. */
err_t store_follow(struct store *, int64_t agent, int64_t conversation, bool on) MUST_CHECK;
/* A note names the agent, who has not looked until it is said that they have. */
err_t store_mention_add(struct store *, int64_t agent, int64_t conversation) MUST_CHECK;
err_t store_mention_drop(struct store *, int64_t agent, int64_t conversation) MUST_CHECK;
err_t store_mention_seen(struct store *, int64_t agent, int64_t conversation) MUST_CHECK;
/* The customer message that came last, by number; 0: none. */
err_t store_message_last_in(struct store *, int64_t conversation, int64_t *id) MUST_CHECK;

/* conv: as its row stands in the database; of tags the desk writes through desk/tally.c. */
err_t store_tag_add(struct store *, const struct conversation *conv, const char *name, bool *changed) MUST_CHECK;
err_t store_tag_has(struct store *, int64_t conversation, const char *name, bool *has) MUST_CHECK;
err_t store_tag_drop(struct store *, int64_t conversation, const char *name, bool *changed) MUST_CHECK;
/* Every tag with how many conversations have it, the most used first. */
err_t store_tag_uses(struct store *, struct arena *, size_t limit, struct tag_count **out, size_t *count) MUST_CHECK;

struct stored_message { struct message message; const char *thread, *native, *rev, *kind; };
err_t store_message(struct store *, struct arena *, int64_t id, struct stored_message *out, bool *found) MUST_CHECK;
err_t store_message_find(struct store *, struct arena *, int64_t account, const char *remote_id,
	struct stored_message *out, bool *found) MUST_CHECK;
/* The customer's newest that still stands, and our newest that the network has. */
err_t store_message_newest_in(struct store *, struct arena *, int64_t conversation,
	struct stored_message *out, bool *found) MUST_CHECK;
err_t store_message_newest_out(struct store *, struct arena *, int64_t conversation,
	struct stored_message *out, bool *found) MUST_CHECK;
/* Has a customer message come with a higher number? */
err_t store_message_in_since(struct store *, int64_t conversation, int64_t message, bool *out) MUST_CHECK;
err_t store_message_add(struct store *, const struct stored_message *, int64_t *id) MUST_CHECK;
/* old is the row as it stands; text, cw, rev and edited_ms of now replace it, and what it said until at_ms is kept. */
err_t store_message_edit(struct store *, const struct stored_message *old, const struct stored_message *now,
	int64_t at_ms) MUST_CHECK;
/* Its text, warning and edited_ms become those of that instant, as far as they were kept. */
err_t store_message_then(struct store *, struct arena *, int64_t at_ms, struct message *) MUST_CHECK;
err_t store_message_rev(struct store *, int64_t id, const char *rev) MUST_CHECK;
/* Nothing of what it ever said is left. */
err_t store_message_blank(struct store *, const struct stored_message *old, int64_t at_ms) MUST_CHECK;
/* What was context belongs to a conversation after all. */
err_t store_message_place(struct store *, const struct stored_message *old, int64_t conversation,
	enum direction) MUST_CHECK;
err_t store_message_sent(struct store *, int64_t id, const char *remote_id, const char *native,
	const char *url, int64_t at_ms) MUST_CHECK;
/* on: shown and found no longer; else it is again what it was. */
err_t store_note_withdrawn(struct store *, const struct stored_message *old, bool on) MUST_CHECK;
/* What the notes of a conversation say, in the order of their numbers. */
err_t store_notes(struct store *, struct arena *, int64_t conversation, const char ***texts, size_t *count) MUST_CHECK;
/* What was done to it at the network; deleted_ms 0 where it still stands. */
err_t store_message_acted(struct store *, int64_t id, unsigned acts, int64_t deleted_ms) MUST_CHECK;
/* The newest limit of them, oldest first; *cut when there were more. */
/* The newest so many of what had come by then; INT64_MAX: of all. */
struct message_span { size_t most; int64_t received_ms; };
err_t store_messages(struct store *, struct arena *, int64_t conversation, struct message_span,
	struct message **out, size_t *count, bool *cut) MUST_CHECK;
/* Oldest first. */
err_t store_said(struct store *, struct arena *, const struct said_span *, const char ***out, size_t *count) MUST_CHECK;
/* Context of kind "echo" that answers this message: it was told before its question. */
err_t store_message_early(struct store *, struct arena *, int64_t account, const char *thread,
	const char *answered, struct stored_message *out, bool *found) MUST_CHECK;
err_t store_context(struct store *, struct arena *, int64_t account, const char *thread, struct message_span,
	struct message **out, size_t *count, bool *cut) MUST_CHECK;
err_t store_message_count(struct store *, int64_t *out) MUST_CHECK;
#endif
