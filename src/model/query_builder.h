/* SPDX-License-Identifier: ISC */
/*
 * A query on its way to SQL: what query_sql.c, which knows the tree, and
 * query_terms.c, which knows what each field means in the tables, share.
 */
#ifndef GUICHET_MODEL_QUERY_BUILDER_H
#define GUICHET_MODEL_QUERY_BUILDER_H
#include "query_tree.h"

struct query_builder {
	struct arena *arena;
	const struct query_context *context;
	struct str where, match, without;
	struct query_sql *out;
	bool tagged;			/* tags that must hold give pages their order */
	const struct query_term *tag;	/* one of those, while it is written */
};

/* A parameter between two pieces of SQL. */
void query_bind_text(struct query_builder *, const char *before, const char *text, const char *behind);

/* What one value of a field asks, without brackets around it. */
void query_add_value(struct query_builder *, enum query_field, const struct query_value *);
#endif
