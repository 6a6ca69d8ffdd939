/* SPDX-License-Identifier: ISC */
/* The arithmetic of figures: intervals, targets, and the table of metrics. */
#include "guichet/model/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/wait.h"

static const struct metric_info metrics[METRICS] = {
#define METRIC_ROW(id, name, shape, source, date, title, help) \
	[METRIC_##id] = { name, title, help, METRIC_##shape, METRIC_FROM_##source, METRIC_##date },
	METRIC_INFO(METRIC_ROW)
#undef METRIC_ROW
};

const struct metric_info *metric_info(enum metric metric)
{
	return &metrics[metric];
}

bool metric_is_of_target(enum metric metric)
{
	return metric == METRIC_SLA || metric == METRIC_SLA_REQUESTS || metric == METRIC_SLA_CALENDAR;
}

bool metric_is_of_hours(enum metric metric)
{
	return metric == METRIC_SLA || metric == METRIC_SLA_REQUESTS || metric == METRIC_RESPONSE_RATE ||
		metric == METRIC_RESPONSE_RATE_REQUESTS || metric == METRIC_NO_ANSWER_LATE;
}

bool metric_is_number(enum metric metric)
{
	return metrics[metric].shape == METRIC_COUNT || metrics[metric].shape == METRIC_STOCK || metric_is_amount(metric);
}

bool metric_is_amount(enum metric metric)
{
	return metric == METRIC_REOPENS || metric == METRIC_REOPENS_NET || metric == METRIC_REOPENS_AGENT ||
		metric == METRIC_TRANSFERS;
}

bool metric_is_time(enum metric metric)
{
	enum metric_shape shape = metrics[metric].shape;

	return metrics[metric].source == METRIC_FROM_TRACES ? shape == METRIC_TIME || shape >= METRIC_SPAN
		: !metric_is_amount(metric);
}

bool metric_find(const char *name, enum metric *out)
{
	for (int i = 0; i < METRICS; i++)
		if (strcmp(metrics[i].name, name) == 0) {
			*out = (enum metric)i;
			return true;
		}
	return false;
}

/* ---- intervals */

enum { PRODUCT_UP_TO = 1000 };
#define TAIL 0.025
#define Z95 1.959963984540054

static double root(double x)
{
	double guess = x > 1 ? x : 1;

	for (int i = 0; x > 0 && i < 200; i++) {
		double better = (guess + x / guess) / 2;

		if (better >= guess)
			return guess;
		guess = better;
	}
	return x > 0 ? guess : 0;
}

/* The chance of exactly half of an even number of tosses: a product, or the series of Stirling. */
static double middle_chance(size_t n)
{
	double chance = 1, x = (double)n;

	if (n > PRODUCT_UP_TO)
		return root(2 / (3.14159265358979323846 * x)) *
			(1 - 1 / (4 * x) + 1 / (32 * x * x));
	for (size_t i = 1; i <= n / 2; i++)
		chance *= (double)(2 * i - 1) / (double)(2 * i);
	return chance;
}

/* From the middle, where the sum is known by symmetry, down to where the tail is thin enough. */
void figure_median_ranks(size_t n, size_t *low, size_t *high)
{
	size_t k = n / 2;
	double chance, sum;

	*low = *high = 0;
	if (n < FIGURE_INTERVAL_FROM)
		return;
	if (n % 2 == 0) {
		chance = middle_chance(n);
		sum = 0.5 + chance / 2;
	} else {
		/* C(2k+1, k) / 2^(2k+1) is C(2k, k) / 2^(2k) times (2k+1) / (2k+2). */
		chance = middle_chance(n - 1) * (double)n / (double)(n + 1);
		sum = 0.5;
	}
	while (k > 0 && sum > TAIL) {
		sum -= chance;
		chance = chance * (double)k / (double)(n - k + 1);
		k--;
	}
	if (sum > TAIL)
		return;
	*low = k + 1;
	*high = n - k;
}

void figure_wilson(size_t part, size_t n, double *share, double *low, double *high)
{
	double count = (double)n, p, z2 = Z95 * Z95, middle, half;

	*share = *low = *high = -1;
	if (n == 0)
		return;
	p = (double)part / count;
	middle = (p + z2 / (2 * count)) / (1 + z2 / count);
	half = Z95 / (1 + z2 / count) * root(p * (1 - p) / count + z2 / (4 * count * count));
	*share = p;
	*low = part == 0 || middle < half ? 0 : middle - half;
	*high = part == n || middle + half > 1 ? 1 : middle + half;
}

/* ---- what one wait adds */

void figure_count_sla(struct figure *figure, int sla)
{
	switch ((enum wait_sla)sla) {
	case SLA_MET:
		figure->met++;
		break;
	case SLA_MISSED:
		figure->missed++;
		break;
	case SLA_UNDECIDED:
		figure->undecided++;
		break;
	case SLA_EXCLUDED:
		figure->excluded++;
		break;
	case SLA_NONE: case SLA_STATES:
		break;
	}
}

void figure_count_outcome(struct figure *figure, int outcome)
{
	switch ((enum wait_outcome)outcome) {
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

void figure_share(struct figure *figure)
{
	figure_wilson(figure->met, figure->met + figure->missed, &figure->share, &figure->low,
		&figure->high);
}

/* ---- a curve of waits in memory */

void figure_of_waits(const struct wait *waits, size_t count, int kind, int64_t target_ms,
	int64_t as_of_ms, struct figure *out)
{
	uint64_t *list = mem_array(2 * count + 1, sizeof(*list));
	size_t used = 0;

	*out = (struct figure){ 0 };
	for (size_t i = 0; i < count; i++) {
		int64_t ms = wait_ms(&waits[i], as_of_ms);

		if (kind >= 0 && (int)waits[i].kind != kind)
			continue;
		figure_count_outcome(out, (int)waits[i].outcome);
		figure_count_sla(out, (int)wait_sla(waits[i].outcome, ms, target_ms));
		if (waits[i].outcome != WAIT_WAIVED)
			list[used++] = figure_observation(ms, waits[i].outcome == WAIT_ANSWERED);
	}
	figure_sort(list, list + count, used);
	figure_time_of(list, used, &out->calendar);
	out->business = out->calendar;
	figure_share(out);
	free(list);
}
