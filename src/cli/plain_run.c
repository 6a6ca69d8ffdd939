/* SPDX-License-Identifier: ISC */
/*
 * What a line of the line mode means: configuration, the few commands of its
 * own, and every call.  Here a number alone is a row of the list that was
 * shown last and #number a conversation, whichever command it stands behind.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/command/line.h"
#include "guichet/base/message.h"
#include "guichet/model/query.h"
#include "plain.h"

enum { NAME_WORDS = 4 };

static bool is_number(const char *word)
{
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* The conversation of a row; words that are none stay as they are. */
static err_t row_word(struct plain *plain, const char *word, const char **out)
{
	unsigned long row = is_number(word) ? strtoul(word, NULL, 10) : 0;

	*out = word;
	if (!is_number(word))
		return NULL;
	if (plain->list.count == 0)
		return err_make(ERR_USAGE, "%s: no list was shown yet; #%s is the conversation of that number", word, word);
	if (row == 0 || row > plain->list.count)
		return err_make(ERR_USAGE, "%s: the list has rows 1 to %zu; #%s is the conversation of that number", word,
			plain->list.count, word);
	*out = arena_printf(plain->env.arena, "#%" PRId64, plain->list.ids[row - 1]);
	return NULL;
}

/* How many of the words in front can name conversations: what a call needs behind them does not. */
static size_t row_words(const struct call *call, size_t count, const char *const *words)
{
	size_t required, plain = line_plain_words(count, words), most, n = 0;
	const struct call_arg *last = line_last_argument(call, &required);

	if (last == NULL || call->args[0].kind != ARG_CONVERSATION || (call->args[0].flags & ARG_OPTION) != 0)
		return 0;
	if (last->kind == ARG_TEXT)	/* one conversation; a text that begins with a number stands in quotes */
		return plain > 0 && is_number(words[0]) ? 1 : 0;
	most = last->kind == ARG_CONVERSATION ? plain : plain + 1 > required ? plain + 1 - required : 0;
	while (n < most && is_number(words[n]))
		n++;
	return n;
}

/* "--for 3" is a row as well. */
static bool is_row_option(const struct call *call, const char *word)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if ((call->args[i].flags & ARG_OPTION) != 0 && call->args[i].kind == ARG_CONVERSATION &&
		    str_starts(word, "--") && strcmp(word + 2, call->args[i].name) == 0)
			return true;
	return false;
}

/* While a conversation is open "note 3 boxes came back" is about it, or about the third row: nobody else gets it. */
static err_t row_or_text(const struct plain *plain, const struct call *call, size_t rows, size_t count,
	const char *const *words)
{
	size_t required;
	const struct call_arg *last = line_last_argument(call, &required);

	if (rows == 0 || plain->here == 0 || last->kind != ARG_TEXT || line_plain_words(count, words) == 1)
		return NULL;
	return err_make(ERR_USAGE, "%s: %s may be a row or begin the text: say # and the number of the conversation, or put "
		"the text in quotes", call->name, words[0]);
}

static err_t rows_replace(struct plain *plain, const struct call *call, size_t count, const char *const **words)
{
	const char **out = arena_array(plain->env.arena, count + 1, sizeof(*out));
	size_t rows = row_words(call, count, *words);
	err_t err = row_or_text(plain, call, rows, count, *words);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (i < rows || (i > 0 && is_row_option(call, (*words)[i - 1])))
			err = row_word(plain, (*words)[i], &out[i]);
		else
			out[i] = (*words)[i];
	*words = out;
	return err;
}

static err_t subjects(void *data, struct arena *arena, const struct call_arg *arg, const char *const **words,
	size_t *count)
{
	struct plain *plain = data;
	const char **out = arena_array(arena, 1, sizeof(*out));

	if (arg->kind != ARG_CONVERSATION)
		return err_make(ERR_USAGE, "name the %s", arg->name);
	if (plain->here == 0)
		return err_make(ERR_USAGE, "no conversation is open: open one, or name its row");
	out[0] = arena_printf(arena, "#%" PRId64, plain->here);
	*words = out;
	*count = 1;
	return NULL;
}

/* What never ends, and what reads where commands are typed. */
static err_t call_check_here(const struct plain *plain, const struct call *call, size_t count, const char *const *words)
{
	if ((call->flags & CALL_STREAM) != 0 && (call->flags & (CALL_COURIER | CALL_READER)) == 0)
		return err_make(ERR_UNSUPPORTED, "%s does not end: say it outside, guichet %s", call->name, call->name);
	for (size_t i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
		if (strcmp(words[i], "-") == 0 || strcmp(words[i], "-F-") == 0 || strcmp(words[i], "--file=-") == 0)
			return err_make(ERR_UNSUPPORTED, "%s: commands are read from standard input here, nothing else is", call->name);
		if (strcmp(words[i], "--edit") == 0 && !plain->typed)
			return err_make(ERR_USAGE, "%s: --edit needs a terminal", call->name);
	}
	return NULL;
}

/* Who types can take a reply back for as long as on a screen; a script, and who says for how long, does not wait. */
static const char *delay_of(struct plain *plain, size_t count, const char *const *words)
{
	int seconds = config_int(plain->config, OPT_UNDO_SEND);

	for (size_t i = 0; i < count && strcmp(words[i], "--") != 0; i++)
		if (str_starts(words[i], "--delay"))
			return NULL;
	return !plain->typed || seconds == 0 ? NULL : arena_printf(plain->env.arena, "--delay=%ds", seconds);
}

/* "draft show" and the words behind it; a reply to what was read says what was read. */
static err_t call_run(struct plain *plain, const struct call *call, size_t count, const char *const *words)
{
	struct arena *arena = plain->env.arena;
	const char **all = arena_array(arena, count + NAME_WORDS + 3, sizeof(*all));
	char *name = arena_copy(arena, call->name), *word;
	const char *delay = strcmp(call->name, "reply") == 0 ? delay_of(plain, count, words) : NULL;
	const char *here = arena_printf(arena, "#%" PRId64, plain->here);
	size_t n = 0;
	err_t err;

	while ((word = strsep(&name, " ")) != NULL)
		all[n++] = word;
	if (strcmp(call->name, "reply") == 0 && plain->seen != 0 && count > 0 && strcmp(words[0], here) == 0) {
		all[n++] = "--seen";
		all[n++] = arena_printf(arena, "%" PRId64, plain->seen);
	}
	if (delay != NULL)
		all[n++] = delay;
	for (size_t i = 0; i < count; i++)
		all[n++] = words[i];
	plain->env.front = (struct call_front){ .secret_fd = -1 };
	err = command_run(&plain->env, n, all);
	if (err == NULL && strcmp(call->name, "next") == 0)
		err = command_run(&plain->env, 2, (const char *const[]){ "show",
			arena_printf(arena, "%" PRId64, plain->here) });
	return err;
}

/* What strangers notice is said twice. */
static bool act_confirmed(struct plain *plain, const struct call *call)
{
	return plain->sink.ask(plain, shown_line(plain->env.arena, arena_printf(plain->env.arena,
		_("%s is done at the network; type %s to do it:"), call->name, call->name)), call->name);
}

static err_t call_say_words(struct plain *plain, const struct call *call, size_t count, const char *const *words)
{
	const struct line_selection selection = { subjects, plain };
	err_t err = call_check_here(plain, call, count, words);

	if (err == NULL)
		err = rows_replace(plain, call, count, &words);
	if (err == NULL)
		err = line_select(plain->env.arena, call, &selection, &count, &words);
	if (err == NULL && (call->flags & CALL_ACT) != 0 && !act_confirmed(plain, call)) {
		plain_say(plain, _("nothing was done"));
		return NULL;
	}
	return err == NULL ? call_run(plain, call, count, words) : err;
}

/* No text stands in the line, and with one it would be whole: it was going to follow, up to a single dot. */
static bool awaits_text(struct plain *plain, const struct call *call, size_t count, const char *const *words)
{
	const char **with = arena_array(plain->env.arena, count + 2, sizeof(*with));
	struct call_request request;
	struct call_front front;
	size_t required, n = 0;
	const struct call_arg *last = line_last_argument(call, &required);

	if (last == NULL || last->kind != ARG_TEXT)
		return false;
	with[n++] = "--edit";
	if (call->args[0].kind == ARG_CONVERSATION && (count == 0 || words[0][0] == '-'))
		with[n++] = "#1";	/* whichever was going to be meant */
	for (size_t i = 0; i < count; i++)
		with[n++] = words[i];
	return call_parse(plain->env.arena, call, n, with, &request, &front) == NULL &&
		call_parse(plain->env.arena, call, n - 1, with + 1, &request, &front) != NULL;
}

static err_t call_say(struct plain *plain, size_t count, const char *const *words)
{
	const struct call *call;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	if (err != NULL)
		return err;
	plain->text_read = false;
	err = call_say_words(plain, call, count - used, words + used);
	if (err != NULL && !plain->text_read && awaits_text(plain, call, count - used, words + used))
		plain_skip_text(plain, call->name);
	return err;
}

/* ---- commands of its own */

static err_t run_go(struct plain *plain, size_t count, const char *const *words)
{
	const struct config_view *view;

	if (count == 0) {
		for (size_t i = 0; (view = config_view(plain->config, i)) != NULL; i++)
			plain_say(plain, arena_printf(plain->env.arena, "%s: %s", view->name, view->query));
		return NULL;
	}
	for (size_t i = 0; (view = config_view(plain->config, i)) != NULL; i++)
		if (strcmp(view->name, words[0]) == 0)
			return call_say(plain, 2, (const char *const[]){ "list", view->query });
	if (strcmp(words[0], "queue") == 0)
		return call_say(plain, 1, (const char *const[]){ "list" });
	if (strcmp(words[0], "outbox") == 0 || strcmp(words[0], "accounts") == 0)
		return call_say(plain, 2, (const char *const[]){ words[0][0] == 'o' ? "outbox" : "account", "list" });
	return err_make(ERR_NOT_FOUND, "no view named %s: go alone names them", words[0]);
}

static err_t run_limit(struct plain *plain, size_t count, const char *const *words)
{
	const char **all = arena_array(plain->env.arena, 2, sizeof(*all));
	struct str text = { 0 };
	err_t err;

	for (size_t i = 0; i < count; i++)
		str_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
	all[0] = "list";
	err = query_from_mutt(plain->env.arena, str_text(&text), &all[1]);
	if (err == NULL)
		all[1] = arena_copy(plain->env.arena, all[1]);
	str_finish(&text);
	return err != NULL ? err : call_say(plain, count > 0 ? 2 : 1, all);
}

static err_t run_more(struct plain *plain, size_t count, const char *const *words)
{
	const struct plain_list *list = &plain->list;
	const char **all = arena_array(plain->env.arena, list->query_count + 5, sizeof(*all));
	size_t n = 0;

	(void)count;
	(void)words;
	if (list->query == NULL || list->after == NULL)
		return err_make(ERR_STATE, "there is no more of the last list");
	all[n++] = "list";
	for (size_t i = 0; i < list->query_count; i++)
		all[n++] = arena_copy(plain->env.arena, list->query[i]);
	all[n++] = "--after";
	all[n++] = arena_copy(plain->env.arena, list->after);
	if (list->limit != NULL) {
		all[n++] = "--limit";
		all[n++] = arena_copy(plain->env.arena, list->limit);
	}
	return call_say(plain, n, all);
}

static err_t run_open(struct plain *plain, size_t count, const char *const *words)
{
	const char *const open[] = { "show", count > 0 ? words[0] : "" };

	return call_say(plain, count > 0 ? 2 : 1, open);
}

static err_t run_quit(struct plain *plain, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	plain->quit = plain_may_end(plain);
	return NULL;
}

static err_t run_where(struct plain *plain, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	plain_say(plain, plain->here != 0 ? arena_printf(plain->env.arena, _("#%" PRId64 " is open"), plain->here)
		: _("no conversation is open"));
	plain_say(plain, plain->list.count == 0 ? _("no list was shown")
		: arena_printf(plain->env.arena, _("the list has rows 1 to %zu"), plain->list.count));
	return NULL;
}

static err_t run_help(struct plain *, size_t count, const char *const *words);

static const struct own {
	const char *name, *usage, *help;
	err_t (*run)(struct plain *, size_t count, const char *const *words);
} own[] = {
	{ "?", "?", N_("The same as help"), run_help },
	{ "c", "c NUMBER", N_("Copy that link of the open conversation"), plain_link_copy },
	{ "go", "go [VIEW]", N_("List a view of the configuration; alone: name the views"), run_go },
	{ "help", "help [COMMAND|GROUP|all]", N_("Explain a command, or a group of them, or all"), run_help },
	{ "leave", "leave", N_("The same as quit"), run_quit },
	{ "limit", "limit [QUERY]", N_("List what a query asks for"), run_limit },
	{ "links", "links", N_("Number the links and pictures of the open conversation"), plain_links },
	{ "more", "more", N_("Go on with the last list"), run_more },
	{ "o", "o NUMBER", N_("Open that link of the open conversation"), plain_link_open },
	{ "open", "open [ROW|#ID]", N_("Read a conversation; the number of its row alone does it too"), run_open },
	{ "quit", "quit", N_("Leave; so does the end of the input"), run_quit },
	{ "where", "where", N_("Say which conversation is open and how long the list is"), run_where },
};
enum { OWN = sizeof(own) / sizeof(own[0]) };

static const struct own *own_find(const char *name)
{
	for (size_t i = 0; i < OWN; i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

static void say_help(struct plain *plain, const char *usage, const char *help)
{
	plain_say(plain, arena_printf(plain->env.arena, "%s: %s", usage, help));
}

/* A hundred lines are not listened to: what the desk's commands are about, and how many of them there are. */
static void say_groups(struct plain *plain)
{
	for (size_t g = 0; g < calls_count; g++) {
		size_t count = 0;

		for (size_t i = 0; i < calls_count; i++)
			count += strcmp(calls[i].group, calls[g].group) == 0;
		if (g == 0 || strcmp(calls[g - 1].group, calls[g].group) != 0)
			plain_say(plain, arena_printf(plain->env.arena, message_plural("help %s: %zu command",
				"help %s: %zu commands", count), calls[g].group, count));
	}
	plain_say(plain, _("help all: every command with what it does"));
}

static err_t run_help(struct plain *plain, size_t count, const char *const *words)
{
	const struct own *row = count > 0 ? own_find(words[0]) : NULL;
	const char *alias = count > 0 ? config_alias(plain->config, words[0]) : NULL;
	const char **all = arena_array(plain->env.arena, count + 1, sizeof(*all));

	if (row != NULL) {
		say_help(plain, row->usage, _(row->help));
		return NULL;
	}
	for (const struct config_command *c = config_commands; count > 0 && c->name != NULL; c++)
		if (strcmp(c->name, words[0]) == 0) {
			say_help(plain, c->usage, _(c->help));
			return NULL;
		}
	if (alias != NULL) {
		say_help(plain, words[0], alias);
		return NULL;
	}
	if (count == 0 || (count == 1 && strcmp(words[0], "all") == 0)) {
		plain_say(plain, _("a number is a row of the last list, #number a conversation; what is left out is the open one"));
		for (size_t i = 0; i < OWN; i++)
			say_help(plain, own[i].usage, _(own[i].help));
	}
	if (count == 0) {
		say_groups(plain);
		return NULL;
	}
	all[0] = "help";
	for (size_t i = 0; i < count; i++)
		all[i + 1] = words[i];
	return command_run(&plain->env, count == 1 && strcmp(words[0], "all") == 0 ? 1 : count + 1, all);
}

/* ---- a line */

static err_t on_words(void *data, size_t count, const char *const *words)
{
	struct plain *plain = data;
	const struct own *row = own_find(words[0]);

	if (row != NULL)
		return row->run(plain, count - 1, words + 1);
	if (count == 1 && is_number(words[0][0] == '#' ? words[0] + 1 : words[0]))
		return run_open(plain, 1, words);
	for (size_t i = 0; i < own_commands_count; i++) {
		if (strcmp(own_commands[i].name, words[0]) != 0)
			continue;
		if (strcmp(words[0], "version") == 0 || strcmp(words[0], "config") == 0)
			return command_run(&plain->env, count, words);
		return err_make(ERR_UNSUPPORTED, "%s is for the command line: guichet %s", words[0], words[0]);
	}
	return call_say(plain, count, words);
}

static bool is_over(void *data)
{
	return ((struct plain *)data)->quit;
}

static void on_problem(void *data, const char *text)
{
	struct plain *plain = data;

	out_error(plain->out, err_make(ERR_CONFIG, "%s", text));
}

/* The call that the line begins with, when it ends in a text; *rest is what stands behind its name. */
static const struct call *text_call(struct plain *plain, const char *line, const char **rest)
{
	const char *words[2], *at = line + strspn(line, " \t");
	const struct call_arg *last;
	const struct call *call;
	size_t required, used;

	for (size_t i = 0; i < 2; i++) {
		words[i] = arena_copy_n(plain->env.arena, at, strcspn(at, " \t"));
		at += strlen(words[i]);
		at += strspn(at, " \t");
		if (call_find_words(i + 1, words, &call, &used) != NULL || used != i + 1)
			continue;
		*rest = at;
		last = line_last_argument(call, &required);
		return last != NULL && last->kind == ARG_TEXT ? call : NULL;
	}
	return NULL;
}

/*
 * "reply #42 c'est parti; merci": behind its number a text is the rest of the line as it is written, unless it is
 * quoted or has options.
 */
static bool is_text_line(struct plain *plain, const char *line, const char ***words, size_t *count)
{
	const char *rest = "", **out = arena_array(plain->env.arena, NAME_WORDS, sizeof(*out));
	const struct call *call = text_call(plain, line, &rest);
	size_t n = 0, mark = *rest == '#', id = mark + strspn(rest + mark, "0123456789");

	if (call == NULL)
		return false;
	out[n++] = call->name;
	if (id > mark && call->args[0].kind == ARG_CONVERSATION && (rest[id] == '\0' || rest[id] == ' ')) {
		out[n++] = arena_copy_n(plain->env.arena, rest, id);
		rest += id + strspn(rest + id, " \t");
	}
	if (*rest == '\0' || strchr("'\"-", *rest) != NULL)
		return false;
	out[n++] = arena_copy(plain->env.arena, rest);
	*words = out;
	*count = n;
	return true;
}

/* The name of a call as one word is found as well as its words are. */
static err_t say_text_line(struct plain *plain, size_t count, const char *const *words)
{
	const char **all = arena_array(plain->env.arena, count + NAME_WORDS, sizeof(*all));
	char *name = arena_copy(plain->env.arena, words[0]), *word;
	size_t n = 0;

	while ((word = strsep(&name, " ")) != NULL)
		all[n++] = word;
	for (size_t i = 1; i < count; i++)
		all[n++] = words[i];
	return call_say(plain, n, all);
}

err_t plain_line(struct plain *plain, const char *line)
{
	const char **words;
	size_t count;

	const struct config_problems problems = { on_problem, plain };
	const struct line_ear ear = { .run = on_words, .is_over = is_over, .problems = &problems, .data = plain };

	plain_news_begin(plain);
	if (is_text_line(plain, line, &words, &count))
		return say_text_line(plain, count, words);
	return line_say(plain->config, line, &ear);
}
