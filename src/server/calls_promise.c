/* SPDX-License-Identifier: ISC */
/*
 * What agents promise to customers.
 *
 *   promise               {"conversation","at"}
 *   promise keep, drop    {"conversation","promises"}      how many stood open there, and are over now
 *   promise list          {"rows":[{"conversation","account","agent","made","at","ended","outcome","text"}]}
 *                         outcome: open, kept, broken or dropped, as of now; ended null while open;
 *                         agent null in those that ended, where figures about that agent are not for who asks
 *   promise stats         {"rows":[{"account","made","kept","broken","dropped","open","kept_rate","low","high"}]}
 *                         the last row is of all accounts, account null; kept_rate: of kept and broken, null
 *                         without any; low and high: 95 % (Wilson)
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/promise.h"
#include "guichet/desk/setting.h"
#include "guichet/model/figures.h"

err_t promise_promise(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0), at_ms = call_time(context->request, "at", context->now_ms, 0);
	err_t err = desk_promise(context->desk, id, at_ms, call_text(context->request, "text"));

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_time(&o, "at", at_ms);
	json_close_object(&o);
	return NULL;
}

static err_t ended(struct call_context *context, bool kept)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	size_t count = 0;
	err_t err = desk_promise_end(context->desk, id, kept, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_int(&o, "promises", (int64_t)count);
	json_close_object(&o);
	return NULL;
}

err_t promise_keep(struct call_context *context)
{
	return ended(context, true);
}

err_t promise_drop(struct call_context *context)
{
	return ended(context, false);
}

/* Who has an open one is work to do; how one ended is a figure about who made it. */
static void put_row(struct json_out *o, const struct promise_row *row, const struct agent_sight *sight, int64_t now_ms)
{
	const struct promise *promise = &row->promise;
	bool named = promise->outcome == PROMISE_OPEN || agent_is_seen(sight, promise->agent, row->agent);

	json_open_object(o, NULL);
	json_put_int(o, "conversation", promise->written_in);
	json_put_text(o, "account", row->account);
	answer_some(o, "agent", named ? row->agent : NULL);
	json_put_time(o, "made", promise->made_ms);
	json_put_time(o, "at", promise->due_ms);
	json_put_time(o, "ended", promise->end_ms);
	json_put_text(o, "outcome", promise_outcome_name(promise_outcome(promise, now_ms)));
	answer_some(o, "text", row->text);
	json_close_object(o);
}

err_t promise_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t since = call_time(context->request, "since", context->now_ms, 0);
	int64_t until = call_time(context->request, "until", context->now_ms, INT64_MAX);
	bool all = call_flag(context->request, "all");
	struct promise_row *rows = NULL;
	struct agent_sight sight;
	size_t count = 0;
	err_t err = read_promises(context->reader, context->arena, since, until, &rows, &count);

	if (err == NULL)
		err = read_agent_sight(context->reader, context->arena, context->actor->agent, context->actor->role, &sight);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count; i++) {
		enum promise_outcome outcome = rows[i].promise.outcome;
		bool sees = false;

		if (outcome == PROMISE_UNSAID || (!all && outcome != PROMISE_OPEN))
			continue;
		err = context_sees(context, rows[i].promise.written_in, &sees);
		if (err == NULL && sees)
			put_row(&o, &rows[i], &sight, context->now_ms);
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}

/* ---- how they are kept */

struct promise_sum { const char *account; int64_t of[PROMISE_OUTCOMES]; };

static void put_share(struct json_out *o, const char *key, double share)
{
	if (share < 0)
		json_put_null(o, key);
	else
		json_put_number(o, key, share);
}

static void put_sum(struct json_out *o, const struct promise_sum *sum)
{
	int64_t kept = sum->of[PROMISE_KEPT], broken = sum->of[PROMISE_BROKEN];
	double share, low, high;

	figure_wilson((size_t)kept, (size_t)(kept + broken), &share, &low, &high);
	json_open_object(o, NULL);
	answer_some(o, "account", sum->account);
	json_put_int(o, "made", kept + broken + sum->of[PROMISE_DROPPED] + sum->of[PROMISE_OPEN]);
	json_put_int(o, "kept", kept);
	json_put_int(o, "broken", broken);
	json_put_int(o, "dropped", sum->of[PROMISE_DROPPED]);
	json_put_int(o, "open", sum->of[PROMISE_OPEN]);
	put_share(o, "kept_rate", share);
	put_share(o, "low", low);
	put_share(o, "high", high);
	json_close_object(o);
}

static struct promise_sum *sum_of(struct promise_sum *sums, size_t *count, const char *account)
{
	size_t i = 0;

	while (i < *count && !str_equal(sums[i].account, account))
		i++;
	if (i == *count)
		sums[(*count)++] = (struct promise_sum){ .account = account };
	return &sums[i];
}

err_t promise_stats(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t since = call_time(context->request, "since", context->now_ms, 0);
	int64_t until = call_time(context->request, "until", context->now_ms, INT64_MAX);
	struct promise_sum all = { 0 }, *sums;
	struct promise_row *rows = NULL;
	size_t count = 0, used = 0;
	err_t err = read_promises(context->reader, context->arena, since, until, &rows, &count);

	sums = arena_array(context->arena, count + 1, sizeof(*sums));
	for (size_t i = 0; err == NULL && i < count; i++) {
		enum promise_outcome outcome = promise_outcome(&rows[i].promise, context->now_ms);
		bool sees = false;

		err = context_sees(context, rows[i].promise.written_in, &sees);
		if (err != NULL || !sees)
			continue;
		sum_of(sums, &used, rows[i].account)->of[outcome]++;
		all.of[outcome]++;
	}
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < used; i++)
		put_sum(&o, &sums[i]);
	put_sum(&o, &all);
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
