/* SPDX-License-Identifier: ISC */
/*
 * Macros: what was really run between "record" and "stop", not which keys,
 * played again as a line is run.  Recorded are movements, commands of views
 * and calls with their texts; not prompts, the palette, writing, or what
 * belongs to the screen alone.  One that is kept becomes an alias in the
 * person's own configuration.
 */
#include "macro.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "inside.h"

enum { STEPS_MOST = 200, CONFIG_BYTES = 1 << 20, NAME_BYTES = 32 };

static const char unnamed[] = "last";

struct macro { char *name; struct str line; size_t steps; };

struct macros {
	struct macro *rows;
	size_t count;
	char *recording;		/* its name, or NULL */
	struct str line;		/* so far */
	size_t steps, before;		/* before: bytes of the line without the last step */
	char *played;			/* the one that was recorded or played last */
	char *changed;			/* what "repeat" says */
};

struct macros *macros_create(void)
{
	return mem_alloc(sizeof(struct macros));
}

void macros_destroy(struct macros *macros)
{
	if (macros == NULL)
		return;
	for (size_t i = 0; i < macros->count; i++) {
		free(macros->rows[i].name);
		str_finish(&macros->rows[i].line);
	}
	free(macros->rows);
	free(macros->recording);
	free(macros->played);
	free(macros->changed);
	str_finish(&macros->line);
	free(macros);
}

static struct macro *macro_find(struct macros *macros, const char *name)
{
	for (size_t i = 0; i < macros->count; i++)
		if (strcmp(macros->rows[i].name, name) == 0)
			return &macros->rows[i];
	return NULL;
}

static void text_set(char **to, const char *text)
{
	char *copy = mem_copy(text);

	free(*to);
	*to = copy;
}

const char *macro_recording(const struct tui *tui)
{
	return tui->macros->recording;
}

/* ---- recording */

/* What is only for the screen, or leads somewhere that typing goes on. */
static bool is_left_out(const char *name)
{
	static const char *const names[] = { "help", "macro", "palette", "prompt", "quit", "redraw", "reload", "repeat",
		"say", "screen-dump", "suspend", "tour" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

void macro_heard(struct tui *tui, const char *name, const char *line)
{
	struct macros *macros = tui->macros;

	if (macros->recording == NULL || is_left_out(name) || macros->steps == STEPS_MOST)
		return;
	macros->before = macros->line.len;
	str_printf(&macros->line, "%s%s", macros->steps > 0 ? " ; " : "", line);
	if (++macros->steps == STEPS_MOST)
		message_say(tui, MESSAGE_WARNING, shown_literal(_("the macro is full: what follows is no part of it")));
}

void macro_refused(struct tui *tui)
{
	struct macros *macros = tui->macros;

	if (macros->recording == NULL || macros->steps == 0 || macros->before == macros->line.len)
		return;
	macros->line.len = macros->before;
	macros->line.text[macros->before] = '\0';
	macros->steps--;
}

static bool is_call(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, name, len) == 0 && (calls[i].name[len] == '\0' || calls[i].name[len] == ' '))
			return true;
	return false;
}

/* It may become an alias, and no alias may hide a command. */
static err_t name_check(const struct tui *tui, const char *name)
{
	const struct view *view = tui->stack[0];
	bool taken = is_call(name) || screen_command_find(name) != NULL;

	for (const struct config_command *row = config_commands; row->name != NULL; row++)
		taken = taken || strcmp(row->name, name) == 0;
	for (const struct view_command *row = view_movements; row->name != NULL; row++)
		taken = taken || strcmp(row->name, name) == 0;
	for (const struct view_command *row = view->ops->commands; row->name != NULL; row++)
		taken = taken || strcmp(row->name, name) == 0;
	if (taken)
		return err_make(ERR_USAGE, "%s is a command: a macro needs another name", name);
	if (name[0] == '\0' || name[0] == '-' || strlen(name) > NAME_BYTES ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0')
		return err_make(ERR_USAGE, "'%s' cannot be the name of a macro: small letters, digits, _ and -", name);
	return NULL;
}

static err_t record(struct tui *tui, const char *name)
{
	struct macros *macros = tui->macros;
	err_t err;

	if (macros->recording != NULL)
		return err_make(ERR_STATE, "%s is being recorded: macro stop ends it", macros->recording);
	err = name_check(tui, name);
	if (err != NULL)
		return err;
	text_set(&macros->recording, name);
	str_clear(&macros->line);
	macros->steps = macros->before = 0;
	tui_touch(tui);
	return NULL;
}

static const char *steps_text(struct tui *tui, size_t steps)
{
	return arena_printf(tui->frame, "%zu %s", steps, steps == 1 ? "command" : "commands");
}

static err_t stop(struct tui *tui)
{
	struct macros *macros = tui->macros;
	struct macro *macro;
	char *name = macros->recording;

	if (name == NULL)
		return err_make(ERR_STATE, "nothing is being recorded");
	macros->recording = NULL;
	tui_touch(tui);
	if (macros->steps == 0) {
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("nothing was done: macro %s stays as it was"), name));
		free(name);
		return NULL;
	}
	macro = macro_find(macros, name);
	if (macro == NULL) {
		macros->rows = mem_grow(macros->rows, macros->count + 1, sizeof(*macros->rows));
		macro = &macros->rows[macros->count++];
		*macro = (struct macro){ .name = mem_copy(name) };
	}
	str_clear(&macro->line);
	str_add(&macro->line, macros->line.text);
	macro->steps = macros->steps;
	text_set(&macros->played, name);
	message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("macro %s: %s"), name, steps_text(tui, macro->steps)));
	free(name);
	return NULL;
}

/* ---- playing */

static err_t found(struct tui *tui, const char *name, struct macro **out)
{
	*out = macro_find(tui->macros, name);
	return *out != NULL ? NULL : err_make(ERR_NOT_FOUND, "no macro %s was recorded", name);
}

static err_t play(struct tui *tui, const char *name)
{
	struct macro *macro = NULL;
	char *line, *copy;
	err_t err = found(tui, name, &macro);

	if (err != NULL)
		return err;
	if (tui->macros->recording != NULL && strcmp(tui->macros->recording, name) == 0)
		return err_make(ERR_STATE, "macro %s is being recorded", name);
	text_set(&tui->macros->played, macro->name);
	line = mem_copy(macro->line.text);
	copy = mem_copy(macro->name);
	run_macro(tui, copy, line);
	free(copy);
	free(line);
	return NULL;
}

void macro_played(struct tui *tui, const char *name, size_t steps)
{
	enum message_kind kind;
	struct shown text;

	if (!message_now(tui, &kind, &text))
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("macro %s: %s"), name, steps_text(tui, steps)));
}

void macro_changed(struct tui *tui, const char *line)
{
	text_set(&tui->macros->changed, line);
}

err_t macro_repeat(struct tui *tui, size_t count, const char *const *words)
{
	char *line;

	(void)words;
	if (count > 0)
		return err_make(ERR_USAGE, "usage: repeat");
	if (tui->macros->changed == NULL)
		return err_make(ERR_STATE, "nothing was changed yet");
	line = mem_copy(tui->macros->changed);
	run_line(tui, line);
	free(line);
	return NULL;
}

/* ---- listing and keeping */

static err_t list(struct tui *tui)
{
	struct macros *macros = tui->macros;
	const struct pager_span **lines = mem_array(macros->count + 1, sizeof(*lines));
	size_t *counts = mem_array(macros->count + 1, sizeof(*counts));
	struct arena *arena = arena_create();
	err_t err = NULL;

	for (size_t i = 0; i < macros->count; i++) {
		struct pager_span *spans = arena_array(arena, 2, sizeof(*spans));

		spans[0] = (struct pager_span){ STYLE_STRONG, shown_fit(arena, shown_line(arena, macros->rows[i].name), 14) };
		spans[1] = (struct pager_span){ STYLE_NORMAL, shown_line(arena, macros->rows[i].line.text) };
		lines[i] = spans;
		counts[i] = 2;
	}
	if (macros->count == 0)
		message_say(tui, MESSAGE_INFO, shown_literal(_("no macro was recorded: macro record NAME begins one")));
	else
		err = answer_open(tui, "macro", arena, lines, counts, macros->count);
	if (macros->count == 0 || err != NULL)
		arena_destroy(arena);
	free(lines);
	free(counts);
	return err;
}

/* The file itself, where links lead to it; its folder is made. */
static err_t config_file_path(const struct tui *tui, struct str *out)
{
	struct str path = { 0 };
	const char *slash;
	char *real, *folder;
	err_t err = NULL;

	if (tui->options.config == NULL)
		config_path(&path);
	else
		str_add(&path, tui->options.config);
	if (path.len == 0 || strcmp(path.text, "-") == 0)
		err = err_make(ERR_STATE, "there is no file of configuration to keep it in");
	real = err == NULL ? realpath(path.text, NULL) : NULL;
	if (err == NULL)
		str_add(out, real != NULL ? real : path.text);
	free(real);
	str_finish(&path);
	slash = err == NULL ? strrchr(out->text, '/') : NULL;
	if (slash == NULL || slash == out->text)
		return err;
	folder = mem_copy_n(out->text, (size_t)(slash - out->text));
	err = file_make_directory(folder);
	free(folder);
	return err;
}

static err_t line_append(const char *path, const char *line)
{
	struct str text = { 0 };
	struct stat st = { .st_mode = 0600 };
	err_t err = NULL;

	if (stat(path, &st) == 0)
		err = file_read(path, CONFIG_BYTES, &text);
	else if (errno != ENOENT)
		err = err_sys("%s", path);
	if (err == NULL && text.len > 0 && text.text[text.len - 1] != '\n')
		str_add_char(&text, '\n');
	str_printf(&text, "%s\n", line);
	if (err == NULL)
		err = file_write(path, st.st_mode & 0777, text.text, text.len);
	str_finish(&text);
	return err;
}

/* It holds at once; a name that was kept before gets the new line, in the file the last one counts. */
static err_t keep(struct tui *tui, const char *name)
{
	struct macro *macro = NULL;
	struct str path = { 0 };
	const char *line, *rest;
	bool known;
	err_t err = found(tui, name, &macro);

	if (err == NULL && strcmp(name, unnamed) == 0)
		err = err_make(ERR_USAGE, "%s is recorded over: record it under a name to keep it", unnamed);
	if (err == NULL)
		err = config_file_path(tui, &path);
	if (err == NULL) {
		line = arena_printf(tui->frame, _("alias %s %s"), name, macro->line.text);
		err = line_append(path.text, line);
		if (err == NULL)
			err = config_line(tui->config, line, NULL, &known, &rest);
	}
	if (err == NULL)
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("%s is a command now, also the next time: it is in %s"),
			name, path.text));
	str_finish(&path);
	return err;
}

err_t macro_command(struct tui *tui, size_t count, const char *const *words)
{
	const char *verb = count > 0 ? words[0] : "list";
	const char *name = count > 1 ? words[1] : NULL;
	const char *played = tui->macros->played != NULL ? tui->macros->played : unnamed;

	if (count <= 2 && strcmp(verb, "record") == 0)
		return record(tui, name != NULL ? name : unnamed);
	if (count <= 2 && strcmp(verb, "run") == 0)
		return play(tui, name != NULL ? name : played);
	if (count == 2 && strcmp(verb, "keep") == 0)
		return keep(tui, name);
	if (count == 1 && strcmp(verb, "stop") == 0)
		return stop(tui);
	if (count <= 1 && strcmp(verb, "list") == 0)
		return list(tui);
	return err_make(ERR_USAGE, "usage: macro record [NAME] | stop | run [NAME] | list | keep NAME");
}
