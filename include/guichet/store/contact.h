/* SPDX-License-Identifier: ISC */
/*
 * People behind identities.  An identity is one address on one network; those
 * that were found to be one person share a number (person), 0 stands for
 * itself.  Numbers of persons mean nothing outside the file.
 */
#ifndef GUICHET_STORE_CONTACT_H
#define GUICHET_STORE_CONTACT_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

/* An identity with what the desk knows of it. */
struct known {
	struct contact contact;
	int64_t person;
	const char *note;		/* "" for none */
	int64_t conversation;		/* the newest, 0: none */
	int64_t conversations, last_ms;
};

err_t store_known(struct store *, struct arena *, int64_t identity, struct known *out, bool *found) MUST_CHECK;
err_t store_known_of(struct store *, struct arena *, int64_t person, struct known **out, size_t *count) MUST_CHECK;
/* Whose name or handle has those words in their order, NULL: anybody; the newest first. */
err_t store_known_like(struct store *, struct arena *, const char *words, size_t limit, struct known **out,
	size_t *count) MUST_CHECK;
/* Whose handle begins with that name (small letters, no @) and ends there, or at a server's name. */
err_t store_known_alike(struct store *, struct arena *, const char *name, struct known **out, size_t *count) MUST_CHECK;
/* Whom its profile links to, and whose profile links to it. */
err_t store_known_linked(struct store *, struct arena *, int64_t identity, struct known **out, size_t *count) MUST_CHECK;
/* When it wrote first and last, 0: never. */
err_t store_identity_heard(struct store *, int64_t identity, int64_t *first_ms, int64_t *last_ms) MUST_CHECK;
err_t store_conversation_heard(struct store *, int64_t conversation, int64_t *first_ms, int64_t *last_ms) MUST_CHECK;
err_t store_identity_languages(struct store *, struct arena *, int64_t identity, const char ***out,
	size_t *count) MUST_CHECK;

err_t store_person_new(struct store *, int64_t *person) MUST_CHECK;
err_t store_person_set(struct store *, int64_t identity, int64_t person) MUST_CHECK;
err_t store_person_note(struct store *, struct arena *, int64_t identity, const char **out) MUST_CHECK;
err_t store_person_note_set(struct store *, int64_t identity, const char *text) MUST_CHECK;

/* The pages that its profile names as its own, written where they differ; each ends with a line feed, or "". */
err_t store_profile_links_set(struct store *, struct arena *, int64_t identity, const char *urls) MUST_CHECK;
#endif
