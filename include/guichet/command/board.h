/* SPDX-License-Identifier: ISC */
/*
 * The dashboard as lines: what the answer of the call "dashboard" says, laid
 * out for a width, with the question behind every figure, bar and cell.  The
 * command line prints the lines, a screen walks over their cells and asks
 * explain for the rows.  Everything lies in the arena; the answer is only
 * read.  Quantiles of few rows are left out as guichet-figures(7) says.
 */
#ifndef GUICHET_COMMAND_BOARD_H
#define GUICHET_COMMAND_BOARD_H
#include "guichet/command/sink.h"
#include "guichet/json/json.h"

enum board_quantile { BOARD_P50, BOARD_P90, BOARD_P95, BOARD_QUANTILES };
/* What the hours of the week are shaded by. */
enum board_measure { BOARD_BY_WAITS, BOARD_BY_SHARE, BOARD_BY_TIME, BOARD_MEASURES };

struct board_look {
	int width;		/* columns; 0: as wide as it gets */
	int height;		/* lines of a panel on a wall; 0: as many as it has */
	bool ascii;
	bool plain;		/* one fact a line, no charts, no columns */
	bool business;		/* the clock of times: open hours only, or the calendar */
	enum board_quantile quantile;
	enum board_measure measure;
};

/* What explain is to be asked; NULL members are left out.  list: conversations that are listed instead. */
struct board_question { const char *metric, *by, *group, *above, *within, *counts_as; bool business; const char *list; };
struct board_cell {
	int x, width;
	struct board_question ask;
	const char *about;	/* a line that says what it is, in words */
};
struct board_line {
	int64_t id;		/* not 0 where there are cells: the same as long as the line means the same */
	struct span *spans;
	size_t span_count;
	struct board_cell *cells;
	size_t cell_count;
	bool begins;		/* a section */
};
struct board { struct board_line *lines; size_t count; };

struct board *board_make(struct arena *, const struct json *dashboard, const struct board_look *);
/* "14 to 20 Nov 2026", in the words of the person. */
const char *board_period(struct arena *, const struct json *dashboard);
/* "P50" ... and what the hours are shaded by, for a head. */
const char *board_quantile_name(enum board_quantile);
const char *board_measure_name(enum board_measure);
/* Words behind "explain METRIC" for that question, at most BOARD_WORDS; how many. */
enum { BOARD_WORDS = 16 };
size_t board_words(const struct board_question *, const char *words[static BOARD_WORDS]);
/* Every figure of the answer as lines of CSV: section, key, figure and its members. */
struct command_env;
void board_separated(struct command_env *, const struct json *dashboard);
#endif
