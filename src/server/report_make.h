/* SPDX-License-Identifier: ISC */
/* The document of a report, as guichet/report/report.h says, from a call that has the arguments of report. */
#ifndef SERVER_REPORT_MAKE_H
#define SERVER_REPORT_MAKE_H
#include "figures_ask.h"

struct report_naming { const char *name; int64_t number; };
/* Written to out.  as_of_ms 0: what the call says, else from the ledger as it stood then. */
err_t report_make(struct call_context *, struct report_naming, int64_t as_of_ms, struct str *out) MUST_CHECK;
#endif
