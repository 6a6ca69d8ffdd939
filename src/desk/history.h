/* SPDX-License-Identifier: ISC */
/* A conversation's history while it is told: what is known about it, and the rows so far. */
#ifndef GUICHET_SRC_DESK_HISTORY_H
#define GUICHET_SRC_DESK_HISTORY_H
#include "promise.h"

struct named { unsigned char hash[CRYPT_SHORT]; const struct message *message; };

struct history {
	struct reader *reader;
	struct arena *arena;
	struct list_row row;
	unsigned char hash_key[CRYPT_KEY];
	struct message *messages;
	struct named *named;		/* those that the network knows */
	size_t message_count, named_count, note;
	struct outbox_row *outbox;
	struct journal_row *journal;
	struct agent *agents;
	size_t outbox_count, journal_count, agent_count;
	bool heard;			/* the customer's first message was told */
	const char *holder;
	struct history_row *rows;
	size_t count;
	err_t failed;			/* earlier words could not be read */
};

/* An agent's name, NULL of nobody. */
const char *history_agent(const struct history *, int64_t id);
/* Tells what only its kind knows; the rest is there already.  In the order of the ledger. */
err_t history_row_tell(struct history *, const struct event *, struct history_row *row) MUST_CHECK;
#endif
