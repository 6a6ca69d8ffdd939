/* SPDX-License-Identifier: ISC */
/*
 * Handovers.
 *
 *   handover prepare   {"handover","agent","to","items","red","added","unseen","fresh":bool,"accept_by"}
 *   handover list      {"rows":[HANDOVER]}
 *   handover show, print  {"handover":HANDOVER or null,"rows":[LINE],"others":[numbers]}
 *                      red ones first; null: nothing is handed over; others: under way, and business of who asks
 *   handover accept    {"accepted":[ids],"over":[ids],"count","more":bool}       more: of --routine, say it again
 *   handover line, pass, ask, decline       {"id","state","to"}
 *   handover stats     {"handovers","missed","lines","red","written","accepted","declined","over","open","bounced",
 *                      "accept_median_s","accept_p90_s","debt","debt_with_line",
 *                      "debt_without_line"}       seconds null: none was accepted
 *
 *   HANDOVER  {"handover","agent","by","to","at","accept_by","alarmed_at","over_at","items","red","written","open",
 *             "accepted","asked","declined","over","mine":bool,"to_me":bool,"for_me","left","late":bool}
 *             written: red ones with a line; open: still to be taken; for_me: of them, by who asks; left: declined, and
 *             still with whom it was; late: under way, and leads were told that time is up; alarmed_at: when they were
 *             told of anything
 *   LINE      {"handover","id","red":bool,"why":["breached",…],"line","question","state","owner","to","passed_to",
 *             "taker","at","bounced","since":["answered","wrote","taken","resolved","merged"],"settled":bool,"to_me":bool,
 *             "merged_into","account","network","contact","handle","status","assignee","tags","text",
 *             "waiting_since","waiting_s","due_at","snoozed_until","visibility"}
 */
#include "calls.h"

#include <string.h>

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/desk/handover.h"

enum { LIST_MOST = 200, ROUTINE_MOST = 25, OTHERS_MOST = 50 };

/* ---- asked */

static void put_handover(struct json_out *o, const char *key, const struct handover_told *told)
{
	json_open_object(o, key);
	json_put_int(o, "handover", told->row.id);
	json_put_text(o, "agent", told->agent);
	json_put_text(o, "by", told->maker);
	json_put_text(o, "to", told->target);
	json_put_time(o, "at", told->row.at_ms);
	json_put_time(o, "accept_by", told->row.accept_by_ms);
	json_put_time(o, "alarmed_at", told->row.alarmed_ms);
	json_put_time(o, "over_at", told->row.over_ms);
	json_put_int(o, "items", (int64_t)told->items);
	json_put_int(o, "red", (int64_t)told->red);
	json_put_int(o, "written", (int64_t)told->written);
	json_put_int(o, "open", (int64_t)told->open);
	json_put_int(o, "accepted", (int64_t)told->accepted);
	json_put_int(o, "asked", (int64_t)told->asked);
	json_put_int(o, "declined", (int64_t)told->declined);
	json_put_int(o, "over", (int64_t)told->over);
	json_put_bool(o, "mine", told->mine);
	json_put_bool(o, "to_me", told->to_me > 0);
	json_put_int(o, "for_me", (int64_t)told->to_me);
	json_put_int(o, "left", (int64_t)told->left);
	json_put_bool(o, "late", told->row.over_ms == 0 && told->row.alarmed_ms != 0 &&
		told->row.alarmed_ms >= told->row.accept_by_ms);
	json_close_object(o);
}

static void put_why(struct json_out *o, const char *why)
{
	unsigned bits = handover_reasons_read(why);

	json_open_array(o, "why");
	for (int i = 0; i < HANDOVER_REASON_KINDS; i++)
		if ((bits >> i & 1) != 0)
			json_put_text(o, NULL, handover_reason_name((enum handover_reason)i));
	json_close_array(o);
}

static void put_since(struct json_out *o, const struct handover_line *line)
{
	json_open_array(o, "since");
	if (line->answered)
		json_put_text(o, NULL, "answered");
	if (line->wrote)
		json_put_text(o, NULL, "wrote");
	if (line->taken)
		json_put_text(o, NULL, "taken");
	if (status_is_over(line->row.conv.status))
		json_put_text(o, NULL, "resolved");
	if (line->merged_into != 0)
		json_put_text(o, NULL, "merged");
	json_close_array(o);
}

static void put_conversation(struct json_out *o, const struct list_row *row, int64_t now_ms)
{
	json_put_text(o, "account", row->account);
	json_put_text(o, "network", row->network);
	answer_some(o, "contact", row->contact);
	answer_some(o, "handle", row->handle);
	json_put_text(o, "visibility", visibility_name(row->conv.visibility));
	json_put_text(o, "status", status_name(row->conv.status));
	answer_some(o, "assignee", row->assignee);
	answer_some(o, "tags", row->tags);
	json_put_text(o, "text", row->text);
	json_put_time(o, "waiting_since", row->conv.wait_ms);
	answer_waiting(o, row->conv.wait_ms, now_ms);
	json_put_time(o, "due_at", row->conv.due_ms);
	json_put_time(o, "snoozed_until", row->conv.snoozed_until);
}

static void put_line(struct json_out *o, const struct handover_line *line, int64_t now_ms)
{
	const struct handover_item *item = &line->item;
	bool over = handover_is_open(item->state) && line->settled && !line->taken;

	json_open_object(o, NULL);
	json_put_int(o, "handover", item->handover);
	json_put_int(o, "id", item->conversation);
	json_put_bool(o, "red", item->red);
	put_why(o, item->why);
	answer_some(o, "line", item->line);
	answer_some(o, "question", item->question);
	json_put_text(o, "state", handover_state_name(over ? HANDOVER_OVER : item->state));
	json_put_text(o, "owner", line->owner);
	json_put_text(o, "to", line->target);
	answer_some(o, "passed_to", line->passed ? line->target : NULL);
	json_put_text(o, "taker", line->taker);
	json_put_time(o, "at", item->at_ms);
	json_put_int(o, "bounced", item->bounced);
	put_since(o, line);
	json_put_bool(o, "settled", line->settled);
	json_put_bool(o, "to_me", line->to_me);
	answer_id(o, "merged_into", line->merged_into);
	put_conversation(o, &line->row, now_ms);
	json_close_object(o);
}

err_t handover_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct handover_told *rows = NULL;
	size_t count = 0;
	size_t limit = 0;
	err_t err = context_limit(context, LIST_MOST, LIST_MOST, &limit);

	if (err == NULL)
		err = read_handovers(context->reader, context->arena, context->actor, limit, &rows, &count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++)
		put_handover(&o, NULL, &rows[i]);
	answer_rows_end(&o);
	return NULL;
}

/* Two who hand to each other have two packets, and somebody may come after several. */
static err_t put_others(struct call_context *context, struct json_out *o, int64_t id)
{
	struct handover_told *rows = NULL;
	size_t count = 0;
	err_t err = read_handovers(context->reader, context->arena, context->actor, OTHERS_MOST, &rows, &count);

	json_open_array(o, "others");
	for (size_t i = 0; err == NULL && i < count; i++)
		if (rows[i].row.id != id && rows[i].row.over_ms == 0 &&
		    (rows[i].mine || rows[i].to_me || rows[i].row.maker == context->actor->agent))
			json_put_int(o, NULL, rows[i].row.id);
	json_close_array(o);
	return err;
}

err_t handover_put(struct call_context *context, struct str *out, struct handover_told *told)
{
	struct json_out o = { .to = out };
	struct handover_line *lines = NULL;
	size_t count = 0;
	err_t err = read_handover(context->reader, context->arena, context->actor,
		call_int(context->request, "handover", 0), told, &lines, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	if (told->row.id != 0)
		put_handover(&o, "handover", told);
	else
		json_put_null(&o, "handover");
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++)
		put_line(&o, &lines[i], context->now_ms);
	json_close_array(&o);
	err = put_others(context, &o, told->row.id);
	json_close_object(&o);
	return err;
}

err_t handover_show(struct call_context *context)
{
	struct handover_told told = { 0 };

	return handover_put(context, context->answer, &told);
}

static void put_seconds(struct json_out *o, const char *key, int64_t ms)
{
	if (ms < 0)
		json_put_null(o, key);
	else
		json_put_int(o, key, ms / 1000);
}

void handover_figures_put(struct json_out *o, const struct handover_figures *f)
{
	json_put_int(o, "handovers", f->handovers);
	json_put_int(o, "missed", f->missed);
	json_put_int(o, "lines", f->lines);
	json_put_int(o, "red", f->red);
	json_put_int(o, "written", f->written);
	json_put_int(o, "accepted", f->accepted);
	json_put_int(o, "declined", f->declined);
	json_put_int(o, "over", f->over);
	json_put_int(o, "open", f->open);
	json_put_int(o, "bounced", f->bounced);
	put_seconds(o, "accept_median_s", f->accept_median_ms);
	put_seconds(o, "accept_p90_s", f->accept_p90_ms);
	json_put_int(o, "debt", f->debt);
	json_put_int(o, "debt_with_line", f->debt_written);
	json_put_int(o, "debt_without_line", f->debt - f->debt_written);
}

err_t handover_stats(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct handover_figures f = { 0 };
	err_t err = read_handover_figures(context->reader, context->arena,
		call_time(context->request, "since", context->now_ms, 0),
		call_time(context->request, "until", context->now_ms, context->now_ms + 1), context->now_ms, &f);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	handover_figures_put(&o, &f);
	json_close_object(&o);
	return NULL;
}

/* ---- done */

static const char *agent_name(struct call_context *context, int64_t id)
{
	struct agent *agents = NULL;
	size_t count = 0;

	if (read_agents(context->reader, context->arena, &agents, &count) != NULL)
		return NULL;
	return agent_name_of(count, agents, id);
}

err_t handover_prepare_look(struct call_context *context)
{
	struct handover_look *look = arena_alloc(context->arena, sizeof(*look));

	context->found = look;
	return read_handover_look(context->reader, context->arena, context->actor, call_text(context->request, "of"), look);
}

err_t handover_prepare(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *of = call_text(context->request, "of");
	struct handover_wish wish = { .of = of, .to = call_text(context->request, "to"),
		.within_ms = call_duration(context->request, "within", 0) };
	struct handover_made made = { 0 };
	err_t err = desk_handover_prepare(context->desk, &wish, context->found, &made);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "handover", made.id);
	json_put_text(&o, "agent", of != NULL ? of : context->actor->name);
	json_put_text(&o, "to", agent_name(context, made.target));
	json_put_int(&o, "items", (int64_t)made.items);
	json_put_int(&o, "red", (int64_t)made.red);
	json_put_int(&o, "added", (int64_t)made.added);
	json_put_int(&o, "unseen", (int64_t)made.unseen);
	json_put_bool(&o, "fresh", made.fresh);
	json_put_time(&o, "accept_by", made.accept_by_ms);
	json_close_object(&o);
	return NULL;
}

static err_t ids_find(struct call_context *context, int64_t **ids, size_t *count)
{
	const struct call_request *request = context->request;
	bool routine = call_count(request, "routine") > 0;
	size_t given = call_count(request, "id");

	if (routine == (given > 0))
		return err_make(ERR_USAGE, "handover accept: say which conversations, or --routine NUMBER");
	if (routine)
		return desk_handover_routine(context->desk, call_int(request, "routine", 0), ROUTINE_MOST + 1, ids, count);
	*ids = arena_array(context->arena, given + 1, sizeof(**ids));
	*count = given;
	for (size_t i = 0; i < given; i++)
		(*ids)[i] = call_int_at(request, "id", i);
	return NULL;
}

/* A transaction takes no more than the loop has time for: whoever asks for all asks again. */
err_t handover_accept(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	enum handover_state *became;
	int64_t *ids = NULL;
	size_t count = 0;
	bool more;
	err_t err = ids_find(context, &ids, &count);

	more = call_count(context->request, "routine") > 0 && count > ROUTINE_MOST;
	count = more ? ROUTINE_MOST : count;
	became = arena_array(context->arena, count + 1, sizeof(*became));
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = desk_handover_accept(context->desk, ids[i], &became[i]);
		if (err != NULL && count > 1)
			err = err_make(err->kind, "%s (nothing was changed)", err->text);
	}
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	for (int over = 0; over < 2; over++) {
		json_open_array(&o, over ? "over" : "accepted");
		for (size_t i = 0; i < count; i++)
			if ((became[i] == HANDOVER_OVER) == (over != 0))
				json_put_int(&o, NULL, ids[i]);
		json_close_array(&o);
	}
	json_put_int(&o, "count", (int64_t)count);
	json_put_bool(&o, "more", more);
	json_close_object(&o);
	return NULL;
}

static err_t say(struct call_context *context, err_t err, const char *state, const char *to)
{
	struct json_out o = { .to = context->answer };

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", call_int(context->request, "id", 0));
	json_put_text(&o, "state", state);
	json_put_text(&o, "to", to);
	json_close_object(&o);
	return NULL;
}

err_t handover_line(struct call_context *context)
{
	return say(context, desk_handover_line(context->desk, call_int(context->request, "id", 0),
		call_text(context->request, "text")), "offered", NULL);
}

err_t handover_pass(struct call_context *context)
{
	const char *who = call_text(context->request, "who");

	return say(context, desk_handover_pass(context->desk, call_int(context->request, "id", 0), who), "offered",
		str_equal(who, "@me") ? context->actor->name : who);
}

err_t handover_ask(struct call_context *context)
{
	return say(context, desk_handover_ask(context->desk, call_int(context->request, "id", 0),
		call_text(context->request, "text")), "asked", NULL);
}

err_t handover_decline(struct call_context *context)
{
	return say(context, desk_handover_decline(context->desk, call_int(context->request, "id", 0),
		call_text(context->request, "text")), "declined", NULL);
}
