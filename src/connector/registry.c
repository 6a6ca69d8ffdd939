/* SPDX-License-Identifier: ISC */
/*
 * The list of networks.  A new one is a file of its own and a line here.
 */
#include "registry.h"

#include "guichet/base/str.h"

const struct connector *const connectors[] = {
	&connector_mastodon,
	&connector_feed,
	&connector_hackernews,
	&connector_playback,
	&connector_import,
	NULL
};

const struct connector *connector_find(const char *network)
{
	for (size_t i = 0; connectors[i] != NULL; i++)
		if (str_equal(connectors[i]->name, network))
			return connectors[i];
	return NULL;
}
