/* SPDX-License-Identifier: ISC */
/*
 * Reading again what customers wrote: many with one request where the server
 * can, and one by one where it cannot or where something is missing.  "It is
 * not there" is also what a server says that forgot, and what it says of posts
 * of people who block us or whom it suspended.  So a post is believed to be
 * deleted only when the server still shows us another post of its writer, and
 * when no more than half of several are gone at once; else it stays as it was.
 */
#include "mastodon.h"

#include <string.h>

enum { REFRESH_ASK, REFRESH_MANY, REFRESH_ONE, REFRESH_WRITER };
enum { BELIEVED = 3 };		/* so many may be gone, whatever there is besides */

static void changed(struct task *task, const struct refresh_message *known, const struct json *json,
	struct output *out)
{
	struct mastodon_status status;
	err_t err = mastodon_status_read(task->arena, task->account, json, &status);

	if (err != NULL) {
		err_ignore(err, "what cannot be read any more stays as it was");
		return;
	}
	/* Only what it says; where it stands was settled when it came. */
	if (str_equal(status.item.uid, known->uid) && !str_equal(status.item.rev, known->rev))
		output_item(out, &status.item);
}

static void one_ask(struct task *task, struct mastodon_refresh *refresh, struct need *need)
{
	while (refresh->at < task->again_count && refresh->seen[refresh->at])
		refresh->at++;
	if (refresh->at == task->again_count)
		return;
	mastodon_get(task, need, arena_printf(task->arena, "/api/v1/statuses/%s",
		task->again[refresh->at].native));
	task->stage = REFRESH_ONE;
}

/* Does the server still show us anything of who wrote the next one that is lost? */
static void writer_ask(struct task *task, struct mastodon_refresh *refresh, struct need *need)
{
	struct mastodon_context ctx;

	for (; refresh->at < task->again_count; refresh->at++) {
		const char *lines = task->again[refresh->at].reply_ctx;

		if (!refresh->lost[refresh->at] || lines == NULL)
			continue;
		mastodon_context_read(task->arena, lines, &ctx);
		if (!mastodon_id_valid(ctx.author_id))
			continue;
		mastodon_get(task, need, arena_printf(task->arena, "/api/v1/accounts/%s/statuses?limit=1", ctx.author_id));
		task->stage = REFRESH_WRITER;
		return;
	}
}

/* When all are asked for: first the lost ones' writers, unless the server forgot. */
static void writers_begin(struct task *task, struct mastodon_refresh *refresh, struct need *need)
{
	if (refresh->gone > BELIEVED && refresh->gone * 2 > task->again_count)
		return;
	refresh->at = 0;
	writer_ask(task, refresh, need);
}

/* Is it about the account or the way there?  Everything else is about what was asked for, which stays as it was. */
static bool is_everything(const struct response *response)
{
	return response->fault != FAULT_NONE || response->status == 401 || response->status == 420 ||
		response->status == 429;
}

static err_t writer_read(struct task *task, struct mastodon_refresh *refresh, const struct response *response,
	struct output *out)
{
	struct json *list = NULL;
	err_t err = mastodon_answer(task, response, &list);

	if (err != NULL && is_everything(response))
		return err;
	if (err != NULL)
		err_ignore(err, "then it is not known that the post was deleted");
	if (json_is_array(list) && json_count(list) > 0)
		output_item(out, &(struct item){ .op = ITEM_GONE, .uid = task->again[refresh->at].uid });
	json_destroy(list);
	refresh->at++;
	return NULL;
}

static void many_ask(struct task *task, struct mastodon_refresh *refresh, struct need *need)
{
	struct str path = { 0 };

	str_add(&path, "/api/v1/statuses");
	for (size_t i = 0; i < task->again_count; i++) {
		str_printf(&path, "%sid%%5B%%5D=", i == 0 ? "?" : "&");
		url_escape(&path, task->again[i].native);
		refresh->seen[i] = !mastodon_id_valid(task->again[i].native);
	}
	mastodon_get(task, need, str_text(&path));
	str_finish(&path);
	task->stage = REFRESH_MANY;
}

/* A server that has no such list is asked for each. */
static void many_read(struct task *task, struct mastodon_refresh *refresh, const struct response *response,
	struct output *out)
{
	struct json *list = NULL;
	err_t err = mastodon_answer(task, response, &list);

	if (err != NULL)
		err_ignore(err, "each is asked for, and says what is wrong");
	for (size_t i = 0; i < task->again_count; i++)
		for (size_t j = 0; j < json_count(list) && !refresh->seen[i]; j++)
			if (str_equal(json_text(json_at(list, j), "id"), task->again[i].native)) {
				refresh->seen[i] = true;
				changed(task, &task->again[i], json_at(list, j), out);
			}
	json_destroy(list);
}

static err_t one_read(struct task *task, struct mastodon_refresh *refresh, const struct response *response,
	struct output *out)
{
	struct json *status = NULL;
	err_t err;

	refresh->seen[refresh->at] = true;
	if (response->fault == FAULT_NONE && (response->status == 404 || response->status == 410)) {
		refresh->lost[refresh->at] = true;
		refresh->gone++;
		return NULL;
	}
	err = mastodon_answer(task, response, &status);
	if (err != NULL && is_everything(response))
		return err;
	if (err != NULL)
		err_ignore(err, "a post that cannot be read now stays as it was");
	else
		changed(task, &task->again[refresh->at], status, out);
	json_destroy(status);
	return NULL;
}

err_t mastodon_refresh(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	union mastodon_state *state = task->state;
	struct mastodon_refresh *refresh = &state->refresh;
	err_t err = NULL;

	memset(need, 0, sizeof(*need));
	if (task->stage == REFRESH_ASK && !mastodon_is_snac(task->account)) {
		many_ask(task, refresh, need);
		return NULL;
	}
	if (task->stage == REFRESH_MANY)
		many_read(task, refresh, response, out);
	else if (task->stage == REFRESH_ONE)
		err = one_read(task, refresh, response, out);
	else if (task->stage == REFRESH_WRITER)
		err = writer_read(task, refresh, response, out);
	if (err != NULL)
		return err;
	if (task->stage == REFRESH_WRITER) {
		writer_ask(task, refresh, need);
		return NULL;
	}
	one_ask(task, refresh, need);
	if (need->kind == NEED_NOTHING)
		writers_begin(task, refresh, need);
	return NULL;
}
