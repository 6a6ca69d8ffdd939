/* SPDX-License-Identifier: ISC */
/*
 * A desk is a file of ours (the default), a team's socket on this machine,
 * or a guichet on another machine that ssh runs.  ssh never sees a word of
 * ours that it could take for an option, and the far shell never sees a path
 * that is not quoted.
 */
#include "target.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/client/desks.h"
#include "guichet/wire/address.h"

#define SOCKET_PREFIX "unix:"
#define SSH_PREFIX "ssh://"

enum { SSH_WORDS = 14 };

/* $XDG_DATA_HOME/guichet/desk.db or ~/.local/share/guichet/desk.db, its directory made. */
static err_t default_path(struct str *path)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	size_t directory;
	err_t err;

	if (data != NULL && data[0] == '/')
		str_printf(path, "%s/guichet", data);
	else if (home != NULL && home[0] == '/')
		str_printf(path, "%s/.local/share/guichet", home);
	else
		return err_make(ERR_CONFIG, "neither HOME nor XDG_DATA_HOME says where desks live: "
			"use --desk PATH");
	err = file_make_directory(path->text);
	directory = path->len;
	str_add(path, "/desk.db");
	return err != NULL ? err_wrap(err, "the desk's directory %.*s", (int)directory, path->text) : NULL;
}

static err_t find_private(const char *desk, struct target *out)
{
	struct str path = { 0 }, resolved = { 0 }, socket = { 0 };
	err_t err = NULL;

	if (desk != NULL)
		str_add(&path, desk);
	else
		err = default_path(&path);
	if (err == NULL)
		err = address_resolve(path.text, &resolved);
	if (err == NULL)
		err = address_of_desk(resolved.text, &socket);
	if (err == NULL) {
		out->kind = TARGET_PRIVATE;
		out->words = mem_copy(resolved.text);
		out->path = mem_copy(resolved.text);
		out->socket = mem_copy(socket.text);
	}
	str_finish(&path);
	str_finish(&resolved);
	str_finish(&socket);
	return err;
}

static bool all_of(const char *text, const char *more)
{
	for (const char *p = text; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
		      strchr(more, *p) != NULL))
			return false;
	return text[0] != '\0';
}

/* [USER@]HOST[:PORT][/PATH], an IPv6 address in brackets. */
static err_t find_ssh(const char *desk, struct target *out)
{
	const char *rest = desk + strlen(SSH_PREFIX), *slash = strchr(rest, '/');
	char *host = slash != NULL ? mem_copy_n(rest, (size_t)(slash - rest)) : mem_copy(rest);
	char *bracket = strrchr(host, ']');
	char *colon = strrchr(bracket != NULL ? bracket : host, ':');
	char *open = strchr(host, '[');
	err_t err = NULL;

	out->kind = TARGET_SSH;
	out->words = mem_copy(desk);
	out->path = slash != NULL && slash[1] != '\0' ? mem_copy(slash) : NULL;
	if (colon != NULL) {
		*colon = '\0';
		out->port = mem_copy(colon + 1);
	}
	if (bracket != NULL && open != NULL) {	/* ssh wants the bare address */
		*bracket = '\0';
		memmove(open, open + 1, strlen(open));
	}
	out->host = host;
	if (host[0] == '-' || !all_of(host, "._-@:%"))
		err = err_make(ERR_USAGE, "%s: not a host's name", desk);
	else if (out->port != NULL && (strspn(out->port, "0123456789") != strlen(out->port) ||
		 out->port[0] == '\0'))
		err = err_make(ERR_USAGE, "%s: the port is not a number", desk);
	return err;
}

/* A team's socket under its bare name: what ssh://HOST/SOCKET asks for at the far end. */
static bool is_socket(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

err_t target_find(const char *desk, struct target *out)
{
	struct str remembered = { 0 };
	struct target target = { 0 };
	err_t err = NULL;

	if (desk == NULL)
		desk = getenv("GUICHET_DESK");
	if (desk != NULL && desk[0] == '\0')
		desk = NULL;
	if (desk == NULL && desks_default(&remembered))
		desk = remembered.text;
	if (desk != NULL && is_socket(desk)) {
		target.kind = TARGET_SOCKET;
		target.words = mem_copy(desk);
		target.socket = mem_copy(desk);
	} else if (desk == NULL || (!str_starts(desk, SOCKET_PREFIX) && !str_starts(desk, SSH_PREFIX))) {
		err = find_private(desk, &target);
	} else if (str_starts(desk, SSH_PREFIX)) {
		err = find_ssh(desk, &target);
	} else if (desk[strlen(SOCKET_PREFIX)] == '\0') {
		err = err_make(ERR_USAGE, "%s: no socket is named", desk);
	} else {
		target.kind = TARGET_SOCKET;
		target.words = mem_copy(desk);
		target.socket = mem_copy(desk + strlen(SOCKET_PREFIX));
	}
	if (err == NULL)
		*out = target;
	else
		target_finish(&target);
	str_finish(&remembered);
	return err;
}

/* A socket by its whole path, wherever guichet is called the next time. */
void target_remember(const struct target *target)
{
	struct str desk = { 0 };
	err_t err = NULL;

	if (target->kind == TARGET_SOCKET) {
		str_add(&desk, SOCKET_PREFIX);
		err = file_resolve(target->socket, &desk);
	} else if (target->kind == TARGET_SSH) {
		str_add(&desk, target->words);
	}
	if (err == NULL && desk.len > 0)
		err = desks_use(desk.text);
	err_ignore(err, "then it is named the next time, too");
	str_finish(&desk);
}

void target_finish(struct target *target)
{
	free(target->words);
	free(target->path);
	free(target->socket);
	free(target->host);
	free(target->port);
	memset(target, 0, sizeof(*target));
}

/* In single quotes for the far shell. */
static const char *quoted(struct arena *arena, const char *text)
{
	struct str out = { 0 };
	const char *copy;

	str_add_char(&out, '\'');
	for (const char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			str_add(&out, "'\\''");
		else
			str_add_char(&out, *p);
	str_add_char(&out, '\'');
	copy = arena_copy(arena, out.text);
	str_finish(&out);
	return copy;
}

const char *const *target_ssh_words(const struct target *target, struct arena *arena, unsigned flags)
{
	const char *program = getenv("GUICHET_SSH");
	const char **words = arena_array(arena, SSH_WORDS, sizeof(*words));
	size_t n = 0;

	words[n++] = program != NULL && program[0] != '\0' ? program : "ssh";
	words[n++] = "-T";
	if (flags & SSH_ALONE) {
		words[n++] = "-o";
		words[n++] = "BatchMode=yes";
	}
	if (flags & SSH_STAYS) {
		words[n++] = "-o";
		words[n++] = "ServerAliveInterval=15";
	}
	if (target->port != NULL) {
		words[n++] = "-p";
		words[n++] = target->port;
	}
	words[n++] = "--";
	words[n++] = target->host;
	words[n++] = "guichet";
	if (target->path != NULL)
		words[n++] = arena_printf(arena, "--desk=%s", quoted(arena, target->path));
	words[n++] = "connect";
	return words;
}

/* ---- a door that is closed */

static bool is_member(const struct group *group, const char *login)
{
	for (char **name = group->gr_mem; name != NULL && *name != NULL; name++)
		if (str_equal(*name, login))
			return true;
	return false;
}

err_t target_refused(const struct target *target, err_t err)
{
	struct stat st;
	struct group *group;
	struct passwd *own;
	const char *login;

	if (err == NULL || err->sys != EACCES || target->kind != TARGET_SOCKET || stat(target->socket, &st) != 0 ||
	    (st.st_mode & S_IWGRP) == 0)
		return err;
	group = getgrgid(st.st_gid);
	own = getpwuid(geteuid());
	login = own != NULL ? own->pw_name : "LOGIN";
	if (group == NULL)
		return err;
	/* Nobody is to be put into that group for a desk's sake. */
	if (st.st_gid == 0)
		return err_make(ERR_DENIED, "%s is for the group %s: root started its server, which guichetd --team NAME starts "
			"as the login that owns the desk", target->words, group->gr_name);
	if (is_member(group, login))
		return err_make(ERR_DENIED, "%s is for the group %s, which you are in since you logged in: log in again",
			target->words, group->gr_name);
	return err_make(ERR_DENIED, "%s is for the group %s: root says usermod -aG %s %s, and you log in again",
		target->words, group->gr_name, group->gr_name, login);
}
