/* SPDX-License-Identifier: ISC */
/* Figures as members of JSON: every number that was computed, with what it rests on. */
#include "guichet/report/figures.h"

#include <stdio.h>

#include "guichet/model/zone.h"

enum { REMARKS_MOST = 200 };

static void put_quantile(struct json_out *o, const char *key, const struct figure_time *time, int64_t ms)
{
	char over[32];

	if (ms >= 0) {
		json_put_int(o, key, ms / 1000);
		return;
	}
	json_put_null(o, key);
	if (ms != FIGURE_NOT_REACHED)
		return;
	(void)snprintf(over, sizeof(over), "%s_over", key);
	json_put_int(o, over, time->longest_ms / 1000);
}

static void put_times(struct json_out *o, const struct figure_time *time)
{
	put_quantile(o, "p50", time, time->p50_ms);
	put_quantile(o, "p90", time, time->p90_ms);
	put_quantile(o, "p95", time, time->p95_ms);
	put_quantile(o, "p99", time, time->p99_ms);
	put_quantile(o, "p50_low", time, time->low_ms);
	put_quantile(o, "p50_high", time, time->high_ms);
	json_put_int(o, "longest", time->longest_ms / 1000);
	if (time->few == 0)
		return;
	json_open_array(o, "values");
	for (size_t i = 0; i < time->few; i++)
		json_put_int(o, NULL, time->few_ms[i] / 1000);
	json_close_array(o);
}

static void put_share(struct json_out *o, const char *key, double share)
{
	if (share < 0)
		json_put_null(o, key);
	else
		json_put_number(o, key, (double)(int64_t)(share * 10000 + 0.5) / 10000);
}

static void put_decided(struct json_out *o, const struct figure *figure)
{
	json_put_int(o, "met", (int64_t)figure->met);
	json_put_int(o, "missed", (int64_t)figure->missed);
	json_put_int(o, "undecided", (int64_t)figure->undecided);
	json_put_int(o, "excluded", (int64_t)figure->excluded);
}

static void put_time(struct json_out *o, const struct figures *figures, enum metric metric,
	const struct figure *figure)
{
	json_put_int(o, "open", (int64_t)figure->open);
	if (metric_info(metric)->source == METRIC_FROM_WAITS) {
		json_put_int(o, "waived", (int64_t)figure->waived);
		json_put_int(o, "withdrawn", (int64_t)figure->withdrawn);
	}
	put_times(o, &figure->calendar);
	json_open_object(o, "business");
	put_times(o, &figure->business);
	json_close_object(o);
	if (metric > METRIC_ALL_REPLIES)
		return;
	put_decided(o, figure);
	put_share(o, "within_target", figure->share);
	put_share(o, "within_target_low", figure->low);
	put_share(o, "within_target_high", figure->high);
	json_put_int(o, "target", figures->target_ms / 1000);
}

static void put_figure(struct json_out *o, const struct figures *figures, enum metric metric,
	const struct figure *figure)
{
	const struct metric_info *info = metric_info(metric);

	json_open_object(o, info->name);
	if (info->shape < METRIC_SPAN)
		json_put_int(o, "n", (int64_t)figure->n);
	switch (info->shape) {
	case METRIC_TIME:
		put_time(o, figures, metric, figure);
		break;
	case METRIC_SHARE:
		put_decided(o, figure);
		put_share(o, "share", figure->share);
		put_share(o, "low", figure->low);
		put_share(o, "high", figure->high);
		break;
	case METRIC_COUNT:
		break;
	case METRIC_STOCK:
		put_times(o, &figure->calendar);
		break;
	case METRIC_SPAN:
		json_put_int(o, "seconds", (int64_t)figure->n / 1000);
		break;
	case METRIC_RATE: case METRIC_PART:
		json_put_int(o, "seconds", (int64_t)figure->n / 1000);
		json_put_int(o, "of_seconds", (int64_t)figure->of / 1000);
		put_share(o, "rate", figure->of == 0 ? -1 : (double)figure->n / (double)figure->of);
		break;
	}
	json_close_object(o);
}

static void put_group(struct json_out *o, const struct figures *figures, const struct figure_group *group)
{
	for (size_t i = 0; i < figures->asked_count; i++)
		put_figure(o, figures, figures->asked[i], &group->figures[i]);
}

static void put_grouped_by(struct json_out *o, const struct figures *figures)
{
	char text[64];

	if (figures->by[0] == NULL) {
		json_put_null(o, "grouped_by");
		return;
	}
	(void)snprintf(text, sizeof(text), "%s%s%s", figures->by[0], figures->by[1] == NULL ? "" : ",",
		figures->by[1] == NULL ? "" : figures->by[1]);
	json_put_text(o, "grouped_by", text);
}

/* By which settings, and where they were changed for a time that had passed: how it was told before. */
static void put_settings(struct json_out *o, const struct figures *figures)
{
	json_put_int(o, "settings", figures->settings_seq);
	if (figures->back_seq == 0)
		return;
	json_put_int(o, "settings_before", figures->back_seq - 1);
	json_put_time(o, "settings_changed_from", figures->back_ms);
}

/* Nothing is said of them where there are none. */
static void put_remarks(struct json_out *o, const struct figures *figures)
{
	if (figures->omitted_count > 0) {
		json_put_int(o, "excluded_count", (int64_t)figures->omitted_count);
		json_open_array(o, "excluded");
		for (size_t i = 0; i < figures->omitted_count && i < REMARKS_MOST; i++) {
			json_open_object(o, NULL);
			json_put_int(o, "id", figures->omitted[i].conversation);
			json_put_text(o, "reason", figures->omitted[i].reason);
			json_put_text(o, "who", figures->omitted[i].who);
			json_put_time(o, "at", figures->omitted[i].at_ms);
			json_close_object(o);
		}
		json_close_array(o);
	}
	if (figures->note_count == 0)
		return;
	json_open_array(o, "annotations");
	for (size_t i = 0; i < figures->note_count && i < REMARKS_MOST; i++) {
		json_open_object(o, NULL);
		json_put_text(o, "date", figures->notes[i].date);
		json_put_text(o, "text", figures->notes[i].text);
		json_put_text(o, "who", figures->notes[i].who);
		json_put_int(o, "row", figures->notes[i].seq);
		json_close_object(o);
	}
	json_close_array(o);
}

/* Only where who asks had to wait for it. */
static void put_anew(struct json_out *o, const struct figures_anew *anew)
{
	if (!anew->slow)
		return;
	json_open_object(o, "anew");
	json_put_int(o, "conversations", anew->conversations);
	json_put_int(o, "conversations_made", anew->derived);
	json_put_int(o, "days", anew->days);
	json_put_int(o, "days_made", anew->packed);
	json_put_int(o, "rows", anew->rows);
	json_put_int(o, "rows_made", anew->traced);
	json_close_object(o);
}

void report_figures_put(struct json_out *o, const struct figures *figures)
{
	char date[DATE_TEXT];

	json_put_time(o, "as_of", figures->as_of_ms);
	json_put_int(o, "seq", figures->seq);
	put_settings(o, figures);
	json_put_time(o, "since", figures->since_ms);
	json_put_time(o, "until", figures->until_ms);
	json_put_text(o, "query", figures->query);
	json_put_int(o, "target", figures->target_ms / 1000);
	if (figures->targets_differ)
		json_put_bool(o, "targets_differ", true);
	if (figures->schedule != NULL)
		json_put_text(o, "schedule", figures->schedule);
	json_put_text(o, "clock", figures->in_hours ? "business" : "calendar");
	if (figures->begun != 0)
		json_put_text(o, "ledger_begins", date_format(figures->begun, date));
	if (figures->agents_hidden)
		json_put_bool(o, "agents_hidden", true);
	put_remarks(o, figures);
	put_anew(o, &figures->anew);
	put_grouped_by(o, figures);
	put_group(o, figures, &figures->all);
	if (figures->before != NULL) {
		json_open_object(o, "before");
		json_put_time(o, "since", figures->before_since_ms);
		json_put_time(o, "until", figures->before_until_ms);
		if (figures->before_cut)
			json_put_bool(o, "cut", true);
		put_group(o, figures, figures->before);
		json_close_object(o);
	}
	json_open_array(o, "by");
	for (size_t i = 0; i < figures->group_count; i++) {
		json_open_object(o, NULL);
		json_put_text(o, "key", figures->groups[i].keys[0]);
		if (figures->by[1] != NULL)
			json_put_text(o, "key2", figures->groups[i].keys[1]);
		put_group(o, figures, &figures->groups[i]);
		json_close_object(o);
	}
	json_close_array(o);
}

void report_figures_json(const struct figures *figures, struct str *out)
{
	struct json_out o = { .to = out };

	json_open_object(&o, NULL);
	report_figures_put(&o, figures);
	json_close_object(&o);
}
