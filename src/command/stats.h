/* SPDX-License-Identifier: ISC */
/* What the tables of stats have in common: a figure as cells of text, with the small-sample rule kept. */
#ifndef COMMAND_STATS_H
#define COMMAND_STATS_H
#include "parts.h"

/* How many a figure rests on; of time added up its seconds. */
int64_t stats_count(const struct json *figure);
/* It is there, and is about something. */
bool stats_speaks(const struct json *figure);
/* "12 min", "> 3 h 05" when the curve does not reach it, "-" when there are too few; key: "p50" ... */
const char *stats_quantile(struct command_env *, const struct json *figure, const char *key);
const char *stats_percentage(struct command_env *, const struct json *share);
const char *stats_seconds(struct command_env *, const struct json *figure, const char *key);
/* "88-95 %": where the truth lies, 19 times of 20. */
const char *stats_interval(struct command_env *, const struct json *figure, const char *low, const char *high);
/* Between two tables, for the eye. */
void stats_gap(const struct command_env *);
/* The column of names, for names of that width. */
int stats_name_width(const struct command_env *, int wanted);

/* ---- stats_sheet.c */
/* Tables leave out columns that a usual terminal has. */
bool stats_are_narrow(const struct command_env *);
/* A table for each kind of figure; all: every one that speaks, else the main ones. */
void stats_sheets(struct command_env *, const struct json *stats, bool all);
/* A table of one metric, a line a group, with all that is told of it. */
void stats_groups_of(struct command_env *, const struct json *stats, int metric, int name_width);
/* stats_groups.c: all that was asked of groups; one metric in full, several side by side where they fit. */
void stats_groups(struct command_env *, const struct json *stats, bool asked);
#endif
