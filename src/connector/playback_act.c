/* SPDX-License-Identifier: ISC */
/* Acts on the playback network, which knows all of them and what became of each. */
#include "playback.h"

#include "guichet/model/settings.h"

const char *playback_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	return kind == ACT_CORRECT ? "the playback network keeps what was said" : NULL;
}

/* Whom or what: a handle, or the id of a message. */
static const char *target_of(const struct task *task)
{
	const struct act *act = task->act;

	return act_needs_message(act->kind) ? act->remote_id : act->handle;
}

/* The network refused for good, or it is not known whether it was done. */
static err_t answer_read(struct task *task, const struct response *response, struct output *out)
{
	out->sent.outcome = send_outcome_of(response);
	out->sent.wait_ms = response->retry_after_ms;
	if (out->sent.outcome != SEND_SENT)
		out->sent.reason = playback_reason(task, response);
	return NULL;
}

err_t playback_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	const struct act *act = task->act;
	struct str form = { 0 };

	if (task->stage == STAGE_READ)
		return answer_read(task, response, out);
	if (target_of(task) == NULL) {
		out->sent.outcome = SEND_REFUSED;
		out->sent.reason = "the act does not say what it is about";
		return NULL;
	}
	playback_form(&form, "act", act_name(act->kind));
	playback_form(&form, "key", act->key);
	playback_form(&form, "to", target_of(task));
	playback_form(&form, "text", act->reason);
	playback_post(task, need, "/acts", &form);
	str_finish(&form);
	return NULL;
}
