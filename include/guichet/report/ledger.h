/* SPDX-License-Identifier: ISC */
/*
 * The ledger's rows as lines of JSON, out and in; guichet-figures(7) tells of
 * each member.  Members that say nothing are left out.  Both programs read
 * lines: the front end checks a whole file before its first row is sent.
 */
#ifndef GUICHET_REPORT_LEDGER_H
#define GUICHET_REPORT_LEDGER_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/json/json.h"
#include "guichet/model/ledger.h"

/* One object, no line break. */
void report_ledger_line(const struct ledger_line *, struct str *out);

/* Bytes as small hexadecimal digits; at most a hash. */
void report_put_hex(struct json_out *, const char *key, const unsigned char *bytes, size_t len);

/* ERR_DATA says what is wrong with it; strings live in the arena. */
err_t report_ledger_parse(struct arena *, const char *text, size_t len, struct ledger_line *out) MUST_CHECK;

/* Of a file: parses as above; seq must be one more than *seq, which moves (0: any).  An empty line is skipped. */
err_t report_ledger_follow(struct arena *, const char *text, size_t len, int64_t *seq, struct ledger_line *out,
	bool *found) MUST_CHECK;
#endif
