/* SPDX-License-Identifier: ISC */
/*
 * What goes out to a front end, and how much one client may make us hold: one
 * that takes nothing for half a minute is dropped, with what it was owed.
 */
#include "inside.h"

#include <errno.h>
#include <sys/socket.h>

#include "guichet/base/log.h"
#include "reader.h"

enum { STALL_BYTES = 4096, OUT_KEEP = 64 << 10 };

size_t session_backlog(const struct session *session)
{
	return session->out.len - session->sent;
}

static void on_stall(void *data)
{
	struct session *session = data;
	struct server *server = session->server;

	session->stall = NULL;
	if (session->progress < STALL_BYTES) {
		log_line("server", "drop pid=%d: takes nothing", (int)session->pid);
		session_close(session);
		return;
	}
	session->progress = 0;
	session->stall = loop_after(server->loop, server->stall_ms, on_stall, session);
}

/* True when everything went out. */
static bool session_flush(struct session *session)
{
	while (!session->dead && session_backlog(session) > 0) {
		ssize_t n = send(session->fd, session->out.text + session->sent,
			session_backlog(session), MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (n < 0) {
			session_close(session);
			return false;
		}
		session->sent += (size_t)n;
		session->progress += (size_t)n;
	}
	if (session->dead)
		return false;
	if (session_backlog(session) == 0) {
		session->sent = 0;
		if (session->out.size > OUT_KEEP)
			str_finish(&session->out);
		str_clear(&session->out);
		readers_taken(session);
		loop_timer_stop(session->server->loop, &session->stall);
		return true;
	}
	if (session->sent > OUT_KEEP) {
		str_cut_front(&session->out, session->sent);
		session->sent = 0;
	}
	if (session->stall == NULL) {
		session->progress = 0;
		session->stall = loop_after(session->server->loop, session->server->stall_ms,
			on_stall, session);
	}
	return false;
}

static void put_farewell(struct session *session)
{
	struct json_out o = { .to = &session->out };

	json_open_object(&o, NULL);
	json_put_text(&o, "goodbye", session->farewell);
	json_close_object(&o);
	str_add_char(&session->out, '\n');
	session->farewell = NULL;
}

void session_push(struct session *session)
{
	bool last = session->closing && session->in_flight == 0, all;

	if (last && session->farewell != NULL)
		put_farewell(session);
	all = session_flush(session);
	if (session->dead)
		return;
	if (all && last) {
		session_close(session);
		return;
	}
	if (session_backlog(session) <= SESSION_OUT_HIGH)
		carried_resume(session);
	session_watch(session);
}

void session_send(struct session *session, struct str *frames)
{
	if (session->dead || frames->len == 0)
		return;
	if (session->out.len == 0 && frames->len > session->out.size) {
		str_finish(&session->out);
		session->out = *frames;
		*frames = (struct str){ 0 };
	} else {
		str_add_n(&session->out, frames->text, frames->len);
	}
	session_push(session);
}

void session_answer(struct session *session, int64_t id, err_t err, const char *body)
{
	struct str frame = { 0 };

	if (err != NULL)
		wire_put_error(&frame, id, err);
	else
		wire_put_ok(&frame, id, body);
	session_send(session, &frame);
	str_finish(&frame);
}

void session_goodbye(struct session *session, const char *why)
{
	if (session->dead || session->closing)
		return;
	session->closing = true;
	session->farewell = arena_copy(session->names, why);
	session_push(session);
}

void session_refuse(struct session *session, err_t err)
{
	log_line("server", "refuse pid=%d: %s", (int)session->pid, err->text);
	session->closing = true;
	session_answer(session, 0, err, NULL);
}
