/* SPDX-License-Identifier: ISC */
/*
 * guichet-keys(7) as mdoc: keys as they are bound without a configuration,
 * what each does, and the screen's own commands.  The screen lives above this
 * layer and tells its rows one by one.
 */
#include "parts.h"

#include <string.h>

#include "guichet/config/config.h"

struct page {
	struct command_env *env;
	const char *set, *scope;	/* of the section that is open, or NULL */
	struct keys_row keyed;		/* keys of the same command are one item */
	const char *keys;
};

static void lines(struct command_env *env, const char *const *text)
{
	for (; *text != NULL; text++)
		manual_line(env, *text);
}

static void section_end(struct page *page)
{
	if (page->scope != NULL)
		manual_line(page->env, ".El");
	page->scope = NULL;
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void set_begin(struct page *page, const char *set)
{
	struct arena *arena = page->env->arena;

	if (page->set == NULL) {
		manual_line(page->env, ".Sh SETS OF KEYS");
		manual_line(page->env, "The configuration's line");
		manual_line(page->env, ".Ic keys Ar name");
		manual_line(page->env, "lays a set of keys over the defaults; what it does not name stays as it stands above.");
	}
	page->set = arena_copy(arena, set);
}

static const char *scope_words(struct arena *arena, const struct keys_row *of)
{
	const char *scope = of->scope;

	if (of->set != NULL)
		return arena_printf(arena, ".Ss Set %s: %s", of->set, scope);
	for (const struct config_scope *row = config_scopes; row->name != NULL; row++)
		if (strcmp(row->name, scope) == 0)
			return arena_printf(arena, ".Ss %s: %s", manual_capital(arena, row->name), row->help);
	return arena_printf(arena, ".Ss %s", manual_capital(arena, scope));
}

static void section(struct page *page, const struct keys_row *row)
{
	if (page->scope != NULL && same(page->set, row->set) && strcmp(page->scope, row->scope) == 0)
		return;
	section_end(page);
	if (!same(page->set, row->set))
		set_begin(page, row->set);
	manual_line(page->env, scope_words(page->env->arena, row));
	manual_line(page->env, ".Bl -tag -width alt-backspacex -compact");
	page->scope = arena_copy(page->env->arena, row->scope);
}

/* The item that was gathered. */
static void put(struct page *page)
{
	struct command_env *env = page->env;
	struct arena *arena = env->arena;
	const struct keys_row *row = &page->keyed;

	if (page->keys == NULL)
		return;
	section(page, row);
	manual_line(env, arena_printf(arena, ".It Ic %s", page->keys));
	manual_line(env, arena_printf(arena, "%s%s", manual_plain(arena, row->help), row->command == NULL ? "." : ""));
	if (row->command != NULL)
		manual_line(env, arena_printf(arena, ".Pq Ic %s .", manual_plain(arena, row->command)));
	page->keys = NULL;
}

static void on_row(void *data, const struct keys_row *row)
{
	struct page *page = data;
	struct arena *arena = page->env->arena;
	const char *keys = row->keys != NULL ? manual_plain(arena, row->keys) : NULL;

	if (page->keys != NULL && keys != NULL && same(page->keyed.set, row->set) &&
	    strcmp(page->keyed.scope, row->scope) == 0 && same(page->keyed.command, row->command)) {
		page->keys = arena_printf(arena, "%s , %s", page->keys, keys);
		return;
	}
	put(page);
	if (keys == NULL) {	/* a command that no key says */
		section(page, row);
		manual_line(page->env, arena_printf(arena, ".It Ic \\&: Ns Ic %s", manual_plain(arena, row->command)));
		manual_line(page->env, arena_printf(arena, "%s.", manual_plain(arena, row->help)));
		return;
	}
	page->keys = keys;
	page->keyed = (struct keys_row){ .set = row->set != NULL ? arena_copy(arena, row->set) : NULL,
		.scope = arena_copy(arena, row->scope),
		.command = row->command != NULL ? arena_copy(arena, row->command) : NULL, .help = arena_copy(arena, row->help) };
}

void manual_keys(struct command_env *env)
{
	static const char *const head[] = {
		".\\\" SPDX-License-Identifier: ISC",
		".\\\" Made by guichet manual keys from the default bindings and the tables of the screen.",
		".Dd November 22, 2026", ".Dt GUICHET-KEYS 7", ".Os", ".Sh NAME", ".Nm guichet-keys",
		".Nd keys and commands of the screen of the shared social inbox", ".Sh DESCRIPTION",
		"These keys hold unless a configuration says otherwise;",
		".Ic \\&?",
		"lists them as they are bound at that moment.",
		"Keys that are parted by a blank are pressed one after the other, those that are parted by a comma do",
		"the same.",
		"In parentheses stands the command that a key says: it can be typed behind",
		".Ic \\&: ,",
		"chosen from the palette, and bound to another key as",
		".Xr guichet-config 5",
		"explains.",
		"What begins with a colon here has no key of its own.",
		".Pp",
		"A key is looked up in the section of the view that has the keys, then in",
		".Em Global ,",
		"or in",
		".Em Edit",
		"where text is typed.",
		".Sh KEYS",
		NULL,
	};
	static const char *const tail[] = {
		".Sh SEE ALSO",
		".Xr guichet 1 ,",
		".Xr guichet-config 5 ,",
		".Xr guichet-commands 7",
		NULL,
	};
	struct page page = { .env = env };

	lines(env, head);
	if (env->keys != NULL)
		env->keys(on_row, &page);
	put(&page);
	section_end(&page);
	lines(env, tail);
}
