/* SPDX-License-Identifier: ISC */
/* Rows of the journal, and which conversations each of them touched. */
#include "guichet/store/journal.h"

#include <string.h>

#include "db.h"

static const char *text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

err_t store_journal_find(struct store *store, struct arena *arena, const char *key, int64_t *agent,
	const char **answer, bool *found)
{
	return db_get(store, arena, JOURNAL_FIND, found, "t:it", key, agent, answer);
}

err_t store_journal_add(struct store *store, const struct journal_row *j, int64_t *id)
{
	return db_insert(store, JOURNAL_ADD, id, "tiitntttiit", j->key, j->at_ms, j->agent,
		text_or_empty(j->session), (int)j->origin, text_or_empty(j->call),
		text_or_empty(j->inverse), text_or_empty(j->answer), j->seq, j->undoes,
		text_or_empty(j->about));
}

err_t store_journal_touch(struct store *store, int64_t conversation, int64_t entry, int64_t rev,
	const char *inverse)
{
	return db_run(store, JOURNAL_TOUCH, "iiit", conversation, entry, rev, inverse);
}

err_t store_journal_step(struct store *store, struct arena *arena, int64_t conversation, int64_t entry,
	const char **inverse)
{
	*inverse = "";
	return db_get(store, arena, JOURNAL_STEP, NULL, "ii:t", conversation, entry, inverse);
}

static void journal_read(const struct rows *rows, struct arena *arena, struct journal_row *out)
{
	*out = (struct journal_row){
		.id = col_int(rows, 0), .at_ms = col_int(rows, 1), .agent = col_int(rows, 2),
		.origin = (enum origin)col_int(rows, 3), .call = col_text(rows, 4, arena),
		.inverse = col_text(rows, 5, arena), .seq = col_int(rows, 6),
		.undoes = col_int(rows, 7), .undone = col_int(rows, 8),
		.about = col_text(rows, 9, arena)
	};
}

static err_t journal_one(struct store *store, struct arena *arena, enum statement which, int64_t number,
	struct journal_row *out, bool *found)
{
	struct rows rows;

	db_query(store, which, &rows, "i", number);
	*found = rows_next(&rows);
	if (*found)
		journal_read(&rows, arena, out);
	return rows_end(&rows);
}

err_t store_journal_active(struct store *store, int64_t *at_ms)
{
	return db_get(store, NULL, JOURNAL_ACTIVE, NULL, "n:i", (int)ORIGIN_HUMAN, at_ms);
}

err_t store_journal_get(struct store *store, struct arena *arena, int64_t id, struct journal_row *out,
	bool *found)
{
	return journal_one(store, arena, JOURNAL_GET, id, out, found);
}

err_t store_journal_undoable(struct store *store, struct arena *arena, int64_t agent,
	struct journal_row *out, bool *found)
{
	return journal_one(store, arena, JOURNAL_UNDOABLE, agent, out, found);
}

err_t store_journal_redoable(struct store *store, struct arena *arena, int64_t agent,
	struct journal_row *out, bool *found)
{
	return journal_one(store, arena, JOURNAL_REDOABLE, agent, out, found);
}

err_t store_journal_recent(struct store *store, struct arena *arena, int64_t agent, const char *call,
	int64_t since_ms, struct journal_row **out, size_t *count)
{
	struct journal_row *list = NULL;
	struct rows rows;
	size_t n = 0;
	err_t err;

	db_query(store, JOURNAL_BACK, &rows, "i", agent);
	while (rows_next(&rows) && col_int(&rows, 1) >= since_ms) {
		if (strcmp(col_peek(&rows, 4), call) != 0 || col_int(&rows, 8) != 0)
			continue;
		list = arena_grow(arena, list, n, sizeof(*list));
		journal_read(&rows, arena, &list[n++]);
	}
	err = rows_end(&rows);
	if (err == NULL) {
		*out = list;
		*count = n;
	}
	return err;
}

err_t store_journal_taken_back(struct store *store, int64_t id, int64_t by)
{
	return db_run(store, JOURNAL_TAKEN_BACK, "ii", id, by);
}

err_t store_journal_since(struct store *store, struct arena *arena, int64_t conversation,
	int64_t entry, struct journal_row **out, size_t *count)
{
	struct journal_row *list = NULL;
	struct rows rows;
	size_t n = 0;
	err_t err;

	db_query(store, JOURNAL_SINCE, &rows, "ii", conversation, entry);
	while (rows_next(&rows)) {
		list = arena_grow(arena, list, n, sizeof(*list));
		journal_read(&rows, arena, &list[n++]);
	}
	err = rows_end(&rows);
	if (err == NULL) {
		*out = list;
		*count = n;
	}
	return err;
}

err_t store_journal_rev(struct store *store, int64_t conversation, int64_t entry, int64_t *rev)
{
	*rev = 0;
	return db_get(store, NULL, JOURNAL_REV, NULL, "ii:i", conversation, entry, rev);
}
