/* SPDX-License-Identifier: ISC */
/*
 * Cutting a byte stream into frames.  No byte is looked at twice: the search
 * for the end of a line goes on where it stopped, and a line whose payload is
 * not complete is parsed once and kept.  Whoever writes the bytes decides
 * how much memory is held, up to the limits of one frame and one feed.
 */
#include "guichet/wire/frame.h"

#include <string.h>

enum { KEEP_BYTES = 64 << 10 };	/* an empty reader holds no more */

void frame_feed(struct frame_reader *reader, const char *bytes, size_t len)
{
	size_t used = reader->used;

	if (used == reader->buffer.len && reader->buffer.size > KEEP_BYTES) {
		str_finish(&reader->buffer);
	} else if (used > 0) {
		str_cut_front(&reader->buffer, used);
		explicit_bzero(reader->buffer.text + reader->buffer.len, used);
	}
	reader->used = 0;
	str_add_n(&reader->buffer, bytes, len);
}

static err_t head_read(struct frame_reader *reader, const char *line, size_t len)
{
	struct json *json;
	int64_t payload;
	err_t err = json_parse_own(line, len, &json);

	if (err != NULL)
		return err_make(ERR_PROTOCOL, "frame: %s", err->text);
	payload = json_int(json, "payload", 0);
	if (!json_is_object(json))
		err = err_make(ERR_PROTOCOL, "frame: not an object");
	else if (payload < 0 || payload > WIRE_PAYLOAD_MAX)
		err = err_make(ERR_PROTOCOL, "frame: payload is larger than %d bytes",
			WIRE_PAYLOAD_MAX);
	if (err != NULL) {
		json_destroy(json);
		return err;
	}
	reader->head = json;
	reader->payload_len = (size_t)payload;
	return NULL;
}

/* Takes the line in front, if it is complete. */
static err_t line_next(struct frame_reader *reader)
{
	size_t have = reader->buffer.len - reader->used, len;
	size_t most = reader->line_max == 0 ? WIRE_LINE_MAX : reader->line_max;
	const char *line, *end;

	if (have == 0)
		return NULL;
	line = reader->buffer.text + reader->used;
	end = memchr(line + reader->scanned, '\n', have - reader->scanned);
	len = end != NULL ? (size_t)(end - line) : have;
	if (len > most)
		return err_make(ERR_PROTOCOL, "frame: line is longer than %zu bytes", most);
	if (end == NULL) {
		reader->scanned = have;
		return NULL;
	}
	reader->scanned = 0;
	reader->used += len + 1;
	return head_read(reader, line, len);
}

err_t frame_next(struct frame_reader *reader, struct frame *out, bool *got)
{
	err_t err;

	*got = false;
	if (reader->head == NULL && (err = line_next(reader)) != NULL)
		return err;
	if (reader->head == NULL || reader->buffer.len - reader->used < reader->payload_len)
		return NULL;
	*out = (struct frame){ .json = reader->head, .payload_len = reader->payload_len };
	if (out->payload_len > 0)
		out->payload = reader->buffer.text + reader->used;
	reader->used += reader->payload_len;
	reader->head = NULL;
	reader->payload_len = 0;
	*got = true;
	return NULL;
}

void frame_wipe(struct frame_reader *reader)
{
	if (reader->used > 0)
		explicit_bzero(reader->buffer.text, reader->used);
}

void frame_reader_finish(struct frame_reader *reader)
{
	json_destroy(reader->head);
	str_finish(&reader->buffer);
	memset(reader, 0, sizeof(*reader));
}
