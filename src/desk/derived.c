/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases are written in the transaction of each event; here they are
 * compared with a reduction of the whole ledger, and written anew where a
 * later reducer sees them otherwise.
 */
#include "guichet/desk/derived.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/store/segment.h"
#include "segments.h"
#include "traces.h"

enum { SLICE_MOST = 1000, AT_ONCE = 8, FIRST = 20 };	/* conversations; at once: between two looks at the clock */
#define REDUCER "reducer"	/* meta: the version that stored rows follow, or are about to */

struct check { struct arena *arena; struct derived_verdict *verdict; int64_t waits, cases; };

static void differ(struct check *c, int64_t conversation, const char *what)
{
	struct derived_verdict *v = c->verdict;

	if (v->first_count < FIRST)
		v->first[v->first_count++] = (struct derived_difference){ conversation, what };
	v->differ++;
}

static const char *wait_text(struct arena *arena, const struct wait *wait)
{
	char start[TIME_TEXT], end[TIME_TEXT];

	if (wait == NULL)
		return "nothing";
	return arena_printf(arena, "%s %s, %s to %s", wait_kind_name(wait->kind), wait_outcome_name(wait->outcome),
		time_format(wait->start_ms, start), wait->end_ms == 0 ? "now" : time_format(wait->end_ms, end));
}

static void waits_compare(struct check *c, int64_t conversation, const struct wait *stored, size_t count,
	const struct wait_result *result)
{
	for (size_t i = 0; i < count || i < result->wait_count; i++) {
		const struct wait *is = i < count ? &stored[i] : NULL;
		const struct wait *wanted = i < result->wait_count ? &result->waits[i] : NULL;

		if (is == NULL || wanted == NULL || !wait_equal(is, wanted))
			differ(c, conversation, arena_printf(c->arena, "wait %zu: stored %s; the ledger says %s",
				i + 1, wait_text(c->arena, is), wait_text(c->arena, wanted)));
	}
}

static void cases_compare(struct check *c, int64_t conversation, const struct wait_case *stored, size_t count,
	const struct wait_result *result)
{
	for (size_t i = 0; i < count || i < result->case_count; i++)
		if (i >= count || i >= result->case_count || !case_equal(&stored[i], &result->cases[i]))
			differ(c, conversation, arena_printf(c->arena, "case %zu: %s", i + 1, i >= count ? "not stored"
				: i >= result->case_count ? "stored, but not in the ledger"
				: "stored otherwise than the ledger says"));
}

static err_t conversation_compare(void *data, struct reduction *r, const struct wait_result *result)
{
	struct check *c = data;
	struct wait *waits = NULL;
	struct wait_case *cases = NULL;
	size_t wait_count = 0, case_count = 0;
	err_t err = store_waits(r->reader->store, r->arena, r->conversation, &waits, &wait_count);

	if (err == NULL)
		err = store_cases(r->reader->store, r->arena, r->conversation, &cases, &case_count);
	if (err != NULL)
		return err;
	waits_compare(c, r->conversation, waits, wait_count, result);
	cases_compare(c, r->conversation, cases, case_count, result);
	c->waits += (int64_t)wait_count;
	c->cases += (int64_t)case_count;
	c->verdict->conversations++;
	c->verdict->waits += (int64_t)result->wait_count;
	c->verdict->cases += (int64_t)result->case_count;
	return NULL;
}

err_t derived_check(struct reader *reader, struct arena *arena, struct derived_verdict *out)
{
	struct derived_verdict verdict = { .first = arena_array(arena, FIRST + 2, sizeof(*verdict.first)) };
	struct check c = { .arena = arena, .verdict = &verdict };
	struct reduction r = { .reader = reader, .done = conversation_compare, .data = &c };
	int64_t waits = 0, cases = 0;
	err_t err = reduction_run(&r);

	if (err == NULL)
		err = store_wait_count(reader->store, &waits);
	if (err == NULL)
		err = store_case_count(reader->store, &cases);
	if (err != NULL)
		return err;
	/* Of conversations that have no row in the ledger. */
	if (waits != c.waits || cases != c.cases)
		differ(&c, 0, arena_printf(arena, "%" PRId64 " waits and %" PRId64 " cases belong to no conversation "
			"of the ledger", waits - c.waits, cases - c.cases));
	*out = verdict;
	return NULL;
}

/* Some at least, so that it goes on however slow it is. */
static err_t slice_derive(struct desk *desk, int64_t after, struct derived_slice *out)
{
	int64_t *ids = NULL;
	size_t count = 0, done = 0;
	err_t err = store_conversation_ids(desk->store, desk->arena, after, SLICE_MOST, &ids, &count);

	while (err == NULL && done < count && (done == 0 || !desk_slice_over(desk))) {
		for (size_t end = done + AT_ONCE; err == NULL && done < count && done < end; done++) {
			struct touched *touched;

			err = conversation_touch(desk, ids[done], &touched);
			if (err == NULL)
				touched->dirty = touched->has_events = touched->anew = true;
		}
		if (err == NULL)
			err = desk_settle(desk);
	}
	out->conversations = (int64_t)done;
	out->next = done == count && count < SLICE_MOST ? 0 : ids[done - 1];
	return err;
}

err_t desk_derive_anew(struct desk *desk, int64_t after, struct derived_slice *out)
{
	int64_t before = desk->derived_written;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	*out = (struct derived_slice){ 0 };
	/* Rows that are right may have been packed wrongly, or from a file that was damaged: days are made anew too. */
	if (after == 0)
		err = segments_spoil_all(desk);
	if (err == NULL && after == 0)
		err = traces_forget(desk);
	if (err == NULL)
		err = slice_derive(desk, after, out);
	err = desk_end(desk, err);
	out->written = desk->derived_written - before;
	return err;
}

/* ---- after an update */

err_t derive_begin(struct desk *desk)
{
	err_t err;

	if (meta_int(desk->store, REDUCER, 0) == REDUCER_VERSION)
		return NULL;
	err = desk_begin_system(desk);
	if (err != NULL)
		return err;
	err = meta_int_set(desk, REDUCER, REDUCER_VERSION);
	if (err == NULL)	/* an update before this one had not come to its end */
		err = store_alarm_clear(desk->store, ALARM_DERIVE);
	if (err == NULL && desk->last_conversation > 0)
		err = store_alarm_set(desk->store, ALARM_DERIVE, 0, desk->now_ms);
	return desk_end(desk, err);
}

err_t derive_step(struct desk *desk, int64_t after)
{
	struct derived_slice slice = { 0 };
	err_t err = slice_derive(desk, after, &slice);

	if (err == NULL)
		err = store_alarm_drop(desk->store, ALARM_DERIVE, after);
	/* Not in the same transaction: it would be as long as all of them. */
	if (err == NULL && slice.next != 0)
		err = store_alarm_set(desk->store, ALARM_DERIVE, slice.next, clock_now(desk->clock) + desk_rest_ms(desk));
	return err;
}

err_t read_counted(struct reader *reader)
{
	int64_t behind = -1, last = 0;
	err_t err = store_alarm_first(reader->store, ALARM_DERIVE, &behind);

	if (err == NULL && behind >= 0)
		err = store_conversation_last(reader->store, &last);
	return err != NULL || behind < 0 ? err : err_make(ERR_LIMIT, "an update counts the desk anew: a report on who "
		"waits now can be kept or compared once it is through all %" PRId64 " conversations, up to #%" PRId64
		" so far", last, behind);
}
