/* SPDX-License-Identifier: ISC */
/*
 * The life of an external connector's program: started with a clean
 * environment and its secret on a descriptor, read and written by the loop,
 * ended politely first.  What it says on standard error goes to the log.
 */
#include "dialogue.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/base/log.h"
#include "guichet/json/json.h"

enum { CHUNK = 64 * 1024, SAID_MOST = 1000, LOOK_MS = 20, LAST_WAIT_MS = 100 };
#define MEMORY_MOST (UINT64_C(2) << 30)
#define FILE_MOST (UINT64_C(256) << 20)
#define CPU_MOST_S 3600

static void watch(struct outside *);

/* ---- ending */

static void streams_close(struct outside *outside)
{
	int *const ends[] = { &outside->child.in, &outside->child.out, &outside->errors };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (*ends[i] < 0)
			continue;
		loop_fd(outside->loop, *ends[i], 0, NULL, NULL);
		close(*ends[i]);
		*ends[i] = -1;
	}
	str_clear(&outside->in);
	str_clear(&outside->out);
	str_clear(&outside->said);
}

static void ended(struct outside *outside, int status)
{
	struct str why = { 0 };

	outside->phase = PHASE_DOWN;
	loop_timer_stop(outside->loop, &outside->clock);
	if (status >= 0)
		str_printf(&why, "the connector ended with status %d", status);
	else
		str_add(&why, "the connector was ended by a signal");
	dialogue_down(outside, why.text);
	str_finish(&why);
}

static void on_look(void *data);

static void look_later(struct outside *outside)
{
	outside->clock = loop_after(outside->loop, LOOK_MS, on_look, outside);
}

/* The first signal may be heard, the second is not asked. */
static void on_look(void *data)
{
	struct outside *outside = data;
	int status = -1;

	outside->clock = NULL;
	if (child_ended(&outside->child, &status)) {
		ended(outside, status);
		return;
	}
	outside->patience_left_ms -= LOOK_MS;
	if (outside->patience_left_ms <= 0)
		child_signal(&outside->child, SIGKILL);
	look_later(outside);
}

void program_end(struct outside *outside)
{
	if (outside->phase == PHASE_DOWN || outside->phase == PHASE_ENDING)
		return;
	loop_timer_stop(outside->loop, &outside->clock);
	outside->phase = PHASE_ENDING;
	outside->patience_left_ms = GRACE_MS;
	streams_close(outside);
	child_signal(&outside->child, SIGTERM);
	look_later(outside);
}

void program_kill(struct outside *outside)
{
	int64_t until = clock_steady_ms() + LAST_WAIT_MS;
	struct timespec pause = { .tv_nsec = 2 * 1000000L };
	int status;

	if (outside->phase == PHASE_DOWN)
		return;
	loop_timer_stop(outside->loop, &outside->clock);
	streams_close(outside);
	child_signal(&outside->child, SIGTERM);
	while (!child_ended(&outside->child, &status) && clock_steady_ms() < until)
		nanosleep(&pause, NULL);
	child_kill(&outside->child);
	outside->phase = PHASE_DOWN;
}

/* ---- streams */

static void said_log(struct outside *outside, bool all)
{
	for (;;) {
		const char *end = outside->said.len > 0 ? memchr(outside->said.text, '\n', outside->said.len) : NULL;
		size_t len = end != NULL ? (size_t)(end - outside->said.text) : outside->said.len;

		if (len == 0 && end == NULL)
			return;
		if (end == NULL && !all && len < SAID_MOST)
			return;
		log_line("connector", "account=%s says=%.*s", outside->account,
			(int)(len < SAID_MOST ? len : SAID_MOST), outside->said.text);
		str_cut_front(&outside->said, len + (end != NULL));
	}
}

static void on_errors(void *data, int fd, unsigned events)
{
	struct outside *outside = data;
	char chunk[4096];
	ssize_t got = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);

	(void)events;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0)
		str_add_n(&outside->said, chunk, (size_t)got);
	said_log(outside, got <= 0);
	if (got <= 0) {
		loop_fd(outside->loop, fd, 0, NULL, NULL);
		close(fd);
		outside->errors = -1;
	}
}

static void lines_take(struct outside *outside)
{
	size_t from = 0;

	/* A line may end the program's life, and with it what was received; then nothing is wanted. */
	while (dialogue_wants(outside) && from < outside->in.len) {
		const char *line = outside->in.text + from;
		const char *end = memchr(line, '\n', outside->in.len - from);

		if (end == NULL)
			break;
		from += (size_t)(end - line) + 1;
		dialogue_line(outside, line, (size_t)(end - line));
	}
	if (outside->in.len > 0)
		str_cut_front(&outside->in, from);
	if (outside->in.len <= LINE_MOST)
		return;
	if (dialogue_wants(outside))
		dialogue_broken(outside, "the connector wrote a line of more than 4 MiB");
	else if (outside->child.out >= 0)	/* enough for now: its own writing holds it back */
		loop_fd(outside->loop, outside->child.out, 0, NULL, NULL);
}

static void on_out(void *data, int fd, unsigned events)
{
	struct outside *outside = data;
	ssize_t got = recv(fd, str_room(&outside->in, CHUNK), CHUNK, MSG_DONTWAIT);

	(void)events;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0) {
		outside->in.len += (size_t)got;
		outside->in.text[outside->in.len] = '\0';
		lines_take(outside);
		return;
	}
	program_end(outside);
}

void program_resume(struct outside *outside)
{
	if (outside->child.out >= 0)
		loop_fd(outside->loop, outside->child.out, LOOP_READ, on_out, outside);
	lines_take(outside);
}

static void on_in(void *data, int fd, unsigned events)
{
	struct outside *outside = data;
	ssize_t put = send(fd, str_text(&outside->out), outside->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);

	(void)events;
	if (put < 0 && errno != EAGAIN && errno != EINTR) {
		loop_fd(outside->loop, fd, 0, NULL, NULL);	/* its end is heard on the other stream */
		str_clear(&outside->out);
		return;
	}
	if (put > 0)
		str_cut_front(&outside->out, (size_t)put);
	watch(outside);
}

static void watch(struct outside *outside)
{
	loop_fd(outside->loop, outside->child.in, outside->out.len > 0 ? LOOP_WRITE : 0, on_in, outside);
}

void program_write(struct outside *outside, const char *line)
{
	if (outside->child.in < 0)
		return;
	str_add(&outside->out, line);
	str_add_char(&outside->out, '\n');
	watch(outside);
}

/* ---- starting */

static const char *handed_make(const struct outside *outside, struct str *out)
{
	struct json_out o = { .to = out };

	json_open_object(&o, NULL);
	if (outside->secret != NULL)
		json_put_text(&o, "secret", outside->secret);
	json_close_object(&o);
	str_add_char(out, '\n');
	return str_text(out);
}

err_t program_start(struct outside *outside)
{
	struct arena *arena = arena_create();
	const char *const argv[] = { outside->program, NULL };
	const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
		arena_printf(arena, "HOME=%s", outside->directory),
		arena_printf(arena, "TMPDIR=%s", outside->directory), NULL
	};
	struct str handed = { 0 };
	struct confinement c = { .argv = argv, .environment = environment, .directory = outside->directory,
		.memory_bytes = MEMORY_MOST, .file_bytes = FILE_MOST, .cpu_s = CPU_MOST_S };
	const char *objection = outside_objection(outside->program);
	err_t err = objection != NULL ? err_make(ERR_CONFIG, "%s: %s", outside->program, objection) :
		file_make_directory(outside->directory);

	if (err == NULL) {
		c.handed = handed_make(outside, &handed);
		c.handed_len = handed.len;
		err = child_start_confined(&c, &outside->child, &outside->errors);
	}
	if (err == NULL) {
		outside->phase = PHASE_HELLO;
		outside->last_id = outside->seq = outside->handed = outside->acknowledged = 0;
		outside->greeted = outside->told_other = false;
		loop_fd(outside->loop, outside->child.out, LOOP_READ, on_out, outside);
		loop_fd(outside->loop, outside->errors, LOOP_READ, on_errors, outside);
		log_line("connector", "account=%s started=%s", outside->account, outside->program);
	}
	str_wipe(&handed);
	arena_destroy(arena);
	return err;
}
