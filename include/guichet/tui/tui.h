/* SPDX-License-Identifier: ISC */
/*
 * The full-screen front end.  It owns no truth: everything that it shows came
 * from the desk, and everything that it changes is a call or a command that
 * could have been typed.  On a terminal it runs until it is quit; on a grid in
 * memory it plays a script and prints literal screens, for tests.
 */
#ifndef GUICHET_TUI_TUI_H
#define GUICHET_TUI_TUI_H
#include "guichet/client/client.h"
#include "guichet/command/keys.h"

struct tui_options {
	struct client_options client;
	const char *config;	/* a file instead of the person's own; "" for none */
	int width, height;	/* of a grid; 0: the terminal */
	const char *script;	/* steps for a grid, one a line: a file, or "-" */
	const char *now;	/* an instant at which a grid's clock stands still, or NULL */
	bool tour;		/* show the guided tour */
	const char *first;	/* a line that is run when the screen is there, or NULL */
	void (*print)(void *data, const char *line);	/* a grid's screens, line by line */
	void *data;
};

/* Returns when it was quit.  ERR_UNSUPPORTED where there is no terminal to draw on. */
err_t tui_run(const struct tui_options *) MUST_CHECK;
/* Every key as it is bound without a configuration, scope by scope, then the commands there that have none. */
void tui_keys(keys_row_fn, void *data);
/* Its commands by a number from 0 on, NULL behind the last. */
const char *tui_command_name(size_t index);
#endif
