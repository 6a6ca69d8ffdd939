/* SPDX-License-Identifier: ISC */
/*
 * Quantiles and counts of waits.  The curve is walked in integers wherever it
 * can be: without censoring the answer must equal the nearest rank for every
 * p, which rounding of a running product could spoil.
 */
#include "guichet/model/figures.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"

static int observation_compare(const void *left, const void *right)
{
	const struct observation *a = left, *b = right;

	if (a->duration_ms != b->duration_ms)
		return a->duration_ms < b->duration_ms ? -1 : 1;
	return (int)b->answered - (int)a->answered;	/* answers before censorings */
}

static bool is_sorted(const struct observation *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (observation_compare(&list[i - 1], &list[i]) > 0)
			return false;
	return true;
}

/* S falls to 1 - p or below; a whisker of tolerance for the product of ratios. */
static bool has_fallen(double survival, double p)
{
	return survival <= 1.0 - p + 1e-12;
}

/*
 * Between two censorings the product of (n-k)/n telescopes: S is what it was
 * at the last censoring times (those left) / (those at risk then).
 */
int64_t figures_quantile(struct observation *list, size_t count, double p)
{
	double base = 1.0;
	size_t at_base = count, i = 0;

	if (!is_sorted(list, count))
		qsort(list, count, sizeof(*list), observation_compare);
	while (i < count) {
		size_t at_risk = count - i, answered = 0, next = i;

		while (next < count && list[next].duration_ms == list[i].duration_ms)
			answered += list[next++].answered;
		if (answered > 0 &&
		    has_fallen(base * (double)(at_risk - answered) / (double)at_base, p))
			return list[i].duration_ms;
		if (answered < next - i) {
			base = base * (double)(at_risk - answered) / (double)at_base;
			at_base = count - next;
		}
		i = next;
	}
	return FIGURE_NOT_REACHED;
}

static int64_t elapsed(const struct wait *wait, int64_t as_of_ms)
{
	int64_t end = wait->outcome == WAIT_OPEN ? as_of_ms : wait->end_ms;

	return end > wait->start_ms ? end - wait->start_ms : 0;
}

static void count_outcome(struct figure *figure, enum wait_outcome outcome)
{
	switch (outcome) {
	case WAIT_OPEN:
		figure->open++;
		break;
	case WAIT_ANSWERED:
		figure->n++;
		break;
	case WAIT_WAIVED:
		figure->waived++;
		break;
	case WAIT_WITHDRAWN:
		figure->withdrawn++;
		break;
	case WAIT_OUTCOMES:
		break;
	}
}

/* A wait that ended without an answer after the target missed it: closing it late hides nothing. */
static void count_target(struct figure *figure, enum wait_outcome outcome, int64_t duration_ms)
{
	if (figure->target_ms <= 0)
		return;
	if (duration_ms > figure->target_ms)
		figure->missed++;
	else if (outcome == WAIT_ANSWERED)
		figure->met++;
	else if (outcome == WAIT_OPEN)
		figure->undecided++;
	else
		figure->excluded++;
}

void figures_of(struct arena *arena, const struct wait *waits, size_t count, int kind,
	int64_t target_ms, int64_t as_of_ms, struct figure *out)
{
	struct observation *list = mem_array(count + 1, sizeof(*list));
	size_t used = 0;

	(void)arena;
	*out = (struct figure){ .within_target = -1, .target_ms = target_ms };
	for (size_t i = 0; i < count; i++) {
		int64_t duration = elapsed(&waits[i], as_of_ms);

		if (kind >= 0 && (int)waits[i].kind != kind)
			continue;
		count_outcome(out, waits[i].outcome);
		count_target(out, waits[i].outcome, duration);
		if (waits[i].outcome == WAIT_WAIVED)
			continue;
		if (duration > out->longest_ms)
			out->longest_ms = duration;
		list[used++] = (struct observation){ duration, waits[i].outcome == WAIT_ANSWERED };
	}
	out->p50_ms = figures_quantile(list, used, 0.50);
	out->p90_ms = figures_quantile(list, used, 0.90);
	out->p95_ms = figures_quantile(list, used, 0.95);
	if (out->met + out->missed > 0)
		out->within_target = (double)out->met / (double)(out->met + out->missed);
	free(list);
}
