/* SPDX-License-Identifier: ISC */
/*
 * Times whole processes: spawn [--lock FILE] [--before SHELL-COMMAND] COUNT PROGRAM ARGUMENT...
 * Before each run waits until nobody holds FILE and runs the command, both
 * unmeasured.  Prints "n p50 p99 max rss": milliseconds, and the largest
 * resident size in KiB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void lock_wait(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

static int run(char *const *argv, struct rusage *usage)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	wait4(pid, &status, 0, usage);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	const char *lock = NULL;
	char *before_copy = NULL;
	char shell[] = "/bin/sh", dash_c[] = "-c";
	long rss = 0, count;
	double *ms;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (strcmp(argv[i], "--lock") == 0)
			lock = argv[i + 1];
		else
			before_copy = argv[i + 1];
	if (argc - i < 2)
		return 64;
	count = strtol(argv[i++], NULL, 10);
	ms = calloc((size_t)count, sizeof(*ms));
	for (long n = 0; n < count; n++) {
		struct rusage usage;
		double start;
		int status;

		if (lock != NULL)
			lock_wait(lock);
		if (before_copy != NULL && run((char *[]){ shell, dash_c, before_copy, NULL }, &usage) != 0)
			return 1;
		start = now_ms();
		status = run(argv + i, &usage);
		ms[n] = now_ms() - start;
		if (status != 0) {
			fprintf(stderr, "spawn: %s ended with %d\n", argv[i], status);
			return 1;
		}
		rss = usage.ru_maxrss > rss ? usage.ru_maxrss : rss;
	}
	qsort(ms, (size_t)count, sizeof(*ms), by_value);
	printf("%ld %.2f %.2f %.2f %ld\n", count, ms[count / 2], ms[count * 99 / 100], ms[count - 1], rss);
	free(ms);
	return 0;
}
