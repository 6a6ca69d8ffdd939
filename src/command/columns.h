/* SPDX-License-Identifier: ISC */
/* The columns of a list: which member of a row stands where, how wide it is and what a plain line says of it. */
#ifndef GUICHET_COMMAND_COLUMNS_H
#define GUICHET_COMMAND_COLUMNS_H
#include "guichet/command/command.h"

enum cell { CELL_TEXT, CELL_INT, CELL_SECONDS, CELL_MEASURED, CELL_DUE, CELL_WHEN, CELL_LIST, CELL_BOOL, CELL_TOLD,
	CELL_WORDS, CELL_SENTENCE, CELL_SHARE, CELL_STATE, CELL_DEED, CELL_WAIT, CELL_COUNTS, CELL_HOURS, CELL_REASON, CELL_TROUBLE,
	CELL_WHO, CELL_NUMBER };

struct column {
	const char *title, *key;
	enum cell kind;
	int width;		/* cells; 0: in CSV, TSV and JSON only; -1: takes the rest */
	int from;		/* left out of terminals narrower than this, and before others where it is tight */
	/* What a plain line says before the value; NULL: the title and a blank, SAID_NOT: nothing, it is left out. */
	const char *said;
};

#define SAID_NOT "!"
enum { SEEN_BY_FROM = 120 };	/* columns from which it has one of its own */

struct table {
	const char *call, *empty;	/* what is said when no row came; "" is nothing */
	const struct column *columns;
	size_t count;
	bool numbered;			/* rows are conversations: a plain line begins with the number that opens it */
};

/* NULL when the call answers no rows. */
const struct table *table_find(const struct call *);
/* render.c: what a row has there; pretty: for people, else the value itself. */
const char *table_cell(struct command_env *, const struct column *, const struct json *row, bool pretty);

/* hours.c: "mon 09:00-17:00; tue 09:00-17:00; 2026-05-01 closed" as "mon-tue 09:00-17:00; 2026-05-01 closed". */
const char *hours_folded(struct arena *, const char *hours);

/* ---- table.c: on a terminal, of sink's width; 0 is any */
/* A row of its own, the next of which nobody knows; NULL: the titles. */
void table_row(struct command_env *, const struct table *, const struct json *row);
void table_rows(struct command_env *, const struct table *, const struct json *rows);

#endif
