/* SPDX-License-Identifier: ISC */
/*
 * What the desk writes by e-mail: reports, alarms, handovers.  A letter is
 * queued in the transaction of whatever it is about, and leaves as replies do:
 *
 *   queued -> sending -> sent | failed | queued (later) | unknown
 *
 * Nothing is sent twice by itself: what may have arrived stays unknown until a
 * person says mail retry.  A copied desk and outbox hold keep letters, too.
 */
#ifndef GUICHET_DESK_MAIL_H
#define GUICHET_DESK_MAIL_H
#include "guichet/crypt/crypt.h"
#include "guichet/desk/read.h"
#include "guichet/model/letter.h"
#include "guichet/store/mail.h"

enum { MAIL_RECIPIENTS_MAX = 50 };

/* Settings of the desk: mail.url, mail.from, mail.user, mail.tls, mail.ca; those that nobody set are NULL. */
struct mail_server { const char *url, *user, *ca_file; struct mailbox from; bool plain; };
/* *found false: nobody has said where letters go and whom they come from. */
err_t read_mail_server(struct reader *, struct arena *, struct mail_server *out, bool *found) MUST_CHECK;
/* After they were set: whether they fit together. */
err_t mail_settings_agree(struct desk *) MUST_CHECK;

/* Sealed for the server that is set; another server forgets it.  Inside desk_begin. */
err_t desk_mail_password_set(struct desk *, const struct secret *) MUST_CHECK;
/* *found false: there is none.  ERR_AUTH: it was sealed for another server or desk. */
err_t desk_mail_password(struct desk *, struct secret *out, bool *found) MUST_CHECK;
err_t read_mail_has_password(struct reader *, struct arena *, bool *out) MUST_CHECK;

/* Addresses, all of them good, else ERR_USAGE names the first that is not. */
err_t mail_recipients_check(struct arena *, const char *const *recipients, size_t count) MUST_CHECK;
/* ERR_STATE says how to set the server up when there is none. */
err_t read_mail_ready(struct reader *, struct arena *) MUST_CHECK;
/* Inside desk_begin; ERR_STATE as there. */
err_t desk_mail_add(struct desk *, const struct letter_row *, const char *const *recipients, size_t count,
	int64_t *letter) MUST_CHECK;
err_t desk_mail_retry(struct desk *, int64_t mail) MUST_CHECK;		/* failed, unknown, or waiting for its time */
err_t desk_mail_cancel(struct desk *, int64_t mail) MUST_CHECK;		/* what was not sent */

err_t read_mails(struct reader *, struct arena *, const char *kind, int64_t limit, struct mail_row **out,
	size_t *count) MUST_CHECK;

/* ---- whoever carries them; each is a transaction of its own */

struct mail_due { struct mail_row mail; struct letter_row letter; struct mail_server server; };
/* What an earlier server left in "sending" is unknown. */
err_t desk_mail_recover(struct desk *) MUST_CHECK;
/* The next one that may leave now is then sending. */
err_t desk_mail_take(struct desk *, struct arena *, struct mail_due *out, bool *found) MUST_CHECK;
err_t desk_mail_sent(struct desk *, int64_t mail, const char *said) MUST_CHECK;
err_t desk_mail_refused(struct desk *, int64_t mail, const char *said) MUST_CHECK;
/* Tried again, later each time; after a day of that it has failed. */
err_t desk_mail_later(struct desk *, int64_t mail, const char *said) MUST_CHECK;
err_t desk_mail_unknown(struct desk *, int64_t mail, const char *said) MUST_CHECK;
/* What became of those of a while; held: what waits for outbox release now. */
struct mail_tally { size_t sent, failed, later, unknown, held; };
err_t desk_mail_queued(struct desk *, size_t *out) MUST_CHECK;
/* When the next one may leave; 0: none waits.  While the outbox is held those of alarms still do. */
int64_t desk_mail_next_ms(struct desk *);
#endif
