/* SPDX-License-Identifier: ISC */
/*
 * What a word may become.  complete.c finds out what is being typed, names.c
 * knows what there is of each kind: rows that are shown, names of the desk.
 */
#ifndef GUICHET_SRC_TUI_CANDIDATES_H
#define GUICHET_SRC_TUI_CANDIDATES_H
#include "inside.h"

struct candidates {
	struct tui *tui;
	struct arena *arena;
	const char *prefix;		/* of the word, as it means, without quotes */
	const char *before;		/* stands before every word: "--visibility=", "status:open," */
	bool plain;			/* words are put as they are, without quotes: "account add" */
	struct completion *rows;
	size_t count, size;
};

/* Takes the word if it begins with the prefix and is not there yet. */
void candidate(struct candidates *, const char *word, const char *note);
/* The parts of "a|b|c". */
void candidates_split(struct candidates *, const char *choices, const char *note);

/* ---- paths.c: files and folders */
void paths_of(struct candidates *);

/* ---- names.c */
void names_of(struct candidates *, const struct call *, const struct call_arg *);
void names_conversations(struct candidates *);
void names_assignees(struct candidates *);
/* The last word of a query. */
void names_query(struct candidates *);
#endif
