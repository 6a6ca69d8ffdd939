/* SPDX-License-Identifier: ISC */
/*
 * The one rule about who may see a secret, and how it is put into a request,
 * shared by every transport (N-04).  Private to net.
 */
#ifndef GUICHET_SRC_NET_CREDENTIAL_H
#define GUICHET_SRC_NET_CREDENTIAL_H
#include "guichet/net/transport.h"

/* The request asks for the credential and goes to its origin. */
bool credential_applies(const struct request *, const struct credential *);
/* It asks for one that may not go there: such a request does not leave at all. */
bool credential_forbids(const struct request *, const struct credential *);

/* What the secret changes in a request that asks for it; empty where nothing. */
struct filled { struct str header, url, body; };
/* False when there is no place for it: such a request does not leave either.  Wipe it in any case. */
bool credential_fill(const struct request *, const struct credential *, struct filled *out);
void filled_wipe(struct filled *);
/* Asterisks for the secret wherever somebody repeats it; one of a few letters would be found by chance. */
void credential_mask(char *bytes, size_t len, const char *token);
#endif
