/* SPDX-License-Identifier: ISC */
/*
 * The guided tour: two lines above the last one that say what to do next,
 * with the keys as they are bound, one when the person does something else
 * for long.  It goes on when they have done it on the real screen; nothing is
 * played and nothing is locked.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/command/tour.h"
#include "inside.h"

/* On a lower screen there is no room to learn. */
enum { LINES_MOST = 2, SCREEN_LEAST = 12, TWO_LINES_FROM = 14, INDENT = 2, NARROW = 60 };

/* Whoever pressed so many keys without doing it has read it; and who has done all of it the last two steps. */
enum { KEYS_TO_FOLD = 24, KEYS_TO_READ = 4 };

struct tour { size_t step, before; unsigned keys; };	/* before the reply was begun; keys of this step */

static bool is_last(const struct tui *tui)
{
	return tui->tour->step == tour_steps_count - 1;
}

static bool is_folded(const struct tui *tui)
{
	return tui->tour->keys >= KEYS_TO_FOLD && !is_last(tui);
}

static void step_set(struct tui *tui, size_t step)
{
	if (step != tui->tour->step)
		tui->tour->keys = 0;
	tui->tour->step = step;
}

static void tour_over(struct tui *tui)
{
	tour_end(tui);
	message_say(tui, MESSAGE_INFO, shown_literal(_("that was the tour; \":tour\" begins it again")));
}

void tour_begin(struct tui *tui)
{
	free(tui->tour);
	tui->tour = mem_alloc(sizeof(*tui->tour));
	tui_touch(tui);
}

void tour_end(struct tui *tui)
{
	free(tui->tour);
	tui->tour = NULL;
	tui_touch(tui);
}

static bool is_step(const struct tui *tui, const char *when)
{
	return strcmp(tour_steps[tui->tour->step].when, when) == 0;
}

/* A writer is closed and nothing was sent: what the step says to do cannot be done any more. */
void tour_left(struct tui *tui, const char *when)
{
	bool review = strcmp(when, "review") == 0;

	if (tui->tour == NULL || !(is_step(tui, "review") || (!review && is_step(tui, "composing"))))
		return;
	step_set(tui, review ? (size_t)(tour_step_find("composing") - tour_steps) : tui->tour->before);
	tui_touch(tui);
}

/* The tour follows; whoever did all of it and goes on has seen enough. */
void tour_event(struct tui *tui, const char *when)
{
	const struct tour_step *step = tour_step_find(when);
	size_t last = tour_steps_count - 1, at = step != NULL ? (size_t)(step - tour_steps) : 0;

	if (tui->tour == NULL || step == NULL)
		return;
	if (is_last(tui))
		tour_over(tui);
	else if (tui->tour->step + 1 == last)
		step_set(tui, last);
	else if (at > tui->tour->step) {
		if (strcmp(when, "composing") == 0)
			tui->tour->before = tui->tour->step;
		step_set(tui, at);
	}
	tui_touch(tui);
}

void tour_key(struct tui *tui)
{
	if (tui->tour == NULL)
		return;
	if (++tui->tour->keys != KEYS_TO_READ)
		return;
	if (is_last(tui))
		tour_over(tui);
	else if (tui->tour->step + 1 == tour_steps_count - 1)	/* it asks for nothing that would be told */
		step_set(tui, tui->tour->step + 1);
	tui_touch(tui);
}

/* The key of a command where the person is, else in the view where it belongs. */
static const char *key_of(void *data, const char *command)
{
	static const char *const views[] = { "queue", "conversation", "compose", "review", "outbox" };
	const struct tui *tui = data;
	const char *key = input_key_in(tui, tui_focus(tui)->ops->name, command);

	for (size_t i = 0; key == NULL && i < sizeof(views) / sizeof(views[0]); i++)
		key = input_key_in(tui, views[i], command);
	return key;
}

static struct shown label(const struct tui *tui, int width)
{
	const char *step = arena_printf(tui->frame, "%zu/%zu", tui->tour->step + 1, tour_steps_count);

	return shown_line(tui->frame, width < NARROW ? step : arena_printf(tui->frame, _("tour %s"), step));
}

static struct shown ending(void)
{
	return shown_literal(_(":tour off ends it"));
}

static int text_room(const struct tui *tui, int width)
{
	int room = width - 2 * INDENT - label(tui, width).width - (is_folded(tui) ? ending().width + INDENT : 1);

	return room > 10 ? room : 10;
}

/* Where there is little room only what is to be done is said, which stands behind the first sentences. */
static struct shown *lines_of(struct tui *tui, int width, size_t *count)
{
	const char *text = tour_text(tui->frame, &tour_steps[tui->tour->step], key_of, tui), *rest = text;
	size_t most = is_folded(tui) || canvas_height(tui->canvas) < TWO_LINES_FROM ? 1 : LINES_MOST;
	int room = text_room(tui, width);
	struct shown *lines = NULL;

	for (; rest != NULL; rest = strstr(text, ". "), text = rest == NULL ? text : rest + 2) {
		lines = shown_wrap(tui->frame, shown_block(tui->frame, text, strlen(text)), room, count);
		if (*count <= most)
			return lines;
	}
	if (most == 1)
		lines[0] = shown_cut(tui->frame, shown_line(tui->frame, text), room);
	*count = most;
	return lines;
}

int tour_height(struct tui *tui, int width)
{
	size_t count;

	if (tui->tour == NULL || canvas_height(tui->canvas) < SCREEN_LEAST)
		return 0;
	(void)lines_of(tui, width, &count);
	return (int)count;
}

void tour_draw(struct tui *tui, struct area area)
{
	size_t count;
	struct shown *lines = lines_of(tui, area.width, &count), step = label(tui, area.width), end = ending();
	int x = INDENT + step.width + 1, behind = area.width - end.width - 1;

	area_fill(area, STYLE_CHOICE);
	area_text(area, 1, 0, STYLE_HEADING, step);
	for (size_t i = 0; i < count; i++)
		area_text(area, x, (int)i, STYLE_CHOICE, lines[i]);
	if (count > 0 && x + lines[count - 1].width + INDENT <= behind)
		area_text(area, behind, (int)count - 1, STYLE_DIM, end);
}
