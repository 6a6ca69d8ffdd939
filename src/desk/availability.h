/* SPDX-License-Identifier: ISC */
/* What an alarm does about somebody's availability. */
#ifndef DESK_AVAILABILITY_H
#define DESK_AVAILABILITY_H
#include "private.h"

/* What this transaction did was done by a hand: whose keyboard was silent is back. */
err_t availability_hand(struct desk *) MUST_CHECK;
/* It lasted until now. */
err_t availability_over(struct desk *, int64_t agent) MUST_CHECK;
#endif
