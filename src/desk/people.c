/* SPDX-License-Identifier: ISC */
/* Agents and teams: who may sit at this desk. */
#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/desk/triage.h"
#include "guichet/model/settings.h"
#include "guichet/store/draft.h"
#include "draft.h"

enum { GIVE_BACK = 500, SOON_MS = 60000 /* what leaves within it is not called scheduled */ };

err_t desk_agent_find(struct desk *desk, struct arena *arena, const char *name, struct agent *out)
{
	bool found = false;
	err_t err = store_agent_named(desk->store, arena, name, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no agent %s", name);
	return err;
}

err_t holder_find(struct store *store, struct arena *arena, const char *name, struct agent *out)
{
	bool found = false;
	err_t err = store_agent_named(store, arena, name, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no agent or team %s", name);
	if (err == NULL && !out->active)
		err = err_make(ERR_STATE, "%s has left the desk", name);
	return err;
}

err_t assignee_find(struct store *store, struct arena *arena, const char *name, struct agent *out)
{
	err_t err = holder_find(store, arena, name, out);

	if (err != NULL || out->kind == AGENT_TEAM)
		return err;
	if (!role_may(out->role, ROLE_AGENT))
		return err_make(ERR_STATE, "%s has the role %s and cannot answer", name, role_name(out->role));
	return out->suspended_ms == 0 ? NULL : err_make(ERR_STATE, "%s is suspended", name);
}

err_t desk_agent_by_uid(struct desk *desk, struct arena *arena, int64_t uid, struct agent *out)
{
	bool found = false;
	err_t err = store_agent_uid(desk->store, arena, uid, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "no agent has the login %ld", (long)uid);
	return err;
}

static err_t name_check(const char *name)
{
	if (name[0] == '\0' || name[0] == '@' || strcmp(name, "nobody") == 0 || strcmp(name, "me") == 0)
		return err_make(ERR_USAGE, "'%s' cannot be a name", name);
	return NULL;
}

/* One login, one agent. */
static err_t login_check(struct desk *desk, const char *name, int64_t uid)
{
	struct agent other;
	bool found = false;
	err_t err = uid < 0 ? NULL
		: store_agent_uid(desk->store, desk->arena, uid, &other, &found);

	if (err == NULL && found && strcmp(other.name, name) != 0)
		err = err_make(ERR_CONFLICT, "agent %s: that login is %s", name, other.name);
	return err;
}

/* A person who may sit down here and give roles: a robot gives none, and to a shared desk one comes by a login only. */
static bool is_admin(const struct desk *desk, const struct agent *agent)
{
	return agent->kind == AGENT_PERSON && agent->role == ROLE_ADMIN && agent->active && agent->suspended_ms == 0 &&
		(!desk->shared || agent->uid >= 0);
}

/* Nobody could give the role back. */
static err_t admins_check(struct desk *desk, const struct agent *agent, enum role role, bool robot)
{
	struct agent *list = NULL;
	size_t count = 0;
	err_t err;

	if (agent->role != ROLE_ADMIN || (role == ROLE_ADMIN && !robot) || !agent->active)
		return NULL;
	err = store_agents(desk->store, desk->arena, &list, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		if (list[i].id != agent->id && is_admin(desk, &list[i]))
			return NULL;
	return err != NULL ? err : err_make(ERR_STATE, "%s is the only admin: guichet agent add NAME --role admin%s makes "
		"another one first", agent->name, desk->shared ? " --uid N" : "");
}

err_t desk_agent_add(struct desk *desk, const char *name, enum role role, int64_t uid, bool robot,
	int64_t *id)
{
	struct agent agent = { .name = name };
	bool found = false;
	err_t err = name_check(name);

	if (err == NULL)
		err = store_agent_named(desk->store, desk->arena, name, &agent, &found);
	if (err == NULL && found && agent.kind == AGENT_TEAM)
		err = err_make(ERR_CONFLICT, "%s is a team", name);
	if (err == NULL && found)
		err = admins_check(desk, &agent, role, robot);
	if (err == NULL)
		err = login_check(desk, name, uid);
	if (err != NULL)
		return err;
	agent.kind = robot ? AGENT_ROBOT : AGENT_PERSON;
	agent.role = role;
	agent.uid = uid >= 0 || !found ? uid : agent.uid;
	agent.active = true;
	err = store_agent_put(desk->store, &agent, id);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, *id);
	return err;
}

/* ---- what a member may, and whether it may just now */

static err_t member_find(struct desk *desk, const char *name, struct agent *out)
{
	err_t err = desk_agent_find(desk, desk->arena, name, out);

	if (err == NULL && out->kind == AGENT_TEAM)
		err = err_make(ERR_USAGE, "%s is a team: name an agent", name);
	if (err == NULL && !out->active)
		err = err_make(ERR_STATE, "%s has left the desk: guichet agent add %s takes them in again", name, name);
	return err;
}

err_t desk_agent_set(struct desk *desk, const char *name, size_t count, const char *const *words, const char **out)
{
	struct agent agent;
	err_t err = member_find(desk, name, &agent);

	for (size_t i = 0; err == NULL && i < count; i++) {
		size_t len = strcspn(words[i], "=");
		const char *key = arena_copy_n(desk->arena, words[i], len);
		const char *value = words[i][len] == '=' ? words[i] + len + 1 : "";

		err = agent_setting_check(desk, &agent, key, value);
		agent.settings = settings_with(desk->arena, agent.settings, key, value[0] == '\0' ? NULL : value);
	}
	if (err == NULL)
		err = store_agent_settings(desk->store, &agent);
	if (err != NULL)
		return err;
	*out = agent.settings;
	desk_note_change(desk, CHANGE_AGENT, agent.id);
	return NULL;
}

err_t desk_agent_suspend(struct desk *desk, const char *name, bool suspend)
{
	struct agent agent;
	err_t err = member_find(desk, name, &agent);

	if (err == NULL && suspend)
		err = admins_check(desk, &agent, ROLE_AGENT, false);
	if (err != NULL || suspend == (agent.suspended_ms != 0))
		return err;
	agent.suspended_ms = suspend ? desk->now_ms : 0;
	err = store_agent_settings(desk->store, &agent);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, agent.id);
	return err;
}

/* What somebody had who is gone goes on, or back to the queue as what the heir does not see; closed ones keep the name. */
static err_t give_one(struct desk *desk, int64_t id, const struct agent *to, struct released *out)
{
	struct touched *touched;
	const char *unseen = NULL;
	err_t err = conversation_touch(desk, id, &touched);

	if (err == NULL && to != NULL)
		err = account_unseen(desk->store, desk->arena, to, touched->row.conv.account, &unseen);
	out->unseen += unseen != NULL;
	return err != NULL ? err : conversation_assign(desk, touched, to == NULL || unseen != NULL ? 0 : to->id);
}

static err_t give_back(struct desk *desk, struct arena *arena, int64_t agent, const struct agent *to,
	struct released *out)
{
	err_t err = NULL;
	size_t count = GIVE_BACK;

	*out = (struct released){ .ids = arena_array(arena, RELEASED_NAMED, sizeof(*out->ids)) };
	while (err == NULL && count == GIVE_BACK) {
		int64_t *ids = NULL;

		err = store_conversation_held(desk->store, desk->arena, agent, GIVE_BACK, &ids, &count);
		for (size_t i = 0; err == NULL && i < count; i++) {
			err = give_one(desk, ids[i], to, out);
			if (out->count < RELEASED_NAMED)
				out->ids[out->count] = ids[i];
			out->count++;
		}
		if (err == NULL)
			err = desk_settle(desk);
	}
	return err;
}

/* Where the heir does not look a text is no use as their draft: it becomes a note. */
static err_t draft_heir(struct desk *desk, int64_t conversation, const struct agent **to)
{
	struct stored_conversation stored;
	const char *unseen = NULL;
	bool found = false;
	err_t err = *to == NULL ? NULL : store_conversation(desk->store, desk->arena, conversation, &stored, &found);

	if (err == NULL && found)
		err = account_unseen(desk->store, desk->arena, *to, stored.conv.account, &unseen);
	*to = unseen != NULL ? NULL : *to;
	return err;
}

static err_t drafts_pass(struct desk *desk, const struct agent *from, const struct agent *to, struct released *out)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_drafts_of(desk->store, desk->arena, from->id, &ids, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const struct agent *heir = to;

		err = draft_heir(desk, ids[i], &heir);
		if (err == NULL)
			err = draft_pass(desk, from, heir, ids[i], &out->lost);
	}
	out->drafts = count;
	return err;
}

static void reply_count(const struct outbox_row *row, int64_t now_ms, struct released *out)
{
	switch (row->state) {
	case OUT_QUEUED: case OUT_SENDING:
		out->sends++;
		out->scheduled += row->not_before_ms > now_ms + SOON_MS;
		break;
	case OUT_APPROVAL:
		out->approvals++;
		break;
	case OUT_FAILED: case OUT_UNKNOWN:
		out->unsettled++;
		break;
	case OUT_SENT: case OUT_CANCELLED: case OUTBOX_STATES:
		break;
	}
}

static err_t replies_count(struct desk *desk, int64_t agent, struct released *out)
{
	struct outbox_row *rows = NULL;
	size_t count = 0;
	err_t err = store_outbox(desk->store, desk->arena, -1, &rows, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (rows[i].agent == agent)
			reply_count(&rows[i], desk->now_ms, out);
	return err;
}

static err_t leave(struct desk *desk, struct arena *arena, struct agent *agent, const struct agent *to,
	struct released *out)
{
	struct entry entry = entry_by_actor(desk, EVENT_AGENT_DEACTIVATED);
	bool active = agent->active;
	int64_t id;
	err_t err;

	agent->active = false;
	agent->uid = -1;
	agent->suspended_ms = 0;
	err = store_agent_put(desk->store, agent, &id);
	if (err == NULL)
		err = store_agent_settings(desk->store, agent);
	if (err == NULL)
		err = store_team_leave(desk->store, agent->id);
	if (err == NULL && agent->kind == AGENT_TEAM)
		err = store_team_clear(desk->store, agent->id);
	if (err == NULL)
		err = desk_settle(desk);
	if (err == NULL)
		err = give_back(desk, arena, agent->id, to, out);
	if (err == NULL)
		err = drafts_pass(desk, agent, to, out);
	if (err == NULL)
		err = replies_count(desk, agent->id, out);
	if (err == NULL)
		err = store_promises_open(desk->store, agent->id, &out->promises);
	out->lost = out->lost != NULL ? arena_copy(arena, out->lost) : NULL;
	out->to = to != NULL ? arena_copy(arena, to->name) : NULL;
	if (err != NULL || !active)
		return err;
	desk_note_change(desk, CHANGE_AGENT, agent->id);
	entry.subject = agent->id;
	return ledger_append(desk, NULL, 0, &entry, NULL);
}

err_t desk_agent_remove(struct desk *desk, struct arena *arena, const char *name, const char *to, struct released *out)
{
	struct agent agent, heir;
	err_t err = desk_agent_find(desk, desk->arena, name, &agent);

	if (err == NULL && to != NULL)
		err = assignee_find(desk->store, desk->arena, to, &heir);
	if (err == NULL && to != NULL && heir.id == agent.id)
		err = err_make(ERR_STATE, "agent remove: %s is the one who leaves", to);
	if (err == NULL && agent.kind == AGENT_TEAM)
		err = err_make(ERR_USAGE, "%s is a team: guichet team remove %s", name, name);
	if (err == NULL)
		err = admins_check(desk, &agent, ROLE_AGENT, false);
	return err != NULL ? err : leave(desk, arena, &agent, to != NULL ? &heir : NULL, out);
}

err_t desk_team_find(struct desk *desk, const char *name, struct agent *out)
{
	bool found = false;
	err_t err = store_agent_named(desk->store, desk->arena, name, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no team %s", name);
	if (err == NULL && out->kind != AGENT_TEAM)
		err = err_make(ERR_USAGE, "%s is an agent, no team", name);
	return err;
}

err_t desk_team_remove(struct desk *desk, struct arena *arena, const char *name, struct released *out)
{
	struct agent team;
	err_t err = desk_team_find(desk, name, &team);

	if (err_is(err, ERR_USAGE))
		err = err_make(ERR_USAGE, "%s is an agent: guichet agent remove %s", name, name);
	return err != NULL ? err : leave(desk, arena, &team, NULL, out);
}

err_t desk_team_add(struct desk *desk, const char *name, size_t count, const char *const *members,
	bool *added)
{
	struct agent team = { .name = name, .uid = -1 }, member;
	bool found = false;
	int64_t id = 0;
	err_t err = name_check(name);

	if (err == NULL)
		err = store_agent_named(desk->store, desk->arena, name, &team, &found);
	if (err == NULL && found && team.kind != AGENT_TEAM)
		err = err_make(ERR_CONFLICT, "%s is an agent", name);
	if (err != NULL)
		return err;
	*added = !found || !team.active;
	team.kind = AGENT_TEAM;
	team.role = ROLE_VIEWER;
	team.active = true;
	err = store_agent_put(desk->store, &team, &id);
	if (err == NULL)
		err = store_team_clear(desk->store, id);
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = desk_agent_find(desk, desk->arena, members[i], &member);
		if (err == NULL && member.kind == AGENT_TEAM)
			err = err_make(ERR_USAGE, "%s is a team: name agents", members[i]);
		if (err == NULL && !member.active)
			err = err_make(ERR_STATE, "%s has left the desk: guichet agent add %s takes them in again",
				members[i], members[i]);
		if (err == NULL)
			err = store_team_add(desk->store, id, member.id);
	}
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, id);
	return err;
}
