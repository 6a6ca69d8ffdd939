/* SPDX-License-Identifier: ISC */
/*
 * Uses a program as a person would, and says what it costs.
 *
 *   drive [--size WxH] COMMAND... <STEPS
 *
 * Steps, one a line:
 *   until TEXT          until it is painted (20 s)
 *   keys COUNT KEYS     types KEYS that often; behind each the screen becomes quiet
 *   idle SECONDS NAME   prints NAME, the bytes painted, how often the program woke, its reads and writes
 *   memory NAME         prints NAME and its resident size in KiB
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pty.h"

enum { PATIENCE_MS = 20000, QUIET_MS = 8, NOTHING_MS = 60 };

/* A number of a file of /proc, behind its name; -1 when it is not there. */
static long proc_number(const struct pty *pty, const char *file, const char *name)
{
	char path[64], line[256];
	long number = -1;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pty->child, file);
	in = fopen(path, "r");
	while (in != NULL && number < 0 && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			number = strtol(line + strlen(name) + 1, NULL, 10);
	if (in != NULL)
		fclose(in);
	return number;
}

static bool keys(struct pty *pty, char *rest)
{
	long count = strtol(rest, &rest, 10);

	rest += *rest == ' ';
	unescape(rest);
	for (long i = 0; i < count; i++)
		for (const char *p = rest; *p != '\0'; p++) {
			if (!pty_type(pty, p, 1))
				return false;
			(void)pty_read(pty, NOTHING_MS, QUIET_MS);
		}
	return true;
}

static bool idle(struct pty *pty, char *rest)
{
	long seconds = strtol(rest, &rest, 10);
	size_t bytes = pty->total;
	long woke = proc_number(pty, "status", "voluntary_ctxt_switches");
	long reads = proc_number(pty, "io", "syscr"), writes = proc_number(pty, "io", "syscw");
	double end = now_ms() + (double)seconds * 1000;

	while (now_ms() < end)
		(void)pty_read(pty, (int)(end - now_ms()) + 1, 0);
	printf("%s %zu %ld %ld %ld\n", rest + (*rest == ' '), pty->total - bytes,
		proc_number(pty, "status", "voluntary_ctxt_switches") - woke,
		proc_number(pty, "io", "syscr") - reads, proc_number(pty, "io", "syscw") - writes);
	return true;
}

static bool step(struct pty *pty, char *line)
{
	char *rest = strchr(line, ' ');

	if (*line == '\0' || *line == '#')
		return true;
	if (rest == NULL)
		return false;
	*rest++ = '\0';
	if (strcmp(line, "until") == 0)
		return pty_until(pty, rest, PATIENCE_MS);
	pty_forget(pty);
	if (strcmp(line, "keys") == 0)
		return keys(pty, rest);
	if (strcmp(line, "idle") == 0)
		return idle(pty, rest);
	printf("%s %ld\n", rest, proc_number(pty, "status", "VmRSS"));
	return true;
}

int main(int argc, char **argv)
{
	struct pty pty = { 0 };
	char line[4096];
	int i = 1, status = 0;

	if (argc > 3 && strcmp(argv[1], "--size") == 0)
		i = pty_size(&pty, argv[2]) ? 3 : 1;
	if (argc <= i || !pty_open(&pty, argv + i))
		return 64;
	for (int number = 1; status == 0 && fgets(line, sizeof(line), stdin) != NULL; number++) {
		line[strcspn(line, "\n")] = '\0';
		if (!step(&pty, line)) {
			fprintf(stderr, "drive: step %d failed: %s\n", number, line);
			status = 1;
		}
		fflush(stdout);
	}
	pty_close(&pty);
	free(pty.seen);
	return status;
}
