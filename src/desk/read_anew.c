/* SPDX-License-Identifier: ISC */
/*
 * How far that is made anew which figures are read from, after an update or a
 * change of settings: until it is there they come from the ledger and from
 * rows, which is as exact and takes longer.  Asked before it is decided who
 * answers, so it looks at a few rows and at no conversation.
 */
#include "traces.h"

#include "guichet/desk/figures.h"
#include "guichet/store/fact.h"
#include "guichet/store/inbox.h"

/* So many rows of the ledger are read in a moment. */
enum { ROWS_QUICK = 5000 };

static int64_t share(int64_t of, int64_t part, int64_t whole)
{
	return whole <= 0 ? 0 : (int64_t)((double)of * (double)part / (double)whole);
}

/* Days until yesterday of a set, and how many of them are packed and hold. */
static err_t days_count(struct store *store, enum fact_set set, int64_t today, int64_t *all, int64_t *packed)
{
	int64_t first_ms = 0, last = 0, stale = 0, first;
	err_t err = store_fact_first(store, set, &first_ms);

	if (err == NULL)
		err = store_segment_state(store, set, &last, &stale);
	first = first_ms / FACT_DAY_MS;
	*all = first_ms == 0 || first >= today ? 0 : today - first;
	*packed = *all == 0 || last < first ? 0 : (last < today ? last + 1 : today) - first - stale;
	*packed = *packed < 0 ? 0 : *packed;
	return err;
}

err_t read_figures_anew(struct reader *reader, int64_t now_ms, struct figures_anew *out)
{
	struct store *store = reader->store;
	int64_t last = 0, behind = -1, waits = 0, waits_packed = 0, rows;
	struct traces_state traces = { 0 };
	err_t err = store_conversation_last(store, &last);

	*out = (struct figures_anew){ .rows = read_ledger_seq(reader), .conversations = last, .derived = last };
	if (err == NULL)
		err = store_alarm_first(store, ALARM_DERIVE, &behind);
	if (err == NULL)
		err = days_count(store, FACT_WAITS, now_ms / FACT_DAY_MS, &waits, &waits_packed);
	if (err == NULL)
		err = days_count(store, FACT_CASES, now_ms / FACT_DAY_MS, &out->days, &out->packed);
	if (err == NULL)
		err = traces_state(reader, 0, &traces);
	if (err != NULL)
		return err;
	if (behind >= 0)
		out->derived = behind < last ? behind : last;
	if (waits - waits_packed > out->days - out->packed) {
		out->days = waits;
		out->packed = waits_packed;
	}
	out->traced = traces.seq < out->rows ? traces.seq : out->rows;
	rows = out->rows - out->traced + share(out->rows, last - out->derived, last) +
		share(out->rows, out->days - out->packed, out->days);
	out->slow = rows >= ROWS_QUICK;
	return NULL;
}
