/* SPDX-License-Identifier: ISC */
/*
 * One question in SQL by somebody else, inside a snapshot that is rolled back
 * behind it.  It sees the tables of guichet/model/sql.h, functions that only
 * compute, and nothing else.
 */
#ifndef GUICHET_STORE_SQL_H
#define GUICHET_STORE_SQL_H
#include "guichet/model/sql.h"
#include "guichet/store/store.h"

struct sql_asked {
	const char *text;
	struct sql_scope scope;		/* without its function, which is named here */
	const char *secret;		/* a word of letters and digits that nobody can guess */
	int64_t (*number)(void *data, size_t count, const int64_t *arguments);	/* enum sql_number first */
	void *data;
	struct sql_limits limits;
};
/* ERR_USAGE: the text is wrong; ERR_DENIED: it wants more than it may; ERR_LIMIT. */
err_t store_sql(struct store *, struct arena *, const struct sql_asked *, sql_row_fn, void *data) MUST_CHECK;
#endif
