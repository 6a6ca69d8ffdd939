/* SPDX-License-Identifier: ISC */
/*
 * Which conversations a member may know of, as a text of the query language:
 *
 *   account:"brand","kiln" (assignee:nobody,me,"evening","maria")
 *
 * It is joined to whatever that member asks, so that rows, counts, pages and
 * figures all follow from the one text.  NULL is everything.
 */
#ifndef GUICHET_MODEL_SCOPE_H
#define GUICHET_MODEL_SCOPE_H
#include "guichet/model/query.h"

/*
 * Accounts by name; holders: teams and their members, beside whom nobody's and one's own conversations are
 * seen.  A list that is NULL does not narrow; both NULL give NULL.
 */
struct scope_lists { const char *const *accounts; size_t account_count; const char *const *holders; size_t holder_count; };
const char *scope_text(struct arena *, const struct scope_lists *);
/* What the query finds of what the scope shows; a part of another conversation is shown by its whole. */
err_t query_within(struct arena *, struct query *, const char *scope) MUST_CHECK;
bool scope_has_account(const char *scope, const char *account);
/* And every conversation of it, whoever has it. */
bool scope_has_whole_account(const char *scope, const char *account);
#endif
