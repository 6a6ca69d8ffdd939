/* SPDX-License-Identifier: ISC */
/* Files of replies, for the desk's other files. */
#ifndef GUICHET_SRC_DESK_ATTACHMENT_H
#define GUICHET_SRC_DESK_ATTACHMENT_H
#include "guichet/desk/reply.h"

/* What a wish attaches, as its writer gave it to the desk. */
err_t attachments_find(struct desk *, struct arena *, const struct reply_wish *, struct plan_media **out) MUST_CHECK;
/* Descriptions that are missing: warned of, or by the account's setting alt-text refused. */
void attachments_describe(struct arena *, const struct account *, struct plan *);
err_t alt_text_acceptable(struct arena *, const char *settings) MUST_CHECK;
/* The reply's row is there; and it is over: its files go, those of one that was not sent as loose ones. */
err_t attachments_use(struct desk *, int64_t outbox, const struct plan *) MUST_CHECK;
err_t attachments_leave(struct desk *, int64_t outbox, bool sent) MUST_CHECK;
/* It wakes for the file that has been idle for longest; said when one became so, or ceased to be. */
err_t attachments_wake(struct desk *) MUST_CHECK;
/* The alarm: one file, or a part of it, goes. */
err_t attachments_sweep(struct desk *) MUST_CHECK;
#endif
