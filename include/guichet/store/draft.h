/* SPDX-License-Identifier: ISC */
/* Rows of texts that were not sent, one for each agent and conversation, and the files that would go with them. */
#ifndef GUICHET_STORE_DRAFT_H
#define GUICHET_STORE_DRAFT_H
#include "guichet/base/arena.h"
#include "guichet/model/plan.h"
#include "guichet/store/store.h"

/* NULL: there is none. */
err_t store_draft(struct store *, struct arena *, int64_t conversation, int64_t agent, const char **out) MUST_CHECK;
/* The newest message of all that the desk had when it was kept last. */
err_t store_draft_newest(struct store *, int64_t conversation, int64_t agent, int64_t *message) MUST_CHECK;
/* Conversations in which an agent has one. */
err_t store_drafts_of(struct store *, struct arena *, int64_t agent, int64_t **ids, size_t *count) MUST_CHECK;
err_t store_draft_set(struct store *, int64_t conversation, int64_t agent, const char *text,
	int64_t at_ms) MUST_CHECK;
/* Its files are left before. */
err_t store_draft_drop(struct store *, int64_t conversation, int64_t agent) MUST_CHECK;

err_t store_draft_files(struct store *, struct arena *, int64_t conversation, int64_t agent,
	struct media_list *out) MUST_CHECK;
err_t store_draft_file_add(struct store *, int64_t conversation, int64_t agent, size_t position,
	const struct plan_media *) MUST_CHECK;
/* It names none any more; they are idle since then. */
err_t store_draft_files_leave(struct store *, int64_t conversation, int64_t agent, int64_t at_ms) MUST_CHECK;
/* Of the files that the agent's drafts name. */
err_t store_draft_bytes(struct store *, int64_t agent, int64_t *bytes) MUST_CHECK;
#endif
