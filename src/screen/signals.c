/* SPDX-License-Identifier: ISC */
/*
 * Handlers, and the one global that they need.  A handler that was set to
 * "ignore" when we came stays so (nohup).  The fatal ones put back what was
 * there before and return, so that the fault happens again under it: a core
 * file and a sanitizer's report show the place itself.
 */
#include "signals.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "guichet/base/alloc.h"

static const int told[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT };
static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT };
enum { TOLD = sizeof(told) / sizeof(*told), FATAL = sizeof(fatal) / sizeof(*fatal), STACK = 64 * 1024 };

struct signals {
	const struct restore *restore;
	volatile sig_atomic_t away;
	int pipe[2];
	struct sigaction old_told[TOLD], old_fatal[FATAL];
	stack_t stack, old_stack;	/* an overflow has no other to run on */
};

/* Handlers have no other way to their data. */
static struct signals *volatile signals_now;

static void tell(int number)
{
	struct signals *s = signals_now;
	unsigned char byte = (unsigned char)number;
	int saved = errno;

	if (s == NULL || (s->away && (number == SIGINT || number == SIGCONT)))
		return;
	if (write(s->pipe[1], &byte, 1) < 0) {
		/* A full pipe already says that something came. */
	}
	errno = saved;
}

static void give_back(int number)
{
	struct signals *s = signals_now;
	int saved = errno;

	if (s == NULL)
		return;
	if (!s->away) {
		s->away = 1;
		if (write(s->restore->fd, s->restore->bytes, s->restore->len) < 0) {
			/* Nobody is left to tell. */
		}
		if (s->restore->tty >= 0)
			(void)tcsetattr(s->restore->tty, TCSANOW, &s->restore->attributes);
	}
	for (int i = 0; i < FATAL; i++)
		if (fatal[i] == number)
			(void)sigaction(number, &s->old_fatal[i], NULL);
	(void)raise(number);	/* comes when this returns, unless the fault itself does */
	errno = saved;
}

static void install(const int *numbers, int count, struct sigaction *old, void (*handler)(int))
{
	for (int i = 0; i < count; i++) {
		struct sigaction action = { .sa_handler = handler,
			.sa_flags = handler == give_back ? SA_ONSTACK : SA_RESTART };

		sigemptyset(&action.sa_mask);
		(void)sigaction(numbers[i], NULL, &old[i]);
		if (old[i].sa_handler != SIG_IGN || numbers[i] == SIGWINCH)
			(void)sigaction(numbers[i], &action, NULL);
	}
}

err_t signals_create(const struct restore *restore, struct signals **out)
{
	struct signals *s = mem_alloc(sizeof(*s));

	assert(signals_now == NULL);
	*out = NULL;
	s->restore = restore;
	if (pipe2(s->pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
		err_t err = err_sys("no pipe for signals");

		free(s);
		return err;
	}
	s->stack.ss_sp = mem_alloc(STACK);
	s->stack.ss_size = STACK;
	(void)sigaltstack(&s->stack, &s->old_stack);
	signals_now = s;
	install(told, TOLD, s->old_told, tell);
	install(fatal, FATAL, s->old_fatal, give_back);
	*out = s;
	return NULL;
}

void signals_destroy(struct signals *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < TOLD; i++)
		(void)sigaction(told[i], &s->old_told[i], NULL);
	for (int i = 0; i < FATAL; i++)
		(void)sigaction(fatal[i], &s->old_fatal[i], NULL);
	(void)sigaltstack(&s->old_stack, NULL);
	signals_now = NULL;
	close(s->pipe[0]);
	close(s->pipe[1]);
	free(s->stack.ss_sp);
	free(s);
}

int signals_fd(const struct signals *s)
{
	return s->pipe[0];
}

int signals_next(struct signals *s)
{
	unsigned char byte;

	return read(s->pipe[0], &byte, 1) == 1 ? byte : 0;
}

void signals_tell(struct signals *s, int number)
{
	unsigned char byte = (unsigned char)number;

	if (write(s->pipe[1], &byte, 1) < 0) {
		/* Full: whoever reads it will look anyway. */
	}
}

void signals_away(struct signals *s, bool away)
{
	struct sigaction stop = { .sa_handler = away ? SIG_DFL : tell, .sa_flags = SA_RESTART };

	s->away = away;
	sigemptyset(&stop.sa_mask);
	for (int i = 0; i < TOLD; i++)
		if (told[i] == SIGTSTP && s->old_told[i].sa_handler != SIG_IGN)
			(void)sigaction(SIGTSTP, &stop, NULL);
}
