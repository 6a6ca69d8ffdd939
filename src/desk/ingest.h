/* SPDX-License-Identifier: ISC */
/* What the files that take in a batch say to each other about one item of it. */
#ifndef GUICHET_SRC_DESK_INGEST_H
#define GUICHET_SRC_DESK_INGEST_H
#include "guichet/desk/ingest.h"
#include "party.h"

/* ---- ingest_new.c */
/* Its row in that conversation, 0: in none. */
struct stored_message ingest_message(const struct ingest *, const struct item *, int64_t conversation, enum direction);
/* A customer's, not there yet; and one whose row is there and was context until now. */
err_t ingest_new(struct ingest *, const struct item *) MUST_CHECK;
err_t ingest_inbound(struct ingest *, struct touched *, const struct item *, int64_t message) MUST_CHECK;
/* What the account wrote; known: its row as context, or NULL. */
err_t ingest_echo(struct ingest *, const struct item *, const struct stored_message *known) MUST_CHECK;
/* Our answer to it that was told before it. */
err_t ingest_early_echo(struct ingest *, const struct item *asked) MUST_CHECK;
err_t ingest_context(struct ingest *, const struct item *) MUST_CHECK;

/* ---- ingest_known.c */
err_t ingest_known(struct ingest *, const struct stored_message *known, const struct item *) MUST_CHECK;
err_t ingest_gone(struct ingest *, const struct stored_message *known) MUST_CHECK;
#endif
