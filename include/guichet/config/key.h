/* SPDX-License-Identifier: ISC */
/*
 * Keys and their names.  A key is a character that it types (a scalar value)
 * or one of those below, with ctrl or alt held.  Names: "a", "G", "é",
 * "space", "enter", "ctrl-k", "alt-b", "shift-tab", "down", "f5".
 * Terminals cannot tell ctrl-i, ctrl-m, ctrl-h and ctrl-[ from tab, enter,
 * backspace and escape: those names are refused with the other one.
 */
#ifndef GUICHET_CONFIG_KEY_H
#define GUICHET_CONFIG_KEY_H
#include "guichet/base/err.h"

enum {
	KEY_CODES = 0x110000,	/* above every scalar value */
	K_UP, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PAGE_UP, K_PAGE_DOWN, K_INSERT, K_DELETE,
	K_BACKSPACE, K_TAB, K_SHIFT_TAB, K_ENTER, K_ESCAPE,
	K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11, K_F12,
	K_PASTE,		/* a bracketed paste: its text comes with the event, it has no name */
	K_RESIZE,		/* the terminal's size changed, no name either */
	K_MOUSE			/* a click or the wheel: where comes with the event */
};
enum { MOD_CTRL = 1 << 0, MOD_ALT = 1 << 1 };

struct key { uint32_t code; unsigned mods; };

enum { KEY_NAME = 24, KEYS_MAX = 4 };		/* bytes of a name; keys of one binding */

bool key_equal(struct key, struct key);
const char *key_name(struct key, char buffer[static KEY_NAME]);
/* ERR_USAGE names the key. */
err_t key_parse(const char *name, struct key *out) MUST_CHECK;
/*
 * A binding's keys: "down", "gg", "ctrl-w h".  Words are keys by name; a word that names no key
 * is its characters, one key each.
 */
err_t keys_parse(const char *text, struct key keys[static KEYS_MAX], size_t *count) MUST_CHECK;
#endif
