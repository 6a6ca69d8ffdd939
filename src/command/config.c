/* SPDX-License-Identifier: ISC */
/*
 * What the command line does with a configuration: checks a file against the
 * defaults, says where it is, prints the defaults.  Changes none.
 */
#include "parts.h"

#include <string.h>
#include <unistd.h>

#include "guichet/base/message.h"
#include "guichet/config/config.h"
#include "guichet/model/query.h"

struct check { struct command_env *env; size_t problems; };

static void problem(void *data, const char *text)
{
	struct check *check = data;

	check->problems++;
	sink_text(check->env->out, SINK_PLAIN, shown_line(check->env->arena, text));
}

static err_t check_file(struct command_env *env, struct config *config, const char *path)
{
	struct check check = { .env = env };
	const struct config_problems problems = { problem, &check };

	config_check_queries(config, query_check);
	config_defaults(config);
	(void)config_file(config, path, &problems);	/* what cannot be read is a problem like others */
	if (check.problems > 0)
		return check.problems == 1 ? err_make(ERR_CONFIG, "%s: 1 problem", path) :
			err_make(ERR_CONFIG, "%s: %zu problems", path, check.problems);
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, arena_printf(env->arena, message_plural("%s: %zu line, no problems",
		"%s: %zu lines, no problems", config_lines(config)), path, config_lines(config))));
	return NULL;
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
