/* SPDX-License-Identifier: ISC */
/*
 * Steps for a screen in memory, one a line: ":command", names of keys as in
 * bind, or "text that is typed".  A step is taken when everything that the
 * one before it asked for has been answered and drawn; ":wait TEXT" waits
 * until the screen says TEXT.  The screen is printed at the end, and
 * wherever ":screen-dump" says so; screens are parted by a line of dashes.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/base/utf8.h"
#include "inside.h"

enum { SCRIPT_MOST = 1 << 20, POLL_MS = 10, QUIET_POLLS = 5, WAIT_MS = 15000 };

struct script {
	struct str text;
	size_t at;
	int line, quiet;
	bool begun, dumped;
	struct loop_timer *timer;
	char *awaited;
	int64_t until;
};

static void on_poll(void *data);

static void poll_later(struct tui *tui)
{
	tui->script->timer = loop_after(tui->loop, POLL_MS, on_poll, tui);
}

err_t script_create(struct tui *tui, const char *path, struct script **out)
{
	struct script *script = mem_alloc(sizeof(*script));
	err_t err = file_read(path, SCRIPT_MOST, &script->text);

	(void)tui;
	if (err == NULL)
		*out = script;
	else
		script_destroy(script);
	return err;
}

void script_destroy(struct script *script)
{
	if (script == NULL)
		return;
	str_finish(&script->text);
	free(script->awaited);
	free(script);
}

void script_begin(struct tui *tui)
{
	if (!tui->script->begun)
		poll_later(tui);
	tui->script->begun = true;
}

void script_end(struct tui *tui)
{
	if (tui->script != NULL)
		loop_timer_stop(tui->loop, &tui->script->timer);
}

static void screen_text(struct tui *tui, struct str *out)
{
	arena_reset(tui->frame);
	layout_draw(tui);
	canvas_dump(tui->canvas, out);
}

void script_dump(struct tui *tui)
{
	struct str text = { 0 };
	char *rest, *line;

	if (tui->script == NULL || tui->options.print == NULL)
		return;
	if (tui->script->dumped)
		tui->options.print(tui->options.data, "----");
	tui->script->dumped = true;
	screen_text(tui, &text);
	rest = text.text;
	while (rest != NULL && *rest != '\0') {
		line = strsep(&rest, "\n");
		tui->options.print(tui->options.data, line);
	}
	str_finish(&text);
}

static void fail(struct tui *tui, err_t err)
{
	script_dump(tui);
	tui->failed = err_wrap(err, "step %d", tui->script->line);
	tui_quit(tui);
}

static void press(struct tui *tui, struct key key)
{
	input_event(tui, &(struct term_event){ .key = key });
}

static void type(struct tui *tui, const char *text, size_t len)
{
	for (const char *p = text, *end = text + len; p < end && !tui->quit; ) {
		struct key key = { 0 };
		bool valid;

		p += utf8_decode(p, end, &key.code, &valid);
		press(tui, key);
	}
}

static void press_named(struct tui *tui, char *names)
{
	char *name;

	while ((name = strsep(&names, " ")) != NULL && !tui->quit) {
		struct key keys[KEYS_MAX];
		size_t count;
		err_t err = *name == '\0' ? NULL : keys_parse(name, keys, &count);

		if (err != NULL) {
			fail(tui, err);
			return;
		}
		for (size_t i = 0; *name != '\0' && i < count; i++)
			press(tui, keys[i]);
	}
}

static void take_step(struct tui *tui, char *step)
{
	struct script *script = tui->script;
	size_t len = strlen(step);

	if (*step == '\0' || *step == '#') {
		return;
	} else if (str_starts(step, ":wait ")) {
		script->awaited = mem_copy(step + strlen(":wait "));
		script->until = clock_steady_ms() + WAIT_MS;
	} else if (*step == ':') {
		if (strcmp(step, ":screen-dump") != 0)
			message_clear(tui);
		run_line(tui, step + 1);
	} else if (*step == '"' && len > 1 && step[len - 1] == '"') {
		type(tui, step + 1, len - 2);
	} else {
		press_named(tui, step);
	}
}

static bool is_settled(struct tui *tui)
{
	bool quiet = tui->begun && attach_state(tui->desk) == ATTACH_HERE && attach_pending(tui->desk) == 0 &&
		tui->preview_timer == NULL && tui->draw_timer == NULL && !run_is_waiting(tui);

	tui->script->quiet = quiet ? tui->script->quiet + 1 : 0;
	return tui->script->quiet >= QUIET_POLLS;
}

/* True while the text that is waited for is not there. */
static bool is_waiting(struct tui *tui)
{
	struct script *script = tui->script;
	struct str text = { 0 };
	bool found;

	if (script->awaited == NULL)
		return false;
	screen_text(tui, &text);
	found = strstr(str_text(&text), script->awaited) != NULL;
	str_finish(&text);
	if (found) {
		free(script->awaited);
		script->awaited = NULL;
		return false;
	}
	if (clock_steady_ms() > script->until)
		fail(tui, err_make(ERR_NOT_FOUND, "the screen never said %s", script->awaited));
	return true;
}

static void on_poll(void *data)
{
	struct tui *tui = data;
	struct script *script = tui->script;
	char *step, *end;

	script->timer = NULL;
	if (!is_settled(tui) || is_waiting(tui)) {
		if (!tui->quit)
			poll_later(tui);
		return;
	}
	script->quiet = 0;
	if (script->at >= script->text.len) {
		script_dump(tui);
		tui_quit(tui);
		return;
	}
	step = script->text.text + script->at;
	end = strchr(step, '\n');
	if (end != NULL)
		*end = '\0';
	script->at += strlen(step) + 1;
	script->line++;
	take_step(tui, step);
	if (!tui->quit)
		poll_later(tui);
}
