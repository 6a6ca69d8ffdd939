/* SPDX-License-Identifier: ISC */
/*
 * The query language: text to terms, and terms against one row in memory.
 * Whatever can be judged without the database (states, numbers, times) is
 * judged here, so that an error names its column before anything is asked.
 */
#include "query_tree.h"

#include <string.h>
#include <strings.h>

#include "call_args.h"
#include "guichet/base/utf8.h"

static const char *const fields[FIELDS] = {
	[FIELD_WORDS] = "", [FIELD_STATUS] = "status", [FIELD_ASSIGNEE] = "assignee",
	[FIELD_ACCOUNT] = "account", [FIELD_NETWORK] = "network", [FIELD_TAG] = "tag",
	[FIELD_VISIBILITY] = "visibility", [FIELD_FROM] = "from", [FIELD_IS] = "is",
	[FIELD_LANG] = "lang", [FIELD_BEFORE] = "before", [FIELD_AFTER] = "after", [FIELD_ID] = "id",
};

static const char *const is_words[IS_WORDS] = {
	[IS_WAITING] = "waiting", [IS_BREACHED] = "breached", [IS_UNASSIGNED] = "unassigned",
	[IS_MINE] = "mine",
};

struct scanner {
	struct arena *arena;
	const char *text, *next;
	struct query *query;
	const char *negated_word;	/* the first one, for its column */
	bool has_word;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool query_is_me(const char *value)
{
	return strcmp(value, "me") == 0 || strcmp(value, "@me") == 0;
}

bool query_is_nobody(const char *value)
{
	return strcmp(value, "nobody") == 0;
}

int64_t query_instant(const char *value, int64_t now_ms)
{
	int64_t instant = now_ms;

	err_ignore(arg_time(value, true, now_ms, &instant), "the value was checked when parsed");
	return instant;
}

const char *query_handle(const char *value)
{
	return value[0] == '@' ? value + 1 : value;
}

/* Columns count characters from 1. */
static size_t column(const struct scanner *scanner, const char *at)
{
	size_t count = 1;

	for (const char *p = scanner->text; p < at; p++)
		count += ((unsigned char)*p & 0xC0) != 0x80;
	return count;
}

static err_t wrong(const struct scanner *scanner, const char *at, const char *what,
	const char *text)
{
	return err_make(ERR_USAGE, "query: column %zu: %s '%s'", column(scanner, at), what, text);
}

/* Wraps what a checker of another module said. */
static err_t wrong_value(const struct scanner *scanner, const char *at, err_t err)
{
	return err == NULL ? NULL : err_wrap(err, "query: column %zu", column(scanner, at));
}

/* Behind the words of its own come those of the statuses. */
static const char *is_word(int64_t number)
{
	return number < IS_WORDS ? is_words[number] : status_name((enum status)(number - IS_WORDS));
}

const char *query_field_name(size_t index)
{
	return index + 1 < FIELDS ? fields[index + 1] : NULL;	/* free words have no name */
}

const char *query_is_name(size_t index)
{
	return index < IS_STATUS ? is_word((int64_t)index) : NULL;
}

static err_t value_check(const struct scanner *scanner, enum query_field field, const char *at,
	struct query_value *value)
{
	enum visibility visibility = VIS_PUBLIC;
	enum status status = STATUS_OPEN;
	int64_t ignored;
	err_t err;

	switch (field) {
	case FIELD_STATUS:
		err = status_parse(value->text, &status);
		value->number = status;
		return wrong_value(scanner, at, err);
	case FIELD_VISIBILITY:
		err = visibility_parse(value->text, &visibility);
		value->number = visibility;
		return wrong_value(scanner, at, err);
	case FIELD_IS:
		while (value->number < IS_STATUS && strcmp(is_word(value->number), value->text) != 0)
			value->number++;
		return value->number < IS_STATUS ? NULL : wrong(scanner, at,
			"is: means waiting, breached, unassigned, mine or a status, not", value->text);
	case FIELD_ID:
		return arg_number(value->text, &value->number) ? NULL :
			wrong(scanner, at, "not a number:", value->text);
	case FIELD_BEFORE: case FIELD_AFTER:
		return wrong_value(scanner, at, arg_time(value->text, true, 0, &ignored));
	case FIELD_TAG:
		tag_fold(value->text);
		break;
	case FIELD_WORDS: case FIELD_ASSIGNEE: case FIELD_ACCOUNT: case FIELD_NETWORK:
	case FIELD_FROM: case FIELD_LANG: case FIELDS:
		break;
	}
	return NULL;
}

/*
 * What people know from other searches would silently be looked for as
 * words: refused until it means something.  Smileys and "f(x)" are words.
 */
static err_t word_check(const struct scanner *scanner, const char *at, const char *word)
{
	size_t len = strlen(word);
	bool smiley = strpbrk(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL && len > 1;

	if (strcmp(word, "OR") == 0)
		return err_make(ERR_USAGE, "query: column %zu: 'OR' has no meaning yet; several values: "
			"status:open,pending", column(scanner, at));
	if (word[0] == '*' || word[len - 1] == '*')
		return err_make(ERR_USAGE, "query: column %zu: '*' has no meaning yet; write the whole word",
			column(scanner, at));
	if (!smiley && (word[0] == '(' || (word[len - 1] == ')' && strchr(word, '(') == NULL)))
		return err_make(ERR_USAGE, "query: column %zu: '%c' has no meaning yet; all terms must hold",
			column(scanner, at), word[0] == '(' ? '(' : ')');
	return NULL;
}

/* One value: up to a space, a comma where commas part values, or the closing quote. */
static err_t value_scan(struct scanner *scanner, bool commas, char **out)
{
	const char *begin = scanner->next, *end;

	if (*begin == '"') {
		end = strchr(begin + 1, '"');
		if (end == NULL)
			return wrong(scanner, begin, "no closing quote for", begin);
		*out = arena_copy_n(scanner->arena, begin + 1, (size_t)(end - begin) - 1);
		scanner->next = end + 1;
		return NULL;
	}
	for (end = begin; *end != '\0' && !is_space(*end) && !(commas && *end == ','); end++)
		;
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
			return wrong(scanner, field_at, "too many values of", fields[term->field]);
		if (term->count++ > 0)
			scanner->next++;
		at = scanner->next;
		if ((err = value_scan(scanner, commas, &value->text)) != NULL)
			return err;
		if (value->text[0] == '\0')
			return wrong(scanner, at, "a value is missing for", fields[term->field]);
		if (term->field == FIELD_WORDS && *at != '"')
			err = word_check(scanner, at, value->text);
		if (err == NULL)
			err = value_check(scanner, term->field, at, value);
		if (err != NULL)
			return err;
	} while (commas && *scanner->next == ',');
	return NULL;
}

static const char *field_names(struct arena *arena)
{
	const char *names = fields[1];

	for (size_t i = 2; i < FIELDS; i++)
		names = arena_printf(arena, "%s, %s", names, fields[i]);
	return names;
}

/* "status:" at the scanner, or FIELD_WORDS when the term is a word. */
static err_t field_scan(struct scanner *scanner, enum query_field *out)
{
	const char *p = scanner->next;
	size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	*out = FIELD_WORDS;
	if (len == 0 || p[len] != ':')
		return NULL;
	for (size_t i = 1; i < FIELDS; i++)
		if (strlen(fields[i]) == len && memcmp(fields[i], p, len) == 0) {
			*out = (enum query_field)i;
			scanner->next += len + 1;
			return NULL;
		}
	return err_make(ERR_USAGE, "query: column %zu: no field '%.*s', but %s", column(scanner, p),
		(int)len + 1, p, field_names(scanner->arena));
}

static err_t term_scan(struct scanner *scanner)
{
	const char *begin = scanner->next;
	struct query_term *term = &scanner->query->terms[scanner->query->count];
	err_t err;

	if (scanner->query->count == QUERY_TERMS)
		return wrong(scanner, begin, "too many terms at", begin);
	scanner->query->count++;
	term->column = column(scanner, begin);
	if (*begin == '-' && begin[1] != '\0' && !is_space(begin[1])) {
		term->negated = true;
		scanner->next++;
	}
	if ((err = field_scan(scanner, &term->field)) != NULL ||
	    (err = values_scan(scanner, begin, term)) != NULL)
		return err;
	if (*scanner->next != '\0' && !is_space(*scanner->next))
		return wrong(scanner, scanner->next, "a space is missing before", scanner->next);
	if (term->field == FIELD_WORDS) {
		scanner->query->word_count++;
		scanner->has_word = scanner->has_word || !term->negated;
		if (term->negated && scanner->negated_word == NULL)
			scanner->negated_word = begin;
	}
	return NULL;
}

err_t query_parse(struct arena *arena, const char *text, struct query **out)
{
	struct scanner scanner = { .arena = arena, .text = text, .next = text };
	err_t err;

	if (strnlen(text, QUERY_BYTES + 1) > QUERY_BYTES)
		return err_make(ERR_USAGE, "query: longer than %d bytes", QUERY_BYTES);
	if (!utf8_valid(text, strlen(text)))
		return err_make(ERR_USAGE, "query: not UTF-8");
	scanner.query = arena_alloc(arena, sizeof(*scanner.query));
	scanner.query->terms = arena_array(arena, QUERY_TERMS, sizeof(*scanner.query->terms));
	for (;;) {
		while (is_space(*scanner.next))
			scanner.next++;
		if (*scanner.next == '\0')
			break;
		if ((err = term_scan(&scanner)) != NULL)
			return err;
	}
	if (scanner.negated_word != NULL && !scanner.has_word)
		return wrong(&scanner, scanner.negated_word, "needs a word to look for beside it:",
			scanner.negated_word);
	*out = scanner.query;
	return NULL;
}

bool query_is_indexed(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		switch (query->terms[i].field) {
		case FIELD_STATUS: case FIELD_ASSIGNEE: case FIELD_ACCOUNT: case FIELD_IS: case FIELD_ID:
			if (query->terms[i].negated)
				return false;
			break;
		case FIELD_WORDS: case FIELD_NETWORK: case FIELD_TAG: case FIELD_VISIBILITY:
		case FIELD_FROM: case FIELD_LANG: case FIELD_BEFORE: case FIELD_AFTER: case FIELDS:
			return false;
		}
	return true;
}

err_t query_names(const struct query *query, query_known_fn known, void *data)
{
	for (size_t i = 0; i < query->count; i++) {
		const struct query_term *term = &query->terms[i];
		bool agent = term->field == FIELD_ASSIGNEE;

		for (size_t k = 0; k < term->count && (agent || term->field == FIELD_ACCOUNT); k++) {
			const char *name = term->values[k].text;
			bool found = agent && (query_is_me(name) || query_is_nobody(name));
			err_t err = found ? NULL : known(data, agent ? QUERY_AGENT : QUERY_ACCOUNT, name, &found);

			if (err != NULL)
				return err;
			if (!found)
				return err_make(ERR_USAGE, "query: column %zu: there is no %s '%s'", term->column,
					agent ? "agent or team" : "account", name);
		}
	}
	return NULL;
}

bool query_has_words(const struct query *query)
{
	return query->word_count > 0;
}

static bool same(const char *left, const char *right)
{
	return left != NULL && strcmp(left, right) == 0;
}

/* "fr" also means "fr-CA". */
static bool lang_matches(const char *lang, const char *value)
{
	size_t len = strlen(value);

	return lang != NULL && strncmp(lang, value, len) == 0 && (lang[len] == '\0' || lang[len] == '-');
}

/* "bob" and "@bob" mean bob on any server, "bob@example.org" one of them. */
static bool handle_matches(const char *handle, const char *value)
{
	size_t len;

	if (handle == NULL)
		return false;
	while (*handle == '@')
		handle++;
	value = query_handle(value);
	len = strlen(value);
	return strncasecmp(handle, value, len) == 0 && (handle[len] == '\0' || handle[len] == '@');
}

static bool tag_matches(const char *tags, const char *value)
{
	size_t len = strlen(value);

	for (const char *p = tags == NULL ? "" : tags; *p != '\0';) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, value, n) == 0)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

static bool is_matches(const struct query_context *context, const struct conversation *conv,
	int64_t is)
{
	if (is >= IS_WORDS)
		return (int64_t)conv->status == is - IS_WORDS;
	switch ((enum query_is)is) {
	case IS_WAITING:
		return conv->wait_ms != 0;
	case IS_BREACHED:
		return conv->due_ms != 0 && conv->due_ms < context->now_ms;
	case IS_UNASSIGNED:
		return conv->assignee == 0;
	case IS_MINE:
		return conv->assignee != 0 && conv->assignee == context->agent;
	case IS_WORDS: case IS_STATUS:
		break;
	}
	return false;
}

static bool assignee_matches(const struct query_context *context, const struct list_row *row,
	const char *value)
{
	if (query_is_me(value))
		return is_matches(context, &row->conv, IS_MINE);
	if (query_is_nobody(value))
		return row->conv.assignee == 0;
	return row->conv.assignee != 0 && same(row->assignee, value);
}

static bool value_matches(enum query_field field, const struct query_value *value,
	const struct query_context *context, const struct list_row *row)
{
	const struct conversation *conv = &row->conv;

	switch (field) {
	case FIELD_WORDS:
		return row->text != NULL && strcasestr(row->text, value->text) != NULL;
	case FIELD_STATUS:
		return (int64_t)conv->status == value->number;
	case FIELD_ASSIGNEE:
		return assignee_matches(context, row, value->text);
	case FIELD_ACCOUNT:
		return same(row->account, value->text);
	case FIELD_NETWORK:
		return same(row->network, value->text);
	case FIELD_TAG:
		return tag_matches(row->tags, value->text);
	case FIELD_VISIBILITY:
		return (int64_t)conv->visibility == value->number;
	case FIELD_FROM:
		return handle_matches(row->handle, value->text);
	case FIELD_IS:
		return is_matches(context, conv, value->number);
	case FIELD_LANG:
		return lang_matches(conv->lang, value->text);
	case FIELD_BEFORE:
		return conv->last_ms < query_instant(value->text, context->now_ms);
	case FIELD_AFTER:
		return conv->last_ms >= query_instant(value->text, context->now_ms);
	case FIELD_ID:
		return conv->id == value->number;
	case FIELDS:
		break;
	}
	return false;
}

static bool term_matches(const struct query_term *term, const struct query_context *context,
	const struct list_row *row)
{
	bool any = false;

	for (size_t k = 0; k < term->count && !any; k++)
		any = value_matches(term->field, &term->values[k], context, row);
	return any != term->negated;
}

bool query_matches(const struct query *query, const struct query_context *context,
	const struct list_row *row)
{
	for (size_t i = 0; i < query->count; i++)
		if (!term_matches(&query->terms[i], context, row))
			return false;
	return true;
}

bool query_may_match(const struct query *query, const struct query_context *context,
	const struct list_row *row)
{
	for (size_t i = 0; i < query->count; i++) {
		enum query_field field = query->terms[i].field;
		bool known = field == FIELD_STATUS || field == FIELD_ASSIGNEE || field == FIELD_TAG ||
			field == FIELD_IS || field == FIELD_ID;

		if (known && !term_matches(&query->terms[i], context, row))
			return false;
	}
	return true;
}
