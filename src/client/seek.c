/* SPDX-License-Identifier: ISC */
/*
 * Finding or starting a server.  One thing is waited for at a time: a pause,
 * the end of ssh, a server that starts, or its hello.  A server may leave at
 * any moment, because it is not used, because its file is replaced or because
 * another build starts: that is a reason to try again, not to fail.
 */
#include "seek.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "guichet/base/alloc.h"
#include "guichet/base/arena.h"
#include "guichet/base/clock.h"
#include "guichet/base/random.h"

enum {
	PATIENCE_MS = 5000,		/* without a sign of life */
	PATIENCE_ALL_MS = 20000,	/* with servers that come and go */
	GOODBYES = 8,			/* a guichetd of another build, found again and again */
	HELLO_MS = 5000, SSH_HELLO_MS = 20000,
	/* A pause lasts between once and twice as long. */
	PAUSE_MS = 5, PAUSE_MAX_MS = 100,
	LOST_PAUSE_MAX_MS = 500, SSH_PAUSE_MS = 250, SSH_PAUSE_MAX_MS = 7500,
	START_MS = 100, START_MAX_MS = 800,	/* before another start: somebody else holds the desk */
	LEAVE_MS = 1000, LEAVE_LOOK_MS = 5,	/* for ssh to end by itself */
	SSH_NO_COMMAND = 127
};

static void attempt(struct seeker *, bool may_start);
static void leave(struct seeker *, enum seek_next);

static bool over_ssh(const struct seeker *seeker)
{
	return seeker->target.kind == TARGET_SSH;
}

/* Waits for nothing any more; the link stays. */
static void halt(struct seeker *seeker)
{
	loop_timer_stop(seeker->loop, &seeker->timer);
	link_unwatch(&seeker->link, seeker->loop);
	if (seeker->starting.fd >= 0)
		loop_fd(seeker->loop, seeker->starting.fd, 0, NULL, NULL);
	start_finish(&seeker->starting);
}

static void on_again(void *data);

/* A desk that was there: also a program that is just being replaced, or a machine that is full. */
static bool waiting_cures(err_t why)
{
	return err_is(why, ERR_NET) || err_is(why, ERR_LIMIT) || err_is(why, ERR_SYSTEM);
}

static void conclude(struct seeker *seeker, err_t why)
{
	halt(seeker);
	if (seeker->inside) {
		err_ignore(why, "the loop finds it again, where functions may be called");
		seeker->timer = loop_after(seeker->loop, 0, on_again, seeker);
	} else if (seeker->endless && waiting_cures(why)) {
		leave(seeker, SEEK_PAUSE);
		seeker->watcher.failed(seeker->watcher.data, why);
	} else {
		seeker->watcher.over(seeker->watcher.data, why);
	}
}

static void on_again(void *data)
{
	struct seeker *seeker = data;

	seeker->timer = NULL;
	if (link_is_open(&seeker->link))
		conclude(seeker, NULL);
	else
		attempt(seeker, true);
}

static int64_t pause_next(struct seeker *seeker)
{
	struct random random = random_system();
	int64_t max = !seeker->endless ? PAUSE_MAX_MS : over_ssh(seeker) ? SSH_PAUSE_MAX_MS :
		LOST_PAUSE_MAX_MS;
	int64_t pause = seeker->pause + (int64_t)random_below(&random, (uint64_t)seeker->pause);

	seeker->pause = seeker->pause * 2 < max ? seeker->pause * 2 : max;
	return pause;
}

static void wait_a_little(struct seeker *seeker)
{
	int64_t now = clock_steady_ms();

	if (!seeker->endless &&
	    (now - seeker->alive > PATIENCE_MS || now - seeker->begun > PATIENCE_ALL_MS))
		conclude(seeker, err_make(ERR_NET, seeker->target.kind == TARGET_PRIVATE ?
			"the server of %s is busy starting or ending, or runs where "
			"XDG_RUNTIME_DIR differs: try again" :
			"the server of %s does not answer", seeker->target.words));
	else
		seeker->timer = loop_after(seeker->loop, pause_next(seeker), on_again, seeker);
}

/* The end of ssh before an answer: its own failure, the far guichet's, or a server that left. */
static void judge_ssh(struct seeker *seeker, int status)
{
	if (status == 0)
		wait_a_little(seeker);
	else if (status == SSH_NO_COMMAND)
		conclude(seeker, err_make(ERR_NET, "%s: guichet is not installed there",
			seeker->target.words));
	else
		conclude(seeker, err_make(ERR_NET, "%s: the connection ended before the desk answered "
			"(ssh: %d)", seeker->target.words, status));
}

static void on_leave(void *data)
{
	struct seeker *seeker = data;
	int status;

	seeker->timer = NULL;
	if (!link_leave(&seeker->link, clock_steady_ms() >= seeker->leave_until, &status))
		seeker->timer = loop_after(seeker->loop, LEAVE_LOOK_MS, on_leave, seeker);
	else if (seeker->next == SEEK_JUDGE)
		judge_ssh(seeker, status);
	else if (seeker->next == SEEK_PAUSE)
		wait_a_little(seeker);
	else if (seeker->delay > 0)
		seeker->timer = loop_after(seeker->loop, seeker->delay, on_again, seeker);
	else
		attempt(seeker, true);
}

static void leave(struct seeker *seeker, enum seek_next next)
{
	halt(seeker);
	seeker->next = next;
	seeker->leave_until = clock_steady_ms() + LEAVE_MS;
	on_leave(seeker);
}

/* A server that leaves, or has no room: it lives, and another may be started at once. */
static void try_again(struct seeker *seeker)
{
	seeker->alive = clock_steady_ms();
	seeker->next_start = 0;
	leave(seeker, SEEK_PAUSE);
}

struct clock seek_clock(const struct seeker *seeker)
{
	struct clock clock = clock_system();

	clock_advance(&clock, seeker->ahead_ms);
	return clock;
}

static err_t judge_hello(struct seeker *seeker, const struct frame *frame, bool *again)
{
	const char *goodbye = json_text(frame->json, "goodbye");
	const struct json *error = json_get(frame->json, "error");
	const struct json *hello = json_get(frame->json, "hello");
	err_t err = error != NULL ? wire_get_error(error) : NULL;
	struct clock ours = clock_system();
	int64_t now;

	*again = goodbye != NULL || (err_is(err, ERR_LIMIT) && seeker->target.kind == TARGET_PRIVATE);
	if (goodbye != NULL && ++seeker->goodbyes == GOODBYES)
		return err_make(ERR_CONFLICT, "the server of %s ends again and again: %s",
			seeker->target.words, goodbye);
	if (*again || err != NULL)
		return *again ? NULL : err;
	if (!json_is_object(hello))
		return err_make(ERR_PROTOCOL, "%s: this is not a desk's server", seeker->target.words);
	if (json_text(hello, "now") != NULL && time_parse(json_text(hello, "now"), &now) == NULL)
		seeker->ahead_ms = now - clock_now(&ours);
	json_destroy(seeker->hello);
	seeker->hello = json_share(hello);
	if (!seeker->known && seeker->named)
		target_remember(&seeker->target);
	seeker->known = true;
	return NULL;
}

static void take_hello(struct seeker *seeker, struct frame *frame)
{
	bool again;
	err_t err = judge_hello(seeker, frame, &again);

	json_destroy(frame->json);
	if (err == NULL && again)
		try_again(seeker);
	else
		conclude(seeker, err);
}

static void on_link(void *data, int fd, unsigned events)
{
	struct seeker *seeker = data;
	struct frame frame = { 0 };
	bool got;
	err_t err;

	(void)fd;
	(void)events;
	link_pump(&seeker->link);
	err = link_take(&seeker->link, &frame, &got);
	if (err != NULL)
		conclude(seeker, err_wrap(err, "%s", seeker->target.words));
	else if (got)
		take_hello(seeker, &frame);
	else if (!seeker->link.ended)
		link_watch(&seeker->link, seeker->loop, on_link, seeker);
	else if (over_ssh(seeker))
		leave(seeker, SEEK_JUDGE);
	else
		try_again(seeker);
}

static int64_t hello_wait(const struct seeker *seeker)
{
	return over_ssh(seeker) ? SSH_HELLO_MS : HELLO_MS;
}

static void on_silence(void *data)
{
	struct seeker *seeker = data;

	seeker->timer = NULL;
	conclude(seeker, err_make(ERR_NET, "%s: no answer within %d s", seeker->target.words,
		(int)(hello_wait(seeker) / 1000)));
}

static const char *language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && (value == NULL || *value == '\0'); i++)
		value = getenv(names[i]);
	return value != NULL && str_starts(value, "fr") ? "fr" : "en";
}

static bool is_first_ssh(const struct seeker *seeker)
{
	return over_ssh(seeker) && !seeker->known && !seeker->alone;
}

static void greet(struct seeker *seeker)
{
	struct wire_hello hello = { .protocol = WIRE_PROTOCOL, .build = wire_build(),
		.lang = language(), .as = seeker->as, .front = seeker->front,
		.desk = seeker->one_desk && seeker->known ? json_text(seeker->hello, "desk") : NULL };

	if (seeker->bare) {
		conclude(seeker, NULL);
		return;
	}
	wire_put_hello(&seeker->link.unsent, &hello);
	if (seeker->watcher.said != NULL)
		seeker->watcher.said(seeker->watcher.data);
	link_flush(&seeker->link);
	link_watch(&seeker->link, seeker->loop, on_link, seeker);
	/* ssh may have a password to ask for first. */
	if (!is_first_ssh(seeker))
		seeker->timer = loop_after(seeker->loop, hello_wait(seeker), on_silence, seeker);
}

/* Nobody waits for these children but we. */
static void reap(struct seeker *seeker)
{
	for (size_t i = 0; i < SEEK_SERVERS; i++)
		if (seeker->servers[i] > 0 && waitpid(seeker->servers[i], NULL, WNOHANG) != 0)
			seeker->servers[i] = 0;
}

static void remember(struct seeker *seeker, pid_t pid)
{
	size_t at = 0;

	while (at < SEEK_SERVERS - 1 && seeker->servers[at] > 0)
		at++;
	seeker->servers[at] = pid;
}

static void on_ready(void *data, int fd, unsigned events)
{
	struct seeker *seeker = data;
	bool over, ready;
	err_t err = start_listen(&seeker->starting, &over, &ready);

	(void)fd;
	(void)events;
	if (err == NULL && !over)
		return;
	halt(seeker);
	seeker->next_start = clock_steady_ms();
	if (ready) {
		seeker->alive = seeker->next_start;
	} else {
		seeker->next_start += seeker->start_pause;
		seeker->start_pause *= seeker->start_pause < START_MAX_MS ? 2 : 1;
	}
	if (err == NULL)
		attempt(seeker, false);
	else
		conclude(seeker, err);
}

static void on_not_ready(void *data)
{
	struct seeker *seeker = data;

	seeker->timer = NULL;
	conclude(seeker, start_late());
}

static err_t start(struct seeker *seeker)
{
	struct start how = { .program = seeker->program, .desk = seeker->target.path,
		.now = seeker->now };
	err_t err;

	reap(seeker);
	err = start_begin(&how, &seeker->starting);
	if (err != NULL)
		return err;
	remember(seeker, seeker->starting.pid);
	loop_fd(seeker->loop, seeker->starting.fd, LOOP_READ, on_ready, seeker);
	seeker->timer = loop_after(seeker->loop, START_READY_MS, on_not_ready, seeker);
	return NULL;
}

static err_t connect_ssh(struct seeker *seeker)
{
	unsigned flags = (seeker->known || seeker->alone ? SSH_ALONE : 0) |
		(seeker->stays ? SSH_STAYS : 0);
	struct arena *arena = arena_create();
	err_t err = link_spawn(&seeker->link, target_ssh_words(&seeker->target, arena, flags),
		seeker->alone);

	arena_destroy(arena);
	return err;
}

static err_t connect_any(struct seeker *seeker, bool may_start)
{
	bool there;
	err_t err;

	if (over_ssh(seeker))
		return connect_ssh(seeker);
	err = link_connect(&seeker->link, seeker->target.socket, &there);
	if (err != NULL || there)
		return seeker->known ? err : target_refused(&seeker->target, err);
	if (seeker->target.kind == TARGET_SOCKET && !seeker->known)
		return err_make(ERR_NET, "nobody answers at %s: is the desk's server running?",
			seeker->target.words);
	if (seeker->target.kind == TARGET_PRIVATE && may_start && clock_steady_ms() >= seeker->next_start)
		return start(seeker);
	return NULL;
}

static void attempt(struct seeker *seeker, bool may_start)
{
	err_t err = connect_any(seeker, may_start);

	if (err != NULL)
		conclude(seeker, err);
	else if (link_is_open(&seeker->link))
		greet(seeker);
	else if (seeker->starting.fd < 0)
		wait_a_little(seeker);
}

err_t seeker_init(struct seeker *seeker, const struct client_options *options, struct loop *loop,
	const struct seek_watcher *watcher)
{
	*seeker = (struct seeker){ .loop = loop, .watcher = *watcher, .starting = { .fd = -1 } };
	link_init(&seeker->link);
	seeker->one_desk = options->one_desk;
	seeker->named = options->desk != NULL && options->desk[0] != '\0';
	seeker->as = mem_copy(options->as);
	seeker->now = mem_copy(options->now);
	seeker->program = mem_copy(options->program);
	seeker->front = mem_copy(options->front != NULL ? options->front : "command");
	return target_find(options->desk, &seeker->target);
}

void seeker_finish(struct seeker *seeker)
{
	halt(seeker);
	link_finish(&seeker->link);
	reap(seeker);
	json_destroy(seeker->hello);
	target_finish(&seeker->target);
	free(seeker->as);
	free(seeker->now);
	free(seeker->program);
	free(seeker->front);
}

void seek(struct seeker *seeker, int64_t delay_ms)
{
	seeker->begun = seeker->alive = clock_steady_ms();
	seeker->delay = delay_ms;
	seeker->pause = seeker->endless && over_ssh(seeker) ? SSH_PAUSE_MS : PAUSE_MS;
	seeker->start_pause = START_MS;
	seeker->next_start = 0;
	seeker->goodbyes = 0;
	seeker->inside = true;
	leave(seeker, SEEK_ATTEMPT);
	seeker->inside = false;
}

void seek_watch(struct seeker *seeker)
{
	if (link_is_open(&seeker->link))
		link_watch(&seeker->link, seeker->loop, on_link, seeker);
}

void seek_stop(struct seeker *seeker)
{
	halt(seeker);
}

err_t seek_cut(const struct seeker *seeker)
{
	return err_make(ERR_NET, "%s: the connection was cut", seeker->target.words);
}

err_t seek_tired(const struct seeker *seeker, int tries)
{
	return err_make(ERR_NET, "%s: the server ended %d times before it answered",
		seeker->target.words, tries);
}
