/* SPDX-License-Identifier: ISC */
/*
 * Files that leave with replies (model/attachment.h).  Whoever gave one to
 * the desk may attach it, nobody else; what no reply names goes after a day,
 * or when the same agent gives it again or gives more than there is room for;
 * what was sent goes at once, what was taken back is loose again.
 */
#ifndef GUICHET_DESK_ATTACHMENT_H
#define GUICHET_DESK_ATTACHMENT_H
#include "guichet/desk/desk.h"
#include "guichet/model/attachment.h"

/* Every piece but the last has ATTACH_PIECE bytes; the same piece again is no error. */
struct attach_piece {
	int64_t blob;			/* 0 with the first piece */
	const char *name;		/* as the file is called; may be NULL */
	int64_t size, at;		/* of the whole; where this piece begins */
	const char *piece;
	size_t len;
};
/* One piece, in a transaction.  *out is the file as it is then. */
err_t desk_attach(struct desk *, struct arena *, const struct attach_piece *, struct blob *out) MUST_CHECK;
/*
 * A piece of a file that a plan names, for whoever carries it.  ERR_DATA when
 * the file is not the one that was reviewed any more.
 */
err_t desk_attached(struct desk *, struct arena *, int64_t blob, const char *hash, int64_t piece, struct str *out)
	MUST_CHECK;
#endif
