/* SPDX-License-Identifier: ISC */
/*
 * Listening: one stream for each account whose network has them, as long as
 * somebody attends.  What a stream says is a hint that makes a poll due; the
 * polls go on without it, seldom while it lives and at once when it ends,
 * because nobody knows what it would have said meanwhile.
 */
#include "private.h"

#include <string.h>

#include "guichet/base/log.h"

enum {
	LIVE_PROVEN_MS = 60 * 1000,	/* a stream that lasted so long was a good one: its end is no failure */
	LIVE_REFUSED_MS = 60 * 60 * 1000
};

static uint32_t bit_of(const struct channel *channel, const char *stream)
{
	for (size_t i = 0; i < 32 && channel_polls(channel) && channel->connector->streams[i] != NULL; i++)
		if (strcmp(channel->connector->streams[i], stream) == 0)
			return UINT32_C(1) << i;
	return 0;
}

static err_t live_commit(struct run *run)
{
	struct channel *channel = run->channel;

	if (channel->live_ms == 0) {
		/* What came between the last poll and now was told to nobody. */
		channel->live_ms = courier_now(channel->courier);
		channel->next_poll_ms = 0;
		log_line("courier", "account=%s stream=lives", channel->name);
		courier_kick(channel->courier);
	}
	if (run->missed)
		channel->next_poll_ms = 0;
	if (run->output.hint != NULL)
		channel->hints |= bit_of(channel, run->output.hint);
	if (run->missed || run->output.hint != NULL)
		courier_kick(channel->courier);
	run->missed = false;
	return NULL;
}

static void live_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct courier *courier = channel->courier;
	int64_t now = courier_now(courier), wait = err != NULL ? err->wait_ms : 0;
	bool lived = channel->live_ms > 0;

	if (lived && now - channel->live_ms >= LIVE_PROVEN_MS)
		pace_succeeded(&channel->live_pace);
	if (err != NULL && (err_is(err, ERR_REJECTED) || err_is(err, ERR_UNSUPPORTED) || err_is(err, ERR_AUTH)))
		wait = LIVE_REFUSED_MS;
	log_line("courier", "account=%s stream=%s", channel->name, err != NULL ? err->text : "ended");
	pace_failed(&channel->live_pace, now, wait, courier->options.random);
	channel->live = NULL;
	channel->live_ms = 0;
	if (lived)
		channel->next_poll_ms = 0;
	run_destroy(run);
	courier_kick(courier);
}

static void live_start(struct channel *channel)
{
	struct courier *courier = channel->courier;
	struct run *run = NULL;
	err_t err = run_create(channel, TASK_LIVE, &run);

	if (err != NULL) {
		log_line("courier", "account=%s stream=%s", channel->name, err->text);
		pace_failed(&channel->live_pace, courier_now(courier), 0, courier->options.random);
		return;
	}
	run->commit = live_commit;
	run->done = live_done;
	channel->live = run;
	run_start(run);
}

void channel_deaf(struct channel *channel)
{
	run_destroy(channel->live);
	channel->live = NULL;
	channel->live_ms = 0;
	channel->hints = 0;
}

static bool may_listen(const struct channel *channel, const struct account *account)
{
	return channel->courier->attended && account->state == ACCOUNT_OK && channel_polls(channel) &&
		!channel->must_probe && channel->transport != NULL &&
		channel->transport->ops->listen != NULL &&
		connector_lacks(channel->connector, account, FEATURE_LIVE) == NULL;
}

void courier_listen(struct courier *courier, const struct account *accounts, size_t count)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		const struct account *account = account_of(accounts, count, channel->account);
		bool may = account != NULL && may_listen(channel, account);

		if (!may && channel->live != NULL)
			channel_deaf(channel);
		else if (may && channel->live == NULL && pace_may(&channel->live_pace, courier_now(courier)))
			live_start(channel);
	}
}

bool courier_lives(const struct courier *courier, int64_t account)
{
	for (const struct channel *channel = courier->channels; channel != NULL; channel = channel->next)
		if (channel->account == account)
			return channel->live_ms > 0;
	return false;
}

int64_t hint_due_ms(const struct channel *channel)
{
	return channel->hinted_ms + (channel->hinted_row < HINT_QUICK ? HINT_GAP_MS : HINT_SLOW_MS);
}

int64_t live_next(const struct courier *courier)
{
	int64_t next = 0;

	for (const struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		int64_t at = channel->hints != 0 ? hint_due_ms(channel) :
			channel->live == NULL && channel->live_pace.failures > 0 ?
			channel->live_pace.not_before_ms : 0;

		if (at > 0 && (next == 0 || at < next))
			next = at;
	}
	return next;
}
