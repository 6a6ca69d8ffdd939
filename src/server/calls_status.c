/* SPDX-License-Identifier: ISC */
/*
 * How a desk stands.
 *
 *   status          {"agents":[connected],"open","waiting","breached","unassigned","pending","on_hold",
 *                   "snoozed","resolved","messages","events","rules","outbox":{"queued","sending","unknown","failed",
 *                   "later","next_at"},"held":bool,"courier":bool,"stopped","pages":{"open","evaluations"},
 *                   "transactions":{"count","p50_us","p99_us","longest_us"},
 *                   "build","pid","private":bool,"agent","role","target"}
 *                   of what who asks may see; messages, events and rules are 0 for a member with a scope
 */
#include "calls.h"

#include <unistd.h>

#include "bulk.h"
#include "guichet/desk/account.h"
#include "guichet/desk/reply.h"
#include "guichet/json/json.h"
#include "pages.h"

static bool named_before(const struct session *first, const struct session *session)
{
	for (const struct session *s = first; s != session; s = s->next) {
		if (s->greeted && str_equal(s->actor.name, session->actor.name))
			return true;
	}
	return false;
}

static void put_agents(struct json_out *o, const struct server *server)
{
	json_open_array(o, "agents");
	for (const struct session *s = server->sessions; s != NULL; s = s->next) {
		if (s->greeted && !named_before(server->sessions, s))
			json_put_text(o, NULL, s->actor.name);
	}
	json_close_array(o);
}

static void put_outbox(struct json_out *o, const struct outbox_counts *counts)
{
	json_open_object(o, "outbox");
	json_put_int(o, "queued", (int64_t)counts->queued);
	json_put_int(o, "sending", (int64_t)counts->sending);
	json_put_int(o, "unknown", (int64_t)counts->unknown);
	json_put_int(o, "failed", (int64_t)counts->failed);
	json_put_int(o, "later", (int64_t)counts->later);
	json_put_time(o, "next_at", counts->next_ms);
	json_close_object(o);
}

/* Nobody writes, or is answered in the loop, while a transaction lasts. */
static void put_transactions(struct json_out *o, struct desk_times times)
{
	json_open_object(o, "transactions");
	json_put_int(o, "count", times.count);
	json_put_int(o, "p50_us", times.p50_us);
	json_put_int(o, "p99_us", times.p99_us);
	json_put_int(o, "longest_us", times.longest_us);
	json_close_object(o);
}

/* Of a member with a scope: what waits to leave of theirs.  Each of them is looked at, so the reader does it. */
static err_t outbox_count(struct call_context *context, struct outbox_counts *out)
{
	struct outbox *rows = NULL;
	size_t count = 0;
	err_t err = read_outbox(context->reader, context->arena, -1, &rows, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		bool seen = false;

		err = context_sees(context, rows[i].conversation, &seen);
		if (err != NULL || !seen)
			continue;
		out->queued += rows[i].state == OUT_QUEUED;
		out->sending += rows[i].state == OUT_SENDING;
		out->unknown += rows[i].state == OUT_UNKNOWN;
		out->failed += rows[i].state == OUT_FAILED;
	}
	return err;
}

err_t desk_status_prepare(struct call_context *context)
{
	const struct server *server = context->server;
	struct outbox_counts counts = { 0 };
	struct str facts = { 0 };
	struct json_out o = { .to = &facts };
	bool whole = context->actor->scope == NULL;
	err_t err = whole ? desk_outbox_counts(context->desk, &counts) : NULL;

	if (err != NULL)
		return err;
	put_agents(&o, server);
	if (whole)
		put_outbox(&o, &counts);
	json_put_bool(&o, "held", desk_outbox_is_held(context->desk));
	json_put_bool(&o, "courier", desk_courier_may_run(context->desk));
	json_open_object(&o, "pages");
	json_put_int(&o, "open", (int64_t)pages_count(server->pages));
	json_put_int(&o, "evaluations", (int64_t)pages_evaluations(server->pages));
	json_close_object(&o);
	put_transactions(&o, desk_transactions(context->desk));
	json_put_text(&o, "build", wire_build());
	json_put_int(&o, "pid", (int64_t)getpid());
	json_put_bool(&o, "private", !server->team);
	json_put_text(&o, "agent", context->actor->name);
	json_put_text(&o, "role", role_name(context->actor->role));
	json_put_int(&o, "target", desk_target(context->desk) / 1000);
	bulks_put_stopped(&o, server, context->actor->agent);
	context->facts = arena_copy_n(context->arena, facts.text, facts.len);
	str_finish(&facts);
	return NULL;
}

static err_t count_of(struct call_context *context, const struct desk_tally *tally, const char *text, int64_t *out)
{
	struct query_context who = context_who(context);
	struct query_count found = { 0 };
	struct query *query = NULL;
	err_t err = read_query(context->reader, context->arena, context->actor->scope, text, &query);

	if (err == NULL)
		err = read_tally_count(context->reader, tally, context->arena,
			&(struct query_asked){ query, &who, INT64_MAX - 1 }, &found);
	*out = found.count;
	return err;
}

/* The same numbers of what a scope holds; how much there is beside it is not told. */
static err_t counts_within(struct call_context *context, struct desk_counts *out)
{
	const struct { const char *query; int64_t *count; } each[] = {
		{ "status:open", &out->open }, { "is:waiting", &out->waiting }, { "is:breached", &out->breached },
		{ "status:open assignee:nobody", &out->unassigned }, { "status:pending", &out->pending },
		{ "status:on_hold", &out->on_hold }, { "status:snoozed", &out->snoozed },
		{ "status:resolved", &out->resolved },
	};
	struct desk_tally tally;
	err_t err = read_tally(context->reader, context->arena, &tally);

	for (size_t i = 0; err == NULL && i < sizeof(each) / sizeof(each[0]); i++)
		err = count_of(context, &tally, each[i].query, each[i].count);
	return err;
}

err_t desk_status_say(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct desk_counts counts = { 0 };
	struct outbox_counts outbox = { 0 };
	bool whole = context->actor->scope == NULL;
	err_t err = whole ? read_counts(context->reader, context->now_ms, &counts) : counts_within(context, &counts);

	if (err == NULL && !whole)
		err = outbox_count(context, &outbox);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "open", counts.open);
	json_put_int(&o, "waiting", counts.waiting);
	json_put_int(&o, "breached", counts.breached);
	json_put_int(&o, "unassigned", counts.unassigned);
	json_put_int(&o, "pending", counts.pending);
	json_put_int(&o, "on_hold", counts.on_hold);
	json_put_int(&o, "snoozed", counts.snoozed);
	json_put_int(&o, "resolved", counts.resolved);
	json_put_int(&o, "messages", counts.messages);
	json_put_int(&o, "events", counts.events);
	json_put_int(&o, "rules", counts.rules);
	if (!whole)
		put_outbox(&o, &outbox);
	str_add_char(context->answer, ',');
	str_add(context->answer, context->facts);
	json_close_object(&o);
	return NULL;
}
