/* SPDX-License-Identifier: ISC */
/*
 * Whose conversation an item belongs to: one customer in one thread on one
 * account; where a whole thread is private, everybody outside is one party.
 * Rows are looked for in this transaction first, then in the database.
 */
#include "party.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/store/contact.h"

/* ---- contacts */

static const char *identity_key(struct ingest *in, const char *remote_id)
{
	return arena_printf(in->desk->arena, "%s %s", in->account.network, remote_id);
}

static bool contact_differs(const struct contact *old, const struct item_author *now)
{
	return strcmp(old->handle, text_or_empty(now->handle)) != 0 ||
		strcmp(old->name, text_or_empty(now->name)) != 0 ||
		strcmp(old->url, text_or_empty(now->url)) != 0 ||
		old->followers != now->followers || old->bot != now->bot;
}

/* Once per transaction and person the row is read, and written where it differs. */
static err_t contact_of(struct ingest *in, const struct item_author *author, int64_t *id)
{
	struct desk *desk = in->desk;
	const char *key = identity_key(in, author->id);
	int64_t *known = map_find(&desk->identities, key, strlen(key));
	struct contact old = { 0 }, now;
	bool found = false;
	err_t err;

	if (known != NULL) {
		*id = *known;
		return NULL;
	}
	err = store_contact_find(desk->store, desk->arena, in->account.network, author->id, &old,
		&found);
	if (err != NULL)
		return err;
	now = (struct contact){
		.id = found ? old.id : 0, .network = in->account.network, .remote_id = author->id,
		.handle = text_or_empty(author->handle), .name = text_or_empty(author->name),
		.url = text_or_empty(author->url), .followers = author->followers,
		.bot = author->bot
	};
	*id = now.id;
	if (!found || contact_differs(&old, author))
		err = store_contact_put(desk->store, &now, id);
	if (err == NULL && author->links != NULL)
		err = store_profile_links_set(desk->store, desk->arena, *id, author->links);
	if (err == NULL)
		map_put(&desk->identities, desk->arena, key, strlen(key), *id);
	return err;
}

/* ---- conversations */

static const char *conversation_key(struct ingest *in, const char *thread, int64_t contact)
{
	return arena_printf(in->desk->arena, "%" PRId64 " %" PRId64 " %s", in->account.id, contact,
		thread);
}

static struct touched *conversation_cached(struct ingest *in, const char *key)
{
	int64_t *at = map_find(&in->desk->conversations, key, strlen(key));

	return at == NULL ? NULL : in->desk->touched[*at];
}

static void conversation_cache(struct ingest *in, const char *key, const struct touched *touched)
{
	int64_t id = touched->row.conv.id;
	int64_t *at = map_find(&in->desk->touched_ids, &id, sizeof(id));

	map_put(&in->desk->conversations, in->desk->arena, key, strlen(key), *at);
}

/* The row from the database, unless this transaction already holds it. */
static err_t conversation_hold(struct ingest *in, const struct stored_conversation *row, bool found,
	struct touched **out)
{
	struct desk *desk = in->desk;
	int64_t *at;

	*out = NULL;
	if (!found)
		return NULL;
	at = map_find(&desk->touched_ids, &row->conv.id, sizeof(row->conv.id));
	*out = at != NULL ? desk->touched[*at] : conversation_touched(desk, row, false);
	return NULL;
}

/* contact 0: whatever private conversation the thread has. */
static err_t conversation_look(struct ingest *in, const char *thread, int64_t contact,
	struct touched **out)
{
	const char *key = conversation_key(in, thread, contact);
	struct stored_conversation row;
	bool found = false;
	err_t err;

	*out = conversation_cached(in, key);
	if (*out != NULL)
		return NULL;
	err = contact == 0
		? store_conversation_private(in->desk->store, in->desk->arena, in->account.id, thread,
			&row, &found)
		: store_conversation_find(in->desk->store, in->desk->arena, in->account.id, thread,
			contact, &row, &found);
	if (err == NULL)
		err = conversation_hold(in, &row, found, out);
	if (err == NULL && *out != NULL)
		conversation_cache(in, key, *out);
	return err;
}

/* A private word under a post that others can read stays with who wrote it. */
static err_t is_one_party(struct ingest *in, const struct item *item, bool *out)
{
	struct stored_message root;
	bool found = false;
	err_t err = NULL;

	*out = item->visibility >= VIS_GROUP;
	if (*out && strcmp(item_thread(item), item->uid) != 0)
		err = store_message_find(in->desk->store, in->desk->arena, in->account.id,
			item_thread(item), &root, &found);
	if (err == NULL && found && root.message.visibility < VIS_GROUP)
		*out = false;
	return err;
}

/* In a private thread everybody outside is one party; elsewhere each customer stands alone. */
err_t conversation_find(struct ingest *in, const struct item *item, int64_t contact,
	struct touched **out)
{
	const char *thread = item_thread(item);
	bool together;
	err_t err = is_one_party(in, item, &together);

	*out = NULL;
	if (err == NULL && together)
		err = conversation_look(in, thread, 0, out);
	if (err == NULL && *out == NULL && contact != 0)
		err = conversation_look(in, thread, contact, out);
	return err;
}

static struct touched *conversation_create(struct ingest *in, const struct item *item,
	int64_t contact, int64_t episode)
{
	struct desk *desk = in->desk;
	struct stored_conversation row = {
		.conv = {
			.id = ++desk->last_conversation, .account = in->account.id,
			.contact = contact, .thread = item_thread(item), .status = STATUS_OPEN,
			.visibility = item->visibility, .lang = text_or_empty(item->lang)
		},
		.episode = episode, .created_ms = desk->now_ms
	};
	struct touched *touched = conversation_touched(desk, &row, true);

	touched->newest_known = true;
	conversation_dirty(desk, touched);
	conversation_cache(in, conversation_key(in, row.conv.thread, contact), touched);
	in->result->conversations++;
	return touched;
}

/* The number behind the last one that this customer had in this thread. */
static err_t episode_next(struct ingest *in, const struct item *item, int64_t contact,
	const struct touched *closed, int64_t *out)
{
	struct touched *own = NULL;
	err_t err = conversation_look(in, item_thread(item), contact, &own);

	*out = closed->row.episode + 1;
	if (own != NULL && own->row.episode >= *out)
		*out = own->row.episode + 1;
	return err;
}

err_t conversation_for(struct ingest *in, const struct item *item, struct touched **out)
{
	int64_t contact = 0, episode = 0;
	struct touched *head;
	bool together = false;
	err_t err = contact_of(in, &item->author, &contact);

	if (err == NULL)
		err = conversation_find(in, item, contact, out);
	if (err == NULL && *out != NULL)
		err = conversation_head(in->desk, *out, &head);
	if (err == NULL && *out != NULL && head->row.conv.status == STATUS_CLOSED) {
		err = episode_next(in, item, contact, *out, &episode);
		*out = NULL;
	}
	if (err == NULL)
		err = is_one_party(in, item, &together);
	if (err != NULL)
		return err;
	if (*out == NULL)
		*out = conversation_create(in, item, contact, episode);
	if (together)
		conversation_cache(in, conversation_key(in, item_thread(item), 0), *out);
	return NULL;
}
