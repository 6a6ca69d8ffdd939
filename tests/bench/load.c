/* SPDX-License-Identifier: ISC */
/*
 * Front ends that measure; each has one connection and one call at a time.
 *
 *   load DESK claims CLIENTS RATE SECONDS FIRST LAST
 *                                      that many front ends together claim and release conversations
 *                                      FIRST..LAST that often a second; prints "n p50 p99 max p95"
 *                                      in milliseconds, over all of them
 *   load DESK repeat COUNT WORD...     the same call COUNT times without pause; same line
 *   load DESK script FILE              the call of each line, one after the other; prints "ms line" of each
 *   load DESK hold SECONDS             keeps the desk's server alive for so long
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guichet/client/client.h"

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void sleep_until(double ms)
{
	double left = ms - now_ms();
	struct timespec ts = { (time_t)(left / 1000), (long)((left - (double)(time_t)(left / 1000) * 1000) * 1e6) };

	if (left > 0)
		nanosleep(&ts, NULL);
}

static void die(err_t err)
{
	fprintf(stderr, "load: %s\n", err->text);
	exit(err_exit_code(err));
}

static err_t drop_row(void *data, const struct json *row)
{
	(void)data;
	(void)row;
	return NULL;
}

static double call(struct client *client, size_t count, const char *const *words)
{
	struct arena *arena = arena_create();
	struct call_request request = { 0 };
	struct call_front front;
	const struct call *row;
	struct json *answer = NULL;
	double start;
	size_t used;
	err_t err = call_find_words(count, words, &row, &used);

	if (err == NULL)
		err = call_parse(arena, row, count - used, words + used, &request, &front);
	start = now_ms();
	if (err == NULL)
		err = client_call(client, &request, NULL, 0, drop_row, NULL, &answer);
	if (err != NULL)
		die(err);
	json_destroy(answer);
	arena_destroy(arena);
	return now_ms() - start;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void report(double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), by_value);
	printf("%zu %.3f %.3f %.3f %.3f\n", n, ms[n / 2], ms[n * 99 / 100], ms[n - 1], ms[n * 95 / 100]);
}

struct rush { size_t clients, each; double rate, start; int64_t first, last; double *ms; };

static struct client *open_desk(const char *desk, const char *program)
{
	struct client_options options = { .desk = desk, .program = program };
	struct client *client;
	err_t err = client_open(&options, &client);

	if (err != NULL)
		die(err);
	return client;
}

/* One front end's share: every clients-th conversation, at its own time between the others'. */
static void rush_one(const struct rush *rush, size_t which, struct client *client)
{
	double *ms = rush->ms + which * rush->each;
	int64_t span = (rush->last - rush->first + 1) / (int64_t)rush->clients;

	for (size_t i = 0; i < rush->each; i++) {
		char id[32];
		double due = rush->start + (double)(i * rush->clients + which) * 1000 / rush->rate;

		snprintf(id, sizeof(id), "%" PRId64, rush->first + (int64_t)which +
			(int64_t)(i / 2) % span * (int64_t)rush->clients);
		sleep_until(due);
		/* From when it was due: a stall delays those behind it too. */
		call(client, 2, (const char *const[]){ i % 2 == 0 ? "claim" : "release", id });
		ms[i] = now_ms() - due;
	}
}

static int claims(const char *desk, char **argv)
{
	struct rush rush = { .clients = strtoull(argv[3], NULL, 10), .rate = strtod(argv[4], NULL),
		.first = strtoll(argv[6], NULL, 10), .last = strtoll(argv[7], NULL, 10) };
	size_t n;
	int failed = 0, status;

	rush.each = (size_t)(rush.rate * strtod(argv[5], NULL)) / rush.clients;
	n = rush.clients * rush.each;
	rush.ms = mmap(NULL, n * sizeof(*rush.ms), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (rush.ms == MAP_FAILED)
		return 1;
	rush.start = now_ms() + 300;	/* all are connected by then */
	for (size_t i = 0; i < rush.clients; i++) {
		if (fork() == 0) {
			struct client *client = open_desk(desk, argv[0]);

			rush_one(&rush, i, client);
			client_close(client);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		failed |= status;
	if (failed == 0)
		report(rush.ms, n);
	return failed != 0;
}

/* A line's words, apart at its tabs: a query may hold spaces. */
static size_t split(char *line, const char **words, size_t most)
{
	size_t count = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *word = strtok(line, "\t"); word != NULL && count < most; word = strtok(NULL, "\t"))
		words[count++] = word;
	return count;
}

static int script(struct client *client, const char *file)
{
	FILE *in = fopen(file, "r");
	char line[512], copy[512];
	const char *words[8];

	if (in == NULL)
		return 1;
	while (fgets(line, sizeof(line), in) != NULL) {
		size_t count;

		strcpy(copy, line);
		count = split(copy, words, 8);
		if (count > 0 && line[0] != '#')
			printf("%.3f %s", call(client, count, words), line);
	}
	return fclose(in);
}

int main(int argc, char **argv)
{
	const char *desk = argc > 2 ? argv[1] : NULL;
	struct client *client;

	if (argc < 4)
		return 64;
	if (strcmp(argv[2], "claims") == 0)
		return argc == 8 ? claims(desk, argv) : 64;
	client = open_desk(desk, argv[0]);
	if (strcmp(argv[2], "repeat") == 0) {
		size_t n = strtoull(argv[3], NULL, 10);
		double *ms = calloc(n, sizeof(*ms));

		for (size_t i = 0; i < n; i++)
			ms[i] = call(client, (size_t)argc - 4, (const char *const *)argv + 4);
		report(ms, n);
		free(ms);
	} else if (strcmp(argv[2], "script") == 0) {
		return script(client, argv[3]);
	} else if (strcmp(argv[2], "hold") == 0) {
		printf("ready\n");
		fflush(stdout);
		sleep_until(now_ms() + strtod(argv[3], NULL) * 1000);
	}
	client_close(client);
	return 0;
}
