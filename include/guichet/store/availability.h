/* SPDX-License-Identifier: ISC */
/* What agents said of themselves last; who said nothing is available. */
#ifndef GUICHET_STORE_AVAILABILITY_H
#define GUICHET_STORE_AVAILABILITY_H
#include "guichet/model/availability.h"
#include "guichet/store/store.h"

struct availability_row {
	int64_t agent;
	enum availability state;
	int64_t since_ms, until_ms;	/* until 0: until something else is said */
	bool idle;			/* nobody said it: no key was pressed for long */
};

err_t store_availability(struct store *, int64_t agent, struct availability_row *out) MUST_CHECK;
err_t store_availabilities(struct store *, struct arena *, struct availability_row **out, size_t *count) MUST_CHECK;
err_t store_availability_set(struct store *, const struct availability_row *) MUST_CHECK;
#endif
