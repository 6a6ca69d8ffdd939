/* SPDX-License-Identifier: ISC */
/* A program on a terminal of its own, from the terminal's side; what the measuring programs share. */
#ifndef TESTS_BENCH_PTY_H
#define TESTS_BENCH_PTY_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty {
	int fd;			/* the terminal's side */
	pid_t child;
	int width, height;	/* set before it is opened */
	double last;		/* when the last byte came, in milliseconds */
	char *seen;		/* what came since pty_forget(), at most SEEN_MOST bytes */
	size_t seen_len;
	size_t total;		/* all bytes that ever came */
};

double now_ms(void);
/* "200x60"; false when it is no size. */
bool pty_size(struct pty *, const char *text);
bool pty_open(struct pty *, char *const *command);
/* Ends the program with SIGTERM and waits for it. */
void pty_close(struct pty *);
void pty_forget(struct pty *);
/* Reads until ms pass without a byte, first_ms before the first one; how many came. */
size_t pty_read(struct pty *, int first_ms, int ms);
/* Reads until one of the texts, parted by |, was seen; false after ms. */
bool pty_until(struct pty *, const char *texts, int ms);
bool pty_type(const struct pty *, const char *bytes, size_t len);
/* \e, \b (backspace), \r, \t and \\ in place. */
void unescape(char *text);
int by_value(const void *a, const void *b);
#endif
