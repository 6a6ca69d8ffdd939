/* SPDX-License-Identifier: ISC */
/*
 * What a list does not say of its posts, asked for a few of them at a time
 * before they are emitted: who wrote them, as their profiles know it, and what
 * they show below their words, of which a notification has only the numbers.
 * What is missing then is missing for good, for a post is brought once: so a
 * server that fails is asked again a few times, and where it refuses some of
 * them together, each alone.
 */
#include "bluesky.h"

#include <string.h>

enum { CHUNK = 25, TRIES = 3, AGAIN_MS = 5000 };
enum { NOTHING, PEOPLE, VIEWS, EACH };	/* what was asked of this chunk */

/* Is it about the way there, and not about this thread or these people?  403 is about them: somebody else blocks us. */
bool bluesky_is_passing(const struct response *response)
{
	return response->fault != FAULT_NONE || response->status == 401 || response->status == 429 ||
		response->status > 500;
}

static void person_add(struct bluesky_poll *poll, const char *did)
{
	if (did == NULL || poll->people_count == CHUNK)
		return;
	for (size_t i = 0; i < poll->people_count; i++)
		if (str_equal(poll->people[i].did, did))
			return;
	poll->people[poll->people_count++].did = did;
}

static bool people_ask(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	struct str call = { 0 };

	poll->people_count = 0;
	for (size_t i = poll->emitted; i < poll->told; i++) {
		const struct bluesky_post *post = bluesky_post_at(poll, i);

		if (bluesky_is_wanted(task, poll, post))
			person_add(poll, post->own ? post->parent_did : post->item.author.id);
	}
	if (poll->people_count == 0)
		return false;
	str_add(&call, "app.bsky.actor.getProfiles");
	for (size_t i = 0; i < poll->people_count; i++)
		bluesky_param(&call, "actors", poll->people[i].did);
	bluesky_get(task, need, call.text);
	str_finish(&call);
	return true;
}

/* From poll->each on, as many as that; moves behind them. */
static bool views_ask(struct task *task, struct bluesky_poll *poll, size_t most, struct need *need)
{
	struct str call = { 0 };
	size_t count = 0;

	str_add(&call, "app.bsky.feed.getPosts");
	for (; poll->each < poll->told && count < most; poll->each++) {
		const struct bluesky_post *post = bluesky_post_at(poll, poll->each);

		if (!post->bare || !bluesky_is_wanted(task, poll, post))
			continue;
		bluesky_param(&call, "uris", post->item.uid);
		count++;
	}
	if (count > 0)
		bluesky_get(task, need, call.text);
	str_finish(&call);
	return count > 0;
}

static bool views_due(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	if (poll->waits) {
		poll->waits = false;
		need->kind = NEED_UNTIL;
		need->until_ms = task->now_ms + AGAIN_MS * (int64_t)poll->tries;
		return true;
	}
	if (poll->about == PEOPLE) {
		poll->about = VIEWS;
		poll->each = poll->emitted;
		return views_ask(task, poll, CHUNK, need);
	}
	return poll->about == EACH && views_ask(task, poll, 1, need);
}

bool bluesky_about_ask(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	if (poll->about == NOTHING) {
		poll->told = poll->emitted + CHUNK < poll->count ? poll->emitted + CHUNK : poll->count;
		poll->about = PEOPLE;
		if (people_ask(task, poll, need))
			return true;
	}
	if (views_due(task, poll, need))
		return true;
	poll->about = NOTHING;
	return false;
}

/* Who is gone meanwhile is missing in the answer: then what the post says has to do. */
static void people_read(struct task *task, struct bluesky_poll *poll, const struct json *list)
{
	size_t found = 0;

	for (size_t i = 0; i < json_count(list) && found < CHUNK; i++) {
		const char *did = json_text(json_at(list, i), "did");

		if (!bluesky_did_valid(did))
			continue;
		poll->people[found].author = (struct item_author){ 0 };
		bluesky_author_read(task->arena, json_at(list, i), &poll->people[found].author);
		poll->people[found].did = poll->people[found].author.id;
		found++;
	}
	poll->people_count = found;
}

static void views_read(struct task *task, struct bluesky_poll *poll, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const char *uri = json_text(json_at(list, i), "uri");

		for (size_t k = poll->emitted; k < poll->told; k++)
			if (str_equal(bluesky_post_at(poll, k)->item.uid, uri))
				bluesky_post_show(task->arena, json_at(list, i), bluesky_post_at(poll, k));
	}
}

/* Of a thread 500 is about that thread; here it may be about any of the posts, or the server's trouble. */
static void views_refused(struct bluesky_poll *poll, const struct response *response)
{
	if (poll->about != VIEWS)
		return;
	poll->waits = response->status == 500 && poll->tries < TRIES;
	poll->tries += poll->waits;
	poll->about = poll->waits ? PEOPLE : EACH;
	poll->each = poll->emitted;
}

err_t bluesky_about_read(struct task *task, struct bluesky_poll *poll, const struct response *response)
{
	struct json *json = NULL;
	err_t err;

	if (response == NULL)	/* it was waited, and is asked again */
		return NULL;
	err = bluesky_answer(task, response, &json);
	if (err != NULL && bluesky_is_passing(response))
		return err;
	if (err != NULL)
		err_ignore(err, "the posts name their writers as well, and have words");
	if (poll->about == PEOPLE)
		people_read(task, poll, json_get(json, "profiles"));
	else if (err == NULL)
		views_read(task, poll, json_get(json, "posts"));
	else
		views_refused(poll, response);
	json_destroy(json);
	return NULL;
}
