/* SPDX-License-Identifier: ISC */
/*
 * Files of a reply go to the server one after the other, each before the post
 * that names it.  A server that has to work on one answers 202, and is asked
 * until it is ready.  Nothing of this is public: what breaks off here was not
 * sent, and the next attempt goes on behind the last file that was kept.
 */
#include "mastodon.h"

#include <string.h>

#include "files.h"
#include "guichet/model/settings.h"

enum { WORKS_MS = 1000, WORKS_MOST_MS = 10 * 1000, WORKS_LOOKS = 40, LATER_MS = 60 * 1000 };
enum { COUNT = 4, IMAGE_BYTES = 10 << 20, ALT_CHARS = 1500 };

/* As vanilla servers had it for long, where the server does not say. */
#define TYPES "image/jpeg image/png image/gif image/webp image/heic image/avif video/webm video/mp4 video/quicktime " \
	"audio/ogg audio/mpeg audio/mp4"

void mastodon_files_plan(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	const char *caps = wish->account->caps != NULL ? wish->account->caps : "";
	const char *types = settings_get(arena, caps, "media_types");
	struct file_limits limits = {
		.count = (size_t)settings_int(caps, "media", COUNT),
		.image_bytes = settings_int(caps, "image_bytes", IMAGE_BYTES),
		.other_bytes = settings_int(caps, "video_bytes", 0),
		.alt_chars = (size_t)settings_int(caps, "alt_chars", ALT_CHARS),
		.types = types != NULL ? types : TYPES,
	};
	const char *lacks = wish->media_count > 0 ? mastodon_token_lacks(wish->account, "write:media") : NULL;

	if (plan->blocked == NULL)
		plan->blocked = lacks;
	files_plan(arena, wish, &limits, plan);
}

bool mastodon_upload_next(const struct task *task, size_t *media)
{
	if (task->part > 0)
		return false;
	for (*media = 0; *media < task->plan->media_count; (*media)++)
		if (task->plan->media[*media].remote_id == NULL)
			return true;
	return false;
}

void mastodon_upload_ask(struct task *task, size_t media, struct need *need)
{
	const struct plan_media *file = &task->plan->media[media];
	struct multipart m;

	multipart_begin(&m, task->arena, file->hash);
	multipart_file(&m, "file", task->plan, media);
	if (file->alt != NULL)
		multipart_field(&m, "description", file->alt);
	need->kind = NEED_HTTP;
	need->request.method = "POST";
	need->request.url = mastodon_url(task->arena, task->account, "/api/v2/media");
	need->request.flags = REQUEST_AUTH | REQUEST_UPLOAD;
	request_header(task->arena, &need->request, "Accept", "application/json");
	multipart_end(&m, &need->request);
}

static void upload_kept(struct mastodon_uploading *up, struct need *need, struct output *out)
{
	out->uploaded.remote_id = up->id;
	out->uploaded.media = up->media;
	*up = (struct mastodon_uploading){ 0 };
	need->kind = NEED_COMMIT;
}

/* The server works on it: it is asked again, at first soon. */
static void upload_wait(struct task *task, struct mastodon_uploading *up, struct need *need, struct output *out)
{
	int64_t wait = WORKS_MS * (up->looks + 1);

	if (up->looks++ >= WORKS_LOOKS) {
		out->sent.outcome = SEND_LATER;
		out->sent.reason = "the server still works on the file";
		out->sent.wait_ms = LATER_MS;
		return;
	}
	up->waits = true;
	need->kind = NEED_UNTIL;
	need->until_ms = task->now_ms + (wait < WORKS_MOST_MS ? wait : WORKS_MOST_MS);
}

static err_t upload_read(struct task *task, struct mastodon_uploading *up, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *json = NULL;
	const char *id;
	bool works;

	if (upload_failed(response, mastodon_reason(task, response), out))
		return response->fault == FAULT_NONE && response->status == 401 ? response_error(task, response) : NULL;
	if (json_parse(response->body, response->len, &json) == NULL && mastodon_id_valid(id = json_text(json, "id")))
		up->id = arena_copy(task->arena, id);
	json_destroy(json);
	works = response->status == 202 || response->status == 206;
	if (up->id == NULL) {
		out->sent.outcome = SEND_LATER;
		out->sent.reason = "the server's answer names no file";
		out->sent.wait_ms = LATER_MS;
	} else if (works) {
		upload_wait(task, up, need, out);
	} else {
		upload_kept(up, need, out);
	}
	return NULL;
}

err_t mastodon_upload(struct task *task, struct mastodon_uploading *up, const struct response *response,
	struct need *need, struct output *out)
{
	if (!up->waits)
		return upload_read(task, up, response, need, out);
	up->waits = false;
	mastodon_get(task, need, arena_printf(task->arena, "/api/v1/media/%s", up->id));
	return NULL;
}
