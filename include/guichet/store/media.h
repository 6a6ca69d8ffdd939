/* SPDX-License-Identifier: ISC */
/* What stands beside the text of a message: pictures, films, sounds and files, by their description and address. */
#ifndef GUICHET_STORE_MEDIA_H
#define GUICHET_STORE_MEDIA_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

/* In the place of what was there; none is none. */
err_t store_media_set(struct store *, int64_t message, const struct media *, size_t count) MUST_CHECK;
err_t store_media(struct store *, struct arena *, int64_t message, const struct media **out, size_t *count) MUST_CHECK;
/* Each message of a conversation is given its own. */
err_t store_media_of(struct store *, struct arena *, int64_t conversation, struct message *, size_t count) MUST_CHECK;
/* The same for what others said in a thread. */
err_t store_media_around(struct store *, struct arena *, int64_t account, const char *thread, struct message *,
	size_t count) MUST_CHECK;
#endif
