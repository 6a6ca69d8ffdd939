/* SPDX-License-Identifier: ISC */
/* Rows of reports that leave by a clock, and of each time that one did. */
#ifndef GUICHET_STORE_REPORT_PLAN_H
#define GUICHET_STORE_REPORT_PLAN_H
#include "guichet/model/rhythm.h"
#include "guichet/store/store.h"

struct report_plan {
	int64_t id, agent, next_ms;
	const char *name, *zone;
	const char *recipients;		/* with commas between */
	struct rhythm rhythm;
};
struct report_delivery {
	int64_t id, plan, due_ms, at_ms, number, letter;
	const char *name, *said;
	/* of one mail of it; 0 where there is none */
	int64_t mail;
	int state;			/* enum outbox_state */
	const char *recipient, *mail_said;
};

err_t store_report_plan_add(struct store *, const struct report_plan *, int64_t *id) MUST_CHECK;
err_t store_report_plan_drop(struct store *, int64_t id, bool *found) MUST_CHECK;
err_t store_report_plan_next(struct store *, int64_t id, int64_t next_ms) MUST_CHECK;
/* The one that is due first comes first. */
err_t store_report_plans(struct store *, struct arena *, struct report_plan **out, size_t *count) MUST_CHECK;
/* When the first is due, 0: none. */
err_t store_report_plan_due(struct store *, int64_t *ms) MUST_CHECK;
err_t store_report_delivery_add(struct store *, const struct report_delivery *) MUST_CHECK;
/* The newest first, a row for each mail. */
err_t store_report_deliveries(struct store *, struct arena *, int64_t limit, struct report_delivery **out,
	size_t *count) MUST_CHECK;
#endif
