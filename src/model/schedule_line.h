/* SPDX-License-Identifier: ISC */
/* Open intervals of a line of versions between two instants: what every question about business time is read from. */
#ifndef MODEL_SCHEDULE_LINE_H
#define MODEL_SCHEDULE_LINE_H
#include "guichet/model/schedule.h"

/* before: open time in the list before this one. */
struct open_interval { int64_t from_ms, until_ms, before_ms; };
struct open_list { struct open_interval *list; size_t count, room; int64_t total_ms; };

/* Ascending, apart, from the heap; the caller frees list. */
void open_list_make(const struct schedule_version *, size_t count, int64_t from_ms, int64_t until_ms,
	struct open_list *out);
#endif
