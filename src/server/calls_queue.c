/* SPDX-License-Identifier: ISC */
/*
 * The queue.  A row is
 *
 *   {"id","account","network","contact","handle","visibility","status","assignee","tags":[],"marks":[],"priority","last_at",
 *    "text","lang","waiting_since","due_at","due_of",
 *    "promise_at","window_until","snoozed_until","rev","merged_into","waiting_s"}
 *
 * where waiting_s is null when nobody waits, a mark is urgent, muted or spam, and merged_into names the
 * conversation that it is shown in.
 *
 *   list      {"rows":[row],"more":bool,"next":"mark"}       next is null on the last page; with no
 *             row at all also "accounts": how many the desk has;
 *             with --as-of as calls_history.c says
 *   search    {"rows":[row and "message","at"]}       text is the message that was found
 *   next      {"id"}
 *   why       {"id","why"}       one sentence
 *   tags      {"rows":[{"name","conversations"}]}       the most used first
 *   watch     rows as pages.h says, until cancelled, then end {}
 *   changes   rows as changes.h says, until cancelled, then end {}
 *   show      {row and "reason","thread","followers","contact_name","contact_url","our_handle","draft","seen",
 *              "asked","merged":[{"id","into"}],"began","goes_on":[ids],
 *              "here":[{"agent","state","since"}],
 *              "messages":[{"id","conversation","direction","author","handle","agent","at","edited_at",
 *              "deleted_at","text","cw","lang","state","reason","remote_id","url","visibility",
 *              "media":[{"type","url","alt","mime","size","width","height"}]}],
 *              "context":[same],"cut":bool,"as_of","ledger_from"}     sizes: 0 is unknown; a conversation's
 *              reason: of its status; a message's: why it failed or is unknown; seen: up to which message
 *              you have read it, null: never; as_of null: now, else ledger_from as of list --as-of
 */
#include "calls.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "changes.h"
#include "guichet/base/message.h"
#include "guichet/desk/triage.h"
#include "guichet/model/scope.h"
#include "pages.h"
#include "presence.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 500, SEARCH_DEFAULT = 50, SHOW_DEFAULT = 200, SHOW_MAX = 2000 };
enum { TAGS_MOST = 500 };

err_t queue_next_is_slow(struct call_context *context, bool *slow)
{
	struct query *query;
	err_t err = query_parse(context->arena, context_query_text(context, QUEUE_QUERY), &query);

	if (err == NULL)
		err = query_within(context->arena, query, context->actor->scope);
	if (err == NULL)
		*slow = !query_is_indexed(query);
	return err;
}

err_t queue_list_is_slow(struct call_context *context, bool *slow)
{
	err_t err = queue_next_is_slow(context, slow);

	*slow = *slow || call_text(context->request, "as-of") != NULL;
	return err;
}

/* A page begins behind its mark, or behind a conversation where that stands now. */
static err_t list_after(struct call_context *context, const char **out)
{
	const char *text = call_text(context->request, "after");
	const char *digits = text != NULL && *text == '#' ? text + 1 : text;
	int64_t id = digits == NULL ? 0 : strtoll(digits, NULL, 10);
	struct list_row row;
	bool seen = true;
	err_t err;

	*out = text;
	if (id <= 0 || digits[strspn(digits, "0123456789")] != '\0')
		return NULL;
	err = context_sees(context, id, &seen);
	if (err == NULL && !seen)
		err = err_make(ERR_NOT_FOUND, "there is no conversation #%" PRId64, id);
	if (err == NULL)
		err = read_row(context->reader, context->arena, id, &row);
	if (err == NULL)
		*out = list_mark(context->arena, &row);
	return err == NULL ? NULL : err_wrap(err, "--after");
}

err_t queue_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct query_sql sql = { 0 };
	struct list_page page = { 0 };
	struct account *accounts = NULL;
	const char *after = NULL;
	size_t limit = 0, account_count = 0;
	err_t err = context_limit(context, LIST_DEFAULT, LIST_MAX, &limit);

	if (err == NULL && call_text(context->request, "as-of") != NULL)
		return history_list(context, limit);
	if (err == NULL)
		err = context_query_sql(context, context_query_text(context, QUEUE_QUERY), &sql);
	if (err == NULL)
		err = list_after(context, &after);
	if (err == NULL)
		err = read_list(context->reader, context->arena, &sql, limit, after, &page);
	if (err == NULL && page.count == 0)
		err = context_accounts(context, &accounts, &account_count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < page.count; i++)
		answer_row(&o, NULL, &page.rows[i], context->now_ms);
	json_close_array(&o);
	json_put_bool(&o, "more", page.more);
	json_put_text(&o, "next", page.more && page.count > 0 ?
		list_mark(context->arena, &page.rows[page.count - 1]) : NULL);
	if (page.count == 0)
		json_put_int(&o, "accounts", (int64_t)account_count);
	json_close_object(&o);
	return NULL;
}

struct hits { struct json_out o; int64_t now_ms; };

static void put_hit(void *data, const struct search_hit *hit)
{
	struct hits *hits = data;

	json_open_object(&hits->o, NULL);
	answer_row_members(&hits->o, &hit->row);
	answer_waiting(&hits->o, hit->row.conv.wait_ms, hits->now_ms);
	json_put_int(&hits->o, "message", hit->message);
	json_put_time(&hits->o, "at", hit->at_ms);
	json_close_object(&hits->o);
}

err_t queue_search(struct call_context *context)
{
	struct hits hits = { .o = { .to = context->answer }, .now_ms = context->now_ms };
	struct query_sql sql = { 0 };
	size_t limit = 0;
	err_t err = context_limit(context, SEARCH_DEFAULT, LIST_MAX, &limit);

	if (err == NULL)
		err = context_query_sql(context, context_query_text(context, ""), &sql);
	if (err != NULL)
		return err;
	json_open_object(&hits.o, NULL);
	json_open_array(&hits.o, "rows");
	err = read_search(context->reader, context->arena, &sql, limit, call_flag(context->request, "ranked"),
		put_hit, &hits);
	json_close_array(&hits.o);
	json_close_object(&hits.o);
	return err;
}

err_t queue_next_look(struct call_context *context)
{
	struct free_rows *found = arena_alloc(context->arena, sizeof(*found));
	struct query_sql sql = { 0 };
	err_t err = context_query_sql(context, context_query_text(context, QUEUE_QUERY), &sql);

	context->found = found;
	return err != NULL ? err : read_free(context->reader, context->arena, &sql, found);
}

err_t queue_next(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct query_sql sql = { 0 };
	int64_t id = 0;
	err_t err = context->found != NULL ? NULL
		: context_query_sql(context, context_query_text(context, QUEUE_QUERY), &sql);

	if (err == NULL)
		err = context->found != NULL ? desk_next_of(context->desk, context->found, &id)
			: desk_next(context->desk, &sql, &id);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_close_object(&o);
	return NULL;
}

err_t queue_tags(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct tag_count *tags = NULL;
	size_t count = 0;
	struct query_sql sql = { 0 };
	int64_t rest = 0;
	err_t err = NULL;

	if (context->actor->scope == NULL)
		err = read_tag_uses(context->reader, context->arena, TAGS_MOST, &tags, &count);
	else
		err = context_query_sql(context, "", &sql);
	if (err == NULL && context->actor->scope != NULL)
		err = read_tags_of(context->reader, context->arena, &sql, TAGS_MOST, &tags, &count, &rest);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_text(&o, "name", tags[i].name);
		json_put_int(&o, "conversations", tags[i].count);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t queue_changes(struct call_context *context)
{
	return changes_follow(context->session, context->id);
}

err_t queue_watch(struct call_context *context)
{
	size_t limit = 0;
	err_t err = context_limit(context, LIST_DEFAULT, LIST_MAX, &limit);

	if (err != NULL)
		return err;
	return pages_subscribe(context->session, context->id,
		context_query_text(context, QUEUE_QUERY), limit);
}

static void put_messages(struct json_out *o, const char *key, const struct message *messages, size_t count,
	size_t agent_count, const struct agent *agents)
{
	json_open_array(o, key);
	for (size_t i = 0; i < count; i++)
		answer_message(o, &messages[i], agent_count, agents);
	json_close_array(o);
}

/* What it belongs with, as far as who asks may know of that. */
static err_t united_narrow(struct call_context *context, struct united *united)
{
	int64_t *ids = arena_array(context->arena, united->goes_on_count + 1, sizeof(*ids));
	size_t kept = 0;
	bool seen = true;
	err_t err = united->began == 0 ? NULL : context_sees(context, united->began, &seen);

	if (!seen)
		united->began = 0;
	seen = true;
	if (err == NULL && united->may_begin != 0)
		err = context_sees(context, united->may_begin, &seen);
	if (!seen)
		united->may_begin = 0;
	for (size_t i = 0; err == NULL && i < united->goes_on_count; i++) {
		ids[kept] = united->goes_on[i];
		err = context_sees(context, ids[kept], &seen);
		kept += seen;
	}
	united->goes_on = ids;
	united->goes_on_count = kept;
	return err;
}

err_t queue_show_is_slow(struct call_context *context, bool *slow)
{
	*slow = call_text(context->request, "as-of") != NULL;
	return NULL;
}

/* as_of 0: as it is now. */
static err_t show_read(struct call_context *context, int64_t as_of, size_t limit, struct thread *out)
{
	int64_t id = call_int(context->request, "id", 0);
	const struct thread_wish wish = { .conversation = id, .as_of_ms = as_of, .actor = context->actor, .limit = limit };

	return as_of == 0 ? read_thread(context->reader, context->arena, id, context->actor->agent, limit, out)
		: read_thread_as_of(context->reader, context->arena, &wish, out);
}

/* Nobody is in the past, which the reader thread tells; who is here is the loop's to say. */
static void here_put(struct json_out *o, const struct call_context *context, int64_t as_of, int64_t id)
{
	if (as_of == 0) {
		presence_put(o, context, id);
		return;
	}
	json_open_array(o, "here");
	json_close_array(o);
}

/* Of the account; NULL where it is not known, or is gone. */
static const char *our_handle(const struct call_context *context, const char *account)
{
	struct account known = { 0 };
	err_t err = account == NULL ? NULL : read_account_named(context->reader, context->arena, account, &known);

	err_ignore(err, "then nobody is taken for us");
	return err == NULL ? known.self_handle : NULL;
}

err_t queue_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct thread thread = { 0 };
	struct agent *agents = NULL;
	size_t limit = 0, agent_count = 0;
	int64_t as_of = 0;
	err_t err = context_limit(context, SHOW_DEFAULT, SHOW_MAX, &limit);

	if (err == NULL)
		err = history_instant(context, &as_of);
	if (err == NULL)
		err = show_read(context, as_of, limit, &thread);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err == NULL)
		err = united_narrow(context, &thread.united);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	answer_row_members(&o, &thread.row);
	answer_waiting(&o, thread.row.conv.wait_ms, as_of != 0 ? as_of : context->now_ms);
	answer_some(&o, "reason", thread.reason);
	json_put_text(&o, "thread", thread.row.conv.thread);
	json_put_int(&o, "followers", thread.contact.followers);
	answer_some(&o, "contact_name", thread.contact.name);
	answer_some(&o, "contact_url", thread.contact.url);
	answer_some(&o, "our_handle", our_handle(context, thread.row.account));
	answer_some(&o, "draft", thread.draft);
	if (thread.seen != 0)
		json_put_int(&o, "seen", thread.seen);
	else
		json_put_null(&o, "seen");
	unite_put(&o, &thread.united);
	here_put(&o, context, as_of, thread.row.conv.id);
	put_messages(&o, "messages", thread.messages, thread.count, agent_count, agents);
	put_messages(&o, "context", thread.context, thread.context_count, agent_count, agents);
	json_put_bool(&o, "cut", thread.cut);
	err = history_put(context, &o, as_of);
	json_close_object(&o);
	return err;
}

static void said_put(struct json_out *o, const struct why_part *part)
{
	json_open_array(o, NULL);
	json_put_text(o, NULL, part->template);
	for (size_t i = 0; i < WHY_ARGS && part->args[i] != NULL; i++)
		json_put_text(o, NULL, part->args[i]);
	json_close_array(o);
}

err_t queue_why(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	struct why_said why = { 0 };
	const char *nobody = NULL;
	err_t err = read_why(context->reader, context->arena, id, context->now_ms, &why);

	if (err == NULL)
		err = route_nobody(context, id, &nobody);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_put_text(&o, "why", nobody == NULL ? why.text : arena_printf(context->arena, "%s; %s", why.text, nobody));
	json_open_array(&o, "said");
	for (size_t i = 0; i < why.count; i++)
		said_put(&o, &why.parts[i]);
	if (nobody != NULL)
		said_put(&o, &(struct why_part){ N_("; %s"), { nobody, NULL } });
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
