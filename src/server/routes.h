/* SPDX-License-Identifier: ISC */
/* Who lets routes work: a turn of the loop now and then, for as long as something waits for somebody. */
#ifndef GUICHET_SERVER_ROUTES_H
#define GUICHET_SERVER_ROUTES_H
#include "guichet/desk/route.h"
#include "inside.h"

struct routes *routes_create(struct server *);
void routes_destroy(struct routes *);
/* Something was committed, or somebody came or went: there may be something to give. */
void routes_wake(struct routes *);
#endif
