/* SPDX-License-Identifier: ISC */
/* Surveys where messages arrive and settings are checked. */
#ifndef DESK_SURVEY_H
#define DESK_SURVEY_H
#include "private.h"

/* Settings of an account. */
err_t survey_acceptable(struct arena *, const char *settings) MUST_CHECK;
/* A customer's message: *asks becomes false when it is an answer, which is then written down. */
err_t survey_hear(struct desk *, struct touched *, const struct account *, const char *text, int64_t at_ms,
	bool *asks) MUST_CHECK;
/* That reply was sent; when it is a survey, the ledger hears of it. */
err_t survey_sent(struct desk *, struct touched *, int64_t outbox) MUST_CHECK;
#endif
