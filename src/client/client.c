/* SPDX-License-Identifier: ISC */
/*
 * Finding or starting a server, and calls that act once.  A connection may
 * end at any moment, because a private desk's server leaves when it is not
 * used, when its file is replaced, or when another build starts: whatever
 * ends before it was answered is said again, with the same key.
 */
#include "guichet/client/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "guichet/base/alloc.h"
#include "guichet/base/arena.h"
#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "inside.h"

enum {
	PATIENCE_MS = 5000,		/* without a sign of life */
	PATIENCE_ALL_MS = 20000,	/* with servers that come and go */
	GOODBYES = 8,			/* a guichetd of another build, found again and again */
	HELLO_MS = 5000,
	GOODBYE_MS = 2000,		/* for answers that are still on their way */
	PAUSE_MS = 5, PAUSE_MAX_MS = 100,
	START_MS = 100, START_MAX_MS = 800,	/* before another start: somebody else holds the desk */
	CALL_TRIES = 25,
	SSH_NO_COMMAND = 127
};

/* One search for a server. */
struct search {
	int64_t begun, alive;		/* when a server last gave a sign of life */
	int64_t pause, start_pause, next_start;
	bool again;			/* what the last attempt says */
	int goodbyes;
};

static void close_link(struct client *client)
{
	(void)link_close(&client->link);
}

/* A search's server is not a child that anybody else waits for. */
static void reap(struct client *client)
{
	if (client->server > 0 && waitpid(client->server, NULL, WNOHANG) != 0)
		client->server = 0;
}

static err_t start(struct client *client, struct search *search)
{
	struct start how = { .program = client->program, .desk = client->target.path,
		.now = client->now };
	bool ready;
	err_t err;

	reap(client);
	err = start_server(client->loop, &how, &ready, &client->server);
	search->next_start = clock_steady_ms();
	if (err == NULL && ready) {
		search->alive = search->next_start;
	} else {
		search->next_start += search->start_pause;
		search->start_pause *= search->start_pause < START_MAX_MS ? 2 : 1;
	}
	return err;
}

static err_t connect_private(struct client *client, struct search *search, bool *there)
{
	err_t err = link_connect(&client->link, client->target.socket, there);

	if (err != NULL || *there || clock_steady_ms() < search->next_start)
		return err;
	err = start(client, search);
	if (err != NULL)
		return err;
	return link_connect(&client->link, client->target.socket, there);
}

static err_t connect_any(struct client *client, struct search *search, bool *there)
{
	struct arena *arena;
	err_t err;

	switch (client->target.kind) {
	case TARGET_PRIVATE:
		return connect_private(client, search, there);
	case TARGET_SOCKET:
		err = link_connect(&client->link, client->target.socket, there);
		if (err == NULL && !*there && !client->known)
			err = err_make(ERR_NET, "nobody answers at %s: is the desk's server running?",
				client->target.words);
		return err;
	case TARGET_SSH:
		break;
	}
	arena = arena_create();
	err = link_spawn(&client->link, target_ssh_words(&client->target, arena, client->known));
	arena_destroy(arena);
	*there = err == NULL;
	return err;
}

static const char *language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && (value == NULL || *value == '\0'); i++)
		value = getenv(names[i]);
	return value != NULL && str_starts(value, "fr") ? "fr" : "en";
}

/* The end of ssh before an answer: its own failure, the far guichet's, or a server that left. */
static err_t ssh_ended(struct client *client, struct search *search)
{
	int status = link_close(&client->link);

	search->again = status == 0;
	if (status == 0)
		return NULL;
	if (status == SSH_NO_COMMAND)
		return err_make(ERR_NET, "%s: guichet is not installed there", client->target.words);
	return err_make(ERR_NET, "%s: the connection ended before the desk answered (ssh: %d)",
		client->target.words, status);
}

/* A server that leaves, or has no room: it lives, and another may be started at once. */
static void try_again(struct search *search)
{
	search->alive = clock_steady_ms();
	search->next_start = 0;
	search->again = true;
}

static err_t take_hello(struct client *client, struct search *search, const struct frame *frame)
{
	const char *goodbye = json_text(frame->json, "goodbye");
	const struct json *error = json_get(frame->json, "error");
	const struct json *hello = json_get(frame->json, "hello");
	err_t err = error != NULL ? wire_get_error(error) : NULL;

	if (goodbye != NULL && ++search->goodbyes == GOODBYES)
		return err_make(ERR_CONFLICT, "the server of %s ends again and again: %s",
			client->target.words, goodbye);
	if (goodbye != NULL || (err_is(err, ERR_LIMIT) && client->target.kind == TARGET_PRIVATE)) {
		try_again(search);
		return NULL;
	}
	if (err == NULL && !json_is_object(hello))
		err = err_make(ERR_PROTOCOL, "%s: this is not a desk's server", client->target.words);
	if (err == NULL) {
		json_destroy(client->hello);
		client->hello = json_share(hello);
		client->known = true;
	}
	return err;
}

static err_t greet(struct client *client, struct search *search)
{
	bool person = client->target.kind == TARGET_SSH && !client->known;
	struct wire_hello hello = { .protocol = WIRE_PROTOCOL, .build = wire_build(),
		.lang = language(), .as = client->as };
	struct frame frame = { 0 };
	bool got;
	err_t err;

	wire_put_hello(&client->link.unsent, &hello);
	/* ssh may have a password to ask for first. */
	err = link_next(&client->link, client->loop, person ? -1 : HELLO_MS, &frame, &got);
	if (err != NULL)
		return err_wrap(err, "%s", client->target.words);
	if (!got && client->target.kind == TARGET_SSH)
		return ssh_ended(client, search);
	if (!got) {
		try_again(search);
		return NULL;
	}
	err = take_hello(client, search, &frame);
	json_destroy(frame.json);
	return err;
}

static err_t wait_a_little(struct client *client, struct search *search)
{
	struct random random = random_system();
	int64_t pause = search->pause + (int64_t)random_below(&random, (uint64_t)search->pause);
	unsigned events;

	search->pause = search->pause * 2 < PAUSE_MAX_MS ? search->pause * 2 : PAUSE_MAX_MS;
	return link_wait(client->loop, -1, -1, pause, &events);
}

/* Connects, and says hello unless the bytes are somebody else's (bare). */
static err_t reach(struct client *client, bool bare)
{
	int64_t now = clock_steady_ms();
	struct search search = { .begun = now, .alive = now, .pause = PAUSE_MS,
		.start_pause = START_MS };

	for (;;) {
		bool there = false;
		err_t err;

		search.again = false;
		err = connect_any(client, &search, &there);
		if (err == NULL && there && !bare)
			err = greet(client, &search);
		if (err == NULL && there && !search.again)
			return NULL;
		close_link(client);
		if (err != NULL)
			return err;
		now = clock_steady_ms();
		if (now - search.alive > PATIENCE_MS || now - search.begun > PATIENCE_ALL_MS)
			return err_make(ERR_NET, client->target.kind == TARGET_PRIVATE ?
				"the server of %s is busy starting or ending, or runs where "
				"XDG_RUNTIME_DIR differs: try again" :
				"the server of %s does not answer", client->target.words);
		err = wait_a_little(client, &search);
		if (err != NULL)
			return err;
	}
}

err_t client_prepare(const struct client_options *options, struct client **out)
{
	struct client *client = mem_alloc(sizeof(*client));
	err_t err;

	link_init(&client->link);
	client->as = mem_copy(options->as);
	client->now = mem_copy(options->now);
	client->program = mem_copy(options->program);
	err = target_find(options->desk, &client->target);
	if (err == NULL)
		err = loop_create(&client->loop);
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

err_t client_open(const struct client_options *options, struct client **out)
{
	struct client *client;
	err_t err = client_prepare(options, &client);

	if (err != NULL)
		return err;
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
	link_finish(&client->link);
	reap(client);
	json_destroy(client->hello);
	target_finish(&client->target);
	loop_destroy(client->loop);
	free(client->as);
	free(client->now);
	free(client->program);
	free(client);
}

const struct json *client_hello(const struct client *client)
{
	return client->hello;
}

const char *client_build(void)
{
	return wire_build();
}

const char *client_desk(const struct client *client)
{
	return client->target.words;
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
			wire_put_cancel(&client->link.unsent, exchange->id);
			link_pump(&client->link);
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
		err_t err = link_next(&client->link, client->loop, exchange->leaving ? GOODBYE_MS : -1,
			&frame, &got);

		if (err_is(err, ERR_NET) && exchange->leaving)
			return NULL;
		if (err != NULL) {
			close_link(client);
			return err;
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
		/* What the courier says on its way may be said twice, rows of an answer may not. */
		if (exchange->rows > 0 && (call_flags & (CALL_WRITES | CALL_COURIER)) == 0)
			return err_make(ERR_NET, "%s: the connection was cut", client->target.words);
		if (tries == CALL_TRIES)
			return err_make(ERR_NET, "%s: the server ended %d times before it answered",
				client->target.words, tries);
		if (!link_is_open(&client->link)) {
			close_link(client);
			err = reach(client, false);
		}
		if (err == NULL) {
			exchange->leaving = false;
			str_add_n(&client->link.unsent, request->text, request->len);
			err = listen_on(client, exchange);
		}
		if (err == NULL && (!exchange->done || exchange->leaving))
			close_link(client);
	}
	return err;
}

err_t client_call(struct client *client, const struct call_request *request, const char *payload,
	size_t payload_len, client_row_fn row, void *data, struct json **answer)
{
	struct exchange exchange = { .id = ++client->last_id, .row = row, .data = data,
		.answer = answer };
	struct random random = random_system();
	struct str bytes = { 0 };
	char key[UUID_TEXT];
	bool writes = (request->call->flags & CALL_WRITES) != 0;
	err_t err;

	if (answer != NULL)
		*answer = NULL;
	if (payload_len > WIRE_PAYLOAD_MAX)
		return err_make(ERR_USAGE, "%s: more than %d MiB", request->call->name,
			WIRE_PAYLOAD_MAX >> 20);
	wire_put_request(&bytes, exchange.id, writes ? random_uuid(&random, key) : NULL, request,
		payload, payload_len);
	if (bytes.len - payload_len > WIRE_LINE_MAX)
		err = err_make(ERR_USAGE, "%s: arguments of more than %d KiB", request->call->name,
			WIRE_LINE_MAX >> 10);
	else
		err = say(client, &exchange, &bytes, request->call->flags);
	str_wipe(&bytes);
	return err;
}
