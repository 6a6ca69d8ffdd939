/* SPDX-License-Identifier: ISC */
/* What a question that was asked is shown: traces, days of agents, waits and cases. */
#include "figures_ask.h"

static void feed(void *data, const struct fact_day *days, size_t count)
{
	struct figures_asked *asked = data;

	figures_add_days(&asked->maker, 1, days, count);
	figures_add_days(asked->also, asked->also_count, days, count);
}

static void feed_trace(void *data, const struct fact_trace *fact)
{
	struct figures_asked *asked = data;

	figures_add_trace(asked->maker, fact);
	for (size_t i = 0; i < asked->also_count; i++)
		figures_add_trace(asked->also[i], fact);
}

static void feed_messages(void *data, const struct segment *segment, const struct figure_apart *apart)
{
	struct figures_asked *asked = data;

	figures_add_messages(asked->maker, segment, apart);
	for (size_t i = 0; i < asked->also_count; i++)
		figures_add_messages(asked->also[i], segment, apart);
}

/* None where one of them watches. */
static uint32_t messages_of(const struct figures_asked *asked)
{
	uint32_t kinds = figures_messages_of(asked->maker);

	for (size_t i = 0; i < asked->also_count; i++)
		kinds &= figures_messages_of(asked->also[i]);
	return kinds;
}

/* Of all that is asked at once.  NULL: of one of them single hours matter. */
static const int64_t *borders_of(struct arena *arena, const struct figures_asked *asked, size_t *count)
{
	int64_t *out = arena_array(arena, (asked->also_count + 1) * FIGURE_BORDERS, sizeof(*out));
	bool hours = figures_borders(asked->maker, out) == 0;

	for (size_t i = 0; i < asked->also_count; i++)
		hours = figures_borders(asked->also[i], out + (i + 1) * FIGURE_BORDERS) == 0 || hours;
	*count = (asked->also_count + 1) * FIGURE_BORDERS;
	return hours ? NULL : out;
}

err_t figures_read(struct call_context *context, struct figures_asked *asked)
{
	return figures_feed(context, asked, feed, asked);
}

static err_t traces_feed(struct call_context *context, struct figures_asked *asked, int64_t begin_ms)
{
	const struct figure_request *request = &asked->request;
	struct trace_wish wish = { .as_of_ms = request->as_of_ms, .since_ms = begin_ms,
		.until_ms = request->window.until_ms, .zone = asked->world.desk.zone,
		.presence = figures_have_presence(request), .kinds = figure_trace_kinds(request->asked, request->asked_count),
		.at_once = messages_of(asked), .messages = feed_messages };

	wish.borders = borders_of(context->arena, asked, &wish.border_count);
	return read_figure_traces(context->reader, &wish, feed_trace, asked);
}

err_t figures_feed(struct call_context *context, struct figures_asked *asked,
	void (*visit)(void *, const struct fact_day *, size_t count), void *data)
{
	const struct figure_request *request = &asked->request;
	bool dated = figures_have(request, METRIC_FROM_WAITS, METRIC_THROUGHPUT, false) ||
		figures_have(request, METRIC_FROM_CASES, METRIC_THROUGHPUT, false);
	int64_t begin = request->before.until_ms != 0 ? request->before.since_ms : request->window.since_ms;
	const struct figure_wish wish = {
		.waits = figures_have(request, METRIC_FROM_WAITS, METRIC_COHORT, true),
		.cases = figures_have(request, METRIC_FROM_CASES, METRIC_COHORT, true),
		.of_past = asked->of_past, .unpacked = asked->pinned, .until_ms = request->window.until_ms,
		.since_ms = dated ? 0 : begin, .ended_ms = begin,
		.as_of_ms = request->as_of_ms, .settings = asked->settings
	};
	err_t err = NULL;

	if (figures_have(request, METRIC_FROM_TRACES, METRIC_COHORT, true))
		err = traces_feed(context, asked, begin);
	return err != NULL ? err : read_figure_days(context->reader, &wish, visit, data);
}
