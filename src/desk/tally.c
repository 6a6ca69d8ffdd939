/* SPDX-License-Identifier: ISC */
/*
 * Keeps the counts of views where a conversation's row or its tags change,
 * by the difference between the row on the disk and the one that replaces it.
 * A transaction that moves many conversations the same way moves a count once.
 */
#include "tally.h"

#include <string.h>

#include "guichet/desk/account.h"
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
	bool counted = touched->stored && is_counted(was), counts = is_counted(now);
	err_t err = NULL;

	if (!touched->stored && !touched->tagged)
		return NULL;
	if (!touched->stored || was->status != now->status || conversation_rank(was) != conversation_rank(now))
		err = store_tag_place(desk->store, now);
	if (err == NULL && counted != counts)
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

err_t desk_recount(struct desk *desk, int64_t *differed)
{
	err_t err = desk_settle(desk);

	if (err == NULL)
		err = store_tally_differ(desk->store, differed);
	return err != NULL ? err : store_tally_rebuild(desk->store);
}
