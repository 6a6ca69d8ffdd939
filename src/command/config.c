/* SPDX-License-Identifier: ISC */
/*
 * What the command line does with a configuration: checks a file against the
 * defaults, says where it is, prints the defaults.  Changes none.
 */
#include "parts.h"

#include <string.h>
#include <unistd.h>

#include "guichet/base/message.h"
#include "guichet/base/near.h"
#include "guichet/config/config.h"
#include "guichet/model/query.h"

enum { LOCKS_WITHIN_MS = 2000 };

/* What is bound may be defined below it: so lines are looked at when all is read. */
struct said_line { const char *where, *line; };
struct check { struct command_env *env; size_t problems; struct said_line *lines; size_t count; };

static void problem(void *data, const char *text)
{
	struct check *check = data;

	check->problems++;
	sink_text(check->env->out, SINK_PLAIN, shown_line(check->env->arena, text));
}

/* The commands of calls, of configuration, of the screen, of the command line, and one's own. */
static bool is_command(struct check *check, const struct config *config, const char *const *words, size_t count)
{
	const struct call *call;
	const char *name;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	err_ignore(err, "then it may be another kind of command");
	for (size_t i = 0; err != NULL && check->env->names != NULL && (name = check->env->names(i)) != NULL; i++)
		if (strcmp(name, words[0]) == 0)
			return true;
	for (const struct config_command *command = config_commands; command->name != NULL; command++)
		if (strcmp(command->name, words[0]) == 0)
			return true;
	return err == NULL || config_alias(config, words[0]) != NULL;
}

static const char *near_command(struct check *check, const char *word)
{
	struct near near;
	const char *name;

	near_begin(&near, word, strlen(word));
	for (size_t i = 0; check->env->names != NULL && (name = check->env->names(i)) != NULL; i++)
		near_try(&near, name);
	for (size_t i = 0; i < calls_count; i++)
		near_try(&near, arena_copy_n(check->env->arena, calls[i].name, strcspn(calls[i].name, " ")));
	return near.best;
}

/* Every command of a line that a key or a name stands for. */
static void check_line(struct check *check, const struct config *config, const char *where, const char *line)
{
	struct arena *arena = check->env->arena;
	const char *const *words, *near;
	size_t count = 0;
	err_t err = line_words(arena, line, &words, &count);

	if (err != NULL)
		problem(check, arena_printf(arena, "%s: %s", where, err_shown(arena, err)));
	for (size_t from = 0, at = 0; err == NULL && at <= count; at++) {
		if (at < count && !line_is_part(words, at))
			continue;
		if (at > from && !is_command(check, config, words + from, at - from)) {
			near = near_command(check, words[from]);
			problem(check, near == NULL ? arena_printf(arena, _("%s: no command '%s'"), where, words[from]) :
				arena_printf(arena, _("%s: no command '%s'; did you mean %s?"), where, words[from], near));
		}
		from = at + 1;
	}
}

static void on_line(void *data, const char *where, const char *line)
{
	struct check *check = data;
	struct arena *arena = check->env->arena;

	check->lines = list_grow(arena, check->lines, check->count, sizeof(*check->lines));
	check->lines[check->count++] = (struct said_line){ arena_copy(arena, where), arena_copy(arena, line) };
}

static err_t check_file(struct command_env *env, struct config *config, const char *path)
{
	struct check check = { .env = env };
	const struct config_problems problems = { problem, &check };

	config_check_queries(config, query_check);
	config_defaults(config);
	config_note_lines(config, on_line, &check);
	(void)config_file(config, path, &problems);	/* what cannot be read is a problem like others */
	for (size_t i = 0; env->names != NULL && i < check.count; i++)
		check_line(&check, config, check.lines[i].where, check.lines[i].line);
	if (check.problems > 0)
		return check.problems == 1 ? err_make(ERR_CONFIG, "%s: 1 problem", path) :
			err_make(ERR_CONFIG, "%s: %zu problems", path, check.problems);
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, arena_printf(env->arena, message_plural("%s: %zu line, no problems",
		"%s: %zu lines, no problems", config_lines(config)), path, config_lines(config))));
	return NULL;
}

/* What no configuration of this member can switch on, where a team's desk is meant. */
static void locks_say(struct command_env *env)
{
	struct client_options options = env->options;
	struct client *client = NULL;
	err_t err;

	options.within_ms = LOCKS_WITHIN_MS;
	if (!client_is_shared(&options))
		return;
	err = client_open(&options, &client);
	if (err != NULL)
		command_note(env, message_put(env->arena, _("what the desk keeps from you is not known: %s"),
			err_shown(env->arena, err)));
	for (enum policy_what what = 0; err == NULL && what < POLICY_WHATS; what++) {
		err_t locked = policy_check(client_hello(client), what);

		if (locked != NULL)
			say(env, SINK_PLAIN, err_shown(env->arena, locked));
	}
	client_close(client);
}

static err_t check(struct command_env *env, size_t count, const char *const *words)
{
	struct str own = { 0 };
	struct config *config;
	err_t err = NULL;

	if (count > 1)
		return err_make(ERR_USAGE, "usage: guichet config check [FILE]");
	config_path(&own);
	if (count == 0 && access(own.text, F_OK) < 0) {
		sink_text(env->out, SINK_PLAIN, shown_line(env->arena,
			arena_printf(env->arena, _("%s: no such file, the defaults hold"), own.text)));
	} else {
		config = config_create();
		err = check_file(env, config, count == 1 ? words[0] : own.text);
		config_destroy(config);
	}
	str_finish(&own);
	if (err == NULL)
		locks_say(env);
	return err;
}

/* Line by line, so that it can be the beginning of a person's own file. */
static void defaults(struct command_env *env)
{
	const char *text = config_defaults_text();

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		sink_text(env->out, SINK_PLAIN, shown_line_n(env->arena, text, len));
		text += len + (text[len] != '\0');
	}
}

err_t own_config(struct command_env *env, size_t count, const char *const *words)
{
	struct str path = { 0 };

	if (count > 0 && strcmp(words[0], "check") == 0)
		return check(env, count - 1, words + 1);
	if (count == 1 && strcmp(words[0], "defaults") == 0) {
		defaults(env);
		return NULL;
	}
	if (count != 1 || strcmp(words[0], "path") != 0)
		return err_make(ERR_USAGE, "usage: guichet config check [FILE] | defaults | path");
	config_path(&path);
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, path.text));
	str_finish(&path);
	return NULL;
}
