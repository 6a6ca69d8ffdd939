/* SPDX-License-Identifier: ISC */
/*
 * The desk server's main: from the command line to a running loop.  It holds
 * the lock beside the database before it opens anything, so that two servers
 * of one desk cannot exist, and tells whoever started it on a descriptor that
 * it listens, or why it does not.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "carrier.h"
#include "guichet/base/file.h"
#include "guichet/base/log.h"
#include "guichet/base/message.h"
#include "guichet/crypt/crypt.h"
#include "guichet/desk/deliver.h"
#include "guichet/desk/desk.h"
#include "guichet/loop/loop.h"
#include "guichet/server/server.h"
#include "guichet/wire/address.h"
#include "guichet/wire/frame.h"
#include "listen.h"
#include "options.h"
#include "service.h"
#include "site.h"

struct state {
	struct options options;
	struct str desk_path, socket_path;
	struct clock clock;
	struct random random;
	int lock_fd, listen_fd, signal_fd;
	bool signalled, inherited;
	struct loop *loop;
	struct desk *desk;
	struct carrying *carrying;
	struct server *server;
	struct service service;
};

/* ---- what must hold before anything is opened */

static err_t process_harden(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a limit on files is an error like a full disk */
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return err_sys("core dumps cannot be switched off");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_sys("the process cannot be made undumpable");
	return NULL;
}

/* Signals arrive in the loop; blocked before the first thread is made. */
static err_t signals_open(int *fd)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return err_sys("signals");
	*fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd < 0 ? err_sys("signals") : NULL;
}

/* A team's desk: the file that was named, or the machine's, which need not be there. */
static err_t policy_read(const struct options *options, struct policy *out, const char **file)
{
	const char *path = options->policy != NULL ? options->policy : POLICY_FILE;
	bool there = false;
	err_t err = NULL;

	*out = (struct policy){ 0 };
	if (!options->is_private)
		err = site_read(path, options->policy != NULL, out, &there);
	*file = there ? path : NULL;
	return err;
}

/* A file that says something wrong changes nothing: what held before holds on. */
static void policy_again(struct state *state)
{
	struct policy policy;
	const char *file;
	err_t err = policy_read(&state->options, &policy, &file);

	if (err != NULL)
		log_line("server", "policy: %s", err->text);
	else
		server_set_policy(state->server, &policy, file);
}

static void on_signal(void *data, int fd, unsigned events)
{
	struct state *state = data;
	struct signalfd_siginfo info;

	(void)events;
	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	log_line("server", "signal=%u", info.ssi_signo);
	if (info.ssi_signo == SIGHUP && !state->options.is_private) {
		policy_again(state);
		return;
	}
	if (state->signalled)
		loop_stop(state->loop);
	else
		server_end(state->server, "the server was told to end");
	service_ends(&state->service);
	state->signalled = true;
}

/* *held is false when another server has the desk. */
static err_t lock_take(const char *desk, int *fd, bool *held)
{
	struct str path = { 0 };
	err_t err = NULL;

	str_printf(&path, "%s.lock", desk);
	*fd = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		err = err_sys("%s", path.text);
	else if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		*held = true;
	else if (errno != EWOULDBLOCK)
		err = err_sys("%s", path.text);
	str_finish(&path);
	return err;
}

/*
 * The lock's file tells who has the desk: a team's server writes its socket
 * there, a private one nothing.  What a server that was killed left is known
 * by nobody answering.
 */
static void holder_write(const struct state *state)
{
	char socket[PATH_MAX];

	if (ftruncate(state->lock_fd, 0) == 0 && !state->options.is_private &&
	    realpath(state->socket_path.text, socket) != NULL)
		err_ignore(file_write_all(state->lock_fd, "the desk's lock", socket, strlen(socket)),
			"a hint for others, no condition of ours");
}

static err_t holder_check(const struct state *state)
{
	char socket[PATH_MAX] = "";
	ssize_t len = pread(state->lock_fd, socket, sizeof(socket) - 1, 0);

	if (len <= 0 || socket[0] != '/' || !listen_answers(socket))
		return NULL;
	return err_make(ERR_CONFLICT, "%s: a team's server has this desk: try --desk unix:%s",
		state->desk_path.text, socket);
}

/* ---- life */

static err_t serve(struct state *state)
{
	const char *owner = getenv("GUICHET_AGENT");
	struct server_options options = {
		.loop = state->loop, .listen_fd = state->listen_fd,
		.team = !state->options.is_private, .linger_ms = state->options.linger_ms,
		.stall_ms = state->options.stall_ms,
		.owner = owner != NULL && owner[0] != '\0' ? owner : NULL,
	};
	struct desk_options desk = { .path = state->desk_path.text, .clock = &state->clock,
		.random = &state->random, .create = true };
	struct policy policy;
	err_t err = policy_read(&state->options, &policy, &options.policy_file);

	options.policy = &policy;
	options.keeps_socket = state->inherited;
	if (err == NULL)
		err = desk_open(&desk, &state->desk);
	if (err == NULL)
		err = desk_outbox_recover(state->desk);
	if (err == NULL)
		err = carrying_begin(state->loop, state->desk, &state->clock, &state->random,
			&state->carrying);
	if (err != NULL)
		return err;
	options.desk = state->desk;
	options.carrier = carrying_carrier(state->carrying);
	err = server_create(&options, &state->server);
	if (err != NULL)
		return err;
	state->listen_fd = -1;		/* the server's */
	/* A long log that was left is emptied in one piece: while the service manager does not yet watch the loop. */
	if (!state->options.is_private)
		desk_idle(state->desk);
	desk_watch_carry(state->desk, service_carries, &state->service);
	return NULL;
}

static err_t clock_begin(struct state *state)
{
	int64_t now;
	err_t err;

	state->clock = clock_system();
	state->random = random_system();
	if (state->options.now == NULL)
		return NULL;
	err = time_parse(state->options.now, &now);
	if (err != NULL)
		return err_wrap(err, "--now");
	state->clock = clock_started_at(now);
	return NULL;
}

/* One that systemd made, or one of our own. */
static err_t socket_open(struct state *state)
{
	const struct options *options = &state->options;
	err_t err = options->is_private ? NULL : listen_inherit(state->socket_path.text, &state->listen_fd);

	state->inherited = state->listen_fd >= 0;
	if (err != NULL || state->inherited)
		return err;
	return listen_make(state->socket_path.text, options->is_private ? 0600 : 0660, options->founding.group,
		&state->listen_fd);
}

static err_t state_begin(struct state *state, bool *held)
{
	struct options *options = &state->options;
	err_t err = clock_begin(state);

	if (err == NULL && options->log != NULL)
		err = log_open(options->log);
	if (err == NULL)
		err = crypt_init();
	if (err == NULL)
		err = address_resolve(options->desk, &state->desk_path);
	if (err == NULL)
		err = lock_take(state->desk_path.text, &state->lock_fd, held);
	if (err == NULL && *held && options->founding.team != NULL)
		err = founding_desk(&options->founding, &state->clock, &state->random);
	if (err != NULL || !*held || options->founding.service)
		return err;
	if (options->is_private)
		err = address_of_desk(state->desk_path.text, &state->socket_path);
	else
		str_add(&state->socket_path, options->socket);
	if (err == NULL)
		err = loop_create(&state->loop);
	if (err == NULL)
		err = signals_open(&state->signal_fd);
	if (err != NULL)
		return err;
	loop_fd(state->loop, state->signal_fd, LOOP_READ, on_signal, state);
	if (!options->is_private)	/* a person's own: whose socket that is, it is none of theirs */
		service_open(&state->service, state->loop);
	err = socket_open(state);
	if (err != NULL)
		return err;
	holder_write(state);
	return serve(state);
}

static void state_end(struct state *state)
{
	server_destroy(state->server);
	carrying_end(state->carrying);
	desk_close(state->desk);
	if (state->listen_fd >= 0) {
		close(state->listen_fd);
		if (!state->inherited)
			unlink(state->socket_path.text);
	}
	service_finish(&state->service);
	if (state->loop != NULL)
		loop_destroy(state->loop);
	if (state->signal_fd >= 0)
		close(state->signal_fd);
	if (state->lock_fd >= 0)
		close(state->lock_fd);
	str_finish(&state->desk_path);
	str_finish(&state->socket_path);
	founding_finish(&state->options.founding);
	log_close();
}

static void ready_say(struct options *options, const char *bytes)
{
	if (options->ready_fd < 0)
		return;
	err_ignore(file_write_all(options->ready_fd, "ready-fd", bytes, strlen(bytes)),
		"whoever asked may be gone");
	close(options->ready_fd);
	options->ready_fd = -1;
}

/* A private server outlives the command that started it: it keeps none of its descriptors. */
static void let_go(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	setsid();
}

static void found_say(const struct founding *founding, bool running)
{
	struct str text = { 0 };

	setlocale(LC_MESSAGES, "");
	message_open();
	founding_say(founding, running, &text);
	message_close();		/* what a server says to its clients they translate themselves */
	setlocale(LC_MESSAGES, "C");
	fputs(text.text, stdout);
	fflush(stdout);
	str_finish(&text);
}

static err_t run(struct state *state)
{
	struct options *options = &state->options;
	bool held = false, founds = options->founding.team != NULL;
	err_t err = founds ? founding_begin(&options->founding, options->desk, options->socket) : NULL;

	if (err == NULL)
		err = process_harden();
	if (founds) {
		options->desk = options->founding.desk.text;
		options->socket = options->founding.socket.text;
	}
	if (err == NULL)
		err = state_begin(state, &held);
	if (err != NULL)
		return err;
	if (founds)
		found_say(&options->founding, !held);
	if (founds && (!held || options->founding.service))
		return NULL;
	if (!held && state->options.is_private)
		return holder_check(state);
	if (!held)
		return err_make(ERR_CONFLICT, "%s: another server has this desk", state->desk_path.text);
	ready_say(&state->options, "\n");
	service_ready(&state->service);
	if (state->options.is_private && !str_equal(state->options.log, "-"))
		let_go();
	log_line("server", "listens pid=%d", (int)getpid());
	return loop_run(state->loop);
}

/* A figure of a year takes the same megabytes each time: they are not given back and asked for again. */
static void memory_keep(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 8 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 32 << 20);
#endif
}

int main(int argc, char **argv)
{
	struct state state = { .lock_fd = -1, .listen_fd = -1, .signal_fd = -1, .service.fd = -1 };
	int status = 0;
	err_t err = options_parse(argc, argv, &state.options);

	memory_keep();
	if (err == NULL && state.options.help) {
		fputs(options_usage, stdout);
		return 0;
	}
	if (err == NULL && state.options.version) {
		printf("guichetd %s (%s)\n", PACKAGE_VERSION, wire_build());
		return 0;
	}
	if (err == NULL)
		err = run(&state);
	if (err != NULL) {
		struct str line = { 0 };

		str_printf(&line, "%s %s\n", err_kind_name(err->kind), err->text);
		status = err_exit_code(err);
		fprintf(stderr, "guichetd: %s\n", err->text);
		ready_say(&state.options, line.text);
		str_finish(&line);
	}
	state_end(&state);
	return status;
}
