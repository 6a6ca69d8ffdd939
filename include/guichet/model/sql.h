/* SPDX-License-Identifier: ISC */
/*
 * What can be asked in SQL: tables made for it, which stay what they are when
 * the database below them changes.  A table here is a view of one stored
 * table; a column says what it is and how it follows.  guichet-sql(7) is made
 * from these tables, and nothing else can be read.
 *
 * The SQL of a column is the database's, with these words in braces:
 *
 *   {time X}      milliseconds as "2026-11-22T10:00:00Z", nothing for 0
 *   {account X}   a name for a number; {agent X} as well, and nothing for those who are not told of
 *   {hidden X}    1 or 0: is that the number of an agent who is not told of
 *   {detail X}    lines of key=value, less those of event_agent_keys when anybody is not told of
 *   {about_agent X}  1 or 0: is the subject of that kind of event an agent
 *   {name E X}    the name of a value of that enumeration
 *   {flag F X}    1 or 0: is that bit set
 *   {number N A}  what the desk works out: enum sql_number and its arguments
 *   {now}         the instant in milliseconds; {private}: 1 when what is private is told
 */
#ifndef GUICHET_MODEL_SQL_H
#define GUICHET_MODEL_SQL_H
#include "guichet/base/arena.h"

struct sql_column { const char *name, *sql, *help; };
struct sql_table {
	const char *name, *from, *help;
	const struct sql_column *columns;
	size_t count;
};
extern const struct sql_table sql_tables[];
extern const size_t sql_table_count;

/*
 * BUSINESS account team from to, TARGET account surface at: milliseconds.
 * SLA account team from to outcome surface: enum wait_sla.
 */
enum sql_number { SQL_BUSINESS, SQL_TARGET, SQL_SLA, SQL_NUMBERS };
enum { SQL_NUMBER_ARGS = 7 };		/* the enum and six */

struct sql_scope {
	int64_t now_ms;
	bool private;
	const int64_t *hidden;		/* agents who are not told of */
	size_t hidden_count;
	const char *number;		/* the database's function for {number} */
	const char *prefix;		/* of names that only we can know: what they read is not asked about */
};
/* "SELECT ... FROM ..." of a table. */
const char *sql_table_text(struct arena *, const struct sql_table *, const struct sql_scope *);

/* ---- an answer */

enum sql_type { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT };
/* Bytes are text, in hexadecimal digits. */
struct sql_value { enum sql_type type; int64_t number; double real; const char *text; };
struct sql_row { size_t count; const char *const *names; const struct sql_value *values; };
/* First with values NULL; borrowed until it returns. */
typedef err_t (*sql_row_fn)(void *, const struct sql_row *);

/* Past one of them a question ends with an error. */
struct sql_limits { int64_t rows, bytes, ms; };
#endif
