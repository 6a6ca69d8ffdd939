/* SPDX-License-Identifier: ISC */
/* Private conversations that began in public, found and linked without being asked. */
#ifndef GUICHET_DESK_AUTOLINK_H
#define GUICHET_DESK_AUTOLINK_H
#include "private.h"

#define AUTOLINK_NETWORK "the network says so"
#define AUTOLINK_INVITED "we invited a private message"

enum autolink { AUTOLINK_OFF, AUTOLINK_SUGGEST, AUTOLINK_ON };
/* Of an account's settings; ERR_USAGE names a value that is none. */
err_t autolink_parse(struct arena *, const char *settings, enum autolink *out) MUST_CHECK;
/* Does a reply with that text invite a private message?  phrases: with commas between, NULL: those of the desk. */
bool autolink_invites(const char *text, const char *phrases);

/* began 0: it began nowhere else, as far as can be told. */
struct autolinked { enum autolink mode; int64_t began; const char *why; };
err_t autolink_find(struct store *, struct arena *, const struct conversation *, struct autolinked *out) MUST_CHECK;
/* Links it where its account wants that; a conversation that is new. */
err_t autolink_take(struct desk *, int64_t conversation) MUST_CHECK;
#endif
