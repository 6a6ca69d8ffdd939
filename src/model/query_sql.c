/* SPDX-License-Identifier: ISC */
/*
 * Terms as SQL that SQLite and PostgreSQL both take: columns always carry
 * their table, a negation treats NULL as "no", what a person typed is a
 * parameter and never part of the text.
 */
#include "query_tree.h"

#include <string.h>

struct builder {
	struct arena *arena;
	const struct query_context *context;
	struct str where, match, without;
	struct query_sql *out;
};

static void bind_number(struct builder *builder, const char *before, int64_t number,
	const char *behind)
{
	builder->out->binds[builder->out->count++] = (struct query_bind){ .number = number };
	str_printf(&builder->where, "%s?%zu%s", before, builder->out->count, behind);
}

static void bind_text(struct builder *builder, const char *before, const char *text,
	const char *behind)
{
	builder->out->binds[builder->out->count++] =
		(struct query_bind){ .is_text = true, .text = arena_copy(builder->arena, text) };
	str_printf(&builder->where, "%s?%zu%s", before, builder->out->count, behind);
}

static void add_assignee(struct builder *builder, const char *value)
{
	int64_t agent = builder->context->agent;

	if (query_is_me(value))
		bind_number(builder, "c.assignee = ", agent != 0 ? agent : -1, "");
	else if (query_is_nobody(value))
		str_add(&builder->where, "c.assignee IS NULL");
	else
		bind_text(builder, "c.assignee = (SELECT g.id FROM agent g WHERE g.name = ", value, ")");
}

static void add_is(struct builder *builder, int64_t is)
{
	if (is >= IS_WORDS) {
		bind_number(builder, "c.status = ", is - IS_WORDS, "");
		return;
	}
	switch ((enum query_is)is) {
	case IS_WAITING:
		str_add(&builder->where, "c.wait_ms <> 0");
		break;
	case IS_BREACHED:
		bind_number(builder, "c.due_ms <> 0 AND c.due_ms < ", builder->context->now_ms, "");
		break;
	case IS_UNASSIGNED:
		add_assignee(builder, "nobody");
		break;
	case IS_MINE:
		add_assignee(builder, "me");
		break;
	case IS_WORDS: case IS_STATUS:
		break;
	}
}

/* The pattern "value" + tail, with the value's own wildcards taken literally. */
static void bind_like(struct builder *builder, const char *before, const char *value,
	const char *tail)
{
	struct str pattern = { 0 };

	for (const char *p = value; *p != '\0'; p++) {
		if (strchr("!%_", *p) != NULL)
			str_add_char(&pattern, '!');
		str_add_char(&pattern, *p);
	}
	str_add(&pattern, tail);
	bind_text(builder, before, str_text(&pattern), " ESCAPE '!'");
	str_finish(&pattern);
}

static void add_from(struct builder *builder, const char *value)
{
	char *handle = arena_copy(builder->arena, query_handle(value));

	for (char *p = handle; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	bind_text(builder, "lower(ltrim(i.handle, '@')) = ", handle, "");
	bind_like(builder, " OR lower(ltrim(i.handle, '@')) LIKE ", handle, "@%");
}

static void add_lang(struct builder *builder, const char *value)
{
	bind_text(builder, "c.lang = ", value, "");
	bind_like(builder, " OR c.lang LIKE ", value, "-%");
}

static void add_value(struct builder *builder, enum query_field field,
	const struct query_value *value)
{
	int64_t now = builder->context->now_ms;

	switch (field) {
	case FIELD_STATUS:
		bind_number(builder, "c.status = ", value->number, "");
		break;
	case FIELD_ASSIGNEE:
		add_assignee(builder, value->text);
		break;
	case FIELD_ACCOUNT:
		bind_text(builder, "a.name = ", value->text, "");
		break;
	case FIELD_NETWORK:
		bind_text(builder, "a.network = ", value->text, "");
		break;
	case FIELD_TAG:
		bind_text(builder, "c.id IN (SELECT t.conversation FROM tag t WHERE t.name = ",
			value->text, ")");
		break;
	case FIELD_VISIBILITY:
		bind_number(builder, "c.visibility = ", value->number, "");
		break;
	case FIELD_FROM:
		add_from(builder, value->text);
		break;
	case FIELD_IS:
		add_is(builder, value->number);
		break;
	case FIELD_LANG:
		add_lang(builder, value->text);
		break;
	case FIELD_BEFORE:
		bind_number(builder, "c.last_ms < ", query_instant(value->text, now), "");
		break;
	case FIELD_AFTER:
		bind_number(builder, "c.last_ms >= ", query_instant(value->text, now), "");
		break;
	case FIELD_ID:
		bind_number(builder, "c.id = ", value->number, "");
		break;
	case FIELD_WORDS: case FIELDS:
		break;
	}
}

/* A quoted FTS5 string: no operator inside it means anything. */
static void add_words(struct builder *builder, const struct query_term *term)
{
	struct str *out = term->negated ? &builder->without : &builder->match;

	str_add(out, out->len > 0 ? (term->negated ? " OR " : " AND ") : "");
	str_add_char(out, '"');
	for (const char *p = term->values[0].text; *p != '\0'; p++) {
		if (*p == '"')
			str_add_char(out, '"');
		str_add_char(out, *p);
	}
	str_add_char(out, '"');
}

static void add_term(struct builder *builder, const struct query_term *term)
{
	if (term->field == FIELD_WORDS) {
		add_words(builder, term);
		return;
	}
	str_add(&builder->where, builder->where.len > 0 ? " AND " : "");
	str_add(&builder->where, term->negated ? "NOT COALESCE((" : "(");
	for (size_t i = 0; i < term->count; i++) {
		str_add(&builder->where, i > 0 ? " OR (" : "(");
		add_value(builder, term->field, &term->values[i]);
		str_add_char(&builder->where, ')');
	}
	str_add(&builder->where, term->negated ? "), FALSE)" : ")");
}

static size_t binds_at_most(const struct query *query)
{
	size_t count = 1;

	for (size_t i = 0; i < query->count; i++)
		count += 2 * query->terms[i].count;
	return count;
}

err_t query_sql(struct arena *arena, const struct query *query, const struct query_context *context,
	struct query_sql *out)
{
	struct builder builder = { .arena = arena, .context = context, .out = out };

	*out = (struct query_sql){ 0 };
	out->binds = arena_array(arena, binds_at_most(query), sizeof(*out->binds));
	for (size_t i = 0; i < query->count; i++)
		add_term(&builder, &query->terms[i]);
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
