/* SPDX-License-Identifier: ISC */
/*
 * One letter to one recipient by SMTP, beside the loop.  It is tried once, on a
 * connection of its own; what came of it is said plainly, with the words of
 * the server, and what may have arrived is never called anything else.
 */
#ifndef GUICHET_NET_SMTP_H
#define GUICHET_NET_SMTP_H
#include "guichet/loop/loop.h"

struct smtp;

struct smtp_letter {
	const char *url;		/* smtps://host or smtp://host:587 */
	bool plain;			/* without TLS, which works to this machine only */
	const char *ca_file;		/* NULL: the system's */
	const char *user, *password;	/* NULL: nobody signs in */
	const char *from, *to;		/* addresses alone */
	const char *text;		/* as letter_write made it */
	size_t len;
};

enum smtp_outcome {
	SMTP_TAKEN,			/* the server has it */
	SMTP_REFUSED,			/* for good: a 5xx about this letter or its recipient */
	SMTP_LATER,			/* certainly not delivered: a 4xx, no connection, no TLS, no sign-in */
	SMTP_UNKNOWN			/* it was sent to its end and no answer came */
};
const char *smtp_outcome_name(enum smtp_outcome);	/* "sent", "failed", "later", "unknown" */
/* text: one line, "mail.example.org: 550 no such user"; lives until the callback returns. */
struct smtp_answer { enum smtp_outcome outcome; const char *text; };
/* Exactly once, never from smtp_send, unless the smtp is destroyed before. */
typedef void (*smtp_done_fn)(void *data, const struct smtp_answer *);

/* total_ms 0: two minutes for everything.  borrowed: the loop. */
struct smtp *smtp_create(struct loop *, int64_t total_ms);
void smtp_destroy(struct smtp *);		/* NULL is fine; a letter on its way is given up, within a second */
/* Not before done was told of the letter before.  The letter may be gone after the call returns. */
void smtp_send(struct smtp *, const struct smtp_letter *, smtp_done_fn, void *data);
#endif
