/* SPDX-License-Identifier: ISC */
/*
 * The pages of a stream, walked back to where we stand in it
 * (mastodon_place.c).
 *
 * Ids rise, but what has the lower one may appear after what has the higher:
 * a server gives them out before it has written what they name, several at a
 * time.  A stream is therefore read again from before all that is younger than
 * a minute, and once a day from an hour before that was done last; what was
 * read is remembered, so that nothing comes twice; where that memory ends the
 * daily walk ends too.  A walk that fails is begun again an hour later, not
 * with each poll: what is new goes before what may be late.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/base/clock.h"
#include "seen.h"

enum { RIPE_MS = 60 * 1000 };	/* so young are those that others may still come before */
#define SLOW_MS (3600 * INT64_C(1000))	/* what was written so long before the daily walk was there by then */

bool mastodon_is_own_stream(const struct task *task)
{
	return str_equal(task->stream, "statuses");
}

/* ---- an element */

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

static void element_read(struct task *task, struct mastodon_poll *poll, const struct json *json,
	struct output *out)
{
	const struct json *status = mastodon_is_own_stream(task) ? json : json_get(json, "status");
	const char *type = json_text(json, "type");
	const char *created = json_text(json, "created_at");
	struct mastodon_status read;
	int64_t at_ms, ours;
	err_t err;

	if (mastodon_is_own_stream(task)) {
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
	if ((err = mastodon_status_read(task->arena, task->account, status, &read)) != NULL) {
		bad_add(out, err->text, json);
		return;
	}
	if (str_equal(type, "quote") && !mastodon_is_own_stream(task))
		read.item.kind = "quote";
	read.item.history = ours < mastodon_our_second(task->account,
		task->account->since_ms + task->account->skew_ms);
	list_add(task, poll, &read);
}

/* ---- a page */

static const char *element_id(const struct json *json)
{
	const char *id = json_text(json, "id");

	return mastodon_id_valid(id) ? id : NULL;
}

/* What was written before that is not wanted. */
static int64_t limit_of(const struct mastodon_poll *poll)
{
	int64_t since = poll->place.swept_ms - SLOW_MS;

	if (poll->sweeps)
		return since > poll->floor_ms ? since : poll->floor_ms;
	return poll->from == NULL ? poll->floor_ms : INT64_MIN;
}

/* A page as its elements, newest first. */
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
		page.ascending = mastodon_id_order(first, last) < 0;
	return page;
}

/* The place comes from another server's life: begin again from since. */
static bool place_is_foreign(const struct mastodon_poll *poll, const struct page *page)
{
	for (size_t i = 0; poll->place.id != NULL && i < page->count; i++) {
		const char *id = element_id(page_at(page, i));

		if (id != NULL)
			return !mastodon_id_same_shape(id, poll->place.id);
	}
	return false;
}

/* Newest first on a page, and so from page to page; ids that say nothing of their order stand by where they are. */
struct walk { const char *first, *oldest; bool too_old, reached, repeats, passed, knows; };

/* May it be read?  Notes how far the walk is with it. */
static bool element_wanted(struct task *task, struct mastodon_poll *poll, const char *id, int64_t at_ms,
	struct walk *walk)
{
	const char *newest = poll->newest != NULL ? poll->newest : poll->place.id;
	bool known = seen_has(poll->place.seen, seen_mark(task->arena, id));
	int order = newest != NULL ? mastodon_id_order(id, newest) : 1;

	if (at_ms != 0 && at_ms < task->now_ms - RIPE_MS && (poll->ripe == NULL || mastodon_id_order(id, poll->ripe) > 0))
		poll->ripe = id;
	walk->passed = walk->passed || str_equal(id, newest);
	if (!poll->sweeps && (order > 0 || (order == 0 && !walk->passed && !known && poll->newest == NULL)))
		poll->newest = id;
	walk->reached = walk->reached || known || str_equal(id, poll->place.id) ||
		(poll->place.id != NULL && mastodon_id_order(id, poll->place.id) < 0);
	if (at_ms != 0 && at_ms < limit_of(poll)) {
		walk->too_old = true;
		return false;
	}
	if (known) {
		walk->knows = true;
		poll->sure = poll->count;
		poll->sure_fresh = poll->fresh_count;
	}
	return !known;
}

static void fresh_add(struct task *task, struct mastodon_poll *poll, const char *id)
{
	if (poll->fresh_count == poll->fresh_size) {
		size_t size = poll->fresh_size == 0 ? MASTODON_PAGE : poll->fresh_size * 2;
		const char **fresh = arena_array(task->arena, size, sizeof(*fresh));

		if (poll->fresh_count > 0)
			memcpy(fresh, poll->fresh, poll->fresh_count * sizeof(*fresh));
		poll->fresh = fresh;
		poll->fresh_size = size;
	}
	poll->fresh[poll->fresh_count++] = id;
}

/* In our clock's whole seconds; 0 where it does not say. */
static int64_t element_at(const struct task *task, const struct json *json)
{
	const char *created = json_text(json, "created_at");
	int64_t at_ms;

	return created != NULL && time_parse(created, &at_ms) == NULL ? mastodon_our_second(task->account, at_ms) : 0;
}

static void page_walk(struct task *task, struct mastodon_poll *poll, const struct page *page, struct output *out,
	struct walk *walk)
{
	bool met = false;

	for (size_t i = 0; i < page->count && !met; i++) {
		const struct json *json = page_at(page, i);
		const char *id = arena_copy(task->arena, element_id(json));

		if (id == NULL) {
			bad_add(out, "id is wrong", json);
			continue;
		}
		met = !poll->sweeps && str_equal(id, poll->from);
		if (met || (!poll->sweeps && poll->from != NULL && mastodon_id_order(id, poll->from) < 0)) {
			walk->too_old = true;
			continue;
		}
		if (walk->first == NULL && str_equal(id, poll->last_first)) {
			walk->repeats = true;	/* the server does not walk */
			return;
		}
		if (walk->first == NULL)
			walk->first = id;
		walk->oldest = id;
		if (!element_wanted(task, poll, id, element_at(task, json), walk))
			continue;
		fresh_add(task, poll, id);
		element_read(task, poll, json, out);
	}
}

/* The walk is over before it came to where we were, and the server has no more for us. */
static bool is_cut_short(const struct mastodon_poll *poll, const struct page *page, const struct walk *walk)
{
	if (poll->sweeps || poll->back == NULL || walk->reached || walk->too_old)
		return false;
	if (walk->repeats)
		return poll->from != NULL || page->count >= MASTODON_SHORT;
	return poll->from != NULL && walk->oldest == NULL;
}

/* Past the oldest that is remembered the late cannot be told from what was forgotten. */
static void forgotten_drop(struct mastodon_poll *poll)
{
	poll->count = poll->sure;
	poll->fresh_count = poll->sure_fresh;
}

err_t mastodon_page_read(struct task *task, struct mastodon_poll *poll, const struct json *json, struct output *out,
	bool *more)
{
	struct walk walk = { .reached = poll->reached };
	/* Vanilla pages are the next ones; elsewhere, and the first time, look at what lies before. */
	bool walks = poll->sweeps || poll->place.id == NULL || task->account->level != 1;
	struct page page;

	if (!json_is_array(json))
		return err_make(ERR_PROTOCOL, "the server's %s is no list", task->stream);
	page = page_of(json);
	poll->pages++;
	if (place_is_foreign(poll, &page)) {
		poll->place = (struct mastodon_place){ .seen = "", .swept_ms = task->now_ms };
		poll->from = poll->back = poll->newest = poll->last_first = NULL;
		*more = true;
		return NULL;
	}
	page_walk(task, poll, &page, out, &walk);
	poll->reached = walk.reached;
	poll->last_first = walk.first;
	if (walk.first != NULL && (poll->top == NULL || mastodon_id_order(walk.first, poll->top) > 0))
		poll->top = walk.first;
	*more = walks && walk.oldest != NULL && !walk.too_old && !walk.repeats &&
		(!poll->sweeps || walk.knows || !mastodon_memory_is_full(poll));
	if (is_cut_short(poll, &page, &walk) || (*more && !poll->sweeps && poll->pages >= MASTODON_PAGES))
		poll->gap = true;
	*more = *more && poll->pages < MASTODON_PAGES;
	if (!*more && poll->sweeps && mastodon_memory_is_full(poll))
		forgotten_drop(poll);
	poll->back = walk.oldest;
	return NULL;
}
