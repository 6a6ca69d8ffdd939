/* SPDX-License-Identifier: ISC */
/*
 * How values lie in memory.  A document is a copy of its text, in which
 * strings are decoded where they stand, and an arena of nodes: to parse is a
 * few allocations however many values there are.  Whoever shares one value
 * keeps its whole document.
 */
#ifndef GUICHET_SRC_JSON_TREE_H
#define GUICHET_SRC_JSON_TREE_H
#include "guichet/json/json.h"

enum json_kind { VALUE_NULL, VALUE_FALSE, VALUE_TRUE, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_ARRAY, VALUE_OBJECT };

struct document {
	size_t users;
	struct str text;
	struct arena *arena;
};

struct member;

struct json {
	struct document *document;
	enum json_kind kind;
	size_t count;			/* items or members */
	union {
		int64_t integer;
		double real;
		const char *text;
		const struct json *items;
		const struct member *members;
	} is;
};

struct member { const char *key; size_t len; struct json value; };

/* Texts are wiped: some of them were secrets. */
void document_destroy(struct document *);
#endif
