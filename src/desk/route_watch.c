/* SPDX-License-Identifier: ISC */
/*
 * What routes have yet to look at, noted in the transaction that left it so:
 * who waits and has nobody, who wrote to somebody, and when somebody has had
 * something without answering for so long that it goes back.
 */
#include <inttypes.h>

#include "route.h"

err_t route_watch_begin(struct desk *desk, struct route_watch *out)
{
	return store_route_counts(desk->store, &out->count, &out->back_ms);
}

static bool asks(const struct conversation *conv)
{
	return conv->status == STATUS_OPEN && conv->wait_ms != 0 && conv->root == 0 &&
		(conv->marks & (MARK_MUTED | MARK_SPAM | MARK_MERGED)) == 0;
}

/* Set when it came to somebody, or its customer began to wait; when it goes, the ledger says how long that is. */
static err_t back_watch(struct desk *desk, const struct route_watch *watch, const struct touched *touched, bool held)
{
	const struct conversation *conv = &touched->row.conv, *was = touched->stored ? &touched->was : NULL;
	bool given = was == NULL || was->assignee != conv->assignee;

	if (watch->back_ms == 0)
		return NULL;
	if (!held)
		return store_alarm_drop(desk->store, ALARM_ROUTE, conv->id);
	if (!given && was->wait_ms == conv->wait_ms && asks(was))
		return NULL;
	/* The hours of its team say later when that is; it is never before then. */
	return store_alarm_set(desk->store, ALARM_ROUTE, conv->id, watch->back_ms +
		(given || conv->wait_ms > desk->now_ms ? desk->now_ms : conv->wait_ms));
}

err_t route_watch(struct desk *desk, const struct route_watch *watch, const struct touched *touched)
{
	const struct conversation *conv = &touched->row.conv, *was = touched->stored ? &touched->was : NULL;
	struct unplaced row = { .conversation = conv->id, .rank = conversation_rank(conv), .wait_ms = conv->wait_ms };
	bool open = asks(conv), free = conv->assignee == 0;
	err_t err = NULL;

	if (watch->count == 0)
		return NULL;
	if (open && !free)
		err = store_route_has_team(desk->store, conv->assignee, &free);
	if (free && was != NULL && was->assignee != conv->assignee)
		row.avoid = was->assignee;
	row.heard = !free && touched->heard;
	if (err == NULL && open && !free && !row.heard && was != NULL && was->assignee == conv->assignee)
		;	/* what was noted of its holder, and nobody looked at yet, holds on */
	else if (err == NULL && open && (free || row.heard))
		err = store_unplaced_set(desk->store, &row);
	else if (err == NULL)
		err = store_unplaced_drop(desk->store, conv->id);
	return err != NULL ? err : back_watch(desk, watch, touched, open && !free);
}

/* ---- back to the queue */

/* The first route that takes back and finds it. */
static err_t taker_find(struct desk *desk, const struct stored_conversation *row, struct route *out, bool *found)
{
	struct route *list = NULL;
	size_t count = 0;
	err_t err = read_routes(&desk->reader, desk->arena, &list, &count);

	*found = false;
	for (size_t i = 0; err == NULL && !*found && i < count; i++) {
		struct query_sql sql = { 0 };

		if (list[i].trouble != NULL || list[i].terms.back_ms == 0)
			continue;
		err = route_query(&desk->reader, desk->arena, &list[i], desk->now_ms, &sql);
		if (err == NULL)
			err = store_matches(desk->store, &sql, row->conv.id, row->newest, found);
		*out = list[i];
	}
	return err;
}

/* The instant at which so much business time of the team has passed since. */
static err_t back_at(struct desk *desk, const struct route *route, const struct conversation *conv, int64_t since_ms,
	int64_t *out)
{
	const struct metric_settings *settings = NULL;
	err_t err = desk_metrics(desk, &settings);

	if (err == NULL)
		*out = schedule_due(settings_schedule(settings, conv->account, route->row.team), since_ms,
			route->terms.back_ms);
	return err;
}

err_t route_back(struct desk *desk, int64_t conversation)
{
	struct route route = { 0 };
	struct touched *touched;
	const struct conversation *conv;
	int64_t given_ms = 0, at_ms = SCHEDULE_NEVER;
	char time[TIME_TEXT];
	bool found = false;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err_is(err, ERR_NOT_FOUND))
		return store_alarm_drop(desk->store, ALARM_ROUTE, conversation);
	if (err != NULL)
		return err;
	conv = &touched->row.conv;
	if (asks(conv) && conv->assignee != 0)
		err = taker_find(desk, &touched->row, &route, &found);
	if (err == NULL && found && route.row.team != conv->assignee)
		err = given_at(desk->store, desk->arena, conv, &given_ms);
	if (err == NULL && found && route.row.team != conv->assignee)
		err = back_at(desk, &route, conv, given_ms > conv->wait_ms ? given_ms : conv->wait_ms, &at_ms);
	if (err != NULL)
		return err;
	if (at_ms == SCHEDULE_NEVER)
		return store_alarm_drop(desk->store, ALARM_ROUTE, conversation);
	if (at_ms > desk->now_ms)
		return store_alarm_set(desk->store, ALARM_ROUTE, conversation, at_ms);
	err = store_alarm_drop(desk->store, ALARM_ROUTE, conversation);
	return err != NULL ? err : route_deal(desk, touched, &(struct route_deal){ &route, 0, arena_printf(desk->arena,
		"no answer in %s of business time", duration_format(route.terms.back_ms, time)) });
}
