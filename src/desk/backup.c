/* SPDX-License-Identifier: ISC */
/* The store makes copies; here it is kept when, and said how long ago that was. */
#include "guichet/desk/backup.h"

#include <inttypes.h>

#include "guichet/desk/ledger.h"
#include "private.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

struct checking { struct reader *reader; struct arena *arena; const char *trouble; };

/* What does not fit together in it; NULL: nothing. */
static err_t trouble_of(struct reader *reader, struct arena *arena, const char **out)
{
	struct ledger_verdict verdict = { 0 };
	err_t err = store_reference_check(reader->store, arena, out);

	if (err == NULL && *out == NULL)
		err = ledger_chain_verify(reader, arena, &verdict);
	if (err == NULL && verdict.bad_seq != 0)
		*out = arena_printf(arena, "row %" PRId64 " of the ledger: %s", verdict.bad_seq, verdict.what);
	return err;
}

/* A desk that is damaged wants a copy more than any other: what the desk has itself is no fault of the copy. */
static err_t copy_check(void *data, struct store *store)
{
	struct checking *c = data;
	struct reader copy = { .store = store };
	const char *found = NULL, *was = NULL;
	err_t err = trouble_of(&copy, c->arena, &found);

	if (err != NULL || found == NULL)
		return err;
	err = trouble_of(c->reader, c->arena, &was);
	c->trouble = was;
	return err != NULL || was != NULL ? err : err_make(ERR_STORE, "the copy is damaged: %s", found);
}

err_t read_backup(struct reader *reader, struct arena *arena, const struct backup *backup,
	struct backup_made *made, const char **trouble)
{
	struct checking checking = { .reader = reader, .arena = arena };
	struct backup checked = *backup;
	err_t err;

	checked.check = copy_check;
	checked.check_data = &checking;
	store_rollback(reader->store);
	err = store_backup(reader->store, arena, &checked, made);
	*trouble = checking.trouble;
	return err;
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
