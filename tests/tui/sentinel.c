/* SPDX-License-Identifier: ISC */
/*
 * Fills the terminal with everything that terminals disagree about, a "|" in
 * the last column of each row, on pages: "n" shows the next, after the last
 * it ends; ctrl-z stops it.  Under each page the screen was full of "x", so that a row that
 * came out short ends with one.
 *
 *   sentinel [STEP]    takes each STEPth of the texts (1)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

#include "../../src/text/unicode.h"
#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"
#include "guichet/screen/term.h"

enum { FLOOD = 40, JOINER = 0x200D, STYLE = 0xFE0F, TONE = 0x1F3FD, KEYCAP = 0x20E3, REGION = 0x1F1E6 };

struct corpus {
	struct arena *arena;
	struct shown *texts;
	size_t count, size, step, seen;
};

static void add(struct corpus *c, const char *bytes, size_t len)
{
	if (c->seen++ % c->step != 0)
		return;
	if (c->count == c->size) {
		c->size = c->size > 0 ? 2 * c->size : 1024;
		c->texts = mem_grow(c->texts, c->size, sizeof(*c->texts));
	}
	c->texts[c->count++] = shown_line_n(c->arena, bytes, len);
}

static void add_scalars(struct corpus *c, const uint32_t *scalars, size_t count)
{
	char bytes[8 * UTF8_MAX];
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += utf8_encode(scalars[i], bytes + len);
	add(c, bytes, len);
}

static void add_emoji(struct corpus *c)
{
	for (uint32_t e = 0xA9; e < 0x1FB00; e++) {
		if (!unicode_pictograph(e) || unicode_kind(e) == UNICODE_BAD)
			continue;
		add_scalars(c, (uint32_t[]){ e }, 1);
		add_scalars(c, (uint32_t[]){ e, STYLE }, 2);
		add_scalars(c, (uint32_t[]){ e, TONE }, 2);
		add_scalars(c, (uint32_t[]){ e, JOINER, 0x2640, STYLE }, 4);
		add_scalars(c, (uint32_t[]){ e, TONE, JOINER, 0x2764, STYLE, JOINER, e, TONE }, 8);
	}
	for (uint32_t a = 0; a < 26; a++)
		for (uint32_t b = 0; b < 26; b += 3)
			add_scalars(c, (uint32_t[]){ REGION + a, REGION + b }, 2);
	for (const char *key = "0123456789#*"; *key != '\0'; key++)
		add_scalars(c, (uint32_t[]){ (uint32_t)*key, STYLE, KEYCAP }, 3);
}

static void add_scripts(struct corpus *c)
{
	static const struct { uint32_t from, to, step; } ranges[] = {
		{ 0xA0, 0x600, 7 }, { 0x5D0, 0x5EB, 1 }, { 0x620, 0x6E0, 1 }, { 0x900, 0xE80, 3 },
		{ 0x1100, 0x1200, 5 }, { 0x1780, 0x17F0, 1 }, { 0x2000, 0x2C00, 3 }, { 0x3000, 0x3100, 1 },
		{ 0x4E00, 0x9FFF, 97 }, { 0xAC00, 0xD7A3, 211 }, { 0xFE20, 0xFE70, 1 }, { 0xFF01, 0xFFEF, 3 },
		{ 0x1D400, 0x1D800, 31 }, { 0x20000, 0x2A6D0, 997 }
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		for (uint32_t s = ranges[i].from; s < ranges[i].to; s += ranges[i].step) {
			add_scalars(c, (uint32_t[]){ s }, 1);
			add_scalars(c, (uint32_t[]){ 'a', s, 'b' }, 3);
			add_scalars(c, (uint32_t[]){ s, 0x0301, 0x0323 }, 3);
		}
}

static void add_hostile(struct corpus *c)
{
	static const char *const texts[] = {
		"\033[2J\033[H", "\033]0;title\a", "\033[6n\033[c", "\r\n\t\v\f\b\b", "\x9B" "31m", "\xC2\x9B" "2J",
		"\xE2\x80\xAE" "dlrow", "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 123 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
		"\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xB3\xF3\xA0\x81\xA3\xF3\xA0\x81\xB4\xF3\xA0\x81\xBF",
		"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6",
		"\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B", "\xEF\xBF\xBE\xED\xA0\x80\xFF\xFE\x80", "\xE3\x85\xA4\xEF\xBE\xA0\xE2\xA0\x80"
	};
	char flood[4 + 2 * FLOOD] = "Z";

	for (size_t round = 0; round < 8; round++)
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
			add(c, texts[i], strlen(texts[i]));
	for (int i = 0; i < FLOOD; i++) {
		memcpy(flood + 1 + 2 * i, "\xCC\x80", 2);
		flood[2 + 2 * i] = (char)(0x80 + i);
		add(c, flood, (size_t)(3 + 2 * i));
	}
}

/* As many texts as fit into one row, from *at on. */
static void draw_row(const struct corpus *c, struct area row, size_t *at)
{
	int x = 0, width = row.width - 1;

	while (*at < c->count && (x == 0 || x + c->texts[*at].width <= width))
		x = area_text(area_part(row, 0, 0, width, 1), x, 0, STYLE_NORMAL, c->texts[(*at)++]);
}

static void draw_sentinels(struct canvas *canvas)
{
	for (int y = 0; y < canvas_height(canvas); y++)
		area_text(area_all(canvas), canvas_width(canvas) - 1, y, STYLE_NORMAL, shown_literal("|"));
}

/* Rows but for the last, which says the page. */
static void draw_page(const struct corpus *c, struct canvas *canvas, int page, size_t *at)
{
	char number[32];

	canvas_clear(canvas);
	for (int y = 0; y < canvas_height(canvas) - 1; y++)
		draw_row(c, area_part(area_all(canvas), 0, y, canvas_width(canvas), 1), at);
	(void)snprintf(number, sizeof(number), "page %d%s", page, *at == c->count ? " last" : "");
	area_text(area_all(canvas), 0, canvas_height(canvas) - 1, STYLE_NORMAL, shown_line(c->arena, number));
	draw_sentinels(canvas);
}

static void draw_ground(struct canvas *canvas)
{
	for (int y = 0; y < canvas_height(canvas); y++)
		for (int x = 0; x < canvas_width(canvas); x++)
			area_text(area_all(canvas), x, y, STYLE_NORMAL, shown_literal("x"));
}

/* Waits for "n" and shows the page again after a stop; false when the terminal is gone. */
static bool next_page(struct term *term, const struct canvas *canvas, const struct look *looks)
{
	struct term_event event;
	unsigned seen;
	int keys = term_fd(term), signals = term_signal_fd(term);
	fd_set set;

	for (;;) {
		while (term_read(term, &event)) {
			if (event.key.code == 'n')
				return true;
			if (event.key.code == 'z' && event.key.mods == MOD_CTRL)
				term_stop(term);
		}
		term_show(term, canvas, looks);
		FD_ZERO(&set);
		FD_SET(keys, &set);
		FD_SET(signals, &set);
		(void)select((keys > signals ? keys : signals) + 1, &set, NULL, NULL, NULL);
		seen = term_signals(term);
		if (seen & TERM_STOP)
			term_stop(term);
		if (seen & TERM_ENDED)
			return false;
	}
}

int main(int argc, char **argv)
{
	struct term_options options = { .in = 0, .out = 1, .color = true, .escape_ms = 25 };
	struct look looks[STYLES];
	struct corpus c = { .arena = arena_create(), .step = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1 };
	struct term *term;
	struct canvas *canvas;
	int width, height, page = 1;
	err_t err = term_open(&options, &term);

	if (err != NULL) {
		fprintf(stderr, "sentinel: %s\n", err->text);
		return err_exit_code(err);
	}
	for (int i = 0; i < STYLES; i++)
		looks[i] = (struct look){ COLOR_DEFAULT, COLOR_DEFAULT, 0 };
	add_emoji(&c);
	add_scripts(&c);
	add_hostile(&c);
	term_size(term, &width, &height);
	canvas = canvas_create(width, height);
	for (size_t at = 0; at < c.count; page++) {
		draw_ground(canvas);
		term_show(term, canvas, looks);
		draw_page(&c, canvas, page, &at);
		term_show(term, canvas, looks);
		if (!next_page(term, canvas, looks))
			break;
	}
	term_close(term);
	canvas_destroy(canvas);
	arena_destroy(c.arena);
	free(c.texts);
	return 0;
}
