/* SPDX-License-Identifier: ISC */
/* guichet's command line: options before the command, the command, its exit status. */
#ifndef GUICHET_CLI_CLI_H
#define GUICHET_CLI_CLI_H

#include "guichet/command/command.h"

/* Returns the process's exit status (err.h's table). */
int cli_main(int argc, char **argv, screen_fn, keys_fn, names_fn);
#endif
