/* SPDX-License-Identifier: ISC */
/* Who runs rules: a turn of the loop now and then, for as long as there is something to look at. */
#ifndef GUICHET_SERVER_RULES_H
#define GUICHET_SERVER_RULES_H
#include "guichet/desk/rule.h"
#include "inside.h"

/* Keys of what rules do begin so, and nobody else's. */
#define RULE_KEY "rule "

struct rules *rules_create(struct server *);
void rules_destroy(struct rules *);
/* Something was committed: there may be something to look at. */
void rules_wake(struct rules *);
/* There is something to look at still. */
bool rules_busy(const struct rules *);
#endif
