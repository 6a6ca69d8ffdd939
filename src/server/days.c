/* SPDX-License-Identifier: ISC */
/*
 * One day after the other: the loop says which, a reader works it out from
 * its rows, the loop writes it and rests.  While an update makes rows anew
 * days wait, for most of them would have to be packed again.
 */
#include "days.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/derived.h"
#include "guichet/desk/figures.h"
#include "question.h"
#include "traces.h"

enum { AGAIN_MS = 1000, WAKE_MS = 10000 };

struct day_question {
	struct day_packer *packer;	/* NULL: it was destroyed */
	struct day_made day;
	char *problem;
	struct question *asked;
};

struct day_packer {
	struct server *server;
	struct loop_timer *timer;
	struct day_question *question;	/* asked */
};

static void on_day(void *data);

static void day_after(struct day_packer *packer, int64_t ms)
{
	loop_timer_stop(packer->server->loop, &packer->timer);
	packer->timer = loop_after(packer->server->loop, ms, on_day, packer);
}

static void question_free(struct day_question *q)
{
	str_finish(&q->day.bytes);
	free(q->problem);
	free(q);
}

static void question_run(void *data, struct reader *reader)
{
	struct day_question *q = data;
	err_t err = read_day(reader, &q->day);

	if (err != NULL)
		q->problem = mem_copy(err->text);
}

static void question_told(void *data, const char *problem)
{
	struct day_question *q = data;
	struct day_packer *packer = q->packer;
	const char *trouble = problem != NULL ? problem : q->problem;
	err_t err = NULL;

	if (packer != NULL)
		packer->question = NULL;
	if (packer != NULL && trouble == NULL && !packer->server->ending)
		err = desk_day_put(packer->server->desk, &q->day);
	if (err != NULL)
		trouble = err->text;
	if (packer != NULL && trouble != NULL)
		log_line("server", "day: %s", trouble);
	if (packer != NULL && trouble == NULL) {
		server_wrote(packer->server);
		day_after(packer, desk_rest_ms(packer->server->desk));
	}
	question_free(q);
}

static err_t day_ask(struct day_packer *packer, const struct day_made *day)
{
	struct day_question *q = mem_alloc(sizeof(*q));
	err_t err;

	q->packer = packer;
	q->day = *day;
	err = questions_ask(packer->server->questions, question_run, question_told, q, &q->asked);
	if (err != NULL)
		question_free(q);
	else
		packer->question = q;
	return err;
}

static void on_day(void *data)
{
	struct day_packer *packer = data;
	struct server *server = packer->server;
	struct day_made day = { 0 };
	bool found = false;
	err_t err;

	packer->timer = NULL;
	if (server->ending)
		return;
	if (read_counted(desk_reader(server->desk)) != NULL) {
		day_after(packer, AGAIN_MS);
		return;
	}
	err = desk_day_next(server->desk, &day, &found);
	if (err == NULL && found)
		err = day_ask(packer, &day);
	if (err != NULL)
		log_line("server", "day: %s", err->text);
	else if (!found)
		trace_packer_idle(server->trace_packer);
}

void day_packer_wake(struct day_packer *packer)
{
	if (packer->question == NULL && packer->timer == NULL)
		day_after(packer, WAKE_MS);
}

void day_packer_idle(struct day_packer *packer)
{
	if (packer->question == NULL)
		day_after(packer, 0);
}

struct day_packer *day_packer_create(struct server *server)
{
	struct day_packer *packer = mem_alloc(sizeof(*packer));

	packer->server = server;
	return packer;
}

/* What is asked is told yet, to nobody. */
void day_packer_destroy(struct day_packer *packer)
{
	if (packer == NULL)
		return;
	loop_timer_stop(packer->server->loop, &packer->timer);
	if (packer->question != NULL) {
		packer->question->packer = NULL;
		questions_give_up(packer->question->asked);
	}
	free(packer);
}
