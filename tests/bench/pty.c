/* SPDX-License-Identifier: ISC */
/*
 * A terminal that types and looks at what comes, but draws nothing.  Waits
 * with select, so that what it measures is the program and not a pause.
 */
#include "pty.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SEEN_MOST = 1 << 20 };

double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

bool pty_size(struct pty *pty, const char *text)
{
	return sscanf(text, "%dx%d", &pty->width, &pty->height) == 2;
}

static void become(const char *terminal, const struct winsize *size, char *const *command)
{
	int slave;

	(void)setsid();
	slave = open(terminal, O_RDWR);
	(void)ioctl(slave, TIOCSWINSZ, size);
	for (int fd = 0; fd < 3; fd++)
		(void)dup2(slave, fd);
	close(slave);
	(void)setenv("TERM", "xterm-256color", 1);
	execvp(command[0], command);
	_exit(127);
}

bool pty_open(struct pty *pty, char *const *command)
{
	struct winsize size = { .ws_col = (unsigned short)(pty->width > 0 ? pty->width : 80),
		.ws_row = (unsigned short)(pty->height > 0 ? pty->height : 24) };

	pty->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->fd < 0 || grantpt(pty->fd) < 0 || unlockpt(pty->fd) < 0)
		return false;
	if (pty->seen == NULL)
		pty->seen = calloc(1, SEEN_MOST + 1);
	pty_forget(pty);
	pty->child = fork();
	if (pty->child == 0)
		become(ptsname(pty->fd), &size, command);
	return pty->child > 0 && pty->seen != NULL;
}

void pty_close(struct pty *pty)
{
	(void)kill(pty->child, SIGTERM);
	while (pty_read(pty, 100, 100) > 0)
		;
	(void)waitpid(pty->child, NULL, 0);
	close(pty->fd);
}

void pty_forget(struct pty *pty)
{
	pty->seen_len = 0;
	pty->seen[0] = '\0';
}

/* 0 after ms without a byte, or at the end of the program. */
static size_t read_some(struct pty *pty, int ms)
{
	struct timeval timeout = { ms / 1000, ms % 1000 * 1000 };
	char bytes[65536];
	fd_set set;
	ssize_t n;

	FD_ZERO(&set);
	FD_SET(pty->fd, &set);
	if (select(pty->fd + 1, &set, NULL, NULL, &timeout) <= 0)
		return 0;
	n = read(pty->fd, bytes, sizeof(bytes));
	if (n <= 0)
		return 0;
	pty->last = now_ms();
	pty->total += (size_t)n;
	if (pty->seen_len + (size_t)n > SEEN_MOST)
		pty_forget(pty);
	memcpy(pty->seen + pty->seen_len, bytes, (size_t)n);
	pty->seen_len += (size_t)n;
	pty->seen[pty->seen_len] = '\0';
	return (size_t)n;
}

size_t pty_read(struct pty *pty, int first_ms, int ms)
{
	size_t total = 0, n;

	while ((n = read_some(pty, total == 0 ? first_ms : ms)) > 0)
		total += n;
	return total;
}

static bool has_one(const struct pty *pty, const char *texts)
{
	char *copy = strdup(texts), *rest = copy, *text;
	bool found = false;

	while (!found && (text = strsep(&rest, "|")) != NULL)
		found = memmem(pty->seen, pty->seen_len, text, strlen(text)) != NULL;
	free(copy);
	return found;
}

bool pty_until(struct pty *pty, const char *texts, int ms)
{
	double end = now_ms() + ms;

	while (!has_one(pty, texts)) {
		double left = end - now_ms();

		if (left <= 0 || read_some(pty, (int)left + 1) == 0)
			return false;
	}
	return true;
}

bool pty_type(const struct pty *pty, const char *bytes, size_t len)
{
	return write(pty->fd, bytes, len) == (ssize_t)len;
}

void unescape(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p != '\\' || p[1] == '\0')
			*to++ = *p;
		else if (p[1] == '^' && p[2] != '\0')	/* as "\\^f", a control key */
			p += 2, *to++ = (char)(*p & 0x1f);
		else
			*to++ = *++p == 'e' ? '\x1b' : *p == 'b' ? '\x7f' : *p == 'r' ? '\r' : *p == 't' ? '\t' : *p;
	}
	*to = '\0';
}

int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}
