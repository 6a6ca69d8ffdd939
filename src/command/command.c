/* SPDX-License-Identifier: ISC */
/*
 * From words to a call and from the answer to the sink.  Decides which
 * commands are more than one call; everything else is the table's business.
 */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/command/bulk.h"
#include "guichet/command/guide.h"

enum { TEXT_MAX = 256 * 1024, IDS_MAX_BYTES = 1024 * 1024 };

const struct own_command own_commands[] = {
	{ "complete", "complete [--describe] [--] WORD...", N_("Print completions of the last word"),
	  N_("Used by the completion files of the shells. Prints one candidate a line, with --describe "
	  "followed by a TAB and what it is; a line of one slash means the name of a file."), own_complete },
	{ "config", "config check [FILE] | defaults | path", N_("Check a configuration, or say what and where it is"),
	  N_("Check reads a file, or the one that holds, and prints everything that is wrong with it; "
	  "the exit status is then 78. Defaults prints what holds without a file, as the example of one. "
	  "Path prints where a person's own file is. See guichet-config(5)."), own_config },
	{ "connect", "connect", N_("Join standard input and output to the desk"),
	  N_("The far end of a desk named ssh://HOST; not for people."), own_connect },
	{ "connector", "connector check PROGRAM [--send] [KEY=VALUE...]", N_("Judge a program that connects a network"),
	  N_("Runs a program of guichet-connector(7) as a desk would, with these settings, and says of each rule "
	  "whether it keeps it and what was seen. The secret is given with --secret-fd or --secret-file. Nothing is "
	  "sent, but with --send one answer, to the message that was read last. The exit "
	  "status is 76 when a rule is broken."), own_connector },
	{ "demo", "demo [--lines] [--seed N]", N_("Play with a throw-away desk"),
	  N_("Opens a desk on the playback network in a temporary directory: customers write, your "
	  "replies are answered, figures move. Nothing is kept and nothing leaves the machine. "
	  "With --lines, or without a terminal, it is played on the command line; --as maria or --as jonas makes you "
	  "a colleague."), own_demo },
	{ "desks", "desks [use DESK | forget DESK]", N_("List the teams' desks that you joined, or choose one"),
	  N_("Whoever opens a team's desk with --desk joins it: it is remembered, and the newest one is meant when "
	  "neither --desk nor GUICHET_DESK says which. Use puts another one first, by its name or its number; use own "
	  "goes back to the private desk. Forget takes one off the list."), own_desks },
	{ "help", "help [COMMAND]", N_("Explain a command, or list them all"),
	  N_("Without a name prints every command by group."), own_help },
	{ "manual", "manual [commands | config | theme | keys | sql]", N_("Print a manual page that is made from tables"),
	  N_("The source of guichet-commands(7), guichet-config(5), guichet-theme(5), guichet-keys(7) or "
	  "guichet-sql(7)."), own_manual },
	{ "version", "version", N_("Print the version of this build"),
	  N_("Also names the Unicode tables that widths come from."), own_version },
	{ "wallboard", "wallboard [--once] [--rotate SECONDS]", N_("Show today in large digits, for a wall"),
	  N_("What waits now, answers in time today, the longest wait, and what waits by account, one panel "
	  "after the other, each for 15 seconds or as --rotate says; 0 stays. Above them stands, as long as it "
	  "lasts, which account gets far more than is usual. With --once, or without a "
	  "terminal, all are printed. It changes nothing, and a viewer may look."), own_wallboard },
};
const size_t own_commands_count = sizeof(own_commands) / sizeof(own_commands[0]);

static const struct own_command *own_find(const char *name)
{
	for (size_t i = 0; i < own_commands_count; i++)
		if (strcmp(own_commands[i].name, name) == 0)
			return &own_commands[i];
	return NULL;
}

/* What the answer becomes, for whoever asks who read what; NULL: lines on a terminal. */
static const char *front_word(const struct call_front *front)
{
	return front->csv ? "csv" : front->tsv ? "tsv" : front->json ? "json" : NULL;
}

static err_t client_there(struct command_env *env)
{
	struct client_options options = env->options;

	options.front = front_word(&env->front);
	return env->client != NULL ? NULL : client_open(&options, &env->client);
}

err_t command_allows(struct command_env *env, enum policy_what what)
{
	err_t err = NULL;

	if (env->call != NULL)
		return policy_check(env->hello == NULL ? NULL : env->hello(env->call_data), what);
	err = client_there(env);
	return err != NULL ? err : policy_check(client_hello(env->client), what);
}

err_t command_call(struct command_env *env, const struct call_request *request, const char *payload,
	size_t len, client_row_fn row, void *data, struct json **answer)
{
	err_t err = NULL;

	if (env->call != NULL)
		return env->call(env->call_data, request, payload, len, row, data, answer);
	err = client_there(env);
	if (err == NULL)
		err = client_call(env->client, request, payload, len, row, data, answer);
	return err;
}

err_t command_words(struct command_env *env, struct call_request *out, size_t count,
	const char *const *words)
{
	struct call_front ignored;
	const struct call *call;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	if (err == NULL)
		err = call_parse(env->arena, call, count - used, words + used, out, &ignored);
	return err;
}

/* The slot of the argument of that kind, or NULL; a text that is an option is not the text. */
static struct call_value *value_of_kind(struct call_request *request, enum arg_kind kind)
{
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].kind != ARG_END; i++)
		if (request->call->args[i].kind == kind &&
		    (kind != ARG_TEXT || (request->call->args[i].flags & ARG_OPTION) == 0))
			return &request->values[i];
	return NULL;
}

static void value_set(struct command_env *env, struct call_value *value, const char *text)
{
	value->count = 1;
	value->texts = arena_array(env->arena, 1, sizeof(value->texts[0]));
	value->texts[0] = text;
}

/* --snippet NAME, where no text is given: the saved reply, filled in. */
static err_t snippet_take(struct command_env *env, const struct call_request *request, struct call_value *text)
{
	struct call_request show = { 0 };
	struct json *answer = NULL;
	const char *name = strcmp(request->call->name, "reply") == 0 ? call_text(request, "snippet") : NULL;
	err_t err;

	if (name == NULL)
		return NULL;
	err = command_words(env, &show, 4, (const char *const[]){ "snippet", "show", name,
		call_text(request, "id") });
	if (err == NULL)
		err = command_call(env, &show, NULL, 0, NULL, NULL, &answer);
	if (err == NULL)
		value_set(env, text, arena_copy(env->arena, json_text_or(answer, "filled", "")));
	json_destroy(answer);
	return err;
}

static bool is_secret_given(const struct command_env *env)
{
	return env->front.secret_fd >= 0 || env->front.secret_file != NULL;
}

static bool secret_is_wanted(const struct command_env *env, const struct call_request *request)
{
	return is_secret_given(env) || (secret_prompt(env, request) != NULL && !login_is_wanted(env, request) &&
		(env->out->terminal || !secret_may_lack(request)));
}

static err_t secret_read(struct command_env *env, const struct call_request *request, struct str *out)
{
	err_t err = secret_obtain(env, secret_prompt(env, request), out);

	if (err_is(err, ERR_DATA) && out->len == 0 && !is_secret_given(env) && secret_may_lack(request)) {
		err_ignore(err, "none is needed there, says who typed none");
		return NULL;
	}
	return err;
}

/* -F FILE, --edit, --secret-fd and --secret-file: what the front end reads before it asks. */
static err_t fill_from_files(struct command_env *env, struct call_request *request)
{
	struct call_value *text = value_of_kind(request, ARG_TEXT);
	struct call_value *secret = value_of_kind(request, ARG_SECRET);
	struct str content = { 0 };
	err_t err = NULL;

	if (env->front.file != NULL) {
		if (text == NULL)
			return err_make(ERR_USAGE, "%s takes no text: -F has no use", request->call->name);
		err = file_read(env->front.file, TEXT_MAX, &content);
		while (content.len > 0 && content.text[content.len - 1] == '\n')
			content.text[--content.len] = '\0';
		if (err == NULL && content.len == 0)
			err = err_make(ERR_DATA, "%s is empty", env->front.file);
		if (err == NULL && memchr(content.text, '\0', content.len) != NULL)
			err = err_make(ERR_DATA, "%s is not text", env->front.file);
		if (err == NULL)
			value_set(env, text, arena_copy(env->arena, content.text));
		str_finish(&content);
	}
	if (err == NULL && env->front.file == NULL && text != NULL && text->count == 0)
		err = snippet_take(env, request, text);
	if (err == NULL && env->front.draft)
		err = draft_take(env, request, text);
	if (err == NULL && env->front.edit)
		err = text_write(env, request, text);
	if (err == NULL && secret != NULL && secret_is_wanted(env, request)) {
		err = secret_read(env, request, &content);
		if (err == NULL && content.len > 0)
			value_set(env, secret, arena_copy(env->arena, content.text));
		if (content.text != NULL)
			explicit_bzero(content.text, content.size);
		str_finish(&content);
	}
	return err;
}

void say(struct command_env *env, enum sink_style style, const char *text)
{
	sink_text(env->out, style, shown_line(env->arena, text));
}

void command_note(struct command_env *env, const char *text)
{
	if (!env->front.quiet)
		env->out->note(env->out->data, shown_line(env->arena, text));
}

static void progress_row(struct command_env *env, const struct json *row)
{
	const char *account = json_text(row, "account"), *detail = json_text(row, "detail");

	if (env->front.quiet)
		return;
	env->out->progress(env->out->data, shown_line(env->arena, arena_printf(env->arena, "%s %s%s%s",
		account != NULL ? account : "outbox", json_text_or(row, "what", ""),
		detail != NULL ? ": " : "", detail != NULL ? detail : "")));
}

bool command_is_shell(const struct command_env *env)
{
	return env->out->ask != NULL && env->out->text == NULL;
}

static void bulk_row(struct command_env *env, const struct json *row)
{
	if (!env->front.quiet)
		env->out->progress(env->out->data, shown_line(env->arena, bulk_progress(env->arena, row)));
}

void command_row(struct command_env *env, const struct call_request *request, const struct json *row)
{
	const struct call *call = request->call;

	if ((call->flags & (CALL_BULK | CALL_SLICES)) != 0)
		bulk_row(env, row);
	else if (strcmp(call->name, "sync") == 0 || (env->front.json && (call->flags & CALL_COURIER) != 0))
		progress_row(env, row);
	else if (strcmp(call->name, "backup") == 0)
		backup_row(env, row);
	else if (strcmp(call->name, "sql") == 0)
		sql_row(env, row);
	else if (strcmp(call->name, "account check") == 0)
		check_row(env, row);
	else if (render_has_table(call) && !env->front.json)
		render_rows(env, call, row);
	else
		render_json(env, row);
}

err_t command_answer(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	unsigned flags = request->call->flags;

	if (json_bool(answer, "stopped", false)) {
		if (env->front.json)
			render_json(env, answer);
		return err_make(ERR_CANCELLED, "%s", bulk_stopped(env->arena, answer, command_is_shell(env)));
	}
	if ((flags & CALL_EXPORT) != 0 && json_bool(answer, "agents_hidden", false))
		command_note(env, _("agents whose figures are not for you are called somebody, and no row has a hash: "
			"agent-figures of the desk says so"));
	if (!env->front.json)
		return strcmp(request->call->name, "sql") == 0 ? sql_say(env, request, answer)
			: render_answer(env, request, answer);
	if (json_text(answer, "ledger_from") != NULL)
		command_note(env, ledger_young(env->arena, answer));
	if ((flags & CALL_STREAM) == 0 || (flags & CALL_COURIER) != 0)
		render_json(env, answer);
	if (render_has_table(request->call) && json_text(answer, "as_of") != NULL)	/* its mark is not in its rows */
		answer_rest(env, answer);
	return NULL;
}

struct row_context { struct command_env *env; const struct call_request *request; };

static err_t on_row(void *data, const struct json *row)
{
	struct row_context *context = data;
	struct command_env *env = context->env;

	command_row(env, context->request, row);
	/* What the reader streams has an end; what is followed is wanted at once. */
	return (context->request->call->flags & CALL_READER) == 0 ? env->out->flush(env->out->data) : NULL;
}

/* It has been said; a front end may live for long. */
static void secret_forget(struct call_request *request)
{
	struct call_value *secret = value_of_kind(request, ARG_SECRET);

	for (size_t i = 0; secret != NULL && i < secret->count; i++)
		explicit_bzero((char *)(uintptr_t)secret->texts[i], strlen(secret->texts[i]));
}

/* The server has a directory of its own. */
static err_t path_resolve(struct command_env *env, struct call_request *request)
{
	struct call_value *value = value_of_kind(request, ARG_PATH);
	struct str path = { 0 };
	err_t err = NULL;

	if (value == NULL || value->count == 0 || value->texts[0][0] == '/')
		return NULL;
	err = file_resolve(value->texts[0], &path);
	if (err == NULL)
		value_set(env, value, arena_copy(env->arena, path.text));
	str_finish(&path);
	return err;
}

static err_t run_call(struct command_env *env, struct call_request *request)
{
	struct row_context context = { env, request };
	struct call_value *file = value_of_kind(request, ARG_FILE);
	const char *path = file != NULL && file->count > 0 ? file->texts[0] : NULL;
	struct json *answer = NULL;
	struct str content = { 0 };
	err_t err = path != NULL ? payload_read(env, request, path, &content) : path_resolve(env, request);

	if (err == NULL)
		err = command_call(env, request, content.text, content.len, on_row, &context, &answer);
	str_finish(&content);
	if (path != NULL && err_is(err, ERR_DATA))
		err = err_wrap(err, "%s", path);
	env->out->progress(env->out->data, shown_literal(""));
	secret_forget(request);
	if (err == NULL)
		err = command_answer(env, request, answer);
	json_destroy(answer);
	return err;
}

/* --csv and --tsv are for tables; two forms at once are a mistake. */
/* No table of columns, and CSV all the same. */
static bool prints_a_report(const struct call *call)
{
	return strcmp(call->name, "report") == 0 || strcmp(call->name, "report show") == 0;
}

static err_t form_check(struct command_env *env, const struct call *call)
{
	const struct call_front *front = &env->front;

	if (front->json + front->csv + front->tsv > 1)
		return err_make(ERR_USAGE, "%s: one of --json, --csv and --tsv at a time", call->name);
	if ((front->csv || front->tsv) && !render_has_table(call) && !render_has_figures(call) &&
	    strcmp(call->name, "sql") != 0 && !prints_a_report(call))
		return err_make(ERR_USAGE, "%s has no table: use --json", call->name);
	return front->csv || front->tsv ? command_allows(env, POLICY_EXPORT) : NULL;
}

static bool takes_many(const struct call *call)
{
	return call->args[0].kind == ARG_CONVERSATION && (call->args[0].flags & ARG_MANY) != 0;
}

/* A lone "-" among the words of a call that takes many conversations stands for the ids on standard input. */
static err_t ids_expand(struct command_env *env, const struct call *call, size_t *count, const char *const **words)
{
	struct str input = { 0 };
	const char **all;
	size_t at = 0, n = 0;
	char *rest, *id;
	err_t err;

	while (at < *count && strcmp((*words)[at], "-") != 0 && strcmp((*words)[at], "--") != 0)
		at++;
	if (!takes_many(call) || at == *count || strcmp((*words)[at], "--") == 0)
		return NULL;
	err = file_read("-", IDS_MAX_BYTES, &input);
	if (err == NULL) {
		all = arena_array(env->arena, *count + input.len / 2 + 1, sizeof(*all));
		for (; n < at; n++)
			all[n] = (*words)[n];
		rest = arena_copy(env->arena, str_text(&input));
		while ((id = strsep(&rest, " \t\r\n")) != NULL)
			if (*id != '\0')
				all[n++] = id;
		if (n == at)
			err = err_make(ERR_USAGE, "%s: no ids on standard input", call->name);
		for (size_t i = at + 1; i < *count; i++)
			all[n++] = (*words)[i];
		*words = all;
		*count = n;
	}
	str_finish(&input);
	return err;
}

/* A person who gives a reply no text is going to write one; where lines can be typed, so it is with every text. */
static err_t parse(struct command_env *env, const struct call *call, size_t count, const char *const *words,
	struct call_request *request)
{
	err_t err = call_parse(env->arena, call, count, words, request, &env->front);
	const char **with_edit;

	if (!err_is(err, ERR_USAGE) || (!call_has_draft(call) && env->out->text == NULL))
		return err;
	with_edit = arena_array(env->arena, count + 1, sizeof(*with_edit));
	with_edit[0] = "--edit";
	for (size_t i = 0; i < count; i++)
		with_edit[i + 1] = words[i];
	if (call_parse(env->arena, call, count + 1, with_edit, request, &env->front) != NULL)
		return err;
	if (!env->out->terminal)
		return call_has_draft(call) ? draft_offer(env, request, err) : err;
	env->by_lines = env->out->text != NULL;
	return NULL;
}

/* What is mailed is published, so that its number says what was in it. */
static err_t report_mail(struct command_env *env, size_t count, const char *const *words)
{
	const char **all = arena_array(env->arena, count + 2, sizeof(*all));

	all[0] = "report";
	all[1] = "publish";
	memcpy(all + 2, words, count * sizeof(*all));
	return command_run(env, count + 2, all);
}

err_t command_run(struct command_env *env, size_t count, const char *const *words)
{
	const struct own_command *own = own_find(words[0]);
	struct call_request request = { 0 };
	const struct call *call;
	size_t used;
	err_t err;

	env->by_lines = false;
	if (own != NULL)
		return own->run(env, count - 1, words + 1);
	err = call_find_words(count, words, &call, &used);
	if (err != NULL)
		return err;
	words += used;
	count -= used;
	if (guide_is_asked(call, count, words)) {
		guide_say(env, count > 0 ? words[0] : NULL);
		return NULL;
	}
	err = strcmp(call->name, "account add") == 0 ? guide_check(words[0], count == 1) : NULL;
	if (err == NULL)
		err = ids_expand(env, call, &count, &words);
	if (err == NULL)
		err = parse(env, call, count, words, &request);
	if (err == NULL && strcmp(call->name, "account login") == 0)
		return login_run(env, call_text(&request, "name"));
	if (err == NULL)
		err = fill_from_files(env, &request);
	if (err != NULL)
		return err;
	err = form_check(env, call);
	if (err != NULL)
		return err;
	if (strcmp(call->name, "report") == 0 && call_text(&request, "mail-to") != NULL)
		return report_mail(env, count, words);
	err = attach_values(env, &request);
	if (err != NULL)
		return err;
	if (strcmp(call->name, "media save") == 0)
		return media_save_run(env, &request);
	if (strcmp(call->name, "media add") == 0)
		return attach_run(env, &request);
	if (strcmp(call->name, "reply") == 0)
		return reply_review(env, &request);
	if ((call->flags & CALL_LINES) != 0)
		return import_file(env, &request);
	if (strcmp(call->name, "metrics rebuild") == 0 && !call_flag(&request, "check"))
		return rebuild_run(env, &request);
	err = run_call(env, &request);
	if (err != NULL)
		return err;
	return login_is_wanted(env, &request) ? login_run(env, call_text(&request, "name")) : added_check(env, &request);
}

err_t own_connect(struct command_env *env, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	return client_connect_stdio(&env->options);
}
