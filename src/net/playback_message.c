/* SPDX-License-Identifier: ISC */
/* Which fields a message of the playback network has, and their order. */
#include "playback_message.h"

#include "guichet/base/alloc.h"
#include "playback_record.h"

static void feed_add(struct world *world, struct feed *feed, struct str *line)
{
	if (feed->count == feed->size) {
		feed->size = feed->size > 0 ? feed->size * 2 : 64;
		feed->lines = mem_grow(feed->lines, feed->size, sizeof(*feed->lines));
	}
	feed->lines[feed->count++] = arena_copy_n(world->arena, line->text, line->len);
	str_finish(line);
}

void message_add(struct world *world, struct feed *feed, const struct message *message,
	const struct script_person *to)
{
	const char *handle = message->person.handle;
	struct str line = { 0 };

	record_add(&line, "op", message->op);
	record_add(&line, "uid", message->uid);
	record_add(&line, "thread", message->thread);
	record_add(&line, "parent", message->parent);
	record_add(&line, "kind", message->kind);
	record_add(&line, "visibility", message->where);
	record_add(&line, "handle", handle);
	record_add(&line, "name", message->person.name);
	record_add_int(&line, "followers", message->person.followers);
	record_add_int(&line, "at", message->at_ms);
	if (message->edited_ms > 0) {
		record_add_int(&line, "edited", message->edited_ms);
		record_add_int(&line, "rev", (int64_t)message->edits);
	}
	record_add(&line, "lang", message->lang);
	if (to != NULL) {
		record_add(&line, "to_handle", to->handle);
		record_add(&line, "to_name", to->name);
	}
	record_add(&line, "text", message->text);
	feed_add(world, feed, &line);
}
