/* SPDX-License-Identifier: ISC */
/*
 * A curve out of a million durations in no order.  Those that ended lie in
 * buckets whose width grows with the duration; only the bucket that
 * holds a rank which is asked for is sorted, and those that did not end, which
 * are few, find how many ended before them by looking at their bucket alone.
 */
#include "figures_curve.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

enum { FEW_OPEN = 64 };

/* What ended lies in the same buckets of all parts, the last of which is its own. */
struct figure_selection {
	const struct figure_dealt **parts;
	size_t part_count;
	struct figure_dealt *own;	/* or NULL */
	unsigned bits;
	uint32_t *end;			/* where each bucket of all parts ends */
	size_t bucket_count, ended;
	uint32_t *room;			/* of the greatest bucket, if there are other parts than its own */
	uint32_t *held;			/* a bucket that was asked for last: which, and whether in order; NULL: none */
	size_t held_bucket;
	bool held_sorted;
	uint32_t *open;			/* the others, the shortest first */
	size_t open_count;
	uint64_t *longs;		/* in order; of those that ended also the durations alone */
	size_t long_count;
	int64_t *long_ms;
	size_t *before;
	struct curve curve;
};

/* ---- what ended */

static size_t bucket_begin(const struct figure_selection *s, size_t bucket)
{
	return bucket == 0 ? 0 : s->end[bucket - 1];
}

static size_t bucket_size(const struct figure_selection *s, size_t bucket)
{
	return s->end[bucket] - bucket_begin(s, bucket);
}

static uint32_t *bucket_gather(const struct figure_selection *s, size_t bucket)
{
	size_t used = 0;

	for (size_t i = 0; i < s->part_count; i++) {
		const struct figure_dealt *part = s->parts[i];
		size_t begin = bucket == 0 ? 0 : part->end[bucket - 1], count = part->end[bucket] - begin;

		if (part == s->own && s->part_count == 1)
			return part->ms + begin;
		if (count > 0)
			memcpy(s->room + used, part->ms + begin, count * sizeof(*s->room));
		used += count;
	}
	return s->room;
}

/* Its durations, in no order unless it was sorted, until the next bucket is asked for. */
static const uint32_t *bucket_of(struct figure_selection *s, size_t bucket)
{
	if (s->held == NULL || s->held_bucket != bucket) {
		s->held = bucket_gather(s, bucket);
		s->held_bucket = bucket;
		s->held_sorted = false;
	}
	return s->held;
}

/* In its own part or its own room: others read the parts that are shared, perhaps at the same time. */
static const uint32_t *bucket_sorted(struct figure_selection *s, size_t bucket)
{
	size_t count = bucket_size(s, bucket);
	uint32_t *scratch;

	(void)bucket_of(s, bucket);
	if (s->held_sorted)
		return s->held;
	scratch = mem_grow(NULL, count + 1, sizeof(*scratch));
	curve_sort_low(s->held, scratch, count);
	free(scratch);
	s->held_sorted = true;
	return s->held;
}

static void ends_add(uint32_t *restrict end, const uint32_t *restrict more, size_t count)
{
	for (size_t i = 0; i < count; i++)
		end[i] += more[i];
}

static void parts_take(struct figure_selection *s, const struct figure_runs *runs)
{
	size_t own = 0, greatest = 0;

	for (size_t i = 0; i < runs->count; i++)
		own += runs->list[i].ended ? runs->list[i].count : 0;
	s->bits = runs->dealt_count > 0 ? DEALT_BITS : curve_bits(own);
	s->parts = mem_array(runs->dealt_count + 1, sizeof(*s->parts));
	for (size_t i = 0; i < runs->dealt_count; i++)
		s->parts[s->part_count++] = runs->dealt[i];
	if (own > 0 || s->part_count == 0)
		s->parts[s->part_count++] = s->own = curve_deal(runs->list, runs->count, s->bits);
	s->bucket_count = s->parts[0]->bucket_count;
	s->end = mem_array(s->bucket_count, sizeof(*s->end));
	for (size_t i = 0; i < s->part_count; i++) {
		ends_add(s->end, s->parts[i]->end, s->bucket_count);
		s->ended += s->parts[i]->count;
	}
	for (size_t i = 0; runs->dealt_count > 0 && i < s->bucket_count; i++)
		greatest = bucket_size(s, i) > greatest ? bucket_size(s, i) : greatest;
	s->room = mem_grow(NULL, greatest + 1, sizeof(*s->room));
}

/* Some at a time, which a processor compares at once. */
static size_t at_most(const uint32_t *list, size_t count, uint32_t ms)
{
	enum { AT_ONCE = 16 };
	uint32_t within[AT_ONCE] = { 0 };
	size_t i = 0, n = 0;

	for (; i + AT_ONCE <= count; i += AT_ONCE)
		for (size_t k = 0; k < AT_ONCE; k++)
			within[k] += list[i + k] <= ms;
	for (; i < count; i++)
		n += list[i] <= ms;
	for (size_t k = 0; k < AT_ONCE; k++)
		n += within[k];
	return n;
}

/* ---- those that did not end */

static void open_sort(struct figure_selection *s, const struct figure_runs *runs)
{
	size_t used = 0;
	uint32_t *scratch = mem_grow(NULL, s->open_count + 1, sizeof(*scratch));

	s->open = mem_grow(NULL, s->open_count + 1, sizeof(*s->open));
	for (size_t i = 0; i < runs->count; i++)
		if (!runs->list[i].ended && runs->list[i].count > 0) {
			memcpy(s->open + used, runs->list[i].ms, runs->list[i].count * sizeof(*s->open));
			used += runs->list[i].count;
		}
	curve_sort_low(s->open, scratch, used);
	free(scratch);
}

/* Of a bucket with many of them all are compared in one walk. */
static void before_walk(struct figure_selection *s, size_t bucket, size_t from, size_t until)
{
	size_t begin = bucket_begin(s, bucket), count = bucket_size(s, bucket), at = 0;
	const uint32_t *list = until - from > FEW_OPEN ? bucket_sorted(s, bucket) : bucket_of(s, bucket);

	for (size_t i = from; i < until; i++) {
		while (until - from > FEW_OPEN && at < count && list[at] <= s->open[i])
			at++;
		s->before[i] = begin + (until - from > FEW_OPEN ? at : at_most(list, count, s->open[i]));
	}
}

static void before_find(struct figure_selection *s)
{
	size_t until;

	for (size_t i = 0; i < s->open_count; i = until) {
		size_t bucket = curve_bucket(s->open[i], s->bits);

		until = i + 1;
		while (until < s->open_count && curve_bucket(s->open[until], s->bits) == bucket)
			until++;
		before_walk(s, bucket, i, until);
	}
}

/* They are behind all others. */
static void longs_part(struct figure_selection *s)
{
	uint64_t *scratch = mem_grow(NULL, s->long_count + 1, sizeof(*scratch));

	figure_sort(s->longs, scratch, s->long_count);
	free(scratch);
	s->long_ms = mem_grow(NULL, s->long_count + 1, sizeof(*s->long_ms));
	for (size_t i = 0; i < s->long_count; i++)
		if ((s->longs[i] & 1) == 0)
			s->long_ms[s->curve.ends++ - s->ended] = (int64_t)(s->longs[i] >> 1);
		else
			s->before[s->curve.censored++] = s->curve.ends;
}

/* ---- all of it */

static int64_t end_at(void *data, size_t rank)
{
	struct figure_selection *s = data;
	size_t low = 0, high = s->bucket_count;

	if (rank >= s->ended)
		return s->long_ms[rank - s->ended];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->end[middle] <= rank)
			low = middle + 1;
		else
			high = middle;
	}
	return bucket_sorted(s, low)[rank - bucket_begin(s, low)];
}

static int64_t longest_of(struct figure_selection *s)
{
	int64_t ended_ms = s->ended == 0 ? 0 : end_at(s, s->ended - 1);
	int64_t open_ms = s->open_count == 0 ? 0 : s->open[s->open_count - 1];

	if (s->long_count > 0)
		return (int64_t)(s->longs[s->long_count - 1] >> 1);
	return ended_ms > open_ms ? ended_ms : open_ms;
}

struct figure_selection *figure_select(const struct figure_runs *runs)
{
	struct figure_selection *s = mem_alloc(sizeof(*s));

	s->longs = runs->longs;
	s->long_count = runs->long_count;
	for (size_t i = 0; i < runs->count; i++)
		s->open_count += runs->list[i].ended ? 0 : runs->list[i].count;
	s->before = mem_grow(NULL, s->open_count + s->long_count + 1, sizeof(*s->before));
	parts_take(s, runs);
	open_sort(s, runs);
	before_find(s);
	s->curve = (struct curve){ .ends = s->ended, .censored = s->open_count, .before = s->before,
		.end_at = end_at, .data = s };
	longs_part(s);
	s->curve.longest_ms = longest_of(s);
	return s;
}

void figure_selection_destroy(struct figure_selection *s)
{
	figure_dealt_destroy(s->own);
	free(s->parts);
	free(s->room);
	free(s->end);
	free(s->open);
	free(s->long_ms);
	free(s->before);
	free(s);
}

void figure_selection_time(struct figure_selection *s, struct figure_time *out)
{
	curve_time(&s->curve, out);
}

void figure_selection_rank(struct figure_selection *s, int64_t ms, size_t *ended, size_t *open)
{
	uint32_t low = ms < 0 ? 0 : ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX;
	size_t bucket = curve_bucket(low, s->bits);

	*ended = ms < 0 ? 0 : bucket_begin(s, bucket) + at_most(bucket_of(s, bucket), bucket_size(s, bucket), low);
	*open = ms < 0 ? 0 : at_most(s->open, s->open_count, low);
	for (size_t i = 0; i < s->long_count && (int64_t)(s->longs[i] >> 1) <= ms; i++)
		(*((s->longs[i] & 1) == 0 ? ended : open))++;
}
