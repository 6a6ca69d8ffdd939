/* SPDX-License-Identifier: ISC */
/* The transport of an external network from inside: its program's life, and the dialogue with it. */
#ifndef GUICHET_SRC_COURIER_DIALOGUE_H
#define GUICHET_SRC_COURIER_DIALOGUE_H
#include "guichet/loop/child.h"
#include "outside.h"

enum {
	LINE_MOST = 4 << 20,
	BATCH_LINES = 500, BATCH_BYTES = 1 << 20,	/* of events that are handed on together */
	UNACKNOWLEDGED_MOST = 1000,
	PATIENCE_MS = 30 * 1000, GRACE_MS = 5 * 1000
};

enum phase {
	PHASE_DOWN,		/* no program runs */
	PHASE_HELLO,		/* it was greeted and has not answered */
	PHASE_READY,
	PHASE_CANCELLING,	/* nobody wants the answer to the open call any more */
	PHASE_ENDING		/* it was told to end */
};

enum asking { ASK_HELLO, ASK_CALL, ASK_MORE, ASK_TELL };

struct exchange {
	struct outside *outside;
	struct exchange *next;
	enum asking asking;
	char *body;			/* a JSON object, of ASK_CALL */
	int64_t patience_ms;
	transport_done_fn done;
	void *data;
};
void outside_free(struct exchange *);

struct outside {
	struct transport base;
	struct loop *loop;
	char *program, *directory, *account, *settings;
	int64_t patience_ms;
	enum phase phase;
	struct child child;
	int errors;
	struct str in, out, said;	/* received, to be written, its standard error */
	char *secret;
	size_t secret_len;
	bool told_other;		/* the program that runs was told another secret */
	bool greeted;			/* it answered the greeting */
	char *hello;			/* its answer to the greeting */
	int64_t last_id, open_id;	/* open: the call that is not answered, 0 none */
	void *owner;			/* whose call that is */
	int64_t seq, handed, acknowledged;	/* of events: heard, handed on, kept */
	struct exchange *current, *queue;
	struct str lines;		/* for the current one */
	size_t line_count;
	struct loop_timer *turn, *clock;
	int64_t patience_left_ms;	/* until the second signal */
};

/* dialogue_child.c: the program's life */
err_t program_start(struct outside *) MUST_CHECK;
void program_write(struct outside *, const char *line);
void program_end(struct outside *);	/* signals; PHASE_DOWN comes later */
void program_kill(struct outside *);	/* at once; PHASE_DOWN */
void program_resume(struct outside *);	/* what was received and not looked at */

/* dialogue.c */
void dialogue_turn_later(struct outside *);	/* somebody asks, or the way is free */
/* The answer to the open call is wanted no more; if it does not come soon, the program ends. */
void dialogue_cancel(struct outside *);
bool dialogue_wants(const struct outside *);	/* a line now */
void dialogue_line(struct outside *, const char *line, size_t len);
void dialogue_down(struct outside *, const char *why);	/* the program has ended */
void dialogue_broken(struct outside *, const char *why);	/* it does not keep the rules */
#endif
