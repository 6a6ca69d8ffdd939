/* SPDX-License-Identifier: ISC */
/* Letters where settings change and where a desk is opened as a copy. */
#ifndef DESK_MAIL_H
#define DESK_MAIL_H
#include "guichet/desk/mail.h"
#include "private.h"

/* One setting each. */
err_t mail_url_check(const char *) MUST_CHECK;
err_t mail_from_check(const char *) MUST_CHECK;
err_t mail_user_check(const char *) MUST_CHECK;
err_t mail_tls_check(const char *) MUST_CHECK;
err_t mail_ca_check(const char *) MUST_CHECK;

/* The server is another one. */
/* What was sent, failed or taken back longer ago than mail.keep says. */
err_t letters_prune(struct desk *) MUST_CHECK;
err_t mail_password_forget(struct desk *) MUST_CHECK;
/* What waits may have left from the original: nobody sends it but a person. */
err_t mail_copied(struct desk *) MUST_CHECK;
#endif
