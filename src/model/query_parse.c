/* SPDX-License-Identifier: ISC */
/*
 * The query language, from text to a tree: or binds least, then and (which
 * may be left out), then not and the minus.  Whatever can be judged without
 * the database is judged by query_value.c while it is read, so that an error
 * names its column before anything is asked.
 */
#include "query_scan.h"

#include <string.h>

#include "guichet/base/near.h"
#include "guichet/base/utf8.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_spaces(struct scanner *scanner)
{
	while (is_space(*scanner->next))
		scanner->next++;
}

/* Columns count characters from 1. */
size_t query_column(const struct scanner *scanner, const char *at)
{
	size_t count = 1;

	for (const char *p = scanner->text; p < at; p++)
		count += ((unsigned char)*p & 0xC0) != 0x80;
	return count;
}

err_t query_wrong(const struct scanner *scanner, const char *at, const char *what, const char *text)
{
	return err_make(ERR_USAGE, "query: column %zu: %s '%s'", query_column(scanner, at), what, text);
}

err_t query_wrong_value(const struct scanner *scanner, const char *at, err_t err)
{
	return err == NULL ? NULL : err_wrap(err, "query: column %zu", query_column(scanner, at));
}

/* ---- terms */

/*
 * What people know from other searches would silently be looked for as
 * words: refused until it means something.  Smileys and "f(x)" are words.
 */
static err_t word_check(const struct scanner *scanner, const char *at, const char *word)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = strlen(word);
	bool smiley = strpbrk(word, letters) == NULL && len > 1;

	if (word[0] == '*' || word[len - 1] == '*')
		return err_make(ERR_USAGE, "query: column %zu: '*' has no meaning yet; write the whole word",
			query_column(scanner, at));
	if (!smiley && word[len - 1] == ')' && strchr(word, '(') == NULL)
		return err_make(ERR_USAGE, "query: column %zu: ')' closes nothing",
			query_column(scanner, at + len - 1));
	return NULL;
}

/* Up to a space, a comma where commas part values, or what closes the group around it. */
static const char *value_end(const struct scanner *scanner, const char *p, bool commas)
{
	int open = 0;

	for (; *p != '\0' && !is_space(*p) && !(commas && *p == ','); p++) {
		if (*p == ')' && open == 0 && scanner->groups > 0)
			break;
		open += (*p == '(') - (*p == ')' && open > 0);
	}
	return p;
}

static err_t value_scan(struct scanner *scanner, bool commas, char **out)
{
	const char *begin = scanner->next, *end;

	if (*begin == '"') {
		end = strchr(begin + 1, '"');
		if (end == NULL)
			return query_wrong(scanner, begin, "no closing quote for", begin);
		*out = arena_copy_n(scanner->arena, begin + 1, (size_t)(end - begin) - 1);
		scanner->next = end + 1;
		return NULL;
	}
	end = value_end(scanner, begin, commas);
	*out = arena_copy_n(scanner->arena, begin, (size_t)(end - begin));
	scanner->next = end;
	return NULL;
}

static err_t values_scan(struct scanner *scanner, const char *field_at, struct query_term *term)
{
	bool commas = term->field != FIELD_WORDS;

	term->values = arena_array(scanner->arena, commas ? QUERY_VALUES : 1, sizeof(*term->values));
	do {
		struct query_value *value = &term->values[term->count];
		const char *at;
		err_t err;

		if (term->count == QUERY_VALUES)
			return query_wrong(scanner, field_at, "too many values of", query_fields[term->field]);
		if (term->count++ > 0)
			scanner->next++;
		at = scanner->next;
		if ((err = value_scan(scanner, commas, &value->text)) != NULL)
			return err;
		if (value->text[0] == '\0')
			return query_wrong(scanner, at, "a value is missing for", query_fields[term->field]);
		if (term->field == FIELD_WORDS && *at != '"')
			err = word_check(scanner, at, value->text);
		if (err == NULL)
			err = query_value_check(scanner, term->field, at, value);
		if (err != NULL)
			return err;
	} while (commas && *scanner->next == ',');
	return NULL;
}

static const char *field_names(struct arena *arena)
{
	const char *names = query_fields[1];

	for (size_t i = 2; i < FIELDS; i++)
		names = arena_printf(arena, "%s, %s", names, query_fields[i]);
	return names;
}

/* "status:" at the scanner, or FIELD_WORDS when the term is a word. */
static err_t field_scan(struct scanner *scanner, enum query_field *out)
{
	const char *p = scanner->next;
	size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
	struct near near;

	*out = FIELD_WORDS;
	if (len == 0 || p[len] != ':')
		return NULL;
	for (size_t i = 1; i < FIELDS; i++)
		if (strlen(query_fields[i]) == len && memcmp(query_fields[i], p, len) == 0) {
			*out = (enum query_field)i;
			scanner->next += len + 1;
			return NULL;
		}
	near_begin(&near, p, len);
	for (size_t i = 1; i < FIELDS; i++)
		near_try(&near, query_fields[i]);
	if (near.best != NULL)
		return err_make(ERR_USAGE, "query: column %zu: no field '%.*s'; did you mean %s?",
			query_column(scanner, p), (int)len + 1, p, arena_printf(scanner->arena, "%s:", near.best));
	return err_make(ERR_USAGE, "query: column %zu: no field '%.*s', but %s",
		query_column(scanner, p), (int)len + 1, p, field_names(scanner->arena));
}

static bool ends_term(const struct scanner *scanner)
{
	char c = *scanner->next;

	return c == '\0' || is_space(c) || (c == ')' && scanner->groups > 0);
}

static struct query_node *node_make(struct scanner *scanner, enum node_kind kind)
{
	struct query_node *node = arena_alloc(scanner->arena, sizeof(*node));

	node->kind = kind;
	return node;
}

static err_t term_scan(struct scanner *scanner, struct query_node **out)
{
	const char *begin = scanner->next;
	struct query *query = scanner->query;
	struct query_node *node = node_make(scanner, NODE_TERM);
	struct query_term *term = arena_alloc(scanner->arena, sizeof(*term));
	err_t err;

	if (query->count == QUERY_TERMS)
		return query_wrong(scanner, begin, "too many terms at", begin);
	query->terms[query->count++] = node->term = term;
	term->column = query_column(scanner, begin);
	if ((err = field_scan(scanner, &term->field)) != NULL ||
	    (err = values_scan(scanner, begin, term)) != NULL)
		return err;
	if (!ends_term(scanner))
		return query_wrong(scanner, scanner->next, "a space is missing before", scanner->next);
	query->word_count += term->field == FIELD_WORDS;
	query->names_spam = query->names_spam || term->field == FIELD_ID;
	query->names_merged = query->names_merged || term->field == FIELD_ID;
	for (size_t i = 0; i < term->count && term->field == FIELD_IS; i++) {
		query->names_merged = query->names_merged || term->values[i].number == IS_MERGED;
		query->names_spam = query->names_spam || query->names_merged || term->values[i].number == IS_SPAM;
	}
	*out = node;
	return NULL;
}

/* ---- what joins them */

/* The word, small or large, standing alone. */
static size_t joiner(const struct scanner *scanner, const char *small, const char *large)
{
	size_t len = strlen(small);
	const char *p = scanner->next;

	if (strncmp(p, small, len) != 0 && strncmp(p, large, len) != 0)
		return 0;
	return p[len] == '\0' || is_space(p[len]) || strchr("()", p[len]) != NULL ? len : 0;
}

static size_t is_or(const struct scanner *scanner)
{
	return joiner(scanner, "or", "OR");
}

static size_t is_and(const struct scanner *scanner)
{
	return joiner(scanner, "and", "AND");
}

static bool is_end(const struct scanner *scanner)
{
	return *scanner->next == '\0' || (*scanner->next == ')' && scanner->groups > 0);
}

static err_t alone(const struct scanner *scanner, const char *at, size_t len, const char *side)
{
	return err_make(ERR_USAGE, "query: column %zu: nothing stands %s '%.*s'",
		query_column(scanner, at), side, (int)len, at);
}

static err_t any_scan(struct scanner *, struct query_node **);
static err_t one_scan(struct scanner *, struct query_node **);

static err_t group_scan(struct scanner *scanner, struct query_node **out)
{
	const char *begin = scanner->next++;
	err_t err;

	scanner->groups++;
	skip_spaces(scanner);
	if (*scanner->next == '\0')
		return err_make(ERR_USAGE, "query: column %zu: '(' is not closed", query_column(scanner, begin));
	if (*scanner->next == ')')
		return err_make(ERR_USAGE, "query: column %zu: nothing stands between ( and )",
			query_column(scanner, begin));
	err = any_scan(scanner, out);
	if (err != NULL)
		return err;
	if (*scanner->next != ')')
		return err_make(ERR_USAGE, "query: column %zu: '(' is not closed", query_column(scanner, begin));
	scanner->next++;
	scanner->groups--;
	if (!ends_term(scanner))
		return query_wrong(scanner, scanner->next, "a space is missing before", scanner->next);
	return NULL;
}

static err_t not_scan(struct scanner *scanner, size_t len, struct query_node **out)
{
	const char *begin = scanner->next;
	struct query_node *node = node_make(scanner, NODE_NOT);
	err_t err;

	scanner->next += len;
	skip_spaces(scanner);
	if (is_end(scanner))
		return alone(scanner, begin, len, "behind");
	err = one_scan(scanner, &node->first);
	*out = node;
	return err;
}

/* A term, a group, or either of them negated. */
static err_t one_scan(struct scanner *scanner, struct query_node **out)
{
	const char *p = scanner->next;
	size_t negation = joiner(scanner, "not", "NOT"), len;
	err_t err;

	if (negation == 0 && p[0] == '-' && p[1] != '\0' && p[1] != ')' && !is_space(p[1]))
		negation = 1;
	len = is_or(scanner) + is_and(scanner);
	if (len > 0)
		return alone(scanner, p, len, "before");
	if (scanner->depth == QUERY_DEPTH)
		return query_wrong(scanner, p, "too many groups at", p);
	scanner->depth++;
	err = negation > 0 ? not_scan(scanner, negation, out) :
		*p == '(' ? group_scan(scanner, out) : term_scan(scanner, out);
	scanner->depth--;
	return err;
}

/* One is itself; several hang under a node of that kind. */
static struct query_node *joined(struct scanner *scanner, enum node_kind kind, struct query_node *first)
{
	struct query_node *node;

	if (first->next == NULL)
		return first;
	node = node_make(scanner, kind);
	node->first = first;
	return node;
}

/* Terms up to "or", the end, or what closes the group. */
static err_t all_scan(struct scanner *scanner, struct query_node **out)
{
	struct query_node *first = NULL, **end = &first;
	err_t err = NULL;

	do {
		err = one_scan(scanner, end);
		if (err != NULL)
			return err;
		end = &(*end)->next;
		skip_spaces(scanner);
		if (is_and(scanner) > 0) {
			const char *begin = scanner->next;

			scanner->next += is_and(scanner);
			skip_spaces(scanner);
			if (is_end(scanner))
				return alone(scanner, begin, 3, "behind");
		} else if (is_or(scanner) > 0) {
			break;
		}
	} while (!is_end(scanner));
	*out = joined(scanner, NODE_AND, first);
	return NULL;
}

static err_t any_scan(struct scanner *scanner, struct query_node **out)
{
	struct query_node *first = NULL, **end = &first;
	err_t err;

	for (;;) {
		const char *begin;

		err = all_scan(scanner, end);
		if (err != NULL)
			return err;
		end = &(*end)->next;
		if (is_end(scanner))
			break;
		begin = scanner->next;
		scanner->next += is_or(scanner);
		skip_spaces(scanner);
		if (is_end(scanner))
			return alone(scanner, begin, 2, "behind");
	}
	*out = joined(scanner, NODE_OR, first);
	return NULL;
}

err_t query_parse(struct arena *arena, const char *text, struct query **out)
{
	struct scanner scanner = { .arena = arena, .text = text, .next = text };
	err_t err = NULL;

	if (strnlen(text, QUERY_BYTES + 1) > QUERY_BYTES)
		return err_make(ERR_USAGE, "query: longer than %d bytes", QUERY_BYTES);
	if (!utf8_valid(text, strlen(text)))
		return err_make(ERR_USAGE, "query: not UTF-8");
	scanner.query = arena_alloc(arena, sizeof(*scanner.query));
	skip_spaces(&scanner);
	if (*scanner.next != '\0')
		err = any_scan(&scanner, &scanner.query->root);
	if (err == NULL)
		*out = scanner.query;
	return err;
}
