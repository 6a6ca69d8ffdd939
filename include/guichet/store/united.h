/* SPDX-License-Identifier: ISC */
/* Which conversations were merged into which, which go on where others began, and which ever were. */
#ifndef GUICHET_STORE_UNITED_H
#define GUICHET_STORE_UNITED_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

/* One of what is shown in a root: its number, and what it was merged into. */
struct merged { int64_t id, into; };
err_t store_merged(struct store *, struct arena *, int64_t root, struct merged **out, size_t *count) MUST_CHECK;
/* The root itself, then what was merged into it. */
err_t store_whole(struct store *, struct arena *, int64_t root, int64_t **ids, size_t *count) MUST_CHECK;
/* Rows whose pointers lead nowhere, or that still wait by themselves. */
err_t store_merged_unsound(struct store *, int64_t *out) MUST_CHECK;

/* The other conversations of that identity's person, newest first. */
err_t store_conversation_others(struct store *, struct arena *, int64_t contact, int64_t but, size_t limit,
	int64_t **ids, size_t *count) MUST_CHECK;

err_t store_link_set(struct store *, int64_t conversation, int64_t began) MUST_CHECK;
err_t store_link_drop(struct store *, int64_t conversation) MUST_CHECK;
/* Where it began; 0: it is linked to nothing. */
err_t store_link_began(struct store *, int64_t conversation, int64_t *out) MUST_CHECK;
/* The public conversation of the same customer that its first message answers; 0: none. */
err_t store_link_referenced(struct store *, int64_t conversation, int64_t *out) MUST_CHECK;
/* Our public replies to the same customer within that time before its first message, the newest first. */
struct invitation { int64_t conversation; const char *text; };
err_t store_invitations(struct store *, struct arena *, int64_t conversation, int64_t within_ms, struct invitation **out,
	size_t *count) MUST_CHECK;
err_t store_link_goes_on(struct store *, struct arena *, int64_t began, int64_t **ids, size_t *count) MUST_CHECK;

/* Everything that was ever united with it, itself too; family 0: nothing was. */
struct kinsman { int64_t id, account; };
err_t store_family(struct store *, int64_t conversation, int64_t *family) MUST_CHECK;
err_t store_family_list(struct store *, struct arena *, int64_t family, struct kinsman **out, size_t *count) MUST_CHECK;
err_t store_family_set(struct store *, const struct kinsman *, int64_t family) MUST_CHECK;
/* Each conversation of each family, by number. */
struct kinship { int64_t conversation, family; };
err_t store_family_all(struct store *, struct arena *, struct kinship **out, size_t *count) MUST_CHECK;

/* What the queue shows of a customer's messages: the newest, and the newest that names its language. */
struct shown_message { int64_t id, at_ms; enum visibility visibility; const char *lang; };
err_t store_message_shown(struct store *, struct arena *, int64_t conversation, struct shown_message *out,
	bool *found) MUST_CHECK;
/* Our first message, 0: none. */
err_t store_message_first_out(struct store *, int64_t conversation, int64_t *id) MUST_CHECK;
/* Of what was written in it, that which the fewest can read. */
err_t store_message_narrowest(struct store *, int64_t conversation, enum visibility *out) MUST_CHECK;
#endif
