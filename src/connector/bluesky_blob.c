/* SPDX-License-Identifier: ISC */
/*
 * Pictures of a reply: each is a blob at our own server before the record that
 * shows it is written.  A blob that no record names is seen by nobody, and goes
 * after a while.
 */
#include "bluesky.h"

#include <string.h>

#include "files.h"

/* The next one that the server does not have. */
bool bluesky_upload_is_due(const struct task *task, struct bluesky_sending *sending)
{
	sending->media = 0;
	while (sending->media < task->plan->media_count && task->plan->media[sending->media].remote_id != NULL)
		sending->media++;
	return task->part == 0 && sending->media < task->plan->media_count;
}

void bluesky_upload_ask(struct task *task, const struct bluesky_sending *sending, struct need *need)
{
	const struct plan_media *file = &task->plan->media[sending->media];
	struct request_piece *piece = arena_alloc(task->arena, sizeof(*piece));

	*piece = (struct request_piece){ .file = (int64_t)sending->media + 1, .len = (size_t)file->size };
	bluesky_get(task, need, "com.atproto.repo.uploadBlob");
	need->request.method = "POST";
	need->request.flags = REQUEST_AUTH | REQUEST_UPLOAD;
	need->request.pieces = piece;
	need->request.piece_count = 1;
	need->request.timeout_ms = FILES_MS;
	request_header(task->arena, &need->request, "Content-Type", file->mime);
}

/* What the record will hold of it, as the server says it and nothing more. */
static const char *blob_word(struct task *task, const struct json *blob)
{
	const char *link = json_text(json_get(blob, "ref"), "$link"), *mime = json_text(blob, "mimeType"), *word;
	struct str text = { 0 };
	struct json_out json = { .to = &text };

	if (link == NULL || mime == NULL)
		return NULL;
	json_open_object(&json, NULL);
	json_put_text(&json, "$type", "blob");
	json_open_object(&json, "ref");
	json_put_text(&json, "$link", link);
	json_close_object(&json);
	json_put_text(&json, "mimeType", mime);
	json_put_int(&json, "size", json_int(blob, "size", 0));
	json_close_object(&json);
	word = arena_copy(task->arena, text.text);
	str_finish(&text);
	return word;
}

err_t bluesky_upload_read(struct task *task, const struct bluesky_sending *sending, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	err_t err;

	if (upload_failed(response, bluesky_reason(task, response), out))
		return NULL;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the answer names no file");
	out->uploaded.remote_id = blob_word(task, json_get(json, "blob"));
	out->uploaded.media = sending->media;
	json_destroy(json);
	if (out->uploaded.remote_id == NULL)
		return err_make(ERR_PROTOCOL, "the server's answer names no file");
	need->kind = NEED_COMMIT;
	return NULL;
}

void bluesky_images_write(struct json_out *json, const struct plan *plan)
{
	json_open_object(json, "embed");
	json_put_text(json, "$type", "app.bsky.embed.images");
	json_open_array(json, "images");
	for (size_t i = 0; i < plan->media_count; i++) {
		const struct plan_media *file = &plan->media[i];

		json_open_object(json, NULL);
		json_put_text(json, "alt", file->alt != NULL ? file->alt : "");
		json_put_raw(json, "image", file->remote_id);
		if (file->width > 0 && file->height > 0) {
			json_open_object(json, "aspectRatio");
			json_put_int(json, "width", file->width);
			json_put_int(json, "height", file->height);
			json_close_object(json);
		}
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}
