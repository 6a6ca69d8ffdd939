/* SPDX-License-Identifier: ISC */
/*
 * From the rows a watcher has to the rows it should have, in few edits: rows
 * that left go first, then each place is put right from the top.  A row that
 * sank is put where it belongs instead of lifting everything below it.
 */
#include "pages.h"

#include <string.h>

static size_t find(const struct page_mark *marks, size_t from, size_t count, int64_t id)
{
	for (size_t i = from; i < count; i++) {
		if (marks[i].id == id)
			return i;
	}
	return count;
}

static void take_out(struct page_mark *have, size_t *count, size_t at)
{
	memmove(have + at, have + at + 1, (*count - at - 1) * sizeof(*have));
	(*count)--;
}

static void put_in(struct page_mark *have, size_t *count, size_t at, struct page_mark mark)
{
	memmove(have + at + 1, have + at, (*count - at) * sizeof(*have));
	have[at] = mark;
	(*count)++;
}

/* have[i] sank: its place is further down and the row that belongs here follows it. */
static bool sank(const struct page_mark *have, size_t have_count, const struct page_mark *want,
	size_t want_count, size_t i, size_t *place)
{
	if (i + 1 >= have_count || have[i + 1].id != want[i].id)
		return false;
	*place = find(want, i + 1, want_count, have[i].id);
	return *place < have_count;
}

void page_diff(struct page_mark *have, size_t have_count, const struct page_mark *want, size_t want_count,
	const struct page_edit *edit)
{
	for (size_t i = have_count; i-- > 0; ) {
		if (find(want, 0, want_count, have[i].id) < want_count)
			continue;
		edit->gone(edit->data, have[i].id);
		take_out(have, &have_count, i);
	}
	for (size_t i = 0; i < want_count; i++) {
		size_t place, old;

		while (i < have_count && have[i].id != want[i].id &&
		    sank(have, have_count, want, want_count, i, &place)) {
			take_out(have, &have_count, i);
			put_in(have, &have_count, place, want[place]);
			edit->put(edit->data, place, place);
		}
		if (i < have_count && have[i].id == want[i].id && have[i].hash == want[i].hash)
			continue;
		old = find(have, i, have_count, want[i].id);
		if (old < have_count)
			take_out(have, &have_count, old);
		put_in(have, &have_count, i, want[i]);
		edit->put(edit->data, i, i);
	}
}
