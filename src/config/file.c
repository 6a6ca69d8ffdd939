/* SPDX-License-Identifier: ISC */
/*
 * Files of the language: lines one after the other, a bad one told with file
 * and line, the next one read.  Follows "source" from file to file and stops
 * at a circle or when it goes too deep.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/near.h"
#include "guichet/base/file.h"
#include "guichet/base/utf8.h"

enum { DEPTH = 8, FILE_BYTES = 1 << 20 };

/* Where it is, in front of what is wrong, in the person's language. */
static void tell(const struct source *source, err_t err)
{
	struct arena *arena = arena_create();

	if (source->problems != NULL)
		source->problems->say(source->problems->data,
			arena_printf(arena, "%s:%zu: %s", source->name, source->line, err_shown(arena, err)));
	arena_destroy(arena);
}

static err_t no_command(const char *word, size_t len)
{
	struct near near;

	near_begin(&near, word, len);
	for (const struct config_command *command = config_commands; command->name != NULL; command++)
		near_try(&near, command->name);
	return near.best == NULL ? err_make(ERR_USAGE, "no command '%.*s' of configuration", (int)len, word) :
		err_make(ERR_USAGE, "no command '%.*s' of configuration; did you mean %s?", (int)len, word, near.best);
}

static void line_read(struct config *config, const char *line, const struct source *source)
{
	while (*line != '\0') {
		const char *word = line + strspn(line, " \t"), *rest = "";
		bool known = true;
		err_t err = line_run(config, line, source, &known, &rest);

		if (err == NULL && !known)
			err = no_command(word, strcspn(word, " \t\r;"));
		if (err != NULL) {
			tell(source, err);
			return;
		}
		line = rest;
	}
}

void source_text(struct config *config, const char *text, size_t len, struct source *source)
{
	const char *end = text + len;
	struct str line = { 0 };

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t bytes = (size_t)((newline != NULL ? newline : end) - text);

		source->line++;
		config->lines += source->theme == NULL;	/* what a theme holds is not of the configuration */
		str_clear(&line);
		str_add_n(&line, text, bytes);
		if (memchr(text, '\0', bytes) != NULL || !utf8_valid(text, bytes))
			tell(source, err_make(ERR_DATA, "not UTF-8 text"));
		else
			line_read(config, line.text, source);
		text += bytes + (newline != NULL);
	}
	str_finish(&line);
}

void source_path(const struct source *from, const char *path, struct str *out)
{
	const char *home = getenv("HOME");

	if (str_starts(path, "~/") && home != NULL)
		str_printf(out, "%s/%s", home, path + 2);
	else if (path[0] != '/' && from != NULL && from->folder != NULL)
		str_printf(out, "%s/%s", from->folder, path);
	else if (strcmp(path, "-") == 0 && from != NULL)
		str_add(out, "./-");	/* only a person may say that a configuration comes from standard input */
	else
		str_add(out, path);
}

static err_t circle_check(const struct source *from, const char *path, const char *resolved)
{
	size_t depth = 0;

	for (const struct source *s = from; s != NULL; s = s->up) {
		if (s->path == NULL)
			continue;
		if (strcmp(s->path, resolved) == 0)
			return err_make(ERR_CONFIG, "%s is being read already", path);
		if (++depth == DEPTH)
			return err_make(ERR_CONFIG, "%s: more than %d files deep", path, DEPTH);
	}
	return NULL;
}

err_t source_file(struct config *config, const char *path, const struct source *from, struct look *theme)
{
	struct source source = { .up = from, .name = path, .theme = theme,
		.problems = from != NULL ? from->problems : NULL, .holds = from != NULL ? from->holds : HOLDS_ALL };
	struct str resolved = { 0 }, folder = { 0 }, text = { 0 };
	const char *slash;
	err_t err = file_resolve(path, &resolved);

	if (err == NULL)
		err = circle_check(from, path, str_text(&resolved));
	if (err == NULL)
		err = file_read(path, FILE_BYTES, &text);
	if (err == NULL) {
		slash = strrchr(path, '/');
		if (slash != NULL) {
			str_add_n(&folder, path, (size_t)(slash - path));
			source.folder = folder.text;
		}
		source.path = str_text(&resolved);
		source_text(config, str_text(&text), text.len, &source);
	}
	str_finish(&resolved);
	str_finish(&folder);
	str_finish(&text);
	return err;
}

bool config_file(struct config *config, const char *path, const struct config_problems *problems)
{
	struct source outside = { .problems = problems };
	struct arena *arena = arena_create();
	err_t err = source_file(config, path, &outside, NULL);

	if (err != NULL && problems != NULL)
		problems->say(problems->data, err_shown(arena, err));
	arena_destroy(arena);
	return err == NULL;
}

void config_home(const char *name, struct str *out)
{
	const char *home = getenv("XDG_CONFIG_HOME");

	if (home != NULL && home[0] == '/')
		str_printf(out, "%s/guichet/%s", home, name);
	else
		str_printf(out, "%s/.config/guichet/%s", (home = getenv("HOME")) != NULL ? home : "", name);
}

void config_path(struct str *out)
{
	config_home("config", out);
}
