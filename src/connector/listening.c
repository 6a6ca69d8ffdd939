/* SPDX-License-Identifier: ISC */
/* The plan of an answer that cannot be given: whole, so that it can be looked at, and blocked. */
#include "listening.h"

static const char *reason_of(const struct account *account)
{
	return connector_find(account->network)->only_read;
}

err_t listening_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = wish->answered != NULL ? wish->answered->remote_id : NULL;
	plan->reply_ctx = "";
	plan->visibility = wish->conversation->visibility;
	plan->part_count = 1;
	plan->parts[0].text = wish->text;
	plan->parts[0].key = arena_printf(arena, "%s-0", wish->key);
	plan->blocked = reason_of(wish->account);
	return NULL;
}

const char *listening_refuses(const struct account *account, enum act_kind kind)
{
	(void)kind;
	return reason_of(account);
}

bool listening_refused(const struct task *task, const char *only_read, struct output *out)
{
	if (task->kind == TASK_PROBE || task->kind == TASK_POLL)
		return false;
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = only_read;
	return true;
}
