/* SPDX-License-Identifier: ISC */
/* Who takes work just now: said by agents, ended by time, told with the roster and what each of them holds. */
#ifndef GUICHET_DESK_AVAILABILITY_H
#define GUICHET_DESK_AVAILABILITY_H
#include "guichet/desk/read.h"
#include "guichet/store/availability.h"

struct availability_wish {
	enum availability state;
	const char *of;			/* for leads: another agent; NULL: the actor */
	int64_t until_ms;		/* 0: until something else is said */
	bool idle;			/* no key for long, or one again: changes nothing that somebody said */
};
/* Inside desk_begin.  ERR_DENIED, ERR_USAGE; again is fine.  *out: how it stands then. */
err_t desk_availability(struct desk *, const struct availability_wish *, struct availability_row *out) MUST_CHECK;

/* What one agent said last. */
err_t read_availability_of(struct reader *, int64_t agent, struct availability_row *out) MUST_CHECK;
/* Persons on the desk, by name.  connected: ids of those with a screen open. */
struct availability_told {
	const struct agent *agent;
	struct availability_row row;
	enum absence absence;
	bool rostered, on;
	int64_t shift_until_ms;		/* of the shift that lasts; 0 */
	int64_t held;			/* open conversations that they have */
};
struct connected { const int64_t *ids; size_t count; };
err_t read_availability(struct reader *, struct arena *, const struct connected *, int64_t now_ms,
	struct availability_told **out, size_t *count) MUST_CHECK;
#endif
