/* SPDX-License-Identifier: ISC */
/*
 * How the bottom line looks: what is typed with what completion would add,
 * a reminder of the command's words at the right, and above it the choices.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "prompt.h"

enum {
	ROWS_MOST = 8,
	WORD_MOST = 30,		/* columns of the choices' words */
	GAP = 2, JUMP = 8,	/* a long line moves by so many columns */
	ANSWER_LEAST = 12, KEY_LEAST = 10,
	ONE_LINE = 1 << 20	/* wide enough that nothing is wrapped */
};

/* ---- the choices */

static int word_width(struct arena *arena, const struct prompt *prompt)
{
	int width = 0;

	for (size_t i = 0; i < prompt->count; i++) {
		int own = shown_line(arena, prompt->rows[i].word).width;

		width = own > width ? own : width;
	}
	return width < WORD_MOST ? width : WORD_MOST;
}

static void draw_choice(struct tui *tui, struct area row, const struct completion *choice, int width, bool now)
{
	struct arena *arena = tui->frame;
	int x = 1 + width + GAP;

	area_fill(row, now ? STYLE_CHOICE_NOW : STYLE_CHOICE);
	if (now)
		area_text(row, 0, 0, STYLE_CHOICE_NOW, canvas_glyph(tui->canvas, GLYPH_SELECTED));
	area_text(row, 1, 0, now ? STYLE_CHOICE_NOW : STYLE_CHOICE, shown_cut(arena, shown_line(arena, choice->word), width));
	if (choice->note != NULL && row.width - x - 1 > GAP)
		area_text(row, x, 0, now ? STYLE_CHOICE_NOW : STYLE_DIM,
			shown_cut(arena, shown_line(arena, choice->note), row.width - x - 1));
}

static void draw_choices(struct tui *tui, struct area above)
{
	const struct prompt *prompt = tui->prompt;
	size_t most = above.height > ROWS_MOST + 2 ? ROWS_MOST : above.height > 4 ? (size_t)above.height - 3 : 1;
	size_t rows = prompt->count <= most + 1 ? prompt->count : most, top = 0;	/* "1 more" is as high as that one */
	size_t chosen = prompt->chosen < prompt->count ? prompt->chosen : 0;
	int width = word_width(tui->frame, prompt), height = (int)rows + (rows < prompt->count ? 1 : 0);
	struct area area = area_part(above, 0, above.height - height, above.width, height);

	if (chosen >= rows)
		top = chosen - rows + 1;
	area_rule_across(area_part(above, 0, above.height - height - 1, above.width, 1), 0);
	area_fill(area, STYLE_CHOICE);
	for (size_t i = 0; i < rows; i++)
		draw_choice(tui, area_part(area, 0, (int)i, area.width, 1), &prompt->rows[top + i], width, top + i == prompt->chosen);
	if (rows < prompt->count)
		area_text(area, 1, (int)rows, STYLE_DIM, shown_line(tui->frame, arena_printf(tui->frame, _("%zu more"),
			prompt->count - rows)));
}

/* ---- the line */

/* A question that leaves no room for its answer stands above it, whole: its end names the word to type. */
static bool is_long_question(const struct prompt *prompt, struct arena *arena, int width)
{
	return prompt->question != NULL && shown_line(arena, prompt->question).width > width -
		(prompt->kind == 'k' ? KEY_LEAST : ANSWER_LEAST);
}

static void draw_question(struct tui *tui, struct area above)
{
	size_t count;
	const struct shown *lines = shown_wrap(tui->frame, shown_line(tui->frame, tui->prompt->question), above.width - 2, &count);
	int height = (int)count < above.height ? (int)count : above.height;
	struct area area = area_part(above, 0, above.height - height, above.width, height);

	area_fill(area, STYLE_PROMPT);
	for (int i = 0; i < height; i++)
		area_text(area, 1, i, STYLE_WARNING, lines[i]);
}

/* What stands before the text; where the text begins. */
static int draw_lead(struct tui *tui, struct area area)
{
	const struct prompt *prompt = tui->prompt;
	struct arena *arena = tui->frame;
	struct shown lead;

	if (prompt->question == NULL)
		return area_text(area, 0, 0, STYLE_PROMPT, shown_literal(prompt->kind == ':' ? ":" : "/"));
	if (is_long_question(prompt, arena, area.width))
		return area_text(area, 1, 0, STYLE_WARNING, shown_literal(">")) + 1;
	lead = shown_line(arena, prompt->question);
	return area_text(area, 1, 0, STYLE_WARNING, lead) + 1;
}

static void draw_right(struct tui *tui, struct area area, int from)
{
	const struct prompt *prompt = tui->prompt;
	struct arena *arena = tui->frame;
	struct shown text;
	int room = area.width - from - 4;	/* a blank at the end, three before it */

	if (prompt->usage == NULL || prompt->rows != NULL)
		return;
	text = shown_line(arena, strchr(prompt->usage, ' ') == NULL ? prompt->help :
		arena_printf(arena, "%s  %s", prompt->usage, prompt->help));
	if (text.width > room)
		text = shown_line(arena, strchr(prompt->usage, ' ') == NULL ? "" : prompt->usage);
	if (text.width > 0 && text.width <= room)
		area_text(area, area.width - 1 - text.width, 0, STYLE_GHOST, text);
}

void prompt_draw(struct tui *tui, struct area bottom, struct area above)
{
	struct prompt *prompt = tui->prompt;
	struct edit_layout layout;
	struct area field;
	int lead, column, end;

	if (prompt->rows != NULL)
		draw_choices(tui, above);
	if (is_long_question(prompt, tui->frame, bottom.width))
		draw_question(tui, above);
	area_fill(bottom, STYLE_PROMPT);
	lead = draw_lead(tui, bottom);
	field = area_part(bottom, lead, 0, bottom.width - lead, 1);
	edit_layout(prompt->edit, tui->frame, ONE_LINE, &layout);
	column = layout.cursor_column;
	if (column < prompt->left)
		prompt->left = column > JUMP ? column - JUMP : 0;
	if (column >= prompt->left + field.width)
		prompt->left = column - field.width + JUMP;
	if (prompt->left > 0 && layout.lines[0].shown.width < field.width)
		prompt->left = 0;
	end = area_text(field, -prompt->left, 0, STYLE_PROMPT, layout.lines[0].shown);
	if (prompt->left > 0)
		area_text(field, 0, 0, STYLE_DIM, canvas_glyph(tui->canvas, GLYPH_ELLIPSIS));
	if (layout.lines[0].shown.width - prompt->left > field.width)
		area_text(field, field.width - 1, 0, STYLE_DIM, canvas_glyph(tui->canvas, GLYPH_ELLIPSIS));
	if (prompt->ghost != NULL)
		end = area_text(field, end, 0, STYLE_GHOST, shown_line(tui->frame, prompt->ghost));
	if (prompt->kind == '/' && prompt->missed)
		end = area_text(field, end + 2, 0, STYLE_ERROR, shown_literal(_("not found")));
	if (prompt->kind == 'k' && prompt->missed)
		area_text(field, end + 1, 0, STYLE_ERROR, shown_literal(_("y or n")));
	draw_right(tui, field, end);
	area_cursor(field, column - prompt->left, 0);
}
