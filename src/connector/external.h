/* SPDX-License-Identifier: ISC */
/* The connector for networks for which a program speaks, from inside: reading in external.c, sending in external_send.c. */
#ifndef GUICHET_SRC_CONNECTOR_EXTERNAL_H
#define GUICHET_SRC_CONNECTOR_EXTERNAL_H
#include "guichet/connector/task.h"
#include "guichet/json/json.h"
#include "guichet/wire/item.h"

/* A request to the program's transport: HELLO, CALL, MORE, TELL; the body is an object without its id. */
void external_ask(struct task *, struct need *, const char *method, const char *body);
/* The answer's line, owned by the caller; an error line as the error that it is. */
err_t external_answer(struct task *, const struct response *, struct json **out) MUST_CHECK;
const char *external_reason(struct arena *, const struct json *line);

void external_send(struct task *, struct need *, struct output *);	/* also reconcile and act */
err_t external_sent(struct task *, const struct response *, struct output *) MUST_CHECK;
err_t external_prepare(struct arena *, const struct plan_wish *, struct plan *) MUST_CHECK;
const char *external_refuses(const struct account *, enum act_kind);
#endif
