/* SPDX-License-Identifier: ISC */
/*
 * The list is walked anew after each function of the user's, because that
 * may have made, forgotten or closed anything.
 */
#include "open_calls.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"

static struct open_call **place_of(struct open_calls *list, int64_t id)
{
	struct open_call **place = &list->first;

	while (*place != NULL && (*place)->id != id)
		place = &(*place)->next;
	return place;
}

/* Out of the list; the caller frees it. */
static struct open_call *take(struct open_calls *list, struct open_call **place)
{
	struct open_call *call = *place;

	*place = call->next;
	if (list->end == &call->next)
		list->end = place;
	return call;
}

static void call_free(struct open_call *call)
{
	str_finish(&call->bytes);
	free(call);
}

void open_calls_init(struct open_calls *list)
{
	*list = (struct open_calls){ .end = &list->first };
}

void open_calls_finish(struct open_calls *list)
{
	while (list->first != NULL)
		call_free(take(list, &list->first));
}

err_t call_fits(const struct call *call, size_t line_len, size_t payload_len)
{
	if (payload_len > WIRE_PAYLOAD_MAX)
		return err_make(ERR_USAGE, "%s: more than %d MiB", call->name, WIRE_PAYLOAD_MAX >> 20);
	if (line_len > WIRE_LINE_MAX)
		return err_make(ERR_USAGE, "%s: arguments of more than %d KiB", call->name,
			WIRE_LINE_MAX >> 10);
	return NULL;
}

static bool is_hopeless(const struct open_call *call)
{
	return call->bytes.len == 0 || call->tries == CALL_TRIES;
}

struct open_call *open_calls_add(struct open_calls *list, const struct call_request *request,
	const char *payload, size_t payload_len, const struct attach_listener *listener)
{
	struct open_call *call = mem_alloc(sizeof(*call));
	struct random random = random_system();
	bool writes = (request->call->flags & CALL_WRITES) != 0;
	char key[UUID_TEXT];

	call->id = ++list->last_id;
	call->call = request->call;
	call->payload_len = payload_len;
	if (listener != NULL)
		call->listener = *listener;
	if (payload_len <= WIRE_PAYLOAD_MAX) {
		wire_put_request(&call->bytes, call->id, writes ? random_uuid(&random, key) : NULL, request,
			payload, payload_len);
		call->line_len = call->bytes.len - payload_len;
	}
	if (call->line_len > WIRE_LINE_MAX)
		str_finish(&call->bytes);
	*list->end = call;
	list->end = &call->next;
	return call;
}

void open_call_say(struct open_call *call, struct str *to)
{
	str_add_n(to, call->bytes.text, call->bytes.len);
	call->said = true;
}

void open_calls_say(struct open_calls *list, struct str *to)
{
	for (struct open_call *call = list->first; call != NULL; call = call->next)
		if (!is_hopeless(call))
			open_call_say(call, to);
}

void open_calls_cut(struct open_calls *list)
{
	for (struct open_call *call = list->first; call != NULL; call = call->next) {
		call->tries += call->said && call->tries < CALL_TRIES;
		call->again = call->again || call->begun;
		call->said = call->begun = false;
	}
}

bool open_calls_forget(struct open_calls *list, int64_t id)
{
	struct open_call **place = place_of(list, id);
	bool cancelled;

	if (*place == NULL)
		return false;
	if (((*place)->call->flags & CALL_WRITES) != 0 && !is_hopeless(*place)) {
		(*place)->forgotten = true;
		return false;
	}
	cancelled = (*place)->said && ((*place)->call->flags & (CALL_STREAM | CALL_READER)) != 0;
	call_free(take(list, place));
	return cancelled;
}

void open_calls_forget_all(struct open_calls *list)
{
	for (struct open_call *call = list->first; call != NULL; call = call->next)
		call->forgotten = true;
}

/* The call, unless nobody listens to its rows. */
static struct open_call *heard(struct open_calls *list, int64_t id)
{
	struct open_call *call = *place_of(list, id);

	return call == NULL || call->forgotten || call->listener.row == NULL ? NULL : call;
}

/* The rows of before are void as soon as the stream says something again. */
static void begin_again(struct open_calls *list, int64_t id)
{
	struct open_call *call = heard(list, id);

	if (call == NULL || !call->again)
		return;
	call->again = false;
	call->listener.row(call->listener.data, NULL);
}

void open_calls_row(struct open_calls *list, int64_t id, const struct json *row)
{
	struct open_call *call = *place_of(list, id);

	if (call == NULL)
		return;
	call->begun = true;
	call->tries = 0;
	begin_again(list, id);
	call = heard(list, id);
	if (call != NULL)
		call->listener.row(call->listener.data, row);
}

void open_calls_answer(struct open_calls *list, int64_t id, const struct json *answer, err_t why)
{
	struct open_call **place;
	struct attach_listener listener;
	bool forgotten;

	if (why == NULL)
		begin_again(list, id);
	place = place_of(list, id);
	if (*place == NULL)
		return;
	listener = (*place)->listener;
	forgotten = (*place)->forgotten;
	call_free(take(list, place));
	if (!forgotten && listener.answer != NULL)
		listener.answer(listener.data, answer, why);
}

const struct open_call *open_calls_hopeless(const struct open_calls *list)
{
	const struct open_call *call = list->first;

	while (call != NULL && !is_hopeless(call))
		call = call->next;
	return call;
}

size_t open_calls_pending(const struct open_calls *list)
{
	size_t count = 0;

	for (const struct open_call *call = list->first; call != NULL; call = call->next)
		count += !call->forgotten && !call->begun;
	return count;
}
