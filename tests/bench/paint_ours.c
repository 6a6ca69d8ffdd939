/* SPDX-License-Identifier: ISC */
/* The list of tests/bench/paint_bare on our canvas and terminal, drawn anew for each key. */
#include <stdio.h>
#include <sys/select.h>

#include "guichet/screen/term.h"

static void draw(struct canvas *canvas, struct arena *arena, int selected)
{
	struct area all = area_all(canvas);

	canvas_clear(canvas);
	arena_reset(arena);
	for (int y = 0; y < all.height; y++) {
		enum style style = y == selected ? STYLE_SELECTED : STYLE_NORMAL;
		char name[32];

		(void)snprintf(name, sizeof(name), "%c customer %-11d", y == selected ? '>' : ' ', y);
		area_text(all, 0, y, style, shown_line(arena, name));
		area_text(all, 24, y, STYLE_NORMAL,
			shown_line(arena, "where is my parcel? it was promised for today"));
	}
	area_cursor(all, 0, selected);
}

/* The next key; 0 when the terminal is gone. */
static uint32_t next_key(struct term *term)
{
	struct term_event event;
	int keys = term_fd(term), signals = term_signal_fd(term);
	fd_set set;

	while (!term_read(term, &event)) {
		FD_ZERO(&set);
		FD_SET(keys, &set);
		FD_SET(signals, &set);
		(void)select((keys > signals ? keys : signals) + 1, &set, NULL, NULL, NULL);
		if (term_signals(term) & TERM_ENDED)
			return 0;
	}
	return event.key.code;
}

int main(void)
{
	struct term_options options = { .in = 0, .out = 1, .color = true, .escape_ms = 25 };
	struct look looks[STYLES];
	struct arena *arena = arena_create();
	struct canvas *canvas = canvas_create(1, 1);
	struct term *term;
	uint32_t key = 'k';
	int selected = 0, width, height = 0;
	err_t err = term_open(&options, &term);

	if (err != NULL) {
		fprintf(stderr, "paint_ours: %s\n", err->text);
		return err_exit_code(err);
	}
	term_size(term, &width, &height);
	canvas_resize(canvas, width, height);
	for (int i = 0; i < STYLES; i++)
		looks[i] = (struct look){ COLOR_DEFAULT, COLOR_DEFAULT, 0 };
	looks[STYLE_SELECTED] = (struct look){ 231, 24, ATTR_BOLD };
	for (; key != 'q' && key != 0; key = next_key(term)) {
		selected += key == 'j' && selected + 1 < height;
		selected -= key == 'k' && selected > 0;
		draw(canvas, arena, selected);
		term_show(term, canvas, looks);
	}
	term_close(term);
	canvas_destroy(canvas);
	arena_destroy(arena);
	return 0;
}
