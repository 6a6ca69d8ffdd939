/* SPDX-License-Identifier: ISC */
/*
 * Figures in JSON.  Pure: the same figures give the same bytes.
 *
 *   {"as_of","seq","settings","settings_before","settings_changed_from","since","until","query","target",
 *    "agents_hidden","anew":{"conversations","conversations_made","days","days_made","rows","rows_made"},
 *    "grouped_by",METRICS,"before":{"since","until",METRICS},"by":[{"key","key2",METRICS}]}
 *
 * Where conversations were left out, "excluded_count" and "excluded":[{"id",
 * "reason","who","at"}] (the first 200); where lines were written to dates of
 * the period, "annotations":[{"date","text","who","row"}].
 * agents_hidden is true where groups of single agents are not for who asks.
 * anew is there where what figures are read from is made anew, and they took
 * longer: how much there is, and how much of it is made.
 * settings is the row of the ledger that names their version.  The other two
 * are there when a change reached back into the time that is told of: as
 * which version it was told before, and since when it is told otherwise.
 *
 * METRICS are members by the names of guichet/model/figures.h, by shape:
 *
 *   TIME   {"n","open","waived","withdrawn",TIMES,"business":{TIMES}}; of waits that are answered also
 *          "met","missed","undecided","excluded","within_target","within_target_low","within_target_high","target"
 *   SHARE  {"n","met","missed","undecided","excluded","share","low","high"}
 *   COUNT  {"n"}
 *   SPAN   {"seconds"}
 *   RATE, PART  {"seconds","of_seconds","rate"}: the one over the other, null where that is nothing
 *   STOCK  {"n",TIMES}; null where it is not known: the backlog of an earlier instant than as_of
 *
 * TIMES are "p50","p90","p95","p99","p50_low","p50_high","longest", whole
 * seconds.  A quantile is there for any n: who shows it to people leaves it
 * out below 5, 10, 20 and 100.  One that so many open waits keep from being
 * reached is null, and "p50_over" (...) says the longest time seen.  Shares
 * are 0 to 1 with four digits, null where nothing is decided.
 */
#ifndef GUICHET_REPORT_FIGURES_H
#define GUICHET_REPORT_FIGURES_H
#include "guichet/json/json.h"
#include "guichet/model/figures.h"

/* The members alone, for who has more to say in the same object. */
void report_figures_put(struct json_out *, const struct figures *);
void report_figures_json(const struct figures *, struct str *out);
#endif
