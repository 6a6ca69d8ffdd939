/* SPDX-License-Identifier: ISC */
/*
 * A terminal that reads our bytes shows the canvas, on every kind that we
 * say we support and whatever was drawn before; where it counts cells
 * otherwise than we do, no border moves.  The bytes are few and of the
 * allowed kinds only.  Keys, pastes, sizes and signals come through, and
 * the terminal is given back however we end.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "automaton.h"
#include "guichet/screen/term.h"

enum { WIDTH = 40, HEIGHT = 12, FRAMES = 2000, BUDGET = 200 };

/* What each description is known to offer, written down from its manual. */
static const struct kind {
	const char *type;
	int colors;
	unsigned attrs, without_color;	/* what it shows; what it gives up beside a colour */
	bool bce;
} kinds[] = {
	{ "xterm-256color", 256, 31, 0, true },
	{ "tmux-256color", 256, 31, 0, false },
	{ "tmux", 8, 31, 0, false },
	{ "screen", 8, 31 & ~PEN_ITALIC, 0, false },
	{ "linux", 8, 31 & ~PEN_ITALIC, PEN_UNDERLINE | PEN_DIM, true },
	{ "vt100", 0, PEN_BOLD | PEN_UNDERLINE | PEN_REVERSE, 0, false }
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

struct fixture {
	const struct kind *kind;
	int in[2], out;
	struct term *term;
	struct automaton screen;
	struct canvas *canvas;
	struct arena *arena;
	struct look looks[STYLES];
	uint64_t seed;
};

static int our_width(unsigned scalar)
{
	return shown_scalar_width(scalar);
}

/* An old terminal: pictures are narrow, marks take a cell of their own. */
static int old_width(unsigned scalar)
{
	int width = shown_scalar_width(scalar);

	return scalar >= 0x1F000 || width == 0 ? 1 : width;
}

/* One that draws every symbol in two cells. */
static int new_width(unsigned scalar)
{
	int width = shown_scalar_width(scalar);

	return width == 1 && ((scalar >= 0x2194 && scalar < 0x2500) || (scalar >= 0x25A1 && scalar < 0x2E80)) ?
		2 : width;
}

static void feed(struct fixture *f)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(f->out, bytes, sizeof(bytes))) > 0)
		automaton_feed(&f->screen, bytes, (size_t)n);
	assert_string_equal(f->screen.why, "");
}

static void open_term(struct fixture *f, const struct kind *kind, int width, int height,
	automaton_width wide)
{
	char path[] = "/tmp/guichet-term.XXXXXX";
	int writer = mkstemp(path);
	struct term_options options = { .out = writer, .type = kind->type, .width = width,
		.height = height, .color = true, .escape_ms = 1 };

	memset(f, 0, sizeof(*f));
	f->seed = 42;
	f->kind = kind;
	assert_true(writer >= 0);
	f->out = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(pipe(f->in), 0);
	options.in = f->in[0];
	assert_null(term_open(&options, &f->term));
	automaton_open(&f->screen, width, height, wide);
	f->screen.erases_in_color = kind->bce;
	f->canvas = canvas_create(width, height);
	f->arena = arena_create();
	for (int i = 0; i < STYLES; i++)
		f->looks[i] = (struct look){ COLOR_DEFAULT, COLOR_DEFAULT, 0 };
}

static void close_term(struct fixture *f)
{
	struct termios unused;

	assert_int_not_equal(tcgetattr(f->in[0], &unused), 0);
	term_close(f->term);
	feed(f);
	assert_false(f->screen.alternate || f->screen.paste || f->screen.keypad);
	assert_true(f->screen.cursor);
	automaton_close(&f->screen);
	canvas_destroy(f->canvas);
	arena_destroy(f->arena);
	close(f->in[0]);
	close(f->in[1]);
	close(f->out);
}

static unsigned below(struct fixture *f, unsigned limit)
{
	f->seed ^= f->seed << 13;
	f->seed ^= f->seed >> 7;
	f->seed ^= f->seed << 17;
	return (unsigned)(f->seed >> 11) % limit;
}

static struct shown some_text(struct fixture *f)
{
	static const char *const texts[] = {
		"plain words", "x", "          ", "caf\xC3\xA9 cr\xC3\xA8me", "e\xCC\x81te\xCC\x81",
		"\xE6\xBC\xA2\xE5\xAD\x97\xE4\xBB\xAE\xE5\x90\x8D", "\xF0\x9F\x98\x80\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD",
		"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 family",
		"\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7 1\xEF\xB8\x8F\xE2\x83\xA3", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
		"\xD8\xA7\xD9\x84\xD8\xB3\xD9\x8E\xD9\x91\xD9\x84\xD8\xA7\xD9\x85", "\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\x82\xE0\xA4\xA6\xE0\xA5\x80",
		"Z\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86\xCC\x87\xCC\x88", "\xE2\x9D\xA4\xEF\xB8\x8F\xE2\x98\x8E\xE2\x9C\x94",
		"\033[31mred\033]0;title\a", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "\xEA\xB0\x81\xEA\xB0\x80", "\xFF\xC3(",
		"\xE3\x80\x80wide blank", "\xE2\x96\x8C\xE2\x94\x82\xE2\x86\x92\xE2\x80\xA6"
	};
	char random[12];

	if (below(f, 8) > 0)
		return shown_line(f->arena, texts[below(f, sizeof(texts) / sizeof(*texts))]);
	for (size_t i = 0; i < sizeof(random); i++)
		random[i] = (char)below(f, 256);
	return shown_line_n(f->arena, random, sizeof(random));
}

/* One to five things happen to the canvas; now and then it is drawn anew. */
static void draw_something(struct fixture *f)
{
	struct area all = area_all(f->canvas);

	arena_reset(f->arena);
	if (below(f, 10) == 0)
		canvas_clear(f->canvas);
	for (unsigned i = below(f, 5) + 1; i > 0; i--) {
		int x = (int)below(f, WIDTH + 4) - 2, y = (int)below(f, HEIGHT + 2) - 1;
		enum style style = (enum style)below(f, STYLES);
		struct area part = area_part(all, x, y, (int)below(f, WIDTH), (int)below(f, 5));

		switch (below(f, 8)) {
		case 0: area_fill(part, style); break;
		case 1: area_restyle(all, x, y, (int)below(f, WIDTH), style); break;
		case 2: area_rule_down(all, x); break;
		case 3: area_rule_across(all, y); break;
		case 4: area_cursor(all, x, y); break;
		default: area_text(all, x, y, style, some_text(f));
		}
	}
}

static void some_looks(struct fixture *f)
{
	int colors = f->kind->colors > 8 ? 256 : 8;

	for (int i = 0; i < STYLES; i++) {
		f->looks[i].fg = below(f, 2) == 0 ? COLOR_DEFAULT : (int)below(f, (unsigned)colors);
		f->looks[i].bg = below(f, 3) > 0 ? COLOR_DEFAULT : (int)below(f, (unsigned)colors);
		f->looks[i].attrs = below(f, 2) == 0 ? 0 : below(f, 32);
		if (f->looks[i].fg == f->looks[i].bg)
			f->looks[i].fg = COLOR_DEFAULT;
	}
}

/* The pen that this kind of terminal can come up with for a look. */
static struct automaton_pen expected_pen(const struct kind *kind, struct look look)
{
	struct automaton_pen pen = { look.fg, look.bg, look.attrs & kind->attrs };

	if (kind->colors == 0)
		pen.fg = pen.bg = -1;
	if (pen.fg >= 0 || pen.bg >= 0)
		pen.attrs &= ~kind->without_color;
	return pen;
}

static bool same_pen(struct automaton_pen a, struct automaton_pen b, bool blank)
{
	const unsigned seen = blank ? PEN_REVERSE | PEN_UNDERLINE : 31;

	if (blank && !((a.attrs | b.attrs) & (PEN_REVERSE | PEN_UNDERLINE)))
		a.fg = b.fg;
	return a.fg == b.fg && a.bg == b.bg && (a.attrs & seen) == (b.attrs & seen);
}

static void assert_cell(struct fixture *f, int frame, int x, int y)
{
	const struct cell *want = &canvas_row(f->canvas, y)[x];
	const struct automaton_cell *got = automaton_at(&f->screen, x, y);
	char text[2 * AUTOMATON_CELL] = "", wanted[CELL_BYTES + 1] = "";
	bool blank = want->len == 1 && want->bytes[0] == ' ';

	memcpy(wanted, want->bytes, want->len);
	strcat(text, got->text);
	if (want->width == 2)
		strcat(text, got[1].text);
	if (strcmp(text, wanted) == 0 && same_pen(got->pen, expected_pen(f->kind, f->looks[want->style]), blank))
		return;
	/* At the end of the last line nothing is written that could scroll the screen elsewhere. */
	if (y == HEIGHT - 1 && x > WIDTH - 10 && want->len > 1 &&
	    (text[0] == '?' || strncmp(text, wanted, strlen(text)) == 0))
		return;
	print_message("# %s, frame %d, column %d, row %d: \"%s\" for \"%s\", pen %d/%d/%x\n", f->kind->type,
		frame, x, y, text, wanted, got->pen.fg, got->pen.bg, got->pen.attrs);
	fail();
}

static void assert_shown(struct fixture *f, int frame)
{
	int x, y;
	bool cursor = canvas_cursor(f->canvas, &x, &y);

	for (int row = 0; row < HEIGHT; row++)
		for (int column = 0; column < WIDTH; column++)
			if (canvas_row(f->canvas, row)[column].width > 0)
				assert_cell(f, frame, column, row);
	assert_int_equal(f->screen.scrolled, 0);
	if (f->kind->type[0] != 'v')
		assert_int_equal(f->screen.cursor, cursor);
	if (cursor) {
		assert_int_equal(f->screen.x, x);
		assert_int_equal(f->screen.y, y);
		assert_false(f->screen.pending_wrap);
	}
}

static void the_screen_is_the_canvas(void **state)
{
	struct fixture f;
	(void)state;

	for (int i = 0; i < KINDS; i++) {
		open_term(&f, &kinds[i], WIDTH, HEIGHT, our_width);
		for (int frame = 0; frame < FRAMES; frame++) {
			if (frame % 200 == 0)
				some_looks(&f);
			if (below(&f, 300) == 0)
				term_redraw(f.term);
			draw_something(&f);
			term_show(f.term, f.canvas, f.looks);
			feed(&f);
			assert_shown(&f, frame);
		}
		close_term(&f);
	}
}

/* A title and a foot that stand, between them lines of a long text from one on, one of them selected. */
static void draw_page(struct fixture *f, int from, int selected)
{
	struct area all = area_all(f->canvas);

	canvas_clear(f->canvas);
	arena_reset(f->arena);
	area_fill(area_part(all, 0, 0, WIDTH, 1), STYLE_TITLE);
	area_text(all, 1, 0, STYLE_TITLE, shown_line(f->arena, "title"));
	for (int y = 1; y < HEIGHT - 1; y++) {
		int line = from + y;

		if (line % 7 == 0)
			continue;
		area_text(all, 1, y, y == selected ? STYLE_SELECTED : STYLE_TEXT, shown_line(f->arena,
			arena_printf(f->arena, "%d \xC3\xA9t\xC3\xA9 \xE6\xBC\xA2 %d %d", line, line * line, line % 5)));
	}
	area_text(all, 1, HEIGHT - 1, STYLE_STATUS, shown_line(f->arena, "foot"));
	area_cursor(all, 0, selected);
	term_show(f->term, f->canvas, f->looks);
	feed(f);
}

/* What a terminal moved by itself is what would have been written. */
static void lines_that_move_stay_whole(void **state)
{
	struct fixture f;
	(void)state;

	for (int i = 0; i < KINDS; i++) {
		int from = 100;

		open_term(&f, &kinds[i], WIDTH, HEIGHT, our_width);
		for (int frame = 0; frame < FRAMES; frame++) {
			if (frame % 100 == 0)
				some_looks(&f);
			from += (int)below(&f, 9) - 4;
			draw_page(&f, from, 1 + (int)below(&f, HEIGHT - 2));
			assert_shown(&f, frame);
		}
		close_term(&f);
	}
}

/* A list at its edge costs what the line that comes costs, and the bar. */
static void a_list_that_scrolls_is_few_bytes(void **state)
{
	struct fixture f;
	(void)state;

	for (int i = 0; i < KINDS; i++) {
		uint64_t before, all;

		open_term(&f, &kinds[i], WIDTH, HEIGHT, our_width);
		draw_page(&f, 100, HEIGHT - 2);
		term_redraw(f.term);
		before = term_bytes(f.term);
		draw_page(&f, 100, HEIGHT - 2);
		all = term_bytes(f.term) - before;
		before = term_bytes(f.term);
		draw_page(&f, 101, HEIGHT - 2);
		assert_shown(&f, 0);
		if (term_bytes(f.term) - before > all / 2)
			fail_msg("%s: %u of %u bytes", kinds[i].type, (unsigned)(term_bytes(f.term) - before), (unsigned)all);
		close_term(&f);
	}
}

/* Strangers' text between rules, on a terminal that disagrees about its widths. */
static void rules_stand_on(automaton_width wide)
{
	struct fixture f;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, wide);
	for (int frame = 0; frame < FRAMES; frame++) {
		struct area all = area_all(f.canvas);

		arena_reset(f.arena);
		for (unsigned i = below(&f, 4) + 1; i > 0; i--)
			area_text(area_part(all, 0, 0, WIDTH - 1, HEIGHT), (int)below(&f, WIDTH),
				(int)below(&f, HEIGHT), STYLE_NORMAL, some_text(&f));
		for (int y = 0; y < HEIGHT; y++)
			area_text(all, 19, y, STYLE_BORDER, shown_literal("|"));
		for (int y = 0; y < HEIGHT; y++)
			area_text(all, WIDTH - 1, y, STYLE_BORDER, shown_literal("|"));
		term_show(f.term, f.canvas, f.looks);
		feed(&f);
		for (int y = 0; y < HEIGHT; y++)
			assert_string_equal(automaton_at(&f.screen, 19, y)->text, "|");
		for (int y = 0; y < HEIGHT; y++)
			assert_string_equal(automaton_at(&f.screen, WIDTH - 1, y)->text, "|");
		assert_int_equal(f.screen.scrolled, 0);
	}
	close_term(&f);
}

static void no_border_moves_where_widths_differ(void **state)
{
	(void)state;
	rules_stand_on(old_width);
	rules_stand_on(new_width);
}

/* A list of 24 rows of 80 columns with the cursor and the style on one of them. */
static void draw_list(struct fixture *f, int selected)
{
	canvas_clear(f->canvas);
	for (int y = 0; y < 24; y++) {
		struct area row = area_part(area_all(f->canvas), 0, y, 80, 1);
		enum style style = y == selected ? STYLE_SELECTED : STYLE_NORMAL;

		arena_reset(f->arena);
		if (y == selected)
			area_text(row, 0, 0, style, canvas_glyph(f->canvas, GLYPH_SELECTED));
		area_text(row, 2, 0, style, shown_line(f->arena, "Ang\xC3\xA9lique Morel  "));
		area_text(row, 22, 0, STYLE_TEXT, shown_line(f->arena, "where is my parcel? it was promised"));
	}
	area_cursor(area_all(f->canvas), 0, selected);
	term_show(f->term, f->canvas, f->looks);
}

static uint64_t bytes_for_row(struct fixture *f, int selected)
{
	uint64_t before = term_bytes(f->term);

	draw_list(f, selected);
	feed(f);
	return term_bytes(f->term) - before;
}

static void a_step_is_few_bytes(void **state)
{
	struct fixture f;
	(void)state;

	for (int i = 0; i < KINDS; i++) {
		open_term(&f, &kinds[i], 80, 24, our_width);
		f.looks[STYLE_SELECTED] = (struct look){ 231, 24, ATTR_BOLD };
		bytes_for_row(&f, 3);
		assert_int_equal(bytes_for_row(&f, 3), 0);
		assert_in_range(bytes_for_row(&f, 4), 20, BUDGET);
		assert_in_range(bytes_for_row(&f, 23), 20, BUDGET);
		assert_int_equal(bytes_for_row(&f, 23), 0);
		canvas_clear(f.canvas);
		close_term(&f);
	}
}

static void strange_terminals_are_refused(void **state)
{
	static const char *const types[] = { "dumb", "no-such-terminal", "", "../xterm" };
	struct term *term = NULL;
	(void)state;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct term_options options = { .in = 0, .out = 1, .type = types[i], .width = 80, .height = 24 };
		err_t err = term_open(&options, &term);

		assert_true(err_is(err, ERR_UNSUPPORTED));
		assert_null(strchr(err->text, '\n'));
		assert_null(term);
	}
}

static void without_a_terminal_there_is_no_screen(void **state)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct term_options options = { .in = null, .out = null, .type = "xterm" };
	struct term *term = NULL;
	(void)state;

	assert_true(err_is(term_open(&options, &term), ERR_UNSUPPORTED));
	close(null);
}

static void colours_are_mapped_down(void **state)
{
	static const struct { int kind; struct look look; int fg, bg; } cases[] = {
		{ 0, { 231, 24, 0 }, 231, 24 }, { 0, { 9, 8, 0 }, 9, 8 },
		{ 3, { 9, COLOR_DEFAULT, 0 }, 1, -1 }, { 3, { 8, COLOR_DEFAULT, 0 }, -1, -1 },
		{ 3, { 231, 24, 0 }, 7, 6 }, { 3, { 196, 232, 0 }, 1, 0 },
		{ 3, { 9, 1, 0 }, 0, 1 }, { 5, { 9, 1, 0 }, -1, -1 }
	};
	struct fixture f;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		open_term(&f, &kinds[cases[i].kind], WIDTH, HEIGHT, our_width);
		f.looks[STYLE_TITLE] = cases[i].look;
		area_text(area_all(f.canvas), 0, 0, STYLE_TITLE, shown_literal("x"));
		term_show(f.term, f.canvas, f.looks);
		feed(&f);
		assert_int_equal(automaton_at(&f.screen, 0, 0)->pen.fg, cases[i].fg);
		assert_int_equal(automaton_at(&f.screen, 0, 0)->pen.bg, cases[i].bg);
		assert_int_equal(automaton_at(&f.screen, 0, 0)->pen.attrs, 0);
		close_term(&f);
	}
}

static void other_locales_get_ascii(void **state)
{
	struct fixture f;
	(void)state;

	setenv("LC_ALL", "C", 1);
	setlocale(LC_CTYPE, "C");
	open_term(&f, &kinds[5], WIDTH, HEIGHT, our_width);
	assert_false(term_is_utf8(f.term));
	area_rule_down(area_all(f.canvas), 1);
	area_text(area_all(f.canvas), 0, 0, STYLE_NORMAL, shown_line(f.arena, "a\xC3\xA9\xE6\xBC\xA2z"));
	term_show(f.term, f.canvas, f.looks);
	feed(&f);
	assert_string_equal(automaton_at(&f.screen, 1, 0)->text, "?");
	assert_string_equal(automaton_at(&f.screen, 3, 0)->text, "?");
	assert_string_equal(automaton_at(&f.screen, 4, 0)->text, "z");
	assert_string_equal(automaton_at(&f.screen, 1, 1)->text, "?");
	close_term(&f);
	setenv("LC_ALL", "C.UTF-8", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
}

static void type(struct fixture *f, const char *bytes, size_t len)
{
	assert_int_equal(write(f->in[1], bytes, len), (ssize_t)len);
}

static void assert_key(struct fixture *f, const char *name)
{
	char buffer[KEY_NAME];
	struct term_event event;

	assert_true(term_read(f->term, &event));
	assert_string_equal(key_name(event.key, buffer), name);
}

static void keys_come_as_they_are_typed(void **state)
{
	struct fixture f;
	struct term_event event;
	(void)state;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
	assert_int_equal(term_fd(f.term), f.in[0]);
	assert_false(term_read(f.term, &event));
	type(&f, "a\033OB\033[1;5C\x03", 11);
	assert_key(&f, "a");
	assert_key(&f, "down");
	assert_key(&f, "ctrl-right");
	assert_key(&f, "ctrl-c");
	assert_false(term_read(f.term, &event));
	type(&f, "\033", 1);
	assert_key(&f, "escape");
	assert_false(term_read(f.term, &event));
	close_term(&f);
}

static void a_paste_is_one_event(void **state)
{
	enum { CHUNK = 32 * 1024, CHUNKS = 32 };
	struct fixture f;
	struct term_event event;
	char *chunk = malloc(CHUNK);
	(void)state;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
	type(&f, "\033[200~one\r\033[3mtwo\033[2", 20);
	assert_false(term_read(f.term, &event));
	type(&f, "01~q", 4);
	assert_true(term_read(f.term, &event));
	assert_int_equal(event.key.code, K_PASTE);
	assert_int_equal(event.paste_len, strlen("one\n[3mtwo"));
	assert_string_equal(event.paste, "one\n[3mtwo");
	assert_key(&f, "q");

	memset(chunk, 'x', CHUNK);
	type(&f, "\033[200~", 6);
	for (int i = 0; i < CHUNKS; i++) {
		type(&f, chunk, CHUNK);
		assert_false(term_read(f.term, &event));
	}
	type(&f, "\033[201~", 6);
	assert_true(term_read(f.term, &event));
	assert_int_equal(event.paste_len, 256 * 1024);
	assert_false(term_read(f.term, &event));
	close_term(&f);
	free(chunk);
}

static void signals_are_told(void **state)
{
	static const struct { int number; unsigned seen; } cases[] = {
		{ SIGWINCH, TERM_RESIZED }, { SIGTSTP, TERM_STOP }, { SIGTERM, TERM_ENDED },
		{ SIGHUP, TERM_ENDED }, { SIGINT, TERM_ENDED }, { SIGCONT, TERM_CONTINUED }
	};
	struct fixture f;
	(void)state;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
	assert_int_equal(term_signals(f.term), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int count = 0;

		assert_int_equal(raise(cases[i].number), 0);
		assert_int_equal(ioctl(term_signal_fd(f.term), FIONREAD, &count), 0);
		assert_int_equal(count, 1);
		assert_int_equal(term_signals(f.term), cases[i].seen);
	}
	feed(&f);
	assert_true(f.screen.alternate);
	close_term(&f);
}

static void the_end_of_input_is_told(void **state)
{
	struct fixture f;
	struct term_event event;
	(void)state;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
	type(&f, "x", 1);
	close(f.in[1]);
	f.in[1] = -1;
	assert_key(&f, "x");
	assert_false(term_read(f.term, &event));
	assert_int_equal(term_signals(f.term), TERM_ENDED);
	assert_false(term_read(f.term, &event));
	assert_int_equal(term_signals(f.term), 0);
	close_term(&f);
}

static void a_suspended_terminal_is_left_alone(void **state)
{
	struct fixture f;
	uint64_t bytes;
	(void)state;

	open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
	area_text(area_all(f.canvas), 0, 0, STYLE_NORMAL, shown_literal("here"));
	term_show(f.term, f.canvas, f.looks);
	feed(&f);
	assert_true(f.screen.alternate && f.screen.paste && f.screen.keypad && !f.screen.cursor);
	term_suspend(f.term);
	feed(&f);
	assert_false(f.screen.alternate || f.screen.paste || f.screen.keypad || !f.screen.cursor);
	bytes = term_bytes(f.term);
	term_show(f.term, f.canvas, f.looks);
	assert_int_equal(raise(SIGINT), 0);	/* meant for the program that has the terminal */
	assert_int_equal(term_signals(f.term), 0);
	assert_int_equal(term_bytes(f.term), bytes);
	assert_null(term_resume(f.term));
	term_show(f.term, f.canvas, f.looks);
	feed(&f);
	assert_true(f.screen.alternate && f.screen.paste);
	assert_string_equal(automaton_at(&f.screen, 3, 0)->text, "e");
	close_term(&f);
}

/* A pty without a job behind it: modes and sizes are real. */
static void modes_and_sizes_are_the_terminals(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct winsize size = { .ws_row = 30, .ws_col = 100 };
	struct term_options options = { .type = "xterm", .escape_ms = 1 };
	struct termios before, during, after;
	struct term_event event;
	struct term *term;
	int width, height;
	(void)state;

	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
	assert_int_equal(tcgetattr(slave, &before), 0);
	options.in = options.out = slave;
	assert_null(term_open(&options, &term));
	term_size(term, &width, &height);
	assert_int_equal(width, 100);
	assert_int_equal(height, 30);
	assert_int_equal(tcgetattr(slave, &during), 0);
	assert_false(during.c_lflag & (ECHO | ICANON | ISIG | IEXTEN));
	assert_false(during.c_iflag & (IXON | ICRNL));
	size.ws_col = 60000;
	assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
	assert_int_equal(raise(SIGWINCH), 0);
	assert_int_equal(term_signals(term), TERM_RESIZED);
	assert_true(term_read(term, &event));
	assert_int_equal(event.key.code, K_RESIZE);
	assert_int_equal(event.width, 1000);
	assert_int_equal(event.height, 30);
	term_close(term);
	assert_int_equal(tcgetattr(slave, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_oflag, before.c_oflag);
	close(slave);
	close(master);
}

static void a_fatal_signal_gives_the_terminal_back(void **state)
{
	static const int numbers[] = { SIGABRT, SIGFPE, SIGQUIT };
	(void)state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct fixture f;
		void (*old)(int) = signal(numbers[i], SIG_DFL);	/* cmocka catches some */
		int status;
		pid_t child;

		open_term(&f, &kinds[0], WIDTH, HEIGHT, our_width);
		child = fork();
		if (child == 0) {
			term_show(f.term, f.canvas, f.looks);
			raise(numbers[i]);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), numbers[i]);
		feed(&f);
		assert_true(f.screen.cursor);
		assert_false(f.screen.alternate || f.screen.paste || f.screen.keypad);
		close_term(&f);
		signal(numbers[i], old);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_screen_is_the_canvas),
		cmocka_unit_test(no_border_moves_where_widths_differ),
		cmocka_unit_test(a_step_is_few_bytes), cmocka_unit_test(lines_that_move_stay_whole),
		cmocka_unit_test(a_list_that_scrolls_is_few_bytes),
		cmocka_unit_test(strange_terminals_are_refused),
		cmocka_unit_test(without_a_terminal_there_is_no_screen),
		cmocka_unit_test(colours_are_mapped_down),
		cmocka_unit_test(other_locales_get_ascii),
		cmocka_unit_test(keys_come_as_they_are_typed),
		cmocka_unit_test(a_paste_is_one_event),
		cmocka_unit_test(signals_are_told),
		cmocka_unit_test(the_end_of_input_is_told),
		cmocka_unit_test(a_suspended_terminal_is_left_alone),
		cmocka_unit_test(modes_and_sizes_are_the_terminals),
		cmocka_unit_test(a_fatal_signal_gives_the_terminal_back)
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_DFL);	/* ignored under nohup and in the background: we would ignore them, too */
	signal(SIGINT, SIG_DFL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
