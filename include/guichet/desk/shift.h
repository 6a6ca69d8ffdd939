/* SPDX-License-Identifier: ISC */
/*
 * The roster: who works when, and so who is on now and who comes next.  It
 * is nobody's permission: it says whom work is handed to, and until when.
 */
#ifndef GUICHET_DESK_SHIFT_H
#define GUICHET_DESK_SHIFT_H
#include "guichet/desk/read.h"
#include "guichet/model/roster.h"
#include "guichet/store/shift.h"

struct shift_wish {
	const char *who;		/* an agent, a team or "@me" */
	const char *label;		/* "" where somebody has one row */
	const char *zone;		/* NULL: the desk's own */
};

/* Inside desk_begin.  Who and label are the key: what was there under them is replaced, and *added is false. */
err_t desk_shift_add(struct desk *, const struct shift_wish *, const char *hours, int64_t *id, bool *added) MUST_CHECK;
/* The same with dates that a calendar gave, in UTC. */
err_t desk_shift_import(struct desk *, const struct shift_wish *, const struct schedule_day *, size_t count,
	int64_t *id, bool *added) MUST_CHECK;
err_t desk_shift_remove(struct desk *, int64_t id) MUST_CHECK;

struct roster_row { struct shift_row row; struct schedule schedule; };
/* By name. */
err_t read_roster(struct reader *, struct arena *, struct roster_row **out, size_t *count) MUST_CHECK;

struct on_shift { const struct shift_row *row; const struct zone *zone; struct shift shift; };
struct roster_now {
	struct on_shift *on, *next;	/* next: those whose shift begins first of all that have not begun */
	size_t on_count, next_count;
	int64_t change_ms;		/* the next edge of any shift; 0: none within a year */
	bool empty;			/* there is no roster */
};
err_t read_roster_now(struct reader *, struct arena *, int64_t now_ms, struct roster_now *out) MUST_CHECK;
/* Is the agent on, by a row of their own or of a team of theirs?  False also where the roster says nothing of them. */
err_t read_shift_of(struct reader *, struct arena *, int64_t agent, int64_t now_ms, struct shift *out, bool *on) MUST_CHECK;
#endif
