/* SPDX-License-Identifier: ISC */
/*
 * Keeps the counts of views where a conversation's row or its tags change,
 * by the difference between the row on the disk and the one that replaces it.
 * A transaction that moves many conversations the same way moves a count once.
 */
#include "tally.h"

#include <string.h>

#include "guichet/desk/recount.h"
#include "guichet/store/tally.h"

static bool same_cell(const struct conversation *a, const struct conversation *b)
{
	return a->status == b->status && a->account == b->account && a->assignee == b->assignee &&
		a->marks == b->marks;
}

/* What the sidebar counts by tag. */
static bool is_counted(const struct conversation *conv)
{
	return conv->status == STATUS_OPEN && (conv->marks & (MARK_SPAM | MARK_MERGED)) == 0;
}

static void cell_add(struct desk *desk, struct tally *tally, const struct conversation *conv, int64_t by)
{
	size_t i = 0;

	while (i < tally->count && !same_cell(&tally->moves[i].of, conv))
		i++;
	if (i == tally->count) {
		tally->moves = list_grow(desk->arena, tally->moves, tally->count, sizeof(*tally->moves));
		tally->moves[tally->count++] = (struct tally_move){ .of = *conv };
	}
	tally->moves[i].by += by;
}

static err_t tags_move(struct desk *desk, const struct touched *touched)
{
	const struct conversation *was = &touched->was, *now = &touched->row.conv;
	bool counted = touched->stored && is_counted(was), counts = is_counted(now), any = true;
	err_t err = NULL;

	if (!touched->stored && !touched->tagged)
		return NULL;
	if (!touched->stored || was->status != now->status || conversation_rank(was) != conversation_rank(now))
		err = store_tag_place(desk->store, now, &any);
	if (err == NULL && any && counted != counts)
		err = store_tag_tally_of(desk->store, now->id, counts ? 1 : -1);
	return err;
}

err_t tally_row(struct desk *desk, struct tally *tally, struct touched *touched)
{
	const struct conversation *now = &touched->row.conv;
	err_t err;

	if (!touched->stored || !same_cell(&touched->was, now)) {
		if (touched->stored)
			cell_add(desk, tally, &touched->was, -1);
		cell_add(desk, tally, now, 1);
	}
	err = tags_move(desk, touched);
	touched->was = *now;
	touched->stored = true;
	touched->tagged = false;
	return err;
}

err_t tally_end(struct desk *desk, struct tally *tally)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < tally->count; i++)
		if (tally->moves[i].by != 0)
			err = store_tally_add(desk->store, &tally->moves[i].of, tally->moves[i].by);
	return err;
}

err_t conversation_tag(struct desk *desk, struct touched *touched, const char *name, bool on, bool *changed)
{
	/* Until its row is on the disk nothing counts it; tally_row() does then. */
	const struct conversation *stands = touched->stored ? &touched->was : &touched->row.conv;
	int64_t by = !touched->stored || !is_counted(stands) ? 0 : on ? 1 : -1;
	err_t err = on ? store_tag_add(desk->store, stands, name, changed)
		: store_tag_drop(desk->store, stands->id, name, changed);

	touched->tagged = true;
	if (err != NULL || !*changed)
		return err;
	return store_tag_tally_add(desk->store, name, by);
}

/* ---- counted anew */

enum { RECOUNT_MOST = 1000 };	/* counts and conversations that are put right in one write */
#define RECOUNTED "recounted"	/* meta: how often that was done */

err_t read_recount(struct reader *reader, struct arena *arena, struct recount *out)
{
	*out = (struct recount){ .after = meta_int(reader->store, RECOUNTED, 0) };
	return store_tally_off(reader->store, arena, &out->off);
}

int64_t recount_differed(const struct recount *recount)
{
	return (int64_t)(recount->off.cell_count + recount->off.tag_count + recount->off.place_count);
}

/*
 * Every write moves a count by what it changes, so a count stays wrong by the
 * same number until that is added: what was written since it was read does
 * not matter, only that nobody else added it.
 */
err_t desk_recount(struct desk *desk, const struct recount *recount, int64_t *left)
{
	const struct tally_offs *off = &recount->off;
	int64_t room = RECOUNT_MOST;
	err_t err = desk_settle(desk);

	*left = recount_differed(recount) > room ? recount_differed(recount) - room : 0;
	if (err == NULL && meta_int(desk->store, RECOUNTED, 0) != recount->after)
		err = err_make(ERR_CONFLICT, "recount: somebody else counted anew meanwhile");
	for (size_t i = 0; err == NULL && i < off->cell_count && room-- > 0; i++)
		err = store_tally_add(desk->store, &off->cells[i].of, off->cells[i].by);
	for (size_t i = 0; err == NULL && i < off->tag_count && room-- > 0; i++)
		err = store_tag_tally_add(desk->store, off->tags[i].name, off->tags[i].count);
	for (size_t i = 0; err == NULL && i < off->place_count && room-- > 0; i++)
		err = store_tag_fill(desk->store, off->places[i]);
	return err != NULL ? err : meta_int_set(desk, RECOUNTED, recount->after + 1);
}
