/* SPDX-License-Identifier: ISC */
/* Waits and cases as figures want them: a statement for the rows, one for the tags of their conversations. */
#include "guichet/store/fact.h"

#include "guichet/base/keyed.h"
#include "wait_rows.h"

/* ---- tags, a text for each conversation that has any */

struct tagged { int64_t conversation; const char *tags; };
struct tag_row { int64_t conversation; const char *name; };

static void tag_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct tag_row *)row = (struct tag_row){ col_int(rows, 0), col_text(rows, 1, arena) };
}

static err_t tags_of(struct store *store, struct arena *arena, enum statement statement, int64_t since_ms,
	int64_t until_ms, struct tagged **out, size_t *count)
{
	struct tag_row *list = NULL;
	struct tagged *tagged;
	size_t rows_count = 0, used = 0;
	struct rows rows;
	err_t err;

	db_query(store, statement, &rows, "ii", since_ms, until_ms);
	err = rows_list(&rows, arena, sizeof(*list), tag_read, &list, &rows_count);
	if (err != NULL)
		return err;
	tagged = arena_array(arena, rows_count + 1, sizeof(*tagged));
	for (size_t i = 0; i < rows_count; i++) {
		struct tagged *last = used > 0 ? &tagged[used - 1] : NULL;

		if (last != NULL && last->conversation == list[i].conversation)
			last->tags = arena_printf(arena, "%s %s", last->tags, list[i].name);
		else
			tagged[used++] = (struct tagged){ list[i].conversation, list[i].name };
	}
	*out = tagged;
	*count = used;
	return NULL;
}

static const char *tags_find(const struct tagged *list, size_t count, int64_t conversation)
{
	const struct tagged *found = keyed_find(list, count, sizeof(*list), conversation);

	return found != NULL ? found->tags : "";
}

/* ---- rows */

/* A ledger that came from elsewhere may know conversations that are not here. */
static struct fact_place place_read(const struct rows *rows, struct arena *arena, int at)
{
	const char *lang = col_text(rows, at, arena);

	return (struct fact_place){ lang == NULL ? "" : lang, (int)col_int(rows, at + 1), "",
		(int)marks_priority((unsigned)col_int(rows, at + 2)) };
}

static void fact_wait_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct fact_wait *out = row;

	*out = (struct fact_wait){ .place = place_read(rows, arena, WAIT_ROW_COLUMNS) };
	wait_read(rows, arena, &out->wait);
}

static void fact_case_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct fact_case *out = row;

	*out = (struct fact_case){ .place = place_read(rows, arena, CASE_ROW_COLUMNS),
		.contact = col_int(rows, CASE_ROW_COLUMNS + 3) };
	case_read(rows, arena, &out->one);
}

err_t store_fact_waits(struct store *store, struct arena *arena, int64_t since_ms, int64_t until_ms,
	struct fact_wait **out, size_t *count)
{
	struct tagged *tagged = NULL;
	size_t tagged_count = 0;
	struct rows rows;
	err_t err = tags_of(store, arena, FACT_WAIT_TAGS, since_ms, until_ms, &tagged, &tagged_count);

	if (err != NULL)
		return err;
	db_query(store, FACT_WAIT_ROWS, &rows, "ii", since_ms, until_ms);
	err = rows_list(&rows, arena, sizeof(**out), fact_wait_read, out, count);
	for (size_t i = 0; err == NULL && i < *count; i++)
		(*out)[i].place.tags = tags_find(tagged, tagged_count, (*out)[i].wait.conversation);
	return err;
}

err_t store_fact_cases(struct store *store, struct arena *arena, int64_t since_ms, int64_t until_ms,
	struct fact_case **out, size_t *count)
{
	struct tagged *tagged = NULL;
	size_t tagged_count = 0;
	struct rows rows;
	err_t err = tags_of(store, arena, FACT_CASE_TAGS, since_ms, until_ms, &tagged, &tagged_count);

	if (err != NULL)
		return err;
	db_query(store, FACT_CASE_ROWS, &rows, "ii", since_ms, until_ms);
	err = rows_list(&rows, arena, sizeof(**out), fact_case_read, out, count);
	for (size_t i = 0; err == NULL && i < *count; i++)
		(*out)[i].place.tags = tags_find(tagged, tagged_count, (*out)[i].one.conversation);
	return err;
}

err_t store_fact_first(struct store *store, enum fact_set set, int64_t *out)
{
	return db_get(store, NULL, set == FACT_WAITS ? FACT_WAIT_SPAN : FACT_CASE_SPAN, NULL, ":i", out);
}

static void conversation_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct fact_conversation *)row = (struct fact_conversation){ .id = col_int(rows, 0),
		.place = place_read(rows, arena, 1), .contact = col_int(rows, 4) };
}

err_t store_fact_conversations(struct store *store, struct arena *arena, struct fact_conversation **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, FACT_CONVERSATIONS, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), conversation_read, out, count);
}

err_t store_fact_conversation(struct store *store, struct arena *arena, int64_t id, struct fact_conversation *out,
	bool *found)
{
	struct fact_conversation *list = NULL;
	struct rows rows;
	size_t count = 0;
	err_t err;

	db_query(store, FACT_CONVERSATION, &rows, "i", id);
	err = rows_list(&rows, arena, sizeof(*list), conversation_read, &list, &count);
	*found = err == NULL && count > 0;
	if (*found)
		*out = list[0];
	return err;
}
