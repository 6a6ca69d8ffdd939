/* SPDX-License-Identifier: ISC */
/* Rows of notices and of who has read them. */
#ifndef GUICHET_STORE_NOTICE_H
#define GUICHET_STORE_NOTICE_H
#include "guichet/store/store.h"

struct notice_row { int64_t id, agent, at_ms, until_ms; const char *text; };
struct notice_reader { int64_t agent, at_ms; };

/* The one that stands; *found false also when its time is over. */
err_t store_notice(struct store *, struct arena *, int64_t now_ms, struct notice_row *out, bool *found) MUST_CHECK;
/* Ends what stands. */
err_t store_notice_end(struct store *, int64_t now_ms, bool *ended) MUST_CHECK;
err_t store_notice_add(struct store *, const struct notice_row *, int64_t *id) MUST_CHECK;
err_t store_notice_read(struct store *, int64_t notice, int64_t agent, int64_t at_ms) MUST_CHECK;
err_t store_notice_readers(struct store *, struct arena *, int64_t notice, struct notice_reader **out,
	size_t *count) MUST_CHECK;
#endif
