/* SPDX-License-Identifier: ISC */
/*
 * The guided tour: a few lines above the last one that say what to do next,
 * with the keys as they are bound.  It goes on when the person has done
 * something on the real screen; nothing is played and nothing is locked.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/command/tour.h"
#include "inside.h"

enum { LINES_MOST = 3, SCREEN_LEAST = 14, INDENT = 1 };	/* on a lower screen there is no room to learn */

enum { KEYS_TO_READ = 4 };	/* whoever does so much more has read the last step */

struct tour { size_t step, before; unsigned keys; };	/* before the reply was begun */

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
	tui->tour->step = review ? (size_t)(tour_step_find("composing") - tour_steps) : tui->tour->before;
	tui_touch(tui);
}

/* The tour follows; whoever did all of it and goes on has seen enough. */
void tour_event(struct tui *tui, const char *when)
{
	const struct tour_step *step = tour_step_find(when);
	size_t last = tour_steps_count - 1, at = step != NULL ? (size_t)(step - tour_steps) : 0;

	if (tui->tour == NULL || step == NULL)
		return;
	if (tui->tour->step == last)
		tour_over(tui);
	else if (tui->tour->step + 1 == last)
		tui->tour->step = last;
	else if (at > tui->tour->step) {
		if (strcmp(when, "composing") == 0)
			tui->tour->before = tui->tour->step;
		tui->tour->step = at;
	}
	tui_touch(tui);
}

void tour_key(struct tui *tui)
{
	if (tui->tour != NULL && tui->tour->step == tour_steps_count - 1 && ++tui->tour->keys == KEYS_TO_READ)
		tour_over(tui);
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

static struct shown *lines_of(struct tui *tui, int width, size_t *count)
{
	const char *text = tour_text(tui->frame, &tour_steps[tui->tour->step], key_of, tui);
	struct shown *lines = shown_wrap(tui->frame, shown_block(tui->frame, text, strlen(text)),
		width > 12 ? width - 2 * INDENT : 10, count);

	*count = *count > LINES_MOST ? LINES_MOST : *count;
	return lines;
}

int tour_height(struct tui *tui, int width)
{
	size_t count;

	if (tui->tour == NULL || canvas_height(tui->canvas) < SCREEN_LEAST)
		return 0;
	(void)lines_of(tui, width, &count);
	return 1 + (int)count;
}

void tour_draw(struct tui *tui, struct area area)
{
	struct arena *arena = tui->frame;
	struct shown end = shown_literal(_(" \":tour off\" ends it "));
	size_t count;
	struct shown *lines = lines_of(tui, area.width, &count);
	int x;

	area_fill(area, STYLE_CHOICE);
	area_rule_across(area, 0);
	x = area_text(area, 2, 0, STYLE_HEADING, shown_line(arena, arena_printf(arena, _(" tour %zu/%zu "),
		tui->tour->step + 1, tour_steps_count)));
	if (x + end.width + 4 < area.width)
		area_text(area, area.width - end.width - 2, 0, STYLE_DIM, end);
	for (size_t i = 0; i < count; i++)
		area_text(area, INDENT, 1 + (int)i, STYLE_CHOICE, lines[i]);
}
