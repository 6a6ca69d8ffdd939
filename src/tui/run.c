/* SPDX-License-Identifier: ISC */
/*
 * One line, from a key, the ":" line, an alias or a script, until it is done:
 * an alias stands for a line; then whoever has the keys may know the word,
 * then the screen, the configuration, and last the table of calls.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/command/line.h"
#include "inside.h"

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

static err_t on_words(void *data, size_t count, const char *const *words)
{
	return run_words(data, count, words);
}

static void on_configured(void *data)
{
	tui_apply_changes(data);
}

static bool is_over(void *data)
{
	return ((struct tui *)data)->quit;
}

void run_line(struct tui *tui, const char *line)
{
	const struct config_problems problems = { on_problem, tui };
	const struct line_ear ear = { .run = on_words, .configured = on_configured, .is_over = is_over,
		.problems = &problems, .data = tui };
	char *own = mem_copy(line);	/* what a key says may take the key's own binding away */
	err_t err = line_say(tui->config, own, &ear);

	free(own);
	if (err != NULL)
		message_error(tui, err);
}
