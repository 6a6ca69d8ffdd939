/* SPDX-License-Identifier: ISC */
/*
 * Rows of who read what: written for what is private, read by whoever may.
 * A conversation that was merged into another one is read where its whole is,
 * and asked for by any number of it.
 */
#include "guichet/desk/access.h"

#include <stdlib.h>

#include "guichet/desk/contact.h"
#include "guichet/desk/setting.h"
#include "private.h"

enum { PAGE = 200 };

static err_t conversation_add(struct desk *desk, const struct access_row *given)
{
	struct access_row row = *given;
	struct list_row at;
	bool found = false;
	err_t err = store_row(desk->store, desk->arena, row.conversation, &at, &found);

	if (err == NULL && found && at.conv.root != 0)
		err = store_row(desk->store, desk->arena, at.conv.root, &at, &found);
	if (err != NULL || !found || (given->contact == 0 && at.conv.visibility < VIS_GROUP))
		return err;
	row.conversation = at.conv.id;
	row.contact = at.conv.contact;
	return store_access_add(desk->store, &row);
}

static err_t old_prune(struct desk *desk)
{
	int64_t ms = 0;
	err_t err = read_setting_kept(&desk->reader, desk->arena, "access", &ms);

	return err != NULL ? err : store_access_prune(desk->store, desk->now_ms - ms);
}

err_t desk_access_add(struct desk *desk, const struct access_row *rows, size_t count)
{
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < count; i++)
		err = rows[i].conversation != 0 ? conversation_add(desk, &rows[i]) : store_access_add(desk->store, &rows[i]);
	if (err == NULL)
		err = old_prune(desk);
	return desk_end(desk, err);
}

/* ---- read */

struct gathered {
	struct reader *reader;
	struct arena *arena;
	const struct access_asked *asked;
	struct query *within;
	struct access_row *rows;
	size_t count;
};

static err_t may_see(const struct gathered *g, const struct access_row *row, bool *out)
{
	const struct actor *actor = g->asked->actor;

	*out = g->asked->agent == 0 || row->agent == g->asked->agent;
	if (!*out || actor->scope == NULL || row->agent == actor->agent)
		return NULL;
	*out = false;
	return row->conversation == 0 ? NULL :
		read_seen_within(g->reader, g->arena, actor, g->within, row->conversation, out);
}

/* As many of them as are asked for at most, however few of the pages may be seen. */
static err_t gather(struct gathered *g, enum access_of of, int64_t number)
{
	struct access_page page = { of, number, g->asked->since_ms, INT64_MAX, PAGE };
	size_t count = PAGE, kept = 0;
	err_t err = NULL;

	while (err == NULL && count == PAGE && kept <= g->asked->limit) {
		struct access_row *rows = NULL;

		err = store_access(g->reader->store, g->arena, &page, &rows, &count);
		for (size_t i = 0; err == NULL && i < count && kept <= g->asked->limit; i++) {
			bool seen = false;

			page.before = rows[i].id;
			err = may_see(g, &rows[i], &seen);
			if (err != NULL || !seen)
				continue;
			g->rows = list_grow(g->arena, g->rows, g->count, sizeof(*g->rows));
			g->rows[g->count++] = rows[i];
			kept++;
		}
	}
	return err;
}

static err_t gather_conversation(struct gathered *g)
{
	struct united united = { 0 };
	int64_t id = g->asked->conversation;
	err_t err = read_united(g->reader, g->arena, &id, &united);

	if (err == NULL)
		err = gather(g, ACCESS_OF_CONVERSATION, id);
	for (size_t i = 0; err == NULL && i < united.merged_count; i++)
		err = gather(g, ACCESS_OF_CONVERSATION, united.merged[i].id);
	return err;
}

static err_t gather_person(struct gathered *g)
{
	struct person person = { 0 };
	err_t err = read_person(g->reader, g->arena, g->asked->conversation, 1, &person);

	for (size_t i = 0; err == NULL && i < person.identity_count; i++)
		err = gather(g, ACCESS_OF_CONTACT, person.identities[i].contact.id);
	return err;
}

static int newest_first(const void *left, const void *right)
{
	const struct access_row *a = left, *b = right;

	return a->id < b->id ? 1 : -(a->id > b->id);
}

err_t read_access(struct reader *reader, struct arena *arena, const struct access_asked *asked, struct access_row **out,
	size_t *count)
{
	struct gathered g = { .reader = reader, .arena = arena, .asked = asked };
	err_t err = read_within(reader, arena, asked->actor->scope, &g.within);

	if (err != NULL)
		return err;
	if (asked->conversation != 0)
		err = asked->person ? gather_person(&g) : gather_conversation(&g);
	else
		err = gather(&g, asked->agent != 0 ? ACCESS_OF_AGENT : ACCESS_OF_ALL, asked->agent);
	if (g.count > 1)
		qsort(g.rows, g.count, sizeof(*g.rows), newest_first);
	*out = g.rows;
	*count = g.count;
	return err;
}
