/* SPDX-License-Identifier: ISC */
/* A key of the screen, told to those who print them: the manual's page lives below the screen. */
#ifndef GUICHET_COMMAND_KEYS_H
#define GUICHET_COMMAND_KEYS_H

struct keys_row {
	const char *scope, *keys;	/* keys: NULL for a command that has none there */
	const char *command, *help;
};
typedef void (*keys_row_fn)(void *data, const struct keys_row *);
typedef void (*keys_fn)(keys_row_fn, void *data);
#endif
