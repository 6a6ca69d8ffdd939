/* SPDX-License-Identifier: ISC */
/*
 * Charts made of characters: bars, sparklines, shades, large digits.  Pure:
 * numbers in, shown text of a known width out, in the arena.  A terminal that
 * is not UTF-8 gets the same chart in ASCII, where a cell has fewer steps.
 *
 * A chart stands beside its number and never instead of it.  What is more
 * than nothing never looks like nothing: the smallest value above 0 has a
 * mark.  No value (below 0) is a blank of a sparkline and no bar at all.
 */
#ifndef GUICHET_REPORT_CHART_H
#define GUICHET_REPORT_CHART_H
#include "guichet/text/shown.h"

/* Value of most as a bar from the left, padded: exactly so many cells.  Above most it is full. */
struct shown chart_bar(struct arena *, bool ascii, double value, double most, int cells);
/* A cell for each value, between 0 and the largest of them. */
struct shown chart_spark(struct arena *, bool ascii, const double *values, size_t count);

/*
 * Cells of a heat map: what each shade goes up to, so that all have as many
 * cells, but for those that are alike.  values are sorted; of none it is -1.
 */
enum { CHART_HEAT_MOST = 4 };
void chart_heats(double *values, size_t count, double upto[CHART_HEAT_MOST]);
/* How dark a cell is: 1 to CHART_HEAT_MOST, which the greatest has unless all are alike; 0 is for nothing. */
int chart_heat(double value, const double upto[CHART_HEAT_MOST]);
/* So many cells of that shade; each shade is a sign of its own, so that it can be told without colour. */
struct shown chart_shade(struct arena *, bool ascii, int heat, int cells);

/* A count in at most so many cells (2 or more), at the right of them: "999", "12k", "3M"; "+" where none fits. */
struct shown chart_count(struct arena *, int64_t count, int cells);

/*
 * Large digits for a wall.  What has no large form (all but 0-9 : . % > + - d h m n s) is a blank.
 * Every dot is `scale` cells wide and one high; all lines are equally wide.
 */
enum { CHART_BIG_LINES = 5 };
void chart_big(struct arena *, bool ascii, const char *text, int scale, struct shown lines[static CHART_BIG_LINES]);
#endif
