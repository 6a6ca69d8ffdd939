/* SPDX-License-Identifier: ISC */
/*
 * When the server lives and when it ends, who is let in, and what time
 * brings.  A private desk's server leaves soon after its last front end;
 * before it says goodbye its socket's name is gone, so that whoever comes
 * next finds or starts another one.
 */
#include "guichet/server/server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/alert.h"
#include "access.h"
#include "bulk.h"
#include "changes.h"
#include "days.h"
#include "inside.h"
#include "limits.h"
#include "pages.h"
#include "report_plans.h"
#include "spike_watch.h"
#include "traces.h"
#include "routes.h"
#include "question.h"
#include "reader.h"
#include "rules.h"
#include "writes.h"

enum {
	FIRST_CLIENT_MS = 5000,		/* a private server that nobody calls */
	BUSY_AGAIN_MS = 50,
	SHUT_MS = 3000,			/* how long requests in flight may still take at the end */
	SHUT_AGAIN_MS = 10,
	LISTEN_AGAIN_MS = 200,
	IDLE_MS = 1000,
	CARRY_AGAIN_MS = 100,
	ALARM_MAX_MS = 3600000
};

static void on_listen(void *data, int fd, unsigned events);

static void on_listen_again(void *data)
{
	struct server *server = data;

	server->listen_again = NULL;
	if (!server->ending)
		loop_fd(server->loop, server->listen_fd, LOOP_READ, on_listen, server);
}

static void on_listen(void *data, int fd, unsigned events)
{
	struct server *server = data;

	(void)events;
	for (;;) {
		int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (client < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (client < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)) {
			loop_fd(server->loop, fd, 0, NULL, NULL);
			if (server->listen_again == NULL)
				server->listen_again = loop_after(server->loop, LISTEN_AGAIN_MS,
					on_listen_again, server);
		}
		if (client < 0)
			return;
		loop_timer_stop(server->loop, &server->linger);
		session_open(server, client);
	}
}

static bool carrier_busy(const struct server *server)
{
	return server->has_carrier && server->carrier.busy != NULL &&
		server->carrier.busy(server->carrier.data);
}

static void on_linger(void *data)
{
	struct server *server = data;

	server->linger = NULL;
	if (server->team || server->ending || server->session_count > 0)
		return;
	on_listen(server, server->listen_fd, LOOP_READ);	/* somebody may be at the door */
	if (server->session_count > 0)
		return;
	if (carrier_busy(server) || rules_busy(server->rules) ||
	    report_plans_busy(server->report_plans))
		server->linger = loop_after(server->loop, BUSY_AGAIN_MS, on_linger, server);
	else
		server_end(server, "nobody is left");
}

/* Whoever came after us may have taken the name. */
static bool socket_is_ours(const struct server *server)
{
	struct stat st;

	return server->socket_path != NULL && stat(server->socket_path, &st) == 0 &&
		st.st_dev == server->socket_device && st.st_ino == server->socket_inode;
}

static void stop_listening(struct server *server)
{
	if (server->listen_fd < 0)
		return;
	if (socket_is_ours(server) && unlink(server->socket_path) != 0)
		log_line("server", "unlink errno=%d", errno);
	loop_timer_stop(server->loop, &server->listen_again);
	loop_fd(server->loop, server->listen_fd, 0, NULL, NULL);
	close(server->listen_fd);
	server->listen_fd = -1;
}

static void on_shut(void *data)
{
	struct server *server = data;
	bool late = clock_steady_ms() >= server->shut_at_ms;
	bool waits = carrier_busy(server);

	server->shut = NULL;
	for (struct session *s = server->sessions; s != NULL; s = s->next)
		waits = waits || s->in_flight > 0 || session_backlog(s) > 0;
	if (waits && !late) {
		server->shut = loop_after(server->loop, SHUT_AGAIN_MS, on_shut, server);
		return;
	}
	loop_stop(server->loop);
}

void server_end(struct server *server, const char *why)
{
	if (server->ending)
		return;
	server->ending = true;
	log_line("server", "end why=\"%s\"", why);
	stop_listening(server);
	loop_timer_stop(server->loop, &server->linger);
	for (struct session *s = server->sessions, *next; s != NULL; s = next) {
		next = s->next;
		session_goodbye(s, why);
	}
	server->shut_at_ms = clock_steady_ms() + SHUT_MS;
	server->shut = loop_after(server->loop, 0, on_shut, server);
}

bool server_file_is_ours(const struct server *server)
{
	struct stat st;

	return stat(desk_path(server->desk), &st) == 0 &&
		desk_file_is(server->desk, (uint64_t)st.st_dev, (uint64_t)st.st_ino);
}

void server_attend(struct server *server)
{
	bool wanted = server->team || pages_count(server->pages) > 0;

	if (!server->has_carrier || wanted == server->attended)
		return;
	server->attended = wanted;
	if (server->carrier.attend != NULL)
		server->carrier.attend(server->carrier.data, wanted);
}

void server_left(struct server *server)
{
	if (server->session_count > 0 || server->team || server->ending)
		return;
	loop_timer_stop(server->loop, &server->linger);
	server->linger = loop_after(server->loop, server->linger_ms, on_linger, server);
}

static void on_carry(void *data);

void server_wrote(struct server *server)
{
	if (server->carry == NULL && desk_carry_due(server->desk))
		server->carry = loop_after(server->loop, 0, on_carry, server);
}

static void carry_kept(struct server *server)
{
	if (server->carry == NULL && desk_carry_kept(server->desk))
		server->carry = loop_after(server->loop, CARRY_AGAIN_MS, on_carry, server);
}

static void on_idle(void *data)
{
	struct server *server = data;

	server->idle = NULL;
	desk_idle(server->desk);
	carry_kept(server);
	day_packer_idle(server->day_packer);
}

void server_was_busy(struct server *server)
{
	day_packer_wake(server->day_packer);
	loop_timer_stop(server->loop, &server->idle);
	server->idle = loop_after(server->loop, IDLE_MS, on_idle, server);
}

static void set_alarm(struct server *server);

static void on_alarm(void *data)
{
	struct server *server = data;
	err_t err;

	server->alarm = NULL;
	err = desk_alarms(server->desk);
	if (err != NULL) {
		log_line("server", "alarms: %s", err->text);
		server->alarm = loop_after(server->loop, IDLE_MS, on_alarm, server);
		return;
	}
	server_wrote(server);
	set_alarm(server);
}

static void set_alarm(struct server *server)
{
	int64_t at = desk_next_alarm(server->desk), ms;

	loop_timer_stop(server->loop, &server->alarm);
	if (at == 0)
		return;
	ms = at - desk_now(server->desk);
	if (ms <= 0)
		ms = desk_rest_ms(server->desk);	/* a slice of it has just been done */
	if (ms > ALARM_MAX_MS)
		ms = ALARM_MAX_MS;
	server->alarm = loop_after(server->loop, ms, on_alarm, server);
}

static void on_agents(void *data)
{
	struct server *server = data;

	server->agents = NULL;
	for (struct session *s = server->sessions, *next; s != NULL; s = next) {
		next = s->next;
		session_refresh(s);
	}
}

void server_settle(struct server *server)
{
	if (server->agents == NULL)
		return;
	loop_timer_stop(server->loop, &server->agents);
	on_agents(server);
}

/* Between what people ask for, who come first; behind a reader again until it has ended. */
static void on_carry(void *data)
{
	struct server *server = data;

	server->carry = NULL;
	writes_run(server->writes);
	if (desk_carry_due(server->desk) || desk_carry_kept(server->desk))
		desk_carry(server->desk);
	carry_kept(server);
}

static void on_commit(void *data, const struct change *changes, size_t count)
{
	struct server *server = data;

	pages_changed(server->pages, changes, count);
	changes_note(server->changes, changes, count);
	rules_wake(server->rules);
	routes_wake(server->routes);
	loop_timer_stop(server->loop, &server->alarm);
	server->alarm = loop_after(server->loop, 0, on_alarm, server);
	server_wrote(server);
	for (size_t i = 0; i < count; i++) {
		if (changes[i].kind == CHANGE_CONVERSATION)
			spike_watch_wake(server->spike_watch);
		if (changes[i].kind == CHANGE_AGENT && server->agents == NULL)
			server->agents = loop_after(server->loop, 0, on_agents, server);
	}
}

/* Only admins say which programs are told of alarms. */
static void programs_settle(struct server *server)
{
	desk_programs_keep_off(server->desk, !policy_allows(&server->policy, POLICY_PIPES, ROLE_ADMIN));
}

void server_set_policy(struct server *server, const struct policy *policy, const char *file)
{
	free(server->policy_file);
	server->policy_file = file == NULL ? NULL : mem_copy(file);
	server->policy = *policy;
	programs_settle(server);
	for (struct session *s = server->sessions, *next; s != NULL; s = next) {
		next = s->next;
		session_goodbye(s, "the site's policy has changed");
	}
}

static void socket_learn(struct server *server)
{
	struct sockaddr_un address = { 0 };
	socklen_t len = sizeof(address);
	struct stat st;

	if (getsockname(server->listen_fd, (struct sockaddr *)&address, &len) != 0 ||
	    address.sun_family != AF_UNIX || address.sun_path[0] == '\0' ||
	    stat(address.sun_path, &st) != 0)
		return;
	server->socket_path = mem_copy_n(address.sun_path, sizeof(address.sun_path));
	server->socket_device = st.st_dev;
	server->socket_inode = st.st_ino;
}

err_t server_create(const struct server_options *options, struct server **out)
{
	struct server *server = mem_alloc(sizeof(*server));

	server->loop = options->loop;
	server->desk = options->desk;
	server->has_carrier = options->carrier != NULL;
	if (server->has_carrier)
		server->carrier = *options->carrier;
	server->team = options->team;
	desk_set_shared(server->desk, options->team);
	server->listen_fd = options->listen_fd;
	if (!options->keeps_socket)
		socket_learn(server);
	server->owner = options->owner == NULL ? NULL : mem_copy(options->owner);
	if (options->policy != NULL)
		server->policy = *options->policy;
	server->policy_file = options->policy_file == NULL ? NULL : mem_copy(options->policy_file);
	programs_settle(server);
	server->linger_ms = options->linger_ms;
	server->stall_ms = options->stall_ms > 0 ? options->stall_ms : SESSION_STALL_MS;
	server->pages = pages_create(server);
	server->changes = changes_create(server);
	server->limits = limits_create();
	server->access = access_create(server);
	server->readers = readers_create(server);
	server->questions = questions_create(server);
	server->writes = writes_create(server);
	server->rules = rules_create(server);
	server->routes = routes_create(server);
	server->report_plans = report_plans_create(server);
	server->day_packer = day_packer_create(server);
	server->trace_packer = trace_packer_create(server);
	server->spike_watch = spike_watch_create(server);
	server->bulks = bulks_create(server);
	desk_observe(server->desk, on_commit, server);
	loop_fd(server->loop, server->listen_fd, LOOP_READ, on_listen, server);
	if (!server->team)
		server->linger = loop_after(server->loop, FIRST_CLIENT_MS, on_linger, server);
	server->alarm = loop_after(server->loop, 0, on_alarm, server);
	server_attend(server);
	*out = server;
	return NULL;
}

void server_destroy(struct server *server)
{
	if (server == NULL)
		return;
	server->ending = true;
	stop_listening(server);
	desk_observe(server->desk, NULL, server);
	while (server->sessions != NULL) {
		struct session *session = server->sessions;

		session_goodbye(session, "the server ends");
		session_close(session);
	}
	session_sweep(server);
	pages_destroy(server->pages);
	report_plans_destroy(server->report_plans);
	day_packer_destroy(server->day_packer);
	trace_packer_destroy(server->trace_packer);
	spike_watch_destroy(server->spike_watch);
	readers_destroy(server->readers);
	questions_destroy(server->questions);
	writes_destroy(server->writes);
	rules_destroy(server->rules);
	routes_destroy(server->routes);
	bulks_destroy(server->bulks);
	changes_destroy(server->changes);
	limits_destroy(server->limits);
	access_destroy(server->access);
	loop_timer_stop(server->loop, &server->linger);
	loop_timer_stop(server->loop, &server->alarm);
	loop_timer_stop(server->loop, &server->idle);
	loop_timer_stop(server->loop, &server->agents);
	loop_timer_stop(server->loop, &server->carry);
	loop_timer_stop(server->loop, &server->shut);
	free(server->owner);
	free(server->policy_file);
	free(server->socket_path);
	free(server);
}
