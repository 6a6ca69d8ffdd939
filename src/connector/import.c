/* SPDX-License-Identifier: ISC */
/*
 * The network of accounts that exist only because items were imported from a
 * file: there is nothing to poll and nowhere to send.
 */
#include "registry.h"

static const char *const no_keys[] = { NULL };

static err_t import_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	(void)response;
	need->kind = NEED_NOTHING;
	switch (task->kind) {
	case TASK_PROBE:
		out->probe.done = true;
		out->probe.self_id = task->account->name;
		out->probe.self_handle = task->account->name;
		out->probe.caps = "";
		out->probe.level = 3;
		return NULL;
	case TASK_POLL:
		return NULL;
	case TASK_SEND:
	case TASK_RECONCILE:
	case TASK_LIVE:
	case TASK_ACT:
		break;
	}
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = "an imported account has no network to send to";
	return NULL;
}

static const char *import_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	(void)kind;
	return "an imported account has no network";
}

static err_t import_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = wish->answered != NULL ? wish->answered->remote_id : NULL;
	plan->reply_ctx = "";
	plan->visibility = wish->conversation->visibility;
	plan->part_count = 1;
	plan->parts[0].text = wish->text;
	plan->parts[0].key = arena_printf(arena, "%s-0", wish->key);
	plan->blocked = "an imported account has no network to send to";
	return NULL;
}

const struct connector connector_import = {
	.name = "import",
	.title = "imported items",
	.settings = no_keys,
	.streams = no_keys,
	.step = import_step,
	.prepare = import_prepare,
	.refuses = import_refuses
};
