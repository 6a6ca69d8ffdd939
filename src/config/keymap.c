/* SPDX-License-Identifier: ISC */
/*
 * Bindings in the order in which they were made.  A desk has a few hundred
 * of them and a person a few keys a second, so a walk through all is fast
 * enough; the order is what help and hints want.
 */
#include "guichet/config/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/str.h"

struct binding {
	char *scope, *names, *command;	/* names: of the keys, parted by blanks */
	struct key keys[KEYS_MAX];
	size_t count;
	unsigned layer;			/* how many sets were laid down before it */
};

struct keymap { struct binding *rows; size_t count, size; unsigned layer; };

struct keymap *keymap_create(void)
{
	return mem_alloc(sizeof(struct keymap));
}

static void binding_finish(struct binding *row)
{
	free(row->scope);
	free(row->names);
	free(row->command);
}

void keymap_clear(struct keymap *map)
{
	for (size_t i = 0; i < map->count; i++)
		binding_finish(&map->rows[i]);
	map->count = 0;
	map->layer = 0;
}

void keymap_layer(struct keymap *map)
{
	map->layer++;
}

void keymap_destroy(struct keymap *map)
{
	if (map == NULL)
		return;
	keymap_clear(map);
	free(map->rows);
	free(map);
}

/* True when the first count keys of the row are these. */
static bool begins(const struct binding *row, const char *scope, const struct key *keys, size_t count)
{
	if (row->count < count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!key_equal(row->keys[i], keys[i]))
			return false;
	return strcmp(row->scope, scope) == 0;	/* last, because most rows have other keys */
}

static char *names_of(const struct key *keys, size_t count)
{
	char buffer[KEY_NAME];
	struct str names = { 0 };

	for (size_t i = 0; i < count; i++) {
		str_add(&names, i > 0 ? " " : "");
		str_add(&names, key_name(keys[i], buffer));
	}
	return names.text;
}

/* Takes away every binding that begins with the keys: what stands in the way of a shorter one. */
static err_t unbind(struct keymap *map, const char *scope, const struct key *keys, size_t count)
{
	size_t kept = 0, before = map->count;
	char *names;
	err_t err;

	for (size_t i = 0; i < before; i++) {
		if (begins(&map->rows[i], scope, keys, count))
			binding_finish(&map->rows[i]);
		else
			map->rows[kept++] = map->rows[i];
	}
	map->count = kept;
	if (kept < before)
		return NULL;
	names = names_of(keys, count);
	err = err_make(ERR_NOT_FOUND, "%s is not bound in %s", names, scope);
	free(names);
	return err;
}

static err_t conflict(const struct binding *row, const struct key *keys, size_t count)
{
	char *names = names_of(keys, count);
	err_t err = count < row->count ?
		err_make(ERR_CONFIG, "%s begins %s, which is bound in %s: unbind that first", names, row->names, row->scope) :
		err_make(ERR_CONFIG, "%s begins with %s, which is bound in %s: unbind that first", names, row->names, row->scope);

	free(names);
	return err;
}

err_t keymap_bind(struct keymap *map, const char *scope, const struct key *keys, size_t count, const char *command)
{
	struct binding *row;

	if (command == NULL)
		return unbind(map, scope, keys, count);
	for (size_t i = 0; i < map->count; i++) {
		size_t shared;

		row = &map->rows[i];
		shared = count < row->count ? count : row->count;
		if (!begins(row, scope, keys, shared))
			continue;
		if (row->count != count)
			return conflict(row, keys, count);
		free(row->command);
		row->command = mem_copy(command);
		row->layer = map->layer;
		return NULL;
	}
	if (map->count == map->size) {
		map->size = map->size > 0 ? 2 * map->size : 64;
		map->rows = mem_grow(map->rows, map->size, sizeof(*map->rows));
	}
	row = &map->rows[map->count++];
	*row = (struct binding){ .scope = mem_copy(scope), .names = names_of(keys, count),
		.command = mem_copy(command), .count = count, .layer = map->layer };
	memcpy(row->keys, keys, count * sizeof(*keys));
	return NULL;
}

enum keymap_found keymap_find(const struct keymap *map, const char *const *scopes, size_t scope_count,
	const struct key *keys, size_t count, const char **command)
{
	for (size_t s = 0; s < scope_count; s++)
		for (size_t i = 0; i < map->count; i++) {
			if (!begins(&map->rows[i], scopes[s], keys, count))
				continue;
			if (map->rows[i].count > count)
				return KEYMAP_PREFIX;
			*command = map->rows[i].command;
			return KEYMAP_COMMAND;
		}
	return KEYMAP_NONE;
}

void keymap_each(const struct keymap *map,
	void (*visit)(void *, const char *scope, const char *keys, const char *command), void *data)
{
	for (size_t i = 0; i < map->count; i++)
		visit(data, map->rows[i].scope, map->rows[i].names, map->rows[i].command);
}

/* False when a scope in front says something else with these keys, or with the first of them. */
static bool reaches(const struct keymap *map, const char *const *scopes, size_t scope_count, const struct binding *row)
{
	const char *command = NULL;

	for (size_t n = 1; n < row->count; n++)
		if (keymap_find(map, scopes, scope_count, row->keys, n, &command) == KEYMAP_COMMAND)
			return false;
	return keymap_find(map, scopes, scope_count, row->keys, row->count, &command) == KEYMAP_COMMAND &&
		command == row->command;
}

const char *keymap_key_of(const struct keymap *map, const char *const *scopes, size_t scope_count, const char *command)
{
	const struct binding *best = NULL;

	for (size_t s = 0; s < scope_count; s++)
		for (size_t i = 0; i < map->count; i++)
			if ((best == NULL || map->rows[i].layer > best->layer) && strcmp(map->rows[i].scope, scopes[s]) == 0 &&
			    strcmp(map->rows[i].command, command) == 0 && reaches(map, scopes, scope_count, &map->rows[i]))
				best = &map->rows[i];
	return best != NULL ? best->names : NULL;
}
