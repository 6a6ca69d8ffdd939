/* SPDX-License-Identifier: ISC */
/*
 * Plays steps on a program that runs on a terminal of its own.  Every byte
 * that the program writes goes through the automaton, which takes printable
 * cells and a short list of sequences; the first thing that is none of them,
 * a line that scrolled away, or a mode that is left behind fails the play;
 * else it says "played".
 *
 *   player WxH COLORS STEPS PROGRAM ARG...
 *
 * COLORS is what the terminal's description promises; 0: no colour may come.
 * A step is a line:
 *   say TEXT       waits until the screen says it
 *   lack TEXT      waits until it does not
 *   type BYTES     one write; escapes as in C
 *   size W H       the terminal is another size now
 *   wait MS        nothing came for so long
 *   is FILE        the screen as text goes into a file
 *   rules COUNT    the body has so many rules down, each unbroken
 *   run COMMAND    a shell runs it
 *   kill NUMBER    the program gets that signal
 *   end STATUS     the program ended by itself, its terminal is as it was
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../unit/automaton.h"
#include "guichet/text/shown.h"

enum { PATIENCE_MS = 20000, RULES_MS = 5000, LINE = 70000, BYTES = 65536 };

struct player {
	struct automaton screen;
	struct termios before;
	int master, slave, colors, line;
	pid_t child;
	bool over;
	long long bytes;
};

static void fail(struct player *p, const char *why, const char *what);

static int cells_of(unsigned scalar)
{
	return shown_scalar_width(scalar);
}

static long long now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000LL + at.tv_nsec / 1000000;
}

/* A row without the blanks at its end. */
static void row_text(const struct player *p, int y, char *out)
{
	size_t len = 0, end = 0;

	for (int x = 0; x < p->screen.width; x++) {
		const char *text = automaton_at(&p->screen, x, y)->text;
		size_t n = strlen(text);

		memcpy(out + len, text, n);
		len += n;
		if (strcmp(text, " ") != 0)
			end = len;
	}
	out[end] = '\0';
}

static void print_screen(const struct player *p, FILE *to)
{
	char row[BYTES];

	for (int y = 0; y < p->screen.height; y++) {
		row_text(p, y, row);
		fprintf(to, "%s\n", row);
	}
}

static void fail(struct player *p, const char *why, const char *what)
{
	printf("step %d: %s %s\n", p->line, why, what);
	print_screen(p, stdout);
	if (p->child > 0)
		(void)kill(p->child, SIGKILL);
	exit(1);
}

/* What the automaton took offence at. */
static void judge(struct player *p)
{
	if (p->screen.why[0] != '\0')
		fail(p, "a terminal must not be told", p->screen.why);
	if (p->screen.scrolled > 0)
		fail(p, "the screen scrolled", "");
	for (int i = 0; p->colors == 0 && i < p->screen.width * p->screen.height; i++)
		if (p->screen.cells[i].pen.fg >= 0 || p->screen.cells[i].pen.bg >= 0)
			fail(p, "a colour", "where there are none");
}

/* Reads for at most so long; false when nothing came. */
static bool take(struct player *p, int ms)
{
	struct pollfd fd = { .fd = p->master, .events = POLLIN };
	static char bytes[BYTES];
	ssize_t n;

	if (poll(&fd, 1, ms) <= 0)
		return false;
	n = read(p->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	p->bytes += n;
	automaton_feed(&p->screen, bytes, (size_t)n);
	judge(p);
	return true;
}

static bool ended(struct player *p, int *status)
{
	return p->over || (p->over = waitpid(p->child, status, WNOHANG) == p->child);
}

static bool screen_has(const struct player *p, const char *text)
{
	char row[BYTES];

	for (int y = 0; y < p->screen.height; y++) {
		row_text(p, y, row);
		if (strstr(row, text) != NULL)
			return true;
	}
	return false;
}

static void until(struct player *p, const char *text, bool there)
{
	long long end = now_ms() + PATIENCE_MS;

	while (screen_has(p, text) != there) {
		if (now_ms() > end)
			fail(p, there ? "the screen never said" : "the screen went on saying", text);
		(void)take(p, 50);
	}
}

static void until_quiet(struct player *p, int ms)
{
	long long end = now_ms() + PATIENCE_MS;

	while (take(p, ms))
		if (now_ms() > end)
			fail(p, "it is never", "quiet");
}

/* Escapes as in C, \e among them. */
static size_t unescape(const char *from, char *out)
{
	static const char letters[] = "abfnrtve\\", values[] = "\a\b\f\n\r\t\v\033\\";
	size_t len = 0;

	while (*from != '\0') {
		const char *letter = from[0] == '\\' && from[1] != '\0' ? strchr(letters, from[1]) : NULL;
		char *end;

		if (letter != NULL) {
			out[len++] = values[letter - letters];
			from += 2;
		} else if (from[0] == '\\' && from[1] == 'x') {
			const char digits[] = { from[2], from[3], '\0' };

			out[len++] = (char)strtoul(digits, &end, 16);
			from += 4;
		} else {
			out[len++] = *from++;
		}
	}
	return len;
}

/* In one write where it fits; what the program answers is read meanwhile. */
static void type(struct player *p, const char *escaped)
{
	static char bytes[LINE];
	size_t len = unescape(escaped, bytes), done = 0;

	while (done < len) {
		struct pollfd fd = { .fd = p->master, .events = POLLIN | POLLOUT };
		ssize_t n = 0;

		(void)poll(&fd, 1, PATIENCE_MS);
		if ((fd.revents & POLLIN) != 0)
			(void)take(p, 0);
		if ((fd.revents & POLLOUT) != 0)
			n = write(p->master, bytes + done, len - done);
		if (n < 0 && errno != EAGAIN)
			fail(p, "cannot type:", strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
}

/* What was drawn for the old size is over when the screen is cleared. */
static void skip_to_clear(struct player *p)
{
	static const char clear[] = "\033[2J";
	static char bytes[BYTES];
	size_t len = 0;
	char *at = NULL;

	while (at == NULL) {
		struct pollfd fd = { .fd = p->master, .events = POLLIN };
		ssize_t n = 0;

		if (poll(&fd, 1, PATIENCE_MS) > 0)
			n = read(p->master, bytes + len, sizeof(bytes) - len);
		if (n <= 0)
			fail(p, "a new size", "is not drawn");
		len += (size_t)n;
		at = memmem(bytes, len, clear, sizeof(clear) - 1);
	}
	automaton_feed(&p->screen, at, len - (size_t)(at - bytes));
	judge(p);
}

static void resize(struct player *p, const char *text)
{
	char *rest;
	int width = (int)strtol(text, &rest, 10), height = (int)strtol(rest, NULL, 10);
	struct winsize size = { .ws_col = (unsigned short)width, .ws_row = (unsigned short)height };
	struct automaton old = p->screen;

	automaton_open(&p->screen, width, height, cells_of);
	p->screen.cursor = old.cursor;
	p->screen.alternate = old.alternate;
	p->screen.paste = old.paste;
	p->screen.keypad = old.keypad;
	automaton_close(&old);
	if (ioctl(p->master, TIOCSWINSZ, &size) < 0)
		fail(p, "no size:", strerror(errno));
	skip_to_clear(p);
}

/* ---- rules */

static bool goes_down(const char *text)
{
	static const char *const lines[] = { "\u2502", "\u251C", "\u2524", "\u252C", "\u2534", "\u253C" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (strcmp(text, lines[i]) == 0)
			return true;
	return false;
}

/* Most of the body's rows have one there: then all must.  *missing is the last row that has none, or 0. */
static bool is_rule(const struct player *p, int x, int *missing)
{
	int count = 0, rows = p->screen.height - 2;

	*missing = 0;
	for (int y = 1; y <= rows; y++) {
		if (goes_down(automaton_at(&p->screen, x, y)->text))
			count++;
		else
			*missing = y;
	}
	return 2 * count > rows;
}

/* The screen may still be on its way: what is wrong must stay wrong. */
static void rules(struct player *p, int wanted)
{
	long long end = now_ms() + RULES_MS;
	char where[64] = "";
	int count, missing;

	do {
		(void)take(p, where[0] != '\0' ? 50 : 0);
		where[0] = '\0';
		count = 0;
		for (int x = 0; x < p->screen.width; x++) {
			if (!is_rule(p, x, &missing))
				continue;
			count++;
			if (missing > 0)
				(void)snprintf(where, sizeof(where), "in column %d at row %d", x, missing);
		}
		if (count != wanted)
			(void)snprintf(where, sizeof(where), "%d down, not %d", count, wanted);
	} while (where[0] != '\0' && now_ms() < end);
	if (where[0] != '\0')
		fail(p, "rules are broken:", where);
}

/* ---- the end */

static void end(struct player *p, int wanted)
{
	long long limit = now_ms() + PATIENCE_MS;
	struct termios now;
	int status = 0;
	char text[64];

	memset(&now, 0, sizeof(now));
	while (!ended(p, &status)) {
		if (now_ms() > limit)
			fail(p, "it does not", "end");
		(void)take(p, 20);
	}
	while (take(p, 0))
		;
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	(void)snprintf(text, sizeof(text), "%d", status);
	p->child = 0;
	if (status != wanted)
		fail(p, "its status is", text);
	if (p->screen.alternate || p->screen.paste || p->screen.keypad || !p->screen.cursor)
		fail(p, "a mode of the screen", "is left behind");
	if (tcgetattr(p->slave, &now) < 0 || memcmp(&now, &p->before, sizeof(now)) != 0)
		fail(p, "the terminal's settings", "are not as before");
}

/* ---- steps */

static void run(struct player *p, const char *command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0)
		(void)take(p, 5);
	if (status != 0)
		fail(p, "this failed:", command);
}

static void write_screen(struct player *p, const char *path)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		fail(p, "cannot write", path);
	print_screen(p, file);
	(void)fclose(file);
}

static void step(struct player *p, const char *name, char *rest)
{
	if (strcmp(name, "say") == 0 || strcmp(name, "lack") == 0)
		until(p, rest, strcmp(name, "say") == 0);
	else if (strcmp(name, "type") == 0)
		type(p, rest);
	else if (strcmp(name, "wait") == 0)
		until_quiet(p, (int)strtol(rest, NULL, 10));
	else if (strcmp(name, "is") == 0)
		write_screen(p, rest);
	else if (strcmp(name, "rules") == 0)
		rules(p, (int)strtol(rest, NULL, 10));
	else if (strcmp(name, "run") == 0)
		run(p, rest);
	else if (strcmp(name, "kill") == 0)
		(void)kill(p->child, (int)strtol(rest, NULL, 10));
	else if (strcmp(name, "end") == 0)
		end(p, (int)strtol(rest, NULL, 10));
	else if (strcmp(name, "size") == 0)
		resize(p, rest);
	else
		fail(p, "no such step:", name);
}

static void start(struct player *p, int width, int height, char **argv)
{
	struct winsize size = { .ws_col = (unsigned short)width, .ws_row = (unsigned short)height };
	const char *name;

	automaton_open(&p->screen, width, height, cells_of);
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->master < 0 || grantpt(p->master) < 0 || unlockpt(p->master) < 0 || (name = ptsname(p->master)) == NULL ||
	    (p->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0 || ioctl(p->slave, TIOCSWINSZ, &size) < 0 ||
	    tcgetattr(p->slave, &p->before) < 0 || fcntl(p->master, F_SETFL, O_NONBLOCK) < 0)
		fail(p, "no terminal:", strerror(errno));
	p->child = fork();
	if (p->child != 0)
		return;
	if (setsid() < 0 || ioctl(p->slave, TIOCSCTTY, 0) < 0)
		_exit(126);
	for (int fd = 0; fd < 3; fd++)
		if (dup2(p->slave, fd) < 0)
			_exit(126);
	execv(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	static char line[LINE];
	struct player p;
	char *height;
	FILE *steps;
	int width;

	if (argc < 5)
		return 2;
	memset(&p, 0, sizeof(p));
	(void)setlocale(LC_ALL, "");
	width = (int)strtol(argv[1], &height, 10);
	p.colors = (int)strtol(argv[2], NULL, 10);
	steps = fopen(argv[3], "r");
	if (steps == NULL)
		return 2;
	start(&p, width, (int)strtol(height + 1, NULL, 10), argv + 4);
	while (fgets(line, sizeof(line), steps) != NULL) {
		char *rest;

		p.line++;
		line[strcspn(line, "\n")] = '\0';
		rest = line + strcspn(line, " ");
		if (*rest == ' ')
			*rest++ = '\0';
		if (line[0] != '\0' && line[0] != '#')
			step(&p, line, rest);
	}
	(void)fclose(steps);
	if (p.child > 0) {
		(void)kill(p.child, SIGKILL);
		(void)waitpid(p.child, NULL, 0);
	}
	automaton_close(&p.screen);
	printf("played\n");
	return 0;
}
