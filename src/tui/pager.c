/* SPDX-License-Identifier: ISC */
/* Lines of styled text, drawn from a place on; words of a search are highlighted as they are drawn. */
#include "pager.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/str.h"

void pager_init(struct pager *pager)
{
	*pager = (struct pager){ .arena = arena_create() };
}

void pager_finish(struct pager *pager)
{
	arena_destroy(pager->arena);
	free(pager->lines);
	free(pager->match);
	*pager = (struct pager){ 0 };
}

void pager_begin(struct pager *pager, int width)
{
	arena_reset(pager->arena);
	pager->count = 0;
	pager->placed = false;
	pager->built_width = width;
}

void pager_line(struct pager *pager, const struct pager_span *spans, size_t count)
{
	struct pager_line *line;

	if (pager->count == pager->size) {
		pager->size = pager->size == 0 ? 64 : pager->size * 2;
		pager->lines = mem_grow(pager->lines, pager->size, sizeof(*pager->lines));
	}
	line = &pager->lines[pager->count++];
	line->spans = arena_array(pager->arena, count, sizeof(*spans));
	if (count > 0)
		memcpy(line->spans, spans, count * sizeof(*spans));
	line->count = count;
	line->item = pager->next_item;
	pager->next_item = 0;
}

void pager_text(struct pager *pager, enum style style, struct shown text)
{
	pager_line(pager, &(struct pager_span){ style, text }, 1);
}

void pager_blank(struct pager *pager)
{
	pager_line(pager, NULL, 0);
}

size_t pager_block_part(struct pager *pager, enum style style, struct shown block, int indent, int width, size_t most)
{
	size_t count;
	struct shown *lines = shown_wrap(pager->arena, block, width - indent > 2 ? width - indent : 2, &count);
	struct shown blanks = shown_fit(pager->arena, shown_literal(""), indent);

	for (size_t i = 0; i < count && i < most; i++)
		pager_line(pager, (const struct pager_span[]){ { STYLE_NORMAL, blanks }, { style, lines[i] } }, 2);
	return count > most ? count - most : 0;
}

void pager_block(struct pager *pager, enum style style, struct shown block, int indent, int width)
{
	(void)pager_block_part(pager, style, block, indent, width, SIZE_MAX);
}

void pager_item(struct pager *pager, int64_t item)
{
	pager->next_item = item;
}

int64_t pager_item_at(const struct pager *pager, size_t line)
{
	if (pager->count == 0)
		return 0;
	for (size_t i = line < pager->count ? line : pager->count - 1; ; i--) {
		if (pager->lines[i].item != 0)
			return pager->lines[i].item;
		if (i == 0)
			return 0;
	}
}

size_t pager_line_of(const struct pager *pager, int64_t item)
{
	size_t line = 0;

	while (line < pager->count && pager->lines[line].item != item)
		line++;
	return line;
}

int64_t pager_here(const struct pager *pager, int height)
{
	size_t end = pager->top + (size_t)(height > 0 ? height : 1), line = pager_line_of(pager, pager->here);

	if (pager->here != 0 && line < pager->count && line < end &&
	    (line >= pager->top || pager_item_at(pager, pager->top) == pager->here))
		return pager->here;
	for (line = pager->top; line < end && line < pager->count; line++)
		if (pager->lines[line].item != 0)
			return pager->lines[line].item;
	return pager_item_at(pager, pager->top);
}

bool pager_step(struct pager *pager, bool backward, int height)
{
	size_t line;

	pager_go(pager, pager->top, height);	/* "the end" may not have been drawn yet */
	line = pager_line_of(pager, pager_here(pager, height));
	do
		line = backward ? (line > 0 ? line - 1 : SIZE_MAX) : line + 1;
	while (line < pager->count && pager->lines[line].item == 0);
	if (line >= pager->count)
		return false;
	pager->here = pager->lines[line].item;
	pager_go(pager, line, height);
	return true;
}

/* Columns of what is found in a span, restyled in place. */
static void match_draw(struct area area, int x, int y, struct shown text, const char *match)
{
	size_t len = strlen(match);
	const char *p = text.bytes;
	int column = 0;

	for (size_t at = 0; at < text.len && len > 0; ) {
		int cells;
		size_t bytes = shown_cluster(text, at, &cells);

		if (strncasecmp(p + at, match, len) == 0) {
			int width = 0;

			for (size_t end = at; end < at + len && end < text.len; ) {
				int more;

				end += shown_cluster(text, end, &more);
				width += more;
			}
			area_restyle(area, x + column, y, width, STYLE_MATCH);
		}
		column += cells;
		at += bytes;
	}
}

void pager_draw(const struct pager *pager, struct area area)
{
	for (int y = 0; y < area.height && pager->top + (size_t)y < pager->count; y++) {
		const struct pager_line *line = &pager->lines[pager->top + (size_t)y];
		int x = 0;

		for (size_t i = 0; i < line->count; i++) {
			int from = x;

			x = area_text(area, x, y, line->spans[i].style, line->spans[i].text);
			if (pager->match != NULL)
				match_draw(area, from, y, line->spans[i].text, pager->match);
		}
	}
}

static size_t last_top(const struct pager *pager, int height)
{
	return height > 0 && pager->count > (size_t)height ? pager->count - (size_t)height : 0;
}

void pager_go(struct pager *pager, size_t line, int height)
{
	size_t last = last_top(pager, height);

	pager->top = line < last ? line : last;
}

void pager_move(struct pager *pager, int64_t by, int height)
{
	if (by < 0)
		pager_go(pager, (uint64_t)-by > pager->top ? 0 : pager->top - (size_t)-by, height);
	else
		pager_go(pager, pager->top + (size_t)by, height);
}

static bool line_has(const struct pager_line *line, const char *words)
{
	for (size_t i = 0; i < line->count; i++)
		if (strcasestr(line->spans[i].text.bytes, words) != NULL)
			return true;
	return false;
}

bool pager_find(struct pager *pager, const char *words, bool backward, bool from_here, int height)
{
	size_t at = pager->match != NULL && !from_here ? pager->match_line : pager->top;

	if (!str_equal(pager->match, words)) {
		free(pager->match);
		pager->match = mem_copy(words);
	}
	for (size_t i = from_here ? 0 : 1; i <= pager->count && pager->count > 0; i++) {
		size_t line = backward ? (at + pager->count - i % pager->count) % pager->count : (at + i) % pager->count;

		if (line_has(&pager->lines[line], words)) {
			pager->match_line = line;
			if (line < pager->top || line >= pager->top + (size_t)(height > 0 ? height : 1))
				pager_go(pager, line > 2 ? line - 2 : 0, height);
			return true;
		}
	}
	return false;
}
