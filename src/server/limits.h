/* SPDX-License-Identifier: ISC */
/*
 * How many calls a second an agent may make at a team's desk, over all of its
 * connections together: twice that at once, then evenly.  A refusal costs
 * next to nothing, so that a script gone wild delays nobody.
 */
#ifndef GUICHET_SERVER_LIMITS_H
#define GUICHET_SERVER_LIMITS_H
#include "inside.h"

struct limits;

struct limits *limits_create(void);
void limits_destroy(struct limits *);
/* One call more; ERR_LIMIT says how many are allowed. */
err_t limits_take(struct limits *, const struct session *, const struct call *) MUST_CHECK;
#endif
