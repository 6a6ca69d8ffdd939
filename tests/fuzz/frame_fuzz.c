/* SPDX-License-Identifier: ISC */
/*
 * Any bytes, cut anywhere: the same frames come out as from the whole, and
 * requests and items in them are read or refused.  The first byte says how
 * long the pieces are.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/arena.h"
#include "guichet/wire/frame.h"
#include "guichet/wire/item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void use(const struct frame *frame, struct str *out)
{
	struct arena *arena = arena_create();
	struct call_request request;
	struct item item;
	struct str line = { 0 };
	const char *key;
	int64_t id = 0;

	if (wire_get_request(arena, frame->json, &id, &key, &request) == NULL) {
		require(id > 0 && request.call != NULL, "a request has an id and a call");
		wire_put_request(&line, id, key, &request, frame->payload, frame->payload_len);
		require(line.len > 0 && memchr(line.text, '\n', line.len) != NULL, "a request is a line");
	}
	str_clear(&line);
	if (wire_get_item(arena, frame->json, &item) == NULL) {
		wire_put_item(&line, &item);
		require(line.text[0] == '{' && strchr(line.text, '\n') == NULL, "an item is a line");
	}
	require(wire_get_error(frame->json) != NULL, "an error stays one");
	json_dump(frame->json, out);
	str_add_n(out, frame->payload, frame->payload_len);
	str_add_char(out, '\n');
	str_finish(&line);
	arena_destroy(arena);
}

static void play(const char *bytes, size_t size, size_t piece, struct str *out)
{
	struct frame_reader reader = { 0 };
	err_t err = NULL;

	for (size_t at = 0; at < size && err == NULL; at += piece) {
		bool got = true;

		frame_feed(&reader, bytes + at, size - at < piece ? size - at : piece);
		while (got && err == NULL) {
			struct frame frame = { 0 };

			err = frame_next(&reader, &frame, &got);
			if (err != NULL) {
				require(err_is(err, ERR_PROTOCOL), "refusals are protocol errors");
				str_add(out, "refused");
			} else if (got) {
				use(&frame, out);
				json_destroy(frame.json);
			}
		}
	}
	frame_reader_finish(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = { 0 }, pieces = { 0 };
	char *copy = malloc(size + 1);	/* exactly as long as it says */

	require(copy != NULL, "memory");
	if (size > 1) {
		memcpy(copy, data + 1, size - 1);
		play(copy, size - 1, size, &whole);
		play(copy, size - 1, (size_t)data[0] + 1, &pieces);
		require(whole.len == pieces.len && str_equal(str_text(&whole), str_text(&pieces)),
			"cuts do not matter");
	}
	str_finish(&whole);
	str_finish(&pieces);
	free(copy);
	return 0;
}
