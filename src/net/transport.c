/* SPDX-License-Identifier: ISC */
/* What all transports share. */
#include "guichet/net/transport.h"

void transport_destroy(struct transport *transport)
{
	if (transport != NULL)
		transport->ops->destroy(transport);
}
