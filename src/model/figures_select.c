/* SPDX-License-Identifier: ISC */
/*
 * A curve out of a million durations in no order.  Those that ended are dealt
 * once into buckets whose width grows with the duration; only the bucket that
 * holds a rank which is asked for is sorted, and those that did not end, which
 * are few, find how many ended before them by looking at their bucket alone.
 */
#include "figures_curve.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

/* Of as many durations a bucket takes about so many, and there are no more buckets than stay near the processor. */
enum { EACH_BITS = 9, BITS_MOST = 10, WORD_BITS = 32, FEW_OPEN = 8 };

struct figure_selection {
	unsigned bits;			/* of a duration, behind its first one, that choose its bucket */
	uint32_t *ms, *end;		/* those that ended, by bucket; where each bucket ends */
	size_t bucket_count, ended;
	uint32_t *open;			/* the others, the shortest first */
	size_t open_count;
	uint64_t *longs;		/* in order; of those that ended also the durations alone */
	size_t long_count;
	int64_t *long_ms;
	size_t *before;
	struct curve curve;
};

/* Rises with the duration; below twice 2^bits each has its own. */
static inline size_t bucket_of(uint32_t ms, unsigned bits)
{
	unsigned first = WORD_BITS - 1 - (unsigned)__builtin_clz(ms | 1u << bits);

	return ((size_t)(first - bits) << bits) + (ms >> (first - bits));
}

static size_t bucket_begin(const struct figure_selection *s, size_t bucket)
{
	return bucket == 0 ? 0 : s->end[bucket - 1];
}

/* ---- dealt out */

/* What they write is not what they read, which the compiler cannot know of members. */
static void run_count(uint32_t *restrict end, unsigned bits, const struct figure_run *run)
{
	const uint32_t *restrict ms = run->ms;

	for (size_t i = 0, count = run->count; i < count; i++)
		end[bucket_of(ms[i], bits)]++;
}

static void run_deal(uint32_t *restrict to, uint32_t *restrict end, unsigned bits, const struct figure_run *run)
{
	const uint32_t *restrict ms = run->ms;

	for (size_t i = 0, count = run->count; i < count; i++)
		to[end[bucket_of(ms[i], bits)]++] = ms[i];
}

/* Where a bucket begins becomes where it ends while it is filled. */
static void ended_deal(struct figure_selection *s, const struct figure_runs *runs)
{
	uint32_t sum = 0;

	while (s->bits < BITS_MOST && s->ended >> (EACH_BITS + s->bits) != 0)
		s->bits++;
	s->bucket_count = (size_t)(WORD_BITS + 1 - s->bits) << s->bits;
	s->end = mem_array(s->bucket_count, sizeof(*s->end));
	s->ms = mem_grow(NULL, s->ended + 1, sizeof(*s->ms));
	for (size_t i = 0; i < runs->count; i++)
		if (runs->list[i].ended)
			run_count(s->end, s->bits, &runs->list[i]);
	for (size_t i = 0; i < s->bucket_count; i++) {
		uint32_t n = s->end[i];

		s->end[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < runs->count; i++)
		if (runs->list[i].ended)
			run_deal(s->ms, s->end, s->bits, &runs->list[i]);
}

/* In room for as many as it has. */
static void bucket_sort(struct figure_selection *s, size_t bucket)
{
	size_t begin = bucket_begin(s, bucket), count = s->end[bucket] - begin;
	uint32_t *scratch = mem_grow(NULL, count + 1, sizeof(*scratch));

	curve_sort_low(s->ms + begin, scratch, count);
	free(scratch);
}

static size_t at_most(const uint32_t *list, size_t count, uint32_t ms)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += list[i] <= ms;
	return n;
}

static size_t ended_within(const struct figure_selection *s, uint32_t ms)
{
	size_t bucket = bucket_of(ms, s->bits), begin = bucket_begin(s, bucket);

	return begin + at_most(s->ms + begin, s->end[bucket] - begin, ms);
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
	size_t at = bucket_begin(s, bucket);

	bucket_sort(s, bucket);
	for (size_t i = from; i < until; i++) {
		while (at < s->end[bucket] && s->ms[at] <= s->open[i])
			at++;
		s->before[i] = at;
	}
}

static void before_find(struct figure_selection *s)
{
	size_t until;

	for (size_t i = 0; i < s->open_count; i = until) {
		size_t bucket = bucket_of(s->open[i], s->bits);

		until = i + 1;
		while (until < s->open_count && bucket_of(s->open[until], s->bits) == bucket)
			until++;
		if (until - i > FEW_OPEN)
			before_walk(s, bucket, i, until);
		else
			for (size_t k = i; k < until; k++)
				s->before[k] = ended_within(s, s->open[k]);
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
	bucket_sort(s, low);
	return s->ms[rank];
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
		*(runs->list[i].ended ? &s->ended : &s->open_count) += runs->list[i].count;
	s->before = mem_grow(NULL, s->open_count + s->long_count + 1, sizeof(*s->before));
	ended_deal(s, runs);
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
	free(s->ms);
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

	*ended = ms < 0 ? 0 : ended_within(s, low);
	*open = ms < 0 ? 0 : at_most(s->open, s->open_count, low);
	for (size_t i = 0; i < s->long_count && (int64_t)(s->longs[i] >> 1) <= ms; i++)
		(*((s->longs[i] & 1) == 0 ? ended : open))++;
}
