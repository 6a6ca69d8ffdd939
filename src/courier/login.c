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

struct login {
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

void login_destroy(struct login *login)
{
	if (login == NULL)
		return;
	loop_timer_stop(login->channel->courier->options.loop, &login->patience);
	run_destroy(login->run);
	explicit_bzero(login->verifier, sizeof(login->verifier));
	free(login->name);
	free(login);
}

/* The callback may begin another one. */
static void tell_done(struct login *login, err_t err)
{
	struct courier_job cb = login->cb;
	struct courier_summary summary = { .accounts = err == NULL };

	login->cb = (struct courier_job){ 0 };
	login->job = 0;
	if (cb.done != NULL)
		cb.done(cb.data, err, &summary);
}

static void tell(struct login *login, const char *what, const char *detail)
{
	struct courier_progress progress = { login->channel->name, what, detail, 0 };

	if (login->cb.progress != NULL)
		login->cb.progress(login->cb.data, &progress);
}

void login_end(struct channel *channel, err_t why)
{
	struct login *login = channel->login;

	if (login == NULL)
		return;
	channel->login = NULL;
	tell_done(login, why);
	login_destroy(login);
}

static void on_impatience(void *data)
{
	struct login *login = data;

	login->patience = NULL;
	login->channel->login = NULL;
	login_destroy(login);
}

static void on_person(struct run *run)
{
	struct login *login = run->channel->login;

	login->waits = true;
	login->patience = loop_after(run->channel->courier->options.loop, PATIENCE_MS, on_impatience, login);
	tell(login, "open", run->output.login.address);
	tell_done(login, NULL);
}

static err_t keep(struct login *login, struct run *run)
{
	struct desk *desk = run->channel->courier->options.desk;
	const char *answer;
	err_t err;

	if (run->secret.bytes == NULL || run->output.login.handle == NULL)
		return err_make(ERR_PROTOCOL, "the network let nobody in");
	err = desk_begin(desk, &login->actor, NULL, "account login", run->arena, &answer);
	if (err != NULL)
		return err;
	err = desk_account_signed_in(desk, run->channel->account, &run->secret);
	if (err == NULL)
		return desk_commit(desk, NULL);
	desk_rollback(desk);
	return err;
}

static void login_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct login *login = channel->login;

	if (err == NULL)
		err = keep(login, run);
	log_line("courier", "account=%s login=%s", channel->name, err == NULL ? "ok" : err_kind_name(err->kind));
	channel->login = NULL;
	if (err == NULL) {
		channel->must_probe = true;
		channel->next_poll_ms = 0;
		pace_succeeded(&channel->pace);
		tell(login, "signed in", run->output.login.handle);
	}
	tell_done(login, err);
	login_destroy(login);
	courier_kick(channel->courier);
}

static err_t login_begin(struct channel *channel, const struct account *account)
{
	struct login *login;
	struct run *run = NULL;
	err_t err;

	if (channel->connector == NULL)
		return err_make(ERR_UNSUPPORTED, "network %s is not known here", account->network);
	login_end(channel, err_make(ERR_CANCELLED, "somebody else signs in"));
	err = channel_transport(channel, account);
	if (err == NULL)
		err = run_create(channel, TASK_AUTHORIZE, &run);
	if (err != NULL)
		return err;
	login = mem_alloc(sizeof(*login));
	login->channel = channel;
	login->run = run;
	desk_proof(login->verifier, login->challenge);
	run->task.verifier = login->verifier;
	run->task.challenge = login->challenge;
	run->person = on_person;
	run->done = login_done;
	channel->login = login;
	run_start(run);
	return NULL;
}

err_t courier_login(struct courier *courier, const struct actor *actor, int64_t id, const char *code,
	const struct courier_job *cb, int64_t *job)
{
	struct arena *arena = arena_create();
	struct account account = { 0 };
	struct channel *channel = NULL;
	struct login *login;
	err_t err = read_account(desk_reader(courier->options.desk), arena, id, &account);

	if (err == NULL && !desk_courier_may_run(courier->options.desk))
		err = err_make(ERR_STATE, "this desk was restored or copied: nothing is asked or sent "
			"until guichet courier start");
	if (err == NULL) {
		channel = channel_make(courier, &account);
		if (code == NULL)
			err = login_begin(channel, &account);
		else if (channel->login == NULL || !channel->login->waits)
			err = err_make(ERR_STATE, "nobody asked for a code of %s: account login %s begins anew",
				account.name, account.name);
	}
	arena_destroy(arena);
	if (err != NULL)
		return err;
	login = channel->login;
	login->cb = *cb;
	login->job = *job = ++courier->last_job;
	if (code != NULL) {
		loop_timer_stop(courier->options.loop, &login->patience);
		login->waits = false;
		login->run->task.code = arena_copy(login->run->arena, code);
		free(login->name);
		login->name = mem_copy(actor->name);
		login->actor = (struct actor){ .agent = actor->agent, .name = login->name, .role = actor->role,
			.origin = actor->origin };
		run_resume(login->run);
	}
	return NULL;
}

/* Who asked is gone; what waits for a person waits on. */
bool login_cancel(struct courier *courier, int64_t job)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		struct login *login = channel->login;

		if (login == NULL || login->job != job || job == 0)
			continue;
		channel->login = NULL;
		login_destroy(login);
		return true;
	}
	return false;
}
