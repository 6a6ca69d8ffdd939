/* SPDX-License-Identifier: ISC */
/*
 * JSON in and out.  Reading keeps limits (N-11 to N-13 of ours: valid UTF-8,
 * depth <= 64, <= 200,000 tokens, strings <= 1 MiB; integers outside 64 bits
 * and every number of a member named "id" or ending in "_id" become strings,
 * \u0000 and lone surrogates become U+FFFD).  A document is one piece of
 * memory, wiped when its last user lets it go.  Writing appends to a string
 * and escapes everything outside 20-7E, DEL included.
 */
#ifndef GUICHET_JSON_JSON_H
#define GUICHET_JSON_JSON_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

struct json;			/* a value of a document, which is reference counted */

/* ERR_PROTOCOL names the offset.  *out is owned by the caller. */
err_t json_parse(const char *text, size_t len, struct json **out) MUST_CHECK;
/* The same limits for text of our own programs, where an id is a number and stays one. */
err_t json_parse_own(const char *text, size_t len, struct json **out) MUST_CHECK;
/* Likewise, of the server that we asked: it has as many tokens as it is long. */
err_t json_parse_answer(const char *text, size_t len, struct json **out) MUST_CHECK;
void json_destroy(struct json *);		/* NULL is fine */
/* The same value, to be destroyed by the caller: outlives its root, and keeps the whole document. */
struct json *json_share(const struct json *);

/* Readers never fail: a missing member or another type gives the fallback.  Borrowed from the root. */
const struct json *json_get(const struct json *object, const char *key);	/* NULL when absent or null */
const struct json *json_path(const struct json *object, const char *dotted);	/* "a.b.c" */
const char *json_text(const struct json *object, const char *key);	/* NULL unless a string; "" possible */
const char *json_text_or(const struct json *object, const char *key, const char *fallback);
int64_t json_int(const struct json *object, const char *key, int64_t fallback);	/* 1.0 counts, "12" counts */
double json_number(const struct json *object, const char *key, double fallback);	/* of any size; a text counts not */
/* An instant in seconds as milliseconds; 0: missing, or outside 1970 to 9999. */
int64_t json_seconds_ms(const struct json *object, const char *key);
bool json_bool(const struct json *object, const char *key, bool fallback);
bool json_is_object(const struct json *);
bool json_is_array(const struct json *);
size_t json_count(const struct json *array);		/* 0 unless an array */
const struct json *json_at(const struct json *array, size_t index);
const char *json_value_text(const struct json *);	/* NULL unless a string */
const char *json_text_at(const struct json *array, size_t index);	/* of a list of words; "" unless a string */
int64_t json_value_int(const struct json *, int64_t fallback);
double json_value_number(const struct json *, double fallback);
bool json_value_bool(const struct json *, bool fallback);
/* Members of an object in file order. */
void json_each(const struct json *object, void (*visit)(void *, const char *key, const struct json *), void *);
/* One line of compact ASCII appended to out. */
void json_dump(const struct json *, struct str *out);

/* A writer into a growing string.  key is NULL inside arrays and at the top. */
struct json_out { struct str *to; bool comma; };

void json_open_object(struct json_out *, const char *key);
void json_close_object(struct json_out *);
void json_open_array(struct json_out *, const char *key);
void json_close_array(struct json_out *);
void json_put_text(struct json_out *, const char *key, const char *value);	/* NULL writes null */
void json_put_int(struct json_out *, const char *key, int64_t value);
void json_put_number(struct json_out *, const char *key, double value);
void json_put_bool(struct json_out *, const char *key, bool value);
void json_put_null(struct json_out *, const char *key);
void json_put_raw(struct json_out *, const char *key, const char *json);	/* already JSON */
/* The instant as RFC 3339 text; 0 writes null. */
void json_put_time(struct json_out *, const char *key, int64_t ms);
#endif
