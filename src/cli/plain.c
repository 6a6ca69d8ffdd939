/* SPDX-License-Identifier: ISC */
/*
 * The line mode: for screen readers, lines of braille and thin lines.  One
 * prompt, before it at most one line of news, and nothing that is said
 * unasked, drawn again or coloured.  The terminal itself edits the line; in a
 * pipe there is neither prompt nor news.
 */
#include "plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "guichet/base/message.h"
#include "guichet/base/utf8.h"

enum { LINE_MOST = 256 * 1024, CHUNK = 4096 };

void plain_say(struct plain *plain, const char *untrusted)
{
	sink_text(&plain->sink, SINK_PLAIN, shown_line(plain->env.arena, untrusted));
}

/* ---- what is typed */

static void on_input(void *data, int fd, unsigned events)
{
	struct plain *plain = data;
	char chunk[CHUNK];
	ssize_t n = read(fd, chunk, sizeof(chunk));

	(void)events;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		plain->input_over = true;
	else
		str_add_n(&plain->bytes, chunk, (size_t)n);
	loop_stop(plain->loop);
}

static char *line_end(const struct plain *plain)
{
	return plain->bytes.len > 0 ? memchr(plain->bytes.text, '\n', plain->bytes.len) : NULL;
}

/* What comes from the desk meanwhile is only counted. */
static void await_line(struct plain *plain)
{
	while (line_end(plain) == NULL && !plain->input_over) {
		loop_fd(plain->loop, STDIN_FILENO, LOOP_READ, on_input, plain);
		if (loop_run(plain->loop) != NULL)
			plain->input_over = true;
		loop_fd(plain->loop, STDIN_FILENO, 0, NULL, NULL);
		if (plain->bytes.len > LINE_MOST && line_end(plain) == NULL) {
			plain->too_long = true;
			str_clear(&plain->bytes);
		}
	}
}

/* An arrow key types control characters where the terminal edits the line. */
static err_t line_check(const struct str *line)
{
	if (!utf8_valid(str_text(line), line->len) || strlen(str_text(line)) != line->len)
		return err_make(ERR_DATA, "that line is not UTF-8 text: it is not used");
	for (const char *p = str_text(line); *p != '\0'; p++)
		if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
			return err_make(ERR_DATA, "control characters are in that line, perhaps of an arrow key: it is not used");
	return NULL;
}

enum plain_got plain_read(struct plain *plain, struct str *line)
{
	char *end;
	size_t len;
	err_t err;

	str_clear(line);
	await_line(plain);
	end = line_end(plain);
	len = end != NULL ? (size_t)(end - plain->bytes.text) : plain->bytes.len;
	if (end == NULL && len == 0) {
		plain->input_over = !plain->typed;	/* ctrl-d ends one thing, the next can be typed */
		return PLAIN_END;
	}
	str_add_n(line, plain->bytes.text, len);
	str_cut_front(&plain->bytes, len + (end != NULL));
	while (line->len > 0 && line->text[line->len - 1] == '\r')
		line->text[--line->len] = '\0';
	err = plain->too_long ? err_make(ERR_DATA, "that line is too long: it is not used") : line_check(line);
	plain->too_long = false;
	if (err != NULL)
		out_error(plain->out, err);
	return err == NULL ? PLAIN_LINE : PLAIN_BAD;
}

/* ---- what a command asks a person for */

/* "y" where a word is wanted was meant as yes, but says less than that. */
static bool is_hasty(const char *answer)
{
	static const char *const hasty[] = { "y", "yes", "o", "oui" };

	for (size_t i = 0; i < sizeof(hasty) / sizeof(hasty[0]); i++)
		if (strcmp(hasty[i], answer) == 0)
			return true;
	return false;
}

/* What was typed before the question was heard is no answer to it. */
static bool ask(void *data, struct shown question, const char *word)
{
	struct plain *plain = data;
	struct str answer = { 0 };
	enum plain_got got;
	bool yes;

	if (plain->typed) {
		err_ignore(plain->sink.flush(plain->out), "the loop sees it too");
		str_clear(&plain->bytes);
		tcflush(STDIN_FILENO, TCIFLUSH);
		out_prompt(plain->out, question);
	} else {
		sink_text(&plain->sink, SINK_PLAIN, question);
	}
	got = plain_read(plain, &answer);
	if (got == PLAIN_LINE && plain->typed && word != NULL && is_hasty(str_text(&answer))) {
		out_prompt(plain->out, shown_line(plain->env.arena, message_put(plain->env.arena,
			_("the word is %s, anything else does nothing: "), word)));
		got = plain_read(plain, &answer);
	}
	if (got == PLAIN_END && plain->typed)
		sink_blank(&plain->sink);
	yes = got == PLAIN_LINE && strcmp(str_text(&answer), word != NULL ? word : "yes") == 0;
	str_finish(&answer);
	return yes;
}

/* Lines until one that is a single dot, or the end of the input. */
static err_t type_text(void *data, struct str *text)
{
	struct plain *plain = data;
	struct str line = { 0 };
	enum plain_got got;

	plain->text_read = true;
	if (plain->typed)
		plain_say(plain, _("type the text; a line with a single dot ends it"));
	err_ignore(plain->sink.flush(plain->out), "the loop sees it too");
	while ((got = plain_read(plain, &line)) != PLAIN_END && !(got == PLAIN_LINE && strcmp(str_text(&line), ".") == 0)) {
		if (got == PLAIN_BAD)
			continue;
		str_add(text, text->len > 0 ? "\n" : "");
		str_add(text, str_text(&line));
	}
	str_finish(&line);
	return NULL;
}

void plain_skip_text(struct plain *plain, const char *call)
{
	struct str line = { 0 };
	enum plain_got got;
	size_t count = 0;

	if (plain->typed) {	/* they see at once that nothing is asked for: only what was pasted goes */
		str_clear(&plain->bytes);
		tcflush(STDIN_FILENO, TCIFLUSH);
		return;
	}
	while ((got = plain_read(plain, &line)) != PLAIN_END && !(got == PLAIN_LINE && strcmp(str_text(&line), ".") == 0))
		count++;
	str_finish(&line);
	if (count > 0)
		plain_say(plain, arena_printf(plain->env.arena, message_plural("%s: %zu line of its text is not used",
			"%s: %zu lines of its text are not used", count), call, count));
}

/* The three functions above are told who types, all others what they write to. */
static void sink_line(void *data, const struct span *spans, size_t count)
{
	const struct sink *out = out_sink(((struct plain *)data)->out);

	out->line(out->data, spans, count);
}

static void sink_json(void *data, const char *ascii)
{
	const struct sink *out = out_sink(((struct plain *)data)->out);

	out->json(out->data, ascii);
}

static err_t sink_flush(void *data)
{
	const struct sink *out = out_sink(((struct plain *)data)->out);

	return out->flush(out->data);
}

static void sink_note(void *data, struct shown text)
{
	const struct sink *out = out_sink(((struct plain *)data)->out);

	out->note(out->data, text);
}

static void sink_progress(void *data, struct shown text)
{
	(void)data;
	(void)text;
}

static err_t sink_secret(void *data, struct shown prompt, struct str *to)
{
	const struct sink *out = out_sink(((struct plain *)data)->out);

	return out->secret(out->data, prompt, to);
}

static struct sink sink_of(struct plain *plain)
{
	return (struct sink){ .data = plain, .terminal = true, .plain = true, .line = sink_line, .json = sink_json,
		.flush = sink_flush, .note = sink_note, .progress = sink_progress, .ask = ask, .text = type_text,
		.secret = sink_secret };
}

/* ---- the prompt */

static void prompt(struct plain *plain)
{
	const char *news;

	if (!plain->typed)
		return;
	news = plain_news(plain, plain->env.arena);
	if (news != NULL)
		plain_say(plain, news);
	out_prompt(plain->out, shown_literal("guichet> "));
}

bool plain_may_end(struct plain *plain)
{
	if (!plain->typed || !plain_is_leaving(plain))
		return true;
	plain_say(plain, _("a reply has not left; quit again leaves guichet all the same, u takes it back"));
	plain->leaves_ms = 0;
	return false;
}

/* The last command that failed decides how the whole ends, but it has said so already. */
static void take_line(struct plain *plain, const char *line, err_t *last)
{
	err_t err = plain_line(plain, line);

	if (err != NULL) {
		out_error(plain->out, err);
		*last = err_make(err->kind, "%s", err->text);
	}
	if (plain->sink.flush(plain) != NULL)
		plain->quit = true;	/* nobody reads on */
}

static err_t loop(struct plain *plain)
{
	struct str line = { 0 };
	enum err_kind kind = ERR_KINDS;

	while (!plain->quit) {
		enum plain_got got;
		err_t err = NULL;

		prompt(plain);
		got = plain_read(plain, &line);
		if (got == PLAIN_END && plain->typed && plain_is_leaving(plain))
			sink_blank(&plain->sink);	/* what is said now begins a line */
		if (got == PLAIN_END && plain_may_end(plain))
			break;
		if (got == PLAIN_END)
			continue;
		if (got == PLAIN_BAD)
			kind = ERR_DATA;
		else
			take_line(plain, str_text(&line), &err);
		kind = err != NULL ? err->kind : kind;
		arena_reset(plain->env.arena);
	}
	if (plain->typed && !plain->quit)
		sink_blank(&plain->sink);	/* what comes behind us begins a line */
	str_finish(&line);
	out_tell(plain->out);
	/* A script hears of it in the end; whoever types has heard of each, and leaves with nothing wrong. */
	return kind == ERR_KINDS || plain->typed ? NULL : err_make(kind, "a command failed");
}

/* ---- start and end */

static void on_problem(void *data, const char *text)
{
	struct plain *plain = data;

	out_error(plain->out, err_make(ERR_CONFIG, "%s", text));
}

static void load_config(struct plain *plain)
{
	const struct config_problems problems = { on_problem, plain };
	const char *given = plain->env.wish.config;
	struct str path = { 0 };

	plain->config = config_create();
	config_defaults(plain->config);
	if (given == NULL)
		config_path(&path);
	else
		str_add(&path, given);
	if (path.len > 0 && (given != NULL || access(path.text, F_OK) == 0))
		config_file(plain->config, path.text, &problems);
	str_finish(&path);
}

err_t plain_run(const struct client_options *client, const struct screen_wish *wish, const struct sink *sink)
{
	struct plain plain = { .out = out_of(sink), .clock = clock_system(), .typed = isatty(STDIN_FILENO) != 0 };
	int64_t now;
	err_t err;

	plain.sink = sink_of(&plain);
	plain.env = (struct command_env){ .options = *client, .wish = *wish, .out = &plain.sink, .arena = arena_create(),
		.clock = &plain.clock };
	if (client->now != NULL && time_parse(client->now, &now) == NULL)
		plain.clock = clock_fixed(now);
	plain.env.options.front = "plain";
	plain.list.arena = arena_create();
	load_config(&plain);
	err = plain_attach(&plain);
	if (err == NULL) {
		notice_speak(&plain.env);
		err = loop(&plain);
	}
	plain_detach(&plain);
	config_destroy(plain.config);
	arena_destroy(plain.env.arena);
	arena_destroy(plain.list.arena);
	str_finish(&plain.bytes);
	free(plain.list.ids);
	return err;
}
