/* SPDX-License-Identifier: ISC */
/*
 * The line at the bottom while something is typed there.  prompt.c knows what
 * its keys do, prompt_draw.c how it looks, prompt_search.c how one searches
 * while typing.
 */
#ifndef GUICHET_SRC_TUI_PROMPT_H
#define GUICHET_SRC_TUI_PROMPT_H
#include "inside.h"

/* Where a view was when a search began. */
struct search_place { struct view *view; int64_t id; size_t top, match_line; char *match; };

struct prompt {
	char kind;		/* ':' a command, '/' a search, '?' a question, 'k' one that a key answers */
	struct edit *edit;
	struct arena *arena;	/* of candidates, ghost and hint */
	int left;		/* columns of the text that are left of the screen */

	const struct completion *rows;	/* what the word may become; NULL: no menu */
	size_t count, from, put;	/* from, put: which bytes of the line a candidate takes the place of */
	size_t chosen;			/* count: what was typed */
	const char *typed;
	const char *ghost, *usage, *help;	/* NULL: none */

	size_t at;		/* in the history */
	char *prefix;		/* what was typed before one went there, or NULL */

	struct arena *said;		/* of what can be said here, made once for all letters */
	struct catalogue_row *said_rows;
	size_t said_count;

	struct search_place place;
	bool missed;		/* nothing has these words; that key is no answer */

	char *question, *word;
	void (*answered)(struct tui *, bool yes);
};

/* What can be said while the prompt is open; made anew without one. */
const struct catalogue_row *prompt_catalogue(struct tui *, struct arena *, size_t *count);

/* ---- prompt_search.c */
void search_begin(struct tui *, struct search_place *);
void search_back(struct tui *, const struct search_place *);
bool search_step(struct tui *, const struct search_place *, const char *words);
void search_finish(struct search_place *);
#endif
