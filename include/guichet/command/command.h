/* SPDX-License-Identifier: ISC */
/*
 * Commands: one for every row of the table of calls, and the front end's own.
 * A command parses words, asks the desk, and speaks to a sink.  Rows of the
 * table need no code here: lists are drawn from a table of columns, changes
 * are confirmed in one line, --json prints the server's answer.  Only what is
 * more than one call (reply with its review, import in batches) has a file.
 */
#ifndef GUICHET_COMMAND_COMMAND_H
#define GUICHET_COMMAND_COMMAND_H
#include "guichet/base/clock.h"
#include "guichet/client/client.h"
#include "guichet/command/keys.h"
#include "guichet/command/sink.h"
#include "guichet/model/call.h"

/* How to open the full-screen front end, which lives above this layer; the main file knows it. */
struct screen_wish {
	int width, height;		/* of a grid in memory; 0: the terminal */
	const char *script;		/* steps for a grid: a file, or "-" */
	const char *config;		/* instead of the person's own file, "" for none, or NULL */
	bool tour;			/* with the guided tour */
	const char *first;		/* a line that is run when it is there, or NULL */
	bool plain;			/* a line mode instead, also without a terminal */
};
typedef err_t (*screen_fn)(const struct client_options *, const struct screen_wish *, const struct sink *);

struct command_env {
	struct client_options options;
	struct client *client;		/* opened by the first call; the caller closes it */
	/* Another way to the desk than a client of its own: as client_call(); NULL: client. */
	err_t (*call)(void *call_data, const struct call_request *, const char *payload, size_t payload_len,
		client_row_fn, void *data, struct json **answer);
	void *call_data;
	const struct json *(*hello)(void *call_data);	/* of that way, or NULL */
	const struct sink *out;
	struct arena *arena;		/* lives as long as the command */
	bool by_lines;			/* a text is typed here, line by line, because none was given */
	size_t rows_before;		/* what the numbers of rows go on from, on a plain sink */
	struct call_front front;	/* --json, --yes ... of this command */
	const struct clock *clock;	/* what "in 5 min" counts from; NULL: the desk's */
	screen_fn screen;		/* NULL where there is none */
	keys_fn keys;			/* of that screen */
	names_fn names;			/* of its commands; NULL: nobody knows them */
	struct screen_wish wish;
	struct sql_rows *sql;		/* of sql, what has come of its answer; NULL at first */
};

/* words[0] is the command's first word. */
err_t command_run(struct command_env *, size_t count, const char *const *words) MUST_CHECK;

/* What came of a call, in words for a person or as front says: its answer, and a row of a stream.  Nothing is asked. */
err_t command_answer(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
void command_row(struct command_env *, const struct call_request *, const struct json *row);

/* Commands of the front end itself, for help, completion and the manual. */
struct own_command {
	const char *name, *usage, *help, *manual;
	err_t (*run)(struct command_env *, size_t count, const char *const *words);
};
extern const struct own_command own_commands[];
extern const size_t own_commands_count;
/* Says the notice of the day, when there is one that who asks has not read. */
void notice_speak(struct command_env *);
#endif
