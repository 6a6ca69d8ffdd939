/* SPDX-License-Identifier: ISC */
/* A short file, read and written whole. */
#include "guichet/client/desks.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/file.h"

enum { DESKS_MOST = 20, FILE_MOST = 64 << 10 };

static err_t place(struct str *directory)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && state[0] == '/')
		str_printf(directory, "%s/guichet", state);
	else if (home != NULL && home[0] == '/')
		str_printf(directory, "%s/.local/state/guichet", home);
	else
		return err_make(ERR_CONFIG, "neither HOME nor XDG_STATE_HOME says where to remember desks");
	return NULL;
}

void desks_list(struct arena *arena, const char *const **out, size_t *count)
{
	const char **list = arena_array(arena, DESKS_MOST, sizeof(*list));
	struct str path = { 0 }, text = { 0 };
	err_t err = place(&path);

	*count = 0;
	*out = list;
	str_add(&path, "/desks");
	if (err == NULL)
		err = file_read(path.text, FILE_MOST, &text);
	for (const char *line = str_text(&text); err == NULL && *line != '\0' && *count < DESKS_MOST; ) {
		size_t len = strcspn(line, "\n");

		if (len > 0)
			list[(*count)++] = arena_copy_n(arena, line, len);
		line += len + (line[len] != '\0');
	}
	err_ignore(err, "then none is remembered");
	str_finish(&path);
	str_finish(&text);
}

bool desks_default(struct str *out)
{
	struct arena *arena = arena_create();
	const char *const *list;
	size_t count;
	bool found;

	desks_list(arena, &list, &count);
	found = count > 0 && strcmp(list[0], DESKS_OWN) != 0;
	if (found)
		str_add(out, list[0]);
	arena_destroy(arena);
	return found;
}

/* first NULL: none; what stands behind it is what was there without it and without gone. */
static err_t rewrite(const char *first, const char *const *list, size_t count, const char *gone)
{
	struct str path = { 0 }, text = { 0 };
	err_t err = place(&path);

	if (first != NULL)
		str_printf(&text, "%s\n", first);
	for (size_t i = 0; i < count && i < DESKS_MOST - 1; i++)
		if (!str_equal(list[i], first) && !str_equal(list[i], gone))
			str_printf(&text, "%s\n", list[i]);
	if (err == NULL)
		err = file_make_directory(path.text);
	str_add(&path, "/desks");
	if (err == NULL)
		err = file_write(path.text, 0600, str_text(&text), text.len);
	str_finish(&path);
	str_finish(&text);
	return err;
}

err_t desks_use(const char *desk)
{
	struct arena *arena = arena_create();
	const char *const *list;
	size_t count;
	err_t err = NULL;

	desks_list(arena, &list, &count);
	if (strchr(desk, '\n') != NULL)
		err = err_make(ERR_USAGE, "a desk's name is one line");
	else if (count == 0 || strcmp(list[0], desk) != 0)
		err = rewrite(desk, list, count, NULL);
	arena_destroy(arena);
	return err;
}

err_t desks_forget(const char *desk)
{
	struct arena *arena = arena_create();
	const char *const *list;
	size_t count, at = 0;
	err_t err;

	desks_list(arena, &list, &count);
	while (at < count && strcmp(list[at], desk) != 0)
		at++;
	err = at < count ? rewrite(NULL, list, count, desk) :
		err_make(ERR_NOT_FOUND, "desks forget %s: it is none of those that guichet desks lists", desk);
	arena_destroy(arena);
	return err;
}
