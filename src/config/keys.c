/* SPDX-License-Identifier: ISC */
/*
 * Finding what has a name: themes and sets of keys.  A set of keys holds bind
 * and unbind lines and nothing else; it changes the keys of the defaults, so
 * that it says only what is different.  What was bound before is forgotten,
 * what is bound behind it stays.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool named_find(const char *folder, const char *variable, const char *name, const char *suffix, struct str *out)
{
	const char *more = variable != NULL ? getenv(variable) : NULL;

	config_home(folder, out);
	str_printf(out, "/%s.%s", name, suffix);
	if (access(out->text, R_OK) == 0)
		return true;
	if (more != NULL) {
		str_clear(out);
		str_printf(out, "%s/%s.%s", more, name, suffix);
		if (access(out->text, R_OK) == 0)
			return true;
	}
	str_clear(out);
	str_printf(out, "%s/%s/%s.%s", DATADIR, folder, name, suffix);
	return access(out->text, R_OK) == 0;
}

const struct builtin *builtin_find(const struct builtin *row, const char *name)
{
	while (row->name != NULL && strcmp(row->name, name) != 0)
		row++;
	return row->name != NULL ? row : NULL;
}

void builtin_names(const struct builtin *row, struct str *out)
{
	for (; row->name != NULL; row++)
		str_printf(out, "%s%s", out->len > 0 ? ", " : "", row->name);
}

static err_t no_keys(const char *name)
{
	struct str names = { 0 };
	err_t err;

	builtin_names(builtin_keys, &names);
	err = err_make(ERR_NOT_FOUND, "no keys '%s'; there are %s", name, str_text(&names));
	str_finish(&names);
	return err;
}

/* The defaults are a set of keys too, and more. */
static void load_defaults(struct config *config, const struct source *from)
{
	struct source source = { .up = from, .name = "defaults.conf", .problems = from->problems, .holds = TAKE_KEYS };

	keymap_clear(config->keys);
	source_text(config, builtin_defaults, strlen(builtin_defaults), &source);
	keymap_layer(config->keys);
}

static bool is_path(const char *name)
{
	return strchr(name, '/') != NULL;
}

/* Nothing is forgotten for a name that nobody knows. */
static err_t check(const char *name)
{
	struct str path = { 0 };
	bool known = is_path(name) || builtin_find(builtin_keys, name) != NULL ||
		named_find("keys", NULL, name, "conf", &path);

	str_finish(&path);
	return known ? NULL : no_keys(name);
}

static err_t load_one(struct config *config, const char *name, const struct source *from)
{
	const struct builtin *compiled = builtin_find(builtin_keys, name);
	struct source up = *from, source = { .up = from, .name = name, .problems = from->problems, .holds = HOLDS_KEYS };
	struct str path = { 0 };
	err_t err = NULL;

	up.holds = HOLDS_KEYS;
	if (is_path(name)) {
		source_path(from, name, &path);
		err = source_file(config, path.text, &up, NULL);
	} else if (named_find("keys", NULL, name, "conf", &path)) {
		err = source_file(config, path.text, &up, NULL);
	} else {
		source_text(config, compiled->text, strlen(compiled->text), &source);
	}
	str_finish(&path);
	return err;
}

err_t keys_load(struct config *config, size_t count, const char *const *names, const struct source *from)
{
	size_t lines = config->lines;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++)
		err = check(names[i]);
	if (err != NULL)
		return err;
	load_defaults(config, from);
	config->keys_chosen = true;
	for (size_t i = 0; err == NULL && i < count; i++)
		err = load_one(config, names[i], from);
	keymap_layer(config->keys);
	config->changes |= CHANGE_DRAW;
	config->lines = lines;
	return err;
}

const char *config_keys_name(size_t index)
{
	size_t count = 0;

	while (builtin_keys[count].name != NULL)
		count++;
	return index < count ? builtin_keys[index].name : NULL;
}

bool config_keys_chosen(const struct config *config)
{
	return config->keys_chosen;
}
