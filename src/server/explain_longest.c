/* SPDX-License-Identifier: ISC */
/* The first rows behind a figure, kept in a heap while all of them go by: the last of those kept is on top. */
#include "explain.h"

#include <stdlib.h>

bool explain_is_before(const struct explain_place *a, const struct explain_place *b)
{
	if (a->length != b->length)
		return a->length > b->length;
	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms;
	if (a->of != b->of)
		return a->of < b->of;
	return a->kind != b->kind ? a->kind < b->kind : a->number < b->number;
}

static void sink(struct explain_kept *heap, size_t count, size_t at)
{
	for (;;) {
		size_t last = at, child = 2 * at + 1;
		struct explain_kept swap = heap[at];

		if (child < count && explain_is_before(&heap[last].place, &heap[child].place))
			last = child;
		if (child + 1 < count && explain_is_before(&heap[last].place, &heap[child + 1].place))
			last = child + 1;
		if (last == at)
			return;
		heap[at] = heap[last];
		heap[last] = swap;
		at = last;
	}
}

/* What a row points to lives only as long as the row is shown. */
void explain_keep(struct explain_longest *longest, const struct figure_row *row, enum figure_part part,
	struct explain_place place)
{
	struct explain_kept kept = { .place = place, .row = *row, .part = part };

	if (row->of_case != NULL)
		kept.of_case = *row->of_case;
	if (row->figures != NULL)
		kept.figures = *row->figures;
	if (row->of_trace != NULL)
		kept.of_trace = *row->of_trace;
	if (longest->count < longest->limit) {
		longest->list[longest->count++] = kept;
		for (size_t i = longest->count == longest->limit ? longest->limit / 2 : 0; i-- > 0; )
			sink(longest->list, longest->limit, i);
	} else if (explain_is_before(&place, &longest->list[0].place)) {
		longest->list[0] = kept;
		sink(longest->list, longest->limit, 0);
	}
}

static int compare(const void *left, const void *right)
{
	const struct explain_kept *a = left, *b = right;

	return explain_is_before(&a->place, &b->place) ? -1 : explain_is_before(&b->place, &a->place);
}

void explain_sort(struct explain_longest *longest)
{
	qsort(longest->list, longest->count, sizeof(*longest->list), compare);
	for (size_t i = 0; i < longest->count; i++) {
		struct explain_kept *kept = &longest->list[i];

		if (kept->row.of_case != NULL)
			kept->row.of_case = &kept->of_case;
		if (kept->row.figures != NULL)
			kept->row.figures = &kept->figures;
		if (kept->row.of_trace != NULL)
			kept->row.of_trace = &kept->of_trace;
	}
}
