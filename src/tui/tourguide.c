/* SPDX-License-Identifier: ISC */
/*
 * The guided tour: a few lines above the last one that say what to do next,
 * with the keys as they are bound.  A step waits for what it asks for, done
 * by the person on the real screen; nothing is played and nothing is locked.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/command/tour.h"
#include "inside.h"

enum { LINES_MOST = 3, SCREEN_LEAST = 14, INDENT = 1 };	/* on a lower screen there is no room to learn */

struct tour { size_t step; };

static size_t steps_count(void)
{
	size_t count = 0;

	while (tour_steps[count].text != NULL)
		count++;
	return count;
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

void tour_event(struct tui *tui, const char *when)
{
	if (tui->tour == NULL || !str_equal(tour_steps[tui->tour->step].when, when))
		return;
	if (tour_steps[tui->tour->step + 1].text == NULL) {
		tour_end(tui);
		message_say(tui, MESSAGE_INFO, shown_literal("that was the tour: \":tour\" shows it again"));
		return;
	}
	tui->tour->step++;
	tui_touch(tui);
}

/* The key of a command where the person is, else in the view where it belongs, else the command itself. */
static const char *key_of(struct tui *tui, const char *command)
{
	static const char *const views[] = { "queue", "conversation", "compose", "review", "outbox" };
	const char *key = input_key_in(tui, tui_focus(tui)->ops->name, command);

	for (size_t i = 0; key == NULL && i < sizeof(views) / sizeof(views[0]); i++)
		key = input_key_in(tui, views[i], command);
	return key != NULL ? key : arena_printf(tui->frame, ":%s", command);
}

/* "{compose} answers" is "r answers". */
static struct shown step_text(struct tui *tui)
{
	const char *p = tour_steps[tui->tour->step].text;
	struct str text = { 0 };
	struct shown shown;

	while (*p != '\0') {
		size_t plain = strcspn(p, "{"), len = strcspn(p + plain, "}");

		str_add_n(&text, p, plain);
		p += plain;
		if (*p == '\0')
			break;
		str_add(&text, key_of(tui, arena_copy_n(tui->frame, p + 1, len - 1)));
		p += len + (p[len] == '}');
	}
	shown = shown_block(tui->frame, str_text(&text), text.len);
	str_finish(&text);
	return shown;
}

static struct shown *lines_of(struct tui *tui, int width, size_t *count)
{
	struct shown *lines = shown_wrap(tui->frame, step_text(tui), width > 12 ? width - 2 * INDENT : 10, count);

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
	struct shown end = shown_literal(" \":tour off\" ends it ");
	size_t count;
	struct shown *lines = lines_of(tui, area.width, &count);
	int x;

	area_fill(area, STYLE_CHOICE);
	area_rule_across(area, 0);
	x = area_text(area, 2, 0, STYLE_HEADING, shown_line(arena, arena_printf(arena, " tour %zu/%zu ",
		tui->tour->step + 1, steps_count())));
	if (x + end.width + 4 < area.width)
		area_text(area, area.width - end.width - 2, 0, STYLE_DIM, end);
	for (size_t i = 0; i < count; i++)
		area_text(area, INDENT, 1 + (int)i, STYLE_CHOICE, lines[i]);
}
