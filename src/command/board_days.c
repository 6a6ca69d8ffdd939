/* SPDX-License-Identifier: ISC */
/*
 * What agents had beside answers: how long they were there and for what, how
 * much they had at once, and what became of their promises; of all together
 * beside the period before, and of each, by name: nobody is put in an order
 * by how long they were there.
 */
#include <inttypes.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/report/report.h"

enum { SEVENTY = 70, SIXTY = 60, FIFTY = 50, NAMES = 28, ROWS_MOST = 40 };

static const char *name_of(enum metric metric)
{
	return metric_info(metric)->name;
}

static const char *span(const struct board_maker *m, const struct json *figure)
{
	return figure == NULL || json_int(figure, "seconds", 0) == 0 ? "-" :
		report_hours(m->arena, json_int(figure, "seconds", 0));
}

static const char *value(const struct board_maker *m, enum metric metric, const struct json *figure)
{
	return metric_info(metric)->shape == METRIC_SPAN ? span(m, figure) :
		report_rate(m->arena, metric, figure);
}

static bool speaks(const struct json *figure)
{
	return figure != NULL && (json_int(figure, "seconds", 0) > 0 || json_int(figure, "of_seconds", 0) > 0);
}

void board_days(struct board_maker *m)
{
	static const struct board_column columns[] = { { "", NAMES, 0, false }, { "", 9, 0, false },
		{ NC_("figure", "before"), 9, FIFTY, false } };
	static const struct board_table table = { "days", N_("Agents' time"), columns, 3 };
	const struct json *summary = json_get(m->answer, "summary"), *before = json_get(summary, "before");
	bool begun = false;

	for (int i = METRIC_TIME_AVAILABLE; i <= METRIC_HANDLE_SHARE; i++) {
		const struct json *now = json_get(summary, name_of((enum metric)i));
		const struct board_question ask = { .metric = name_of((enum metric)i) };
		const struct board_text texts[] = { { SINK_PLAIN, _(metric_info((enum metric)i)->title), 0 },
			{ SINK_STRONG, value(m, (enum metric)i, now), 0 },
			{ SINK_DIM, before == NULL ? "-" : value(m, (enum metric)i, json_get(before, name_of((enum metric)i))), 0 } };

		if (!speaks(now))
			continue;
		if (!begun)
			board_head(m, &table);
		begun = true;
		board_row(m, &table, ask.metric, texts, &ask, _(metric_info((enum metric)i)->help));
	}
}

/* ---- each */

/* "2 of 3", of those that were kept or broken; what stands open is neither. */
static const char *promises(const struct board_maker *m, const struct json *kept)
{
	return board_count(kept) == 0 ? "-" : arena_printf(m->arena, _("%" PRId64 " of %" PRId64),
		json_int(kept, "met", 0), board_count(kept));
}

static const char *about(const struct board_maker *m, const char *key, const struct json *group)
{
	const struct json *kept = json_get(group, name_of(METRIC_PROMISES_KEPT));

	return arena_printf(m->arena, _("%s: of promises %" PRId64 " kept, %" PRId64 " broken, %" PRId64 " open"), key,
		json_int(kept, "met", 0), json_int(kept, "missed", 0), json_int(kept, "undecided", 0));
}

static bool has_days(const struct json *group)
{
	const struct json *kept = json_get(group, name_of(METRIC_PROMISES_KEPT));
	bool has = board_count(kept) > 0 || json_int(kept, "undecided", 0) > 0;

	for (int i = METRIC_TIME_AVAILABLE; i <= METRIC_HANDLE_SHARE; i++)
		has = has || speaks(json_get(group, name_of((enum metric)i)));
	return has;
}

void board_agent_days(struct board_maker *m)
{
	static const struct board_column columns[] = { { "", 18, 0, false }, { NC_("figure", "promises"), 11, 0, false },
		{ NC_("figure", "available"), 10, 0, false }, { NC_("figure", "busy"), 8, SIXTY, false },
		{ NC_("figure", "away"), 8, SIXTY, false }, { NC_("figure", "load"), 6, FIFTY, false },
		{ NC_("figure", "handling"), 10, SEVENTY, false } };
	static const struct board_table table = { "agent_days", N_("Promises, time"), columns, 7 };
	static const enum metric values[] = { METRIC_TIME_AVAILABLE, METRIC_TIME_BUSY, METRIC_TIME_AWAY, METRIC_LOAD,
		METRIC_HANDLE_SHARE };
	const struct json *by = json_path(m->answer, "agents.by");
	bool begun = false;

	for (size_t i = 0, shown = 0; i < json_count(by) && shown < ROWS_MOST; i++) {
		const struct json *group = json_at(by, i);
		const char *key = json_text(group, "key");
		const struct json *available = json_get(group, name_of(METRIC_TIME_AVAILABLE));
		const struct board_question ask = { .metric = name_of(available != NULL ? METRIC_TIME_AVAILABLE
			: METRIC_PROMISES_KEPT), .by = "agent", .group = key };
		struct board_text texts[7] = { { SINK_PLAIN, key, 0 },
			{ SINK_STRONG, promises(m, json_get(group, name_of(METRIC_PROMISES_KEPT))), 0 } };

		if (key == NULL || !has_days(group))
			continue;
		for (size_t k = 0; k < 5; k++)
			texts[2 + k] = (struct board_text){ SINK_PLAIN, value(m, values[k], json_get(group, name_of(values[k]))), 0 };
		if (!begun)
			board_head(m, &table);
		begun = true;
		shown++;
		board_row(m, &table, key, texts, &ask, about(m, key, group));
	}
}
