/* SPDX-License-Identifier: ISC */
/*
 * Reports that leave by a clock.  Each time one is published, and mailed, in
 * the transaction that says when it is due next: it never leaves twice, and
 * however often it was missed, it leaves once afterwards.
 */
#ifndef GUICHET_DESK_REPORT_PLAN_H
#define GUICHET_DESK_REPORT_PLAN_H
#include "guichet/desk/read.h"
#include "guichet/store/report_plan.h"

#define REPORT_LATE_MS INT64_C(600000)	/* from then on a letter says that it is late */

/*
 * Inside desk_begin.  ERR_NOT_FOUND: no report has that name; ERR_STATE: no mail server is set.
 * zone "": the desk's.  *next_ms: when it is due first.
 */
err_t desk_report_plan_add(struct desk *, const struct report_plan *, int64_t *id, int64_t *next_ms) MUST_CHECK;
err_t desk_report_plan_drop(struct desk *, int64_t id) MUST_CHECK;
/* Inside desk_begin: what became of it at its time.  ERR_CONFLICT when that is over by now. */
err_t desk_report_plan_over(struct desk *, const struct report_plan *, const struct report_delivery *) MUST_CHECK;
/* The same in a transaction of the desk's own, where nothing could be published. */
err_t desk_report_plan_failed(struct desk *, const struct report_plan *, const struct report_delivery *) MUST_CHECK;

err_t read_report_plans(struct reader *, struct arena *, struct report_plan **out, size_t *count) MUST_CHECK;
/* When the next is due, 0: none. */
err_t read_report_plan_due(struct reader *, int64_t *ms) MUST_CHECK;
/* The newest time that it was due, now at the latest. */
err_t report_plan_newest(struct arena *, const struct report_plan *, int64_t now_ms,
	int64_t *due_ms) MUST_CHECK;
err_t read_report_deliveries(struct reader *, struct arena *, int64_t limit, struct report_delivery **out,
	size_t *count) MUST_CHECK;
#endif
