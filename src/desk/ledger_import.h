/* SPDX-License-Identifier: ISC */
/* What the import of a ledger remembers, and how the things that its rows name come to be. */
#ifndef DESK_LEDGER_IMPORT_H
#define DESK_LEDGER_IMPORT_H
#include "guichet/desk/ledger.h"
#include "private.h"

struct import {
	struct desk *desk;
	struct map accounts, agents;	/* by number, of sealed rows */
	struct map merged;		/* by number: into which, 0 for none */
	struct map account_names, agent_names, conversation_names;	/* of open rows */
	struct str scratch;
	bool goes_on;			/* earlier batches are in the database */
	bool creates;			/* what open rows name and is not there */
	unsigned char previous[CRYPT_HASH];	/* while known rows are compared */
};

/* What an agent that a row names is. */
enum agent_kind import_kind(enum ledger_subject);
/* A contact of that remote id on the network of the line; made if need be. */
err_t import_contact(struct import *, const struct ledger_line *, const char *remote_id, int64_t *id) MUST_CHECK;
/* A conversation with that number, as the line has it. */
err_t import_conversation(struct import *, const struct ledger_line *, int64_t id, const char *name,
	struct touched **out) MUST_CHECK;

/* A row that unites two conversations or parts them again. */
err_t import_family(struct import *, const struct conversation *, const struct event *) MUST_CHECK;

/* What a conversation was merged into by the rows before, at the end of that chain; itself where it was not. */
err_t import_head(struct import *, struct touched *, struct touched **head) MUST_CHECK;

/*
 * An open row becomes an event of this desk: ids, hashes of remote ids, and
 * no seal yet.  Where nothing is created ERR_NOT_FOUND says that something it
 * names is not there.
 */
err_t import_resolve(struct import *, const struct ledger_line *, struct event *out, struct touched **touched) MUST_CHECK;
/* The same thing once more (R3): kept as a row without effect. */
void import_repeat(struct import *, struct event *);
#endif
