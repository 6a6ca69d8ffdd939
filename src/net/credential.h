/* SPDX-License-Identifier: ISC */
/* The one rule about who may see a token, shared by every transport (N-04).  Private to net. */
#ifndef GUICHET_SRC_NET_CREDENTIAL_H
#define GUICHET_SRC_NET_CREDENTIAL_H
#include "guichet/net/transport.h"

/* The request asks for the credential and goes to its origin. */
bool credential_applies(const struct request *, const struct credential *);
/* It asks for one that may not go there: such a request does not leave at all. */
bool credential_forbids(const struct request *, const struct credential *);
#endif
