/* SPDX-License-Identifier: ISC */
/* guichet-commands(7) as mdoc, from the table of calls: the committed page must equal this. */
#include "parts.h"

#include <ctype.h>
#include <string.h>

#include "guichet/model/query.h"

static void raw(struct command_env *env, const char *text)
{
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, text));
}

/* mdoc wants each sentence on a line of its own. */
static void sentences(struct command_env *env, const char *text)
{
	const char *end;

	while ((end = strstr(text, ". ")) != NULL) {
		raw(env, arena_copy_n(env->arena, text, (size_t)(end - text) + 1));
		text = end + 2;
	}
	raw(env, text);
}

static const char *role_words(enum role role)
{
	return role == ROLE_VIEWER ? "anybody at the desk" : role_name(role);
}

static void arguments(struct command_env *env, const struct call *call)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		const struct call_arg *arg = &call->args[i];
		bool option = (arg->flags & ARG_OPTION) != 0;

		if (arg->help == NULL && arg->choices == NULL)
			continue;
		raw(env, arena_printf(env->arena, ".It %s%s", option ? "Fl Fl " : "Ar ", arg->name));
		raw(env, arena_printf(env->arena, "%s%s%s", arg->help != NULL ? arg->help : "",
			arg->choices != NULL ? (arg->help != NULL ? "; one of " : "one of ") : "",
			arg->choices != NULL ? arg->choices : ""));
	}
}

static bool has_arguments(const struct call *call)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (call->args[i].help != NULL || call->args[i].choices != NULL)
			return true;
	return false;
}

static void entry(struct command_env *env, const struct call *call)
{
	const char *usage = call_usage(env->arena, call);

	raw(env, arena_printf(env->arena, ".It Ic %s", str_starts(usage, "usage: ") ? usage + 7 : usage));
	raw(env, arena_printf(env->arena, "%s.", call->help));
	if (call->manual != NULL)
		sentences(env, call->manual);
	if (has_arguments(call)) {
		raw(env, ".Bl -tag -width Ds -compact");
		arguments(env, call);
		raw(env, ".El");
	}
	raw(env, arena_printf(env->arena, "Allowed to %s.", role_words(call->least)));
}

static bool group_seen(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(calls[i].group, calls[index].group) == 0)
			return true;
	return false;
}

static const char *capitalised(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);

	copy[0] = (char)toupper((unsigned char)copy[0]);
	return copy;
}

err_t own_manual(struct command_env *env, size_t count, const char *const *words)
{
	static const char *const head[] = {
		".\\\" SPDX-License-Identifier: ISC",
		".\\\" Made by guichet manual from the table of calls.",
		".Dd November 22, 2026", ".Dt GUICHET-COMMANDS 7", ".Os", ".Sh NAME", ".Nm guichet-commands",
		".Nd every command of the shared social inbox", ".Sh DESCRIPTION",
		"Each command is one row of one table; the command line, keys, scripts and rules all use it.",
		"Every command also takes",
		".Fl Fl json , Fl Fl csv , Fl Fl tsv , Fl Fl quiet",
		"and",
		".Fl Fl yes .",
	};

	(void)count;
	(void)words;
	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		raw(env, head[i]);
	for (size_t g = 0; g < calls_count; g++) {
		if (group_seen(g))
			continue;
		raw(env, arena_printf(env->arena, ".Ss %s", capitalised(env->arena, calls[g].group)));
		raw(env, ".Bl -tag -width Ds");
		for (size_t i = g; i < calls_count; i++)
			if (strcmp(calls[i].group, calls[g].group) == 0)
				entry(env, &calls[i]);
		raw(env, ".El");
	}
	raw(env, ".Ss Front end");
	raw(env, ".Bl -tag -width Ds");
	for (size_t i = 0; i < own_commands_count; i++) {
		raw(env, arena_printf(env->arena, ".It Ic guichet %s", own_commands[i].usage));
		raw(env, arena_printf(env->arena, "%s.", own_commands[i].help));
		sentences(env, own_commands[i].manual);
	}
	raw(env, ".El");
	raw(env, ".Sh QUERIES");
	raw(env, "A query is made of terms; all of them must hold.");
	raw(env, ".Bl -tag -width Ds");
	for (size_t i = 0; i < query_topics_count; i++) {
		raw(env, arena_printf(env->arena, ".It Li %s%s", query_topics[i].example[0] == '-' ? "\\" : "",
			query_topics[i].example));
		raw(env, arena_printf(env->arena, "%s.", query_topics[i].help));
	}
	raw(env, ".El");
	raw(env, ".Sh SEE ALSO");
	raw(env, ".Xr guichet 1 ,");
	raw(env, ".Xr guichetd 8");
	return NULL;
}
