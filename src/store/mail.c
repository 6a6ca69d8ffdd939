/* SPDX-License-Identifier: ISC */
/* Rows of letters and of their deliveries. */
#include "guichet/store/mail.h"

#include "db.h"

enum { PRUNE_AT_ONCE = 100 };

err_t store_letter_add(struct store *store, const struct letter_row *row, int64_t *id)
{
	return db_insert(store, LETTER_ADD, id, "iittttttt", row->at_ms, row->agent, row->kind, row->about, row->subject,
		row->text, row->html, row->file_name, row->file);
}

err_t store_letter(struct store *store, struct arena *arena, int64_t id, struct letter_row *out, bool *found)
{
	out->id = id;
	return db_get(store, arena, LETTER_GET, found, "i:iittttttt", id, &out->at_ms, &out->agent, &out->kind,
		&out->about, &out->subject, &out->text, &out->html, &out->file_name, &out->file);
}

err_t store_letter_empty(struct store *store, int64_t id)
{
	return db_run(store, LETTER_EMPTY, "i", id);
}

err_t store_mail_add(struct store *store, const struct mail_row *row)
{
	return db_run(store, MAIL_ADD, "iti", row->letter, row->recipient, row->next_ms);
}

err_t store_mail_set(struct store *store, const struct mail_row *row)
{
	return db_run(store, MAIL_SET, "iniiiit", row->id, (int)row->state, row->tries, row->next_ms, row->attempted_ms,
		row->over_ms, row->said);
}

static void mail_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct mail_row *out = row;

	*out = (struct mail_row){
		.id = col_int(rows, 0), .letter = col_int(rows, 1), .recipient = col_text(rows, 2, arena),
		.state = (enum outbox_state)col_int(rows, 3), .tries = col_int(rows, 4), .next_ms = col_int(rows, 5),
		.attempted_ms = col_int(rows, 6), .over_ms = col_int(rows, 7), .said = col_text(rows, 8, arena),
		.at_ms = col_int(rows, 9), .agent = col_int(rows, 10), .kind = col_text(rows, 11, arena),
		.about = col_text(rows, 12, arena), .subject = col_text(rows, 13, arena)
	};
}

static err_t one(struct rows *rows, struct arena *arena, struct mail_row *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		mail_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_mail(struct store *store, struct arena *arena, int64_t id, struct mail_row *out, bool *found)
{
	struct rows rows;

	db_query(store, MAIL_GET, &rows, "i", id);
	return one(&rows, arena, out, found);
}

err_t store_mail_next(struct store *store, struct arena *arena, bool held, struct mail_row *out, bool *found)
{
	struct rows rows;

	db_query(store, MAIL_NEXT, &rows, "n", held ? 1 : 0);
	return one(&rows, arena, out, found);
}

err_t store_mail_count(struct store *store, enum outbox_state state, int64_t *out)
{
	return db_get(store, NULL, MAIL_COUNT, NULL, "n:i", (int)state, out);
}

err_t store_mail_in(struct store *store, struct arena *arena, enum outbox_state state, struct mail_row **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, MAIL_IN, &rows, "n", (int)state);
	return rows_list(&rows, arena, sizeof(**out), mail_read, out, count);
}

err_t store_mails(struct store *store, struct arena *arena, const char *kind, int64_t limit, struct mail_row **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, MAIL_LIST, &rows, "ti", kind, limit);
	return rows_list(&rows, arena, sizeof(**out), mail_read, out, count);
}

err_t store_letter_prune(struct store *store, int64_t before_ms)
{
	err_t err = db_run(store, REPORT_DELIVERY_PRUNE, "in", before_ms, PRUNE_AT_ONCE);

	if (err == NULL)
		err = db_run(store, MAIL_PRUNE, "in", before_ms, PRUNE_AT_ONCE);
	return err != NULL ? err : db_run(store, LETTER_PRUNE, "i", before_ms);
}
