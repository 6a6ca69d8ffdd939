/* SPDX-License-Identifier: ISC */
/* Rows of reports: what is asked under a name, and what was published. */
#ifndef GUICHET_STORE_REPORT_H
#define GUICHET_STORE_REPORT_H
#include "guichet/store/store.h"

/* asked: key=value lines, see desk/report.h. */
struct report_row { int64_t id, agent; const char *name, *asked; };
struct published_row {
	int64_t number, at_ms, agent, seq, as_of_ms;
	const char *name, *asked, *sum;
	const char *document;		/* NULL in lists */
};

/* By name; name NULL: all. */
err_t store_reports(struct store *, struct arena *, const char *name, struct report_row **out, size_t *count) MUST_CHECK;
err_t store_report_put(struct store *, const struct report_row *) MUST_CHECK;
err_t store_report_drop(struct store *, const char *name, bool *dropped) MUST_CHECK;
/* By number, without documents. */
err_t store_published(struct store *, struct arena *, struct published_row **out, size_t *count) MUST_CHECK;
err_t store_published_get(struct store *, struct arena *, int64_t number, struct published_row *out, bool *found) MUST_CHECK;
err_t store_published_add(struct store *, const struct published_row *, int64_t *number) MUST_CHECK;
#endif
