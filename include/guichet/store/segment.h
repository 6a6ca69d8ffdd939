/* SPDX-License-Identifier: ISC */
/* Packed days of waits and cases, and which of them are not what the rows are any more. */
#ifndef GUICHET_STORE_SEGMENT_H
#define GUICHET_STORE_SEGMENT_H
#include "guichet/model/facts.h"
#include "guichet/store/store.h"

/* Those that hold, from a day on and before another, in which something ended at last_ms or later; in order. */
typedef err_t (*segment_fn)(void *, int64_t day, const void *bytes, size_t len);
err_t store_segments(struct store *, enum fact_set, int64_t from_day, int64_t until_day, int64_t last_ms, segment_fn,
	void *data) MUST_CHECK;
/* Replaces; it holds from now on. */
err_t store_segment_put(struct store *, enum fact_set, int64_t day, int64_t last_ms, const void *bytes,
	size_t len) MUST_CHECK;
/* It does not hold any more, if there is one. */
err_t store_segment_spoil(struct store *, enum fact_set, int64_t day) MUST_CHECK;
err_t store_segment_spoil_all(struct store *) MUST_CHECK;
/* The next day before that one to be packed: one that does not hold, else the one behind the last; -1: none. */
err_t store_segment_next(struct store *, enum fact_set, int64_t before_day, int64_t *out) MUST_CHECK;
err_t store_segment_size(struct store *, int64_t *days, int64_t *bytes) MUST_CHECK;
#endif
