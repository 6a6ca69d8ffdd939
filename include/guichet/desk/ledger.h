/* SPDX-License-Identifier: ISC */
/*
 * The ledger as a whole: out, in, and verified.  A line of the exported form
 * is one event with every field, the names of what its numbers mean, and its
 * hash; import fills an empty ledger only, keeps seq, checks the chain, and
 * creates the accounts, conversations and agents that it names.
 */
#ifndef GUICHET_DESK_LEDGER_H
#define GUICHET_DESK_LEDGER_H
#include "guichet/desk/read.h"

/* An event with what its numbers mean outside this desk. */
struct ledger_line {
	struct event event;
	const char *desk;		/* desk id under which the chain was made */
	const char *account_name, *network;
	const char *actor_name, *subject_name;	/* agents */
	const char *thread, *contact;	/* of the conversation: remote ids */
};

err_t ledger_each(struct reader *, int64_t from_seq,
	err_t (*visit)(void *, const struct ledger_line *), void *data) MUST_CHECK;

/*
 * Inside desk_begin; lines in order, in one batch or several.  Rows that are there already, with the same
 * hash, are skipped and counted, so that an interrupted import is repeated from its first row.  ERR_STATE
 * when the ledger has rows of its own or the batch does not follow the one before it, ERR_DATA at a broken
 * chain.
 */
err_t desk_ledger_import(struct desk *, const struct ledger_line *, size_t count, size_t *known) MUST_CHECK;

/*
 * Every row against the one before it, the end against what the last
 * transaction wrote down beside it, and what is derived against a rebuild.
 * The chain has no secret: who can write the file can make all of it anew.
 * Only a head that was noted elsewhere proves that nobody did.
 */
struct ledger_verdict {
	int64_t rows, bad_seq;		/* bad_seq 0: sound; else the first row that does not fit */
	const char *what;		/* what is wrong with it */
	unsigned char head[EVENT_HASH];
	size_t waits, waits_differ;	/* derived rows against a rebuild */
};
err_t ledger_verify(struct reader *, struct arena *, struct ledger_verdict *out) MUST_CHECK;
#endif
