/* SPDX-License-Identifier: ISC */
/*
 * Finding themes.  A theme holds color lines and nothing else: one that came
 * from somebody else can change no key and read no file.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first file of that name, or false: then perhaps one is compiled in. */
static bool find_file(const char *name, struct str *out)
{
	const char *more = getenv("GUICHET_THEMES");

	config_home("themes", out);
	str_printf(out, "/%s.theme", name);
	if (access(out->text, R_OK) == 0)
		return true;
	for (int i = more != NULL ? 0 : 1; i < 2; i++) {
		str_clear(out);
		str_printf(out, "%s/%s.theme", i == 0 ? more : DATADIR "/themes", name);
		if (access(out->text, R_OK) == 0)
			return true;
	}
	return false;
}

static err_t load_compiled(struct config *config, const char *name, const struct source *from, struct look *looks)
{
	const struct builtin_theme *theme = builtin_themes;
	struct source source = { .up = from, .name = name, .problems = from->problems, .theme = looks };
	struct str names = { 0 };
	err_t err;

	while (theme->name != NULL && strcmp(theme->name, name) != 0)
		theme++;
	if (theme->name != NULL) {
		source_text(config, theme->text, strlen(theme->text), &source);
		return NULL;
	}
	for (theme = builtin_themes; theme->name != NULL; theme++)
		str_printf(&names, "%s%s", names.len > 0 ? ", " : "", theme->name);
	err = err_make(ERR_NOT_FOUND, "no theme '%s'; there are %s", name, str_text(&names));
	str_finish(&names);
	return err;
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
	} else if (!compiled_in && find_file(name, &path)) {
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
