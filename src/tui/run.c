/* SPDX-License-Identifier: ISC */
/*
 * One line, from a key, the ":" line, an alias, a macro or a script, until it
 * is done: an alias stands for a line; then whoever has the keys may know the
 * word, then the screen, the configuration, and last the table of calls.
 *
 * Commands joined by ; run one after the other.  What asks the desk for
 * something is waited for, with all that the lists on the screen make of it,
 * before the next command: its selection is the one at that moment.  The
 * first refusal ends the line.  Keys that are typed meanwhile wait, but for
 * those that give up.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/near.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "inside.h"
#include "macro.h"

enum { ALIAS_DEPTH = 8, POLL_MS = 10, QUIET_POLLS = 6, AHEAD_MOST = 256 };

/* A line, and what of it is still to be run. */
struct frame { char *line; const char *rest; };

struct run {
	struct run *next;		/* whoever waits for this one */
	struct tui *tui;
	char *macro;			/* its name, or NULL */
	bool played;			/* it, or what it was begun in, is a macro */
	char *now;			/* the command that runs, as it is written */
	struct frame frames[ALIAS_DEPTH + 1];	/* the line, then aliases in it */
	size_t depth, step;
	unsigned level;			/* how deep in others it was begun */
};

struct runs {
	struct run *waiting;		/* the innermost first */
	struct loop_timer *timer;
	int quiet;
	unsigned level;
	bool played;			/* what runs now is a macro's */
	unsigned held;			/* answers that open a view, on their way */
	struct key ahead[AHEAD_MOST];
	size_t ahead_count;
};

struct runs *runs_create(void)
{
	return mem_alloc(sizeof(struct runs));
}

static void run_destroy(struct run *run)
{
	while (run->depth > 0)
		free(run->frames[--run->depth].line);
	free(run->macro);
	free(run->now);
	free(run);
}

void runs_destroy(struct tui *tui)
{
	struct runs *runs = tui->runs;

	if (runs == NULL)
		return;
	loop_timer_stop(tui->loop, &runs->timer);
	for (struct run *next; runs->waiting != NULL; runs->waiting = next) {
		next = runs->waiting->next;
		run_destroy(runs->waiting);
	}
	free(runs);
	tui->runs = NULL;
}

bool run_is_waiting(const struct tui *tui)
{
	return tui->runs->waiting != NULL;
}

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

static void try_alias(void *near, const char *name, const char *line)
{
	(void)line;
	near_try(near, name);
}

/* A call that was begun is told about by err; else what is near may be the screen's, or one's own. */
static err_t no_command(struct tui *tui, const char *word, err_t err)
{
	struct near near;
	const char *name;

	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, word, strlen(word)) == 0)
			return err;
	near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < calls_count; i++)
		near_try(&near, arena_copy_n(tui->frame, calls[i].name, strcspn(calls[i].name, " ")));
	for (size_t i = 0; (name = tui_command_name(i)) != NULL; i++)
		near_try(&near, name);
	for (const struct config_command *command = config_commands; command->name != NULL; command++)
		near_try(&near, command->name);
	config_aliases(tui->config, try_alias, &near);
	return near.best == NULL ? err : err_make(ERR_USAGE, "no command '%s'; did you mean %s?", word, near.best);
}

static err_t run_call(struct tui *tui, size_t count, const char *const *words)
{
	const struct call *call;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	return err != NULL ? no_command(tui, words[0], err) : ask_typed(tui, call, count - used, words + used);
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

/* ---- the commands of a line, one by one */

static const char *words_line(struct arena *arena, size_t count, const char *const *words)
{
	struct str line = { 0 };
	const char *copy;

	for (size_t i = 0; i < count; i++)
		str_printf(&line, "%s%s", i > 0 ? " " : "", line_quote(arena, words[i]));
	copy = arena_copy(arena, str_text(&line));
	str_finish(&line);
	return copy;
}

/* An alias is replaced by its line, the other words stay behind it. */
static err_t alias_push(struct run *run, struct arena *arena, const char *alias, size_t count, const char *const *words)
{
	struct frame *frame = &run->frames[run->depth];
	const char *behind = count > 1 ? words_line(arena, count - 1, words + 1) : "";

	if (run->depth > ALIAS_DEPTH)
		return err_make(ERR_USAGE, "alias %s: aliases stand for aliases %d deep", words[0], ALIAS_DEPTH);
	frame->line = mem_copy(arena_printf(arena, "%s%s%s", alias, *behind != '\0' ? " " : "", behind));
	frame->rest = frame->line;
	run->depth++;
	return NULL;
}

/* What is typed into a prompt, the palette or a reply is no command that a macro plays. */
static bool is_writing(const struct tui *tui)
{
	struct view *view = tui_focus(tui);

	return tui->prompt != NULL || tui->menu != NULL || (view->ops->flags & VIEW_WRITER) != 0 ||
		(view->ops->field != NULL && view->ops->field(view) != NULL);
}

static err_t command_run_now(struct run *run, struct arena *arena, size_t count, const char *const *words)
{
	struct tui *tui = run->tui;
	bool writing = is_writing(tui);
	unsigned level = tui->runs->level;
	bool played = tui->runs->played;
	err_t err;

	free(run->now);
	run->now = mem_copy(words_line(arena, count, words));
	run->step++;
	tui->runs->level = run->level + 1;
	tui->runs->played = run->played;
	err = run_words(tui, count, words);
	tui->runs->level = level;
	tui->runs->played = played;
	if (err == NULL && !writing)
		macro_heard(tui, words[0], run->now);
	return err;
}

/* The next command of the innermost line that has one. */
static err_t run_step(struct run *run, struct arena *arena)
{
	struct frame *frame = &run->frames[run->depth - 1];
	const char *const *words, *alias, *line = frame->rest;
	size_t count = 0, here = 0;
	bool known = false;
	err_t err;

	frame->rest = "";
	err = run_config(run->tui, line, &known, &frame->rest);
	if (err != NULL || known)
		return err;
	err = line_words(arena, line, &words, &count);
	while (err == NULL && here < count && !line_is_part(words, here))
		here++;
	if (err != NULL || here == 0)
		return err;
	alias = config_alias(run->tui->config, words[0]);
	return alias != NULL ? alias_push(run, arena, alias, here, words) : command_run_now(run, arena, here, words);
}

static bool has_more(struct run *run)
{
	while (run->depth > 0 && *run->frames[run->depth - 1].rest == '\0')
		free(run->frames[--run->depth].line);
	return run->depth > 0;
}

/* ---- waiting */

static void on_poll(void *data);

static void wait_begin(struct tui *tui)
{
	tui->runs->quiet = 0;
	if (tui->runs->timer == NULL)
		tui->runs->timer = loop_after(tui->loop, POLL_MS, on_poll, tui);
}

static void run_park(struct run *run)
{
	struct run **at = &run->tui->runs->waiting;

	while (*at != NULL && (*at)->level > run->level)
		at = &(*at)->next;
	run->next = *at;
	*at = run;
	wait_begin(run->tui);
}

static void run_fail(struct run *run, const char *why)
{
	struct tui *tui = run->tui;
	const char *left = has_more(run) ? _("; the rest was left out") : "";
	struct str text = { 0 };

	if (run->macro != NULL)
		str_printf(&text, _("macro %s, step %zu, %s: %s%s"), run->macro, run->step, run->now != NULL ? run->now : "",
			why, left);
	else
		str_printf(&text, "%s%s", why, left);
	message_text(tui, MESSAGE_ERROR, text.text);
	str_finish(&text);
}

static void run_on(struct run *run)
{
	struct arena *arena = arena_create();
	struct tui *tui = run->tui;
	bool waits = false;
	err_t err = NULL;

	while (err == NULL && !waits && !tui->quit && has_more(run)) {
		uint64_t asked = tui->asked;

		err = run_step(run, arena);
		waits = err == NULL && (tui->asked != asked || run_is_waiting(tui)) && has_more(run);
	}
	if (waits) {
		run_park(run);
	} else {
		if (err != NULL)
			run_fail(run, err_shown(arena, err));
		else if (run->macro != NULL)
			macro_played(tui, run->macro, run->step);
		run_destroy(run);
	}
	arena_destroy(arena);
}

/* A key of them may hold the rest again. */
static void ahead_play(struct tui *tui)
{
	struct runs *runs = tui->runs;
	struct key keys[AHEAD_MOST];
	size_t count = runs->ahead_count;

	memcpy(keys, runs->ahead, sizeof(keys));
	runs->ahead_count = 0;
	for (size_t i = 0; i < count && !tui->quit; i++)
		input_event(tui, &(struct term_event){ .key = keys[i] });
}

/* Quiet for a moment: what was asked is answered, and the lists have heard of it. */
static void on_poll(void *data)
{
	struct tui *tui = data;
	struct runs *runs = tui->runs;
	struct run *run = runs->waiting;

	runs->timer = NULL;
	runs->quiet = attach_pending(tui->desk) == 0 ? runs->quiet + 1 : 0;
	if (run == NULL || tui->quit)
		return;
	if (runs->quiet < QUIET_POLLS) {
		runs->timer = loop_after(tui->loop, POLL_MS, on_poll, tui);
		return;
	}
	runs->waiting = run->next;
	run_on(run);
	if (runs->waiting != NULL)
		wait_begin(tui);
	else if (runs->held == 0)
		ahead_play(tui);
}

void run_hold(struct tui *tui)
{
	tui->runs->held++;
}

/* What they were typed for does not open: elsewhere they would mean something else. */
void run_lose(struct tui *tui)
{
	if (tui->runs->held > 0 && tui->runs->waiting == NULL)
		tui->runs->ahead_count = 0;
}

void run_release_all(struct tui *tui)
{
	tui->runs->held = 0;
	if (tui->runs->waiting == NULL)
		ahead_play(tui);
}

void run_release(struct tui *tui)
{
	if (tui->runs->held > 1)
		tui->runs->held--;
	else if (tui->runs->held == 1)
		run_release_all(tui);
}

/* All that wait end with the innermost, whose words tell of it. */
static void runs_drop(struct tui *tui)
{
	struct runs *runs = tui->runs;

	loop_timer_stop(tui->loop, &runs->timer);
	runs->ahead_count = 0;
	for (struct run *next; runs->waiting != NULL; runs->waiting = next) {
		next = runs->waiting->next;
		run_destroy(runs->waiting);
	}
	tui_touch(tui);
}

bool run_refused(struct tui *tui, const char *why)
{
	macro_refused(tui);
	if (tui->runs->waiting == NULL)
		return false;
	run_fail(tui->runs->waiting, why);
	runs_drop(tui);
	return true;
}

static bool gives_up(struct key key)
{
	return key.code == K_ESCAPE || (key.mods == MOD_CTRL && (key.code == 'c' || key.code == 'g'));
}

bool run_takes_key(struct tui *tui, const struct term_event *event)
{
	struct runs *runs = tui->runs;

	if (runs->waiting == NULL && runs->held == 0)
		return false;
	if (gives_up(event->key)) {
		if (runs->waiting != NULL)
			run_fail(runs->waiting, _("given up"));
		runs->held = 0;
		runs_drop(tui);
	} else if (event->key.code != K_PASTE && event->key.code != K_MOUSE &&
		runs->ahead_count < AHEAD_MOST) {
		runs->ahead[runs->ahead_count++] = event->key;
	}
	return true;
}

static void run_begin(struct tui *tui, const char *macro, const char *line)
{
	struct run *run = mem_alloc(sizeof(*run));

	run->tui = tui;
	run->macro = macro != NULL ? mem_copy(macro) : NULL;
	run->level = tui->runs->level;
	run->played = macro != NULL || tui->runs->played;
	run->frames[0].line = mem_copy(line);
	run->frames[0].rest = run->frames[0].line;
	run->depth = 1;
	run_on(run);
}

bool run_is_macro(const struct tui *tui)
{
	return tui->runs->played;
}

void run_line(struct tui *tui, const char *line)
{
	run_begin(tui, NULL, line);
}

void run_macro(struct tui *tui, const char *name, const char *line)
{
	run_begin(tui, name, line);
}
