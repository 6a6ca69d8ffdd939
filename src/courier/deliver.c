/* SPDX-License-Identifier: ISC */
/*
 * Replies on their way, and acts.  A part is tried once on a connection
 * of its own; what may have arrived is unknown until its quarantine is over
 * and then, by the account's level, sent again with the same key while the
 * network still knows it, or read back.  Nothing here guesses: what the
 * network did not say plainly stays unknown.  An act is done again instead:
 * twice is once, and so a refusal is plain whatever went before it.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/act.h"
#include "guichet/desk/reply.h"

enum { LATER_FLOOR_MS = 1000, DOUBT_FLOOR_MS = 5000 };

static void start_part(struct channel *channel, struct arena *kept, const struct outbox *outbox,
	enum task_kind kind, bool doubtful);

/* ---- what became of an attempt */

struct fate { enum send_outcome outcome; const char *reason; int64_t wait_ms; };

/* An error of the connector instead of an outcome. */
static enum send_outcome outcome_of_error(const struct run *run, err_t err)
{
	if (run->task.kind == TASK_RECONCILE)
		return SEND_UNKNOWN;
	if (err_is(err, ERR_REJECTED) || err_is(err, ERR_UNSUPPORTED) || err_is(err, ERR_DATA))
		return SEND_REFUSED;
	if (!run->sent || err_is(err, ERR_LIMIT) || run->status == 401 || run->fault == FAULT_NOT_SENT)
		return SEND_LATER;
	return SEND_UNKNOWN;
}

static struct fate fate_of(const struct run *run, err_t err)
{
	const struct output *output = &run->output;
	struct fate fate = { output->sent.outcome, output->sent.reason, output->sent.wait_ms };

	if (run->unreadable != NULL) {	/* the network never had the whole of it, and did nothing */
		fate = (struct fate){ SEND_REFUSED, run->unreadable, 0 };
	} else if (err != NULL) {
		fate = (struct fate){ outcome_of_error(run, err), err->text, err->wait_ms };
	} else if (fate.outcome == SEND_NONE) {
		fate.outcome = run->sent ? SEND_UNKNOWN : SEND_REFUSED;
		fate.reason = "the connector said nothing about it";
	} else if (fate.outcome == SEND_SENT && output->sent.remote_id == NULL && run->outbox.act == NULL) {
		fate.outcome = SEND_UNKNOWN;
		fate.reason = "the network named no message";
	}
	/* A credential that is not accepted did nothing, and is no fault of the text. */
	if (run->task.kind != TASK_RECONCILE && run->status == 401 && fate.outcome != SEND_SENT)
		fate.outcome = SEND_LATER;
	if (fate.reason == NULL && !(run->outbox.act != NULL && fate.outcome == SEND_SENT))
		fate.reason = fate.outcome == SEND_UNKNOWN ? "no plain answer" : "refused";
	return fate;
}

/* Two pictures without words look the same: what was found may be the reply before this one. */
static void proof_check(const struct run *run, struct fate *fate)
{
	bool others = false;
	err_t err;

	if (fate->outcome != SEND_SENT || run->outbox.act != NULL)
		return;
	err = desk_outbox_is_others(run->channel->courier->options.desk, &run->outbox, run->output.sent.remote_id,
		&others);
	if (err != NULL)
		err_ignore(err, "to record it fails for the same reason, and says so");
	else if (others)
		*fate = (struct fate){ SEND_UNKNOWN, "what was found there is another reply", 0 };
}

static int64_t later_ms(const struct run *run, const struct fate *fate)
{
	int64_t wait = fate->wait_ms;

	if (wait <= 0)
		wait = backoff_ms(run->outbox.attempt > 0 ? run->outbox.attempt : 1,
			run->channel->courier->options.random);
	return courier_now(run->channel->courier) + (wait > LATER_FLOOR_MS ? wait : LATER_FLOOR_MS);
}

/* It was unknown and still is: wait longer each time, and trust the key no more after it failed once. */
static err_t still_doubtful(struct run *run, const struct fate *fate)
{
	struct courier *courier = run->channel->courier;
	struct doubt *doubt = doubt_make(courier, run->outbox.id);
	int64_t wait = fate->wait_ms;

	doubt->tries++;
	if (run->task.kind == TASK_SEND && fate->outcome != SEND_LATER) {
		doubt->read_back = true;
		wait = 0;
	} else if (wait <= 0) {
		wait = DOUBT_FLOOR_MS + backoff_ms(doubt->tries, courier->options.random);
	}
	return desk_outbox_still_unknown(courier->options.desk, run->outbox.id, courier_now(courier) + wait, fate->reason);
}

static err_t record_sent(struct run *run, bool *more)
{
	struct outbox *outbox = &run->outbox;
	const struct output *output = &run->output;
	struct courier *courier = run->channel->courier;
	err_t err = desk_outbox_part_sent(courier->options.desk, outbox->id, outbox->part, output->sent.remote_id,
		output->sent.native, output->sent.url, output->sent.at_ms);

	if (err != NULL)
		return err;
	doubt_forget(courier, outbox->id);
	outbox->plan.parts[outbox->part].remote_id = arena_copy(run->kept, output->sent.remote_id);
	outbox->plan.parts[outbox->part].native = arena_copy(run->kept, output->sent.native);
	outbox->plan.parts[outbox->part].url = arena_copy(run->kept, output->sent.url);
	outbox->part++;
	*more = outbox->part < outbox->plan.part_count;
	return NULL;
}

static err_t record_done(struct run *run, const struct fate *fate)
{
	doubt_forget(run->channel->courier, run->outbox.id);
	return desk_act_done(run->channel->courier->options.desk, run->outbox.id, fate->reason);
}

static err_t record(struct run *run, const struct fate *fate, bool *more)
{
	struct desk *desk = run->channel->courier->options.desk;
	int64_t id = run->outbox.id;

	switch (fate->outcome) {
	case SEND_SENT:
		return run->outbox.act != NULL ? record_done(run, fate) : record_sent(run, more);
	case SEND_ABSENT:
		doubt_forget(run->channel->courier, id);
		return desk_outbox_absent(desk, id);
	case SEND_REFUSED:
	case SEND_LATER:
	case SEND_UNKNOWN:
	case SEND_NONE:
		break;
	}
	if (run->doubtful && !(run->outbox.act != NULL && fate->outcome == SEND_REFUSED))
		return still_doubtful(run, fate);
	if (fate->outcome == SEND_REFUSED)
		return desk_outbox_refused(desk, id, fate->reason);
	if (fate->outcome == SEND_LATER)
		return desk_outbox_later(desk, id, later_ms(run, fate), fate->reason);
	return desk_outbox_unknown(desk, id, fate->reason);
}

static void account_after(struct run *run, const struct fate *fate)
{
	struct channel *channel = run->channel;
	err_t changed = run->status == 401 ? run_secret_same(run) : NULL;

	if (changed != NULL)
		err_ignore(changed, "it is sent again with the one that is the account's now");
	else if (run->status == 401)
		channel_failed(channel, err_make(ERR_AUTH, "the network does not accept the credential any more"));
	else if (fate->outcome == SEND_LATER || fate->outcome == SEND_UNKNOWN)
		channel_failed(channel, err_wait(err_make(ERR_NET, "%s", fate->reason), fate->wait_ms));
	else
		pace_succeeded(&channel->pace);
	channel_save(channel, false);
}

/* To whoever waits for a sync: where the reply stands, or which act it was. */
static void part_tell(struct run *run, enum send_outcome told, const char *reason)
{
	const struct act *act = run->outbox.act;
	const char *detail = told == SEND_SENT && act == NULL ? run->outbox.plan.parts[0].url : reason;

	if (act != NULL)
		detail = arena_printf(run->arena, "%s %s%s%s", act_name(act->kind), act->handle != NULL ? act->handle : "",
			reason != NULL ? ": " : "", reason != NULL ? reason : "");
	jobs_sent(run->channel->courier, run->channel, told, act != NULL, detail);
}

static void part_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;
	struct courier *courier = channel->courier;
	struct fate fate = fate_of(run, err);
	enum send_outcome told;
	bool plain, more = false;

	proof_check(run, &fate);
	plain = fate.outcome == SEND_SENT || fate.outcome == SEND_ABSENT ||
		(run->outbox.act != NULL && fate.outcome == SEND_REFUSED);
	told = run->doubtful && !plain ? SEND_UNKNOWN : fate.outcome;
	channel->send = NULL;
	err = record(run, &fate, &more);
	if (err != NULL) {	/* the row stays "sending" until the desk can be written again */
		log_line("courier", "outbox=%lld not recorded: %s", (long long)run->outbox.id, err->text);
		courier->unrecorded = true;
		told = SEND_UNKNOWN;
		fate.reason = err->text;
	}
	log_line("courier", "account=%s outbox=%lld part=%zu outcome=%d", channel->name,
		(long long)run->outbox.id, run->task.part, (int)fate.outcome);
	account_after(run, &fate);
	if (!more)
		part_tell(run, told, fate.reason);
	if (more && !run->doubtful) {
		struct arena *kept = run->kept;

		run->kept = NULL;
		start_part(channel, kept, &run->outbox, TASK_SEND, false);
	}
	run_destroy(run);
	courier_kick(courier);
}

/* What the network calls a file, kept before anything names it. */
static err_t part_commit(struct run *run)
{
	const char *id = run->output.uploaded.remote_id;
	size_t media = run->output.uploaded.media;
	err_t err;

	if (id == NULL || media >= run->outbox.plan.media_count)
		return NULL;
	err = desk_outbox_uploaded(run->channel->courier->options.desk, run->outbox.id, media, id);
	if (err == NULL)
		run->outbox.plan.media[media].remote_id = arena_copy(run->kept, id);
	return err;
}

/*
 * The parts of a reply follow each other at once, and what was given meanwhile
 * holds for the next one too: another secret may be somebody else's until it
 * was tried.
 */
static err_t may_follow(const struct run *run, const struct outbox *outbox)
{
	if (outbox->part == 0)
		return NULL;
	if (run->account.state != ACCOUNT_OK)
		return err_make(ERR_STATE, "account %s was changed between two parts", run->account.name);
	return desk_outbox_is_held(run->channel->courier->options.desk) ?
		err_make(ERR_STATE, "the outbox is held between two parts") : NULL;
}

/* Owns kept from here on; outbox lives in it. */
static void start_part(struct channel *channel, struct arena *kept, const struct outbox *outbox,
	enum task_kind kind, bool doubtful)
{
	struct courier *courier = channel->courier;
	struct run *run = NULL;
	err_t err = run_create(channel, outbox->act != NULL ? TASK_ACT : kind, &run);

	if (err == NULL)
		err = may_follow(run, outbox);
	if (err != NULL) {
		run_destroy(run);
		if (!doubtful)
			err = desk_outbox_later(courier->options.desk, outbox->id,
				courier_now(courier) + BACKOFF_BASE_MS, err->text);
		if (err != NULL)
			log_line("courier", "outbox=%lld: %s", (long long)outbox->id, err->text);
		courier->unrecorded = courier->unrecorded || (err != NULL && !doubtful);
		arena_destroy(kept);
		return;
	}
	run->kept = kept;
	run->outbox = *outbox;
	run->doubtful = run->task.doubtful = doubtful;
	run->task.plan = &run->outbox.plan;
	run->task.act = run->outbox.act;
	run->task.part = outbox->part;
	run->task.attempted_ms = outbox->attempted_ms;
	run->commit = part_commit;
	run->done = part_done;
	channel->send = run;
	run_start(run);
}

/* ---- who leaves now */

static bool may_send(struct courier *courier, const struct account *account)
{
	const struct channel *channel = channel_find(courier, account->id);

	return (courier->attended || jobs_want(courier, account->id)) && account->state == ACCOUNT_OK &&
		channel != NULL && channel->connector != NULL && channel->send == NULL && !channel->must_probe &&
		!pace_is_open(&channel->pace, courier_now(courier));
}

static void drop_id(int64_t *ids, size_t *count, int64_t id)
{
	for (size_t i = 0; i < *count; i++)
		if (ids[i] == id)
			ids[i--] = ids[--*count];
}

typedef err_t (*pick_fn)(struct desk *, struct arena *, size_t, const int64_t *, struct outbox *, bool *);

/* The next one of these accounts, which is then busy; it lives in the arena that comes back, NULL for none. */
static struct arena *take_one(struct courier *courier, pick_fn pick, int64_t *ids, size_t *count,
	struct outbox *out)
{
	struct arena *kept = arena_create();
	bool found = false;
	err_t err = *count > 0 ? pick(courier->options.desk, kept, *count, ids, out, &found) : NULL;

	if (err != NULL)
		log_line("courier", "outbox: %s", err->text);
	if (err != NULL || !found) {
		arena_destroy(kept);
		return NULL;
	}
	drop_id(ids, count, out->account);
	return kept;
}

static bool key_is_young(const struct outbox *outbox, int64_t now)
{
	int64_t born = outbox->attempt > 1 ? outbox->queued_ms : outbox->attempted_ms;

	return now >= born && now - born < KEY_YOUNG_MS;
}

static void resolve(struct courier *courier, const struct account *account, struct arena *kept,
	const struct outbox *outbox)
{
	const struct doubt *doubt = doubt_find(courier, outbox->id);
	bool again = account->level == 1 && (doubt == NULL || !doubt->read_back) &&
		key_is_young(outbox, courier_now(courier));

	start_part(channel_find(courier, account->id), kept, outbox, again ? TASK_SEND : TASK_RECONCILE, true);
}

/* A full disk hid what became of a reply: once nothing flies it is unknown, and no longer stuck. */
static bool all_recorded(struct courier *courier)
{
	err_t err;

	if (!courier->unrecorded)
		return true;
	for (struct channel *channel = courier->channels; channel != NULL; channel = channel->next)
		if (channel->send != NULL)
			return false;
	err = desk_outbox_recover(courier->options.desk);
	if (err != NULL)
		log_line("courier", "outbox: %s", err->text);
	courier->unrecorded = err != NULL;
	return err == NULL;
}

void courier_deliver(struct courier *courier, const struct account *accounts, size_t count)
{
	int64_t *ids = mem_array(count + 1, sizeof(*ids));
	size_t able = 0;
	struct outbox outbox;
	struct arena *kept;

	if (!all_recorded(courier) || desk_outbox_is_held(courier->options.desk))
		goto out;
	for (size_t i = 0; i < count; i++) {
		struct channel *channel = channel_find(courier, accounts[i].id);

		if (!may_send(courier, &accounts[i]))
			continue;
		if (channel_transport(channel, &accounts[i]) == NULL && !channel->must_probe)
			ids[able++] = accounts[i].id;
	}
	while ((kept = take_one(courier, desk_outbox_take, ids, &able, &outbox)) != NULL)
		start_part(channel_find(courier, outbox.account), kept, &outbox, TASK_SEND, false);
	while ((kept = take_one(courier, desk_outbox_doubtful, ids, &able, &outbox)) != NULL)
		resolve(courier, account_of(accounts, count, outbox.account), kept, &outbox);
out:
	free(ids);
}
