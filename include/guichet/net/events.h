/* SPDX-License-Identifier: ISC */
/*
 * Server-sent events out of a stream's bytes, however they are cut: in the
 * middle of a line, of a line's end, of a character.  Comments, which servers
 * send as a heartbeat, are no events.  Memory is bounded: of an event larger
 * than EVENT_BYTES only the name is told.  (WHATWG HTML, "Server-sent events".)
 */
#ifndef GUICHET_NET_EVENTS_H
#define GUICHET_NET_EVENTS_H
#include "guichet/net/request.h"

enum { EVENT_BYTES = 256 << 10 };

typedef void (*event_fn)(void *data, const struct stream_event *);

/* Zeroed memory is ready; finish gives back what it grew. */
struct events {
	struct str line, name, data;
	bool after_cr, has_data, cut, begun;
};

void events_feed(struct events *, const char *bytes, size_t len, event_fn, void *data);
void events_finish(struct events *);
#endif
