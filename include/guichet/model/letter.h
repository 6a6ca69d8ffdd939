/* SPDX-License-Identifier: ISC */
/*
 * A letter as e-mail carries it: RFC 5322 with MIME, from texts that anybody
 * may have written.  Nothing in a text can become a header or a line of its
 * own: control characters are blanks, what is not plain ASCII goes as an
 * encoded word (RFC 2047), and bodies are base64.  Pure: the same letter
 * gives the same bytes.
 */
#ifndef GUICHET_MODEL_LETTER_H
#define GUICHET_MODEL_LETTER_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

enum { MAIL_ADDRESS_MAX = 254 };

/* "Desk <desk@example.org>" as its two parts; name "" where there is none. */
struct mailbox { const char *name, *address; };

/*
 * ERR_USAGE says what is wrong with it.  An address is a dot-atom of ASCII and a
 * host name: no quotes, no comments, no lists, and it does not begin with '-'.
 */
err_t mailbox_parse(struct arena *, const char *text, struct mailbox *out) MUST_CHECK;

/*
 * Where letters are given away: smtps://HOST[:PORT], or smtp://HOST[:PORT] where TLS begins by
 * STARTTLS.  ERR_USAGE also for a user in it, and for plain, without TLS, anywhere but on this machine.
 */
err_t mail_server_check(const char *url, bool plain) MUST_CHECK;

struct letter_file { const char *name, *type, *text; };	/* "report.csv", "text/csv"; UTF-8 */

struct letter {
	struct mailbox from, to;
	const char *subject;
	const char *text;		/* UTF-8, lines end in \n */
	const char *html;		/* the same for who reads HTML, or NULL */
	struct letter_file file;	/* name NULL: nothing is attached */
	int64_t at_ms;
	const char *id;			/* letters, digits, '.' and '-'; no other letter of this desk has it */
};

/* Lines end in CR LF and have 78 columns at most, but for the address. */
void letter_write(const struct letter *, struct str *out);
#endif
