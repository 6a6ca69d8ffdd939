/* SPDX-License-Identifier: ISC */
/*
 * The state that a configuration makes, and reading it.  What the commands
 * of the language do to it is run.c's business, where files come from file.c's.
 */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

const struct entry *entries_find(const struct entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->count; i++)
		if (strcmp(entries->rows[i].name, name) == 0)
			return &entries->rows[i];
	return NULL;
}

void entries_set(struct entries *entries, const char *name, const char *text)
{
	struct entry *row = NULL;

	for (size_t i = 0; i < entries->count && row == NULL; i++)
		if (strcmp(entries->rows[i].name, name) == 0)
			row = &entries->rows[i];
	if (row == NULL) {
		entries->rows = mem_grow(entries->rows, entries->count + 1, sizeof(*entries->rows));
		row = &entries->rows[entries->count++];
		*row = (struct entry){ .name = mem_copy(name) };
	}
	free(row->text);
	row->text = mem_copy(text);
	row->view = (struct config_view){ row->name, row->text };
}

bool entries_remove(struct entries *entries, const char *name)
{
	const struct entry *found = entries_find(entries, name);
	size_t at;

	if (found == NULL)
		return false;
	at = (size_t)(found - entries->rows);
	free(entries->rows[at].name);
	free(entries->rows[at].text);
	entries->count--;
	memmove(&entries->rows[at], &entries->rows[at + 1], (entries->count - at) * sizeof(*found));
	return true;
}

void entries_finish(struct entries *entries)
{
	while (entries->count > 0)
		(void)entries_remove(entries, entries->rows[entries->count - 1].name);
	free(entries->rows);
	*entries = (struct entries){ 0 };
}

void config_resolve(struct config *config)
{
	struct look given[STYLES];

	for (int i = 0; i < STYLES; i++) {
		const struct look *own = &config->own[i], *theme = &config->theme[i];

		given[i].fg = own->fg == COLOR_UNSET ? theme->fg : own->fg;
		given[i].bg = own->bg == COLOR_UNSET ? theme->bg : own->bg;
		given[i].attrs = (own->attrs & ATTR_UNSET) != 0 ? theme->attrs : own->attrs;
	}
	looks_resolve(given, config->looks);
	config->changes |= CHANGE_LOOKS;
}

/* Options at their presets, nothing else said. */
static void presets(struct config *config)
{
	for (int i = 0; i < OPTIONS; i++) {
		free(config->values[i]);
		config->values[i] = mem_copy(option_rows[i].preset);
		config->changes |= option_rows[i].change;
	}
	keymap_clear(config->keys);
	entries_finish(&config->aliases);
	entries_finish(&config->views);
	for (int i = 0; i < STYLES; i++)
		config->theme[i] = config->own[i] = (struct look){ COLOR_UNSET, COLOR_UNSET, ATTR_UNSET };
	config_resolve(config);
	config->changes |= CHANGE_VIEWS;
	config->lines = 0;
	config->keys_chosen = false;
}

struct config *config_create(void)
{
	struct config *config = mem_alloc(sizeof(*config));

	config->keys = keymap_create();
	presets(config);
	return config;
}

void config_destroy(struct config *config)
{
	if (config == NULL)
		return;
	for (int i = 0; i < OPTIONS; i++)
		free(config->values[i]);
	keymap_destroy(config->keys);
	entries_finish(&config->aliases);
	entries_finish(&config->views);
	free(config);
}

static void mistake(void *data, const char *text)
{
	(void)data;
	(void)text;
	assert(!"the compiled-in defaults are wrong");
}

void config_defaults(struct config *config)
{
	static const struct config_problems problems = { mistake, NULL };
	struct source source = { .name = "defaults.conf", .problems = &problems };

	presets(config);
	source_text(config, builtin_defaults, strlen(builtin_defaults), &source);
	keymap_layer(config->keys);
	config->lines = 0;
}

const char *config_defaults_text(void)
{
	return builtin_defaults;
}

bool config_bool(const struct config *config, enum option option)
{
	return strcmp(config->values[option], "on") == 0;
}

int config_int(const struct config *config, enum option option)
{
	return (int)strtol(config->values[option], NULL, 10);
}

const char *config_text(const struct config *config, enum option option)
{
	return config->values[option];
}

unsigned config_changes(struct config *config)
{
	unsigned changes = config->changes;

	config->changes = 0;
	return changes;
}

const struct look *config_looks(const struct config *config)
{
	return config->looks;
}

const struct keymap *config_keymap(const struct config *config)
{
	return config->keys;
}

size_t config_lines(const struct config *config)
{
	return config->lines;
}

void config_check_queries(struct config *config, err_t (*check)(const char *query))
{
	config->check_query = check;
}

void config_note_lines(struct config *config, void (*note)(void *data, const char *where, const char *line), void *data)
{
	config->note_line = note;
	config->note_data = data;
}

const char *config_alias(const struct config *config, const char *name)
{
	const struct entry *row = entries_find(&config->aliases, name);

	return row != NULL ? row->text : NULL;
}

void config_aliases(const struct config *config, void (*visit)(void *, const char *name, const char *line), void *data)
{
	for (size_t i = 0; i < config->aliases.count; i++)
		visit(data, config->aliases.rows[i].name, config->aliases.rows[i].text);
}

const struct config_view *config_view(const struct config *config, size_t index)
{
	return index < config->views.count ? &config->views.rows[index].view : NULL;
}
