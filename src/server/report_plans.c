/* SPDX-License-Identifier: ISC */
/*
 * When one is due it is computed in the reader thread as who scheduled it
 * would compute it now, and published, mailed and recorded in one transaction
 * which also says when it is due next.  What cannot be computed is recorded
 * with its reason; trouble of the machine's is tried again.
 */
#include "report_plans.h"

#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/account.h"
#include "guichet/desk/report_plan.h"
#include "question.h"
#include "report_asked.h"
#include "report_mail.h"

enum { AGAIN_MS = 1000, LOOK_MOST_MS = 3600000 };

struct report_plans {
	struct server *server;
	struct loop_timer *timer;
	struct plan_question *question;		/* or NULL */
};

/* The thread's until it was told. */
struct plan_question {
	struct report_plans *plans;		/* NULL: nobody waits any more */
	struct arena *arena;
	struct question *asked;
	struct report_plan plan;
	struct actor actor;
	int64_t now_ms, due_ms;
	struct publication made;
	const char *refused;			/* why nothing was made */
	bool again;				/* and it is not the report's fault */
};

static void on_look(void *data);

static void look_after(struct report_plans *plans, int64_t ms)
{
	loop_timer_stop(plans->server->loop, &plans->timer);
	plans->timer = loop_after(plans->server->loop, ms, on_look, plans);
}

/* ---- in the thread */

static err_t actor_find(struct plan_question *q, struct reader *reader)
{
	struct agent *agents = NULL;
	size_t count = 0;
	err_t err = read_agents(reader, q->arena, &agents, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		if (agents[i].id != q->plan.agent || !agents[i].active || agents[i].suspended_ms != 0 ||
		    !role_may(agents[i].role, ROLE_LEAD))
			continue;
		q->actor = (struct actor){ .agent = agents[i].id, .name = agents[i].name, .role = agents[i].role,
			.origin = ORIGIN_RULE, .session = arena_printf(q->arena, "schedule %" PRId64, q->plan.id) };
		err = read_scope(reader, q->arena, &agents[i], &q->actor.scope);
		if (err == NULL && q->actor.scope == NULL)
			return NULL;
		break;
	}
	return err != NULL ? err : err_make(ERR_DENIED, "who scheduled it is no lead of the whole desk any more");
}

static void question_run(void *data, struct reader *reader)
{
	struct plan_question *q = data;
	struct call_request request;
	struct report_row saved;
	struct str answer = { 0 };
	struct call_context context = { .reader = reader, .arena = q->arena, .request = &request, .actor = &q->actor,
		.now_ms = q->now_ms, .answer = &answer };
	err_t err = actor_find(q, reader);

	if (err == NULL)
		err = read_report(reader, q->arena, q->plan.name, &saved);
	if (err == NULL)
		err = report_asked_request(q->arena, saved.asked, &request);
	if (err == NULL)
		err = context_place(&context, &request);
	if (err == NULL)
		err = report_plan_newest(q->arena, &q->plan, q->now_ms, &q->due_ms);
	if (err == NULL)
		err = publication_make(&context, q->plan.name, q->now_ms - 1, q->plan.recipients, &q->made);
	if (err != NULL) {
		q->again = err_is(err, ERR_STORE) || err_is(err, ERR_SYSTEM) || err_is(err, ERR_LIMIT) ||
			err_is(err, ERR_CANCELLED);
		q->refused = arena_copy(q->arena, err->text);
	} else {
		q->made.letter.late_ms = q->now_ms < q->due_ms + REPORT_LATE_MS ? 0 : q->due_ms;
	}
	str_finish(&answer);
}

/* ---- in the loop */

static err_t plan_leave(struct plan_question *q)
{
	struct server *server = q->plans->server;
	struct call_context context = { .server = server, .desk = server->desk, .reader = desk_reader(server->desk),
		.arena = q->arena, .actor = &q->actor, .now_ms = q->now_ms };
	struct report_delivery delivery = { .due_ms = q->due_ms, .said = "" };
	const char *before = NULL;
	err_t err = site_lets_out(server, q->actor.role, "report schedule");

	if (err == NULL)
		err = desk_begin(server->desk, &q->actor, NULL, "report publish", q->arena, &before);
	if (err != NULL)
		return err;
	err = publication_leave(&context, &q->made, &delivery.number, &delivery.letter);
	if (err == NULL)
		err = desk_report_plan_over(server->desk, &q->plan, &delivery);
	if (err == NULL)
		return desk_commit(server->desk, NULL);
	desk_rollback(server->desk);
	return err;
}

static err_t plan_end(struct plan_question *q)
{
	const char *refused = q->refused;
	err_t err = NULL;

	if (refused == NULL) {
		err = plan_leave(q);
		if (err == NULL || err_is(err, ERR_STORE) || err_is(err, ERR_SYSTEM) || err_is(err, ERR_CONFLICT))
			return err_is(err, ERR_CONFLICT) ? NULL : err;
		refused = arena_copy(q->arena, err->text);
	}
	err = desk_report_plan_failed(q->plans->server->desk, &q->plan,
		&(struct report_delivery){ .due_ms = q->due_ms, .said = refused });
	return err_is(err, ERR_CONFLICT) ? NULL : err;
}

static void question_told(void *data, const char *problem)
{
	struct plan_question *q = data;
	struct report_plans *plans = q->plans;
	const char *trouble = problem != NULL ? problem : q->again ? q->refused : NULL;

	if (plans != NULL) {
		err_t err = trouble == NULL ? plan_end(q) : NULL;

		if (trouble == NULL && err != NULL)
			trouble = err->text;
		if (trouble != NULL)
			log_line("reports", "later why=\"%s\"", trouble);
		plans->question = NULL;
		look_after(plans, trouble != NULL ? AGAIN_MS : 0);
	}
	arena_destroy(q->arena);
	free(q);
}

static err_t plan_begin(struct report_plans *plans, int64_t now_ms)
{
	struct server *server = plans->server;
	struct plan_question *q = mem_alloc(sizeof(*q));
	struct report_plan *rows = NULL;
	size_t count = 0;
	err_t err;

	*q = (struct plan_question){ .plans = plans, .arena = arena_create(), .now_ms = now_ms };
	err = read_report_plans(desk_reader(server->desk), q->arena, &rows, &count);
	if (err == NULL && count > 0) {
		q->plan = rows[0];
		q->due_ms = q->plan.next_ms;
		err = questions_ask(server->questions, question_run, question_told, q, &q->asked);
	}
	if (err != NULL || count == 0) {
		arena_destroy(q->arena);
		free(q);
		return err;
	}
	plans->question = q;
	return NULL;
}

static void on_look(void *data)
{
	struct report_plans *plans = data;
	struct desk *desk = plans->server->desk;
	int64_t due_ms = 0, now_ms = desk_now(desk);
	err_t err = read_report_plan_due(desk_reader(desk), &due_ms);

	plans->timer = NULL;
	if (plans->question != NULL || plans->server->ending || !desk_courier_may_run(desk))
		return;		/* a copy of a desk mails nobody */
	if (err == NULL && due_ms != 0 && due_ms <= now_ms)
		err = plan_begin(plans, now_ms);
	else if (err == NULL && due_ms != 0)
		look_after(plans, due_ms - now_ms < LOOK_MOST_MS ? due_ms - now_ms : LOOK_MOST_MS);
	if (err != NULL) {
		log_line("reports", "later why=\"%s\"", err->text);
		look_after(plans, AGAIN_MS);
	}
}

void report_plans_wake(struct report_plans *plans)
{
	look_after(plans, 0);
}

bool report_plans_busy(const struct report_plans *plans)
{
	return plans->question != NULL;
}

struct report_plans *report_plans_create(struct server *server)
{
	struct report_plans *plans = mem_alloc(sizeof(*plans));

	*plans = (struct report_plans){ .server = server };
	report_plans_wake(plans);
	return plans;
}

/* Before the readers: what is under way is told there, to nobody. */
void report_plans_destroy(struct report_plans *plans)
{
	if (plans == NULL)
		return;
	loop_timer_stop(plans->server->loop, &plans->timer);
	if (plans->question != NULL) {
		plans->question->plans = NULL;
		questions_give_up(plans->question->asked);
	}
	free(plans);
}
