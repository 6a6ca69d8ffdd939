/* SPDX-License-Identifier: ISC */
/* The promises of one timeline, appended to what the reducer gives. */
#ifndef MODEL_WAIT_PROMISE_H
#define MODEL_WAIT_PROMISE_H
#include "wait_order.h"
#include "wait_union.h"

void promises_walk(struct arena *, const struct timeline *, const struct order *, struct wait_result *out);
#endif
