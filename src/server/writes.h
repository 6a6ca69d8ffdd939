/* SPDX-License-Identifier: ISC */
/* Writes on their way to the disk: those of one turn of the loop share a commit. */
#ifndef GUICHET_SRC_SERVER_WRITES_H
#define GUICHET_SRC_SERVER_WRITES_H
#include "inside.h"

struct writes *writes_create(struct server *);
void writes_destroy(struct writes *);
/* At the next turn, with the others; takes the context's arena.  key may be NULL. */
void writes_add(struct writes *, const struct call_context *, const struct server_call *, const char *key);
/* After its look in the reader; takes the context's arena.  A key that was used is answered as before. */
void writes_look(struct call_context *, const struct server_call *, const char *key);
/* Now, before something that must see them. */
void writes_run(struct writes *);
/* How long ago some last ran. */
int64_t writes_since_ms(const struct writes *);
/* What has not begun does not happen. */
void writes_forget(struct writes *, const struct session *);
/* One write in a transaction or savepoint of its own. */
err_t write_one(struct call_context *, const struct server_call *, const char *key) MUST_CHECK;
#endif
