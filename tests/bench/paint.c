/* SPDX-License-Identifier: ISC */
/*
 * From a key to what it paints, seen from the terminal's side.
 *
 *   paint [--size WxH] [--silence MS] [--until TEXT] [--first KEYS] [--time BYTES] [--each FILE] [--beside PID]
 *         COUNT KEYS COMMAND...
 *
 * runs the command on a terminal (of 80x24), waits until TEXT was seen and
 * nothing has come for half a second, types the first KEYS, then COUNT keys,
 * one after the other from KEYS, over and over.  A paint is over with the
 * last byte before MS (5) of silence.  Prints the median and the 99th percentile
 * in milliseconds, the mean bytes of a key, and the longest: of the keys that
 * are among BYTES, or of all; then the 99th percentile and the longest of what
 * the command and the process beside it computed for a key, in milliseconds of
 * a processor, which a busy machine changes little.  FILE gets a line of each:
 * milliseconds, those of a processor, bytes, the key's byte.  References for the same list: tests/bench/paint_bare
 * (ncurses alone) and tests/bench/paint_ours (canvas and terminal without the
 * rest); both move with "j" and "k" and end with "q".  So, for guichet, compare
 *
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk paint_bare
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk paint_ours
 *   paint 1000 jjjjjjjjjjkkkkkkkkkk guichet --desk DESK
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pty.h"

enum { START_MS = 500, FIRST_MS = 2000, PATIENCE_MS = 20000 };

struct how { int silence; const char *until, *time; char *first, *keys; size_t count; FILE *each; long beside; };

struct measured { double *ms, *computed_ms; size_t count, bytes; };

/* Of its first thread, which is the one that answers. */
static double computed_by(long pid)
{
	double ns = 0;
	char path[64];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%ld/schedstat", pid);
	file = pid > 0 ? fopen(path, "r") : NULL;
	if (file == NULL)
		return 0;
	if (fscanf(file, "%lf", &ns) != 1)
		ns = 0;
	(void)fclose(file);
	return ns / 1e6;
}

/* An escape is a key only when nothing follows it at once. */
static bool key(struct pty *pty, const struct how *how, char byte, struct measured *out)
{
	double computed = computed_by(pty->child) + computed_by(how->beside), typed = now_ms();
	size_t n;

	if (!pty_type(pty, &byte, 1))
		return false;
	n = pty_read(pty, FIRST_MS, how->silence);
	if (n > 0 && (how->time == NULL || strchr(how->time, byte) != NULL)) {
		computed = computed_by(pty->child) + computed_by(how->beside) - computed;
		if (how->each != NULL)
			fprintf(how->each, "%.3f %.3f %zu %d\n", pty->last - typed, computed, n, byte);
		out->computed_ms[out->count] = computed;
		out->ms[out->count++] = pty->last - typed;
		out->bytes += n;
	}
	return n > 0;
}

static int run(struct pty *pty, const struct how *how, struct measured *out)
{
	if ((how->until != NULL && !pty_until(pty, how->until, PATIENCE_MS)) ||
	    (pty_read(pty, how->until != NULL ? START_MS : PATIENCE_MS, START_MS) == 0 && how->until == NULL)) {
		fprintf(stderr, "paint: it does not draw\n");
		return 1;
	}
	for (const char *p = how->first; p != NULL && *p != '\0'; p++)
		if (pty_type(pty, p, 1))
			(void)pty_read(pty, START_MS, 4 * how->silence);
	for (size_t i = 0; i < how->count; i++)
		if (!key(pty, how, how->keys[i % strlen(how->keys)], out)) {
			fprintf(stderr, "paint: no answer to key %zu\n", i);
			return 1;
		}
	return 0;
}

static int options(struct pty *pty, struct how *how, char **argv)
{
	int i = 1;

	for (; argv[i] != NULL && argv[i + 1] != NULL && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (strcmp(argv[i], "--size") == 0)
			(void)pty_size(pty, argv[i + 1]);
		else if (strcmp(argv[i], "--silence") == 0)
			how->silence = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--until") == 0)
			how->until = argv[i + 1];
		else if (strcmp(argv[i], "--first") == 0)
			unescape(how->first = argv[i + 1]);
		else if (strcmp(argv[i], "--time") == 0)
			unescape(argv[i + 1]), how->time = argv[i + 1];
		else if (strcmp(argv[i], "--each") == 0)
			how->each = fopen(argv[i + 1], "w");
		else if (strcmp(argv[i], "--beside") == 0)
			how->beside = atol(argv[i + 1]);
	return i;
}

int main(int argc, char **argv)
{
	struct how how = { .silence = 5 };
	struct pty pty = { 0 };
	struct measured measured = { 0 };
	int at = options(&pty, &how, argv), status;

	how.count = argc - at >= 3 ? strtoul(argv[at], NULL, 10) : 0;
	if (how.count == 0 || argv[at + 1][0] == '\0') {
		fprintf(stderr, "usage: paint [OPTIONS] COUNT KEYS COMMAND...\n");
		return 64;
	}
	unescape(how.keys = argv[at + 1]);
	measured.ms = calloc(how.count, sizeof(*measured.ms));
	measured.computed_ms = calloc(how.count, sizeof(*measured.computed_ms));
	if (measured.ms == NULL || measured.computed_ms == NULL || !pty_open(&pty, argv + at + 2))
		return 1;
	status = run(&pty, &how, &measured);
	if (status == 0 && measured.count > 0) {
		size_t p99 = measured.count * 99 / 100, last = measured.count - 1;

		qsort(measured.ms, measured.count, sizeof(*measured.ms), by_value);
		qsort(measured.computed_ms, measured.count, sizeof(*measured.computed_ms), by_value);
		printf("%.3f %.3f %zu %.3f %.3f %.3f\n", measured.ms[measured.count / 2], measured.ms[p99],
			measured.bytes / measured.count, measured.ms[last], measured.computed_ms[p99], measured.computed_ms[last]);
	}
	if (how.each != NULL)
		(void)fclose(how.each);
	pty_close(&pty);
	free(measured.ms);
	free(measured.computed_ms);
	free(pty.seen);
	return status;
}
