/* SPDX-License-Identifier: ISC */
/*
 * Reading one account: a probe when it is new or changed, then each stream
 * from its cursor to its end.  Items and the cursor behind them are one
 * transaction, so a poll that dies in between loses nothing.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/read.h"
#include "guichet/model/settings.h"

static void next_stream(struct channel *channel);

bool channel_polls(const struct channel *channel)
{
	const struct connector *connector = channel->connector;

	return connector == NULL || (connector->streams != NULL && connector->streams[0] != NULL);
}

static int64_t interval(struct channel *channel, const struct account *account)
{
	struct arena *arena = arena_create();
	const char *text = settings_get(arena, account->settings != NULL ? account->settings : "", "poll");
	int64_t base = POLL_BASE_MS;
	err_t err = text != NULL ? duration_parse(text, &base) : NULL;

	if (err != NULL)
		err_ignore(err, "a poll setting that cannot be read is the default");
	arena_destroy(arena);
	if (channel->connector != NULL && channel->connector->waits)
		return POLL_FLOOR_MS;
	if (channel->live_ms > 0)
		return poll_interval_ms(base > LIVE_POLL_MS ? base : LIVE_POLL_MS, 0, channel->courier->options.random);
	return poll_interval_ms(base, channel->quiet, channel->courier->options.random);
}

void poll_over(struct channel *channel, err_t err)
{
	struct courier *courier = channel->courier;
	bool check_only = channel->check_only;

	channel->phase = PHASE_IDLE;
	channel->check_only = channel->hinted = false;
	if (err != NULL) {
		channel_failed(channel, err);
	} else {
		pace_succeeded(&channel->pace);
		channel->must_probe = channel->must_probe && !check_only;
	}
	if (err == NULL && !check_only) {
		err = desk_account_polled(courier->options.desk, channel->account);
		channel->quiet = channel->found.added + channel->found.edited > 0 ? 0 : channel->quiet + 1;
	}
	log_line("courier", "account=%s %s=%s added=%zu", channel->name, check_only ? "check" : "poll",
		err == NULL ? "ok" : err_kind_name(err->kind), channel->found.added);
	channel_save(channel, false);
	jobs_polled(courier, channel, err);
	courier_kick(courier);
}

err_t poll_commit(struct run *run)
{
	struct channel *channel = run->channel;
	struct desk *desk = channel->courier->options.desk;
	struct output *output = &run->output;
	struct ingest_bad *bad = arena_array(run->arena, output->bad_count + 1, sizeof(*bad));
	struct ingest_batch batch = { .account = channel->account, .items = output->items,
		.count = output->count, .stream = output->cursor != NULL ? run->task.stream : NULL,
		.cursor = output->cursor, .gap_from_ms = output->gap.from_ms, .gap_to_ms = output->gap.to_ms,
		.refresh_ms = refresh_first_ms(channel, &run->account), .bad_count = output->bad_count, .bad = bad };
	struct ingest_result found = { 0 };
	const char *answer;
	err_t err;

	if (output->count == 0 && output->bad_count == 0 && output->cursor == NULL && output->gap.to_ms == 0)
		return NULL;
	for (size_t i = 0; i < output->bad_count; i++)
		bad[i] = (struct ingest_bad){ .why = output->bad[i].why, .raw = output->bad[i].raw };
	err = desk_begin(desk, &courier_actor, NULL, "sync", run->arena, &answer);
	if (err != NULL)
		return err;
	err = desk_ingest(desk, &batch, &found);
	if (err == NULL)
		err = desk_commit(desk, NULL);
	else
		desk_rollback(desk);
	if (err != NULL)
		return err;
	channel->found.added += found.added;
	channel->found.edited += found.edited;
	channel->found.bad += found.bad;
	if (found.added > 0)
		jobs_progress(channel->courier, channel, "polling", run->task.stream);
	return NULL;
}

static void stream_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	bool more = run->more;

	channel->poll = NULL;
	run_destroy(run);
	if (err != NULL) {
		poll_over(channel, err);
		return;
	}
	if (!more && channel->hinted) {
		poll_over(channel, NULL);
		return;
	}
	if (!more)
		channel->stream++;
	next_stream(channel);
}

static void next_stream(struct channel *channel)
{
	struct desk *desk = channel->courier->options.desk;
	const char *stream = channel->connector->streams != NULL ? channel->connector->streams[channel->stream] : NULL;
	struct run *run = NULL;
	err_t err;

	if (stream == NULL) {
		if (!channel_refresh(channel))
			poll_over(channel, NULL);
		return;
	}
	/* What is said from now on is about something newer. */
	channel->hints &= ~(UINT32_C(1) << channel->stream);
	err = run_create(channel, TASK_POLL, &run);
	if (err == NULL)
		err = desk_cursor(desk, run->arena, channel->account, stream, &run->task.cursor);
	if (err != NULL) {
		run_destroy(run);
		poll_over(channel, err);
		return;
	}
	run->task.stream = stream;
	run->task.patient = channel->connector->waits && channel->courier->attended &&
		!jobs_want(channel->courier, channel->account);
	run->commit = poll_commit;
	run->done = stream_done;
	channel->poll = run;
	run_start(run);
}

/* What cannot be done, by the reason: one line for all that have the same. */
struct lacks { size_t count; struct { const char *why; struct str names; } of[ACT_KINDS + FEATURES]; };

static void one_add(struct lacks *lacks, const char *name, const char *why, struct str *can)
{
	struct str *names = can;

	if (why != NULL) {
		size_t i = 0;

		while (i < lacks->count && strcmp(lacks->of[i].why, why) != 0)
			i++;
		if (i == lacks->count)
			lacks->of[lacks->count++].why = why;
		names = &lacks->of[i].names;
	}
	str_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

static void lacks_tell(struct channel *channel, struct lacks *lacks)
{
	for (size_t i = 0; i < lacks->count; i++) {
		str_printf(&lacks->of[i].names, ": %s", lacks->of[i].why);
		jobs_progress(channel->courier, channel, "cannot", lacks->of[i].names.text);
		str_finish(&lacks->of[i].names);
	}
}

/* What it missed, as a step of its check. */
static void gap_tell(struct channel *channel, const struct run *run)
{
	const char *gap = account_gap_text(run->arena, &run->account);

	if (gap != NULL)
		jobs_progress(channel->courier, channel, "gap", gap);
}

/* That our clock is off, as another: of that a check learns nothing new. */
static void clock_tell(struct channel *channel, const struct run *run)
{
	struct clock_held held = { 0 };
	err_t err = read_clock(desk_reader(channel->courier->options.desk), run->arena, &run->account, &held);

	if (err != NULL)
		err_ignore(err, "then the check says what it learned");
	else if (clock_is_off(held.offset_ms))
		jobs_progress(channel->courier, channel, "clock", clock_text(run->arena, &held));
}

/* What the account can and cannot do there besides replying, for whoever checks it. */
static void acts_tell(struct channel *channel, const struct account *account)
{
	const struct connector *connector = channel->connector;
	struct lacks lacks = { 0 };
	struct str can = { 0 };

	for (int kind = 0; kind < ACT_KINDS; kind++)
		one_add(&lacks, act_name((enum act_kind)kind), connector_refuses(connector, account, (enum act_kind)kind), &can);
	for (int feature = 0; feature < FEATURES; feature++)
		one_add(&lacks, feature_name((enum feature)feature),
			connector_lacks(connector, account, (enum feature)feature), &can);
	if (can.len > 0)
		jobs_progress(channel->courier, channel, "can", can.text);
	lacks_tell(channel, &lacks);
	str_finish(&can);
}

static void probe_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct output *output = &run->output;
	struct desk *desk = channel->courier->options.desk;

	if (err == NULL && !output->probe.done)
		err = err_make(ERR_PROTOCOL, "%s: the check learned nothing", channel->name);
	if (err == NULL)
		err = run_secret_same(run);
	if (err == NULL)
		err = desk_account_learned(desk, channel->account, output->probe.self_id, output->probe.self_handle,
			output->probe.caps, output->probe.level, output->probe.skew_ms);
	if (err == NULL && channel->check_only) {
		run->account.caps = output->probe.caps;
		jobs_progress(channel->courier, channel, "is", output->probe.self_handle);
		acts_tell(channel, &run->account);
		gap_tell(channel, run);
		clock_tell(channel, run);
	}
	channel->poll = NULL;
	run_destroy(run);
	if (err != NULL || channel->check_only) {
		poll_over(channel, err);
		return;
	}
	channel->must_probe = false;
	channel->phase = PHASE_STREAMS;
	next_stream(channel);
}

static void start_probe(struct channel *channel)
{
	struct run *run;
	err_t err = run_create(channel, TASK_PROBE, &run);

	if (err != NULL) {
		poll_over(channel, err);
		return;
	}
	run->done = probe_done;
	channel->phase = PHASE_PROBE;
	channel->poll = run;
	run_start(run);
}

void channel_poll_hinted(struct channel *channel, const struct account *account)
{
	int64_t now = courier_now(channel->courier);
	err_t err = channel_transport(channel, account);

	channel->found = (struct ingest_result){ 0 };
	channel->stream = 0;
	while ((channel->hints >> channel->stream & 1) == 0)
		channel->stream++;
	channel->hinted = true;
	channel->hinted_row = now - channel->hinted_ms < HINT_CALM_MS ? channel->hinted_row + 1 : 0;
	channel->hinted_ms = now;
	channel->phase = PHASE_STREAMS;
	if (err != NULL)
		poll_over(channel, err);
	else
		next_stream(channel);
}

void channel_poll(struct channel *channel, const struct account *account, bool check_only)
{
	err_t err;

	channel->found = (struct ingest_result){ 0 };
	channel->stream = 0;
	channel->refreshes = 0;
	channel->check_only = check_only;
	channel->phase = PHASE_STREAMS;
	channel->next_poll_ms = courier_now(channel->courier) + interval(channel, account);
	/* A program may have been installed meanwhile. */
	if (channel->connector == NULL) {
		channel->connector = courier_connector(channel->courier, account->network);
		channel->must_probe = true;
	}
	if (channel->connector == NULL) {
		poll_over(channel, err_make(ERR_UNSUPPORTED, "network %s is not known here: is its program installed?",
			account->network));
		return;
	}
	err = channel_transport(channel, account);
	if (err != NULL)
		poll_over(channel, err);
	else if (check_only || channel->must_probe || account->state == ACCOUNT_NEW)
		start_probe(channel);
	else
		next_stream(channel);
}
