/* SPDX-License-Identifier: ISC */
/* The server's own questions, one after the other in a lane of their own. */
#include "question.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "lane.h"

struct questions {
	struct lane lane;
	struct question *first;		/* of those that were not told yet; loop */
};

struct question {
	struct lane_work work;
	struct questions *of;
	struct question *next;
	void (*ask)(void *data, struct reader *);
	void (*told)(void *data, const char *problem);
	void *data;
	char *problem;
};

static void question_run(struct lane_work *work, struct reader *reader, err_t err)
{
	struct question *question = (struct question *)work;

	if (err == NULL)
		err = reader_begin(reader);
	if (err != NULL) {
		question->problem = mem_copy(err->text);
		return;
	}
	question->ask(question->data, reader);
	reader_end(reader);
}

static void question_told(void *data)
{
	struct question *question = data;
	struct question **link = &question->of->first;

	while (*link != question)
		link = &(*link)->next;
	*link = question->next;
	question->told(question->data, question->problem);
	free(question->problem);
	free(question);
}

static void question_finish(struct lane_work *work)
{
	struct lane *lane = work->lane;

	pthread_mutex_unlock(&lane->lock);
	loop_post(lane->loop, question_told, work);
	pthread_mutex_lock(&lane->lock);
}

err_t questions_ask(struct questions *questions, void (*run)(void *data, struct reader *),
	void (*told)(void *data, const char *problem), void *data, struct question **out)
{
	struct question *question;
	err_t err = lane_start(&questions->lane);

	if (err != NULL)
		return err;
	question = mem_alloc(sizeof(*question));
	question->work.run = question_run;
	question->work.finish = question_finish;
	question->ask = run;
	question->told = told;
	question->data = data;
	question->of = questions;
	question->next = questions->first;
	questions->first = question;
	lane_add(&questions->lane, &question->work);
	*out = question;
	return NULL;
}

void questions_give_up(struct question *question)
{
	lane_cancel(&question->work);
}

struct questions *questions_create(struct server *server)
{
	struct questions *questions = mem_alloc(sizeof(*questions));

	lane_create(&questions->lane, server->loop, desk_path(server->desk));
	return questions;
}

static void question_drop(struct lane_work *work)
{
	(void)work;			/* it is among those that were not told */
}

void questions_destroy(struct questions *questions)
{
	if (questions == NULL)
		return;
	lane_destroy(&questions->lane, question_drop);
	while (questions->first != NULL) {
		struct question *question = questions->first;

		if (question->problem == NULL)
			question->problem = mem_copy("the server ends");
		question_told(question);
	}
	free(questions);
}
