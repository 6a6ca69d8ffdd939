/* SPDX-License-Identifier: ISC */
/*
 * Files that go with replies.
 *
 *   media add     {"blob","name","mime","type","size","kept","width","height","hash"}    kept: bytes that are there so
 *                 far; once that is the size, hash is what reply --attach names
 */
#include "calls.h"

#include "guichet/desk/attachment.h"
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
