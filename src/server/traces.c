/* SPDX-License-Identifier: ISC */
/* A step is asked for, written day by day, and followed by the next one as long as there is enough to do. */
#include "traces.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/figures.h"
#include "question.h"

enum {
	ROWS_LEAST = 256,	/* so few are read from the ledger as fast as they would be packed */
	ROWS_AT_ONCE = 20000
};

struct trace_question {
	struct trace_packer *packer;	/* NULL: it was destroyed */
	struct traces_step step;
	char *problem;
	struct question *asked;
};

struct trace_packer {
	struct server *server;
	struct loop_timer *timer;
	struct trace_question *question;	/* asked, or being written */
	size_t next;			/* the day to be written */
	bool begun, looked;		/* once looked at whatever there is: the rules may be others */
};

static void question_free(struct trace_question *q)
{
	traces_step_finish(&q->step);
	free(q->problem);
	free(q);
}

static void question_run(void *data, struct reader *reader)
{
	struct trace_question *q = data;
	err_t err = read_traces_step(reader, ROWS_AT_ONCE, &q->step);

	if (err != NULL)
		q->problem = mem_copy(err->text);
}

static void on_write(void *data);

static void write_after(struct trace_packer *packer)
{
	packer->timer = loop_after(packer->server->loop, desk_rest_ms(packer->server->desk), on_write, packer);
}

static void question_over(struct trace_packer *packer)
{
	question_free(packer->question);
	packer->question = NULL;
	packer->begun = false;
	packer->next = 0;
}

/* Each is a transaction of its own; who was busy meanwhile changed nothing in them. */
static void on_write(void *data)
{
	struct trace_packer *packer = data;
	struct desk *desk = packer->server->desk;
	const struct traces_step *step = &packer->question->step;
	bool last = packer->begun && packer->next == step->count, more = false;
	err_t err;

	packer->timer = NULL;
	if (!packer->begun)
		err = desk_traces_begin(desk, step, &more);
	else
		err = last ? desk_traces_end(desk, step) : desk_traces_days(desk, step, &packer->next);
	server_wrote(packer->server);
	packer->begun = !more;
	if (err == NULL && !last) {
		write_after(packer);
		return;
	}
	if (err != NULL)
		log_line("server", "traces: %s", err->text);
	question_over(packer);
	if (err == NULL)
		trace_packer_idle(packer);
}

static void question_told(void *data, const char *problem)
{
	struct trace_question *q = data;
	struct trace_packer *packer = q->packer;
	const char *trouble = problem != NULL ? problem : q->problem;

	if (packer == NULL) {
		question_free(q);
		return;
	}
	if (trouble != NULL)
		log_line("server", "traces: %s", trouble);
	if (trouble != NULL || q->step.to_seq == 0)
		question_over(packer);
	else
		write_after(packer);
}

void trace_packer_idle(struct trace_packer *packer)
{
	struct server *server = packer->server;
	struct trace_question *q;
	err_t err;

	if (packer->question != NULL || server->ending ||
	    (packer->looked && !read_traces_wait(desk_reader(server->desk), ROWS_LEAST)))
		return;
	packer->looked = true;
	q = mem_alloc(sizeof(*q));
	q->packer = packer;
	err = questions_ask(server->questions, question_run, question_told, q, &q->asked);
	if (err != NULL) {
		log_line("server", "traces: %s", err->text);
		free(q);
		return;
	}
	packer->question = q;
}

struct trace_packer *trace_packer_create(struct server *server)
{
	struct trace_packer *packer = mem_alloc(sizeof(*packer));

	packer->server = server;
	return packer;
}

/* What is being written belongs to the packer; what is asked is told yet, to nobody. */
void trace_packer_destroy(struct trace_packer *packer)
{
	bool writing;

	if (packer == NULL)
		return;
	writing = packer->timer != NULL;
	loop_timer_stop(packer->server->loop, &packer->timer);
	if (writing)
		question_over(packer);
	else if (packer->question != NULL) {
		packer->question->packer = NULL;
		questions_give_up(packer->question->asked);
	}
	free(packer);
}
