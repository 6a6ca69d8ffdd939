/* SPDX-License-Identifier: ISC */
/* A call on many conversations that somebody waits for: how it begins (bulk_begin.c) and goes on (bulk.c). */
#ifndef GUICHET_SRC_SERVER_BULK_JOB_H
#define GUICHET_SRC_SERVER_BULK_JOB_H
#include "bulk.h"
#include "guichet/json/json.h"

enum phase { PHASE_CHECK, PHASE_LIST, PHASE_ACT };

struct job {
	struct job *next;
	struct session *session;
	int64_t id;			/* of the request */
	struct arena *arena;		/* of everything here */
	struct call_request request;	/* what to do; none where something is taken back */
	const struct server_call *function;
	struct actor actor;
	struct bulk bulk;
	enum phase phase;
	int64_t back_ms;		/* when that was done which is taken back */
	bool partly, dry;
	const int64_t *ids;		/* while the list is written */
	const struct bulk_held *held;	/* whom it begins without */
	size_t held_named;
	int64_t ended;			/* a bulk that is over once this one begins, or 0 */
	int64_t position;		/* written, or looked at */
	size_t looked_changed, looked_held;
	struct bulk_held left[BULK_NAMED];
	struct arena *part;		/* ids that lie together in the list */
	int64_t *part_ids;
	int64_t part_first;
	size_t part_count;
	size_t slice;
	int64_t told_ms;
};

/* Takes the context's arena; the caller says what it is about before this turn of the loop is over. */
struct job *job_add(struct call_context *);
/* Its last word, or none: then it is gone. */
void job_end(struct bulks *, struct job *, err_t, const char *answer);
/* The one that runs, or NULL. */
struct job *job_find(const struct bulks *, int64_t bulk);
/* Bodies: the end, what an undo would do, how far it came. */
err_t job_put_end(struct job *, struct desk *, struct str *body) MUST_CHECK;
void job_put_dry(const struct job *, struct desk *, struct str *body);
void job_put_stopped(const struct job *, struct str *body);
/* At most BULK_NAMED of the ids, without those that had to stay. */
void bulk_put_ids(struct json_out *, const char *key, const int64_t *ids, size_t count, const struct bulk_held *held,
	size_t held_count);
void bulk_put_left(struct json_out *, const struct bulk_held *, size_t count, int64_t all);
#endif
