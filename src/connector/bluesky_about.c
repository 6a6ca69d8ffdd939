/* SPDX-License-Identifier: ISC */
/*
 * What a list does not say of its posts, asked for a few of them at a time
 * before they are emitted: who wrote them, as their profiles know it, and what
 * they show below their words, of which a notification has only the numbers.
 */
#include "bluesky.h"

#include <string.h>

enum { CHUNK = 25 };
enum { NOTHING, PEOPLE, VIEWS };	/* what was asked of this chunk */

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

static bool views_ask(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	struct str call = { 0 };
	bool any = false;

	str_add(&call, "app.bsky.feed.getPosts");
	for (size_t i = poll->emitted; i < poll->told; i++) {
		const struct bluesky_post *post = bluesky_post_at(poll, i);

		if (!post->bare || !bluesky_is_wanted(task, poll, post))
			continue;
		bluesky_param(&call, "uris", post->item.uid);
		any = true;
	}
	if (any)
		bluesky_get(task, need, call.text);
	str_finish(&call);
	return any;
}

bool bluesky_about_ask(struct task *task, struct bluesky_poll *poll, struct need *need)
{
	if (poll->about == NOTHING)
		poll->told = poll->emitted + CHUNK < poll->count ? poll->emitted + CHUNK : poll->count;
	if (poll->about < PEOPLE) {
		poll->about = PEOPLE;
		if (people_ask(task, poll, need))
			return true;
	}
	if (poll->about < VIEWS) {
		poll->about = VIEWS;
		if (views_ask(task, poll, need))
			return true;
	}
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

err_t bluesky_about_read(struct task *task, struct bluesky_poll *poll, const struct response *response)
{
	struct json *json = NULL;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL && bluesky_is_passing(response))
		return err;
	if (err != NULL)
		err_ignore(err, "the posts name their writers as well, and have words");
	if (poll->about == PEOPLE)
		people_read(task, poll, json_get(json, "profiles"));
	else
		views_read(task, poll, json_get(json, "posts"));
	json_destroy(json);
	return NULL;
}
