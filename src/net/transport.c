/* SPDX-License-Identifier: ISC */
/* What all transports share. */
#include "guichet/net/transport.h"

#include "credential.h"

static bool credential_asked(const struct request *request, const struct credential *credential)
{
	return (request->flags & REQUEST_AUTH) != 0 && credential != NULL && credential->token != NULL;
}

bool credential_applies(const struct request *request, const struct credential *credential)
{
	return credential_asked(request, credential) && credential->origin != NULL &&
		url_same_origin(request->url, credential->origin);
}

bool credential_forbids(const struct request *request, const struct credential *credential)
{
	return credential_asked(request, credential) && !credential_applies(request, credential);
}

void transport_destroy(struct transport *transport)
{
	if (transport != NULL)
		transport->ops->destroy(transport);
}
