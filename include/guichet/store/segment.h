/* SPDX-License-Identifier: ISC */
/* Packed days of waits, cases and traces, and which of them are not what the rows are any more. */
#ifndef GUICHET_STORE_SEGMENT_H
#define GUICHET_STORE_SEGMENT_H
#include "guichet/base/str.h"
#include "guichet/model/facts.h"
#include "guichet/store/ledger.h"
#include "guichet/store/store.h"

/* Those that hold, from a day on and before another, in order; made says whether a copy is still the same. */
struct stored_segment { int64_t day, made, last_ms; };	/* last_ms: the last end in it, or the greatest number */
err_t store_segments(struct store *, struct arena *, enum fact_set, int64_t from_day, int64_t until_day,
	struct stored_segment **out, size_t *count) MUST_CHECK;
/* The bytes of one, replacing what was in out. */
err_t store_segment_data(struct store *, enum fact_set, int64_t day, struct str *out) MUST_CHECK;
/* Replaces; it holds from now on. */
err_t store_segment_put(struct store *, enum fact_set, int64_t day, int64_t last_ms, const void *bytes,
	size_t len) MUST_CHECK;
/* It does not hold any more, if there is one. */
err_t store_segment_spoil(struct store *, enum fact_set, int64_t day) MUST_CHECK;
err_t store_segment_spoil_all(struct store *) MUST_CHECK;
/* The next day before that one to be packed: one that does not hold, else the one behind the last; -1: none. */
err_t store_segment_next(struct store *, enum fact_set, int64_t before_day, int64_t *out) MUST_CHECK;
/* At most so many of them: what is deleted is overwritten, too.  *more: some are left. */
err_t store_segments_drop(struct store *, enum fact_set, int most, bool *more) MUST_CHECK;
/* The last day that is packed, 0: none, and how many are that do not hold. */
err_t store_segment_state(struct store *, enum fact_set, int64_t *last, int64_t *stale) MUST_CHECK;
err_t store_segment_size(struct store *, int64_t *days, int64_t *bytes) MUST_CHECK;

/*
 * Traces are packed up to a row of the ledger: what has later ones, or another
 * place than it had (its mark is a number that rises), is not as packed.
 */
err_t store_trace_stale_add(struct store *, int64_t conversation) MUST_CHECK;
err_t store_trace_stale_last(struct store *, int64_t *mark) MUST_CHECK;
err_t store_trace_stale_drop(struct store *, int64_t mark) MUST_CHECK;
err_t store_trace_places(struct store *, struct arena *, int64_t after_seq, int64_t to_seq, struct event_place **out,
	size_t *count) MUST_CHECK;
/* Of all conversations behind that number. */
err_t store_places_behind(struct store *, struct arena *, int64_t after, struct event_place **out, size_t *count)
	MUST_CHECK;
#endif
