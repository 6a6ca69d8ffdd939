/* SPDX-License-Identifier: ISC */
/* Rows of the roster. */
#ifndef GUICHET_STORE_SHIFT_H
#define GUICHET_STORE_SHIFT_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct shift_row {
	int64_t id, agent;
	const char *who;		/* name of the agent or the team; not stored here */
	enum agent_kind kind;		/* likewise */
	const char *label;		/* "late", or "" */
	const char *hours;		/* as schedule_write() writes them */
	const char *zone, *zone_data, *zone_steps;
};

/* Of those who are on the desk, by name and label. */
err_t store_shifts(struct store *, struct arena *, struct shift_row **out, size_t *count) MUST_CHECK;
/* Agent and label are the key; *id is the row's number. */
err_t store_shift_put(struct store *, const struct shift_row *, int64_t *id, bool *added) MUST_CHECK;
err_t store_shift_drop(struct store *, int64_t id, bool *found) MUST_CHECK;
#endif
