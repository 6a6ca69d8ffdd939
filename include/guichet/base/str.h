/* SPDX-License-Identifier: ISC */
/* A growing byte string.  Zero-initialised is empty; text is always terminated once something was added. */
#ifndef GUICHET_BASE_STR_H
#define GUICHET_BASE_STR_H
#include "guichet/base/err.h"

struct str { char *text; size_t len, size; };

void str_add(struct str *, const char *text);
void str_add_n(struct str *, const char *bytes, size_t len);
void str_add_char(struct str *, char);
void str_printf(struct str *, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for that many bytes behind the text and its end; whoever writes them there adds to len and ends it. */
char *str_room(struct str *, size_t more);
void str_base64(struct str *, const char *bytes, size_t len);
/* Appends what it stands for; false, and what came before the fault is there, when it is none. */
bool str_unbase64(struct str *, const char *text);
void str_cut_front(struct str *, size_t len);	/* drops the first len bytes */
void str_clear(struct str *);			/* empty, keeps the memory */
void str_finish(struct str *);			/* frees and zeroes */
void str_wipe(struct str *);			/* the same, and nobody finds the bytes again */
const char *str_text(const struct str *);	/* "" when nothing was added */

bool str_starts(const char *text, const char *prefix);
/* Behind the @names that a network puts before an answer; all of it where nothing else is said. */
const char *str_past_names(const char *text);
bool str_equal(const char *, const char *);	/* both may be NULL */
#endif
