/* SPDX-License-Identifier: ISC */
/*
 * The client that waits: calls that act once, one after the other.  A
 * connection may end at any moment; whatever ends before it was answered is
 * said again on the next one, with the same key.
 */
#include "guichet/client/client.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "inside.h"
#include "open_calls.h"

enum { GOODBYE_MS = 2000 };	/* for answers that are still on their way */

static void close_link(struct client *client)
{
	(void)link_close(&client->seeker.link);
}

static void on_over(void *data, err_t why)
{
	struct client *client = data;

	client->why = why;
	loop_stop(client->loop);
}

static void on_late(void *data)
{
	struct client *client = data;

	client->deadline = NULL;
	client->late = true;
	loop_stop(client->loop);
}

static err_t late(const struct client *client)
{
	return err_make(ERR_NET, "the desk %s does not answer at once", client->seeker.target.words);
}

/* Nobody may be asked, nothing made, when there is no time. */
static err_t hurry(struct client *client, int64_t within_ms)
{
	const struct target *target = &client->seeker.target;

	if (within_ms == 0)
		return NULL;
	if (target->kind == TARGET_SSH)
		return late(client);
	if (target->kind == TARGET_PRIVATE && access(target->path, F_OK) < 0)
		return err_make(ERR_NOT_FOUND, "there is no desk %s", target->words);
	client->deadline = loop_after(client->loop, within_ms, on_late, client);
	return NULL;
}

/* Connects, and says hello unless the bytes are somebody else's (bare). */
static err_t reach(struct client *client, bool bare)
{
	err_t err;

	if (client->late)
		return late(client);
	client->seeker.bare = bare;
	seek(&client->seeker, 0);
	err = loop_run(client->loop);
	if (err == NULL)
		err = client->late ? late(client) : client->why;
	if (err != NULL) {
		seek_stop(&client->seeker);
		close_link(client);
	}
	return err;
}

err_t client_prepare(const struct client_options *options, struct client **out)
{
	struct client *client = mem_alloc(sizeof(*client));
	struct seek_watcher watcher = { .over = on_over, .data = client };
	err_t err = loop_create(&client->loop);

	if (err != NULL) {
		free(client);
		return err;
	}
	err = seeker_init(&client->seeker, options, client->loop, &watcher);
	if (err == NULL)
		*out = client;
	else
		client_close(client);
	return err;
}

err_t client_reach(struct client *client)
{
	return reach(client, true);
}

bool client_is_shared(const struct client_options *options)
{
	struct target target = { 0 };
	err_t err = target_find(options->desk, &target);
	bool shared = err == NULL && target.kind != TARGET_PRIVATE;

	err_ignore(err, "whoever opens it hears of it");
	target_finish(&target);
	return shared;
}

err_t client_open(const struct client_options *options, struct client **out)
{
	struct client *client;
	err_t err = client_prepare(options, &client);

	if (err != NULL)
		return err;
	err = hurry(client, options->within_ms);
	if (err == NULL)
		err = reach(client, false);
	if (err == NULL)
		*out = client;
	else
		client_close(client);
	return err;
}

void client_close(struct client *client)
{
	if (client == NULL)
		return;
	loop_timer_stop(client->loop, &client->deadline);
	seeker_finish(&client->seeker);
	loop_destroy(client->loop);
	free(client);
}

const struct json *client_hello(const struct client *client)
{
	return client->seeker.hello;
}

struct clock client_clock(const struct client *client)
{
	return seek_clock(&client->seeker);
}

const char *client_build(void)
{
	return wire_build();
}

const char *client_desk(const struct client *client)
{
	return client->seeker.target.words;
}

/* One call on its way; it may see several connections. */
struct exchange {
	int64_t id;
	client_row_fn row;
	void *data;
	struct json **answer;
	size_t rows;
	bool done, leaving;
};

static err_t take_answer(struct client *client, struct exchange *exchange, const struct frame *frame)
{
	const struct json *row = json_get(frame->json, "row"), *body;
	int64_t id = json_int(frame->json, "id", -1);
	err_t err = NULL;

	if (json_get(frame->json, "goodbye") != NULL) {
		exchange->leaving = true;
	} else if (json_get(frame->json, "error") != NULL && (id == exchange->id || id == 0)) {
		exchange->done = true;
		return wire_get_error(json_get(frame->json, "error"));
	} else if (id != exchange->id) {
		return NULL;	/* a page's difference or a call that was given up */
	} else if (row != NULL) {
		exchange->rows++;
		if (exchange->row != NULL)
			err = exchange->row(exchange->data, row);
		if (err != NULL) {	/* the rest of its rows would be in the way */
			wire_put_cancel(&client->seeker.link.unsent, exchange->id);
			link_pump(&client->seeker.link);
			close_link(client);
		}
		return err;
	} else {
		body = json_get(frame->json, "ok");
		if (body == NULL)
			body = json_get(frame->json, "end");
		exchange->done = body != NULL;
		if (body != NULL && exchange->answer != NULL)
			*exchange->answer = json_share(body);
	}
	return NULL;
}

/* Until the answer or the end of the connection. */
static err_t listen_on(struct client *client, struct exchange *exchange)
{
	while (!exchange->done) {
		struct frame frame = { 0 };
		bool got;
		err_t err = link_next(&client->seeker.link, client->loop, exchange->leaving ? GOODBYE_MS : -1,
			&frame, &got);

		if (err_is(err, ERR_NET) && exchange->leaving)
			return NULL;
		if (err != NULL) {
			close_link(client);
			return client->late ? late(client) : err;
		}
		if (!got)
			return NULL;
		err = take_answer(client, exchange, &frame);
		json_destroy(frame.json);
		if (err != NULL)
			return err;
	}
	return NULL;
}

static err_t say(struct client *client, struct exchange *exchange, const struct str *request,
	unsigned call_flags)
{
	err_t err = NULL;

	for (int tries = 0; err == NULL && !exchange->done; tries++) {
		if (client->cancelled)
			return err_make(ERR_CANCELLED, "cancelled; guichet bulk list says what was stopped");
		/* What the courier says on its way may be said twice, rows of an answer may not. */
		if (exchange->rows > 0 && (call_flags & (CALL_WRITES | CALL_COURIER)) == 0)
			return seek_cut(&client->seeker);
		if (tries == CALL_TRIES)
			return seek_tired(&client->seeker, tries);
		if (!link_is_open(&client->seeker.link)) {
			close_link(client);
			err = reach(client, false);
		}
		if (err == NULL) {
			exchange->leaving = false;
			str_add_n(&client->seeker.link.unsent, request->text, request->len);
			err = listen_on(client, exchange);
		}
		if (err == NULL && (!exchange->done || exchange->leaving))
			close_link(client);
	}
	return err;
}

/* ---- what takes long is stopped by an interrupt, and says how far it came; a second one ends the program */

struct interrupts { struct client *client; sigset_t before; int fd; };

static void interrupts_end(struct interrupts *in)
{
	if (in->fd < 0)
		return;
	loop_fd(in->client->loop, in->fd, 0, NULL, NULL);
	close(in->fd);
	in->fd = -1;
	sigprocmask(SIG_SETMASK, &in->before, NULL);
	in->client->cancellable = 0;
}

static void on_interrupt(void *data, int fd, unsigned events)
{
	struct interrupts *in = data;
	struct client *client = in->client;
	struct signalfd_siginfo info;

	(void)events;
	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (client->cancelled || !link_is_open(&client->seeker.link)) {
		interrupts_end(in);
		raise(SIGINT);
		return;
	}
	client->cancelled = true;
	wire_put_cancel(&client->seeker.link.unsent, client->cancellable);
	link_flush(&client->seeker.link);
}

/* A program that ignores interrupts goes on doing so. */
static void interrupts_begin(struct interrupts *in, int64_t call)
{
	struct sigaction action;
	sigset_t one;

	in->fd = -1;
	if (sigaction(SIGINT, NULL, &action) != 0 || action.sa_handler == SIG_IGN)
		return;
	sigemptyset(&one);
	sigaddset(&one, SIGINT);
	if (sigprocmask(SIG_BLOCK, &one, &in->before) != 0)
		return;
	in->fd = signalfd(-1, &one, SFD_CLOEXEC | SFD_NONBLOCK);
	if (in->fd < 0) {
		sigprocmask(SIG_SETMASK, &in->before, NULL);
		return;
	}
	in->client->cancellable = call;
	loop_fd(in->client->loop, in->fd, LOOP_READ, on_interrupt, in);
}

err_t client_call(struct client *client, const struct call_request *request, const char *payload,
	size_t payload_len, client_row_fn row, void *data, struct json **answer)
{
	struct exchange exchange = { .id = ++client->last_id, .row = row, .data = data,
		.answer = answer };
	struct random random = random_system();
	struct interrupts interrupts = { .client = client, .fd = -1 };
	struct str bytes = { 0 };
	char key[UUID_TEXT];
	bool writes = (request->call->flags & CALL_WRITES) != 0;
	err_t err;

	if (answer != NULL)
		*answer = NULL;
	err = call_fits(request->call, 0, payload_len);
	if (err != NULL)
		return err;
	wire_put_request(&bytes, exchange.id, writes ? random_uuid(&random, key) : NULL, request,
		payload, payload_len);
	err = call_fits(request->call, bytes.len - payload_len, payload_len);
	client->cancelled = false;
	if (err == NULL && (request->call->flags & (CALL_BULK | CALL_SLICES)) != 0)
		interrupts_begin(&interrupts, exchange.id);
	if (err == NULL)
		err = say(client, &exchange, &bytes, request->call->flags);
	interrupts_end(&interrupts);
	str_wipe(&bytes);
	return err;
}
