/* SPDX-License-Identifier: ISC */
/*
 * A whole is a conversation with everything that was merged into it.  Messages
 * stay with the member that they came to; what people do, and what state the
 * whole is in, is kept by its root.
 */
#include <stdlib.h>

#include "autolink.h"
#include "family.h"

err_t conversation_head(struct desk *desk, struct touched *touched, struct touched **head)
{
	if (touched->row.conv.root != 0)
		return conversation_touch(desk, touched->row.conv.root, head);
	*head = touched;
	return NULL;
}

err_t conversation_meant(struct desk *desk, int64_t *id, struct touched **out)
{
	struct touched *named;
	err_t err = conversation_touch(desk, *id, &named);

	if (err == NULL)
		err = conversation_head(desk, named, out);
	if (err == NULL)
		*id = (*out)->row.conv.id;
	return err;
}

err_t whole_heard_since(struct desk *desk, const struct touched *root, int64_t seq, bool edits, bool *out)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_whole(desk->store, desk->arena, root->row.conv.id, &ids, &count);

	*out = false;
	for (size_t i = 0; err == NULL && !*out && i < count; i++)
		err = store_event_in_since(desk->store, root->row.conv.account, ids[i], seq, edits, out);
	return err;
}

/* ---- what is read of it */

static int message_compare(const void *left, const void *right)
{
	const struct message *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

err_t messages_of(struct store *store, struct arena *arena, const int64_t *ids, size_t id_count, struct message_span span,
	struct message **out, size_t *count, bool *cut)
{
	struct message *all = NULL;
	size_t n = 0;
	err_t err = NULL;

	if (id_count == 1)
		return store_messages(store, arena, ids[0], span, out, count, cut);
	*cut = false;
	for (size_t i = 0; err == NULL && i < id_count; i++) {
		struct message *some = NULL;
		size_t some_count = 0;
		bool some_cut = false;

		err = store_messages(store, arena, ids[i], span, &some, &some_count, &some_cut);
		*cut = *cut || some_cut;
		for (size_t k = 0; err == NULL && k < some_count; k++) {
			all = list_grow(arena, all, n, sizeof(*all));
			all[n++] = some[k];
		}
	}
	if (err != NULL)
		return err;
	if (n > 1)
		qsort(all, n, sizeof(*all), message_compare);
	*cut = *cut || n > span.most;
	*out = n > span.most ? &all[n - span.most] : all;
	*count = n > span.most ? span.most : n;
	return NULL;
}

err_t whole_messages(struct store *store, struct arena *arena, int64_t root, size_t limit, struct message **out,
	size_t *count, bool *cut)
{
	int64_t *ids = NULL;
	size_t part_count = 0;
	err_t err = store_whole(store, arena, root, &ids, &part_count);

	return err != NULL ? err : messages_of(store, arena, ids, part_count, (struct message_span){ limit, INT64_MAX },
		out, count, cut);
}

err_t whole_events(struct store *store, struct arena *arena, const struct conversation *root, struct event **out,
	size_t *count)
{
	struct family family;
	struct event *kept;
	int64_t number = 0;
	size_t n = 0;
	err_t err = store_family(store, root->id, &number);

	if (err == NULL && number == 0)
		return store_events(store, arena, root->account, root->id, out, count);
	if (err == NULL)
		err = family_load(store, arena, number, &family);
	if (err != NULL)
		return err;
	family_fold(&family, 0);
	kept = arena_array(arena, family.event_count + 1, sizeof(*kept));
	for (size_t i = 0; i < family.event_count; i++) {
		const struct event *event = &family.events[i];
		const struct relative *who = family_find(&family, event->conversation);

		if (family.of[who->root].id == root->id ||
		    (event_unites(event->kind) && event->subject == root->id))
			kept[n++] = *event;
	}
	if (n > 1)
		qsort(kept, n, sizeof(*kept), event_by_seq);
	*out = kept;
	*count = n;
	return NULL;
}

err_t read_united(struct reader *reader, struct arena *arena, int64_t *conversation, struct united *out)
{
	struct stored_conversation row;
	struct merged *merged = NULL;
	struct merged_part *parts;
	struct autolinked maybe = { 0 };
	int64_t *links = NULL;
	bool found = false;
	err_t err = store_conversation(reader->store, arena, *conversation, &row, &found);

	*out = (struct united){ 0 };
	if (err != NULL || !found)
		return err;
	if (row.conv.root != 0) {
		out->asked = *conversation;
		*conversation = row.conv.root;
	}
	err = store_merged(reader->store, arena, *conversation, &merged, &out->merged_count);
	if (err == NULL)
		err = store_link_began(reader->store, *conversation, &out->began);
	if (err == NULL)
		err = store_link_goes_on(reader->store, arena, *conversation, &links, &out->goes_on_count);
	if (err != NULL)
		return err;
	parts = arena_array(arena, out->merged_count + 1, sizeof(*parts));
	for (size_t i = 0; i < out->merged_count; i++)
		parts[i] = (struct merged_part){ .id = merged[i].id, .into = merged[i].into };
	out->merged = parts;
	out->goes_on = links;
	if (out->began != 0 || row.conv.id != *conversation)
		return NULL;
	err = autolink_find(reader->store, arena, &row.conv, &maybe);
	out->may_begin = maybe.began;
	out->may_why = maybe.why;
	return err;
}

err_t read_others(struct reader *reader, struct arena *arena, int64_t conversation, size_t limit,
	struct list_row **out, size_t *count)
{
	struct list_row self, *rows;
	int64_t *ids = NULL;
	size_t found = 0;
	err_t err = read_row(reader, arena, conversation, &self);

	*count = 0;
	if (err == NULL)
		err = store_conversation_others(reader->store, arena, self.conv.contact, conversation, limit, &ids, &found);
	if (err != NULL)
		return err;
	rows = arena_array(arena, found + 1, sizeof(*rows));
	for (size_t i = 0; err == NULL && i < found; i++)
		err = read_row(reader, arena, ids[i], &rows[i]);
	*count = found;
	*out = rows;
	return err;
}
