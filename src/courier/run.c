/* SPDX-License-Identifier: ISC */
/*
 * One task on its way: step, bring what it needs, step again.  Guards against
 * tasks that never end: a cap on requests, and a cursor that comes twice.
 * Decides when a request may leave: bucket of the account, bucket and number
 * of exchanges of the host; a send goes before a poll.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/read.h"

enum { RANKS = 4 };		/* who waits for a turn: logins, sends, somebody who wants a file, polls */

static void run_step(struct run *run, const struct response *response);
static void run_later(struct run *run, int64_t ms);
static void run_hear(struct run *run);
static void run_request(struct run *run);

err_t run_create(struct channel *channel, enum task_kind kind, struct run **out)
{
	struct courier *courier = channel->courier;
	struct run *run = mem_alloc(sizeof(*run));
	err_t err;

	run->channel = channel;
	run->connector = channel->connector;
	run->arena = arena_create();
	err = read_account(desk_reader(courier->options.desk), run->arena, channel->account, &run->account);
	if (err != NULL)
		goto out;
	err = desk_account_secret(courier->options.desk, &run->account, &run->secret);
	if (err_is(err, ERR_NOT_FOUND)) {
		err_ignore(err, "an account without a secret asks without one, where that can be");
		err = NULL;
		if (run->connector->admits && kind != TASK_AUTHORIZE)
			err = err_make(ERR_AUTH, "account %s has no secret yet: account login, or account add with one",
				run->account.name);
		else if (run->connector->needs_secret && kind != TASK_AUTHORIZE)
			err = err_make(ERR_AUTH, "account %s has no secret yet: account add with one", run->account.name);
	}
	if (err == NULL && channel->transport == NULL)
		err = channel_transport(channel, &run->account);
	if (err != NULL)
		goto out;
	run->output.arena = run->arena;
	run->task = (struct task){ .kind = kind, .account = &run->account, .arena = run->arena,
		.state = arena_alloc(run->arena, run->connector->state_size + 1) };
	*out = run;
	run = NULL;
out:
	run_destroy(run);
	return err;
}

static void exchange_over(struct run *run)
{
	run->exchange = NULL;
	if (run->listens || run->waits)
		return;
	run->channel->courier->flying--;
	if (run->channel->host != NULL)
		run->channel->host->flying--;
}

void run_destroy(struct run *run)
{
	if (run == NULL)
		return;
	loop_timer_stop(run->channel->courier->options.loop, &run->timer);
	if (run->exchange != NULL) {
		run->channel->transport->ops->cancel(run->channel->transport, run->exchange);
		exchange_over(run);
	}
	if (run->channel->transport != NULL && run->channel->transport->ops->leave != NULL)
		run->channel->transport->ops->leave(run->channel->transport, run);
	secret_finish(&run->secret);
	str_finish(&run->heard);
	str_finish(&run->piece.bytes);
	events_finish(&run->events);
	free(run->cursors);
	if (run->task.kind == TASK_LOGIN || run->task.kind == TASK_AUTHORIZE)
		arena_wipe(run->arena);
	else
		arena_destroy(run->arena);
	arena_destroy(run->kept);
	free(run);
}

static void run_finish(struct run *run, err_t err)
{
	err_t changed = err_is(err, ERR_AUTH) && run->task.kind != TASK_AUTHORIZE ? run_secret_same(run) : NULL;

	if (changed != NULL) {
		err_ignore(err, "that secret is not the account's any more");
		err = changed;
	}
	run->done(run, err);
}

/* FNV-1a: only this task's own cursors are compared. */
static uint64_t cursor_hash(const char *text)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return hash;
}

static err_t cursor_guard(struct run *run, const char *cursor)
{
	uint64_t hash = cursor_hash(cursor);

	for (size_t i = 0; i < run->cursor_count; i++)
		if (run->cursors[i] == hash)
			return err_make(ERR_PROTOCOL, "%s: the server's pages go round in circles",
				run->task.stream != NULL ? run->task.stream : "task");
	if (run->cursor_count == run->cursor_size) {
		run->cursor_size = run->cursor_size == 0 ? 16 : run->cursor_size * 2;
		run->cursors = mem_grow(run->cursors, run->cursor_size, sizeof(*run->cursors));
	}
	run->cursors[run->cursor_count++] = hash;
	return NULL;
}

static err_t run_commit(struct run *run)
{
	err_t err = run->commit != NULL ? run->commit(run) : NULL;
	struct output *output = &run->output;

	if (output->cursor != NULL)
		run->task.cursor = output->cursor;
	output->items = NULL;
	output->bad = NULL;
	output->count = output->bad_count = 0;
	output->gap.from_ms = output->gap.to_ms = 0;
	output->cursor = output->hint = output->uploaded.remote_id = NULL;
	return err;
}

void run_fail(struct run *run, err_t err)
{
	run_finish(run, err);
}

void run_step_later(struct run *run)
{
	run_later(run, 0);
}

static void on_turn(void *data)
{
	struct run *run = data;

	run->timer = NULL;
	if (run->waiting)
		run_request(run);
	else if (run->listens && run->exchange != NULL)
		run_hear(run);
	else
		run_step(run, NULL);
}

static void run_later(struct run *run, int64_t ms)
{
	run->timer = loop_after(run->channel->courier->options.loop, ms > 0 ? ms : 0, on_turn, run);
}

void run_start(struct run *run)
{
	if (run->task.cursor != NULL)
		err_ignore(cursor_guard(run, run->task.cursor), "the first cursor meets no other");
	run_later(run, 0);
}

void run_resume(struct run *run)
{
	run_later(run, 0);
}

static void learn(struct run *run, const struct response *response)
{
	struct channel *channel = run->channel;
	int64_t now = courier_now(channel->courier);

	if (response->status >= 200 && response->status <= 299)
		run->renewals = 0;
	run->status = response->status;
	run->fault = response->fault;
	bucket_learn(&channel->bucket, response->rate_remaining, response->rate_reset_ms, now);
	if (response->retry_after_ms > 0 && (response->status == 429 || response->status == 503)) {
		bucket_block(&channel->bucket, now + response->retry_after_ms);
		channel_save(channel, true);
	}
}

/* "Come back in two seconds" is no answer to a question: it is asked again without troubling the connector. */
static bool ask_again(struct run *run, const struct response *response)
{
	bool busy = response->status == 429 || response->status == 503;

	if (!busy || strcmp(run->need.request.method, "GET") != 0 || response->retry_after_ms <= 0 ||
	    response->retry_after_ms > RUN_WAIT_MS || run->repeats >= RUN_REPEATS)
		return false;
	run->repeats++;
	jobs_progress(run->channel->courier, run->channel, "waiting", "the network asks to slow down");
	run_request(run);
	return true;
}

/* What came of a file since the last turn, or all of it from a transport without streams; false: it ended the run. */
static bool bytes_end(struct run *run, const struct response *response)
{
	const struct channel *channel = run->channel;
	bool asked = run->take != NULL && (run->need.request.flags & REQUEST_STREAM) != 0;

	if (asked && run->heard.len > 0)
		run_hear(run);
	else if (asked && response->status / 100 == 2 && response->len > 0)
		run->take(run, response->body, response->len);
	return !asked || channel->fetch != NULL;
}

static void on_response(void *data, const struct response *response)
{
	struct run *run = data;
	struct courier *courier = run->channel->courier;

	exchange_over(run);
	run->listens = false;
	if (!bytes_end(run, response))
		return;
	loop_timer_stop(courier->options.loop, &run->timer);
	learn(run, response);
	if (!ask_again(run, response)) {
		run->repeats = 0;
		run_step(run, response);
	}
	run_wake(courier);
}

/* Comes from inside the transport: the bytes are kept, and looked at in the next turn. */
static void on_piece(void *data, const char *bytes, size_t len)
{
	struct run *run = data;

	if (run->take == NULL && run->heard.len + len > LIVE_BYTES)
		run->missed = true;
	else
		str_add_n(&run->heard, bytes, len);
	if (run->timer == NULL)
		run_later(run, 0);
}

static void run_launch(struct run *run)
{
	struct channel *channel = run->channel;
	const struct request *request = &run->need.request;
	struct session_tokens tokens = { 0 };
	struct credential credential = { .origin = run->account.url, .token = run->secret.bytes };
	int64_t now = courier_now(channel->courier);
	err_t err = request->secret != SECRET_OWN ? run_tokens(run, &tokens) : NULL;

	if (err != NULL) {
		run_finish(run, err);
		return;
	}
	if (request->secret != SECRET_OWN) {
		credential.origin = run->session.origin;
		credential.token = request->secret == SECRET_ACCESS ? tokens.access.bytes : tokens.refresh.bytes;
		credential.learned = !url_same_origin(run->session.origin, run->account.url);
	}
	run->waiting = false;
	run_files(run);
	run->requests++;
	run->sent = run->sent || (request->flags & REQUEST_SEND) != 0 ||
		(strcmp(request->method, "GET") != 0 && (request->flags & REQUEST_UPLOAD) == 0);
	bucket_take(&channel->bucket, now);
	run->listens = (request->flags & REQUEST_STREAM) != 0;
	run->waits = (request->flags & REQUEST_WAITS) != 0;
	channel->courier->flying += !run->listens && !run->waits;
	if (channel->host != NULL) {
		channel->host->flying += !run->listens && !run->waits;
		bucket_take(&channel->host->bucket, now);
	}
	run->exchange = channel->transport->ops->start(channel->transport, request, &credential,
		on_response, run);
	session_tokens_finish(&tokens);
	if (run->listens && channel->transport->ops->listen != NULL)
		channel->transport->ops->listen(run->exchange, on_piece);
}

static bool is_send(const struct run *run)
{
	return run->task.kind == TASK_SEND || run->task.kind == TASK_RECONCILE || run->task.kind == TASK_ACT ||
		run->task.kind == TASK_LOGIN;
}

/* How long the buckets hold it back. */
static int64_t held_back(const struct run *run)
{
	const struct channel *channel = run->channel;
	const struct host *host = channel->host;
	int64_t now = courier_now(channel->courier), wait, theirs = 0;

	wait = bucket_wait(&channel->bucket, now, is_send(run));
	if (host != NULL && host->metered)
		theirs = bucket_wait(&host->bucket, now, is_send(run));
	return wait > theirs ? wait : theirs;
}

static bool crowded(const struct run *run)
{
	const struct channel *channel = run->channel;

	/* A stream lasts, and a person waits. */
	if ((run->need.request.flags & REQUEST_STREAM) != 0 || run->task.kind == TASK_AUTHORIZE)
		return false;
	return channel->courier->flying >= IN_ALL || (channel->host != NULL && channel->host->flying >= PER_HOST);
}

static void run_request(struct run *run)
{
	int64_t wait = held_back(run);

	run->waiting = true;
	if (run->requests >= RUN_REQUESTS)
		run_finish(run, err_make(ERR_PROTOCOL, "more than %d requests in one task", RUN_REQUESTS));
	else if (wait > RUN_WAIT_MS)
		run_finish(run, err_wait(err_make(ERR_LIMIT, "the network's rate limit is used up"), wait));
	else if (wait > 0)
		run_later(run, wait);
	else if (run->channel->transport == NULL)	/* its settings changed on the way */
		run_finish(run, err_make(ERR_CONFIG, "account %s: its settings do not work", run->account.name));
	else if (!crowded(run))
		run_launch(run);
	/* else run_wake() comes */
}

static struct run *run_of_rank(const struct channel *channel, int rank)
{
	struct run *const runs[RANKS] = { channel->login, channel->send, fetch_run(channel), channel->poll };

	return runs[rank];
}

void run_wake(struct courier *courier)
{
	for (int rank = 0; rank < RANKS; rank++)
		for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
			struct run *run = run_of_rank(channel, rank);

			/* By timer: a run that ends here would change the lists under our feet. */
			if (run != NULL && run->waiting && run->timer == NULL)
				run_later(run, 0);
		}
}

/* A commit in the middle: the next step comes in the next turn, so that a flood does not hold the loop. */
static void run_middle(struct run *run)
{
	const char *cursor = run->output.cursor;
	err_t err = cursor != NULL ? cursor_guard(run, cursor) : NULL;

	if (err == NULL)
		err = run_commit(run);
	if (err == NULL && cursor != NULL && run->task.kind == TASK_POLL &&
	    arena_bytes(run->arena) > RUN_ARENA_BYTES)
		run->more = true;
	if (err != NULL || run->more)
		run_finish(run, err);
	else
		run_later(run, 0);
}

struct hearing { struct run *run; err_t err; };

static void on_event(void *data, const struct stream_event *event)
{
	struct hearing *hearing = data;
	struct run *run = hearing->run;
	struct need need = { .kind = NEED_NOTHING };

	if (hearing->err != NULL)
		return;
	run->task.event = event;
	run->task.now_ms = courier_now(run->channel->courier);
	hearing->err = run->connector->step(&run->task, NULL, &need, &run->output);
	run->task.event = NULL;
	if (hearing->err == NULL && need.kind != NEED_STREAM)
		hearing->err = err_make(ERR_PROTOCOL, "the connector stops listening");
	if (hearing->err == NULL)
		hearing->err = run_commit(run);
}

/* All that came since the last turn; where it was no event it still shows that the stream lives. */
static void run_hear(struct run *run)
{
	struct hearing hearing = { .run = run };
	struct str heard = run->heard;

	run->heard = (struct str){ 0 };
	if (run->take != NULL) {
		run->take(run, str_text(&heard), heard.len);
		str_finish(&heard);
		return;
	}
	events_feed(&run->events, str_text(&heard), heard.len, on_event, &hearing);
	str_finish(&heard);
	if (hearing.err == NULL)
		hearing.err = run_commit(run);
	if (hearing.err != NULL)
		run_finish(run, hearing.err);
}

static void secret_take(struct run *run)
{
	char *secret = run->output.grant.secret;

	if (secret == NULL)
		return;
	secret_finish(&run->secret);
	run->secret = secret_make(secret, strlen(secret));
	explicit_bzero(secret, strlen(secret));
	run->output.grant.secret = NULL;
}

static void run_step(struct run *run, const struct response *response)
{
	err_t err;

	run->task.now_ms = courier_now(run->channel->courier);
	memset(&run->need, 0, sizeof(run->need));
	err = run_session(run);
	if (err == NULL)
		err = run->connector->step(&run->task, response, &run->need, &run->output);
	secret_take(run);
	if (err != NULL) {
		run_finish(run, err);
		return;
	}
	switch (run->need.kind) {
	case NEED_NOTHING:
		run_finish(run, run_commit(run));
		break;
	case NEED_BYTES:
	case NEED_STREAM:
		run->need.request.flags |= REQUEST_STREAM;
		run_request(run);
		break;
	case NEED_HTTP:
		run_request(run);
		break;
	case NEED_UNTIL:
		run_later(run, run->need.until_ms - run->task.now_ms);
		break;
	case NEED_COMMIT:
		run_middle(run);
		break;
	case NEED_PERSON:
		if (run->person != NULL)
			run->person(run);
		else
			run_finish(run, err_make(ERR_PROTOCOL, "the connector asks for a person"));
		break;
	case NEED_SESSION:
		run_session_need(run);
		break;
	}
}
