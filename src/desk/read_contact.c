/* SPDX-License-Identifier: ISC */
/*
 * A person's page: every address they are known by, all that was said on any
 * of them, and who else they may be.  Likeness is only ever offered, each time
 * with its reason; nothing here joins anybody.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "contact.h"

enum { SUGGESTED_MOST = 8, NAME_LEAST = 3, NAME_MOST = 64 };

/* ---- who they are */

static err_t identities_read(struct reader *reader, struct arena *arena, int64_t contact, struct person *out)
{
	struct known self, *all = NULL;
	size_t count = 0;
	bool found = false;
	err_t err = store_known(reader->store, arena, contact, &self, &found);

	if (err == NULL && !found)
		err = err_make(ERR_DATA, "a conversation has no customer");
	if (err == NULL && self.person != 0)
		err = store_known_of(reader->store, arena, self.person, &all, &count);
	if (err != NULL)
		return err;
	out->identities = arena_array(arena, count + 1, sizeof(*out->identities));
	out->identities[out->identity_count++] = self;
	for (size_t i = 0; i < count; i++)
		if (all[i].contact.id != contact)
			out->identities[out->identity_count++] = all[i];
	return NULL;
}

static bool is_known_as(const struct person *person, int64_t identity)
{
	for (size_t i = 0; i < person->identity_count; i++)
		if (person->identities[i].contact.id == identity)
			return true;
	return false;
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = words; (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

static void heard_add(struct person *out, int64_t first, int64_t last)
{
	if (first != 0 && (out->first_ms == 0 || first < out->first_ms))
		out->first_ms = first;
	if (last > out->last_ms)
		out->last_ms = last;
}

static void language_add(struct arena *arena, struct person *out, const char *language)
{
	if (*language != '\0' && !has_word(out->languages, language))
		out->languages = arena_printf(arena, "%s%s%s", out->languages, *out->languages != '\0' ? " " : "", language);
}

/* When they were heard, and in which languages. */
static err_t heard_read(struct reader *reader, struct arena *arena, struct person *out)
{
	err_t err = NULL;

	out->languages = "";
	for (size_t i = 0; err == NULL && i < out->identity_count; i++) {
		const char **languages = NULL;
		size_t count = 0;
		int64_t first = 0, last = 0;

		err = store_identity_heard(reader->store, out->identities[i].contact.id, &first, &last);
		if (err == NULL)
			err = store_identity_languages(reader->store, arena, out->identities[i].contact.id, &languages, &count);
		heard_add(out, first, last);
		for (size_t k = 0; err == NULL && k < count; k++)
			language_add(arena, out, languages[k]);
	}
	return err;
}

/* ---- what was said */

static int order_of(const struct list_row *row)
{
	return row->conv.status == STATUS_OPEN ? 0 : status_is_over(row->conv.status) ? 2 : 1;
}

static int row_compare(const void *left, const void *right)
{
	const struct list_row *a = left, *b = right;

	if (order_of(a) != order_of(b))
		return order_of(a) - order_of(b);
	if (a->conv.last_ms != b->conv.last_ms)
		return a->conv.last_ms > b->conv.last_ms ? -1 : 1;
	return a->conv.id > b->conv.id ? -1 : a->conv.id < b->conv.id;
}

static err_t rows_read(struct reader *reader, struct arena *arena, int64_t contact, size_t limit, struct person *out)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_conversation_others(reader->store, arena, contact, 0, limit + 1, &ids, &count);

	if (err != NULL)
		return err;
	out->more = count > limit;
	count = out->more ? limit : count;
	out->rows = arena_array(arena, count + 1, sizeof(*out->rows));
	for (size_t i = 0; err == NULL && i < count; i++)
		err = read_row(reader, arena, ids[i], &out->rows[out->row_count++]);
	if (out->row_count > 1)
		qsort(out->rows, out->row_count, sizeof(*out->rows), row_compare);
	return err;
}

/* ---- who else they may be */

static void suggest(struct person *out, const struct known *who, const char *why)
{
	if (is_known_as(out, who->contact.id) || who->conversation == 0 || out->suggested_count == SUGGESTED_MOST)
		return;
	for (size_t i = 0; i < out->suggested_count; i++)
		if (out->suggested[i].who.contact.id == who->contact.id)
			return;
	out->suggested[out->suggested_count++] = (struct suggested){ *who, why };
}

/* The whole address in small letters, and where its name ends: "lea@example.org", 3. */
static const char *address_fold(struct arena *arena, const char *handle, size_t *name)
{
	char *out = arena_copy(arena, handle + (*handle == '@'));

	for (char *p = out; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	*name = strcspn(out, "@.");
	return out;
}

/* A name alone says nothing on the same network: each server has its own lea. */
static err_t alike_suggest(struct reader *reader, struct arena *arena, const struct known *self, struct person *out)
{
	struct known *found = NULL;
	size_t count = 0, name, other;
	const char *address = address_fold(arena, self->contact.handle, &name);
	err_t err;

	if (name < NAME_LEAST || name > NAME_MOST)
		return NULL;
	err = store_known_alike(reader->store, arena, arena_copy_n(arena, address, name), &found, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		bool same = address[name] == '@' &&
			strcmp(address_fold(arena, found[i].contact.handle, &other), address) == 0;

		if (same || strcmp(found[i].contact.network, self->contact.network) != 0)
			suggest(out, &found[i], same ? "address" : "handle");
	}
	return err;
}

static err_t others_suggest(struct reader *reader, struct arena *arena, struct person *out)
{
	err_t err = NULL;

	out->suggested = arena_array(arena, SUGGESTED_MOST, sizeof(*out->suggested));
	for (size_t i = 0; err == NULL && i < out->identity_count; i++) {
		struct known *found = NULL;
		size_t count = 0;

		err = store_known_linked(reader->store, arena, out->identities[i].contact.id, &found, &count);
		for (size_t k = 0; err == NULL && k < count; k++)
			suggest(out, &found[k], "links");
	}
	for (size_t i = 0; err == NULL && i < out->identity_count; i++)
		err = alike_suggest(reader, arena, &out->identities[i], out);
	return err;
}

err_t read_person(struct reader *reader, struct arena *arena, int64_t conversation, size_t limit, struct person *out)
{
	struct person person = { 0 };
	struct list_row row;
	err_t err = read_row(reader, arena, conversation, &row);

	if (err == NULL)
		err = identities_read(reader, arena, row.conv.contact, &person);
	if (err == NULL)
		err = heard_read(reader, arena, &person);
	if (err == NULL)
		err = rows_read(reader, arena, row.conv.contact, limit, &person);
	if (err == NULL)
		err = others_suggest(reader, arena, &person);
	if (err == NULL)
		*out = person;
	return err;
}

err_t read_people(struct reader *reader, struct arena *arena, const char *words, size_t limit, struct known **out,
	size_t *count)
{
	return store_known_like(reader->store, arena, words, limit, out, count);
}

/* ---- of what a scope shows */

static err_t rows_narrow(struct reader *reader, struct arena *arena, const struct actor *actor, struct list_row *rows,
	size_t *count)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < *count; i++) {
		bool seen = false;

		err = read_seen(reader, arena, actor, rows[i].conv.id, &seen);
		if (seen)
			rows[kept++] = rows[i];
	}
	*count = kept;
	return err;
}

static void known_count(struct known *known, const struct list_row *rows, size_t count)
{
	known->conversation = known->conversations = known->last_ms = 0;
	for (size_t i = 0; i < count; i++) {
		const struct conversation *conv = &rows[i].conv;

		if (conv->contact != known->contact.id)
			continue;
		known->conversations++;
		if (conv->id > known->conversation)
			known->conversation = conv->id;
		if (conv->last_ms > known->last_ms)
			known->last_ms = conv->last_ms;
	}
}

err_t known_narrow(struct reader *reader, struct arena *arena, const struct actor *actor, struct known *known, bool *seen)
{
	struct person person = { 0 };
	err_t err = rows_read(reader, arena, known->contact.id, PERSON_LOOKED_MOST, &person);

	if (err == NULL)
		err = rows_narrow(reader, arena, actor, person.rows, &person.row_count);
	known_count(known, person.rows, person.row_count);
	*seen = err == NULL && known->conversation != 0;
	return err;
}

/* What is shown in one row, as far as it is of that person: a part is seen with its whole. */
static err_t row_heard(struct reader *reader, struct arena *arena, int64_t id, struct person *out)
{
	int64_t *ids = NULL, first, last;
	size_t count = 0;
	err_t err = store_whole(reader->store, arena, id, &ids, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct stored_conversation part;
		bool found = false;

		err = store_conversation(reader->store, arena, ids[i], &part, &found);
		if (err != NULL || !found || !is_known_as(out, part.conv.contact))
			continue;
		err = store_conversation_heard(reader->store, ids[i], &first, &last);
		if (err == NULL)
			heard_add(out, first, last);
	}
	return err;
}

static err_t heard_narrow(struct reader *reader, struct arena *arena, struct person *out)
{
	err_t err = NULL;

	out->languages = "";
	out->first_ms = out->last_ms = 0;
	for (size_t i = 0; err == NULL && i < out->row_count; i++) {
		err = row_heard(reader, arena, out->rows[i].conv.id, out);
		language_add(arena, out, out->rows[i].conv.lang == NULL ? "" : out->rows[i].conv.lang);
	}
	return err;
}

static err_t suggested_narrow(struct reader *reader, struct arena *arena, const struct actor *actor, struct person *out)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < out->suggested_count; i++) {
		bool seen = false;

		err = known_narrow(reader, arena, actor, &out->suggested[i].who, &seen);
		if (seen)
			out->suggested[kept++] = out->suggested[i];
	}
	out->suggested_count = kept;
	return err;
}

err_t person_narrow(struct reader *reader, struct arena *arena, const struct actor *actor, size_t limit,
	struct person *person)
{
	size_t kept = 0;
	err_t err = rows_narrow(reader, arena, actor, person->rows, &person->row_count);

	if (err == NULL)
		err = heard_narrow(reader, arena, person);
	for (size_t i = 0; err == NULL && i < person->identity_count; i++) {
		struct known *known = &person->identities[i];

		known_count(known, person->rows, person->row_count);
		if (i == 0 || known->conversation != 0)
			person->identities[kept++] = *known;
	}
	person->identity_count = kept;
	if (err == NULL)
		err = suggested_narrow(reader, arena, actor, person);
	person->more = person->row_count > limit;
	person->row_count = person->more ? limit : person->row_count;
	return err;
}
