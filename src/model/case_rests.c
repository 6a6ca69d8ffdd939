/* SPDX-License-Identifier: ISC */
/*
 * When a case was resolved before it was opened again, for the backlog of an
 * instant that is over.  Once is known from its ends and how long it rested;
 * of one that was opened again more often the rests are a text beside it:
 * how long after the opening each began, and how long it was.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/clock.h"
#include "guichet/model/wait.h"
#include "wait_reducer.h"

struct rests { int64_t open_ms; struct str text; };

static void rest_write(void *data, const struct case_clock *clock)
{
	struct rests *rests = data;

	if (!clock->is_wait && clock->state >= STATUS_RESOLVED)
		str_printf(&rests->text, "%c%" PRId64 "+%" PRId64, rests->text.len == 0 ? CASE_RESTS_BEGIN : ' ',
			clock->from_ms - rests->open_ms, clock->to_ms - clock->from_ms);
}

const char *case_rests(struct arena *arena, const struct wait_case *one)
{
	struct rests rests = { .open_ms = one->open_ms };
	const char *text = NULL;

	if (one->reopens + one->agent_reopens < 2)
		return NULL;
	case_clocks_each(one, rest_write, &rests);
	if (rests.text.len > 0)
		text = arena_copy(arena, str_text(&rests.text));
	str_finish(&rests.text);
	return text;
}

static bool rested_at(const char *rests, int64_t since_open_ms)
{
	for (const char *p = rests + 1; *p != '\0';) {
		char *end;
		int64_t from_ms = time_bounded(strtoll(p, &end, 10)), ms = time_bounded(strtoll(end, &end, 10));

		if (from_ms < since_open_ms && from_ms + ms >= since_open_ms)
			return true;
		if (end == p)
			return false;		/* the file may be damaged */
		p = end;
	}
	return false;
}

bool case_stood_open(const struct case_life *life, int64_t at_ms)
{
	if (life->open_ms >= at_ms || (life->resolved_ms != 0 && life->resolved_ms < at_ms))
		return false;
	if (life->first_resolved_ms == 0 || life->first_resolved_ms >= at_ms)
		return true;
	return life->rests != NULL ? !rested_at(life->rests, at_ms - life->open_ms)
		: life->first_resolved_ms + life->rested_ms < at_ms;
}
