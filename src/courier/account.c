/* SPDX-License-Identifier: ISC */
/*
 * What an account must bring before it is added: a network that we know, the
 * settings that it takes, an address to which a token may go.  Whether the
 * account works is learned by asking it, later.
 */
#include "private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/str.h"
#include "guichet/connector/task.h"
#include "guichet/model/settings.h"
#include "guichet/net/request.h"

static bool listed(const char *const *keys, const char *key, size_t len)
{
	for (; keys != NULL && *keys != NULL; keys++)
		if (strlen(*keys) == len && strncmp(*keys, key, len) == 0)
			return true;
	return false;
}

static err_t keys_check(const struct connector *connector, const char *settings)
{
	for (const char *line = settings; *line != '\0';) {
		size_t len = strcspn(line, "=\n");

		if (!connector_common_setting(line, len) && !listed(connector->settings, line, len))
			return err_make(ERR_USAGE, "%s takes no setting '%.*s'", connector->name, (int)len, line);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

err_t account_acceptable(void *data, struct arena *arena, const char *network, const char *settings)
{
	const struct connector *connector = courier_connector(data, network);
	const char *url = settings_get(arena, settings, "url"), *proxy = settings_get(arena, settings, "proxy");
	const char *ca = settings_get(arena, settings, "ca");
	err_t err;

	if (connector == NULL)
		return err_make(ERR_USAGE, "no network '%s' comes with guichet, and no program guichet-connector-%s is on the "
			"desk's machine", network, network);
	if (connector->outside)
		return NULL;
	err = keys_check(connector, settings);
	if (err != NULL)
		return err;
	if (connector->needs_key != NULL && settings_get(arena, settings, connector->needs_key) == NULL)
		return err_make(ERR_USAGE, "%s needs %s=...", network, connector->needs_key);
	if (connector->needs_url && url == NULL)
		return err_make(ERR_USAGE, "%s needs url=https://...", network);
	if (proxy != NULL && (!str_starts(proxy, "http://") || strchr(proxy, '@') != NULL))
		return err_make(ERR_USAGE, "proxy=%s: write http://HOST:PORT, without a name or a password", proxy);
	if (ca != NULL && ca[0] != '/')
		return err_make(ERR_USAGE, "ca=%s: write the whole path, from / on, as the desk's machine has it", ca);
	if (ca != NULL && access(ca, R_OK) != 0)
		return err_make(ERR_USAGE, "ca=%s: the desk cannot read it: %s", ca, strerror(errno));
	for (const char *const *key = connector->required; key != NULL && *key != NULL; key++)
		if (settings_get(arena, settings, *key) == NULL)
			return err_make(ERR_USAGE, "%s needs %s=...", network, *key);
	if (url == NULL || url_is_safe(url))
		return NULL;
	if (connector->needs_secret)
		return err_make(ERR_USAGE, "url=%s: a token goes to https:// addresses only", url);
	return err_make(ERR_USAGE, "url=%s: write an address that begins with https://", url);
}

const char *account_home(void *data, const char *network)
{
	const struct connector *connector = courier_connector(data, network);

	return connector != NULL && connector->home != NULL ? connector->home : "";
}
