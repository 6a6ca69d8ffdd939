/* SPDX-License-Identifier: ISC */
/*
 * The network of accounts that exist only because items were imported from a
 * file: there is nothing to poll and nowhere to send.
 */
#include "listening.h"
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
	case TASK_LOGIN:
	case TASK_LIVE:
	case TASK_REFRESH:
	case TASK_AUTHORIZE:
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
	return listening_prepare(arena, wish, "an imported account has no network to send to", plan);
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
