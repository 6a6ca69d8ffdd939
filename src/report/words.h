/* SPDX-License-Identifier: ISC */
/* What text and HTML say alike: cells of figures, sentences, and what a report shows in which order. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"
#include "guichet/model/figures.h"

enum { WORDS_MOST = 14, CELLS_MOST = 8 };

/* figure: of a metric, with that of the period before or NULL; or a group with its metrics, of none. */
struct sheet_row { enum metric metric; const struct json *figure, *before; };
/* A table of figures: rows are metrics, or groups. */
struct sheet {
	const char *title;		/* N_() */
	size_t columns;
	const char *heads[CELLS_MOST];	/* N_() or NC_() */
	void (*cells)(struct arena *, const struct sheet_row *, const char **out);
	size_t count;
	enum metric metrics[WORDS_MOST];
};
extern const struct sheet report_sheets[];
extern const size_t report_sheets_count;

/* The two of groups: an answer's time and share, of the metric that stands in it. */
extern const struct sheet report_group_sheet;
/* What an agent had beside answers: promises and time. */
extern const struct sheet report_days_sheet;

/* One of the sheet's metrics has something to say of the group. */
bool words_group_speaks(const struct sheet *, const struct json *group);
/* "By agent: promises, time" */
const char *words_days(struct arena *, const char *dimension);
const char *words_name(const struct json *figures, const struct json *group, struct arena *);
/* "by account"; a dimension that is none of ours stays as it is. */
const char *words_dimension(struct arena *, const char *grouped_by);
/* "first response, n=3: 4 min, 5 min, 2 h" where they are too few for a quantile; else NULL. */
const char *words_few(struct arena *, const char *title, const struct json *figure);
/* Sentences in plain words, the first one first. */
size_t words_summary(struct arena *, const struct json *document, const char **out);
/* Where it comes from: period, instant, rows, versions. */
/* "from 2026-03-02 00:00 to 2026-03-09 00:00, Europe/Paris", or all of it. */
const char *words_period(struct arena *, const struct json *document);
size_t words_sources(struct arena *, const struct json *document, const char **out);
const char *words_time(struct arena *, int64_t seconds);
/* A figure that has something to say. */
bool words_speaks(const struct json *figure);
/* All that is printed somewhere in it, once. */
size_t words_metrics(const struct json *document, enum metric out[METRICS]);
#endif
