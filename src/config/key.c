/* SPDX-License-Identifier: ISC */
/*
 * Names of keys, both ways.  Refuses what no terminal can send, with the
 * name of the key that it would send instead, so that a binding that could
 * never fire is an error in the file and not a riddle at the desk.
 */
#include "guichet/config/key.h"

#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"
#include "guichet/base/utf8.h"

struct named { const char *name; uint32_t code; };

static const struct named names[] = {
	{ "up", K_UP }, { "down", K_DOWN }, { "left", K_LEFT }, { "right", K_RIGHT },
	{ "home", K_HOME }, { "end", K_END }, { "page-up", K_PAGE_UP }, { "page-down", K_PAGE_DOWN },
	{ "insert", K_INSERT }, { "delete", K_DELETE }, { "backspace", K_BACKSPACE }, { "tab", K_TAB },
	{ "shift-tab", K_SHIFT_TAB }, { "enter", K_ENTER }, { "escape", K_ESCAPE }, { "space", ' ' },
	{ "f1", K_F1 }, { "f2", K_F2 }, { "f3", K_F3 }, { "f4", K_F4 }, { "f5", K_F5 }, { "f6", K_F6 },
	{ "f7", K_F7 }, { "f8", K_F8 }, { "f9", K_F9 }, { "f10", K_F10 }, { "f11", K_F11 }, { "f12", K_F12 },
};

/* Other programs' names; taken for letters, they would bind something else in silence. */
static const struct { const char *name, *ours; } foreign[] = {
	{ "esc", "escape" }, { "return", "enter" }, { "del", "delete" }, { "ins", "insert" },
	{ "bs", "backspace" }, { "spc", "space" }, { "pgup", "page-up" }, { "pageup", "page-up" },
	{ "pgdn", "page-down" }, { "pgdown", "page-down" }, { "pagedown", "page-down" },
};

/* What a terminal sends for these is what it sends for another key. */
static const struct { uint32_t code; const char *other; } twins[] = {
	{ 'i', "tab" }, { 'm', "enter" }, { 'h', "backspace" }, { '[', "escape" }, { '?', "backspace" },
	{ '@', "ctrl-space" }, { '/', "ctrl-_" }, { K_TAB, "tab" }, { K_ENTER, "enter" },
	{ K_ESCAPE, "escape" }, { K_BACKSPACE, "backspace" }, { K_SHIFT_TAB, "shift-tab" },
};

bool key_equal(struct key a, struct key b)
{
	return a.code == b.code && a.mods == b.mods;
}

static bool is_typed(uint32_t code)
{
	return code >= 0x20 && code < KEY_CODES && (code < 0x7F || code > 0x9F);
}

const char *key_name(struct key key, char buffer[static KEY_NAME])
{
	char *end = buffer;

	buffer[0] = '\0';
	if (!is_typed(key.code) && (key.code <= KEY_CODES || key.code >= K_PASTE))
		return buffer;
	end = stpcpy(end, (key.mods & MOD_CTRL) != 0 ? "ctrl-" : "");
	end = stpcpy(end, (key.mods & MOD_ALT) != 0 ? "alt-" : "");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == key.code) {
			(void)stpcpy(end, names[i].name);
			return buffer;
		}
	end[utf8_encode(key.code, end)] = '\0';
	return buffer;
}

/* A key without modifiers: one of the names, or one character. */
static bool plain_parse(const char *name, uint32_t *code)
{
	const char *end = name + strlen(name);
	bool valid;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i].name, name) == 0) {
			*code = names[i].code;
			return true;
		}
	return name < end && name + utf8_decode(name, end, code, &valid) == end && valid && is_typed(*code);
}

static err_t ctrl_check(const char *name, struct key key)
{
	const char *alt = (key.mods & MOD_ALT) != 0 ? "alt-" : "";

	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
		if (twins[i].code == key.code)
			return err_make(ERR_USAGE, "terminals cannot tell %s from %s%s", name, alt, twins[i].other);
	if (key.code > KEY_CODES || (key.code >= 'a' && key.code <= 'z') ||
	    (key.code != 0 && key.code < 0x80 && strchr(" \\]^_", (int)key.code) != NULL))
		return NULL;
	return err_make(ERR_USAGE, "terminals do not send %s", name);
}

/* Takes "ctrl-" and "alt-" off the front, in either order. */
static const char *mods_parse(const char *name, unsigned *mods)
{
	for (;;) {
		if (strncasecmp(name, "ctrl-", 5) == 0 && name[5] != '\0' && (*mods & MOD_CTRL) == 0) {
			*mods |= MOD_CTRL;
			name += 5;
		} else if (strncasecmp(name, "alt-", 4) == 0 && name[4] != '\0' && (*mods & MOD_ALT) == 0) {
			*mods |= MOD_ALT;
			name += 4;
		} else {
			return name;
		}
	}
}

err_t key_parse(const char *name, struct key *out)
{
	struct key key = { 0 };
	const char *plain = mods_parse(name, &key.mods);
	err_t err = NULL;

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (strcasecmp(foreign[i].name, plain) == 0)
			return err_make(ERR_USAGE, "no key named %s, but %s", plain, foreign[i].ours);
	if (!plain_parse(plain, &key.code))
		return err_make(ERR_USAGE, "no key named %s", name);
	if ((key.mods & MOD_CTRL) != 0) {
		if (key.code >= 'A' && key.code <= 'Z')
			key.code += 'a' - 'A';
		err = ctrl_check(name, key);
	}
	if (err == NULL)
		*out = key;
	return err;
}

/* True for a word that was meant as one key, so that it is not taken for letters. */
static bool looks_named(const char *word)
{
	if (strncasecmp(word, "ctrl-", 5) == 0 || strncasecmp(word, "alt-", 4) == 0 || strncasecmp(word, "shift-", 6) == 0)
		return true;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (strcasecmp(foreign[i].name, word) == 0)
			return true;
	return false;
}

static err_t keys_add(const char *text, struct key key, struct key keys[static KEYS_MAX], size_t *count)
{
	if (*count == KEYS_MAX)
		return err_make(ERR_USAGE, "more than %d keys in %s", KEYS_MAX, text);
	keys[(*count)++] = key;
	return NULL;
}

static err_t characters_parse(const char *text, const char *word, struct key keys[static KEYS_MAX], size_t *count)
{
	const char *end = word + strlen(word);
	err_t err = NULL;

	for (const char *p = word; p < end && err == NULL;) {
		struct key key = { 0 };
		bool valid;

		p += utf8_decode(p, end, &key.code, &valid);
		err = valid && is_typed(key.code) ? keys_add(text, key, keys, count) :
			err_make(ERR_USAGE, "no key types a control character or a byte that is not UTF-8");
	}
	return err;
}

err_t keys_parse(const char *text, struct key keys[static KEYS_MAX], size_t *count)
{
	struct key found[KEYS_MAX];
	size_t n = 0;
	err_t err = NULL;

	for (const char *p = text + strspn(text, " \t"); *p != '\0' && err == NULL;) {
		size_t len = strcspn(p, " \t");
		char word[4 * KEY_NAME];
		struct key key;

		if (len >= sizeof(word))
			return err_make(ERR_USAGE, "no key has a name as long as %s", text);
		memcpy(word, p, len);
		word[len] = '\0';
		err = key_parse(word, &key);
		if (err == NULL)
			err = keys_add(text, key, found, &n);
		else if (!looks_named(word))
			err = characters_parse(text, word, found, &n);
		p += len;
		p += strspn(p, " \t");
	}
	if (err == NULL && n == 0)
		err = err_make(ERR_USAGE, "no key is named");
	if (err != NULL)
		return err;
	memcpy(keys, found, n * sizeof(found[0]));
	*count = n;
	return NULL;
}
