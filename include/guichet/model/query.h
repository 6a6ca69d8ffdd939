/* SPDX-License-Identifier: ISC */
/*
 * The query language, from text to a tree, from the tree to SQL text with
 * parameters, and from the tree to a yes or no for one row.
 *
 *   status:open assignee:me -tag:vip
 *   is:urgent or (waiting:>30m not from:@bob) "a phrase"
 *
 * Terms side by side must all hold; or binds less, not and a leading - more,
 * and parentheses group.  Several values of one field may be separated by
 * commas and mean "one of".  Errors point at the column.  Spam is left out
 * unless the query says is:spam or id:, what was merged into another
 * conversation unless it says is:merged or id:.
 */
#ifndef GUICHET_MODEL_QUERY_H
#define GUICHET_MODEL_QUERY_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/model/record.h"
#include "guichet/model/zone.h"

struct query;

err_t query_parse(struct arena *, const char *text, struct query **out) MUST_CHECK;
/* mutt's patterns ("~f ann ~N") in this language; a text without any is given back.  Errors name the column. */
err_t query_from_mutt(struct arena *, const char *text, const char **out) MUST_CHECK;
/* Only whether it can be read. */
err_t query_check(const char *text) MUST_CHECK;
/*
 * Whether days and hours of some zone stand in it ("today", "17:00", a date), and which zone is meant;
 * after parsing it is the machine's.  The zone lives as long as the query.
 */
bool query_names_days(const struct query *);
void query_in_zone(struct query *, const struct zone *);
/* Names that only the database can judge; one that is not known is ERR_USAGE with its column. */
enum query_noun { QUERY_ACCOUNT, QUERY_AGENT };
typedef err_t (*query_known_fn)(void *, enum query_noun, const char *name, bool *known);
err_t query_names(const struct query *, query_known_fn, void *) MUST_CHECK;

/* What the terms mean depends on who asks and when. */
/* one: the SQL is asked of a single conversation, so that nothing is gathered that many have in common. */
struct query_context { int64_t agent; const char *agent_name; int64_t now_ms; bool one; };

struct query_bind { bool is_text; int64_t number; const char *text; };
struct query_sql {
	const char *where;		/* over tables c (conversation), a (account), i (identity); ?1 ... */
	const char *match;		/* FTS5 expression of the free words that must hold, or NULL */
	bool few;			/* a term that few rows satisfy must hold: find them first, then put them in order */
	size_t count;
	struct query_bind *binds;
	unsigned statuses;		/* 0, or bits of enum status: all of them have one of these */
	size_t *tags, tag_count;	/* the parameters that name tags which all carry besides: rows of the first give the order */
};
err_t query_sql(struct arena *, const struct query *, const struct query_context *, struct query_sql *out) MUST_CHECK;

/* The same on one row in memory; free words are looked for in row->text only (used to skip pages). */
bool query_matches(const struct query *, const struct query_context *, const struct list_row *);
/* The same by what the ledger alone knows (status, assignee, tags, waits, number); other terms let it through. */
bool query_may_match(const struct query *, const struct query_context *, const struct list_row *);
/* Whether indexes give its pages in order; otherwise many rows may be read for one page. */
bool query_is_indexed(const struct query *);
/* Whether query_matches looks at what a row is to one agent: unread, a draft, whom notes name. */
bool query_needs_facts(const struct query *);
/* Whether it looks at what a row waits for just now: waits, deadlines, promises. */
bool query_needs_waits(const struct query *);
/* Whether account, network, tags, visibility, language and priority of a row are all that it looks at. */
bool query_is_of_place(const struct query *);
/* Free words make a page that only the database can decide. */
bool query_has_words(const struct query *);

/* Its words, for completion: NULL behind the last one. */
const char *query_field_name(size_t index);
const char *query_is_name(size_t index);
const char *query_has_name(size_t index);

/* The language for people: what help and the manual print. */
struct query_topic { const char *example, *help; };
extern const struct query_topic query_topics[];
extern const size_t query_topics_count;
#endif
