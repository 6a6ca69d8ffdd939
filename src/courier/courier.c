/* SPDX-License-Identifier: ISC */
/*
 * The pump: whatever happened, one turn later everything is looked at and
 * started that may start.  Sends first, then polls that are due, then jobs.
 */
#include "guichet/courier/courier.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/alert.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/read.h"
#include "outside.h"
#include "private.h"

enum { TICK_MS = 30 * 1000, WAITING_MS = 5 * 1000, RETRY_MS = 1000 };

const struct actor courier_actor = { .name = "courier", .role = ROLE_ADMIN, .origin = ORIGIN_NETWORK };

int64_t courier_now(const struct courier *courier)
{
	return clock_now(courier->options.clock);
}

const struct connector *courier_connector(const struct courier *courier, const char *network)
{
	const struct connector *found;
	struct arena *arena;

	if (courier->options.connector != NULL)
		return courier->options.connector(network);
	found = connector_find(network);
	if (found != NULL)
		return found;
	arena = arena_create();
	found = outside_find(arena, network) != NULL ? &connector_external : NULL;
	arena_destroy(arena);
	return found;
}

static bool is_wanted(const struct courier *courier)
{
	return courier->attended || courier->jobs != NULL;
}

static int64_t poll_due_ms(const struct channel *channel)
{
	int64_t due = channel->next_poll_ms;

	if (channel->pace.not_before_ms > due)
		due = channel->pace.not_before_ms;
	return channel->bucket.blocked_ms > due ? channel->bucket.blocked_ms : due;
}

static bool may_poll(const struct channel *channel, const struct account *account)
{
	return (account->state == ACCOUNT_OK || account->state == ACCOUNT_NEW) && channel_polls(channel);
}

static bool hint_is_due(const struct channel *channel, const struct account *account)
{
	int64_t now = courier_now(channel->courier);

	return channel->hints != 0 && account->state == ACCOUNT_OK && channel->phase == PHASE_IDLE &&
		!channel->must_probe && now >= hint_due_ms(channel) &&
		now >= channel->bucket.blocked_ms && pace_may(&channel->pace, now);
}

static void start_polls(struct courier *courier, const struct account *accounts, size_t count)
{
	for (size_t i = 0; i < count && courier->attended; i++) {
		struct channel *channel = channel_find(courier, accounts[i].id);

		/* What somebody waits for has its turn first. */
		if (jobs_wait(courier, accounts[i].id))
			continue;
		if (channel != NULL && hint_is_due(channel, &accounts[i]))
			channel_poll_hinted(channel, &accounts[i]);
		else if (channel != NULL && may_poll(channel, &accounts[i]) && channel->phase == PHASE_IDLE &&
		    (poll_due_ms(channel) <= courier_now(courier) || accounts[i].state == ACCOUNT_NEW) &&
		    pace_may(&channel->pace, courier_now(courier)))
			channel_poll(channel, &accounts[i], false);
	}
}

/* Nobody waits for them: a poll loses nothing when it stops between two commits. */
static void drop_polls(struct courier *courier)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next)
		if (channel->poll != NULL && !courier->attended && !jobs_read(courier, channel->account)) {
			run_destroy(channel->poll);
			channel->poll = NULL;
			channel->phase = PHASE_IDLE;
			channel->check_only = channel->hinted = false;
		}
}

/* Somebody wants to know now: the question that waits is asked again without patience, and nothing is lost. */
static void hurry_polls(struct courier *courier)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next)
		if (channel->poll != NULL && channel->poll->exchange != NULL && channel->poll->waits &&
		    jobs_wait(courier, channel->account)) {
			run_destroy(channel->poll);
			channel->poll = NULL;
			channel->phase = PHASE_IDLE;
		}
}

static void sooner(int64_t *next, int64_t at)
{
	if (at > 0 && at < *next)
		*next = at;
}

static int64_t next_instant(struct courier *courier, const struct account *accounts, size_t count)
{
	int64_t now = courier_now(courier), next = now + TICK_MS;
	struct outbox_counts counts = { 0 };
	err_t err = desk_outbox_counts(courier->options.desk, &counts);

	if (err != NULL)
		err_ignore(err, "the next tick counts again");
	if (counts.next_ms > now)
		sooner(&next, counts.next_ms);
	/* What is due and did not leave waits for something else, and hides what comes after it. */
	else if (counts.later > 0 || counts.unknown > 0)
		sooner(&next, now + WAITING_MS);
	sooner(&next, desk_mail_next_ms(courier->options.desk) > now ? desk_mail_next_ms(courier->options.desk) : 0);
	if (courier->unrecorded)
		sooner(&next, now + RETRY_MS);
	sooner(&next, live_next(courier) > now ? live_next(courier) : 0);
	sooner(&next, jobs_next(courier) > now ? jobs_next(courier) : 0);
	for (size_t i = 0; i < count && courier->attended; i++) {
		const struct channel *channel = channel_find(courier, accounts[i].id);

		if (channel != NULL && may_poll(channel, &accounts[i]) && channel->phase == PHASE_IDLE)
			sooner(&next, poll_due_ms(channel) > now ? poll_due_ms(channel) : now + RETRY_MS);
	}
	return next - now;
}

static void on_tick(void *data)
{
	struct courier *courier = data;

	courier->tick = NULL;
	courier_kick(courier);
}

static void pump(struct courier *courier)
{
	struct loop *loop = courier->options.loop;
	struct arena *arena = arena_create();
	struct account *accounts = NULL;
	size_t count = 0;
	err_t err = read_accounts(desk_reader(courier->options.desk), arena, &accounts, &count);
	int64_t wait = RETRY_MS;

	loop_timer_stop(loop, &courier->tick);
	if (err != NULL) {
		log_line("courier", "accounts: %s", err->text);
		jobs_fail(courier, err);
	} else {
		for (size_t i = 0; i < count; i++)
			(void)channel_make(courier, &accounts[i]);
		if (desk_courier_may_run(courier->options.desk)) {
			courier_deliver(courier, accounts, count);
			start_polls(courier, accounts, count);
			post_pump(courier->post);
			hooks_pump(courier->hooks);
			courier_listen(courier, accounts, count);
		}
		hurry_polls(courier);
		jobs_advance(courier, accounts, count);
		drop_polls(courier);
		run_wake(courier);
		wait = next_instant(courier, accounts, count);
	}
	arena_destroy(arena);
	jobs_sweep(courier);
	if (is_wanted(courier) && courier->tick == NULL)
		courier->tick = loop_after(loop, wait, on_tick, courier);
}

static void on_kick(void *data)
{
	struct courier *courier = data;

	courier->kick = NULL;
	pump(courier);
}

void courier_kick(struct courier *courier)
{
	if (courier->kick == NULL)
		courier->kick = loop_after(courier->options.loop, 0, on_kick, courier);
}

static void on_change(void *data, const struct change *changes, size_t count)
{
	struct courier *courier = data;

	for (size_t i = 0; i < count; i++)
		if (is_wanted(courier) && (changes[i].kind == CHANGE_OUTBOX || changes[i].kind == CHANGE_ACCOUNT ||
		    changes[i].kind == CHANGE_MAIL || changes[i].kind == CHANGE_ALERT))
			courier_kick(courier);
}

static err_t prepare(void *data, struct arena *arena, const struct plan_wish *wish, struct plan *out)
{
	const struct courier *courier = data;
	const struct connector *connector = courier_connector(courier, wish->account->network);

	if (connector == NULL || connector->prepare == NULL)
		return err_make(ERR_UNSUPPORTED, "account %s: nothing can be sent on network %s",
			wish->account->name, wish->account->network);
	return connector->prepare(arena, wish, out);
}

static const char *refuses(void *data, const struct account *account, enum act_kind kind)
{
	return connector_refuses(courier_connector(data, account->network), account, kind);
}

struct planner courier_planner(struct courier *courier)
{
	return (struct planner){ .account = account_acceptable, .home = account_home, .prepare = prepare, .refuses = refuses,
		.data = courier };
}

void courier_attend(struct courier *courier, bool attended)
{
	courier->attended = attended;
	courier_kick(courier);
}

bool courier_is_busy(const struct courier *courier)
{
	if (courier->jobs != NULL || post_is_busy(courier->post) || hooks_are_busy(courier->hooks))
		return true;
	for (const struct channel *channel = courier->channels; channel != NULL; channel = channel->next)
		if (channel->send != NULL || channel->login != NULL || channel->fetch != NULL ||
		    (channel->poll != NULL && channel->poll->exchange != NULL))
			return true;
	return false;
}

err_t courier_create(const struct courier_options *options, struct courier **out)
{
	struct courier *courier;
	err_t err = desk_outbox_recover(options->desk);

	if (err == NULL)
		err = desk_mail_recover(options->desk);
	if (err == NULL)
		err = desk_run_recover(options->desk);
	if (err != NULL)
		return err;
	courier = mem_alloc(sizeof(*courier));
	courier->options = *options;
	courier->post = post_create(courier);
	courier->hooks = hooks_create(courier);
	desk_observe(options->desk, on_change, courier);
	*out = courier;
	return NULL;
}

void courier_destroy(struct courier *courier)
{
	if (courier == NULL)
		return;
	desk_observe(courier->options.desk, NULL, courier);
	loop_timer_stop(courier->options.loop, &courier->kick);
	loop_timer_stop(courier->options.loop, &courier->tick);
	while (courier->channels != NULL) {
		struct channel *channel = courier->channels;

		courier->channels = channel->next;
		channel_destroy(channel);
	}
	post_destroy(courier->post);
	hooks_destroy(courier->hooks);
	hosts_destroy(courier);
	doubts_destroy(courier);
	jobs_destroy(courier);
	free(courier);
}
