/* SPDX-License-Identifier: ISC */
/*
 * How far calls on many conversations came.  The row of a bulk is written in
 * the transaction of each slice; its entry of the journal is made by the
 * first slice that changes something, and keeps no lines of its own: what
 * would put a conversation back lies beside the revision that it got.
 */
#include "guichet/desk/bulk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/store/bulk.h"
#include "steps.h"

enum { PART = 500 };	/* ids that lie together: a page of the database */

/* ---- what there is */

err_t read_bulk_of(struct reader *reader, struct arena *arena, int64_t agent, int64_t number, struct bulk *out)
{
	bool found = false;
	err_t err = number == 0 ? store_bulk_newest(reader->store, arena, agent, out, &found)
		: store_bulk(reader->store, arena, number, out, &found);

	if (err == NULL && !found)
		err = number == 0 ? err_make(ERR_NOT_FOUND, "bulk: nothing of yours was stopped halfway")
			: err_make(ERR_NOT_FOUND, "bulk: there is no number %" PRId64, number);
	return err;
}

err_t read_bulk_keyed(struct reader *reader, struct arena *arena, const char *key, struct bulk *out, bool *found)
{
	*found = false;
	return store_bulk_keyed(reader->store, arena, key, out, found);
}

err_t read_bulks(struct reader *reader, struct arena *arena, struct bulk **out, size_t *count)
{
	return store_bulk_open(reader->store, arena, out, count);
}

err_t read_bulk_held(struct reader *reader, struct arena *arena, int64_t id, struct bulk_held **out, size_t *count)
{
	return store_bulk_held(reader->store, arena, id, out, count);
}

err_t read_bulk_ids(struct reader *reader, struct arena *arena, const struct bulk *bulk, int64_t position,
	int64_t **out, size_t *count)
{
	const char *text = NULL;
	int64_t first = 0, *ids;
	bool found = false;
	char *end;
	err_t err = store_bulk_part(reader->store, arena, bulk->list != 0 ? bulk->list : bulk->id, position, &first,
		&text, &found);

	*count = 0;
	if (err != NULL || !found)
		return err;
	ids = arena_array(arena, PART + 1, sizeof(*ids));
	for (int64_t id; (id = strtoll(text, &end, 10)) != 0; text = end)
		if (first++ >= position && *count < PART)
			ids[(*count)++] = id;
	*out = ids;
	return NULL;
}

static bool is_sliced(const struct journal_row *entry)
{
	return strncmp(entry->inverse, BULK_INVERSE, sizeof(BULK_INVERSE) - 1) == 0;
}

err_t read_bulk_undoable(struct reader *reader, struct arena *arena, int64_t agent, bool again, struct bulk *out,
	bool *found)
{
	struct journal_row entry;
	bool is = false;
	err_t err = again ? store_journal_redoable(reader->store, arena, agent, &entry, &is)
		: store_journal_undoable(reader->store, arena, agent, &entry, &is);

	*found = false;
	if (err == NULL && is && is_sliced(&entry))
		err = store_bulk_of(reader->store, arena, entry.id, out, found);
	return err;
}

const char *bulk_why(const char *text)
{
	const char *number = strchr(text, '#'), *behind;

	if (number == NULL)
		return text;
	behind = number + 1 + strspn(number + 1, "0123456789");
	return behind > number + 1 && strncmp(behind, ": ", 2) == 0 ? behind + 2 : text;
}

const char *bulk_name(struct arena *arena, const struct bulk *bulk)
{
	return bulk->undoes != 0 ? arena_printf(arena, "%s %s", bulk->call, bulk->about) : bulk->call;
}

const char *bulk_place(struct arena *arena, const struct bulk *bulk)
{
	return arena_printf(arena, "%" PRId64 "/%" PRId64, bulk->done, bulk->total);
}

/* ---- writing it down */

static err_t put(struct desk *desk, struct bulk *bulk, struct bulk *next)
{
	err_t err = desk_end(desk, store_bulk_put(desk->store, next));

	if (err == NULL)
		*bulk = *next;
	return err;
}

err_t desk_bulk_add(struct desk *desk, struct bulk *bulk, const struct bulk_held *held, size_t named)
{
	struct bulk next = *bulk;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = store_bulk_put(desk->store, &next);
	for (size_t i = 0; err == NULL && i < named; i++)
		err = store_bulk_held_add(desk->store, next.id, held[i].id, held[i].why);
	err = desk_end(desk, err);
	if (err == NULL)
		*bulk = next;
	return err;
}

err_t desk_bulk_list(struct desk *desk, struct bulk *bulk, int64_t position, const int64_t *ids, size_t count)
{
	struct bulk next = *bulk;
	struct str text = { 0 };
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < count; i += PART) {
		str_clear(&text);
		for (size_t k = i; k < i + PART && k < count; k++)
			str_printf(&text, "%" PRId64 " ", ids[k]);
		err = store_bulk_part_add(desk->store, bulk->id, position + (int64_t)i, str_text(&text));
	}
	str_finish(&text);
	if (position + (int64_t)count == bulk->total)
		next.state = BULK_GOING;
	if (err == NULL)
		return put(desk, bulk, &next);
	return desk_end(desk, err);
}

err_t desk_bulk_key(struct desk *desk, struct bulk *bulk, const char *key)
{
	struct bulk next = *bulk;
	err_t err = desk_begin_system(desk);

	next.key = key;
	return err != NULL ? err : put(desk, bulk, &next);
}

err_t desk_bulk_end(struct desk *desk, struct bulk *bulk, const char *answer)
{
	struct bulk next = *bulk;
	err_t err = desk_begin_system(desk);

	next.state = BULK_OVER;
	next.answer = answer;
	return err != NULL ? err : put(desk, bulk, &next);
}

err_t desk_bulk_drop(struct desk *desk, struct bulk *bulk)
{
	struct bulk next = *bulk;

	next.state = BULK_OVER;
	return store_bulk_put(desk->store, &next);
}

/* ---- a slice */

void desk_bulk_slice(struct desk *desk, struct bulk *bulk)
{
	desk->bulk = bulk;
}

err_t desk_bulk_hold(struct desk *desk, struct bulk *bulk, int64_t conversation, const char *why)
{
	bulk->held++;
	return bulk->apart + bulk->held > BULK_NAMED ? NULL : store_bulk_held_add(desk->store, bulk->id, conversation, why);
}

/*
 * What would put it back.  A part that was found by a query, or became one since, was changed in its whole, which
 * is put back once.
 */
static err_t lines_find(struct desk *desk, const struct bulk *bulk, int64_t conversation, const char **out)
{
	struct store *store = desk->store;
	const char *done = "";
	struct touched *touched, *head;
	err_t err = store_journal_step(store, desk->arena, conversation, bulk->undoes, out);

	if (err != NULL || (*out)[0] != '\0')
		return err;
	err = conversation_touch(desk, conversation, &touched);
	if (err == NULL)
		err = conversation_head(desk, touched, &head);
	if (err != NULL || head == touched || head->counted)
		return err;
	if (bulk->entry != 0)
		err = store_journal_step(store, desk->arena, touched->row.conv.root, bulk->entry, &done);
	return err != NULL || done[0] != '\0' ? err
		: store_journal_step(store, desk->arena, touched->row.conv.root, bulk->undoes, out);
}

err_t desk_bulk_back(struct desk *desk, const struct bulk *bulk, int64_t conversation, bool only_look, bool *touched,
	const char **why)
{
	struct steps steps = { .desk = desk, .arena = desk->arena, .verb = bulk->call };
	struct undone done = { .call = bulk->about };
	bool found = false;
	err_t err = store_journal_get(desk->store, desk->arena, bulk->undoes, &steps.entry, &found);

	*touched = false;
	*why = NULL;
	if (err == NULL)
		err = lines_find(desk, bulk, conversation, &steps.entry.inverse);
	if (err != NULL || steps.entry.inverse[0] == '\0')
		return err;
	err = steps_parse(&steps);
	if (err == NULL)
		err = steps_check(&steps, (struct undo_wish){ .partly = true }, &done);
	if (err != NULL)
		return err;
	if (done.left_count > 0)
		*why = done.left[0].why;
	*touched = done.count > 0;
	return only_look || done.count == 0 ? NULL : steps_take(&steps, &done);
}

/* ---- its entry */

static err_t entry_add(struct desk *desk, struct bulk *bulk)
{
	struct journal_row row = {
		.at_ms = desk->now_ms, .agent = desk->actor.agent, .session = desk->actor.session,
		.origin = desk->actor.origin, .call = desk->call, .answer = "{}", .seq = desk->before.seq,
		.inverse = desk->keeps_inverse ? arena_printf(desk->arena, BULK_INVERSE "%" PRId64 "\n", bulk->id) : "",
		.undoes = desk->taking.entry, .about = desk->taking.about
	};
	err_t err = store_journal_add(desk->store, &row, &bulk->entry);

	if (err == NULL && row.undoes != 0)
		err = store_journal_taken_back(desk->store, row.undoes, bulk->entry);
	return err;
}

/* The lines about that conversation, which lie together, because each was done behind the other. */
static const char *lines_of(struct arena *arena, const char **rest, int64_t conversation)
{
	const char *begin = *rest;

	while (**rest != '\0') {
		const char *number = strchr(*rest, ' ');

		if (number == NULL || strtoll(number, NULL, 10) != conversation)
			break;
		*rest += strcspn(*rest, "\n");
		*rest += **rest == '\n';
	}
	return arena_copy_n(arena, begin, (size_t)(*rest - begin));
}

err_t bulk_journal(struct desk *desk, bool told)
{
	struct bulk *bulk = desk->bulk;
	const char *rest = str_text(&desk->inverse);
	err_t err = NULL;

	for (size_t i = 0; err == NULL && told && i < desk->touched_count; i++) {
		const struct touched *touched = desk->touched[i];

		if (!touched->counted)
			continue;
		if (bulk->entry == 0)
			err = entry_add(desk, bulk);
		if (err == NULL)
			err = store_journal_touch(desk->store, touched->row.conv.id, bulk->entry,
				touched->row.conv.rev, lines_of(desk->arena, &rest, touched->row.conv.id));
		bulk->changed++;
	}
	if (err == NULL && *rest != '\0')
		err = err_make(ERR_STORE, "a step back is about another conversation than its change: %s", rest);
	return err != NULL ? err : store_bulk_put(desk->store, bulk);
}
