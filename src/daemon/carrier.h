/* SPDX-License-Identifier: ISC */
/* Between the server, which knows no networks, and the courier, which knows no clients. */
#ifndef GUICHET_CARRIER_H
#define GUICHET_CARRIER_H
#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/server/server.h"

struct carrying;

/* Makes the courier, gives the desk its planner, and fills the server's side. */
err_t carrying_begin(struct loop *, struct desk *, struct clock *, struct random *, struct carrying **out) MUST_CHECK;
void carrying_end(struct carrying *);		/* NULL is fine */
/* NULL: nothing can be carried. */
const struct carrier *carrying_carrier(const struct carrying *);
#endif
