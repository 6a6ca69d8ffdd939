/* SPDX-License-Identifier: ISC */
/*
 * A view is a const struct of functions and some state.  Lists (rows, one of
 * them selected by id) and texts (lines that scroll) live once, in list.c and
 * pager.c; a view says what its rows are and draws one.  Views know no keys
 * and no colours, never wait and never write: commands do.
 */
#ifndef GUICHET_SRC_TUI_VIEW_H
#define GUICHET_SRC_TUI_VIEW_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"
#include "guichet/model/call.h"
#include "guichet/screen/canvas.h"
#include "list.h"
#include "pager.h"

struct tui;
struct view;

enum {
	VIEW_LIST   = 1 << 0,	/* rows: count, id, draw_row */
	VIEW_TEXT   = 1 << 1,	/* lines: build */
	VIEW_READER = 1 << 2,	/* stands beside the list below it where there is room */
	VIEW_WRITER = 1 << 3,	/* stands below the reader under it: text is typed here */
	VIEW_TALKS  = 1 << 4,	/* its rows are conversations: a reader beside it shows the selected one */
	VIEW_ONCE   = 1 << 5,	/* opening it again goes back to the one that is open */
	VIEW_WHOLE  = 1 << 7,	/* nothing stands beside it */
	VIEW_SIDE   = 1 << 6	/* the pane at the left; never on the stack */
};

enum { ROW_SELECTED = 1 << 0, ROW_FOCUSED = 1 << 1, ROW_MARKED = 1 << 2 };

enum copied { COPIED_TEXT, COPIED_LINK, COPIED_ID, COPIED_ADDRESS, COPIED };	/* COPIED: how many */

struct view_ops {
	const char *name;		/* scope of keys, argument of :go, section of help */
	const char *title;
	const char *also;		/* everyday words for it, as of a call; or NULL */
	unsigned flags;
	size_t state_size;		/* bytes of state, zeroed before open */
	/* Begins to ask for what it shows.  argument may be NULL.  An error closes the view and is shown. */
	err_t (*open)(struct view *, const char *argument);
	void (*close)(struct view *);	/* may be NULL, as everything below */
	/* Asks again; also when the desk came back. */
	void (*refresh)(struct view *);
	/* Something changed on the desk: a row of the call "changes". */
	void (*changed)(struct view *, const struct json *change);
	/* What stands behind the title: "12 waiting". */
	struct shown (*subtitle)(const struct view *, struct arena *);
	/* Said in the middle when there is nothing: a few lines. */
	const char *(*empty)(const struct view *);

	/* Lists and texts: lines above the rows that do not scroll; how many. */
	int (*draw_head)(const struct view *, struct area);

	/* VIEW_LIST */
	size_t (*count)(const struct view *);
	int64_t (*id)(const struct view *, size_t row);		/* unique, not 0, the same as long as the row means the same */
	void (*draw_row)(const struct view *, struct area row, size_t index, unsigned state);
	struct shown (*row_text)(const struct view *, struct arena *, size_t row);	/* what / looks through */
	/* Said behind the last row, nothing when it is the last of all. */
	struct shown (*foot)(const struct view *, struct arena *);
	void (*selected)(struct view *);			/* another row, or what it means changed */

	/* VIEW_TEXT: lines for that width, into view->pager.  VIEW_LIST: may be NULL; rows, as many as before */
	void (*build)(struct view *, int width);

	/* Neither: draws itself. */
	void (*draw)(struct view *, struct area, bool focused);
	/* Rows that a writer wants of a reader's height. */
	int (*height)(const struct view *, int width, int most);
	/* A text field that typed characters go to, or NULL; typed is called behind each change. */
	struct edit *(*field)(struct view *);
	void (*typed)(struct view *);

	/* The word that stands for "this one" in a call's argument of that kind, or NULL. */
	const char *(*subject)(const struct view *, struct arena *, enum arg_kind);
	/* What "copy" means by that here, as it was written; NULL: nothing. */
	const char *(*copied)(const struct view *, struct arena *, enum copied);
	/* A command that means something here; *known is false for all others. */
	err_t (*command)(struct view *, size_t count, const char *const *words, bool *known);
	/* Its commands, for completion and help; the last has a NULL name. */
	const struct view_command { const char *name, *help; } *commands;
	/* What the last line names while it has the keys: commands as they are bound; the last is NULL. */
	const struct hint { const char *command, *label; } *hints;
	const struct hint *(*hints_now)(const struct view *);	/* instead of them, where they differ */
	/* May it be closed now?  Otherwise it says so and does what is needed first. */
	bool (*may_close)(struct view *);
};

struct view {
	const struct view_ops *ops;
	struct tui *tui;
	void *state;
	struct list list;		/* VIEW_LIST */
	struct pager pager;		/* VIEW_TEXT */
	int height, width;		/* of its body, when it was last drawn */
	struct area place;		/* on the canvas, when it was last drawn; width 0: it is not in sight */
	bool loading;			/* asked, nothing came yet */
	char *failed;			/* why there is nothing, or NULL */
};

err_t view_create(struct tui *, const struct view_ops *, const char *argument, struct view **out) MUST_CHECK;
void view_destroy(struct view *);
/* Draws body and states. */
void view_draw(struct view *, struct area, bool focused);
/* Rows or lines are different now: the selection is found again by its id. */
void view_changed(struct view *);
/* Shown instead of rows until the next view_changed(); text is copied. */
void view_fail(struct view *, const char *text);
/* Selects that row of a list; false when there is none. */
bool view_select(struct view *, size_t row);
/* The id of the selected row, 0 without rows. */
int64_t view_selected(const struct view *);
/* One of the movements ("down", "page-up", "top" ...); false when the name is none. */
bool view_move(struct view *, const char *movement);
extern const struct view_command view_movements[];	/* the last has a NULL name */
/* Looks for words from the selection on; false when nothing has them. */
bool view_find(struct view *, const char *words, bool backward, bool from_here);

/* Whether a change (a row of the call "changes") is of that kind, and whether it names that conversation. */
bool change_is(const struct json *change, const char *kind);
bool change_names(const struct json *change, int64_t conversation);

/* Every view that :go can open, in the order of help. */
extern const struct view_ops *const view_table[];
extern const size_t view_table_count;
const struct view_ops *view_find_ops(const char *name);
#endif
