/* SPDX-License-Identifier: ISC */
/* Which figures of two reports differ. */
#ifndef SERVER_REPORT_MOVED_H
#define SERVER_REPORT_MOVED_H
#include "guichet/json/json.h"

/* "moved" and "recounted" of report diff; again: what was would be if this program counted it as of then. */
void report_moved_put(const struct json *was, const struct json *again, const struct json *is, struct json_out *);
#endif
