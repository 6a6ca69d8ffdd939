/* SPDX-License-Identifier: ISC */
/* How a conversation belongs with others, in words. */
#ifndef GUICHET_COMMAND_UNITED_H
#define GUICHET_COMMAND_UNITED_H
#include "guichet/base/arena.h"

enum { UNITED_LINES = 5 };
struct json;

/* Of an answer of show: "merged with #7, #9", "began in #12"; how many. */
size_t united_lines(struct arena *, const struct json *thread, const char *lines[UNITED_LINES]);
/* Which part a message came to: "#7"; "" where there is only one. */
const char *united_part(struct arena *, const struct json *thread, const struct json *message);
#endif
