/* SPDX-License-Identifier: ISC */
/*
 * The streams: what others wrote to us, what we wrote ourselves, and what a
 * search finds.  Each is a list that can only be walked from its newest entry
 * towards the past.  It is read into memory first and emitted oldest first;
 * the mark moves when the walk reached the old one and not before.
 *
 * An entry stands where its writer's clock says, so it may appear below what
 * was read already: an hour is read again each time, three days once a day.
 * What was brought lately is remembered, so that reading again costs pages
 * and no threads.
 */
#include "bluesky.h"

#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"
#include "seen.h"

enum { ASK, READ, ABOUT, ABOUT_READ, EMIT, THREAD };
enum { SEEN_MOST = 2000 };
#define HOUR_MS (3600 * INT64_C(1000))
#define OVERLAP_MS HOUR_MS
#define DEEP_MS (72 * HOUR_MS)
#define DAY_MS (24 * HOUR_MS)

struct stream { const char *name, *call, *list; };
static const struct stream streams[] = {
	{ "notifications", "app.bsky.notification.listNotifications?limit=100&reasons=mention&reasons=reply"
		"&reasons=quote&priority=false", "notifications" },
	{ "posts", "com.atproto.repo.listRecords?limit=100&collection=app.bsky.feed.post", "records" },
	{ "search", "app.bsky.feed.searchPosts?limit=100&sort=latest", "posts" },
};

/* The first one where the name is of none: the courier asks for those alone that the connector named. */
static const struct stream *stream_of(const struct task *task)
{
	size_t i = sizeof(streams) / sizeof(streams[0]) - 1;

	while (i > 0 && !str_equal(streams[i].name, task->stream))
		i--;
	return &streams[i];
}

static bool is_search(const struct task *task) { return str_equal(task->stream, "search"); }
static bool is_posts(const struct task *task) { return str_equal(task->stream, "posts"); }

static const char *words_of(const struct task *task)
{
	const char *words = settings_get(task->arena, task->account->settings, "listen");

	return words != NULL && *words != '\0' ? words : NULL;
}

/* ---- asking */

/* The account's since, or earlier by its setting "history". */
int64_t bluesky_floor(const struct task *task)
{
	const char *history = settings_get(task->arena, task->account->settings, "history");
	int64_t span = 0;

	if (history == NULL || *history == '\0' || str_equal(history, "no"))
		span = 0;
	else if (str_equal(history, "all") || str_equal(history, "yes"))
		return INT64_MIN;
	else if (duration_parse(history, &span) != NULL || span < 0)
		span = 0;
	return task->account->since_ms + task->account->skew_ms - span;
}

static void poll_start(struct task *task, struct bluesky_poll *poll)
{
	const char *lines = task->cursor != NULL ? task->cursor : "";

	poll->mark_ms = settings_int(lines, "mark", 0);
	poll->deep_ms = settings_int(lines, "deep", 0);
	poll->seen = settings_get(task->arena, lines, "seen");
	if (poll->seen == NULL)
		poll->seen = "";
	poll->limit_ms = poll->mark_ms - OVERLAP_MS;
	if (poll->mark_ms == 0)
		poll->limit_ms = bluesky_floor(task);
	else if (task->now_ms - poll->deep_ms >= DAY_MS)
		poll->limit_ms = poll->mark_ms - DEEP_MS;
}

static void page_ask(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	struct str call = { 0 };

	str_add(&call, stream_of(task)->call);
	if (is_search(task))
		bluesky_param(&call, "q", words_of(task));
	if (is_posts(task))
		bluesky_param(&call, "repo", task->account->self_id);
	if (poll->back != NULL)
		bluesky_param(&call, "cursor", poll->back);
	bluesky_get(task, need, call.text);
	str_finish(&call);
	task->stage = READ;
}

/* ---- reading a page */

static const char *mark_of(struct arena *arena, const struct bluesky_post *post)
{
	return seen_mark(arena, arena_printf(arena, "%s %s", post->item.uid, post->item.kind));
}

bool bluesky_is_wanted(const struct task *task, const struct bluesky_poll *poll, const struct bluesky_post *post)
{
	return !seen_has(poll->seen, mark_of(task->arena, post));
}

struct bluesky_post *bluesky_post_at(struct bluesky_poll *poll, size_t i)
{
	return &poll->list[poll->count - 1 - i];
}

static void list_add(struct task *task, struct bluesky_poll *poll, const struct bluesky_post *post)
{
	if (poll->count == poll->size) {
		size_t size = poll->size == 0 ? BLUESKY_PAGE : poll->size * 2;
		struct bluesky_post *list = arena_array(task->arena, size, sizeof(*list));

		if (poll->count > 0)
			memcpy(list, poll->list, poll->count * sizeof(*list));
		poll->list = list;
		poll->size = size;
	}
	poll->list[poll->count++] = *post;
}

/* A page that is asked for a moment too late repeats what the one before it ended with. */
static bool is_listed(const struct bluesky_poll *poll, const char *uid)
{
	for (size_t i = poll->count; i > 0 && poll->count - i < 2 * BLUESKY_PAGE; i--)
		if (str_equal(poll->list[i - 1].item.uid, uid))
			return true;
	return false;
}

/* What speaks to us comes as a notification, and asks for an answer. */
static bool speaks_to_us(const struct task *task, const struct json *record, const struct bluesky_post *post)
{
	const struct json *facets = json_get(record, "facets");

	for (size_t i = 0; i < json_count(facets); i++) {
		const struct json *features = json_get(json_at(facets, i), "features");

		for (size_t k = 0; k < json_count(features); k++)
			if (str_equal(json_text(json_at(features, k), "did"), task->account->self_id))
				return true;
	}
	return post->own || str_equal(post->parent_did, task->account->self_id);
}

static void element_read(struct task *task, struct bluesky_poll *poll, const struct json *json, struct output *out,
	bool *too_old)
{
	const struct json *record = json_get(json, is_posts(task) ? "value" : "record");
	const char *reason = json_text_or(json, "reason", "");
	struct bluesky_post post;
	err_t err;

	err = bluesky_post_read(task->arena, task->account, json, record, &post);
	if (err != NULL) {
		bluesky_bad(out, err->text, json);
		return;
	}
	*too_old = post.item.at_ms < poll->limit_ms;
	if (*too_old || is_listed(poll, post.item.uid) || (is_search(task) && speaks_to_us(task, record, &post)) ||
	    (post.own && !is_posts(task)))
		return;
	if (str_equal(reason, "quote"))
		post.item.kind = "quote";
	post.item.feed = is_search(task);
	post.item.history = post.item.at_ms - task->account->skew_ms < task->account->since_ms;
	list_add(task, poll, &post);
	poll->fresh++;
}

/*
 * Where to go on.  The cursor of notifications is an instant, and what else
 * stands at that instant would be skipped: so we ask a moment later than it
 * says, and by the server's own word where that brings nothing new.
 */
static const char *next_cursor(struct task *task, struct bluesky_poll *poll, const char *cursor)
{
	char text[TIME_TEXT];
	int64_t ms;

	if (poll->theirs != NULL && poll->fresh == 0) {
		cursor = poll->theirs;
		poll->theirs = NULL;
		return cursor;
	}
	poll->theirs = NULL;
	if (cursor == NULL || *cursor == '\0' || str_equal(cursor, poll->last))
		return NULL;
	cursor = poll->last = arena_copy(task->arena, cursor);
	if (!str_equal(task->stream, "notifications") || strchr(cursor, 'T') == NULL || time_parse(cursor, &ms) != NULL)
		return cursor;
	poll->theirs = cursor;
	return arena_copy(task->arena, time_format(ms + 1, text));
}

static err_t page_step(struct task *task, struct bluesky_poll *poll, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	const struct json *list;
	bool too_old = false;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL)
		return err;
	list = json_get(json, stream_of(task)->list);
	if (!json_is_array(list)) {
		json_destroy(json);
		return err_make(ERR_PROTOCOL, "the server's %s is no list", task->stream);
	}
	poll->fresh = 0;
	for (size_t i = 0; i < json_count(list); i++)
		element_read(task, poll, json_at(list, i), out, &too_old);
	poll->back = next_cursor(task, poll, json_text(json, "cursor"));
	json_destroy(json);
	task->stage = ABOUT;
	if (poll->back == NULL || too_old)
		return NULL;
	if (++poll->pages < BLUESKY_PAGES)
		page_ask(task, poll, need);
	else
		poll->gap_ms = poll->count > 0 ? poll->list[poll->count - 1].item.at_ms
			: task->now_ms + task->account->skew_ms;
	return NULL;
}

/* ---- emitting, oldest first */

static err_t thread_step(struct task *task, struct bluesky_poll *poll, const struct response *response,
	struct output *out)
{
	struct json *json = NULL;
	err_t err = bluesky_answer(task, response, &json);

	task->stage = EMIT;
	if (err != NULL && bluesky_is_passing(response))
		return err;
	if (err != NULL)
		err_ignore(err, "a thread that cannot be told any more costs context only");
	else
		bluesky_thread_read(task, poll, json, out);
	json_destroy(json);
	bluesky_post_emit(task, poll, bluesky_post_at(poll, poll->emitted++), out);
	return NULL;
}

static const char *cursor_make(struct task *task, const struct bluesky_poll *poll)
{
	bool deep = poll->mark_ms == 0 || poll->limit_ms < poll->mark_ms - OVERLAP_MS;
	int64_t mark = poll->mark_ms;
	struct str lines = { 0 }, seen = { 0 };
	const char *text;

	for (size_t i = 0; i < poll->count; i++)
		if (poll->list[i].item.at_ms > mark)
			mark = poll->list[i].item.at_ms;
	/* A clock that is ahead must not make us skip what is right. */
	if (mark == 0 || mark > task->now_ms + task->account->skew_ms)
		mark = task->now_ms + task->account->skew_ms;
	for (size_t i = 0, kept = 0; i < poll->count && kept < SEEN_MOST; i++)
		if (poll->list[i].item.at_ms >= mark - OVERLAP_MS) {
			str_printf(&seen, "%s ", mark_of(task->arena, &poll->list[i]));
			kept++;
		}
	settings_add_int(&lines, "mark", mark);
	settings_add_int(&lines, "deep", deep ? task->now_ms : poll->deep_ms);
	settings_add(&lines, "seen", str_text(&seen));
	text = arena_copy(task->arena, str_text(&lines));
	str_finish(&lines);
	str_finish(&seen);
	return text;
}

/* A deep look for what came late may end early: it is no gap as long as it reached the mark. */
static void gap_tell(struct task *task, const struct bluesky_poll *poll, struct output *out)
{
	int64_t from = poll->mark_ms != 0 ? poll->mark_ms : poll->limit_ms, skew = task->account->skew_ms;

	if (poll->gap_ms > from)
		output_gap(out, from > skew ? from - skew : 0, poll->gap_ms - skew);
}

static void poll_end(struct task *task, struct bluesky_poll *poll, struct need *need, struct output *out)
{
	const char *cursor = cursor_make(task, poll);

	need->kind = NEED_NOTHING;
	poll->over = true;
	if (poll->gap_ms != 0)
		gap_tell(task, poll, out);
	if (!str_equal(cursor, task->cursor))
		out->cursor = cursor;
}

static void emit_step(struct task *task, struct bluesky_poll *poll, struct need *need, struct output *out)
{
	while (poll->emitted < poll->count) {
		struct bluesky_post *post = bluesky_post_at(poll, poll->emitted);

		if (poll->emitted >= poll->told) {
			task->stage = ABOUT;
			need->kind = out->count > 0 || out->bad_count > 0 ? NEED_COMMIT : NEED_NOTHING;
			return;
		}
		if (!bluesky_is_wanted(task, poll, post)) {
			poll->emitted++;
			continue;
		}
		if (post->item.parent != NULL && !is_search(task) && bluesky_known(poll, post->item.parent) == NULL) {
			bluesky_thread_ask(task, need, post->item.uid);
			task->stage = THREAD;
			return;
		}
		bluesky_post_emit(task, poll, post, out);
		poll->emitted++;
	}
	poll_end(task, poll, need, out);
}

err_t bluesky_poll(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct bluesky_poll *poll = &((struct bluesky_state *)task->state)->of.poll;
	err_t err = NULL;

	if (stream_of(task) == NULL || (is_search(task) && words_of(task) == NULL))
		return NULL;
	switch (task->stage) {
	case ASK:
		poll_start(task, poll);
		page_ask(task, poll, need);
		return NULL;
	case READ:
		err = page_step(task, poll, response, need, out);
		break;
	case ABOUT_READ:
		task->stage = ABOUT;
		err = bluesky_about_read(task, poll, response);
		break;
	case THREAD:
		err = thread_step(task, poll, response, out);
		break;
	default:
		break;
	}
	/* No answer is wanted until a request or a commit is. */
	while (err == NULL && need->kind == NEED_NOTHING && !poll->over)
		if (task->stage == ABOUT)
			task->stage = bluesky_about_ask(task, poll, need) ? ABOUT_READ : EMIT;
		else
			emit_step(task, poll, need, out);
	return err;
}
