/* SPDX-License-Identifier: ISC */
/*
 * People.  A customer is named by a conversation of theirs: its number is what
 * everybody has at hand.  Two identities that are said to be one person keep
 * every row of their own, so that parting them is exact; nothing is ever
 * joined by itself, only offered with the reason.  The writes are inside a
 * transaction of desk_begin.
 */
#ifndef GUICHET_DESK_CONTACT_H
#define GUICHET_DESK_CONTACT_H
#include "guichet/desk/read.h"
#include "guichet/store/contact.h"

enum { PERSON_LOOKED_MOST = 1000 };	/* conversations of one person, or people, that a scope is held against */
enum { PERSON_NOTE_MOST = 2000 };	/* bytes of a note about a person */

/* The customers of the two are one person; saying it again is success. */
err_t desk_contact_merge(struct desk *, int64_t conversation, int64_t with) MUST_CHECK;
/* That customer is a person apart; ERR_STATE when they are already. */
err_t desk_contact_part(struct desk *, int64_t conversation) MUST_CHECK;
/* What colleagues should know of that customer; "" takes it away. */
err_t desk_contact_note(struct desk *, int64_t conversation, const char *text) MUST_CHECK;

/* Somebody who may be the same person, and why: "handle", "address", "links". */
struct suggested { struct known who; const char *why; };

struct person {
	struct known *identities;	/* the one that was asked for first */
	size_t identity_count;
	struct list_row *rows;		/* conversations: the open ones first, then the newest */
	size_t row_count;
	bool more;			/* there are more conversations */
	struct suggested *suggested;
	size_t suggested_count;
	const char *languages;		/* they wrote in, parted by blanks */
	int64_t first_ms, last_ms;	/* they wrote; 0: never */
};
err_t read_person(struct reader *, struct arena *, int64_t conversation, size_t limit, struct person *out) MUST_CHECK;
/*
 * Leaves what that actor may know of: each address that wrote in a conversation
 * they see, and what is told of it counted from those alone.  The person was
 * read with PERSON_LOOKED_MOST for its limit; this one cuts what is left.
 */
err_t person_narrow(struct reader *, struct arena *, const struct actor *, size_t limit, struct person *) MUST_CHECK;
err_t known_narrow(struct reader *, struct arena *, const struct actor *, struct known *, bool *seen) MUST_CHECK;
/* Identities whose name or handle has the words, NULL: all; the newest first. */
err_t read_people(struct reader *, struct arena *, const char *words, size_t limit, struct known **out,
	size_t *count) MUST_CHECK;
#endif
