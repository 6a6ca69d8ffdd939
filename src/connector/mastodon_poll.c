/* SPDX-License-Identifier: ISC */
/*
 * The streams: what others wrote to us, and what we wrote ourselves, so that
 * an answer given in the network's own application ends the wait.
 *
 * min_id gives the page right behind the cursor, newest first; since_id would
 * lose the middle.  The first time there is no cursor and we walk back to the
 * account's since.  Servers that only resemble Mastodon may give the newest
 * page instead of the next one: there the gap is walked back before anything
 * is emitted, and the cursor moves only when there is none.
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"

enum { ASK, READ, EMIT, THREAD, AGAIN };
enum { ARRIVAL_DIGITS = 10, ULID_LEN = 26, CHUNK = 40, WAITS_MAX = 8 };
enum { WAIT_DEFAULT_MS = 60 * 1000, WAIT_MAX_MS = 15 * 60 * 1000 };

static bool is_statuses(const struct task *task)
{
	return str_equal(task->stream, "statuses");
}

/* ---- order of ids */

static bool all_digits(const char *id)
{
	return id[strspn(id, "0123456789")] == '\0';
}

static bool same_shape(const char *a, const char *b)
{
	if (all_digits(a) || all_digits(b))
		return all_digits(a) && all_digits(b);
	return strlen(a) == strlen(b);
}

/*
 * Less, equal or greater; 0 also where nothing can be said.  Numbers compare
 * by length, ULIDs as text; ids that begin with the second of their arrival
 * say nothing within one second.
 */
static int id_order(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	if (!same_shape(a, b))
		return 0;
	if (all_digits(a))
		return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
	if (la == ULID_LEN)
		return strcmp(a, b);
	if (strspn(a, "0123456789") >= ARRIVAL_DIGITS && strspn(b, "0123456789") >= ARRIVAL_DIGITS)
		return strncmp(a, b, ARRIVAL_DIGITS);
	return 0;
}

/* ---- asking */

static void param(struct str *path, const char *key, const char *value)
{
	str_printf(path, "&%s=", key);
	url_escape(path, value);
}

static void page_ask(struct task *task, struct mastodon_poll *poll, struct need *need)
{
	struct str path = { 0 };

	if (!is_statuses(task))
		str_printf(&path, "/api/v1/notifications?limit=%d&include_filtered=true"
			"&types%%5B%%5D=mention&types%%5B%%5D=quote", MASTODON_PAGE);
	else if (mastodon_is_snac(task->account))
		/* Its list of an account's posts takes no parameters and hides private ones. */
		str_printf(&path, "/api/v1/timelines/home?limit=%d", MASTODON_PAGE);
	else
		str_printf(&path, "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true",
			task->account->self_id, MASTODON_PAGE);
	if (poll->cursor != NULL)
		param(&path, "min_id", poll->cursor);
	if (poll->back != NULL)
		param(&path, "max_id", poll->back);
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
	if (task->cursor != NULL)
		poll->cursor = settings_get(task->arena, task->cursor, "id");
	if (!mastodon_id_valid(poll->cursor))
		poll->cursor = NULL;
	poll->floor_ms = floor_of(task);
}

/* ---- reading a page */

static void list_add(struct task *task, struct mastodon_poll *poll,
	const struct mastodon_status *status)
{
	if (poll->count == poll->size) {
		size_t size = poll->size == 0 ? MASTODON_PAGE : poll->size * 2;
		struct mastodon_status *list = arena_array(task->arena, size, sizeof(*list));

		if (poll->count > 0)
			memcpy(list, poll->list, poll->count * sizeof(*list));
		poll->list = list;
		poll->size = size;
	}
	poll->list[poll->count++] = *status;
}

static void bad_add(struct output *out, const char *why, const struct json *json)
{
	struct str raw = { 0 };

	json_dump(json, &raw);
	output_bad(out, why, str_text(&raw), raw.len);
	str_finish(&raw);
}

/* One element of a page; *too_old when it is from before the floor. */
static void element_read(struct task *task, struct mastodon_poll *poll, const struct json *json,
	struct output *out, bool *too_old)
{
	const struct json *status = is_statuses(task) ? json : json_get(json, "status");
	const char *type = json_text(json, "type");
	const char *created = json_text(json, "created_at");
	struct mastodon_status read;
	int64_t at_ms, ours;
	err_t err;

	if (is_statuses(task)) {
		const char *author = json_text(json_get(json, "account"), "id");

		if (json_get(json, "reblog") != NULL ||
		    (author != NULL && !str_equal(author, task->account->self_id)))
			return;
	} else if (type == NULL) {
		bad_add(out, "notification.type is wrong", json);
		return;
	} else if (!str_equal(type, "mention") && !str_equal(type, "quote")) {
		return;		/* some servers ignore types[] */
	}
	if (created == NULL || time_parse(created, &at_ms) != NULL) {
		bad_add(out, "created_at is wrong", json);
		return;
	}
	ours = mastodon_our_second(task->account, at_ms);
	if (poll->cursor == NULL && ours < poll->floor_ms) {
		*too_old = true;
		return;
	}
	if ((err = mastodon_status_read(task->arena, task->account, status, &read)) != NULL) {
		bad_add(out, err->text, json);
		return;
	}
	if (str_equal(type, "quote") && !is_statuses(task))
		read.item.kind = "quote";
	read.item.history = ours < mastodon_our_second(task->account,
		task->account->since_ms + task->account->skew_ms);
	list_add(task, poll, &read);
}

static const char *element_id(const struct json *json)
{
	const char *id = json_text(json, "id");

	return mastodon_id_valid(id) ? id : NULL;
}

/* A page as indices of its new elements, newest first. */
struct page { const struct json *json; size_t count; bool ascending; };

static const struct json *page_at(const struct page *page, size_t i)
{
	return json_at(page->json, page->ascending ? page->count - 1 - i : i);
}

static struct page page_of(const struct json *json)
{
	struct page page = { json, json_count(json), false };
	const char *first = page.count > 1 ? element_id(json_at(json, 0)) : NULL;
	const char *last = page.count > 1 ? element_id(json_at(json, page.count - 1)) : NULL;

	if (first != NULL && last != NULL)
		page.ascending = id_order(first, last) < 0;
	return page;
}

/*
 * Reads what is new on a page.  *oldest is its oldest new id, NULL if nothing
 * is new; *more tells whether older ones may be wanted.
 */
static void page_read(struct task *task, struct mastodon_poll *poll, const struct page *page,
	struct output *out, const char **oldest, bool *more)
{
	bool too_old = false, met_cursor = false;
	const char *first = NULL;

	*oldest = NULL;
	for (size_t i = 0; i < page->count && !met_cursor; i++) {
		const struct json *json = page_at(page, i);
		const char *id = element_id(json);

		if (id == NULL) {
			bad_add(out, "id is wrong", json);
			continue;
		}
		if (poll->cursor != NULL &&
		    (str_equal(id, poll->cursor) || id_order(id, poll->cursor) < 0)) {
			met_cursor = str_equal(id, poll->cursor);
			too_old = true;
			continue;
		}
		if (first == NULL && str_equal(id, poll->last_first)) {
			poll->gap = poll->cursor != NULL;
			break;		/* the same page again: the server does not walk */
		}
		if (first == NULL)
			first = arena_copy(task->arena, id);
		*oldest = id;
		element_read(task, poll, json, out, &too_old);
	}
	if (*oldest != NULL)
		*oldest = arena_copy(task->arena, *oldest);
	poll->last_first = first;
	if (poll->newest == NULL || (first != NULL && id_order(first, poll->newest) > 0))
		poll->newest = first != NULL ? first : poll->newest;
	*more = *oldest != NULL && !too_old;
}

/* The cursor comes from another server's life: begin again from since. */
static bool cursor_is_foreign(const struct mastodon_poll *poll, const struct page *page)
{
	for (size_t i = 0; poll->cursor != NULL && i < page->count; i++) {
		const char *id = element_id(page_at(page, i));

		if (id != NULL)
			return !same_shape(id, poll->cursor);
	}
	return false;
}

static err_t page_step(struct task *task, struct mastodon_poll *poll,
	const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	const char *oldest = NULL;
	struct page page;
	bool more = false;
	err_t err = mastodon_answer(task, response, &json);

	if (err == NULL && !json_is_array(json))
		err = err_make(ERR_PROTOCOL, "the server's %s is no list", task->stream);
	if (err != NULL)
		goto out;
	page = page_of(json);
	poll->pages++;
	if (cursor_is_foreign(poll, &page)) {
		poll->cursor = poll->back = poll->newest = poll->last_first = NULL;
		page_ask(task, poll, need);
		goto out;
	}
	page_read(task, poll, &page, out, &oldest, &more);
	/* Vanilla pages are the next ones; elsewhere, and the first time, look at what lies before. */
	more = more && (poll->cursor == NULL || task->account->level != 1);
	poll->gap = poll->gap || (more && poll->pages >= MASTODON_PAGES);
	if (more && poll->pages < MASTODON_PAGES) {
		poll->back = oldest;
		page_ask(task, poll, need);
		goto out;
	}
	poll->emitted = 0;
	task->stage = EMIT;
out:
	json_destroy(json);
	return err;
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

	if (response->fault != FAULT_NONE || response->status != 429 || poll->cursor != NULL ||
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
static void gap_tell(struct task *task, struct mastodon_poll *poll, struct output *out)
{
	int64_t to = task->now_ms;

	if (poll->count > 0)
		to = mastodon_our_second(task->account, poll->list[poll->count - 1].item.at_ms);
	if (poll->gap)
		output_gap(out, poll->cursor == NULL ? poll->floor_ms : 0, to);
	poll->gap = false;
}

static void commit(struct task *task, struct mastodon_poll *poll, struct need *need,
	struct output *out)
{
	struct str cursor = { 0 };
	bool forward = poll->cursor != NULL;

	need->kind = NEED_NOTHING;
	if (poll->newest == NULL || str_equal(poll->newest, poll->cursor))
		return;
	settings_add(&cursor, "id", poll->newest);
	out->cursor = arena_copy(task->arena, str_text(&cursor));
	str_finish(&cursor);
	gap_tell(task, poll, out);
	if (!forward || poll->pages >= MASTODON_PAGES)
		return;		/* the first walk has seen everything up to now */
	poll->cursor = poll->newest;
	poll->newest = poll->back = poll->last_first = NULL;
	poll->count = poll->emitted = 0;
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
		if (poll->pages == 0)
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
