/* SPDX-License-Identifier: ISC */
/*
 * A list that is narrowed by words as one types them.  The palette is
 * everything that can be said here: enter does what the key of that row does;
 * what needs words, or cannot be taken back, goes to the ":" line first.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "menu.h"

enum { WIDTH_MOST = 76, HEIGHT_LEAST = 8, KEY_MOST = 9, NAME_FROM = 56, NAME_MOST = 16, MARGIN = 2,
	PREVIEW_FROM = 12, PREVIEW_LINES = 5 };

struct menu {
	const struct menu_kind *kind;
	struct edit *edit;
	struct arena *arena;
	const struct catalogue_row *rows;
	size_t count;
	size_t *shown, shown_count;	/* rows that match, the best first */
	size_t selected, top;
	int height;			/* rows that are seen */
};

const struct view_command menu_commands[] = {
	{ "accept", N_("Do what is selected") }, { "cancel", N_("Close the list") },
	{ "complete", N_("Put the command on the : line") },
	{ "up", N_("Go up") }, { "down", N_("Go down") },
	{ "page-up", N_("Go up a screen") }, { "page-down", N_("Go down a screen") },
	{ NULL, NULL },
};

struct edit *menu_edit(const struct tui *tui)
{
	return tui->menu->edit;
}

/* ---- which rows match, and how well */

static const char *find_word(const char *text, const char *word)
{
	return text != NULL ? strcasestr(text, word) : NULL;
}

/* Does the word begin one of the text's? */
static bool begins_word(const char *text, const char *word)
{
	for (const char *p = text; (p = strcasestr(p, word)) != NULL; p++)
		if (p == text || !isalnum((unsigned char)p[-1]))
			return true;
	return false;
}

/* Is it one of the everyday words, which commas part? */
static bool is_among(const char *also, const char *typed)
{
	size_t len = strlen(typed);

	for (const char *p = also; p != NULL && *p != '\0'; p += strspn(p, ", ")) {
		size_t item = strcspn(p, ",");

		if (item == len && strncasecmp(p, typed, len) == 0)
			return true;
		p += item;
	}
	return false;
}

enum { BEST_NAME, BEST_KEY, BEST_ALSO, WORDS_OF_NAME, WORDS_ALSO, WORDS_OF_HELP, ANYWHERE, LETTERS, NOT_AT_ALL };

/* The letters in their order, whatever stands between them. */
static bool has_letters(const char *name, const char *typed)
{
	for (; *typed != '\0'; name++) {
		if (*name == '\0')
			return false;
		typed += tolower((unsigned char)*name) == tolower((unsigned char)*typed);
	}
	return true;
}

static int rank_words(const struct catalogue_row *row, const char *typed, size_t count, const char *const *words)
{
	bool name = true, also = row->also != NULL, help = true;

	if (count == 0)
		return str_equal(row->section, "here") ? BEST_NAME : ANYWHERE;
	for (size_t i = 0; i < count; i++) {
		if (find_word(row->name, words[i]) == NULL && find_word(row->help, words[i]) == NULL &&
		    find_word(row->key, words[i]) == NULL && find_word(row->also, words[i]) == NULL)
			return NOT_AT_ALL;
		name = name && begins_word(row->name, words[i]);
		also = also && begins_word(row->also, words[i]);
		help = help && (begins_word(row->help, words[i]) || begins_word(row->name, words[i]));
	}
	if (strncasecmp(row->name, typed, strlen(typed)) == 0)
		return BEST_NAME;
	if (str_equal(row->key, typed))
		return BEST_KEY;
	if (is_among(row->also, typed))
		return BEST_ALSO;
	return name ? WORDS_OF_NAME : also ? WORDS_ALSO : help ? WORDS_OF_HELP : ANYWHERE;
}

/* Of what matches equally well that stands first which is done all day: it has one key, and can be taken back. */
static bool is_daily(const struct catalogue_row *row)
{
	return row->call != NULL && (row->call->flags & CALL_UNDO) != 0 && row->key != NULL && strchr(row->key, ' ') == NULL;
}

static int rank_of(const struct menu *menu, const struct catalogue_row *row, size_t count, const char *const *words)
{
	const char *typed = edit_text(menu->edit);
	int rank = rank_words(row, typed, count, words);

	return rank == NOT_AT_ALL && menu->kind->letters && has_letters(row->name, typed) ? LETTERS : rank;
}

static const char *const *split(struct arena *arena, const char *text, size_t *count)
{
	const char **words = arena_array(arena, strlen(text) / 2 + 1, sizeof(*words));

	*count = 0;
	for (const char *p = text + strspn(text, " "); *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		words[(*count)++] = arena_copy_n(arena, p, len);
		p += len;
	}
	return words;
}

void menu_typed(struct tui *tui)
{
	struct menu *menu = tui->menu;
	struct arena *arena = arena_create();
	size_t count;
	const char *const *words = split(arena, edit_text(menu->edit), &count);

	menu->shown_count = menu->selected = menu->top = 0;
	for (int place = 0; place < 2 * NOT_AT_ALL; place++)
		for (size_t i = 0; i < menu->count; i++)
			if (2 * rank_of(menu, &menu->rows[i], count, words) + !is_daily(&menu->rows[i]) == place)
				menu->shown[menu->shown_count++] = i;
	arena_destroy(arena);
	tui_touch(tui);
}

/* ---- open, close, choose */

void menu_open_rows(struct tui *tui, const struct menu_kind *kind, struct arena *arena, const struct catalogue_row *rows,
	size_t count)
{
	struct menu *menu;

	menu_close(tui);
	menu = tui->menu = mem_alloc(sizeof(*menu));
	menu->kind = kind;
	menu->edit = edit_create(EDIT_LINE);
	menu->arena = arena;
	menu->rows = rows;
	menu->count = count;
	menu->shown = arena_array(menu->arena, menu->count + 1, sizeof(*menu->shown));
	menu_typed(tui);
}

static void menu_destroy(struct menu *menu)
{
	edit_destroy(menu->edit);
	arena_destroy(menu->arena);
	free(menu);
}

void menu_close(struct tui *tui)
{
	struct menu *menu = tui->menu;

	if (menu == NULL)
		return;
	tui->menu = NULL;
	menu_destroy(menu);
	tui_touch(tui);
}

/* The menu is gone when it is done: rows are looked at before. */
static void choose(struct tui *tui, bool ask)
{
	struct menu *menu = tui->menu;
	const struct catalogue_row *row = menu->shown_count > 0 ? &menu->rows[menu->shown[menu->selected]] : NULL;

	if (row == NULL)
		return;
	tui->menu = NULL;
	menu->kind->choose(tui, row, ask);
	menu_destroy(menu);
	tui_touch(tui);
}

static void run_row(struct tui *tui, const struct catalogue_row *row, bool ask)
{
	struct str line = { 0 };

	ask = ask || row->asks;
	str_printf(&line, "%s%s", row->name, ask ? " " : "");
	if (ask)
		prompt_open(tui, ':', line.text);
	else
		run_line(tui, line.text);
	str_finish(&line);
}

static const struct menu_kind palette = {
	.ghost = N_("what do you want to do?"), .nothing = N_("nothing here has these words"), .choose = run_row,
};

/* What can be set, with what it is: a switch is turned, a theme is taken, all else goes to the ":" line. */
static struct catalogue_row option_row(struct tui *tui, struct arena *arena, size_t option)
{
	const struct option_row *row = &option_rows[option];
	const char *value = config_text(tui->config, (enum option)option);
	bool turns = row->kind == OPTION_BOOL;

	return (struct catalogue_row){ .section = "options", .asks = !turns,
		.name = arena_printf(arena, turns ? "toggle %s" : "set %s", row->name),
		.help = arena_printf(arena, "[%s] %s", *value != '\0' ? value : "-", _(row->help)) };
}

static const struct catalogue_row *palette_rows(struct tui *tui, struct arena *arena, size_t *count)
{
	const struct catalogue_row *known = catalogue(tui, arena, tui_focus(tui), count);
	size_t themes = 0, from = *count;
	struct catalogue_row *rows;

	while (config_theme_name(themes) != NULL)
		themes++;
	rows = arena_array(arena, from + OPTIONS + themes + 1, sizeof(*rows));
	memcpy(rows, known, from * sizeof(*rows));
	for (size_t i = 0; i < OPTIONS; i++)
		rows[(*count)++] = option_row(tui, arena, i);
	for (size_t i = 0; i < themes; i++)
		rows[(*count)++] = (struct catalogue_row){ .section = "options",
			.name = arena_printf(arena, "set theme %s", config_theme_name(i)),
			.help = message_put(arena, _("Take the theme %s"), config_theme_name(i)) };
	return rows;
}

void menu_open(struct tui *tui)
{
	struct arena *arena = arena_create();
	size_t count;
	const struct catalogue_row *rows = palette_rows(tui, arena, &count);

	menu_open_rows(tui, &palette, arena, rows, count);
}

static void move(struct menu *menu, int by)
{
	size_t last = menu->shown_count > 0 ? menu->shown_count - 1 : 0;

	if (by < 0)
		menu->selected -= menu->selected < (size_t)-by ? menu->selected : (size_t)-by;
	else
		menu->selected = menu->selected + (size_t)by < last ? menu->selected + (size_t)by : last;
}

bool menu_command(struct tui *tui, const char *name)
{
	struct menu *menu = tui->menu;
	int page = menu->height > 1 ? menu->height - 1 : 1;

	tui_touch(tui);
	if (strcmp(name, "accept") == 0)
		choose(tui, false);
	else if (strcmp(name, "complete") == 0)
		choose(tui, true);
	else if (strcmp(name, "cancel") == 0)
		menu_close(tui);
	else if (strcmp(name, "up") == 0 || strcmp(name, "down") == 0)
		move(menu, *name == 'u' ? -1 : 1);
	else if (strcmp(name, "page-up") == 0 || strcmp(name, "page-down") == 0)
		move(menu, strcmp(name, "page-up") == 0 ? -page : page);
	else
		return false;
	return true;
}

/* ---- drawing */

static int key_width(struct arena *arena, const struct menu *menu)
{
	int width = 0;

	for (size_t i = 0; i < menu->count; i++) {
		int own = menu->rows[i].key != NULL ? shown_line(arena, menu->rows[i].key).width : 0;

		width = own > width ? own : width;
	}
	return width < KEY_MOST ? width : KEY_MOST;
}

/* What it does, what one would type for it, and its key. */
static void draw_row(struct tui *tui, struct area area, const struct catalogue_row *row, int keys, bool now)
{
	struct arena *arena = tui->frame;
	int right = area.width - 1 - keys, name = area.width >= NAME_FROM ? NAME_MOST : 0;

	area_fill(area, now ? STYLE_CHOICE_NOW : STYLE_CHOICE);
	if (now)
		area_text(area, 0, 0, STYLE_CHOICE_NOW, canvas_glyph(tui->canvas, GLYPH_SELECTED));
	area_text(area, MARGIN, 0, now ? STYLE_CHOICE_NOW : STYLE_CHOICE, shown_cut(arena, shown_line(arena, row->help),
		right - MARGIN - (name > 0 ? name + 1 : 0) - 1));
	if (name > 0)
		area_text(area, right - name - 1, 0, now ? STYLE_CHOICE_NOW : STYLE_DIM,
			shown_cut(arena, shown_line(arena, row->name), name));
	if (row->key != NULL)
		area_text(area, right, 0, now ? STYLE_CHOICE_NOW : STYLE_KEY, shown_cut(arena, shown_line(arena, row->key), keys));
}

static void draw_field(struct tui *tui, struct area area)
{
	struct menu *menu = tui->menu;
	struct edit_layout layout;
	struct shown count = shown_line(tui->frame, arena_printf(tui->frame, "%zu ", menu->shown_count));
	int left, room = area.width - MARGIN - count.width - 1;
	struct area field = area_part(area, MARGIN, 0, room > 1 ? room : 1, 1);

	edit_layout(menu->edit, tui->frame, 1 << 20, &layout);
	left = layout.cursor_column >= field.width ? layout.cursor_column - field.width + 1 : 0;
	area_text(field, -left, 0, STYLE_PROMPT, layout.lines[0].shown);
	if (edit_len(menu->edit) == 0)
		area_text(field, 0, 0, STYLE_GHOST, shown_literal(_(menu->kind->ghost)));
	area_text(area, area.width - count.width, 0, STYLE_COUNT, count);
	area_cursor(field, layout.cursor_column - left, 0);
}

static void draw_list(struct tui *tui, struct area area)
{
	struct menu *menu = tui->menu;
	size_t height = (size_t)area.height;
	int keys = key_width(tui->frame, menu);

	menu->height = area.height;
	if (menu->selected < menu->top)
		menu->top = menu->selected;
	if (menu->selected >= menu->top + height)
		menu->top = menu->selected + 1 - height;
	for (size_t i = 0; i < height && menu->top + i < menu->shown_count; i++)
		draw_row(tui, area_part(area, 0, (int)i, area.width, 1), &menu->rows[menu->shown[menu->top + i]], keys,
			menu->top + i == menu->selected);
	if (menu->shown_count == 0)
		area_text(area, MARGIN, 0, STYLE_DIM, shown_literal(_(menu->kind->nothing)));
}

/* What enter would take, below the list. */
static void draw_preview(struct tui *tui, struct area area)
{
	const struct menu *menu = tui->menu;
	const char *text = menu->shown_count > 0 ? menu->kind->preview(&menu->rows[menu->shown[menu->selected]]) : "";
	size_t count;
	struct shown *lines = shown_wrap(tui->frame, shown_block(tui->frame, text, strlen(text)),
		area.width - MARGIN - 1 > 2 ? area.width - MARGIN - 1 : 2, &count);

	for (size_t i = 0; i < count && (int)i < area.height; i++)
		area_text(area, MARGIN, (int)i, STYLE_TEXT, (int)i + 1 == area.height && i + 1 < count ?
			canvas_glyph(tui->canvas, GLYPH_ELLIPSIS) : lines[i]);
}

void menu_draw(struct tui *tui, struct area area)
{
	int below = tui->menu->kind->preview != NULL && area.height >= PREVIEW_FROM ? PREVIEW_LINES + 1 : 0;
	int width = area.width < WIDTH_MOST + 4 ? area.width - (area.width > 44 ? 4 : 0) : WIDTH_MOST;
	int height = area.height * 3 / 5 > HEIGHT_LEAST ? area.height * 3 / 5 : HEIGHT_LEAST, x, y;
	struct area box;

	height += below;
	height = height < area.height ? height : area.height;
	x = (area.width - width) / 2;
	y = (area.height - height) / 3;
	area_fill(area_part(area, x - 1, y, width + 2, height), STYLE_NORMAL);	/* breathes */
	box = area_part(area, x, y, width, height);
	area_island(box, STYLE_CHOICE);
	area_rule_across(box, 0);
	area_rule_across(box, 2);
	area_rule_across(box, height - 1);
	area_rule_down(box, 0);
	area_rule_down(box, width - 1);
	draw_field(tui, area_part(box, 1, 1, width - 2, 1));
	draw_list(tui, area_part(box, 1, 3, width - 2, height - 4 - below));
	if (below == 0)
		return;
	area_rule_across(box, height - 1 - below);
	draw_preview(tui, area_part(box, 1, height - below, width - 2, below - 1));
}
