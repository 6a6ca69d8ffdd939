/* SPDX-License-Identifier: ISC */
/* Which metrics a call asks for, what they are made of, and whether that takes long. */
#include "figures_ask.h"

#include <string.h>

#include "guichet/base/str.h"

static bool is_about_agents(const struct figure_request *request)
{
	return request->by[0] == BY_AGENT || request->by[0] == BY_TEAM || request->by[1] == BY_AGENT ||
		request->by[1] == BY_TEAM || request->agents_only;
}

/* A dashboard and a report also say what became of promises, and, of the whole desk only, of agents' days. */
static size_t board_metrics(const struct call_context *context, bool of_days, enum metric *out)
{
	const char *call = context->request->call->name;
	size_t count = 0;

	if (!str_equal(call, "dashboard") && !str_starts(call, "report"))
		return 0;
	out[count++] = METRIC_PROMISES_MADE;
	out[count++] = METRIC_PROMISES_KEPT;
	for (int i = METRIC_TIME_AVAILABLE; of_days && i <= METRIC_HANDLE_SHARE; i++)
		out[count++] = (enum metric)i;
	return count;
}

/* Without being named: all of waits, and of cases, which are nobody's alone, where it is not about agents. */
static bool is_told(enum metric metric, bool about_agents)
{
	enum metric_source source = metric_info(metric)->source;

	return source == METRIC_FROM_WAITS ||
		(!about_agents && (source == METRIC_FROM_CASES || metric == METRIC_MESSAGES_IN));
}

/* What these three need of the figures are the messages that came, and how long they took. */
static const enum metric of_arrivals[] = { METRIC_MESSAGES_IN, METRIC_HANDLE_TIME };

static bool is_of_arrivals(const struct call_context *context)
{
	const char *call = context->request->call->name;

	return str_equal(call, "forecast") || str_equal(call, "staffing") || str_equal(call, "spikes");
}

err_t figures_metrics(struct call_context *context, struct figure_request *out)
{
	enum metric *asked = arena_array(context->arena, METRICS, sizeof(*asked));
	const char *text = call_option_is_set(context->request, "metric") ? call_text(context->request, "metric") : NULL;
	size_t count = 0;
	err_t err = text == NULL ? NULL : metrics_check(context->arena, text);

	if (err != NULL)
		return err;
	if (is_of_arrivals(context)) {
		out->asked = of_arrivals;
		out->asked_count = str_equal(context->request->call->name, "staffing") ? 2 : 1;
		return NULL;
	}
	out->asked = asked;
	for (int i = 0; text == NULL && i < METRICS; i++)
		if (is_told((enum metric)i, is_about_agents(out)))
			asked[count++] = (enum metric)i;
	if (text == NULL)
		count += board_metrics(context, context->actor->scope == NULL && call_count(context->request, "query") == 0,
			asked + count);
	for (const char *p = text; p != NULL;) {
		size_t len = strcspn(p, ",");
		const char *name = arena_copy_n(context->arena, p, len);

		if (count == METRICS)
			return err_make(ERR_USAGE, "metric: more than %d", METRICS);
		if (metric_find(name, &asked[count]))
			count++;
		p = p[len] == '\0' ? NULL : p + len + 1;
	}
	out->asked_count = count;
	return NULL;
}

/* Rows as they were once, by other settings than those of now and what is made anew come from the whole ledger. */
bool figures_are_long(const struct call_context *context)
{
	struct figures_anew anew;

	const struct call_request *request = context->request;

	return call_option_is_set(request, "as-of") || call_option_is_set(request, "schedule") ||
		call_option_is_set(request, "settings-version") ||
		(read_figures_anew(context->reader, context->now_ms, &anew) == NULL && anew.slow);
}

bool figures_have(const struct figure_request *request, enum metric_source source, enum metric_date date,
	bool any_date)
{
	for (size_t i = 0; i < request->asked_count; i++) {
		const struct metric_info *info = metric_info(request->asked[i]);

		if (info->source == source && (any_date || info->date == date))
			return true;
	}
	return false;
}
