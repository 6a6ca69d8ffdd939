/* SPDX-License-Identifier: ISC */
/* A question in SQL about a desk, measured by its settings as they are now. */
#ifndef GUICHET_DESK_SQL_H
#define GUICHET_DESK_SQL_H
#include "guichet/desk/read.h"
#include "guichet/model/sql.h"

struct sql_wish {
	const char *text;
	int64_t now_ms;
	bool private;			/* texts of private messages and notes are told */
	int64_t agent;			/* who asks: about whom they are told follows from the setting agent-figures */
	enum role role;
	struct sql_limits limits;
};
/* In a thread of its own that may be interrupted; ERR_USAGE, ERR_DENIED, ERR_LIMIT. */
err_t read_sql(struct reader *, struct arena *, const struct sql_wish *, sql_row_fn, void *data) MUST_CHECK;
#endif
