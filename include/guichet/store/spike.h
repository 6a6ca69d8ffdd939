/* SPDX-License-Identifier: ISC */
/* Rows of spikes that were noticed while they lasted. */
#ifndef GUICHET_STORE_SPIKE_H
#define GUICHET_STORE_SPIKE_H
#include "guichet/model/spike_said.h"
#include "guichet/store/store.h"

struct spike_row {
	int64_t id, account;
	int64_t seen_ms, over_ms;	/* 0: it stands */
	int64_t first;			/* the first of its examples */
	struct spike_said said;
};

err_t store_spike_add(struct store *, const struct spike_row *) MUST_CHECK;
err_t store_spike_set(struct store *, const struct spike_row *) MUST_CHECK;	/* what is said of it, and its first */
err_t store_spike_over(struct store *, int64_t id, int64_t at_ms) MUST_CHECK;
/* The last that an account had. */
err_t store_spike_newest(struct store *, struct arena *, int64_t account, struct spike_row *out, bool *found) MUST_CHECK;
/* Those that stand, by the account's name. */
err_t store_spikes(struct store *, struct arena *, struct spike_row **out, size_t *count) MUST_CHECK;
#endif
