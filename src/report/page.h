/* SPDX-License-Identifier: ISC */
/* What the files of the HTML page share: its string, escaped texts, charts. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"

struct page { struct arena *arena; struct str *out; const struct json *document; };

/* Markup of ours; a text of anybody's. */
void page_add(struct page *, const char *markup);
void page_text(struct page *, const char *text);
void page_element(struct page *, const char *name, const char *text);

/* svg.c: each a figure of its own, with a title and a description; nothing where there is nothing to draw. */
void svg_histogram(struct page *);
void svg_trend(struct page *);
void svg_heat(struct page *);
#endif
