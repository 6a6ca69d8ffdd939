/* SPDX-License-Identifier: ISC */
/*
 * Lines of styled text that scroll.  A line may begin an item (a message, a
 * section): moving by items goes from one to the next.
 */
#ifndef GUICHET_SRC_TUI_PAGER_H
#define GUICHET_SRC_TUI_PAGER_H
#include "guichet/base/arena.h"
#include "guichet/screen/canvas.h"

struct pager_span { enum style style; struct shown text; };
struct pager_line { struct pager_span *spans; size_t count; int64_t item; };

struct pager {
	struct arena *arena;		/* of the lines */
	struct pager_line *lines;
	size_t count, size;
	size_t top;
	bool placed;			/* who made the lines said where they are read from */
	int64_t here;			/* the item that commands mean, or 0; see pager_here() */
	int64_t next_item;
	int built_width;		/* the lines are for that width; 0: to be built */
	char *match;			/* words that are highlighted, or NULL */
	size_t match_line;		/* where the last search stopped */
};

void pager_init(struct pager *);
void pager_finish(struct pager *);
/* Forgets the lines, keeps the place. */
void pager_begin(struct pager *, int width);
/* Text in the pager's own arena is made by the caller with pager->arena. */
void pager_line(struct pager *, const struct pager_span *, size_t count);
void pager_text(struct pager *, enum style, struct shown);
void pager_blank(struct pager *);
/* A block wrapped at width less indent, each line behind that many blanks. */
void pager_block(struct pager *, enum style, struct shown block, int indent, int width);
/* The same of at most so many lines; how many were left out. */
size_t pager_block_part(struct pager *, enum style, struct shown block, int indent, int width, size_t most);
/* The next line that is added begins this item (not 0). */
void pager_item(struct pager *, int64_t item);
/* The item at the top of the screen, 0 if none; and the line where an item begins (count when it is not there). */
int64_t pager_item_at(const struct pager *, size_t line);
size_t pager_line_of(const struct pager *, int64_t item);
/* The item that is meant: the one gone to as long as it is in sight, else the first that begins there. */
int64_t pager_here(const struct pager *, int height);
/* Goes to the next item or the one before; false: there is none. */
bool pager_step(struct pager *, bool backward, int height);

void pager_draw(const struct pager *, struct area);
void pager_move(struct pager *, int64_t by, int height);
void pager_go(struct pager *, size_t line, int height);
bool pager_find(struct pager *, const char *words, bool backward, bool from_here, int height);
#endif
