/* SPDX-License-Identifier: ISC */
/*
 * What every network asks of files in the same way: how many, how large, of
 * which type, how long a description; and the one form of a request in which
 * most of them take a file.  Sizes are said as the files' owners see them.
 */
#include "files.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/picture.h"
#include "guichet/text/count.h"

enum { LATER_MS = 60 * 1000 };

static const char *bytes_told(struct arena *arena, int64_t bytes)
{
	return bytes < 10 * 1024 * 1024 ? arena_printf(arena, "%" PRId64 " KiB", (bytes + 1023) / 1024) :
		arena_printf(arena, "%" PRId64 " MiB", (bytes + 1048575) / 1048576);
}

static bool is_listed(const char *list, const char *type)
{
	size_t len = strlen(type);

	for (const char *p = list; (p = strstr(p, type)) != NULL; p += len)
		if ((p == list || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

/* Why the network does not take it, or NULL. */
static const char *file_problem(struct arena *arena, const struct plan_media *media, const struct file_limits *limits)
{
	bool image = strcmp(picture_kind(media->mime), "image") == 0;
	int64_t most = image ? limits->image_bytes : limits->other_bytes;

	if (!image && limits->other_bytes == 0)
		return arena_printf(arena, "%s is no picture, and nothing else is taken there", media->name);
	if (limits->types != NULL && !is_listed(limits->types, media->mime))
		return strcmp(media->mime, PICTURE_UNKNOWN) == 0 ?
			arena_printf(arena, "%s is no picture, and nothing else is taken there", media->name) :
			arena_printf(arena, "%s is of the type %s, which is not taken there", media->name, media->mime);
	if (most > 0 && media->size > most)
		return arena_printf(arena, "%s has %s, and there a file may have %s", media->name,
			bytes_told(arena, media->size), bytes_told(arena, most));
	if (limits->alt_chars > 0 && media->alt != NULL && text_count(COUNT_GRAPHEMES, media->alt, 0) > limits->alt_chars)
		return arena_printf(arena, "the description of %s is longer than %zu characters", media->name,
			limits->alt_chars);
	return NULL;
}

void files_plan(struct arena *arena, const struct plan_wish *wish, const struct file_limits *limits, struct plan *plan)
{
	if (wish->media_count > limits->count && plan->blocked == NULL)
		plan->blocked = limits->count == 0 ? "no files can be sent there" :
			arena_printf(arena, "at most %zu files go with a message there", limits->count);
	for (size_t i = 0; i < wish->media_count && i < PLAN_MEDIA; i++) {
		plan->media[i] = wish->media[i];
		if (plan->blocked == NULL)
			plan->blocked = file_problem(arena, &wish->media[i], limits);
	}
	plan->media_count = wish->media_count < PLAN_MEDIA ? wish->media_count : PLAN_MEDIA;
}

bool upload_failed(const struct response *response, const char *reason, struct output *out)
{
	bool broken = response->fault != FAULT_NONE || response->status >= 500;

	if (response->fault == FAULT_NONE && response->status >= 200 && response->status <= 299)
		return false;
	out->sent.outcome = broken ? SEND_LATER : send_outcome_of(response);
	if (out->sent.outcome == SEND_UNKNOWN)
		out->sent.outcome = SEND_LATER;
	out->sent.reason = reason;
	if (out->sent.outcome == SEND_LATER)
		out->sent.wait_ms = response->retry_after_ms > 0 ? response->retry_after_ms : broken ? 0 : LATER_MS;
	return true;
}

/* ---- multipart/form-data */

void multipart_begin(struct multipart *m, struct arena *arena, const char *mark)
{
	*m = (struct multipart){ .arena = arena, .boundary = arena_printf(arena, "guichet-%s", mark),
		.pieces = arena_array(arena, MULTIPART_PIECES, sizeof(*m->pieces)) };
}

static void text_add(struct multipart *m, const char *text)
{
	if (m->count < MULTIPART_PIECES)
		m->pieces[m->count++] = (struct request_piece){ .text = text, .len = strlen(text) };
}

void multipart_field(struct multipart *m, const char *name, const char *value)
{
	text_add(m, arena_printf(m->arena, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", m->boundary,
		name, value));
}

void multipart_file(struct multipart *m, const char *name, const struct plan *plan, size_t media)
{
	const struct plan_media *file = &plan->media[media];

	text_add(m, arena_printf(m->arena, "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
		"Content-Type: %s\r\n\r\n", m->boundary, name, file->name, file->mime));
	if (m->count < MULTIPART_PIECES)
		m->pieces[m->count++] = (struct request_piece){ .file = (int64_t)media + 1, .len = (size_t)file->size };
	text_add(m, "\r\n");
}

void multipart_end(struct multipart *m, struct request *request)
{
	text_add(m, arena_printf(m->arena, "--%s--\r\n", m->boundary));
	request->pieces = m->pieces;
	request->piece_count = m->count;
	request->timeout_ms = FILES_MS;
	request_header(m->arena, request, "Content-Type", arena_printf(m->arena, "multipart/form-data; boundary=%s",
		m->boundary));
}
