/* SPDX-License-Identifier: ISC */
/*
 * A part of which nobody knows whether it left is looked for: first among the
 * answers below the message (some servers list no private posts of an
 * account), then in our own posts back to the doubtful attempt; only both
 * together say "not there".
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/utf8.h"
#include "guichet/markup/html.h"

enum { BACK_THREAD, BACK_THREAD_READ, BACK_PAGE_READ };
enum likeness { NOT_IT, MAY_BE_IT, IS_IT };
enum { MARGIN_MS = 10 * 1000 };

/* Letters and digits without mentions: what formatting and emoticons of a server leave alone. */
static const char *essence(struct arena *arena, const char *text, bool letters)
{
	struct str out = { 0 };
	const char *p = text, *end = text + strlen(text), *mention = NULL, *result;
	size_t from = 0, len = 0;

	if (!mastodon_mention_next(text, &from, &mention, &len))
		mention = NULL;
	while (p < end) {
		uint32_t scalar;
		size_t bytes;

		if (mention != NULL && p + 1 == mention) {
			p = mention + len;
			if (!mastodon_mention_next(text, &from, &mention, &len))
				mention = NULL;
			continue;
		}
		bytes = utf8_decode(p, end, &scalar, NULL);
		if (letters ? (scalar < 0x80 ? isalnum((int)scalar) : scalar >= 0xC0 &&
				!(scalar >= 0x2000 && scalar < 0x2C00) && !(scalar >= 0xFE00 && scalar < 0xFE10) &&
				scalar < 0x1F000) : scalar > 0x20)
			str_add_n(&out, p, bytes);
		p += bytes;
	}
	result = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return result;
}

bool mastodon_same_words(struct arena *arena, const char *there, const char *here)
{
	const char *letters = essence(arena, here, true);

	if (*letters != '\0')
		return strcmp(letters, essence(arena, there, true)) == 0;
	return strcmp(essence(arena, here, false), essence(arena, there, false)) == 0;
}

static bool same_text(struct task *task, const struct json *status)
{
	const char *html = json_text_or(status, "content", "");

	return mastodon_same_words(task->arena, html_to_text(task->arena, html, strlen(html)),
		task->plan->parts[task->part].text);
}

/*
 * Without words its files tell, by what the server called them when they were uploaded.  Where it calls them otherwise
 * in a post, as many of them may be these or those of another answer.
 */
static enum likeness files_likeness(const struct task *task, const struct json *status)
{
	const struct json *list = json_get(status, "media_attachments");
	size_t count = task->part == 0 ? task->plan->media_count : 0;

	if (json_count(list) != count)
		return NOT_IT;
	for (size_t i = 0; i < count; i++)
		if (!str_equal(json_text(json_at(list, i), "id"), task->plan->media[i].remote_id))
			return MAY_BE_IT;
	return IS_IT;
}

/* Is it the post that we look for?  Parts that were sent already are not. */
static enum likeness part_likeness(struct task *task, const struct json *status, const char *answers)
{
	const char *uri = json_text(status, "uri"), *created = json_text(status, "created_at");
	int64_t at_ms;

	if (!str_equal(json_text(json_get(status, "account"), "id"), task->account->self_id) ||
	    !str_equal(json_text(status, "in_reply_to_id"), answers) ||
	    created == NULL || time_parse(created, &at_ms) != NULL ||
	    at_ms - task->account->skew_ms < task->attempted_ms - MARGIN_MS)
		return NOT_IT;
	for (size_t i = 0; i < task->plan->part_count; i++)
		if (uri != NULL && str_equal(uri, task->plan->parts[i].remote_id))
			return NOT_IT;
	if (!same_text(task, status))
		return NOT_IT;
	return *essence(task->arena, task->plan->parts[task->part].text, false) != '\0' ? IS_IT :
		files_likeness(task, status);
}

static bool part_find(struct task *task, const struct json *list, const char *answers,
	struct mastodon_readback *back, struct output *out)
{
	for (size_t i = 0; i < json_count(list); i++) {
		enum likeness likeness = part_likeness(task, json_at(list, i), answers);

		if (likeness == IS_IT && mastodon_sent_read(task, json_at(list, i), out))
			return true;
		back->alike = back->alike || likeness == MAY_BE_IT;
	}
	return false;
}

/* Everything was looked through. */
static void not_found(const struct mastodon_readback *back, struct output *out)
{
	out->sent.outcome = back->alike ? SEND_UNKNOWN : SEND_ABSENT;
	out->sent.reason = back->alike ? "an answer without words stands there, this one or another" : NULL;
}

static void back_page_ask(struct task *task, struct mastodon_readback *back, struct need *need)
{
	struct str path = { 0 };

	if (mastodon_is_snac(task->account))
		str_printf(&path, "/api/v1/timelines/home?limit=%d", MASTODON_PAGE);
	else
		str_printf(&path, "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true",
			task->account->self_id, MASTODON_PAGE);
	if (back->max_id != NULL) {
		str_add(&path, "&max_id=");
		url_escape(&path, back->max_id);
	}
	mastodon_get(task, need, str_text(&path));
	str_finish(&path);
	task->stage = BACK_PAGE_READ;
}

/* Is the page's last post from before the attempt?  Then nothing further back is ours. */
static bool page_is_older(const struct task *task, const struct json *page)
{
	const char *created = json_text(json_at(page, json_count(page) - 1), "created_at");
	int64_t at_ms;

	return created != NULL && time_parse(created, &at_ms) == NULL &&
		at_ms - task->account->skew_ms < task->attempted_ms - MARGIN_MS;
}

static err_t back_page_read(struct task *task, struct mastodon_readback *back, const char *answers,
	const struct response *response, struct need *need, struct output *out)
{
	struct json *page = NULL;
	const char *first, *last;
	bool repeats;
	err_t err = mastodon_answer(task, response, &page);

	if (err != NULL)
		return err;
	if (!json_is_array(page)) {
		err = err_make(ERR_PROTOCOL, "the server's list of our posts is no list");
		goto out;
	}
	if (part_find(task, page, answers, back, out))
		goto out;
	first = json_text(json_at(page, 0), "id");
	last = json_text(json_at(page, json_count(page) - 1), "id");
	repeats = str_equal(first, back->last_first);
	if (json_count(page) == 0 || page_is_older(task, page) || (repeats && json_count(page) < MASTODON_SHORT)) {
		not_found(back, out);
	} else if (repeats || !mastodon_id_valid(last) || ++back->pages >= MASTODON_PAGES) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "our posts cannot be read back to the attempt";
	} else {
		back->last_first = arena_copy(task->arena, first);
		back->max_id = arena_copy(task->arena, last);
		back_page_ask(task, back, need);
	}
out:
	json_destroy(page);
	return err;
}

static err_t back_thread_read(struct task *task, struct mastodon_readback *back,
	const char *answers,
	const struct response *response, struct need *need, struct output *out)
{
	struct json *context = NULL;
	bool found = false;
	err_t err;

	/* The message answered may be gone; our own posts still tell. */
	if (response->fault != FAULT_NONE || response->status != 404) {
		err = mastodon_answer(task, response, &context);
		if (err != NULL)
			return err;
		found = part_find(task, json_get(context, "descendants"), answers, back, out);
		json_destroy(context);
	}
	if (!found)
		back_page_ask(task, back, need);
	return NULL;
}

err_t mastodon_reconcile(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	union mastodon_state *state = task->state;
	struct mastodon_context ctx;
	const char *answers;

	memset(need, 0, sizeof(*need));
	mastodon_context_read(task->arena, task->plan->reply_ctx, &ctx);
	answers = mastodon_answers_of(task, &ctx);
	if (!mastodon_id_valid(answers)) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the plan does not say what it answers";
		return NULL;
	}
	switch (task->stage) {
	case BACK_THREAD:
		mastodon_get(task, need, arena_printf(task->arena, "/api/v1/statuses/%s/context", answers));
		task->stage = BACK_THREAD_READ;
		return NULL;
	case BACK_THREAD_READ:
		return back_thread_read(task, &state->readback, answers, response, need, out);
	default:
		return back_page_read(task, &state->readback, answers, response, need, out);
	}
}
