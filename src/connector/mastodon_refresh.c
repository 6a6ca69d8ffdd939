/* SPDX-License-Identifier: ISC */
/*
 * Reading again what customers wrote: many with one request where the server
 * can, and one by one where it cannot or where something is missing, because
 * only "it is not there" about one status means that it was deleted.  When
 * most of several are gone at once it is the server that forgot, not people
 * who deleted, and nothing is believed.
 */
#include "mastodon.h"

#include <string.h>

enum { REFRESH_ASK, REFRESH_MANY, REFRESH_ONE };
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

static void gone_tell(struct task *task, const struct mastodon_refresh *refresh, struct output *out)
{
	if (refresh->gone > BELIEVED && refresh->gone * 2 > task->again_count)
		return;
	for (size_t i = 0; i < task->again_count; i++)
		if (refresh->lost[i])
			output_item(out, &(struct item){ .op = ITEM_GONE, .uid = task->again[i].uid });
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

	if (mastodon_answer(task, response, &list) != NULL || !json_is_array(list)) {
		json_destroy(list);
		return;
	}
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
	if (err == NULL)
		changed(task, &task->again[refresh->at], status, out);
	json_destroy(status);
	return err;
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
	if (err != NULL)
		return err;
	one_ask(task, refresh, need);
	if (need->kind == NEED_NOTHING)
		gone_tell(task, refresh, out);
	return NULL;
}
