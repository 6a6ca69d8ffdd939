/* SPDX-License-Identifier: ISC */
/* Lines that were typed: in memory, and in $XDG_STATE_HOME/guichet/history. */
#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"

enum { KEPT = 200, FILE_MOST = 1024 * 1024, LINE_MOST = 4096 };

struct entry { char *line; bool added; };	/* line[0] is its kind; added: not in the file yet */
struct history { struct entry entries[KEPT]; size_t count; };

static void take_away(struct history *history, size_t at)
{
	free(history->entries[at].line);
	history->count--;
	memmove(&history->entries[at], &history->entries[at + 1], (history->count - at) * sizeof(history->entries[0]));
}

static void keep(struct history *history, const char *line, bool added)
{
	for (size_t i = 0; i < history->count; i++)
		if (strcmp(history->entries[i].line, line) == 0) {
			take_away(history, i);
			break;
		}
	if (history->count == KEPT)
		take_away(history, 0);
	history->entries[history->count++] = (struct entry){ mem_copy(line), added };
}

void history_add(struct history *history, char kind, const char *line)
{
	struct str text = { 0 };

	if (*line == '\0' || *line == ' ' || strlen(line) > LINE_MOST)
		return;
	str_printf(&text, "%c%s", kind, line);
	keep(history, text.text, true);
	str_finish(&text);
}

const char *history_step(const struct history *history, char kind, const char *prefix, bool back, size_t *at)
{
	size_t i = *at < history->count ? *at : history->count;

	while (back ? i-- > 0 : ++i < history->count) {
		const char *line = history->entries[i].line;

		if (line[0] == kind && str_starts(line + 1, prefix)) {
			*at = i;
			return line + 1;
		}
	}
	return NULL;
}

/* ---- the file */

static void path_of(const char *file, struct str *folder, struct str *path)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && *state == '/')
		str_printf(folder, "%s/guichet", state);
	else if (home != NULL && *home == '/')
		str_printf(folder, "%s/.local/state/guichet", home);
	else
		return;
	str_printf(path, "%s/%s", folder->text, file);
}

/* What somebody else put there is not typed again: control characters, endless lines. */
static bool is_fit(const char *line, size_t len)
{
	if (len < 2 || len > LINE_MOST || (line[0] != ':' && line[0] != '/'))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	return true;
}

static void read_file(struct history *history, const char *path)
{
	struct str text = { 0 };
	err_t err = file_read(path, FILE_MOST, &text);

	err_ignore(err, "who has typed nothing yet has no file");
	for (const char *p = str_text(&text); err == NULL && *p != '\0'; ) {
		size_t len = strcspn(p, "\n");
		char *line = mem_copy_n(p, len);

		if (is_fit(line, strlen(line)))
			keep(history, line, false);
		free(line);
		p += len + (p[len] == '\n');
	}
	str_finish(&text);
}

struct history *history_load(void)
{
	struct history *history = mem_alloc(sizeof(*history));
	struct str folder = { 0 }, path = { 0 };

	path_of("history", &folder, &path);
	if (path.len > 0)
		read_file(history, path.text);
	str_finish(&folder);
	str_finish(&path);
	return history;
}

void history_destroy(struct history *history)
{
	if (history == NULL)
		return;
	for (size_t i = 0; i < history->count; i++)
		free(history->entries[i].line);
	free(history);
}

static bool has_more(const struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		if (history->entries[i].added)
			return true;
	return false;
}

/* The file is read once more: another screen may have ended meanwhile. */
err_t history_save(const struct history *history)
{
	struct str folder = { 0 }, path = { 0 }, text = { 0 };
	struct history *now;
	err_t err;

	if (!has_more(history))
		return NULL;
	path_of("history", &folder, &path);
	if (path.len == 0)
		return NULL;
	now = mem_alloc(sizeof(*now));
	read_file(now, path.text);
	for (size_t i = 0; i < history->count; i++)
		if (history->entries[i].added)
			keep(now, history->entries[i].line, false);
	for (size_t i = 0; i < now->count; i++)
		str_printf(&text, "%s\n", now->entries[i].line);
	err = file_make_directory(folder.text);
	if (err == NULL)
		err = file_write(path.text, 0600, text.text, text.len);
	history_destroy(now);
	str_finish(&folder);
	str_finish(&path);
	str_finish(&text);
	return err;
}

bool history_is_first(const char *word)
{
	struct str folder = { 0 }, path = { 0 }, text = { 0 };
	bool known = false;
	err_t err;

	path_of("told", &folder, &path);
	if (path.len == 0)
		return false;
	err = file_read(path.text, LINE_MOST, &text);
	err_ignore(err, "who was told nothing yet has no file");
	for (const char *p = str_text(&text); *p != '\0'; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'))
		known = known || (strcspn(p, "\n") == strlen(word) && strncmp(p, word, strlen(word)) == 0);
	str_printf(&text, "%s\n", word);
	err = known ? NULL : file_make_directory(folder.text);
	if (err == NULL && !known)
		err = file_write(path.text, 0600, text.text, text.len);
	str_finish(&folder);
	str_finish(&path);
	str_finish(&text);
	return !known && err == NULL;
}
