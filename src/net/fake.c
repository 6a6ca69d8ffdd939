/* SPDX-License-Identifier: ISC */
/*
 * A transport whose answers are a function.  The function sees the request as
 * it would leave, credential included where N-04 allows it; the answer arrives
 * in a later turn of the loop.  A function that leaves both status and fault
 * empty never answers.
 */
#include "guichet/net/transport.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "credential.h"
#include "guichet/base/alloc.h"
#include "limits.h"

struct fake {
	struct transport base;
	struct loop *loop;
	transport_fake_fn answer;
	void *data;
	struct exchange *exchanges;
};

struct exchange {
	struct fake *fake;
	struct exchange *next;
	struct arena *arena;
	struct loop_timer *timer;
	struct response response;
	transport_done_fn done;
	void *data;
};

static void exchange_unlink(struct exchange *exchange)
{
	struct exchange **link = &exchange->fake->exchanges;

	while (*link != exchange)
		link = &(*link)->next;
	*link = exchange->next;
}

static void exchange_free(struct exchange *exchange)
{
	arena_destroy(exchange->arena);
	free(exchange);
}

static void fake_arrived(void *data)
{
	struct exchange *exchange = data;

	exchange->timer = NULL;
	exchange_unlink(exchange);
	exchange->done(exchange->data, &exchange->response);
	exchange_free(exchange);
}

/* As it would leave. */
static void fill(struct arena *arena, struct request *seen, const struct filled *filled)
{
	if (filled->header.len > 0)
		seen->headers[seen->header_count++] = arena_copy(arena, filled->header.text);
	if (filled->url.len > 0)
		seen->url = arena_copy(arena, filled->url.text);
	if (filled->body.len > 0) {
		seen->body = arena_copy_n(arena, filled->body.text, filled->body.len);
		seen->body_len = filled->body.len;
	}
}

/* What comes in pieces is one body to whoever answers. */
static bool join(struct arena *arena, struct request *seen)
{
	size_t len = seen->pieces != NULL ? request_pieces_len(seen) : 0, got = 0;
	char *body;

	if (seen->pieces == NULL)
		return true;
	body = arena_alloc(arena, len + 1);
	if (!request_pieces_read(seen, 0, body, len, &got))
		return false;
	seen->body = body;
	seen->body_len = got;
	return true;
}

static struct exchange *fake_start(struct transport *transport, const struct request *request,
	const struct credential *credential, transport_done_fn done, void *data)
{
	struct fake *fake = (struct fake *)transport;
	struct exchange *exchange = mem_alloc(sizeof(*exchange));
	struct request seen = *request;
	struct clock clock = clock_system();
	struct filled filled;

	*exchange = (struct exchange){ .fake = fake, .next = fake->exchanges, .done = done, .data = data };
	fake->exchanges = exchange;
	exchange->arena = arena_create();
	exchange->response.rate_remaining = -1;
	if (!credential_fill(request, credential, &filled)) {
		exchange->response.fault = FAULT_NOT_SENT;
		exchange->response.fault_text = "the credential has no place in the request";
	} else if (credential_forbids(request, credential)) {
		exchange->response.fault = FAULT_NOT_SENT;
		exchange->response.fault_text = "the credential belongs to another server";
	} else if (!join(exchange->arena, &seen)) {
		exchange->response.fault = FAULT_BROKEN;
		exchange->response.fault_text = "the file cannot be read";
	} else {
		fill(exchange->arena, &seen, &filled);
		fake->answer(fake->data, &seen, exchange->arena, &exchange->response);
	}
	filled_wipe(&filled);
	limits_read(&exchange->response, clock_now(&clock));
	if (exchange->response.body == NULL)
		exchange->response.body = "";
	if (exchange->response.status != 0 || exchange->response.fault != FAULT_NONE)
		exchange->timer = loop_after(fake->loop, 0, fake_arrived, exchange);
	return exchange;
}

static void fake_cancel(struct transport *transport, struct exchange *exchange)
{
	struct fake *fake = (struct fake *)transport;

	loop_timer_stop(fake->loop, &exchange->timer);
	exchange_unlink(exchange);
	exchange_free(exchange);
}

static void fake_destroy(struct transport *transport)
{
	struct fake *fake = (struct fake *)transport;

	while (fake->exchanges != NULL)
		fake_cancel(transport, fake->exchanges);
	free(fake);
}

static const struct transport_ops fake_ops = {
	.name = "fake",
	.start = fake_start,
	.cancel = fake_cancel,
	.destroy = fake_destroy,
};

struct transport *transport_fake_create(struct loop *loop, transport_fake_fn answer, void *data)
{
	struct fake *fake = mem_alloc(sizeof(*fake));

	*fake = (struct fake){ .base.ops = &fake_ops, .loop = loop, .answer = answer, .data = data };
	return &fake->base;
}
