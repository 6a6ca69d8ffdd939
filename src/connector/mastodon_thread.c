/* SPDX-License-Identifier: ISC */
/*
 * Where a status stands in its thread.  One context answers for all later
 * replies below the same status, so a hundred people under one post cost one
 * request.
 */
#include "mastodon.h"

#include <string.h>

enum { KNOWN_MAX = 4096, ANCESTORS_MAX = 100 };

const struct mastodon_known *mastodon_known(const struct mastodon_poll *poll, const char *native)
{
	for (size_t i = poll->known_count; native != NULL && i > 0; i--)
		if (str_equal(poll->known[i - 1].native, native))
			return &poll->known[i - 1];
	return NULL;
}

static void known_add(struct task *task, struct mastodon_poll *poll,
	const struct mastodon_status *status)
{
	struct mastodon_known *known;

	if (poll->known_count == poll->known_size) {
		size_t size = poll->known_size == 0 ? 64 : poll->known_size * 2;

		if (size > KNOWN_MAX) {
			/* Forget the older half: it costs a request more at worst. */
			memmove(poll->known, poll->known + poll->known_count / 2,
				(poll->known_count - poll->known_count / 2) * sizeof(*poll->known));
			poll->known_count -= poll->known_count / 2;
		} else {
			known = arena_array(task->arena, size, sizeof(*known));
			if (poll->known_count > 0)
				memcpy(known, poll->known, poll->known_count * sizeof(*known));
			poll->known = known;
			poll->known_size = size;
		}
	}
	known = &poll->known[poll->known_count++];
	known->native = status->item.native;
	known->uid = status->item.uid;
	known->root = status->item.thread != NULL ? status->item.thread : status->item.uid;
	known->author = status->item.author;
	known->to = status->item.to;
	known->own = status->own;
}

int64_t mastodon_our_second(const struct account *account, int64_t their_ms)
{
	int64_t ms = their_ms - account->skew_ms;

	return ms - ((ms % 1000) + 1000) % 1000;
}

/* Whom our own status answers: the nearest author above it that is not us. */
static void to_find(struct mastodon_status *status, const struct mastodon_known *parent)
{
	if (!status->own || parent == NULL)
		return;
	status->item.to = parent->own ? parent->to : parent->author;
}

void mastodon_status_emit(struct task *task, struct mastodon_poll *poll,
	struct mastodon_status *status,
	struct output *out)
{
	const struct mastodon_known *parent = mastodon_known(poll, status->answers);

	if (parent != NULL) {
		status->item.parent = parent->uid;
		status->item.thread = parent->root;
	}
	to_find(status, parent);
	known_add(task, poll, status);
	output_item(out, &status->item);
}

static void ancestor_emit(struct task *task, struct mastodon_poll *poll, const struct json *json,
	const char *root, struct output *out)
{
	struct mastodon_status status;
	const struct mastodon_known *parent;
	err_t err = mastodon_status_read(task->arena, task->account, json, &status);
	struct str raw = { 0 };

	if (err != NULL) {
		json_dump(json, &raw);
		output_bad(out, err->text, str_text(&raw), raw.len);
		str_finish(&raw);
		return;
	}
	if (mastodon_known(poll, status.item.native) != NULL)
		return;
	parent = mastodon_known(poll, status.answers);
	status.item.thread = root;
	status.item.parent = parent != NULL ? parent->uid : NULL;
	to_find(&status, parent);
	/* What answers nobody is context, also when it is ours. */
	if (!status.own || status.item.to.id == NULL)
		status.item.op = ITEM_CONTEXT;
	status.item.history = mastodon_our_second(task->account, status.item.at_ms) <
		mastodon_our_second(task->account, task->account->since_ms + task->account->skew_ms);
	known_add(task, poll, &status);
	output_item(out, &status.item);
}

void mastodon_thread_read(struct task *task, struct mastodon_poll *poll,
	struct mastodon_status *status,
	const struct json *context, struct output *out)
{
	const struct json *ancestors = json_get(context, "ancestors");
	size_t count = json_count(ancestors);
	const char *root = json_text(json_at(ancestors, 0), "uri");

	if (count == 0 || root == NULL || *root == '\0')
		return;
	root = arena_copy(task->arena, root);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || i + ANCESTORS_MAX >= count)
			ancestor_emit(task, poll, json_at(ancestors, i), root, out);
	status->item.thread = root;
}
