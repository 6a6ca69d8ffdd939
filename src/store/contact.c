/* SPDX-License-Identifier: ISC */
/* Rows of identities as one person has them, notes about them, and links of their profiles. */
#include "guichet/store/contact.h"

#include <string.h>

#include "db.h"
#include "guichet/base/str.h"

static void known_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct known *)row = (struct known){
		.contact = {
			.id = col_int(rows, 0), .network = col_text(rows, 1, arena), .remote_id = col_text(rows, 2, arena),
			.handle = col_text(rows, 3, arena), .name = col_text(rows, 4, arena), .url = col_text(rows, 5, arena),
			.followers = col_int(rows, 6), .bot = col_int(rows, 7) != 0
		},
		.person = col_int(rows, 8), .note = col_text(rows, 9, arena), .conversation = col_int(rows, 10),
		.conversations = col_int(rows, 11), .last_ms = col_int(rows, 12)
	};
}

err_t store_known(struct store *store, struct arena *arena, int64_t identity, struct known *out, bool *found)
{
	struct rows rows;

	db_query(store, KNOWN_GET, &rows, "i", identity);
	*found = rows_next(&rows);
	if (*found)
		known_read(&rows, arena, out);
	return rows_end(&rows);
}

err_t store_known_of(struct store *store, struct arena *arena, int64_t person, struct known **out, size_t *count)
{
	struct rows rows;

	db_query(store, KNOWN_OF, &rows, "i", person);
	return rows_list(&rows, arena, sizeof(**out), known_read, out, count);
}

/* Characters that LIKE would take for more than they are are marked. */
static const char *pattern(struct arena *arena, const char *words)
{
	char *out = arena_alloc(arena, 2 * strlen(words) + 3), *to = out;

	*to++ = '%';
	for (const char *p = words; *p != '\0'; p++) {
		if (*p == '%' || *p == '_' || *p == '!')
			*to++ = '!';
		*to++ = *p == ' ' ? '%' : *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
	}
	*to++ = '%';
	*to = '\0';
	return out;
}

err_t store_known_like(struct store *store, struct arena *arena, const char *words, size_t limit, struct known **out,
	size_t *count)
{
	struct rows rows;

	if (words == NULL)
		db_query(store, KNOWN_NEWEST, &rows, "i", (int64_t)limit);
	else
		db_query(store, KNOWN_LIKE, &rows, "ti", pattern(arena, words), (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), known_read, out, count);
}

err_t store_known_alike(struct store *store, struct arena *arena, const char *name, struct known **out, size_t *count)
{
	struct rows rows;

	/* Behind '@' and '.' comes the next character of ASCII. */
	db_query(store, KNOWN_ALIKE, &rows, "ttttt", name, arena_printf(arena, "%s@", name),
		arena_printf(arena, "%sA", name), arena_printf(arena, "%s.", name), arena_printf(arena, "%s/", name));
	return rows_list(&rows, arena, sizeof(**out), known_read, out, count);
}

err_t store_known_linked(struct store *store, struct arena *arena, int64_t identity, struct known **out, size_t *count)
{
	struct rows rows;

	db_query(store, KNOWN_LINKED, &rows, "i", identity);
	return rows_list(&rows, arena, sizeof(**out), known_read, out, count);
}

err_t store_identity_heard(struct store *store, int64_t identity, int64_t *first_ms, int64_t *last_ms)
{
	*first_ms = *last_ms = 0;
	return db_get(store, NULL, IDENTITY_HEARD, NULL, "i:ii", identity, first_ms, last_ms);
}

err_t store_conversation_heard(struct store *store, int64_t conversation, int64_t *first_ms, int64_t *last_ms)
{
	*first_ms = *last_ms = 0;
	return db_get(store, NULL, CONVERSATION_HEARD, NULL, "i:ii", conversation, first_ms, last_ms);
}

static void text_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(const char **)row = col_text(rows, 0, arena);
}

err_t store_identity_languages(struct store *store, struct arena *arena, int64_t identity, const char ***out, size_t *count)
{
	struct rows rows;

	db_query(store, IDENTITY_LANGUAGES, &rows, "i", identity);
	return rows_list(&rows, arena, sizeof(**out), text_read, out, count);
}

err_t store_person_new(struct store *store, int64_t *person)
{
	return db_insert(store, PERSON_ADD, person, "");
}

err_t store_person_set(struct store *store, int64_t identity, int64_t person)
{
	return db_run(store, IDENTITY_PERSON_SET, "iz", identity, person);
}

err_t store_person_note(struct store *store, struct arena *arena, int64_t identity, const char **out)
{
	*out = "";
	return db_get(store, arena, IDENTITY_NOTE, NULL, "i:t", identity, out);
}

err_t store_person_note_set(struct store *store, int64_t identity, const char *text)
{
	return db_run(store, IDENTITY_NOTE_SET, "it", identity, text);
}

err_t store_profile_links_set(struct store *store, struct arena *arena, int64_t identity, const char *urls)
{
	struct rows rows;
	const char **old = NULL, *was = "";
	size_t count = 0;
	err_t err;

	db_query(store, PROFILE_LINKS, &rows, "i", identity);
	err = rows_list(&rows, arena, sizeof(*old), text_read, &old, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		was = arena_printf(arena, "%s%s\n", was, old[i]);
	if (err != NULL || strcmp(was, urls) == 0)
		return err;
	err = db_run(store, PROFILE_LINK_DROP, "i", identity);
	for (const char *p = urls; err == NULL && *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n')
		err = db_run(store, PROFILE_LINK_ADD, "it", identity, arena_copy_n(arena, p, strcspn(p, "\n")));
	return err;
}
