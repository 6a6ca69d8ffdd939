/* SPDX-License-Identifier: ISC */
/*
 * Errors are values.  Every function that can fail returns an err_t: NULL is
 * success, anything else points at a record in a small per-thread ring that
 * nobody frees.  An error is reported, converted or copied before control
 * returns to the loop; after 32 more errors of the same thread its record is
 * used again.
 *
 * A message is lower case, has no full stop and says what and which.  The
 * template and its arguments stay apart so that a front end can translate it.
 * One row of ERR_INFO gives a kind's exit status (sysexits), how a courier
 * may try again, and its default text: the command line, the courier and the
 * manual all read this table.
 */
#ifndef GUICHET_BASE_ERR_H
#define GUICHET_BASE_ERR_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum err_retry { RETRY_NEVER, RETRY_SOON, RETRY_BACKOFF, RETRY_AFTER_FIX };

/*        kind        wire name      exit retry            default text */
#define ERR_INFO(_)                                                          \
	_(USAGE,       "usage",       64, RETRY_NEVER,     "wrong usage")    \
	_(CONFIG,      "config",      78, RETRY_AFTER_FIX, "bad configuration") \
	_(DATA,        "data",        65, RETRY_NEVER,     "bad input")      \
	_(NOT_FOUND,   "not_found",    1, RETRY_NEVER,     "not found")      \
	_(CONFLICT,    "conflict",    75, RETRY_SOON,      "changed by someone else") \
	_(DENIED,      "denied",      77, RETRY_NEVER,     "not permitted")  \
	_(STATE,       "state",        1, RETRY_NEVER,     "not possible in this state") \
	_(STORE,       "store",       74, RETRY_BACKOFF,   "database failure") \
	_(SYSTEM,      "system",      71, RETRY_BACKOFF,   "system failure") \
	_(NET,         "net",         75, RETRY_BACKOFF,   "network unreachable") \
	_(LIMIT,       "limit",       75, RETRY_BACKOFF,   "rate limited")   \
	_(AUTH,        "auth",        77, RETRY_AFTER_FIX, "credentials rejected") \
	_(REJECTED,    "rejected",    69, RETRY_NEVER,     "refused by the network") \
	_(PROTOCOL,    "protocol",    76, RETRY_BACKOFF,   "unexpected reply") \
	_(UNSUPPORTED, "unsupported", 69, RETRY_NEVER,     "not supported")  \
	_(CANCELLED,   "cancelled",    1, RETRY_NEVER,     "cancelled")

enum err_kind {
#define ERR_ENUM(kind, name, exit, retry, text) ERR_##kind,
	ERR_INFO(ERR_ENUM)
#undef ERR_ENUM
	ERR_KINDS
};

enum { ERR_ARGS = 6 };

struct err {
	enum err_kind kind;
	int sys;			/* errno, or 0 */
	int64_t wait_ms;		/* the network's own Retry-After, or 0 */
	const char *text;		/* one line, UTF-8, no newline */
	const char *template;		/* the text before its arguments went in */
	size_t count;			/* how many of args are set */
	const char *args[ERR_ARGS];	/* each already formatted */
};
typedef const struct err *err_t;

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

err_t err_make(enum err_kind, const char *fmt, ...) MUST_CHECK PRINTF_LIKE(2, 3);
/* Like err_make(ERR_SYSTEM) with ": " and strerror(errno) behind the text. */
err_t err_sys(const char *fmt, ...) MUST_CHECK PRINTF_LIKE(1, 2);
/* The same kind, retry and errno; the text becomes "FMT: inner text". */
err_t err_wrap(err_t, const char *fmt, ...) MUST_CHECK PRINTF_LIKE(2, 3);
/* A copy that also carries how long the other side asked us to wait. */
err_t err_wait(err_t, int64_t wait_ms) MUST_CHECK;
/* Rebuilds an error that came over the wire; text is copied. */
err_t err_from_wire(const char *kind_name, const char *text) MUST_CHECK;
/* A copy with that template and these arguments, to be translated; its text stays. */
err_t err_with_template(err_t, const char *template, size_t count, const char *const *args) MUST_CHECK;

struct arena;
/* The text in the person's language, or as it is when no catalogue has its template (message.c). */
const char *err_shown(struct arena *, err_t);

int err_exit_code(err_t);		/* 0 for NULL */
enum err_retry err_retry(err_t);
const char *err_kind_name(enum err_kind);
/* True when the error is of that kind; false for NULL. */
bool err_is(err_t, enum err_kind);
/* The only way to drop an error on the floor: why must be a literal. */
void err_ignore(err_t, const char *why);
#endif
