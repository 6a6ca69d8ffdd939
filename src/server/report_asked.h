/* SPDX-License-Identifier: ISC */
/* What a report asks, kept as lines, and asked again. */
#ifndef SERVER_REPORT_ASKED_H
#define SERVER_REPORT_ASKED_H
#include "calls.h"
#include "guichet/desk/report.h"

/* The options of the call as they were said. */
/* --lang names a language that there is. */
err_t report_lang_check(const struct call_context *) MUST_CHECK;
err_t report_asked_keep(struct call_context *, const char **out) MUST_CHECK;
/* The same with its period as two instants. */
err_t report_asked_fixed(struct call_context *, int64_t as_of_ms, const char **out) MUST_CHECK;
/* A request of the call report. */
err_t report_asked_request(struct arena *, const char *asked, struct call_request *out) MUST_CHECK;
/* For people: "account:brand --period last-week". */
const char *report_asked_words(struct arena *, const char *asked);
/*
 * The rest of a published document, behind its first brace, without figures of agents that are not for who asks;
 * ERR_DENIED where all of it is about one of them.
 */
err_t report_redact(struct call_context *, const struct published_row *, struct str *out) MUST_CHECK;
#endif
