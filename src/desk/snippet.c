/* SPDX-License-Identifier: ISC */
/* Saved replies: kept, found by name and language, and filled in from a conversation. */
#include "guichet/desk/snippet.h"

#include <string.h>

#include "private.h"

/* ---- what there is */

err_t read_snippets(struct reader *reader, struct arena *arena, int64_t agent, struct snippet_row **out, size_t *count)
{
	return store_snippets(reader->store, arena, agent, out, count);
}

/* "fr-CA" is "fr" to a text that is in "fr". */
static bool same_language(const char *a, const char *b)
{
	size_t len = strlen(b);

	return len > 0 && strncasecmp(a, b, len) == 0 && (a[len] == '\0' || a[len] == '-');
}

/* Better is higher: the language first, then whose it is. */
static int fits(const struct snippet_row *row, const char *lang)
{
	int language = lang != NULL && same_language(lang, row->lang) ? 4 : *row->lang == '\0' ? 2 : 0;

	return 1 + language + (row->owner != 0);
}

static const struct snippet_row *meant(const struct snippet_row *rows, size_t count, const char *name, const char *lang)
{
	const struct snippet_row *out = NULL;
	int best = 0;

	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].name, name) == 0 && fits(&rows[i], lang) > best) {
			best = fits(&rows[i], lang);
			out = &rows[i];
		}
	return out;
}

/* They come in the order of their names. */
err_t read_snippets_meant(struct reader *reader, struct arena *arena, int64_t agent, const char *lang,
	struct snippet_row **out, size_t *count)
{
	struct snippet_row *rows = NULL;
	size_t all = 0, kept = 0;
	err_t err = store_snippets(reader->store, arena, agent, &rows, &all);

	for (size_t i = 0, next; err == NULL && i < all; i = next) {
		struct snippet_row one;

		for (next = i + 1; next < all && strcmp(rows[next].name, rows[i].name) == 0; next++)
			;
		one = *meant(&rows[i], next - i, rows[i].name, lang);
		rows[kept++] = one;
	}
	*out = rows;
	*count = kept;
	return err;
}

err_t read_snippet(struct reader *reader, struct arena *arena, int64_t agent, const char *name, const char *lang,
	struct snippet_row *out)
{
	const struct snippet_row *found = NULL;
	struct snippet_row *rows = NULL;
	size_t count = 0;
	err_t err = store_snippets(reader->store, arena, agent, &rows, &count);

	if (err == NULL)
		found = meant(rows, count, name, lang);
	if (found != NULL)
		*out = *found;
	return err != NULL || found != NULL ? err : err_make(ERR_NOT_FOUND, "there is no snippet %s", name);
}

err_t read_snippet_place(struct reader *reader, struct arena *arena, int64_t conversation, const char *agent,
	struct snippet_place *out)
{
	struct list_row row = { 0 };
	struct contact contact = { 0 };
	bool found = false;
	err_t err = read_row(reader, arena, conversation, &row);

	if (err == NULL)
		err = store_contact(reader->store, arena, row.conv.contact, &contact, &found);
	if (err != NULL)
		return err;
	*out = (struct snippet_place){
		.values = { [SNIPPET_NAME] = contact.name, [SNIPPET_AGENT] = agent, [SNIPPET_ACCOUNT] = row.account },
		.lang = row.conv.lang != NULL ? row.conv.lang : ""
	};
	return NULL;
}

/* ---- changes */

static err_t owner_of(const struct desk *desk, bool shared, int64_t *out)
{
	*out = shared ? 0 : desk->actor.agent;
	if (shared && !role_may(desk->actor.role, ROLE_LEAD))
		return err_make(ERR_DENIED, "--shared needs the role %s", role_name(ROLE_LEAD));
	return shared || desk->actor.agent != 0 ? NULL : err_make(ERR_DENIED, "a snippet needs an agent who owns it");
}

/* The very one; *mine counts those of that owner. */
static err_t exact(struct desk *desk, int64_t owner, const struct snippet_wish *wish, struct snippet_row *out, bool *found,
	size_t *mine)
{
	struct snippet_row *rows = NULL;
	size_t count = 0;
	err_t err = store_snippets(desk->store, desk->arena, owner, &rows, &count);

	*found = false;
	*mine = 0;
	for (size_t i = 0; err == NULL && i < count; i++) {
		*mine += rows[i].owner == owner;
		if (rows[i].owner == owner && strcmp(rows[i].name, wish->name) == 0 && strcmp(rows[i].lang, wish->lang) == 0) {
			*out = rows[i];
			*found = true;
		}
	}
	return err;
}

err_t desk_snippet_add(struct desk *desk, const struct snippet_wish *wish, bool *added)
{
	struct snippet_row row = { .name = wish->name, .lang = wish->lang, .text = wish->text }, known;
	bool found = false;
	size_t mine = 0;
	err_t err = snippet_check(wish->text);

	if (err == NULL)
		err = owner_of(desk, wish->shared, &row.owner);
	if (err == NULL)
		err = exact(desk, row.owner, wish, &known, &found, &mine);
	if (err == NULL && !found && mine >= SNIPPETS_MOST)
		err = err_make(ERR_LIMIT, "there are %d snippets already", SNIPPETS_MOST);
	if (err == NULL)
		err = store_snippet_put(desk->store, &row);
	*added = !found;
	return err;
}

err_t desk_snippet_remove(struct desk *desk, const struct snippet_wish *wish)
{
	struct snippet_row known = { 0 };
	int64_t owner = 0;
	bool found = false;
	size_t mine;
	err_t err = owner_of(desk, wish->shared, &owner);

	if (err == NULL)
		err = exact(desk, owner, wish, &known, &found, &mine);
	if (err == NULL && !found)
		err = *wish->lang != '\0' ? err_make(ERR_NOT_FOUND, "there is no snippet %s in %s", wish->name, wish->lang) :
			err_make(ERR_NOT_FOUND, "there is no snippet %s", wish->name);
	return err != NULL ? err : store_snippet_drop(desk->store, known.id);
}

err_t desk_snippet_used(struct desk *desk, int64_t id)
{
	return store_snippet_used(desk->store, id);
}
