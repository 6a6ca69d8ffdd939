/* SPDX-License-Identifier: ISC */
/*
 * Lines on standard output, remarks and questions on standard error.  Styles
 * are used only where a person looks and NO_COLOR is not set; they carry
 * nothing that the words do not.
 */
#include "guichet/cli/out.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

enum { ANSWER_MAX = 64 };

struct out {
	struct sink sink;
	struct arena *arena;	/* for ASCII forms */
	bool style, ascii, gone, told, progress_shown, progress_wanted;
};

static const char *const style_on[] = { "", "\033[1m", "\033[2m", "\033[33m", "\033[32m" };

static const char *bytes(struct out *out, struct shown text)
{
	return out->ascii ? shown_ascii(out->arena, text).bytes : text.bytes;
}

static void progress_clear(struct out *out)
{
	if (out->progress_shown)
		fputs("\r\033[K", stderr);
	out->progress_shown = false;
}

static void out_line(void *data, const struct span *spans, size_t count)
{
	struct out *out = data;

	progress_clear(out);
	for (size_t i = 0; i < count; i++) {
		bool styled = out->style && spans[i].style != SINK_PLAIN;

		if (styled)
			fputs(style_on[spans[i].style], stdout);
		fputs(bytes(out, spans[i].text), stdout);
		if (styled)
			fputs("\033[0m", stdout);
	}
	fputc('\n', stdout);
	arena_reset(out->arena);
}

static void out_json(void *data, const char *text)
{
	struct out *out = data;

	progress_clear(out);
	fputs(text, stdout);
	fputc('\n', stdout);
}

static err_t out_flush(void *data)
{
	struct out *out = data;

	if (fflush(stdout) == 0)
		return NULL;
	out->gone = errno == EPIPE;
	return out->gone ? err_make(ERR_CANCELLED, "nobody reads on") : err_sys("the output could not be written");
}

static void out_note(void *data, struct shown text)
{
	struct out *out = data;

	progress_clear(out);
	fflush(stdout);
	fprintf(stderr, "%s\n", bytes(out, text));
	arena_reset(out->arena);
}

static void out_progress(void *data, struct shown text)
{
	struct out *out = data;

	if (!out->progress_wanted)
		return;
	progress_clear(out);
	if (text.len == 0)
		return;
	fflush(stdout);
	fprintf(stderr, "%s", bytes(out, shown_cut(out->arena, text, out->sink.width > 1 ? out->sink.width - 1 : 79)));
	fflush(stderr);
	out->progress_shown = true;
	arena_reset(out->arena);
}

static bool out_ask(void *data, struct shown question, const char *word)
{
	struct out *out = data;
	char answer[ANSWER_MAX];

	progress_clear(out);
	fflush(stdout);
	if (!isatty(STDIN_FILENO))
		return false;
	tcflush(STDIN_FILENO, TCIFLUSH);
	fprintf(stderr, "%s%s", bytes(out, question), word == NULL ? " [y/n] " : "");
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) == NULL)
		return false;
	answer[strcspn(answer, "\n")] = '\0';
	if (word != NULL)
		return strcmp(answer, word) == 0;
	return answer[0] == 'y' || answer[0] == 'Y' || answer[0] == 'o' || answer[0] == 'O';
}

static err_t out_secret(void *data, struct shown prompt, struct str *to)
{
	struct out *out = data;
	struct termios old, quiet;
	char line[8192];
	err_t err = NULL;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &old) < 0)
		return err_make(ERR_USAGE, "a secret is needed: --secret-fd N or --secret-file FILE");
	progress_clear(out);
	fprintf(stderr, "%s", bytes(out, prompt));
	fflush(stderr);
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	if (fgets(line, sizeof(line), stdin) == NULL)
		err = err_make(ERR_CANCELLED, "no secret was given");
	else
		str_add(to, line);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
	explicit_bzero(line, sizeof(line));
	fputc('\n', stderr);
	return err;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col < 40 ? 40 : size.ws_col;
	return 80;
}

struct out *out_create(void)
{
	struct out *out = mem_alloc(sizeof(*out));
	const char *term = getenv("TERM");
	bool dumb = term == NULL || strcmp(term, "dumb") == 0, terminal = isatty(STDOUT_FILENO) != 0;

	/* Numbers and dates of JSON and tables are the same in every locale. */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	message_open();
	out->arena = arena_create();
	out->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	out->style = terminal && !dumb && getenv("NO_COLOR") == NULL;
	out->progress_wanted = isatty(STDERR_FILENO) != 0 && !dumb;
	out->sink = (struct sink){
		.data = out, .ascii = out->ascii, .width = terminal ? terminal_width() : 0,
		.terminal = terminal && isatty(STDIN_FILENO) != 0,
		.line = out_line, .json = out_json, .flush = out_flush, .note = out_note, .progress = out_progress,
		.ask = out_ask, .secret = out_secret,
	};
	return out;
}

void out_destroy(struct out *out)
{
	progress_clear(out);
	fflush(stdout);
	arena_destroy(out->arena);
	free(out);
}

const struct sink *out_sink(struct out *out)
{
	return &out->sink;
}

struct out *out_of(const struct sink *sink)
{
	return sink->data;
}

void out_plain(struct out *out)
{
	out->style = out->progress_wanted = false;
	out->sink.plain = true;
	out->sink.width = 0;
}

void out_prompt(struct out *out, struct shown text)
{
	fputs(bytes(out, text), stdout);
	fflush(stdout);
	arena_reset(out->arena);
}

void out_tell(struct out *out)
{
	out->told = true;
}

void out_error(struct out *out, err_t err)
{
	if (out->told)
		return;
	progress_clear(out);
	fflush(stdout);
	fprintf(stderr, "guichet: %s\n", bytes(out, shown_line(out->arena, err_shown(out->arena, err))));
}

err_t out_finish(struct out *out)
{
	struct stat st;

	(void)out;
	errno = 0;
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return NULL;
	/* Nobody reads on behind a pipe: not our failure. */
	if (errno == EPIPE || (errno == 0 && fstat(STDOUT_FILENO, &st) == 0 && S_ISFIFO(st.st_mode)))
		return NULL;
	return err_sys("the output could not be written");
}

bool out_is_gone(const struct out *out)
{
	return out->gone;
}
