/* SPDX-License-Identifier: ISC */
/*
 * What a team's members ask for that may be private, gathered until the next
 * batch: at most a second of it is lost when the server is killed, and nothing
 * of an export, a report or a question in SQL, each of which is written first.
 * The same reading of the same agent makes one entry in a quarter of an hour.
 */
#ifndef GUICHET_SERVER_ACCESS_H
#define GUICHET_SERVER_ACCESS_H
#include "inside.h"

struct access;

struct access *access_create(struct server *);
void access_destroy(struct access *);	/* with what is left to write */
/* What is gathered is written now. */
void access_write(struct access *);
/* A call of CALL_READS that is about to be answered. */
err_t access_note(struct access *, struct call_context *) MUST_CHECK;
#endif
