/* SPDX-License-Identifier: ISC */
/*
 * One front end's connection, its beginning and end and what comes from it;
 * what goes out is session_out.c's.  A request is taken only while there is
 * room for its answer; a client that does not say hello for half a minute is
 * dropped.
 */
#include "inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "bulk.h"
#include "changes.h"
#include "pages.h"
#include "presence.h"
#include "reader.h"
#include "writes.h"

enum { READ_BYTES = 64 << 10, READS_PER_TURN = 4, IN_KEEP = SESSION_IN_SMALL };

static void session_free(struct session *session)
{
	frame_reader_finish(&session->in);
	str_finish(&session->out);
	arena_destroy(session->names);
	free(session);
}

void session_sweep(struct server *server)
{
	loop_timer_stop(server->loop, &server->sweep);
	while (server->dead != NULL) {
		struct session *session = server->dead;

		server->dead = session->next;
		session_free(session);
	}
}

static void on_sweep(void *data)
{
	struct server *server = data;

	server->sweep = NULL;
	session_sweep(server);
}

void session_close(struct session *session)
{
	struct server *server = session->server;

	if (session->dead)
		return;
	session->dead = true;
	for (struct session **link = &server->sessions; *link != NULL; link = &(*link)->next) {
		if (*link == session) {
			*link = session->next;
			break;
		}
	}
	server->session_count--;
	server->requests_held -= session->held;
	session->held = 0;
	loop_timer_stop(server->loop, &session->stall);
	loop_fd(server->loop, session->fd, 0, NULL, NULL);
	close(session->fd);
	session->fd = -1;
	writes_forget(server->writes, session);
	readers_forget(session);
	bulks_forget(session);
	pages_forget(session);
	changes_forget(session);
	presence_set(session, 0, NULL);
	carried_forget(session);
	session->next = server->dead;
	server->dead = session;
	if (server->sweep == NULL)
		server->sweep = loop_after(server->loop, 0, on_sweep, server);
	server_left(server);
}

static void on_silence(void *data)
{
	struct session *session = data;

	session->stall = NULL;
	log_line("server", "drop pid=%d: says no hello", (int)session->pid);
	session_close(session);
}

void session_refresh(struct session *session)
{
	err_t err;

	if (!session->greeted || session->dead || session->closing)
		return;
	err = identity_again(session);
	if (err == NULL)
		return;
	session_refuse(session, err);
	session_close(session);		/* with what it still waited for */
}

static bool has_room(const struct session *session)
{
	return !session->dead && !session->closing &&
		session_backlog(session) <= SESSION_OUT_HIGH && session->in_flight < SESSION_IN_FLIGHT;
}

/* Nothing is acknowledged into a file that lost its name, nor done by a role that was just taken away. */
static void take_request(struct session *session, const struct frame *frame)
{
	struct server *server = session->server;

	if (!server_file_is_ours(server)) {
		server_end(server, FILE_REPLACED);
		return;
	}
	server_settle(server);
	if (has_room(session))
		dispatch_frame(session, frame);
}

static void take_frame(struct session *session, const struct frame *frame)
{
	const struct json *hello = json_get(frame->json, "hello");

	server_was_busy(session->server);
	if (!session->greeted && !json_is_object(hello))
		session_refuse(session, err_make(ERR_PROTOCOL, "a connection begins with hello"));
	else if (!session->greeted)
		session_hello(session, hello);
	else
		take_request(session, frame);
}

static void hold_count(struct session *session)
{
	session->server->requests_held += session->in.buffer.size - session->held;
	session->held = session->in.buffer.size;
}

/* Small requests are always taken. */
static bool may_hold(const struct session *session)
{
	return session->held <= SESSION_IN_SMALL || session->server->requests_held <= REQUESTS_HELD_MAX;
}

/* Takes requests while there is room for answers. */
static void session_work(struct session *session)
{
	if (session->working)
		return;
	session->working = true;
	while (has_room(session)) {
		struct frame frame = { 0 };
		bool got = false;
		err_t err = frame_next(&session->in, &frame, &got);

		if (err != NULL) {
			session_refuse(session, err);
			break;
		}
		if (!got)
			break;
		take_frame(session, &frame);
		json_destroy(frame.json);
	}
	session->working = false;
	if (session->in.head == NULL)
		frame_wipe(&session->in);
	if (session->in.buffer.size > IN_KEEP && session->in.head == NULL &&
	    session->in.used == session->in.buffer.len)
		frame_reader_finish(&session->in);
	if (session->dead)
		return;
	hold_count(session);
	session_watch(session);
}

void session_landed(struct session *session)
{
	session->in_flight--;
	if (session->dead)
		return;
	if (session->closing)
		session_push(session);
	else
		session_work(session);
}

static void session_read(struct session *session)
{
	char bytes[READ_BYTES];

	for (int turn = 0; turn < READS_PER_TURN && has_room(session); turn++) {
		ssize_t n = recv(session->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			session_close(session);
			return;
		}
		frame_feed(&session->in, bytes, (size_t)n);
		explicit_bzero(bytes, (size_t)n);
		session_work(session);
		if (!may_hold(session) && has_room(session))
			session_refuse(session, err_make(ERR_LIMIT, "the desk's server holds %d MiB of unfinished "
				"requests: try again later", REQUESTS_HELD_MAX >> 20));
	}
}

static void on_socket(void *data, int fd, unsigned events)
{
	struct session *session = data;

	(void)fd;
	if ((events & LOOP_WRITE) != 0) {
		session_push(session);
		if (!session->dead && session_backlog(session) <= SESSION_OUT_HIGH) {
			readers_resume(session);
			pages_resume(session);
			changes_resume(session);
			session_work(session);
		}
	}
	if (!session->dead && (events & LOOP_READ) != 0 && has_room(session))
		session_read(session);
	else if (!session->dead && (events & LOOP_HANGUP) != 0)
		session_close(session);
}

void session_watch(struct session *session)
{
	unsigned events = has_room(session) ? LOOP_READ : LOOP_HANGUP;

	if (session_backlog(session) > 0)
		events |= LOOP_WRITE;
	loop_fd(session->server->loop, session->fd, events, on_socket, session);
}

/* The desk's own login has no limit of its own. */
static bool login_is_full(const struct server *server, uid_t uid)
{
	size_t count = 0;

	for (const struct session *s = server->sessions; s != NULL; s = s->next)
		count += s->uid == uid;
	return server->team && uid != geteuid() && count >= SESSIONS_OF_LOGIN;
}

static void turn_away(int fd, err_t err)
{
	struct str out = { 0 };

	wire_put_error(&out, 0, err);
	if (send(fd, out.text, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_line("server", "refused errno=%d", errno);
	str_finish(&out);
	close(fd);
}

void session_open(struct server *server, int fd)
{
	struct ucred peer = { 0 };
	socklen_t len = sizeof(peer);
	struct session *session;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0) {
		log_line("server", "no credentials errno=%d", errno);
		close(fd);
		return;
	}
	if (server->session_count >= SESSIONS_MAX) {
		turn_away(fd, err_make(ERR_LIMIT, "the desk's server has %d connections already", SESSIONS_MAX));
		return;
	}
	if (login_is_full(server, peer.uid)) {
		turn_away(fd, err_make(ERR_LIMIT, "your login has %d connections to this desk already", SESSIONS_OF_LOGIN));
		return;
	}
	session = mem_alloc(sizeof(*session));
	session->server = server;
	session->fd = fd;
	session->uid = peer.uid;
	session->pid = peer.pid;
	session->names = arena_create();
	server->sessions_made++;
	session->next = server->sessions;
	server->sessions = session;
	server->session_count++;
	session->stall = loop_after(server->loop, server->stall_ms, on_silence, session);
	session_watch(session);
}
