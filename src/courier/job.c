/* SPDX-License-Identifier: ISC */
/*
 * Jobs: what somebody waits for.  A job owns no exchange; it asks channels to
 * poll, hears what happened, and is finished when each of its accounts is read
 * and nothing of theirs is on its way.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/reply.h"

enum { TRIES = 4, TRY_MS = 500, ROUNDS = 100, PATIENCE_MS = 60 * 1000 };

static struct job_account *job_find(const struct job *job, int64_t account)
{
	for (size_t i = 0; i < job->count; i++)
		if (job->accounts[i].id == account)
			return &job->accounts[i];
	return NULL;
}

static bool is_live(const struct job *job)
{
	return !job->cancelled && !job->finished;
}

bool jobs_want(const struct courier *courier, int64_t account)
{
	for (const struct job *job = courier->jobs; job != NULL; job = job->next)
		if (is_live(job) && job->kind == JOB_SYNC &&
		    (job_find(job, account) != NULL || (job->all && job->accounts == NULL)))
			return true;
	return false;
}

bool jobs_wait(const struct courier *courier, int64_t account)
{
	int64_t now = courier_now(courier);

	for (const struct job *job = courier->jobs; job != NULL; job = job->next) {
		const struct job_account *mine = job_find(job, account);

		if (is_live(job) && ((job->all && job->accounts == NULL) ||
		    (mine != NULL && mine->step == STEP_WAITING && mine->not_before_ms <= now)))
			return true;
	}
	return false;
}

bool jobs_read(const struct courier *courier, int64_t account)
{
	for (const struct job *job = courier->jobs; job != NULL; job = job->next) {
		const struct job_account *mine = job_find(job, account);

		if (is_live(job) && mine != NULL && mine->step == STEP_RUNNING)
			return true;
	}
	return false;
}

static void job_tell(struct job *job, const char *account, const char *what, const char *detail)
{
	struct courier_progress progress = { account, what, detail, job->summary.added, NULL, 0 };

	if (is_live(job) && job->cb.progress != NULL)
		job->cb.progress(job->cb.data, &progress);
}

static void job_trouble(struct job *job, enum err_kind kind, const char *name, const char *text)
{
	size_t count = job->summary.failure_count++;

	job->summary.errors++;
	job->failures = mem_grow(job->failures, count + 1, sizeof(*job->failures));
	job->failures[count] = (struct courier_failure){ mem_copy(name), mem_copy(text) };
	if (job->first_error == NULL) {
		struct str line = { 0 };

		str_printf(&line, "%s: %s", name, text);
		job->first_error = line.text;
		job->first_kind = kind;
	}
}

void jobs_progress(struct courier *courier, const struct channel *channel, const char *what, const char *detail)
{
	for (struct job *job = courier->jobs; job != NULL; job = job->next) {
		const struct job_account *mine = job_find(job, channel->account);

		if (mine != NULL && mine->step == STEP_RUNNING) {
			struct courier_progress progress = { channel->name, what, detail,
				job->summary.added + channel->found.added, NULL, 0 };

			if (is_live(job) && job->cb.progress != NULL)
				job->cb.progress(job->cb.data, &progress);
		}
	}
}

/* A sync that wants everything tries again soon; any other says what it met. */
static void polled_badly(struct job *job, struct job_account *mine, const struct channel *channel, err_t err)
{
	int64_t now = courier_now(channel->courier), wait = err->wait_ms;

	if (channel->found.added > 0)
		mine->tries = 0;	/* it fails, but it gets on */
	if (wait <= 0)
		wait = TRY_MS * (mine->tries + 1);
	if (job->until_idle && ++mine->tries < TRIES && err_retry(err) == RETRY_BACKOFF && wait <= PATIENCE_MS) {
		mine->step = STEP_WAITING;
		mine->not_before_ms = now + wait;
		job_tell(job, channel->name, "waiting", err->text);
		return;
	}
	mine->step = STEP_DONE;
	job_trouble(job, err->kind, channel->name, err->text);
	job_tell(job, channel->name, err_is(err, ERR_AUTH) ? "paused" : "failed", err->text);
}

static void polled_well(struct job *job, struct job_account *mine, const struct channel *channel)
{
	job->summary.accounts += mine->rounds++ == 0;
	mine->tries = 0;
	mine->echo = false;
	mine->step = job->until_idle && channel->found.added > 0 && mine->rounds < ROUNDS ?
		STEP_WAITING : STEP_DONE;
	if (mine->step == STEP_DONE)
		job_tell(job, channel->name, job->kind == JOB_CHECK ? "checked" : "polled", NULL);
}

void jobs_polled(struct courier *courier, const struct channel *channel, err_t err)
{
	for (struct job *job = courier->jobs; job != NULL; job = job->next) {
		struct job_account *mine = job_find(job, channel->account);

		if (!is_live(job) || mine == NULL || mine->step != STEP_RUNNING)
			continue;
		job->summary.added += channel->found.added;
		job->summary.edited += channel->found.edited;
		if (err != NULL)
			polled_badly(job, mine, channel, err);
		else
			polled_well(job, mine, channel);
	}
}

void jobs_sent(struct courier *courier, const struct channel *channel, enum send_outcome outcome,
	bool act, const char *detail)
{
	static const char *const words[] = {
		[SEND_NONE] = "unknown", [SEND_SENT] = "sent", [SEND_REFUSED] = "failed",
		[SEND_LATER] = "later", [SEND_UNKNOWN] = "unknown", [SEND_ABSENT] = "absent",
	};

	for (struct job *job = courier->jobs; job != NULL; job = job->next) {
		struct job_account *mine = job_find(job, channel->account);

		if (!is_live(job) || job->kind != JOB_SYNC || mine == NULL)
			continue;
		job->summary.sent += outcome == SEND_SENT && !act;
		job->summary.acted += outcome == SEND_SENT && act;
		job->summary.failed += outcome == SEND_REFUSED;
		mine->echo = mine->echo || outcome == SEND_SENT;
		job_tell(job, channel->name, act && outcome == SEND_SENT ? "done" : words[outcome], detail);
	}
}

bool jobs_want_post(const struct courier *courier)
{
	for (const struct job *job = courier->jobs; job != NULL; job = job->next)
		if (is_live(job) && job->kind == JOB_SYNC && job->all)
			return true;
	return false;
}

void jobs_posted(struct courier *courier, enum smtp_outcome outcome, const char *recipient, const char *said)
{
	struct str line = { 0 };

	str_printf(&line, "%s, %s", recipient, said);
	for (struct job *job = courier->jobs; job != NULL; job = job->next) {
		if (!is_live(job) || job->kind != JOB_SYNC || !job->all)
			continue;
		job->summary.mail.sent += outcome == SMTP_TAKEN;
		job->summary.mail.failed += outcome == SMTP_REFUSED;
		job->summary.mail.later += outcome == SMTP_LATER;
		job->summary.mail.unknown += outcome == SMTP_UNKNOWN;
		job_tell(job, "mail", smtp_outcome_name(outcome), line.text);
	}
	str_finish(&line);
}

/* ---- moving on */

const struct account *account_of(const struct account *accounts, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (accounts[i].id == id)
			return &accounts[i];
	return NULL;
}

/* "All" is settled when the job begins: every account that can be read. */
static void job_settle(struct courier *courier, struct job *job, const struct account *accounts, size_t count)
{
	if (!job->all || job->accounts != NULL)
		return;
	job->accounts = mem_array(count + 1, sizeof(*job->accounts));
	for (size_t i = 0; i < count; i++)
		if (accounts[i].state != ACCOUNT_REMOVED && channel_polls(channel_make(courier, &accounts[i])))
			job->accounts[job->count++].id = accounts[i].id;
}

static void job_read(struct courier *courier, struct job *job, struct job_account *mine,
	const struct account *account)
{
	struct channel *channel;
	const char *name = account != NULL ? account->name : "account";

	if (account == NULL || account->state == ACCOUNT_REMOVED) {
		mine->step = STEP_DONE;
		job_trouble(job, ERR_NOT_FOUND, name, "there is no such account");
	} else if (account->state == ACCOUNT_PAUSED && job->kind == JOB_SYNC) {
		mine->step = STEP_DONE;
		job_trouble(job, ERR_AUTH, name, account->reason != NULL ? account->reason : "paused");
		job_tell(job, name, "paused", account->reason);
	} else {
		channel = channel_make(courier, account);
		if (channel->phase != PHASE_IDLE)
			return;
		mine->step = STEP_RUNNING;
		channel_poll(channel, account, job->kind == JOB_CHECK);
	}
}

/* Nothing of its accounts is still to be read or on its way. */
static bool job_is_idle(struct courier *courier, struct job *job)
{
	bool idle = job->kind != JOB_SYNC || !job->all || post_is_idle(courier->post);

	for (size_t i = 0; i < job->count; i++) {
		struct job_account *mine = &job->accounts[i];
		const struct channel *channel = channel_find(courier, mine->id);

		if (mine->step != STEP_DONE ||
		    (job->kind == JOB_SYNC && channel != NULL && channel->send != NULL)) {
			idle = false;
		} else if (job->until_idle && mine->echo && mine->rounds < ROUNDS) {
			/* what was just said comes back, and perhaps an answer with it */
			mine->echo = false;
			mine->step = STEP_WAITING;
			courier_kick(courier);
			idle = false;
		}
	}
	return idle;
}

static void job_advance(struct courier *courier, struct job *job, const struct account *accounts, size_t count)
{
	int64_t now = courier_now(courier);

	if (!desk_courier_may_run(courier->options.desk)) {
		job_tell(job, NULL, "paused", "this desk was restored or copied: nothing is asked or sent "
			"until guichet courier start");
		job->summary.waits = true;
		job->finished = true;
		return;
	}
	if (job->kind == JOB_SYNC && !job->told_held && desk_outbox_is_held(courier->options.desk)) {
		job->told_held = true;
		job_tell(job, NULL, "held", "the outbox is held: nothing is sent");
	}
	job_settle(courier, job, accounts, count);
	for (size_t i = 0; i < job->count; i++) {
		struct job_account *mine = &job->accounts[i];

		if (mine->step == STEP_WAITING && mine->not_before_ms <= now)
			job_read(courier, job, mine, account_of(accounts, count, mine->id));
	}
	job->finished = job_is_idle(courier, job);
}

void jobs_advance(struct courier *courier, const struct account *accounts, size_t count)
{
	for (struct job *job = courier->jobs; job != NULL; job = job->next)
		if (is_live(job))
			job_advance(courier, job, accounts, count);
}

void jobs_fail(struct courier *courier, err_t err)
{
	for (struct job *job = courier->jobs; job != NULL; job = job->next)
		if (is_live(job)) {
			job_trouble(job, err->kind, "desk", err->text);
			job->kind = JOB_CHECK;
			job->finished = true;
		}
}

static void job_destroy(struct job *job)
{
	for (size_t i = 0; i < job->summary.failure_count; i++) {
		free(job->failures[i].account);
		free(job->failures[i].text);
	}
	free(job->failures);
	free(job->accounts);
	free(job->first_error);
	free(job);
}

static void job_finish(struct courier *courier, struct job *job)
{
	struct outbox_counts counts = { 0 };
	bool held = desk_outbox_is_held(courier->options.desk);
	err_t err = desk_outbox_counts(courier->options.desk, &counts);

	if (err == NULL && job->kind == JOB_CHECK && job->first_error != NULL)
		err = err_make(job->first_kind, "%s", job->first_error);
	if (err == NULL && held && job->kind == JOB_SYNC && job->all)
		err = desk_mail_queued(courier->options.desk, &job->summary.mail.held);
	job->summary.held = held ? counts.queued : 0;
	job->summary.later = held ? 0 : counts.later;
	job->summary.unknown = counts.unknown;
	job->summary.first_error = job->first_error;
	job->summary.failures = job->failures;
	if (job->cb.done != NULL)
		job->cb.done(job->cb.data, err, &job->summary);
}

/* A callback may start and cancel jobs: each round looks at the list anew. */
void jobs_sweep(struct courier *courier)
{
	struct job **link = &courier->jobs;

	while (*link != NULL) {
		struct job *job = *link;

		if (is_live(job)) {
			link = &job->next;
			continue;
		}
		*link = job->next;
		if (!job->cancelled)
			job_finish(courier, job);
		job_destroy(job);
		link = &courier->jobs;
	}
}

int64_t jobs_next(const struct courier *courier)
{
	int64_t next = 0;

	for (const struct job *job = courier->jobs; job != NULL; job = job->next)
		for (size_t i = 0; i < job->count; i++) {
			const struct job_account *mine = &job->accounts[i];

			if (mine->step == STEP_WAITING && mine->not_before_ms > 0 &&
			    (next == 0 || mine->not_before_ms < next))
				next = mine->not_before_ms;
		}
	return next;
}

void jobs_destroy(struct courier *courier)
{
	while (courier->jobs != NULL) {
		struct job *job = courier->jobs;

		courier->jobs = job->next;
		job_destroy(job);
	}
}

static int64_t job_add(struct courier *courier, struct job *job, const struct courier_job *cb)
{
	struct job **link = &courier->jobs;

	if (cb != NULL)
		job->cb = *cb;
	job->id = ++courier->last_job;
	while (*link != NULL)
		link = &(*link)->next;
	*link = job;
	courier_kick(courier);
	return job->id;
}

err_t courier_sync(struct courier *courier, size_t count, const int64_t *accounts, bool until_idle,
	const struct courier_job *cb, int64_t *id)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->kind = JOB_SYNC;
	job->until_idle = until_idle;
	job->all = count == 0;
	if (count > 0) {
		job->accounts = mem_array(count, sizeof(*job->accounts));
		for (size_t i = 0; i < count; i++)
			if (job_find(job, accounts[i]) == NULL)
				job->accounts[job->count++].id = accounts[i];
	}
	*id = job_add(courier, job, cb);
	return NULL;
}

err_t courier_check(struct courier *courier, int64_t account, const struct courier_job *cb, int64_t *id)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->kind = JOB_CHECK;
	job->count = 1;
	job->accounts = mem_array(1, sizeof(*job->accounts));
	job->accounts[0].id = account;
	*id = job_add(courier, job, cb);
	return NULL;
}

void courier_cancel(struct courier *courier, int64_t id)
{
	for (struct job *job = courier->jobs; job != NULL; job = job->next)
		if (job->id == id)
			job->cancelled = true;
	(void)admission_cancel(courier, id);
	(void)fetch_cancel(courier, id);
	courier_kick(courier);
}
