/* SPDX-License-Identifier: ISC */
/*
 * Calls on many conversations: the reader finds whom they are about, then the
 * loop does some of them each turn, in a transaction, and serves everybody
 * else in between.  A call runs as long as somebody waits for it; what ended
 * earlier is stopped, in the database, until somebody goes on with it.
 *
 * Rows on the way:  {"bulk":7,"call":"resolve","about":null,"done":3200,"total":10000}
 * The end:          {"changed":[first ids],"count","total","same","left":[{"id","why"}],"left_count","bulk":7}
 *                   and what the call's own answer has; left: those that had to stay, the first 20
 *   of undo, redo:  {"undone" or "redone","ids":[first],"count","at","age_s","left":[],"left_count","dry_run",
 *                   "bulk"}
 *   stopped:        {"stopped":true,"bulk","call","about","done","total"}
 *   --dry-run:      {"dry_run":true,"call","count","same","urgent","others","drafts","ids":[first],"left","left_count"};
 *                   count: what would be changed; others: of these, assigned to somebody else
 */
#ifndef GUICHET_SRC_SERVER_BULK_H
#define GUICHET_SRC_SERVER_BULK_H
#include "guichet/desk/bulk.h"
#include "inside.h"

struct bulks *bulks_create(struct server *);
void bulks_destroy(struct bulks *);
/* Not a request for slices; answered at once, as any other; answered later, and the context's arena is ours. */
enum bulks_takes { BULKS_NOT, BULKS_ANSWERED, BULKS_TAKEN };
err_t bulks_take(struct call_context *, const char *key, enum bulks_takes *) MUST_CHECK;
/* Somebody waits for it now. */
bool bulks_runs(const struct bulks *, int64_t bulk);
/* It is this agent's, is not over, and nobody waits for it. */
err_t bulk_may(struct call_context *, const struct bulk *) MUST_CHECK;
/* True when that request was one of ours; it is answered with how far it came. */
bool bulks_cancel(struct session *, int64_t id);
/* The session ends, and what it waited for stops. */
void bulks_forget(struct session *);
/* The numbers of a bulk as members of a JSON object. */
struct json_out;
void bulk_put(struct json_out *, const struct bulk *);
/* What of this agent was stopped halfway: a member "stopped", null when there is nothing. */
void bulks_put_stopped(struct json_out *, const struct server *, int64_t agent);
#endif
