/* SPDX-License-Identifier: ISC */
/*
 * A demo desk for the tests, made as a screen makes it: says where it is and
 * how long that took, stays until its input ends or a signal comes, and takes
 * everything away.  Arguments: the seed.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/command/demo.h"

static void nothing_line(void *data, const struct span *spans, size_t count)
{
	(void)data;
	(void)spans;
	(void)count;
}

static void nothing_shown(void *data, struct shown shown)
{
	(void)data;
	(void)shown;
}

static void on_signal(int number)
{
	(void)number;
}

int main(int argc, char **argv)
{
	struct sink sink = { .line = nothing_line, .note = nothing_shown, .progress = nothing_shown };
	struct command_env env = { .options = { .program = argv[0] }, .out = &sink, .front = { .secret_fd = -1 } };
	struct sigaction action = { .sa_handler = on_signal };
	struct demo_desk *desk = NULL;
	int64_t begun = clock_steady_ms();
	char byte;
	err_t err;

	env.arena = arena_create();
	err = demo_desk_create(&env, argc > 1 ? argv[1] : "7", &desk);
	if (err != NULL) {
		fprintf(stderr, "%s\n", err->text);
		return 1;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	printf("%s %d\n", env.options.desk, (int)(clock_steady_ms() - begun));
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	demo_desk_destroy(desk);
	arena_destroy(env.arena);
	return 0;
}
