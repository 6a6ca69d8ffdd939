/* SPDX-License-Identifier: ISC */
/*
 * One step back and forward again.
 *
 *   undo, redo   {"undone" or "redone":"resolve","ids":[],"at","age_s","left":[{"id","why"}],"dry_run"}
 *                at and age_s: when that was done, and how long ago; left: what --partly left alone;
 *                a setting of the desk is in no ids, and its id in left is 0; of a reply also
 *                "reply":true: its text and files are the draft again, "resolved":true: its conversation is out of
 *                the queue by what was done since; "lost": files that did not come back
 */
#include "calls.h"

#include "guichet/desk/undo.h"
#include "guichet/json/json.h"

static void put_undone(struct call_context *context, const char *member, const struct undone *done, bool dry)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, member, done->call);
	json_open_array(&o, "ids");
	for (size_t i = 0; i < done->count; i++)
		if (done->ids[i] != 0)
			json_put_int(&o, NULL, done->ids[i]);
	json_close_array(&o);
	json_put_time(&o, "at", done->at_ms);
	json_put_int(&o, "age_s", context->now_ms > done->at_ms ? (context->now_ms - done->at_ms) / 1000 : 0);
	json_open_array(&o, "left");
	for (size_t i = 0; i < done->left_count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "id", done->left[i].id);
		json_put_text(&o, "why", done->left[i].why);
		json_close_object(&o);
	}
	json_close_array(&o);
	if (done->reply)
		json_put_bool(&o, "reply", true);
	if (done->resolved)
		json_put_bool(&o, "resolved", true);
	if (done->lost != NULL)
		json_put_text(&o, "lost", done->lost);
	json_put_bool(&o, "dry_run", dry);
	json_close_object(&o);
}

/* Trying it out leaves nothing behind, not even in the journal. */
static err_t step(struct call_context *context, const char *member,
	err_t (*go)(struct desk *, struct arena *, struct undo_wish, struct undone *))
{
	struct undo_wish wish = { .partly = call_flag(context->request, "partly"),
		.dry = call_flag(context->request, "dry-run") };
	struct undone done = { 0 };
	err_t err = go(context->desk, context->arena, wish, &done);

	if (err != NULL)
		return err;
	put_undone(context, member, &done, wish.dry);
	if (wish.dry)
		desk_rollback(context->desk);
	return NULL;
}

err_t undo_undo(struct call_context *context)
{
	return step(context, "undone", desk_undo);
}

err_t undo_redo(struct call_context *context)
{
	return step(context, "redone", desk_redo);
}
