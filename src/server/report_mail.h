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
	const char *lang;		/* in which all of it is */
	int64_t late_ms;		/* when it was due, if that is over for long; 0 */
};
struct publication { struct published_row row; struct report_letter letter; };

/*
 * To whom: addresses with commas between.  Who reads a letter is not known, so
 * it has figures about single agents only where a viewer may see them.
 */
const char *report_letter_list(const struct call_context *, const char *arg);	/* values of an argument as such a list */
err_t report_letter_to(struct arena *, const char *list, struct report_letter *out) MUST_CHECK;

/* In the reader thread: what the request asks, as of an instant that is over; to NULL: it is not mailed. */
err_t publication_make(struct call_context *, const char *name, int64_t as_of_ms, const char *to,
	struct publication *out) MUST_CHECK;
/* In the loop, in a transaction: published as *number, and mailed as *letter, which is 0 when it is not. */
err_t publication_leave(struct call_context *, struct publication *, int64_t *number, int64_t *letter) MUST_CHECK;
#endif
