/* SPDX-License-Identifier: ISC */
/*
 * Files that go with replies.
 *
 *   media add     {"blob","name","mime","type","size","kept","width","height","hash"}    kept: bytes that are there so
 *                 far; once that is the size, hash is what reply --attach names
 *   media save    rows: at first {"number","of","message","type","mime","size","alt","url"}, then {"bytes"} in
 *                 base64 in their order; the end comes when all of it came
 */
#include "calls.h"

#include <inttypes.h>

#include "answer.h"
#include "guichet/desk/attachment.h"
#include "guichet/desk/read.h"
#include "guichet/model/picture.h"

err_t media_add(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct attach_piece piece = {
		.blob = call_int(context->request, "blob", 0), .name = call_text(context->request, "file"),
		.size = call_int(context->request, "size", (int64_t)context->payload_len),
		.at = call_int(context->request, "at", 0), .piece = context->payload, .len = context->payload_len,
	};
	struct blob blob;
	err_t err = desk_attach(context->desk, context->arena, &piece, &blob);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "blob", blob.id);
	json_put_text(&o, "name", blob.name);
	json_put_text(&o, "mime", blob.mime);
	json_put_text(&o, "type", picture_kind(blob.mime));
	json_put_int(&o, "size", blob.size);
	json_put_int(&o, "kept", blob.kept);
	json_put_int(&o, "width", blob.width);
	json_put_int(&o, "height", blob.height);
	json_put_text(&o, "hash", blob.hash);
	json_close_object(&o);
	return NULL;
}

/* ---- out */

enum { MESSAGES_MOST = 1000 };

struct wanted { int64_t message, number, of, account; const struct media *media; };

/* What went with our own words has no address until the network tells it to us. */
static bool is_unsaid(const struct message *message, const struct media *media)
{
	return message->direction == DIR_OUT && media->url == NULL && media->ref == NULL;
}

/* In their order: of one message that is named, else of all that were said here. */
static void look_through(struct wanted *wanted, const struct message *messages, size_t count, int64_t message)
{
	for (size_t i = 0; i < count; i++) {
		if (message != 0 && messages[i].id != message)
			continue;
		for (size_t k = 0; k < messages[i].media_count; k++) {
			if (message == 0 && is_unsaid(&messages[i], &messages[i].media[k]))
				continue;
			if (++wanted->of != wanted->number)
				continue;
			wanted->message = messages[i].id;
			wanted->account = messages[i].account;
			wanted->media = &messages[i].media[k];
		}
	}
}

static err_t wanted_find(struct call_context *context, struct wanted *wanted)
{
	int64_t id = call_int(context->request, "id", 0), message = call_int(context->request, "message", 0);
	int64_t number = call_int(context->request, "number", 0);
	struct thread thread = { 0 };
	err_t err = read_thread(context->reader, context->arena, id, context->actor->agent, MESSAGES_MOST, &thread);

	if (err != NULL)
		return err;
	*wanted = (struct wanted){ .number = number > 0 ? number : 1 };
	look_through(wanted, thread.messages, thread.count, message);
	if (message != 0)
		look_through(wanted, thread.context, thread.context_count, message);
	if (wanted->of == 0)
		return err_make(ERR_NOT_FOUND, "media save #%" PRId64 ": there is no picture and no file in it", id);
	if (number == 0 && wanted->of > 1)
		return err_make(ERR_USAGE, "media save #%" PRId64 ": there are %" PRId64 ": say which, from 1, the oldest", id,
			wanted->of);
	return wanted->media != NULL ? NULL : err_make(ERR_NOT_FOUND, "media save #%" PRId64 ": there are only %" PRId64, id,
		wanted->of);
}

/* What it is, before its bytes. */
static void wanted_say(struct call_context *context, const struct wanted *wanted)
{
	struct str body = { 0 }, frame = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	json_put_int(&o, "number", wanted->number);
	json_put_int(&o, "of", wanted->of);
	json_put_int(&o, "message", wanted->message);
	json_put_text(&o, "type", wanted->media->kind);
	answer_some(&o, "mime", wanted->media->mime);
	json_put_int(&o, "size", wanted->media->size);
	answer_some(&o, "alt", wanted->media->alt);
	answer_some(&o, "url", wanted->media->url);
	json_close_object(&o);
	wire_put_row(&frame, context->id, body.text);
	session_send(context->session, &frame);
	str_finish(&frame);
	str_finish(&body);
}

err_t media_save(struct call_context *context)
{
	struct wanted wanted;
	err_t err = wanted_find(context, &wanted);

	if (err == NULL && wanted.media->url == NULL && wanted.media->ref == NULL)
		err = err_make(ERR_UNSUPPORTED, "media save #%" PRId64 ": the network gave no address of it",
			call_int(context->request, "id", 0));
	if (err != NULL)
		return err;
	wanted_say(context, &wanted);
	return carried_fetch(context, wanted.account, wanted.media);
}
