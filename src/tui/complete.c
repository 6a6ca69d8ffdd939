/* SPDX-License-Identifier: ISC */
/*
 * What the last word of a line may become.  The line is read as run.c will
 * read it: who knows its first word says what the next ones are.  The words
 * themselves come from the tables of everybody (catalogue.c) and from names.c.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "candidates.h"
#include "dashboard.h"
#include "guichet/base/message.h"
#include "catalogue.h"
#include "prompt.h"

enum { NESTED = 4 };	/* an alias of an alias, a command that is bound to a key */

void candidate(struct candidates *to, const char *word, const char *note)
{
	const char *whole;

	if (*word == '\0' || strncasecmp(word, to->prefix, strlen(to->prefix)) != 0)
		return;
	whole = *to->before == '\0' ? word : arena_printf(to->arena, "%s%s", to->before, word);
	whole = to->plain ? whole : line_quote(to->arena, whole);
	for (size_t i = 0; i < to->count; i++)
		if (strcmp(to->rows[i].word, whole) == 0)
			return;
	if (to->count == to->size) {
		struct completion *more;

		to->size = to->size == 0 ? 32 : to->size * 2;
		more = arena_array(to->arena, to->size, sizeof(*more));
		if (to->count > 0)
			memcpy(more, to->rows, to->count * sizeof(*more));
		to->rows = more;
	}
	to->rows[to->count++] = (struct completion){ .word = arena_copy(to->arena, whole),
		.note = note != NULL && *note != '\0' ? arena_copy(to->arena, note) : NULL };
}

void candidates_split(struct candidates *to, const char *choices, const char *note)
{
	for (const char *p = choices; p != NULL && *p != '\0'; ) {
		size_t len = strcspn(p, "|");

		candidate(to, arena_copy_n(to->arena, p, len), note);
		p += len + (p[len] == '|');
	}
}

/* ---- the line up to the cursor */

struct typed {
	const char *const *words;	/* whole ones before the last, of the command that is typed */
	size_t count;
	const char *last;		/* what it means so far */
	size_t from;			/* where it is written */
	bool comment;
};

static bool is_blank(char c)
{
	return c != '\0' && strchr(" \t\r\n\v\f", c) != NULL;
}

/* The start of the last word and the quote that is open in it, 0 for none; an empty word begins at the end. */
static size_t last_word(const char *line, size_t len, char *quote, bool *dangling)
{
	size_t from = len;
	bool inside = false;

	*quote = '\0';
	*dangling = false;
	for (size_t i = 0; i < len; i++) {
		char c = line[i];

		if (*quote == '\0' && is_blank(c)) {
			inside = false;
			from = len;
			continue;
		}
		if (!inside)
			from = i;
		inside = true;
		if (*quote != '\0' && c == *quote)
			*quote = '\0';
		else if (*quote == '\0' && (c == '\'' || c == '"'))
			*quote = c;
		else if (c == '\\' && *quote != '\'')
			*dangling = ++i >= len;
	}
	return from;
}

static struct typed line_typed(struct arena *arena, const char *line, size_t len)
{
	struct typed typed = { .last = "" };
	const char *const *words;
	size_t count = 0, part = 0;
	bool dangling;
	char quote;
	err_t err;

	typed.from = last_word(line, len, &quote, &dangling);
	err = line_words(arena, arena_copy_n(arena, line, typed.from), &typed.words, &count);
	err_ignore(err, "a line that cannot be read is not completed");
	for (size_t i = 0; err == NULL && i < count; i++)
		if (line_is_part(typed.words, i))
			part = i + 1;
	typed.words += part;
	typed.count = count - part;
	if (err == NULL && typed.from < len) {
		const char *raw = arena_printf(arena, "%.*s%c", (int)(len - typed.from - (dangling ? 1 : 0)), line + typed.from, quote);

		err = line_words(arena, raw, &words, &count);
		err_ignore(err, "a word that cannot be read is not completed");
		if (err == NULL && count > 0)
			typed.last = words[0];
		typed.comment = err == NULL && count == 0;
	}
	typed.comment = typed.comment || err != NULL;
	return typed;
}

/* ---- words behind a command */

static void command_words(struct candidates *, size_t count, const char *const *words, int depth);

/* Alternatives of the usage at that place: "focus [next|previous]". */
static void usage_words(struct candidates *to, const char *usage, size_t index)
{
	const char *p = usage;
	size_t len;

	for (size_t i = 0; p != NULL && i <= index; i++)
		p = strchr(p + (i > 0), ' ');
	if (p == NULL)
		return;
	p += strspn(p, " [");
	len = strcspn(p, " ]");
	if (memchr(p, '|', len) != NULL)
		candidates_split(to, arena_copy_n(to->arena, p, len), NULL);
}

static void places(struct candidates *to)
{
	for (size_t i = 0; config_view(to->tui->config, i) != NULL; i++)
		candidate(to, config_view(to->tui->config, i)->name, config_view(to->tui->config, i)->query);
	for (size_t i = 0; i < view_table_count; i++)
		if ((view_table[i]->flags & VIEW_WRITER) == 0 && view_table[i] != &view_answer)
			candidate(to, view_table[i]->name, _(view_table[i]->title));
}

static void periods(struct candidates *to)
{
	for (size_t i = 0; i < DASHBOARD_PERIODS; i++) {
		const struct dashboard_period *period = &dashboard_periods[i];

		candidate(to, period->name, _(period->title));
		if (period->before != NULL)
			candidate(to, period->before, _(period->before_title));
	}
}

static void numbers(struct candidates *to)
{
	for (size_t i = 0; config_view(to->tui->config, i) != NULL; i++)
		candidate(to, arena_printf(to->arena, "%zu", i + 1), config_view(to->tui->config, i)->name);
}

static void first_words(struct candidates *to)
{
	size_t count;
	const struct catalogue_row *rows = prompt_catalogue(to->tui, to->arena, &count);

	to->plain = true;
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].section, "go to") != 0 && strcmp(rows[i].section, "bound") != 0)
			candidate(to, rows[i].name, rows[i].help);
}

/* The words of the screen's own commands; false when it is none of them that takes any. */
static bool screen_words(struct candidates *to, size_t count, const char *const *words, int depth)
{
	const struct screen_command *command = screen_command_find(words[0]);
	bool first = count == 1;

	if (command == NULL)
		return false;
	if (strcmp(words[0], "go") == 0 && first)
		places(to);
	else if (strcmp(words[0], "go") == 0 && strcmp(words[1], "dashboard") == 0 && count == 2)
		periods(to);
	else if (strcmp(words[0], "go-number") == 0 && first)
		numbers(to);
	else if (strcmp(words[0], "help") == 0 && first)
		first_words(to);
	else if (strcmp(words[0], "open") == 0 && first)
		names_conversations(to);
	else if (strcmp(words[0], "go") == 0 && strcmp(words[1], "conversation") == 0)
		names_conversations(to);
	else if (strcmp(words[0], "limit") == 0 || strcmp(words[0], "search") == 0)
		names_query(to);
	else
		usage_words(to, command->usage, count - 1);
	(void)depth;
	return true;
}

/* "set wrap", "set wrap=", "set theme dark" */
static void option_words(struct candidates *to, size_t count, const char *const *words)
{
	const char *equals = strchr(to->prefix, '=');
	const char *name = count > 1 ? words[1] : equals != NULL ?
		arena_copy_n(to->arena, to->prefix, (size_t)(equals - to->prefix)) : NULL;
	enum option option = OPT_HINTS;

	if (name == NULL) {
		for (size_t i = 0; i < OPTIONS; i++)
			candidate(to, option_rows[i].name, _(option_rows[i].help));
		return;
	}
	if (!option_find(name, &option))
		return;
	if (count == 1) {
		to->before = arena_printf(to->arena, "%s=", name);
		to->prefix = equals + 1;
	}
	if (option_rows[option].kind == OPTION_BOOL)
		candidates_split(to, "on|off", NULL);
	else if (option == OPT_THEME)
		for (size_t i = 0; config_theme_name(i) != NULL; i++)
			candidate(to, config_theme_name(i), NULL);
	else
		candidates_split(to, option_rows[option].choices, NULL);
	candidate(to, config_text(to->tui->config, option), _("as it is now"));
}

static void color_words(struct candidates *to, size_t count)
{
	for (int style = 0; count == 1 && style < STYLES; style++)
		candidate(to, style_name((enum style)style), _(style_help((enum style)style)));
	if (count > 1)
		candidates_split(to, "fg=|bg=|attr=", NULL);
}

struct keys_of { struct candidates *to; const char *scope; };

static void key_bound(void *data, const char *scope, const char *keys, const char *command)
{
	struct keys_of *of = data;

	if (strcmp(of->scope, scope) == 0)
		candidate(of->to, keys, command);
}

static bool config_words(struct candidates *to, size_t count, const char *const *words, int depth)
{
	const char *name = words[0];
	bool bind = strcmp(name, "bind") == 0, unbind = strcmp(name, "unbind") == 0;

	if (strcmp(name, "set") == 0 || (strcmp(name, "toggle") == 0 && count == 1)) {
		option_words(to, count, words);
	} else if (strcmp(name, "color") == 0) {
		color_words(to, count);
	} else if ((bind || unbind) && count == 1) {
		for (const struct config_scope *scope = config_scopes; scope->name != NULL; scope++)
			candidate(to, scope->name, _(scope->help));
	} else if (unbind && count == 2) {
		keymap_each(config_keymap(to->tui->config), key_bound, &(struct keys_of){ to, words[1] });
	} else if ((bind && count >= 3) || (strcmp(name, "alias") == 0 && count >= 2)) {
		command_words(to, count - (bind ? 3 : 2), words + (bind ? 3 : 2), depth + 1);
	} else if ((strcmp(name, "view") == 0 || strcmp(name, "unview") == 0) && count == 1) {
		for (size_t i = 0; config_view(to->tui->config, i) != NULL; i++)
			candidate(to, config_view(to->tui->config, i)->name, config_view(to->tui->config, i)->query);
	} else if (strcmp(name, "keys") == 0) {
		for (size_t i = 0; config_keys_name(i) != NULL; i++)
			candidate(to, config_keys_name(i), NULL);
	} else if (strcmp(name, "view") == 0) {
		names_query(to);
	} else {
		for (const struct config_command *row = config_commands; row->name != NULL; row++)
			if (strcmp(row->name, name) == 0)
				return true;
		return false;
	}
	return true;
}

/* ---- words behind a call */

static bool is_option(const struct call_arg *arg)
{
	return (arg->flags & ARG_OPTION) != 0;
}

static const struct call_arg *option_named(const struct call *call, const char *word, size_t len)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (is_option(&call->args[i]) && strlen(call->args[i].name) == len && strncmp(call->args[i].name, word, len) == 0)
			return &call->args[i];
	return NULL;
}

static bool is_id(const char *word)
{
	word += *word == '#';
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* The argument at that place among those that are no options; the last one takes what is too much if it may. */
static const struct call_arg *arg_at(const struct call *call, size_t place)
{
	const struct call_arg *last = NULL;

	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (!is_option(&call->args[i])) {
			last = &call->args[i];
			if (place-- == 0)
				return last;
		}
	return last != NULL && (last->flags & ARG_MANY) != 0 ? last : NULL;
}

static void options(struct candidates *to, const struct call *call)
{
	const char *equals = strchr(to->prefix, '=');
	const struct call_arg *arg = equals != NULL ? option_named(call, to->prefix + 2, (size_t)(equals - to->prefix) - 2) : NULL;

	if (arg != NULL) {
		to->before = arena_copy_n(to->arena, to->prefix, (size_t)(equals - to->prefix) + 1);
		to->prefix = equals + 1;
		names_of(to, call, arg);
		return;
	}
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (is_option(&call->args[i]))
			candidate(to, arena_printf(to->arena, "--%s", call->args[i].name),
				call->args[i].help != NULL ? _(call->args[i].help) : call->args[i].choices);
}

/* Which conversation is meant may be left out: then the first words are those of the next argument. */
static void positional(struct candidates *to, const struct call *call, size_t plain, const char *const *words)
{
	const struct call_arg *first = arg_at(call, 0), *arg;
	bool selects = first != NULL && (first->kind == ARG_CONVERSATION || first->kind == ARG_OUTBOX);
	size_t ids = 0, behind;

	while (selects && ids < plain && is_id(words[ids]) && ((first->flags & ARG_MANY) != 0 || ids == 0))
		ids++;
	behind = plain - ids;
	arg = arg_at(call, selects ? 1 + behind : behind);
	if (arg != NULL && (arg != first || !selects))
		names_of(to, call, arg);
	if (selects && behind == 0 && (ids == 0 || (first->flags & ARG_MANY) != 0))
		names_of(to, call, first);
}

static void call_words(struct candidates *to, const struct call *call, size_t count, const char *const *words)
{
	const char **plain = arena_array(to->arena, count + 1, sizeof(*plain));
	const struct call_arg *waits = NULL;	/* the option whose value is typed */
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		bool option = str_starts(words[i], "--");

		if (waits != NULL)
			waits = NULL;
		else if (option && strchr(words[i], '=') == NULL)
			waits = option_named(call, words[i] + 2, strlen(words[i] + 2));
		else if (!option)
			plain[n++] = words[i];
		if (waits != NULL && waits->kind == ARG_FLAG)
			waits = NULL;
	}
	if (waits != NULL)
		names_of(to, call, waits);
	else if (str_starts(to->prefix, "--"))
		options(to, call);
	else
		positional(to, call, n, plain);
}

/* "account" of "account add": its second words. */
static bool second_words(struct candidates *to, const char *first)
{
	size_t len = strlen(first), before = to->count;
	bool any = false;

	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, first, len) == 0 && calls[i].name[len] == ' ') {
			err_t err = ask_allows(&calls[i]);

			any = true;
			if (err == NULL)
				candidate(to, calls[i].name + len + 1, _(calls[i].help));
			err_ignore(err, "what a screen cannot do is not offered on one");
		}
	return any && (to->count > before || call_find(first) == NULL);
}

/* ---- */

static void alias_words(struct candidates *to, const char *line, size_t count, const char *const *words, int depth)
{
	const char *const *meant, **all;
	size_t n = 0;
	err_t err = line_words(to->arena, line, &meant, &n);

	err_ignore(err, "an alias that cannot be read is not completed");
	if (err != NULL || n == 0)
		return;
	all = arena_array(to->arena, n + count, sizeof(*all));
	memcpy(all, meant, n * sizeof(*all));
	if (count > 0)
		memcpy(all + n, words, count * sizeof(*all));
	command_words(to, n + count, all, depth + 1);
}

static void command_words(struct candidates *to, size_t count, const char *const *words, int depth)
{
	const char *alias = count > 0 ? config_alias(to->tui->config, words[0]) : NULL;
	const struct call *call;
	size_t used;
	err_t err;

	if (depth > NESTED)
		return;
	if (count == 0) {
		first_words(to);
	} else if (count == 1 && strcmp(words[0], "attach") == 0) {
		paths_of(to);
	} else if (alias != NULL) {
		alias_words(to, alias, count - 1, words + 1, depth);
	} else if (!screen_words(to, count, words, depth) && !config_words(to, count, words, depth) &&
		   !(count == 1 && second_words(to, words[0]))) {
		err = call_find_words(count, words, &call, &used);
		err_ignore(err, "nobody knows the command");
		if (err == NULL && used > 0)
			call_words(to, call, count - used, words + used);
	}
}

struct completion *complete_line(struct tui *tui, struct arena *arena, const char *line, size_t len,
	size_t *from, size_t *count)
{
	struct typed typed = line_typed(arena, line, len);
	struct candidates to = { .tui = tui, .arena = arena, .prefix = typed.last, .before = "" };

	if (!typed.comment)
		command_words(&to, typed.count, typed.words, 0);
	*from = typed.from;
	*count = to.count;
	return to.rows;
}
