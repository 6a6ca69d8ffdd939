/* SPDX-License-Identifier: ISC */
/*
 * The transport of an external network: whoever asks stands in a queue, which
 * dialogue.c serves.  What the program is told besides, its account's secret
 * and settings, is kept here.
 */
#include "dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

static enum asking asking_of(const char *method)
{
	static const char *const names[] = { [ASK_HELLO] = "HELLO", [ASK_CALL] = "CALL", [ASK_MORE] = "MORE",
		[ASK_TELL] = "TELL" };

	for (int i = ASK_HELLO; i < ASK_TELL; i++)
		if (strcmp(method, names[i]) == 0)
			return (enum asking)i;
	return ASK_TELL;
}

static void secret_keep(struct outside *outside, const char *secret)
{
	if (str_equal(outside->secret, secret))
		return;
	if (outside->secret != NULL)
		explicit_bzero(outside->secret, outside->secret_len);
	free(outside->secret);
	outside->secret = secret != NULL ? mem_copy(secret) : NULL;
	outside->secret_len = secret != NULL ? strlen(secret) : 0;
	/* It was told once, when it was started. */
	outside->told_other = outside->phase != PHASE_DOWN;
}

static struct exchange *outside_start(struct transport *transport, const struct request *request,
	const struct credential *credential, transport_done_fn done, void *data)
{
	struct outside *outside = (struct outside *)transport;
	struct exchange *exchange = mem_alloc(sizeof(*exchange)), **link = &outside->queue;

	*exchange = (struct exchange){ .outside = outside, .asking = asking_of(request->method),
		.body = request->body != NULL ? mem_copy(request->body) : NULL, .patience_ms = request->timeout_ms,
		.done = done, .data = data };
	secret_keep(outside, credential != NULL ? credential->token : NULL);
	while (*link != NULL)
		link = &(*link)->next;
	*link = exchange;
	dialogue_turn_later(outside);
	return exchange;
}

static void outside_cancel(struct transport *transport, struct exchange *exchange)
{
	struct outside *outside = (struct outside *)transport;
	struct exchange **link = &outside->queue;

	if (outside->current == exchange) {
		outside->current = NULL;
		loop_timer_stop(outside->loop, &outside->clock);
		dialogue_cancel(outside);
	} else {
		while (*link != exchange)
			link = &(*link)->next;
		*link = exchange->next;
	}
	outside_free(exchange);
}

static void outside_leave(struct transport *transport, void *data)
{
	struct outside *outside = (struct outside *)transport;

	if (outside->owner == data && outside->current == NULL)
		dialogue_cancel(outside);
}

static void outside_destroy(struct transport *transport)
{
	struct outside *outside = (struct outside *)transport;

	program_kill(outside);
	loop_timer_stop(outside->loop, &outside->turn);
	if (outside->current != NULL)
		outside_free(outside->current);
	while (outside->queue != NULL) {
		struct exchange *exchange = outside->queue;

		outside->queue = exchange->next;
		outside_free(exchange);
	}
	secret_keep(outside, NULL);
	str_finish(&outside->in);
	str_finish(&outside->out);
	str_finish(&outside->said);
	str_finish(&outside->lines);
	free(outside->hello);
	free(outside->program);
	free(outside->directory);
	free(outside->account);
	free(outside->settings);
	free(outside);
}

static const struct transport_ops outside_ops = {
	.name = "outside",
	.start = outside_start,
	.cancel = outside_cancel,
	.leave = outside_leave,
	.destroy = outside_destroy
};

struct transport *transport_outside_create(struct loop *loop, const struct outside_options *options)
{
	struct outside *outside = mem_alloc(sizeof(*outside));

	*outside = (struct outside){ .base = { .ops = &outside_ops }, .loop = loop,
		.program = mem_copy(options->program), .directory = mem_copy(options->directory),
		.account = mem_copy(options->account), .settings = mem_copy(options->settings),
		.patience_ms = options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS,
		.child = { .in = -1, .out = -1 }, .errors = -1 };
	return &outside->base;
}
