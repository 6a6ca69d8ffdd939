/* SPDX-License-Identifier: ISC */
/*
 * What is drawn is cut at the edges of its area, a wide cell is never left in
 * halves, rules join where they meet, and an ASCII canvas holds only ASCII.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "guichet/screen/canvas.h"

static struct shown text(struct arena *arena, const char *bytes)
{
	return shown_line(arena, bytes);
}

/* What test after test needs: a canvas, and an arena for texts. */
struct fixture { struct canvas *canvas; struct arena *arena; };

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->canvas = canvas_create(10, 3);
	f->arena = arena_create();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	canvas_destroy(f->canvas);
	arena_destroy(f->arena);
	free(f);
	return 0;
}

static void assert_dump(const struct canvas *canvas, const char *expected)
{
	struct str out = { 0 };

	canvas_dump(canvas, &out);
	assert_string_equal(str_text(&out), expected);
	str_finish(&out);
}

/* Every wide cell has its second half behind it, and nothing else is one. */
static void assert_whole(const struct canvas *canvas)
{
	for (int y = 0; y < canvas_height(canvas); y++) {
		const struct cell *row = canvas_row(canvas, y);

		for (int x = 0; x < canvas_width(canvas); x++) {
			bool second = x > 0 && row[x - 1].width == 2;

			assert_int_equal(row[x].width == 0, second);
			assert_int_equal(row[x].len == 0, second);
			if (second)
				assert_int_equal(row[x].style, row[x - 1].style);
		}
		assert_int_not_equal(row[canvas_width(canvas) - 1].width, 2);
	}
}

static void texts_are_cut_at_the_edges(void **state)
{
	struct fixture *f = *state;
	struct area all = area_all(f->canvas), part = area_part(all, 3, 1, 4, 1);

	assert_int_equal(area_text(all, 2, 0, STYLE_NORMAL, text(f->arena, "abc")), 5);
	assert_int_equal(area_text(all, 8, 0, STYLE_NORMAL, text(f->arena, "xyz")), 10);
	assert_int_equal(area_text(part, -1, 0, STYLE_NORMAL, text(f->arena, "123456")), 4);
	area_text(part, 0, 1, STYLE_NORMAL, text(f->arena, "below"));
	area_text(part, 0, -1, STYLE_NORMAL, text(f->arena, "above"));
	area_text(all, -3, 2, STYLE_NORMAL, text(f->arena, "abcdef"));
	area_text(all, 0, 3, STYLE_NORMAL, text(f->arena, "outside"));
	assert_dump(f->canvas, "  abc   xy\n   2345\ndef\n");
}

static void parts_are_cut_to_their_whole(void **state)
{
	struct fixture *f = *state;
	struct area all = area_all(f->canvas), part = area_part(all, 2, 1, 100, 100);

	assert_int_equal(part.width, 8);
	assert_int_equal(part.height, 2);
	part = area_part(all, -2, -1, 5, 2);
	assert_int_equal(part.width, 3);
	assert_int_equal(part.height, 1);
	part = area_part(all, 20, 0, 5, 2);
	assert_int_equal(part.width, 0);
	area_fill(part, STYLE_TITLE);
	area_rule_down(part, 0);
	area_text(part, 0, 0, STYLE_TITLE, text(f->arena, "x"));
	area_cursor(part, 0, 0);
	part = area_part(all, 1, 1, INT32_MAX, INT32_MAX);
	assert_int_equal(part.width, 9);
	assert_dump(f->canvas, "\n\n\n");
}

static void wide_cells_at_edges_become_blanks(void **state)
{
	struct fixture *f = *state;
	struct area part = area_part(area_all(f->canvas), 2, 0, 5, 3);

	area_text(area_all(f->canvas), 0, 0, STYLE_NORMAL, text(f->arena, "----------"));
	area_text(part, 0, 0, STYLE_NORMAL, text(f->arena, "漢字仮"));
	area_text(part, -1, 1, STYLE_NORMAL, text(f->arena, "漢字"));
	area_text(part, -2, 2, STYLE_NORMAL, text(f->arena, "漢字"));
	assert_dump(f->canvas, "--漢字 ---\n   字\n  字\n");
	assert_whole(f->canvas);
}

static void half_a_wide_cell_is_not_left(void **state)
{
	struct fixture *f = *state;
	struct area all = area_all(f->canvas);

	for (int y = 0; y < 3; y++)
		area_text(all, 0, y, STYLE_NORMAL, text(f->arena, "漢字仮名"));
	area_text(all, 1, 0, STYLE_NORMAL, text(f->arena, "x"));
	area_text(all, 2, 1, STYLE_NORMAL, text(f->arena, "y"));
	area_text(all, 1, 2, STYLE_NORMAL, text(f->arena, "和和"));
	assert_dump(f->canvas, " x字仮名\n漢y 仮名\n 和和 名\n");
	assert_whole(f->canvas);
	area_rule_down(all, 6);
	assert_dump(f->canvas, " x字仮│\n漢y 仮│\n 和和 │\n");
	assert_whole(f->canvas);
}

static void a_cell_takes_no_more_than_its_bytes(void **state)
{
	struct fixture *f = *state;
	struct str long_cluster = { 0 };

	/* Two letters that Devanagari joins, each with as many marks as may stay. */
	str_add(&long_cluster, "\xE0\xA4\x95");
	for (int i = 0; i < 4; i++)
		str_add(&long_cluster, "\xF0\x9D\x86\x85");
	str_add(&long_cluster, "\xE0\xA4\xBE");
	for (int i = 0; i < 4; i++)
		str_add(&long_cluster, "\xF0\x9D\x86\x85");
	str_add(&long_cluster, "|");
	area_text(area_all(f->canvas), 0, 0, STYLE_NORMAL, text(f->arena, long_cluster.text));
	str_finish(&long_cluster);
	assert_whole(f->canvas);
	assert_int_equal(canvas_row(f->canvas, 0)[2].bytes[0], '|');
	for (int x = 0; x < 3; x++)
		assert_true(canvas_row(f->canvas, 0)[x].len <= CELL_BYTES);
}

static void restyling_keeps_the_text(void **state)
{
	struct fixture *f = *state;
	struct str out = { 0 };

	area_text(area_all(f->canvas), 0, 0, STYLE_TITLE, text(f->arena, "a漢b字c"));
	area_restyle(area_all(f->canvas), 2, 0, 3, STYLE_SELECTED);
	area_restyle(area_all(f->canvas), -5, 1, 7, STYLE_ERROR);
	area_restyle(area_all(f->canvas), 0, 7, 3, STYLE_ERROR);
	assert_whole(f->canvas);
	canvas_dump_styles(f->canvas, &out);
	assert_string_equal(str_text(&out),
		"a漢b字c\n\n\n--\naaabbba\ncc\n\n--\na title\nb selected\nc message.error\n");
	str_finish(&out);
}

static void rules_join_where_they_meet(void **state)
{
	struct fixture *f = *state;
	struct area all;

	canvas_resize(f->canvas, 9, 5);
	all = area_all(f->canvas);
	area_rule_across(all, 0);
	area_rule_across(all, 4);
	area_rule_down(all, 0);
	area_rule_down(all, 8);
	area_rule_down(area_part(all, 0, 1, 9, 3), 4);
	area_rule_across(area_part(all, 0, 2, 5, 1), 0);
	assert_dump(f->canvas,
		"┌───┬───┐\n"
		"│   │   │\n"
		"├───┤   │\n"
		"│   │   │\n"
		"└───┴───┘\n");
	area_rule_across(area_part(all, 5, 2, 4, 1), 0);
	area_text(all, 1, 0, STYLE_TITLE, text(f->arena, "top"));
	area_text(all, 4, 3, STYLE_TITLE, text(f->arena, "x"));
	assert_dump(f->canvas,
		"┌top┬───┐\n"
		"│   │   │\n"
		"├───┼───┤\n"
		"│   x   │\n"
		"└───┴───┘\n");
	assert_int_equal(canvas_row(f->canvas, 2)[2].style, STYLE_BORDER);
	area_fill(area_part(all, 2, 1, 3, 3), STYLE_CHOICE);
	assert_dump(f->canvas,
		"┌top────┐\n"
		"│       │\n"
		"├─   ───┤\n"
		"│       │\n"
		"└───────┘\n");
}

/* A box over a page has all its corners, wherever the rules of the page run. */
static void rules_of_an_island_join_with_none_outside(void **state)
{
	struct fixture *f = *state;
	struct area all, box;

	canvas_resize(f->canvas, 7, 5);
	all = area_all(f->canvas);
	area_rule_across(all, 0);
	area_rule_down(all, 3);
	box = area_part(all, 1, 1, 5, 3);
	area_island(box, STYLE_CHOICE);
	area_rule_across(box, 0);
	area_rule_across(box, 2);
	area_rule_down(box, 0);
	area_rule_down(box, 4);
	assert_dump(f->canvas,
		"───────\n"
		" ┌───┐\n"
		" │   │\n"
		" └───┘\n"
		"   │\n");
}

static void ascii_canvases_hold_only_ascii(void **state)
{
	struct fixture *f = *state;
	struct area all = area_all(f->canvas);

	canvas_set_ascii(f->canvas, true);
	assert_true(canvas_is_ascii(f->canvas));
	area_rule_across(all, 1);
	area_rule_down(all, 4);
	area_text(all, 0, 0, STYLE_NORMAL, text(f->arena, "é漢…z"));
	for (int i = 0; i < GLYPHS; i++)
		area_text(all, i % 10, 2, STYLE_NORMAL, canvas_glyph(f->canvas, (enum glyph)i));
	for (int y = 0; y < 3; y++)
		for (int x = 0; x < 10; x++) {
			const struct cell *cell = &canvas_row(f->canvas, y)[x];

			assert_int_equal(cell->len, 1);
			assert_in_range(cell->bytes[0], ' ', '~');
		}
	area_text(all, 0, 2, STYLE_NORMAL, text(f->arena, "          "));
	assert_dump(f->canvas, "e\?\?.z\n----+-----\n\n");
}

static void glyphs_are_one_cell_wide(void **state)
{
	struct fixture *f = *state;

	for (int ascii = 0; ascii < 2; ascii++) {
		canvas_set_ascii(f->canvas, ascii == 1);
		for (int i = 0; i < GLYPHS; i++) {
			struct shown glyph = canvas_glyph(f->canvas, (enum glyph)i);

			assert_int_equal(glyph.width, 1);
			assert_string_not_equal(glyph.bytes, "\uFFFD");
			assert_true(ascii == 0 || glyph.len == 1);
		}
		assert_int_equal(canvas_spinner(f->canvas, 3).width, 1);
		assert_string_equal(canvas_spinner(f->canvas, 5).bytes,
			canvas_spinner(f->canvas, 1).bytes);
	}
}

static void the_cursor_stands_inside_or_nowhere(void **state)
{
	struct fixture *f = *state;
	struct area part = area_part(area_all(f->canvas), 3, 1, 4, 2);
	int x, y;

	assert_false(canvas_cursor(f->canvas, &x, &y));
	area_cursor(part, 2, 1);
	assert_true(canvas_cursor(f->canvas, &x, &y));
	assert_int_equal(x, 5);
	assert_int_equal(y, 2);
	area_cursor(part, 4, 0);
	assert_false(canvas_cursor(f->canvas, &x, &y));
	area_cursor(part, 0, 0);
	canvas_clear(f->canvas);
	assert_false(canvas_cursor(f->canvas, &x, &y));
}

static void sizes_are_at_least_one(void **state)
{
	struct fixture *f = *state;

	area_text(area_all(f->canvas), 0, 0, STYLE_NORMAL, text(f->arena, "gone"));
	canvas_resize(f->canvas, 0, -3);
	assert_int_equal(canvas_width(f->canvas), 1);
	assert_int_equal(canvas_height(f->canvas), 1);
	assert_dump(f->canvas, "\n");
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(texts_are_cut_at_the_edges), T(parts_are_cut_to_their_whole),
		T(wide_cells_at_edges_become_blanks), T(half_a_wide_cell_is_not_left),
		T(a_cell_takes_no_more_than_its_bytes), T(restyling_keeps_the_text),
		T(rules_join_where_they_meet), T(rules_of_an_island_join_with_none_outside),
		T(ascii_canvases_hold_only_ascii),
		T(glyphs_are_one_cell_wide), T(the_cursor_stands_inside_or_nowhere),
		T(sizes_are_at_least_one)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
