/* SPDX-License-Identifier: ISC */
/*
 * The pane at the left: which rows there are (sidebar_rows.c), how many each
 * holds and when that is asked (sidebar_counts.c), the view (view_sidebar.c).
 */
#ifndef GUICHET_SRC_TUI_SIDEBAR_H
#define GUICHET_SRC_TUI_SIDEBAR_H
#include "inside.h"

enum { SIDE_VIEWS_MOST = 64 };		/* as many as one call counts */

enum side_section { SIDE_VIEWS, SIDE_OWN, SIDE_ACCOUNTS, SIDE_TAGS, SIDE_PLACES, SIDE_SECTIONS };
enum side_kind { SIDE_HEADING, SIDE_VIEW, SIDE_ACCOUNT, SIDE_TAG, SIDE_MORE, SIDE_PLACE };

struct side_row {
	enum side_kind kind;
	enum side_section section;
	size_t view;			/* SIDE_VIEW: which of the configuration's; SIDE_PLACE: which of the screens */
	const char *name;
	int64_t count;			/* -1: none, or not known */
};

/* Where the number of a view of the configuration comes from. */
enum side_source { SIDE_TOLD, SIDE_EXACT, SIDE_FREE, SIDE_SOURCES };

struct side_count { enum side_source source; int64_t count; bool more; };

/* Queries that are counted together; which: views of the configuration. */
struct side_asked {
	struct view *view;
	int64_t call;
	size_t which[SIDE_VIEWS_MOST], count;
	int64_t asked_ms, rests_ms;	/* steady; SIDE_FREE rests behind an answer, longer when it took long */
};

struct sidebar {
	struct side_count counts[SIDE_VIEWS_MOST];
	size_t views;
	struct side_asked asked[SIDE_SOURCES];	/* SIDE_TOLD: the call "views" */
	struct json *told;		/* what "views" answered, or NULL */
	bool all_tags, folded[SIDE_SECTIONS];
	struct side_row *rows;		/* in the arena */
	size_t row_count;
	struct arena *arena;
	bool doubtful;			/* something changed that was not asked for yet */
	int64_t doubted_ms;		/* since when free counts may be others; 0: they are as they were told */
	struct loop_timer *settle, *rest, *stale, *until;
};

static inline struct sidebar *sidebar_of(const struct view *view)
{
	return view->state;
}

/* sidebar_rows.c: after anything that decides which rows there are */
void side_rows_make(struct view *);
/* "Needs action": what a row is called. */
struct shown side_title(const struct view *, struct arena *, const struct side_row *);
err_t side_place_go(struct tui *, const struct side_row *) MUST_CHECK;
bool side_is_here(const struct view *, const struct side_row *);

/* sidebar_counts.c */
void side_counts_begin(struct view *);	/* the views are these: nothing is known of them */
void side_counts_ask(struct view *);
void side_counts_doubt(struct view *);	/* something changed: asked again in a moment, if it is in sight */
void side_counts_end(struct view *);
/* The count of a view may be another one, and nobody has said yet what it is. */
bool side_count_is_stale(const struct sidebar *, size_t view);
#endif
