/* SPDX-License-Identifier: ISC */
/*
 * The beginning and the end of a screen, and when it is drawn: at most once
 * for everything that one turn of the loop brought.
 */
#include "guichet/tui/tui.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/model/query.h"
#include "history.h"
#include "inside.h"
#include "macro.h"

enum {
	SECOND_MS = 1000,
	TICK_MS = 15000,	/* waits are shown in minutes */
	SPIN_MS = 120,
	PARTING_MS = 1500	/* for what is still to be kept at the end */
};

int64_t tui_now(const struct tui *tui)
{
	return clock_now(&tui->clock);
}

bool tui_is_ascii(const struct tui *tui)
{
	return canvas_is_ascii(tui->canvas);
}

/* ---- drawing */

static void draw_now(struct tui *tui)
{
	loop_timer_stop(tui->loop, &tui->draw_timer);
	arena_reset(tui->frame);
	layout_draw(tui);
	presence_tell(tui);
	if (tui->term != NULL)
		term_show(tui->term, tui->canvas, config_looks(tui->config));
}

static void on_tick(void *data);

static void on_draw(void *data)
{
	struct tui *tui = data;

	tui->draw_timer = NULL;
	draw_now(tui);
}

void tui_touch(struct tui *tui)
{
	if (tui->draw_timer == NULL && !tui->quit)
		tui->draw_timer = loop_after(tui->loop, 0, on_draw, tui);
}

void tui_counts_down(struct tui *tui, int64_t until_ms)
{
	if (until_ms == tui->leaves_ms)
		return;
	tui->leaves_ms = until_ms;
	loop_timer_stop(tui->loop, &tui->minute_timer);
	tui->minute_timer = loop_after(tui->loop, SECOND_MS, on_tick, tui);
	tui_touch(tui);
}

static void on_tick(void *data)
{
	struct tui *tui = data;

	tui->minute_timer = loop_after(tui->loop, tui->leaves_ms > tui_now(tui) ? SECOND_MS : TICK_MS, on_tick, tui);
	for (size_t i = 0; i < tui->depth; i++)	/* their texts say how long ago */
		tui->stack[i]->pager.built_width = 0;
	if (tui->preview != NULL)
		tui->preview->pager.built_width = 0;
	shift_tick(tui);
	tui_touch(tui);
}

static void on_busy(void *data)
{
	struct tui *tui = data;

	tui->busy_timer = NULL;
	tui->busy = attach_pending(tui->desk) > 0;
	tui->spin++;
	if (tui->busy)
		tui->busy_timer = loop_after(tui->loop, SPIN_MS, on_busy, tui);
	tui_touch(tui);
}

void ask_busy(struct tui *tui)
{
	if (tui->options.script != NULL)	/* a literal screen shows no sign of waiting, from the first call on */
		return;
	if (attach_pending(tui->desk) > 0 && tui->busy_timer == NULL)
		tui->busy_timer = loop_after(tui->loop, QUICK_MS, on_busy, tui);
}

void tui_quit(struct tui *tui)
{
	tui->quit = true;
	loop_stop(tui->loop);
}

err_t tui_aside(struct tui *tui, err_t (*run)(void *data), void *data)
{
	err_t err, back;

	if (tui->term == NULL)
		return run(data);
	term_suspend(tui->term);
	err = run(data);
	back = term_resume(tui->term);
	if (back != NULL)
		return back;
	tui_touch(tui);
	return err;
}

/* ---- keys and signals */

static void on_keys(void *data, int fd, unsigned events)
{
	struct tui *tui = data;
	struct term_event event;

	(void)fd;
	(void)events;
	while (!tui->quit && term_read(tui->term, &event))
		input_event(tui, &event);
	if (tui->draw_timer != NULL && !tui->quit)
		draw_now(tui);	/* what a key did is seen before anything else is done */
}

static void resize(struct tui *tui)
{
	int width, height;

	term_size(tui->term, &width, &height);
	if (width != canvas_width(tui->canvas) || height != canvas_height(tui->canvas))
		canvas_resize(tui->canvas, width, height);
	term_redraw(tui->term);
	layout_follow(tui);
	tui_touch(tui);
}

/* Who stops a program may forget it. */
void tui_stop(struct tui *tui)
{
	for (size_t i = 0; i < tui->depth; i++)
		compose_keep(tui->stack[i]);
	term_stop(tui->term);
}

static void on_signal(void *data, int fd, unsigned events)
{
	struct tui *tui = data;
	unsigned signals = term_signals(tui->term);

	(void)fd;
	(void)events;
	if ((signals & TERM_STOP) != 0)
		tui_stop(tui);
	if ((signals & (TERM_RESIZED | TERM_STOP | TERM_CONTINUED)) != 0)
		resize(tui);
	if ((signals & TERM_ENDED) != 0)
		tui_quit(tui);
}

/* ---- configuration */

static void on_problem(void *data, const char *text)
{
	message_text(data, MESSAGE_ERROR, text);
}

static bool wants_ascii(const struct tui *tui)
{
	const char *ascii = config_text(tui->config, OPT_ASCII);

	return strcmp(ascii, "on") == 0 || (strcmp(ascii, "auto") == 0 && tui->term != NULL && !term_is_utf8(tui->term));
}

void tui_apply_changes(struct tui *tui)
{
	unsigned changes = config_changes(tui->config);

	canvas_set_ascii(tui->canvas, wants_ascii(tui));
	if (changes != 0 && tui->term != NULL) {
		term_redraw(tui->term);
		mouse_apply(tui);
	}
	for (size_t i = 0; i < tui->depth; i++)
		tui->stack[i]->pager.built_width = 0;
	if ((changes & CHANGE_LAYOUT) != 0)
		layout_follow(tui);
	if ((changes & CHANGE_VIEWS) != 0 && tui->sidebar != NULL)
		sidebar_count_again(tui->sidebar);
	tui_touch(tui);
}

void tui_load_config(struct tui *tui)
{
	const struct config_problems problems = { on_problem, tui };
	struct str path = { 0 };
	err_t err;

	config_defaults(tui->config);
	/* Defaults are compiled in; a file of the person's may have the name of their theme. */
	err = config_theme(tui->config, config_text(tui->config, OPT_THEME), &problems);
	if (err != NULL)
		message_error(tui, err);
	if (tui->options.config == NULL)
		config_path(&path);
	else
		str_add(&path, tui->options.config);
	if (path.len > 0 && (tui->options.config != NULL || access(path.text, F_OK) == 0))
		config_file(tui->config, path.text, &problems);
	str_finish(&path);
}

/* ---- start and end */

static bool wants_color(const struct tui *tui)
{
	const char *color = config_text(tui->config, OPT_COLOR), *no = getenv("NO_COLOR");

	return strcmp(color, "on") == 0 || (strcmp(color, "auto") == 0 && (no == NULL || *no == '\0'));
}

static err_t open_screen(struct tui *tui)
{
	struct term_options how = { .in = STDIN_FILENO, .out = STDOUT_FILENO };
	int width = tui->options.width, height = tui->options.height;
	err_t err;

	if (width == 0) {
		how.color = wants_color(tui);
		how.escape_ms = config_int(tui->config, OPT_ESCAPE_MS);
		err = term_open(&how, &tui->term);
		if (err != NULL)
			return err;
		term_size(tui->term, &width, &height);
		mouse_apply(tui);
		loop_fd(tui->loop, term_fd(tui->term), LOOP_READ, on_keys, tui);
		loop_fd(tui->loop, term_signal_fd(tui->term), LOOP_READ, on_signal, tui);
	}
	canvas_resize(tui->canvas, width, height);
	return NULL;
}

/* A French locale mostly has a French keyboard, on which some keys of the defaults are hard to type. */
static void propose_keys(struct tui *tui)
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *locale = NULL;

	for (size_t i = 0; i < 3 && (locale == NULL || *locale == '\0'); i++)
		locale = getenv(variables[i]);
	if (locale == NULL || !str_starts(locale, "fr_") || str_starts(locale, "fr_CA") || str_starts(locale, "fr_CH") ||
	    config_keys_chosen(tui->config) || !history_is_first("azerty"))
		return;
	message_say(tui, MESSAGE_INFO, shown_literal(_("a French keyboard: :keys azerty")));
}

static bool is_ssh(const struct tui *tui)
{
	return str_starts(attach_desk(tui->desk), "ssh://");
}

/* A password may be asked for on this terminal, before the screen takes it. */
static err_t await_desk(struct tui *tui)
{
	err_t err = NULL;

	while (err == NULL && is_ssh(tui) && attach_state(tui->desk) == ATTACH_SEEKING && !tui->quit)
		err = loop_run(tui->loop);
	return err;
}

static err_t begin(struct tui *tui)
{
	const struct attach_watcher watcher = { .state = desk_state, .data = tui,
		.silent = tui->options.script == NULL ? desk_silent : NULL };
	err_t err = loop_create(&tui->loop);

	tui->options.client.front = "screen";
	if (err == NULL)
		err = attach(&tui->options.client, tui->loop, &watcher, &tui->desk);
	if (err != NULL)
		return err;
	tui_load_config(tui);
	err = await_desk(tui);
	if (err == NULL && tui->failed == NULL)
		err = open_screen(tui);
	if (err != NULL || tui->failed != NULL)
		return err;
	tui_apply_changes(tui);
	err = view_create(tui, &view_sidebar, NULL, &tui->sidebar);
	if (err == NULL)
		err = tui_open(tui, &view_queue, NULL);
	if (err == NULL && tui->options.script != NULL)
		err = script_create(tui, tui->options.script, &tui->script);
	if (err == NULL && tui->options.tour)
		tour_begin(tui);
	propose_keys(tui);
	if (err == NULL && tui->options.first != NULL)
		run_line(tui, tui->options.first);
	tui->minute_timer = loop_after(tui->loop, TICK_MS, on_tick, tui);
	if (attach_state(tui->desk) == ATTACH_HERE)
		desk_state(tui, ATTACH_HERE, NULL);
	return err;
}

static void on_parted(void *data)
{
	struct tui *tui = data;

	tui->draw_timer = NULL;
	loop_stop(tui->loop);
}

/* Drafts and other last words reach the desk; nobody waits for them longer than PARTING_MS. */
static void part(struct tui *tui)
{
	int64_t until = clock_steady_ms() + PARTING_MS;

	while (tui->desk != NULL && attach_state(tui->desk) != ATTACH_FAILED && attach_pending(tui->desk) > 0 &&
	       clock_steady_ms() < until) {
		tui->draw_timer = loop_after(tui->loop, 10, on_parted, tui);
		err_ignore(loop_run(tui->loop), "at the end there is nobody to tell");
	}
	if (tui->desk != NULL && attach_pending(tui->desk) > 0 && tui->failed == NULL)
		tui->failed = err_make(ERR_NET, "%s is away: what was written last may not be kept", attach_desk(tui->desk));
}

/* The shell may have its terminal now; a second hangup, of which there is often one, must not end us before part(). */
static void give_back(struct tui *tui)
{
	if (tui->term == NULL)
		return;
	loop_fd(tui->loop, term_fd(tui->term), 0, NULL, NULL);
	loop_fd(tui->loop, term_signal_fd(tui->term), 0, NULL, NULL);
	term_suspend(tui->term);
}

static void end(struct tui *tui)
{
	tui->quit = true;
	loop_timer_stop(tui->loop, &tui->draw_timer);
	loop_timer_stop(tui->loop, &tui->minute_timer);
	loop_timer_stop(tui->loop, &tui->busy_timer);
	loop_timer_stop(tui->loop, &tui->again_timer);
	loop_timer_stop(tui->loop, &tui->preview_timer);
	script_end(tui);
	presence_end(tui);
	give_back(tui);
	while (tui->depth > 0)
		view_destroy(tui->stack[--tui->depth]);
	view_destroy(tui->preview);
	view_destroy(tui->sidebar);
	tui->preview = tui->sidebar = NULL;
	prompt_finish(tui);
	ask_forget(tui);
	menu_close(tui);
	complete_finish(tui);
	notify_end(tui);
	desk_forget(tui);
	part(tui);
	attach_close(tui->desk);
	runs_destroy(tui);
	term_close(tui->term);
	script_destroy(tui->script);
	notice_end(tui);
	messages_destroy(tui->messages);
	json_destroy(tui->known);
	json_destroy(tui->here);
	config_destroy(tui->config);
	canvas_destroy(tui->canvas);
	arena_destroy(tui->frame);
	loop_destroy(tui->loop);
	macros_destroy(tui->macros);
	free(tui->tour);
	free(tui->found);
}

err_t tui_run(const struct tui_options *options)
{
	struct tui *tui = mem_alloc(sizeof(*tui));
	err_t err = NULL;
	int64_t now;

	tui->options = *options;
	tui->options.client.one_desk = true;	/* numbers on the screen are of this desk */
	tui->clock = clock_system();
	if (options->now != NULL && time_parse(options->now, &now) == NULL)
		tui->clock = clock_fixed(now);
	tui->config = config_create();
	config_check_queries(tui->config, query_check);
	tui->canvas = canvas_create(1, 1);
	tui->frame = arena_create();
	tui->messages = messages_create();
	tui->runs = runs_create();
	tui->macros = macros_create();
	err = begin(tui);
	while (err == NULL && tui->failed == NULL && !tui->quit)
		err = loop_run(tui->loop);
	end(tui);
	if (err == NULL)
		err = tui->failed;
	free(tui);
	return err;
}
