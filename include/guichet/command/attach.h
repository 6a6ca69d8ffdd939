/* SPDX-License-Identifier: ISC */
/*
 * A file of this machine on its way to the desk: read, stripped of what a
 * camera wrote into it, and given in pieces.  Whoever has the desk says each
 * piece; here is what to say, and what a person should know of the file.
 */
#ifndef GUICHET_COMMAND_ATTACH_H
#define GUICHET_COMMAND_ATTACH_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/json/json.h"

/* What was done to it. */
enum attach_clean {
	ATTACH_AS_IT_IS,		/* a picture, and there was nothing to take out */
	ATTACH_STRIPPED,
	ATTACH_MAY_TELL			/* of a kind, or broken, that is not stripped: author, place and time may be in it */
};
struct attach_file { struct str content; const char *name; enum attach_clean clean; };

/* Bytes are the caller's, the name lives in the arena.  ERR_DATA, ERR_LIMIT name the file. */
err_t attach_read(struct arena *, const char *path, struct attach_file *out) MUST_CHECK;
/* What to say of it, translated; NULL: nothing. */
const char *attach_told(struct arena *, const struct attach_file *);

/* One piece as words of a call, and the bytes that go along; answer: of the piece before, NULL at first. */
enum { ATTACH_WORDS = 9 };
size_t attach_words(struct arena *, const struct attach_file *, const struct json *answer,
	const char *words[static ATTACH_WORDS], const char **bytes, size_t *len);
/* "desk 4f..." in the answer to the last piece: what a reply names; NULL: there are more. */
const char *attach_hash(const struct json *answer);
/* Is it what a desk calls a file, rather than a path? */
bool attach_is_hash(const char *word);
#endif
