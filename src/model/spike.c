/* SPDX-License-Identifier: ISC */
/* Spikes, hour by hour; hours of an incident are no measure of what is ordinary. */
#include "guichet/model/spike.h"

#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

#define ORDINARY 0.05		/* the chance from which on an hour is */
#define GROWTH 1.5		/* slow growth is looked for from so much on */
#define EDGE 0.05		/* what is usual lies between these chances */
#define BURN_LN 2000		/* hours of chance alone between two false alarms, at the least */

size_t spike_smallest(struct count_law law, double chance)
{
	size_t count = SPIKE_COUNT_LEAST;

	while (count_tail(law, count) >= chance)
		count++;
	return count;
}

bool spike_burns(double *sum, double count, double mean, double phi)
{
	double next = *sum + (count * log(GROWTH) - mean * (GROWTH - 1)) / phi;

	*sum = next > 0 ? next : 0;
	if (*sum <= log(BURN_LN))
		return false;
	*sum = 0;
	return true;
}

/* ---- a series */

struct watch {
	const struct spike_hour *hours;
	size_t period;
	double chance;
	struct burn { size_t from; double sum, count, expected, variance; } burn;	/* slow growth, since its sum was 0 last */
	double *ordinary;	/* counts; negative: not known, or of an incident */
	struct count_spread *spreads;	/* by slot, of the weeks before */
	struct spike spike;
	size_t calm;
};

static struct count_spread spread_at(const struct watch *w, size_t hour)
{
	double counts[SPIKE_WEEKS];
	size_t used = 0;

	for (size_t i = 1; i <= SPIKE_WEEKS && i * w->period <= hour; i++)
		counts[used++] = w->ordinary[hour - i * w->period];
	return count_spread_of(counts, used);
}

/* Each slot changes once a week: only the one that was measured is worked out anew. */
static struct count_law expected_at(struct watch *w, size_t hour, double *phi)
{
	struct count_spread *spread = &w->spreads[hour % w->period];
	double dispersion;
	struct count_law law;

	*spread = spread_at(w, hour);
	dispersion = count_dispersion(w->spreads, w->period);
	law = count_law_of(spread->mean, dispersion, spread->weeks);
	*phi = 1 + dispersion * law.mean;
	return law;
}

static void spike_grow(struct spike *spike, const struct spike_hour *hours, size_t hour, struct count_law law, double chance)
{
	spike->count += hours[hour].count;
	spike->expected += law.mean;
	spike->variance += law.variance;
	if (hours[hour].count > hours[spike->peak].count)
		spike->peak = hour;
	if (chance < spike->chance)
		spike->chance = chance;
}

/* Whether an incident goes on behind this hour. */
static bool goes_on(struct watch *w, double chance)
{
	w->calm = chance >= ORDINARY ? w->calm + 1 : 0;
	return w->calm < SPIKE_CALM_HOURS;
}

static bool is_fast(const struct watch *w, const struct spike_hour *at, double chance)
{
	return chance < w->chance && at->count >= SPIKE_COUNT_LEAST && at->authors >= SPIKE_AUTHORS_LEAST;
}

static bool hour_alarms(struct watch *w, size_t hour, struct count_law law, double phi, double chance)
{
	const struct spike_hour *at = &w->hours[hour];
	bool fast = is_fast(w, at, chance);
	bool slow = !at->so_far && spike_burns(&w->burn.sum, at->count, law.mean, phi);

	if (!fast && !slow) {
		w->burn.count += at->count;
		w->burn.expected += law.mean;
		w->burn.variance += law.variance;
		if (w->burn.sum <= 0)
			w->burn = (struct burn){ .from = hour + 1 };
		return false;
	}
	w->spike = (struct spike){ .from = fast ? hour : w->burn.from, .peak = hour, .chance = chance, .is_slow = !fast,
		.is_open = true };
	if (!fast) {
		w->spike.count = w->burn.count;
		w->spike.expected = w->burn.expected;
		w->spike.variance = w->burn.variance;
	}
	w->calm = 0;
	return true;
}

static void hour_look(struct watch *w, size_t hour, void (*found)(void *, const struct spike *), void *data)
{
	double phi, chance;
	struct count_law law = expected_at(w, hour, &phi);

	if (w->hours[hour].count < 0)
		return;
	chance = count_tail(law, (size_t)w->hours[hour].count);
	if (w->hours[hour].so_far && !is_fast(w, &w->hours[hour], chance))
		return;
	if (!w->spike.is_open && !hour_alarms(w, hour, law, phi, chance)) {
		w->ordinary[hour] = w->hours[hour].count;
		return;
	}
	spike_grow(&w->spike, w->hours, hour, law, chance);
	w->spike.until = hour + 1;
	if (goes_on(w, chance))
		return;
	w->spike.is_open = false;
	w->burn = (struct burn){ .from = hour + 1 };
	found(data, &w->spike);
}

void spikes_find(const struct spike_hour *hours, size_t count, size_t period, double chance,
	void (*found)(void *, const struct spike *), void *data)
{
	struct watch w = { .hours = hours, .period = period, .chance = chance,
		.ordinary = mem_array(count + 1, sizeof(*w.ordinary)), .spreads = mem_array(period, sizeof(*w.spreads)) };

	for (size_t i = 0; i < count; i++)
		w.ordinary[i] = i < 2 * period ? hours[i].count : -1;
	for (size_t i = 0; i < period && 2 * period <= count; i++)
		w.spreads[i] = spread_at(&w, 2 * period + i);
	w.burn.from = 2 * period;
	for (size_t i = 2 * period; i < count; i++)
		hour_look(&w, i, found, data);
	if (w.spike.is_open)
		found(data, &w.spike);
	free(w.ordinary);
	free(w.spreads);
}

struct spike_bounds spike_usual(const struct spike *spike)
{
	struct count_law law = { spike->expected, spike->variance };

	return (struct spike_bounds){ count_quantile(law, EDGE), count_quantile(law, 1 - EDGE) };
}
