/* SPDX-License-Identifier: ISC */
/*
 * What an agent may see, from the names in its settings.  A team stands for
 * itself and whoever is in it just now; a name that is gone shows nothing.
 */
#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/model/scope.h"
#include "guichet/model/settings.h"
#include "private.h"

struct names { const char **list; size_t count; };

static void names_push(struct arena *arena, struct names *names, const char *name)
{
	names->list = list_grow(arena, names->list, names->count, sizeof(*names->list));
	names->list[names->count++] = name;
}

static struct names names_split(struct arena *arena, const char *text)
{
	struct names names = { 0 };

	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, ",");

		if (len > 0)
			names_push(arena, &names, arena_copy_n(arena, text, len));
		text += len + (text[len] == ',');
	}
	return names;
}

static err_t holders_of(struct store *store, struct arena *arena, const struct names *teams, struct names *out)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < teams->count; i++) {
		const char **members = NULL;
		struct agent team;
		size_t count = 0;
		bool found = false;

		names_push(arena, out, teams->list[i]);
		err = store_agent_named(store, arena, teams->list[i], &team, &found);
		if (err == NULL && found)
			err = store_team(store, arena, team.id, &members, &count);
		for (size_t k = 0; err == NULL && k < count; k++)
			names_push(arena, out, members[k]);
	}
	return err;
}

err_t read_scope(struct reader *reader, struct arena *arena, const struct agent *agent, const char **out)
{
	struct names accounts = names_split(arena, settings_get(arena, agent->settings, "accounts"));
	struct names teams = names_split(arena, settings_get(arena, agent->settings, "teams"));
	struct names holders = { 0 };
	err_t err = NULL;

	*out = NULL;
	if (agent->role == ROLE_ADMIN)
		return NULL;
	if (teams.count > 0)
		err = holders_of(reader->store, arena, &teams, &holders);
	if (err == NULL)
		*out = scope_text(arena, &(struct scope_lists){ accounts.list, accounts.count, holders.list,
			holders.count });
	return err;
}

bool agent_sees_account(struct arena *arena, const struct agent *agent, const char *account)
{
	struct names accounts = names_split(arena, settings_get(arena, agent->settings, "accounts"));

	for (size_t i = 0; i < accounts.count; i++)
		if (str_equal(accounts.list[i], account))
			return true;
	return accounts.count == 0 || agent->role == ROLE_ADMIN;
}

err_t account_unseen(struct store *store, struct arena *arena, const struct agent *agent, int64_t id, const char **out)
{
	struct account account = { 0 };
	bool found = false;
	err_t err = agent->kind == AGENT_TEAM ? NULL : store_account(store, arena, id, &account, &found);

	*out = err == NULL && found && !agent_sees_account(arena, agent, account.name) ? account.name : NULL;
	return err;
}

/* ---- said by an admin */

/* Commas alone name nothing: taken as a list they would show everything. */
static err_t names_check(const char *key, const char *value, const struct names *names)
{
	if (value[0] == '\0' || names->count > 0)
		return NULL;
	return err_make(ERR_USAGE, "%s: names with commas between, or nothing, not '%s'", key, value);
}

static err_t accounts_check(struct desk *desk, const struct names *names)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < names->count; i++) {
		struct account account;

		err = read_account_named(&desk->reader, desk->arena, names->list[i], &account);
	}
	return err;
}

static err_t teams_check(struct desk *desk, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		struct agent team;
		bool found = false;
		err_t err = store_agent_named(desk->store, desk->arena, names->list[i], &team, &found);

		if (err != NULL)
			return err;
		if (!found || team.kind != AGENT_TEAM || !team.active)
			return err_make(ERR_NOT_FOUND, "there is no team %s", names->list[i]);
	}
	return NULL;
}

static err_t sight_check(struct desk *desk, const struct agent *agent, const char *key, const char *value)
{
	struct names names = names_split(desk->arena, value);
	err_t err = names_check(key, value, &names);

	if (err == NULL && value[0] != '\0' && agent->role == ROLE_ADMIN)
		err = err_make(ERR_STATE, "%s is an admin, who sees the whole desk", agent->name);
	if (err != NULL)
		return err;
	return strcmp(key, "accounts") == 0 ? accounts_check(desk, &names) : teams_check(desk, &names);
}

static err_t number_check(const char *key, const char *value)
{
	if (value[0] == '\0' || (strspn(value, "0123456789") == strlen(value) && strlen(value) < 7 && value[0] != '0'))
		return NULL;
	return err_make(ERR_USAGE, "%s: a whole number from 1 on, or nothing, not '%s'", key, value);
}

err_t agent_setting_check(struct desk *desk, const struct agent *agent, const char *key, const char *value)
{
	if (strcmp(key, "accounts") == 0 || strcmp(key, "teams") == 0)
		return sight_check(desk, agent, key, value);
	if (strcmp(key, "skills") == 0 || strcmp(key, "languages") == 0) {
		struct names names = names_split(desk->arena, value);

		return names_check(key, value, &names);
	}
	if (strcmp(key, "calls") == 0 || strcmp(key, "sends") == 0 || strcmp(key, "capacity") == 0)
		return number_check(key, value);
	if (strcmp(key, "trainee") == 0 && (value[0] == '\0' || strcmp(value, "yes") == 0))
		return NULL;
	if (strcmp(key, "trainee") == 0)
		return err_make(ERR_USAGE, "trainee: yes, or nothing, not '%s'", value);
	if (strcmp(key, "role") == 0)
		return err_make(ERR_USAGE, "agent set: a role is given by guichet agent add NAME --role ROLE");
	return err_make(ERR_USAGE, "agent set: no setting '%s': guichet help agent set lists them", key);
}
