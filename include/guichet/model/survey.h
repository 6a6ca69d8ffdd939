/* SPDX-License-Identifier: ISC */
/*
 * Surveys: what an account's setting says of them, the text that is sent, and
 * the score in what a customer wrote back.  Pure.
 */
#ifndef GUICHET_MODEL_SURVEY_H
#define GUICHET_MODEL_SURVEY_H
#include "guichet/base/arena.h"

enum { SURVEY_LEAST = 1, SURVEY_MOST = 5 };
#define SURVEY_ANSWER_MS (7 * INT64_C(86400000))	/* so long an answer counts */

/* survey=link:URL or survey=keyword:WORD; ERR_USAGE for what is neither. */
struct survey { const char *url, *keyword; };
err_t survey_parse(struct arena *, const char *setting, struct survey *out) MUST_CHECK;
/* text: the account's survey-text, or NULL for ours. */
const char *survey_text(struct arena *, const struct survey *, const char *text);
/* A bare 1 to 5, or the keyword and one, behind any names that the message addresses; 0: it is something else. */
int survey_score(const struct survey *, const char *message);
#endif
