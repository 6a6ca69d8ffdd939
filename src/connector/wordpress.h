/* SPDX-License-Identifier: ISC */
/* What the two files of the WordPress connector share: wordpress.c reads, wordpress_send.c writes. */
#ifndef GUICHET_CONNECTOR_WORDPRESS_H
#define GUICHET_CONNECTOR_WORDPRESS_H
#include "guichet/connector/task.h"
#include "guichet/json/json.h"

enum { WORDPRESS_PAGE = 100 };
enum { WORDPRESS_START, WORDPRESS_ANSWER };

/* wordpress.c: path is behind /wp-json/wp/v2; the next step has the answer */
void wordpress_ask(struct task *, struct need *, const char *method, const char *path);
void wordpress_ask_json(struct task *, struct need *, const char *path, struct str *body);	/* takes the body */
/* The JSON of a successful answer; every other answer is an error. */
err_t wordpress_answer(struct task *, const struct response *, struct json **out) MUST_CHECK;
/* A member that is no empty text, in the arena, or NULL; an address of the web, or NULL. */
const char *wordpress_text(struct arena *, const struct json *, const char *key);
const char *wordpress_web(const char *url);
int64_t wordpress_instant(struct arena *, const struct json *comment);	/* 0: it says none */

/* wordpress_send.c */
err_t wordpress_send(struct task *, const struct response *, struct need *, struct output *);
err_t wordpress_reconcile(struct task *, const struct response *, struct need *, struct output *);
err_t wordpress_act(struct task *, const struct response *, struct need *, struct output *);
err_t wordpress_prepare(struct arena *, const struct plan_wish *, struct plan *);
#endif
