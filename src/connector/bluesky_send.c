/* SPDX-License-Identifier: ISC */
/*
 * One part of a frozen plan becomes a record under an id that was settled
 * with the first attempt, so that however often it is sent there is one.
 * What stands there already is never written over: a record with this part's
 * words is this part, any other is somebody else's and refuses it.
 */
#include "bluesky.h"

#include <string.h>

#include "guichet/base/clock.h"

enum { SEND_START, SEND_UPLOAD, SEND_PARENT, SEND_MENTION, SEND_PUT, SEND_THERE, BACK_ASK, BACK_READ };
enum { LATER_MS = 60 * 1000 };

static const struct plan_part *part_of(const struct task *task)
{
	return &task->plan->parts[task->part];
}

static const char *rkey_of(const struct task *task)
{
	return bluesky_tid(task->arena, task->plan->begun_ms, task->plan->parts[0].key, task->part);
}

static void refuse(struct output *out, const char *reason)
{
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = reason;
}

enum send_outcome bluesky_outcome(struct task *task, const struct response *response, struct output *out)
{
	enum send_outcome outcome = send_outcome_of(response);

	out->sent.outcome = outcome;
	if (outcome == SEND_SENT)
		return outcome;
	out->sent.reason = bluesky_reason(task, response);
	if (outcome != SEND_LATER)
		return outcome;
	out->sent.wait_ms = response->retry_after_ms;
	if (out->sent.wait_ms == 0 && response->rate_reset_ms > task->now_ms)
		out->sent.wait_ms = response->rate_reset_ms - task->now_ms;
	if (out->sent.wait_ms == 0)
		out->sent.wait_ms = LATER_MS;
	return outcome;
}

/* ---- what is answered */

static void record_ask(struct task *task, struct need *need, const char *rkey)
{
	struct str call = { 0 };

	str_add(&call, "com.atproto.repo.getRecord?collection=app.bsky.feed.post");
	bluesky_param(&call, "repo", task->account->self_id);
	bluesky_param(&call, "rkey", rkey);
	bluesky_get(task, need, call.text);
	str_finish(&call);
}

/* Our own part before this one stands at our own server already; others' posts are asked of the network. */
static void parent_ask(struct task *task, struct need *need, struct output *out)
{
	struct bluesky_context ctx;
	struct bluesky_uri at;
	struct str call = { 0 };

	bluesky_context_read(task->arena, task->plan->reply_ctx, &ctx);
	if (task->part > 0 && bluesky_uri_read(task->arena, task->plan->parts[task->part - 1].native, &at)) {
		record_ask(task, need, at.rkey);
	} else if (task->part > 0 || !bluesky_uri_read(task->arena, ctx.uri, &at)) {
		refuse(out, "the plan does not say what it answers");
	} else {
		str_add(&call, "app.bsky.feed.getPosts");
		bluesky_param(&call, "uris", ctx.uri);
		bluesky_get(task, need, call.text);
		str_finish(&call);
	}
	task->stage = SEND_PARENT;
}

static const char *copied(struct task *task, const struct json *object, const char *key)
{
	const char *text = json_text(object, key);

	return text != NULL && *text != '\0' ? arena_copy(task->arena, text) : NULL;
}

/* NULL: it can be answered. */
static const char *parent_read(struct task *task, struct bluesky_sending *sending, const struct json *answer)
{
	const struct json *post = task->part > 0 ? answer : json_at(json_get(answer, "posts"), 0);
	const struct json *record = json_get(post, task->part > 0 ? "value" : "record");
	const struct json *root = json_get(json_get(record, "reply"), "root");

	sending->parent = copied(task, post, "uri");
	sending->parent_cid = copied(task, post, "cid");
	if (sending->parent == NULL || sending->parent_cid == NULL)
		return "the post that is answered is not there any more";
	if (json_bool(json_get(post, "viewer"), "replyDisabled", false))
		return "the writer of the thread does not let us answer there";
	if (json_get(json_get(json_get(post, "author"), "viewer"), "blocking") != NULL ||
	    json_bool(json_get(json_get(post, "author"), "viewer"), "blockedBy", false))
		return "between this person and us stands a block";
	sending->root = copied(task, root, "uri");
	sending->root_cid = copied(task, root, "cid");
	if (sending->root == NULL || sending->root_cid == NULL) {
		sending->root = sending->parent;
		sending->root_cid = sending->parent_cid;
	}
	return NULL;
}

/* ---- the record */

static void ref_write(struct json_out *json, const char *key, const char *uri, const char *cid)
{
	json_open_object(json, key);
	json_put_text(json, "uri", uri);
	json_put_text(json, "cid", cid);
	json_close_object(json);
}

static void record_write(struct json_out *json, struct task *task, const struct bluesky_sending *sending)
{
	char when[TIME_TEXT];

	json_open_object(json, "record");
	json_put_text(json, "$type", "app.bsky.feed.post");
	json_put_text(json, "text", part_of(task)->text);
	json_put_text(json, "createdAt", time_format(task->plan->begun_ms + task->account->skew_ms +
		(int64_t)task->part, when));
	if (task->plan->lang != NULL) {
		json_open_array(json, "langs");
		json_put_text(json, NULL, task->plan->lang);
		json_close_array(json);
	}
	bluesky_facets_write(json, task, sending);
	if (task->part == 0 && task->plan->media_count > 0)
		bluesky_images_write(json, task->plan);
	json_open_object(json, "reply");
	ref_write(json, "root", sending->root, sending->root_cid);
	ref_write(json, "parent", sending->parent, sending->parent_cid);
	json_close_object(json);
	json_close_object(json);
}

static void put_ask(struct task *task, const struct bluesky_sending *sending, struct need *need)
{
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	json_put_text(&json, "repo", task->account->self_id);
	json_put_text(&json, "collection", "app.bsky.feed.post");
	json_put_text(&json, "rkey", rkey_of(task));
	json_put_null(&json, "swapRecord");	/* nothing is to stand there, or exactly this */
	record_write(&json, task, sending);
	json_close_object(&json);
	bluesky_post(task, need, "com.atproto.repo.putRecord", &body);
	str_finish(&body);
	task->stage = SEND_PUT;
}

static void resolve_or_put(struct task *task, struct bluesky_sending *sending, struct need *need)
{
	struct str call = { 0 };

	if (sending->asked == sending->mention_count) {
		put_ask(task, sending, need);
		return;
	}
	str_add(&call, "com.atproto.identity.resolveHandle");
	bluesky_param(&call, "handle", sending->mentions[sending->asked].handle);
	bluesky_get(task, need, call.text);
	str_finish(&call);
	task->stage = SEND_MENTION;
}

/* A name that nobody has is written as it was typed; that it cannot be asked just now is another thing. */
static err_t mention_read(struct task *task, struct bluesky_sending *sending, const struct response *response)
{
	struct json *json = NULL;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL && !err_is(err, ERR_REJECTED))
		return err;
	if (err != NULL)
		err_ignore(err, "then it is a word like others");
	else if (bluesky_did_valid(json_text(json, "did")))
		sending->mentions[sending->asked].did = copied(task, json, "did");
	sending->asked++;
	json_destroy(json);
	return NULL;
}

/* ---- what came back */

static bool sent_set(struct task *task, const char *uri, struct output *out)
{
	struct bluesky_uri at;

	if (!bluesky_uri_read(task->arena, uri, &at))
		return false;
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = out->sent.native = arena_copy(task->arena, uri);
	out->sent.url = bluesky_page_url(task->arena, at.did, at.rkey);
	return true;
}

static err_t put_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct json *json = NULL;
	err_t err;

	if (response->fault == FAULT_NONE && response->status == 400 &&
	    str_equal(bluesky_error(task, response), "InvalidSwap")) {
		record_ask(task, need, rkey_of(task));
		task->stage = SEND_THERE;
		return NULL;
	}
	if (bluesky_outcome(task, response, out) != SEND_SENT)
		return NULL;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the answer names no post");
	if (!sent_set(task, json_text(json, "uri"), out)) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the server's answer names no post";
	}
	json_destroy(json);
	return NULL;
}

/* What stands under our id: this part, nothing, or something else. */
static err_t there_read(struct task *task, const struct response *response, struct output *out)
{
	struct json *json = NULL;
	err_t err;

	if (response->fault == FAULT_NONE && response->status == 400 &&
	    str_equal(bluesky_error(task, response), "RecordNotFound")) {
		out->sent.outcome = SEND_ABSENT;
		if (task->kind == TASK_SEND)
			refuse(out, "the server says that it is there, and does not show it");
		return NULL;
	}
	err = bluesky_answer(task, response, &json);
	if (err != NULL)
		return err;
	if (!str_equal(json_text(json_get(json, "value"), "text"), part_of(task)->text))
		refuse(out, "another post stands where this one belongs");
	else if (!sent_set(task, json_text(json, "uri"), out))
		err = err_make(ERR_PROTOCOL, "the server's answer names no post");
	json_destroy(json);
	return err;
}

static err_t parent_step(struct task *task, struct bluesky_sending *sending, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	const char *why;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL)
		return err;
	why = parent_read(task, sending, json);
	json_destroy(json);
	if (why != NULL) {
		refuse(out, why);
		return NULL;
	}
	bluesky_mentions_find(task, sending);
	resolve_or_put(task, sending, need);
	return NULL;
}

err_t bluesky_send(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct bluesky_sending *sending = &((struct bluesky_state *)task->state)->of.sending;
	err_t err;

	if (task->plan->begun_ms == 0) {
		refuse(out, "the plan does not say when it began");
		return NULL;
	}
	if (task->kind == TASK_RECONCILE && task->stage == SEND_START) {
		record_ask(task, need, rkey_of(task));
		task->stage = BACK_READ;
		return NULL;
	}
	switch (task->stage) {
	case SEND_START:
		if (bluesky_upload_is_due(task, sending)) {
			bluesky_upload_ask(task, sending, need);
			task->stage = SEND_UPLOAD;
		} else {
			parent_ask(task, need, out);
		}
		return NULL;
	case SEND_UPLOAD:
		task->stage = SEND_START;
		return bluesky_upload_read(task, sending, response, need, out);
	case SEND_PARENT:
		return parent_step(task, sending, response, need, out);
	case SEND_MENTION:
		err = mention_read(task, sending, response);
		if (err == NULL)
			resolve_or_put(task, sending, need);
		return err;
	case SEND_PUT:
		return put_read(task, response, need, out);
	default:
		return there_read(task, response, out);
	}
}
