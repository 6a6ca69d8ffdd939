/* SPDX-License-Identifier: ISC */
/*
 * The pane at the left: the views with how many conversations each holds, the
 * accounts, the busiest tags, and the other screens.  Enter goes there, or
 * folds a section.  A number that may be an old one has a ~ before it, one
 * that is no more than a bound a + behind.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "sidebar.h"

enum { NAME_AT = 4 };

static const struct side_row *row_at(const struct view *view, size_t row)
{
	return &sidebar_of(view)->rows[row];
}

static size_t count_rows(const struct view *view)
{
	return sidebar_of(view)->row_count;
}

/* Of its kind and its name, so that it stays itself while others come and go. */
static int64_t row_id(const struct view *view, size_t index)
{
	const struct side_row *row = row_at(view, index);
	uint64_t hash = 14695981039346656037ULL + (uint64_t)row->kind * 8 + row->section;

	if (row->kind == SIDE_PLACE)	/* two may be one screen */
		hash += (uint64_t)(row->view + 1) * 64;
	for (const char *p = row->name; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211ULL;
	return (int64_t)(hash >> 2) + 1;
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t row)
{
	return side_title(view, arena, row_at(view, row));
}

static struct shown count_text(const struct view *view, struct arena *arena, const struct side_row *row)
{
	const struct sidebar *s = sidebar_of(view);
	bool stale = row->kind == SIDE_VIEW && side_count_is_stale(s, row->view);

	if (row->kind == SIDE_MORE || (row->count < 0 && !stale))
		return shown_literal("");
	if (row->count < 0)
		return shown_literal("~");
	return shown_line(arena, arena_printf(arena, "%s%lld%s", stale ? "~" : "", (long long)row->count,
		row->kind == SIDE_VIEW && s->counts[row->view].more ? "+" : ""));
}

struct shown sidebar_count_here(const struct view *view)
{
	const struct sidebar *s = view != NULL ? sidebar_of(view) : NULL;

	for (size_t i = 0; s != NULL && i < s->row_count; i++)
		if (s->rows[i].kind != SIDE_PLACE && s->rows[i].count >= 0 && side_is_here(view, &s->rows[i]))
			return count_text(view, view->tui->frame, &s->rows[i]);
	return shown_literal("");
}

static void draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	const struct side_row *row = row_at(view, index);
	struct arena *arena = view->tui->frame;
	bool heading = row->kind == SIDE_HEADING, here = side_is_here(view, row);
	bool focused = (state & ROW_FOCUSED) != 0 && (state & ROW_SELECTED) != 0;
	enum style style = focused ? STYLE_SELECTED : here ? STYLE_STRONG : heading ? STYLE_HEADING :
		row->kind == SIDE_MORE ? STYLE_DIM : STYLE_NORMAL;
	struct shown count = count_text(view, arena, row);
	int left = heading ? 2 : NAME_AT;

	if (focused || (here && !view->tui->on_sidebar))
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	if (row->kind == SIDE_VIEW && row->view < 9)
		area_text(area, 2, 0, STYLE_KEY, shown_line(arena, arena_printf(arena, "%zu", row->view + 1)));
	if (heading && row->count >= 0)		/* what is folded tells how much there is */
		left = area_text(area, left, 0, STYLE_DIM, canvas_glyph(view->tui->canvas, GLYPH_MORE)) + 1;
	area_text(area, left, 0, style, shown_cut(arena, side_title(view, arena, row),
		area.width - left - count.width - (count.width > 0 ? 2 : 1)));
	area_text(area, area.width - count.width - 1, 0, STYLE_COUNT, count);
}

/* The keys come to it where one is. */
void sidebar_select_here(struct view *view)
{
	for (size_t row = 0; row < count_rows(view); row++)
		if (side_is_here(view, row_at(view, row))) {
			view->list.selected = row;
			view->list.selected_id = row_id(view, row);
		}
}

void sidebar_count_again(struct view *view)
{
	side_counts_begin(view);
	side_rows_make(view);
	side_counts_ask(view);
}

void sidebar_seen(struct view *view)
{
	const struct sidebar *s = sidebar_of(view);

	if (s->doubtful && s->settle == NULL && s->asked[SIDE_TOLD].call == 0 && view->tui->begun)
		side_counts_ask(view);
}

static void changed(struct view *view, const struct json *change)
{
	if (change_is(change, "conversation") || change_is(change, "mark") || change_is(change, "account"))
		side_counts_doubt(view);
}

static void refresh(struct view *view)
{
	struct sidebar *s = sidebar_of(view);

	if (s->doubted_ms == 0)
		s->doubted_ms = clock_steady_ms();
	side_counts_ask(view);
}

/* ---- */

static err_t open(struct view *view, const char *argument)
{
	(void)argument;
	sidebar_of(view)->arena = arena_create();
	sidebar_count_again(view);
	return NULL;
}

static void close(struct view *view)
{
	side_counts_end(view);
	arena_destroy(sidebar_of(view)->arena);
}

static void fold(struct view *view, bool folded)
{
	struct sidebar *s = sidebar_of(view);
	enum side_section section = row_at(view, view->list.selected)->section;

	if (section == SIDE_VIEWS || s->folded[section] == folded)
		return;
	s->folded[section] = folded;
	for (size_t i = view->list.selected; folded && row_at(view, i)->kind != SIDE_HEADING; ) {
		view->list.selected = --i;
		view->list.selected_id = row_id(view, i);
	}
	side_rows_make(view);
}

static err_t go(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	const struct side_row *row = row_at(view, view->list.selected);
	const char *name = arena_copy(view->tui->frame, row->name);

	switch (row->kind) {
	case SIDE_HEADING:
		fold(view, !s->folded[row->section]);
		return NULL;
	case SIDE_MORE:
		s->all_tags = !s->all_tags;
		side_counts_ask(view);
		return NULL;
	case SIDE_ACCOUNT: case SIDE_TAG:
		return run_words(view->tui, 3, (const char *const[]){ "go", row->kind == SIDE_TAG ? "tag" : "account", name });
	case SIDE_PLACE:
		return side_place_go(view->tui, row);
	case SIDE_VIEW:
		break;
	}
	return run_words(view->tui, 2, (const char *const[]){ "go", name });
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	struct sidebar *s = sidebar_of(view);
	const char *word = words[0];

	*known = count == 1 && s->row_count > 0;
	if (!*known)
		return NULL;
	if (strcmp(word, "open") == 0)
		return go(view);
	if (strcmp(word, "fold") == 0)
		fold(view, !s->folded[row_at(view, view->list.selected)->section]);
	else if (strcmp(word, "fold-close") == 0 || strcmp(word, "fold-open") == 0)
		fold(view, strcmp(word, "fold-close") == 0);
	else
		*known = false;
	return NULL;
}

static const struct view_command commands[] = {
	{ "fold", N_("Fold or unfold the section") }, { "fold-close", N_("Fold the section") },
	{ "fold-open", N_("Unfold the section") }, { "open", N_("Go there") }, { NULL, NULL },
};

static const struct hint hints[] = {
	{ "open", N_("go there") }, { "right", N_("back to the list") }, { "fold", N_("fold") }, { "help", N_("help") },
	{ NULL, NULL },
};

const struct view_ops view_sidebar = {
	.name = "sidebar", .title = N_("Views"), .flags = VIEW_LIST | VIEW_SIDE, .state_size = sizeof(struct sidebar),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .count = count_rows, .id = row_id,
	.draw_row = draw_row, .row_text = row_text, .command = command, .commands = commands, .hints = hints,
};
