/* SPDX-License-Identifier: ISC */
/*
 * The streams: what others wrote to us, and what we wrote ourselves, so that
 * an answer given in the network's own application ends the wait.
 *
 * min_id gives the page right behind the place, newest first; since_id would
 * lose the middle.  The first time there is no place and we walk back to the
 * account's since.  Servers that only resemble Mastodon may give the newest
 * page instead of the next one: there the gap is walked back before anything
 * is emitted, and the place moves only when there is none.  Walking back asks
 * for what lies before and not for what lies behind, so that it is seen
 * whether the server reaches back to where we were.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/model/settings.h"

enum { ASK, READ, EMIT, THREAD, AGAIN };
enum { CHUNK = 40, WAITS_MAX = 8, AGAIN_PAGES = 10 };
enum { WAIT_DEFAULT_MS = 60 * 1000, WAIT_MAX_MS = 15 * 60 * 1000 };

/* ---- asking */

static void param(struct str *path, const char *key, const char *value)
{
	str_printf(path, "&%s=", key);
	url_escape(path, value);
}

static void page_ask(struct task *task, struct mastodon_poll *poll, struct need *need)
{
	struct str path = { 0 };

	if (!mastodon_is_own_stream(task))
		str_printf(&path, "/api/v1/notifications?limit=%d&include_filtered=true"
			"&types%%5B%%5D=mention&types%%5B%%5D=quote", MASTODON_PAGE);
	else if (mastodon_is_snac(task->account))
		/* Its list of an account's posts takes no parameters and hides private ones. */
		str_printf(&path, "/api/v1/timelines/home?limit=%d", MASTODON_PAGE);
	else
		str_printf(&path, "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true",
			task->account->self_id, MASTODON_PAGE);
	if (poll->back != NULL)
		param(&path, "max_id", poll->back);
	else if (poll->from != NULL && !poll->sweeps)
		param(&path, "min_id", poll->from);
	else if (poll->place.id != NULL && task->account->level == 1 && !poll->sweeps)
		param(&path, "min_id", "0");	/* its ids are numbers */
	mastodon_get(task, need, str_text(&path));
	str_finish(&path);
	task->stage = READ;
}

/* How far back the first walk goes: the account's since, or earlier by its setting "history". */
static int64_t floor_of(const struct task *task)
{
	const struct account *account = task->account;
	int64_t span = history_span_ms(task);

	if (span == INT64_MAX)
		return INT64_MIN;
	/* since is our time; the comparison is made in whole seconds of it. */
	return mastodon_our_second(account, account->since_ms + account->skew_ms) - span;
}

static void poll_start(struct task *task, struct mastodon_poll *poll)
{
	const struct mastodon_place *place = &poll->place;

	mastodon_place_read(task, &poll->place);
	poll->from = place->behind != NULL ? place->behind : place->id;
	if (str_equal(poll->from, MASTODON_BEGINNING))
		poll->from = NULL;
	poll->floor_ms = floor_of(task);
	poll->begun = true;
}

static err_t page_step(struct task *task, struct mastodon_poll *poll, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	bool more = false;
	err_t err = mastodon_answer(task, response, &json);

	if (err == NULL)
		err = mastodon_page_read(task, poll, json, out, &more);
	json_destroy(json);
	if (err != NULL)
		return err;
	if (more) {
		page_ask(task, poll, need);
		return NULL;
	}
	poll->emitted = 0;
	task->stage = EMIT;
	return NULL;
}

/* ---- emitting, oldest first */

static void thread_ask(struct task *task, const struct mastodon_status *status, struct need *need)
{
	mastodon_get(task, need, arena_printf(task->arena, "/api/v1/statuses/%s/context",
		status->item.native));
	task->stage = THREAD;
}

static struct mastodon_status *next_status(struct mastodon_poll *poll)
{
	return &poll->list[poll->count - 1 - poll->emitted];
}

static void emit_one(struct task *task, struct mastodon_poll *poll, struct output *out)
{
	mastodon_status_emit(task, poll, next_status(poll), out);
	poll->emitted++;
}

/*
 * The thread of a status that nobody can tell any more: it is a root then.
 * A server that fails on one status for ever must not hold back the others.
 */
static bool thread_is_gone(const struct response *response)
{
	return response->fault == FAULT_NONE && response->status >= 400 && response->status != 401 &&
		response->status != 403 && response->status != 420 && response->status != 429 &&
		(response->status <= 500);
}

/* Inside the first walk a limit is waited for, else the walk would begin again each time. */
static bool limit_wait(struct task *task, struct mastodon_poll *poll,
	const struct response *response,
	struct need *need)
{
	int64_t wait = response->retry_after_ms;

	if (response->fault != FAULT_NONE || response->status != 429 || poll->place.id != NULL ||
	    poll->waits++ >= WAITS_MAX)
		return false;
	if (wait == 0 && response->rate_reset_ms > task->now_ms)
		wait = response->rate_reset_ms - task->now_ms;
	if (wait == 0)
		wait = WAIT_DEFAULT_MS;
	if (wait > WAIT_MAX_MS)
		return false;
	need->kind = NEED_UNTIL;
	need->until_ms = task->now_ms + wait;
	task->stage = AGAIN;
	return true;
}

static err_t thread_step(struct task *task, struct mastodon_poll *poll,
	const struct response *response,
	struct need *need, struct output *out)
{
	struct json *context = NULL;
	err_t err;

	task->stage = EMIT;
	if (limit_wait(task, poll, response, need))
		return NULL;
	if (!thread_is_gone(response)) {
		err = mastodon_answer(task, response, &context);
		if (err != NULL)
			return err;
		mastodon_thread_read(task, poll, next_status(poll), context, out);
		json_destroy(context);
	}
	emit_one(task, poll, out);
	return NULL;
}

/* Up to the oldest that was read; where nothing that was read is for us, up to now. */
static void gap_tell(struct task *task, const struct mastodon_poll *poll, bool first, struct output *out)
{
	int64_t to = task->now_ms;

	if (poll->count > 0)
		to = mastodon_our_second(task->account, poll->list[poll->count - 1].item.at_ms);
	output_gap(out, first ? poll->floor_ms : 0, to);
}

/* Where the next page begins, if there may be one. */
static bool goes_on(struct task *task, struct mastodon_poll *poll, bool first, bool news)
{
	const char *from = poll->from, *top = poll->top;

	if (first || poll->sweeps || poll->pages >= MASTODON_PAGES || top == NULL || str_equal(top, from))
		return false;		/* the first walk has seen everything up to now */
	/* What is known is passed over when it is much, or once it was walked through. */
	if (!news && task->account->level != 1)
		return false;
	poll->from = !news && poll->pages >= AGAIN_PAGES && !str_equal(from, poll->place.id) ? poll->place.id : top;
	return true;
}

static void walk_anew(struct mastodon_poll *poll)
{
	poll->newest = poll->top = poll->back = poll->last_first = poll->ripe = NULL;
	poll->count = poll->emitted = poll->fresh_count = poll->sure = poll->sure_fresh = 0;
	poll->reached = poll->gap = false;
}

/* What was collected is emitted: the place moves behind it, and the next page, or the last day, is asked for. */
static void commit(struct task *task, struct mastodon_poll *poll, struct need *need,
	struct output *out)
{
	bool first = poll->place.id == NULL, news = mastodon_is_news(poll);

	out->cursor = mastodon_place_move(task, poll);
	if (poll->gap && news)
		gap_tell(task, poll, first, out);
	if (!goes_on(task, poll, first, news)) {
		if (poll->sweeps || !mastodon_sweep_is_due(task, &poll->place))
			return;
		out->cursor = mastodon_sweep_begin(task, poll);
	}
	walk_anew(poll);
	need->kind = NEED_COMMIT;
	task->stage = ASK;
}

static void emit_step(struct task *task, struct mastodon_poll *poll, struct need *need,
	struct output *out)
{
	while (poll->emitted < poll->count) {
		struct mastodon_status *status = next_status(poll);

		if (status->answers != NULL && mastodon_known(poll, status->answers) == NULL) {
			thread_ask(task, status, need);
			return;
		}
		emit_one(task, poll, out);
		if (out->count >= CHUNK && poll->emitted < poll->count) {
			need->kind = NEED_COMMIT;
			return;
		}
	}
	commit(task, poll, need, out);
}

err_t mastodon_poll(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	union mastodon_state *state = task->state;
	struct mastodon_poll *poll = &state->poll;
	err_t err = NULL;

	memset(need, 0, sizeof(*need));
	switch (task->stage) {
	case ASK:
		if (!poll->begun)
			poll_start(task, poll);
		page_ask(task, poll, need);
		return NULL;
	case READ:
		err = page_step(task, poll, response, need, out);
		break;
	case THREAD:
		err = thread_step(task, poll, response, need, out);
		break;
	case AGAIN:
		task->stage = EMIT;
		break;
	default:
		break;
	}
	if (err == NULL && task->stage == EMIT && need->kind == NEED_NOTHING)
		emit_step(task, poll, need, out);
	return err;
}
