/* SPDX-License-Identifier: ISC */
/* Counts that follow the rows: told of each row that is written, and at the end of them. */
#ifndef GUICHET_DESK_TALLY_H
#define GUICHET_DESK_TALLY_H
#include "private.h"

struct tally_move { struct conversation of; int64_t by; };
struct tally { struct tally_move *moves; size_t count; };

/* The row of touched is on the disk now, in place of the one that was. */
err_t tally_row(struct desk *, struct tally *, struct touched *) MUST_CHECK;
err_t tally_end(struct desk *, struct tally *) MUST_CHECK;
#endif
