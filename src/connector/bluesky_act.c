/* SPDX-License-Identifier: ISC */
/*
 * What is no reply.  A favourite and a block are records of our own, found by
 * what the network shows of them; a reply below our thread is hidden by a list
 * that belongs to the thread.  A deletion counts when nothing can be read back.
 */
#include "bluesky.h"

#include <string.h>

#include "guichet/base/clock.h"

enum { ACT_START, ACT_SEEN, ACT_GATE, ACT_DONE, ACT_LOOK, ACT_GONE };
enum { HIDDEN_MOST = 300 };

const char *bluesky_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	return kind == ACT_CORRECT ? "corrections are not made on this network yet; retract it and write again" : NULL;
}

static void refuse(struct output *out, const char *reason)
{
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = reason;
}

/* {"repo":...,"collection":...,"rkey":... and stays open */
static void target_open(struct json_out *json, const struct task *task, const char *collection, const char *rkey)
{
	json_open_object(json, NULL);
	json_put_text(json, "repo", task->account->self_id);
	json_put_text(json, "collection", collection);
	json_put_text(json, "rkey", rkey);
}

static void delete_ask(struct task *task, struct need *need, const char *uri, struct output *out)
{
	struct bluesky_uri at;
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	if (!bluesky_uri_read(task->arena, uri, &at) || !str_equal(at.did, task->account->self_id)) {
		refuse(out, "the network's address of it is missing");
		return;
	}
	target_open(&json, task, at.collection, at.rkey);
	json_close_object(&json);
	bluesky_post(task, need, "com.atproto.repo.deleteRecord", &body);
	str_finish(&body);
	task->stage = ACT_DONE;
}

/* A record of our own about a post or a person. */
static void record_ask(struct task *task, struct need *need, const char *collection, const char *uri, const char *cid)
{
	char when[TIME_TEXT];
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	target_open(&json, task, collection, bluesky_tid(task->arena, task->now_ms, uri, 0));
	json_open_object(&json, "record");
	json_put_text(&json, "$type", collection);
	json_put_text(&json, "createdAt", time_format(task->now_ms + task->account->skew_ms, when));
	if (cid != NULL) {
		json_open_object(&json, "subject");
		json_put_text(&json, "uri", uri);
		json_put_text(&json, "cid", cid);
		json_close_object(&json);
	} else {
		json_put_text(&json, "subject", uri);
	}
	json_close_object(&json);
	json_close_object(&json);
	bluesky_post(task, need, "com.atproto.repo.putRecord", &body);
	str_finish(&body);
	task->stage = ACT_DONE;
}

/* ---- favourites and blocks: what stands there decides */

static bool is_about_person(enum act_kind kind)
{
	return kind == ACT_BLOCK || kind == ACT_UNBLOCK;
}

static void look_ask(struct task *task, struct need *need, const char *call, const char *key, const char *value)
{
	struct str text = { 0 };

	str_add(&text, call);
	bluesky_param(&text, key, value);
	bluesky_get(task, need, text.text);
	str_finish(&text);
	task->stage = ACT_SEEN;
}

static err_t seen_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	enum act_kind kind = task->act->kind;
	bool person = is_about_person(kind), wanted = kind == ACT_BLOCK || kind == ACT_FAVOURITE;
	struct json *json = NULL;
	const struct json *about;
	const char *mine, *uri;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL)
		return err;
	about = person ? json : json_at(json_get(json, "posts"), 0);
	mine = json_text(json_get(about, "viewer"), person ? "blocking" : "like");
	uri = json_text(about, person ? "did" : "uri");
	if (uri == NULL || (!person && json_text(about, "cid") == NULL))
		refuse(out, person ? "the network does not know the person any more" :
			"the post is not there any more");
	else if ((mine != NULL) == wanted)
		out->sent.outcome = SEND_SENT;
	else if (wanted)
		record_ask(task, need, person ? "app.bsky.graph.block" : "app.bsky.feed.like",
			arena_copy(task->arena, uri), person ? NULL : arena_copy(task->arena, json_text(about, "cid")));
	else
		delete_ask(task, need, arena_copy(task->arena, mine), out);
	json_destroy(json);
	return NULL;
}

/* ---- hiding a reply below our thread */

struct gate { struct json_out *json; bool hidden; };

static void member_copy(void *data, const char *key, const struct json *value)
{
	struct gate *gate = data;
	struct str raw = { 0 };

	if (str_equal(key, "hiddenReplies"))
		return;
	json_dump(value, &raw);
	json_put_raw(gate->json, key, str_text(&raw));
	str_finish(&raw);
}

/* Those hidden before, with this one or without it; false when nothing changes. */
static bool hidden_write(struct json_out *json, const struct json *before, const char *uri, bool hide)
{
	bool was = false;

	json_open_array(json, "hiddenReplies");
	for (size_t i = 0; i < json_count(before) && i < HIDDEN_MOST; i++) {
		const char *one = json_value_text(json_at(before, i));

		was = was || str_equal(one, uri);
		if (one != NULL && !str_equal(one, uri))
			json_put_text(json, NULL, one);
	}
	if (hide)
		json_put_text(json, NULL, uri);
	json_close_array(json);
	return was != hide;
}

static void gate_new(struct json_out *json, const struct task *task, const char *root)
{
	char when[TIME_TEXT];

	json_put_text(json, "$type", "app.bsky.feed.threadgate");
	json_put_text(json, "post", root);
	json_put_text(json, "createdAt", time_format(task->now_ms + task->account->skew_ms, when));
}

static void gate_put(struct task *task, const struct json *there, struct need *need, struct output *out)
{
	struct bluesky_context ctx;
	struct bluesky_uri root;
	struct str body = { 0 };
	struct json_out json = { .to = &body };
	struct gate gate = { .json = &json };
	bool changes;

	bluesky_context_read(task->arena, task->act->reply_ctx, &ctx);
	if (!bluesky_uri_read(task->arena, ctx.root, &root))
		return;
	target_open(&json, task, "app.bsky.feed.threadgate", root.rkey);
	json_put_text(&json, "swapRecord", json_text(there, "cid"));
	json_open_object(&json, "record");
	if (json_is_object(json_get(there, "value")))
		json_each(json_get(there, "value"), member_copy, &gate);
	else
		gate_new(&json, task, ctx.root);
	changes = hidden_write(&json, json_path(there, "value.hiddenReplies"), task->act->remote_id,
		task->act->kind == ACT_HIDE);
	json_close_object(&json);
	json_close_object(&json);
	if (changes) {
		bluesky_post(task, need, "com.atproto.repo.putRecord", &body);
		task->stage = ACT_DONE;
	} else {
		out->sent.outcome = SEND_SENT;
	}
	str_finish(&body);
}

static err_t gate_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct json *json = NULL;
	err_t err;

	if (response->fault == FAULT_NONE && response->status == 400 &&
	    str_equal(bluesky_error(task, response), "RecordNotFound")) {
		gate_put(task, NULL, need, out);
		return NULL;
	}
	err = bluesky_answer(task, response, &json);
	if (err == NULL)
		gate_put(task, json, need, out);
	json_destroy(json);
	return err;
}

static void gate_ask(struct task *task, struct need *need, struct output *out)
{
	struct bluesky_context ctx;
	struct bluesky_uri root;
	struct str call = { 0 };

	bluesky_context_read(task->arena, task->act->reply_ctx, &ctx);
	if (!bluesky_uri_read(task->arena, ctx.root, &root) || !str_equal(root.did, task->account->self_id)) {
		refuse(out, "only below a post of our own can a reply be hidden");
		return;
	}
	str_add(&call, "com.atproto.repo.getRecord?collection=app.bsky.feed.threadgate");
	bluesky_param(&call, "repo", root.did);
	bluesky_param(&call, "rkey", root.rkey);
	bluesky_get(task, need, call.text);
	str_finish(&call);
	task->stage = ACT_GATE;
}

/* ---- reports */

static const char *reason_type(const char *category)
{
	return str_equal(category, "spam") ? "com.atproto.moderation.defs#reasonSpam" :
		str_equal(category, "violation") || str_equal(category, "legal") ?
		"com.atproto.moderation.defs#reasonViolation" : "com.atproto.moderation.defs#reasonOther";
}

static void report_ask(struct task *task, struct need *need, const struct bluesky_context *ctx)
{
	struct str body = { 0 };
	struct json_out json = { .to = &body };
	bool post = task->act->remote_id != NULL && ctx->cid != NULL;

	json_open_object(&json, NULL);
	json_put_text(&json, "reasonType", reason_type(task->act->category));
	json_put_text(&json, "reason", task->act->reason != NULL ? task->act->reason : "");
	json_open_object(&json, "subject");
	json_put_text(&json, "$type", post ? "com.atproto.repo.strongRef" : "com.atproto.admin.defs#repoRef");
	if (post) {
		json_put_text(&json, "uri", ctx->uri);
		json_put_text(&json, "cid", ctx->cid);
	} else {
		json_put_text(&json, "did", ctx->did);
	}
	json_close_object(&json);
	json_close_object(&json);
	bluesky_post(task, need, "com.atproto.moderation.createReport", &body);
	str_finish(&body);
	task->stage = ACT_DONE;
}

/* ---- the steps */

static void act_ask(struct task *task, struct need *need, struct output *out)
{
	const struct act *act = task->act;
	struct bluesky_context ctx;
	struct bluesky_uri at;

	bluesky_context_read(task->arena, act->reply_ctx, &ctx);
	if (act_needs_message(act->kind) ? !bluesky_uri_read(task->arena, act->native, &at) :
	    !bluesky_did_valid(ctx.did))
		refuse(out, act_needs_message(act->kind) ? "the message has no id on the network" :
			"the person has no id on the network");
	else if (act->kind == ACT_REPORT)
		report_ask(task, need, &ctx);
	else if (act->kind == ACT_RETRACT)
		delete_ask(task, need, act->native, out);
	else if (act->kind == ACT_HIDE || act->kind == ACT_UNHIDE)
		gate_ask(task, need, out);
	else if (is_about_person(act->kind))
		look_ask(task, need, "app.bsky.actor.getProfile", "actor", ctx.did);
	else
		look_ask(task, need, "app.bsky.feed.getPosts", "uris", act->native);
}

/* Is it still to be read?  The server that keeps it is asked, not one that copies it. */
static void gone_ask(struct task *task, struct need *need)
{
	struct bluesky_uri at;
	struct str call = { 0 };

	if (!bluesky_uri_read(task->arena, task->act->native, &at))
		return;
	str_add(&call, "com.atproto.repo.getRecord");
	bluesky_param(&call, "repo", at.did);
	bluesky_param(&call, "collection", at.collection);
	bluesky_param(&call, "rkey", at.rkey);
	bluesky_get(task, need, call.text);
	str_finish(&call);
	task->stage = ACT_GONE;
}

static void done_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	/* A change of the same list by somebody else came between: look again. */
	if (response->fault == FAULT_NONE && response->status == 400 &&
	    (task->act->kind == ACT_HIDE || task->act->kind == ACT_UNHIDE) &&
	    ((struct bluesky_state *)task->state)->of.acting.looks++ < 3 &&
	    str_equal(bluesky_error(task, response), "InvalidSwap"))
		gate_ask(task, need, out);
	else if (bluesky_outcome(task, response, out) == SEND_SENT && task->act->kind == ACT_RETRACT)
		gone_ask(task, need);
}

static void gone_read(struct task *task, const struct response *response, struct output *out)
{
	bool gone = response->fault == FAULT_NONE && response->status == 400 &&
		str_equal(bluesky_error(task, response), "RecordNotFound");

	out->sent.outcome = gone ? SEND_SENT : SEND_UNKNOWN;
	if (!gone)
		out->sent.reason = bluesky_reason(task, response);
	if (response->fault == FAULT_NONE && response->status == 200)
		refuse(out, "still public: the server says that it is gone, and still shows it");
}

err_t bluesky_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	switch (task->stage) {
	case ACT_START:
		act_ask(task, need, out);
		return NULL;
	case ACT_SEEN:
		return seen_read(task, response, need, out);
	case ACT_GATE:
		return gate_read(task, response, need, out);
	case ACT_DONE:
		done_read(task, response, need, out);
		return NULL;
	default:
		gone_read(task, response, out);
		return NULL;
	}
}
