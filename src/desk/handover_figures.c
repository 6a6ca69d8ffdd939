/* SPDX-License-Identifier: ISC */
/* How handing over went: what was written, accepted, sent back, and what became late around it. */
#include <stdlib.h>

#include "guichet/base/keyed.h"
#include "handover.h"

enum { BEHIND_MS = 1800000 };

/* It was not late when it was drafted, and was before the next shift had an hour. */
static bool is_debt(const struct handover_figure *f, int64_t now_ms)
{
	int64_t ended_ms = f->end_ms != 0 ? f->end_ms : now_ms;

	return f->waits && f->due_ms > f->drafted_ms && f->due_ms <= f->accept_by_ms + BEHIND_MS && ended_ms > f->due_ms;
}

static void line_count(struct handover_figures *out, const struct handover_figure *f, int64_t now_ms)
{
	bool debt = is_debt(f, now_ms);

	out->lines++;
	out->red += f->red;
	out->written += f->red && f->written;
	out->accepted += f->state == HANDOVER_ACCEPTED;
	out->declined += f->state == HANDOVER_DECLINED;
	out->over += f->state == HANDOVER_OVER;
	out->open += handover_is_open(f->state);
	out->bounced += f->bounced > 0;
	out->debt += debt;
	out->debt_written += debt && f->written;
}

err_t read_handover_figures(struct reader *reader, struct arena *arena, int64_t since_ms, int64_t until_ms, int64_t now_ms,
	struct handover_figures *out)
{
	struct handover_figure *rows = NULL;
	size_t count = 0, n = 0;
	int64_t *times;
	err_t err = store_handover_figures(reader->store, arena, since_ms, until_ms, &rows, &count);

	*out = (struct handover_figures){ .accept_median_ms = -1, .accept_p90_ms = -1 };
	if (err != NULL)
		return err;
	times = arena_array(arena, count + 1, sizeof(*times));
	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || rows[i - 1].handover != rows[i].handover;

		out->handovers += first;
		out->missed += first && rows[i].missed;
		line_count(out, &rows[i], now_ms);
		if (rows[i].state == HANDOVER_ACCEPTED)
			times[n++] = rows[i].at_ms - rows[i].made_ms;
	}
	qsort(times, n, sizeof(*times), keyed_order);
	if (n > 0) {
		out->accept_median_ms = times[(n - 1) / 2];
		out->accept_p90_ms = times[(n * 9 + 9) / 10 - 1];
	}
	return NULL;
}
