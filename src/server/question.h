/* SPDX-License-Identifier: ISC */
/*
 * What the server itself wants to know and what takes longer than one indexed
 * page: pages of a query, figures of a planned report, days to pack, spikes.
 */
#ifndef GUICHET_SERVER_QUESTION_H
#define GUICHET_SERVER_QUESTION_H
#include "inside.h"

struct questions *questions_create(struct server *);
void questions_destroy(struct questions *);

/*
 * run is called in the lane's thread with what is in data; then told in the
 * loop, where data is free again: problem says why run was not called, which
 * is also so once the question was given up.
 */
struct question;
err_t questions_ask(struct questions *, void (*run)(void *data, struct reader *),
	void (*told)(void *data, const char *problem), void *data, struct question **out) MUST_CHECK;
void questions_give_up(struct question *);	/* told still comes, soon */
#endif
