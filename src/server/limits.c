/* SPDX-License-Identifier: ISC */
/* One bucket of calls for each agent that was here; the desk's own login has none. */
#include "limits.h"

#include <stdlib.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"

enum { CALLS_DEFAULT = 200, CALL = 1000, AT_ONCE = 2 };	/* seconds of calls at once */

struct bucket {
	struct bucket *next;
	int64_t agent;
	int64_t left;			/* thousandths of a call */
	int64_t at_ms;			/* steady */
};

struct limits { struct bucket *first; };

static struct bucket *bucket_of(struct limits *limits, int64_t agent, int64_t full)
{
	struct bucket *bucket = limits->first;

	while (bucket != NULL && bucket->agent != agent)
		bucket = bucket->next;
	if (bucket != NULL)
		return bucket;
	bucket = mem_alloc(sizeof(*bucket));
	*bucket = (struct bucket){ .next = limits->first, .agent = agent, .left = full, .at_ms = clock_steady_ms() };
	limits->first = bucket;
	return bucket;
}

err_t limits_take(struct limits *limits, const struct session *session, const struct call *call)
{
	int64_t rate = session->calls > 0 ? session->calls : CALLS_DEFAULT, full = AT_ONCE * rate * CALL;
	int64_t now = clock_steady_ms();
	struct bucket *bucket;

	if (!session->server->team || session->uid == geteuid())
		return NULL;
	bucket = bucket_of(limits, session->actor.agent, full);
	bucket->left += (now - bucket->at_ms) * rate;
	bucket->at_ms = now;
	if (bucket->left > full)
		bucket->left = full;
	if (bucket->left < CALL)
		return err_make(ERR_LIMIT, "%s: more than %d calls a second are not taken from one agent: try again",
			call->name, (int)rate);
	bucket->left -= CALL;
	return NULL;
}

struct limits *limits_create(void)
{
	return mem_alloc(sizeof(struct limits));
}

void limits_destroy(struct limits *limits)
{
	if (limits == NULL)
		return;
	for (struct bucket *bucket = limits->first, *next; bucket != NULL; bucket = next) {
		next = bucket->next;
		free(bucket);
	}
	free(limits);
}
