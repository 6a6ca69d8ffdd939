/* SPDX-License-Identifier: ISC */
/* A member's scope: from lists of names to a query, and that query joined to another one. */
#include "guichet/model/scope.h"

#include <string.h>

#include "query_tree.h"

enum { VALUES_AT_ONCE = 50 };	/* of one term; a larger team takes several */

/* Names hold no quotes: they were checked when they were given, and a ledger's stand for nobody who holds. */
static void names_add(struct str *out, const char *field, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i % VALUES_AT_ONCE == 0)
			str_printf(out, "%s%s:", i > 0 ? " or " : "", field);
		str_printf(out, "%s\"%s\"", i % VALUES_AT_ONCE > 0 ? "," : "", names[i]);
	}
}

const char *scope_text(struct arena *arena, const struct scope_lists *lists)
{
	struct str out = { 0 };
	const char *copy;

	if (lists->accounts == NULL && lists->holders == NULL)
		return NULL;
	if (lists->accounts != NULL) {
		str_add_char(&out, '(');
		names_add(&out, "account", lists->accounts, lists->account_count);
		str_add(&out, ") ");
	}
	if (lists->holders != NULL) {
		str_add(&out, "(assignee:nobody,me");
		if (lists->holder_count > 0)
			str_add(&out, " or ");
		names_add(&out, "assignee", lists->holders, lists->holder_count);
		str_add_char(&out, ')');
	}
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

static struct query_node *node_copy(struct arena *arena, const struct query_node *node)
{
	struct query_node *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *node;
	copy->next = NULL;
	return copy;
}

/* The scope's terms stand first; what an and joined stays beside them, so that indexes are still seen. */
static struct query_node *joined(struct arena *arena, struct query_node *scope, struct query_node *asked)
{
	struct query_node *both = arena_alloc(arena, sizeof(*both)), **end = &both->first;
	struct query_node *const sides[] = { scope, asked };

	both->kind = NODE_AND;
	for (size_t i = 0; i < 2; i++) {
		struct query_node *node = sides[i];

		if (node == NULL)
			continue;
		node = node->kind == NODE_AND ? node->first : node_copy(arena, node);
		for (*end = node; *end != NULL; end = &(*end)->next)
			;
	}
	return both;
}

err_t query_within(struct arena *arena, struct query *query, const char *scope)
{
	struct query *within = NULL;
	err_t err = scope == NULL ? NULL : query_parse(arena, scope, &within);

	if (err != NULL || within == NULL)
		return err;
	if (query->count + within->count > QUERY_TERMS)
		return err_make(ERR_USAGE, "query: more than %d terms beside those of your scope",
			QUERY_TERMS - (int)within->count);
	query->root = joined(arena, within->root, query->root);
	for (size_t i = 0; i < within->count; i++)
		query->terms[query->count++] = within->terms[i];
	query->names_merged = false;
	return NULL;
}

bool scope_has_whole_account(const char *scope, const char *account)
{
	struct arena *arena = arena_create();
	struct query *query = NULL;
	bool whole = scope_has_account(scope, account);

	if (whole && scope != NULL && query_parse(arena, scope, &query) == NULL)
		for (size_t i = 0; i < query->count; i++)
			whole = whole && query->terms[i]->field == FIELD_ACCOUNT;
	arena_destroy(arena);
	return whole;
}

bool scope_has_account(const char *scope, const char *account)
{
	struct arena *arena = arena_create();
	struct query *query = NULL;
	bool has = scope == NULL;

	if (!has && query_parse(arena, scope, &query) == NULL) {
		bool narrowed = false;

		for (size_t i = 0; !has && i < query->count; i++) {
			const struct query_term *term = query->terms[i];

			narrowed = narrowed || term->field == FIELD_ACCOUNT;
			for (size_t k = 0; !has && term->field == FIELD_ACCOUNT && k < term->count; k++)
				has = strcmp(term->values[k].text, account) == 0;
		}
		has = has || !narrowed;
	}
	arena_destroy(arena);
	return has;
}
