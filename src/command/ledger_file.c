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

#include "guichet/report/ledger.h"
#include "parts.h"

static err_t lines_check(FILE *in, FILE *copy)
{
	struct arena *arena = arena_create();
	char *text = NULL;
	size_t size = 0;
	int64_t seq = 0, number = 0;
	err_t err = NULL;
	ssize_t len;

	while (err == NULL && (len = getline(&text, &size, in)) >= 0) {
		struct ledger_line line;
		bool found;

		number++;
		err = report_ledger_follow(arena, text, (size_t)len, &seq, &line, &found);
		if (err != NULL)
			err = err_make(ERR_DATA, "line %" PRId64 ": %s", number, err->text);
		else if (copy != NULL && write(fileno(copy), text, (size_t)len) != len)
			err = err_sys("keep it");
		arena_reset(arena);
	}
	if (err == NULL && ferror(in))
		err = err_sys("read");
	if (err == NULL && seq == 0)
		err = err_make(ERR_DATA, "nothing to import");
	free(text);
	arena_destroy(arena);
	return err;
}

/* It is at its first byte afterwards, with the same rows behind it. */
err_t ledger_file_check(int fd)
{
	bool again = lseek(fd, 0, SEEK_CUR) >= 0;
	FILE *in = fdopen(dup(fd), "r"), *copy = again ? NULL : tmpfile();
	err_t err = in == NULL || (!again && copy == NULL) ? err_sys("read") : NULL;

	if (err == NULL)
		err = lines_check(in, copy);
	if (err == NULL && copy != NULL && dup2(fileno(copy), fd) < 0)
		err = err_sys("keep it");
	if (err == NULL && lseek(fd, 0, SEEK_SET) < 0)
		err = err_sys("read again");
	if (in != NULL)
		fclose(in);
	if (copy != NULL)
		fclose(copy);
	return err;
}
