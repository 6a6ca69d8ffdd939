/* SPDX-License-Identifier: ISC */
/* What the files of the editor share.  Every change of the text is one call of edit_change. */
#ifndef GUICHET_SRC_TEXT_EDIT_PARTS_H
#define GUICHET_SRC_TEXT_EDIT_PARTS_H
#include "guichet/text/edit.h"

enum { KILL_RING = 8, UNDO_BYTES = 1024 * 1024 };

/* Bytes that are wiped wherever they are given up; text is always terminated. */
struct bytes { char *text; size_t len, size; };

/* Replaces [at, at + gone) by what must not be a part of it. */
void bytes_splice(struct bytes *, size_t at, size_t gone, const char *text, size_t len);
void bytes_finish(struct bytes *);

struct edit_change {
	size_t at;
	struct bytes gone, come;
	size_t before, after;		/* the cursor */
};

/* What the action before this one was, where it matters. */
enum edit_last { LAST_OTHER, LAST_TYPE, LAST_KILL, LAST_YANK, LAST_ROW };

struct edit {
	int kind;
	struct bytes text;
	size_t cursor;
	enum edit_last last, now;
	int width;			/* columns that the action may assume */
	int goal;			/* column for up and down while last is LAST_ROW */
	struct bytes ring[KILL_RING];	/* the newest first */
	size_t ring_count;
	size_t yank_at, yank_len, yank_index;
	struct edit_change *changes;	/* the oldest first */
	size_t change_count, change_size, change_bytes;
	size_t done;			/* those behind it can be done again */
};

/*
 * Records the change and does it; the cursor ends behind it, at an edge.
 * What has no room is cut at a cluster: false then.
 */
bool edit_change(struct edit *, size_t at, size_t gone, const char *text, size_t len);

void edit_undo(struct edit *);
void edit_redo(struct edit *);
/* Appended to the newest change when it is of one word with what is typed now. */
bool undo_join(struct edit *, const char *text, size_t len);
void undo_record(struct edit *, size_t at, size_t gone, const char *text, size_t len);
void undo_forget(struct edit *);

size_t edit_line_start(const struct edit *, size_t at);
size_t edit_line_end(const struct edit *, size_t at);
/* Where the next word ends; where the word before the cursor starts. */
size_t edit_word_end(const struct edit *);
size_t edit_word_start(const struct edit *);
/* The same between blanks. */
size_t edit_blank_word_start(const struct edit *);

void edit_backward_char(struct edit *);
void edit_forward_char(struct edit *);
void edit_backward_word(struct edit *);
void edit_forward_word(struct edit *);
void edit_beginning_of_line(struct edit *);
void edit_end_of_line(struct edit *);
void edit_beginning_of_buffer(struct edit *);
void edit_end_of_buffer(struct edit *);
void edit_up(struct edit *);
void edit_down(struct edit *);

void edit_kill_line(struct edit *);
void edit_backward_kill_line(struct edit *);
void edit_kill_word(struct edit *);
void edit_backward_kill_word(struct edit *);
void edit_unix_word_rubout(struct edit *);
void edit_yank(struct edit *);
void edit_yank_pop(struct edit *);

void edit_delete_char(struct edit *);
void edit_backward_delete_char(struct edit *);
void edit_transpose_chars(struct edit *);
void edit_newline(struct edit *);
void edit_upcase_word(struct edit *);
void edit_downcase_word(struct edit *);
void edit_capitalize_word(struct edit *);

/* The edge of that row of the layout which is nearest before the goal. */
size_t edit_layout_find(const struct edit *, const struct edit_layout *, size_t row);
#endif
