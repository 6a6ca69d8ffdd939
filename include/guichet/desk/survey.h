/* SPDX-License-Identifier: ISC */
/*
 * What customers say of our help.  A survey is an automatic message: it
 * answers nothing and takes the conversation from nobody.  That it was sent
 * and what was answered are rows of the ledger; figures follow from them.
 */
#ifndef GUICHET_DESK_SURVEY_H
#define GUICHET_DESK_SURVEY_H
#include "guichet/desk/desk.h"

/* Queues it as the account's settings say.  ERR_STATE when one is on its way, or was sent in the last 7 days. */
err_t desk_survey_send(struct desk *, struct arena *, int64_t conversation, int64_t *outbox) MUST_CHECK;
/* An answer that came another way.  ERR_STATE when none was sent in the last 7 days. */
err_t desk_survey_answer(struct desk *, int64_t conversation, int64_t score) MUST_CHECK;
#endif
