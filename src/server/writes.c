/* SPDX-License-Identifier: ISC */
/*
 * The disk takes a while to say that something will last, and says it for
 * many writes as fast as for one.  So the writes that several front ends ask
 * for while it is busy run behind each other, each in a savepoint of its own,
 * and are answered after their one commit.  Nothing else runs in between.
 * When that commit fails, each runs again alone and has its own answer.
 */
#include "writes.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "reader.h"

struct write {
	struct write *next;
	struct session *session;	/* NULL once it is gone */
	const struct server_call *function;
	struct call_context context;
	struct call_request request;
	struct actor actor;
	const char *key;
	struct str answer, frame;
};

struct writes {
	struct server *server;
	struct write *first, **end;	/* to run */
	struct write *done, **done_end;	/* to answer */
	struct loop_timer *timer;
	bool busy;
	int64_t ran_ms;			/* when some last did, on the steady clock */
};

err_t write_one(struct call_context *context, const struct server_call *function, const char *key)
{
	const char *done = NULL;
	err_t err = desk_begin(context->desk, context->actor, key, function->name, context->arena, &done);

	if (err != NULL)
		return err;
	if (done != NULL) {
		str_add(context->answer, done);
		return NULL;
	}
	err = function->run(context);
	if (err == NULL)
		err = dispatch_fits(context->answer);
	if (err != NULL) {
		desk_rollback(context->desk);
		return err;
	}
	return desk_commit(context->desk, context->answer->len > 0 ? context->answer->text : NULL);
}

static void write_do(struct write *write)
{
	err_t err;

	str_clear(&write->answer);
	str_clear(&write->frame);
	err = write_one(&write->context, write->function, write->key);
	if (err != NULL)
		wire_put_error(&write->frame, write->context.id, err);
	else
		wire_put_ok(&write->frame, write->context.id,
			write->answer.len > 0 ? write->answer.text : NULL);
}

static void each_do(struct write *first)
{
	for (struct write *write = first; write != NULL; write = write->next)
		write_do(write);
}

static void group_do(struct desk *desk, struct write *first)
{
	err_t err = desk_group_begin(desk);

	if (err == NULL) {
		each_do(first);
		err = desk_group_end(desk);
	}
	if (err != NULL)
		each_do(first);
}

static void write_free(struct write *write)
{
	str_finish(&write->answer);
	str_finish(&write->frame);
	arena_destroy(write->context.arena);
	free(write);
}

/* An answer may bring the session's next request, which may come here again. */
static void answers_send(struct writes *writes)
{
	while (writes->done != NULL) {
		struct write *write = writes->done;

		writes->done = write->next;
		if (writes->done == NULL)
			writes->done_end = &writes->done;
		if (write->session != NULL) {
			session_send(write->session, &write->frame);
			session_landed(write->session);
		}
		write_free(write);
	}
}

/* Nothing is acknowledged into a file that lost its name; front ends ask again elsewhere. */
static void file_gone(struct writes *writes, struct write *first)
{
	server_end(writes->server, FILE_REPLACED);
	for (struct write *next; first != NULL; first = next) {
		next = first->next;
		session_landed(first->session);
		write_free(first);
	}
}

void writes_run(struct writes *writes)
{
	struct write *first = writes->first;

	if (first == NULL || writes->busy)
		return;
	loop_timer_stop(writes->server->loop, &writes->timer);
	writes->first = NULL;
	if (!server_file_is_ours(writes->server)) {
		writes->end = &writes->first;
		file_gone(writes, first);
		return;
	}
	*writes->done_end = first;
	writes->done_end = writes->end;
	writes->end = &writes->first;
	writes->busy = true;
	if (first->next == NULL)
		write_do(first);
	else
		group_do(writes->server->desk, first);
	writes->busy = false;
	writes->ran_ms = clock_steady_ms();
	answers_send(writes);
}

int64_t writes_since_ms(const struct writes *writes)
{
	return writes->ran_ms == 0 ? INT64_MAX : clock_steady_ms() - writes->ran_ms;
}

static void on_turn(void *data)
{
	struct writes *writes = data;

	writes->timer = NULL;
	writes_run(writes);
}

static struct actor actor_copy(struct arena *arena, const struct actor *actor)
{
	struct actor copy = *actor;

	copy.name = arena_copy(arena, actor->name);
	copy.session = arena_copy(arena, actor->session);
	copy.played_by = arena_copy(arena, actor->played_by);
	copy.scope = arena_copy(arena, actor->scope);
	return copy;
}

void writes_add(struct writes *writes, const struct call_context *context,
	const struct server_call *function, const char *key)
{
	struct write *write = mem_alloc(sizeof(*write));

	write->session = context->session;
	write->function = function;
	write->context = *context;
	write->request = *context->request;
	write->actor = actor_copy(context->arena, context->actor);
	write->key = arena_copy(context->arena, key);
	write->context.request = &write->request;
	write->context.actor = &write->actor;
	write->context.answer = &write->answer;
	context->session->in_flight++;
	*writes->end = write;
	writes->end = &write->next;
	if (writes->timer == NULL)
		writes->timer = loop_after(writes->server->loop, 0, on_turn, writes);
}

/* What the reader found lies in the arena, which goes along. */
static void looked(struct call_context *context)
{
	writes_add(context->server->writes, context, dispatch_function(context->request->call), context->key);
	context->arena = NULL;
}

void writes_look(struct call_context *context, const struct server_call *function, const char *key)
{
	struct server_call *look = arena_alloc(context->arena, sizeof(*look));
	bool done = false;

	if (key != NULL && desk_was_done(context->desk, key, &done) == NULL && done) {
		writes_add(context->server->writes, context, function, key);
		return;
	}
	*look = (struct server_call){ .name = function->name, .run = function->look, .land = looked,
		.is_long = function->is_long };
	context->key = arena_copy(context->arena, key);
	readers_add(context->server->readers, context, look);
}

void writes_forget(struct writes *writes, const struct session *session)
{
	for (struct write *write = writes->done; write != NULL; write = write->next)
		if (write->session == session)
			write->session = NULL;
	writes->end = &writes->first;
	while (*writes->end != NULL) {
		struct write *write = *writes->end;

		if (write->session == session) {
			*writes->end = write->next;
			write_free(write);
		} else {
			writes->end = &write->next;
		}
	}
}

struct writes *writes_create(struct server *server)
{
	struct writes *writes = mem_alloc(sizeof(*writes));

	writes->server = server;
	writes->end = &writes->first;
	writes->done_end = &writes->done;
	return writes;
}

void writes_destroy(struct writes *writes)
{
	if (writes == NULL)
		return;
	loop_timer_stop(writes->server->loop, &writes->timer);
	free(writes);
}
