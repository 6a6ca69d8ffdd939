/* SPDX-License-Identifier: ISC */
/*
 * Finding themes.  A theme holds color lines and nothing else: one that came
 * from somebody else can change no key and read no file.
 */
#include "inside.h"

#include <string.h>

static err_t no_theme(const char *name)
{
	struct str names = { 0 };
	err_t err;

	builtin_names(builtin_themes, &names);
	err = err_make(ERR_NOT_FOUND, "no theme '%s'; there are %s", name, str_text(&names));
	str_finish(&names);
	return err;
}

static err_t load_compiled(struct config *config, const char *name, const struct source *from, struct look *looks)
{
	const struct builtin *theme = builtin_find(builtin_themes, name);
	struct source source = { .up = from, .name = name, .problems = from->problems, .theme = looks };

	if (theme == NULL)
		return no_theme(name);
	source_text(config, theme->text, strlen(theme->text), &source);
	return NULL;
}

err_t theme_load(struct config *config, const char *name, const struct source *from)
{
	bool compiled_in = from->name != NULL && from->path == NULL && from->line > 0;
	struct look looks[STYLES];
	struct str path = { 0 };
	err_t err;

	for (int i = 0; i < STYLES; i++)
		looks[i] = (struct look){ COLOR_UNSET, COLOR_UNSET, ATTR_UNSET };
	if (strchr(name, '/') != NULL) {
		source_path(from, name, &path);
		err = source_file(config, path.text, from, looks);
	} else if (!compiled_in && named_find("themes", "GUICHET_THEMES", name, "theme", &path)) {
		err = source_file(config, path.text, from, looks);
	} else {
		err = load_compiled(config, name, from, looks);
	}
	str_finish(&path);
	if (err != NULL)
		return err;
	memcpy(config->theme, looks, sizeof(looks));
	config_resolve(config);
	return NULL;
}

err_t config_theme(struct config *config, const char *name, const struct config_problems *problems)
{
	const char *const words[] = { "set", "theme", name };
	bool known;

	return config_run(config, 3, words, problems, &known);
}

const char *config_theme_name(size_t index)
{
	size_t count = 0;

	while (builtin_themes[count].name != NULL)
		count++;
	return index < count ? builtin_themes[index].name : NULL;
}
