/* SPDX-License-Identifier: ISC */
/* Sentences about calls on many conversations, from the rows and answers that server/bulk.h describes. */
#ifndef GUICHET_COMMAND_BULK_H
#define GUICHET_COMMAND_BULK_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"

/* "1 conversation", "10,000 conversations" */
const char *bulk_conversations(struct arena *, int64_t count);
/* "resolve: 3,200 of 10,000" */
const char *bulk_progress(struct arena *, const struct json *row);
/* "resolve of 10,000 stopped at 4,130: ..." and what to do about it, in a shell or on a screen. */
const char *bulk_stopped(struct arena *, const struct json *bulk, bool shell);
/* "would resolve 42 conversations (3 urgent, 5 with others)" */
const char *bulk_preview(struct arena *, const struct json *answer);
/* "#7 stays as it is: why", of one that is left. */
const char *bulk_left(struct arena *, const struct json *left);
#endif
