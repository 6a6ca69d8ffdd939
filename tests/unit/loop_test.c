/* SPDX-License-Identifier: ISC */
/*
 * Timers fire in order and once, descriptors are told of what happened to
 * them and nothing else, a callback may remove anything, and other threads
 * can post; a child's pipes and its end are seen without a signal, and what a
 * confined one left behind ends with it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/base/str.h"
#include "guichet/loop/child.h"
#include "guichet/loop/loop.h"

struct trace {
	struct loop *loop;
	struct str seen;
	struct loop_timer *victim;
	int fds[2], others[2];
	int left;
};

struct step { struct trace *trace; char name; };

static int setup(void **state)
{
	static struct trace trace;

	memset(&trace, 0, sizeof(trace));
	assert_null(loop_create(&trace.loop));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, trace.fds), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, trace.others), 0);
	*state = &trace;
	return 0;
}

static int teardown(void **state)
{
	struct trace *trace = *state;

	loop_destroy(trace->loop);
	str_finish(&trace->seen);
	for (int i = 0; i < 2; i++) {
		if (trace->fds[i] >= 0)
			close(trace->fds[i]);
		if (trace->others[i] >= 0)
			close(trace->others[i]);
	}
	return 0;
}

static void note(void *data)
{
	struct step *step = data;

	str_add_char(&step->trace->seen, step->name);
}

static void stop(void *data)
{
	loop_stop(((struct trace *)data)->loop);
}

static void timers_fire_in_order(void **state)
{
	struct trace *t = *state;
	struct step steps[] = { { t, 'a' }, { t, 'b' }, { t, 'c' }, { t, 'd' }, { t, 'e' } };
	struct loop_timer *dead;

	loop_after(t->loop, 20, note, &steps[3]);
	loop_after(t->loop, 0, note, &steps[0]);
	loop_after(t->loop, 10, note, &steps[2]);
	loop_after(t->loop, 0, note, &steps[1]);
	dead = loop_after(t->loop, 5, note, &steps[4]);
	loop_after(t->loop, 30, stop, t);
	loop_timer_stop(t->loop, &dead);
	assert_null(dead);
	loop_timer_stop(t->loop, &dead);
	assert_null(loop_run(t->loop));
	assert_string_equal(t->seen.text, "abcd");
}

static void many_timers_keep_their_order(void **state)
{
	enum { COUNT = 500, GROUPS = 26, APART_MS = 15 };
	struct trace *t = *state;
	static struct step steps[COUNT];
	struct loop_timer *timers[COUNT];

	for (size_t i = 0; i < COUNT; i++) {
		size_t rank = i * 37 % COUNT;

		size_t group = rank * GROUPS / COUNT;

		/* Far enough apart that a busy machine does not mix them while they are made. */
		steps[i] = (struct step){ t, (char)('A' + group) };
		timers[i] = loop_after(t->loop, (int64_t)group * APART_MS, note, &steps[i]);
	}
	for (size_t i = 0; i < COUNT; i += 3)
		loop_timer_stop(t->loop, &timers[i]);
	loop_after(t->loop, (GROUPS + 4) * APART_MS, stop, t);
	assert_null(loop_run(t->loop));
	assert_int_equal(t->seen.len, COUNT - (COUNT + 2) / 3);
	for (size_t i = 1; i < t->seen.len; i++)
		assert_true(t->seen.text[i] >= t->seen.text[i - 1] - 1);
}

static void again(void *data)
{
	struct step *step = data;

	note(step);
	if (--step->trace->left == 0)
		loop_stop(step->trace->loop);
	else
		loop_after(step->trace->loop, 0, again, step);
}

static void echo(void *data, int fd, unsigned events)
{
	struct trace *t = data;
	char byte;

	if ((events & LOOP_READ) && read(fd, &byte, 1) == 1)
		str_add_char(&t->seen, byte);
}

/* A timer that adds itself for the next turn starves nobody. */
static void descriptors_get_their_turn(void **state)
{
	struct trace *t = *state;
	struct step step = { t, '.' };

	t->left = 5;
	assert_int_equal(write(t->fds[1], "x", 1), 1);
	loop_fd(t->loop, t->fds[0], LOOP_READ, echo, t);
	loop_after(t->loop, 0, again, &step);
	assert_null(loop_run(t->loop));
	assert_non_null(strchr(t->seen.text, 'x'));
	assert_int_equal(t->seen.len, 6);
}

static void tell(void *data, int fd, unsigned events)
{
	struct trace *t = data;

	(void)fd;
	str_printf(&t->seen, "%s%s%s", events & LOOP_READ ? "r" : "", events & LOOP_WRITE ? "w" : "",
		events & LOOP_HANGUP ? "h" : "");
	loop_stop(t->loop);
}

static void events_are_those_asked_for(void **state)
{
	static const struct { unsigned asked; bool bytes, closed; const char *told; } cases[] = {
		{ LOOP_READ, true, false, "r" },
		{ LOOP_WRITE, true, false, "w" },
		{ LOOP_READ | LOOP_WRITE, true, false, "rw" },
		{ LOOP_READ, false, true, "rh" },
		{ LOOP_HANGUP, true, true, "h" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *t = *state;

		str_clear(&t->seen);
		if (cases[i].bytes)
			assert_int_equal(write(t->fds[1], "x", 1), 1);
		if (cases[i].closed)
			close(t->fds[1]);
		loop_fd(t->loop, t->fds[0], cases[i].asked, tell, t);
		assert_null(loop_run(t->loop));
		assert_string_equal(t->seen.text, cases[i].told);
		loop_fd(t->loop, t->fds[0], 0, NULL, NULL);
		close(t->fds[0]);
		if (!cases[i].closed)
			close(t->fds[1]);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, t->fds), 0);
	}
}

/* Both are ready; whoever comes first closes the other and opens it anew with nothing to read. */
static void reopen_other(void *data, int fd, unsigned events)
{
	struct trace *t = data;
	int *other = fd == t->fds[0] ? t->others : t->fds, number = other[0];

	(void)events;
	str_add_char(&t->seen, '1');
	loop_fd(t->loop, fd, 0, NULL, NULL);
	loop_fd(t->loop, number, 0, NULL, NULL);
	close(other[0]);
	close(other[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
	loop_fd(t->loop, number, LOOP_READ, reopen_other, t);
	loop_after(t->loop, 10, stop, t);
}

static void a_reused_descriptor_is_not_confused(void **state)
{
	struct trace *t = *state;

	assert_int_equal(write(t->fds[1], "x", 1), 1);
	assert_int_equal(write(t->others[1], "x", 1), 1);
	loop_fd(t->loop, t->fds[0], LOOP_READ, reopen_other, t);
	loop_fd(t->loop, t->others[0], LOOP_READ, reopen_other, t);
	assert_null(loop_run(t->loop));
	assert_string_equal(t->seen.text, "1");
}

static void count_post(void *data)
{
	struct trace *t = data;

	if (--t->left == 0)
		loop_stop(t->loop);
}

static void *poster(void *data)
{
	struct trace *t = data;

	for (int i = 0; i < 1000; i++)
		loop_post(t->loop, count_post, t);
	return NULL;
}

static void other_threads_post(void **state)
{
	struct trace *t = *state;
	pthread_t threads[2];

	t->left = 2000;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, poster, t), 0);
	assert_null(loop_run(t->loop));
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(t->left, 0);
	loop_post(t->loop, count_post, t);	/* never run: freed with the loop */
}

static void a_child_echoes(void **state)
{
	static const char *const cat[] = { "cat", NULL };
	static const char *const none[] = { "/nonexistent/program", NULL };
	static const char *const seven[] = { "sh", "-c", "exec >&-; exit 7", NULL };
	struct child child;
	struct str text = { 0 };
	char byte;

	(void)state;
	assert_null(child_start(cat, &child));
	assert_null(file_write_all(child.in, "cat", "hello", 5));
	close(child.in);
	child.in = -1;
	assert_null(file_read_fd(child.out, "cat", 100, &text));
	assert_string_equal(text.text, "hello");
	assert_int_equal(child_end(&child), 0);
	assert_int_equal(child.pid, 0);
	assert_true(err_is(child_start(none, &child), ERR_SYSTEM));
	assert_null(child_start(seven, &child));
	assert_int_equal(read(child.out, &byte, 1), 0);
	assert_int_equal(child_end(&child), 7);
	str_finish(&text);
}

static void a_child_is_left_without_waiting(void **state)
{
	static const char *const loud[] = { "sh", "-c", "echo loud >&2; read -r line; exit 5", NULL };
	static const char *const deaf[] = { "sleep", "1000", NULL };
	int pair[2], saved = dup(STDERR_FILENO), status = 0;
	struct child child;
	char byte;

	(void)state;
	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	dup2(pair[1], STDERR_FILENO);
	assert_null(child_start_mute(loud, &child));
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(pair[1]);
	assert_int_equal(read(pair[0], &byte, 1), 0);
	close(pair[0]);
	while (!child_ended(&child, &status))
		usleep(1000);
	assert_int_equal(status, 5);
	assert_int_equal(child.pid, 0);
	assert_null(child_start(deaf, &child));
	assert_false(child_ended(&child, &status));
	assert_int_equal(child.in, -1);
	child_kill(&child);
	assert_true(child_ended(&child, &status));
	assert_int_equal(status, -1);
}

/* Starts a confined shell that leaves another one behind which hears no polite signal; that one's number. */
static pid_t stubborn_begin(const char *after, struct child *child, int *errors)
{
	const char *const argv[] = { "/bin/sh", "-c", after, NULL }, *const environment[] = { "PATH=/usr/bin:/bin", NULL };
	struct confinement c = { .argv = argv, .environment = environment, .directory = "/" };
	char line[32] = "";
	size_t len = 0;

	assert_null(child_start_confined(&c, child, errors));
	while (strchr(line, '\n') == NULL && len < sizeof(line) - 1) {
		assert_int_equal(read(child->out, line + len, 1), 1);
		len++;
	}
	return (pid_t)strtol(line, NULL, 10);
}

/* Gone, or waiting for init to take note of it. */
static bool is_over(pid_t pid)
{
	struct str path = { 0 }, text = { 0 };
	bool over;
	err_t err;

	str_printf(&path, "/proc/%d/stat", (int)pid);
	err = file_read(path.text, 1000, &text);
	over = err != NULL || strstr(str_text(&text), ") Z ") != NULL;
	if (err != NULL)
		err_ignore(err, "there is no such process any more");
	str_finish(&path);
	str_finish(&text);
	return over;
}

#define LEAVE "(trap '' TERM; exec sleep 97) </dev/null >/dev/null 2>&1 & echo $!; "

static void what_a_child_leaves_ends_with_it(void **state)
{
	struct child child;
	int errors, status = -1;
	pid_t left;

	(void)state;
	left = stubborn_begin(LEAVE "exit 3", &child, &errors);
	while (!child_ended(&child, &status))
		usleep(1000);
	assert_int_equal(status, 3);
	while (!is_over(left))
		usleep(1000);
	close(errors);
	left = stubborn_begin(LEAVE "cat", &child, &errors);
	assert_false(is_over(left));
	child_kill(&child);
	while (!is_over(left))
		usleep(1000);
	close(errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(timers_fire_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(many_timers_keep_their_order, setup, teardown),
		cmocka_unit_test_setup_teardown(descriptors_get_their_turn, setup, teardown),
		cmocka_unit_test_setup_teardown(events_are_those_asked_for, setup, teardown),
		cmocka_unit_test_setup_teardown(a_reused_descriptor_is_not_confused, setup, teardown),
		cmocka_unit_test_setup_teardown(other_threads_post, setup, teardown),
		cmocka_unit_test(a_child_echoes),
		cmocka_unit_test(a_child_is_left_without_waiting),
		cmocka_unit_test(what_a_child_leaves_ends_with_it),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
