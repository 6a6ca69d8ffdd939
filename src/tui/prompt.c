/* SPDX-License-Identifier: ISC */
/*
 * What the keys of the bottom line do: a command is completed and said, a
 * search moves the view as one types, a question takes one word for yes.
 * What was said before comes again with the arrow keys.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "catalogue.h"
#include "history.h"
#include "prompt.h"

const struct view_command prompt_commands[] = {
	{ "accept", N_("Say the line") }, { "cancel", N_("Give the line up") },
	{ "complete", N_("Complete the word, or take the next choice") }, { "complete-previous", N_("Take the choice before") },
	{ "history-previous", N_("Bring back the line before that began so") },
	{ "history-next", N_("Bring back the line behind it") }, { NULL, NULL },
};

struct edit *prompt_edit(const struct tui *tui)
{
	return tui->prompt->edit;
}

static void forget_menu(struct prompt *prompt)
{
	arena_reset(prompt->arena);
	prompt->rows = NULL;
	prompt->count = 0;
	prompt->typed = prompt->ghost = prompt->usage = prompt->help = NULL;
}

const struct catalogue_row *prompt_catalogue(struct tui *tui, struct arena *arena, size_t *count)
{
	struct prompt *prompt = tui->prompt;

	if (prompt == NULL)
		return catalogue(tui, arena, tui_focus(tui), count);
	if (prompt->said == NULL) {
		prompt->said = arena_create();
		prompt->said_rows = catalogue(tui, prompt->said, tui_focus(tui), &prompt->said_count);
	}
	*count = prompt->said_count;
	return prompt->said_rows;
}

/* The command that the line begins with, for a reminder of its words. */
static void remind(struct tui *tui, struct prompt *prompt, const char *line)
{
	size_t count, best = 0;
	const struct catalogue_row *rows = prompt_catalogue(tui, prompt->arena, &count);

	for (const char *p = line; (p = strstr(p, " ; ")) != NULL; )	/* the last of several */
		line = p += 3;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(rows[i].name);

		if (len > best && strncmp(line, rows[i].name, len) == 0 && (line[len] == '\0' || line[len] == ' ')) {
			best = len;
			prompt->usage = rows[i].usage;
			prompt->help = rows[i].help;
		}
	}
}

/* What one more key would complete, where there is only one way. */
static void foresee(struct tui *tui, struct prompt *prompt)
{
	const char *line = edit_text(prompt->edit), *raw;
	size_t len = edit_len(prompt->edit), from, count;
	struct completion *rows;

	if (len == 0 || edit_cursor(prompt->edit) != len || line[len - 1] == ' ')
		return;
	rows = complete_line(tui, prompt->arena, line, len, &from, &count);
	raw = line + from;
	if (count == 1 && str_starts(rows[0].word, raw) && rows[0].word[len - from] != '\0')
		prompt->ghost = rows[0].word + (len - from);
}

/* The line is another one. */
static void changed(struct tui *tui)
{
	struct prompt *prompt = tui->prompt;
	const char *line = edit_text(prompt->edit);

	forget_menu(prompt);
	if (prompt->kind == '/')
		prompt->missed = !search_step(tui, &prompt->place, line);
	if (prompt->kind == ':') {
		remind(tui, prompt, line);
		foresee(tui, prompt);
	}
	tui_touch(tui);
}

static void answer(struct tui *tui, bool yes)
{
	void (*answered)(struct tui *, bool) = tui->prompt->answered;

	prompt_close(tui);
	answered(tui, yes);
}

/* Any other key is no answer: the question stays, and says which are. */
static void key_typed(struct tui *tui, struct prompt *prompt)
{
	const char *key = edit_text(prompt->edit);

	if (strcmp(key, "y") == 0 || strcmp(key, _(NC_("answer", "y"))) == 0) {
		answer(tui, true);
		return;
	}
	if (strcmp(key, _(NC_("answer", "n"))) == 0) {
		answer(tui, false);
		return;
	}
	prompt->missed = true;
	edit_set(prompt->edit, "");
	tui_touch(tui);
}

void prompt_typed(struct tui *tui)
{
	struct prompt *prompt = tui->prompt;

	if (prompt->kind == 'k') {
		key_typed(tui, prompt);
		return;
	}
	free(prompt->prefix);
	prompt->prefix = NULL;
	prompt->at = SIZE_MAX;
	changed(tui);
}

/* ---- open and close */

static struct prompt *open(struct tui *tui, char kind)
{
	prompt_close(tui);
	tui->prompt = mem_alloc(sizeof(*tui->prompt));
	tui->prompt->kind = kind;
	tui->prompt->edit = edit_create(EDIT_LINE);
	tui->prompt->arena = arena_create();
	tui->prompt->at = SIZE_MAX;
	if (tui->history == NULL)
		tui->history = history_load();
	tui_touch(tui);
	return tui->prompt;
}

void prompt_open(struct tui *tui, char kind, const char *text)
{
	struct prompt *prompt = open(tui, kind);

	if (kind == '/')
		search_begin(tui, &prompt->place);
	edit_set(prompt->edit, text != NULL ? text : "");
	prompt_typed(tui);
}

void prompt_ask(struct tui *tui, const char *question, const char *word, void (*answered)(struct tui *, bool yes))
{
	struct prompt *prompt = open(tui, '?');

	prompt->question = mem_copy(question);
	prompt->word = mem_copy(word);
	prompt->answered = answered;
}

void prompt_ask_key(struct tui *tui, const char *question, void (*answered)(struct tui *, bool yes))
{
	struct prompt *prompt = open(tui, 'k');

	prompt->question = mem_copy(question);
	prompt->answered = answered;
}

void prompt_close(struct tui *tui)
{
	struct prompt *prompt = tui->prompt;

	if (prompt == NULL)
		return;
	tui->prompt = NULL;
	edit_destroy(prompt->edit);
	arena_destroy(prompt->arena);
	arena_destroy(prompt->said);
	search_finish(&prompt->place);
	free(prompt->prefix);
	free(prompt->question);
	free(prompt->word);
	free(prompt);
	tui_touch(tui);
}

void prompt_finish(struct tui *tui)
{
	prompt_close(tui);
	if (tui->history == NULL)
		return;
	err_ignore(history_save(tui->history), "the next screen begins with an older history");
	history_destroy(tui->history);
	tui->history = NULL;
}

/* ---- accept and cancel */

static void search_accept(struct tui *tui, const char *words)
{
	bool missed = tui->prompt->missed;

	prompt_close(tui);
	if (*words == '\0') {
		if (tui->found != NULL)
			run_line(tui, "search-next");
		return;
	}
	history_add(tui->history, '/', words);
	free(tui->found);
	tui->found = mem_copy(words);
	tui->found_backward = false;
	if (missed)
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("%s is not found here"), words));
}

static void accept(struct tui *tui)
{
	struct prompt *prompt = tui->prompt;
	char *line = mem_copy(edit_text(prompt->edit));
	char kind = prompt->kind;
	bool yes = kind == '?' && strcmp(line, prompt->word) == 0;

	if (kind == 'k') {
		prompt_typed(tui);
	} else if (kind == '/') {
		search_accept(tui, line);
	} else {
		if (kind == '?') {
			answer(tui, yes);
			free(line);
			return;
		}
		prompt_close(tui);
		if (line[strspn(line, " ")] != '\0') {
			history_add(tui->history, ':', line);
			run_line(tui, line);
		}
	}
	free(line);
}

static void cancel(struct tui *tui)
{
	if (tui->prompt->answered != NULL) {
		answer(tui, false);
		return;
	}
	if (tui->prompt->kind == '/')
		search_back(tui, &tui->prompt->place);
	prompt_close(tui);
}

/* ---- completion */

static void put(struct prompt *prompt, const char *word)
{
	edit_replace(prompt->edit, prompt->from, prompt->put, word);
	prompt->put = strlen(word);
}

/* The next choice; behind the last one comes what was typed. */
static void walk(struct prompt *prompt, bool back)
{
	size_t places = prompt->count + 1;

	prompt->chosen = (prompt->chosen + (back ? places - 1 : 1)) % places;
	put(prompt, prompt->chosen == prompt->count ? prompt->typed : prompt->rows[prompt->chosen].word);
}

static size_t common(const struct completion *rows, size_t count)
{
	size_t len = strlen(rows[0].word);

	for (size_t i = 1; i < count; i++) {
		size_t same = 0;

		while (same < len && rows[i].word[same] == rows[0].word[same])
			same++;
		len = same;
	}
	while (len > 0 && ((unsigned char)rows[0].word[len] & 0xC0) == 0x80)	/* not inside a character */
		len--;
	return len;
}

/* Nothing is to be typed behind it before a blank; a folder may stand in quotes. */
static bool is_whole(const char *word)
{
	size_t len = strlen(word);
	char last = len > 1 && strchr("'\"", word[len - 1]) != NULL ? word[len - 2] : word[len - 1];

	return last != ':' && last != '=' && last != '/';
}

static void complete(struct tui *tui, bool back)
{
	struct prompt *prompt = tui->prompt;
	size_t cursor = edit_cursor(prompt->edit), len;
	struct completion *rows;

	if (prompt->kind != ':')
		return;
	if (prompt->rows != NULL) {
		walk(prompt, back);
		return;
	}
	forget_menu(prompt);
	remind(tui, prompt, edit_text(prompt->edit));
	rows = complete_line(tui, prompt->arena, edit_text(prompt->edit), cursor, &prompt->from, &prompt->count);
	prompt->put = cursor - prompt->from;
	prompt->typed = arena_copy_n(prompt->arena, edit_text(prompt->edit) + prompt->from, prompt->put);
	if (prompt->count == 1) {
		put(prompt, arena_printf(prompt->arena, "%s%s", rows[0].word,
			is_whole(rows[0].word) && cursor == edit_len(prompt->edit) ? " " : ""));
		changed(tui);
		return;
	}
	if (prompt->count == 0)
		return;
	prompt->rows = rows;
	prompt->chosen = prompt->count;
	len = common(rows, prompt->count);
	if (len > prompt->put) {	/* as far as all go together, then one looks */
		put(prompt, arena_copy_n(prompt->arena, rows[0].word, len));
		prompt->typed = arena_copy_n(prompt->arena, rows[0].word, len);
	} else {
		walk(prompt, back);
	}
}

static bool take_ghost(struct tui *tui)
{
	struct prompt *prompt = tui->prompt;
	const char *ghost = prompt->ghost;

	if (ghost == NULL || edit_cursor(prompt->edit) != edit_len(prompt->edit))
		return false;
	edit_replace(prompt->edit, edit_len(prompt->edit), 0, ghost);
	changed(tui);
	return true;
}

/* ---- history */

static void recall(struct tui *tui, bool back)
{
	struct prompt *prompt = tui->prompt;
	const char *line;

	if (prompt->rows != NULL) {	/* the choices are nearer to the eye */
		walk(prompt, back);
		return;
	}
	if (prompt->answered != NULL)
		return;
	if (prompt->prefix == NULL)
		prompt->prefix = mem_copy(edit_text(prompt->edit));
	line = history_step(tui->history, prompt->kind, prompt->prefix, back, &prompt->at);
	if (line == NULL && back)
		return;
	if (line == NULL)
		prompt->at = SIZE_MAX;
	edit_set(prompt->edit, line != NULL ? line : prompt->prefix);
	changed(tui);
}

bool prompt_command(struct tui *tui, const char *name)
{
	struct prompt *prompt = tui->prompt;
	bool empty = edit_len(prompt->edit) == 0;

	if (strcmp(name, "accept") == 0)
		accept(tui);
	else if (strcmp(name, "cancel") == 0 && prompt->rows != NULL && prompt->chosen < prompt->count) {
		put(prompt, prompt->typed);
		changed(tui);
	} else if (strcmp(name, "cancel") == 0 || (empty && strcmp(name, "backward-delete-char") == 0))
		cancel(tui);
	else if (strcmp(name, "complete") == 0 || strcmp(name, "complete-previous") == 0)
		complete(tui, strcmp(name, "complete-previous") == 0);
	else if (strcmp(name, "history-previous") == 0 || strcmp(name, "history-next") == 0)
		recall(tui, strcmp(name, "history-previous") == 0);
	else if (strcmp(name, "forward-char") != 0 && strcmp(name, "end-of-line") != 0)
		return false;
	else
		return take_ghost(tui);
	tui_touch(tui);
	return true;
}
