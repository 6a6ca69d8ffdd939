/* SPDX-License-Identifier: ISC */
/*
 * What stands above a post.  Its record names root and parent itself, so a
 * thread that cannot be had costs context and nothing else.
 */
#include "bluesky.h"

#include <string.h>

enum { ABOVE = 40, KNOWN_MAX = 4096 };

const struct bluesky_known *bluesky_known(const struct bluesky_poll *poll, const char *uri)
{
	for (size_t i = poll->known_count; uri != NULL && i > 0; i--)
		if (str_equal(poll->known[i - 1].uri, uri))
			return &poll->known[i - 1];
	return NULL;
}

static void known_add(struct task *task, struct bluesky_poll *poll, const struct bluesky_post *post)
{
	if (poll->known_count == KNOWN_MAX)
		poll->known_count = 0;		/* it costs a request more at worst */
	if (poll->known_count == poll->known_size) {
		size_t size = poll->known_size == 0 ? 64 : poll->known_size * 2;
		struct bluesky_known *known = arena_array(task->arena, size, sizeof(*known));

		if (poll->known_count > 0)
			memcpy(known, poll->known, poll->known_count * sizeof(*known));
		poll->known = known;
		poll->known_size = size;
	}
	poll->known[poll->known_count++] = (struct bluesky_known){ .uri = post->item.uid, .author = post->item.author,
		.to = post->item.to, .own = post->own };
}

static const struct item_author *person_of(const struct bluesky_poll *poll, const char *did)
{
	for (size_t i = 0; i < poll->people_count; i++)
		if (str_equal(poll->people[i].did, did))
			return &poll->people[i].author;
	return NULL;
}

/* Whom our own post answers: the nearest author above it that is not us. */
static void to_find(const struct task *task, const struct bluesky_poll *poll, struct bluesky_post *post)
{
	const struct bluesky_known *parent = bluesky_known(poll, post->item.parent);

	if (!post->own || post->parent_did == NULL)
		return;
	if (parent != NULL)
		post->item.to = parent->own ? parent->to : parent->author;
	else if (!str_equal(post->parent_did, task->account->self_id))
		post->item.to = (struct item_author){ .id = post->parent_did, .handle = post->parent_did,
			.name = post->parent_did };
}

/* What a profile knows better than a post. */
static void author_fill(const struct bluesky_poll *poll, struct item_author *author)
{
	const struct item_author *person = author->id != NULL ? person_of(poll, author->id) : NULL;

	if (person != NULL)
		*author = *person;
}

void bluesky_post_emit(struct task *task, struct bluesky_poll *poll, struct bluesky_post *post, struct output *out)
{
	to_find(task, poll, post);
	if (!post->own)
		author_fill(poll, &post->item.author);
	author_fill(poll, &post->item.to);
	known_add(task, poll, post);
	output_item(out, &post->item);
}

void bluesky_thread_ask(struct task *task, struct need *need, const char *uri)
{
	struct str call = { 0 };

	str_printf(&call, "app.bsky.feed.getPostThread?depth=0&parentHeight=%d", ABOVE);
	bluesky_param(&call, "uri", uri);
	bluesky_get(task, need, call.text);
	str_finish(&call);
}

static void above_emit(struct task *task, struct bluesky_poll *poll, const struct json *view, struct output *out)
{
	struct bluesky_post post;
	err_t err;

	if (bluesky_known(poll, json_text(view, "uri")) != NULL)
		return;
	err = bluesky_post_read(task->arena, task->account, view, json_get(view, "record"), &post);
	if (err != NULL) {
		bluesky_bad(out, err->text, view);
		return;
	}
	to_find(task, poll, &post);
	/* What answers nobody is context, also when it is ours. */
	if (!post.own || post.item.to.id == NULL)
		post.item.op = ITEM_CONTEXT;
	post.item.history = post.item.at_ms - task->account->skew_ms < task->account->since_ms;
	known_add(task, poll, &post);
	output_item(out, &post.item);
}

void bluesky_thread_read(struct task *task, struct bluesky_poll *poll, const struct json *thread, struct output *out)
{
	const struct json *above[ABOVE + 1], *at = json_get(json_get(thread, "thread"), "parent");
	size_t count = 0;

	for (; at != NULL && count <= ABOVE; at = json_get(at, "parent"))
		if (json_is_object(json_get(at, "post")))
			above[count++] = json_get(at, "post");
	while (count > 0)
		above_emit(task, poll, above[--count], out);
}
