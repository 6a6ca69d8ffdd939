/* SPDX-License-Identifier: ISC */
/*
 * guichet-commands(7) as mdoc, from the table of calls: the committed page
 * must equal this.  The pages of section 5 are in manual_config.c,
 * that of the keys in manual_keys.c.
 */
#include "parts.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/model/query.h"

void manual_line(struct command_env *env, const char *text)
{
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, text));
}

/* mdoc wants each sentence on a line of its own. */
void manual_sentences(struct command_env *env, const char *text)
{
	const char *end;

	while ((end = strstr(text, ". ")) != NULL) {
		manual_line(env, arena_copy_n(env->arena, text, (size_t)(end - text) + 1));
		text = end + 2;
	}
	manual_line(env, text);
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
		manual_line(env, arena_printf(env->arena, ".It %s%s", option ? "Fl Fl " : "Ar ", arg->name));
		manual_line(env, arena_printf(env->arena, "%s%s%s", arg->help != NULL ? arg->help : "",
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

	manual_line(env, arena_printf(env->arena, ".It Ic %s", str_starts(usage, "usage: ") ? usage + 7 : usage));
	manual_line(env, arena_printf(env->arena, "%s.", call->help));
	if (call->manual != NULL)
		manual_sentences(env, call->manual);
	if (has_arguments(call)) {
		manual_line(env, ".Bl -tag -width Ds -compact");
		arguments(env, call);
		manual_line(env, ".El");
	}
	manual_line(env, arena_printf(env->arena, "Allowed to %s%s.", role_words(call->least),
		(call->flags & CALL_RULE) != 0 ? ", and to rules" : ""));
}

static bool group_seen(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(calls[i].group, calls[index].group) == 0)
			return true;
	return false;
}

const char *manual_capital(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);

	copy[0] = (char)toupper((unsigned char)copy[0]);
	return copy;
}

const char *manual_plain(struct arena *arena, const char *text)
{
	struct str out = { 0 };
	const char *copy;

	for (const char *p = text; *p != '\0'; p++) {
		if ((p == text || p[-1] == ' ') && strchr(".'()[],:;?!|", *p) != NULL)
			str_add(&out, "\\&");
		if (*p == '\\')
			str_add(&out, "\\e");
		else if (*p == '"')
			str_add(&out, "\\(dq");
		else
			str_add_char(&out, *p);
	}
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

static void manual_commands(struct command_env *env)
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

	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		manual_line(env, head[i]);
	for (size_t g = 0; g < calls_count; g++) {
		if (group_seen(g))
			continue;
		manual_line(env, arena_printf(env->arena, ".Ss %s", manual_capital(env->arena, calls[g].group)));
		manual_line(env, ".Bl -tag -width Ds");
		for (size_t i = g; i < calls_count; i++)
			if (strcmp(calls[i].group, calls[g].group) == 0)
				entry(env, &calls[i]);
		manual_line(env, ".El");
	}
	manual_line(env, ".Ss Front end");
	manual_line(env, ".Bl -tag -width Ds");
	for (size_t i = 0; i < own_commands_count; i++) {
		manual_line(env, arena_printf(env->arena, ".It Ic guichet %s", own_commands[i].usage));
		manual_line(env, arena_printf(env->arena, "%s.", own_commands[i].help));
		manual_sentences(env, own_commands[i].manual);
	}
	manual_line(env, ".El");
	manual_line(env, ".Sh QUERIES");
	manual_line(env, "A query is made of terms; all of them must hold.");
	manual_line(env, ".Bl -tag -width Ds");
	for (size_t i = 0; i < query_topics_count; i++) {
		manual_line(env, arena_printf(env->arena, ".It Li %s%s", query_topics[i].example[0] == '-' ? "\\" : "",
			manual_plain(env->arena, query_topics[i].example)));
		manual_line(env, arena_printf(env->arena, "%s.", query_topics[i].help));
	}
	manual_line(env, ".El");
	manual_line(env, ".Sh SEE ALSO");
	manual_line(env, ".Xr guichet 1 ,");
	manual_line(env, ".Xr guichet-keys 7 ,");
	manual_line(env, ".Xr guichetd 8");
}

err_t own_manual(struct command_env *env, size_t count, const char *const *words)
{
	static const struct { const char *name; void (*print)(struct command_env *); } pages[] = {
		{ "commands", manual_commands }, { "config", manual_config }, { "theme", manual_theme },
		{ "keys", manual_keys }, { "sql", manual_sql },
	};

	message_close();	/* the pages are English */
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(count > 0 ? words[0] : "commands", pages[i].name) == 0) {
			pages[i].print(env);
			return NULL;
		}
	return err_make(ERR_USAGE, "no manual '%s', but commands, config, theme, keys, sql", words[0]);
}
