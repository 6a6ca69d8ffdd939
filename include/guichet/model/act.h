/* SPDX-License-Identifier: ISC */
/*
 * What is done at the network besides replying: to a person or to one of the
 * messages.  An act waits in the outbox like a reply, frozen: whom and what
 * it is about is settled when it is asked for, and nothing else is sent.
 */
#ifndef GUICHET_MODEL_ACT_H
#define GUICHET_MODEL_ACT_H
#include "guichet/base/arena.h"

enum act_kind {
	ACT_BLOCK, ACT_UNBLOCK,		/* the person cannot write to the account any more */
	ACT_REPORT,			/* to those who run the network */
	ACT_HIDE, ACT_UNHIDE,		/* somebody's message below ours, from others */
	ACT_FAVOURITE, ACT_UNFAVOURITE,
	ACT_RETRACT,			/* our own message */
	ACT_CORRECT,			/* our own message says something else */
	ACT_KINDS
};

struct act {
	enum act_kind kind;
	const char *handle;		/* of whom it is about; NULL: nobody, our own message */
	const char *remote_id, *native;	/* of the message, or NULL */
	const char *reply_ctx;		/* the connector's lines of a message of theirs, or NULL */
	int64_t message;		/* the desk's number of that message, 0: a person */
	const char *reason, *category;	/* of a report */
	const char *text, *wire;	/* correct: what its writer wrote, and that with what the network needs around it */
	const char *cw, *lang;		/* correct: as they were */
	bool private;			/* correct: whoever it names would read it */
	bool forward;			/* report: also to their own server */
	const char *key;		/* for networks that know a repetition by it */
};

/* "block", "report", "unfavourite" ... */
const char *act_name(enum act_kind);
bool act_find(const char *name, enum act_kind *out);
/* The call that asks for it: of the same name, but for a report, which is not the one of figures. */
const char *act_call(enum act_kind);
bool act_of_call(const char *call, enum act_kind *out);
/* Doing it twice is as if it was done once; a second report is a second report. */
bool act_may_repeat(enum act_kind);
/* About one of our own messages. */
bool act_is_ours(enum act_kind);
/* About a message, not about a person as such. */
bool act_needs_message(enum act_kind);

/* Frozen form: key=value lines; parse(format(a)) equals a. */
const char *act_format(struct arena *, const struct act *);
err_t act_parse(struct arena *, const char *text, struct act *out) MUST_CHECK;
#endif
