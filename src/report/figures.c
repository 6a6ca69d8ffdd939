/* SPDX-License-Identifier: ISC */
/* Which figures are printed, and when there is too little to print one. */
#include "guichet/report/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/json/json.h"

static void put_quantile(struct json_out *o, const char *key, const char *over, const struct figure *f,
	int64_t ms, size_t from)
{
	if (f->n < from || ms == FIGURE_TOO_FEW) {
		json_put_null(o, key);
	} else if (ms == FIGURE_NOT_REACHED) {
		json_put_null(o, key);
		json_put_int(o, over, f->calendar.longest_ms / 1000);
	} else {
		json_put_int(o, key, ms / 1000);
	}
}

static void put_figure(struct json_out *o, const char *key, const struct figure *f, int64_t target_ms)
{
	json_open_object(o, key);
	json_put_int(o, "n", (int64_t)f->n);
	json_put_int(o, "open", (int64_t)f->open);
	json_put_int(o, "waived", (int64_t)f->waived);
	json_put_int(o, "withdrawn", (int64_t)f->withdrawn);
	put_quantile(o, "p50", "p50_over", f, f->calendar.p50_ms, FIGURE_P50_FROM);
	put_quantile(o, "p90", "p90_over", f, f->calendar.p90_ms, FIGURE_P90_FROM);
	put_quantile(o, "p95", "p95_over", f, f->calendar.p95_ms, FIGURE_P95_FROM);
	json_put_int(o, "longest", f->calendar.longest_ms / 1000);
	json_put_int(o, "met", (int64_t)f->met);
	json_put_int(o, "missed", (int64_t)f->missed);
	json_put_int(o, "undecided", (int64_t)f->undecided);
	json_put_int(o, "excluded", (int64_t)f->excluded);
	if (f->share < 0)
		json_put_null(o, "within_target");
	else
		json_put_number(o, "within_target", (double)(int64_t)(f->share * 10000 + 0.5) / 10000);
	json_put_int(o, "target", target_ms / 1000);
	json_close_object(o);
}

static void put_both(struct json_out *o, const struct wait *waits, size_t count,
	const struct report_figures *report)
{
	struct figure figure;

	figure_of_waits(waits, count, WAIT_FIRST, report->target_ms, report->as_of_ms, &figure);
	put_figure(o, "first_response", &figure, report->target_ms);
	figure_of_waits(waits, count, WAIT_NEXT, report->target_ms, report->as_of_ms, &figure);
	put_figure(o, "next_response", &figure, report->target_ms);
}

/* Keys in byte order, the nameless group last; within one, as time went. */
static int by_key(const void *a, const void *b)
{
	const struct report_wait *x = a, *y = b;
	int order = 0;

	if (x->key != NULL && y->key != NULL)
		order = strcmp(x->key, y->key);
	else if (x->key != y->key)
		order = x->key == NULL ? 1 : -1;
	if (order == 0)
		order = (x->wait.start_ms > y->wait.start_ms) - (x->wait.start_ms < y->wait.start_ms);
	if (order == 0)
		order = (x->wait.conversation > y->wait.conversation) -
			(x->wait.conversation < y->wait.conversation);
	return order;
}

static void put_groups(struct arena *arena, struct json_out *o, const struct report_figures *report)
{
	struct wait *group = arena_array(arena, report->grouped_count + 1, sizeof(*group));

	if (report->grouped_count > 0)
		qsort(report->grouped, report->grouped_count, sizeof(*report->grouped), by_key);
	for (size_t i = 0, count; i < report->grouped_count; i += count) {
		const char *key = report->grouped[i].key;

		for (count = 0; i + count < report->grouped_count &&
		     str_equal(report->grouped[i + count].key, key); count++)
			group[count] = report->grouped[i + count].wait;
		json_open_object(o, NULL);
		json_put_text(o, "key", key);
		put_both(o, group, count, report);
		json_close_object(o);
	}
}

void report_figures_json(struct arena *arena, const struct report_figures *report, struct str *out)
{
	struct json_out o = { .to = out };

	json_open_object(&o, NULL);
	put_both(&o, report->waits, report->count, report);
	json_put_int(&o, "target", report->target_ms / 1000);
	json_put_time(&o, "as_of", report->as_of_ms);
	json_put_int(&o, "seq", report->seq);
	json_put_text(&o, "grouped_by", report->grouped_by);
	json_open_array(&o, "by");
	put_groups(arena, &o, report);
	json_close_array(&o);
	json_close_object(&o);
}
