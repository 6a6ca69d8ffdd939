/* SPDX-License-Identifier: ISC */
/* What the files of the dashboard share: what is asked for, and what stands on the screen. */
#ifndef GUICHET_SRC_TUI_DASHBOARD_H
#define GUICHET_SRC_TUI_DASHBOARD_H
#include "guichet/command/board.h"
#include "inside.h"

enum { DASHBOARD_LENGTHS = 5, DASHBOARD_PERIODS = 7, DASHBOARD_FIRST = 1, DASHBOARD_BACK_MOST = 999 };
/* The first are one longer than the other; length: which of them lasts as long. */
extern const struct dashboard_period { const char *name, *title, *before, *before_title; size_t length; }
	dashboard_periods[DASHBOARD_PERIODS];

struct wanted { size_t period; int back; char *query; };

struct dashboard {
	struct wanted wanted, shown;	/* shown: what the answer is of */
	struct json *answer;
	int64_t call;
	bool again;			/* something changed while it was asked */
	struct loop_timer *changed, *minute;
	struct arena *arena;		/* of the board */
	struct board *board;
	struct board_look look;		/* as it is laid out */
	size_t cell;			/* of the selected line */
};

/* ---- dashboard_ask.c */
/* Asks the desk for what is wanted. */
void dashboard_ask(struct view *);
/* Lays the answer out for that width. */
void dashboard_lay_out(struct view *, int width);
/* Something changed on the desk; and time itself changes figures. */
void dashboard_changed(struct view *, const struct json *change);
void dashboard_keep_current(struct view *);
/* ---- view_dashboard.c */
const char *dashboard_first(void);		/* the period that it begins with */
bool dashboard_is_live(const struct view *);	/* it is of today, and goes on */
#endif
