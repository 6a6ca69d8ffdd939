/* SPDX-License-Identifier: ISC */
/* What the files share that lay a dashboard out: a line that grows, and figures in words. */
#ifndef COMMAND_BOARD_INSIDE_H
#define COMMAND_BOARD_INSIDE_H
#include "guichet/command/board.h"
#include "guichet/model/figures.h"

struct board_maker {
	struct arena *arena;
	const struct json *answer;
	const struct board_look *look;
	struct board *board;
	size_t size;			/* of the lines */
	struct board_line line;		/* that grows */
	int x;
	const char *section, *key;	/* what the line means */
	bool begins;			/* the next line begins a section */
};

/* ---- board.c: lines.  A line begins, gets parts and cells, and ends. */
void board_begin(struct board_maker *, const char *section, const char *key);
/* left-aligned in width cells (0: as it is), or at the right of them */
void board_put(struct board_maker *, enum sink_style, const char *text, int width);
void board_put_right(struct board_maker *, enum sink_style, const char *text, int width);
void board_put_shown(struct board_maker *, enum sink_style, struct shown);
/* A cell of that many columns from x on. */
void board_cell(struct board_maker *, int x, int width, const struct board_question *, const char *about);
void board_end(struct board_maker *);
void board_blank(struct board_maker *);
/* A remark, on as many lines as it needs. */
void board_note(struct board_maker *, const char *text);
bool board_is_wide(const struct board_maker *, int from);
int board_width(const struct board_maker *);

/* A table: columns with their heads, and a row of texts; what there is no room for is left out. */
struct board_column { const char *title; int width, from; bool bar; };
/* columns[0] is of the names, at the left; a title of "" has no head. */
struct board_table { const char *section, *title; const struct board_column *columns; size_t count; };
enum { BOARD_COLUMNS = 8 };
struct board_text { enum sink_style style; const char *text; double part; };	/* part: of a bar, 0 to 1 */
/* As wide as that text and a blank, so that it stands apart from the column before. */
void board_room(const struct board_maker *, struct board_column *, const char *text);
void board_head(struct board_maker *, const struct board_table *);
void board_row(struct board_maker *, const struct board_table *, const char *key, const struct board_text *,
	const struct board_question *, const char *about);

/* ---- board_words.c: figures in words */
int64_t board_count(const struct json *figure);
/* TIMES of a figure by the clock of the look. */
const struct json *board_times(const struct board_maker *, const struct json *figure);
const char *board_quantile(const struct board_maker *, const struct json *figure, enum board_quantile);
const char *board_percent(const struct board_maker *, double share);
const char *board_interval(const struct board_maker *, const struct json *share, const char *low, const char *high);
const char *board_seconds(const struct board_maker *, int64_t seconds);
const char *board_integer(const struct board_maker *, int64_t);
/* "14 Nov", "mon", "09", "2026-W07", "2026-02" as people read them. */
const char *board_key(const struct board_maker *, const char *by, const char *key);
void board_sentences(struct board_maker *);

/* ---- the sections */
void board_spikes(struct board_maker *);	/* board_spikes.c */
void board_now(struct board_maker *);		/* board_now.c */
void board_answers(struct board_maker *);	/* board_tables.c */
void board_shares(struct board_maker *);
void board_ages(struct board_maker *);
void board_volumes(struct board_maker *);
void board_cases(struct board_maker *);
void board_agents(struct board_maker *);	/* board_groups.c */
void board_places(struct board_maker *);
void board_days(struct board_maker *);		/* board_days.c */
void board_agent_days(struct board_maker *);
void board_lengths(struct board_maker *);	/* board_charts.c */
void board_trend(struct board_maker *);
/* Of a group: waits, the share within the target or -1, or seconds or -1; and all of them in words. */
enum trend { TREND_WAITS, TREND_SHARE, TREND_TIME, TRENDS };
double board_value(const struct board_maker *, enum trend, const struct json *group);
const char *board_group_about(const struct board_maker *, const char *name, const struct json *group);
void board_hours(struct board_maker *);		/* board_week.c */
#endif
