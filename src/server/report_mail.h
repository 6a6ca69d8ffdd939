/* SPDX-License-Identifier: ISC */
/* A published report as a letter. */
#ifndef SERVER_REPORT_MAIL_H
#define SERVER_REPORT_MAIL_H
#include "calls.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/report.h"

struct report_letter {
	int64_t number;			/* which the texts name */
	const char *rest;		/* the document behind its first brace, without what is not for everybody */
	const char *text, *html, *csv, **to;
	size_t count;
};

/*
 * In the reader thread, in the context's arena.  Who reads a letter is not known,
 * so it has figures about single agents only where a viewer may see them.
 * to: addresses with commas between.
 */
err_t report_letter_make(struct call_context *, const struct published_row *, const char *to,
	struct report_letter *out) MUST_CHECK;
/* In the loop, in the transaction that published it as that number. */
err_t report_letter_queue(struct call_context *, const struct published_row *, int64_t number,
	struct report_letter *) MUST_CHECK;
#endif
