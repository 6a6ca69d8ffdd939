/* SPDX-License-Identifier: ISC */
/*
 * A tree as SQL that SQLite and PostgreSQL both take: columns always carry
 * their table, a negation treats NULL as "no", what a person typed is a
 * parameter and never part of the text (query_terms.c).  Free words that must
 * hold anyway become one expression for the full-text index; those inside an
 * or, or under a negation of their own, ask it beside.
 */
#include "query_builder.h"

#include <inttypes.h>

/* ---- words */

/* A quoted FTS5 string: no operator inside it means anything. */
static void word_add(struct str *out, const char *word)
{
	str_add_char(out, '"');
	for (const char *p = word; *p != '\0'; p++) {
		if (*p == '"')
			str_add_char(out, '"');
		str_add_char(out, *p);
	}
	str_add_char(out, '"');
}

static void words_add(struct str *out, const struct query_node *node)
{
	if (node->kind == NODE_TERM) {
		word_add(out, node->term->values[0].text);
		return;
	}
	str_add_char(out, '(');
	for (const struct query_node *child = node->first; child != NULL; child = child->next) {
		str_add(out, child == node->first ? "" : node->kind == NODE_AND ? " AND " : " OR ");
		words_add(out, child);
	}
	str_add_char(out, ')');
}

static void words_ask(struct query_builder *builder, const struct query_node *node)
{
	struct str words = { 0 };

	words_add(&words, node);
	if (builder->context->one)
		query_bind_text(builder, "(EXISTS (SELECT 1 FROM conversation k CROSS JOIN message w ON w.conversation = k.id"
			" CROSS JOIN message_fts ON message_fts.rowid = w.id"
			" WHERE (k.id = c.id OR (k.root <> 0 AND k.root = c.id)) AND message_fts MATCH ",
			str_text(&words), "))");
	else
		query_bind_text(builder, "(c.id IN (SELECT CASE WHEN k.root <> 0 THEN k.root ELSE k.id END"
		" FROM message_fts CROSS JOIN message w ON w.id = message_fts.rowid"
		" CROSS JOIN conversation k ON k.id = w.conversation WHERE message_fts MATCH ",
		str_text(&words), "))");
	str_finish(&words);
}

/* ---- the tree */

static void node_add(struct query_builder *builder, const struct query_node *node)
{
	if (query_is_wordy(node)) {
		words_ask(builder, node);
		return;
	}
	str_add(&builder->where, node->kind == NODE_NOT ? "NOT COALESCE(" : "(");
	if (node->kind == NODE_TERM) {
		for (size_t i = 0; i < node->term->count; i++) {
			str_add(&builder->where, i > 0 ? " OR (" : "(");
			query_add_value(builder, node->term->field, &node->term->values[i]);
			str_add_char(&builder->where, ')');
		}
	} else {
		for (const struct query_node *child = node->first; child != NULL; child = child->next) {
			str_add(&builder->where, child == node->first ? "" : node->kind == NODE_AND ? " AND " : " OR ");
			node_add(builder, child);
		}
	}
	str_add(&builder->where, node->kind == NODE_NOT ? ", FALSE)" : ")");
}

/* Who wrote, whom notes name, who has a note, what was promised: an index knows those few. */
static bool is_of_few(const struct query_node *node)
{
	if (node->kind != NODE_TERM)
		return false;
	switch (node->term->field) {
	case FIELD_FROM: case FIELD_MENTIONS: case FIELD_PROMISE:
		return true;
	case FIELD_HAS:
		return node->term->values[0].number != HAS_LINK;
	case FIELD_IS:
		return node->term->count == 1 && (node->term->values[0].number == IS_MENTIONED ||
			node->term->values[0].number == IS_PROMISED || node->term->values[0].number == IS_FOLLOWED);
	default:
		return false;
	}
}

static bool is_of_one_tag(const struct query_node *node)
{
	return node->kind == NODE_TERM && node->term->field == FIELD_TAG && node->term->count == 1;
}

/* Something that must hold; words wait for what else must. */
static void must_hold(struct query_builder *builder, const struct query_node *node, bool has_words)
{
	bool negated = node->kind == NODE_NOT && query_is_wordy(node->first) && has_words;
	struct str *out = negated ? &builder->without : &builder->match;

	if (negated || query_is_wordy(node)) {
		str_add(out, out->len == 0 ? "" : negated ? " OR " : " AND ");
		words_add(out, negated ? node->first : node);
		return;
	}
	builder->out->few = builder->out->few || is_of_few(node);
	str_add(&builder->where, builder->where.len > 0 ? " AND " : "");
	builder->tag = builder->tagged && is_of_one_tag(node) ? node->term : NULL;
	node_add(builder, node);
	builder->tag = NULL;
}

static void root_add(struct query_builder *builder, const struct query_node *root)
{
	bool has_words = false;

	if (root->kind != NODE_AND) {
		must_hold(builder, root, false);
		return;
	}
	for (const struct query_node *child = root->first; child != NULL; child = child->next)
		has_words = has_words || query_is_wordy(child);
	for (const struct query_node *child = root->first; child != NULL; child = child->next)
		must_hold(builder, child, has_words);
}

static unsigned statuses_of(const struct query_term *term)
{
	unsigned bits = 0;

	for (size_t i = 0; term != NULL && i < term->count; i++)
		bits |= 1U << term->values[i].number;
	return bits;
}

/* A value takes up to four parameters, words of their own one. */
static size_t binds_at_most(const struct query *query)
{
	size_t count = 1;

	for (size_t i = 0; i < query->count; i++)
		count += 4 * query->terms[i]->count;
	return count;
}

err_t query_sql(struct arena *arena, const struct query *query, const struct query_context *context,
	struct query_sql *out)
{
	struct query_builder builder = { .arena = arena, .context = context, .out = out };

	*out = (struct query_sql){ 0 };
	out->statuses = statuses_of(query_must(query, FIELD_STATUS));
	builder.tagged = query_tag(query) != NULL;
	out->tags = arena_array(arena, query->count + 1, sizeof(*out->tags));
	out->binds = arena_array(arena, binds_at_most(query), sizeof(*out->binds));
	if (query->root != NULL)
		root_add(&builder, query->root);
	/* The plus keeps the planner from walking the whole queue for it. */
	if (!query->names_merged)
		str_printf(&builder.where, "%s+c.rank < %" PRId64, builder.where.len > 0 ? " AND " : "",
			query->names_spam ? RANK_MERGED : RANK_SPAM);
	out->where = arena_copy(arena, builder.where.len > 0 ? builder.where.text : "1 = 1");
	if (builder.without.len > 0)
		out->match = arena_printf(arena, "(%s) NOT (%s)", builder.match.text, builder.without.text);
	else if (builder.match.len > 0)
		out->match = arena_copy(arena, builder.match.text);
	str_finish(&builder.where);
	str_finish(&builder.match);
	str_finish(&builder.without);
	return NULL;
}
