/* SPDX-License-Identifier: ISC */
/*
 * Joins the server, which knows no networks, and the courier, which knows no
 * clients: the server's events and summaries are the courier's, field by
 * field, so that neither layer includes the other.
 */
#include "carrier.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/courier/courier.h"

struct carrying {
	struct courier *courier;
	struct carrier carrier;
	struct errand *errands;
};

/* A job of the server's while the courier has it. */
struct errand {
	struct carrying *carrying;
	struct carrier_job job;
	struct courier_job mine;	/* as the courier takes it */
	int64_t number;
	bool starting, finished;	/* the courier may be done before it came back */
	struct errand *next;
};

static void errand_forget(struct errand *errand)
{
	struct errand **p = &errand->carrying->errands;

	while (*p != errand)
		p = &(*p)->next;
	*p = errand->next;
	free(errand);
}

static void on_progress(void *data, const struct courier_progress *progress)
{
	struct errand *errand = data;

	errand->job.progress(errand->job.data, &(struct carrier_event){
		.account = progress->account, .what = progress->what,
		.detail = progress->detail, .added = progress->added,
		.piece = progress->piece, .len = progress->len });
}

static void on_done(void *data, err_t err, const struct courier_summary *s)
{
	struct errand *errand = data;
	struct carrier_job job = errand->job;
	struct carrier_failure *failures = mem_array(s->failure_count + 1, sizeof(*failures));

	for (size_t i = 0; i < s->failure_count; i++)
		failures[i] = (struct carrier_failure){ s->failures[i].account, s->failures[i].text };
	errand->finished = true;
	if (!errand->starting)
		errand_forget(errand);
	job.done(job.data, err, &(struct carrier_summary){
		.accounts = s->accounts, .added = s->added, .edited = s->edited, .sent = s->sent,
		.acted = s->acted,
		.failed = s->failed, .later = s->later, .held = s->held, .unknown = s->unknown,
		.mail = s->mail, .waits = s->waits, .errors = s->errors, .first_error = s->first_error,
		.failure_count = s->failure_count, .failures = failures });
	free(failures);
}

static struct errand *errand_begin(struct carrying *carrying, const struct carrier_job *job, int64_t *number)
{
	struct errand *errand = mem_alloc(sizeof(*errand));

	*errand = (struct errand){ .carrying = carrying, .job = *job, .mine = { on_progress, on_done, errand },
		.starting = true, .next = carrying->errands };
	carrying->errands = errand;
	*number = 0;
	return errand;
}

/* The courier has it, or why not. */
static err_t errand_began(struct errand *errand, err_t err, const int64_t *number)
{
	errand->starting = false;
	errand->number = *number;
	if (err != NULL || errand->finished)
		errand_forget(errand);
	return err;
}

static void attend(void *data, bool attended)
{
	courier_attend(((struct carrying *)data)->courier, attended);
}

static bool busy(void *data)
{
	return courier_is_busy(((struct carrying *)data)->courier);
}

static err_t sync_accounts(void *data, size_t count, const int64_t *accounts, bool until_idle,
	const struct carrier_job *job, int64_t *number)
{
	struct carrying *carrying = data;
	struct errand *errand = errand_begin(carrying, job, number);

	return errand_began(errand,
		courier_sync(carrying->courier, count, accounts, until_idle, &errand->mine, number), number);
}

static err_t check_account(void *data, int64_t account, const struct carrier_job *job, int64_t *number)
{
	struct carrying *carrying = data;
	struct errand *errand = errand_begin(carrying, job, number);

	return errand_began(errand, courier_check(carrying->courier, account, &errand->mine, number), number);
}

static err_t login(void *data, const struct actor *actor, int64_t account, const char *code,
	const struct carrier_job *job, int64_t *number)
{
	struct carrying *carrying = data;
	struct errand *errand = errand_begin(carrying, job, number);

	return errand_began(errand,
		courier_authorize(carrying->courier, actor, account, code, &errand->mine, number), number);
}

static err_t fetch(void *data, int64_t account, const struct media *media, const struct carrier_job *job, int64_t *number)
{
	struct carrying *carrying = data;
	struct errand *errand = errand_begin(carrying, job, number);

	return errand_began(errand, courier_fetch(carrying->courier, account, media, &errand->mine, number), number);
}

static void hold(void *data, int64_t number, bool held)
{
	courier_hold(((struct carrying *)data)->courier, number, held);
}

static bool lives(void *data, int64_t account)
{
	return courier_lives(((struct carrying *)data)->courier, account);
}

static void cancel(void *data, int64_t number)
{
	struct carrying *carrying = data;

	courier_cancel(carrying->courier, number);
	for (struct errand *errand = carrying->errands; errand != NULL; errand = errand->next)
		if (errand->number == number) {
			errand_forget(errand);
			return;
		}
}

err_t carrying_begin(struct loop *loop, struct desk *desk, struct clock *clock, struct random *random,
	struct carrying **out)
{
	struct carrying *carrying = mem_alloc(sizeof(*carrying));
	struct courier_options options = { .loop = loop, .desk = desk, .clock = clock, .random = random };
	struct planner planner;
	err_t err = courier_create(&options, &carrying->courier);

	if (err != NULL) {
		free(carrying);
		return err;
	}
	carrying->carrier = (struct carrier){ .data = carrying, .attend = attend, .busy = busy,
		.sync = sync_accounts, .check = check_account, .login = login, .fetch = fetch, .hold = hold,
		.lives = lives, .cancel = cancel };
	planner = courier_planner(carrying->courier);
	desk_set_planner(desk, &planner);
	*out = carrying;
	return NULL;
}

void carrying_end(struct carrying *carrying)
{
	if (carrying == NULL)
		return;
	courier_destroy(carrying->courier);
	while (carrying->errands != NULL)
		errand_forget(carrying->errands);
	free(carrying);
}

const struct carrier *carrying_carrier(const struct carrying *carrying)
{
	return carrying == NULL ? NULL : &carrying->carrier;
}
