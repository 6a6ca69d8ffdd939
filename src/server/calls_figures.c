/* SPDX-License-Identifier: ISC */
/*
 * Figures.
 *
 *   stats     as guichet/report/figures.h says
 *   target    {"target":seconds}
 */
#include "calls.h"

#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/report/figures.h"

struct grouping { struct report_wait *rows; size_t count, size; int64_t as_of_ms; };

static void group_add(struct arena *arena, struct grouping *g, const struct wait *wait, const char *key)
{
	if (g->count == g->size) {
		size_t size = g->size == 0 ? 256 : g->size * 2;
		struct report_wait *rows = arena_array(arena, size, sizeof(*rows));

		if (g->count > 0)
			memcpy(rows, g->rows, g->count * sizeof(*rows));
		g->rows = rows;
		g->size = size;
	}
	g->rows[g->count++] = (struct report_wait){ .wait = *wait, .key = key };
}

/* As they are now, or as the ledger had them. */
static err_t tags_of(struct call_context *context, const struct wait *wait, int64_t as_of_ms, const char **out)
{
	struct list_row row = { 0 };
	err_t err;

	if (as_of_ms != 0)
		return read_tags(context->reader, context->arena, wait->account, wait->conversation, as_of_ms, out);
	err = read_row(context->reader, context->arena, wait->conversation, &row);
	*out = err == NULL && row.tags != NULL ? row.tags : "";
	return err_is(err, ERR_NOT_FOUND) ? NULL : err;
}

/* Once for each of its conversation's tags. */
static err_t group_tags(struct call_context *context, struct grouping *g, const struct wait *wait,
	int64_t *last, const char **tags)
{
	const char *p;

	if (*last != wait->conversation) {
		err_t err = tags_of(context, wait, g->as_of_ms, tags);

		if (err != NULL)
			return err;
		*last = wait->conversation;
	}
	p = *tags + strspn(*tags, " ");
	if (*p == '\0')
		group_add(context->arena, g, wait, NULL);
	while (*p != '\0') {
		size_t len = strcspn(p, " ");

		group_add(context->arena, g, wait, arena_copy_n(context->arena, p, len));
		p += len;
		p += strspn(p, " ");
	}
	return NULL;
}

static err_t group(struct call_context *context, const struct wait_row *rows, size_t count, const char *by,
	struct grouping *g)
{
	const char *tags = "";
	int64_t last = 0;

	for (size_t i = 0; i < count && by != NULL; i++) {
		err_t err = NULL;

		if (strcmp(by, "tag") == 0)
			err = group_tags(context, g, &rows[i].wait, &last, &tags);
		else if (strcmp(by, "account") == 0)
			group_add(context->arena, g, &rows[i].wait, rows[i].account);
		else if (strcmp(by, "agent") == 0)
			group_add(context->arena, g, &rows[i].wait, rows[i].agent);
		else
			group_add(context->arena, g, &rows[i].wait, rows[i].day);
		if (err != NULL)
			return err;
	}
	return NULL;
}

err_t figures_stats(struct call_context *context)
{
	const struct call_request *request = context->request;
	int64_t as_of = call_time(request, "as-of", context->now_ms, 0);
	int64_t since = call_time(request, "since", context->now_ms, 0);
	int64_t until = call_time(request, "until", context->now_ms, INT64_MAX);
	struct report_figures report = { .grouped_by = call_text(request, "by") };
	struct grouping g = { .as_of_ms = as_of };
	struct wait_row *rows = NULL;
	struct wait *waits;
	size_t count = 0;
	err_t err = read_waits(context->reader, context->arena, since, until, as_of, &rows, &count);

	if (err == NULL)
		err = group(context, rows, count, report.grouped_by, &g);
	if (err != NULL)
		return err;
	waits = arena_array(context->arena, count + 1, sizeof(*waits));
	for (size_t i = 0; i < count; i++)
		waits[i] = rows[i].wait;
	report.waits = waits;
	report.count = count;
	report.grouped = g.rows;
	report.grouped_count = g.count;
	report.target_ms = call_duration(request, "target", read_target(context->reader, as_of));
	report.as_of_ms = as_of != 0 ? as_of : context->now_ms;
	report.seq = read_ledger_seq(context->reader);
	report_figures_json(context->arena, &report, context->answer);
	return NULL;
}

err_t figures_target(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t ms = call_duration(context->request, "duration", 0), from_ms = 0;
	err_t err = settings_from(context, &from_ms);

	if (ms < 1000)
		return err_make(ERR_USAGE, "target: at least one second");
	if (err == NULL)
		err = desk_target_set(context->desk, ms, from_ms);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "target", ms / 1000);
	json_close_object(&o);
	return NULL;
}
