/* SPDX-License-Identifier: ISC */
/* One descriptor, one system call per line, everything but 20-7E escaped. */
#include "guichet/base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"

static int log_fd = -1;

err_t log_open(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDERR_FILENO)
		: open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys("log %s", path);
	log_close();
	log_fd = fd;
	return NULL;
}

void log_close(void)
{
	if (log_fd >= 0)
		close(log_fd);
	log_fd = -1;
}

void log_line(const char *area, const char *fmt, ...)
{
	struct clock clock = clock_system();
	char when[TIME_TEXT], text[1024];
	struct str line = { 0 };
	va_list ap;

	if (log_fd < 0)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	str_printf(&line, "%s %s ", time_format(clock_now(&clock), when), area);
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7F)
			str_add_char(&line, *p);
		else
			str_printf(&line, "\\x%02X", (unsigned char)*p);
	str_add_char(&line, '\n');
	if (write(log_fd, line.text, line.len) < 0)
		log_close();
	str_finish(&line);
}
