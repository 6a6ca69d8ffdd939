/* SPDX-License-Identifier: ISC */
/*
 * What the files of guichet-connector-check share.  judge.c runs the program
 * and hears what it says, judge_send.c lets it send, and the main file writes
 * what was found and has the other rules and their order.
 */
#ifndef GUICHET_JUDGE_H
#define GUICHET_JUDGE_H
#include "guichet/json/json.h"
#include "guichet/loop/child.h"
#include "guichet/wire/item.h"

enum {
	EVENTS_MOST = 1000, ANSWER_MS = 30 * 1000, GRACE_MS = 5000, SILENCE_MS = 300,
	CALL_MS = 5 * 60 * 1000,	/* a call, however much is told meanwhile */
	TALK_MS = 2000			/* until one that should be silent is let talk */
};

struct check {
	struct arena *arena;
	const char *program, *directory;
	struct str settings, secret;
	bool mute;			/* it did not answer the greeting */
	bool sends;			/* it may send, to whom wrote last */
	struct child child;
	int errors;
	struct str in, said;		/* not yet looked at; the end of its standard error */
	int64_t last_id, seq, acked;	/* of this run of the program */
	int count, failed;
	const char *cursor;		/* of the last checkpoint that was kept, JSON; NULL: none */
	struct item answered;		/* a message that could be answered; uid NULL: none came */
	bool leaked;
	bool endless;			/* a call was given up because it only went on */
};

/* One line: is the rule kept, its name, and what was seen, "" for nothing. */
__attribute__((format(printf, 4, 5)))
void rule(struct check *, bool kept, const char *name, const char *fmt, ...);

/* ---- the program */

err_t program_begin(struct check *) MUST_CHECK;
void program_stop(struct check *);
void program_tell(struct check *, const char *line);
/* The next line in *out; false: none within that time, or it ended. */
bool program_line(struct check *, int64_t ms, struct str *out);
bool program_is_silent(struct check *);

/* ---- calls */

struct heard {
	struct json *answer;		/* NULL: none came; the caller's */
	size_t items, bad, events;
	const char *uids[EVENTS_MOST];	/* of the first items */
	const char *cursor;		/* of its last checkpoint */
	int64_t seq, seq_before;	/* where it did not count up */
	bool counts_up, covered;	/* a checkpoint is behind every item */
	const char *wrong;		/* a line that may not be */
	const char *bad_why;		/* of the last item that cannot be stored */
};

/* Asks; the body is an object without its beginning, {"id":N, and its number the call's. */
int64_t ask(struct check *, const char *body);
/*
 * Hears until the answer, or the first item, or until for so long no event came; *heard is added to.  What is kept is
 * acknowledged at each checkpoint, as a desk does: a program may wait for that.
 */
enum { TO_THE_ANSWER, TO_AN_ITEM, KEEPING };
void hear(struct check *, int64_t id, int until, int64_t ms, struct heard *);
/* What was heard is kept: its checkpoint is the cursor, and the program is told so. */
void keep(struct check *, const struct heard *);
/* Asks, hears and keeps. */
void call(struct check *, const char *body, struct heard *);
/* "" when it is an answer at all: ok, or an error with a class that a desk knows and a text. */
const char *fault_of(const struct heard *);
/* What its error says, "" when it has none. */
const char *note_of(struct check *, const struct heard *);

/* Sends, asks again and takes back, as far as the program's hello says that it can. */
void send_rules(struct check *, const struct json *hello);
#endif
