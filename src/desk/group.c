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

err_t desk_group_end(struct desk *desk)
{
	struct change *changes = desk->group_changes;
	size_t count = desk->group_count;
	err_t err = store_commit(desk->store);

	desk->group = false;
	desk->group_changes = NULL;
	desk->group_count = 0;
	if (err != NULL && desk->group_used) {
		desk->before = desk->group_before;
		desk->open = true;
	}
	if (err != NULL) {
		store_rollback(desk->store);
		desk_rollback(desk);
	} else {
		arena_reset(desk->arena);
		for (size_t i = 0; i < count; i++)
			desk_note_change(desk, changes[i].kind, changes[i].id);
		observers_tell(desk);
	}
	free(changes);
	return err;
}
