/* SPDX-License-Identifier: ISC */
/* Traces of a conversation as they are packed, and up to which row of the ledger that was done. */
#ifndef DESK_TRACES_H
#define DESK_TRACES_H
#include "guichet/desk/figures.h"
#include "guichet/model/presence.h"
#include "guichet/store/segment.h"
#include "reduce.h"

/* All traces of conversations that are reduced, each with the place of what it is of. */
struct tracing {
	struct reader *reader;
	struct fact_conversation *conversations;	/* all of them by number, or NULL: asked for one by one */
	size_t conversation_count;
	void (*take)(void *, const struct fact_trace *);
	void *data;
};
/* What a reduction calls when one is done; data: a struct tracing. */
err_t traces_tell(void *data, struct reduction *, const struct wait_result *) MUST_CHECK;

/* How far: seq 0 where nothing is packed, or by other rules than those of that instant (0: of now). */
struct traces_state { int64_t seq, rules; };
err_t traces_state(struct reader *, int64_t as_of_ms, struct traces_state *out) MUST_CHECK;
/* From now on nothing is packed. */
err_t traces_forget(struct desk *) MUST_CHECK;
struct day_list { const struct segment **list; size_t count; };
/* A packed day is looked at; rows of conversations that are apart are not shown. */
struct packed_wish {
	const struct id_set *apart;
	uint32_t kinds;
	uint32_t at_once;		/* these two as in struct trace_wish */
	void (*messages)(void *, const struct segment *, const struct figure_apart *);
	struct day_list *days;		/* the day is put behind those; or NULL */
};
err_t traces_packed(struct reader *, struct arena *, const struct stored_segment *, const struct packed_wish *,
	void (*visit)(void *, const struct fact_trace *), void *data) MUST_CHECK;
#endif
