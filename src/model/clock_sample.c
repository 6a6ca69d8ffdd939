/* SPDX-License-Identifier: ISC */
/* What a network's times say of our clock: bounds, medians, and when an offset is held no longer. */
#include "guichet/model/clock_sample.h"

#include <assert.h>
#include <stdlib.h>

#include "guichet/base/clock.h"

enum { SECOND_MS = 1000 };

bool clock_sample_of(int64_t begun_ms, int64_t done_ms, int64_t their_ms, struct clock_sample *out)
{
	int64_t within = their_ms % SECOND_MS == 0 ? SECOND_MS - 1 : 0;

	if (begun_ms <= 0 || done_ms < begun_ms || their_ms <= 0 || their_ms - done_ms > CLOCK_OFFSET_MOST_MS ||
	    their_ms + within - begun_ms < -CLOCK_OFFSET_MOST_MS)
		return false;
	*out = (struct clock_sample){ their_ms - done_ms, their_ms + within - begun_ms };
	return true;
}

static int64_t nearest(const struct clock_sample *sample, int64_t to_ms)
{
	return sample->low_ms > to_ms ? sample->low_ms : sample->high_ms < to_ms ? sample->high_ms : to_ms;
}

static int compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* Of what is nearest to that in each sample; of two in the middle the nearer one. */
static int64_t median_near(const struct clock_sample *samples, size_t count, int64_t to_ms)
{
	int64_t values[CLOCK_SAMPLES_MOST];

	for (size_t i = 0; i < count; i++)
		values[i] = nearest(&samples[i], to_ms);
	qsort(values, count, sizeof(*values), compare);
	return nearest(&(struct clock_sample){ values[(count - 1) / 2], values[count / 2] }, to_ms);
}

bool clock_offset_moves(const struct clock_sample *samples, size_t count, int64_t held_ms, int64_t *offset_ms)
{
	int64_t asked;

	assert(count <= CLOCK_SAMPLES_MOST);
	if (count < CLOCK_SAMPLES_LEAST)
		return false;
	asked = median_near(samples, count, held_ms);
	if (!clock_is_off(asked - held_ms))
		return false;
	*offset_ms = median_near(samples, count, 0);
	return true;
}

bool clock_is_off(int64_t offset_ms)
{
	return offset_ms > CLOCK_OFFSET_WORTH_MS || offset_ms < -CLOCK_OFFSET_WORTH_MS;
}

const char *clock_text(struct arena *arena, const struct clock_held *held)
{
	int64_t off_ms = held->offset_ms < 0 ? -held->offset_ms : held->offset_ms;
	char by[TIME_TEXT], since[TIME_TEXT];

	if (!clock_is_off(held->offset_ms))
		return NULL;
	(void)duration_format(off_ms + SECOND_MS / 2, by);
	(void)time_format(held->since_ms / SECOND_MS * SECOND_MS, since);
	return held->offset_ms < 0 ? arena_printf(arena, "our clock is %s ahead of the network's; times that we took "
			"ourselves are corrected by it since %s; set the clock (NTP)", by, since)
		: arena_printf(arena, "our clock is %s behind the network's; times that we took ourselves are corrected "
			"by it since %s; set the clock (NTP)", by, since);
}
