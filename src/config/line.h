/* SPDX-License-Identifier: ISC */
/* A line's words with their places in it, for commands that take the rest of a line as it is written. */
#ifndef GUICHET_CONFIG_LINE_H
#define GUICHET_CONFIG_LINE_H
#include "guichet/base/arena.h"

struct line_token {
	const char *text;	/* without quotes and backslashes */
	size_t start, end;	/* bytes of the line */
	bool is_part;		/* the unquoted ; */
};

err_t line_scan(struct arena *, const char *line, struct line_token **out, size_t *count) MUST_CHECK;
#endif
