/* SPDX-License-Identifier: ISC */
/*
 * Sessions: who needs one waits, one login of the account brings it, the desk
 * keeps it, and all who waited go on.  A login that is under way when nobody
 * waits any more is brought to its end, because a token that was exchanged
 * for another is worth nothing by then.
 */
#include "private.h"

#include <string.h>

#include "guichet/base/log.h"
#include "guichet/desk/read.h"

/* Most accounts have none, and no query is made for them. */
static bool has_sessions(const struct run *run)
{
	return run->task.kind == TASK_LOGIN || run->connector->sessions;
}

err_t run_session(struct run *run)
{
	bool found = false;
	err_t err = NULL;

	if (has_sessions(run))
		err = desk_session(run->channel->courier->options.desk, run->arena, &run->account, &run->session,
			NULL, &found);
	run->task.session = found ? &run->session : NULL;
	if (!found)
		run->session = (struct session){ 0 };
	return err;
}

err_t run_tokens(struct run *run, struct session_tokens *out)
{
	bool found = false;
	err_t err = desk_session(run->channel->courier->options.desk, run->arena, &run->account, &run->session, out,
		&found);

	if (err == NULL && !found)
		err = err_make(ERR_NET, "the session was taken away on the way");
	return err;
}

err_t run_secret_same(struct run *run)
{
	struct desk *desk = run->channel->courier->options.desk;
	struct account account = { 0 };
	struct secret now = { 0 };
	err_t err = read_account(desk_reader(desk), run->arena, run->account.id, &account);
	bool same = err == NULL && str_equal(account.url, run->account.url);

	if (same)
		err = desk_account_secret(desk, &account, &now);
	if (err_is(err, ERR_NOT_FOUND)) {
		err_ignore(err, "then there was none before either, or it was taken away");
		err = NULL;
	}
	same = same && err == NULL && now.len == run->secret.len &&
		(now.len == 0 || memcmp(now.bytes, run->secret.bytes, now.len) == 0);
	secret_finish(&now);
	return err != NULL || same ? err : err_make(ERR_NET, "the secret or the address was changed on the way");
}

static err_t session_keep(struct run *run)
{
	const struct output *output = &run->output;
	const char *origin = output->session.origin;
	struct session session = { .until_ms = output->session.until_ms, .origin = origin,
		.notes = output->session.notes != NULL ? output->session.notes : "" };
	struct session_tokens tokens = { 0 };
	err_t err = run_secret_same(run);

	if (err != NULL)
		return err;
	if (!output->session.done || output->session.access == NULL)
		return err_make(ERR_PROTOCOL, "signing in brought no session");
	if (origin == NULL || (!url_same_origin(origin, run->account.url) && !str_starts(origin, "https://")))
		return err_make(ERR_PROTOCOL, "the server names an address that no session may go to");
	tokens.access = secret_make(output->session.access, strlen(output->session.access));
	if (output->session.refresh != NULL)
		tokens.refresh = secret_make(output->session.refresh, strlen(output->session.refresh));
	err = desk_session_keep(run->channel->courier->options.desk, &run->account, &session, &tokens);
	session_tokens_finish(&tokens);
	return err;
}

static void waiter_tell(struct run *run, err_t err)
{
	if (run == NULL || !run->wants_session)
		return;
	run->wants_session = false;
	if (err != NULL)
		run_fail(run, err);
	else
		run_step_later(run);
}

static void login_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct courier *courier = channel->courier;

	if (err == NULL)
		err = session_keep(run);
	log_line("courier", "account=%s login=%s", channel->name, err == NULL ? "ok" : err_kind_name(err->kind));
	channel->login = NULL;
	run_destroy(run);
	waiter_tell(channel->send, err);
	waiter_tell(channel->poll, err);
	waiter_tell(channel->live, err);
	if (err_is(err, ERR_AUTH))
		channel_failed(channel, err);
	courier_kick(courier);
}

static err_t login_start(struct channel *channel)
{
	struct run *run = NULL;
	err_t err = run_create(channel, TASK_LOGIN, &run);

	if (err != NULL)
		return err;
	run->done = login_done;
	channel->login = run;
	run_start(run);
	return NULL;
}

void run_session_need(struct run *run)
{
	int64_t had = run->session.version;
	err_t err = run_session(run);

	if (err == NULL && run->session.version != had && run->task.session != NULL) {
		run_step_later(run);	/* another task had it renewed */
		return;
	}
	if (err == NULL && ++run->renewals > RUN_RENEWALS)
		err = err_make(ERR_AUTH, "the network does not take the session that it gave");
	if (err == NULL && run->channel->login == NULL)
		err = login_start(run->channel);
	if (err != NULL)
		run_fail(run, err);
	else
		run->wants_session = true;
}
