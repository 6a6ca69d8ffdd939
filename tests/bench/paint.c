/* SPDX-License-Identifier: ISC */
/*
 * From a key to what it paints, seen from the terminal's side.
 *
 *   paint COUNT KEYS COMMAND...
 *
 * runs the command on a terminal of 80x24, waits until it has been silent,
 * then types COUNT keys, one after the other from KEYS, over and over.  A
 * paint is over with the last byte before 5 ms of silence.  Prints the median
 * and the 99th percentile in milliseconds, and the mean bytes of a key.
 * References for the same list: tests/bench/paint_bare (ncurses alone) and
 * tests/bench/paint_ours (canvas and terminal without the rest); both move
 * with "j" and "k" and end with "q".  So, for guichet, compare
 *
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk paint_bare
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk paint_ours
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk guichet --desk DESK
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { START_MS = 500, SILENCE_MS = 5, FIRST_MS = 2000 };

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Reads until ms pass without a byte; the bytes read, and when the last came. */
static size_t read_all(int fd, int first_ms, int ms, double *last)
{
	size_t total = 0;
	char bytes[65536];

	for (;;) {
		int wait = total == 0 ? first_ms : ms;
		struct timeval timeout = { wait / 1000, wait % 1000 * 1000 };
		fd_set set;
		ssize_t n;

		FD_ZERO(&set);
		FD_SET(fd, &set);
		if (select(fd + 1, &set, NULL, NULL, &timeout) <= 0)
			return total;
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return total;
		*last = now_ms();
		total += (size_t)n;
	}
}

static int start(char **command, pid_t *child)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		return -1;
	*child = fork();
	if (*child != 0)
		return master;
	(void)setsid();
	slave = open(ptsname(master), O_RDWR);
	(void)ioctl(slave, TIOCSWINSZ, &size);
	for (int fd = 0; fd < 3; fd++)
		(void)dup2(slave, fd);
	close(slave);
	close(master);
	(void)setenv("TERM", "xterm-256color", 1);
	execvp(command[0], command);
	_exit(127);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	size_t count = argc > 3 ? strtoul(argv[1], NULL, 10) : 0, bytes = 0;
	double *took = calloc(count + 1, sizeof(*took)), last = 0;
	pid_t child;
	int master;

	if (count == 0 || took == NULL || argv[2][0] == '\0') {
		fprintf(stderr, "usage: paint COUNT KEYS COMMAND...\n");
		return 64;
	}
	master = start(argv + 3, &child);
	if (master < 0 || read_all(master, FIRST_MS * 5, START_MS, &last) == 0) {
		fprintf(stderr, "paint: %s does not draw\n", argv[3]);
		return 1;
	}
	for (size_t i = 0; i < count; i++) {
		double typed = now_ms();
		size_t n = 0;

		if (write(master, &argv[2][i % strlen(argv[2])], 1) == 1)
			n = read_all(master, FIRST_MS, SILENCE_MS, &last);
		if (n == 0) {
			fprintf(stderr, "paint: no answer to key %zu\n", i);
			return 1;
		}
		took[i] = last - typed;
		bytes += n;
	}
	qsort(took, count, sizeof(*took), by_size);
	printf("%.3f %.3f %zu\n", took[count / 2], took[count * 99 / 100], bytes / count);
	(void)kill(child, SIGTERM);
	(void)waitpid(child, NULL, 0);
	free(took);
	return 0;
}
