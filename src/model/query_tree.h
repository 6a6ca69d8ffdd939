/* SPDX-License-Identifier: ISC */
/*
 * A parsed query: and, or, not over terms, each term one field with one or
 * more values of which any will do.  What the files of the query language
 * share, and nobody else.
 */
#ifndef MODEL_QUERY_TREE_H
#define MODEL_QUERY_TREE_H
#include "guichet/model/query.h"

enum query_field {
	FIELD_WORDS, FIELD_STATUS, FIELD_ASSIGNEE, FIELD_ACCOUNT, FIELD_NETWORK, FIELD_TAG,
	FIELD_VISIBILITY, FIELD_FROM, FIELD_IS, FIELD_HAS, FIELD_WAITING, FIELD_FOLLOWERS,
	FIELD_MENTIONS, FIELD_LANG, FIELD_REASON, FIELD_RESOLVED, FIELD_BEFORE, FIELD_AFTER, FIELD_ID,
	FIELD_PRIORITY, FIELD_PROMISE,
	FIELDS
};

/* From IS_WORDS on: a status. */
enum query_is {
	IS_WAITING, IS_BREACHED, IS_AT_RISK, IS_UNASSIGNED, IS_MINE, IS_UNREAD, IS_MENTIONED, IS_URGENT,
	IS_MUTED, IS_SPAM, IS_BLOCKED, IS_MERGED, IS_PROMISED, IS_FOLLOWED,
	IS_WORDS, IS_STATUS = IS_WORDS + STATUSES
};
enum query_has { HAS_DRAFT, HAS_LINK, HAS_NOTE, HAS_APPROVAL, HAS_WORDS };
enum query_compare { COMPARE_AT_LEAST, COMPARE_MORE, COMPARE_AT_MOST, COMPARE_LESS };

struct query_value {
	char *text;
	int64_t number;		/* status, visibility, id, enum query_is or query_has, what is compared with */
	enum query_compare compare;
	const struct zone *zone;	/* whose days a time means; NULL: the machine's */
};

struct query_term {
	enum query_field field;
	size_t column;
	size_t count;
	struct query_value *values;
};

enum node_kind { NODE_TERM, NODE_AND, NODE_OR, NODE_NOT };
struct query_node {
	enum node_kind kind;
	struct query_term *term;
	struct query_node *first;	/* of what is joined, or the one that is negated */
	struct query_node *next;	/* beside this one */
};

enum { QUERY_TERMS = 64, QUERY_VALUES = 64, QUERY_BYTES = 4096, QUERY_DEPTH = 32 };

struct query {
	struct query_node *root;	/* NULL: everything */
	size_t count;			/* terms */
	struct query_term *terms[QUERY_TERMS];
	size_t word_count;
	bool names_spam;		/* is:spam or id: stands in it: spam is not left out */
	bool names_merged;		/* is:merged or id: nor is what was merged; then names_spam too */
};

/* The fields' names, without the colon; free words have none. */
extern const char *const query_fields[FIELDS];

/* Who "assignee:" and "mentions:" mean: the asking agent, nobody, or a name. */
bool query_is_me(const char *value);
bool query_is_nobody(const char *value);
/* The instant that a value of before:, after: or resolved: names. */
int64_t query_instant(const struct query_value *, int64_t now_ms);
/* A handle without the @ before it. */
const char *query_handle(const char *value);
/* The terms that must hold: of the root itself, or of what an and joins there. */
const struct query_term *query_must(const struct query *, enum query_field);
/* The tag's term where one tag and a status must hold; or NULL. */
const struct query_term *query_tag(const struct query *);
/* Words and nothing else, joined by and, or: the full-text index can answer it at once. */
bool query_is_wordy(const struct query_node *);
#endif
