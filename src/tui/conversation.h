/* SPDX-License-Identifier: ISC */
/*
 * One conversation as its files share it: view_conversation.c asks and obeys,
 * conversation_head.c says how it stands, conversation_lines.c makes its
 * lines, conversation_folds.c keeps what of them is folded away.
 */
#ifndef GUICHET_SRC_TUI_CONVERSATION_H
#define GUICHET_SRC_TUI_CONVERSATION_H
#include "inside.h"

enum { CONTEXT_ITEM = 1 };	/* what others said; a message is its number and one more */

/* What can be folded, in the lines as they are now. */
struct fold { int64_t item; size_t from, to; bool open; };

struct folds {
	struct fold *all;		/* in the order of their lines */
	size_t count, size;
	struct fold *chosen;		/* what somebody opened or closed; from and to mean nothing */
	size_t chosen_count, chosen_size;
};

struct talk {
	int64_t id, call;
	struct json *thread;		/* the answer of "show", or NULL */
	struct folds folds;
	bool arrived;			/* its newest message was shown once */
	bool place;			/* where to begin reading is to be found */
	int64_t read;			/* the newest message that the desk was told I read */
	int64_t seen;			/* the newest that I had read when it was opened; 0: none */
	size_t news;			/* the line behind which it is new; SIZE_MAX: nowhere */
	int low;			/* so few lines are left beside what is being written; 0: there is room */
};

struct talk *talk_of(const struct view *);
/* The newest message of a customer, 0 if there is none. */
int64_t talk_newest_in(const struct talk *);
bool talk_is_new(const struct talk *, const struct json *message);
/* The message that commands mean, as "show" answered it, or NULL. */
const struct json *talk_here(const struct view *);

/* ---- conversation_head.c */
int talk_draw_head(const struct view *, struct area);

/* ---- conversation_lines.c */
void talk_build(struct view *, int width);

/* ---- conversation_folds.c */
void folds_begin(struct folds *);		/* the lines are made anew */
void folds_forget(struct folds *);		/* it is another conversation */
/* Is it open?  Nobody chose: as preset. */
bool folds_is_open(const struct folds *, int64_t item, bool preset);
void folds_add(struct folds *, int64_t item, size_t from, size_t to, bool open);
/* The first in sight that is open, or closed; it is the other from now on.  False: there is none. */
bool folds_turn(struct folds *, const struct pager *, int height, bool open);
bool folds_turn_all(struct folds *, bool open);	/* all are open, or closed */
#endif
