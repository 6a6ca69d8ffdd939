/* SPDX-License-Identifier: ISC */
/* The store makes copies; here it is kept when, and said how long ago that was. */
#include "guichet/desk/backup.h"

#include <inttypes.h>

#include "private.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

err_t read_backup(struct reader *reader, const struct backup *backup, int64_t *bytes)
{
	store_rollback(reader->store);
	return store_backup(reader->store, backup, bytes);
}

err_t desk_backup_note(struct desk *desk, int64_t at_ms)
{
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	return desk_end(desk, meta_int_set(desk, "backup_at", at_ms));
}

const char *read_backup_age(struct reader *reader, struct arena *arena, int64_t now_ms)
{
	int64_t at_ms = meta_int(reader->store, "backup_at", 0), age_ms = now_ms - at_ms;

	if (at_ms == 0)
		return "no backup was made yet: guichet backup FILE";
	if (age_ms < 2 * HOUR_MS)
		return "the last backup is less than two hours old";
	if (age_ms < 2 * (int64_t)DAY_MS)
		return arena_printf(arena, "the last backup is %" PRId64 " hours old", age_ms / HOUR_MS);
	return arena_printf(arena, "the last backup is %" PRId64 " days old", age_ms / DAY_MS);
}
