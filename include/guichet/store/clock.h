/* SPDX-License-Identifier: ISC */
/* What the newest replies say of our clock, by account; what the ledger says of it.  See model/clock_sample.h. */
#ifndef GUICHET_STORE_CLOCK_H
#define GUICHET_STORE_CLOCK_H
#include "guichet/model/clock_sample.h"
#include "guichet/store/store.h"

/* seq: the reply's row of the ledger.  Those before the newest CLOCK_SAMPLES_MOST go. */
err_t store_clock_sample_add(struct store *, int64_t account, int64_t seq, const struct clock_sample *) MUST_CHECK;
err_t store_clock_samples(struct store *, int64_t account, struct clock_sample out[static CLOCK_SAMPLES_MOST],
	size_t *count) MUST_CHECK;
err_t store_clock_samples_drop(struct store *, int64_t account) MUST_CHECK;	/* 0: of all accounts */
/* By the newest row of the ledger; zeroes: there is none. */
err_t store_clock_held(struct store *, struct arena *, int64_t account, struct clock_held *out) MUST_CHECK;
#endif
