/* SPDX-License-Identifier: ISC */
/*
 * The first start.  Root makes directories and then becomes the login that
 * owns the desk, so that every file is that login's from the beginning; what
 * is there already is left as it is.
 */
#include "founding.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/desk/account.h"
#include "guichet/desk/desk.h"
#include "guichet/model/role.h"

#define STATE_DIR "/var/lib/guichet"
#define SOCKET_DIR "/run/guichet"
#define OWNER "guichet"

/* ---- where */

static err_t team_check(const char *team)
{
	size_t len = strspn(team, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return len > 0 && team[len] == '\0' && team[0] != '-' ? NULL :
		err_make(ERR_USAGE, "--team %s: a name has letters, digits, _ and -", team);
}

static err_t paths_find(struct founding *f, const char *desk, const char *socket)
{
	bool root = geteuid() == 0;

	if ((desk == NULL || socket == NULL) && !root)
		return err_make(ERR_USAGE, "--team %s: only root makes %s and %s: say --desk PATH and --socket PATH", f->team,
			STATE_DIR, SOCKET_DIR);
	if (desk != NULL)
		str_add(&f->desk, desk);
	else
		str_printf(&f->desk, STATE_DIR "/%s.db", f->team);
	if (socket != NULL)
		str_add(&f->socket, socket);
	else
		str_printf(&f->socket, SOCKET_DIR "/%s.sock", f->team);
	f->service = root && desk == NULL && socket == NULL && access("/run/systemd/system", F_OK) == 0;
	return NULL;
}

/* ---- who */

static err_t admin_given(struct founding *f)
{
	const char *colon = strchr(f->admin, ':');
	struct passwd *entry = colon == NULL ? getpwnam(f->admin) : NULL;
	char *end = NULL;

	if (entry != NULL) {
		str_add(&f->admin_name, entry->pw_name);
		f->admin_uid = (int64_t)entry->pw_uid;
		return NULL;
	}
	if (colon == NULL)
		return err_make(ERR_USAGE, "--admin %s: there is no such login here: a login, or NAME:UID", f->admin);
	str_add_n(&f->admin_name, f->admin, (size_t)(colon - f->admin));
	f->admin_uid = strtoll(colon + 1, &end, 10);
	return colon > f->admin && end > colon + 1 && *end == '\0' && f->admin_uid >= 0 ? NULL :
		err_make(ERR_USAGE, "--admin %s: a login, or NAME:UID", f->admin);
}

static err_t admin_find(struct founding *f)
{
	const char *sudo = getenv("SUDO_UID");
	struct passwd *entry;

	f->admin_uid = -1;
	if (f->admin != NULL)
		return admin_given(f);
	/* A desk that is there has its admins. */
	f->was_there = access(f->desk.text, F_OK) == 0;
	if (geteuid() != 0 || f->was_there)
		return NULL;
	entry = sudo != NULL && strtol(sudo, NULL, 10) > 0 ? getpwuid((uid_t)strtol(sudo, NULL, 10)) : NULL;
	if (entry == NULL)
		return err_make(ERR_USAGE, "--team %s: say who is its first admin: --admin LOGIN", f->team);
	str_add(&f->admin_name, entry->pw_name);
	f->admin_uid = (int64_t)entry->pw_uid;
	return NULL;
}

/* ---- directories and the login */

/* By its descriptor: whoever has the directory above may put a link in its place meanwhile. */
static bool directory_give(const char *path, mode_t mode, const struct passwd *owner)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool given = fd >= 0 && fchmod(fd, mode) == 0 &&
		(owner == NULL || fchown(fd, owner->pw_uid, owner->pw_gid) == 0);
	int why = errno;

	if (fd >= 0)
		close(fd);
	errno = why;
	return given;
}

static err_t directory_make(const char *file, mode_t mode, const struct passwd *owner)
{
	struct str path = { 0 };
	const char *slash = strrchr(file, '/');
	struct stat st;
	err_t err = NULL;

	if (slash == NULL || slash == file)
		return NULL;
	str_add_n(&path, file, (size_t)(slash - file));
	if (stat(path.text, &st) == 0)
		err = S_ISDIR(st.st_mode) ? NULL : err_make(ERR_CONFIG, "%s is not a directory", path.text);
	else if (mkdir(path.text, mode) != 0 || !directory_give(path.text, mode, owner))
		err = err_sys("%s", path.text);
	str_finish(&path);
	return err;
}

static err_t become(const struct passwd *owner)
{
	if (initgroups(owner->pw_name, owner->pw_gid) != 0 || setgid(owner->pw_gid) != 0 || setuid(owner->pw_uid) != 0)
		return err_sys("the server cannot become the login %s", owner->pw_name);
	return NULL;
}

static err_t owner_find(const struct founding *f, struct passwd **out)
{
	const char *name = f->login != NULL ? f->login : OWNER;

	*out = getpwnam(name);
	if (*out != NULL)
		return NULL;
	return f->login != NULL ? err_make(ERR_USAGE, "--login %s: there is no such login", name) :
		err_make(ERR_CONFIG, "there is no login %s to own the desk: systemd-sysusers, or useradd --system %s, or "
			"--login NAME", name, name);
}

static bool may_give_to(const struct group *group)
{
	return group != NULL && (geteuid() == 0 || getegid() == group->gr_gid);
}

static err_t places_make(struct founding *f)
{
	struct passwd *owner = NULL;
	err_t err = geteuid() == 0 ? owner_find(f, &owner) : NULL;

	if (err == NULL && geteuid() != 0 && f->login != NULL)
		err = err_make(ERR_USAGE, "--login %s: only root chooses another login", f->login);
	if (err == NULL)
		err = directory_make(f->desk.text, 0700, owner);
	if (err == NULL)
		err = directory_make(f->socket.text, 0755, owner);
	if (err == NULL && owner != NULL && owner->pw_uid != 0)
		err = become(owner);
	if (err != NULL)
		return err;
	if (owner == NULL)
		owner = getpwuid(geteuid());
	str_add(&f->owner, owner != NULL ? owner->pw_name : "yours");
	if (f->group == NULL && may_give_to(getgrnam(OWNER)))
		f->group = OWNER;
	return NULL;
}

err_t founding_begin(struct founding *f, const char *desk, const char *socket)
{
	err_t err = team_check(f->team);

	if (err == NULL)
		err = paths_find(f, desk, socket);
	if (err == NULL)
		err = admin_find(f);
	return err != NULL ? err : places_make(f);
}

/* ---- the desk */

/* Who has that login already: their own name is said, and that they are one. */
static err_t admin_is(struct founding *f, const struct agent *agent)
{
	if (agent->role != ROLE_ADMIN || agent->suspended_ms != 0)
		return err_make(ERR_STATE, "--admin %s: uid %lld is %s here, %s: the login %s says guichet agent add %s --role admin",
			f->admin_name.text, (long long)f->admin_uid, agent->name, agent->suspended_ms != 0 ? "suspended" :
			role_name(agent->role), f->owner.text, agent->name);
	str_clear(&f->admin_name);
	str_add(&f->admin_name, agent->name);
	return NULL;
}

static err_t admin_add(struct desk *desk, struct founding *f)
{
	const struct actor actor = { .name = f->owner.text, .role = ROLE_ADMIN, .origin = ORIGIN_HUMAN };
	struct arena *arena = arena_create();
	const char *answer = NULL;
	struct agent agent;
	int64_t id;
	err_t err = desk_agent_by_uid(desk, arena, f->admin_uid, &agent);

	if (err == NULL) {
		err = admin_is(f, &agent);
	} else if (err_is(err, ERR_NOT_FOUND)) {
		err = desk_begin(desk, &actor, NULL, "agent add", arena, &answer);
		if (err == NULL) {
			err = desk_agent_add(desk, f->admin_name.text, ROLE_ADMIN, f->admin_uid, false, &id);
			if (err == NULL)
				err = desk_commit(desk, NULL);
			else
				desk_rollback(desk);
		}
	}
	arena_destroy(arena);
	return err;
}

err_t founding_desk(struct founding *f, struct clock *clock, struct random *random)
{
	const struct desk_options options = { .path = f->desk.text, .clock = clock, .random = random, .create = true };
	struct desk *desk = NULL;
	err_t err = desk_open(&options, &desk);

	if (err == NULL && f->admin_uid >= 0 && f->admin_uid != (int64_t)geteuid())
		err = admin_add(desk, f);
	desk_close(desk);
	return err;
}

/* ---- said */

static void line_say(struct str *to, const char *command, const char *why)
{
	str_printf(to, "  %s     %s\n", command, why);
}

static void made_say(const struct founding *f, struct arena *arena, struct str *to)
{
	str_printf(to, _("the desk of the team %s"), f->team);
	str_add(to, "\n  ");
	str_printf(to, _("its file    %s, of the login %s"), f->desk.text, f->owner.text);
	str_add(to, "\n  ");
	str_printf(to, _("its socket  %s, for the group %s"), f->socket.text, f->group != NULL ? f->group : _("of that login"));
	str_add(to, "\n  ");
	if (f->admin_uid >= 0)
		str_printf(to, _("its admin   %s"), arena_printf(arena, "%s, uid %" PRId64, f->admin_name.text, f->admin_uid));
	else
		str_printf(to, _("its admin   %s"), arena_printf(arena, f->was_there ? _("as before")
			: _("whoever has the login %s"), f->owner.text));
	str_add(to, "\n");
}

static void root_say(const struct founding *f, struct arena *arena, struct str *to)
{
	const char *admin = f->admin_uid >= 0 ? f->admin_name.text : "NAME";

	str_printf(to, "\n%s\n", _("root, once:"));
	if (f->service)
		str_printf(to, "  systemctl enable --now guichet@%s.socket\n", f->team);
	if (f->group != NULL)
		line_say(to, arena_printf(arena, "usermod -aG %s %s", f->group, admin), _("and the same for every member"));
}

static void people_say(const struct founding *f, struct arena *arena, struct str *to)
{
	const char *here = arena_printf(arena, "guichet --desk unix:%s", f->socket.text);

	str_printf(to, "\n%s\n", _("the admin:"));
	line_say(to, here, _("the screen; later just guichet"));
	line_say(to, "guichet agent add NAME --uid N", _("a member; id -u NAME says N"));
	line_say(to, "guichet account add NETWORK NAME", "guichet help account add");
	str_printf(to, "\n%s\n", _("every member, once:"));
	line_say(to, here, _("on this machine"));
	line_say(to, arena_printf(arena, "guichet --desk ssh://HOST%s", f->socket.text), _("from another one"));
}

void founding_say(const struct founding *f, bool running, struct str *to)
{
	struct arena *arena = arena_create();

	made_say(f, arena, to);
	if (f->service || f->group != NULL)
		root_say(f, arena, to);
	people_say(f, arena, to);
	if (running)
		str_printf(to, "\n%s\n", _("a server has this desk already"));
	else if (!f->service)
		str_printf(to, "\n%s\n", _("it serves until control-c; the same command starts it again"));
	arena_destroy(arena);
}

void founding_finish(struct founding *f)
{
	str_finish(&f->desk);
	str_finish(&f->socket);
	str_finish(&f->owner);
	str_finish(&f->admin_name);
}
