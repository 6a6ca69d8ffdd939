/* SPDX-License-Identifier: ISC */
/*
 * Feeds: RSS, Atom, JSON Feed.  A feed is a window without an order, so every
 * answer is read whole and each entry stored as it is now; the cursor only
 * spares asking: what the server said of its last answer, how long that is
 * good, and where the feed has moved for good; and it tells which entries
 * were stored under a name of before.  An address that is a page is asked once
 * which feed it names.
 */
#include "feed.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "guichet/markup/html.h"
#include "guichet/markup/xml.h"
#include "guichet/model/settings.h"
#include "listening.h"
#include "registry.h"

enum { HOPS = 5, LABEL = 200 };
enum { START, ANSWER };

struct state {
	const char *url;
	const char *etag, *modified;	/* of the answer before */
	int hops;
	bool moved;			/* for good, so far */
	bool found;			/* a page named it */
};

static const char only_read[] = "a feed is only read: open leads to the page";

static void ask(struct task *task, struct need *need, const struct state *state)
{
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = "GET";
	need->request.url = state->url;
	need->request.max_body = XML_BYTES;
	request_header(task->arena, &need->request, "Accept", "application/atom+xml, application/rss+xml, "
		"application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1");
	if (state->etag != NULL)
		request_header(task->arena, &need->request, "If-None-Match", state->etag);
	if (state->modified != NULL)
		request_header(task->arena, &need->request, "If-Modified-Since", state->modified);
	task->stage = ANSWER;
}

/* Which address is asked, and what is known of it.  False: the last answer is still good. */
static bool begin(const struct task *task, struct state *state)
{
	const struct account *account = task->account;
	const char *found = account->caps != NULL ? settings_get(task->arena, account->caps, "feed") : NULL;

	state->url = found != NULL && task->kind == TASK_POLL ? found : account->url;
	state->moved = true;
	if (task->kind != TASK_POLL || task->cursor == NULL ||
	    !str_equal(settings_get(task->arena, task->cursor, "of"), state->url))
		return true;
	if (settings_int(task->cursor, "wait", 0) > task->now_ms)
		return false;
	state->etag = settings_get(task->arena, task->cursor, "etag");
	state->modified = settings_get(task->arena, task->cursor, "modified");
	found = settings_get(task->arena, task->cursor, "url");
	if (found != NULL)
		state->url = found;
	return true;
}

/*
 * Entries that were stored while an address alone was a name keep it, or all of them would come again.  Which these
 * are is settled by the first answer after that: a cursor that does not say it is of before.
 */
static const char *names_keep(struct task *task, struct feed *feed)
{
	const char *known = task->cursor != NULL ? settings_get(task->arena, task->cursor, "known") : "";
	struct str found = { 0 };

	for (size_t i = 0; i < feed->count; i++) {
		struct feed_entry *entry = &feed->entries[i];
		const char *key = entry->was != NULL ? feed_hash(task->arena, entry->id, "") : NULL;

		if (key == NULL || (known != NULL ? strstr(known, key) == NULL : !entry->alone))
			continue;
		entry->id = entry->was;
		str_printf(&found, "%s%s", found.len > 0 ? "," : "", key);
	}
	if (known == NULL)
		known = arena_copy(task->arena, str_text(&found));
	str_finish(&found);
	return known;
}

static const char *cursor_make(struct task *task, const struct state *state, const struct response *response,
	int64_t ttl_ms, const char *known)
{
	const char *of = task->account->caps != NULL ? settings_get(task->arena, task->account->caps, "feed") : NULL;
	const char *etag = response_header(response, "etag"), *modified = response_header(response, "last-modified");
	const char *before = task->cursor != NULL ? settings_get(task->arena, task->cursor, "url") : NULL;
	struct str lines = { 0 };
	const char *result;

	settings_add(&lines, "of", of != NULL ? of : task->account->url);
	/* A server that says "not changed" need not say what. */
	if (response->status == 304 && etag == NULL)
		etag = state->etag;
	if (response->status == 304 && modified == NULL)
		modified = state->modified;
	if (etag != NULL)
		settings_add(&lines, "etag", etag);
	if (modified != NULL)
		settings_add(&lines, "modified", modified);
	if (state->hops > 0 && state->moved)
		settings_add(&lines, "url", state->url);
	else if (before != NULL)
		settings_add(&lines, "url", before);
	if (ttl_ms > 0)
		settings_add_int(&lines, "wait", task->now_ms + ttl_ms);
	if (known != NULL)
		settings_add(&lines, "known", known);
	result = arena_copy(task->arena, str_text(&lines));
	str_finish(&lines);
	return result;
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static err_t follow(struct task *task, const struct response *response, struct need *need, struct state *state)
{
	const char *to = feed_url(task->arena, state->url, response_header(response, "location"));

	if (to == NULL || ++state->hops > HOPS)
		return response_error_open(task, response);
	state->moved = state->moved && (response->status == 301 || response->status == 308);
	state->url = to;
	ask(task, need, state);
	return NULL;
}

/* The charset that the transfer names, which goes before what the document says. */
static const char *charset_of(struct arena *arena, const struct response *response)
{
	const char *type = response_header(response, "content-type"), *found;

	found = type != NULL ? strcasestr(type, "charset=") : NULL;
	if (found == NULL)
		return NULL;
	found += strlen("charset=");
	found += *found == '"';
	return arena_copy_n(arena, found, strcspn(found, "\"; \t"));
}

static const char *host_of(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host != NULL ? host + 3 : url;
	return arena_copy_n(arena, host, strcspn(host, "/?#"));
}

/* Whoever wrote it is somebody of that site; who is not named is the site. */
static void author_of(struct task *task, const struct feed *feed, const struct feed_entry *entry, struct item *item)
{
	const char *host = host_of(task->arena, task->account->url);
	const char *name = entry->author != NULL ? entry->author : *feed->title != '\0' ? feed->title : host;
	char *id;

	name = arena_copy_n(task->arena, name, strnlen(name, LABEL));
	id = arena_printf(task->arena, "%s %s", host, name);
	for (char *p = id; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	item->author = (struct item_author){ .id = id, .handle = host, .name = name, .url = entry->author_url };
}

static const char *said(struct arena *arena, const struct feed_entry *entry)
{
	if (entry->title == NULL)
		return entry->text;
	if (*entry->text == '\0' || str_starts(entry->text, entry->title))
		return *entry->text == '\0' ? entry->title : entry->text;
	return arena_printf(arena, "%s\n\n%s", entry->title, entry->text);
}

static void items_emit(struct task *task, const struct feed *feed, struct output *out)
{
	int64_t floor = history_floor_ms(task);

	/* The newest stands first in nearly all of them; the desk would rather have it last. */
	for (size_t i = feed->count; i-- > 0;) {
		const struct feed_entry *entry = &feed->entries[i];
		int64_t at = entry->at_ms != 0 ? entry->at_ms : task->now_ms;
		struct item item = { .op = ITEM_NEW, .uid = entry->id, .rev = entry->rev, .kind = "post",
			.visibility = VIS_PUBLIC, .at_ms = at < task->now_ms ? at : task->now_ms,
			.edited_ms = entry->edited_ms > entry->at_ms ? entry->edited_ms : 0,
			.text = said(task->arena, entry), .url = entry->link, .feed = true };
		err_t err;

		if (at < floor)
			continue;
		item.history = at < task->account->since_ms;
		author_of(task, feed, entry, &item);
		err = item_check(&item);
		if (err == NULL)
			output_item(out, &item);
		else
			output_bad(out, err->text, entry->id, strlen(entry->id));
	}
}

static void probe_done(struct task *task, const struct state *state, const struct feed *feed, struct output *out)
{
	struct str caps = { 0 };

	if (!str_equal(state->url, task->account->url) && (state->found || state->moved))
		settings_add(&caps, "feed", state->url);
	settings_add(&caps, "title", feed->title);
	out->probe.done = true;
	out->probe.self_id = task->account->url;
	out->probe.self_handle = *feed->title != '\0' ? feed->title : host_of(task->arena, task->account->url);
	out->probe.caps = arena_copy(task->arena, str_text(&caps));
	out->probe.level = 3;
	str_finish(&caps);
}

/* No feed, but perhaps a page that names one: asked once. */
static err_t discover(struct task *task, const struct response *response, struct need *need, struct state *state,
	err_t why)
{
	const char *feed = state->found || task->kind != TASK_PROBE ? NULL :
		feed_url(task->arena, state->url, html_feed(task->arena, response->body, response->len));

	if (feed == NULL)
		return err_wrap(why, "%s", state->url);
	state->found = true;
	state->url = feed;
	ask(task, need, state);
	return NULL;
}

static err_t answer_read(struct task *task, const struct response *response, struct need *need,
	struct state *state, struct output *out)
{
	struct feed feed;
	const char *known;
	err_t err = feed_read(task->arena, response->body, response->len, charset_of(task->arena, response),
		state->url, &feed);

	if (err != NULL)
		return discover(task, response, need, state, err);
	if (task->kind == TASK_PROBE) {
		probe_done(task, state, &feed, out);
		return NULL;
	}
	known = names_keep(task, &feed);
	items_emit(task, &feed, out);
	out->cursor = cursor_make(task, state, response, feed.ttl_ms, known);
	return NULL;
}

static err_t answer(struct task *task, const struct response *response, struct need *need, struct state *state,
	struct output *out)
{
	if (response->fault != FAULT_NONE)
		return response_error_open(task, response);
	if (is_redirect(response->status))
		return follow(task, response, need, state);
	if (response->status == 304 && task->kind == TASK_POLL) {
		out->cursor = cursor_make(task, state, response, 0,
			task->cursor != NULL ? settings_get(task->arena, task->cursor, "known") : NULL);
		return NULL;
	}
	if (response->status == 410)
		return err_make(ERR_AUTH, "the feed is gone for good (status 410)");
	if (response->status != 200)
		return response_error_open(task, response);
	return answer_read(task, response, need, state, out);
}

static err_t feed_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct state *state = task->state;

	need->kind = NEED_NOTHING;
	if (listening_refused(task, only_read, out))
		return NULL;
	if (task->stage == ANSWER)
		return answer(task, response, need, state, out);
	if (begin(task, state))
		ask(task, need, state);
	return NULL;
}

static const char *const keys[] = { "url", NULL };
static const char *const streams[] = { "entries", NULL };

const struct connector connector_feed = {
	.name = "feed",
	.title = "RSS, Atom or JSON feed",
	.settings = keys,
	.needs_url = true,
	.only_read = only_read,
	.state_size = sizeof(struct state),
	.streams = streams,
	.step = feed_step,
	.prepare = listening_prepare,
	.refuses = listening_refuses
};
