/* SPDX-License-Identifier: ISC */
/* Rows of letters and of their deliveries. */
#ifndef GUICHET_STORE_MAIL_H
#define GUICHET_STORE_MAIL_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct letter_row {
	int64_t id, at_ms, agent;
	const char *kind, *about;	/* "report", "alarm" ...; what it is about, in a word or two, or "" */
	const char *subject, *text;
	const char *html, *file_name, *file;	/* "" where there is none */
};

struct mail_row {
	int64_t id, letter;
	const char *recipient;		/* as it was written, with a name or without */
	enum outbox_state state;	/* never OUT_APPROVAL */
	int64_t tries, next_ms, attempted_ms, over_ms;
	const char *said;		/* the server's last words, or why it waits */
	/* Of its letter, in lists. */
	int64_t at_ms, agent;
	const char *kind, *about, *subject;
};

/* Some of the oldest that are over since before then, and of the deliveries of reports. */
err_t store_letter_prune(struct store *, int64_t before_ms) MUST_CHECK;
err_t store_letter_add(struct store *, const struct letter_row *, int64_t *id) MUST_CHECK;
err_t store_letter(struct store *, struct arena *, int64_t id, struct letter_row *out, bool *found) MUST_CHECK;
/* Its texts, unless somebody still waits for it or may want it tried again. */
err_t store_letter_empty(struct store *, int64_t id) MUST_CHECK;

err_t store_mail_add(struct store *, const struct mail_row *) MUST_CHECK;	/* queued */
err_t store_mail_set(struct store *, const struct mail_row *) MUST_CHECK;	/* state, tries, times, said */
err_t store_mail(struct store *, struct arena *, int64_t id, struct mail_row *out, bool *found) MUST_CHECK;
/* The queued one that may leave first, though it be later than now; held: of alarms alone. */
err_t store_mail_next(struct store *, struct arena *, bool held, struct mail_row *out, bool *found) MUST_CHECK;
err_t store_mail_count(struct store *, enum outbox_state, int64_t *out) MUST_CHECK;
err_t store_mail_in(struct store *, struct arena *, enum outbox_state, struct mail_row **out, size_t *count) MUST_CHECK;
/* The newest first; kind "": of any. */
err_t store_mails(struct store *, struct arena *, const char *kind, int64_t limit, struct mail_row **out,
	size_t *count) MUST_CHECK;
#endif
