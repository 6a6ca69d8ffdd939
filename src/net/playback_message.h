/* SPDX-License-Identifier: ISC */
/* One message as a record of a feed. */
#ifndef GUICHET_SRC_NET_PLAYBACK_MESSAGE_H
#define GUICHET_SRC_NET_PLAYBACK_MESSAGE_H
#include "playback_world.h"

struct message {
	const char *op, *uid, *thread, *parent, *kind, *where, *lang, *text;
	struct script_person person;
	int64_t at_ms, edited_ms;
	size_t edits;
};

/* to: whom an echo answers, or NULL. */
void message_add(struct world *, struct feed *, const struct message *,
	const struct script_person *to);
#endif
