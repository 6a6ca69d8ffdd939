/* SPDX-License-Identifier: ISC */
/*
 * The client library alone, for the tests of finding and starting a server:
 *
 *   call [--desk DESK] [--as NAME] [--now T] CALL ARGUMENT...
 *   call [--desk DESK] hello | connect
 *
 * prints each row and the answer as a line of JSON.  Exit status: the error's.
 */
#include <stdio.h>
#include <string.h>

#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/client/client.h"

static void print(const struct json *json)
{
	struct str line = { 0 };

	json_dump(json, &line);
	puts(str_text(&line));
	str_finish(&line);
}

static err_t print_row(void *data, const struct json *row)
{
	(void)data;
	print(row);
	return NULL;
}

static err_t call(struct client *client, struct arena *arena, size_t argc, const char *const *argv)
{
	const struct call *row;
	struct call_request request;
	struct call_front front;
	struct json *answer = NULL;
	size_t used;
	err_t err = call_find_words(argc, argv, &row, &used);

	if (err == NULL)
		err = call_parse(arena, row, argc - used, argv + used, &request, &front);
	if (err == NULL)
		err = client_call(client, &request, NULL, 0, print_row, NULL, &answer);
	if (err == NULL)
		print(answer);
	json_destroy(answer);
	return err;
}

static err_t run(const struct client_options *options, size_t argc, const char *const *argv)
{
	struct client *client;
	struct arena *arena;
	err_t err;

	if (argc == 1 && strcmp(argv[0], "connect") == 0)
		return client_connect_stdio(options);
	err = client_open(options, &client);
	if (err != NULL)
		return err;
	arena = arena_create();
	if (argc == 1 && strcmp(argv[0], "hello") == 0)
		print(client_hello(client));
	else
		err = call(client, arena, argc, argv);
	arena_destroy(arena);
	client_close(client);
	return err;
}

int main(int argc, char **argv)
{
	const char *words[64];
	struct client_options options = { .program = argv[0] };
	size_t count = 0;
	err_t err;

	for (int i = 1; i < argc && count < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(argv[i], "--desk") == 0 && i + 1 < argc)
			options.desk = argv[++i];
		else if (strncmp(argv[i], "--desk=", 7) == 0)
			options.desk = argv[i] + 7;
		else if (strcmp(argv[i], "--as") == 0 && i + 1 < argc)
			options.as = argv[++i];
		else if (strcmp(argv[i], "--now") == 0 && i + 1 < argc)
			options.now = argv[++i];
		else
			words[count++] = argv[i];
	err = count > 0 ? run(&options, count, words) : err_make(ERR_USAGE, "no call");
	if (err != NULL)
		fprintf(stderr, "call: %s\n", err->text);
	return err_exit_code(err);
}
