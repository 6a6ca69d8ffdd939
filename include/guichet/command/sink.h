/* SPDX-License-Identifier: ISC */
/*
 * Where a command's words go.  A command is written once; the command line
 * prints lines, a screen would show them.  Everything printed is struct shown;
 * JSON lines are ASCII by construction and are checked once more.
 */
#ifndef GUICHET_COMMAND_SINK_H
#define GUICHET_COMMAND_SINK_H
#include "guichet/text/shown.h"

enum sink_style { SINK_PLAIN, SINK_STRONG, SINK_DIM, SINK_WARN, SINK_GOOD };

struct span { enum sink_style style; struct shown text; };

struct sink {
	void *data;
	int width;		/* columns to lay out for; 0: unlimited (a pipe) */
	bool terminal;		/* a person is looking */
	bool ascii;		/* nothing else is understood: charts are drawn so */
	/*
	 * A voice or a line of braille reads it: one fact a line, words instead of marks, no columns.
	 * What stands in lines of its own is announced with their number, so that no text can pass for ours.
	 */
	bool plain;
	/* One line of spans on standard output. */
	void (*line)(void *data, const struct span *, size_t count);
	/* One line of JSON, CSV or TSV, as it is: printable ASCII, or shown text for tables. */
	void (*json)(void *data, const char *ascii);
	/* What was written goes out now: somebody follows a stream.  ERR_CANCELLED when nobody reads on. */
	err_t (*flush)(void *data);
	/* A remark beside the result (standard error). */
	void (*note)(void *data, struct shown);
	/* A passing remark that the next one replaces; nothing unless somebody looks. len 0 clears it. */
	void (*progress)(void *data, struct shown);
	/* Yes or no from a person, or that word typed when word is not NULL; false without one. */
	bool (*ask)(void *data, struct shown question, const char *word);
	/* Lines that a person types, behind what text holds; NULL: there is only an editor for that. */
	err_t (*text)(void *data, struct str *text);
	/* A line with echo off, appended to out; ERR_USAGE without a terminal. */
	err_t (*secret)(void *data, struct shown prompt, struct str *out);
};

/* Conveniences. */
void sink_text(const struct sink *, enum sink_style, struct shown);
void sink_blank(const struct sink *);
#endif
