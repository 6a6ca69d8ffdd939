/* SPDX-License-Identifier: ISC */
/*
 * Programs that are told of alarms.  Each has a process group of its own, an
 * environment with nothing of ours, half a minute, and one line of its output
 * is kept; what hangs is killed with its group and delays nobody.
 */
#include "private.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/alert.h"
#include "guichet/loop/child.h"

enum { RUNS_AT_ONCE = 4, RUN_MS = 30 * 1000, SAID_MOST = 400, WORDS_MOST = 64, REAP_MS = 20 };
#define MEMORY_MOST (UINT64_C(1) << 29)
#define FILE_MOST (UINT64_C(1) << 24)

struct hooked {
	struct hooks *hooks;
	int64_t id;			/* 0: free */
	struct child child;
	struct str input, said;
	size_t given;
	int errors;			/* what it complains, which is read and thrown away; -1 */
	const char *killed;		/* why */
	struct loop_timer *limit, *reap;
};

struct hooks { struct courier *courier; struct hooked runs[RUNS_AT_ONCE]; };

static void run_over(struct hooked *run, bool well, const char *said)
{
	struct courier *courier = run->hooks->courier;
	err_t err = desk_run_done(courier->options.desk, run->id, well, said);

	if (err != NULL)
		log_line("alarms", "run=%" PRId64 " not recorded: %s", run->id, err->text);
	log_line("alarms", "run=%" PRId64 " %s", run->id, well ? "done" : "failed");
	loop_timer_stop(courier->options.loop, &run->limit);
	loop_timer_stop(courier->options.loop, &run->reap);
	str_finish(&run->input);
	str_finish(&run->said);
	*run = (struct hooked){ .hooks = run->hooks, .errors = -1 };
	courier_kick(courier);
}

static void on_reap(void *data)
{
	struct hooked *run = data;
	int status = -1;
	char words[64];

	run->reap = NULL;
	if (!child_ended(&run->child, &status)) {
		run->reap = loop_after(run->hooks->courier->options.loop, REAP_MS, on_reap, run);
		return;
	}
	if (run->killed == NULL && status == 0) {
		run_over(run, true, str_text(&run->said));
		return;
	}
	(void)snprintf(words, sizeof(words), "it ended with status %d", status);
	run_over(run, false, run->killed != NULL ? run->killed : run->said.len > 0 ? run->said.text : words);
}

/* Its output is over: so is it, or soon. */
static void run_ends(struct hooked *run)
{
	struct loop *loop = run->hooks->courier->options.loop;

	if (run->child.out >= 0)
		loop_fd(loop, run->child.out, 0, NULL, NULL);
	if (run->child.in >= 0)
		loop_fd(loop, run->child.in, 0, NULL, NULL);
	if (run->errors >= 0) {
		loop_fd(loop, run->errors, 0, NULL, NULL);
		close(run->errors);
		run->errors = -1;
	}
	if (run->reap == NULL)
		run->reap = loop_after(loop, 0, on_reap, run);
}

static void on_limit(void *data)
{
	struct hooked *run = data;

	run->limit = NULL;
	run->killed = "it took longer than 30 seconds and was ended";
	run_ends(run);
	child_signal(&run->child, SIGKILL);
}

static void on_said(void *data, int fd, unsigned events)
{
	struct hooked *run = data;
	char bytes[1024];
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		run_ends(run);
		return;
	}
	for (ssize_t i = 0; i < n && run->said.len < SAID_MOST; i++)
		str_add_char(&run->said, (unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f ? ' ' : bytes[i]);
}

static void on_noise(void *data, int fd, unsigned events)
{
	struct hooked *run = data;
	char bytes[1024];
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)events;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		loop_fd(run->hooks->courier->options.loop, fd, 0, NULL, NULL);
}

static void on_room(void *data, int fd, unsigned events)
{
	struct hooked *run = data;
	ssize_t n = send(fd, run->input.text + run->given, run->input.len - run->given, MSG_DONTWAIT | MSG_NOSIGNAL);

	(void)events;
	if (n > 0)
		run->given += (size_t)n;
	if ((n < 0 && errno != EAGAIN && errno != EINTR) || run->given == run->input.len) {
		loop_fd(run->hooks->courier->options.loop, fd, 0, NULL, NULL);
		(void)shutdown(fd, SHUT_WR);
	}
}

static void run_begin(struct hooked *run, const struct hook_run *due)
{
	struct loop *loop = run->hooks->courier->options.loop;
	char *words = mem_copy(due->words), *rest = words;
	static const char *const environment[] = { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	const char *argv[WORDS_MOST + 1] = { NULL };
	struct confinement confinement = { .argv = argv, .environment = environment, .directory = "/",
		.memory_bytes = MEMORY_MOST, .file_bytes = FILE_MOST, .cpu_s = RUN_MS / 1000 };
	size_t count = 0;
	err_t err;

	for (char *word; count < WORDS_MOST && (word = strsep(&rest, "\n")) != NULL;)
		argv[count++] = word;
	run->id = due->id;
	err = child_start_confined(&confinement, &run->child, &run->errors);
	free(words);
	if (err != NULL) {
		run_over(run, false, err->text);
		return;
	}
	str_add(&run->input, due->input);
	run->limit = loop_after(loop, RUN_MS, on_limit, run);
	loop_fd(loop, run->errors, LOOP_READ, on_noise, run);
	loop_fd(loop, run->child.out, LOOP_READ, on_said, run);
	loop_fd(loop, run->child.in, LOOP_WRITE, on_room, run);
}

void hooks_pump(struct hooks *hooks)
{
	struct courier *courier = hooks->courier;

	for (size_t i = 0; i < RUNS_AT_ONCE && (courier->attended || jobs_want_post(courier)); i++) {
		struct arena *arena;
		struct hook_run due = { 0 };
		bool found = false;
		err_t err;

		if (hooks->runs[i].id != 0)
			continue;
		arena = arena_create();
		err = desk_run_take(courier->options.desk, arena, &due, &found);
		if (err != NULL)
			log_line("alarms", "later why=\"%s\"", err->text);
		if (err == NULL && found)
			run_begin(&hooks->runs[i], &due);
		arena_destroy(arena);
		if (err != NULL || !found)
			return;
	}
}

bool hooks_are_busy(const struct hooks *hooks)
{
	for (size_t i = 0; i < RUNS_AT_ONCE; i++)
		if (hooks->runs[i].id != 0)
			return true;
	return false;
}

struct hooks *hooks_create(struct courier *courier)
{
	struct hooks *hooks = mem_alloc(sizeof(*hooks));

	*hooks = (struct hooks){ .courier = courier };
	for (size_t i = 0; i < RUNS_AT_ONCE; i++)
		hooks->runs[i] = (struct hooked){ .hooks = hooks, .errors = -1 };
	return hooks;
}

void hooks_destroy(struct hooks *hooks)
{
	for (size_t i = 0; i < RUNS_AT_ONCE; i++) {
		struct hooked *run = &hooks->runs[i];

		if (run->id == 0)
			continue;
		run_ends(run);
		loop_timer_stop(hooks->courier->options.loop, &run->limit);
		loop_timer_stop(hooks->courier->options.loop, &run->reap);
		child_kill(&run->child);
		str_finish(&run->input);
		str_finish(&run->said);
	}
	free(hooks);
}
