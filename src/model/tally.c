/* SPDX-License-Identifier: ISC */
/*
 * Which shape a query has for those who count.  A cell is judged by the same
 * query_matches() that judges rows, so that a count cannot mean something
 * else than its view.
 */
#include "guichet/model/tally.h"

#include <string.h>

#include "guichet/base/message.h"
#include "query_tree.h"

/* data/defaults.conf has the same; a test compares them. */
const struct desk_view desk_views[] = {
	{ "needs_action", "status:open", NC_("view", "needs action"), N_("inbox, to do, waiting") },
	{ "mine", "status:open assignee:me", NC_("view", "mine"), N_("my work") },
	{ "unassigned", "status:open assignee:nobody", NC_("view", "unassigned"), N_("nobody has it, new") },
	{ "all_open", "status:open,pending,on_hold,snoozed", NC_("view", "all open"), NULL },
	{ "at_risk", "status:open is:at-risk", NC_("view", "at risk"), N_("late, overdue, soon late, breached") },
	{ "pending", "status:pending", NC_("view", "pending"), N_("waiting for the customer") },
	{ "on_hold", "status:on_hold", NC_("view", "on hold"), NULL },
	{ "snoozed", "status:snoozed", NC_("view", "snoozed"), N_("later") },
	{ "mentions", "is:mentioned", NC_("view", "mentions"), N_("somebody asks me") },
	{ "followed", "is:followed", NC_("view", "followed"), N_("watched") },
	{ "resolved_today", "resolved:today", NC_("view", "resolved today"), N_("done today") },
	{ "resolved", "status:resolved", NC_("view", "resolved"), N_("done") },
	{ "muted", "is:muted", NC_("view", "muted"), NULL },
	{ "spam", "is:spam", NC_("view", "spam"), NULL },
};
const size_t desk_views_count = sizeof(desk_views) / sizeof(desk_views[0]);

/* A name that the query language would part stands in quotes. */
const char *desk_view_query(struct arena *arena, const char *field, const char *name)
{
	const char *quote = strpbrk(name, " ,()") != NULL ? "\"" : "";

	return arena_printf(arena, "status:open %s:%s%s%s", field, quote, name, quote);
}

static bool is_of_cells(const struct query_term *term)
{
	if (term->field != FIELD_IS)
		return term->field == FIELD_STATUS || term->field == FIELD_ASSIGNEE ||
			term->field == FIELD_ACCOUNT || term->field == FIELD_NETWORK || term->field == FIELD_PRIORITY;
	for (size_t i = 0; i < term->count; i++) {
		int64_t is = term->values[i].number;

		if (is < IS_WORDS && is != IS_MINE && is != IS_UNASSIGNED && is != IS_URGENT &&
		    is != IS_MUTED && is != IS_SPAM)
			return false;
	}
	return true;
}

/* As few rows as the answer: what is due, a day's work, what names one agent. */
static bool is_range(const struct query_term *term)
{
	if (term->field == FIELD_RESOLVED || term->field == FIELD_PROMISE)
		return term->count == 1;
	return term->field == FIELD_IS && term->count == 1 && (term->values[0].number == IS_AT_RISK ||
		term->values[0].number == IS_BREACHED || term->values[0].number == IS_MENTIONED ||
		term->values[0].number == IS_PROMISED || term->values[0].number == IS_FOLLOWED);
}

/* The term that bounds a range must hold by itself; an or around it would not be bounded. */
static bool has_range(const struct query *query, const struct query_term *range)
{
	const struct query_node *root = query->root;

	if (root->kind == NODE_TERM)
		return root->term == range;
	if (root->kind != NODE_AND)
		return false;
	for (const struct query_node *node = root->first; node != NULL; node = node->next)
		if (node->kind == NODE_TERM && node->term == range)
			return true;
	return false;
}

static bool is_only_open(const struct query_term *status)
{
	return status->count == 1 && status->values[0].number == STATUS_OPEN;
}

enum tally_shape query_tally(const struct query *query, const char **tag)
{
	const struct query_term *range = NULL;
	const struct query_term *tagged = query->count == 2 ? query_tag(query) : NULL;

	if (tagged != NULL && is_only_open(query_must(query, FIELD_STATUS))) {
		if (tag != NULL)
			*tag = tagged->values[0].text;
		return TALLY_TAG;
	}
	for (size_t i = 0; i < query->count; i++) {
		const struct query_term *term = query->terms[i];

		if (is_of_cells(term))
			continue;
		if (range != NULL || !is_range(term))
			return TALLY_NONE;
		range = term;
	}
	if (range == NULL)
		return TALLY_CELLS;
	return has_range(query, range) ? TALLY_RANGE : TALLY_NONE;
}

int64_t tally_sum(const struct tally_cell *cells, size_t count, const struct query *query,
	const struct query_context *context)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (query_matches(query, context, &cells[i].row))
			sum += cells[i].count;
	return sum;
}
