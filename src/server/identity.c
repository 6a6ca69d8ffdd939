/* SPDX-License-Identifier: ISC */
/*
 * Who sits at the other end.  A private desk has one person, the login that
 * owns the server, under its own name or the one that its start was given;
 * "as" plays another agent there, and the ledger says so.
 * At a team's desk the kernel's uid decides and nothing the client says.
 */
#include "inside.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "guichet/desk/account.h"
#include "guichet/model/settings.h"

/* The login's name as an agent's: letters, digits, . _ - only. */
static const char *login_of(struct arena *arena, uid_t uid)
{
	struct passwd entry, *found = NULL;
	char buffer[4096], *name;

	if (getpwuid_r(uid, &entry, buffer, sizeof(buffer), &found) != 0 || found == NULL ||
	    found->pw_name[0] == '\0')
		return arena_printf(arena, "uid%lu", (unsigned long)uid);
	name = arena_copy(arena, found->pw_name);
	for (char *p = name; *p != '\0'; p++) {
		bool fine = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || *p == '.' || *p == '_' || *p == '-';

		if (!fine)
			*p = '_';
	}
	/* What a query means by these is somebody else. */
	return strcmp(name, "nobody") == 0 || strcmp(name, "me") == 0 ? arena_printf(arena, "%s_", name) : name;
}

static err_t agent_make(struct session *session, const char *name, enum role role, int64_t uid)
{
	struct desk *desk = session->server->desk;
	struct actor actor = { .name = name, .role = ROLE_ADMIN, .origin = ORIGIN_HUMAN };
	const char *answer = NULL;
	int64_t id;
	err_t err = desk_begin(desk, &actor, NULL, "agent add", session->names, &answer);

	if (err != NULL)
		return err;
	err = desk_agent_add(desk, name, role, uid, false, &id);
	if (err != NULL) {
		desk_rollback(desk);
		return err;
	}
	return desk_commit(desk, NULL);
}

static err_t find_or_make(struct session *session, const char *name, enum role role, int64_t uid,
	struct agent *out)
{
	err_t err = desk_agent_find(session->server->desk, session->names, name, out);

	if (err == NULL && out->active)
		return NULL;
	if (err != NULL && !err_is(err, ERR_NOT_FOUND))
		return err;
	err = agent_make(session, name, role, uid);
	if (err != NULL)
		return err;
	return desk_agent_find(session->server->desk, session->names, name, out);
}

static err_t suspended(const struct agent *agent)
{
	return err_make(ERR_DENIED, "agent %s is suspended: an admin lets it in again with agent resume %s", agent->name,
		agent->name);
}

static err_t take_agent(struct session *session, const struct agent *agent, const char *played_by)
{
	err_t err;

	if (agent->kind == AGENT_TEAM)
		return err_make(ERR_DENIED, "%s is a team, not an agent", agent->name);
	if (!agent->active)
		return err_make(ERR_DENIED, "agent %s was taken off this desk", agent->name);
	if (agent->suspended_ms != 0)
		return suspended(agent);
	err = read_scope(desk_reader(session->server->desk), session->names, agent, &session->actor.scope);
	if (err != NULL)
		return err;
	session->calls = settings_int(agent->settings, "calls", 0);
	session->actor.agent = agent->id;
	session->actor.name = agent->name;
	session->actor.role = agent->role;
	session->actor.origin = agent->kind == AGENT_ROBOT ? ORIGIN_ROBOT : ORIGIN_HUMAN;
	session->actor.played_by = played_by;
	if (session->actor.session == NULL)
		session->actor.session = arena_printf(session->names, "%d.%lld",
			(int)getpid(), (long long)session->server->sessions_made);
	return NULL;
}

static err_t find_private(struct session *session, const char *as)
{
	const char *owner = session->server->owner;
	const char *login = owner != NULL ? arena_copy(session->names, owner) : login_of(session->names, session->uid);
	struct agent agent = { 0 };
	err_t err;

	if (session->uid != geteuid())
		return err_make(ERR_DENIED, "this private desk belongs to another login");
	/* Under another name before, perhaps. */
	err = desk_agent_find(session->server->desk, session->names, login, &agent);
	if (err_is(err, ERR_NOT_FOUND) && desk_agent_by_uid(session->server->desk, session->names,
			(int64_t)session->uid, &agent) == NULL)
		login = agent.name;
	err = find_or_make(session, login, ROLE_ADMIN, (int64_t)session->uid, &agent);
	if (err != NULL)
		return err;
	if (as == NULL || str_equal(as, login))
		return take_agent(session, &agent, NULL);
	err = desk_agent_find(session->server->desk, session->names, as, &agent);
	if (err_is(err, ERR_NOT_FOUND))
		return err_make(ERR_NOT_FOUND, "there is no agent %s: guichet agent add %s", as, as);
	if (err != NULL)
		return err;
	return take_agent(session, &agent, login);
}

static err_t find_team(struct session *session, const char *as)
{
	struct agent agent = { 0 };
	err_t err = desk_agent_by_uid(session->server->desk, session->names,
		(int64_t)session->uid, &agent);

	if (err != NULL && !err_is(err, ERR_NOT_FOUND))
		return err;
	if (err != NULL && session->uid != geteuid())
		return err_make(ERR_DENIED, "uid %lu (%s) is not an agent of this desk: an admin adds it with "
			"agent add NAME --uid %lu", (unsigned long)session->uid,
			login_of(session->names, session->uid), (unsigned long)session->uid);
	if (err != NULL)
		err = find_or_make(session, login_of(session->names, session->uid), ROLE_ADMIN,
			(int64_t)session->uid, &agent);
	if (err != NULL)
		return err;
	if (session->uid == geteuid())
		agent.role = ROLE_ADMIN;
	if (as != NULL && !str_equal(as, agent.name))
		return err_make(ERR_DENIED, "--as works on a private desk only; you are %s here", agent.name);
	return take_agent(session, &agent, NULL);
}

err_t identity_find(struct session *session, const char *as)
{
	if (as != NULL && as[0] == '\0')
		as = NULL;
	return session->server->team ? find_team(session, as) : find_private(session, as);
}

/* Whoever sees less or more than before begins anew: pages and answers on their way are of the old scope. */
static err_t scope_again(struct session *session, const struct agent *agent)
{
	const char *scope = NULL;
	err_t err = read_scope(desk_reader(session->server->desk), session->names, agent, &scope);

	if (err == NULL && !str_equal(scope, session->actor.scope)) {
		session->actor.scope = scope;
		session_goodbye(session, "what you may see has changed");
	}
	return err;
}

err_t identity_again(struct session *session)
{
	struct arena *arena = arena_create();
	struct agent agent = { 0 };
	bool own = session->server->team && session->uid == geteuid();
	err_t err = desk_agent_find(session->server->desk, arena, session->actor.name, &agent);

	if (err == NULL && !agent.active)
		err = err_make(ERR_DENIED, "agent %s was taken off this desk", session->actor.name);
	if (err == NULL && agent.suspended_ms != 0)
		err = suspended(&agent);
	if (err == NULL && own)
		agent.role = ROLE_ADMIN;
	if (err == NULL)
		err = scope_again(session, &agent);
	if (err == NULL) {
		session->actor.agent = agent.id;	/* an imported ledger may need the old number */
		session->actor.role = agent.role;
		session->calls = settings_int(agent.settings, "calls", 0);
		session->actor.origin = agent.kind == AGENT_ROBOT ? ORIGIN_ROBOT : ORIGIN_HUMAN;
	}
	arena_destroy(arena);
	return err;
}
