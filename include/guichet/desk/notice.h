/* SPDX-License-Identifier: ISC */
/* The line of the day: one at a time, until an instant, read by each member with a word of their own. */
#ifndef GUICHET_DESK_NOTICE_H
#define GUICHET_DESK_NOTICE_H
#include "guichet/desk/read.h"
#include "guichet/store/notice.h"

enum { NOTICE_MAX = 200 };

/* Inside desk_begin.  Instead of what stands; until_ms 0: to the end of the day of the desk. */
err_t desk_notice_set(struct desk *, const char *text, int64_t until_ms, struct notice_row *out) MUST_CHECK;
err_t desk_notice_drop(struct desk *) MUST_CHECK;
/* By who acts; number 0: the one that stands.  ERR_STATE when another one stands by now. */
err_t desk_notice_read(struct desk *, int64_t notice, int64_t *out) MUST_CHECK;

err_t read_notice(struct reader *, struct arena *, int64_t now_ms, struct notice_row *out, bool *found) MUST_CHECK;
err_t read_notice_readers(struct reader *, struct arena *, int64_t notice, struct notice_reader **out,
	size_t *count) MUST_CHECK;
#endif
