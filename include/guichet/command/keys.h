/* SPDX-License-Identifier: ISC */
/* A key of the screen, told to those who print them: the manual's page lives below the screen. */
#ifndef GUICHET_COMMAND_KEYS_H
#define GUICHET_COMMAND_KEYS_H
#include <stddef.h>

struct keys_row {
	const char *set;		/* NULL: without a configuration; else what that set of keys makes of it */
	const char *scope, *keys;	/* keys: NULL for a command that has none there */
	const char *command, *help;	/* command: NULL where the set takes the keys away */
};
typedef void (*keys_row_fn)(void *data, const struct keys_row *);
typedef void (*keys_fn)(keys_row_fn, void *data);
/* Every command of that screen by a number from 0 on, NULL behind the last: what "config check" holds a line against. */
typedef const char *(*names_fn)(size_t index);
#endif
