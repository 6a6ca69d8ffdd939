/* SPDX-License-Identifier: ISC */
/*
 * What a reply on Bluesky will be.  It needs no mention: whoever is answered
 * is told.  Handles that the agent typed are told as well, where the network
 * knows them.
 */
#include "bluesky.h"

#include <string.h>

#include "cut.h"
#include "files.h"

enum { TEXT_MAX = 64 * 1024 };

static void warn(struct plan *plan, const char *text)
{
	if (plan->warning_count < PLAN_WARNINGS)
		plan->warnings[plan->warning_count++] = text;
}

static const char *block_of(const struct plan_wish *wish, const struct bluesky_context *ctx, const char *text)
{
	if (wish->answered == NULL)
		return "there is no message to answer";
	if (ctx->convo == NULL && (ctx->uri == NULL || ctx->did == NULL))
		return "the message cannot be answered: the network's address of it is missing";
	if (*text == '\0' && wish->media_count == 0)
		return "there is no text";
	return strlen(text) > TEXT_MAX ? "the text is longer than 64 KiB" : NULL;
}

err_t bluesky_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	static const struct measure post = { COUNT_GRAPHEMES, BLUESKY_CHARS, BLUESKY_BYTES };
	static const struct measure message = { COUNT_GRAPHEMES, BLUESKY_DM_CHARS, BLUESKY_DM_BYTES };
	const char *text = text_trimmed(arena, wish->text);
	struct bluesky_context ctx = { 0 };
	struct file_limits files = { .count = BLUESKY_IMAGES, .image_bytes = BLUESKY_IMAGE_BYTES, .alt_chars = BLUESKY_ALT_CHARS,
		.types = "image/jpeg image/png image/webp image/gif" };

	memset(plan, 0, sizeof(*plan));
	plan->account = wish->account->id;
	plan->conversation = wish->conversation->id;
	plan->visibility = VIS_PRIVATE;
	if (wish->answered != NULL)
		bluesky_context_read(arena, wish->answered->reply_ctx, &ctx);
	plan->blocked = block_of(wish, &ctx, text);
	if (plan->blocked != NULL)
		return NULL;
	plan->reply_to = wish->answered->remote_id;
	plan->reply_ctx = wish->answered->reply_ctx;
	if (ctx.convo == NULL)
		plan->visibility = VIS_PUBLIC;
	else if (wish->answered->visibility == VIS_GROUP)
		plan->visibility = VIS_GROUP;
	if (wish->visibility >= 0 && wish->visibility > (int)plan->visibility)
		plan->blocked = plan->visibility == VIS_GROUP ? "everybody in the group reads an answer there" :
			"a post on Bluesky is always public: write a direct message instead";
	plan->lang = wish->lang != NULL && *wish->lang != '\0' ? wish->lang : ctx.lang;
	if (plan->lang != NULL && strlen(plan->lang) > 16)
		plan->lang = NULL;
	if (ctx.handle != NULL)
		plan->recipients[plan->recipient_count++] = ctx.handle;
	if (plan->visibility == VIS_GROUP)
		plan->recipients[plan->recipient_count++] = "everybody in the group";
	if (wish->cw != NULL && *wish->cw != '\0')
		warn(plan, "Bluesky has no content warnings: it is left out");
	if (ctx.convo != NULL)	/* a direct message has room for none */
		files.count = 0;
	files_plan(arena, wish, &files, plan);
	parts_plan(arena, wish, ctx.convo != NULL ? &message : &post, text, plan);
	return NULL;
}
