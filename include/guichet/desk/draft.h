/* SPDX-License-Identifier: ISC */
/*
 * Texts that were not sent: one for each agent and conversation, with the
 * files that would go with it.  A file is kept as long as a draft names it; a
 * text is never refused for the sake of a file.
 */
#ifndef GUICHET_DESK_DRAFT_H
#define GUICHET_DESK_DRAFT_H
#include "guichet/desk/reply.h"

/* The files stay; without any, an empty text is no draft. */
err_t desk_draft_save(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/*
 * These files, no others, in this order.  lost: the hashes of those that are not kept, which the desk has no more,
 * or which are more than one agent's drafts may hold; with blanks between, or NULL.
 */
err_t desk_draft_files(struct desk *, int64_t conversation, const struct attached *, size_t count,
	const char **lost) MUST_CHECK;
/* The word for what is there, draft_mark(). */
err_t desk_draft_mark(struct desk *, int64_t conversation, char out[static DRAFT_MARK]) MUST_CHECK;
err_t desk_draft_drop(struct desk *, int64_t conversation) MUST_CHECK;
#endif
