/* SPDX-License-Identifier: ISC */
/*
 * A clock that jumped must not silence an account: what was saved in the
 * future counts as now, and no wait is longer than the longest that a network
 * may ask for.
 */
#include "bucket.h"

#include "guichet/base/str.h"
#include "guichet/model/settings.h"

enum { TOKEN = 1000, WAIT_CAP_MS = 6 * 3600 * 1000, POLLS_LEAVE_PART = 5, POLLS_LEAVE = 1 };

struct bucket bucket_make(int64_t size, int64_t per_second, int64_t now_ms)
{
	return (struct bucket){ .size = size, .per_second = per_second, .milli = size * TOKEN,
		.at_ms = now_ms, .remaining = -1 };
}

static int64_t milli_now(const struct bucket *bucket, int64_t now_ms)
{
	int64_t passed = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0, milli;

	if (passed > WAIT_CAP_MS)
		passed = WAIT_CAP_MS;
	milli = bucket->milli + passed * bucket->per_second;
	return milli < bucket->size * TOKEN ? milli : bucket->size * TOKEN;
}

static bool network_spoke(const struct bucket *bucket, int64_t now_ms)
{
	return bucket->remaining >= 0 && bucket->reset_ms > now_ms &&
		bucket->reset_ms - now_ms <= WAIT_CAP_MS;
}

int64_t bucket_wait(const struct bucket *bucket, int64_t now_ms, bool send)
{
	int64_t need = TOKEN + (send ? 0 : bucket->size * TOKEN / POLLS_LEAVE_PART), milli;

	if (bucket->blocked_ms > now_ms && bucket->blocked_ms - now_ms <= WAIT_CAP_MS)
		return bucket->blocked_ms - now_ms;
	if (network_spoke(bucket, now_ms))
		return bucket->remaining > (send ? 0 : POLLS_LEAVE) ? 0 : bucket->reset_ms - now_ms;
	milli = milli_now(bucket, now_ms);
	if (milli >= need || bucket->per_second == 0)
		return 0;
	return (need - milli + bucket->per_second - 1) / bucket->per_second;
}

void bucket_take(struct bucket *bucket, int64_t now_ms)
{
	bucket->milli = milli_now(bucket, now_ms);
	bucket->milli = bucket->milli > TOKEN ? bucket->milli - TOKEN : 0;
	bucket->at_ms = now_ms;
	if (bucket->remaining > 0)
		bucket->remaining--;
}

void bucket_learn(struct bucket *bucket, int64_t remaining, int64_t reset_ms, int64_t now_ms)
{
	if (remaining < 0 || reset_ms <= now_ms)
		return;
	bucket->remaining = remaining;
	bucket->reset_ms = reset_ms;
}

void bucket_block(struct bucket *bucket, int64_t until_ms)
{
	if (until_ms > bucket->blocked_ms)
		bucket->blocked_ms = until_ms;
}

const char *bucket_format(struct arena *arena, const struct bucket *bucket)
{
	struct str lines = { 0 };
	const char *text;

	settings_add_int(&lines, "milli", bucket->milli);
	settings_add_int(&lines, "at", bucket->at_ms);
	settings_add_int(&lines, "remaining", bucket->remaining);
	settings_add_int(&lines, "reset", bucket->reset_ms);
	settings_add_int(&lines, "blocked", bucket->blocked_ms);
	text = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
	return text;
}

void bucket_parse(struct bucket *bucket, const char *text, int64_t now_ms)
{
	int64_t milli = settings_int(text, "milli", bucket->milli), at = settings_int(text, "at", now_ms);

	bucket->milli = milli < 0 ? 0 : milli > bucket->size * TOKEN ? bucket->size * TOKEN : milli;
	bucket->at_ms = at < now_ms ? at : now_ms;
	bucket->remaining = settings_int(text, "remaining", -1);
	bucket->reset_ms = settings_int(text, "reset", 0);
	bucket->blocked_ms = settings_int(text, "blocked", 0);
}
