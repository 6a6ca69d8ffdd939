/* SPDX-License-Identifier: ISC */
/*
 * The desk's settings that are not dated, one row of meta each, and who may
 * see figures about single agents.  Which keys there are and which values
 * they take is said here and nowhere else.
 */
#include "guichet/desk/setting.h"

#include <string.h>

#include "guichet/base/message.h"
#include "mail.h"

#define DAY_MS INT64_C(86400000)

struct setting {
	const char *key, *fallback;	/* fallback NULL: nothing holds until somebody says so */
	err_t (*check)(const char *value);
};

static err_t agent_figures_check(const char *value)
{
	enum agent_figures sight;

	return agent_figures_parse(value, &sight);
}

static err_t views_check(const char *value)
{
	if (strcmp(value, "on") == 0 || strcmp(value, "off") == 0)
		return NULL;
	return err_make(ERR_USAGE, "views: '%s' is neither on nor off", value);
}

static err_t kept_check(const char *key, const char *value, int least_days)
{
	int64_t ms;
	err_t err = duration_parse(value, &ms);

	if (err == NULL && ms < least_days * DAY_MS)
		err = least_days == 1 ? err_make(ERR_USAGE, "%s: '%s' is less than a day", key, value) :
			err_make(ERR_USAGE, "%s: '%s' is less than %d days", key, value, least_days);
	return err;
}

static err_t access_check(const char *value)
{
	return kept_check("access", value, 1);
}

static err_t alarms_check(const char *value)
{
	return kept_check("alarms", value, 1);
}

/* Shorter than what somebody may want to look up next month is a slip. */
static err_t keep_check(const char *value)
{
	return kept_check("mail.keep", value, 30);
}

static err_t language_check(const char *value)
{
	if (message_speaks(value))
		return NULL;
	return err_make(ERR_USAGE, "language: nothing is written in '%s' here: en or fr", value);
}

static const struct setting settings[] = {
	{ "access", "365d", access_check },
	{ "agent-figures", "lead", agent_figures_check },
	{ "alarms", "365d", alarms_check },
	{ "language", "en", language_check },
	{ "mail.ca", NULL, mail_ca_check },
	{ "mail.from", NULL, mail_from_check },
	{ "mail.keep", "365d", keep_check },
	{ "mail.tls", "required", mail_tls_check },
	{ "mail.url", NULL, mail_url_check },
	{ "mail.user", NULL, mail_user_check },
	{ "views", "on", views_check },
};

static const struct setting *setting_of(const char *key)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (strcmp(settings[i].key, key) == 0)
			return &settings[i];
	return NULL;
}

bool desk_setting_is_plain(const char *key)
{
	return setting_of(key) != NULL;
}

static const char *row_name(struct arena *arena, const char *key)
{
	return arena_printf(arena, "set.%s", key);
}

err_t desk_setting_put(struct desk *desk, const char *key, const char *value)
{
	const struct setting *setting = setting_of(key);
	const char *was = NULL;
	err_t err = setting == NULL || value[0] == '\0' ? NULL : setting->check(value);

	if (err == NULL && strcmp(key, "mail.url") == 0)
		err = store_meta(desk->store, desk->arena, row_name(desk->arena, key), &was);
	if (err == NULL && was != NULL && strcmp(was, value) != 0)
		err = mail_password_forget(desk);
	return err != NULL ? err : store_meta_set(desk->store, row_name(desk->arena, key), value);
}

err_t read_setting(struct reader *reader, struct arena *arena, const char *key, const char **out)
{
	const struct setting *setting = setting_of(key);
	err_t err = store_meta(reader->store, arena, row_name(arena, key), out);

	if (err == NULL && (*out == NULL || (*out)[0] == '\0'))
		*out = setting == NULL ? NULL : setting->fallback;
	return err;
}

err_t read_setting_kept(struct reader *reader, struct arena *arena, const char *key, int64_t *ms)
{
	const char *kept = NULL;
	err_t err = read_setting(reader, arena, key, &kept);

	return err != NULL ? err : duration_parse(kept, ms);
}

/* ---- whose figures */

static const char *agent_named(const struct agent *agents, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (agents[i].id == id)
			return agents[i].name;
	return "";
}

static bool is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Who is in a team with the agent, themselves too. */
static err_t mates_read(struct reader *reader, struct arena *arena, struct agent_sight *out)
{
	struct agent *agents = NULL;
	const char **mates = NULL, *self;
	size_t count = 0;
	err_t err = read_agents(reader, arena, &agents, &count);

	self = agent_named(agents, count, out->agent);
	for (size_t i = 0; err == NULL && i < count; i++) {
		const char **members = NULL;
		size_t member_count = 0;

		if (agents[i].kind != AGENT_TEAM || !agents[i].active)
			continue;
		err = read_team(reader, arena, agents[i].id, &members, &member_count);
		if (err != NULL || !is_among(members, member_count, self))
			continue;
		for (size_t k = 0; k < member_count; k++) {
			mates = list_grow(arena, mates, out->mate_count, sizeof(*mates));
			mates[out->mate_count++] = members[k];
		}
	}
	out->mates = mates;
	return err;
}

static bool sees_some(const struct agent_sight *sight)
{
	return !role_sees_agent(sight->role, sight->setting, AGENT_IS_OTHER) &&
		(role_sees_agent(sight->role, sight->setting, AGENT_IS_SELF) ||
		 role_sees_agent(sight->role, sight->setting, AGENT_IS_MATE));
}

/*
 * Of those who ever answered one alone is not seen: everybody together, less
 * those who are, would be that one.  One more is left out then, always the
 * same, so that no two questions can be held against each other: who is first
 * by number, and oneself only where there is nobody else.
 */
static err_t companion_find(struct reader *reader, struct arena *arena, struct agent_sight *sight)
{
	struct agent *agents = NULL;
	size_t count = 0, hidden = 0;
	int64_t companion = 0;
	err_t err = store_wait_agents(reader->store, arena, &agents, &count);

	for (size_t i = 0; i < count; i++) {
		if (!agent_is_seen(sight, agents[i].id, agents[i].name))
			hidden++;
		else if (companion == 0 || companion == sight->agent)
			companion = agents[i].id;
	}
	sight->companion = hidden == 1 ? companion : 0;
	return err;
}

err_t read_agent_sight(struct reader *reader, struct arena *arena, int64_t agent, enum role role,
	struct agent_sight *out)
{
	const char *setting = NULL;
	err_t err = read_setting(reader, arena, "agent-figures", &setting);

	*out = (struct agent_sight){ .role = role, .agent = agent };
	if (err == NULL && setting != NULL)
		err = agent_figures_parse(setting, &out->setting);
	if (err == NULL && out->setting == AGENT_FIGURES_TEAM)
		err = mates_read(reader, arena, out);
	return err != NULL || !sees_some(out) ? err : companion_find(reader, arena, out);
}

bool agent_is_seen(const struct agent_sight *sight, int64_t agent, const char *name)
{
	enum agent_nearness nearness = AGENT_IS_OTHER;

	if (agent > 0 && agent == sight->companion)
		return false;

	if (agent == sight->agent)
		nearness = AGENT_IS_SELF;
	else if (name != NULL && is_among(sight->mates, sight->mate_count, name))
		nearness = AGENT_IS_MATE;
	return role_sees_agent(sight->role, sight->setting, nearness);
}
