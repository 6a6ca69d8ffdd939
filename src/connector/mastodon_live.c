/* SPDX-License-Identifier: ISC */
/*
 * Listening to the server's own stream of notifications, which direct
 * messages are part of.  It tells neither edits nor deletions of what
 * strangers wrote; those are found by reading again.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/model/settings.h"

enum { LIVE_ASK, LIVE_HEAR };
enum { SILENCE_MS = 60 * 1000 };	/* a heartbeat comes four times as often */

const char *mastodon_lacks(const struct account *account, enum feature feature)
{
	switch (feature) {
	case FEATURE_LIVE:
		/* It names an address for streams in its instance, and answers there with 404. */
		return mastodon_is_snac(account) ? "snac has no streams: it is asked again and again" : NULL;
	case FEATURE_REFRESH:
	case FEATURE_DIRECT:
	case FEATURES:
		break;
	}
	return NULL;
}

err_t mastodon_live(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	memset(need, 0, sizeof(*need));
	if (task->stage == LIVE_ASK) {
		mastodon_get(task, need, "/api/v1/streaming/user/notification");
		need->kind = NEED_STREAM;
		need->request.header_count = 0;
		request_header(task->arena, &need->request, "Accept", "text/event-stream");
		need->request.timeout_ms = SILENCE_MS;
		task->stage = LIVE_HEAR;
		return NULL;
	}
	if (response != NULL)
		return response->status >= 200 && response->status <= 299 ? NULL : response_error(task, response);
	/* Whatever it is called: "notification" today, "notifications_merged" when filtered ones are let in. */
	if (task->event != NULL)
		out->hint = "notifications";
	need->kind = NEED_STREAM;
	return NULL;
}
