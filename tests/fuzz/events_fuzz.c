/* SPDX-License-Identifier: ISC */
/*
 * The bytes of a stream, cut anywhere, are the same events as in one piece, and
 * none is larger than may be kept.  The first byte says how long the pieces are.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/net/events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void on_event(void *data, const struct stream_event *event)
{
	struct str *out = data;

	require(event->name != NULL && strchr(event->name, '\n') == NULL, "a name is one line");
	require(event->data == NULL || event->len <= EVENT_BYTES, "what is too large is not kept");
	str_printf(out, "%s:%zu:", event->name, event->len);
	if (event->data != NULL)
		str_add_n(out, event->data, event->len);
	str_add_char(out, '\n');
}

static void play(const char *bytes, size_t size, size_t piece, struct str *out)
{
	struct events events = { 0 };

	for (size_t at = 0; at < size; at += piece)
		events_feed(&events, bytes + at, size - at < piece ? size - at : piece, on_event, out);
	events_finish(&events);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = { 0 }, pieces = { 0 };

	if (size > 1) {
		play((const char *)data + 1, size - 1, size, &whole);
		play((const char *)data + 1, size - 1, (size_t)data[0] + 1, &pieces);
		require(whole.len == pieces.len && memcmp(str_text(&whole), str_text(&pieces), whole.len) == 0,
			"cuts do not matter");
	}
	str_finish(&whole);
	str_finish(&pieces);
	return 0;
}
