/* SPDX-License-Identifier: ISC */
/*
 * The commands of the language, one row each: what help and the manual say,
 * how many words they take, and what they do.  Knows neither the commands
 * that keys are bound to nor the language of queries; who does is asked.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/near.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "line.h"

/* A command that was read: words behind its name, and for three of them the rest of the line. */
struct given {
	struct config *config;
	struct arena *arena;
	const struct source *from;
	size_t count;
	const char *const *words;
	const char *rest;
};

enum { MANY = 64, NO_REST = 0 };

/*        name     usage                      least most rest_at  help, manual */
#define COMMANDS(_)                                                                                                \
	_(alias,   "alias NAME LINE...",          2, MANY, 1, N_("Give a line a name of its own"),                         \
		N_("The name is then a command; words behind it are put behind the line. "                                \
		"A command of configuration cannot be an alias."))                                                      \
	_(bind,    "bind SCOPE KEYS COMMAND...",  3, MANY, 2, N_("Say what keys do"),                                      \
		N_("The command is the rest of the line as it is written, quotes and ; included. "                        \
		"Keys that begin a longer binding of the same scope cannot be bound, nor the other way round."))        \
	_(color,   "color STYLE PART...",         2, MANY, NO_REST, N_("Say what a style looks like"),                     \
		N_("A part is fg=COLOUR, bg=COLOUR or attr=ATTRIBUTE,... as in a theme. "                                 \
		"What is said here wins over the theme, before and behind the line that chooses it."))                  \
	_(keys,    "keys [NAME...]",              0, 8, NO_REST, N_("Choose a set of keys"),                              \
		N_("The keys are those of the defaults (or vim) again, changed by the sets of these names, one "          \
		"behind the other: mutt, azerty, or a file of bind and unbind lines. "                                 \
		"What is bound behind this line is added."))                                                            \
	_(set,     "set OPTION [VALUE...]",       1, MANY, NO_REST, N_("Change an option"),                                \
		N_("Also set OPTION=VALUE. "                                                                              \
		"An option that is on or off is turned on by its name alone, and off by no in front of the name."))     \
	_(source,  "source FILE",                 1, 1, NO_REST, N_("Read another file of such lines"),                    \
		N_("A relative path begins at the folder of the file that names it; ~/ is the home directory. "           \
		"Files may be named eight deep."))                                                                      \
	_(toggle,  "toggle OPTION",               1, 1, NO_REST, N_("Turn an option on or off, or to its next choice"),    \
		N_("Options that take a number or a text cannot be toggled."))                                             \
	_(unbind,  "unbind SCOPE KEYS",           2, 2, NO_REST, N_("Take bindings away"),                                 \
		N_("All that begin with these keys, so that unbinding g makes room for a command on g alone."))            \
	_(unview,  "unview NAME",                 1, 1, NO_REST, N_("Take a view out of the sidebar"),                     \
		N_("Conversations are not touched."))                                                                      \
	_(view,    "view NAME [QUERY...]",        1, MANY, 1, N_("Put a view into the sidebar"),                           \
		N_("The query is the rest of the line as it is written; without one the view holds every conversation. "  \
		"A _ in the name is shown as a blank. "                                                                \
		"A name that exists keeps its place and gets the new query."))

const struct config_command config_commands[] = {
#define COMMAND_ROW(name, usage, least, most, rest, help, manual) { #name, usage, help, manual },
	COMMANDS(COMMAND_ROW)
#undef COMMAND_ROW
	{ NULL, NULL, NULL, NULL },
};

const struct config_scope config_scopes[] = {
	{ "global", N_("everywhere where no text is typed") },
	{ "queue", N_("lists of conversations") },
	{ "conversation", N_("one conversation") },
	{ "links", N_("links and pictures of a conversation") }, { "contact", N_("the page of a person") },
	 { "handover", N_("what a shift hands over, line by line") }, { "outbox", N_("replies on their way") },
	{ "accounts", N_("the accounts of the desk") },
	{ "sidebar", N_("the pane with the views") },
	{ "help", N_("the list of keys and commands") },
	{ "messages", N_("what commands have said") }, { "dashboard", N_("figures of the desk") },
	{ "wallboard", N_("today in large digits") },
	{ "explained", N_("the rows behind a figure") }, { "reason", N_("why one of them counts") },
	{ "answer", N_("what a command printed") },
	{ "compose", N_("writing a reply or a note") },
	{ "review", N_("the screen between a reply and its sending") },
	{ "edit", N_("every field where text is typed") },
	{ "prompt", N_("the command line and the search line") },
	{ "palette", N_("the list of commands that narrows as one types") },
	{ NULL, NULL },
};

static bool is_name(const char *text)
{
	if (text[0] == '\0' || text[0] == '-')
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x80 && strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", *text) == NULL)
			return false;
	return true;
}

static err_t scope_check(const char *scope)
{
	for (const struct config_scope *row = config_scopes; row->name != NULL; row++)
		if (strcmp(row->name, scope) == 0)
			return NULL;
	return err_make(ERR_USAGE, "no scope named '%s'", scope);
}

static void line_note(const struct given *given)
{
	const struct config *config = given->config;
	const struct source *from = given->from;

	if (config->note_line != NULL && from->name != NULL)
		config->note_line(config->note_data, arena_printf(given->arena, "%s:%zu", from->name, from->line), given->rest);
}

static err_t run_alias(struct given *given)
{
	const char *name = given->words[0];

	for (const struct config_command *row = config_commands; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return err_make(ERR_CONFIG, "%s is a command of configuration: no alias can have its name", name);
	if (!is_name(name))
		return err_make(ERR_USAGE, "'%s' cannot be the name of an alias: small letters, digits, _ and -", name);
	entries_set(&given->config->aliases, name, given->rest);
	line_note(given);
	return NULL;
}

static err_t run_bind(struct given *given)
{
	struct key keys[KEYS_MAX];
	size_t count = 0;
	err_t err = scope_check(given->words[0]);

	if (err == NULL)
		err = keys_parse(given->words[1], keys, &count);
	if (err == NULL)
		err = keymap_bind(given->config->keys, given->words[0], keys, count, given->rest);
	if (err == NULL) {
		given->config->changes |= CHANGE_DRAW;
		line_note(given);
	}
	return err;
}

static err_t run_unbind(struct given *given)
{
	struct key keys[KEYS_MAX];
	size_t count = 0;
	err_t err = scope_check(given->words[0]);

	if (err == NULL)
		err = keys_parse(given->words[1], keys, &count);
	if (err == NULL)
		err = keymap_bind(given->config->keys, given->words[0], keys, count, NULL);
	if (err == NULL)
		given->config->changes |= CHANGE_DRAW;
	return err;
}

static err_t no_style(const char *name)
{
	struct near near;

	near_begin(&near, name, strlen(name));
	for (int i = 0; i < STYLES; i++)
		near_try(&near, style_name((enum style)i));
	return near.best == NULL ? err_make(ERR_USAGE, "no style named '%s'", name) :
		err_make(ERR_USAGE, "no style named '%s'; did you mean %s?", name, near.best);
}

static err_t run_color(struct given *given)
{
	struct look *into = given->from->theme != NULL ? given->from->theme : given->config->own;
	enum style style = STYLE_NORMAL;
	struct look look;
	err_t err;

	if (!style_find(given->words[0], &style))
		return no_style(given->words[0]);
	err = look_parse(given->count - 1, given->words + 1, &look);
	if (err != NULL)
		return err;
	if (look.fg != COLOR_UNSET)
		into[style].fg = look.fg;
	if (look.bg != COLOR_UNSET)
		into[style].bg = look.bg;
	if ((look.attrs & ATTR_UNSET) == 0)
		into[style].attrs = look.attrs;
	if (given->from->theme == NULL)
		config_resolve(given->config);
	return NULL;
}

static err_t option_store(struct given *given, enum option option, const char *value)
{
	struct config *config = given->config;
	err_t err = option_check(option, value);

	if (err == NULL && option == OPT_THEME)
		err = theme_load(config, value, given->from);
	if (err != NULL || strcmp(config->values[option], value) == 0)
		return err;
	free(config->values[option]);
	config->values[option] = mem_copy(value);
	config->changes |= option_rows[option].change;
	return NULL;
}

/* "wrap" and "100" of the words, also of "wrap=100" and "wrap = 100"; *value is NULL when there is none. */
static const char *option_words(struct given *given, const char **value)
{
	const char *first = given->words[0], *equal = strchr(first, '=');
	struct str joined = { 0 };
	size_t at = given->count > 2 && strcmp(given->words[1], "=") == 0 ? 2 : 1;
	const char *name = equal != NULL ? arena_copy_n(given->arena, first, (size_t)(equal - first)) : first;

	*value = NULL;
	if (equal == NULL && given->count == 1)
		return name;
	if (equal != NULL)
		str_add(&joined, equal + 1);
	for (size_t i = at; i < given->count; i++) {
		str_add(&joined, joined.len > 0 ? " " : "");
		str_add(&joined, given->words[i]);
	}
	*value = arena_copy(given->arena, str_text(&joined));
	str_finish(&joined);
	return name;
}

static err_t no_option(const char *name)
{
	struct near near;

	for (const struct config_command *row = config_commands; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return err_make(ERR_USAGE, "%s is a command, not an option: %s", name, row->usage);
	near_begin(&near, name, strlen(name));
	for (int i = 0; i < OPTIONS; i++)
		near_try(&near, option_rows[i].name);
	return near.best == NULL ? err_make(ERR_USAGE, "no option named '%s'", name) :
		err_make(ERR_USAGE, "no option named '%s'; did you mean %s?", name, near.best);
}

static err_t run_set(struct given *given)
{
	enum option option = OPT_HINTS;
	const char *value, *name = option_words(given, &value);

	if (option_find(name, &option)) {
		if (value == NULL && option_rows[option].kind != OPTION_BOOL)
			return err_make(ERR_USAGE, "%s needs a value: set %s=%s", name, name, option_rows[option].preset);
		return option_store(given, option, value != NULL ? value : "on");
	}
	if (!str_starts(name, "no") || !option_find(name + 2, &option))
		return no_option(name);
	if (option_rows[option].kind != OPTION_BOOL || value != NULL)
		return err_make(ERR_USAGE, "'%s' turns off only what is on or off, without a value", name);
	return option_store(given, option, "off");
}

static err_t run_toggle(struct given *given)
{
	enum option option = OPT_HINTS;
	const char *now, *next, *choices;

	if (!option_find(given->words[0], &option))
		return no_option(given->words[0]);
	now = given->config->values[option];
	choices = option_rows[option].choices;
	if (option_rows[option].kind == OPTION_BOOL)
		return option_store(given, option, strcmp(now, "on") == 0 ? "off" : "on");
	if (option_rows[option].kind != OPTION_CHOICE)
		return err_make(ERR_USAGE, "%s cannot be toggled: set it", given->words[0]);
	/* No choice is a part of another one's name. */
	next = strstr(choices, now);
	next += strcspn(next, "|");
	next = *next == '|' ? next + 1 : choices;
	return option_store(given, option, arena_copy_n(given->arena, next, strcspn(next, "|")));
}

static err_t run_keys(struct given *given)
{
	return keys_load(given->config, given->count, given->words, given->from);
}

static err_t run_source(struct given *given)
{
	struct str path = { 0 };
	err_t err;

	source_path(given->from, given->words[0], &path);
	err = source_file(given->config, str_text(&path), given->from, NULL);
	str_finish(&path);
	return err;
}

static err_t run_view(struct given *given)
{
	struct config *config = given->config;
	err_t err = NULL;

	if (!is_name(given->words[0]))
		return err_make(ERR_USAGE, "'%s' cannot be the name of a view: small letters, digits, _ and -", given->words[0]);
	if (config->check_query != NULL)
		err = config->check_query(given->rest);
	if (err != NULL)
		return err;
	entries_set(&config->views, given->words[0], given->rest);
	config->changes |= CHANGE_VIEWS;
	return NULL;
}

static err_t run_unview(struct given *given)
{
	if (!entries_remove(&given->config->views, given->words[0]))
		return err_make(ERR_NOT_FOUND, "no view named '%s'", given->words[0]);
	given->config->changes |= CHANGE_VIEWS;
	return NULL;
}

static const struct row { size_t least, most, rest_at; err_t (*run)(struct given *); } rows[] = {
#define RUN_ROW(name, usage, least, most, rest, help, manual) { least, most, rest, run_##name },
	COMMANDS(RUN_ROW)
#undef RUN_ROW
};

static const struct row *row_find(const char *name)
{
	for (size_t i = 0; config_commands[i].name != NULL; i++)
		if (strcmp(config_commands[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static err_t row_run(const struct row *row, struct given *given)
{
	const struct config_command *command = &config_commands[row - rows];

	if (given->from->theme != NULL && strcmp(command->name, "color") != 0)
		return err_make(ERR_CONFIG, "%s: a theme holds color lines only", command->name);
	if (given->from->holds != HOLDS_ALL && strcmp(command->name, "bind") != 0 && strcmp(command->name, "unbind") != 0)
		return given->from->holds == TAKE_KEYS ? NULL :
			err_make(ERR_CONFIG, "%s: a set of keys holds bind and unbind lines only", command->name);
	if (given->count < row->least || given->count > row->most)
		return err_make(ERR_USAGE, "usage: %s", command->usage);
	return row->run(given);
}

/* A command that keys or an alias stand for must be words that can be read. */
static err_t rest_check(const struct given *given, const struct row *row)
{
	struct line_token *tokens;
	size_t count = 0;
	err_t err;

	if (row->least <= row->rest_at)
		return NULL;
	err = line_scan(given->arena, given->rest, &tokens, &count);
	return err == NULL && (count == 0 || tokens[0].text[0] == '\0') ? err_make(ERR_USAGE, "the command is empty") : err;
}

/*
 * The rest as it is written.  One quoted word is what the quotes hold, for
 * everybody who writes bind queue x "tag refund"; a query in quotes is a phrase.
 */
static const char *rest_of(struct arena *arena, const struct row *row, const char *line,
	const struct line_token *tokens, size_t count)
{
	size_t at = 1 + row->rest_at, start, end;

	if (count <= at)
		return "";
	if (count == at + 1 && row->least > row->rest_at && strpbrk(tokens[at].text, " \t") != NULL)
		return tokens[at].text;
	start = tokens[at].start;
	end = tokens[count - 1].end;
	return arena_copy_n(arena, line + start, end - start);
}

static err_t tokens_run(struct given *given, const char *line, const struct line_token *tokens, size_t count,
	const char **rest)
{
	const struct row *row = row_find(tokens[0].text);
	const char **words;
	size_t n = 1;
	err_t err = NULL;

	while (n < count && (row->rest_at != NO_REST || !tokens[n].is_part))
		n++;
	*rest = n < count ? line + tokens[n].end : "";
	words = arena_array(given->arena, n, sizeof(*words));
	for (size_t i = 1; i < n; i++)
		words[i - 1] = tokens[i].text;
	given->words = words;
	given->count = n - 1;
	if (row->rest_at != NO_REST) {
		given->rest = rest_of(given->arena, row, line, tokens, n);
		given->count = given->count > row->rest_at ? row->rest_at + 1 : given->count;
		if (given->count > row->rest_at)
			err = rest_check(given, row);
	}
	return err == NULL ? row_run(row, given) : err;
}

err_t line_run(struct config *config, const char *line, const struct source *from, bool *known, const char **rest)
{
	struct given given = { .config = config, .from = from, .arena = arena_create() };
	struct line_token *tokens;
	size_t count = 0, n = 0;
	err_t err = line_scan(given.arena, line, &tokens, &count);

	if (err == NULL && (count == 0 || row_find(tokens[0].text) == NULL)) {
		while (n < count && !tokens[n].is_part)
			n++;
		*rest = n < count ? line + tokens[n].end : "";
		*known = n == 0;	/* nothing at all needs nobody else */
	} else if (err == NULL) {
		*known = true;
		err = tokens_run(&given, line, tokens, count, rest);
	}
	arena_destroy(given.arena);
	return err;
}

err_t config_line(struct config *config, const char *line, const struct config_problems *problems, bool *known,
	const char **rest)
{
	struct source typed = { .problems = problems };

	return line_run(config, line, &typed, known, rest);
}

/* Words of a shell or of a script as the rest of a line: one word is a line, several are words. */
static const char *words_join(struct arena *arena, const struct row *row, size_t count, const char *const *words)
{
	bool is_query = row->least <= row->rest_at;
	struct str joined = { 0 };
	const char *text;

	for (size_t i = 0; i < count; i++) {
		str_add(&joined, i > 0 ? " " : "");
		str_add(&joined, is_query || (count == 1 && strpbrk(words[i], " \t") != NULL) ?
			words[i] : line_quote(arena, words[i]));
	}
	text = arena_copy(arena, str_text(&joined));
	str_finish(&joined);
	return text;
}

err_t config_run(struct config *config, size_t count, const char *const *words,
	const struct config_problems *problems, bool *known)
{
	struct source typed = { .problems = problems };
	struct given given = { .config = config, .from = &typed, .words = words + 1, .count = count - 1 };
	const struct row *row = row_find(words[0]);
	err_t err = NULL;

	*known = row != NULL;
	if (row == NULL)
		return NULL;
	given.arena = arena_create();
	if (row->rest_at != NO_REST && given.count >= row->rest_at) {
		given.rest = words_join(given.arena, row, given.count - row->rest_at, given.words + row->rest_at);
		if (given.count > row->rest_at) {
			given.count = row->rest_at + 1;
			err = rest_check(&given, row);
		}
	}
	if (err == NULL)
		err = row_run(row, &given);
	arena_destroy(given.arena);
	return err;
}
