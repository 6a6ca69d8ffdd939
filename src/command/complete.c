/* SPDX-License-Identifier: ISC */
/*
 * "guichet complete": which word may come next.  The files for bash, zsh and
 * fish hand over the words and show what is printed; all that is known about
 * commands is in the table of calls.  One candidate a line, with --describe
 * followed by a TAB and a few words about it; a line "/" alone stands for the
 * names of files.  Nothing here is an error: a shell must not be disturbed.
 */
#include "complete.h"

#include <ctype.h>
#include <string.h>
#include "guichet/base/message.h"

enum { HELP_WIDTH = 60 };

/* The words before the one that is completed. */
struct words { size_t count; const char *const *text; };

void complete_offer(const struct completion *c, const char *word, const char *help)
{
	struct arena *arena = c->env->arena;
	const char *line;

	/* What cannot be shown as it is cannot be typed either. */
	if (!str_starts(word, c->part) || word[0] == '/' || strcmp(shown_line(arena, word).bytes, word) != 0)
		return;
	line = arena_printf(arena, "%s%s", c->kept, word);
	if (c->describe && help != NULL && help[0] != '\0')
		line = arena_printf(arena, "%s\t%s", line, shown_cut(arena, shown_line(arena, _(help)), HELP_WIDTH).bytes);
	c->env->out->json(c->env->out->data, line);
}

void complete_files(const struct completion *c)
{
	c->env->out->json(c->env->out->data, "/");
}

/* ---- commands */

static size_t group_len(const struct call *call)
{
	const char *space = strchr(call->name, ' ');

	return space != NULL ? (size_t)(space - call->name) : 0;
}

static bool same_group(const struct call *a, const struct call *b)
{
	size_t len = group_len(a);

	return len > 0 && len == group_len(b) && strncmp(a->name, b->name, len) == 0;
}

static bool in_group(const struct call *call, const char *word)
{
	return group_len(call) > 0 && strlen(word) == group_len(call) && str_starts(call->name, word);
}

/* "account", and about it: "add, check, list, remove, set". */
static void offer_group(struct completion *c, size_t first)
{
	struct str seconds = { 0 };
	size_t len = group_len(&calls[first]);

	for (size_t i = first; i < calls_count; i++)
		if (same_group(&calls[first], &calls[i]))
			str_printf(&seconds, "%s%s", i > first ? ", " : "", calls[i].name + len + 1);
	complete_offer(c, arena_copy_n(c->env->arena, calls[first].name, len), str_text(&seconds));
	str_finish(&seconds);
}

static void first_words(struct completion *c)
{
	for (size_t i = 0; i < calls_count; i++)
		if (group_len(&calls[i]) == 0)
			complete_offer(c, calls[i].name, calls[i].help);
		else if (i == 0 || !same_group(&calls[i], &calls[i - 1]))
			offer_group(c, i);
	for (size_t i = 0; i < own_commands_count; i++)
		complete_offer(c, own_commands[i].name, own_commands[i].help);
}

static bool second_words(struct completion *c, const char *first)
{
	bool any = false;

	for (size_t i = 0; i < calls_count; i++)
		if (in_group(&calls[i], first)) {
			complete_offer(c, calls[i].name + group_len(&calls[i]) + 1, calls[i].help);
			any = true;
		}
	return any;
}

/* ---- options */

struct option { const char *name, *help; };

/* Of every call, whatever it does. */
static const struct option front_options[] = {
	{ "--json", N_("one JSON value a line") }, { "--quiet", N_("no remarks") },
	{ "--plain", N_("one fact a line, for the ear") }, { "--help", N_("explain this command") },
};
static const struct option table_options[] = {
	{ "--csv", N_("a table for a spreadsheet") }, { "--tsv", N_("a table, TABs between") },
};
static const struct option desk_options[] = {
	{ "--desk", N_("which desk: a file, unix:SOCKET or ssh://HOST") }, { "--as", N_("play another agent of a private desk") },
	{ "--config", N_("another file instead of your own") },
};

static void offer_options(struct completion *c, const struct words *before, const struct option *options, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool given = false;

		for (size_t w = 0; w < before->count; w++)
			given = given || strcmp(before->text[w], options[i].name) == 0;
		if (!given)
			complete_offer(c, options[i].name, options[i].help);
	}
}

#define OFFER(c, before, options) offer_options(c, before, options, sizeof(options) / sizeof((options)[0]))

static bool has_kind(const struct call *call, enum arg_kind kind, bool option)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (call->args[i].kind == kind && ((call->args[i].flags & ARG_OPTION) != 0) == option)
			return true;
	return false;
}

static void call_options(struct completion *c, const struct call *call, const struct words *before)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		const struct call_arg *arg = &call->args[i];
		const char *help = arg->help != NULL ? arg->help : arg->choices;

		if ((arg->flags & ARG_OPTION) != 0 && arg->kind != ARG_SECRET)
			offer_options(c, before, &(struct option){
				arena_printf(c->env->arena, "--%s", arg->name), help }, 1);
	}
	if (has_kind(call, ARG_TEXT, false) || has_kind(call, ARG_FILE, false))
		offer_options(c, before, &(struct option){ "--file", N_("read the text from a file") }, 1);
	if (has_kind(call, ARG_SECRET, true)) {
		offer_options(c, before, &(struct option){ "--secret-file", N_("a file that only you can read") }, 1);
		offer_options(c, before, &(struct option){ "--secret-fd", N_("a descriptor") }, 1);
	}
	if (call_has_draft(call)) {
		offer_options(c, before, &(struct option){ "--yes", N_("send without a look at the plan") }, 1);
		offer_options(c, before, &(struct option){ "--draft", N_("the text and the files are those of your draft") }, 1);
	}
	OFFER(c, before, front_options);
	if (render_has_table(call) || render_has_figures(call))
		OFFER(c, before, table_options);
	OFFER(c, before, desk_options);
}

/* The option of that name, without its dashes. */
static const struct call_arg *option_find(const struct call *call, const char *name, size_t len)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if ((call->args[i].flags & ARG_OPTION) != 0 && strlen(call->args[i].name) == len &&
		    strncmp(call->args[i].name, name, len) == 0)
			return &call->args[i];
	return NULL;
}

static bool is_file_option(const char *word, size_t len)
{
	static const char *const names[] = { "-F", "--file", "--secret-file", "--desk" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len && strncmp(names[i], word, len) == 0)
			return true;
	return false;
}

/* Whether a word is an option whose value is the word behind it. */
static bool takes_next(const struct call *call, const char *word)
{
	const struct call_arg *arg;

	if (word[0] != '-' || word[1] == '\0' || strchr(word, '=') != NULL)
		return false;
	if (is_file_option(word, strlen(word)) || strcmp(word, "--secret-fd") == 0)
		return true;
	arg = word[1] == '-' ? option_find(call, word + 2, strlen(word + 2)) : NULL;
	return arg != NULL && arg->kind != ARG_FLAG;
}

static void option_value(struct completion *c, const struct call *call, const char *word, size_t len)
{
	const struct call_arg *arg;

	if (is_file_option(word, len)) {
		complete_files(c);
		return;
	}
	arg = len > 2 ? option_find(call, word + 2, len - 2) : NULL;
	if (arg != NULL && arg->kind != ARG_FLAG)
		complete_value(c, call, arg);
}

/* ---- the other words of a call */

static const struct call_arg *next_positional(const struct call *call, size_t from)
{
	for (size_t i = from; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if ((call->args[i].flags & ARG_OPTION) == 0)
			return &call->args[i];
	return NULL;
}

/*
 * place: how many words without a dash stand before.  Behind the first of
 * many conversations what comes after them is offered, and numbers when a
 * digit was typed.
 */
static void positional(struct completion *c, const struct call *call, size_t place)
{
	const struct call_arg *arg = next_positional(call, 0), *behind;

	while (arg != NULL && place > 0 && (arg->flags & ARG_MANY) == 0) {
		arg = next_positional(call, (size_t)(arg - call->args) + 1);
		place--;
	}
	if (arg == NULL)
		return;
	behind = place > 0 ? next_positional(call, (size_t)(arg - call->args) + 1) : NULL;
	if (behind != NULL)
		complete_value(c, call, behind);
	if (behind == NULL || isdigit((unsigned char)c->part[0]))
		complete_value(c, call, arg);
}

static void call_words(struct completion *c, const struct call *call, const struct words *before)
{
	const char *equals = strchr(c->part, '='), *awaited = NULL;
	bool options = true;
	size_t place = 0;

	for (size_t i = 0; i < before->count; i++) {
		const char *word = before->text[i];
		bool value = awaited != NULL;

		awaited = !value && options && takes_next(call, word) ? word : NULL;
		if (!value && options && strcmp(word, "--") == 0)
			options = false;
		else if (!value && (!options || word[0] != '-' || word[1] == '\0'))
			place++;
	}
	if (awaited != NULL) {
		option_value(c, call, awaited, strlen(awaited));
	} else if (options && str_starts(c->part, "--") && equals != NULL) {
		const char *word = c->part;

		c->kept = arena_copy_n(c->env->arena, word, (size_t)(equals + 1 - word));
		c->part = equals + 1;
		option_value(c, call, word, (size_t)(equals - word));
	} else {
		if (options && c->part[0] == '-')
			call_options(c, call, before);
		positional(c, call, place);
	}
}

/* ---- whole lines */

static void own_words(struct completion *c, const struct words *before)
{
	static const struct option demo[] = {
		{ "--lines", N_("play on the command line") }, { "--seed", N_("another history") },
	};
	static const struct option config[] = {
		{ "check", N_("name what is wrong with it") }, { "defaults", N_("what holds without a file") },
		{ "path", N_("where your file is") },
	};
	static const struct option manual[] = {
		{ "commands", "guichet-commands(7)" }, { "config", "guichet-config(5)" }, { "theme", "guichet-theme(5)" },
		{ "keys", "guichet-keys(7)" },
	};
	const char *name = before->text[0];

	if (strcmp(name, "config") == 0 && before->count == 1)
		OFFER(c, before, config);
	if (strcmp(name, "manual") == 0 && before->count == 1)
		OFFER(c, before, manual);
	if (strcmp(name, "demo") == 0 && c->part[0] == '-')
		OFFER(c, before, demo);
	if (strcmp(name, "help") != 0)
		return;
	if (before->count == 1) {
		first_words(c);
		complete_offer(c, "query", _("what list, search, next and watch take"));
	} else if (before->count == 2) {
		second_words(c, before->text[1]);
	}
}

static bool is_own(const char *word)
{
	for (size_t i = 0; i < own_commands_count; i++)
		if (strcmp(own_commands[i].name, word) == 0)
			return true;
	return false;
}

static void line_words(struct completion *c, const struct words *before)
{
	const struct call *call;
	size_t used;
	err_t err;

	if (before->count == 0) {
		first_words(c);
		if (c->part[0] == '-') {
			OFFER(c, before, desk_options);
			complete_offer(c, "--help", _("list all commands"));
			complete_offer(c, "--version", NULL);
		}
		return;
	}
	if (is_own(before->text[0])) {
		own_words(c, before);
		return;
	}
	if (before->count == 1 && c->part[0] != '-' && second_words(c, before->text[0]))
		return;
	err = call_find_words(before->count, before->text, &call, &used);
	if (err != NULL)
		err_ignore(err, "no command, no candidates");
	else
		call_words(c, call, &(struct words){ before->count - used, before->text + used });
}

/* Takes the options that name the desk out of the words, as the command line does. */
static const char *desk_words(struct command_env *env, size_t count, const char *const *words, struct words *out)
{
	const struct { const char *name; const char **to; } options[] = {
		{ "--desk", &env->options.desk }, { "--as", &env->options.as }, { "--now", &env->options.now },
	};
	const char **kept = arena_array(env->arena, count + 1, sizeof(*kept));
	bool over = false;

	*out = (struct words){ 0, kept };
	for (size_t i = 0; i < count; i++) {
		bool taken = false;

		over = over || strcmp(words[i], "--") == 0;
		for (size_t o = 0; o < 3 && !over && !taken; o++) {
			size_t len = strlen(options[o].name);

			if (strncmp(words[i], options[o].name, len) != 0)
				continue;
			taken = words[i][len] == '=' || words[i][len] == '\0';
			if (words[i][len] == '=')
				*options[o].to = words[i] + len + 1;
			else if (taken && i + 1 == count)
				return options[o].name;	/* its value is what is completed */
			else if (taken)
				*options[o].to = words[++i];
		}
		if (!taken)
			kept[out->count++] = words[i];
	}
	return NULL;
}

/* words are those behind "guichet"; the last is the one to complete, perhaps empty. */
err_t own_complete(struct command_env *env, size_t count, const char *const *words)
{
	struct completion c = { .env = env, .kept = "", .part = "" };
	const char *awaited;
	struct words before;

	if (count > 0 && strcmp(words[0], "--describe") == 0) {
		c.describe = true;
		count--;
		words++;
	}
	if (count > 0 && strcmp(words[0], "--") == 0) {
		count--;
		words++;
	}
	if (count > 0)
		c.part = words[--count];
	awaited = desk_words(env, count, words, &before);
	if (awaited == NULL)
		line_words(&c, &before);
	else if (strcmp(awaited, "--desk") == 0)
		complete_files(&c);
	else if (strcmp(awaited, "--as") == 0)
		complete_value(&c, NULL, &(struct call_arg){ .name = "as", .kind = ARG_AGENT });
	return NULL;
}
