/* SPDX-License-Identifier: ISC */
/*
 * The list of networks.  A new one is a file of its own and a line here.
 */
#include "registry.h"

#include <string.h>

#include "guichet/base/str.h"

const struct connector *const connectors[] = {
	&connector_mastodon,
	&connector_bluesky,
	&connector_telegram,
	&connector_feed,
	&connector_hackernews,
	&connector_wordpress,
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

/* Every network takes these: the desk and the courier read them. */
bool connector_common_setting(const char *key, size_t len)
{
	static const char *const common[] = { "since", "history", "quarantine", "poll", "refresh", "ca", "proxy",
		"undo-send", "approve", "survey", "survey-text", "reasons", "reason-required", "autolink", "invite",
		"alt-text", NULL };

	for (const char *const *known = common; *known != NULL; known++)
		if (strlen(*known) == len && strncmp(*known, key, len) == 0)
			return true;
	return false;
}
