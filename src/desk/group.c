/* SPDX-License-Identifier: ISC */
/*
 * Transactions that share a commit.  Each is a savepoint; what observers must
 * hear and what a failing commit must undo in memory is kept for the end.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/desk.h"
#include "private.h"

void group_keep(struct desk *desk)
{
	size_t count = desk->group_count + desk->change_count;

	if (desk->change_count > 0) {
		desk->group_changes = mem_grow(desk->group_changes, count, sizeof(struct change));
		memcpy(desk->group_changes + desk->group_count, desk->changes,
			desk->change_count * sizeof(struct change));
		desk->group_count = count;
	}
}

err_t desk_group_begin(struct desk *desk)
{
	err_t err;

	assert(!desk->open && !desk->group);
	err = store_begin(desk->store);
	desk->group = err == NULL;
	desk->group_used = false;
	return err;
}

/* In memory too everything is as it was before. */
static void group_lose(struct desk *desk)
{
	if (desk->group_used) {
		desk->before = desk->group_before;
		desk->open = true;
	}
	store_rollback(desk->store);
	desk_rollback(desk);
}

static struct change *group_over(struct desk *desk, size_t *count)
{
	struct change *changes = desk->group_changes;

	*count = desk->group_count;
	desk->group = false;
	desk->group_changes = NULL;
	desk->group_count = 0;
	return changes;
}

void desk_group_undo(struct desk *desk)
{
	size_t count;

	if (desk->open)
		desk_rollback(desk);
	free(group_over(desk, &count));
	group_lose(desk);
}

err_t desk_group_end(struct desk *desk)
{
	size_t count;
	err_t err = store_commit(desk->store);
	struct change *changes = group_over(desk, &count);

	if (err != NULL) {
		group_lose(desk);
	} else {
		arena_reset(desk->arena);
		for (size_t i = 0; i < count; i++)
			change_note(desk, changes[i]);
		observers_tell(desk);
	}
	free(changes);
	return err;
}
