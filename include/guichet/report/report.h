/* SPDX-License-Identifier: ISC */
/*
 * A report as text, CSV or HTML, from the document that the desk computed or
 * published.  Pure: the same document in the same language gives the same
 * bytes.  The document (server/report_make.h writes it) has
 *
 *   "report":1, "name", "number", "as_of", "as_of_text", "seq", "settings", "counting" (model/counting.h;
 *   none: before it was told), "zone", "since_text",
 *   "until_text", "before_text", "ledger_text" (the date on which it begins), "changed_text" (since
 *   when settings are others), "lang" (which it is to be written in,
 *   if somebody said so), "query", "schedules":[{"schedule","seq","accounts":[],"teams":[]}],
 *   "figures":{as report/figures.h}, "sections":[likewise, with groups], "heat", "trend": likewise,
 *   "histogram":[{"from","to","n"}] (seconds; to null: no end), "target",
 *   "late_waived":{"n","rows":[{"id","account","start","seconds","target"}]}
 *
 * Every text in it may be a stranger's: it is shown and then escaped, and a
 * cell of CSV that a spreadsheet would compute has an apostrophe before it.
 * HTML is one file that asks nobody for anything and runs nothing.
 */
#ifndef GUICHET_REPORT_REPORT_H
#define GUICHET_REPORT_REPORT_H
#include "guichet/json/json.h"
#include "guichet/model/figures.h"

/* Lines of 78 columns at most, but for names. */
void report_text(struct arena *, const struct json *document, struct str *out);
void report_csv(struct arena *, const struct json *document, struct str *out);
/* lang: what html says of its language, "en". */
void report_html(struct arena *, const struct json *document, const char *lang, struct str *out);
/* One text as a cell of CSV. */
void report_csv_cell(struct arena *, const char *text, struct str *out);
/*
 * What a TIME figure comes to: the counts first, "7 of 42 answered; estimated: half within 1 h 48".
 * A quantile over some that still wait is called an estimate, and left out where there are too few.
 * first: it is of first answers; business: in business time, where the figure has it.
 */
const char *report_answers(struct arena *, const struct json *figure, bool first, bool business);
/* The same of the first answers of all figures, by the clock of their targets, which is named where it is no calendar. */
const char *report_first_answers(struct arena *, const struct json *figures);
/* Nobody wrote, and nothing was answered or resolved. */
bool report_is_empty(const struct json *figures);
/* That, in words, with the date on which the ledger begins, as text, or NULL. */
const char *report_nobody(struct arena *, const char *begins);
/* That the period before was not a whole one, because the ledger begins within it; NULL: it was. */
const char *report_cut(struct arena *, const struct json *figures, const char *begins);
/* Time of work added up: in hours from a day on, because nobody works for 24 of them; "12 h 17", "312 h". */
const char *report_hours(struct arena *, int64_t seconds);
/* The target of all that the figures tell of, in seconds; 0: there are several, or none. */
int64_t report_target(const struct json *figures);
/* What a figure of RATE or PART comes to, "0.54" or "7 %"; "-" where nobody can say. */
const char *report_rate(struct arena *, enum metric, const struct json *figure);
/* The key of a group by the nth of "account,weekday" as people say it: "mon" of days of the week is "Mon". */
const char *report_key(struct arena *, const char *grouped_by, int nth, const char *key);
/* "3 min, 2 h" of a TIME figure, or of one of its clocks, that is too few for a quantile; NULL: it is not. */
const char *report_few(struct arena *, const struct json *figure);
/* Which clock is whose, where there are two; else NULL. */
const char *report_clocks(const struct json *figures);
/* The period of figures had ended when they were told. */
bool report_is_over(const struct json *figures);
/* "3 still wait, the longest for 2 h"; of a period that is over, how many did at its end.  NULL: nobody. */
const char *report_waiting(struct arena *, const struct json *figures);
/* Of so many that are left out the reasons are told where people read. */
enum { EXCLUDED_SHOWN = 50 };
/* How many conversations are left out of figures; NULL: none. */
const char *report_excluded(struct arena *, const struct json *figures);
/* One of them, "#8  a test by us (ann)"; NULL behind the last that is told. */
const char *report_excluded_why(struct arena *, const struct json *figures, size_t index);
/* What is made anew that they are read from, and how far; NULL where nothing is, or it cost nobody any time. */
const char *report_anew(struct arena *, const struct json *figures);
/* "within the target of 1 h", or "within their targets", where each has its own. */
const char *report_within(struct arena *, const struct json *figures);
/* What it is called: its name, or "Report". */
const char *report_title(const struct json *document);
#endif
