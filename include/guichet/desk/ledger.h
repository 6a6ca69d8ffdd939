/* SPDX-License-Identifier: ISC */
/*
 * The ledger as a whole: out, in, and verified.  Import fills an empty ledger
 * only, keeps seq, and creates the accounts, conversations and agents that it
 * names; sealed rows must fit their chain, open ones are chained here.
 */
#ifndef GUICHET_DESK_LEDGER_H
#define GUICHET_DESK_LEDGER_H
#include "guichet/desk/read.h"
#include "guichet/model/ledger.h"

/* Sealed, with the names of everybody. */
err_t ledger_each(struct reader *, int64_t from_seq,
	err_t (*visit)(void *, const struct ledger_line *), void *data) MUST_CHECK;
/*
 * As it may leave the desk with whoever asks.  An admin, who could take the
 * file itself, and who sees figures about every agent get the rows above.
 * For others all are open, as LEDGER_SOMEBODY takes the place of the names
 * that are not for them, and the numbers and hashes would tell of those.
 */
#define LEDGER_SOMEBODY "somebody"
err_t ledger_each_for(struct reader *, int64_t agent, enum role, err_t (*visit)(void *, const struct ledger_line *),
	void *data, bool *hides) MUST_CHECK;

/*
 * Inside desk_begin; lines in order, in one batch or several.  Rows that are there already, with the same
 * hash, are skipped and counted, so that an interrupted import is repeated from its first row.  ERR_STATE
 * when the ledger has rows of its own or the batch does not follow the one before it, ERR_DATA at a broken
 * chain or a number that is missing or there twice.  A repeat of the same thing (R3) keeps its row, which
 * then has no effect.
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
/* Only the rows, and where they end. */
err_t ledger_chain_verify(struct reader *, struct arena *, struct ledger_verdict *out) MUST_CHECK;
#endif
