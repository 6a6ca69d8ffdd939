/* SPDX-License-Identifier: ISC */
/*
 * The words of the query language and what a value of each field may be, and
 * what can be said of a query without rows: which names it needs, whether
 * indexes give its pages.
 */
#include "query_scan.h"

#include <string.h>

#include "call_args.h"
#include "guichet/base/clock.h"
#include "when.h"

const char *const query_fields[FIELDS] = {
	[FIELD_WORDS] = "", [FIELD_STATUS] = "status", [FIELD_ASSIGNEE] = "assignee",
	[FIELD_ACCOUNT] = "account", [FIELD_NETWORK] = "network", [FIELD_TAG] = "tag",
	[FIELD_VISIBILITY] = "visibility", [FIELD_FROM] = "from", [FIELD_IS] = "is",
	[FIELD_HAS] = "has", [FIELD_WAITING] = "waiting", [FIELD_FOLLOWERS] = "followers",
	[FIELD_MENTIONS] = "mentions", [FIELD_LANG] = "lang", [FIELD_REASON] = "reason", [FIELD_RESOLVED] = "resolved",
	[FIELD_BEFORE] = "before", [FIELD_AFTER] = "after", [FIELD_ID] = "id",
	[FIELD_PRIORITY] = "priority", [FIELD_PROMISE] = "promise",
};

static const char *const is_words[IS_WORDS] = {
	[IS_WAITING] = "waiting", [IS_BREACHED] = "breached", [IS_AT_RISK] = "at-risk",
	[IS_UNASSIGNED] = "unassigned", [IS_MINE] = "mine", [IS_UNREAD] = "unread",
	[IS_MENTIONED] = "mentioned", [IS_URGENT] = "urgent", [IS_MUTED] = "muted", [IS_SPAM] = "spam",
	[IS_BLOCKED] = "blocked", [IS_MERGED] = "merged", [IS_PROMISED] = "promised",
	[IS_FOLLOWED] = "followed",
};

static const char *const has_words[HAS_WORDS] = {
	[HAS_DRAFT] = "draft", [HAS_LINK] = "link", [HAS_NOTE] = "note",
	[HAS_APPROVAL] = "approval",
};

bool query_is_me(const char *value)
{
	return strcmp(value, "me") == 0 || strcmp(value, "@me") == 0;
}

bool query_is_nobody(const char *value)
{
	return strcmp(value, "nobody") == 0;
}

int64_t query_instant(const struct query_value *value, int64_t now_ms)
{
	int64_t instant = now_ms;

	err_ignore(when_parse(value->text, true, value->zone, now_ms, &instant), "the value was checked when parsed");
	return instant;
}

static bool names_days(const struct query_term *term)
{
	return term->field == FIELD_BEFORE || term->field == FIELD_AFTER || term->field == FIELD_RESOLVED;
}

bool query_names_days(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (names_days(query->terms[i]))
			return true;
	return false;
}

void query_in_zone(struct query *query, const struct zone *zone)
{
	for (size_t i = 0; i < query->count; i++)
		for (size_t k = 0; names_days(query->terms[i]) && k < query->terms[i]->count; k++)
			query->terms[i]->values[k].zone = zone;
}

const char *query_handle(const char *value)
{
	return value[0] == '@' ? value + 1 : value;
}

/* Behind the words of its own come those of the statuses. */
static const char *is_word(int64_t number)
{
	return number < IS_WORDS ? is_words[number] : status_name((enum status)(number - IS_WORDS));
}

const char *query_field_name(size_t index)
{
	return index + 1 < FIELDS ? query_fields[index + 1] : NULL;	/* free words have no name */
}

const char *query_is_name(size_t index)
{
	return index < IS_STATUS ? is_word((int64_t)index) : NULL;
}

const char *query_has_name(size_t index)
{
	return index < HAS_WORDS ? has_words[index] : NULL;
}

/* ---- values */

/* ">", ">=", "<" or "<="; a bare value means at least that much. */
static const char *compare_scan(const char *text, enum query_compare *out)
{
	bool less = text[0] == '<', more = text[0] == '>', equal = (less || more) && text[1] == '=';

	*out = less ? (equal ? COMPARE_AT_MOST : COMPARE_LESS) :
		more && !equal ? COMPARE_MORE : COMPARE_AT_LEAST;
	return text + (less || more) + equal;
}

/* "1000", "10k", "2M" */
static bool many_parse(const char *text, int64_t *out)
{
	size_t digits = strspn(text, "0123456789");
	int64_t number = 0, factor = 1;

	if (digits == 0 || digits > 12)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (text[i] - '0');
	if (text[digits] == 'k' || text[digits] == 'K')
		factor = 1000;
	else if (text[digits] == 'M' || text[digits] == 'm')
		factor = 1000000;
	*out = number * factor;
	return text[digits + (factor > 1)] == '\0';
}

static err_t compared_check(const struct scanner *scanner, enum query_field field, const char *at,
	struct query_value *value)
{
	const char *text = compare_scan(value->text, &value->compare);

	if (field == FIELD_WAITING || field == FIELD_PROMISE)
		return query_wrong_value(scanner, at, duration_parse(text, &value->number));
	return many_parse(text, &value->number) ? NULL :
		query_wrong(scanner, at, "a number like >1000 or >10k is wanted, not", value->text);
}

static err_t is_check(const struct scanner *scanner, const char *at, struct query_value *value)
{
	while (value->number < IS_STATUS && strcmp(is_word(value->number), value->text) != 0)
		value->number++;
	return value->number < IS_STATUS ? NULL : query_wrong(scanner, at, "is: means waiting, breached, "
		"at-risk, promised, unassigned, mine, followed, unread, mentioned, urgent, muted, spam, blocked or a status, not",
		value->text);
}

static err_t has_check(const struct scanner *scanner, const char *at, struct query_value *value)
{
	while (value->number < HAS_WORDS && strcmp(has_words[value->number], value->text) != 0)
		value->number++;
	return value->number < HAS_WORDS ? NULL :
		query_wrong(scanner, at, "has: means draft, link or note, not", value->text);
}

err_t query_value_check(const struct scanner *scanner, enum query_field field, const char *at,
	struct query_value *value)
{
	enum visibility visibility = VIS_PUBLIC;
	enum status status = STATUS_OPEN;
	enum priority priority = PRIORITY_NORMAL;
	int64_t ignored;
	err_t err;

	switch (field) {
	case FIELD_STATUS:
		err = status_parse(value->text, &status);
		value->number = status;
		return query_wrong_value(scanner, at, err);
	case FIELD_VISIBILITY:
		err = visibility_parse(value->text, &visibility);
		value->number = visibility;
		return query_wrong_value(scanner, at, err);
	case FIELD_PRIORITY:
		err = priority_parse(value->text, &priority);
		value->number = priority;
		return query_wrong_value(scanner, at, err);
	case FIELD_IS:
		return is_check(scanner, at, value);
	case FIELD_HAS:
		return has_check(scanner, at, value);
	case FIELD_WAITING: case FIELD_FOLLOWERS: case FIELD_PROMISE:
		return compared_check(scanner, field, at, value);
	case FIELD_ID:
		return arg_number(value->text, &value->number) ? NULL :
			query_wrong(scanner, at, "not a number:", value->text);
	case FIELD_BEFORE: case FIELD_AFTER: case FIELD_RESOLVED:
		return query_wrong_value(scanner, at, when_parse(value->text, true, NULL, 0, &ignored));
	case FIELD_TAG:
		tag_fold(value->text);
		break;
	case FIELD_WORDS: case FIELD_ASSIGNEE: case FIELD_ACCOUNT: case FIELD_NETWORK:
	case FIELD_FROM: case FIELD_MENTIONS: case FIELD_LANG: case FIELD_REASON: case FIELDS:
		break;
	}
	return NULL;
}

/* ---- the whole of it */

const struct query_term *query_must(const struct query *query, enum query_field field)
{
	const struct query_node *root = query->root;
	const struct query_node *node = root != NULL && root->kind == NODE_AND ? root->first : root;

	for (; node != NULL; node = node->next)
		if (node->kind == NODE_TERM && node->term->field == field)
			return node->term;
	return NULL;
}

static bool term_is_indexed(const struct query_term *term)
{
	switch (term->field) {
	case FIELD_STATUS: case FIELD_ASSIGNEE: case FIELD_ACCOUNT: case FIELD_ID: case FIELD_RESOLVED:
	case FIELD_PRIORITY: case FIELD_PROMISE:
		return true;
	case FIELD_IS:
		for (size_t i = 0; i < term->count; i++)
			if (term->values[i].number == IS_UNREAD || term->values[i].number == IS_BLOCKED)
				return false;
		return true;
	case FIELD_WORDS: case FIELD_NETWORK: case FIELD_TAG: case FIELD_VISIBILITY:
	case FIELD_FROM: case FIELD_HAS: case FIELD_WAITING: case FIELD_FOLLOWERS:
	case FIELD_MENTIONS: case FIELD_LANG: case FIELD_REASON: case FIELD_BEFORE: case FIELD_AFTER: case FIELDS:
		break;
	}
	return false;
}

static bool node_is_indexed(const struct query_node *node, const struct query_term *tag)
{
	if (node->kind == NODE_TERM)
		return node->term == tag || term_is_indexed(node->term);
	if (node->kind != NODE_AND)
		return false;
	for (const struct query_node *child = node->first; child != NULL; child = child->next)
		if (!node_is_indexed(child, tag))
			return false;
	return true;
}

/* Of each status that must hold the rows of one tag come in the queue's order. */
const struct query_term *query_tag(const struct query *query)
{
	const struct query_term *tag = query_must(query, FIELD_TAG);

	return tag != NULL && tag->count == 1 && query_must(query, FIELD_STATUS) != NULL ? tag : NULL;
}

err_t query_check(const char *text)
{
	struct arena *arena = arena_create();
	struct query *query;
	err_t err = query_parse(arena, text, &query);

	arena_destroy(arena);
	return err;
}

bool query_is_indexed(const struct query *query)
{
	return query->root == NULL || node_is_indexed(query->root, query_tag(query));
}

bool query_is_wordy(const struct query_node *node)
{
	if (node->kind == NODE_TERM)
		return node->term->field == FIELD_WORDS;
	if (node->kind == NODE_NOT)
		return false;
	for (const struct query_node *child = node->first; child != NULL; child = child->next)
		if (!query_is_wordy(child))
			return false;
	return true;
}

bool query_has_words(const struct query *query)
{
	return query->word_count > 0;
}

bool query_needs_facts(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++) {
		const struct query_term *term = query->terms[i];

		if (term->field == FIELD_HAS || term->field == FIELD_MENTIONS || term->field == FIELD_REASON)
			return true;
		for (size_t k = 0; k < term->count && term->field == FIELD_IS; k++)
			if (term->values[k].number == IS_UNREAD || term->values[k].number == IS_MENTIONED ||
			    term->values[k].number == IS_FOLLOWED)
				return true;
	}
	return false;
}

bool query_needs_waits(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++) {
		const struct query_term *term = query->terms[i];

		if (term->field == FIELD_WAITING || term->field == FIELD_PROMISE)
			return true;
		for (size_t k = 0; k < term->count && term->field == FIELD_IS; k++)
			if (term->values[k].number == IS_WAITING || term->values[k].number == IS_BREACHED ||
			    term->values[k].number == IS_AT_RISK || term->values[k].number == IS_PROMISED)
				return true;
	}
	return false;
}

static err_t name_check(const struct query_term *term, const char *name, query_known_fn known, void *data)
{
	bool agent = term->field != FIELD_ACCOUNT;
	bool found = agent && (query_is_me(name) || (query_is_nobody(name) && term->field == FIELD_ASSIGNEE));
	err_t err = found ? NULL : known(data, agent ? QUERY_AGENT : QUERY_ACCOUNT, name, &found);

	if (err == NULL && !found)
		err = err_make(ERR_USAGE, "query: column %zu: there is no %s '%s'", term->column,
			agent ? "agent or team" : "account", name);
	return err;
}

err_t query_names(const struct query *query, query_known_fn known, void *data)
{
	err_t err = NULL;

	for (size_t i = 0; i < query->count; i++) {
		const struct query_term *term = query->terms[i];

		if (term->field != FIELD_ASSIGNEE && term->field != FIELD_ACCOUNT && term->field != FIELD_MENTIONS)
			continue;
		for (size_t k = 0; err == NULL && k < term->count; k++)
			err = name_check(term, term->values[k].text, known, data);
	}
	return err;
}
