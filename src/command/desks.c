/* SPDX-License-Identifier: ISC */
/* The desks that this person has joined: listed, chosen, forgotten.  No desk is asked. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/client/desks.h"

static void list(struct command_env *env)
{
	const char *const *desks;
	size_t count;

	desks_list(env->arena, &desks, &count);
	if (count == 0)
		command_note(env, _("no team's desk yet: guichet --desk unix:SOCKET, or --desk ssh://HOST, joins one"));
	for (size_t i = 0; i < count; i++)
		say(env, i == 0 ? SINK_STRONG : SINK_PLAIN, arena_printf(env->arena, "%zu  %s%s", i + 1, desks[i],
			i == 0 ? arena_printf(env->arena, "  %s", _("(when nobody says which)")) : ""));
}

/* By its name or by its number in the list. */
static const char *meant(struct command_env *env, const char *word)
{
	const char *const *desks;
	size_t count, number = (size_t)strtoul(word, NULL, 10);

	desks_list(env->arena, &desks, &count);
	return strspn(word, "0123456789") == strlen(word) && number >= 1 && number <= count ? desks[number - 1] : word;
}

static bool is_shared(const char *desk)
{
	return str_starts(desk, "unix:/") || str_starts(desk, "ssh://");
}

err_t own_desks(struct command_env *env, size_t count, const char *const *words)
{
	const char *desk = count == 2 ? meant(env, words[1]) : NULL;
	err_t err;

	if (count == 0) {
		list(env);
		return NULL;
	}
	if (count != 2 || (strcmp(words[0], "use") != 0 && strcmp(words[0], "forget") != 0))
		return err_make(ERR_USAGE, "usage: guichet desks [use DESK | forget DESK]");
	if (strcmp(words[0], "forget") == 0) {
		err = desks_forget(desk);
		if (err == NULL)
			say(env, SINK_PLAIN, message_put(env->arena, _("%s is forgotten"), desk));
		return err;
	}
	if (!is_shared(desk) && strcmp(desk, DESKS_OWN) != 0)
		return err_make(ERR_USAGE, "desks use %s: unix:/SOCKET, ssh://HOST, a number of the list, or own", desk);
	err = desks_use(desk);
	if (err == NULL)
		say(env, SINK_PLAIN, message_put(env->arena, _("%s is meant when nobody says which"), desk));
	return err;
}
