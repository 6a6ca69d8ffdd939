/* SPDX-License-Identifier: ISC */
/*
 * The client with a loop of its own, for the tests of losing and finding a
 * server:
 *
 *   attach [--desk DESK] <CALLS
 *
 * makes each line of standard input a call, numbered from 1, and prints what
 * it hears, a line each: "here", "lost KIND", "failed KIND"; "N row JSON",
 * "N again", "N answer JSON", "N error KIND TEXT".  Ends when the input has
 * ended and nobody waits for an answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/client/attach.h"

enum { WORDS = 64 };

struct front {
	struct loop *loop;
	struct attached *attached;
	struct arena *ears;
	struct str input;
	bool input_over;
};

struct ear { struct front *front; int64_t id; };

static void end_if_done(struct front *front)
{
	if (front->input_over && attach_pending(front->attached) == 0)
		loop_stop(front->loop);
}

static void on_state(void *data, enum attach_state state, err_t why)
{
	static const char *const names[] = { "seeking", "here", "lost", "failed" };

	(void)data;
	printf("%s%s%s\n", names[state], why != NULL ? " " : "",
		why != NULL ? err_kind_name(why->kind) : "");
}

static void print(int64_t id, const char *what, const struct json *json)
{
	struct str line = { 0 };

	json_dump(json, &line);
	printf("%" PRId64 " %s %s\n", id, what, str_text(&line));
	str_finish(&line);
}

static void on_row(void *data, const struct json *row)
{
	struct ear *ear = data;

	if (row != NULL)
		print(ear->id, "row", row);
	else
		printf("%" PRId64 " again\n", ear->id);
	end_if_done(ear->front);
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct ear *ear = data;

	if (why == NULL)
		print(ear->id, "answer", answer);
	else
		printf("%" PRId64 " error %s %s\n", ear->id, err_kind_name(why->kind), why->text);
	end_if_done(ear->front);
}

static void call(struct front *front, char *line)
{
	const char *words[WORDS];
	struct arena *arena = arena_create();
	struct ear *ear = arena_alloc(front->ears, sizeof(*ear));
	struct attach_listener listener = { .row = on_row, .answer = on_answer, .data = ear };
	struct call_request request;
	struct call_front options;
	const struct call *row;
	size_t count = 0, used;
	char *rest = NULL;
	err_t err;

	for (char *p = line; count < WORDS && (p = strtok_r(p, " ", &rest)) != NULL; p = NULL)
		words[count++] = p;
	err = call_find_words(count, words, &row, &used);
	if (err == NULL)
		err = call_parse(arena, row, count - used, words + used, &request, &options);
	ear->front = front;
	if (err == NULL)
		ear->id = attach_call(front->attached, &request, NULL, 0, &listener);
	else
		printf("bad call: %s\n", err->text);
	arena_destroy(arena);
}

static void on_input(void *data, int fd, unsigned events)
{
	struct front *front = data;
	char bytes[4096], *end;
	ssize_t n = read(fd, bytes, sizeof(bytes));

	(void)events;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		front->input_over = true;
		loop_fd(front->loop, fd, 0, NULL, NULL);
		end_if_done(front);
		return;
	}
	str_add_n(&front->input, bytes, (size_t)n);
	while ((end = memchr(front->input.text, '\n', front->input.len)) != NULL) {
		*end = '\0';
		call(front, front->input.text);
		str_cut_front(&front->input, (size_t)(end - front->input.text) + 1);
	}
}

int main(int argc, char **argv)
{
	struct front front = { .ears = arena_create() };
	struct client_options options = { .program = argv[0], .desk = argc > 2 ? argv[2] : NULL };
	struct attach_watcher watcher = { .state = on_state, .data = &front };
	err_t err = loop_create(&front.loop);

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (err == NULL)
		err = attach(&options, front.loop, &watcher, &front.attached);
	if (err == NULL) {
		loop_fd(front.loop, STDIN_FILENO, LOOP_READ, on_input, &front);
		err = loop_run(front.loop);
	}
	if (err != NULL)
		fprintf(stderr, "attach: %s\n", err->text);
	attach_close(front.attached);
	loop_destroy(front.loop);
	arena_destroy(front.ears);
	str_finish(&front.input);
	return err_exit_code(err);
}
