/* SPDX-License-Identifier: ISC */
/*
 * Reports with a name, and reports that were published.  What is published
 * is kept as it was computed, under a number, with a sum that the ledger has
 * too: it never changes, whatever arrives, is left out or measured otherwise
 * afterwards.
 *
 * What a report asks is kept as lines: query, since, until, period, target,
 * by, as the call report has them.
 */
#ifndef GUICHET_DESK_REPORT_H
#define GUICHET_DESK_REPORT_H
#include "guichet/desk/read.h"
#include "guichet/store/report.h"

/* Inside desk_begin.  *added is false when there was one of that name, which asks this from now on. */
err_t desk_report_save(struct desk *, const char *name, const char *asked, bool *added) MUST_CHECK;
err_t desk_report_remove(struct desk *, const char *name) MUST_CHECK;
/* name, asked, seq, as_of_ms and document of the row. */
err_t desk_report_publish(struct desk *, const struct published_row *, int64_t *number) MUST_CHECK;

err_t read_reports(struct reader *, struct arena *, struct report_row **out, size_t *count) MUST_CHECK;
/* ERR_NOT_FOUND names it. */
err_t read_report(struct reader *, struct arena *, const char *name, struct report_row *out) MUST_CHECK;
err_t read_published(struct reader *, struct arena *, struct published_row **out, size_t *count) MUST_CHECK;
/* ERR_DATA when it is not what was published. */
err_t read_published_one(struct reader *, struct arena *, int64_t number, struct published_row *out) MUST_CHECK;
/* The ledger's rows behind one and up to another, in order; detail lives until visit returns. */
err_t read_events_since(struct reader *, int64_t after, int64_t last, err_t (*visit)(void *, const struct event *),
	void *data) MUST_CHECK;
#endif
