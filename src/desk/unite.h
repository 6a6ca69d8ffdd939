/* SPDX-License-Identifier: ISC */
/* Merging and linking without their checks: what an undo takes back and brings again. */
#ifndef GUICHET_DESK_UNITE_PRIVATE_H
#define GUICHET_DESK_UNITE_PRIVATE_H
#include "guichet/desk/unite.h"
#include "private.h"

err_t merge_set(struct desk *, struct touched *, int64_t into) MUST_CHECK;
err_t merge_clear(struct desk *, struct touched *) MUST_CHECK;
err_t link_set(struct desk *, struct touched *, int64_t began, struct entry by) MUST_CHECK;
err_t link_clear(struct desk *, struct touched *) MUST_CHECK;
/* "maria merged it into #9 3 s ago" */
err_t merged_say(struct desk *, const struct conversation *, int64_t into, const char **out) MUST_CHECK;

/* What the whole takes over from what was merged into it: the livelier state, a holder, urgency. */
err_t carry_over(struct desk *, const struct conversation *from, struct touched *root) MUST_CHECK;
/* And what of that goes again, where nobody changed it since that row of the ledger. */
err_t carry_back(struct desk *, struct touched *root, const struct event *merged) MUST_CHECK;
#endif
