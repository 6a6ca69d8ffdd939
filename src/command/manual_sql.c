/* SPDX-License-Identifier: ISC */
/* guichet-sql(7) as mdoc, from the tables that can be asked: the committed page must equal this. */
#include "parts.h"

#include "guichet/model/sql.h"

static void lines(struct command_env *env, const char *const *text)
{
	for (; *text != NULL; text++)
		manual_line(env, *text);
}

static void table(struct command_env *env, const struct sql_table *table)
{
	manual_line(env, arena_printf(env->arena, ".Ss %s", table->name));
	manual_sentences(env, table->help);
	manual_line(env, ".Bl -tag -width Ds -compact");
	for (size_t i = 0; i < table->count; i++) {
		manual_line(env, arena_printf(env->arena, ".It Cm %s", table->columns[i].name));
		manual_line(env, arena_printf(env->arena, "%s.", manual_capital(env->arena,
			manual_plain(env->arena, table->columns[i].help))));
	}
	manual_line(env, ".El");
}

void manual_sql(struct command_env *env)
{
	static const char *const head[] = {
		".\\\" SPDX-License-Identifier: ISC",
		".\\\" Made by guichet manual sql from the tables that can be asked.",
		".Dd November 26, 2026", ".Dt GUICHET-SQL 7", ".Os", ".Sh NAME", ".Nm guichet-sql",
		".Nd questions in SQL about a desk of the shared social inbox", ".Sh DESCRIPTION",
		".Ic guichet sql Ar STATEMENT",
		"answers what no other command asks for.",
		"The statement is one",
		".Cm SELECT",
		"in the words of SQLite, also with",
		".Cm WITH ,",
		"joins, groups and window functions, given as one word or in a file",
		".Pq Fl F Ar FILE .",
		"It reads the tables below and nothing else, in one state of the desk, by a server that cannot write by it:",
		"what is no question is refused.",
		"Functions compute; those that would read files, load code or change something are not there.",
		"A question that takes longer than 10 seconds, has more than 100000 rows or more than 64 MiB ends with an error,",
		"and one that nobody waits for any more ends at once.",
		"No text that it makes is longer than 256 KiB.",
		".Pp",
		"Auditors may ask, and who may do more than they.",
		"Agents, leads and admins read every text; auditors read those of public messages.",
		"Where figures of single agents are not for whoever asks, columns that name them are empty.",
		".Pp",
		"The answer is a table for people, a JSON object a row with",
		".Fl Fl json ,",
		"and CSV or TSV with",
		".Fl Fl csv",
		"and",
		".Fl Fl tsv .",
		".Fl Fl chart",
		"draws a bar for the last column of each row.",
		"Two columns with the same name are told apart by a number.",
		".Sh EXAMPLES",
		"Of a desk that took in these rows of a ledger, see",
		".Xr guichet-figures 7 :",
		".\\\" example: ledger",
		".Bd -literal -offset indent",
		"{\"seq\":1,\"account\":\"brand\",\"conv\":\"c1\",\"kind\":\"message_in\",",
		" \"net\":\"2026-03-02T09:00:00Z\",\"recv\":\"2026-03-02T09:00:02Z\",\"id\":\"a\"}",
		"{\"seq\":2,\"account\":\"brand\",\"conv\":\"c1\",\"kind\":\"message_out\",",
		" \"recv\":\"2026-03-02T09:20:00Z\",\"id\":\"b\",\"who\":\"human:bob\"}",
		"{\"seq\":3,\"account\":\"brand\",\"conv\":\"c2\",\"kind\":\"message_in\",",
		" \"net\":\"2026-03-02T09:30:00Z\",\"recv\":\"2026-03-02T09:30:02Z\",\"id\":\"c\"}",
		"{\"seq\":4,\"account\":\"brand\",\"conv\":\"c2\",\"kind\":\"status\",",
		" \"recv\":\"2026-03-02T09:31:00Z\",\"who\":\"human:bob\",\"to\":\"resolved\"}",
		".Ed",
		".Pp",
		"How many customers waited on each account, and for how long at most:",
		".\\\" example: said",
		".Bd -literal -offset indent",
		"$ guichet sql \"SELECT account, count(*) AS n, max(seconds) AS longest FROM v_wait GROUP BY 1\" --csv",
		"account,n,longest",
		"brand,2,1200",
		".Ed",
		".Pp",
		"Who answered how many, as bars:",
		".\\\" example: said",
		".Bd -literal -offset indent",
		"$ LC_ALL=C guichet sql \"SELECT coalesce(agent, 'nobody'), count(*) FROM v_wait GROUP BY 1\" --chart | cut -b1-12",
		"bob     1  #",
		"nobody  1  #",
		".Ed",
		".Pp",
		"The ledger by kind, for a script:",
		".\\\" example: said",
		".Bd -literal -offset indent",
		"$ guichet sql \"SELECT kind, count(*) AS n FROM v_event WHERE kind LIKE 'message%' GROUP BY kind\" --json",
		"{\"kind\":\"message_in\",\"n\":2}",
		"{\"kind\":\"message_out\",\"n\":1}",
		".Ed",
		".Sh TABLES",
		"Columns keep their names and their meaning from version to version; new ones come last in their table.",
		"Instants are text in UTC such as 2026-11-22T10:00:00Z, which SQLite's date functions take; durations are whole seconds;",
		"what is so or not is 1 or 0; what there is not is NULL.",
		"Accounts and agents are their names, conversations, messages and contacts numbers.",
		NULL
	};

	lines(env, head);
	for (size_t i = 0; i < sql_table_count; i++)
		table(env, &sql_tables[i]);
	manual_line(env, ".Sh SEE ALSO");
	manual_line(env, ".Xr guichet 1 ,");
	manual_line(env, ".Xr guichet-commands 7 ,");
	manual_line(env, ".Xr guichet-figures 7");
}
