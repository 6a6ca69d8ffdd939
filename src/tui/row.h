/* SPDX-License-Identifier: ISC */
/* A row of the queue, kept compactly: what the server said of one conversation. */
#ifndef GUICHET_SRC_TUI_ROW_H
#define GUICHET_SRC_TUI_ROW_H
#include "guichet/json/json.h"

enum { ROW_TEXT_MOST = 300 };	/* bytes of the text that are kept */

struct row {
	int64_t id, rev, last_ms, waiting_ms, due_ms, snoozed_ms;
	const char *account, *network, *contact, *handle, *visibility, *status, *assignee, *lang;	/* "" for none */
	const char *tags;	/* "+refund +vip" */
	bool urgent, muted, spam, blocked;
	const char *due_of;		/* "target", "promise", "window" or "" */
	const char *priority;		/* "normal", "high" or "low" */
	const char *text;
};

/* A member with an instant, 0 when there is none. */
int64_t json_time(const struct json *, const char *key);
/* One piece of memory: free() it. */
struct row *row_make(const struct json *);
#endif
