/* SPDX-License-Identifier: ISC */
/*
 * A line until it is done: configuration takes it as it is written, an alias
 * stands for a line, the rest are words for the front end.  Filling in what a
 * call leaves out is here too, so that every front end means the same by it.
 */
#include "guichet/command/line.h"

#include <string.h>

#include "guichet/base/str.h"

enum { ALIAS_DEPTH = 8, COMMANDS_MOST = 1000 };

struct saying { struct config *config; struct arena *arena; const struct line_ear *ear; size_t commands; };

static err_t say_text(struct saying *, const char *line, int depth);

/*
 * One command; an alias is replaced by its line, the other words stay behind it.  Aliases of several commands that
 * stand for each other would go on for ever, or as good as that: a line has its most.
 */
static err_t say_one(struct saying *saying, size_t count, const char *const *words, int depth)
{
	const char *alias = config_alias(saying->config, words[0]);
	struct str line = { 0 };
	err_t err;

	if (++saying->commands > COMMANDS_MOST)
		return err_make(ERR_USAGE, "%s: the line stands for more than %d commands", words[0], COMMANDS_MOST);
	if (alias == NULL)
		return saying->ear->run(saying->ear->data, count, words);
	if (depth == ALIAS_DEPTH)
		return err_make(ERR_USAGE, "alias %s: aliases stand for aliases %d deep", words[0], ALIAS_DEPTH);
	str_add(&line, alias);
	for (size_t i = 1; i < count; i++)
		str_printf(&line, " %s", line_quote(saying->arena, words[i]));
	err = say_text(saying, line.text, depth + 1);
	str_finish(&line);
	return err;
}

/* The language of the configuration takes a line as it is written; what is known to it is done then. */
static err_t say_config(const struct saying *saying, const char *line, bool *known, const char **rest)
{
	const struct line_ear *ear = saying->ear;
	err_t err = config_line(saying->config, line, ear->problems, known, rest);

	if (*known && ear->configured != NULL)
		ear->configured(ear->data);
	return err;
}

static bool is_over(const struct line_ear *ear)
{
	return ear->is_over != NULL && ear->is_over(ear->data);
}

static err_t say_text(struct saying *saying, const char *line, int depth)
{
	const char *const *words;
	err_t err = NULL;

	while (err == NULL && *line != '\0' && !is_over(saying->ear)) {
		const char *rest = "";
		size_t count, here = 0;
		bool known = false;

		err = say_config(saying, line, &known, &rest);
		if (err == NULL && !known)
			err = line_words(saying->arena, line, &words, &count);
		while (err == NULL && !known && here < count && !line_is_part(words, here))
			here++;
		if (err == NULL && here > 0)
			err = say_one(saying, here, words, depth);
		line = rest;
	}
	return err;
}

err_t line_say(struct config *config, const char *line, const struct line_ear *ear)
{
	struct saying saying = { .config = config, .arena = arena_create(), .ear = ear };
	err_t err = say_text(&saying, line, 0);

	arena_destroy(saying.arena);
	return err;
}

/* ---- what is left out */

static bool is_id(const char *word)
{
	if (*word == '#')
		word++;
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

const struct call_arg *line_last_argument(const struct call *call, size_t *required)
{
	const struct call_arg *last = NULL;

	*required = 0;
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if ((call->args[i].flags & ARG_OPTION) == 0) {
			last = &call->args[i];
			*required += (call->args[i].flags & ARG_OPTIONAL) == 0;
		}
	return last;
}

size_t line_plain_words(size_t count, const char *const *words)
{
	size_t n = 0;

	while (n < count && !(words[n][0] == '-' && words[n][1] == '-'))
		n++;
	return n;
}

/* Does the first word say which one, or is it left out? */
static bool names_one(const struct call_arg *last, size_t required, size_t plain, const char *first)
{
	if (plain == 0 || !is_id(first))
		return false;
	return last->kind == ARG_TEXT ? *first == '#' : plain >= required;
}

/* A query says whom it is about. */
static bool has_where(size_t count, const char *const *words)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], "--where") == 0 || strncmp(words[i], "--where=", 8) == 0)
			return true;
	return false;
}

static bool is_left_out(const struct call *call, size_t plain, const char *const *words)
{
	const struct call_arg *first = &call->args[0], *last;
	size_t required;

	if (first->kind != ARG_CONVERSATION && first->kind != ARG_OUTBOX && first->kind != ARG_ACCOUNT)
		return false;
	if ((first->flags & (ARG_OPTION | ARG_OPTIONAL)) != 0)
		return false;
	last = line_last_argument(call, &required);
	return first->kind == ARG_ACCOUNT ? plain < required :
		!names_one(last, required, plain, plain > 0 ? words[0] : "");
}

err_t line_select(struct arena *arena, const struct call *call, const struct line_selection *selection, size_t *count,
	const char *const **words)
{
	size_t required, plain = line_plain_words(*count, *words), used = 0, n = 0, selected = 0;
	const struct call_arg *last = line_last_argument(call, &required);
	bool left_out = !has_where(*count, *words) && is_left_out(call, plain, *words);
	const char *const *subjects = NULL;
	const char **all;
	err_t err = left_out ? selection->subjects(selection->data, arena, &call->args[0], &subjects, &selected) : NULL;

	if (err != NULL)
		return err;
	all = arena_array(arena, *count + selected + 2, sizeof(*all));
	for (size_t i = 0; i < selected; i++)
		all[n++] = arena_copy(arena, subjects[i]);
	if (!left_out && plain > 0)
		all[n++] = arena_copy(arena, (*words)[used++]);
	if (last != NULL && last->kind == ARG_TEXT && plain > used + 1 && (last->flags & ARG_MANY) == 0) {
		struct str text = { 0 };

		for (size_t i = used; i < plain; i++)
			str_printf(&text, "%s%s", i > used ? " " : "", (*words)[i]);
		all[n++] = arena_copy(arena, text.text);
		str_finish(&text);
		used = plain;
	}
	while (used < *count)
		all[n++] = arena_copy(arena, (*words)[used++]);
	*words = all;
	*count = n;
	return NULL;
}
