/* SPDX-License-Identifier: ISC */
/*
 * One line, from a key, the ":" line, an alias or a script, until it is done:
 * an alias stands for a line; then whoever has the keys may know the word,
 * then the screen, the configuration, and last the table of calls.
 */
#include <string.h>

#include "inside.h"

enum { ALIAS_DEPTH = 8 };

static void on_problem(void *data, const char *text)
{
	message_text(data, MESSAGE_ERROR, text);
}

/* What is typed into has words of its own: "accept", "backward-char". */
static bool run_in_field(struct tui *tui, const char *name)
{
	struct view *view = tui_focus(tui);
	struct edit *edit;

	if (tui->prompt != NULL) {
		if (prompt_command(tui, name))
			return true;
		edit = prompt_edit(tui);
	} else if (tui->menu != NULL) {
		if (menu_command(tui, name))
			return true;
		edit = menu_edit(tui);
	} else {
		edit = view->ops->field != NULL ? view->ops->field(view) : NULL;
	}
	if (edit == NULL || !edit_do(edit, name, view->width))
		return false;
	if (tui->prompt != NULL)
		prompt_typed(tui);
	else if (tui->menu != NULL)
		menu_typed(tui);
	else if (view->ops->typed != NULL)
		view->ops->typed(view);
	tui_touch(tui);
	return true;
}

/* The language of the configuration takes a line as it is written; what is known to it is done then. */
static err_t run_config(struct tui *tui, const char *line, bool *known, const char **rest)
{
	const struct config_problems problems = { on_problem, tui };
	err_t err = config_line(tui->config, line, &problems, known, rest);

	if (*known)
		tui_apply_changes(tui);
	return err;
}

static err_t run_call(struct tui *tui, size_t count, const char *const *words)
{
	const struct call *call;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	if (err_is(err, ERR_USAGE) && used == 0)
		return err;
	return err != NULL ? err : ask_typed(tui, call, count - used, words + used);
}

err_t run_words(struct tui *tui, size_t count, const char *const *words)
{
	const struct screen_command *command = screen_command_find(words[0]);
	const struct config_problems problems = { on_problem, tui };
	struct view *view = tui_focus(tui);
	bool known = false;
	err_t err = NULL;

	if (count == 1 && run_in_field(tui, words[0]))
		return NULL;
	if (view->ops->command != NULL)
		err = view->ops->command(view, count, words, &known);
	if (known || err != NULL)
		return err;
	if (count == 1 && view_move(view, words[0]))
		return NULL;
	if (command != NULL)
		return command->run(tui, count - 1, words + 1);
	err = config_run(tui->config, count, words, &problems, &known);
	if (known)
		tui_apply_changes(tui);
	return known ? err : run_call(tui, count, words);
}

static err_t run_text(struct tui *tui, struct arena *arena, const char *line, int depth);

/* One command; an alias is replaced by its line, the other words stay behind it. */
static err_t run_one(struct tui *tui, struct arena *arena, size_t count, const char *const *words, int depth)
{
	const char *alias = config_alias(tui->config, words[0]);
	struct str line = { 0 };
	err_t err;

	if (alias == NULL)
		return run_words(tui, count, words);
	if (depth == ALIAS_DEPTH)
		return err_make(ERR_USAGE, "alias %s: aliases stand for aliases %d deep", words[0], ALIAS_DEPTH);
	str_add(&line, alias);
	for (size_t i = 1; i < count; i++)
		str_printf(&line, " %s", line_quote(arena, words[i]));
	err = run_text(tui, arena, line.text, depth + 1);
	str_finish(&line);
	return err;
}

static err_t run_text(struct tui *tui, struct arena *arena, const char *line, int depth)
{
	const char *const *words;
	err_t err = NULL;

	while (err == NULL && *line != '\0' && !tui->quit) {
		const char *rest = "";
		size_t count, here = 0;
		bool known = false;

		err = run_config(tui, line, &known, &rest);
		if (err == NULL && !known)
			err = line_words(arena, line, &words, &count);
		while (err == NULL && !known && here < count && !line_is_part(words, here))
			here++;
		if (err == NULL && here > 0)
			err = run_one(tui, arena, here, words, depth);
		line = rest;
	}
	return err;
}

void run_line(struct tui *tui, const char *line)
{
	struct arena *arena = arena_create();
	/* A copy: what a key says may take the key's own binding away. */
	err_t err = run_text(tui, arena, arena_copy(arena, line), 0);

	if (err != NULL)
		message_error(tui, err);
	arena_destroy(arena);
}
