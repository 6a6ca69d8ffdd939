/* SPDX-License-Identifier: ISC */
/*
 * From exec to the first rows on the terminal.
 *
 *   first [--size WxH] [--lock FILE] COUNT TEXT COMMAND...
 *
 * runs the command COUNT times, each until TEXT (or one of several, parted by |)
 * was painted, then ends it.  Before each run waits until nobody holds FILE:
 * then no server runs that could answer.  Prints "n p50 p99 max" in milliseconds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "pty.h"

enum { PATIENCE_MS = 20000, REST_MS = 40 };

static bool lock_wait(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool free = fd >= 0 && flock(fd, LOCK_EX) == 0;

	close(fd);
	return free;
}

static bool once(struct pty *pty, const char *text, char *const *command, double *ms)
{
	struct timespec pause = { 0, REST_MS * 1000000 };
	double start;
	bool seen;

	(void)nanosleep(&pause, NULL);	/* the server has done with the run before */
	start = now_ms();
	seen = pty_open(pty, command) && pty_until(pty, text, PATIENCE_MS);

	*ms = pty->last - start;
	if (!seen)
		fprintf(stderr, "first: %s never showed %s\n", command[0], text);
	pty_close(pty);
	return seen;
}

int main(int argc, char **argv)
{
	struct pty pty = { 0 };
	const char *lock = NULL;
	size_t count;
	double *ms;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (strcmp(argv[i], "--lock") == 0)
			lock = argv[i + 1];
		else
			(void)pty_size(&pty, argv[i + 1]);
	count = argc - i >= 3 ? strtoul(argv[i], NULL, 10) : 0;
	if (count == 0)
		return 64;
	ms = calloc(count, sizeof(*ms));
	for (size_t n = 0; n < count; n++)
		if (ms == NULL || (lock != NULL && !lock_wait(lock)) || !once(&pty, argv[i + 1], argv + i + 2, &ms[n]))
			return 1;
	qsort(ms, count, sizeof(*ms), by_value);
	printf("%zu %.2f %.2f %.2f\n", count, ms[count / 2], ms[count * 99 / 100], ms[count - 1]);
	free(ms);
	free(pty.seen);
	return 0;
}
