/* SPDX-License-Identifier: ISC */
/* Rows that say which conversations belong together, and what of their messages the whole shows. */
#include "guichet/store/united.h"

#include "db.h"

static void merged_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct merged *)row = (struct merged){ .id = col_int(rows, 0), .into = col_int(rows, 1) };
}

err_t store_merged(struct store *store, struct arena *arena, int64_t root, struct merged **out, size_t *count)
{
	struct rows rows;

	db_query(store, CONVERSATION_MERGED, &rows, "i", root);
	return rows_list(&rows, arena, sizeof(**out), merged_read, out, count);
}

err_t store_whole(struct store *store, struct arena *arena, int64_t root, int64_t **ids, size_t *count)
{
	struct merged *merged = NULL;
	size_t n = 0;
	err_t err = store_merged(store, arena, root, &merged, &n);

	if (err != NULL)
		return err;
	*ids = arena_array(arena, n + 1, sizeof(**ids));
	(*ids)[0] = root;
	for (size_t i = 0; i < n; i++)
		(*ids)[i + 1] = merged[i].id;
	*count = n + 1;
	return NULL;
}

err_t store_merged_unsound(struct store *store, int64_t *out)
{
	return db_get(store, NULL, CONVERSATION_UNSOUND, NULL, ":i", out);
}

static void id_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(int64_t *)row = col_int(rows, 0);
}

err_t store_conversation_others(struct store *store, struct arena *arena, int64_t contact, int64_t but,
	size_t limit, int64_t **ids, size_t *count)
{
	struct rows rows;

	db_query(store, CONVERSATION_OTHERS, &rows, "iii", contact, but, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**ids), id_read, ids, count);
}

/* ---- links */

err_t store_link_set(struct store *store, int64_t conversation, int64_t began)
{
	return db_run(store, LINK_SET, "ii", conversation, began);
}

err_t store_link_drop(struct store *store, int64_t conversation)
{
	return db_run(store, LINK_DROP, "i", conversation);
}

err_t store_link_began(struct store *store, int64_t conversation, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, LINK_BEGAN, NULL, "i:i", conversation, out);
}

err_t store_link_referenced(struct store *store, int64_t conversation, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, LINK_REFERENCED, NULL, "i:i", conversation, out);
}

static void invitation_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct invitation *)row = (struct invitation){ .conversation = col_int(rows, 0), .text = col_text(rows, 1, arena) };
}

err_t store_invitations(struct store *store, struct arena *arena, int64_t conversation, int64_t within_ms,
	struct invitation **out, size_t *count)
{
	struct rows rows;

	db_query(store, LINK_INVITATIONS, &rows, "ii", conversation, within_ms);
	return rows_list(&rows, arena, sizeof(**out), invitation_read, out, count);
}

err_t store_link_goes_on(struct store *store, struct arena *arena, int64_t began, int64_t **ids, size_t *count)
{
	struct rows rows;

	db_query(store, LINK_GOES_ON, &rows, "i", began);
	return rows_list(&rows, arena, sizeof(**ids), id_read, ids, count);
}

/* ---- families */

err_t store_family(struct store *store, int64_t conversation, int64_t *family)
{
	*family = 0;
	return db_get(store, NULL, FAMILY_OF, NULL, "i:i", conversation, family);
}

static void kin_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct kinsman *)row = (struct kinsman){ .id = col_int(rows, 0), .account = col_int(rows, 1) };
}

err_t store_family_list(struct store *store, struct arena *arena, int64_t family, struct kinsman **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, FAMILY_LIST, &rows, "i", family);
	return rows_list(&rows, arena, sizeof(**out), kin_read, out, count);
}

err_t store_family_set(struct store *store, const struct kinsman *kin, int64_t family)
{
	return db_run(store, FAMILY_SET, "iii", kin->id, kin->account, family);
}

static void kinship_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct kinship *)row = (struct kinship){ .conversation = col_int(rows, 0), .family = col_int(rows, 1) };
}

err_t store_family_all(struct store *store, struct arena *arena, struct kinship **out, size_t *count)
{
	struct rows rows;

	db_query(store, FAMILY_ALL, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), kinship_read, out, count);
}

/* ---- what of their messages is shown */

err_t store_message_shown(struct store *store, struct arena *arena, int64_t conversation,
	struct shown_message *out, bool *found)
{
	int visibility = 0;
	err_t err;

	*out = (struct shown_message){ .lang = "" };
	err = db_get(store, NULL, MESSAGE_SHOWN, found, "i:iin", conversation, &out->id, &out->at_ms, &visibility);
	out->visibility = (enum visibility)visibility;
	if (err == NULL && *found)
		err = db_get(store, arena, MESSAGE_LANG, NULL, "i:t", conversation, &out->lang);
	return err;
}

err_t store_message_first_out(struct store *store, int64_t conversation, int64_t *id)
{
	return db_get(store, NULL, MESSAGE_FIRST_OUT, NULL, "i:i", conversation, id);
}

err_t store_message_narrowest(struct store *store, int64_t conversation, enum visibility *out)
{
	int visibility = 0;
	err_t err = db_get(store, NULL, MESSAGE_NARROWEST, NULL, "i:n", conversation, &visibility);

	*out = (enum visibility)visibility;
	return err;
}
