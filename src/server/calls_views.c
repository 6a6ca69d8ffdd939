/* SPDX-License-Identifier: ISC */
/*
 * How many conversations views hold.
 *
 *   views     {"rows":[{"section","name","query","count"}],"tags_more","at","until"}       a section is view,
 *             account or tag; tags_more: how many tags are not told; until: when time alone changes a count
 *   count     {"counts":[12,10000],"more":[false,true],"at"}    in the order of the queries
 *   recount   {"differed","left"}       how many counts were wrong, and how many still are
 */
#include "calls.h"
#include "guichet/desk/account.h"
#include "guichet/desk/recount.h"
#include "guichet/model/scope.h"

enum { COUNT_QUERIES = 64, COUNT_MOST = 10000, TAGS_DEFAULT = 12, TAGS_MAX = 1000 };

/* What the counts of one call have in common: they are of one moment. */
struct counting {
	struct call_context *call;
	struct query_context who;
	struct desk_tally tally;
};

static err_t counting_begin(struct call_context *context, struct counting *c)
{
	*c = (struct counting){ .call = context, .who = context_who(context) };
	return read_tally(context->reader, context->arena, &c->tally);
}

static err_t count_one(struct counting *c, const char *text, struct query_count *out)
{
	struct query *query = NULL;
	err_t err = read_query(c->call->reader, c->call->arena, c->call->actor->scope, text, &query);

	return err != NULL ? err : read_tally_count(c->call->reader, &c->tally, c->call->arena,
		&(struct query_asked){ query, &c->who, COUNT_MOST }, out);
}

/* ---- count */

err_t views_count_is_slow(struct call_context *context, bool *slow)
{
	err_t err = NULL;

	*slow = false;
	for (size_t i = 0; err == NULL && i < call_count(context->request, "query"); i++) {
		struct query *query;

		err = query_parse(context->arena, call_text_at(context->request, "query", i), &query);
		if (err == NULL)
			err = query_within(context->arena, query, context->actor->scope);
		*slow = *slow || (err == NULL && query_tally(query, NULL) == TALLY_NONE);
	}
	return err;
}

err_t views_count(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	size_t count = call_count(context->request, "query");
	struct query_count counts[COUNT_QUERIES];
	struct counting c;
	err_t err;

	if (count > COUNT_QUERIES)
		return err_make(ERR_USAGE, "count: at most %d queries at a time", COUNT_QUERIES);
	err = counting_begin(context, &c);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = count_one(&c, call_text_at(context->request, "query", i), &counts[i]);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "counts");
	for (size_t i = 0; i < count; i++)
		json_put_int(&o, NULL, counts[i].count);
	json_close_array(&o);
	json_open_array(&o, "more");
	for (size_t i = 0; i < count; i++)
		json_put_bool(&o, NULL, counts[i].more);
	json_close_array(&o);
	json_put_time(&o, "at", context->now_ms);
	json_close_object(&o);
	return NULL;
}

/* ---- views */

static void put_row(struct json_out *o, const char *section, const char *name, const char *query, int64_t count)
{
	json_open_object(o, NULL);
	json_put_text(o, "section", section);
	json_put_text(o, "name", name);
	json_put_text(o, "query", query);
	json_put_int(o, "count", count);
	json_close_object(o);
}

static err_t put_views(struct json_out *o, struct counting *c)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < desk_views_count; i++) {
		const struct desk_view *view = &desk_views[i];
		struct query_count count;

		err = count_one(c, view->query, &count);
		if (err == NULL)
			put_row(o, "view", view->name, view->query, count.count);
	}
	return err;
}

static err_t put_accounts(struct json_out *o, struct counting *c)
{
	struct account *accounts = NULL;
	size_t count = 0;
	err_t err = context_accounts(c->call, &accounts, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const char *query = desk_view_query(c->call->arena, "account", accounts[i].name);
		struct query_count open;

		err = count_one(c, query, &open);
		if (err == NULL)
			put_row(o, "account", accounts[i].name, query, open.count);
	}
	return err;
}

static err_t put_tags(struct json_out *o, struct counting *c, size_t most, int64_t *more)
{
	struct tag_count *tags = NULL;
	struct query_sql sql = { 0 };
	size_t count = 0;
	err_t err = NULL;

	if (c->call->actor->scope == NULL)
		err = read_tag_counts(c->call->reader, c->call->arena, most, &tags, &count, more);
	else
		err = context_query_sql(c->call, "status:open", &sql);
	if (err == NULL && c->call->actor->scope != NULL)
		err = read_tags_of(c->call->reader, c->call->arena, &sql, most, &tags, &count, more);

	for (size_t i = 0; err == NULL && i < count; i++)
		put_row(o, "tag", tags[i].name, desk_view_query(c->call->arena, "tag", tags[i].name), tags[i].count);
	return err;
}

err_t views_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t tags = call_int(context->request, "tags", TAGS_DEFAULT), more = 0, until = 0;
	struct counting c;
	err_t err;

	if (tags < 0 || tags > TAGS_MAX)
		return err_make(ERR_USAGE, "--tags is a number from 0 to %d", TAGS_MAX);
	err = counting_begin(context, &c);
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	if (err == NULL)
		err = put_views(&o, &c);
	if (err == NULL)
		err = put_accounts(&o, &c);
	if (err == NULL)
		err = put_tags(&o, &c, (size_t)tags, &more);
	if (err == NULL)
		err = read_tally_until(context->reader, context->arena, &c.who, &until);
	json_close_array(&o);
	json_put_int(&o, "tags_more", more);
	json_put_time(&o, "at", context->now_ms);
	json_put_time(&o, "until", until);
	json_close_object(&o);
	return err;
}

/* Tags are counted for all, and for a member with a scope when they are asked for. */
err_t views_list_is_slow(struct call_context *context, bool *slow)
{
	*slow = context->actor->scope != NULL;
	return NULL;
}

err_t views_recount_look(struct call_context *context)
{
	struct recount *recount = arena_alloc(context->arena, sizeof(*recount));

	context->found = recount;
	return read_recount(context->reader, context->arena, recount);
}

err_t views_recount(struct call_context *context)
{
	const struct recount *recount = context->found;
	struct json_out o = { .to = context->answer };
	int64_t left = 0;
	err_t err = desk_recount(context->desk, recount, &left);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "differed", recount_differed(recount));
	json_put_int(&o, "left", left);
	json_close_object(&o);
	return NULL;
}
