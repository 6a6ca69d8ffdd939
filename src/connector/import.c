/* SPDX-License-Identifier: ISC */
/*
 * The network of accounts that exist only because items were imported from a
 * file: there is nothing to poll and nowhere to send.
 */
#include "listening.h"
#include "registry.h"

static const char *const no_keys[] = { NULL };

static const char only_read[] = "an imported account has no network to send to";

static err_t import_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	(void)response;
	need->kind = NEED_NOTHING;
	if (listening_refused(task, only_read, out) || task->kind == TASK_POLL)
		return NULL;
	out->probe.done = true;
	out->probe.self_id = task->account->name;
	out->probe.self_handle = task->account->name;
	out->probe.caps = "";
	out->probe.level = 3;
	return NULL;
}

const struct connector connector_import = {
	.name = "import",
	.title = "imported items",
	.settings = no_keys,
	.only_read = only_read,
	.streams = no_keys,
	.step = import_step,
	.prepare = listening_prepare,
	.refuses = listening_refuses
};
