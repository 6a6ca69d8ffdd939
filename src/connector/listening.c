/* SPDX-License-Identifier: ISC */
/* The plan of an answer that cannot be given: whole, so that it can be looked at, and blocked. */
#include "listening.h"

err_t listening_prepare(struct arena *arena, const struct plan_wish *wish, const char *why, struct plan *plan)
{
	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = wish->answered != NULL ? wish->answered->remote_id : NULL;
	plan->reply_ctx = "";
	plan->visibility = wish->conversation->visibility;
	plan->part_count = 1;
	plan->parts[0].text = wish->text;
	plan->parts[0].key = arena_printf(arena, "%s-0", wish->key);
	plan->blocked = why;
	return NULL;
}
