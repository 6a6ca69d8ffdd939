/* SPDX-License-Identifier: ISC */
/*
 * A throw-away desk on the playback network, full of life: three brands, a
 * backlog with late and early customers, two colleagues and a team who are at
 * work, a note, tags, something put away, a reply that failed.  As long as a
 * screen (or watch) is attached, people go on writing and react to answers.
 */
#ifndef GUICHET_COMMAND_DEMO_H
#define GUICHET_COMMAND_DEMO_H
#include "guichet/command/command.h"

struct demo_desk;

/*
 * Makes the desk and everything on it, silently; the same seed (digits) makes
 * the same desk.  Afterwards env->options names it and env->client is
 * connected to it, which keeps its server there; attach to the same options.
 * A signal that would end us meanwhile does so after everything was removed.
 * env must have no client yet and must outlive the desk.
 */
err_t demo_desk_create(struct command_env *, const char *seed, struct demo_desk **out) MUST_CHECK;
/*
 * Closes env->client, waits for the server to end and removes the directory.
 * What else is attached must be closed before.  NULL is fine.  A program
 * that was killed leaves its directory; the next demo removes it.
 */
void demo_desk_destroy(struct demo_desk *);

/* The same network played on the command line, each step as a person would type it, on a desk that begins empty. */
err_t demo_script(struct command_env *, const char *seed) MUST_CHECK;
#endif
