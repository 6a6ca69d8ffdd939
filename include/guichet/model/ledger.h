/* SPDX-License-Identifier: ISC */
/*
 * A row of the ledger with what its numbers mean outside the desk that wrote
 * it.  Two kinds travel in one form: a sealed row has the numbers and the
 * hash under which its desk chained it, and keeps them wherever it goes; an
 * open one names things only, and the desk that takes it in numbers, hashes
 * and chains it.
 */
#ifndef GUICHET_MODEL_LEDGER_H
#define GUICHET_MODEL_LEDGER_H
#include "guichet/base/arena.h"
#include "guichet/model/event.h"

struct ledger_line {
	struct event event;		/* of an open row: without ids, ext, ref and hash */
	bool sealed;
	const char *desk;		/* desk id under which the chain was made */
	const char *account_name, *network;
	const char *actor_name, *subject_name;	/* agents */
	enum ledger_subject { SUBJECT_PERSON, SUBJECT_BOT, SUBJECT_TEAM } subject_is;
	const char *conv_name, *into_name;	/* of the conversation and of the one it went into; NULL: none */
	const char *thread, *contact;	/* of the conversation: remote ids */
	const char *id, *ref;		/* of an open row: what ext and ref are the hashes of */
	size_t number;			/* line of the file it came in, 0 if none */
};

/* Whether it says what its kind needs; ERR_DATA says what is wrong. */
err_t ledger_line_check(struct arena *, const struct ledger_line *) MUST_CHECK;
#endif
