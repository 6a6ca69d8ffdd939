/* SPDX-License-Identifier: ISC */
/* A parsed query: terms joined by and, each with one or more values joined by or. */
#ifndef MODEL_QUERY_TREE_H
#define MODEL_QUERY_TREE_H
#include "guichet/model/query.h"

enum query_field {
	FIELD_WORDS, FIELD_STATUS, FIELD_ASSIGNEE, FIELD_ACCOUNT, FIELD_NETWORK, FIELD_TAG,
	FIELD_VISIBILITY, FIELD_FROM, FIELD_IS, FIELD_LANG, FIELD_BEFORE, FIELD_AFTER, FIELD_ID,
	FIELDS
};

/* From IS_WORDS on: a status. */
enum query_is { IS_WAITING, IS_BREACHED, IS_UNASSIGNED, IS_MINE, IS_WORDS, IS_STATUS = IS_WORDS + STATUSES };

struct query_value {
	char *text;
	int64_t number;		/* status, visibility, id, enum query_is */
};

struct query_term {
	enum query_field field;
	bool negated;
	size_t column;
	size_t count;
	struct query_value *values;
};

enum { QUERY_TERMS = 64, QUERY_VALUES = 64, QUERY_BYTES = 4096 };

struct query {
	size_t count, word_count;
	struct query_term *terms;
};

/* Who "assignee:" means: the asking agent, nobody, or a name. */
bool query_is_me(const char *value);
bool query_is_nobody(const char *value);
/* The instant that a value of before: or after: names. */
int64_t query_instant(const char *value, int64_t now_ms);
/* A handle without the @ before it. */
const char *query_handle(const char *value);
#endif
