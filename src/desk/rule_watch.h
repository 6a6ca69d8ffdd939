/* SPDX-License-Identifier: ISC */
/* How what happens in a transaction is noted for rules; everything inside one. */
#ifndef GUICHET_DESK_RULE_WATCH_H
#define GUICHET_DESK_RULE_WATCH_H
#include "private.h"

/* How many rules are there to look: nothing is noted for none. */
struct rule_watch { int64_t messages, waits; };
err_t rule_watch_begin(struct desk *, struct rule_watch *out) MUST_CHECK;
/* A customer asked for something. */
err_t rule_message_in(struct desk *, const struct rule_watch *, int64_t conversation, int64_t message) MUST_CHECK;
/* The waits of a conversation were computed anew. */
err_t rule_wait_changed(struct desk *, const struct rule_watch *, const struct conversation *) MUST_CHECK;
/* Its alarm went. */
err_t rule_wait_over(struct desk *, int64_t conversation) MUST_CHECK;
#endif
