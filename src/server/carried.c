/* SPDX-License-Identifier: ISC */
/*
 * What the carrier does for a request: its progress becomes rows, its
 * summary the end.  Progress is a hint: a client that takes nothing misses
 * rows, never the end.
 */
#include "inside.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"

enum { ROW_BYTES = 48 << 10 };

struct carried {
	struct carried *next;
	struct session *session;
	int64_t id, job;
	bool starting, finished, stopped;
	bool held;			/* a fetch: its bytes wait for the client to take what it has */
};

static void carried_unlink(struct carried *carried)
{
	for (struct carried **link = &carried->session->carried; *link != NULL; link = &(*link)->next) {
		if (*link == carried) {
			*link = carried->next;
			return;
		}
	}
}

static void hold(struct carried *carried, bool held)
{
	const struct carrier *carrier = &carried->session->server->carrier;

	if (carried->held == held || carrier->hold == NULL)
		return;
	carried->held = held;
	carrier->hold(carrier->data, carried->job, held);
}

void carried_resume(struct session *session)
{
	for (struct carried *carried = session->carried; carried != NULL; carried = carried->next)
		hold(carried, false);
}

/*
 * A file is no hint: all of it arrives, or the call fails.  What the client does not take yet stays at the
 * network, not here.
 */
static void bytes_send(struct carried *carried, const struct carrier_event *event)
{
	struct session *session = carried->session;
	struct str frames = { 0 };

	for (size_t at = 0; at < event->len; at += ROW_BYTES) {
		size_t part = event->len - at < ROW_BYTES ? event->len - at : ROW_BYTES;
		struct str body = { 0 };

		str_add(&body, "{\"bytes\":\"");
		str_base64(&body, event->piece + at, part);
		str_add(&body, "\"}");
		wire_put_row(&frames, carried->id, body.text);
		str_finish(&body);
	}
	session_send(session, &frames);		/* where it finds the client gone, this call is gone as well */
	str_finish(&frames);
	if (!session->dead && session_backlog(session) > SESSION_OUT_HIGH)
		hold(carried, true);
}

static void on_progress(void *data, const struct carrier_event *event)
{
	struct carried *carried = data;
	struct str body = { 0 }, frame = { 0 };
	struct json_out o = { .to = &body };

	if (event->piece != NULL && !carried->stopped)
		bytes_send(carried, event);
	if (event->piece != NULL || carried->stopped || session_backlog(carried->session) > SESSION_OUT_HIGH)
		return;
	json_open_object(&o, NULL);
	json_put_text(&o, "account", event->account);
	json_put_text(&o, "what", event->what);
	json_put_text(&o, "detail", event->detail);
	json_put_int(&o, "added", (int64_t)event->added);
	json_close_object(&o);
	wire_put_row(&frame, carried->id, body.text);
	session_send(carried->session, &frame);
	str_finish(&frame);
	str_finish(&body);
}

static void put_summary(struct str *body, const struct carrier_summary *s)
{
	struct json_out o = { .to = body };

	json_open_object(&o, NULL);
	json_put_int(&o, "accounts", (int64_t)s->accounts);
	json_put_int(&o, "added", (int64_t)s->added);
	json_put_int(&o, "edited", (int64_t)s->edited);
	json_put_int(&o, "sent", (int64_t)s->sent);
	json_put_int(&o, "acted", (int64_t)s->acted);
	json_put_int(&o, "failed", (int64_t)s->failed);
	json_put_int(&o, "later", (int64_t)s->later);
	json_put_int(&o, "held", (int64_t)s->held);
	json_put_int(&o, "unknown", (int64_t)s->unknown);
	json_open_object(&o, "mail");
	json_put_int(&o, "sent", (int64_t)s->mail.sent);
	json_put_int(&o, "failed", (int64_t)s->mail.failed);
	json_put_int(&o, "later", (int64_t)s->mail.later);
	json_put_int(&o, "unknown", (int64_t)s->mail.unknown);
	json_put_int(&o, "held", (int64_t)s->mail.held);
	json_close_object(&o);
	json_put_bool(&o, "waits", s->waits);
	json_put_int(&o, "errors", (int64_t)s->errors);
	json_put_text(&o, "first_error", s->first_error);
	json_open_array(&o, "failures");
	for (size_t i = 0; i < s->failure_count; i++) {
		json_open_object(&o, NULL);
		json_put_text(&o, "account", s->failures[i].account);
		json_put_text(&o, "text", s->failures[i].text);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
}

static void on_done(void *data, err_t err, const struct carrier_summary *summary)
{
	struct carried *carried = data;
	struct session *session = carried->session;
	struct str frame = { 0 }, body = { 0 };

	carried->finished = true;
	if (carried->stopped)
		return;
	carried_unlink(carried);
	if (err != NULL) {
		wire_put_error(&frame, carried->id, err);
	} else {
		put_summary(&body, summary);
		wire_put_end(&frame, carried->id, body.text);
	}
	session_send(session, &frame);
	session_landed(session);
	str_finish(&body);
	str_finish(&frame);
	if (!carried->starting)
		free(carried);
}

/* *out is NULL where nobody carries anything. */
static err_t carried_begin(struct call_context *context, struct carrier_job *job, struct carried **out)
{
	struct carried *carried;

	*out = NULL;
	if (!context->server->has_carrier)
		return err_make(ERR_UNSUPPORTED, "%s: this server speaks to no network",
			context->request->call->name);
	carried = mem_alloc(sizeof(*carried));
	carried->session = context->session;
	carried->id = context->id;
	carried->starting = true;
	carried->next = context->session->carried;
	context->session->carried = carried;
	context->session->in_flight++;
	*job = (struct carrier_job){ .progress = on_progress, .done = on_done, .data = carried };
	*out = carried;
	return NULL;
}

/* Before it came back the carrier may have finished, or the client may have gone. */
static err_t carried_began(struct call_context *context, struct carried *carried, err_t err)
{
	const struct carrier *carrier = &context->server->carrier;

	if (carried == NULL)
		return err;
	carried->starting = false;
	if (carried->stopped || carried->finished) {
		if (err == NULL && !carried->finished)
			carrier->cancel(carrier->data, carried->job);
		free(carried);
		return NULL;
	}
	if (err != NULL) {
		carried_unlink(carried);
		carried->session->in_flight--;
		free(carried);
	}
	return err;
}

err_t carried_sync(struct call_context *context, size_t count, const int64_t *accounts, bool until_idle)
{
	const struct carrier *carrier = &context->server->carrier;
	struct carrier_job job;
	struct carried *carried;
	err_t err = carried_begin(context, &job, &carried);

	if (err == NULL)
		err = carrier->sync(carrier->data, count, accounts, until_idle, &job, &carried->job);
	return carried_began(context, carried, err);
}

err_t carried_check(struct call_context *context, int64_t account)
{
	const struct carrier *carrier = &context->server->carrier;
	struct carrier_job job;
	struct carried *carried;
	err_t err = carried_begin(context, &job, &carried);

	if (err == NULL)
		err = carrier->check(carrier->data, account, &job, &carried->job);
	return carried_began(context, carried, err);
}

err_t carried_login(struct call_context *context, int64_t account, const char *code)
{
	const struct carrier *carrier = &context->server->carrier;
	struct carrier_job job;
	struct carried *carried;
	err_t err = carried_begin(context, &job, &carried);

	if (err == NULL)
		err = carrier->login(carrier->data, context->actor, account, code, &job, &carried->job);
	return carried_began(context, carried, err);
}

err_t carried_fetch(struct call_context *context, int64_t account, const struct media *media)
{
	const struct carrier *carrier = &context->server->carrier;
	struct carrier_job job;
	struct carried *carried;
	err_t err = carried_begin(context, &job, &carried);

	if (err == NULL && carrier->fetch == NULL)
		err = err_make(ERR_UNSUPPORTED, "%s: this server fetches nothing", context->request->call->name);
	if (err == NULL)
		err = carrier->fetch(carrier->data, account, media, &job, &carried->job);
	return carried_began(context, carried, err);
}

static void carried_stop(struct carried *carried)
{
	const struct carrier *carrier = &carried->session->server->carrier;

	carried_unlink(carried);
	carried->stopped = true;
	if (carried->starting)
		return;
	carrier->cancel(carrier->data, carried->job);
	free(carried);
}

bool carried_cancel(struct session *session, int64_t id)
{
	struct carried *carried = session->carried;

	while (carried != NULL && carried->id != id)
		carried = carried->next;
	if (carried == NULL)
		return false;
	carried_stop(carried);
	session_answer(session, id, err_make(ERR_CANCELLED, "cancelled"), NULL);
	session_landed(session);
	return true;
}

void carried_forget(struct session *session)
{
	while (session->carried != NULL)
		carried_stop(session->carried);
}
