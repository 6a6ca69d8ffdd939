/* SPDX-License-Identifier: ISC */
/*
 * Which keys say which command, by scope.  A scope is a view's name, a mode
 * of writing ("edit", "prompt", "compose"), or "global"; a key is looked up in several
 * scopes, the first one that has it wins.  A command is a line of the one
 * language that the ":" line, files and scripts speak.
 */
#ifndef GUICHET_CONFIG_KEYMAP_H
#define GUICHET_CONFIG_KEYMAP_H
#include "guichet/config/key.h"

struct keymap;

enum keymap_found { KEYMAP_NONE, KEYMAP_PREFIX, KEYMAP_COMMAND };

struct keymap *keymap_create(void);
void keymap_destroy(struct keymap *);
void keymap_clear(struct keymap *);
/*
 * command is copied; NULL takes away every binding that begins with the keys, ERR_NOT_FOUND when none does.
 * A key that begins a longer binding loses to it, and the other way round: ERR_CONFIG.
 */
err_t keymap_bind(struct keymap *, const char *scope, const struct key *, size_t count, const char *command) MUST_CHECK;
/* *command is borrowed until the next bind. */
enum keymap_found keymap_find(const struct keymap *, const char *const *scopes, size_t scope_count,
	const struct key *, size_t count, const char **command);
/* Every binding, in the order in which it was made. */
void keymap_each(const struct keymap *,
	void (*visit)(void *, const char *scope, const char *keys, const char *command), void *);
/* What is bound from now on lies over what was bound before: it is told first. */
void keymap_layer(struct keymap *);
/*
 * The key that says that very command in those scopes, as names ("g d"), or NULL: for hints.  One that was laid
 * over others later is told rather than an earlier one, which may be hard to type; else the first.
 */
const char *keymap_key_of(const struct keymap *, const char *const *scopes, size_t scope_count, const char *command);
#endif
