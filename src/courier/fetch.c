/* SPDX-License-Identifier: ISC */
/*
 * A file that stands beside a message, for somebody who asked for it: one at
 * a time for each account, handed on as it comes and kept nowhere here.
 */
#include "private.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/read.h"

enum { FETCH_BYTES = 64 << 20, FETCH_MS = 15 * 60 * 1000 };

struct fetch {
	struct channel *channel;
	struct run *run;
	struct courier_job cb;
	struct loop_timer *deadline;	/* a network that trickles holds the account's only place no longer */
	int64_t job;
	size_t bytes;
	struct media media;		/* its texts live in the run's arena */
};

void fetch_destroy(struct fetch *fetch)
{
	if (fetch == NULL)
		return;
	loop_timer_stop(fetch->channel->courier->options.loop, &fetch->deadline);
	run_destroy(fetch->run);
	free(fetch);
}

void fetch_end(struct channel *channel, err_t why)
{
	struct fetch *fetch = channel->fetch;
	struct courier_summary summary = { .accounts = why == NULL };
	struct courier_job cb;

	if (fetch == NULL) {
		err_ignore(why, "nobody is left to hear it");
		return;
	}
	cb = fetch->cb;
	channel->fetch = NULL;
	fetch_destroy(fetch);
	cb.done(cb.data, why, &summary);
	courier_kick(channel->courier);
}

static void fetch_done(struct run *run, err_t err)
{
	log_line("courier", "account=%s file bytes=%zu %s", run->channel->name, run->channel->fetch->bytes,
		err == NULL ? "fetched" : err_kind_name(err->kind));
	fetch_end(run->channel, err);
}

/* In a turn of its own: it may end the run. */
static void fetch_take(struct run *run, const char *bytes, size_t len)
{
	struct fetch *fetch = run->channel->fetch;
	struct courier_progress progress = { .account = run->channel->name, .what = "bytes", .piece = bytes, .len = len };

	fetch->bytes += len;
	if (fetch->bytes > FETCH_BYTES)
		fetch_end(run->channel, err_make(ERR_LIMIT, "it is larger than %d MiB", FETCH_BYTES >> 20));
	else
		fetch->cb.progress(fetch->cb.data, &progress);
}

struct run *fetch_run(const struct channel *channel)
{
	return channel->fetch != NULL ? channel->fetch->run : NULL;
}

static void on_deadline(void *data)
{
	struct fetch *fetch = data;

	fetch->deadline = NULL;
	fetch_end(fetch->channel, err_make(ERR_NET, "it takes too long to come"));
}

static err_t fetch_begin(struct channel *channel, const struct account *account, const struct media *media)
{
	struct courier *courier = channel->courier;
	struct fetch *fetch;
	struct run *run = NULL;
	err_t err = channel_transport(channel, account);

	if (err == NULL)
		err = run_create(channel, TASK_MEDIA, &run);
	if (err != NULL)
		return err;
	fetch = mem_alloc(sizeof(*fetch));
	*fetch = (struct fetch){ .channel = channel, .run = run, .media = {
		.kind = arena_copy(run->arena, media->kind), .url = arena_copy(run->arena, media->url),
		.ref = arena_copy(run->arena, media->ref), .mime = arena_copy(run->arena, media->mime), .size = media->size } };
	if (!run->connector->fetches)
		run->connector = &connector_web;
	run->task.media = &fetch->media;
	run->take = fetch_take;
	run->done = fetch_done;
	channel->fetch = fetch;
	fetch->deadline = loop_after(courier->options.loop,
		courier->options.fetch_ms > 0 ? courier->options.fetch_ms : FETCH_MS, on_deadline, fetch);
	run_start(run);
	return NULL;
}

err_t courier_fetch(struct courier *courier, int64_t id, const struct media *media, const struct courier_job *cb,
	int64_t *job)
{
	struct arena *arena = arena_create();
	struct account account = { 0 };
	struct channel *channel = NULL;
	err_t err = read_account(desk_reader(courier->options.desk), arena, id, &account);

	if (err == NULL && !desk_courier_may_run(courier->options.desk))
		err = err_make(ERR_STATE, "this desk was restored or copied: nothing is asked or sent "
			"until guichet courier start");
	if (err == NULL) {
		channel = channel_make(courier, &account);
		if (channel->connector == NULL)
			err = err_make(ERR_UNSUPPORTED, "network %s is not known here", account.network);
		else if (channel->fetch != NULL)
			err = err_make(ERR_STATE, "another file of account %s is on its way: try again in a moment", account.name);
		else
			err = fetch_begin(channel, &account, media);
	}
	arena_destroy(arena);
	if (err != NULL)
		return err;
	channel->fetch->cb = *cb;
	channel->fetch->job = *job = ++courier->last_job;
	return NULL;
}

void courier_hold(struct courier *courier, int64_t job, bool held)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		struct run *run = channel->fetch != NULL && channel->fetch->job == job ? channel->fetch->run : NULL;

		if (run != NULL && run->listens && run->exchange != NULL && channel->transport->ops->hold != NULL)
			channel->transport->ops->hold(run->exchange, held);
	}
}

bool fetch_cancel(struct courier *courier, int64_t job)
{
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next) {
		struct fetch *fetch = channel->fetch;

		if (fetch == NULL || fetch->job != job)
			continue;
		channel->fetch = NULL;
		fetch_destroy(fetch);
		return true;
	}
	return false;
}
