/* SPDX-License-Identifier: ISC */
/* Help and version, from the table of calls and the list of own commands. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/states.h"
#include "guichet/model/query.h"

enum { NAME_WIDTH = 22 };

/* Prose, broken at words. */
static void prose(struct command_env *env, enum sink_style style, const char *text)
{
	size_t count;
	struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)),
		env->out->width > 0 ? env->out->width : 80, &count);

	if (env->out->plain) {
		say(env, style, text);
		return;
	}
	for (size_t i = 0; i < count; i++)
		sink_text(env->out, style, lines[i]);
}

static void row_say(struct command_env *env, const char *name, const char *help)
{
	struct shown title = shown_line(env->arena, name);
	int room = (env->out->width > 0 ? env->out->width : 80) - 2 - NAME_WIDTH;
	size_t count;
	struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, help, strlen(help)), room, &count);

	if (env->out->plain) {
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s: %s"), name, help));
		return;
	}
	if (title.width >= NAME_WIDTH) {
		sink_text(env->out, SINK_STRONG, shown_join(env->arena, shown_literal("  "), title));
		title = shown_literal("");
	}
	for (size_t i = 0; i < count; i++) {
		struct span spans[] = {
			{ SINK_PLAIN, shown_literal("  ") },
			{ SINK_STRONG, shown_fit(env->arena, i == 0 ? title : shown_literal(""), NAME_WIDTH) },
			{ SINK_PLAIN, lines[i] },
		};

		env->out->line(env->out->data, spans, 3);
	}
}

static bool group_seen(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(calls[i].group, calls[index].group) == 0)
			return true;
	return false;
}

static const struct { const char *name, *help; } desk_options[] = {
	{ "--desk DESK", N_("which desk: a file, unix:SOCKET or ssh://HOST") },
	{ "--as NAME", N_("who you are, on a desk of your own") },
	{ "--config FILE", N_("the screen's configuration, instead of your own") },
};

static void help_all(struct command_env *env)
{
	say(env, SINK_PLAIN, _("guichet: a shared social inbox for the terminal"));
	say(env, SINK_DIM, _("usage: guichet [OPTION...] [COMMAND [ARGUMENT...]]"));
	prose(env, SINK_PLAIN, _("Alone it opens the screen; \"guichet demo\" opens it on a throw-away desk."));
	sink_blank(env->out);
	say(env, SINK_STRONG, _("options"));
	for (size_t i = 0; i < sizeof(desk_options) / sizeof(desk_options[0]); i++)
		row_say(env, desk_options[i].name, _(desk_options[i].help));
	for (size_t g = 0; g < calls_count; g++) {
		if (group_seen(g))
			continue;
		sink_blank(env->out);
		say(env, SINK_STRONG, group_shown(calls[g].group));
		for (size_t i = g; i < calls_count; i++)
			if (strcmp(calls[i].group, calls[g].group) == 0)
				row_say(env, calls[i].name, _(calls[i].help));
	}
	sink_blank(env->out);
	say(env, SINK_STRONG, _("front end"));
	for (size_t i = 0; i < own_commands_count; i++)
		row_say(env, own_commands[i].name, _(own_commands[i].help));
	sink_blank(env->out);
	prose(env, SINK_DIM, _("guichet help COMMAND explains one, guichet help query the words of a query; "
		"guichet-commands(7) has them all"));
}

static bool takes_text(const struct call *call)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (call->args[i].kind == ARG_TEXT && (call->args[i].flags & ARG_OPTION) == 0)
			return true;
	return false;
}

static void help_call(struct command_env *env, const struct call *call)
{
	prose(env, SINK_STRONG, arena_printf(env->arena, _("usage: guichet %s"),
		call_usage(env->arena, call) + strlen("usage: guichet ")));
	prose(env, SINK_PLAIN, arena_printf(env->arena, "%s.", _(call->help)));
	if (call->manual != NULL)
		prose(env, SINK_PLAIN, _(call->manual));
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (call->args[i].help != NULL || call->args[i].choices != NULL)
			row_say(env, call->args[i].name, arena_printf(env->arena, "%s%s%s",
				call->args[i].help != NULL ? _(call->args[i].help) : "",
				call->args[i].help != NULL && call->args[i].choices != NULL ? "; " : "",
				call->args[i].choices != NULL ? call->args[i].choices : ""));
	if (takes_text(call))
		row_say(env, "-F FILE", _("read the text from a file, or from standard input with -F -"));
	if (takes_text(call))
		row_say(env, "--edit", _("write the text in your editor ($VISUAL, $EDITOR)"));
	if (call_has_draft(call))
		row_say(env, "--draft", _("the text and the files are those of your draft"));
	say(env, SINK_DIM, arena_printf(env->arena, _("allowed to: %s and above"), role_name(call->least)));
}

static void help_query(struct command_env *env)
{
	prose(env, SINK_PLAIN, _("A query is made of terms; all of them must hold. It is what list, search, next, "
		"watch and export take."));
	for (size_t i = 0; i < query_topics_count; i++)
		row_say(env, query_topics[i].example, _(query_topics[i].help));
}

/* "help outbox": every command of that first word. */
static bool help_group(struct command_env *env, const char *word)
{
	size_t len = strlen(word), found = 0;

	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, word, len) == 0 && calls[i].name[len] == ' ') {
			row_say(env, calls[i].name, _(calls[i].help));
			found++;
		}
	return found > 0;
}

/* "help triage": what belongs together, as the list of all has it. */
static bool help_section(struct command_env *env, const char *group)
{
	size_t found = 0;

	for (size_t i = 0; i < calls_count; i++)
		if (strcmp(calls[i].group, group) == 0) {
			row_say(env, calls[i].name, _(calls[i].help));
			found++;
		}
	return found > 0;
}

err_t own_help(struct command_env *env, size_t count, const char *const *words)
{
	const struct call *call;
	size_t used;
	err_t err;

	if (count == 0 || words[0][0] == '-') {
		help_all(env);
		return NULL;
	}
	if (strcmp(words[0], "query") == 0) {
		help_query(env);
		return NULL;
	}
	for (size_t i = 0; i < own_commands_count; i++)
		if (strcmp(own_commands[i].name, words[0]) == 0) {
			prose(env, SINK_STRONG, arena_printf(env->arena, _("usage: guichet %s"), own_commands[i].usage));
			prose(env, SINK_PLAIN, _(own_commands[i].manual));
			return NULL;
		}
	if (count == 1 && help_group(env, words[0]))
		return NULL;
	err = call_find_words(count, words, &call, &used);
	if (err == NULL)
		help_call(env, call);
	if (count == 1 && help_section(env, words[0]) && err != NULL) {
		err_ignore(err, "it is the name of a group");
		err = NULL;
	}
	return err;
}

err_t own_version(struct command_env *env, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	say(env, SINK_PLAIN, arena_printf(env->arena, "guichet %s, Unicode %s", client_build(), shown_unicode_version()));
	return NULL;
}
