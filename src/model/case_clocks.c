/* SPDX-License-Identifier: ISC */
/*
 * What the clocks of a case ran over, as one text that is stored with it:
 * each ended stay in a state, one behind the other from the opening on, as
 * its number and how long it was ("0+600000"), then each of its waits, as how
 * long after the opening it began, how long it was if it is over, and the
 * team whose hours count ("w0+600000@5").  Without them a clock could not be
 * told in business time, for which schedules are needed that change.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/clock.h"
#include "wait_reducer.h"

static void span_write(struct str *out, const struct case_span *span)
{
	if (span->to_ms > span->from_ms)
		str_printf(out, "%s%d+%" PRId64, out->len > 0 ? " " : "", (int)span->state, span->to_ms - span->from_ms);
}

static void wait_write(struct str *out, const struct wait *wait, int64_t open_ms)
{
	str_printf(out, "%sw%" PRId64, out->len > 0 ? " " : "", wait->start_ms - open_ms);
	if (wait->outcome != WAIT_OPEN)
		str_printf(out, "+%" PRId64, wait->end_ms - wait->start_ms);
	if (wait->team != 0)
		str_printf(out, "@%" PRId64, wait->team);
}

/* Cases come one after the other, and so do their stays and waits. */
void clocks_write(struct arena *arena, struct reducer *r)
{
	struct wait_result *out = r->out;
	size_t span = r->first_span, wait = r->first_wait;
	struct str text = { 0 };

	for (size_t i = r->first_case; i < out->case_count; i++) {
		struct wait_case *one = &out->cases[i];

		str_clear(&text);
		for (; span < out->span_count && out->spans[span].case_no == one->case_no; span++)
			span_write(&text, &out->spans[span]);
		for (; wait < out->wait_count && out->waits[wait].case_no == one->case_no; wait++)
			wait_write(&text, &out->waits[wait], one->open_ms);
		one->clocks = arena_copy(arena, str_text(&text));
	}
	str_finish(&text);
}

/* What stands behind that sign, or 0; *found: it does. */
static int64_t number_behind(const char **p, char sign, bool *found)
{
	char *end = NULL;
	int64_t number;

	*found = **p == sign;
	if (!*found)
		return 0;
	number = time_bounded(strtoll(*p + 1, &end, 10));
	*p = end;
	return number;
}

void case_clocks_each(const struct wait_case *one, void (*visit)(void *, const struct case_clock *), void *data)
{
	int64_t at_ms = one->open_ms;

	for (const char *p = one->clocks == NULL ? "" : one->clocks; *p != '\0';) {
		struct case_clock clock = { .is_wait = *p == 'w', .from_ms = at_ms, .team = one->team };
		bool found, ended;
		char *end;

		if (clock.is_wait) {
			clock.from_ms = one->open_ms + number_behind(&p, 'w', &found);
		} else {
			clock.state = (enum status)strtol(p, &end, 10);
			p = end;
		}
		clock.to_ms = clock.from_ms + number_behind(&p, '+', &ended);
		if (clock.is_wait)
			clock.team = number_behind(&p, '@', &found);
		else
			at_ms = time_bounded(clock.to_ms);
		if (!ended)
			clock.to_ms = 0;
		if ((!clock.is_wait && !ended) || (*p != '\0' && *p++ != ' '))
			return;			/* the file may be damaged */
		visit(data, &clock);
	}
}
