/* SPDX-License-Identifier: ISC */
/*
 * A ledger is read to its end before its first row is sent: a row that is
 * none must not be found when half of the others are in.  What cannot be read
 * twice is kept in a file without a name meanwhile.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/str.h"
#include "guichet/report/ledger.h"
#include "parts.h"

enum { CHUNK_BYTES = 64 << 10 };

struct checking {
	struct arena *arena;
	struct str rest;	/* of a line whose end did not come yet */
	int64_t seq, number;
};

static err_t line_check(struct checking *c, const char *text, size_t len)
{
	struct ledger_line line;
	bool found;
	err_t err = report_ledger_follow(c->arena, text, len, &c->seq, &line, &found);

	c->number++;
	if (err != NULL)
		err = err_make(ERR_DATA, "line %" PRId64 ": %s", c->number, err->text);
	arena_reset(c->arena);
	return err;
}

/* All whole lines; in the end also what has no line break. */
static err_t lines_check(struct checking *c, bool last)
{
	const char *text = c->rest.text, *end = text + c->rest.len, *stop;
	err_t err = NULL;

	while (err == NULL && text < end && ((stop = memchr(text, '\n', (size_t)(end - text))) != NULL || last)) {
		size_t len = (size_t)((stop != NULL ? stop : end) - text);

		err = line_check(c, text, len);
		text += len + (stop != NULL);
	}
	if (err == NULL && end - text > LINE_MAX_BYTES)
		err = err_make(ERR_DATA, "line %" PRId64 ": it is longer than 4 MiB", c->number + 1);
	str_cut_front(&c->rest, (size_t)(text - c->rest.text));
	return err;
}

static err_t read_all(struct checking *c, int fd, FILE *copy)
{
	char bytes[CHUNK_BYTES];
	err_t err = NULL;
	ssize_t n;

	while (err == NULL && (n = read(fd, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys("read");
		str_add_n(&c->rest, bytes, (size_t)n);
		err = lines_check(c, false);
		if (err == NULL && copy != NULL && write(fileno(copy), bytes, (size_t)n) != n)
			err = err_sys("keep it");
	}
	if (err == NULL && c->rest.len > 0)
		err = lines_check(c, true);
	return err != NULL || c->seq != 0 ? err : err_make(ERR_DATA, "nothing to import");
}

/* It is at its first byte afterwards, with the same rows behind it. */
err_t ledger_file_check(int fd)
{
	bool again = lseek(fd, 0, SEEK_CUR) >= 0;
	FILE *copy = again ? NULL : tmpfile();
	struct checking c = { .arena = arena_create() };
	err_t err = !again && copy == NULL ? err_sys("read") : read_all(&c, fd, copy);

	if (err == NULL && copy != NULL && dup2(fileno(copy), fd) < 0)
		err = err_sys("keep it");
	if (err == NULL && lseek(fd, 0, SEEK_SET) < 0)
		err = err_sys("read again");
	if (copy != NULL)
		fclose(copy);
	str_finish(&c.rest);
	arena_destroy(c.arena);
	return err;
}
