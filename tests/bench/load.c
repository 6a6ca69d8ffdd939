/* SPDX-License-Identifier: ISC */
/*
 * A front end that measures: one connection, one call at a time.
 *
 *   load DESK claims RATE SECONDS FIRST LAST   claims and releases conversations FIRST..LAST at that
 *                                              many a second; prints "n p50 p99 max" in milliseconds
 *   load DESK repeat COUNT WORD...             the same call COUNT times without pause; same line
 *   load DESK hold SECONDS                     keeps the desk's server alive for so long
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	printf("%zu %.3f %.3f %.3f\n", n, ms[n / 2], ms[n * 99 / 100], ms[n - 1]);
}

static void claims(struct client *client, double rate, double seconds, int64_t first, int64_t last)
{
	size_t n = (size_t)(rate * seconds);
	double *ms = calloc(n, sizeof(*ms)), start = now_ms();

	for (size_t i = 0; i < n; i++) {
		char id[32];
		double due = start + (double)i * 1000 / rate;

		snprintf(id, sizeof(id), "%" PRId64, first + (int64_t)(i / 2) % (last - first + 1));
		sleep_until(due);
		/* From when it was due: a stall delays those behind it too. */
		call(client, 2, (const char *const[]){ i % 2 == 0 ? "claim" : "release", id });
		ms[i] = now_ms() - due;
	}
	report(ms, n);
	free(ms);
}

int main(int argc, char **argv)
{
	struct client_options options = { .desk = argc > 2 ? argv[1] : NULL, .program = argv[0] };
	struct client *client;
	err_t err;

	if (argc < 4)
		return 64;
	err = client_open(&options, &client);
	if (err != NULL)
		die(err);
	if (strcmp(argv[2], "claims") == 0 && argc == 7) {
		claims(client, strtod(argv[3], NULL), strtod(argv[4], NULL), strtoll(argv[5], NULL, 10), strtoll(argv[6], NULL, 10));
	} else if (strcmp(argv[2], "repeat") == 0) {
		size_t n = strtoull(argv[3], NULL, 10);
		double *ms = calloc(n, sizeof(*ms));

		for (size_t i = 0; i < n; i++)
			ms[i] = call(client, (size_t)argc - 4, (const char *const *)argv + 4);
		report(ms, n);
		free(ms);
	} else if (strcmp(argv[2], "hold") == 0) {
		printf("ready\n");
		fflush(stdout);
		sleep_until(now_ms() + strtod(argv[3], NULL) * 1000);
	}
	client_close(client);
	return 0;
}
