/* SPDX-License-Identifier: ISC */
/*
 * The bytes of a reply's files, while a request that carries them leaves: a
 * piece at a time from the desk, which checks that it is the one that was
 * reviewed.  At the first that is not, the transfer breaks off.
 */
#include "private.h"

#include <string.h>

#include "guichet/desk/attachment.h"

static bool piece_load(struct run *run, size_t media, int64_t at)
{
	const struct plan_media *file = &run->outbox.plan.media[media];
	struct arena *arena = arena_create();
	err_t err;

	str_clear(&run->piece.bytes);
	run->piece.any = false;
	err = desk_attached(run->channel->courier->options.desk, arena, file->blob, file->hash, at, &run->piece.bytes);
	if (err != NULL)
		run->unreadable = arena_copy(run->arena, err->text);
	arena_destroy(arena);
	run->piece.media = media;
	run->piece.at = at;
	run->piece.any = err == NULL;
	return err == NULL;
}

static bool files_read(void *data, int64_t file, size_t at, char *to, size_t len)
{
	struct run *run = data;
	size_t media = (size_t)file - 1;

	while (len > 0) {
		int64_t piece = (int64_t)(at / ATTACH_PIECE);
		size_t from = at % ATTACH_PIECE, part;

		if (file < 1 || media >= run->outbox.plan.media_count)
			return false;
		if ((!run->piece.any || run->piece.media != media || run->piece.at != piece) && !piece_load(run, media, piece))
			return false;
		if (from >= run->piece.bytes.len)
			return false;
		part = run->piece.bytes.len - from < len ? run->piece.bytes.len - from : len;
		memcpy(to, run->piece.bytes.text + from, part);
		to += part;
		at += part;
		len -= part;
	}
	return true;
}

void run_files(struct run *run)
{
	run->files = (struct request_files){ files_read, run };
	run->need.request.files = &run->files;
}
