/* SPDX-License-Identifier: ISC */
/*
 * A query against one row in memory: says of it what query_sql.c would, so
 * that a page which a change cannot concern need not be read again.
 */
#include "query_tree.h"

#include <string.h>
#include <strings.h>

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ASCII letters of either case are the same, as they are to the database. */
static bool starts(const char *text, const char *begin, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (small(text[i]) != small(begin[i]))
			return false;
	return true;
}

static bool contains(const char *text, const char *part)
{
	size_t len = strlen(part);

	if (text == NULL)
		return false;
	for (; *text != '\0'; text++)
		if (starts(text, part, len))
			return true;
	return len == 0;
}

static bool same(const char *left, const char *right)
{
	return left != NULL && strcmp(left, right) == 0;
}

/* "fr" also means "fr-CA". */
static bool lang_matches(const char *lang, const char *value)
{
	size_t len = strlen(value);

	return lang != NULL && starts(lang, value, len) && (lang[len] == '\0' || lang[len] == '-');
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
	return starts(handle, value, len) && (handle[len] == '\0' || handle[len] == '@');
}

static bool from_matches(const struct list_row *row, const char *value)
{
	return handle_matches(row->handle, value) ||
		(strchr(value, '@') == NULL && contains(row->contact, value));
}

/* One of words that spaces part. */
static bool word_among(const char *words, const char *value)
{
	size_t len = strlen(value);

	for (const char *p = words == NULL ? "" : words; *p != '\0';) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, value, n) == 0)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

static bool is_matches(const struct query_context *context, const struct list_row *row, int64_t is)
{
	const struct conversation *conv = &row->conv;

	if (is >= IS_WORDS)
		return (int64_t)conv->status == is - IS_WORDS;
	switch ((enum query_is)is) {
	case IS_WAITING:
		return conv->wait_ms != 0;
	case IS_BREACHED:
		return conversation_is_breached(conv, context->now_ms);
	case IS_AT_RISK:
		return conversation_is_at_risk(conv, context->now_ms);
	case IS_UNASSIGNED:
		return conv->assignee == 0;
	case IS_MINE:
		return conv->assignee != 0 && conv->assignee == context->agent;
	case IS_UNREAD:
		return row->unread;
	case IS_MENTIONED:
		return row->named;
	case IS_URGENT:
		return conversation_rank(conv) < 0;
	case IS_MUTED:
		return (conv->marks & MARK_MUTED) != 0;
	case IS_SPAM:
		return (conv->marks & MARK_SPAM) != 0;
	case IS_MERGED:
		return (conv->marks & MARK_MERGED) != 0;
	case IS_BLOCKED:
		return row->blocked;
	case IS_FOLLOWED:
		return row->followed;
	case IS_PROMISED:
		return conv->promise_ms != 0;
	case IS_WORDS: case IS_STATUS:
		break;
	}
	return false;
}

static bool has_matches(const struct list_row *row, enum query_has has)
{
	switch (has) {
	case HAS_DRAFT:
		return row->drafted;
	case HAS_LINK:
		return row->linked;
	case HAS_NOTE:
		return row->noted;
	case HAS_APPROVAL:
		return row->unapproved;
	case HAS_WORDS:
		break;
	}
	return false;
}

static bool assignee_matches(const struct query_context *context, const struct list_row *row,
	const char *value)
{
	if (query_is_me(value))
		return is_matches(context, row, IS_MINE);
	if (query_is_nobody(value))
		return row->conv.assignee == 0;
	return row->conv.assignee != 0 && same(row->assignee, value);
}

static bool compared(int64_t number, const struct query_value *value)
{
	switch (value->compare) {
	case COMPARE_AT_LEAST:
		return number >= value->number;
	case COMPARE_MORE:
		return number > value->number;
	case COMPARE_AT_MOST:
		return number <= value->number;
	case COMPARE_LESS:
		return number < value->number;
	}
	return false;
}

static bool mentions(const struct query_context *context, const struct list_row *row, const char *value)
{
	if (query_is_me(value))
		value = context->agent != 0 && context->agent_name != NULL ? context->agent_name : "";
	return word_among(row->mentioned, value);
}

static bool value_matches(enum query_field field, const struct query_value *value,
	const struct query_context *context, const struct list_row *row)
{
	const struct conversation *conv = &row->conv;

	switch (field) {
	case FIELD_WORDS:
		return contains(row->text, value->text);
	case FIELD_STATUS:
		return (int64_t)conv->status == value->number;
	case FIELD_ASSIGNEE:
		return assignee_matches(context, row, value->text);
	case FIELD_ACCOUNT:
		return same(row->account, value->text);
	case FIELD_NETWORK:
		return same(row->network, value->text);
	case FIELD_TAG:
		return word_among(row->tags, value->text);
	case FIELD_VISIBILITY:
		return (int64_t)conv->visibility == value->number;
	case FIELD_FROM:
		return from_matches(row, value->text);
	case FIELD_IS:
		return is_matches(context, row, value->number);
	case FIELD_HAS:
		return has_matches(row, (enum query_has)value->number);
	case FIELD_WAITING:
		return conv->wait_ms != 0 && compared(context->now_ms - conv->wait_ms, value);
	case FIELD_PROMISE:
		return conv->promise_ms != 0 && compared(conv->promise_ms - context->now_ms, value);
	case FIELD_FOLLOWERS:
		return compared(row->followers, value);
	case FIELD_MENTIONS:
		return mentions(context, row, value->text);
	case FIELD_LANG:
		return lang_matches(conv->lang, value->text);
	case FIELD_REASON:
		return row->reason != NULL && strcasecmp(row->reason, value->text) == 0;
	case FIELD_RESOLVED:
		return conv->resolved_day != 0 &&
			conv->resolved_day == calendar_day(value->zone, query_instant(value, context->now_ms));
	case FIELD_BEFORE:
		return conv->last_ms < query_instant(value, context->now_ms);
	case FIELD_AFTER:
		return conv->last_ms >= query_instant(value, context->now_ms);
	case FIELD_ID:
		return conv->id == value->number;
	case FIELD_PRIORITY:
		return (int64_t)marks_priority(conv->marks) == value->number;
	case FIELDS:
		break;
	}
	return false;
}

static bool term_matches(const struct query_term *term, const struct query_context *context,
	const struct list_row *row)
{
	for (size_t i = 0; i < term->count; i++)
		if (value_matches(term->field, &term->values[i], context, row))
			return true;
	return false;
}

static bool node_matches(const struct query_node *node, const struct query_context *context,
	const struct list_row *row)
{
	bool any = node->kind == NODE_OR;

	if (node->kind == NODE_TERM)
		return term_matches(node->term, context, row);
	if (node->kind == NODE_NOT)
		return !node_matches(node->first, context, row);
	for (const struct query_node *child = node->first; child != NULL; child = child->next)
		if (node_matches(child, context, row) == any)
			return any;
	return !any;
}

/* What the ledger alone knows of a row; of the rest nothing is said. */
static bool is_known(const struct query_term *term)
{
	if (term->field == FIELD_IS)
		for (size_t i = 0; i < term->count; i++)
			if (term->values[i].number == IS_UNREAD || term->values[i].number == IS_MENTIONED ||
			    term->values[i].number == IS_BLOCKED || term->values[i].number == IS_FOLLOWED)
				return false;
	return term->field == FIELD_STATUS || term->field == FIELD_ASSIGNEE || term->field == FIELD_TAG ||
		term->field == FIELD_RESOLVED || term->field == FIELD_IS || term->field == FIELD_ID ||
		term->field == FIELD_PRIORITY || term->field == FIELD_PROMISE;
}

/* Whether the answer can be that one, as far as is known. */
static bool node_may(const struct query_node *node, const struct query_context *context,
	const struct list_row *row, bool answer)
{
	bool any = (node->kind == NODE_OR) == answer;

	if (node->kind == NODE_TERM)
		return !is_known(node->term) || term_matches(node->term, context, row) == answer;
	if (node->kind == NODE_NOT)
		return node_may(node->first, context, row, !answer);
	for (const struct query_node *child = node->first; child != NULL; child = child->next)
		if (node_may(child, context, row, answer) == any)
			return any;
	return !any;
}

/* What no queue shows, unless the query names it. */
static bool is_left_out(const struct query *query, const struct conversation *conv)
{
	return (!query->names_spam && (conv->marks & MARK_SPAM) != 0) || (!query->names_merged && (conv->marks & MARK_MERGED) != 0);
}

bool query_may_match(const struct query *query, const struct query_context *context,
	const struct list_row *row)
{
	if (is_left_out(query, &row->conv))
		return false;
	return query->root == NULL || node_may(query->root, context, row, true);
}

bool query_matches(const struct query *query, const struct query_context *context,
	const struct list_row *row)
{
	if (is_left_out(query, &row->conv))
		return false;
	return query->root == NULL || node_matches(query->root, context, row);
}

bool query_is_of_place(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++) {
		enum query_field field = query->terms[i]->field;

		if (field != FIELD_ACCOUNT && field != FIELD_NETWORK && field != FIELD_TAG &&
		    field != FIELD_VISIBILITY && field != FIELD_LANG && field != FIELD_PRIORITY)
			return false;
	}
	return true;
}
