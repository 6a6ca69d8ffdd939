/* SPDX-License-Identifier: ISC */
/*
 * One customer, one conversation.  Merged: several are shown, held, answered
 * and counted as one; each keeps every row of its own and can be parted again.
 * Linked: what began in one place goes on in another; both stay, and the
 * customer's waits are those of one timeline.  All inside a transaction of
 * desk_begin; saying again what holds is success.
 */
#ifndef GUICHET_DESK_UNITE_H
#define GUICHET_DESK_UNITE_H
#include "guichet/desk/desk.h"

/*
 * anyway: also of two identities, and what a colleague holds.  ERR_CONFLICT
 * names who merged it elsewhere, and when; ERR_STATE what cannot be one:
 * another account, private with public, closed, spam, a circle.
 */
err_t desk_merge(struct desk *, int64_t conversation, int64_t into, bool anyway) MUST_CHECK;
/* What merging gave to the whole goes too, where nobody changed it since.  *from: what it was a part of. */
err_t desk_unmerge(struct desk *, int64_t conversation, int64_t *from) MUST_CHECK;
/* conversation goes on where began stopped. */
err_t desk_link(struct desk *, int64_t conversation, int64_t began, bool anyway) MUST_CHECK;
err_t desk_unlink(struct desk *, int64_t conversation, int64_t *began) MUST_CHECK;
#endif
