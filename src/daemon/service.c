/* SPDX-License-Identifier: ISC */
/* A word a datagram, to the socket that the environment names.  A manager that is gone is none of our business. */
#include "service.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/log.h"

/* A third of the watchdog's time is how often it hears of us; a page of the log takes a slow disk so long. */
enum { AGAIN_MS = 100, TIMES = 3, PAGE_MS = 5 };

/* A name that begins with @ is of no file. */
static int told_open(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(name);
	int fd;

	if ((name[0] != '/' && name[0] != '@') || len >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, name, len);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* A third of the time that we have, so that one that is lost is no reason to start us again. */
static int64_t often(void)
{
	const char *pid = getenv("WATCHDOG_PID"), *us = getenv("WATCHDOG_USEC");

	if (us == NULL || (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	return strtoll(us, NULL, 10) / (TIMES * 1000);
}

void service_open(struct service *service, struct loop *loop)
{
	const char *name = getenv("NOTIFY_SOCKET");

	*service = (struct service){ .fd = name != NULL ? told_open(name) : -1, .every_ms = often(), .loop = loop };
	if (name != NULL && service->fd < 0)
		log_line("service", "%s does not answer: errno %d", name, errno);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
}

/* False where it can be said later: nobody has read what was said before. */
static bool tell(const struct service *service, const char *word)
{
	if (service->fd < 0 || send(service->fd, word, strlen(word), MSG_NOSIGNAL) >= 0)
		return true;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return false;
	log_line("service", "%s: errno %d", word, errno);
	return true;
}

/* One WATCHDOG=1 that is lost is no matter; without READY=1 the manager waits for ever. */
static void on_turn(void *data)
{
	struct service *service = data;
	int64_t wait_ms = service->every_ms;

	if (service->ready)
		tell(service, "WATCHDOG=1");
	else
		service->ready = tell(service, "READY=1");
	if (!service->ready)
		wait_ms = AGAIN_MS;
	service->timer = wait_ms > 0 ? loop_after(service->loop, wait_ms, on_turn, service) : NULL;
}

void service_ready(struct service *service)
{
	if (service->fd >= 0)
		on_turn(service);
}

/* The watchdog takes another patience, and counts from there. */
static void patience_tell(const struct service *service, int64_t ms)
{
	char word[48];

	snprintf(word, sizeof(word), "WATCHDOG_USEC=%" PRId64, ms * 1000);
	tell(service, word);
}

void service_carries(void *data, int64_t pages)
{
	struct service *service = data;
	int64_t own_ms = service->every_ms * TIMES, ms = pages * PAGE_MS;

	if (!service->ready || service->every_ms == 0)
		return;
	if (ms > service->every_ms)
		patience_tell(service, own_ms + ms);
	else if (pages == 0 && service->patient)
		patience_tell(service, own_ms);
	service->patient = ms > service->every_ms;
}

void service_ends(struct service *service)
{
	tell(service, "STOPPING=1");
}

void service_finish(struct service *service)
{
	if (service->timer != NULL)
		loop_timer_stop(service->loop, &service->timer);
	if (service->fd >= 0)
		close(service->fd);
	service->fd = -1;
}
