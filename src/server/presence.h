/* SPDX-License-Identifier: ISC */
/*
 * Who is at which conversation just now, and what they do there.  It is the
 * connection's and ends with it; nothing of it is stored, and a claim is
 * something else.
 */
#ifndef GUICHET_SERVER_PRESENCE_H
#define GUICHET_SERVER_PRESENCE_H
#include "inside.h"

struct json_out;

/* A session says so, or ends: whoever follows changes hears of it. */
void presence_set(struct session *, int64_t conversation, const char *state);
/* Other agents who are there, as a member "here":[{"agent","state","since"}]; nobody twice. */
void presence_put(struct json_out *, const struct call_context *, int64_t conversation);
#endif
