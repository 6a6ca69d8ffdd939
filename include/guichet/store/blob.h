/* SPDX-License-Identifier: ISC */
/* Rows of files that leave with replies, and their pieces; what they are for is the desk's business. */
#ifndef GUICHET_STORE_BLOB_H
#define GUICHET_STORE_BLOB_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/model/attachment.h"
#include "guichet/store/store.h"

err_t store_blob_add(struct store *, const struct blob *, int64_t *id) MUST_CHECK;
/* How much of it is there, its hash, and what it is. */
err_t store_blob_set(struct store *, const struct blob *) MUST_CHECK;
err_t store_blob_get(struct store *, struct arena *, int64_t id, struct blob *out, bool *found) MUST_CHECK;
/* It is that agent's file now. */
err_t store_blob_give(struct store *, int64_t id, int64_t agent) MUST_CHECK;
/* The newest whole one of that agent. */
err_t store_blob_find(struct store *, struct arena *, const char *hash, int64_t agent, struct blob *out,
	bool *found) MUST_CHECK;
err_t store_blob_piece_add(struct store *, int64_t blob, int64_t position, const char *hash, const char *bytes,
	size_t len) MUST_CHECK;
err_t store_blob_piece(struct store *, struct arena *, int64_t blob, int64_t position, const char **hash,
	struct str *bytes, bool *found) MUST_CHECK;
/* Of that piece without its bytes. */
err_t store_blob_piece_hash(struct store *, struct arena *, int64_t blob, int64_t position, const char **hash,
	bool *found) MUST_CHECK;
/* Bytes of an agent's files that no reply names and that are not about to go. */
err_t store_blob_loose(struct store *, int64_t agent, int64_t *bytes) MUST_CHECK;
/* What is spoiled is found no more and goes at once: of those, the oldest; and those that are the same as that one. */
err_t store_blob_oldest_spoil(struct store *, int64_t agent, bool *any) MUST_CHECK;
err_t store_blob_same_spoil(struct store *, const struct blob *) MUST_CHECK;
err_t store_blob_use(struct store *, int64_t outbox, int64_t blob) MUST_CHECK;
/* That reply names none any more; those that none names are idle since then; 0: they go at once. */
err_t store_blob_leave(struct store *, int64_t outbox, int64_t at_ms, bool *any) MUST_CHECK;
/* The one that has been idle for longest, and since when; 0: at once. */
err_t store_blob_idle(struct store *, int64_t *id, int64_t *at_ms, bool *found) MUST_CHECK;
/* It is spoiled and its last pieces go; *more: there are others before them, else it is gone. */
err_t store_blob_drop(struct store *, int64_t id, int64_t pieces, bool *more) MUST_CHECK;
#endif
