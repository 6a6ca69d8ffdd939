/* SPDX-License-Identifier: ISC */
/* Messages in, gathered from the traces that a question means, and counted by hours of the wall. */
#include "arrivals.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

enum { WEEK_MS = WEEK_HOURS * HOUR_MS };

int64_t arrivals_hour(const struct arrivals *a, int64_t ms)
{
	return (ms + zone_offset(a->zone, ms)) / HOUR_MS;
}

int64_t arrivals_place(const struct arrivals *a, int64_t ms)
{
	return arrivals_hour(a, ms) - a->first;
}

int64_t arrivals_instant(const struct arrivals *a, int64_t hour)
{
	return zone_instant(a->zone, hour * HOUR_MS);
}

/* ---- gathered */

struct gathering { struct arrivals *arrivals; size_t size; };

static void look_take(struct arrivals *a, const struct figure_row *row)
{
	a->handled_ms += (double)row->of_trace->value_ms;
	if (a->looks++ == 0 || row->start_ms < a->looked_ms)
		a->looked_ms = row->start_ms;
}

static void gather(void *data, const struct figure_row *row)
{
	struct gathering *g = data;
	struct arrivals *a = g->arrivals;

	if (row->of_trace == NULL)
		return;
	if (row->of_trace->kind == TRACE_HANDLED)
		look_take(a, row);
	if (row->of_trace->kind != TRACE_IN)
		return;
	if (a->count == g->size) {
		g->size = g->size == 0 ? 1024 : g->size * 2;
		a->list = mem_grow(a->list, g->size, sizeof(*a->list));
	}
	a->list[a->count++] = (struct arrival){ row->start_ms, row->conversation, row->account == NULL ? 0 : row->account->id };
}

static int arrival_compare(const void *left, const void *right)
{
	const struct arrival *a = left, *b = right;

	return a->at_ms < b->at_ms ? -1 : a->at_ms > b->at_ms ? 1 :
		a->conversation < b->conversation ? -1 : a->conversation > b->conversation;
}

/* ---- by hours */

/* Where the clocks show it twice, the mean of those that began. */
static double so_far_count(const struct arrivals *a)
{
	int64_t hour = a->first + (int64_t)a->hours;
	double real = 0, count = 0;

	for (int64_t ms = arrivals_instant(a, hour); ms < a->until_ms && arrivals_hour(a, ms) <= hour; ms += HOUR_MS)
		real += arrivals_hour(a, ms) == hour;
	for (size_t i = a->count; i-- > 0 && arrivals_hour(a, a->list[i].at_ms) >= hour; )
		count += arrivals_hour(a, a->list[i].at_ms) == hour;
	return real > 0 ? count / real : 0;
}

static void hours_count(struct arrivals *a, int64_t from_ms)
{
	int64_t until_ms = a->until_ms;
	double *real;

	a->first = arrivals_hour(a, from_ms);
	a->hours = (size_t)(arrivals_hour(a, until_ms) - a->first);
	a->counts = mem_array(a->hours + 1, sizeof(*a->counts));
	real = mem_array(a->hours + 1, sizeof(*real));
	for (int64_t ms = arrivals_instant(a, a->first); arrivals_hour(a, ms) < a->first + (int64_t)a->hours; ms += HOUR_MS)
		if (arrivals_hour(a, ms) >= a->first)
			real[arrivals_hour(a, ms) - a->first]++;
	for (size_t i = 0; i < a->count; i++) {
		int64_t hour = arrivals_place(a, a->list[i].at_ms);

		if (hour >= 0 && hour < (int64_t)a->hours)
			a->counts[hour]++;
	}
	for (size_t i = 0; i < a->hours; i++)
		a->counts[i] = real[i] > 0 ? a->counts[i] / real[i] : FORECAST_LEFT_OUT;
	free(real);
	a->so_far = so_far_count(a);
}

/* What was before the first message is no silence: the desk was not there. */
static void hours_begin(struct arrivals *a)
{
	hours_count(a, a->count > 0 ? a->list[0].at_ms : a->until_ms);
}

static err_t period_read(struct call_context *context, bool led_in, struct arrivals *a)
{
	struct gathering g = { .arrivals = a };
	struct figure_request *request = &a->asked.request;
	int64_t usual_ms;
	err_t err = figures_ask(context, &a->asked);

	if (err != NULL)
		return err;
	a->until_ms = request->window.until_ms < request->as_of_ms ? request->window.until_ms : request->as_of_ms;
	usual_ms = a->until_ms - ARRIVALS_WEEKS * (int64_t)WEEK_MS;
	a->since_ms = request->window.since_ms == 0 ? usual_ms : request->window.since_ms;
	request->window.since_ms = !led_in ? a->since_ms :
		(a->since_ms < usual_ms ? a->since_ms : usual_ms) - SPIKE_WEEKS * (int64_t)WEEK_MS;
	request->before = (struct figure_window){ 0 };
	a->zone = settings_zone(a->asked.settings, 0, request->as_of_ms);
	figures_watch(a->asked.maker, gather, &g);
	err = figures_read(context, &a->asked);
	if (err != NULL)
		return err;
	if (a->count > 0)
		qsort(a->list, a->count, sizeof(*a->list), arrival_compare);
	hours_begin(a);
	return NULL;
}

err_t arrivals_read(struct call_context *context, struct arrivals *a)
{
	return period_read(context, false, a);
}

err_t arrivals_read_led_in(struct call_context *context, struct arrivals *a)
{
	return period_read(context, true, a);
}

void arrivals_part(const struct arrivals *all, int64_t account, struct arrivals *out)
{
	*out = (struct arrivals){ .zone = all->zone, .since_ms = all->since_ms, .until_ms = all->until_ms,
		.list = mem_array(all->count + 1, sizeof(*out->list)) };
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].account == account)
			out->list[out->count++] = all->list[i];
	hours_begin(out);
}

void arrivals_finish(struct arrivals *a)
{
	free(a->list);
	free(a->counts);
}

struct forecast_series arrivals_series(const struct arrivals *a)
{
	return (struct forecast_series){ a->counts, a->hours, WEEK_HOURS };
}

/* ---- spikes */

struct keeping { const struct arrivals *arrivals; struct spikes *spikes; };

static void spike_keep(void *data, const struct spike *spike)
{
	const struct keeping *keeping = data;
	struct spikes *spikes = keeping->spikes;

	if ((int64_t)spike->until <= arrivals_place(keeping->arrivals, keeping->arrivals->since_ms))
		return;
	if (spikes->count == spikes->size) {
		spikes->size = spikes->size == 0 ? 16 : spikes->size * 2;
		spikes->list = mem_grow(spikes->list, spikes->size, sizeof(*spikes->list));
	}
	spikes->list[spikes->count++] = *spike;
}

/* A conversation is one customer in one thread: as many as there are, so many people are taken to write. */
size_t arrivals_different(int64_t *ids, size_t count)
{
	size_t n = 0;

	if (count > 0)
		qsort(ids, count, sizeof(*ids), keyed_order);
	for (size_t i = 0; i < count; i++)
		n += i == 0 || ids[i] != ids[i - 1];
	return n;
}

static void authors_count(const struct arrivals *a, struct spike_hour *hours)
{
	int64_t *ids = mem_array(a->count + 1, sizeof(*ids));
	size_t used = 0;

	for (size_t i = 0; i < a->count; i++) {
		int64_t hour = arrivals_place(a, a->list[i].at_ms);

		ids[used++] = a->list[i].conversation;
		if (i + 1 < a->count && arrivals_place(a, a->list[i + 1].at_ms) == hour)
			continue;
		if (hour >= 0 && hour <= (int64_t)a->hours)
			hours[hour].authors = arrivals_different(ids, used);
		used = 0;
	}
	free(ids);
}

void arrivals_spikes(const struct arrivals *a, struct spikes *out)
{
	struct spike_hour *hours = mem_array(a->hours + 1, sizeof(*hours));
	struct keeping keeping = { a, out };

	*out = (struct spikes){ 0 };
	for (size_t i = 0; i < a->hours; i++)
		hours[i].count = a->counts[i];
	hours[a->hours] = (struct spike_hour){ .count = a->so_far, .so_far = true };
	authors_count(a, hours);
	spikes_find(hours, a->hours + 1, WEEK_HOURS, SPIKE_CHANCE, spike_keep, &keeping);
	free(hours);
}

void spikes_finish(struct spikes *spikes)
{
	free(spikes->list);
}

size_t arrivals_calm(struct arrivals *a, const struct spikes *spikes)
{
	size_t left_out = 0;

	for (size_t i = 0; i < spikes->count; i++) {
		const struct spike *spike = &spikes->list[i];
		size_t until = spike->until < a->hours ? spike->until : a->hours;

		for (size_t hour = spike->from; !spike->is_slow && hour < until; hour++) {
			a->counts[hour] = FORECAST_LEFT_OUT;
			left_out++;
		}
	}
	return left_out;
}
