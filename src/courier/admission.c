/* SPDX-License-Identifier: ISC */
/*
 * Letting an account in: a task that waits for a person in the middle.  At
 * most one an account; a new beginning ends the one before.  The secret is
 * recorded by whoever brought the code, after the network accepted it.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/read.h"

enum { PATIENCE_MS = 15 * 60 * 1000 };

struct admission {
	struct channel *channel;
	struct run *run;
	struct loop_timer *patience;
	char verifier[CRYPT_PROOF], challenge[CRYPT_PROOF];
	struct courier_job cb;		/* who waits now; none while the person is away */
	int64_t job;
	bool waits;			/* for the person */
	struct actor actor;		/* its name is owned */
	char *name;
};

void admission_destroy(struct admission *admission)
{
	if (admission == NULL)
		return;
	loop_timer_stop(admission->channel->courier->options.loop, &admission->patience);
	run_destroy(admission->run);
	explicit_bzero(admission->verifier, sizeof(admission->verifier));
	free(admission->name);
	free(admission);
}

/* The callback may begin another one. */
static void tell_done(struct admission *admission, err_t err)
{
	struct courier_job cb = admission->cb;
	struct courier_summary summary = { .accounts = err == NULL };

	admission->cb = (struct courier_job){ 0 };
	admission->job = 0;
	if (cb.done != NULL)
		cb.done(cb.data, err, &summary);
}

static void tell(struct admission *admission, const char *what, const char *detail)
{
	struct courier_progress progress = { admission->channel->name, what, detail, 0, NULL, 0 };

	if (admission->cb.progress != NULL)
		admission->cb.progress(admission->cb.data, &progress);
}

void admission_end(struct channel *channel, err_t why)
{
	struct admission *admission = channel->admission;

	if (admission == NULL)
		return;
	channel->admission = NULL;
	tell_done(admission, why);
	admission_destroy(admission);
}

static void on_impatience(void *data)
{
	struct admission *admission = data;

	admission->patience = NULL;
	admission->channel->admission = NULL;
	admission_destroy(admission);
}

static void on_person(struct run *run)
{
	struct admission *admission = run->channel->admission;

	admission->waits = true;
	admission->patience = loop_after(run->channel->courier->options.loop, PATIENCE_MS, on_impatience, admission);
	tell(admission, "open", run->output.grant.address);
	tell_done(admission, NULL);
}

static err_t keep(struct admission *admission, struct run *run)
{
	struct desk *desk = run->channel->courier->options.desk;
	const char *answer;
	err_t err;

	if (run->secret.bytes == NULL || run->output.grant.handle == NULL)
		return err_make(ERR_PROTOCOL, "the network let nobody in");
	err = desk_begin(desk, &admission->actor, NULL, "account login", run->arena, &answer);
	if (err != NULL)
		return err;
	err = desk_account_signed_in(desk, &run->account, run->output.grant.self_id, run->output.grant.handle,
		&run->secret);
	if (err == NULL)
		return desk_commit(desk, NULL);
	desk_rollback(desk);
	return err;
}

static void admission_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct admission *admission = channel->admission;

	if (err == NULL)
		err = keep(admission, run);
	log_line("courier", "account=%s login=%s", channel->name, err == NULL ? "ok" : err_kind_name(err->kind));
	channel->admission = NULL;
	if (err == NULL) {
		channel->must_probe = true;
		channel->next_poll_ms = 0;
		pace_succeeded(&channel->pace);
		tell(admission, "signed in", run->output.grant.handle);
	}
	tell_done(admission, err);
	admission_destroy(admission);
	courier_kick(channel->courier);
}

static err_t admission_begin(struct channel *channel, const struct account *account)
{
	struct admission *admission;
	struct run *run = NULL;
	err_t err;

	if (channel->connector == NULL)
		return err_make(ERR_UNSUPPORTED, "network %s is not known here", account->network);
	if (!channel->connector->admits && channel->connector->needs_secret)
		return err_make(ERR_UNSUPPORTED, "%s has no page to sign in at: account add takes its secret, "
			"account check %s tries it", account->network, account->name);
	if (!channel->connector->admits)
		return err_make(ERR_UNSUPPORTED, "%s asks nobody to sign in: account check %s tries it",
			account->network, account->name);
	admission_end(channel, err_make(ERR_CANCELLED, "somebody else signs in"));
	err = channel_transport(channel, account);
	if (err == NULL)
		err = run_create(channel, TASK_AUTHORIZE, &run);
	if (err != NULL)
		return err;
	admission = mem_alloc(sizeof(*admission));
	admission->channel = channel;
	admission->run = run;
	desk_proof(admission->verifier, admission->challenge);
	run->task.verifier = admission->verifier;
	run->task.challenge = admission->challenge;
	run->person = on_person;
	run->done = admission_done;
	channel->admission = admission;
	run_start(run);
	return NULL;
}

err_t courier_authorize(struct courier *courier, const struct actor *actor, int64_t id, const char *code,
	const struct courier_job *cb, int64_t *job)
{
	struct arena *arena = arena_create();
	struct account account = { 0 };
	struct channel *channel = NULL;
	struct admission *admission;
	err_t err = read_account(desk_reader(courier->options.desk), arena, id, &account);

	if (err == NULL && !desk_courier_may_run(courier->options.desk))
		err = err_make(ERR_STATE, "this desk was restored or copied: nothing is asked or sent "
			"until guichet courier start");
	if (err == NULL) {
		channel = channel_make(courier, &account);
		if (code == NULL)
			err = admission_begin(channel, &account);
		else if (channel->admission == NULL || !channel->admission->waits)
			err = err_make(ERR_STATE, "nobody asked for a code of %s: account login %s begins anew",
				account.name, account.name);
	}
	arena_destroy(arena);
	if (err != NULL)
		return err;
	admission = channel->admission;
	admission->cb = *cb;
	admission->job = *job = ++courier->last_job;
	if (code != NULL) {
		loop_timer_stop(courier->options.loop, &admission->patience);
		admission->waits = false;
		admission->run->task.code = arena_copy(admission->run->arena, code);
		free(admission->name);
		admission->name = mem_copy(actor->name);
		admission->actor = (struct actor){ .agent = actor->agent, .name = admission->name, .role = actor->role,
			.origin = actor->origin };
		run_resume(admission->run);
	}
	return NULL;
}

/* Who asked is gone; what waits for a person waits on. */
bool admission_cancel(struct courier *courier, int64_t job)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		struct admission *admission = channel->admission;

		if (admission == NULL || admission->job != job || job == 0)
			continue;
		channel->admission = NULL;
		admission_destroy(admission);
		return true;
	}
	return false;
}
